"""The account of a reading: which rows were read, and by column how every cell was."""

import enum
from collections.abc import Iterable

import attrs

from smmi._notebook import InNotebooks, Shown
from smmi.instrument.declaration import as_tuple
from smmi.intake.accounts._pages import Line, page


class Use(enum.Enum):
    """What a column of a table is for.

    Example:
        >>> Use.UNIT.value
        'unit'
    """

    UNIT = "unit"
    """The units' identifiers."""
    ANSWERS = "answers"
    """Answers to an indicator, or to one option or part of it."""
    ATTRIBUTE = "attribute"
    FILTER = "filter"
    """It says which rows are read."""
    ORDER = "order"
    """It says which row of a unit is first, or who answered."""
    LEFT_OUT = "left out"
    """It is left out by name."""
    REST = "rest"
    """It is left out with all columns of which nothing is said."""


@attrs.frozen
class CellExample:
    """A cell, and what was read there.

    Example:
        >>> CellExample("45%", "45").answer
        '45'
    """

    cell: str
    answer: str


@attrs.frozen(kw_only=True)
class CellsRead:
    """Cells that were read in one way.

    Attributes:
        how: In which way: ``by label, other capitals``.
        count: How many cells.
        examples: Up to three of them, each another cell.

    Example:
        >>> CellsRead(how="by value", count=2, examples=(CellExample("1", "never"),)).count
        2
    """

    how: str
    count: int
    examples: tuple[CellExample, ...] = attrs.field(default=(), converter=as_tuple)


@attrs.frozen(kw_only=True)
class ColumnAccount:
    """How the cells of one column were read for one use.

    Each row that was read stands in one of the lines; of a filter, of an order and of what is left out, each row that
    is not blank does.

    Attributes:
        column: The column's name in the table.
        use: What it is for.
        of: The code of the indicator, with that of the option or part (``topics.equity``); the name of the attribute.
        remark: How it was found, if it is not called as the reading calls it.
        lines: How its cells were read.

    Example:
        >>> ColumnAccount(column="Id", use=Use.UNIT, lines=[CellsRead(how="as it is", count=9)]).lines[
        ...     0
        ... ].count
        9
    """

    column: str
    use: Use
    of: str = ""
    remark: str = ""
    lines: tuple[CellsRead, ...] = attrs.field(default=(), converter=as_tuple)


@attrs.frozen(kw_only=True)
class TogetherAccount:
    """What was made of several columns that hold one answer, or of none; each row that was read stands in one line.

    Attributes:
        of: The code of the indicator.
        columns: The columns.
        lines: What was made of the rows.

    Example:
        >>> TogetherAccount(of="q1", lines=[CellsRead(how="no column: not administered", count=9)]).columns
        ()
    """

    of: str
    columns: tuple[str, ...] = attrs.field(default=(), converter=as_tuple)
    lines: tuple[CellsRead, ...] = attrs.field(default=(), converter=as_tuple)


@attrs.frozen(kw_only=True)
class RowsLeftOut:
    """Rows that were not read.

    Attributes:
        why: Why.
        count: How many.
        examples: Up to three of them: ``row 7``.

    Example:
        >>> RowsLeftOut(why="blank", count=2).examples
        ()
    """

    why: str
    count: int
    examples: tuple[str, ...] = attrs.field(default=(), converter=as_tuple)


@attrs.frozen(kw_only=True)
class Account(InNotebooks):
    """What was read how, of a table and a reading; as text, a page.

    Attributes:
        reading: The fingerprint of the reading.
        code: The code of the instrument.
        edition: Its edition.
        header_rows: How many header rows the table has.
        rows: How many rows there are below them.
        read: How many of the rows were read.
        units: How many units there are; fewer than rows where those of a unit are merged.
        left_out: Which rows were not read, and why; in all as many as were not.
        merged: How many units were merged from several rows.
        disagreements: In how many of their answers these rows differ.
        columns: How the cells of each column were read, in the order of the table.
        together: What was made of several columns that hold one answer, and of none.

    Example:
        >>> print(Account(reading="0" * 64, code="tiny", edition="1", header_rows=1, rows=2, read=2, units=2))
        2 units of 'tiny' edition '1' were read from 2 rows below 1 header row.
    """

    reading: str
    code: str
    edition: str
    header_rows: int
    rows: int
    read: int
    units: int
    left_out: tuple[RowsLeftOut, ...] = attrs.field(default=(), converter=as_tuple)
    merged: int = 0
    disagreements: int = 0
    columns: tuple[ColumnAccount, ...] = attrs.field(default=(), converter=as_tuple)
    together: tuple[TogetherAccount, ...] = attrs.field(default=(), converter=as_tuple)

    def _shown(self) -> Shown:
        rows = [
            [column.column, column.use.value, column.of, line.how, line.count, _examples(line)]
            for column in self.columns
            for line in column.lines
        ]
        return Shown(
            caption=f"What was read how: {self.units:,} units of {self.code!r} edition {self.edition!r} from "
            f"{self.rows:,} rows",
            columns=("Column", "Use", "Of", "Read", "Cells", "Such as"),
            rows=rows,
        )

    def __str__(self) -> str:
        return page(
            heading=(self.units, self.code, self.edition, self.rows, self.header_rows),
            merged=(self.merged, self.disagreements),
            left_out=[(rows.why, rows.count, rows.examples) for rows in self.left_out],
            columns=[
                (column.column, column.use.value, column.of, column.remark, _told(column.lines))
                for column in self.columns
            ],
            together=[(one.of, one.columns, _told(one.lines)) for one in self.together],
        )


def _examples(line: CellsRead) -> str:
    return "; ".join(
        one.cell if one.cell == one.answer else f"{one.cell} → {one.answer}" for one in line.examples
    )


def _told(lines: Iterable[CellsRead]) -> tuple[Line, ...]:
    return tuple(
        (line.how, line.count, tuple((one.cell, one.answer) for one in line.examples)) for line in lines
    )

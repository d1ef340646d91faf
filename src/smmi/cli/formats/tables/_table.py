"""A table while it is read: its header, its rows as text, and what the file says of its columns."""

import datetime as dt
import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from smmi.cli.formats.tables._blocks import ReadBlocks
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.intake.tables import MergedCell, ShownPercentage, letters_of

MOST_CELLS: Final = 20_000_000
"""How many cells a file has at most that is no text: a text is read line by line, however long it is."""
MOST_BYTES: Final = 2**28
"""How many bytes may be inside a compressed file, or a part of it, of which a library holds much at a time."""

Cell = str | float | Decimal | ShownPercentage | MergedCell
"""A cell: a text, or a number where the file knows that it is one; one below merged cells holds nothing itself."""


class Places(Sequence[str]):
    """Where each row stands, as a spreadsheet counts, and where that differs as a text editor does."""

    def __init__(self) -> None:
        self._rows, self._lines = array("Q"), array("Q")

    def add(self, row: int, line: int) -> None:
        """Take in one more row."""
        self._rows.append(row)
        self._lines.append(line)

    def number(self, at: int) -> int:
        """Return the number of the row in a spreadsheet."""
        return self._rows[at]

    def blank(self) -> tuple[int, ...]:
        """Return the numbers of the blank rows before and between those that are there."""
        expected = 2  # below the header
        found: list[int] = []
        for row in self._rows:
            found += range(expected, row)
            expected = row + 1
        return tuple(found)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401  (no slices are asked for)
        row, line = self._rows[at], self._lines[at]
        return f"row {row}" if row == line else f"row {row} (line {line} of the text)"


@attrs.frozen(kw_only=True)
class ColumnNote:
    """What a file says of a column, beside its cells; texts and numbers only.

    Attributes:
        label: What the column holds, in words, such as the question; empty where the file does not say.
        value_labels: What each value means, by the text of a cell that has it.
        missing: The texts of cells that stand for a missing answer.
        missing_ranges: From where to where numbers stand for a missing answer, both ends included.
        remarks: What else is to be known, such as a percent format: a sentence each.
    """

    label: str = ""
    value_labels: Mapping[str, str] = attrs.field(default=FrozenMapping(), converter=freeze_mapping)
    missing: tuple[str, ...] = ()
    missing_ranges: tuple[tuple[float, float], ...] = ()
    remarks: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class ColumnSet:
    """Columns that hold one question of several choices, as SPSS declares them.

    Attributes:
        name: The name of the set.
        label: The question.
        columns: The columns.
        counted: The text of a cell that says that a choice was made; None where each column holds one of the choices.
    """

    name: str
    label: str
    columns: tuple[str, ...]
    counted: str | None = None


@attrs.frozen(kw_only=True)
class Table:
    """A table while it is read.

    Attributes:
        header: The names of the columns, as they stand in the file.
        cells: The further rows, without blank ones; they can be gone through once.
        places: Where each row stands that was read already.
        read_as: How the file was read, such as ``CSV, separated by commas, in UTF-8``.
        notes: What the file says of its columns, by their names, or as ``column C`` where they have none; a column of
            which it says nothing is not there.
        sets: The questions of several choices that the file declares.
        remarks: What is to be known of the table, such as hidden rows: a sentence each.
        problems: Why a column cannot be used, by its name: error values, formulas without a value, lists.
        usual: Whether there is nothing to say of how the file was read: CSV in UTF-8, separated by commas.
        blocks: Reads the rows faster, as far as the file is plain; None where nothing does.
        has_numbers: Whether cells may be other than text.
    """

    header: list[str]
    cells: Iterator[Sequence[Cell]]
    places: Places
    read_as: str
    notes: Mapping[str, ColumnNote] = attrs.field(default=FrozenMapping(), converter=freeze_mapping)
    sets: tuple[ColumnSet, ...] = ()
    remarks: tuple[str, ...] = ()
    problems: Mapping[str, str] = attrs.field(default=FrozenMapping(), converter=freeze_mapping)
    usual: bool = False
    blocks: ReadBlocks | None = None
    has_numbers: bool = False

    @property
    def problems_by_position(self) -> dict[int, str]:
        """Why a column cannot be used, by its position: where titles stand above the names, row 1 does not call it."""
        called = [name if name.strip() else f"column {letters_of(at)}" for at, name in enumerate(self.header)]
        return {at: self.problems[name] for at, name in enumerate(called) if name in self.problems}

    @property
    def rows(self) -> Iterator[Sequence[str]]:
        """The cells as text; they are gone through instead of the cells."""
        if self.has_numbers:
            return (list(map(cell_text, cells)) for cells in self.cells)
        return self.cells  # type: ignore[return-value]  # all of them are texts

    def rows_with_blank_ones(self) -> Iterator[Sequence[Cell]]:
        """Yield the further rows, and an empty list for each blank one between them, as readings count rows."""
        due = 2  # below the header
        for at, cells in enumerate(self.cells):
            number = self.places.number(at)
            yield from ([] for _ in range(due, number))
            yield cells
            due = number + 1

    def account(self, *, of_columns: bool = True) -> Iterator[str]:
        """Yield how the file was read, and what is to be known of it; nothing of usual CSV.

        Args:
            of_columns: Whether what is to be known of single columns is told too.
        """
        if not self.usual:
            yield f"read as {self.read_as}"
        yield from self.remarks
        alike: dict[str, list[str]] = {}
        for name, note in self.notes.items() if of_columns else ():
            for remark in note.remarks:
                alike.setdefault(remark, []).append(
                    repr(name) if name in self.header else name.removeprefix("column ")
                )
        for remark, names in alike.items():
            yield f"{'column' if len(names) == 1 else 'columns'} {', '.join(names)}: {remark}"


def cell_text(value: object, /) -> str:
    """Return a value as the text of a cell: whole numbers without a point, days as ISO 8601 has them, nothing as ''.

    A number has the fewest digits from which it is found again; NaN is nothing. A truth is TRUE or FALSE, as
    spreadsheets say.

    Example:
        >>> [cell_text(value) for value in (None, 3.0, 0.1, 7, True, "x", float("nan"), dt.date(2026, 3, 1))]
        ['', '3', '0.1', '7', 'TRUE', 'x', '', '2026-03-01']
    """
    if value is None or isinstance(value, MergedCell):
        return ""
    if isinstance(value, ShownPercentage):
        return cell_text(value.number)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time() and value.tzinfo is None:
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def cell_of(value: object, /) -> Cell:
    """Return a value as a cell: a finite number as it is, anything else as text.

    Example:
        >>> [cell_of(value) for value in (None, 3.0, 7, True, float("nan"), dt.date(2026, 3, 1))]
        ['', 3.0, 7, 'TRUE', '', '2026-03-01']
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return value if isinstance(value, float | Decimal) and math.isfinite(value) else cell_text(value)


def is_blank(cells: Sequence[Cell], /) -> bool:
    """Return whether no cell of a row holds anything."""
    return not any(holds_something(cell) for cell in cells)


def holds_something(cell: Cell, /) -> bool:
    """Return whether a cell holds a number, or a text that is more than blanks."""
    return bool(cell.strip()) if isinstance(cell, str) else not isinstance(cell, MergedCell)

"""What is seen of a table: its columns with all that their header rows say, and what their cells hold."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument.declaration import as_tuple
from smmi.intake.presets import matches_any
from smmi.intake.questions._in_words import shortened
from smmi.intake.sources import Header, HeaderNames
from smmi.intake.tables import (
    ColumnNotes,
    DistinctColumn,
    Entry,
    Table,
    as_in_one_cell,
    filled_down,
    merged_entries,
)

BETWEEN_ROWS = " / "
"""What stands between the names of two header rows."""
EXAMPLES = 4
"""How many entries a sentence of evidence names."""


@attrs.frozen(kw_only=True, eq=False)
class SeenColumn:
    """One column of a table.

    Attributes:
        name: Its name in the reading.
        position: Its position.
        written: Its name as the header row writes it, which other columns may have too.
        others: What other header rows, or the file itself, call it.
        cells: Its distinct entries and where they stand.
        notes: What the file says of it beside its cells.
        numbers: The numbers of its rows, as a spreadsheet shows them.
        joined: Whether two header rows name it together.
        merged: What cells below the first of merged ones say if they are filled down, as they are in `cells`; and in
            how many of them.
        unfilled: The same cells as they are where these are left blank.
    """

    name: str
    position: int
    written: str = attrs.field(default=attrs.Factory(lambda self: self.name, takes_self=True))
    others: tuple[str, ...] = attrs.field(converter=as_tuple, default=())
    cells: DistinctColumn = attrs.field(repr=False)
    notes: ColumnNotes = attrs.field(default=ColumnNotes(), repr=False)
    numbers: npt.NDArray[np.intp] = attrs.field(kw_only=True, repr=False)
    joined: bool = False
    merged: tuple[tuple[Entry, int], ...] = attrs.field(converter=as_tuple, default=(), repr=False)
    unfilled: DistinctColumn | None = attrs.field(default=None, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called, its name first."""
        return (self.name, *self.others)

    @property
    def shown(self) -> str:
        """Its name as a sentence quotes it, with what the file itself or another header row says that it is."""
        called = self.notes.label or next(iter(self.others), "")
        label = "" if called in {"", self.name} else f" ({shortened(called)})"
        return f"{shortened(self.name)!r}{label}"

    @property
    def ends(self) -> tuple[str, ...]:
        """All that it is called, and what stands last in a name of two header rows."""
        _, joined, end = self.written.rpartition(BETWEEN_ROWS)
        return (*self.names, end) if joined and self.joined else self.names

    def is_called(self, patterns: Iterable[str], /) -> bool:
        """Whether one of its names is as one of several patterns."""
        return any(matches_any(patterns, name) for name in self.names)

    @cached_property
    def entries(self) -> tuple[tuple[Entry, int], ...]:
        """What its cells say and how often, blanks aside."""
        counted = zip(self.cells.entries, self.cells.counts.tolist(), strict=True)
        return tuple((entry, count) for entry, count in counted if count and not entry.is_blank)

    def first_row(self, entry: Entry, /) -> int:
        """The number of the first row that holds an entry."""
        place = self.cells.entries.index(entry)
        return int(self.numbers[np.flatnonzero(self.cells.positions == place)[0]])

    @cached_property
    def filled(self) -> int:
        """How many cells say something."""
        return sum(count for _, count in self.entries)

    @property
    def blanks(self) -> int:
        """How many cells say nothing."""
        return len(self.cells) - self.filled

    @property
    def is_unique(self) -> bool:
        """Whether every cell says something, and each something else."""
        words = {entry.word for entry, _ in self.entries}
        return 0 < len(self.cells) == len(words) and not self.blanks


@attrs.frozen(kw_only=True, eq=False)
class Sight:
    """A table as a proposal sees it."""

    header: Header
    columns: tuple[SeenColumn, ...]
    rows: int
    numbers: npt.NDArray[np.intp] = attrs.field(repr=False)

    @cached_property
    def by_name(self) -> Mapping[str, SeenColumn]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}


@attrs.frozen(kw_only=True, eq=False)
class SeenRows:
    """The rows of a table, as a question names them.

    Attributes:
        sight: The table.
        unit: The column of the units' identifiers, where it is settled.
        answers: The columns that hold answers.
        doubtful: The questions whether rows are read, and these rows.
    """

    sight: Sight
    unit: SeenColumn | None
    answers: tuple[SeenColumn, ...]
    doubtful: tuple[tuple[str, npt.NDArray[np.bool_]], ...] = ()

    def read_if(self, rows: npt.NDArray[np.bool_], /) -> tuple[str, tuple[str, ...]] | None:
        """Return the question by which all of some rows are read or left out, and the answer by which they are read."""
        return next(((asked, ("read",)) for asked, own in self.doubtful if own[rows].all()), None)

    def named(self, rows: npt.NDArray[np.bool_], /) -> str:
        """Return the first of some rows in one line: by the identifiers of their units, else by their numbers."""
        places = np.flatnonzero(rows)
        said = []
        for place in places[:EXAMPLES].tolist():
            entry = None if self.unit is None else self.unit.cells.entries[self.unit.cells.positions[place]]
            named = entry is not None and not entry.is_blank
            said.append(
                repr(shortened(entry.text)) if named and entry else f"row {self.sight.numbers[place]}"
            )
        more = f" and {len(places) - EXAMPLES} more" if len(places) > EXAMPLES else ""
        return ", ".join(said) + more

    def ended(self, rows: npt.NDArray[np.bool_], position: int, /) -> npt.NDArray[np.bool_]:
        """Return which of some rows say nothing in any column of answers behind a position, where there is one."""
        later = [column for column in self.answers if column.position > position]
        left = rows.copy() if later else np.zeros_like(rows)
        for column in later:
            blank = np.array([entry.is_blank for entry in column.cells.entries], dtype=np.bool_)
            left &= blank[column.cells.positions]
        return left


def seen(
    table: Table,
    header: Header,
    written: Sequence[str],
    others: Sequence[Sequence[str]],
    notes: Mapping[str, ColumnNotes],
) -> Sight:
    """Return what is seen of a table.

    Args:
        table: The table.
        header: Its header rows.
        written: The names of the columns as a header row writes them.
        others: What else each column is called, by its position.
        notes: What the file says of columns beside their cells, by name.
    """
    columns = []
    for position, name in enumerate(table.names):
        if not name:
            continue
        note = notes.get(name, ColumnNotes())
        called = [*(row[position] for row in others if position < len(row) and row[position]), note.label]
        called += [f"{question}{BETWEEN_ROWS}{note.label or name}" for question in note.question]
        cells = table.columns[position]
        merged = merged_entries(cells)
        column = SeenColumn(
            name=name,
            position=position,
            written=written[position] or name,
            others=tuple(dict.fromkeys(text for text in called if text and text != name)),
            cells=as_in_one_cell(filled_down(cells)) if merged else cells,
            notes=note,
            numbers=table.numbers,
            joined=header.names is HeaderNames.JOINED,
            merged=tuple(merged.items()),
            unfilled=cells if merged else None,
        )
        columns.append(column)
    return Sight(header=header, columns=tuple(columns), rows=len(table), numbers=table.numbers)


def rows_with(column: SeenColumn, words: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return whether each row's cell is one of some words (folded, in lower case; '' is a blank)."""
    wanted = set(words)
    hit = np.array([entry.word in wanted for entry in column.cells.entries] or [False])
    return hit[column.cells.positions] if len(column.cells) else np.zeros(0, dtype=bool)


def examples(entries: Sequence[tuple[Entry, int]], /) -> str:
    """Return some entries with their counts, the most frequent first."""
    ordered = sorted(entries, key=lambda pair: -pair[1])
    said = ", ".join(f"{entry.text[:40]!r} ({count})" for entry, count in ordered[:EXAMPLES])
    return said + (f" and {len(ordered) - EXAMPLES} more" if len(ordered) > EXAMPLES else "")

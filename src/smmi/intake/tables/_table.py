"""A table: its columns by name, each as its distinct entries and where they stand."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import ArgumentError
from smmi.instrument.declaration import shown
from smmi.intake.tables._cells import Entry, entry_of
from smmi.intake.tables._names import unique_names

_ADVICE: Final = "Of a data frame, hand over the columns: reading.answers_from_columns"
CHUNK: Final = 8192
"""So many rows are held as cells at a time."""

Positions = npt.NDArray[np.integer[Any]]
Cells = Sequence[object]


@attrs.frozen(eq=False)
class DistinctColumn:
    """A column as its distinct entries.

    Attributes:
        entries: What its cells say, each once, in the order in which they were first met.
        positions: The position of each row's entry, shape (rows,).
    """

    entries: tuple[Entry, ...]
    positions: Positions = attrs.field(repr=False)

    def __len__(self) -> int:
        return len(self.positions)

    @cached_property
    def counts(self) -> npt.NDArray[np.intp]:
        """How often each entry stands, shape (entries,)."""
        return np.bincount(self.positions, minlength=len(self.entries))

    @cached_property
    def first_rows(self) -> npt.NDArray[np.intp]:
        """The position of the first row in which each entry stands, shape (entries,)."""
        first = np.full(len(self.entries), len(self), dtype=np.intp)
        first[self.positions[::-1]] = np.arange(len(self) - 1, -1, -1)
        return first

    def take(self, rows: npt.NDArray[Any]) -> "DistinctColumn":
        """Return the column of some rows, in their order in the table, with the entries that stand there."""
        positions = self.positions if len(rows) == len(self) else self.positions[rows]
        used = np.flatnonzero(np.bincount(positions, minlength=len(self.entries)))
        if len(used) == len(self.entries):
            return self if len(rows) == len(self) else DistinctColumn(self.entries, positions)
        anew = np.zeros(len(self.entries), dtype=positions.dtype)
        anew[used] = np.arange(len(used))
        return DistinctColumn(tuple(self.entries[i] for i in used.tolist()), anew[positions])


def differing(groups: Positions, columns: Mapping[str, DistinctColumn], /) -> tuple[str, ...]:
    """Return the names of the columns that do not say the same in all rows of a group, capitals aside.

    Args:
        groups: The group of each row, below 0 where it is of none, shape (rows,).
        columns: The columns, by name.
    """
    several = groups >= 0
    own = groups[several].astype(np.int64)
    count = len(np.unique(own))
    return tuple(
        name for name, column in columns.items() if len(np.unique(_said_in(own, column, several))) > count
    )


def _said_in(groups: Positions, column: DistinctColumn, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return a number for each group and what a row of it says."""
    known: dict[str, int] = {}
    words = np.array([known.setdefault(one.word, len(known)) for one in column.entries], dtype=np.int64)
    return groups * len(column.entries) + words[column.positions[rows]]


@attrs.frozen(kw_only=True, eq=False)
class Table:
    """The rows of a table under its header.

    Attributes:
        names: The names of its columns, each once.
        columns: The columns that were asked for, by their position among the names.
        numbers: The number of each row in the table, the first header row being 1, shape (rows,).
        blank_rows: How many rows without any cell were left out.
        ragged: The numbers of rows with more or fewer cells than the header, each with how many it has.
        width: How many cells the header has.
    """

    names: tuple[str, ...]
    columns: dict[int, DistinctColumn] = attrs.field(repr=False)
    numbers: npt.NDArray[np.intp] = attrs.field(repr=False)
    blank_rows: int = 0
    ragged: tuple[tuple[int, int], ...] = ()
    width: int = 0

    def __len__(self) -> int:
        return len(self.numbers)


class _Distinct(dict[object, int]):
    """The position of each entry, by the cell; a cell is looked at when it is first met."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def __missing__(self, cell: str) -> int:
        self.entries.append(entry_of(cell))
        return self.setdefault(cell, len(self.entries) - 1)

    def position(self, cell: object) -> int:
        """Return the position of any cell: 1, 1.0 and True are three entries."""
        if type(cell) is str:
            return self[cell]
        entry = entry_of(cell)
        key = (entry.kind, entry.text) if entry.merged_with is None else entry
        position = self.get(key)
        if position is None:
            self.entries.append(entry)
            position = self.setdefault(key, len(self.entries) - 1)
        return position


class Gathered:
    """The entries of one column, gathered chunk by chunk: of a long table no cells are kept."""

    def __init__(self) -> None:
        self._distinct = _Distinct()
        self._parts: list[Positions] = []

    def add(self, cells: Cells) -> None:
        """Take in some more rows."""
        plain = set(map(type, cells)) == {str}
        which = self._distinct.__getitem__ if plain else self._distinct.position
        positions = np.fromiter(map(which, cells), np.intp, len(cells))
        self._parts.append(positions.astype(np.min_scalar_type(len(self._distinct.entries))))

    def column(self) -> DistinctColumn:
        """Return the whole column."""
        none = np.empty(0, np.uint8)
        return DistinctColumn(tuple(self._distinct.entries), np.concatenate([none, *self._parts]))


def gathered(
    names: Sequence[str],
    rows: Iterable[Cells],
    /,
    *,
    first: int,
    wanted: Callable[[tuple[str, ...]], Collection[int]] | None = None,
) -> Table:
    """Gather the rows below a header.

    Args:
        names: The names of the columns as the header rows say them, blank ones and repeated ones too.
        rows: The cells of each row.
        first: The number of the first of these rows in the table.
        wanted: Returns the positions of the columns that are asked for, given all names; all columns if not given.
    """
    unique = unique_names(names)
    width = len(unique)
    which = sorted(range(width) if wanted is None else set(wanted(unique)))
    columns = {position: Gathered() for position in which}
    nameless = {position for position, name in enumerate(names) if not name}
    numbers: list[npt.NDArray[np.intp]] = []
    ragged: list[tuple[int, int]] = []
    blank_rows, number = 0, first
    remaining = map(as_cells, rows)
    while chunk := list(islice(remaining, CHUNK)):
        kept = [row for row, line in enumerate(chunk) if not _is_blank(line)]
        blank_rows += len(chunk) - len(kept)
        lines = [chunk[row] for row in kept]
        for row, line in zip(kept, lines, strict=True):
            if len(line) != width and not (len(line) > width and _is_blank(line[width:])):
                ragged.append((number + row, len(line)))
        if any(len(line) != width for line in lines):
            lines = [[*line, *[None] * width][:width] for line in lines]
        turned = list(zip(*lines, strict=True)) if lines else []
        for position, column in columns.items() if lines else ():
            column.add(turned[position])
        nameless -= {position for position in nameless if lines and not _is_blank(turned[position])}
        numbers.append(np.array(kept, dtype=np.intp) + number)
        number += len(chunk)
    return Table(
        names=tuple("" if position in nameless else name for position, name in enumerate(unique)),
        columns={position: column.column() for position, column in columns.items()},
        numbers=np.concatenate([np.empty(0, np.intp), *numbers]),
        blank_rows=blank_rows,
        ragged=tuple(ragged),
        width=width,
    )


def as_cells(row: object, argument: str = "rows", /) -> Cells:
    """Return the cells of a row; refuse what is none, such as text.

    Raises:
        ArgumentError: It is no sequence.
    """
    if type(row) is list or type(row) is tuple:
        return row
    if isinstance(row, np.ndarray) and row.ndim == 1:
        return tuple(row)
    if isinstance(row, Sequence) and not isinstance(row, str | bytes):
        return tuple(row)
    what = "sequences of cells, one for each row" if argument == "rows" else "a sequence of names"
    raise ArgumentError(argument, shown(row), what, _ADVICE)


def as_rows(rows: object, /) -> Iterator[Cells]:
    """Yield the cells of each row; refuse what has no rows.

    Raises:
        ArgumentError: It cannot be gone through, or a row is no sequence.
    """
    if isinstance(rows, str | bytes | Mapping) or not isinstance(rows, Iterable):
        raise ArgumentError("rows", shown(rows), "sequences of cells, one for each row", _ADVICE)
    return map(as_cells, rows)


def _is_blank(cells: Iterable[object]) -> bool:
    """Whether no cell says anything; looks no further than the first that does."""
    for cell in cells:
        if type(cell) is str:
            if cell and not cell.isspace():
                return False
        elif not entry_of(cell).is_blank:
            return False
    return True


def split_header(header: Cells, rows: Iterable[Cells], count: int, /) -> tuple[list[Cells], Iterator[Cells]]:
    """Return so many header rows, the first of them given apart, and the rows below."""
    remaining = as_rows(rows)
    top = [as_cells(header, "header"), *islice(remaining, count - 1)]
    return top, remaining

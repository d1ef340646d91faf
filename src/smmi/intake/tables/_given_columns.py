"""A table that is given by its columns, as data frames hold them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from smmi.errors import ArgumentError
from smmi.instrument.answers import EntryColumn
from smmi.instrument.declaration import shown
from smmi.intake.tables._cells import BLANK, entry_of
from smmi.intake.tables._table import CHUNK, DistinctColumn, Gathered, Table

GivenColumn = Sequence[object] | npt.NDArray[Any] | EntryColumn
"""The cells of a column, or its entries and where they stand."""


def table_of_columns(
    columns: Mapping[str, GivenColumn], names: Sequence[str], wanted: Collection[int], /, *, first: int
) -> Table:
    """Return a table of columns; no object is made for a cell of an array or of entries.

    Args:
        columns: The columns by name.
        names: The names as columns are found by them, each once.
        wanted: The positions of the columns that are asked for.
        first: The number of the first row.

    Raises:
        ArgumentError: They are no columns, or of unequal lengths.
    """
    several = list(columns.values())
    n = _length(columns)
    taken = {position: distinct_column(several[position]) for position in wanted}
    blank = np.ones(n, dtype=np.bool_)
    for column in taken.values():
        is_blank = np.array([entry.is_blank for entry in column.entries], dtype=np.bool_)
        blank &= is_blank[column.positions] if len(is_blank) else True
    for position, other in enumerate(several):
        if position not in taken:
            rows = np.flatnonzero(blank)
            blank[rows] = [_is_blank(other, row) for row in rows.tolist()]
    kept = np.flatnonzero(~blank)
    return Table(
        names=tuple(names),
        columns={position: _as_met(column.take(kept)) for position, column in taken.items()},
        numbers=kept + first,
        blank_rows=int(blank.sum()),
        width=len(several),
    )


def _length(columns: Mapping[str, GivenColumn]) -> int:
    lengths = {}
    for name, column in columns.items():
        good = isinstance(column, Sequence | np.ndarray | EntryColumn) and not isinstance(column, str | bytes)
        if not good or (isinstance(column, np.ndarray) and column.ndim != 1):
            expected = "a sequence with one entry for each row, an array of one dimension, or an EntryColumn"
            raise ArgumentError("columns", f"{shown(column)} under {name!r}", expected)
        lengths[name] = len(column)
    if len(set(lengths.values())) > 1:
        got = ", ".join(f"{length} rows under {name!r}" for name, length in lengths.items())
        raise ArgumentError("columns", got if len(got) < 200 else f"{got[:199]}…", "columns of one length")
    return next(iter(lengths.values()), 0)


def distinct_column(given: GivenColumn, /) -> DistinctColumn:
    """Return a column as its distinct entries."""
    if isinstance(given, EntryColumn):
        raw = given.entries.tolist() if isinstance(given.entries, np.ndarray) else given.entries
        entries = tuple(entry_of(cell) for cell in raw)
        return DistinctColumn((*entries, BLANK), np.where(given.positions < 0, len(entries), given.positions))
    if isinstance(given, np.ndarray) and given.dtype.kind in "biufmM":
        values, positions = np.unique(given, return_inverse=True)
        plain = (
            values.dtype.kind in "iu"
        )  # other arrays hold more than their lists say: 0.1 of four bytes, days
        entries = tuple(map(entry_of, values.tolist() if plain else values))
        return DistinctColumn(entries, positions.ravel())
    gathered = Gathered()
    cells = given.tolist() if isinstance(given, np.ndarray) else given
    for start in range(0, len(cells), CHUNK):
        gathered.add(cells[start : start + CHUNK])
    return gathered.column()


def _as_met(column: DistinctColumn) -> DistinctColumn:
    """Return a column with its entries in the order in which they are first met, as an account tells them."""
    first = column.first_rows
    if np.all(first[1:] >= first[:-1]):
        return column
    order = np.argsort(first, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return DistinctColumn(tuple(column.entries[i] for i in order.tolist()), place[column.positions])


def _is_blank(column: GivenColumn, row: int) -> bool:
    if isinstance(column, EntryColumn):
        position = int(column.positions[row])
        return position < 0 or entry_of(column.entries[position]).is_blank
    return entry_of(column[row]).is_blank

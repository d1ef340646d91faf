"""Merged cells: what the first of them says, filled down to the others of its column."""

import attrs
import numpy as np

from smmi.intake.tables._cells import Entry
from smmi.intake.tables._table import DistinctColumn


def merged_entries(column: DistinctColumn, /) -> dict[Entry, int]:
    """Return what blank cells are merged with, and how many of them.

    Example:
        >>> from smmi.intake.tables import MergedCell, gathered
        >>> table = gathered(["Region"], [["North"], [MergedCell("North")]], first=2)
        >>> merged_entries(table.columns[0])
        {}
    """
    found: dict[Entry, int] = {}
    for entry, count in zip(column.entries, column.counts.tolist(), strict=True):
        if entry.is_blank and entry.merged_with is not None and count:
            found[entry.merged_with] = found.get(entry.merged_with, 0) + count
    return found


def filled_down(column: DistinctColumn, /) -> DistinctColumn:
    """Return a column in which cells say what they are merged with; the entries of these remember it."""
    entries = tuple(
        attrs.evolve(entry.merged_with, merged_with=entry.merged_with)
        if entry.is_blank and entry.merged_with is not None
        else entry
        for entry in column.entries
    )
    return DistinctColumn(entries, column.positions)


def as_in_one_cell(column: DistinctColumn, /) -> DistinctColumn:
    """Return a column whose entries have forgotten that some of them were merged with others."""
    plain = [attrs.evolve(entry, merged_with=None) for entry in column.entries]
    known = {entry: at for at, entry in enumerate(dict.fromkeys(plain))}
    anew = np.array([known[entry] for entry in plain], dtype=np.intp)
    return DistinctColumn(tuple(known), anew[column.positions])

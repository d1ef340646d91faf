"""Merged cells under a reading: filled down where it says so, told in the account, refused where nobody was asked."""

from collections.abc import Iterator, Mapping

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding
from smmi.intake.entries._said import Cause, Said, Unread
from smmi.intake.entries._unread import Met, findings_of_column
from smmi.intake.readings._as_seen import Found
from smmi.intake.readings._declared_reading import DeclaredReading
from smmi.intake.tables import DistinctColumn, Entry, Table, filled_down


def with_filled(reading: DeclaredReading, found: Found, table: Table, /) -> Table:
    """Return a table in which the columns are filled down of which a reading says so."""
    places = {found.positions[name] for name in reading.filled_down if name in found.positions}
    filled = {at: filled_down(table.columns[at]) for at in places if at in table.columns}
    return attrs.evolve(table, columns={**table.columns, **filled})


def with_merging(said: Said | Unread, entry: Entry, /) -> Said | Unread:
    """Return what an entry says, and that it did so as a part of merged cells."""
    if entry.merged_with is None or isinstance(said, Unread):
        return said
    merging = "below merged cells" if entry.is_blank else "filled down from merged cells"
    return attrs.evolve(said, how=f"{said.how}, {merging}")


def merged_findings(
    reading: DeclaredReading, columns: Mapping[str, DistinctColumn], numbers: npt.NDArray[np.intp], /
) -> Iterator[Finding]:
    """Yield merged cells of which nobody was asked whether they hold for all rows that they cover.

    Args:
        reading: The reading; one that is declared by hand says itself which columns are filled down.
        columns: What stands in the columns that it takes, by their names in it, in the rows that are read.
        numbers: The number of each of these rows.
    """
    asked = None if reading.seen is None else {*reading.filled_down, *reading.seen.merged}
    for name, column in columns.items() if asked is not None else ():
        met = [
            Met(
                unread=Unread(Cause.MERGED_CELLS, entry.merged_with.text),
                count=int(column.counts[at]),
                row=int(numbers[column.first_rows[at]]),
            )
            for at, entry in enumerate(column.entries)
            if entry.is_blank and entry.merged_with is not None and name not in (asked or ())
        ]
        yield from findings_of_column((name,), name, met)

"""Columns of lists and of structs: selections of a multiple choice, and shares of a composition, by distinct rows."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from smmi.frames._entries import NOTHING, Integers, coded, distinct, numbers, objects, present
from smmi.frames._extra import arrow
from smmi.instrument.answers import EntryColumn

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

    Series = nw.Series[Any]


def selections(series: "Series") -> EntryColumn:
    """Return a column of lists of text by its distinct lists; an empty list is an empty selection."""
    import narwhals.stable.v2 as nw

    inner = series.dtype.inner if isinstance(series.dtype, nw.List) else None
    if not any(inner == kind for kind in (nw.String, nw.Categorical, nw.Enum)):
        return objects(series)
    there = present(series)
    lengths = np.asarray(series.list.len().fill_null(0).to_numpy()).astype(np.int64)
    options = coded(_items(series))
    ends = np.cumsum(lengths)
    row = np.repeat(np.arange(len(lengths)), lengths)
    column = np.arange(len(row)) - np.repeat(ends - lengths, lengths)
    table = np.full((int(lengths.max(initial=0)), len(lengths)), NOTHING - 1)  # beyond the end of a list
    table[column, row] = options.positions
    rows, positions = _distinct_rows(table, len(lengths))
    names = (*options.entries, None, None)  # from behind: beyond the end, and nothing within a list
    entries = [
        [names[option] for option in chosen[:length]]
        for chosen, length in zip(table[:, rows].T.tolist(), lengths[rows].tolist(), strict=True)
    ]
    return EntryColumn(entries=entries, positions=np.where(there, positions, NOTHING))


def _items(lists: "Series") -> "Series":
    """Return the items of all lists, one after another."""
    import narwhals.stable.v2 as nw

    if lists.implementation.is_pyarrow():  # whose frames narwhals does not explode
        native: Any = lists.to_native()
        items = arrow().chunked_array([chunk.flatten() for chunk in native.chunks])
        return nw.from_native(items, series_only=True)
    filled = lists.filter(lists.list.len() > 0)  # an empty list would explode into a null
    name = filled.name
    return filled.to_frame().explode(name)[name]


def _distinct_rows(columns: Sequence[Any] | Integers, n: int) -> tuple[Integers, Integers]:
    """Return the first row of each distinct row of a table given by its columns, and each row's position among them."""
    positions: Integers = np.zeros(n, dtype=np.int64)
    for values in columns:
        _, own = distinct(np.asarray(values))
        _, positions = distinct(positions * (int(own.max(initial=0)) + 1) + own)
    return distinct(positions)


def shares(series: "Series") -> EntryColumn:
    """Return a column of structs of numbers by its distinct rows; a field without a value is left out."""
    import narwhals.stable.v2 as nw

    assert isinstance(series.dtype, nw.Struct)  # noqa: S101  (for the type checker)
    names = [field.name for field in series.dtype.fields]
    fields = [series.struct.field(name) for name in names]
    if not all(field.dtype.is_float() or field.dtype.is_integer() for field in fields):
        column = objects(series)
        return EntryColumn(
            entries=[without_blanks(entry) for entry in column.entries], positions=column.positions
        )
    columns = []
    for field in fields:
        column = numbers(field)
        values = np.append(np.asarray(column.entries, dtype=np.float64), np.nan)
        columns.append(values[column.positions])
    rows, positions = _distinct_rows(columns, len(series))
    found = np.stack([values[rows] for values in columns]).T.tolist()
    entries = [without_blanks(dict(zip(names, row, strict=True))) for row in found]
    return EntryColumn(entries=entries, positions=np.where(present(series), positions, NOTHING))


def without_blanks(entry: object) -> object:
    """Return a mapping without the fields that have no value, None if no field has one; anything else as it is."""
    if not isinstance(entry, Mapping):
        return entry
    valued = {name: value for name, value in entry.items() if value is not None and value == value}  # noqa: PLR0124
    return valued or None

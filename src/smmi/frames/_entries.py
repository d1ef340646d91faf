"""Entries and positions of a plain column: text and categories by their dictionary, numbers by their array."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from smmi.instrument.answers import EntryColumn

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

    Series = nw.Series[Any]

NOTHING: Final = -1
SPARSE: Final = 4
"""Small integers are told apart by a table, unless it had so many times more places than there are rows."""

FEW: Final = 127
"""So many categories have numbers of one byte each."""
LONGEST: Final = 64
"""Text of up to so many bytes is taken in many cells at once."""
ASCII: Final = 128
"""The first byte that is not ASCII."""

Integers = npt.NDArray[np.integer]
Flags = npt.NDArray[np.bool_]


def present(series: "Series") -> Flags:
    """Return where a column has something, (n,)."""
    return ~np.asarray(series.is_null().to_numpy(), dtype=np.bool_)


def in_turn(there: Flags) -> Integers:
    """Return the positions of entries that stand one after another, one for each row that has something."""
    return np.where(there, np.cumsum(there) - 1, NOTHING)


def objects(series: "Series") -> EntryColumn:
    """Return a column of Python objects, each an entry of its own."""
    there = present(series)
    return EntryColumn(entries=series.to_list(), positions=np.where(there, np.arange(len(there)), NOTHING))


def numbers(series: "Series") -> EntryColumn:
    """Return a column of numbers; not a number is nothing."""
    there = present(series)
    values = np.asarray(series.drop_nulls().to_numpy())
    if values.dtype.kind == "f":
        number = ~np.isnan(values)
        there[there] = number
        values = values[number]
    return EntryColumn(entries=values, positions=in_turn(there))


def distinct_numbers(series: "Series") -> EntryColumn:
    """Return a column of numbers by its distinct ones; not a number is nothing."""
    given = numbers(series)
    values, places = np.unique(np.asarray(given.entries), return_inverse=True)
    plain = values.dtype.kind in "iu" or values.dtype == np.float64
    entries = (
        values.tolist() if plain else list(values)
    )  # 0.1 of four bytes has fewer digits than as a double
    positions = np.append(places.ravel(), NOTHING)[given.positions]
    return EntryColumn(entries=entries, positions=positions)


def flags(series: "Series", entries: tuple[object, object]) -> EntryColumn:
    """Return a column of flags; the entries are those for False and for True."""
    there = present(series)
    positions = np.full(len(there), NOTHING, dtype=np.int8)
    positions[there] = np.asarray(series.drop_nulls().to_numpy(), dtype=np.int8)
    return EntryColumn(entries=entries, positions=positions)


def distinct(values: npt.NDArray[Any]) -> tuple[Integers, Integers]:
    """Return a row where each distinct value stands, and for each row the position of its value among them."""
    n = len(values)
    if not n or values.dtype.kind not in "iu" or values.min() < 0 or values.max() > SPARSE * n:
        _, rows, positions = np.unique(values, return_index=True, return_inverse=True)
        return rows, positions
    row_of = np.full(int(values.max()) + 1, NOTHING, dtype=np.int64)
    row_of[values] = np.arange(n)
    used = np.flatnonzero(row_of != NOTHING)
    place = np.zeros(len(row_of), dtype=np.int64)
    place[used] = np.arange(len(used))
    return row_of[used], place[values]


def coded(series: "Series") -> EntryColumn:
    """Return a column of text or categories, as its maker codes it; no cell is looked at by Python."""
    if not len(series):
        return EntryColumn(entries=(), positions=())
    native: Any = series.to_native()
    maker = series.implementation
    if maker.is_pyarrow():
        return _coded_by_arrow(native)
    if maker.is_polars():
        return _coded_by_polars(series)
    return _coded_by_pandas(native)


def _coded_by_arrow(native: Any) -> EntryColumn:  # noqa: ANN401  (a ChunkedArray, as PyArrow is not depended on)
    coded = hasattr(native.type, "index_type")
    native = native.unify_dictionaries() if coded else native.dictionary_encode()
    entries = native.chunk(0).dictionary.to_pylist()
    dtype = _narrow(len(entries))
    return EntryColumn(
        entries=entries, positions=np.concatenate([_indices(chunk.indices, dtype) for chunk in native.chunks])
    )


def _indices(given: Any, dtype: np.dtype[Any]) -> Integers:  # noqa: ANN401  (an integer Array)
    """Return integers of Arrow with -1 for null; from its memory, where masks are bits."""
    there, data = given.buffers()
    start, stop = given.offset, given.offset + len(given)
    indices: Integers = np.frombuffer(data, dtype=given.type.to_pandas_dtype())[start:stop].astype(dtype)
    if there is None:
        return indices
    bits = np.unpackbits(np.frombuffer(there, dtype=np.uint8), bitorder="little", count=stop)[start:]
    indices |= bits.astype(dtype) - 1  # which is -1, all bits, where there is nothing
    return indices


def _narrow(entries: int) -> np.dtype[Any]:
    """Return the smallest signed integer that holds all positions."""
    return np.min_scalar_type(-max(entries, 1))


def _coded_by_pandas(native: Any) -> EntryColumn:  # noqa: ANN401  (a Series of pandas or the like)
    if hasattr(native.dtype, "categories"):
        return EntryColumn(entries=native.cat.categories.tolist(), positions=native.cat.codes.to_numpy())
    positions, entries = native.factorize()
    return EntryColumn(entries=entries.tolist(), positions=positions.astype(_narrow(len(entries))))


def _coded_by_polars(series: "Series") -> EntryColumn:
    import narwhals.stable.v2 as nw

    if isinstance(series.dtype, nw.String):
        series = series.cast(nw.Categorical())
    native: Any = series.to_native()
    physical = native.to_physical()  # numbers of the categories
    all_bits = 2 ** int(str(physical.dtype).removeprefix("UInt")) - 1  # in fewer bits, with a sign: -1
    if isinstance(series.dtype, nw.Enum):
        categories = series.dtype.categories
        narrow = _narrow(len(categories))
        positions = physical.fill_null(all_bits).to_numpy().astype(narrow)
        if 2 ** (8 * narrow.itemsize) - 1 > all_bits:  # in more bits that is a position, and not -1
            positions[native.is_null().to_numpy()] = NOTHING
        return EntryColumn(entries=categories, positions=positions)
    highest = physical.max()
    if highest is None:
        return EntryColumn(entries=(), positions=np.full(len(series), NOTHING, dtype=np.int8))
    numbered = physical.fill_null(all_bits).to_numpy()
    if highest < FEW:
        positions = numbered.astype(np.int8)
        cells = positions.tobytes()
        first = [cells.find(number) for number in range(highest + 1)]
        entries = [native[row] if row >= 0 else None for row in first]  # None for what stands in no row
        return EntryColumn(entries=entries, positions=positions)
    there = np.flatnonzero(numbered != all_bits)
    some, own = distinct(numbered[there])  # Polars numbers the categories of all columns together
    positions = np.full(len(series), NOTHING, dtype=np.int64)
    positions[there] = own
    return EntryColumn(entries=native.gather(there[some]).to_list(), positions=positions)


def plain_text(series: "Series") -> npt.NDArray[Any] | None:
    """Return a column of ASCII text without blanks as an array of numpy's `StringDType`; None where it is not so.

    No text object is made for a cell: fixed-width rows of bytes are cut out of the bytes of all cells.
    """
    native: Any = series.to_native()
    maker = series.implementation
    if not len(series) or series.null_count():
        return None
    if maker.is_polars():
        data = np.frombuffer(native.str.join("").item().encode(), dtype=np.uint8)
        ends = np.cumsum(native.str.len_bytes().to_numpy(), dtype=np.int64)
    elif (text := _arrow_text(native)) is not None:
        offsets, memory = text.buffers()[1:]
        wide = np.int32 if str(text.type) == "string" else np.int64
        ends = np.frombuffer(offsets, dtype=wide)[text.offset :][: len(text) + 1].astype(np.int64)
        data = np.frombuffer(memory, dtype=np.uint8)[ends[0] : ends[-1]]
        ends = ends[1:] - ends[0]
    else:
        return None
    lengths = np.diff(ends, prepend=0)
    longest = int(lengths.max())
    if not 0 < longest <= LONGEST or not np.all((data > 0) & (data < ASCII)):
        return None
    if int(lengths.min()) == longest:
        table = data.reshape(len(series), longest)
    else:
        column = np.arange(longest)
        inside = column < lengths[:, np.newaxis]
        table = np.zeros((len(series), longest), dtype=np.uint8)
        table[inside] = data  # rows of a table and the bytes of cells go in the same order
    text = np.ascontiguousarray(table).view(f"S{longest}")[:, 0].astype(np.dtypes.StringDType())
    text.flags.writeable = False  # so that it need not be copied
    return text


def _arrow_text(native: Any) -> Any | None:  # noqa: ANN401  (as above)
    """Return a column of text as one Array of Arrow, if it is one, in PyArrow itself or behind pandas."""
    if getattr(native.dtype if hasattr(native, "dtype") else None, "storage", None) == "pyarrow":
        native = native.array.__arrow_array__()
    if str(getattr(native, "type", "")) not in {"string", "large_string"} or native.num_chunks != 1:
        return None
    return native.chunk(0)

"""Frames of results: columns of arrays as a frame of the caller's own kind, what is absent as null."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import ArgumentError, described
from smmi.frames._extra import arrow, require_narwhals
from smmi.frames._given_frames import has_capsule, maker

NOTHING: Final = -1

Numbers = npt.NDArray[np.float64]
"""A column of doubles; not a number is null."""


@attrs.frozen
class Whole:
    """A column of integers.

    Attributes:
        values: The integers, (n,).
        there: Where there is one, (n,); everywhere if not given.
    """

    values: npt.NDArray[Any] = attrs.field(eq=False)
    there: npt.NDArray[np.bool_] | None = attrs.field(default=None, eq=False)


@attrs.frozen
class Texts:
    """A column of text, given by its labels.

    Attributes:
        labels: The texts.
        positions: For each row the position of its text, or -1 for null, (n,).
    """

    labels: Sequence[str]
    positions: npt.NDArray[np.integer] = attrs.field(eq=False)


@attrs.frozen
class Categories(Texts):
    """The same as a column of categories: those of Arrow's dictionary, Polars' Enum, or pandas' categorical."""


Made = Numbers | Whole | Texts


def texts(values: Sequence[str] | npt.NDArray[Any]) -> Texts:
    """Return a column of text in which every row has its own."""
    labels = values.tolist() if isinstance(values, np.ndarray) else values
    return Texts(labels, np.arange(len(labels)))


def frame_like(like: object, columns: Mapping[str, Made]) -> Any:  # noqa: ANN401  (a frame of any maker)
    """Return a frame of the kind of another.

    Args:
        like: A frame of pandas or Polars, or one of narwhals of them, gives a frame of its kind; any other frame, or
            object with the Arrow capsule interface, gives an Arrow table.
        columns: The columns by name.

    Raises:
        ArgumentError: `like` is no data frame.
        ImportError: narwhals is not installed, or PyArrow, where an Arrow table is made.
    """
    require_narwhals()
    import narwhals
    import narwhals.stable.v2 as nw

    if isinstance(like, narwhals.DataFrame | narwhals.LazyFrame):
        made = frame_like(like.to_native(), columns)
        return (
            nw.from_native(made)
            if isinstance(like, nw.DataFrame | nw.LazyFrame)
            else narwhals.from_native(made)
        )
    known: Any = nw.from_native(like, pass_through=True)
    is_frame = isinstance(known, nw.DataFrame | nw.LazyFrame)
    if is_frame and known.implementation.is_pandas():
        return _of_pandas(columns)
    if is_frame and known.implementation.is_polars():
        return _of_polars(columns)
    if is_frame or (
        has_capsule(like) and maker(like) not in {"pandas", "polars"}
    ):  # whose columns have it too
        return _of_arrow(columns)
    raise ArgumentError("like", described(like), "a data frame, of whose kind the result shall be")


def _of_pandas(columns: Mapping[str, Made]) -> Any:  # noqa: ANN401
    import importlib

    pd = importlib.import_module("pandas")
    made = {}
    for name, column in columns.items():
        if isinstance(column, Categories):
            index = pd.Index(list(column.labels), dtype=pd.Series(["a"]).dtype)
            made[name] = pd.Categorical.from_codes(column.positions, categories=index)
        elif isinstance(column, Texts):
            made[name] = pd.Series([*column.labels, None]).array[:-1].take(column.positions, allow_fill=True)
        elif isinstance(column, Whole):
            there = column.there
            values = np.asarray(column.values, dtype=np.int64)
            made[name] = values.copy() if there is None else pd.arrays.IntegerArray(values.copy(), ~there)
        else:
            made[name] = np.array(column)
    return pd.DataFrame(made)


def _of_polars(columns: Mapping[str, Made]) -> Any:  # noqa: ANN401
    import importlib

    pl = importlib.import_module("polars")
    made = []
    for name, column in columns.items():
        if isinstance(column, Texts):
            dtype = pl.Enum(list(column.labels)) if isinstance(column, Categories) else pl.String
            labels = pl.Series(name, [*column.labels, None], dtype=dtype)
            made.append(labels.gather(np.where(column.positions < 0, len(labels) - 1, column.positions)))
        elif isinstance(column, Whole):
            there = np.ones(len(column.values), dtype=np.bool_) if column.there is None else column.there
            place = np.where(there, np.cumsum(there) - 1, np.count_nonzero(there))
            values = pl.Series(name, [*column.values[there].tolist(), None], dtype=pl.Int64)
            made.append(values.gather(place))
        else:
            made.append(pl.Series(name, column, nan_to_null=True))
    return pl.DataFrame(made)


def _of_arrow(columns: Mapping[str, Made]) -> Any:  # noqa: ANN401
    pa: Any = arrow()
    made = {}
    for name, column in columns.items():
        if isinstance(column, Texts):
            labels = pa.array(list(column.labels), type=pa.string())
            narrow = np.asarray(column.positions, dtype=np.int32)
            positions = pa.array(narrow, mask=narrow == NOTHING)
            coded = isinstance(column, Categories)
            made[name] = (
                pa.DictionaryArray.from_arrays(positions, labels) if coded else labels.take(positions)
            )
        elif isinstance(column, Whole):
            made[name] = pa.array(
                column.values, type=pa.int64(), mask=None if column.there is None else ~column.there
            )
        else:
            made[name] = pa.array(column, type=pa.float64(), mask=np.isnan(column))
    return pa.table(made)

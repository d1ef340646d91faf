"""One column of a data frame as what it is needed for; a column of a wrong kind throughout is refused as a whole."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from smmi.frames._entries import coded, distinct_numbers, flags, numbers, objects, plain_text, present
from smmi.frames._nested_columns import selections, shares, without_blanks
from smmi.instrument import Binary, Composition, Count, MultipleChoice, Number, Percentage, Scale
from smmi.instrument.answers import EntryColumn

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    from narwhals.stable.v2.dtypes import DType

    Series = nw.Series[Any]

TRUTHS: Final = (("no", "yes"), ("false", "true"))
"""The options of binary scales that False and True stand for."""


class WrongKindError(Exception):
    """What a column was expected to hold, and what it holds; never leaves the package."""


def answer_column(series: "Series", scale: Scale) -> EntryColumn:
    """Return a column of raw answers.

    Raises:
        WrongKindError: No answer on the scale is of this kind.
    """
    import narwhals.stable.v2 as nw

    dtype = series.dtype
    words = _truths(scale)
    measured = isinstance(scale, Percentage | Count | Number)
    if isinstance(dtype, nw.Boolean) and words:
        return flags(series, words)
    if isinstance(dtype, nw.Boolean) or (dtype.is_numeric() and not measured):
        raise _wrong(dtype, _expected(scale))
    if isinstance(dtype, nw.List | nw.Array) and isinstance(scale, MultipleChoice):
        return selections(series)
    if isinstance(dtype, nw.Struct) and isinstance(scale, Composition):
        return shares(series)
    column = _plain(series, _expected(scale))
    return _as_said(column, scale, words) if isinstance(dtype, nw.Object) else column


def _as_said(column: EntryColumn, scale: Scale, words: tuple[str, str] | None) -> EntryColumn:
    """Return a column of Python objects, its flags, arrays and mappings as the answers that they are on the scale."""
    entries: Sequence[object] = tuple(column.entries)
    if words:
        entries = [words[bool(entry)] if isinstance(entry, bool | np.bool_) else entry for entry in entries]
    elif isinstance(scale, MultipleChoice):
        entries = [entry.tolist() if isinstance(entry, np.ndarray) else entry for entry in entries]
    elif isinstance(scale, Composition):
        entries = [without_blanks(entry) for entry in entries]
    else:
        return column
    return EntryColumn(entries=entries, positions=column.positions)


def text_column(series: "Series") -> EntryColumn:
    """Return a column of text, such as an attribute.

    Raises:
        WrongKindError: It holds something else throughout.
    """
    import narwhals.stable.v2 as nw

    if series.dtype.is_numeric() or isinstance(series.dtype, nw.Boolean):
        raise _wrong(series.dtype, "text")
    return _plain(series, "text")


def unit_column(series: "Series") -> EntryColumn | npt.NDArray[Any]:
    """Return the column of the units' identifiers, plain text as an array.

    Raises:
        WrongKindError: It holds neither text nor integers.
    """
    import narwhals.stable.v2 as nw

    dtype = series.dtype
    expected = "the units' identifiers: text, or integers"
    if isinstance(dtype, nw.Boolean) or (dtype.is_numeric() and not dtype.is_integer()):
        raise _wrong(dtype, expected)
    if not isinstance(dtype, nw.String):
        return _plain(series, expected)
    # Most identifiers stand once: there is nothing to gain by looking for the distinct ones.
    text = plain_text(series)
    return objects(series) if text is None else text


def cell_column(series: "Series") -> EntryColumn:
    """Return a column of any kind as the cells of a table; of text, categories and numbers each distinct one once."""
    import narwhals.stable.v2 as nw

    dtype = series.dtype
    if isinstance(dtype, nw.String | nw.Categorical | nw.Enum):
        return coded(series)
    if isinstance(dtype, nw.Boolean):
        return flags(series, (False, True))
    if dtype.is_integer() or dtype.is_float():
        return distinct_numbers(series)
    return objects(series)


def is_blank(series: "Series") -> bool:
    """Return whether a column has nothing in any row."""
    if series.dtype.is_float():
        return bool(np.all(numbers(series).positions < 0))
    return not present(series).any()


def _plain(series: "Series", expected: str) -> EntryColumn:
    import narwhals.stable.v2 as nw

    dtype = series.dtype
    if isinstance(dtype, nw.String | nw.Categorical | nw.Enum):
        return coded(series)
    if isinstance(dtype, nw.Object | nw.Unknown | nw.Decimal):
        return objects(series)
    if dtype.is_numeric():
        return numbers(series)
    raise _wrong(dtype, expected)


def _truths(scale: Scale) -> tuple[str, str] | None:
    """Return the options that False and True stand for; None where they stand for none."""
    if not isinstance(scale, Binary):
        return None
    codes = tuple(option.code for option in scale.answers)
    return next((words for words in TRUTHS if words == codes), None)


def _expected(scale: Scale) -> str:
    match scale:
        case MultipleChoice():
            return "lists of option codes"
        case Composition():
            return "structs of shares"
        case Percentage() | Count() | Number():
            return "numbers"
        case _:
            return "option codes"


def _wrong(dtype: "DType", expected: str) -> WrongKindError:
    import narwhals.stable.v2 as nw

    match dtype:
        case nw.Date() | nw.Datetime():
            got = "dates"
        case nw.Time() | nw.Duration():
            got = "times"
        case nw.List() | nw.Array():
            got = "lists"
        case nw.Struct():
            got = "structs"
        case nw.Boolean():
            got = "True and False"
        case _ if dtype.is_numeric():
            got = "numbers"
        case _:
            got = "another kind"
    return WrongKindError(f"got a column of {got} ({dtype}), expected {expected}")

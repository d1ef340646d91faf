"""Cells: what a cell of any kind says, as text that can be compared."""

import decimal
import enum
import math
from typing import Any, Final

import attrs
import numpy as np

from smmi.instrument.declaration import plain_text, shown

_LONGEST_EXPONENT: Final = 400
"""Decimals with more digits before or after the point are no numbers that a double holds."""


class CellKind(enum.Enum):
    """What a cell holds."""

    BLANK = "blank"
    """Nothing: None, NaN, NA, or text of blanks."""
    TEXT = "text"
    NUMBER = "number"
    """A number already, whatever marks texts are written with."""
    PERCENTAGE = "percentage"
    """A number that the table shows as a percentage."""
    FLAG = "flag"
    """True or False."""
    DATE = "date"
    OTHER = "other"
    """An object of a class that no table holds."""


_TEXT: Final = CellKind.TEXT
_BLANK: Final = CellKind.BLANK


@attrs.frozen
class ShownPercentage:
    """A cell with a number that the table shows as a percentage, as a sheet of a workbook does.

    Attributes:
        number: The number that is stored: 0.5 where 50 % is shown.

    Example:
        >>> entry_of(ShownPercentage(0.07)).text
        '7%'
    """

    number: float | decimal.Decimal


@attrs.frozen
class MergedCell:
    """A cell below the first of merged cells, which alone holds what they say; blank unless it is filled down.

    Attributes:
        content: What the first of them holds.

    Example:
        >>> entry = entry_of(MergedCell("North"))
        >>> entry.is_blank, entry.merged_with.text
        (True, 'North')
    """

    content: object


@attrs.frozen
class Entry:
    r"""What a cell says.

    Attributes:
        kind: What it holds.
        text: What it says: without outer blanks, runs of blanks and line breaks as one; of a number its digits; of a
            percentage those that are shown, and a percent sign.
        written: Of a text, what stands in the cell, outer blanks off.
        stored: Of a percentage, the digits of the number that the cell holds.
        merged_with: Of a cell below the first of merged ones, what that one says.

    Example:
        >>> entry_of(" Not at\nall "), entry_of(3.0).text
        (Entry(kind=<CellKind.TEXT: 'text'>, text='Not at all', written='Not at\nall'), '3')
    """

    kind: CellKind
    text: str
    written: str = attrs.field(default=attrs.Factory(lambda self: self.text, takes_self=True))
    stored: str = attrs.field(default="", repr=False)
    merged_with: "Entry | None" = attrs.field(default=None, repr=False)

    @property
    def is_blank(self) -> bool:
        """Whether the cell says nothing."""
        return self.kind is _BLANK

    @property
    def word(self) -> str:
        """The text without regard to capitals."""
        return self.text.casefold()


BLANK: Final = Entry(CellKind.BLANK, "")


def folded(text: str, /) -> str:
    r"""Return text without outer blanks, runs of blanks and line breaks as one blank.

    Example:
        >>> folded("  Share\n (%) ")
        'Share (%)'
    """
    return " ".join(text.split())


def word_of(text: str, /) -> str:
    """Return text as words are compared: blanks folded, without regard to capitals.

    Example:
        >>> word_of(" Prefer not  to SAY")
        'prefer not to say'
    """
    return folded(text).casefold()


def entry_of(cell: object, /) -> Entry:
    """Return what a cell says.

    Args:
        cell: Text, a number, True or False, a date, or a blank of any library.
    """
    if type(cell) is str and cell.isalnum():  # identifiers, of which there are many
        return Entry(_TEXT, cell, cell)
    try:
        return _entry_of(cell)
    except Exception:  # noqa: BLE001  (a stranger's object may raise anything when it is looked at)
        return Entry(CellKind.OTHER, shown(cell))


def _entry_of(cell: Any) -> Entry:  # noqa: ANN401  (whatever a table holds)
    if isinstance(cell, str):
        text = folded(str.__str__(cell))
        if not text:
            return BLANK
        good = plain_text(cell)
        return Entry(CellKind.TEXT, text, good.strip()) if good else Entry(CellKind.OTHER, shown(cell))
    if type(cell) is int:
        return Entry(CellKind.NUMBER, _digits(cell))
    if _is_absent(cell):
        return BLANK
    if isinstance(cell, bool | np.bool_):
        return Entry(CellKind.FLAG, str(bool(cell)))
    if isinstance(cell, np.datetime64) or callable(getattr(cell, "isoformat", None)):
        return Entry(CellKind.DATE, str(cell) if isinstance(cell, np.datetime64) else cell.isoformat())
    if isinstance(cell, MergedCell):
        first = entry_of(cell.content)
        return BLANK if first.is_blank else Entry(_BLANK, "", merged_with=first)
    if isinstance(cell, ShownPercentage):
        digits = _digits(cell.number)
        return Entry(CellKind.PERCENTAGE, f"{_times_100(digits)}%", stored=digits)
    digits = _digits(cell)
    return Entry(CellKind.NUMBER, digits) if digits else Entry(CellKind.OTHER, shown(cell))


def _is_absent(cell: Any) -> bool:  # noqa: ANN401  (as `_entry_of`)
    if cell is None or type(cell).__name__ in {"NAType", "NaTType"}:
        return True
    if isinstance(cell, float | np.floating):
        return bool(cell != cell)  # noqa: PLR0124  (NaN alone differs from itself)
    if isinstance(cell, decimal.Decimal):
        return cell.is_nan()
    return isinstance(cell, np.datetime64) and bool(np.isnat(cell))


def _digits(cell: Any) -> str:  # noqa: ANN401  (as `_entry_of`)
    """Return the decimal text of a number, none of its digits lost; nothing for what is no finite number."""
    if isinstance(cell, int | np.integer) and not isinstance(cell, np.timedelta64):
        return str(int(cell))
    if isinstance(cell, decimal.Decimal):
        return format(cell, "f") if cell.is_finite() and abs(cell.adjusted()) < _LONGEST_EXPONENT else ""
    if not isinstance(cell, float | np.floating) or not math.isfinite(cell):
        return ""
    text = np.format_float_positional(cell, trim="-")
    return "0" if text == "-0" else text


def _times_100(digits: str) -> str:
    """Return the decimal text of a number times 100, none of its digits lost."""
    sign, figures, exponent = decimal.Decimal(digits).as_tuple()
    assert isinstance(exponent, int)  # noqa: S101  (a finite number)
    return format(decimal.Decimal((sign, figures, exponent + 2)), "f")

"""Numbers as people write them: decimal and thousands marks, percent signs, fractions; no digit is lost."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Final

from smmi.instrument import Count, Number, Scale
from smmi.instrument.scales import EXACT
from smmi.intake.entries._said import Cause, Said, Unread
from smmi.intake.entries._words import MOST_DIGITS, number_of
from smmi.intake.sources import NumberFormat, Percents
from smmi.intake.tables import CellKind, Entry

AS_NUMBER: Final = "as a number"
DECIMAL_COMMA: Final = "decimal comma"
DECIMALS_OF_0: Final = "decimals of 0 taken off"
THOUSANDS: Final = "thousands marks taken out"
PERCENT_SIGN: Final = "percent sign taken off"
TIMES_100: Final = "fraction times 100"
SHOWN_PERCENTAGE: Final = "shown as a percentage in the workbook"
AS_STORED: Final = "as stored, not as the percentage that the workbook shows"

_SIGNS: Final = str.maketrans({"−": "-", "’": "'"})
_OF_CLASSES: Final = {
    CellKind.FLAG: Cause.FLAG,
    CellKind.DATE: Cause.DATE,
    CellKind.OTHER: Cause.OTHER_CLASS,
}


def unread_class(entry: Entry, /) -> Unread | None:
    """Return why a cell of a class that says no answer is none; None for text and numbers."""
    cause = _OF_CLASSES.get(entry.kind)
    return Unread(cause, entry.text) if cause else None


def exact_number(
    text: str, how: NumberFormat, /, *, is_share: bool, kind: CellKind = CellKind.TEXT
) -> tuple[Fraction, str, bool] | Unread:
    """Return the number that a text says, how it is written, and whether it has a percent sign.

    Args:
        text: The text.
        how: How numbers are written.
        is_share: Whether it is a percentage, so that a percent sign may stand behind it.
        kind: What the cell holds: text, a number already, or one that is shown as a percentage.
    """
    if kind is CellKind.PERCENTAGE:
        shown = Fraction(text.removesuffix("%"))
        return (shown, SHOWN_PERCENTAGE, True) if is_share else (shown / 100, AS_STORED, False)
    if kind is CellKind.NUMBER:
        number = number_of(text)
        return (number, AS_NUMBER, False) if number is not None else Unread(Cause.NO_NUMBER, text)
    plain, said = text.translate(_SIGNS), []
    signed = plain.endswith("%")
    if signed:
        if not is_share:
            return Unread(Cause.PERCENT_SIGN, text)
        plain = plain[:-1].rstrip()
    if len(plain) > MOST_DIGITS:
        return Unread(Cause.NO_NUMBER, text)
    if not _pattern(how).fullmatch(plain):
        return Unread(_cause(plain, how), text)
    if how.thousands and how.thousands in plain:
        said.append(THOUSANDS)
        plain = plain.replace(how.thousands, "")
    if how.decimal == "," and "," in plain:
        said.append(DECIMAL_COMMA)
        plain = plain.replace(",", ".")
    number = Fraction(plain)
    if "." in plain and number.denominator == 1:
        said.append(
            DECIMALS_OF_0
        )  # 1.000 may be meant as a thousand: the account shows that it was not read so
    said += [PERCENT_SIGN] if signed else []
    return number, ", ".join(said) or AS_NUMBER, signed


def read_number(entry: Entry, how: NumberFormat, /, *, is_share: bool) -> Said | Unread:
    """Return the number that a cell says, as an integer or the nearest double.

    Args:
        entry: The cell, which is not blank.
        how: How numbers are written.
        is_share: Whether it is a percentage, or the share of a part.
    """
    bad = unread_class(entry)
    if bad:
        return bad
    found = exact_number(entry.text, how, is_share=is_share, kind=entry.kind)
    return found if isinstance(found, Unread) else scaled(found, how, is_share=is_share)


def hides_percentage(entry: Entry, scale: Scale, /) -> bool:
    """Whether a cell is shown as a percentage that may be meant, though the scale is none: 0.5 or 50, shown as 50 %."""
    if entry.kind is not CellKind.PERCENTAGE or not isinstance(scale, Count | Number):
        return False
    shown = Fraction(entry.text.removesuffix("%"))
    low, high = scale.limits
    return shown != 0 and low <= shown <= high


def scaled(
    written: tuple[Fraction, str, bool], how: NumberFormat, /, *, is_share: bool, is_count: bool = False
) -> Said:
    """Return a number as an answer, an integer or the nearest double: a share written as a fraction times 100.

    A count that no double holds stays an integer, so that it is refused, and its last digits are not lost.

    Args:
        written: The number, how it is written, and whether it has a percent sign, as `exact_number` returns them.
        how: How numbers are written.
        is_share: Whether it is a percentage, or the share of a part.
        is_count: Whether it is a count.
    """
    number, said, signed = written
    if is_share and how.percents is Percents.FRACTION and not signed:
        number *= 100
        said = TIMES_100 if said == AS_NUMBER else f"{said}, {TIMES_100}"
    whole = number.denominator == 1 and (is_count or abs(number) <= EXACT)
    try:
        return Said(number.numerator if whole else float(number), said)
    except OverflowError:  # beyond the largest double; the scale refuses it
        return Said(number.numerator, said)


@lru_cache(maxsize=64)
def _pattern(how: NumberFormat) -> re.Pattern[str]:
    decimal, mark = re.escape(how.decimal), re.escape(how.thousands)
    # A group of thousands does not begin with 0: 0.090 is no ninety.
    whole = rf"(\d+|[1-9]\d{{0,2}}({mark}\d{{3}})+)" if mark else r"\d+"
    return re.compile(rf"[+-]?({whole}({decimal}\d*)?|{decimal}\d+)([eE][+-]?\d{{1,3}})?", re.ASCII)


def _cause(text: str, how: NumberFormat) -> Cause:
    """Return why a text is no number as numbers are written: a mark that was not declared, or anything else."""
    if not re.fullmatch(r"[+-]?[\d.,' ]*\d[\d.,' ]*", text, re.ASCII):
        return Cause.NO_NUMBER
    marks = {mark for mark in ".,' " if mark in text} - {how.decimal, how.thousands}
    causes = {",": Cause.COMMA, ".": Cause.POINT, " ": Cause.BLANK_WITHIN, "'": Cause.APOSTROPHE}
    for mark, cause in causes.items():
        if mark in marks:
            return cause
    if text.count(how.decimal) > 1:
        return Cause.MARK_TWICE
    return Cause.GROUPS if how.thousands and how.thousands in text else Cause.NO_NUMBER

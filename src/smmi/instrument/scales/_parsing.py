"""Parsing of raw answers: an option, a selection, a number, or the shares of a composition; else the problem."""

import decimal
import math
import numbers
import re
from collections.abc import Iterable, Mapping, Sequence, Set as AbstractSet
from typing import Any, Final

import attrs
import numpy as np

from smmi.errors import Reason
from smmi.instrument.declaration import shown
from smmi.instrument.scales._scales import (
    Composition,
    Count,
    MultipleChoice,
    Number,
    Option,
    Percentage,
    Scale,
)

LISTED: Final = 12
"""How many codes a message lists."""

WRITTEN_BLANKS: Final = frozenset({"na", "n/a", "nan", "null", "none", "<na>", ".", "-"})
"""How tools write a blank, in lower case."""

_CODE: Final = re.compile(r"-?(7{2,}|8{2,}|9{2,})|-[1789]")
"""How files mostly write that there is no answer, out of the range of answers."""

NO_ANSWER: Final = "; if it means no answer, leave the cell empty (None)"
SEVERAL: Final = (
    "; if these are several options, give each by itself (in a file with semicolons between them)"
)

_MARKED: Final = re.compile(r"\s*[+-]?\d[\d.,\s]*%?\s*")
_MARKS: Final = {
    ",": "write a point for a decimal comma, and nothing between thousands",
    " ": "leave out the blank",
    "%": "leave out the percent sign",
}
"""What people write into numbers."""


@attrs.frozen
class ProblemError(Exception):
    """Why a raw answer cannot be coded; never leaves the package."""

    reason: Reason
    text: str


def unknown_option(scale: Scale, raw: object) -> ProblemError:
    """Return why something is no option of a scale."""
    among = listed(scale.options)
    if not isinstance(raw, str):
        return ProblemError(Reason.WRONG_KIND, f"got {shown(raw)}, expected one of {among}{for_nothing(raw)}")
    advice = _for_label(scale.options, raw) or for_nothing(raw)
    return ProblemError(Reason.UNKNOWN_OPTION, f"got {shown(raw)}, expected one of {among}{advice}")


def _for_label(options: Iterable[Option], raw: object) -> str:
    """Return the advice for an option's label or value where its code is expected."""
    text = raw.strip().casefold() if isinstance(raw, str) else ""
    for option in options:
        value = "" if option.value is None else f"{option.value:.15g}"
        what = "label" if option.label.casefold() == text else "value"
        if text and text in {option.label.casefold(), value}:
            return f"; that is the {what} of {option.code!r}, give the code"
    return ""


def read_selection(scale: MultipleChoice, raw: object) -> int:
    """Return a selection as a mask: bit i is set if option i, among those that are answers, is selected.

    Raises:
        ProblemError: It is no selection, or one that the scale does not admit.
    """
    if not isinstance(raw, Sequence | AbstractSet) or isinstance(raw, str | bytes):
        expected = f"a tuple of option codes such as ({scale.answers[0].code!r},)"
        if scale.nonresponses:
            expected += f", or {listed(scale.nonresponses)}"
        raise ProblemError(Reason.WRONG_KIND, f"got {shown(raw)}, expected {expected}{for_nothing(raw)}")
    position = {option.code: i for i, option in enumerate(scale.answers)}
    mask = 0
    for code in sorted(raw, key=str) if isinstance(raw, set | frozenset) else raw:
        if not isinstance(code, str) or code not in position:
            reason = Reason.UNKNOWN_OPTION if isinstance(code, str) else Reason.WRONG_KIND
            text = f"got the selection {shown(code)}, expected some of {listed(scale.answers)}"
            text += _for_label(scale.answers, code) or (SEVERAL if "," in str(code) else "")
            if code in [option.code for option in scale.nonresponses]:
                text += f"; it stands for a nonresponse, give {code!r} by itself and not in a tuple"
            raise ProblemError(reason, text)
        if mask >> position[code] & 1:
            raise ProblemError(Reason.BAD_SELECTION, f"got {shown(raw)}, where {code!r} stands twice")
        mask |= 1 << position[code]
    chosen = selection(scale, mask)
    alone = [option.code for option in scale.answers if option.exclusive and option.code in chosen]
    if alone and len(chosen) > 1:
        text = f"got {shown(chosen)}, where {alone[0]!r} can only be chosen alone"
        raise ProblemError(Reason.BAD_SELECTION, text)
    least, most = scale.minimum, largest_selection(scale)
    if not least <= len(chosen) <= most:
        text = f"got {shown(chosen)} with {len(chosen)} selections, expected {least} to {most}"
        raise ProblemError(Reason.BAD_SELECTION, text)
    return mask


def selection(scale: MultipleChoice, mask: int) -> tuple[str, ...]:
    """Return the option codes of a mask, in the scale's order."""
    return tuple(option.code for i, option in enumerate(scale.answers) if mask >> i & 1)


def largest_selection(scale: MultipleChoice) -> int:
    """Return the largest admissible number of selections."""
    return len(scale.answers) if scale.maximum is None else scale.maximum


def read_number(scale: Percentage | Count | Number, raw: object) -> float:
    """Return a number as a double.

    Raises:
        ProblemError: It is no number, or one that the scale does not admit.
    """
    low, high = scale.limits
    whole = isinstance(scale, Count)
    expected = f"{'an integer' if whole else 'a number'}{_range(low, high)}"
    if scale.options:
        expected += f", or {listed(scale.options)}"
    number = _as_double(raw)
    if math.isnan(number) or (math.isinf(number) and not isinstance(raw, numbers.Rational)):
        advice = for_nothing(raw) or _for_marks(raw)
        raise ProblemError(Reason.WRONG_KIND, f"got {shown(raw)}, expected {expected}{advice}")
    if not low <= number <= high or (whole and number != math.floor(number)):
        advice = NO_ANSWER if _CODE.fullmatch(f"{number:.15g}") else ""
        raise ProblemError(Reason.OUT_OF_RANGE, f"got {shown(raw)}, expected {expected}{advice}")
    if not math.isfinite(number) or (isinstance(raw, numbers.Integral) and int(raw) != number):
        raise ProblemError(Reason.OUT_OF_RANGE, f"got {shown(raw)}, expected a number that a double can hold")
    if not isinstance(scale, Count) and not has_decimals(number, scale.decimals):
        decimals = f"{scale.decimals} decimal{'' if scale.decimals == 1 else 's'}"
        raise ProblemError(Reason.OUT_OF_RANGE, f"got {shown(raw)}, expected at most {decimals}")
    return number + 0.0


def has_decimals(number: float, decimals: int | None) -> bool:
    """Whether a number has at most so many decimals."""
    return decimals is None or round(number, decimals) == number


def read_shares(scale: Composition, raw: object) -> tuple[float, ...]:
    """Return the shares of a composition, in the order of its parts.

    Raises:
        ProblemError: They are no shares of the parts.
    """
    codes = [part.code for part in scale.parts]
    expected = f"a mapping from {listed(scale.parts)} to shares of 0 to 100"
    if isinstance(raw, Mapping):
        strange = [code for code in raw if code not in codes]
        if strange:
            text = f"got the part {shown(strange[0])}, expected {expected}"
            raise ProblemError(Reason.UNKNOWN_OPTION, text)
        raw = [raw.get(code, 0.0) for code in codes]
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes) or len(raw) != len(codes):
        expected += f", or {len(codes)} shares in this order"
        if scale.options:
            expected += f", or {listed(scale.options)}"
        raise ProblemError(Reason.WRONG_KIND, f"got {shown(raw)}, expected {expected}{for_nothing(raw)}")
    shares = []
    for share in raw:
        number = _as_double(share)
        if not 0 <= number <= 100:
            reason = Reason.WRONG_KIND if math.isnan(number) else Reason.OUT_OF_RANGE
            raise ProblemError(reason, f"got the share {shown(share)}, expected {expected}")
        shares.append(number + 0.0)
    return tuple(shares)


def for_nothing(raw: object) -> str:
    """Return the advice for a blank that is not None, or that a tool wrote as text."""
    if isinstance(raw, str) and raw.strip().lower() in WRITTEN_BLANKS:
        return NO_ANSWER
    blank = raw != raw if isinstance(raw, float) else type(raw).__name__ in {"NAType", "NaTType"}  # noqa: PLR0124
    return "; None says no answer" if blank or (isinstance(raw, str) and not raw.strip()) else ""


def _for_marks(raw: object) -> str:
    """Return the advice for a number that is written with a percent sign, a comma or blanks."""
    if not (isinstance(raw, str) and _MARKED.fullmatch(raw)):
        return ""
    text = " ".join(raw.split())
    marks = [mark for sign, mark in _MARKS.items() if sign in text]
    return "".join(f"; {mark}" for mark in marks)


def _as_double(raw: Any) -> float:  # noqa: ANN401  (any class of real numbers; what is none is not a number)
    number = isinstance(raw, numbers.Real | decimal.Decimal) and not isinstance(raw, bool | np.timedelta64)
    try:
        return float(raw) if number else math.nan
    except OverflowError:  # an integer or a fraction beyond the largest double
        return math.inf if raw > 0 else -math.inf


def listed(options: Iterable[Option]) -> str:
    """Return the codes of options for a message: all of them, or the first and how many there are."""
    codes = [repr(option.code) for option in options]
    return ", ".join(codes[:LISTED]) + (f" … ({len(codes)} in all)" if len(codes) > LISTED else "")


def _range(low: float, high: float) -> str:
    if math.isinf(high):
        return "" if math.isinf(low) else f" of at least {low:.15g}"
    return f" of at most {high:.15g}" if math.isinf(low) else f" from {low:.15g} to {high:.15g}"

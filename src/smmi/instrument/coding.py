"""How the answers of a scale are coded as small integers.

Codes 0 to 3 are the absent states (`AnswerState`). From `FIRST_ANSWER` on stand the answers, and after them the
options that stand for a nonresponse, so that none is lost. The answers of a choice are its options in order; of a
multiple choice of up to `MOST_CODED` options, the 2**k selections as bit masks. A scale with more answers than that is
*measured*: one code says that there is an answer, and the value stands in an array of its own (a number, the shares of
a composition, or a 64-bit mask of selections).
"""

import math
import numbers
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Reason
from smmi.instrument._declaring import shown
from smmi.instrument._scales import Composition, Count, MultipleChoice, Number, Percentage, Scale
from smmi.instrument._states import FIRST_ANSWER, AnswerState, Nonresponse

Codes = npt.NDArray[np.unsignedinteger]
Floats = npt.NDArray[np.float64]
States = npt.NDArray[np.uint8]
Value = float | int | tuple[float, ...]

MOST_CODED: Final = 12
"""The largest multiple choice whose selections are codes; a larger one is measured."""

ABSENT: Final = tuple(AnswerState)[:FIRST_ANSWER]
EXACT: Final = 2**53


@attrs.frozen
class ProblemError(Exception):
    """Why a raw answer cannot be coded; never leaves the package."""

    reason: Reason
    text: str


@attrs.frozen(eq=False, kw_only=True)
class Coding:
    """The code of each answer of a scale.

    Attributes:
        scale: The scale.
        answers: How many codes are answers: 1 for a measured scale.
        measured: Whether the answers' values stand in an array of their own.
        states: The `AnswerState` of each code.
        table: The code of each raw answer that is a code or a nonresponse.
        dtype: The smallest unsigned integer that holds all codes.
        raw: The raw answer of each code; for a measured scale, of each code but `FIRST_ANSWER`.
    """

    scale: Scale
    answers: int
    measured: bool
    states: States
    table: Mapping[object, int]
    dtype: np.dtype[np.unsignedinteger]
    raw: tuple[object, ...]

    @property
    def size(self) -> int:
        """How many codes there are, absent states included."""
        return len(self.states)

    def encode(self, raw: object) -> tuple[int, Value | None]:
        """Return the code of a raw answer, and its value if the scale is measured.

        Raises:
            ProblemError: The answer is not one of the scale's.
        """
        try:
            return self.table[raw], None
        except (KeyError, TypeError):
            pass
        match self.scale:
            case MultipleChoice():
                mask = self._mask(self.scale, raw)
                return (FIRST_ANSWER, mask) if self.measured else (FIRST_ANSWER + mask, None)
            case Composition():
                return FIRST_ANSWER, self._shares(self.scale, raw)
            case Percentage() | Count() | Number():
                return FIRST_ANSWER, self._number(self.scale, raw)
            case _:
                raise self._unknown(raw)

    def decode(self, code: int, value: object = None) -> object:
        """Return the raw answer of a code (and value)."""
        if not self.measured or code != FIRST_ANSWER:
            return self.raw[code]
        match self.scale:
            case MultipleChoice(options=_):
                return _selection(self.scale, int(value))  # type: ignore[call-overload]
            case Composition(parts=parts):
                shares = np.asarray(value, dtype=np.float64).tolist()
                return {part.code: share for part, share in zip(parts, shares, strict=True)}
            case Count():
                return int(value)  # type: ignore[call-overload]
            case _:
                return float(value)  # type: ignore[arg-type]

    def _unknown(self, raw: object) -> ProblemError:
        codes = [option.code for option in self.scale.options]
        listed = ", ".join(map(repr, codes[:12])) + (", …" if len(codes) > 12 else "")
        reason = Reason.UNKNOWN_OPTION if isinstance(raw, str) else Reason.WRONG_KIND
        return ProblemError(reason, f"got {shown(raw)}, expected one of {listed}{_for_nothing(raw)}")

    def _mask(self, scale: MultipleChoice, raw: object) -> int:
        if not isinstance(raw, Sequence | AbstractSet) or isinstance(raw, str | bytes):
            raise ProblemError(
                Reason.WRONG_KIND,
                f"got {shown(raw)}, expected a tuple of option codes such as "
                f"({scale.options[0].code!r},){_for_nothing(raw)}",
            )
        position = {option.code: i for i, option in enumerate(scale.answers)}
        mask = 0
        for code in raw:
            if not isinstance(code, str) or code not in position:
                raise self._unknown(code)
            if mask >> position[code] & 1:
                raise ProblemError(Reason.BAD_SELECTION, f"got {shown(raw)}, where {code!r} stands twice")
            mask |= 1 << position[code]
        alone = [option.code for option in scale.answers if option.exclusive and option.code in raw]
        if alone and len(raw) > 1:
            raise ProblemError(
                Reason.BAD_SELECTION, f"got {shown(raw)}, where {alone[0]!r} can only be chosen alone"
            )
        most = len(scale.answers) if scale.maximum is None else scale.maximum
        if not scale.minimum <= len(raw) <= most:
            raise ProblemError(
                Reason.BAD_SELECTION, f"got {len(raw)} selections, expected {scale.minimum} to {most}"
            )
        return mask

    def _number(self, scale: Percentage | Count | Number, raw: object) -> float:
        low, high = scale.limits
        whole = isinstance(scale, Count)
        expected = f"{'an integer' if whole else 'a number'} {_range(low, high)}"
        if isinstance(raw, bool) or not isinstance(raw, numbers.Real):
            options = "".join(f" or {option.code!r}" for option in scale.options)
            raise ProblemError(
                Reason.WRONG_KIND, f"got {shown(raw)}, expected {expected}{options}{_for_nothing(raw)}"
            )
        number = _as_double(raw)
        if not math.isfinite(number):
            raise ProblemError(Reason.WRONG_KIND, f"got {shown(raw)}, expected {expected}{_for_nothing(raw)}")
        if not low <= number <= high or (whole and number != math.floor(number)):
            raise ProblemError(Reason.OUT_OF_RANGE, f"got {shown(raw)}, expected {expected}")
        decimals = 0 if isinstance(scale, Count) else scale.decimals
        if decimals is not None and round(number, decimals) != number:
            raise ProblemError(Reason.OUT_OF_RANGE, f"got {shown(raw)}, expected at most {decimals} decimals")
        return number + 0.0

    def _shares(self, scale: Composition, raw: object) -> tuple[float, ...]:
        codes = [part.code for part in scale.parts]
        expected = f"a mapping from {', '.join(map(repr, codes))} to shares of 0 to 100"
        if isinstance(raw, Mapping):
            strange = [code for code in raw if code not in codes]
            if strange:
                raise ProblemError(
                    Reason.UNKNOWN_OPTION, f"got the part {shown(strange[0])}, expected {expected}"
                )
            raw = [raw.get(code, 0.0) for code in codes]
        if not isinstance(raw, Sequence) or isinstance(raw, str | bytes) or len(raw) != len(codes):
            raise ProblemError(Reason.WRONG_KIND, f"got {shown(raw)}, expected {expected}{_for_nothing(raw)}")
        for share in raw:
            if isinstance(share, bool) or not isinstance(share, numbers.Real) or not 0 <= float(share) <= 100:
                raise ProblemError(Reason.OUT_OF_RANGE, f"got the share {shown(share)}, expected {expected}")
        return tuple(float(share) + 0.0 for share in raw)


@lru_cache(maxsize=4096)
def coding(scale: Scale, /) -> Coding:
    """Return the coding of a scale."""
    measured = isinstance(scale, Percentage | Count | Number | Composition) or (
        isinstance(scale, MultipleChoice) and len(scale.answers) > MOST_CODED
    )
    answers: list[object]
    if measured:
        answers = [None]
    elif isinstance(scale, MultipleChoice):
        answers = [_selection(scale, mask) for mask in range(2 ** len(scale.answers))]
    else:
        answers = [option.code for option in scale.answers]
    absent: list[object] = [None, Nonresponse.NOT_APPLICABLE, None, Nonresponse.NOT_ADMINISTERED]
    nonresponses = scale.nonresponses
    raw = (*absent, *answers, *(option.code for option in nonresponses))
    states = [*ABSENT, *(AnswerState.ANSWERED for _ in answers)]
    states += [option.nonresponse.state for option in nonresponses if option.nonresponse]
    table: dict[object, int] = {None: AnswerState.NO_ANSWER, **{n: n.state for n in Nonresponse}}
    table |= {code: i for i, code in enumerate(raw) if i >= FIRST_ANSWER and isinstance(code, str)}
    lookup = np.array(states, dtype=np.uint8)
    lookup.flags.writeable = False
    return Coding(
        scale=scale,
        answers=len(answers),
        measured=measured,
        states=lookup,
        table={key: int(code) for key, code in table.items()},
        dtype=np.min_scalar_type(len(raw) - 1),
        raw=raw,
    )


def _selection(scale: MultipleChoice, mask: int) -> tuple[str, ...]:
    return tuple(option.code for i, option in enumerate(scale.answers) if mask >> i & 1)


def _as_double(raw: numbers.Real) -> float:
    """Return a real number as a double; an integer that a double cannot hold is infinite."""
    inexact = isinstance(raw, numbers.Integral) and not -EXACT <= int(raw) <= EXACT
    return math.inf if inexact else float(raw)


def _range(low: float, high: float) -> str:
    if math.isinf(high):
        return "of any size" if math.isinf(low) else f"of at least {low:.15g}"
    return f"of at most {high:.15g}" if math.isinf(low) else f"from {low:.15g} to {high:.15g}"


def _for_nothing(raw: object) -> str:
    blank = (isinstance(raw, float) and math.isnan(raw)) or (isinstance(raw, str) and not raw.strip())
    return "; None says no answer" if blank or raw is None else ""

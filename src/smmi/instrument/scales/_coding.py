"""How the answers of a scale are coded as small integers.

Codes 0 to 3 are the absent states (`AnswerState`). From `FIRST_ANSWER` on stand the answers, and after them the
options that stand for a nonresponse, so that none is lost. The answers of a choice are its options in order; of a
multiple choice of up to `MOST_CODED` options, the 2**k selections as bit masks. A scale with more answers than that is
*measured*: one code says that there is an answer, and the value stands in an array of its own (a number, the shares of
a composition, or a 64-bit mask of selections).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Reason
from smmi.instrument.declaration import EXACT, FIRST_ANSWER, AnswerState, Nonresponse, shown
from smmi.instrument.scales._parsing import (
    ProblemError,
    read_number,
    read_selection,
    read_shares,
    selection,
    unknown_option,
)
from smmi.instrument.scales._scales import Composition, Count, MultipleChoice, Number, Percentage, Scale

__all__ = ["EXACT", "FIRST_ANSWER", "MOST_CODED", "Coding", "ProblemError", "coding"]

Codes = npt.NDArray[np.unsignedinteger]
Floats = npt.NDArray[np.float64]
States = npt.NDArray[np.uint8]
Value = float | int | tuple[float, ...]

MOST_CODED: Final = 12
"""The largest multiple choice whose selections are codes; a larger one is measured."""

_ABSENT: Final = tuple(AnswerState)[:FIRST_ANSWER]


@attrs.frozen(eq=False, kw_only=True)
class Coding:
    """The code of each answer of a scale.

    Attributes:
        scale: The scale.
        answers: How many codes are answers: 1 for a measured scale.
        measured: Whether the answers' values stand in an array of their own.
        states: The `AnswerState` of each code.
        table: The code of each raw answer that is text, None or a `Nonresponse`.
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
            return self._encode(raw)
        except ProblemError:
            raise
        except Exception as error:  # noqa: BLE001  (a stranger's object may raise anything when it is looked at)
            text = f"got {shown(raw)}, which cannot be read: it raises {type(error).__name__}"
            raise ProblemError(Reason.WRONG_KIND, text) from None

    def _encode(self, raw: object) -> tuple[int, Value | None]:
        if raw is None or isinstance(raw, str | Nonresponse):
            code = self.table.get(str.__str__(raw) if isinstance(raw, str) else raw)
            if code is not None:
                return code, None
        match self.scale:
            case MultipleChoice():
                mask = read_selection(self.scale, raw)
                return (FIRST_ANSWER, mask) if self.measured else (FIRST_ANSWER + mask, None)
            case Composition():
                return FIRST_ANSWER, read_shares(self.scale, raw)
            case Percentage() | Count() | Number():
                return FIRST_ANSWER, read_number(self.scale, raw)
            case _:
                raise unknown_option(self.scale, raw)

    def decode(self, code: int, value: Any = None) -> object:  # noqa: ANN401  (a number, a mask, or shares)
        """Return the raw answer of a code (and value)."""
        if not self.measured or code != FIRST_ANSWER:
            return self.raw[code]
        match self.scale:
            case MultipleChoice():
                return selection(self.scale, int(value))
            case Composition(parts=parts):
                shares = np.asarray(value, dtype=np.float64).tolist()
                return {part.code: share for part, share in zip(parts, shares, strict=True)}
            case Count():
                return int(value)
            case _:
                return float(value)

    def decode_all(self, codes: Codes, values: npt.NDArray[Any] | None = None) -> list[object]:
        """Return the raw answers of codes, (n,), and values, (n,) or (parts, n)."""
        if values is None:
            return [self.raw[code] for code in codes.tolist()]
        return [
            self.decode(code, value) for code, value in zip(codes.tolist(), values.T.tolist(), strict=True)
        ]


@lru_cache(maxsize=4096)
def coding(scale: Scale, /) -> Coding:
    """Return the coding of a scale.

    Example:
        >>> from smmi.instrument import Binary
        >>> coding(Binary(code="yes_no")).encode("yes")
        (5, None)
    """
    measured, answers = _answers(scale)
    absent = (Nonresponse.NOT_APPLICABLE, None, Nonresponse.NOT_ADMINISTERED, None)
    raw = (*absent, *answers, *(option.code for option in scale.nonresponses))
    states = [*_ABSENT, *(AnswerState.ANSWERED for _ in answers)]
    states += [option.nonresponse.state for option in scale.nonresponses if option.nonresponse]
    table: dict[object, int] = {nonresponse: int(nonresponse.state) for nonresponse in Nonresponse}
    table |= {None: int(AnswerState.NO_ANSWER)}
    table |= {code: i for i, code in enumerate(raw) if isinstance(code, str)}
    lookup = np.array(states, dtype=np.uint8)
    lookup.flags.writeable = False
    return Coding(
        scale=scale,
        answers=len(answers),
        measured=measured,
        states=lookup,
        table=table,
        dtype=np.min_scalar_type(len(raw) - 1),
        raw=raw,
    )


def _answers(scale: Scale) -> tuple[bool, tuple[object, ...]]:
    """Return whether a scale is measured, and the raw answers that have a code each."""
    match scale:
        case MultipleChoice() if len(scale.answers) <= MOST_CODED:
            return False, tuple(selection(scale, mask) for mask in range(2 ** len(scale.answers)))
        case MultipleChoice() | Percentage() | Count() | Number() | Composition():
            return True, (None,)
        case _:
            return False, tuple(option.code for option in scale.answers)

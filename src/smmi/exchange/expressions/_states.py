"""What programs must know of answers: the states that words stand for, the limits of numbers, the words of reasons."""

from typing import Final

from smmi.instrument import AnswerState, Composition, Count, MultipleChoice, Number, Percentage, Scale
from smmi.scoring import Absence

REASONS: Final[dict[int, str]] = {int(one): one.label for one in Absence if one is not Absence.PRESENT}
"""Why a score is absent, by number."""


def states_by_word(scale: Scale, /) -> dict[str | None, int]:
    """Return the state of each answer that is one word, and of none.

    Example:
        >>> from smmi.instrument import Binary
        >>> states_by_word(Binary(code="yes_no"))
        {None: 3, 'no': 4, 'yes': 4}
    """
    words: dict[str | None, int] = {None: int(AnswerState.NO_ANSWER)}
    for option in scale.options:
        if option.nonresponse is not None:
            words[option.code] = int(option.nonresponse.state)
        elif not isinstance(scale, MultipleChoice):
            words[option.code] = int(AnswerState.ANSWERED)
    return words


def bounds_of(scale: Scale, /) -> tuple[float, float, bool]:
    """Return the least and the greatest number that is an answer, and whether it is whole."""
    if isinstance(scale, Percentage | Count | Number):
        return (*scale.limits, isinstance(scale, Count))
    raise AssertionError(scale)  # pragma: no cover  (asked of scales of numbers only)


def measures(scale: Scale, /) -> bool:
    """Whether answers are numbers."""
    return not scale.answers and not isinstance(scale, Composition)

"""Strategies for routing conditions."""

import typing
from collections.abc import Sequence
from typing import Final

from hypothesis import strategies as st

from smmi.instrument import (
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Characteristic,
    Composition,
    Condition,
    Equals,
    Includes,
    Indicator,
    MultipleChoice,
    Nominal,
    NotCondition,
    OneOf,
)
from smmi.testing.strategies._numbers import numbers

DEPTHS: Final = st.sampled_from([0, 0, 0, 1, 1, 2, 3])
SHAPES: Final[st.SearchStrategy[type[NotCondition | AllConditions | AnyCondition]]] = st.sampled_from(
    [NotCondition, AllConditions, AnyCondition]
)
SIZES: Final = st.integers(1, 3)
FLAGS: Final = st.booleans()

Saying = type[Answered | AtLeast | Equals | Includes | OneOf]

ANY_SAYING: Final[list[Saying]] = [Answered, Equals, OneOf, AtLeast]
SAYINGS: Final[dict[type, list[Saying]]] = {
    MultipleChoice: [Answered, Includes],
    Composition: [Answered],
    Nominal: [Answered, Equals, OneOf],
}
"""What conditions can say of a scale, where that is not everything that they can say of most."""


def conditions(subjects: Sequence[Indicator | Characteristic], /) -> st.SearchStrategy[Condition]:
    """Return a strategy for routing conditions, nested or not.

    A condition may contradict itself, which an instrument refuses: `instruments` leaves such out.

    Args:
        subjects: One or more of what they may speak of: indicators (as a gate does), or characteristics of a unit (as
            applicability does).

    Example:
        >>> from hypothesis import find
        >>> from smmi.instrument import Binary, Equals, Indicator
        >>> asked = Indicator(code="asked", prompt="Is it?", scale=Binary(code="yes_no"))
        >>> find(conditions([asked]), lambda condition: isinstance(condition, Equals))
        Equals(code='asked', value='no')
    """
    return _conditions(tuple(subjects))


@st.composite
def _conditions(draw: st.DrawFn, subjects: tuple[Indicator | Characteristic, ...]) -> Condition:
    which = st.sampled_from(subjects)

    def inner(depth: int) -> Condition:
        if depth == 0 or draw(FLAGS):
            return _leaf(draw, draw(which))
        shape = draw(SHAPES)
        if issubclass(shape, NotCondition):
            return shape(inner(depth - 1))
        return shape([inner(depth - 1) for _ in range(draw(SIZES))])

    return inner(draw(DEPTHS))


def _leaf(draw: st.DrawFn, subject: Indicator | Characteristic) -> Condition:
    """Draw what a condition can say of one subject."""
    kinds, values = _sayings(subject)
    kind = draw(st.sampled_from(kinds))
    if issubclass(kind, Answered):
        return kind(subject.code)
    if issubclass(kind, OneOf):
        return kind(subject.code, [draw(values) for _ in range(draw(SIZES))])
    return kind(subject.code, draw(values))


def _sayings(subject: Indicator | Characteristic) -> tuple[list[Saying], st.SearchStrategy[typing.Any]]:
    """Return the kinds of condition that can speak of a subject, and a strategy for what they ask about it."""
    if isinstance(subject, Characteristic):
        return [Answered, Equals, OneOf], st.sampled_from([option.code for option in subject.options])
    answers = [option.code for option in subject.scale.answers]
    return SAYINGS.get(type(subject.scale), ANY_SAYING), st.sampled_from(answers) if answers else numbers()

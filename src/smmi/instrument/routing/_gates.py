"""Evaluation of gates: the verdict of a condition for every unit, over coded columns."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any as AnyType, Final

import numpy as np
import numpy.typing as npt

from smmi.instrument.declaration._states import FIRST_ANSWER, AnswerState
from smmi.instrument.routing._conditions import (
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Condition,
    Includes,
    Leaf,
    NotCondition,
    asked,
)
from smmi.instrument.scales import Codes, Coding, Scale, coding

FALSE, TRUE, VOID, UNKNOWN = range(4)
"""The verdicts of a condition; see ``smmi.instrument.routing._conditions``."""

Verdicts = npt.NDArray[np.uint8]

_ALL_RANK: Final = np.array([3, 0, 1, 2], dtype=np.uint8)
_ALL_VERDICT: Final = np.array([TRUE, VOID, UNKNOWN, FALSE], dtype=np.uint8)
_ANY_RANK: Final = np.array([0, 3, 1, 2], dtype=np.uint8)
_ANY_VERDICT: Final = np.array([FALSE, VOID, UNKNOWN, TRUE], dtype=np.uint8)
_NOT_VERDICT: Final = np.array([TRUE, FALSE, VOID, UNKNOWN], dtype=np.uint8)


def verdicts(condition: Condition, leaf_verdicts: Callable[[Leaf], Verdicts]) -> Verdicts:
    """Return the verdict of a condition for each unit, given the verdicts of its leaves."""
    match condition:
        case NotCondition(inner):
            return _NOT_VERDICT[verdicts(inner, leaf_verdicts)]
        case AllConditions(several):
            ranks = [_ALL_RANK[verdicts(part, leaf_verdicts)] for part in several]
            return _ALL_VERDICT[np.maximum.reduce(ranks)]
        case AnyCondition(several):
            ranks = [_ANY_RANK[verdicts(part, leaf_verdicts)] for part in several]
            return _ANY_VERDICT[np.maximum.reduce(ranks)]
        case _:
            return leaf_verdicts(condition)


def column_verdicts(leaf: Leaf, scale: Scale, codes: Codes, values: npt.NDArray[AnyType] | None) -> Verdicts:
    """Return the verdict of one leaf over a coded column."""
    found: Verdicts = leaf_table(leaf, scale)[codes]
    if coding(scale).measured and values is not None and not isinstance(leaf, Answered):
        answered = codes == FIRST_ANSWER
        found[answered] = _holds_for(leaf, scale, values[answered])
    return found


@lru_cache(maxsize=4096)
def leaf_table(leaf: Leaf, scale: Scale) -> Verdicts:
    """Return the verdict of one leaf for each code of a scale (of a measured answer, a placeholder)."""
    how = coding(scale)
    if isinstance(leaf, Answered):
        table = np.where(how.states == AnswerState.ANSWERED, TRUE, FALSE).astype(np.uint8)
    else:
        table = np.where(how.states == AnswerState.NO_ANSWER, UNKNOWN, VOID).astype(np.uint8)
        if not how.measured:
            table[FIRST_ANSWER : FIRST_ANSWER + how.answers] = _holds(leaf, how)
    table.flags.writeable = False
    return table


def _holds(leaf: Leaf, how: Coding) -> npt.NDArray[np.bool_]:
    """Whether a leaf holds for each answer of a scale that is not measured."""
    answers = np.arange(how.answers)
    match leaf:
        case Includes(_, option):
            return np.asarray(answers >> _position(option, how.scale) & 1 == 1)
        case AtLeast(_, value):
            return answers >= _position(value, how.scale)
        case _:
            wanted = set(asked(leaf))
            return np.array([raw in wanted for raw in how.raw[FIRST_ANSWER : FIRST_ANSWER + how.answers]])


def _holds_for(leaf: Leaf, scale: Scale, values: npt.NDArray[AnyType]) -> npt.NDArray[np.bool_]:
    """Whether a leaf holds for measured answers."""
    match leaf:
        case Includes(_, option):
            bit = np.uint64(_position(option, scale))
            return np.asarray(values >> bit & np.uint64(1) == 1)
        case AtLeast(_, value):
            return np.asarray(values >= value)
        case _:
            return np.asarray(np.isin(values, asked(leaf)))


def _position(code: object, scale: Scale) -> int:
    return [option.code for option in scale.answers].index(str(code))

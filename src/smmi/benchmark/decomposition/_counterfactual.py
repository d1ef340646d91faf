"""Counterfactual answers: each cell as it was or as it is, in each of three respects, whatever the others are.

A cell has three respects: whether the indicator was put to the unit, whether there is an answer, and what it is. Where
one has no meaning in a wave, for nothing was put or nothing was answered, it is that of the other wave: so it is the
same in both, and its change has no part. What was neither put nor answered in either wave is never looked at.
"""

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument import Answers, AnswerState
from smmi.instrument.answers import Column
from smmi.instrument.declaration import FIRST_ANSWER
from smmi.instrument.scales import coding
from smmi.scoring import Scores, ScoringScheme, score

Flags = npt.NDArray[np.bool_]
Pair = tuple[Column, Column]
"""The answers to one indicator in the first wave and in the second."""

ANSWERS, MISSINGNESS, APPLICABILITY = 1, 2, 4
"""What each respect counts in the number of a combination."""
COMBINATIONS = 8


@attrs.frozen(eq=False, kw_only=True)
class Respects:
    """The cells of one indicator in one wave, each respect by itself, (n,); see the module.

    Attributes:
        out: Whether the indicator was not put to the unit.
        out_codes: The code that says so.
        blank: Whether there is no answer.
        blank_codes: The code that says so.
        codes: The code of the answer.
        values: The value of a measured answer.
    """

    out: Flags
    out_codes: npt.NDArray[Any]
    blank: Flags
    blank_codes: npt.NDArray[Any]
    codes: npt.NDArray[Any]
    values: npt.NDArray[Any] | None

    @classmethod
    def of(cls, own: Column, other: Column, states: npt.NDArray[np.uint8]) -> "Respects":
        """Return the respects of a column; what has no meaning in it is taken from the other wave's.

        Args:
            own: The answers of the wave.
            other: Those of the other wave.
            states: The `AnswerState` of each code.
        """
        mine, theirs = states[own.codes], states[other.codes]
        answered, blank = mine == AnswerState.ANSWERED, mine == AnswerState.NO_ANSWER
        out = ~answered & ~blank
        values = own.values
        if values is not None and other.values is not None:
            values = np.where(answered, values, other.values)
        return cls(
            out=out,
            out_codes=own.codes,
            blank=np.where(out, theirs == AnswerState.NO_ANSWER, blank),
            blank_codes=np.where(blank, own.codes, other.codes),
            codes=np.where(answered, own.codes, other.codes),
            values=values,
        )


def composed(put: Respects, given: Respects, answer: Respects) -> Column:
    """Return cells that have each respect from a wave of its own."""
    codes = np.where(put.out, put.out_codes, np.where(given.blank, given.blank_codes, answer.codes))
    values = answer.values
    if values is not None:
        values = np.where(codes == FIRST_ANSWER, values, values.dtype.type(0))
    return Column(codes, values)


def pairs_of(first: Answers, second: Answers) -> tuple[Pair, ...]:
    """Return the columns of the same units in both waves."""
    return tuple(zip(first.columns, second.columns, strict=True))


def changed(pair: Pair) -> Flags:
    """Return which cells are not the same in both waves, (n,)."""
    one, other = pair
    found: Flags = one.codes != other.codes
    if one.values is not None:
        differ = one.values != other.values
        found = found | (differ if differ.ndim == 1 else differ.any(axis=0))
    return found


def all_combinations(answers: Answers, pairs: Sequence[Pair]) -> Answers:
    """Return the answers of all units in each of the eight combinations, one after the other, (8 n units).

    Bit by bit, the number of a combination says whether answers, missingness and applicability are those of the second
    wave.
    """
    columns = []
    for indicator, pair in zip(answers.instrument.indicators, pairs, strict=True):
        if not changed(pair).any():
            columns.append(side_by_side([pair[1]] * COMBINATIONS))
            continue
        states = coding(indicator.scale).states
        both = Respects.of(pair[0], pair[1], states), Respects.of(pair[1], pair[0], states)
        columns.append(
            side_by_side(
                [
                    composed(
                        both[bool(number & APPLICABILITY)],
                        both[bool(number & MISSINGNESS)],
                        both[bool(number & ANSWERS)],
                    )
                    for number in range(COMBINATIONS)
                ]
            )
        )
    return made_of(answers, columns, times=COMBINATIONS)


def replaced(answers: Answers, pairs: Sequence[Pair], taken: npt.NDArray[np.bool_]) -> Answers:
    """Return answers in which some cells are those of the second wave, all others those of the first.

    Args:
        answers: Answers of the units.
        pairs: Their answers in both waves.
        taken: Which cells are, in each of several replacements, (indicators, replacements, n).

    Returns:
        The answers of all units in each replacement, one after the other.
    """
    times = taken.shape[1]
    columns = []
    for (one, other), which in zip(pairs, taken, strict=True):
        codes = np.where(which, other.codes, one.codes).reshape(-1)
        values = None
        if one.values is not None and other.values is not None:
            shape = (*one.values.shape[:-1], -1)
            before, after = one.values[..., None, :], other.values[..., None, :]
            values = np.where(which, after, before).reshape(shape)
        columns.append(Column(codes, values))
    return made_of(answers, columns, times=times)


def side_by_side(columns: Sequence[Column]) -> Column:
    """Return the columns of several replacements as one."""
    values = [column.values for column in columns if column.values is not None]
    codes = np.concatenate([column.codes for column in columns])
    return Column(codes, np.concatenate(values, axis=-1) if values else None)


def scored(answers: Answers, scheme: ScoringScheme) -> Scores:
    """Return the scores of answers by a scheme whose instrument has the same scores, if not the same wording."""
    return score(attrs.evolve(answers, instrument=scheme.instrument), scheme)


def made_of(answers: Answers, columns: Sequence[Column], *, times: int) -> Answers:
    """Return answers of the units, each so many times over, that are scored as they are: routing is not asked again."""
    return Answers(
        instrument=answers.instrument,
        units=np.tile(answers.units, times),
        columns=tuple(columns),
        attributes={},
    )

"""Strategies for single answers on a scale, as a record gives them."""

import sys
from collections.abc import Mapping
from functools import lru_cache
from itertools import cycle, islice
from typing import Final

from hypothesis import strategies as st

from smmi.instrument import (
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Ordinal,
    Percentage,
    Scale,
)

LARGEST: Final = sys.float_info.max
LARGEST_COUNT: Final = 2**53
"""The largest admissible count: up to here every integer is a double."""

BLANKS_ELSEWHERE: Final = (9, 99, 999, -1, -9, -99, -999)
"""Numbers that stand for a missing answer in many a data file; here they are numbers."""


def raw_answers(scale: Scale, /) -> st.SearchStrategy[object]:
    """Return a strategy for answers on a scale as a record gives them; about one in two is an absence.

    An absence is None, a `smmi.instrument.Nonresponse`, or an option of the scale that stands for one. The shares of a
    composition need not sum to 100, which is a finding and no error.

    Args:
        scale: The scale.

    Example:
        >>> from hypothesis import find
        >>> from smmi.instrument import Binary
        >>> find(raw_answers(Binary(code="yes_no")), lambda answer: answer is None or answer == "yes")
        'yes'
    """
    return _raw_answers(scale)


@lru_cache(maxsize=1024)
def _raw_answers(scale: Scale) -> st.SearchStrategy[object]:
    absent = [None, *Nonresponse, *(option.code for option in scale.nonresponses)]
    if isinstance(scale, Binary | Ordinal | Nominal):
        given = [option.code for option in scale.answers]
        return st.sampled_from([*islice(cycle(given), max(len(given), len(absent))), *absent])
    answers, absences = _given_answers(scale), st.sampled_from(absent)
    return st.booleans().flatmap(lambda blank: absences if blank else answers)


def _given_answers(
    scale: MultipleChoice | Composition | Count | Percentage | Number,
) -> st.SearchStrategy[object]:
    """Answers on a scale; None where it is of a kind that may admit none."""
    extremes = st.sampled_from(ends(scale))
    match scale:
        case MultipleChoice():
            return _selections(scale)
        case Composition():
            shares = st.fixed_dictionaries({part.code: st.floats(0, 100) for part in scale.parts})
            whole = st.fixed_dictionaries({part.code: st.integers(0, 100).map(float) for part in scale.parts})
            return st.one_of(shares, whole, shares.map(_to_the_whole), extremes)
        case Count():
            usual = scale.minimum + 60 if scale.maximum is None else scale.maximum
            return st.one_of(st.integers(scale.minimum, usual), *_taken_for_blanks(scale), extremes)
        case _:
            return st.one_of(_measurements(scale), *_taken_for_blanks(scale), extremes)


def _taken_for_blanks(scale: Count | Percentage | Number) -> list[st.SearchStrategy[int]]:
    """Admissible numbers that other tools let stand for a missing answer."""
    low, high = scale.limits
    codes = [number for number in BLANKS_ELSEWHERE if low <= number <= high]
    return [st.sampled_from(codes)] if codes else []


def _to_the_whole(shares: Mapping[str, float]) -> dict[str, float]:
    """Return the shares in proportion, so that they sum to 100."""
    total = sum(shares.values())
    return {part: min(100 * (share / total), 100.0) if total else share for part, share in shares.items()}


def _selections(scale: MultipleChoice) -> st.SearchStrategy[tuple[str, ...]]:
    """Admissible selections of a multiple choice; its declaration sees to it that there is one."""
    together, alone, most = _choices(scale)
    kinds: list[st.SearchStrategy[tuple[str, ...]]] = []
    if scale.minimum <= most:
        picks = st.lists(st.sampled_from(together), min_size=scale.minimum, max_size=most, unique=True)
        kinds.append(picks.map(tuple) if together else st.just(()))
    if scale.minimum <= 1:
        kinds += [st.just((code,)) for code in alone]
    return st.one_of(kinds)


def _choices(scale: MultipleChoice) -> tuple[list[str], list[str], int]:
    """Return what may be chosen together, what may only be chosen alone, and how many may be chosen together."""
    together = [option.code for option in scale.answers if not option.exclusive]
    alone = [option.code for option in scale.answers if option.exclusive]
    return together, alone, len(together) if scale.maximum is None else min(scale.maximum, len(together))


def _measurements(scale: Percentage | Number) -> st.SearchStrategy[float | None]:
    """Admissible numbers, or None where the limits leave none of the declared precision at hand."""
    low, high = (None if abs(end) == float("inf") else end for end in scale.limits)
    drawn = st.floats(low, high, allow_nan=False, allow_infinity=False)
    return drawn.map(lambda number: _precise(scale, number))


def _precise(scale: Percentage | Number, number: float) -> float | None:
    """Return the number with as many decimals as the scale admits, or None if that is outside its limits."""
    if scale.decimals is None:
        return number
    low, high = scale.limits
    rounded = round(number, scale.decimals)
    return rounded if low <= rounded <= high and round(rounded, scale.decimals) == rounded else None


def ends(scale: Scale) -> tuple[object, object]:
    """Return the lowest and the highest answer on a scale; None for one that is not at hand."""
    match scale:
        case MultipleChoice():
            together, alone, most = _choices(scale)
            fewest = together[: scale.minimum] if scale.minimum <= most else alone[:1]
            return tuple(fewest), tuple(together[:most] if most >= max(scale.minimum, 1) else alone[:1])
        case Composition():
            first, *_, last = (
                {part.code: 100.0 * (part == whole) for part in scale.parts} for whole in scale.parts
            )
            return first, last
        case Count():
            return scale.minimum, LARGEST_COUNT if scale.maximum is None else scale.maximum
        case Percentage() | Number():
            low, high = scale.limits
            return _precise(scale, max(low, -LARGEST)), _precise(scale, min(high, LARGEST))
        case _:
            return scale.answers[0].code, scale.answers[-1].code

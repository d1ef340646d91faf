"""Satisfiability of gates: whether any combination of answers, or any characteristic of a unit, opens a gate.

A brute-force search in the order of the indicators, over answers grouped into equivalence classes: two answers are
alike if no condition tells them apart. Combinations that routing rules out are not tried, and indicators that no later
gate tests are projected out. Above a limit of cases, a gate is assumed to be satisfiable.
"""

import itertools
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any as AnyType, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument.declaration._states import FIRST_ANSWER
from smmi.instrument.routing._characteristics import Characteristic
from smmi.instrument.routing._conditions import Answered, Condition, Includes, Leaf, asked, leaves
from smmi.instrument.routing._gates import FALSE, TRUE, UNKNOWN, VOID, Verdicts, column_verdicts, verdicts
from smmi.instrument.scales import (
    Count,
    MultipleChoice,
    Number,
    Percentage,
    Scale,
    coding,
    has_decimals,
    largest_selection,
)

MOST_CASES: Final = 50_000
"""How many combinations of answers are tried."""
MOST_SOURCES: Final = 32
"""How many indicators are gone through, the nearest first; those further away are taken to be always put."""
MOST_MENTIONED: Final = 10
"""Of how many options of a multiple choice conditions may speak."""
MOST_DECIMALS: Final = 15
"""Up to so many decimals, the next number of so many decimals is sought, not the next double."""

Positions = npt.NDArray[np.intp]

NOT_PUT: Final = 1
"""Of the kinds of cell of every source the first is no answer, and the second says that none was asked for."""


@attrs.frozen(eq=False)
class Source:
    """What conditions speak of: a characteristic of the units, or an indicator.

    Attributes:
        verdicts: Returns the verdicts of leaves for all answers, (leaves, answers); None if these are too many.
        applies: Without which there is no answer, if it is false.
        gate: Without which there is no answer, if it is false or void.
    """

    verdicts: Callable[[Sequence[Leaf]], Verdicts | None]
    applies: Condition | None = None
    gate: Condition | None = None


def indicator_source(scale: Scale, *, applies: Condition | None, gate: Condition | None) -> Source:
    """Return an indicator as a source."""

    def answer_verdicts(spoken: Sequence[Leaf]) -> Verdicts | None:
        cells = _cells(scale, spoken)
        return None if cells is None else np.stack([column_verdicts(leaf, scale, *cells) for leaf in spoken])

    return Source(answer_verdicts, applies, gate)


def characteristic_source(characteristic: Characteristic) -> Source:
    """Return a characteristic as a source."""
    codes = [option.code for option in characteristic.options]

    def answer_verdicts(spoken: Sequence[Leaf]) -> Verdicts:
        holds = [[isinstance(leaf, Answered) or code in asked(leaf) for code in codes] for leaf in spoken]
        return np.where(holds, TRUE, FALSE).astype(np.uint8)

    return Source(answer_verdicts)


def can_hold(condition: Condition, sources: Mapping[str, Source]) -> bool:
    """Whether a condition can be true, or cannot be shown never to be.

    Args:
        condition: The condition.
        sources: What it may speak of: characteristics, then indicators in their order; each may speak of earlier ones.
    """
    involved = _involved(condition, sources)
    spoken: dict[str, dict[Leaf, None]] = {}
    last: dict[str, int] = {}
    for position, several in enumerate((*map(_conditions, involved.values()), (condition,))):
        for leaf in itertools.chain.from_iterable(map(leaves, several)):
            spoken.setdefault(leaf.code, {})[leaf] = None
            last[leaf.code] = position
    kinds: dict[str, dict[Leaf, Verdicts]] = {}
    chosen: dict[str, Positions] = {}

    def leaf_verdicts(leaf: Leaf) -> Verdicts:
        return kinds[leaf.code][leaf][chosen[leaf.code]]

    cases = 1
    for position, (code, source) in enumerate(involved.items()):
        found = _kinds(list(spoken[code]), source)
        if found is None or cases * found.shape[1] > MOST_CASES:
            return True
        kinds[code] = dict(zip(spoken[code], found, strict=True))
        shut = np.zeros(cases, dtype=np.bool_)
        if source.applies:
            shut |= verdicts(source.applies, leaf_verdicts) == FALSE
        if source.gate:
            verdict = verdicts(source.gate, leaf_verdicts)
            shut |= (verdict == FALSE) | (verdict == VOID)
        put = np.delete(np.arange(found.shape[1]), NOT_PUT)
        closed, opened = np.flatnonzero(shut), np.flatnonzero(~shut)
        before = np.concatenate((np.repeat(opened, len(put)), closed))
        here = np.concatenate((np.tile(put, len(opened)), np.full(len(closed), NOT_PUT)))
        columns = {**{other: column[before] for other, column in chosen.items()}, code: here}
        kept = [other for other in columns if last[other] > position]
        distinct = np.unique(np.stack([columns[other] for other in kept]), axis=1)
        chosen = dict(zip(kept, distinct, strict=True))
        cases = distinct.shape[1]
    return bool(np.any(verdicts(condition, leaf_verdicts) == TRUE))


def _conditions(source: Source) -> tuple[Condition, ...]:
    return tuple(condition for condition in (source.applies, source.gate) if condition)


def _involved(condition: Condition, sources: Mapping[str, Source]) -> dict[str, Source]:
    """Return what a condition depends on, in order."""
    found: dict[str, Source] = {}
    level: tuple[Condition, ...] = (condition,)
    while level:
        codes = {leaf.code for outer in level for leaf in leaves(outer)} - found.keys()
        far = len(found) + len(codes) > MOST_SOURCES
        found |= {code: Source(sources[code].verdicts) if far else sources[code] for code in codes}
        level = tuple(inner for code in codes for inner in _conditions(found[code]))
    return {code: found[code] for code in sources if code in found}


def _kinds(spoken: Sequence[Leaf], source: Source) -> Verdicts | None:
    """Return the verdicts of leaves for each kind of cell, (leaves, kinds)."""
    answers = source.verdicts(spoken)
    if answers is None:
        return None
    absent = [(FALSE, FALSE) if isinstance(leaf, Answered) else (UNKNOWN, VOID) for leaf in spoken]
    return np.concatenate((np.array(absent, dtype=np.uint8), np.unique(answers, axis=1)), axis=1)


def _cells(
    scale: Scale, spoken: Sequence[Leaf]
) -> tuple[npt.NDArray[AnyType], npt.NDArray[AnyType] | None] | None:
    """Return codes and values of answers, at least one of each kind that leaves tell apart; None if too many."""
    how = coding(scale)
    match scale:
        case MultipleChoice():
            mentioned = {leaf.option for leaf in spoken if isinstance(leaf, Includes)}
            if len(mentioned) > MOST_MENTIONED:
                return None
            masks = np.array(list(_selections(scale, mentioned)), dtype=np.uint64)
            if not how.measured:
                return FIRST_ANSWER + masks.astype(np.intp), None
            values: npt.NDArray[AnyType] = masks
        case Percentage() | Count() | Number():
            numbers = {number for leaf in spoken for number in asked(leaf) if isinstance(number, float)}
            values = np.array(sorted(points(scale, numbers)))
        case _:
            if not how.measured:
                return np.arange(FIRST_ANSWER, FIRST_ANSWER + how.answers), None
            values = np.zeros(1)
    return np.full(len(values), FIRST_ANSWER), values


def _selections(scale: MultipleChoice, mentioned: set[str]) -> Iterator[int]:
    """Yield an admissible selection for each set of mentioned options that one can have."""
    bits = {option.code: 1 << i for i, option in enumerate(scale.answers)}
    free = [bits[o.code] for o in scale.answers if o.code not in mentioned and not o.exclusive]
    several = [bits[o.code] for o in scale.answers if o.code in mentioned and not o.exclusive]
    alone = [bits[o.code] for o in scale.answers if o.exclusive]
    if scale.minimum <= 1:
        yield from alone
    for chosen in range(2 ** len(several)):
        picked = [bit for i, bit in enumerate(several) if chosen >> i & 1]
        more = max(scale.minimum - len(picked), 0)
        if more <= len(free) and len(picked) + more <= largest_selection(scale):
            yield sum((*picked, *free[:more]))


def points(scale: Percentage | Count | Number, thresholds: Collection[float] = ()) -> Iterator[float]:
    """Yield an admissible number at each threshold and each end, and between any two, if there is one."""
    low, high = scale.limits
    decimals = 0 if isinstance(scale, Count) else scale.decimals
    ends = {end for end in (low, high) if math.isfinite(end)} or {0.0}
    for cut in {*thresholds, *ends}:
        for point in (cut, *_neighbours(cut, decimals)):
            exact = decimals is None or decimals > MOST_DECIMALS or has_decimals(point, decimals)
            if low <= point <= high and math.isfinite(point) and exact:
                yield point


def _neighbours(number: float, decimals: int | None) -> tuple[float, float]:
    """Return the next admissible numbers below and above a number."""
    if decimals is None or decimals > MOST_DECIMALS or abs(number) >= 2**53 / 10**decimals:
        return math.nextafter(number, -math.inf), math.nextafter(number, math.inf)
    step = math.floor(number * 10**decimals)
    near = [round((step + i) / 10**decimals, decimals) for i in range(-2, 4)]
    return max(x for x in near if x < number), min(x for x in near if x > number)

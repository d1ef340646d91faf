"""Responses: the admissible answers to an indicator, one for each way in which gates and points tell them apart.

Routes are the indicators whose answers decide, through gates, whether another indicator is asked.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument import Answered, AnswerState, Count, Instrument, MultipleChoice, Number, Percentage
from smmi.instrument.answers import Column, Leaf, asked, leaf_verdicts, leaves
from smmi.scoring.arithmetic import Points
from smmi.scoring.attainable._ranges import alike
from smmi.scoring.scorer._items import FIRST_ANSWER, ItemPlan, selectable


@attrs.frozen(eq=False)
class Routes:
    """Which indicators the gate of each indicator tests, by position in the instrument."""

    instrument: Instrument

    @cached_property
    def leaves(self) -> tuple[tuple[Leaf, ...], ...]:
        """The conditions, without `and`, `or` and `not`, of each indicator's gate."""
        return tuple(tuple(leaves(i.gate)) if i.gate else () for i in self.instrument.indicators)

    @cached_property
    def spoken(self) -> Mapping[int, tuple[Leaf, ...]]:
        """For each indicator's position, the conditions in other gates that test it."""
        said: dict[int, dict[Leaf, None]] = defaultdict(dict)
        for several in self.leaves:
            for leaf in several:
                said[self.position[leaf.code]][leaf] = None
        return {i: tuple(said.get(i, ())) for i in range(len(self.leaves))}

    @cached_property
    def position(self) -> Mapping[str, int]:
        """The position of each indicator by its code."""
        return {indicator.code: i for i, indicator in enumerate(self.instrument.indicators)}

    @cached_property
    def gates(self) -> tuple[tuple[int, ...], ...]:
        """For each indicator's position, the indicators that its gate tests."""
        return tuple(tuple(sorted({self.position[leaf.code] for leaf in several})) for several in self.leaves)

    @cached_property
    def ancestors(self) -> tuple[frozenset[int], ...]:
        """The indicators on which it depends, directly or through other gates, whether each indicator is asked."""
        found: list[frozenset[int]] = []
        for gates in self.gates:
            found.append(frozenset(gates).union(*(found[i] for i in gates)))
        return tuple(found)

    def closure(self, cells: Collection[int]) -> tuple[int, ...]:
        """Return indicators and all their ancestors, in order."""
        return tuple(sorted(set(cells).union(*(self.ancestors[i] for i in cells))))

    @cached_property
    def reach(self) -> Mapping[int, frozenset[int]]:
        """For each indicator that decides whether one of another area is asked: these areas, and its own."""
        sizes = [len(area.indicators) for area in self.instrument.areas]
        area = np.repeat(np.arange(len(sizes)), sizes).tolist()
        found: dict[int, set[int]] = defaultdict(set)
        for i, ancestors in enumerate(self.ancestors):
            for ancestor in ancestors:
                found[ancestor] |= {area[i], area[ancestor]}
        return {i: frozenset(found[i]) for i in sorted(found) if len(found[i]) > 1}


MOST_LISTED: Final = 128
"""How many numbers a scale may admit to be listed one by one."""

MOST_SELECTED: Final = 16
"""The largest multiple choice whose selections are listed one by one."""


Amount = float | complex
"""Points in parts of the plan's grid."""


@attrs.frozen(eq=False)
class Response:
    """An answer as it is stored, with the lowest and the highest points of those that it stands for; NaN if unknown."""

    code: int
    value: Any
    low: Amount
    high: Amount


SKIPPED: Final = Response(int(AnswerState.NOT_APPLICABLE), 0, 0.0, 0.0)
"""The response that an indicator does not apply."""


@attrs.frozen(eq=False, kw_only=True)
class Responses:
    """The admissible responses to one indicator.

    Attributes:
        apart: One response for each way to open and shut gates, and `SKIPPED` last if the scale has such an option;
            None if these ways cannot be listed.
        listed: For each of these, one response for each number of points; None if they cannot be listed.
        low: The lowest points of any answer; NaN if the rule does not say.
        high: The highest.
        optional: Whether the scale has an option for *not applicable*.
    """

    apart: tuple[Response, ...] | None
    listed: tuple[tuple[Response, ...] | None, ...]
    low: Amount
    high: Amount
    optional: bool


@attrs.frozen(eq=False, kw_only=True)
class _Stretches:
    """Stretches of answers that open and shut the same gates, (s,): their first and last answers as they are stored.

    Attributes:
        codes: The code of their answers.
        first: The values of their first answers; None if the scale is not measured.
        last: The values of their last answers.
    """

    codes: npt.NDArray[Any]
    first: npt.NDArray[Any] | None
    last: npt.NDArray[Any] | None


def responses(item: ItemPlan, spoken: Collection[Leaf], /) -> Responses:
    """Return the admissible responses to an indicator.

    Args:
        item: The indicator and its rule.
        spoken: The conditions in gates that test it.
    """
    states = item.coding.states[FIRST_ANSWER + item.coding.answers :]
    more = (SKIPPED,) if np.any(states == AnswerState.NOT_APPLICABLE) else ()
    stretches = _stretches(item, spoken)
    if stretches is None or not len(stretches.codes):
        return _unlisted(None if stretches else item.attainable, spoken, more)
    ends, whole = _points(item, stretches)
    column = Column(stretches.codes, stretches.first)
    said = [
        np.zeros(len(whole), dtype=np.uint8),
        *(leaf_verdicts(leaf, item.indicator.scale, column) for leaf in spoken),
    ]
    merged, listed = [], []
    for members in alike(np.stack(said)):
        low, high = ends[0, members].min(), ends[1, members].max()
        merged.append(_response(stretches, members[0], low, high))
        points, first = np.unique(ends[0, members], return_index=True)
        each = [_response(stretches, members[i], low, low) for low, i in zip(points, first, strict=True)]
        listed.append(tuple(each) if whole[members].all() else None)
    return Responses(
        apart=(*merged, *more),
        listed=(*listed, *((one,) for one in more)),
        low=ends[0].min(),
        high=ends[1].max(),
        optional=bool(more),
    )


def _unlisted(
    attainable: tuple[Amount, Amount] | None, spoken: Collection[Leaf], more: tuple[Response, ...]
) -> Responses:
    """Return the responses to an indicator of which it is known at most what points they can have."""
    low, high = attainable or (math.nan, math.nan)
    one = Response(FIRST_ANSWER, 0, low, high)
    return Responses(
        apart=(one, *more) if all(isinstance(leaf, Answered) for leaf in spoken) else None,
        listed=(None, *((skipped,) for skipped in more)),
        low=low,
        high=high,
        optional=bool(more),
    )


def _response(stretches: _Stretches, i: np.intp, low: Amount, high: Amount) -> Response:
    value = 0 if stretches.first is None else stretches.first[i]
    return Response(int(stretches.codes[i]), value, low, high)


def _points(item: ItemPlan, stretches: _Stretches) -> tuple[Points, npt.NDArray[np.bool_]]:
    """Return the lowest and highest points of each stretch, (2, s), and whether that is all there is between."""
    ends = np.stack(
        [item.points_of(Column(stretches.codes, values)) for values in (stretches.first, stretches.last)]
    )
    ends.sort(axis=0)
    if stretches.first is None or stretches.last is None:
        return ends, np.ones(ends.shape[1], dtype=np.bool_)
    single = stretches.first == stretches.last
    if getattr(item.rule, "monotone", False):
        return ends, single | (ends[0] == ends[1])
    attainable = item.attainable if len(single) == 1 and item.attainable else (math.nan, math.nan)
    return np.where(single, ends, np.array(attainable)[:, None]), single


def _stretches(item: ItemPlan, spoken: Collection[Leaf]) -> _Stretches | None:
    """Return the stretches of a scale between the numbers of which gates speak; None if they cannot be listed."""
    how, scale = item.coding, item.indicator.scale
    if isinstance(scale, MultipleChoice):
        if len(scale.answers) > MOST_SELECTED:
            return None
        masks = np.flatnonzero(selectable(scale)).astype(np.uint64)
        if how.measured:
            return _Stretches(codes=np.full(len(masks), FIRST_ANSWER), first=masks, last=masks)
        return _Stretches(codes=FIRST_ANSWER + masks.astype(np.intp), first=None, last=None)
    if not how.measured:
        return _Stretches(codes=np.arange(FIRST_ANSWER, FIRST_ANSWER + how.answers), first=None, last=None)
    if isinstance(scale, Percentage | Count | Number):
        decimals = 0 if isinstance(scale, Count) else scale.decimals
        thresholds = sorted(
            {number for leaf in spoken for number in asked(leaf) if isinstance(number, float)}
        )
        found = _listed(*scale.limits, decimals) or list(_between(*scale.limits, decimals, thresholds))
        first, last = np.array(found, dtype=np.float64).reshape(-1, 2).T
        return _Stretches(codes=np.full(len(first), FIRST_ANSWER), first=first, last=last)
    return None


def _listed(low: float, high: float, decimals: int | None) -> list[tuple[float, float]]:
    """Return every admissible number, if they are few, as stretches of one."""
    if decimals is None or not (high - low) * 10.0 ** min(decimals, 99) < MOST_LISTED:
        return []
    numbers = [_least(low, decimals)]
    while numbers[-1] <= high and len(numbers) <= MOST_LISTED:
        numbers.append(_least(math.nextafter(numbers[-1], math.inf), decimals))
    return [(number, number) for number in numbers[:-1]]


def _between(
    low: float, high: float, decimals: int | None, thresholds: list[float]
) -> Iterator[tuple[float, float]]:
    """Yield the first and last admissible number of each stretch: every threshold, and what lies between them."""
    inner = [number for number in thresholds if low <= number <= high]
    starts = [low, *itertools.chain.from_iterable((t, math.nextafter(t, math.inf)) for t in inner)]
    stops = [*itertools.chain.from_iterable((math.nextafter(t, -math.inf), t) for t in inner), high]
    for start, stop in zip(starts, stops, strict=True):
        first, last = _least(start, decimals), -_least(-stop, decimals) + 0.0
        if first <= last:
            yield first, last


def _least(bound: float, decimals: int | None) -> float:
    """Return the least number of so many decimals that is not below a bound."""
    if decimals is None or math.isinf(bound):
        return bound
    number = round(bound, decimals)
    while number < bound:
        number = round(max(number + 10.0**-decimals, math.nextafter(number, math.inf)), decimals)
    return number + 0.0

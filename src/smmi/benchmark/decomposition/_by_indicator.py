"""What each changed indicator adds to the change of a score: by the weights used, or by replacing one by one."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.decomposition._counterfactual import Pair, changed, pairs_of, replaced, scored
from smmi.benchmark.decomposition._indicator_parts import ATTRIBUTIONS, Attribution, IndicatorParts
from smmi.benchmark.decomposition._shapley import parts_that_add_up, shapley_parts
from smmi.benchmark.decomposition._weights_used import indicators_below, nodes_below, shares_used
from smmi.instrument import Answers
from smmi.scoring import Scores, ScoringScheme

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

MOST_CHANGED: Final = 6
"""Of so many changed indicators all sets are scored."""
MOST_SCORED: Final = 2**15
"""So many responses are scored at a time."""

_WEIGHTS_USED, _SHAPLEY, _BOTH_ORDERS = (ATTRIBUTIONS.index(one) for one in Attribution)


def by_indicator(waves: tuple[Scores, Scores], code: str, decomposed: Flags) -> IndicatorParts:
    """Return what each indicator adds to the change of a score.

    With another scheme in the second wave, an indicator's part is the mean of its parts by both schemes.

    Args:
        waves: The scores of the same units in both waves, each by its own scheme.
        code: The code of the score.
        decomposed: Which units' changes are to be decomposed, (n,).
    """
    first, second = waves
    below = indicators_below(second.scheme, code)
    game = _Game(waves=waves, code=code, below=np.array(below, dtype=np.intp))
    n = len(second)
    schemes = [first.scheme, second.scheme]
    if first.scheme.score_fingerprint == second.scheme.score_fingerprint:
        schemes = schemes[1:]
    methods = np.where(decomposed, game.methods(schemes), 0).astype(np.uint8)
    made = [game.parts(scheme, methods) for scheme in schemes]
    ends = np.stack([game.ends(scheme) for scheme in schemes])
    parts = np.mean(made, axis=0)
    of_scheme = np.zeros(n) if len(schemes) == 1 else (ends[1] - ends[0]).mean(axis=0)
    difference = second[code] - first[code]
    known = (methods > 0) & ~np.isnan(parts).any(axis=0) & ~np.isnan(of_scheme)
    methods[~known] = 0
    together, rounding = np.full((len(below) + 1, n), np.nan), np.full(n, np.nan)
    together[:, known], rounding[known] = parts_that_add_up(
        np.vstack([parts, of_scheme])[:, known], difference[known]
    )
    instrument = second.instrument
    return IndicatorParts(
        code=code,
        units=second.units,
        indicators=tuple(instrument.indicators[place].code for place in below),
        difference=difference,
        parts=together[:-1].T,
        scheme=together[-1],
        rounding=rounding,
        methods=methods,
    )


@attrs.frozen(eq=False, kw_only=True)
class _Game:
    """One score of the same units in two waves, and the indicators below it.

    Attributes:
        waves: The scores in both waves.
        code: The code of the score.
        below: The positions of the indicators below it, (k,).
    """

    waves: tuple[Scores, Scores]
    code: str
    below: Places

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The answers to each indicator in both waves."""
        return pairs_of(*(wave.answers for wave in self.waves))

    @cached_property
    def changed(self) -> Flags:
        """Which answers changed, (k, n)."""
        return np.stack([changed(self.pairs[place]) for place in self.below])

    @cached_property
    def places(self) -> Places:
        """The place of each among those of the unit that changed, (k, n)."""
        return np.asarray(np.cumsum(self.changed, axis=0) - 1)

    @cached_property
    def counts(self) -> Places:
        """How many changed, (n,)."""
        return np.asarray(self.changed.sum(axis=0))

    def methods(self, schemes: Sequence[ScoringScheme]) -> npt.NDArray[np.uint8]:
        """Return how the change of each unit can be attributed, (n,)."""
        additive = np.all([self._is_additive(scheme) for scheme in schemes], axis=0)
        found = np.where(self.counts <= MOST_CHANGED, _SHAPLEY, _BOTH_ORDERS)
        return np.where(additive, _WEIGHTS_USED, found).astype(np.uint8)

    def _is_additive(self, scheme: ScoringScheme) -> Flags:
        """Return for which units each indicator has the same share of the score in both waves, (n,)."""
        if not all(
            getattr(scheme.aggregation_rule(node), "additive", False)
            for node in nodes_below(scheme, self.code)
        ):
            return np.zeros(len(self.counts), dtype=np.bool_)
        items = scheme.compile().plan.items
        alike = [
            np.equal(*(items[place].absences[column.codes] for column in self.pairs[place]))
            for place in self.below
        ]
        return np.asarray(np.all(alike, axis=0))

    def ends(self, scheme: ScoringScheme) -> Floats:
        """Return the scores of both waves by a scheme, (2, n)."""
        return np.stack([self._scored(wave.answers, scheme) for wave in self.waves])

    def _scored(self, answers: Answers, scheme: ScoringScheme) -> Floats:
        own = next((wave for wave in self.waves if wave.answers is answers and wave.scheme is scheme), None)
        return (scored(answers, scheme) if own is None else own)[self.code]

    def parts(self, scheme: ScoringScheme, methods: npt.NDArray[np.uint8]) -> Floats:
        """Return what each indicator adds to the change of the score by one scheme, but for rounding, (k, n)."""
        found = np.zeros(self.changed.shape)
        for method, make in (
            (_WEIGHTS_USED, self._by_weights),
            (_SHAPLEY, self._by_shapley),
            (_BOTH_ORDERS, self._by_orders),
        ):
            units = np.flatnonzero(methods == method)
            if len(units):
                found[:, units] = make(scheme, units)
        return found

    def _by_weights(self, scheme: ScoringScheme, units: Places) -> Floats:
        """Return each share of weight used, times what the points changed, in percent."""
        first, second = (wave.answers.take(units) for wave in self.waves)
        shares = shares_used(scheme, self.code, first)
        plan = scheme.compile().plan
        found = []
        for place in self.below.tolist():
            item = plan.items[place]
            points = [item.points_of(answers.columns[place]) for answers in (first, second)]
            gain = item.grid.percent(points[1]) - item.grid.percent(points[0])
            found.append(np.where(gain == 0.0, 0.0, shares[place] * gain))
        return np.stack(found)

    def _by_shapley(self, scheme: ScoringScheme, units: Places) -> Floats:
        """Return the Shapley values of the changed indicators."""
        players = int(self.counts[units].max())
        sets = np.arange(2**players)[:, None]
        found = np.zeros((len(self.below), len(units)))
        for part, some in _portions(units, len(sets)):
            places = np.maximum(self.places[:, some], 0)
            taken = self.changed[:, None, some] & ((sets >> places[:, None]) & 1).astype(np.bool_)
            parts = shapley_parts(self._replaced(scheme, some, taken))[0]
            gathered = (
                np.take_along_axis(parts, np.minimum(places, max(players - 1, 0)), axis=0) if players else 0.0
            )
            found[:, part] = np.where(self.changed[:, some], gathered, 0.0)
        return found

    def _by_orders(self, scheme: ScoringScheme, units: Places) -> Floats:
        """Return the means of what the changed indicators add in the instrument's order and in the opposite one."""
        found = np.zeros((len(self.below), len(units)))
        steps = np.arange(int(self.counts[units].max()) + 1)[:, None]
        for part, some in _portions(units, len(steps)):
            for places in (self.places[:, some], self.counts[some] - 1 - self.places[:, some]):
                taken = self.changed[:, None, some] & (places[:, None] < steps)
                path = _without_gaps(self._replaced(scheme, some, taken))
                gains = np.take_along_axis(np.diff(path, axis=0), np.clip(places, 0, len(path) - 2), axis=0)
                found[:, part] += np.where(self.changed[:, some], gains, 0.0) / 2.0
        return found

    def _replaced(self, scheme: ScoringScheme, units: Places, taken: Flags) -> Floats:
        """Return the score where some answers are those of the second wave, (replacements, units)."""
        first, second = (wave.answers.take(units) for wave in self.waves)
        every = np.zeros((len(self.pairs), *taken.shape[1:]), dtype=np.bool_)
        every[self.below] = taken
        answers = replaced(second, pairs_of(first, second), every)
        return scored(answers, scheme)[self.code].reshape(taken.shape[1:])


def _portions(units: Places, times: int) -> Iterator[tuple[slice, Places]]:
    """Yield some units at a time, of which each is scored so many times."""
    size = max(1, MOST_SCORED // times)
    for start in range(0, len(units), size):
        part = slice(start, start + size)
        yield part, units[part]


def _without_gaps(path: Floats) -> Floats:
    """Return a path of scores, (steps, n), in which an absent score changes in equal steps."""
    steps = np.arange(len(path))
    found = path.copy()
    for unit in np.flatnonzero(np.isnan(path).any(axis=0)).tolist():
        there = ~np.isnan(path[:, unit])
        if there[[0, -1]].all():
            found[:, unit] = np.interp(steps, steps[there], path[there, unit])
    return found

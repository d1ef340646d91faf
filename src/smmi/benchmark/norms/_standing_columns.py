"""The standings of many units in one score of one group, as columns: the same numbers as `stand` gives one by one.

What a standing says depends on the place of the score among the others', and on few things else, so it is worked out
once for each that occurs. Where units are weighted and left out, or the score has an error, that is once for each unit.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._thresholds import reaches
from smmi.benchmark.distribution._conventions import Conventions, Quartile, SelfInclusion, TieRule
from smmi.benchmark.distribution._table import HALVES, NormTable
from smmi.benchmark.kernels._band_probabilities import counted_bands
from smmi.benchmark.kernels._intervals import rank_interval
from smmi.benchmark.kernels._order_statistics import interval_ranks
from smmi.benchmark.kernels._ranks import rank_table
from smmi.benchmark.norms._placement import NoStanding, Standing
from smmi.benchmark.norms._uncertainty import METHODS, BareScore, others_in
from smmi.frozen import frozen_array, made_anew

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

REASONS: Final = (None, *NoStanding)
"""What a number in a column of reasons stands for."""
_ABSENT, _FEW, _FEWER, PARTLY = (REASONS.index(reason) for reason in NoStanding)
_NEAR_THE_MIDDLE: Final = 3
"""A median by any definition is made of order statistics no further than this from the middle."""


@attrs.frozen(kw_only=True)
class StandingColumns:
    """Standings as columns, one row for each unit: NaN or 0 where something is absent.

    Attributes:
        score: The units' scores.
        n: How many units each was compared with.
        percentile: The percentile ranks.
        low: The lower ends of their intervals.
        high: The upper ends.
        quartile: 1 (Fourth, one star) to 4 (Top, four stars).
        bands: The probability of each quarter, the lowest first, (k, 4).
        median: The medians of those compared with.
        median_low: The lower ends of their intervals.
        median_high: The upper ends.
        effective_n: In how many independent units the interval of the percentile rank is that of a share.
        reason: Why something is absent, by `REASONS`.
    """

    score: Floats = attrs.field(**frozen_array())
    n: npt.NDArray[np.int64] = attrs.field(**frozen_array())
    percentile: Floats = attrs.field(**frozen_array())
    low: Floats = attrs.field(**frozen_array())
    high: Floats = attrs.field(**frozen_array())
    quartile: npt.NDArray[np.uint8] = attrs.field(**frozen_array())
    bands: Floats = attrs.field(**frozen_array())
    median: Floats = attrs.field(**frozen_array())
    median_low: Floats = attrs.field(**frozen_array())
    median_high: Floats = attrs.field(**frozen_array())
    effective_n: Floats = attrs.field(**frozen_array())
    reason: npt.NDArray[np.uint8] = attrs.field(**frozen_array())

    __reduce__ = made_anew


def standing_columns(standings: Sequence[Standing], /) -> StandingColumns:
    """Return standings as columns."""

    def numbers(values: Iterable[float | None]) -> Floats:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)

    nowhere, nothing = (None, None), dict.fromkeys(Quartile)
    ends = [one.interval or nowhere for one in standings]
    middles = [one.median_interval or nowhere for one in standings]
    bands = [number for one in standings for number in (one.band_probabilities or nothing).values()]
    return StandingColumns(
        score=numbers(one.score for one in standings),
        n=np.array([one.n for one in standings], dtype=np.int64),
        percentile=numbers(one.percentile for one in standings),
        low=numbers(low for low, _ in ends),
        high=numbers(high for _, high in ends),
        quartile=np.array([one.stars or 0 for one in standings], dtype=np.uint8),
        bands=numbers(bands).reshape(-1, len(Quartile)),
        median=numbers(one.median for one in standings),
        median_low=numbers(low for low, _ in middles),
        median_high=numbers(high for _, high in middles),
        effective_n=numbers(one.effective_n for one in standings),
        reason=np.array([REASONS.index(one.reason) for one in standings], dtype=np.uint8),
    )


@attrs.frozen(kw_only=True, eq=False)
class ScoreColumn:
    """One score of many units, and the group in which they are placed.

    Attributes:
        table: The distribution of the score in the group, without weights where these are equal (`NormTable.plain`).
        scores: The scores, (k,); NaN where absent.
        lows: The least that blanks can make of each, (k,); NaN where that is not known.
        highs: The most.
        weights: The weight of each unit in the norms, (k,); NaN where it is not in them.
        population: How many units there are in the group in all, if this is known.
        reliability: The reliability of the score, if it is known.
        conventions: By what rules.
    """

    table: NormTable
    scores: Floats
    lows: Floats
    highs: Floats
    weights: Floats
    population: int | None
    reliability: float | None
    conventions: Conventions

    @classmethod
    def of(cls, table: NormTable, /, *, weights: Floats, **given: Any) -> "ScoreColumn":  # noqa: ANN401  (its fields)
        """Return the same with a table that may have weights that are equal, and so say nothing."""
        if table.plain is not table:
            weights = np.where(np.isnan(weights), np.nan, 1.0)
        return cls(table=table.plain, weights=weights, **given)

    @cached_property
    def _present(self) -> Flags:
        return ~np.isnan(self.scores)

    @cached_property
    def _at(self) -> Places:
        """How many keys of the table are below each score."""
        return np.searchsorted(self.table.keys, np.round(self.scores, self.table.decimals))

    @cached_property
    def _hits(self) -> Flags:
        """Whether each score is one of the keys."""
        keys = np.append(self.table.keys, np.nan)
        hits: Flags = keys[self._at] == np.round(self.scores, self.table.decimals)
        return hits

    @cached_property
    def _inside(self) -> Flags:
        """Whether each unit is in the norms with this score."""
        return ~np.isnan(self.weights) & self._hits

    @cached_property
    def _left_out(self) -> Flags:
        """Whether each unit is taken out of what it is compared with."""
        out = self.conventions.self_inclusion is SelfInclusion.LEFT_OUT
        return ~np.isnan(self.weights) & self._present & out

    @cached_property
    def _where(self) -> Places:
        """Where among the values of the table, unrounded, each score would stand."""
        return np.searchsorted(self.table.values, self.scores)

    @property
    def refused(self) -> Places:
        """Which units are to be left out, but are in the norms with another score."""
        if not self._left_out.any():
            return np.zeros(0, dtype=np.intp)
        values = np.append(self.table.values, np.nan)
        return np.flatnonzero(self._left_out & ~(self._inside & (values[self._where] == self.scores)))

    @cached_property
    def _first(self) -> tuple[Places, Places]:
        """The first of the units that are alike in all but what blanks can make of them, and which each is like."""
        joint = np.where(self._present, 2 * self._at + self._hits, -1)
        if self._left_out.any():
            joint = np.where(self._left_out, 2 * len(self.table.keys) + 1 + self._where, joint)
            if self.table.weights is not None:
                own = np.unique(np.where(self._left_out, self.weights, 0.0), return_inverse=True)[1]
                joint = joint * len(joint) + own
        _, first, inverse = np.unique(joint, return_index=True, return_inverse=True)
        return first, inverse

    def _taken(self, units: Places) -> "ScoreColumn":
        names = ("scores", "lows", "highs", "weights")
        return attrs.evolve(self, **{name: getattr(self, name)[units] for name in names})

    def columns(self) -> StandingColumns:
        """Return the standings of all units; none of them is `refused`."""
        first, inverse = self._first
        few = self._taken(first)
        ranks, enough = few.percentiles(), few.enough
        low, high, effective_n = few.intervals(ranks)
        median, median_low, median_high = few.medians()
        reason = np.zeros(len(first), dtype=np.uint8)
        reason[np.isnan(ranks)] = _FEWER
        reason[~enough] = _FEW
        reason[~few._present] = _ABSENT  # noqa: SLF001  (of its own kind)
        placed = (enough & few._present)[inverse]  # noqa: SLF001
        return StandingColumns(
            score=self.scores,
            n=few.n[inverse],
            percentile=ranks[inverse],
            low=low[inverse],
            high=high[inverse],
            quartile=few.quartiles()[inverse],
            bands=self.bands(placed),
            median=median[inverse],
            median_low=median_low[inverse],
            median_high=median_high[inverse],
            effective_n=effective_n[inverse],
            reason=reason[inverse],
        )

    @cached_property
    def n(self) -> npt.NDArray[np.int64]:
        """How many units each is compared with."""
        return self.table.n - self._left_out.astype(np.int64)

    @cached_property
    def enough(self) -> Flags:
        """Whether these are enough for a quartile."""
        return self.n >= self.conventions.minimum_for_quartile

    def _ranks(self, ties: TieRule, asked: Flags) -> Floats:
        """Return the percentile ranks by a tie rule, NaN where they are not asked for."""
        found = np.full(len(self.scores), np.nan)
        among = asked & ~self._left_out
        if among.any():
            found[among] = self.table.ranks(ties)[(2 * self._at + self._hits)[among]]
        alone = np.flatnonzero(asked & self._left_out)
        if len(alone) and self.table.weights is None:
            found[alone] = rank_table(self.table.masses[None], HALVES[ties], 1.0)[0, 2 * self._at[alone] + 1]
        elif len(alone):
            for i in alone.tolist():
                weight = float(self.weights[i])
                found[i] = self.table.percentile_rank(float(self.scores[i]), ties=ties, without=weight)
        return found

    def percentiles(self) -> Floats:
        """Return the percentile ranks; NaN where there is none."""
        fewest = max(self.conventions.minimum_for_quartile, self.conventions.minimum_for_percentile)
        return self._ranks(self.conventions.ties, self._present & (self.n >= fewest))

    def quartiles(self) -> npt.NDArray[np.uint8]:
        """Return the quartiles, 1 to 4; 0 where there is none."""
        middle = self._ranks(TieRule.MID, self._present & self.enough)
        passed = np.sum([reaches(middle, cut) for cut in (25.0, 50.0, 75.0)], axis=0)
        return np.where(np.isnan(middle), 0, 1 + passed).astype(np.uint8)

    @cached_property
    def _known(self) -> npt.NDArray[np.int64] | None:
        """How many units there are in all to compare each with, at least those in the table."""
        return None if self.population is None else max(self.population, self.table.n) - self._left_out

    def _sizes(self) -> Floats:
        """Return how many independent units those compared with are worth at each score."""
        table = self.table
        size: float | Floats = table.effective_n
        if table.design is not None:
            place = 2 * self._at + np.where(self._hits, HALVES[self.conventions.ties], 0)
            size = table.design.sizes[place] * table.design.shrinkage(table.n, self.conventions.level)
        return size * self.n / table.n

    def intervals(self, ranks: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the ends of the intervals of percentile ranks, and how many independent units they are of."""
        low, high, sizes = np.full((3, len(ranks)), np.nan)
        asked = np.flatnonzero(~np.isnan(ranks))
        if not len(asked):
            return low, high, sizes
        if len(asked) < len(ranks):
            low[asked], high[asked], sizes[asked] = self._taken(asked).intervals(ranks[asked])
            return low, high, sizes
        known, units, method = self._known, self.n, METHODS[self.conventions.interval]
        if known is not None and self.population <= self.table.n:  # type: ignore[operator]  # both are known
            return ranks, ranks, units.astype(np.float64)
        sizes = self._sizes()
        level, counted = self.conventions.level, self.table.is_counted
        halves = np.rint(ranks / 50.0 * units) / 2.0
        if counted and known is not None:
            given = zip(halves.tolist(), units.tolist(), known.tolist(), strict=True)
            ends = np.array([rank_interval(method, k, n, level=level, population=of) for k, n, of in given])
            low, high = ends.T
        else:
            shares = method(halves if counted else ranks / 100.0 * sizes, sizes, level=level)
            low, high = 100.0 * shares[0], 100.0 * shares[1]
            if known is not None and self.table.design is not None:
                below = self._counts_below()
                low = np.maximum(low, 100.0 * below / known)
                high = np.minimum(high, 100.0 * (below + known - units) / known)
        return np.minimum(low, ranks), np.maximum(high, ranks), sizes

    def _counts_below(self) -> Floats:
        """Return how many units are below each score, by the tie rule of those equal, the unit itself aside."""
        reached, sizes = self.table.counts_by_key
        equal = np.where(self._hits, np.append(sizes, 0)[self._at], 0)
        half = HALVES[self.conventions.ties]
        counted: Floats = reached[self._at] + half * (equal - self._left_out) / 2.0
        return counted

    def medians(self) -> tuple[Floats, Floats, Floats]:
        """Return the medians of those compared with, and the ends of their intervals; NaN where absent."""
        found = np.full((3, len(self.scores)), np.nan)
        among = self.enough & ~self._left_out
        if among.any():
            found[:, among] = np.array(self._median_beside(None))[:, None]
        alone = np.flatnonzero(self.enough & self._left_out)
        classes = self._alike_without(alone)
        for one in np.unique(classes).tolist():
            several = alone[classes == one]
            found[:, several] = np.array(self._median_beside(int(several[0])))[:, None]
        return found[0], found[1], found[2]

    def _alike_without(self, units: Places) -> Places:
        """Return numbers that are the same for units without which the median and its interval are the same.

        These are made of few order statistics: which ones they are without the unit depends on where it stands alone.
        """
        if self.table.weights is not None or self.table.design is not None or not len(units):
            return np.arange(len(units))
        n = self.table.n - 1
        known = None if self._known is None else int(self._known[units[0]])
        first, last, _ = interval_ranks(n, 0.5, level=self.conventions.level, population=known)
        middle = range(n // 2 - _NEAR_THE_MIDDLE, n // 2 + _NEAR_THE_MIDDLE + 1)
        read = [0, n - 1, first - 1, last - 1, *middle]
        counts = self.table.counts
        at = (np.cumsum(counts) - counts)[self._where[units]]
        return np.searchsorted(np.unique(read), at)

    def _median_beside(self, unit: int | None) -> tuple[float, float, float]:
        """Return the median and the ends of its interval, of all, or without a unit."""
        rule, level = self.conventions.quantiles, self.conventions.level
        others = self._compared(unit)
        median = others.others.quantile(0.5, rule=rule)
        return median, *(others.median_interval(level, self.population, rule) or (np.nan, np.nan))

    def _compared(self, unit: int | None) -> BareScore:
        """Return a unit with what it is compared with, or nobody."""
        if unit is None:
            return BareScore(table=self.table, own=None, without=0.0, score=np.nan, bounds=None)
        low, high = float(self.lows[unit]), float(self.highs[unit])
        weight = float(self.weights[unit])
        return BareScore(
            table=self.table,
            own=weight if self._inside[unit] else None,
            without=weight if self._left_out[unit] else 0.0,
            score=float(self.scores[unit]),
            bounds=None if np.isnan(low) else (low, high),
        )

    def bands(self, placed: Flags) -> Floats:
        """Return the probability of each quarter, the lowest first, (k, 4); NaN where a unit is not placed."""
        found = np.full((len(placed), len(Quartile)), np.nan)
        exact = self.reliability is None or self.reliability >= 1.0
        by: Callable[[Places], Floats] = (
            self._counted_bands if self.table.is_counted and exact else self._bands
        )
        for member in (False, True):
            units = np.flatnonzero(placed & (self._inside == member))
            if len(units):
                found[units] = by(units)
        return found

    def _counted_bands(self, units: Places) -> Floats:
        """Return the same of units that are all inside, or all not: weighted alike, without a design and an error."""
        score = np.round(self.scores[units], self.table.decimals)
        low, high = self.lows[units], self.highs[units]
        single = np.isnan(low) | (low == high)
        member = bool(self._inside[units[0]])
        return counted_bands(
            self.table.keys,
            self.table.masses,
            score,
            np.where(single, score, low),
            np.where(single, score, high),
            member=member,
            population=others_in(self.table, self.population, member=member),
            own=int(member and not self._left_out[units[0]]),
        )

    def _bands(self, units: Places) -> Floats:
        """Return the same of any units: once for each score, range and weight."""
        own = np.where(self._inside, self.weights, 0.0)
        facts = np.nan_to_num(np.stack([self.scores, self.lows, self.highs, own])[:, units], nan=-1.0)
        _, first, inverse = np.unique(facts, axis=1, return_index=True, return_inverse=True)
        level = self.conventions.level
        found = [
            self._compared(unit).band_probabilities(self.population, self.reliability, level=level)
            for unit in units[first].tolist()
        ]
        return np.stack(found)[inverse.ravel()]

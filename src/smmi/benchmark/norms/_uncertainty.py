"""What a standing rests on, and what intervals and probabilities follow from it."""

import abc
import math
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.distribution._conventions import Conventions, IntervalMethod, QuantileRule
from smmi.benchmark.distribution._effective_sizes import place_of
from smmi.benchmark.distribution._table import HALVES, NormTable
from smmi.benchmark.kernels._band_probabilities import (
    band_probabilities,
    census_bands,
    counted_bands,
    place_masses,
)
from smmi.benchmark.kernels._intervals import clopper_pearson, jeffreys, rank_interval, wilson
from smmi.benchmark.kernels._order_statistics import quantile_intervals
from smmi.scoring import ScoreProfile

Floats = npt.NDArray[np.float64]

METHODS: Final = {
    IntervalMethod.CLOPPER_PEARSON: clopper_pearson,
    IntervalMethod.WILSON: wilson,
    IntervalMethod.JEFFREYS: jeffreys,
}


@attrs.frozen(kw_only=True)
class Compared(abc.ABC):
    """A score and the distribution with which it is compared.

    Attributes:
        table: The distribution of the score in the group, without weights where these are equal (`NormTable.plain`).
        own: The weight of the unit in the table, if it is in it.
        without: The weight of the unit, if it is left out of what it is compared with.
    """

    table: NormTable
    own: float | None
    without: float

    @property
    @abc.abstractmethod
    def score(self) -> float:
        """The unit's score; NaN if it is absent."""

    @property
    @abc.abstractmethod
    def bounds(self) -> tuple[float, float] | None:
        """What blanks can make of the score, or None."""

    @property
    def others(self) -> NormTable:
        """The distribution of those with whom the unit is compared."""
        return self.table.without_unit(self.score, self.without) if self.without else self.table

    def effective_n(self, conventions: Conventions) -> float:
        """Return how many independent units those compared with are worth at the unit's score."""
        table = self.table
        size = table.effective_n
        if table.design is not None:
            score = float(np.round(self.score, table.decimals))
            place = place_of(table.keys, score, conventions.ties)
            size = table.design.at(place, n=table.n, level=conventions.level)
        return size * (table.n - int(self.without > 0)) / table.n

    def is_census(self, population: int | None) -> bool:
        """Whether all units are seen that there are to compare with."""
        return self._known(population) == self.table.n - int(self.without > 0)

    def _known(self, population: int | None) -> int | None:
        """Return how many units there are to compare with in all, at least those in the table."""
        left = int(self.without > 0)
        return None if population is None else max(population, self.table.n) - left

    def rank_interval(self, conventions: Conventions, population: int | None) -> tuple[float, float]:
        """Return the interval of the percentile rank, 0 to 100; there is at least one unit to compare with.

        It holds the rank. Where all units of the population are seen it is a point, and else it reaches no further than
        the rank would go if all that are not seen were above, or below. Where units are weighted without a design that
        is not known, for weights may stand for anything.
        """
        table = self.table
        units = table.n - int(self.without > 0)
        rank = table.percentile_rank(self.score, ties=conventions.ties, without=self.without)
        if self.is_census(population):
            return rank, rank
        known = self._known(population)
        method = METHODS[conventions.interval]
        if self.table.is_counted and known is not None:
            below = round(rank / 50.0 * units) / 2.0
            low, high = rank_interval(method, below, units, level=conventions.level, population=known)
        else:
            size = self.effective_n(conventions)
            count = round(rank / 50.0 * units) / 2.0 if self.table.is_counted else rank / 100.0 * size
            ends = method(count, size, level=conventions.level)
            low, high = 100.0 * float(ends[0]), 100.0 * float(ends[1])
            if known is not None and table.design is not None:
                less, equal = table.counts_below_and_equal(self.score)
                below = less + HALVES[conventions.ties] * (equal - int(self.without > 0)) / 2.0
                reach = 100.0 * below / known, 100.0 * (below + known - units) / known
                low, high = max(low, reach[0]), min(high, reach[1])
        return min(low, rank), max(high, rank)

    def median_interval(
        self, level: float, population: int | None, rule: QuantileRule = QuantileRule.TYPE_7
    ) -> tuple[float, float] | None:
        """Return the interval of the group's median by a definition, which it holds, or None if there is none.

        Between order statistics; of weighted units between the quantiles at both ends of the interval that one half has
        in as many units as these are worth (Woodruff 1952, J Am Stat Assoc 47:635-646). Where all units of the
        population are seen it is the median, and else it reaches no further than the units not seen could move it.
        """
        others = self.others
        known, median = self._known(population), others.quantile(0.5, rule=rule)
        if self.is_census(population):
            return median, median
        if self.table.is_counted:
            scores = np.repeat(others.values, others.counts)[None]
            lows, highs, _, _ = quantile_intervals(scores, 0.5, level=level, population=known)
            low, high = float(lows[0]), float(highs[0])
        else:
            size = self._size_of_half(level) * others.n / self.table.n
            shares = clopper_pearson(size / 2.0, size, level=level)
            low, high = others.quantile(float(shares[0])), others.quantile(float(shares[1]))
            if known is not None and self.table.design is not None:
                least, most = _reach(np.repeat(others.values, others.counts), known)
                low, high = max(low, least), min(high, most)
        if not low < high:  # absent ends are NaN
            return None
        return min(low, median), max(high, median)

    def band_probabilities(
        self, population: int | None, reliability: float | None, *, level: float
    ) -> Floats:
        """Return the probability of each quarter, the lowest first, (4,).

        The level says by how much few sampling units make the effective number smaller, as in the intervals; it is
        used where there is a design.
        """
        table, score = self.table, float(np.round(self.score, self.table.decimals))
        low, high = self._range(score)
        if self.table.is_counted and (reliability is None or reliability >= 1.0):
            found: Floats = counted_bands(
                table.keys,
                table.masses,
                *(np.array([number]) for number in (score, low, high)),
                member=self.own is not None,
                population=others_in(table, population, member=self.own is not None),
                own=int(self.own is not None and not self.without),
            )[0]
            return found
        keys, n = table.keys, table.n
        masses, own = table.relative_masses(self.own or 0.0)
        if self.own is not None:
            masses[np.searchsorted(keys, score)] -= own
            n -= 1
            if not (
                masses > 0
            ).any():  # the others' weights are nothing beside its own, but not beside each other
                others_alone = table.without_unit(self.score, self.own)
                keys, masses = others_alone.keys, others_alone.relative_masses()[0]
        kish = n * table.effective_n / table.n
        size: float | Floats = kish
        others = None if population is None else max(population - 1, n)
        certain = others == n
        if table.design is not None and not certain:
            shrinkage = table.design.shrinkage(table.n, level) * n / table.n
            size = table.design.sizes[np.append(True, np.repeat(masses > 0, 2))] * shrinkage
        keys, masses = keys[masses > 0], masses[masses > 0]
        error = 0.0
        if reliability is not None and reliability < 1.0:
            mean, spread = self._moments()
            shrink = math.sqrt(reliability)
            score, low, high = (mean + shrink * (x - mean) for x in (score, low, high))
            error = spread * math.sqrt(1.0 - reliability)
        places = place_masses(keys, score, error, low, high)
        before = np.concatenate(([0.0], np.cumsum(masses)))
        below = np.empty(len(places))
        below[0::2], below[1::2] = before, before[:-1] + masses / 2.0
        included = self.own is not None and not self.without
        if certain and not error and not self.table.is_counted:
            itself = own if included else 0.0
            return census_bands(places, (below + itself / 2.0) / (before[-1] + itself))
        return band_probabilities(
            places,
            below * (size / before[-1]),
            size,
            population=others if self.table.is_counted else kish if certain else None,
            own=int(included),
            reliability=reliability,
        )

    def _size_of_half(self, level: float) -> float:
        """Return the same at the group's median."""
        table = self.table
        if table.design is None:
            return table.effective_n
        masses, _ = table.relative_masses()
        middle = int(np.searchsorted(np.cumsum(masses), masses.sum() / 2.0))
        return table.design.at(2 * middle + 1, n=table.n, level=level)

    def _range(self, score: float) -> tuple[float, float]:
        """Return what blanks can make of the score."""
        bounds = self.bounds
        return (score, score) if bounds is None or bounds[0] == bounds[1] else bounds

    def _moments(self) -> tuple[float, float]:
        """Return the mean and the standard deviation (n - 1) of the group."""
        (masses, _), values = self.table.relative_masses(), self.table.keys
        mean = float((masses * values).sum() / masses.sum())
        variance = float((masses * (values - mean) ** 2).sum() / masses.sum())
        size = self.table.effective_n
        return mean, math.sqrt(variance * size / (size - 1.0)) if size > 1.0 else 0.0


@attrs.frozen(kw_only=True)
class Basis(Compared):
    """What a standing rests on.

    Attributes:
        profile: The unit's scores.
        code: The code of the score.

    Those of `Compared` too.
    """

    profile: ScoreProfile
    code: str

    @property
    def score(self) -> float:
        """The unit's score; NaN if it is absent."""
        value = self.profile[self.code].value
        return math.nan if value is None else value

    @property
    def bounds(self) -> tuple[float, float] | None:
        """What blanks can make of the score, or None."""
        return self.profile[self.code].bounds


@attrs.frozen(kw_only=True)
class BareScore(Compared):
    """A score by itself, without the unit whose it is.

    Attributes:
        score: The score; NaN if it is absent.
        bounds: What blanks can make of it, or None.

    Those of `Compared` too.
    """

    score: float
    bounds: tuple[float, float] | None


@attrs.frozen(kw_only=True)
class Kept:
    """What was found of a standing, where that on which it rests is not at hand.

    Attributes:
        interval: The interval of the percentile rank.
        independent: How many independent units those compared with are worth; of a census, all that there are.
        middle: The interval of the group's median.
        bands: The probability of each quarter, the lowest first.
    """

    interval: tuple[float, float] | None
    independent: float | None
    middle: tuple[float, float] | None
    bands: tuple[float, float, float, float] | None

    def rank_interval(self, _conventions: Conventions, _population: int | None) -> tuple[float, float] | None:
        """Return the interval of the percentile rank."""
        return self.interval

    def effective_n(self, _conventions: Conventions) -> float | None:
        """Return how many independent units those compared with are worth."""
        return self.independent

    def is_census(self, _population: int | None) -> bool:
        """Whether the number of units is not that of the independent ones: never, as it is kept."""
        return False

    def median_interval(
        self, _level: float, _population: int | None, _rule: QuantileRule = QuantileRule.TYPE_7
    ) -> tuple[float, float] | None:
        """Return the interval of the group's median."""
        return self.middle

    def band_probabilities(
        self, _population: int | None, _reliability: float | None, *, level: float
    ) -> Floats | None:
        """Return the probability of each quarter, the lowest first, (4,)."""
        del level  # it is in what was kept
        return None if self.bands is None else np.array(self.bands)


def others_in(table: NormTable, population: int | None, *, member: bool) -> int | None:
    """Return how many units there are besides one in all, at least those in the table; None if it is not known."""
    return None if population is None else max(population - 1, table.n - member)


def _reach(ascending: Floats, population: int) -> tuple[float, float]:
    """Return between which values the median of a population is, whatever the units have that are not seen."""
    seen = len(ascending)
    low, high = (population + 1) // 2 - (population - seen), population // 2 + 1
    return (
        float(ascending[low - 1]) if low >= 1 else -math.inf,
        float(ascending[high - 1]) if high <= seen else math.inf,
    )

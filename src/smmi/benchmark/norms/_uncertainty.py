"""What a standing rests on, and what intervals and probabilities follow from it."""

import math
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._band_probabilities import band_probabilities, place_masses
from smmi.benchmark.kernels._intervals import clopper_pearson, jeffreys, wilson
from smmi.benchmark.kernels._order_statistics import quantile_intervals
from smmi.benchmark.norms._conventions import Conventions, IntervalMethod
from smmi.benchmark.norms._effective_sizes import place_of
from smmi.benchmark.norms._table import NormTable
from smmi.scoring import ScoreProfile

Floats = npt.NDArray[np.float64]

_METHODS: Final = {
    IntervalMethod.CLOPPER_PEARSON: clopper_pearson,
    IntervalMethod.WILSON: wilson,
    IntervalMethod.JEFFREYS: jeffreys,
}


@attrs.frozen(kw_only=True)
class Basis:
    """What a standing rests on.

    Attributes:
        table: The distribution of the score in the group.
        profile: The unit's scores.
        code: The code of the score.
        own: The weight of the unit in the table, if it is in it.
        without: The weight of the unit, if it is left out of what it is compared with.
    """

    table: NormTable
    profile: ScoreProfile
    code: str
    own: float | None
    without: float

    @property
    def score(self) -> float:
        """The unit's score."""
        value = self.profile[self.code].value
        return math.nan if value is None else value

    def effective_n(self, conventions: Conventions) -> float:
        """Return how many independent units those compared with are worth at the unit's score."""
        table = self.table
        size = table.effective_n
        if table.design is not None:
            score = float(np.round(self.score, table.decimals))
            place = place_of(table.keys, score, conventions.ties)
            size = table.design.at(place, n=table.n, level=conventions.level)
        return size * (table.n - int(self.without > 0)) / table.n

    def rank_interval(self, conventions: Conventions, population: int | None) -> tuple[float, float]:
        """Return the interval of the percentile rank, 0 to 100; there is at least one unit to compare with."""
        table = self.table
        units = table.n - int(self.without > 0)
        size = self.effective_n(conventions)
        share = table.percentile_rank(self.score, ties=conventions.ties, without=self.without) / 100.0
        weighted = table.weights is not None
        known = None if population is None or weighted else max(population - int(self.without > 0), units)
        count = share * size if weighted else round(2.0 * share * units) / 2.0
        low, high, _ = _METHODS[conventions.interval](count, size, level=conventions.level, population=known)
        return 100.0 * float(low), 100.0 * float(high)

    def median_interval(self, level: float, population: int | None) -> tuple[float, float] | None:
        """Return the interval of the group's median, or None if there is none.

        Between order statistics; of weighted units between the quantiles at both ends of the interval that one half has
        in as many units as these are worth (Woodruff 1952, J Am Stat Assoc 47:635-646).
        """
        others = self.table
        if self.without:
            others = others.without_unit(self.score, self.without)
            population = None if population is None else max(population - 1, others.n)
        if others.weights is not None:
            size = self._size_of_half(level) * others.n / self.table.n
            shares = clopper_pearson(size / 2.0, size, level=level)
            low, high = others.quantile(float(shares[0])), others.quantile(float(shares[1]))
        else:
            scores = np.repeat(others.values, others.counts)[None]
            lows, highs, _, _ = quantile_intervals(scores, 0.5, level=level, population=population)
            low, high = float(lows[0]), float(highs[0])
        return (low, high) if low < high else None  # absent ends are NaN

    def band_probabilities(
        self, population: int | None, reliability: float | None, *, level: float
    ) -> Floats:
        """Return the probability of each quarter, the lowest first, (4,).

        The level says by how much few sampling units make the effective number smaller, as in the intervals; it is
        used where there is a design.
        """
        table, score = self.table, float(np.round(self.score, self.table.decimals))
        keys, masses, n = table.keys, table.masses.copy(), table.n
        if self.own is not None:
            masses[np.searchsorted(keys, score)] -= self.own
            n -= 1
        size: float | Floats = n * table.effective_n / table.n
        if table.design is not None:
            shrinkage = table.design.shrinkage(table.n, level) * n / table.n
            size = table.design.sizes[np.append(True, np.repeat(masses > 0, 2))] * shrinkage
        keys, masses = keys[masses > 0], masses[masses > 0]
        low, high = self._range(score)
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
        weighted = table.weights is not None
        others = None if population is None or weighted else max(population - 1, n)
        counted = self.own is not None and not self.without
        return band_probabilities(
            places,
            below * (size / before[-1]),
            size,
            population=others,
            own=int(counted),
            reliability=reliability,
        )

    def _size_of_half(self, level: float) -> float:
        """Return the same at the group's median."""
        table = self.table
        if table.design is None:
            return table.effective_n
        middle = int(np.searchsorted(np.cumsum(table.masses), table.masses.sum() / 2.0))
        return table.design.at(2 * middle + 1, n=table.n, level=level)

    def _range(self, score: float) -> tuple[float, float]:
        """Return what blanks can make of the score."""
        bounds = self.profile[self.code].bounds
        return (score, score) if bounds is None or bounds[0] == bounds[1] else bounds

    def _moments(self) -> tuple[float, float]:
        """Return the mean and the standard deviation (n - 1) of the group."""
        masses, values = self.table.masses, self.table.keys
        mean = float((masses * values).sum() / masses.sum())
        variance = float((masses * (values - mean) ** 2).sum() / masses.sum())
        size = self.table.effective_n
        return mean, math.sqrt(variance * size / (size - 1.0)) if size > 1.0 else 0.0

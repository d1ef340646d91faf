"""The distribution of one score in one group: distinct values and how often each occurs."""

from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.distribution._conventions import QuantileRule, TieRule
from smmi.benchmark.distribution._effective_sizes import DesignSizes
from smmi.benchmark.kernels._ranks import rank_table, weighted_quantiles
from smmi.benchmark.survey._exact_sums import ExactSums
from smmi.errors import ArgumentError
from smmi.fingerprint import ADDED_LATER
from smmi.frozen import frozen_array, read_only

Floats = npt.NDArray[np.float64]

FIT_AGAIN = "Effective numbers are those of all units together: fit again from the scores"

HALVES: Final = {TieRule.STRICT: 0, TieRule.MID: 1, TieRule.WEAK: 2}
"""How many halves of those with an equal score count as below."""


@attrs.frozen
class NormTable:
    """An exact histogram, which can be put together and taken apart without a trace of how it was made.

    Attributes:
        values: The distinct scores, unrounded, ascending, (m,).
        counts: How many units have each, int64, (m,).
        weights: The sum of the weights of the units that have each, without rounding; None where units are not
            weighted.
        squares: The sum of the squares of all weights, without rounding; None where units are not weighted.
        decimals: Scores that are equal after rounding to so many decimals are ties.
        design: How many independent units these are worth at each place, by the design of the sample; None where that
            is not known. Such a table stands for its units together, and is not put together or taken apart.

    Example:
        >>> table = NormTable.of(np.array([1.0, 2.0, 3.0, 3.0, 4.0]))
        >>> [table.percentile_rank(3.0, ties=rule) for rule in (TieRule.MID, TieRule.WEAK, TieRule.STRICT)]
        [60.0, 80.0, 40.0]
        >>> table + NormTable.of(np.array([3.0])) == NormTable.of(np.array([4.0, 3.0, 3.0, 3.0, 2.0, 1.0]))
        True
    """

    values: Floats = attrs.field(**frozen_array())
    counts: npt.NDArray[np.int64] = attrs.field(**frozen_array())
    weights: ExactSums | None = attrs.field(default=None, repr=False)
    squares: ExactSums | None = attrs.field(default=None, repr=False)
    decimals: int = 9
    design: DesignSizes | None = attrs.field(default=None, repr=False, metadata={ADDED_LATER: True})

    @classmethod
    def of(cls, scores: Floats, weights: Floats | None = None, /, *, decimals: int = 9) -> "NormTable":
        """Return the histogram of scores.

        Args:
            scores: The scores in points, (n,); absent ones (NaN) are left out.
            weights: The weight of each unit, (n,), positive; None where units are not weighted.
            decimals: Scores that are equal after rounding to so many decimals are ties.
        """
        present = ~np.isnan(scores)
        order = np.argsort(scores[present])
        ascending = scores[present][order] + 0.0
        starts = np.flatnonzero(np.diff(ascending, prepend=-np.inf))
        counts = np.diff(starts, append=len(ascending)).astype(np.int64)
        if weights is None:
            return cls(ascending[starts], counts, decimals=decimals)
        sorted_weights = weights[present][order]
        first = starts[:1]
        return cls(
            ascending[starts],
            counts,
            ExactSums.of(sorted_weights, starts),
            ExactSums.of(sorted_weights * sorted_weights, first) if len(first) else ExactSums((0,), 0),
            decimals,
        )

    def __add__(self, other: "NormTable") -> "NormTable":
        """Return the histogram of the units of both."""
        return self._with(other, 1)

    def __sub__(self, other: "NormTable") -> "NormTable":
        """Return the histogram without the units of another one.

        Raises:
            ArgumentError: They are not all in this one.
        """
        return self._with(other, -1)

    def without_unit(self, score: float, weight: float, /) -> "NormTable":
        """Return the table of the others: a unit of this score and weight is taken out, and what a design says.

        Args:
            score: The score of the unit, in points.
            weight: Its weight; 1 where units are not weighted.
        """
        weights = None if self.weights is None else np.array([weight])
        own = NormTable.of(np.array([score]), weights, decimals=self.decimals)
        return attrs.evolve(self, design=None) - own

    def _with(self, other: "NormTable", sign: int) -> "NormTable":
        if not isinstance(other, NormTable):
            return NotImplemented
        if self.design is not None or other.design is not None:
            raise ArgumentError("other", "a table of a survey design", "tables without one", FIT_AGAIN)
        if (self.weights is None) != (other.weights is None) or self.decimals != other.decimals:
            raise ArgumentError(
                "other", "a table of another kind", "one that is weighted and rounded as this one is"
            )
        values = np.union1d(self.values, other.values)
        places = [np.searchsorted(values, table.values) for table in (self, other)]
        counts = np.zeros(len(values), dtype=np.int64)
        counts[places[0]] = self.counts
        counts[places[1]] += sign * other.counts
        if (counts < 0).any():
            value = float(values[counts.argmin()])
            raise ArgumentError("other", f"more units with the score {value!r}", "units that are in this one")
        kept = np.flatnonzero(counts)
        if self.weights is None or other.weights is None:
            return NormTable(values[kept], counts[kept], decimals=self.decimals)
        exponent = min(self.weights.exponent, other.weights.exponent)
        sums = [0] * len(values)
        for table, where, times in ((self, places[0], 1), (other, places[1], sign)):
            for place, numerator in zip(where.tolist(), table.weights.scaled(exponent), strict=True):  # type: ignore[union-attr]
                sums[place] += times * numerator
        if any(sums[place] <= 0 for place in kept.tolist()):
            raise ArgumentError("other", "more weight than there is", "units that are in this one")
        return NormTable(
            values[kept],
            counts[kept],
            ExactSums.reduced([sums[place] for place in kept.tolist()], exponent),
            _difference(self.squares, other.squares, sign),
            self.decimals,
        )

    @cached_property
    def keys(self) -> Floats:
        """The distinct scores after rounding, by which ties are told, ascending, (t,)."""
        keys: Floats = read_only(np.unique(np.round(self.values, self.decimals)))
        return keys

    @cached_property
    def masses(self) -> Floats:
        """The weight of the units of each key, (t,): how many they are where units are not weighted."""
        if self.weights is None:
            return self._sizes
        weighed: Floats = read_only(ExactSums(self._sums, self.weights.exponent).floats)
        return weighed

    @cached_property
    def _sizes(self) -> Floats:
        """How many units there are of each key, (t,)."""
        starts = self._starts
        counts = np.add.reduceat(self.counts, starts) if len(starts) else np.zeros(0)
        counted: Floats = read_only(counts.astype(np.float64))
        return counted

    @cached_property
    def counts_by_key(self) -> tuple[Floats, Floats]:
        """How many units are below each key in turn, and in all, (t + 1,), and how many have it, (t,)."""
        return np.concatenate(([0.0], np.cumsum(self._sizes))), self._sizes

    @property
    def is_counted(self) -> bool:
        """Whether the units are those of a simple random sample: not weighted, and without a design."""
        return self.weights is None and self.design is None

    @cached_property
    def _starts(self) -> npt.NDArray[np.intp]:
        """Where among the values each key starts."""
        return np.flatnonzero(np.diff(np.round(self.values, self.decimals), prepend=-np.inf))

    @cached_property
    def _sums(self) -> tuple[int, ...]:
        """The numerators of the weights of each key."""
        numerators = () if self.weights is None else self.weights.numerators
        ends = [*self._starts.tolist(), len(numerators)]
        return tuple(sum(numerators[start:end]) for start, end in pairwise(ends))

    @cached_property
    def _reached(self) -> tuple[int, ...]:
        """The numerators of the weights below each key in turn, and of all, (t + 1,)."""
        return tuple(accumulate(self._sums, initial=0))

    @cached_property
    def total(self) -> float:
        """The weight of all units."""
        if self.weights is None:
            return float(self.counts.sum())
        return float(ExactSums((sum(self.weights.numerators),), self.weights.exponent).floats[0])

    @property
    def n(self) -> int:
        """How many units there are."""
        return int(self.counts.sum())

    @property
    def effective_n(self) -> float:
        """How many units without weights would be worth as much: (sum of w)² / sum of w² (Kish 1965)."""
        if self.squares is None or self.plain.weights is None:
            return float(self.n)
        return self.total**2 / float(self.squares.floats[0])

    @cached_property
    def plain(self) -> "NormTable":
        """The same table without weights where these are all equal, and so say nothing; else the table itself."""
        if self.weights is None or (self.n and self._weight is None):
            return self
        return NormTable(self.values, self.counts, decimals=self.decimals, design=self.design)

    @cached_property
    def _relative(self) -> Floats:
        """The weight of the units of each value, (m,): the same for all multiples of them."""
        return self.counts.astype(np.float64) if self.weights is None else self.weights.relative

    @cached_property
    def _weight(self) -> float | None:
        """The weight of each unit where all have the same one, which their sums and their squares tell; else None."""
        weights, counts = self.weights, self.counts.tolist()
        if weights is None or self.squares is None or not counts:
            return None
        sums = weights.numerators
        if any(own * counts[0] != sums[0] * n for own, n in zip(sums, counts, strict=True)):
            return None
        weight = float(Fraction(sums[0], counts[0]) * Fraction(2) ** weights.exponent)
        square = ExactSums.of(np.array([weight * weight]), np.zeros(1, dtype=np.intp))
        alike = ExactSums.reduced([self.n * square.numerators[0]], square.exponent)
        return weight if self.squares == alike else None

    def relative_masses(self, own: float = 0.0) -> tuple[Floats, float]:
        """Return the weight of the units of each key, (t,), and of one unit: the same for all multiples of them."""
        if self.weights is None:
            return self._sizes.copy(), own
        unit = ExactSums.of(np.array([own]), np.zeros(1, dtype=np.intp))
        exponent = min(unit.exponent, self.weights.exponent)
        sums = ExactSums(self._sums, self.weights.exponent).scaled(exponent) + unit.scaled(exponent)
        *masses, weight = ExactSums(sums, exponent).relative.tolist()
        return np.array(masses), weight

    def below_and_equal(self, score: float, /) -> tuple[float, float]:
        """Return the weight of the units with a lower, and with an equal, score.

        Args:
            score: The score, in points.

        Returns:
            Two weights: numbers of units where units are not weighted.
        """
        at, end = self._place(score)
        below, equal, _ = self._parts(at, end)
        return below, equal

    def counts_below_and_equal(self, score: float, /) -> tuple[int, int]:
        """Return how many units have a lower, and how many an equal, score."""
        at, end = self._place(score)
        return int(self._sizes[:at].sum()), int(self._sizes[at:end].sum())

    def _place(self, score: float) -> tuple[int, int]:
        """Return how many keys are below a score, and how many are not above it."""
        key = np.round(score, self.decimals)
        at = int(np.searchsorted(self.keys, key))
        return at, at + int(at < len(self.keys) and self.keys[at] == key)

    def _parts(self, at: int, end: int) -> tuple[float, float, float]:
        """Return the weight of the keys before, within and after a stretch."""
        if self.weights is None:
            counts = self._sizes
            return float(counts[:at].sum()), float(counts[at:end].sum()), float(counts[end:].sum())
        first, last, whole = self._reached[at], self._reached[end], self._reached[-1]
        sums = ExactSums((first, last - first, whole - last), self.weights.exponent)
        below, equal, above = sums.floats.tolist()
        return below, equal, above

    @cached_property
    def _ranks(self) -> dict[TieRule, Floats]:
        return {}

    def ranks(self, ties: TieRule, /) -> Floats:
        """Return the percentile rank below the first key, then in turn at each one and above it, (2 t + 1,).

        Args:
            ties: Which part of those equal counts.
        """
        if ties not in self._ranks:
            self._ranks[ties] = read_only(rank_table(self.masses[None], HALVES[ties])[0])
        return self._ranks[ties]

    def percentile_rank(self, score: float, /, *, ties: TieRule = TieRule.MID, without: float = 0.0) -> float:
        """Return the percentile rank of a score: the share below, and by the tie rule of those equal, times 100.

        It is the double nearest to the exact ratio. Equal weights of any size give what no weights give, and a rank
        that misses a simple ratio, such as a cut, by the rounding of weights alone is that ratio (2^-49 of the share).

        Args:
            score: The score.
            ties: Which part of those equal counts.
            without: The weight of the unit itself, if it is in the table and is to be left out.

        Raises:
            ArgumentError: There is no unit to compare with.
        """
        if self._weight is not None:
            return self.plain.percentile_rank(score, ties=ties, without=without / self._weight)
        at, end = self._place(score)
        if not without and self.n:
            return float(self.ranks(ties)[at + end])
        parts = self._parts(at, end)
        if sum(parts) <= without:
            raise ArgumentError("score", repr(score), "a table with at least one other unit")
        return float(rank_table(np.array([parts]), HALVES[ties], without)[0, 3])

    def quantile(self, probability: float, /, *, rule: QuantileRule = QuantileRule.TYPE_7) -> float:
        """Return a quantile; units are weighted as the table is, so that the weights sum to the number of units.

        Args:
            probability: Which quantile, from 0 to 1.
            rule: By which definition of Hyndman and Fan (1996).

        Returns:
            In points of the score.

        Raises:
            ArgumentError: The probability is not between 0 and 1, or the table is empty.
        """
        if not 0 <= probability <= 1 or not self.n:
            raise ArgumentError(
                "probability", repr(probability), "a number from 0 to 1, and a table that is not empty"
            )
        if self.plain.weights is None:
            return float(np.quantile(np.repeat(self.values, self.counts), probability, method=rule.method))  # type: ignore[call-overload]
        known, asked = np.array([float(self.n)]), np.array([probability])
        return float(
            weighted_quantiles(self.values[None], self._relative[None], asked, int(rule), known)[0, 0]
        )


def _difference(ours: ExactSums | None, theirs: ExactSums | None, sign: int) -> ExactSums:
    """Return the sum of two single sums, or their difference."""
    first, second = ours or ExactSums((0,), 0), theirs or ExactSums((0,), 0)
    exponent = min(first.exponent, second.exponent)
    (one,), (other,) = first.scaled(exponent), second.scaled(exponent)
    return ExactSums.reduced([one + sign * other], exponent)

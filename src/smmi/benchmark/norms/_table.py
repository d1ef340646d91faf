"""The distribution of one score in one group: distinct values and how often each occurs."""

from functools import cached_property
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._ranks import weighted_quantiles
from smmi.benchmark.norms._conventions import QuantileRule, TieRule
from smmi.benchmark.norms._effective_sizes import DesignSizes
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
        starts = np.flatnonzero(np.diff(np.round(self.values, self.decimals), prepend=-np.inf))
        if not len(starts):
            return np.zeros(0)
        if self.weights is None:
            counted: Floats = read_only(np.add.reduceat(self.counts, starts).astype(np.float64))
            return counted
        numerators, ends = self.weights.numerators, [*starts[1:].tolist(), len(self.values)]
        sums = [sum(numerators[start:end]) for start, end in zip(starts.tolist(), ends, strict=True)]
        weighed: Floats = read_only(ExactSums(tuple(sums), self.weights.exponent).floats)
        return weighed

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
        if self.squares is None or not self.n:
            return float(self.n)
        return self.total**2 / float(self.squares.floats[0])

    def below_and_equal(self, score: float, /) -> tuple[float, float]:
        """Return the weight of the units with a lower, and with an equal, score.

        Args:
            score: The score, in points.

        Returns:
            Two weights: numbers of units where units are not weighted.
        """
        key = np.round(score, self.decimals)
        at = int(np.searchsorted(self.keys, key))
        equal = float(self.masses[at]) if at < len(self.keys) and self.keys[at] == key else 0.0
        return float(self.masses[:at].sum()), equal

    def percentile_rank(self, score: float, /, *, ties: TieRule = TieRule.MID, without: float = 0.0) -> float:
        """Return the percentile rank of a score: the share below, and by the tie rule of those equal, times 100.

        Args:
            score: The score.
            ties: Which part of those equal counts.
            without: The weight of the unit itself, if it is in the table and is to be left out.

        Raises:
            ArgumentError: There is no unit to compare with.
        """
        below, equal = self.below_and_equal(score)
        total = float(self.masses.sum()) - without
        if total <= 0:
            raise ArgumentError("score", repr(score), "a table with at least one other unit")
        return 100.0 * (2.0 * below + HALVES[ties] * (equal - without)) / (2.0 * total)

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
        if self.weights is None:
            return float(np.quantile(np.repeat(self.values, self.counts), probability, method=rule.method))  # type: ignore[call-overload]
        weights, size = self.weights.floats[None], np.array([float(self.n)])
        return float(
            weighted_quantiles(self.values[None], weights, np.array([probability]), int(rule), size)[0, 0]
        )


def _difference(ours: ExactSums | None, theirs: ExactSums | None, sign: int) -> ExactSums:
    """Return the sum of two single sums, or their difference."""
    first, second = ours or ExactSums((0,), 0), theirs or ExactSums((0,), 0)
    exponent = min(first.exponent, second.exponent)
    (one,), (other,) = first.scaled(exponent), second.scaled(exponent)
    return ExactSums.reduced([one + sign * other], exponent)

"""The distribution of one score in one group: distinct values and how often each occurs."""

from functools import cached_property
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark._conventions import QuantileRule, TieRule
from smmi.errors import ArgumentError
from smmi.frozen import read_only

Floats = npt.NDArray[np.float64]

_HALVES = {TieRule.STRICT: 0, TieRule.MID: 1, TieRule.WEAK: 2}


def _array() -> Any:  # noqa: ANN401  (an attrs field)
    return {"converter": read_only, "eq": attrs.cmp_using(eq=np.array_equal), "hash": False, "repr": False}


@attrs.frozen
class NormTable:
    """An exact histogram.

    Scores that are equal after rounding to `decimals` are ties; the least of them stands for all.

    Attributes:
        values: The distinct scores, unrounded, ascending, (m,).
        counts: How many units have each, int64, (m,).
        masses: The sum of weights of the units that have each, (m,): the counts where units are not weighted.
        decimals: To how many decimals scores are rounded to tell ties.

    Example:
        >>> table = NormTable.of(np.array([1.0, 2.0, 3.0, 3.0, 4.0]))
        >>> [table.percentile_rank(3.0, ties=rule) for rule in (TieRule.MID, TieRule.WEAK, TieRule.STRICT)]
        [60.0, 80.0, 40.0]
    """

    values: Floats = attrs.field(**_array())
    counts: npt.NDArray[np.int64] = attrs.field(**_array())
    masses: Floats = attrs.field(**_array())
    decimals: int = 9

    @classmethod
    def of(cls, scores: Floats, weights: Floats | None = None, /, *, decimals: int = 9) -> "NormTable":
        """Return the histogram of scores, (n,), absent ones (NaN) left out."""
        present = ~np.isnan(scores)
        order = np.argsort(scores[present], kind="stable")
        ascending = scores[present][order]
        first = np.flatnonzero(np.diff(np.round(ascending, decimals), prepend=-np.inf))
        counts = np.diff(first, append=len(ascending)).astype(np.int64)
        if weights is None or not len(first):
            masses = counts.astype(np.float64)
        else:
            masses = np.add.reduceat(weights[present][order], first)
        return cls(ascending[first] + 0.0, counts, masses, decimals)

    @cached_property
    def keys(self) -> Floats:
        """The distinct scores rounded, by which ties are told, (m,)."""
        keys: Floats = read_only(np.round(self.values, self.decimals))
        return keys

    @property
    def n(self) -> int:
        """How many units there are."""
        return int(self.counts.sum())

    def below_and_equal(self, score: float, /) -> tuple[float, float]:
        """Return the weight of the units with a lower, and with an equal, score."""
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
        return 100.0 * (2.0 * below + _HALVES[ties] * (equal - without)) / (2.0 * total)

    def quantile(self, probability: float, /, *, rule: QuantileRule = QuantileRule.TYPE_7) -> float:
        """Return a sample quantile, units unweighted.

        Raises:
            ArgumentError: The probability is not between 0 and 1, or the table is empty.
        """
        if not 0 <= probability <= 1 or not self.n:
            raise ArgumentError(
                "probability", repr(probability), "a number from 0 to 1, and a table that is not empty"
            )
        return float(np.quantile(np.repeat(self.values, self.counts), probability, method=rule.method))  # type: ignore[call-overload]

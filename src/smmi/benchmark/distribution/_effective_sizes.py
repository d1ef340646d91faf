"""How many independent units a group is worth at each place of a distribution, by the design of the sample."""

from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.distribution._conventions import TieRule
from smmi.benchmark.survey._design import SurveyDesign
from smmi.benchmark.survey._sample import linearized, student
from smmi.benchmark.survey._weights import SurveyWeights
from smmi.frozen import frozen_array

Floats = npt.NDArray[np.float64]

AT_ONCE: Final = 256
"""How many places are worked out together: each takes a number for every unit."""
NEGLIGIBLE: Final = 1e-12
"""A variance that is this much smaller than that among units is zero but for rounding."""


@attrs.frozen
class DesignSizes:
    """How many independent units a group is worth, at every place that a score can have in it.

    Attributes:
        sizes: Below the first distinct score, then in turn at each one and above it, (2 m + 1,).
        degrees_of_freedom: How many sampling units the group's units are of, less how many strata; at least 1.
    """

    sizes: Floats = attrs.field(**frozen_array())
    degrees_of_freedom: int

    @classmethod
    def of(
        cls, scores: Floats, weights: SurveyWeights, design: SurveyDesign, /, *, decimals: int
    ) -> "DesignSizes":
        """Return the effective number of units at each place.

        At a place, let h be 1 for the units below it, 1/2 for those at it, and 0 for those above. The mean of h is the
        percentile rank. The effective number is the variance of h among units over that of its mean under the design:
        p (1 - p) / Var(p) between two scores, where h is 0 or 1 (Korn and Graubard 1998, Survey Methodology
        24:193-201). Where the design has no variance (below and above all scores; where a stratum tells it all), it is
        that of the nearest place that has one, or Kish's where there is none.

        Args:
            scores: The scores, (n,), NaN for units that are not of the group or have none.
            weights: The weights of the units.
            design: The design, without lonely sampling units.
            decimals: Scores are ties if they are equal after rounding to so many decimals.
        """
        inside = ~np.isnan(scores)
        rounded = np.where(inside, np.round(scores, decimals), np.inf)
        keys = np.unique(rounded[inside])
        relative = weights.relative
        weight = np.where(inside, relative, 0.0)
        total = weight.sum()
        sizes = np.full(2 * len(keys) + 1, np.nan)
        for start in range(1, 2 * len(keys), AT_ONCE):
            places = np.arange(start, min(start + AT_ONCE, 2 * len(keys)))
            at = keys[np.minimum(places // 2, len(keys) - 1)][:, None]
            equal = np.where(places % 2 == 1, 0.5, 0.0)[:, None] * (rounded == at)
            below = (rounded < at) + equal
            share = below @ weight / total
            among = below**2 @ weight / total - share**2
            away = np.where(inside, (below - share[:, None]) / total, 0.0)
            variance = design.variances(linearized(away, weights) * relative)
            # beside one unit of all the weight, what is left among units is rounding, and may be below 0
            known = (among > 0) & (variance > NEGLIGIBLE * among)
            sizes[places[known]] = among[known] / variance[known]
        kish = float(total**2 / (weight**2).sum()) if len(keys) else 0.0
        return cls(_nearest(sizes, kish), max(design.degrees_of_freedom_of(inside), 1))

    def at(self, place: int, /, *, n: int, level: float) -> float:
        """Return the effective number at a place, for an interval.

        The design tells its variance by few sampling units: therefore (t(n - 1) / t(degrees of freedom))² times the
        effective number, the quantiles of Student's t at the level (Korn and Graubard 1998).
        """
        return float(self.sizes[place]) * self.shrinkage(n, level)

    def shrinkage(self, n: int, level: float) -> float:
        """Return by which factor few sampling units make the effective number smaller, of n units."""
        return (student(level, max(n - 1, 1)) / student(level, self.degrees_of_freedom)) ** 2


def place_of(keys: Floats, key: float, ties: TieRule) -> int:
    """Return the place of a rounded score among distinct ones, as its tie rule sees it."""
    at = int(np.searchsorted(keys, key))
    if at == len(keys) or keys[at] != key:
        return 2 * at
    return 2 * at + {TieRule.STRICT: 0, TieRule.MID: 1, TieRule.WEAK: 2}[ties]


def _nearest(sizes: Floats, otherwise: float) -> Floats:
    """Return sizes with each absent one replaced by the nearest, the lower of two alike."""
    known = np.flatnonzero(~np.isnan(sizes))
    if not len(known):
        return np.full(len(sizes), otherwise)
    nearest = np.abs(np.arange(len(sizes))[:, None] - known).argmin(axis=1)
    filled: Floats = sizes[known[nearest]]
    return filled

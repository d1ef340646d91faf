"""Places on the normal curve: z, T, stanine, normal-curve equivalent, and the decile.

From a percentile rank they are normalised scores: what a normal distribution would have at this rank.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from smmi._thresholds import ROUNDING, reaches

Floats = npt.NDArray[np.float64]
Bands = npt.NDArray[np.int8]

NCE_FACTOR: Final = 21.06305791441567
"""49 over the normal quantile of 0.99, so that equivalents of 1, 50 and 99 are percentile ranks of 1, 50 and 99."""

STANINE_CUTS: Final = (4.0, 11.0, 23.0, 40.0, 60.0, 77.0, 89.0, 96.0)
"""The percentile ranks from which stanines 2 to 9 start: shares of 4, 7, 12, 17, 20, 17, 12, 7 and 4 percent."""
STANINE_CUTS_OF_Z: Final = (-1.75, -1.25, -0.75, -0.25, 0.25, 0.75, 1.25, 1.75)
"""The z scores from which stanines 2 to 9 start: half a standard deviation apart, the fifth around the mean."""
DECILE_CUTS: Final = (10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0)
"""The percentile ranks from which deciles 2 to 10 start."""


def z_of_ranks(percentile_ranks: Floats) -> Floats:
    """Return normalised z scores: the normal quantiles of percentile ranks.

    Args:
        percentile_ranks: Percent, any shape.

    Returns:
        z in standard deviations; NaN at 0 and 100, for which the normal curve has no place.
    """
    from scipy.special import ndtri

    inside = (percentile_ranks > 0) & (percentile_ranks < 100)
    z: Floats = ndtri(np.where(inside, percentile_ranks / 100.0, np.nan))
    return z


def t_scores(z: Floats) -> Floats:
    """Return T scores, 50 + 10 z (McCall 1922, How to Measure in Education)."""
    return 50.0 + 10.0 * z


def normal_curve_equivalents(z: Floats) -> Floats:
    """Return normal-curve equivalents, 50 + 21.06 z (Tallmadge and Wood 1976, ESEA Title I reporting)."""
    return 50.0 + NCE_FACTOR * z


def stanines_of_ranks(percentile_ranks: Floats) -> Bands:
    """Return stanines 1 to 9 of percentile ranks by `STANINE_CUTS`; a rank on a cut is above it."""
    return _bands(percentile_ranks, STANINE_CUTS)


def stanines_of_z(z: Floats) -> Bands:
    """Return stanines 1 to 9 of z scores that were not normalised, by `STANINE_CUTS_OF_Z`; a z on a cut is above it.

    A z is a rounded quotient: it is at a cut that it misses by rounding alone.
    """
    passed = [reaches(z, cut, rounding=ROUNDING) for cut in STANINE_CUTS_OF_Z]
    return np.asarray(1 + np.sum(passed, axis=0), dtype=np.int8)


def ranks_of_z(z: Floats) -> Floats:
    """Return the percentile ranks of z scores under the normal curve, percent."""
    from scipy.special import ndtr

    ranks: Floats = 100.0 * ndtr(z)
    return ranks


def deciles(percentile_ranks: Floats) -> Bands:
    """Return deciles 1 to 10 of percentile ranks, the second from 10 up, the tenth from 90 up."""
    return _bands(percentile_ranks, DECILE_CUTS)


def _bands(percentile_ranks: Floats, cuts: tuple[float, ...]) -> Bands:
    passed = [reaches(percentile_ranks, cut) for cut in cuts]
    return np.asarray(1 + np.sum(passed, axis=0), dtype=np.int8)

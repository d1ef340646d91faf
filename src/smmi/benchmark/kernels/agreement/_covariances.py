"""Kernel of covariances: of complete columns, or of the pairs of columns that have both values."""

import numpy as np
import numpy.typing as npt

from smmi._thresholds import ROUNDING, exceeds

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


def covariances(values: Floats, /) -> Floats:
    """Return the covariances of columns, divisor n - 1.

    Args:
        values: Complete, (n, k), n at least 2.
    """
    centred = values - values.mean(axis=0)
    found: Floats = centred.T @ centred / (len(values) - 1)
    return found


def pairwise_covariances(values: Floats, /) -> tuple[Floats, Counts, Floats]:
    """Return covariances over the units that have both values, and how many there are of each pair.

    Args:
        values: (n, k), NaN where there is no value; every pair of columns has at least two units.

    Returns:
        The covariances, (k, k), each about the means of its own units; the numbers of units, (k, k); and the
        correlations, each by the variances of its own units, NaN where one of them is 0 but for rounding.
    """
    here = ~np.isnan(values)
    has = here.astype(np.float64)
    centred = np.where(here, values - np.nanmean(values, axis=0), 0.0)
    counts = has.T @ has
    first = centred.T @ has  # the sum of column i over the units that have column j, too
    found = (centred.T @ centred - first * first.T / counts) / (counts - 1.0)
    squares = np.square(centred).T @ has
    own = (squares - np.square(first) / counts) / (counts - 1.0)
    varies = exceeds(own, ROUNDING * squares)
    with np.errstate(invalid="ignore", divide="ignore"):
        correlated = np.where(varies & varies.T, found / np.sqrt(own * own.T), np.nan)
    np.fill_diagonal(correlated, np.where(np.diag(varies), 1.0, np.nan))
    return found, counts.astype(np.int64), correlated


def correlations(covariance: Floats, /) -> Floats:
    """Return the correlations of covariances with a positive diagonal, 1 on the diagonal."""
    spread = np.sqrt(np.diag(covariance))
    found: Floats = covariance / np.outer(spread, spread)
    np.fill_diagonal(found, 1.0)
    return found

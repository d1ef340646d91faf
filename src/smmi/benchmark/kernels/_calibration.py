"""The arithmetic of calibrated weights and of design-based variance, on complete arrays; knows no classes."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from smmi._thresholds import ROUNDING, exceeds

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Margins = Sequence[tuple[Codes, Floats]]
"""For each margin the cell of each unit, (n,), and the count of each cell in the population, (k,)."""


def rake_to(base: Floats, margins: Margins, tolerance: float, limit: int) -> tuple[Floats, int, float]:
    """Return weights that agree with every margin, by iterative proportional fitting.

    Each sweep multiplies the weights of each cell of each margin in turn by the cell's count over its weighted count
    (Deming and Stephan 1940, Ann Math Stat 11:427-444). One margin is met by the first sweep: post-stratification.

    Args:
        base: Positive, (n,).
        margins: Every cell with a positive count has a unit.
        tolerance: The largest distance to stop at, relative to the count.
        limit: The most sweeps.

    Returns:
        Weights, (n,); how many sweeps were made; and the largest distance that is left, relative to the count.
    """
    weights, distance, sweep = base.copy(), np.inf, 0
    while distance > tolerance and sweep < limit:
        sweep += 1
        for codes, targets in margins:
            counts = np.bincount(codes, weights, minlength=len(targets))
            weights *= np.divide(targets, counts, out=np.ones_like(counts), where=counts > 0)[codes]
        distance = largest_distance(weights, margins)
    return weights, sweep, distance


def largest_distance(weights: Floats, margins: Margins) -> float:
    """Return how far the weighted counts are from those of the margins, at most, relative to the latter."""
    return max(
        float(np.max(np.abs(np.bincount(codes, weights, minlength=len(targets)) / targets - 1.0)))
        for codes, targets in margins
    )


def capped_at(
    base: Floats, margins: Margins, cap: float, tolerance: float, limit: int
) -> tuple[Floats, npt.NDArray[np.bool_], int, float]:
    """Return weights that agree with every margin, none above a cap.

    Weights above it are set to it, and the rest is fitted to what they leave of each count: that spreads the excess
    over the rest of the cell, in proportion. This is done again until none is above.

    Args:
        base: As `rake_to`.
        margins: As `rake_to`.
        cap: Positive.
        tolerance: As `rake_to`.
        limit: As `rake_to`.

    Returns:
        Weights, (n,); which were cut, (n,); sweeps; and the distance that is left: it is above the tolerance where the
        units at the cap leave nothing for the others of their cell, or there is no other to take it.
    """
    capped = np.zeros(len(base), dtype=np.bool_)
    weights, sweeps, distance = rake_to(base, margins, tolerance, limit)
    while (above := exceeds(weights, cap, rounding=ROUNDING) & ~capped).any():
        capped |= above
        free, left = ~capped, []
        for codes, targets in margins:
            rest = targets - cap * np.bincount(codes[capped], minlength=len(targets))
            occupied = np.bincount(codes[free], minlength=len(targets)) > 0
            done = ~occupied & (np.abs(rest) <= tolerance * targets)
            if np.any(~done & (~occupied | (rest <= 0))):
                weights = np.where(capped, cap, weights)
                return weights, capped, sweeps, largest_distance(weights, margins)
            kept = np.flatnonzero(occupied)
            left.append((np.searchsorted(kept, codes[free]), rest[kept]))
        if not free.any():
            weights = np.full(len(base), cap)
            break
        fitted, more, distance = rake_to(base[free], left, tolerance, limit)
        weights = np.full(len(base), cap)
        weights[free] = fitted
        sweeps += more
        if distance > tolerance:
            break
    return weights, capped, sweeps, distance


def margin_space(base: Floats, margins: Margins) -> Floats:
    """Return an orthonormal basis, (n, r), of the indicators of all cells times the root of the base weights."""
    columns = [np.eye(len(targets))[codes] for codes, targets in margins]
    left, sizes, _ = np.linalg.svd(
        np.concatenate(columns, axis=1) * np.sqrt(base)[:, None], full_matrices=False
    )
    kept = sizes > sizes[0] * len(base) * np.finfo(np.float64).eps
    return np.asarray(left[:, kept], dtype=np.float64)


def residuals(values: Floats, base: Floats, space: Floats) -> Floats:
    """Return what a regression on the margins' cells, weighted by the base weights, leaves of values, (p, n).

    A calibrated total has, to first order, the variance of the total of these (Deville and Sarndal 1992, J Am Stat
    Assoc 87:376-382).
    """
    root = np.sqrt(base)
    left: Floats = values - (values * root) @ space @ space.T / root
    return left


def stratified_variances(parts: Floats, clusters: Codes, strata: Codes, factors: Floats) -> Floats:
    """Return the variance of totals over sampling units drawn with replacement within strata.

    The sum over strata of (1 - f) n / (n - 1) times the squared deviations of the sampling units' totals from their
    mean (Wolter 2007, Introduction to Variance Estimation, 2nd ed., 1.4 and 6.3).

    Args:
        parts: What each unit adds to each total, its weight included, (p, n).
        clusters: The sampling unit of each unit, (n,), from 0 to c - 1, each occurring.
        strata: The stratum of each sampling unit, (c,), ascending from 0, each occurring.
        factors: (1 - f) n / (n - 1) of each stratum, (h,).

    Returns:
        Variances, (p,).
    """
    order = np.argsort(clusters, kind="stable")
    totals = np.add.reduceat(parts[:, order], _starts(clusters[order]), axis=1)
    starts = _starts(strata)
    sizes = np.diff(starts, append=len(strata))
    deviations = totals - (np.add.reduceat(totals, starts, axis=1) / sizes)[:, strata]
    found: Floats = np.add.reduceat(deviations**2, starts, axis=1) @ factors
    return found


def _starts(codes: Codes) -> Codes:
    """Return where each stretch of equal codes starts; they ascend."""
    return np.flatnonzero(np.diff(codes, prepend=-1))

"""Kernel of intervals of intraclass correlations of incomplete ratings, by ratios of variances."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ends = tuple[float, float]

_LARGEST: Final = 1e18
"""Ratios above are as good as infinite: the variance between units is nearly all there is."""


def one_way_ends(ratings: Floats, /, *, level: float) -> Ends:
    """Return the interval of the form (1,1) of incomplete ratings, no end below 0.

    Let t be the ratio of the variances of units and residual, RSS(t) the residual sum of squares of generalised least
    squares at that ratio, and SSE that with units as fixed. At the true t, (RSS(t) - SSE) / r by SSE / f has the F
    distribution with r and f degrees of freedom, however incomplete the ratings are. It falls with t, so that its
    quantiles give an exact interval (Wald 1940, Ann Math Stat 11:96-100); the form is t / (1 + t).

    Args:
        ratings: (n, k), NaN where not rated; some unit has two ratings, which vary within units.
        level: The confidence level.
    """
    mask, values = _rated(ratings)
    n, total = len(mask), float(mask.sum())
    square = _left(mask, values, math.inf, raters=False) / (total - n)
    return _shares(_ratios(mask, values, (n - 1, total - n), square, level, raters=False), 1.0)


def two_way_ends(ratings: Floats, agreement: float, /, *, level: float) -> tuple[Ends, Ends]:
    """Return the intervals of the forms (2,1) and (3,1) of incomplete ratings, no end below 0.

    That of (3,1) is the exact one of `one_way_ends`, where raters have fixed levels as well (Harville and Fenech 1985,
    Biometrics 41:137-152). For (2,1) the ratio u of the variances of raters and residual is estimated from mean
    squares, and f is Satterthwaite's of the sum that estimates both, as Fleiss and Shrout have it for complete ratings
    (1978, Psychometrika 43:259-262); the form is t / (1 + u + t), and its interval approximate. Of complete ratings all
    three are the intervals by mean squares, where these have no end below 0.

    Args:
        ratings: (n, k), NaN where not rated, any rater has one rating at least, and units and raters leave some
            residual.
        agreement: The estimate of the form (2,1), 0 to 1.
        level: The confidence level.
    """
    mask, values = _rated(ratings)
    (n, k), total, parts = mask.shape, float(mask.sum()), _components(mask)
    own, others = n - parts, k - parts
    freedom = total - n - others
    within, left = (_left(mask, values, math.inf, raters=raters) for raters in (False, True))
    square, residual = (within - left) / others, left / freedom
    # What a mean square expects is the variance of the residual, and so many times that of units or of raters.
    of_units, of_raters = (total - k) / own, (total - n) / others
    quotient = square / residual
    one = of_units * agreement * quotient
    other = of_raters * (1.0 + (of_units - 1.0) * agreement) - of_units * agreement
    satterthwaite = (one + other) ** 2 / (one**2 / others + other**2 / freedom)
    two, three = (
        _ratios(mask, values, (own, below), residual, level, raters=True)
        for below in (satterthwaite, freedom)
    )
    return _shares(two, 1.0 + (quotient - 1.0) / of_raters), _shares(three, 1.0)


def _rated(ratings: Floats) -> tuple[Floats, Floats]:
    """Return 1 where rated and 0 elsewhere, and the ratings less their mean, 0 where there is none."""
    here = ~np.isnan(ratings)
    return here.astype(np.float64), np.where(here, ratings - ratings[here].mean(), 0.0)


def _shares(ratios: Ends, rest: float) -> Ends:
    low, high = (1.0 if math.isinf(ratio) else ratio / (rest + ratio) for ratio in ratios)
    return low, high


def _components(mask: Floats) -> int:
    """Return into how many parts the ratings fall that have neither units nor raters in common."""
    joined = mask.T @ mask > 0
    while True:
        further = joined.astype(np.float64) @ joined > 0
        if np.array_equal(further, joined):
            return len(np.unique(joined, axis=0))
        joined = further


def _rest(mask: Floats, values: Floats, ratio: float, *, raters: bool) -> Floats:
    """Return what generalised least squares at a ratio leave of the ratings, units apart; 0 where not rated."""
    sizes = mask.sum(axis=1)
    bounded = not math.isinf(ratio)
    factor = ratio / (1.0 + ratio * sizes) if bounded else 1.0 / sizes
    if raters:
        inner = np.diag(mask.sum(axis=0)) - (mask * factor[:, None]).T @ mask
        others = values.sum(axis=0) - mask.T @ (factor * values.sum(axis=1))
        levels: Floats = np.linalg.lstsq(inner, others, rcond=None)[0]
        return (values - levels) * mask
    if bounded:
        weights = 1.0 - factor * sizes
        return (values - float(weights @ values.sum(axis=1)) / float(weights @ sizes)) * mask
    return values


def residuals(mask: Floats, values: Floats, /, *, raters: bool) -> Floats:
    """Return what units, and raters where asked for, leave of ratings by least squares; 0 where not rated.

    Args:
        mask: 1 where rated, else 0, (n, k), in any unit one at least.
        values: The ratings, 0 where not rated.
        raters: Whether raters have levels.
    """
    rest = _rest(mask, values, math.inf, raters=raters)
    found: Floats = (rest - (rest.sum(axis=1) / mask.sum(axis=1))[:, None]) * mask
    return found


def _left(mask: Floats, values: Floats, ratio: float, *, raters: bool) -> float:
    """Return the residual sum of squares of generalised least squares at a ratio; at infinity, with units as fixed."""
    if math.isinf(ratio):
        return float(np.square(residuals(mask, values, raters=raters)).sum())
    rest, sizes = _rest(mask, values, ratio, raters=raters), mask.sum(axis=1)
    means = rest.sum(axis=1) / sizes
    within = float(np.square((rest - means[:, None]) * mask).sum())
    return within + float((sizes * np.square(means) / (1.0 + ratio * sizes)).sum())


def _ratios(
    mask: Floats, values: Floats, freedoms: tuple[int, float], residual: float, level: float, *, raters: bool
) -> Ends:
    """Return the ends of the ratio of the variances of units and residual, 0 at least.

    Args:
        mask: 1 where rated, else 0, (n, k).
        values: The ratings, 0 where not rated.
        freedoms: The degrees of freedom of the F distribution.
        residual: The mean square of the residual.
        level: The confidence level.
        raters: Whether raters have levels.
    """
    from scipy.optimize import brentq
    from scipy.special import fdtri

    least = _left(mask, values, math.inf, raters=raters)

    def above(ratio: float, quantile: float) -> float:
        return (_left(mask, values, ratio, raters=raters) - least) / (freedoms[0] * residual) - quantile

    ends = []
    for tail in ((1.0 + level) / 2.0, (1.0 - level) / 2.0):
        quantile, far = float(fdtri(*freedoms, tail)), 1.0
        if above(0.0, quantile) <= 0:
            ends.append(0.0)
            continue
        while far < _LARGEST and above(far, quantile) > 0:
            far *= 8.0
        inside = far < _LARGEST
        ends.append(
            float(brentq(above, 0.0, far, args=(quantile,), xtol=1e-14, rtol=1e-13)) if inside else math.inf
        )
    return ends[0], ends[1]

"""Kernel of intraclass correlations: mean squares of complete ratings, variance components of incomplete ones."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_STARTS: Final = (0.3, 1.5)
_AT_ZERO: Final = 1e-6
_LARGEST: Final = 3e6
"""The largest root of a ratio: beyond, doubles tell no more of the mean."""


def mean_squares(ratings: Floats, /) -> tuple[float, float, float, float]:
    """Return the mean squares between units, between raters, of the residual, and within units.

    Args:
        ratings: Complete, (n, k), n and k at least 2.
    """
    n, k = ratings.shape
    grand, unit, rater = ratings.mean(), ratings.mean(axis=1), ratings.mean(axis=0)
    residual = ratings - unit[:, None] - rater + grand
    return (
        float(k * np.square(unit - grand).sum() / (n - 1)),
        float(n * np.square(rater - grand).sum() / (k - 1)),
        float(np.square(residual).sum() / ((n - 1) * (k - 1))),
        float(np.square(ratings - unit[:, None]).sum() / (n * (k - 1))),
    )


def one_way_interval(ratio: float, n: int, freedom: float, k: int, /, *, level: float) -> tuple[float, float]:
    """Return the interval of a single-rater correlation by the F distribution of a ratio of mean squares.

    Of forms (1,1), with n(k - 1) degrees of freedom, and (3,1), with (n - 1)(k - 1) (Shrout and Fleiss 1979, Psychol
    Bull 86:420-428, equations 5 to 7).

    Args:
        ratio: Mean square between units over that within units, or of the residual.
        n: How many units.
        freedom: The degrees of freedom of the denominator.
        k: How many raters.
        level: The confidence level.
    """
    from scipy.special import fdtri

    tail = (1.0 - level) / 2.0
    low, high = (ratio / float(fdtri(n - 1.0, freedom, p)) for p in (1.0 - tail, tail))
    return (low - 1.0) / (low + k - 1.0), (high - 1.0) / (high + k - 1.0)


def two_way_interval(
    value: float, squares: tuple[float, float, float], n: int, k: int, /, *, level: float
) -> tuple[float, float]:
    """Return the interval of the form (2,1), agreement of a single rater.

    By Satterthwaite's degrees of freedom (Shrout and Fleiss 1979, equations 8 and 9; McGraw and Wong 1996, Psychol
    Methods 1:30-46).

    Args:
        value: The correlation.
        squares: The mean squares between units, between raters, and of the residual, which is not 0.
        n: How many units.
        k: How many raters.
        level: The confidence level.
    """
    from scipy.special import fdtri

    between, raters, residual = squares
    ratio, spread = raters / residual, n * (1.0 + (k - 1) * value) - k * value
    freedom = (n - 1) * (k - 1) * (k * value * ratio + spread) ** 2
    freedom /= (n - 1) * k**2 * value**2 * ratio**2 + spread**2
    tail = (1.0 - level) / 2.0
    upper, lower = float(fdtri(n - 1.0, freedom, 1.0 - tail)), float(fdtri(freedom, n - 1.0, 1.0 - tail))
    rest = k * raters + (k * n - k - n) * residual
    return (
        n * (between - upper * residual) / (upper * rest + n * between),
        n * (lower * between - residual) / (rest + n * lower * between),
    )


def components(ratings: Floats, /, *, raters: bool) -> tuple[float, float, float, bool]:
    """Return the variances of units, of raters and of the residual by restricted maximum likelihood.

    Units, and raters where they are in the model, have random effects about one mean (Patterson and Thompson 1971,
    Biometrika 58:545-554). The likelihood is profiled over the residual and minimised over the roots of the ratios, so
    that a variance may be 0; units are eliminated one by one, and what is factored is as large as there are raters.

    Args:
        ratings: (n, k), NaN where not rated, some unit with two ratings, and ratings vary within units.
        raters: Whether raters differ in level; where they do not, their variance is 0.

    Returns:
        The variances, and whether one of units or raters is at 0, the end of what it may be.
    """
    from scipy.optimize import minimize

    here = ~np.isnan(ratings)
    mask = here[here.any(axis=1)].astype(np.float64)
    values = np.where(here, ratings - ratings[here].mean(), 0.0)[here.any(axis=1)]
    total = float(mask.sum())

    def profile(roots: Floats) -> tuple[float, float]:
        roots = np.clip(roots, -_LARGEST, _LARGEST)
        unit, rater = np.square(roots[0]), np.square(roots[1]) if raters else 0.0
        return _restricted(mask, values, float(unit), float(rater))

    def deviance(roots: Floats) -> float:
        return profile(roots)[0]

    def fitted(start: Floats, tolerance: float) -> tuple[float, Floats]:
        result = minimize(
            deviance,
            start,
            method="Nelder-Mead",
            options={"xatol": tolerance, "fatol": tolerance * 1e-3, "maxiter": 4000},
        )
        return float(result.fun), result.x

    sketches = [fitted(np.full(2 if raters else 1, start), 1e-3) for start in _STARTS]
    _, roots = fitted(min(sketches, key=lambda sketch: sketch[0])[1], 1e-9)
    roots = np.clip(roots, -_LARGEST, _LARGEST)
    ratios = np.where(np.abs(roots) < _AT_ZERO, 0.0, np.square(roots))
    residual = profile(np.sqrt(ratios))[1] / (total - 1.0)
    unit, rater = float(ratios[0]) * residual, float(ratios[1]) * residual if raters else 0.0
    return unit, rater, residual, bool((ratios == 0).any())


def _restricted(mask: Floats, values: Floats, unit: float, rater: float) -> tuple[float, float]:
    """Return minus twice the restricted log likelihood but for a constant, and the weighted sum of squares.

    Args:
        mask: 1 where rated, else 0, (n, k).
        values: The ratings, 0 where not rated.
        unit: The variance of units over that of the residual.
        rater: The same of raters.
    """
    sizes, sums = mask.sum(axis=1), values.sum(axis=1)
    own = 1.0 / (1.0 + unit * sizes)
    ones, cross, logs = float(sizes @ own), float(sums @ own), float(np.log1p(unit * sizes).sum())
    levels = np.zeros(mask.shape[1])
    if rater > 0:
        inner = np.diag(mask.sum(axis=0)) - (mask * ((1.0 - own) / sizes)[:, None]).T @ mask
        of_ones = mask.T @ own
        of_values = values.sum(axis=0) - mask.T @ ((1.0 - own) / sizes * sums)
        system = np.eye(len(inner)) + rater * inner
        solved = np.linalg.solve(system, np.column_stack((of_ones, of_values)))
        ones -= rater * float(of_ones @ solved[:, 0])
        cross -= rater * float(of_ones @ solved[:, 1])
        levels = rater * (solved[:, 1] - cross / ones * solved[:, 0])
        logs += float(np.linalg.slogdet(system)[1])
    # A sum of squares, for a difference of large sums would leave nothing where units explain nearly all.
    rest = (values - cross / ones - levels) * mask
    means = rest.sum(axis=1) / sizes
    left = float(np.square((rest - means[:, None]) * mask).sum()) + float((sizes * own) @ np.square(means))
    left += float(np.square(levels).sum()) / rater if rater > 0 else 0.0
    return logs + float(np.log(ones)) + (float(sizes.sum()) - 1.0) * float(np.log(left)), left

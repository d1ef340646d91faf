"""Kernel of internal consistency: alpha with its intervals, Guttman's lambdas, split halves, item-rest correlations."""

import itertools
import math
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi._thresholds import ROUNDING, exceeds

Floats = npt.NDArray[np.float64]

MOST_ENUMERATED: Final = 20
"""Up to how many parts every split into halves is tried: 92,378 of 20."""
_SMALL_PRODUCT: Final = 200_000
"""How many multiplications a product of matrices may have that is not worth starting threads for."""
_SMALL_ARRAY: Final = 16_000
"""How many counts are held at once: larger arrays are taken from the system anew each time, which takes longer."""
_AT_A_TIME: Final = 8192
_STARTS: Final = 24


def alpha(covariance: Floats, /) -> float:
    """Return Cronbach's alpha, k / (k - 1) (1 - trace / sum) (Cronbach 1951, Psychometrika 16:297-334).

    Args:
        covariance: Of k parts, at least 2, whose sum varies.
    """
    k = len(covariance)
    return float(k / (k - 1) * (1.0 - np.trace(covariance) / covariance.sum()))


def feldt_interval(value: float, n: int, k: int, /, *, level: float) -> tuple[float, float]:
    """Return the exact interval of alpha of normal parts with equal variances and covariances.

    (1 - alpha) / (1 - estimate) has the F distribution with n - 1 and (n - 1)(k - 1) degrees of freedom (Feldt 1965,
    Psychometrika 30:357-370).

    Args:
        value: The estimate, from n units with k parts, both at least 2.
        n: How many units it rests on.
        k: How many parts there are.
        level: The confidence level.
    """
    from scipy.special import fdtri

    tail, freedom = (1.0 - level) / 2.0, (n - 1.0, (n - 1.0) * (k - 1.0))
    return 1.0 - (1.0 - value) * float(fdtri(*freedom, 1.0 - tail)), 1.0 - (1.0 - value) * float(
        fdtri(*freedom, tail)
    )


def resample_counts(n: int, replicates: int, rng: np.random.Generator, /) -> Floats:
    """Return how often each of n units is drawn in each resample of n, (replicates, n)."""
    drawn = rng.integers(0, n, size=(replicates, n))
    drawn += np.arange(0, replicates * n, n)[:, None]
    return np.bincount(drawn.ravel(), minlength=replicates * n).reshape(replicates, n).astype(np.float64)


def resampled_alphas(values: Floats, replicates: int, rng: np.random.Generator, /) -> Floats:
    """Return alpha of resamples of units: counts times sums of squares, without making a resample.

    Args:
        values: Complete, (n, k), n and k at least 2.
        replicates: How many resamples.
        rng: Where they are drawn from.

    Returns:
        (replicates,); NaN where the sum does not vary in a resample.
    """
    n, k = values.shape
    centred = values - values.mean(axis=0)
    total = centred.sum(axis=1)
    squares = np.column_stack((centred, np.square(centred).sum(axis=1), np.square(total)))
    sums = np.empty((replicates, k + 2))
    step = max(1, min(_SMALL_PRODUCT // squares.size, _SMALL_ARRAY // n))
    for start in range(0, replicates, step):
        size = min(step, replicates - start)
        np.matmul(resample_counts(n, size, rng), squares, out=sums[start : start + size])
    sums /= n
    means = sums[:, :k]
    parts = sums[:, k] - np.square(means).sum(axis=1)
    whole = sums[:, k + 1] - np.square(means.sum(axis=1))
    varies = exceeds(whole, ROUNDING * sums[:, k + 1])
    ratio = np.divide(parts, whole, out=np.full(replicates, np.nan), where=varies)
    found: Floats = k / (k - 1) * (1.0 - ratio)
    return found


def lambdas(covariance: Floats, /) -> tuple[float, float, float, float, float]:
    """Return Guttman's lambdas 1, 2, 3, 5 and 6; the fourth is the best split half.

    Guttman 1945, Psychometrika 10:255-282. The sixth takes from each part what the others do not explain of it by
    linear regression; it is NaN where the covariances are singular.

    Args:
        covariance: Of k parts, at least 2, whose sum varies.
    """
    k, total = len(covariance), covariance.sum()
    own = np.diag(covariance)
    between = np.square(covariance - np.diag(own))
    first = 1.0 - own.sum() / total
    return (
        float(first),
        float(first + math.sqrt(k / (k - 1) * between.sum()) / total),
        float(k / (k - 1) * first),
        float(first + 2.0 * math.sqrt(between.sum(axis=0).max()) / total),
        float(1.0 - (1.0 / np.diag(np.linalg.inv(covariance))).sum() / total)
        if is_definite(covariance)
        else math.nan,
    )


def is_definite(covariance: Floats, /) -> bool:
    """Whether covariances are far enough from singular to be inverted: by the least eigenvalue of the correlations."""
    own = np.diag(covariance)
    if not (own > 0).all():
        return False
    scaled = covariance / np.sqrt(np.outer(own, own))
    return bool(np.linalg.eigvalsh(scaled)[0] > len(own) * 1e-12)


def split_halves(covariance: Floats, /) -> tuple[float, float, float, bool]:
    """Return the worst, the average and the best split-half coefficient, and whether all splits were tried.

    Of the halves A and B, as equal as can be, it is 4 cov(A, B) / variance of the sum. The best is Guttman's fourth
    lambda. The average over all splits has a closed form; with an even number of parts it is alpha (Cronbach 1951).
    Above `MOST_ENUMERATED` parts, the ends are the best and worst that exchanges of two parts find from many starts.

    Args:
        covariance: Of k parts, at least 2, whose sum varies.
    """
    k, total = len(covariance), float(covariance.sum())
    trace = float(np.trace(covariance))
    average = 1.0 - (trace - (total - trace) / (k - 1 if k % 2 == 0 else k)) / total
    if k <= MOST_ENUMERATED:
        signs = _splits(k)
        forms = np.concatenate(
            [
                ((part := signs[i : i + _AT_A_TIME].astype(np.float64)) @ covariance * part).sum(axis=1)
                for i in range(0, len(signs), _AT_A_TIME)
            ]
        )
        least, most, proved = float(forms.min()), float(forms.max()), True
    else:
        least, most, proved = _exchanged(covariance), -_exchanged(-covariance), False
    ends = 1.0 - most / total, 1.0 - least / total
    return min(ends), average, max(ends), proved


@lru_cache(maxsize=4)
def _splits(k: int) -> npt.NDArray[np.int8]:
    """Return every split of k parts into halves as equal as can be, as signs; each split once."""
    half, fixed = k // 2, 1 - k % 2  # with an even number, the first part stands on the left
    chosen = np.array(list(itertools.combinations(range(fixed, k), half - fixed)), dtype=np.intp)
    signs = np.full((len(chosen), k), -1, dtype=np.int8)
    np.put_along_axis(signs, chosen.reshape(len(chosen), -1), 1, axis=1)
    if fixed:
        signs[:, 0] = 1
    return signs


def _exchanged(covariance: Floats) -> float:
    """Return the least s'Cs that exchanges of two parts reach, over splits s, from starts without chance."""
    k, found = len(covariance), math.inf
    _, vectors = np.linalg.eigh(covariance)
    starts = [np.argsort(vectors[:, place], kind="stable") for place in range(min(k, _STARTS))]
    starts += [np.argsort(np.arange(k) * step % k, kind="stable") for step in range(1, _STARTS)]
    for order in starts:
        signs = np.full(k, -1.0)
        signs[order[: k // 2]] = 1.0
        product = covariance @ signs
        while True:
            left, right = np.flatnonzero(signs > 0), np.flatnonzero(signs < 0)
            own = np.diag(covariance)
            change = (own - product)[left][:, None] + (own + product)[right][None, :]
            change -= 2.0 * covariance[np.ix_(left, right)]
            place = int(change.argmin())
            if not change.flat[place] < -ROUNDING * abs(covariance).sum():
                break
            i, j = left[place // len(right)], right[place % len(right)]
            signs[i], signs[j] = -1.0, 1.0
            product = covariance @ signs
        found = min(found, float(signs @ product))
    return found


def item_rest(covariance: Floats, /) -> Floats:
    """Return the correlation of each part with the sum of the others; NaN where one of them does not vary.

    Args:
        covariance: Of k parts, at least 2.
    """
    own = np.diag(covariance)
    shared = covariance.sum(axis=1) - own
    rest = covariance.sum() - own - 2.0 * shared
    product = own * rest
    varies = exceeds(rest, ROUNDING * covariance.sum()) & (product > 0)
    found: Floats = np.divide(
        shared, np.sqrt(np.where(varies, product, 1.0)), out=np.full(len(own), np.nan), where=varies
    )
    return found


def alphas_if_dropped(covariance: Floats, /) -> Floats:
    """Return alpha of the others for each part; NaN where they are fewer than two, or their sum does not vary.

    Args:
        covariance: Of k parts, at least 2.
    """
    own, k = np.diag(covariance), len(covariance) - 1
    if k < 2:
        return np.full(k + 1, np.nan)
    rest = covariance.sum() - 2.0 * covariance.sum(axis=1) + own
    varies = exceeds(rest, ROUNDING * abs(covariance).sum())
    left = np.divide(own.sum() - own, rest, out=np.full(k + 1, np.nan), where=varies)
    found: Floats = k / (k - 1) * (1.0 - left)
    return found


def first_component(correlation: Floats, /) -> Floats:
    """Return the loadings of the first principal component of correlations, their sum not below 0."""
    roots, vectors = np.linalg.eigh(correlation)
    loadings: Floats = vectors[:, -1] * math.sqrt(max(float(roots[-1]), 0.0))
    return -loadings if loadings.sum() < 0 else loadings

"""Kernel of differential functioning: two groups compared on one part, in strata of equal standing."""

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Strata = npt.NDArray[np.intp]


def strata_with_both(focal: Flags, strata: Strata, /) -> Flags:
    """Return which units stand in a stratum that has units of both groups."""
    sizes = np.bincount(strata)
    of_focal = np.bincount(strata, weights=focal)
    both = (of_focal > 0) & (of_focal < sizes)
    found: Flags = both[strata]
    return found


def mantel(values: Floats, focal: Flags, strata: Strata, /) -> tuple[float, float]:
    """Return Mantel's statistic of ordered values, chi-square with one degree of freedom, and its p value.

    The square of the focal group's sum less what it would be by chance within strata, over its variance (Mantel 1963, J
    Am Stat Assoc 58:690-700); without a correction for continuity. Of two values it is that of Mantel and Haenszel.

    Args:
        values: Complete, (n,).
        focal: Which units are in the focal group, (n,).
        strata: In which stratum each stands, from 0, (n,), each with units of both groups.

    Returns:
        The statistic and p, NaN where values do not vary within any stratum.
    """
    from scipy.special import chdtrc

    centred = values - values.mean()
    sizes = np.bincount(strata).astype(np.float64)
    there = sizes > 1
    of_focal = np.bincount(strata, weights=focal)
    sums, squares = np.bincount(strata, weights=centred), np.bincount(strata, weights=np.square(centred))
    seen = np.bincount(strata, weights=centred * focal)
    size, own = sizes[there], of_focal[there]
    spread = np.maximum(size * squares[there] - np.square(sums[there]), 0.0)
    variance = float(((size - own) * own * spread / (size**2 * (size - 1.0))).sum())
    if not variance > 1e-12 * float(np.square(centred).sum()):
        return math.nan, math.nan
    excess = float((seen[there] - own * sums[there] / size).sum())
    statistic = excess**2 / variance
    return statistic, float(chdtrc(1.0, statistic))


def common_odds(right: Flags, focal: Flags, strata: Strata, /) -> tuple[float, float]:
    """Return the logarithm of Mantel and Haenszel's common odds ratio, reference to focal group, and its error.

    Mantel and Haenszel 1959, J Natl Cancer Inst 22:719-748; the variance by Robins, Breslow and Greenland 1986,
    Biometrics 42:311-323.

    Args:
        right: Which units have the higher of two values, (n,).
        focal: Which units are in the focal group, (n,).
        strata: In which stratum each stands, from 0, (n,).

    Returns:
        Both, NaN where a group is all right or all wrong in every stratum.
    """
    cells = [
        np.bincount(strata[chosen], minlength=int(strata.max()) + 1).astype(np.float64)
        for chosen in (right & ~focal, ~right & ~focal, right & focal, ~right & focal)
    ]
    total = sum(cells)
    a, b, c, d = (cell[total > 0] for cell in cells)
    n = a + b + c + d
    up, down = a * d / n, b * c / n
    if not (up.sum() > 0 and down.sum() > 0):
        return math.nan, math.nan
    same, cross = (a + d) / n, (b + c) / n
    variance = (same * up).sum() / (2.0 * up.sum() ** 2) + (cross * down).sum() / (2.0 * down.sum() ** 2)
    variance += (same * down + cross * up).sum() / (2.0 * up.sum() * down.sum())
    return math.log(up.sum() / down.sum()), math.sqrt(float(variance))


def standardised_difference(values: Floats, focal: Flags, strata: Strata, /) -> tuple[float, float]:
    """Return the difference of means within strata, focal less reference, and the same over the standard deviation.

    Strata have the weight of their units of the focal group (Dorans and Kulick 1986, J Educ Meas 23:355-368). The
    standard deviation is that of both groups pooled.

    Args:
        values: Complete, (n,), varying within a group.
        focal: Which units are in the focal group, (n,).
        strata: In which stratum each stands, from 0, (n,), each with units of both groups.
    """
    centred = values - values.mean()
    own, other = (np.bincount(strata, weights=chosen) for chosen in (focal, ~focal))
    there = (own > 0) & (other > 0)
    means = [
        np.bincount(strata, weights=centred * chosen)[there] / sizes[there]
        for chosen, sizes in ((focal, own), (~focal, other))
    ]
    difference = float((own[there] * (means[0] - means[1])).sum() / own[there].sum())
    groups = [centred[chosen] for chosen in (focal, ~focal)]
    squares = sum(float(np.square(group - group.mean()).sum()) for group in groups)
    return difference, difference / math.sqrt(squares / (len(values) - 2))

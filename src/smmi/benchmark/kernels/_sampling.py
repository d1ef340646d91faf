"""The laws of counts and ranks in samples from a population without end, and from one of known size.

Masses are built from ratios of neighbours, in logarithms, and made to add up to 1: exact to rounding at any size.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def binomial(n: int, share: float) -> Floats:
    """Return the law of how many of n draws fall into a share, from 0 to 1, of a population without end, (n + 1,)."""
    if share in {0.0, 1.0}:
        return _certain(n + 1, round(n * share))
    count = np.arange(n)
    return _law(np.log(n - count) - np.log(count + 1.0) + (np.log(share) - np.log1p(-share)))


def hypergeometric(n: int, marked: int, population: int) -> Floats:
    """Return the law of how many of n units, drawn without replacement, are among the marked ones, (n + 1,).

    Args:
        n: How many are drawn.
        marked: How many of the population are marked.
        population: The size of the population, at least n.
    """
    low, high = max(0, n + marked - population), min(n, marked)
    count = np.arange(low, high)
    ratios = (
        np.log(marked - count)
        + np.log(n - count)
        - np.log(count + 1.0)
        - np.log(population - marked - n + count + 1.0)
    )
    masses = np.zeros(n + 1)
    masses[low : high + 1] = _law(ratios)
    return masses


def population_rank(rank: int, n: int, population: int) -> Floats:
    """Return the law of the rank in the population of a sample's order statistic (negative hypergeometric).

    P(S = s) = C(s - 1, r - 1) C(N - s, n - r) / C(N, n) (Wilks 1962, Mathematical Statistics, 8.8).

    Args:
        rank: The rank r in the sample, from 1 to n.
        n: The size of the sample.
        population: The size of the population, N.

    Returns:
        The mass of each rank s from 1 to N, (N,).
    """
    low, high = rank, population - n + rank
    at = np.arange(low, high)
    ratios = (
        np.log(at) - np.log(at - rank + 1.0) + np.log(population - at - n + rank) - np.log(population - at)
    )
    masses = np.zeros(population)
    masses[low - 1 : high] = _law(ratios)
    return masses


def _law(log_ratios: Floats) -> Floats:
    """Return masses from the logarithms of the ratio of each to the one before."""
    logs = np.concatenate(([0.0], np.cumsum(log_ratios)))
    masses: Floats = np.exp(logs - logs.max())
    masses /= masses.sum()
    return masses


def _certain(length: int, at: int) -> Floats:
    masses = np.zeros(length)
    masses[at] = 1.0
    return masses

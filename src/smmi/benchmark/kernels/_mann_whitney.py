"""Kernel of the Mann-Whitney test: in how many splits of the units its statistic takes each value, ties counted.

All of it is in whole numbers: twice the statistic is one, and so are the numbers of splits.

Why not ``scipy.stats``: `mannwhitneyu` has the exact law only without ties, and takes all splits one by one with them.
"""

import math
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MOST_UNITS: Final = 100
"""The exact law, ties counted, is worked out for no more units in both samples: hundredths of a second at most."""


def mann_whitney_splits(first: Floats, second: Floats, /) -> tuple[int, int, int]:
    """Return twice the Mann-Whitney U of the first sample, how many splits are as far from the mean, and of how many.

    U counts the pairs in which the first is higher, and half of those that are equal; its mean over all splits of the
    units into samples of these sizes is half the pairs, whatever the ties. A split is as far as the one observed if
    |2 U - m n| is at least as large: with ties the law need not be symmetric, and this is then not twice the smaller
    tail. It is the definition of ``wilcox_test(distribution = "exact")`` in R's coin (Hothorn, Hornik, van de Wiel and
    Zeileis 2006, Am Stat 60:257-263), and without ties that of ``wilcox.test``. The law is conditional on the ties
    (Streitberg and Roehmel 1986, Stat Softw Newsl 12:10-17).
    """
    pooled, sizes = np.unique(np.concatenate((first, second)), return_counts=True)
    inside = np.bincount(np.searchsorted(pooled, first), minlength=len(pooled))
    below = np.cumsum(sizes - inside) - (sizes - inside)
    twice = int(inside @ (2 * below + sizes - inside))
    m, pairs = len(first), len(first) * len(second)
    least = min(twice, 2 * pairs - twice)  # as far from the mean, below it
    # Exchanged samples mirror the law, and those as far stay as far.
    packed, width, unit = _law(tuple(sizes.tolist()), min(m, len(second)))
    lower = packed & ((1 << width * (least // unit + 1)) - 1)
    upper = packed >> width * -(-max(2 * pairs - least, least + 1) // unit)
    return twice, _sum_of(lower, width) + _sum_of(upper, width), math.comb(m + len(second), m)


@lru_cache(maxsize=32)
def _law(sizes: tuple[int, ...], m: int) -> tuple[int, int, int]:
    """Return in how many splits 2 U takes each value, packed in one number; the bits of each; and what 2 U counts by.

    The shift algorithm of Streitberg and Roehmel, by group of ties instead of by unit: the groups pass from the lowest
    on, and of each any number of units goes into the first sample. The numbers of splits with k units in it so far, by
    2 U, are the coefficients of a polynomial, kept as its value at a power of two that is above all their sums.

    Args:
        sizes: How many units are equal, for each value, ascending.
        m: The size of the first sample.
    """
    units = sum(sizes)
    width = math.comb(units, m).bit_length() + 1
    unit = 2 if all(size % 2 for size in sizes) else 1  # then 2 U is even in every split
    packed, below = {0: 1}, 0
    for size in sizes:
        grown: dict[int, int] = {}
        left = units - below - size
        for k, splits in packed.items():
            for more in range(max(0, m - k - left), min(size, m - k) + 1):
                pairs = more * (2 * (below - k) + size - more) // unit
                grown[k + more] = grown.get(k + more, 0) + (math.comb(size, more) * splits << width * pairs)
        packed, below = grown, below + size
    return packed[m], width, unit


def _sum_of(packed: int, width: int) -> int:
    """Return the sum of packed numbers, by casting out: it is below the number cast out."""
    return packed % ((1 << width) - 1)


@lru_cache(maxsize=256)
def mann_whitney_counts(m: int, n: int, /) -> tuple[int, ...]:
    """Return in how many of all orders of two samples without ties the first is higher in 0 … m n pairs.

    The coefficients of the Gaussian binomial (Mann and Whitney 1947, Ann Math Stat 18:50-60).
    """
    counts = [1] + [0] * (m * n)
    for i in range(1, m + 1):
        for place in range(m * n, n + i - 1, -1):  # times 1 - q^(n + i)
            counts[place] -= counts[place - n - i]
        for place in range(i, m * n + 1):  # divided by 1 - q^i
            counts[place] += counts[place - i]
    return tuple(counts)

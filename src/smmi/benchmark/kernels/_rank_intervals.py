"""Intervals of a rank in a population of known size, which never widen as fewer of its units are left unseen.

The ends of Clopper and Pearson and of Jeffreys are attainable shares K / N, so that they jump as N does: with the same
sample, one unit less to be seen may move an end outwards. Here each end is the furthest of those for all sizes from
the sample's own to N: the interval for a smaller N lies inside the one for a larger N, and for N = n it is a point. It
holds the one for N, so it covers at least as often.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._intervals import Interval, clopper_pearson, wilson

Floats = npt.NDArray[np.float64]

_SLACK: Final = 1e-9
"""A tail this much short of its limit, relatively, may be so by the rounding of logarithms."""
_AT_ONCE: Final = 2**20
"""How many probabilities are worked out at most; of populations so large, only the largest sizes are gone through."""


def rank_interval(
    method: Callable[..., Interval], below: float, n: int, /, *, level: float, population: int
) -> tuple[float, float]:
    """Return the ends of an interval of the share below, for a population of a known size.

    They lie between the shares that there would be if all units not seen were above, and if all were below.

    Args:
        method: `clopper_pearson`, `wilson` or `jeffreys`.
        below: How many are below, whole or a half, from 0 to n.
        n: How many there are, at least 1.
        level: The confidence level, between 0 and 1.
        population: The size of the population, at least n.

    Returns:
        The ends, percent.
    """
    tail, rest = (1.0 - level) / 2.0, population - n
    if not rest:
        return 100.0 * below / n, 100.0 * below / n
    if method is wilson:  # has no jumps
        low, high = (float(end) for end in wilson(below, n, level=level, population=population)[:2])
    else:
        furthest = _exact if method is clopper_pearson else _predicted
        low, high = furthest(below, n, rest, tail)[0], furthest(n - below, n, rest, tail)[1]
    reach = 100.0 * below / population, 100.0 * (below + rest) / population
    return max(100.0 * low, reach[0]), min(100.0 * high, reach[1])


def _exact(count: float, n: int, rest: int, tail: float) -> tuple[float, float]:
    """Return the lowest lower end of Clopper and Pearson, and its complement."""
    whole = int(count)
    if count != whole:
        ends = [_exact(number, n, rest, tail) for number in (whole, whole + 1)]
        return (ends[0][0] + ends[1][0]) / 2.0, (ends[0][1] + ends[1][1]) / 2.0
    return _lowest(whole, n, rest, tail, whole, n - whole + 1.0) if whole else (0.0, 1.0)


def _predicted(count: float, n: int, rest: int, tail: float) -> tuple[float, float]:
    """Return the lowest lower end by Jeffreys' prior, and its complement."""
    return _lowest(count, n, rest, tail, count + 0.5, n - count + 0.5)


@lru_cache(maxsize=4096)
def _lowest(count: float, n: int, rest: int, tail: float, first: float, second: float) -> tuple[float, float]:
    """Return the lowest lower end for all populations of which up to `rest` units are not seen, and its complement.

    How many of r units not seen are below is beta-binomial, with the parameters `first` and `second`. Both methods have
    this form: for Clopper and Pearson they are k and n - k + 1, for Jeffreys k + 1/2 and n - k + 1/2.
    """
    from scipy.special import betaln, gammaln

    unseen = np.arange(rest + 1.0)
    # ln P(U = u | r) is a function of u, plus one of r - u, plus one of r.
    of_below = gammaln(first + unseen) - gammaln(unseen + 1.0)
    of_above = gammaln(second + unseen) - gammaln(unseen + 1.0)
    of_all = gammaln(unseen + 1.0) - gammaln(first + second + unseen) - betaln(first, second)
    most = _steps(of_below + of_above[::-1] + of_all[rest], tail)
    width = most + 1
    least = max(0, rest + 1 - _AT_ONCE // width)
    padded = np.concatenate((np.full(most, -np.inf), of_above))
    rows = np.lib.stride_tricks.sliding_window_view(padded, width)[least:, ::-1]
    logs = rows + of_below[:width] + of_all[least:, None]
    steps = (np.cumsum(np.exp(logs), axis=1) < tail * (1.0 - _SLACK)).sum(axis=1)
    sizes = n + unseen[least:]
    outside = np.maximum(count, np.ceil(count * sizes / n) - 1.0)
    counts = np.minimum(count + steps, outside)
    return float((counts / sizes).min()), float(((sizes - counts) / sizes).max())


def _steps(logs: Floats, tail: float) -> int:
    """Return how many of the masses come before a tail is reached."""
    return int((np.cumsum(np.exp(logs)) < tail).sum())

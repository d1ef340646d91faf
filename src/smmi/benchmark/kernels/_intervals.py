"""Intervals of a proportion, such as a percentile rank, from how many of n are below.

The count `below` may be a whole number and a half, as mid-ranks make it: k = number below + half the number equal. Such
a count varies less than a binomial one of the same mean, so that its interval covers at least as often.

Where the size N of the population is known, what is estimated is the share K / N of that very population, and the n
units are a sample from it without replacement. Two of the methods then have ends on the attainable shares only; these
ends lie outside the estimate, so that no interval has zero width but that of a full census.

The ends of Clopper and Pearson and of Jeffreys jump as N does: with the same sample, one unit less to be seen may move
an end outwards. Each end of a rank's interval is therefore the furthest of those for all sizes from the sample's own to
N: the interval for a smaller N lies inside the one for a larger N, and for N = n it is a point. It holds the one for N,
so it covers at least as often.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi._thresholds import ROUNDING, reaches
from smmi.benchmark.kernels._sampling import population_rank

Floats = npt.NDArray[np.float64]
Reasons = npt.NDArray[np.uint8]
Interval = tuple[Floats, Floats, Reasons]

PRESENT: Final = 0
"""There is an interval."""
NO_UNITS: Final = 1
"""There is no interval: nobody to compare with."""
_TAIL_ROUNDING: Final = 1e-9
"""As `ROUNDING`, for tails that are summed from logarithms as large as those of factorials of populations."""
_AT_ONCE: Final = 2**20
"""How many probabilities are worked out at most; of populations so large, only the largest sizes are gone through."""


def clopper_pearson(
    below: npt.ArrayLike, n: npt.ArrayLike, /, *, level: float, population: int | None = None
) -> Interval:
    """Return the exact interval, which covers at least as often as it says.

    Without end: the quantile of Beta(k, n - k + 1) at (1 - level) / 2, and that of Beta(k + 1, n - k) at
    (1 + level) / 2 (Clopper and Pearson 1934, Biometrika 26:404-413); for k and n that are not whole the same formula
    (Korn and Graubard 1998, Survey Methodology 24:193-201, of an effective n).

    Of N: all K that neither tail of the hypergeometric law refuses at (1 - level) / 2 (Buonaccorsi 1987, Am Stat
    41:215-218), and the attainable K next to the estimate on both sides. For k and a half the mean of the ends for its
    neighbours.

    Args:
        below: How many are below, from 0 to n, any shape.
        n: How many there are, broadcast against `below`; whole where there is a population.
        level: The confidence level, between 0 and 1.
        population: N, at least n.

    Returns:
        Lower and upper ends as shares from 0 to 1, NaN where absent, and why they are (`PRESENT`, `NO_UNITS`).
    """
    k, size, known = _counts(below, n)
    tail = (1.0 - level) / 2.0
    if population is None:
        from scipy.special import betaincinv

        low = betaincinv(np.where(k > 0, k, 1.0), size - k + 1.0, tail)
        high = betaincinv(k + 1.0, np.where(k < size, size - k, 1.0), 1.0 - tail)
        # By rounding alone an end may lie inside the estimate; and 0 and all have no end beyond theirs.
        return _present(np.minimum(low, k / size), np.maximum(high, k / size), known)

    def ends(count: float, of: int) -> tuple[float, float]:
        # Both from whole numbers of the population: in a census they are the same double.
        low, high = (_least_count(one, of, population, tail) for one in (count, of - count))
        return low / population, (population - high) / population

    return _present(*_by_count(k, size, ends), known)


def wilson(
    below: npt.ArrayLike, n: npt.ArrayLike, /, *, level: float, population: int | None = None
) -> Interval:
    """Return the score interval (Wilson 1927, J Am Stat Assoc 22:209-212).

    With a population, n is replaced by n (N - 1) / (N - n), which gives the share of a sample without replacement its
    variance. n need not be whole: with weights take `effective_size`, and `below` as the weighted share of it.

    It covers as often as it says on average over units, at single ranks near 0 and 100 less often: an interval of 95 %,
    83 of 203 being seen, down to 92 %.

    Args:
        below: As in `clopper_pearson`.
        n: As in `clopper_pearson`, but may be an effective number.
        level: As in `clopper_pearson`.
        population: As in `clopper_pearson`.

    Returns:
        As `clopper_pearson`.
    """
    from scipy.special import ndtri

    k, size, known = _counts(below, n)
    share = k / size
    inverse = 1.0 / size
    if population is not None:
        inverse = inverse * (population - size) / max(population - 1.0, 1.0)
    square = ndtri((1.0 - level) / 2.0) ** 2 * inverse  # the lower tail: the upper one is rounded near 1
    middle = share + square / 2.0
    half = np.sqrt(square * (share * (1.0 - share) + square / 4.0))
    low, high = (middle - half) / (1.0 + square), (middle + half) / (1.0 + square)
    # By rounding alone an end may lie inside the estimate, or outside of 0 to 1.
    return _present(np.clip(low, 0.0, share), np.clip(high, share, 1.0), known)


def jeffreys(
    below: npt.ArrayLike, n: npt.ArrayLike, /, *, level: float, population: int | None = None
) -> Interval:
    """Return the equal-tailed interval of Jeffreys' prior, Beta(1/2, 1/2).

    Without end: the quantiles of Beta(k + 1/2, n - k + 1/2), drawn out to the estimate where they do not hold it: 0 and
    1 at none and all below (Brown, Cai and DasGupta 2001, Stat Sci 16:101-133).

    Of N: K = k + U, U being how many of the N - n units not seen are below. Given the sample it is beta-binomial,
    P(U = u) = C(N - n, u) B(k + 1/2 + u, N - k + 1/2 - u) / B(k + 1/2, n - k + 1/2). The ends are the quantiles of
    K / N, drawn out to the attainable K next to the estimate on both sides.

    It covers as often as it says on average over units, at single ranks near 0 and 100 less often: an interval of 95 %,
    83 of 203 being seen, down to 90 %.

    Args:
        below: As in `clopper_pearson`.
        n: As in `clopper_pearson`.
        level: As in `clopper_pearson`.
        population: As in `clopper_pearson`.

    Returns:
        As `clopper_pearson`.
    """
    k, size, known = _counts(below, n)
    tail = (1.0 - level) / 2.0
    if population is None:
        from scipy.special import betaincinv

        share = k / size
        low, high = (betaincinv(k + 0.5, size - k + 0.5, at) for at in (tail, 1.0 - tail))
        return _present(np.minimum(low, share), np.maximum(high, share), known)

    def ends(count: float, of: int) -> tuple[float, float]:
        low, high = (_predicted_count(number, of, population, tail) for number in (count, of - count))
        return low / population, (population - high) / population

    return _present(*_by_count(k, size, ends), known)


def _counts(below: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Return k, n and whether there is anybody; 0 of 1 stands where there is nobody."""
    k, size = np.broadcast_arrays(np.asarray(below, dtype=np.float64), np.asarray(n, dtype=np.float64))
    known = size > 0
    return np.where(known, k, 0.0), np.where(known, size, 1.0), known


def _present(low: Floats, high: Floats, known: npt.NDArray[np.bool_]) -> Interval:
    reasons = np.where(known, PRESENT, NO_UNITS).astype(np.uint8)
    return np.where(known, low, np.nan), np.where(known, high, np.nan), reasons


def _by_count(k: Floats, size: Floats, ends: Callable[..., tuple[float, float]]) -> tuple[Floats, Floats]:
    """Return the ends for each k of n, each pair worked out once."""
    pairs, places = np.unique(np.stack((k.ravel(), size.ravel())), axis=1, return_inverse=True)
    found = np.array([ends(count, int(of)) for count, of in pairs.T.tolist()])
    low, high = found.reshape(-1, 2)[places.ravel()].T
    return low.reshape(k.shape), high.reshape(k.shape)


def _least_count(count: float, n: int, population: int, tail: float) -> float:
    """Return the lower end of Clopper and Pearson for a sample from a population, as a number of its units."""
    whole = int(count)
    if count != whole:
        return sum(_least_count(number, n, population, tail) for number in (whole, whole + 1)) / 2.0
    if n == population or not whole:
        return whole
    # At least k of the sample are among the K lowest of the population if the k-th of the sample is.
    reached = np.cumsum(population_rank(whole, n, population))
    least = 1 + int(np.argmax(reaches(reached, tail, rounding=ROUNDING)))
    return min(least, _outside(whole, n, population))


def _predicted_count(count: float, n: int, population: int, tail: float) -> float:
    """Return the lower end of the beta-binomial prediction for a population, as a number of its units."""
    from scipy.special import betaln, gammaln

    rest = population - n
    if not rest:
        return count
    unseen = np.arange(rest + 1)
    logs = betaln(count + 0.5 + unseen, population - count + 0.5 - unseen)
    logs = logs - gammaln(unseen + 1.0) - gammaln(rest - unseen + 1.0)
    masses = np.exp(logs - logs.max())
    reached = np.cumsum(masses / masses.sum())
    least = count + int(np.argmax(reaches(reached, tail, rounding=ROUNDING)))
    return float(min(least, _outside(count, n, population)))


def _outside(count: float, n: int, population: int) -> float:
    """Return the attainable number next to, and below, the estimate of how many of the population are below."""
    return max(count, float(np.ceil(count * population / n)) - 1.0)


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
    steps = (~reaches(np.cumsum(np.exp(logs), axis=1), tail, rounding=_TAIL_ROUNDING)).sum(axis=1)
    sizes = n + unseen[least:]
    outside = np.maximum(count, np.ceil(count * sizes / n) - 1.0)
    counts = np.minimum(count + steps, outside)
    return float((counts / sizes).min()), float(((sizes - counts) / sizes).max())


def _steps(logs: Floats, tail: float) -> int:
    """Return how many of the masses come before a tail is reached, whatever rounding left: one more at most."""
    return int((~reaches(np.cumsum(np.exp(logs)), tail)).sum())

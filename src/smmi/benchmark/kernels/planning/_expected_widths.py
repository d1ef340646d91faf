"""Kernel of widths that are to be expected: of intervals of a percentile rank, of a quantile, and of a mean."""

import math
from collections.abc import Callable

from smmi.benchmark.kernels._intervals import Interval, rank_interval
from smmi.benchmark.kernels._order_statistics import interval_ranks
from smmi.benchmark.kernels.planning._chances import t_cut


def rank_width(
    method: Callable[..., Interval], share: float, n: int, /, *, level: float, population: int | None
) -> float:
    """Return the width of the interval of a share below where as many are below as is to be expected.

    Of a population, it is the interval that placement in norms gives, between those for both whole numbers around it.

    Args:
        method: `clopper_pearson`, `wilson` or `jeffreys`.
        share: The true share below, from 0 to 1.
        n: How many units take part, at least 1.
        level: The confidence level, between 0 and 1.
        population: How many there are in all, at least n; None without end.

    Returns:
        Percentage points.
    """
    below = share * n
    if population is None:
        low, high, _ = method(below, n, level=level)
        return 100.0 * float(high - low)
    first = math.floor(below)
    widths = []
    for count in (first, min(first + 1, n)):
        ends = rank_interval(method, count, n, level=level, population=population)
        widths.append(ends[1] - ends[0])
    return widths[0] + (below - first) * (widths[1] - widths[0])


def quantile_width(share: float, n: int, /, *, level: float, population: int | None) -> float:
    """Return the mean width of the interval of a quantile between order statistics, in percentile points.

    The j-th of n has in the mean the rank j (N + 1) / (n + 1) of N, and the share j / (n + 1) without end, whatever the
    distribution (David and Nagaraja 2003, Order Statistics, 3.7).

    Args:
        share: Which quantile, between 0 and 1.
        n: How many units take part, at least 1.
        level: The confidence level, between 0 and 1.
        population: As in `rank_width`.

    Returns:
        Percentile points; infinite where there are too few units for both ends, 0 where all take part.
    """
    if n == population:
        return 0.0
    low, high, _ = interval_ranks(n, share, level=level, population=population)
    if low < 1 or high > n:
        return math.inf
    width = 100.0 * (high - low) / (n + 1.0)
    return width if population is None else width * (population + 1.0) / population


def mean_width(spread: float, n: int, /, *, level: float, population: int | None) -> float:
    """Return the width of the interval of a mean by Student's t, with the correction of a finite population.

    2 t(n - 1) s sqrt((1 - n / N) / n) (Cochran 1977, Sampling Techniques, 2.6).

    Args:
        spread: The standard deviation of the scores, s.
        n: How many units take part, at least 2.
        level: The confidence level, between 0 and 1.
        population: As in `rank_width`.
    """
    if n == population:
        return 0.0
    seen = 0.0 if population is None else n / population
    return 2.0 * t_cut(n - 1.0, level) * spread * math.sqrt((1.0 - seen) / n)


def least_number(
    width: Callable[[int], float], most: float, /, *, least: int, limit: int, steady: bool
) -> int | None:
    """Return the least number of units from which on a width that shrinks in the large is no more than asked for.

    Args:
        width: The width of a number of units.
        most: The greatest width.
        least: The least number of units.
        limit: The greatest number that is tried.
        steady: Whether the width shrinks with every unit; where it is a sawtooth, a quarter more numbers are tried.

    Returns:
        None if the limit is not enough.
    """
    high = least
    while width(high) > most:
        if high >= limit:
            return None
        high = min(2 * high, limit)
    low = max(least, high // 2)
    while low < high:
        middle = (low + high) // 2
        if width(middle) > most:
            low = middle + 1
        else:
            high = middle
    if steady:
        return high
    found = high
    for number in range(high + 1, min(limit, high + 10 + high // 4) + 1):
        if width(number) > most:
            found = number + 1
    return found if found <= limit else None

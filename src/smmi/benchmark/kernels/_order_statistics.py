"""Intervals of a median or another quantile from order statistics, and their exact bootstrap.

A quantile's *position* is h = (n - 1) p + 1, type 7 of Hyndman and Fan 1996: the quantile is (1 - g) X(j) + g X(j + 1),
j and g the whole and the fractional part of h. The median is the same by types 2, 5, 6, 7, 8 and 9.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from smmi._thresholds import ROUNDING, exceeds, reaches
from smmi.benchmark.kernels._sampling import binomial, hypergeometric

Floats = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.intp]
Reasons = npt.NDArray[np.uint8]

PRESENT: Final = 0
"""There is an interval."""
TOO_FEW_UNITS: Final = 1
"""There is none: too few units for an interval at this level; an end may be absent alone."""
NO_SPREAD: Final = 2
"""There is none: all scores are equal, so that they tell nothing of how scores vary."""
TIED_ENDS: Final = 3
"""There is an interval, but its ends are equal, as ties make them: too coarse a scale to tell, not certainty."""

_NEGLIGIBLE: Final = 1e-18
"""A pair of order statistics less probable than this adds nothing to a sum in double precision."""
_WIDEST_GAP: Final = 60
"""Neighbours in a resample are further apart than this, in ranks of the sample, with less probability than that."""


def interval_ranks(
    n: int, probability: float, /, *, level: float, population: int | None = None
) -> tuple[int, int, float]:
    """Return the ranks of the order statistics between which a quantile lies, and how often it does.

    Each end misses with a probability of at most (1 - level) / 2. Without end the number of units below the quantile is
    binomial (Thompson 1936, Ann Math Stat 7:122-128; David and Nagaraja 2003, Order Statistics, 7.1). Of N units it is
    hypergeometric (Wilks 1962, Mathematical Statistics, 11.4), the quantile being that of the N, between the order
    statistics at the whole numbers on both sides of its position. With ties, it lies there at least as often.

    Args:
        n: How many units there are, at least 1.
        probability: Which quantile, between 0 and 1.
        level: The confidence level, between 0 and 1.
        population: N, at least n.

    Returns:
        The lower rank, from 0, and the upper rank, to n + 1, both counted from 1: 0 and n + 1 say that there is no such
        end; and the probability that the quantile lies between, ends included.
    """
    if population is None:
        reached = beaten = np.cumsum(binomial(n, probability))
    else:
        position = _position(probability, population)
        # How many of the sample are at or below the lower neighbour of the quantile, and below the upper one.
        reached = np.cumsum(hypergeometric(n, int(np.floor(position)), population))
        beaten = np.cumsum(hypergeometric(n, int(np.ceil(position)) - 1, population))
    tail = (1.0 - level) / 2.0
    # The lower end misses if fewer than its rank are below, the upper one if as many as its rank are.
    low = int(np.argmax(exceeds(reached, tail, rounding=ROUNDING)))
    high = 1 + min(int(np.count_nonzero(exceeds(1.0 - beaten, tail, rounding=ROUNDING))), n)
    # Drawn out to the sample's own quantile, which may lie outside where the quantile is extreme or the level low.
    estimate = _position(probability, n)
    low, high = min(low, int(np.floor(estimate))), max(high, int(np.ceil(estimate)))
    missed = (reached[low - 1] if low else 0.0) + (1.0 - beaten[high - 1] if high <= n else 0.0)
    return low, high, float(1.0 - missed)


def quantile_intervals(
    scores: Floats, probability: float, /, *, level: float, population: int | None = None
) -> tuple[Floats, Floats, float, Reasons]:
    """Return the interval of a quantile between order statistics, for each row of scores.

    Args:
        scores: Complete, (m, n).
        probability: Which quantile, between 0 and 1.
        level: The confidence level, between 0 and 1.
        population: How many units there are in all, where n of them were drawn.

    Returns:
        Lower and upper ends, (m,), NaN where absent; how often such an interval holds the quantile, at least (NaN
        where n is 0); and why an end is absent or not to be trusted, (m,) (`PRESENT`, `TOO_FEW_UNITS`, `NO_SPREAD`,
        `TIED_ENDS`). In a full census both ends are the quantile; that is certainty, and `PRESENT`.
    """
    rows, n = scores.shape
    low, high = np.full(rows, np.nan), np.full(rows, np.nan)
    if not n:
        return low, high, np.nan, np.full(rows, TOO_FEW_UNITS, dtype=np.uint8)
    if population == n:
        known = np.quantile(scores, probability, axis=1)
        return known, known.copy(), 1.0, np.full(rows, PRESENT, dtype=np.uint8)
    first, last, attained = interval_ranks(n, probability, level=level, population=population)
    ascending = np.sort(scores, axis=1)
    if first >= 1:
        low = ascending[:, first - 1].copy()
    if last <= n:
        high = ascending[:, last - 1].copy()
    reasons = _reasons(low, high, ascending)
    absent = (reasons == NO_SPREAD) | ((reasons == TOO_FEW_UNITS) & (n < 2))
    low[absent] = high[absent] = np.nan
    return low, high, attained, reasons


def bootstrap_quantiles(
    scores: Floats, probability: float, /, *, level: float
) -> tuple[Floats, Floats, Floats, Reasons]:
    """Return the standard error and percentile interval of a quantile over all n**n resamples, without drawing any.

    The standard error is the standard deviation over the law of the resampled quantile (Maritz and Jarrett 1978, J Am
    Stat Assoc 73:194-196, for the median; Hutson and Ernst 2000, J R Stat Soc B 62:89-94, for all order statistics).
    The lower end is the least value that the resampled quantile does not exceed with a probability of at least
    (1 - level) / 2; the upper end is the same from above.

    Args:
        scores: Complete, (m, n).
        probability: Which quantile, from 0 to 1.
        level: The confidence level, between 0 and 1.

    Returns:
        Standard errors, lower and upper ends, all (m,), NaN where absent; and why they are, as `quantile_intervals`.
    """
    rows, n = scores.shape
    if n < 2:
        absent = np.full(rows, np.nan)
        return absent, absent.copy(), absent.copy(), np.full(rows, TOO_FEW_UNITS, dtype=np.uint8)
    ascending = np.sort(scores, axis=1)
    position = _position(probability, n)
    rank = int(position)
    part = position - rank
    tail = (1.0 - level) / 2.0
    if part:
        errors, low, high = _of_two(ascending, rank, part, tail)
    else:
        errors, low, high = _of_one(ascending, rank, tail)
    reasons = _reasons(low, high, ascending)
    for values in (errors, low, high):
        values[reasons == NO_SPREAD] = np.nan
    return errors, low, high, reasons


def bootstrap_law(n: int, rank: int, /) -> Floats:
    """Return the probability that the order statistic of a resample is each of the sample's, (n,).

    P(X*(r) <= x(i)) is the chance that at least r of n draws fall on the i lowest, I(i / n; r, n - r + 1).

    Args:
        n: The size of sample and resample, at least 1.
        rank: The rank r in the resample, from 1 to n.
    """
    return np.diff(_reached(n, rank), prepend=0.0)


def bootstrap_pairs(n: int, rank: int, /) -> tuple[Ranks, Ranks, Floats]:
    """Return the joint law of two neighbouring order statistics of a resample.

    For i < j, P(X*(r) = x(i), X*(r + 1) = x(j)) is C(n, r) times (i/n)^r - ((i-1)/n)^r (r draws fall on the i lowest,
    at least one of them on i) times ((n-j+1)/n)^(n-r) - ((n-j)/n)^(n-r) (the others on j and above, at least one on
    j). The mass of i = j is what is left of the law of X*(r).

    Args:
        n: The size of sample and resample, at least 2.
        rank: The lower rank r in the resample, from 1 to n - 1.

    Returns:
        i and j, counted from 0, and the probability of each pair that is not negligible (1e-18), all (pairs,).
    """
    from scipy.special import gammaln

    law = bootstrap_law(n, rank)
    likely = np.flatnonzero(law > _NEGLIGIBLE)
    first, last = int(likely[0]), int(likely[-1]) + 1
    choose = float(gammaln(n + 1.0) - gammaln(rank + 1.0) - gammaln(n - rank + 1.0))
    lower = choose + _highest_logs(n, rank)[first:last]
    upper = np.full(last + _WIDEST_GAP, -np.inf)
    upper[:n] = _highest_logs(n, n - rank)[::-1][: len(upper)]
    band = np.empty((min(_WIDEST_GAP, n - 1) + 1, last - first))
    for gap in range(1, len(band)):
        np.add(lower, upper[first + gap : last + gap], out=band[gap])
    np.exp(band[1:], out=band[1:])
    band[0] = law[first:last] - band[1:].sum(axis=0)
    gaps, columns = np.nonzero(band > _NEGLIGIBLE)
    return first + columns, first + columns + gaps, band[gaps, columns]


def _highest_logs(n: int, draws: int) -> Floats:
    """Return the logarithm of the chance that the highest of some draws from 1 to n is i, (n,)."""
    place = np.arange(1, n + 1)
    with np.errstate(divide="ignore"):  # nothing lies below 1
        below = draws * np.log1p(-1.0 / place)
    logs: Floats = draws * np.log(place / n) + np.log(-np.expm1(below))
    return logs


def _reached(n: int, rank: int) -> Floats:
    """Return the distribution function of `bootstrap_law`, (n,)."""
    from scipy.special import betainc

    reached: Floats = betainc(float(rank), n - rank + 1.0, np.arange(1, n + 1) / n)
    return reached


def _position(probability: float, n: int) -> float:
    """Return the position of a quantile, from 1 to n, whole where it is not so by rounding alone."""
    position = (n - 1) * probability + 1.0
    whole = round(position)
    return float(whole) if abs(position - whole) <= ROUNDING * n else position


def _of_one(ascending: Floats, rank: int, tail: float) -> tuple[Floats, Floats, Floats]:
    """Return standard errors and both ends of the order statistic of a resample, (m,) each."""
    n = ascending.shape[1]
    errors = _deviations(ascending, bootstrap_law(n, rank))
    low, high = _end(n, rank, tail), n - 1 - _end(n, n - rank + 1, tail)
    return errors, ascending[:, low].copy(), ascending[:, high].copy()


def _of_two(ascending: Floats, rank: int, part: float, tail: float) -> tuple[Floats, Floats, Floats]:
    """Return the same of (1 - part) X*(rank) + part X*(rank + 1)."""
    n = ascending.shape[1]
    i, j, masses = bootstrap_pairs(n, rank)
    lower, values = ascending.take(i, axis=1), ascending.take(j, axis=1)
    values -= lower  # in place: the arrays are wide, and new memory costs more than the arithmetic
    values *= part
    values += lower
    errors = _deviations(values, masses)
    low = _lower_ends(ascending, values, (i, j, masses), rank, tail)
    # From above: the mirror image, in which the neighbours change places.
    mirrored = (n - 1 - j, n - 1 - i, masses)
    high = -_lower_ends(-ascending[:, ::-1], -values, mirrored, n - rank, tail)
    return errors, low, high


def _deviations(values: Floats, masses: Floats) -> Floats:
    """Return the standard deviation of each row of values with these masses, (m,)."""
    products = values * masses
    distances = np.subtract(values, products.sum(axis=1, keepdims=True), out=products)
    distances *= distances
    distances *= masses
    deviations: Floats = np.sqrt(distances.sum(axis=1))
    return deviations


def _end(n: int, rank: int, tail: float) -> int:
    """Return the first place, from 0, that the order statistic of a resample does not pass with this probability."""
    return int(np.argmax(reaches(_reached(n, rank), tail, rounding=ROUNDING)))


def _lower_ends(
    ascending: Floats, values: Floats, pairs: tuple[Ranks, Ranks, Floats], rank: int, tail: float
) -> Floats:
    """Return the least of the values that a resample does not pass with the probability of a tail, (m,).

    Args:
        ascending: The sample, (m, n).
        values: What it has for each pair, (m, pairs).
        pairs: As `bootstrap_pairs` returns them.
        rank: Their lower rank in the resample.
        tail: The probability.
    """
    # The value lies between both order statistics, so its end lies between their ends, and few pairs can decide it:
    # those with the higher place up to `least` are passed, those with the lower place from `most` on are not.
    n, (i, j, masses) = ascending.shape[1], pairs
    least, most = _end(n, rank, tail), _end(n, rank + 1, tail)
    if least == most:
        return ascending[:, least].copy()
    open_pairs = np.flatnonzero((i < most) & (j > least))
    candidates = values.take(open_pairs, axis=1)
    order = np.argsort(candidates, axis=1)
    passed = _reached(n, rank + 1)[least] + np.cumsum(masses[open_pairs][order], axis=1)
    at = (~reaches(passed, tail, rounding=ROUNDING)).sum(axis=1)
    ranked = np.concatenate((np.take_along_axis(candidates, order, axis=1), ascending[:, [most]]), axis=1)
    ends: Floats = np.clip(ranked[np.arange(len(at)), at], ascending[:, least], ascending[:, most])
    return ends


def _reasons(low: Floats, high: Floats, ascending: Floats) -> Reasons:
    """Return why intervals are absent or not to be trusted, (m,)."""
    reasons = np.full(len(low), PRESENT, dtype=np.uint8)
    reasons[low == high] = TIED_ENDS
    reasons[np.isnan(low) | np.isnan(high)] = TOO_FEW_UNITS
    reasons[(ascending[:, 0] == ascending[:, -1]) & (ascending.shape[1] > 1)] = NO_SPREAD
    return reasons

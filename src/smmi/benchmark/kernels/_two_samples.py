"""Kernels for two samples: differences of means, standardised differences, dominance, and shift.

Every kernel takes the two samples complete, (m,) and (n,), each of at least two values, and not all values equal.

Why not ``scipy.stats``: `ttest_ind` and `brunnermunzel` give a statistic and p, but not the standard errors and degrees
of freedom that the intervals here need, and warn of samples without spread; `permutation_test` would draw other splits
and has no tolerance for ties by rounding.
"""

import math
from itertools import accumulate, chain, combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi._thresholds import ROUNDING, exceeds
from smmi.benchmark.kernels._mann_whitney import mann_whitney_counts

Floats = npt.NDArray[np.float64]

EXACT_BELOW: Final = 50
"""The interval of the shift is by the exact law where both samples are smaller than this, as in R."""
_ALIKE: Final = 1e-9
"""Means that differ by no more than this are equal, as scores are that agree in nine decimals."""
_FARTHEST: Final = 1e3
"""Beyond this t, double precision does not hold the noncentral law of some degrees of freedom."""


def mean_difference(first: Floats, second: Floats, /) -> float:
    """Return the difference of means, 0 where only rounding tells them apart, so that it says which is higher."""
    difference = math.fsum(first) / len(first) - math.fsum(second) / len(second)
    return difference if abs(difference) > _ALIKE else 0.0


def welch(
    first: Floats, second: Floats, /, *, left: tuple[float, float] = (1.0, 1.0)
) -> tuple[float, float, float]:
    """Return the difference of means, its standard error, and its degrees of freedom; one sample may lack spread.

    Welch 1947 (Biometrika 34:28-35), Satterthwaite 1946 (Biometrics Bull 2:110-114). SciPy has the same, but warns of
    a sample without spread, which is no mistake here. Of a finite population the share that is not in the sample is
    left to chance: the variance of its mean is s^2 / n (1 - n / N) (Cochran 1977, Sampling techniques, 2.6).

    Args:
        first: The first sample.
        second: The second one.
        left: The share of each population that is not in the sample, 1 where the population is not finite; above 0 for
            a sample with spread.
    """
    parts = [
        float(sample.var(ddof=1)) / len(sample) * share
        for sample, share in zip((first, second), left, strict=True)
    ]
    total = sum(parts)
    freedom = total**2 / sum(
        part**2 / (len(sample) - 1) for part, sample in zip(parts, (first, second), strict=True)
    )
    return mean_difference(first, second), math.sqrt(total), freedom


def cohens_d(first: Floats, second: Floats, /) -> tuple[float, float]:
    """Return the difference of means in pooled standard deviations, and its factor to Student's t.

    d = t sqrt(1/m + 1/n) (Cohen 1988, Statistical power analysis, 2.2).
    """
    m, n = len(first), len(second)
    pooled = ((m - 1) * first.var(ddof=1) + (n - 1) * second.var(ddof=1)) / (m + n - 2)
    return mean_difference(first, second) / math.sqrt(pooled), math.sqrt(1.0 / m + 1.0 / n)


def hedges_factor(freedom: int, /) -> float:
    """Return the factor that takes the bias from d: J = G(f/2) / (sqrt(f/2) G((f-1)/2)), G being the gamma function.

    Hedges 1981 (J Educ Stat 6:107-128), the exact one, not its approximation 1 - 3 / (4 f - 1). It is 0 for one degree
    of freedom, where d has no mean.
    """
    if freedom < 2:
        return 0.0
    return math.exp(math.lgamma(freedom / 2.0) - math.lgamma((freedom - 1.0) / 2.0)) / math.sqrt(
        freedom / 2.0
    )


def noncentrality(t: float, freedom: int, /, *, level: float) -> tuple[float, float]:
    """Return the interval of the noncentrality of t: the ends at which t is its own upper and lower quantile.

    Steiger and Fouladi 1997 (in Harlow et al., What if there were no significance tests?, 221-257); NaN where t is
    beyond what double precision holds.
    """
    if abs(t) > _FARTHEST:
        return math.nan, math.nan
    if t < 0.0:  # the tail that is close to 1 is the precise one
        low, high = noncentrality(-t, freedom, level=level)
        return -high, -low
    tail = (1.0 - level) / 2.0
    return _shift_of_t(t, freedom, 1.0 - tail), _shift_of_t(t, freedom, tail)


def _shift_of_t(t: float, freedom: int, probability: float) -> float:
    """Return the noncentrality by which the law has this probability up to t, t being at least 0."""
    from scipy.optimize import brentq
    from scipy.special import nctdtr

    def above(shift: float) -> float:
        reached = float(nctdtr(freedom, shift, t))
        if math.isnan(reached):  # as SciPy says, where it is 0 or 1 in double precision
            reached = float(shift < t)
        return reached - probability

    low = high = t
    reach = 8.0
    while above(low) < 0.0:
        low, reach = low - reach, 2.0 * reach
    while above(high) > 0.0:
        high, reach = high + reach, 2.0 * reach
    return float(brentq(above, low, high, xtol=1e-13, rtol=1e-14, maxiter=500))


def dominance(first: Floats, second: Floats, /) -> tuple[float, float, float]:
    """Return how much oftener the first is higher than lower, the standard error of that, and degrees of freedom.

    Cliff's delta, P(X > Y) - P(X < Y) (Cliff 1993, Psychol Bull 114:494-509), is 2 p - 1, p being P(X > Y) and half of
    P(X = Y). The variance of p is the sum of those of the mean placements; a placement is the share of the other sample
    that lies below, those equal by half (DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837-845). With
    Satterthwaite's degrees of freedom that is the statistic of Brunner and Munzel 2000 (Biom J 42:17-25). Where the
    samples do not overlap, delta is 1 or -1 and its standard error 0; the degrees of freedom are NaN.
    """
    m, n = len(first), len(second)
    placed = [_twice_below(first, second), _twice_below(second, first)]
    # In whole numbers, so that delta is the double nearest to its ratio: rules ask whether it is at their bound.
    delta = (int(placed[0].sum()) - m * n) / (m * n)
    parts = [
        float((one / (2.0 * others)).var(ddof=1)) / len(one)
        for one, others in zip(placed, (n, m), strict=True)
    ]
    total = sum(parts)
    if abs(delta) == 1.0 or total == 0.0:
        return delta, 0.0, math.nan
    freedom = total**2 / (parts[0] ** 2 / (m - 1) + parts[1] ** 2 / (n - 1))
    return delta, 2.0 * math.sqrt(total), freedom


def _twice_below(sample: Floats, other: Floats) -> npt.NDArray[np.intp]:
    """Return of how many of the other sample each value is above, those equal by half, times two."""
    ascending = np.sort(other)
    return np.searchsorted(ascending, sample, side="left") + np.searchsorted(ascending, sample, side="right")


def dominance_interval(delta: float, error: float, freedom: float, /, *, level: float) -> tuple[float, float]:
    """Return the interval of delta that never leaves -1 to 1; delta lies between -1 and 1.

    Cliff 1996 (Ordinal methods for behavioral data analysis, 5.12): with s the standard error and t the quantile,
    (d - d^3 -+ t s sqrt((1 - d^2)^2 + t^2 s^2)) / (1 - d^2 + t^2 s^2). Standard error and degrees of freedom are those
    of Brunner and Munzel, as they hold the level better in small samples than Cliff's and the normal law do.
    """
    from scipy.special import stdtrit

    reach = float(stdtrit(freedom, (1.0 + level) / 2.0)) * error
    rest = 1.0 - delta**2
    half = reach * math.hypot(rest, reach)
    return (delta * rest - half) / (rest + reach**2), (delta * rest + half) / (rest + reach**2)


def shift(first: Floats, second: Floats, /, *, level: float) -> tuple[float, float, float]:
    """Return the median of all differences between the samples, and its interval.

    Hodges and Lehmann 1963 (Ann Math Stat 34:598-611); the ends are order statistics of the m n differences, at the
    ranks that the Mann-Whitney test gives (Moses; Bauer 1972, J Am Stat Assoc 67:687-690): by its exact law where both
    samples are smaller than 50, else by the normal law with the correction for continuity. The law is that without
    ties: with ties the closed interval holds the shift at least as often (Noether 1967, J Am Stat Assoc 62:184-188).
    NaN where the samples are too small for an end at this level. It keeps all m n differences at once.
    """
    m, n = len(first), len(second)
    differences = np.subtract.outer(first, second).ravel()
    rank = _shift_rank(m, n, level)
    middle = float(np.median(differences))
    if rank < 1:
        return middle, math.nan, math.nan
    found = np.partition(differences, (rank - 1, m * n - rank))
    return middle, float(found[rank - 1]), float(found[m * n - rank])


def _shift_rank(m: int, n: int, level: float) -> int:
    """Return the rank of the lower end among the differences, 0 where there is none."""
    tail = (1.0 - level) / 2.0
    if max(m, n) < EXACT_BELOW:
        # An end that misses just as often as it may is one, whatever rounding left of a level such as 0.9.
        most = tail * math.comb(m + n, m)
        counts = accumulate(mann_whitney_counts(m, n))
        return sum(not exceeds(reached, most, rounding=ROUNDING) for reached in counts)
    from scipy.special import ndtri

    deviation = math.sqrt(m * n * (m + n + 1) / 12.0)
    return max(math.floor(m * n / 2.0 - 0.5 + float(ndtri(tail)) * deviation) + 1, 0)


def exact_permutation(first: Floats, second: Floats, /) -> float:
    """Return the share of all splits of the units whose Welch t is at least as far from 0 as the one observed.

    The test is exact where both groups are of one law (Pitman 1937, Suppl J R Stat Soc 4:119-130), and, by t rather
    than by the difference of means, near its level where only the means are alike (Janssen 1997, Stat Probab Lett
    36:9-21; Chung and Romano 2013, Ann Stat 41:484-507). In groups of equal size both statistics give the same p.
    """
    values = _centred(first, second)
    m = len(first)
    places = np.fromiter(chain.from_iterable(combinations(range(len(values)), m)), dtype=np.intp)
    return float(np.mean(_as_far(values[places.reshape(-1, m)], first, second)))


def drawn_permutation(first: Floats, second: Floats, /, *, resamples: int, rng: np.random.Generator) -> float:
    """Return the same of splits drawn and the one observed, which is never 0.

    (b + 1) / (r + 1) for b of r drawn (Phipson and Smyth 2010, Stat Appl Genet Mol Biol 9:39).
    """
    values = _centred(first, second)
    far, left = 0, resamples
    at_once = max(1, 2**20 // len(values))
    while left:
        size = min(left, at_once)
        drawn = rng.permuted(np.broadcast_to(values, (size, len(values))), axis=1)
        far += int(np.count_nonzero(_as_far(drawn[:, : len(first)], first, second)))
        left -= size
    return (far + 1) / (resamples + 1)


def _centred(first: Floats, second: Floats) -> Floats:
    """Return all values less their mean, in units of their largest, so that the sums of the splits balance around 0."""
    values = np.concatenate((first, second))
    values -= values.mean()
    centred: Floats = values / np.abs(values).max()
    return centred


def _as_far(parts: Floats, first: Floats, second: Floats) -> npt.NDArray[np.bool_]:
    """Return which first parts of splits, (s, m), give a t at least as far from 0 as the observed, rounding aside."""
    m, n = len(first), len(second)
    values = _centred(first, second)
    square = float(np.square(values).sum())

    def squares(sums: Floats, inner: Floats) -> tuple[Floats, Floats]:
        """Return the squares of the difference of means and of its standard error."""
        error = (inner - sums**2 / m) / (m * (m - 1)) + (square - inner - sums**2 / n) / (n * (n - 1))
        return (sums * (m + n) / (m * n)) ** 2, np.maximum(error, 0.0)

    difference, error = squares(parts.sum(axis=1), np.square(parts).sum(axis=1))
    own, own_error = squares(values[:m].sum(), np.square(values[:m]).sum())
    far: npt.NDArray[np.bool_] = difference * own_error >= own * error - ROUNDING * (own + own_error)
    return far

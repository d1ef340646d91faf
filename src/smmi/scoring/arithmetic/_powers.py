"""Geometric and power means that are the double nearest to the exact result, on complete arrays; knows no classes.

Each mean is worked out with at least ten binary digits more than a double has. Where these do not decide to which of
two doubles it is next, it is worked out anew, alone: in whole numbers, or with as many digits as it takes. So a result
does not depend on the way to it, on a processor, or on the units beside.

Source: A. Ziv, Fast evaluation of elementary mathematical functions with correctly rounded last bit, ACM TOMS 17
(1991), 410-423.
"""

import math
from collections.abc import Callable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np

from smmi._decimals import LEAST_WEIGHT, MOST_WEIGHT, exact
from smmi.scoring.arithmetic._double_double import MOST_WHOLE, Flags, Floats, decimals, product, tidy
from smmi.scoring.arithmetic._filtered_powers import filtered_geometric_means, filtered_power_means
from smmi.scoring.arithmetic._logarithms import (
    LEAST_LOGARITHM,
    Pair,
    exponentials,
    exponentials_less_one,
    logarithms,
    over,
    plus,
    times,
)
from smmi.scoring.arithmetic._roots import FEW, LEAST_MEAN, MOST_KNOWN, multiples, roots, rounded

Means = Callable[[Floats, Floats], Floats]
"""Makes means, (n,), of points and weights, each (k, n)."""

BLOCK: Final = 16_384
WIDE: Final = 1024
"""So many units are worked out at a time, by roots or otherwise: few enough for a processor's cache."""
IN_LOGARITHMS: Final = 2.0**-70
"""The largest error, as a share of a mean that is worked out by logarithms."""
IN_PLAIN: Final = 2.0**-80
"""The largest error, as a share of a mean of powers that are products or square roots."""
PLAIN: Final = (0.5, 1.0, 2.0, 3.0, 4.0)
"""Exponents, of either sign, of such powers."""
LEAST_POWER: Final = 2.0**-60
LEAST_RECIPROCAL: Final = 2.0**-500
"""Points above these have such powers that doubles hold, and reciprocals."""
LEAST_FAR: Final = 1 / 16
"""With an exponent nearer to 0, powers are so near 1 that it is worked out how much less they are."""
MOST_EXPONENT: Final = 2.0**200
"""With a greater exponent, no mean differs from the point that decides by as much as a double can tell."""
DIGITS: Final = (50, 120, 400)
"""With so many digits it is tried to tell on which side of the middle of two doubles a mean is."""


def geometric_means(points: Floats, weights: Floats) -> Floats:
    """Return weighted geometric means, the double nearest to each.

    Where weights are to one another as whole numbers of a small sum, they are roots of products.

    Args:
        points: Points in [0, 1], (k, n); each counts as exact.
        weights: Weights, (k, n), not negative, at least one of each unit above 0; each stands for its shortest decimal.
    """
    return _in_blocks(BLOCK, _geometric_means, points, weights)


def power_means(points: Floats, weights: Floats, exponent: float) -> Floats:
    """Return weighted power means, the double nearest to each.

    Where 400 digits do not tell which of two doubles is nearest, or 95 binary digits with exponents 1 and -1, either
    is right.

    Args:
        points: As in `geometric_means`.
        weights: As there.
        exponent: It stands for its shortest decimal; not so near 0 that powers differ from 1 by less than doubles hold.
    """
    n = points.shape[1]
    means, doubtful = np.empty(n), np.ones(n, dtype=np.bool_)
    for start in range(0, n, BLOCK):
        part = slice(start, start + BLOCK)
        filtered = _filtered_power_means(points[:, part], weights[:, part], exponent)
        if filtered is not None:
            means[part], doubtful[part] = filtered
    exactly = partial(_in_blocks, WIDE, partial(_power_means, exponent=exponent))
    return _sure((means, doubtful), exactly, points, weights)


def _in_blocks(
    size: int, function: Callable[[Floats, Floats], Floats], points: Floats, weights: Floats
) -> Floats:
    n = points.shape[1]
    if n <= size:
        return function(points, weights)
    parts = [slice(start, start + size) for start in range(0, n, size)]
    return np.concatenate([function(points[:, part], weights[:, part]) for part in parts])


def _geometric_means(points: Floats, weights: Floats) -> Floats:
    most = weights[:, 0] if _are_alike(weights) else weights.max(axis=1)
    there = most > 0
    if not there.all():
        points, weights, most = points[there], weights[there], most[there]
    whole: Flags | None = None if _are_alike(weights) else np.equal(weights, most[:, None])
    counts = None if whole is None or whole.all() else weights > 0
    if counts is not None:
        points = np.where(counts, points, 1.0)
    zero = None if points.min() > 0 else (points == 0).any(axis=0)
    if zero is not None:
        points = np.where(points > 0, points, 1.0)
    factors = multiples(tuple(most.tolist()))
    alike = whole is None or counts is None or np.array_equal(whole, counts)
    if factors is None or not alike:
        exactly = partial(_in_blocks, WIDE, _by_logarithms)
        filtered = filtered_geometric_means(points, most, counts) if alike and points.shape[1] > FEW else None
        means = _sure(filtered, exactly, points, weights)
    else:
        means = roots(points, factors, None if counts is None else whole)
    return means if zero is None else np.where(zero, 0.0, means)


def _are_alike(weights: Floats) -> bool:
    """Return whether all units are given the very same weights, of which one column is kept."""
    return weights.shape[1] > 1 and weights.strides[1] == 0


def _filtered_power_means(points: Floats, weights: Floats, exponent: float) -> tuple[Floats, Flags] | None:
    """Return power means, and which are not sure, of many units whose weights differ only by who counts."""
    if _are_alike(weights) and weights.all() and points.shape[1] > FEW and points.max(initial=0.0) <= 1.0:
        return filtered_power_means(points, weights[:, 0], None, exponent)
    most = weights.max(axis=1)
    if points.shape[1] > FEW and most.all() and points.max(initial=0.0) <= 1.0:
        whole = weights == most[:, None]
        counts = None if whole.all() else weights > 0
        if counts is None or (whole == counts).all():
            return filtered_power_means(points, most, counts, exponent)
    return None


def _sure(filtered: tuple[Floats, Flags] | None, exactly: Means, points: Floats, weights: Floats) -> Floats:
    """Return means that are filtered where these are sure, and what is worked out exactly elsewhere."""
    if filtered is None:
        return exactly(points, weights)
    means, doubtful = filtered
    if doubtful.all():
        return exactly(points, weights)
    where = np.flatnonzero(doubtful)
    if where.size:
        means[where] = exactly(points[:, where], weights[:, where])
    return means


def _shares(weights: Floats, *, each: bool = False) -> tuple[Pair, Pair, Flags]:
    """Return the decimals that weights stand for, their sums, and of which units they are beyond any scheme's.

    Weights that are all alike are 1, or 0; unless none may look at another unit's.
    """
    counts = weights > 0
    beyond = np.asarray((counts & ((weights < LEAST_WEIGHT) | (weights > MOST_WEIGHT))).any(axis=0))
    if beyond.any():
        weights, counts = np.where(beyond, 1.0, weights), counts | beyond
    most = weights.max(axis=1)
    if each:
        rest = decimals(weights).imag
    elif ((weights == most.max()) | ~counts).all():
        weights, rest = counts.astype(np.float64), np.zeros(weights.shape)
    elif (most <= MOST_WHOLE).all() and (weights == np.rint(weights)).all():
        rest = np.zeros(weights.shape)
    elif ((weights == most[:, None]) | ~counts).all():
        rest = np.where(counts, decimals(most).imag[:, None], 0.0)
    else:
        rest = decimals(weights).imag
    return (weights, rest), _sum(weights, rest), beyond


def _weighed(shares: Pair, numbers: Pair) -> Pair:
    """Return weighted sums of pairs; weights that are all alike are 1, or 0."""
    if shares[0].max() <= 1.0 and not shares[1].any() and (shares[0] == np.rint(shares[0])).all():
        return _sum(shares[0] * numbers[0], shares[0] * numbers[1])
    return _sum(*times(shares, numbers))


def _sum(high: Floats, low: Floats) -> Pair:
    """Return sums of pairs over the first axis."""
    total = high[0], low[0]
    for one, other in zip(high[1:], low[1:], strict=True):
        total = plus(total, (one, other))
    return total


def _by_logarithms(points: Floats, weights: Floats) -> Floats:
    """Return geometric means of positive points."""
    shares, total, beyond = _shares(weights)
    mean = exponentials(*over(_weighed(shares, logarithms(points)), total))
    means, doubtful = rounded(*mean, mean[0] * IN_LOGARITHMS)
    return _decided(means, doubtful | beyond, points, weights, 0.0)


def _decided(means: Floats, doubtful: Flags, points: Floats, weights: Floats, exponent: float) -> Floats:
    """Return means; those in doubt, and those of which too few digits are known, are worked out anew."""
    for i in np.flatnonzero(doubtful | (means < LEAST_MEAN)):
        means[i] = _mean_alone(tuple(points[:, i].tolist()), tuple(weights[:, i].tolist()), exponent)
    return means


def _power_means(points: Floats, weights: Floats, exponent: float) -> Floats:
    """Return power means; of units of which a point at 0 decides, 0."""
    counts = weights > 0
    above = counts & (points > 0)
    zero = ~above.any(axis=0) if exponent > 0 else (counts & ~above).any(axis=0)
    shares, total, beyond = _shares(weights, each=abs(exponent) == 1.0)
    if abs(exponent) == 1.0 or (
        abs(exponent) in PLAIN and points.min(initial=1.0, where=above) > LEAST_POWER
    ):
        positive = np.where(above, points, 1.0)
        means, doubtful = _plain_means(positive, above | zero, shares, total, exponent)
    else:
        if exponent > 0:
            unit = np.where(zero, 1.0, np.where(above, points, 0.0).max(axis=0))
        else:
            unit = np.where(above, points, 1.0).min(axis=0)
        positive = np.where(above, points, unit)
        means, doubtful = _means_of_powers(positive, above | zero, unit, shares, total, exponent)
    means = _decided(np.where(zero, 1.0, means), (doubtful | beyond) & ~zero, points, weights, exponent)
    return np.where(zero, 0.0, means)


def _plain_means(
    points: Floats, there: Flags, shares: Pair, total: Pair, exponent: float
) -> tuple[Floats, Flags]:
    """Return power means of positive points, and which are in doubt, where powers are products or square roots.

    Points that are not there count as 0. With exponents 1 and -1, too many means are midway between two doubles for
    these to be worked out anew: they are what 95 binary digits say, which are the same beside any other units.
    """
    size = abs(exponent)
    tiny = (points < LEAST_RECIPROCAL).any(axis=0) & (exponent < 0)
    powers: tuple[Any, Any] = (points, np.zeros(points.shape))
    if exponent < 0:
        powers = over((1.0, 0.0), (np.maximum(points, LEAST_RECIPROCAL), 0.0))
    powers = _square_roots(powers) if size == 0.5 else _whole_power(powers, round(size))
    mean = over(_weighed(shares, (np.where(there, powers[0], 0.0), np.where(there, powers[1], 0.0))), total)
    if size == 0.5:
        mean = times(mean, mean)
    elif size != 1.0:
        near = np.power(mean[0], 1.0 / size), np.zeros(mean[0].shape)
        power = _whole_power(near, round(size))
        apart = plus(mean, (-power[0], -power[1]))[0]
        mean = tidy(near[0], near[0] * apart / (size * power[0]))
    if exponent < 0:
        mean = over((1.0, 0.0), mean)
    means, doubtful = rounded(*mean, mean[0] * (0.0 if size == 1.0 else IN_PLAIN))
    return means, doubtful | tiny


def _whole_power(numbers: Pair, exponent: int) -> Pair:
    made = numbers
    for _ in range(exponent - 1):
        made = times(made, numbers)
    return made


def _square_roots(numbers: Pair) -> Pair:
    near = np.sqrt(numbers[0])
    square, error = product(near, near)
    return tidy(near, (((numbers[0] - square) - error) + numbers[1]) / (2.0 * near))


def _means_of_powers(
    points: Floats, there: Flags, unit: Floats, shares: Pair, total: Pair, exponent: float
) -> tuple[Floats, Flags]:
    """Return power means of positive points, and which are in doubt, by logarithms.

    Points that are not there count as 0. Powers are those of quotients by the point that decides: none is large.
    """
    root = _exact_exponent(exponent)
    high, low = logarithms(np.concatenate((points, unit[None])))
    of_unit = high[-1], low[-1]
    apart = plus((high[:-1], low[:-1]), (-of_unit[0], -of_unit[1]))
    high, low = times(apart, root)
    none = ~there & (shares[0] > 0) | (high < LEAST_LOGARITHM)
    high, low = np.where(none, LEAST_LOGARITHM, high), np.where(none, 0.0, low)
    error: Floats | float = IN_LOGARITHMS
    if abs(exponent) < LEAST_FAR:
        powers, less = exponentials_less_one(high, low)
        logarithm = _logarithms_of(over(_weighed(shares, powers), total), over(_weighed(shares, less), total))
        error *= 4.0 + 4.0 * np.abs(apart[0]).max(axis=0)
    else:
        logarithm = logarithms(*over(_weighed(shares, exponentials(high, low)), total))
    high, low = plus(of_unit, over(logarithm, root))
    vanishes = high < LEAST_LOGARITHM  # as the mean of 1 and 0 does for an exponent just above 0
    mean = exponentials(np.where(vanishes, LEAST_LOGARITHM, high), np.where(vanishes, 0.0, low))
    return rounded(*mean, mean[0] * error)


def _exact_exponent(exponent: float) -> tuple[float, float]:
    """Return the decimal for which an exponent stands, as a pair; a lesser one where no mean knows the difference."""
    decimal = exact(max(-MOST_EXPONENT, min(exponent, MOST_EXPONENT)))
    return float(decimal), float(decimal - Fraction(float(decimal)))


def _logarithms_of(means: Pair, less: Pair) -> Pair:
    """Return logarithms of numbers in (0, 1], of which it is also known how much less than 1 they are."""
    near = less[0] > -0.5
    start = np.log1p(np.where(near, less[0], 0.0))
    _, back = exponentials_less_one(start, np.zeros(start.shape))
    beyond = plus(less, (-back[0], -back[1]))[0] / (1.0 + back[0])
    other = logarithms(np.where(near, 1.0, means[0]), np.where(near, 0.0, means[1]))
    return np.where(near, start, other[0]), np.where(near, beyond, other[1])


@lru_cache(maxsize=MOST_KNOWN)
def _mean_alone(points: tuple[float, ...], weights: tuple[float, ...], exponent: float) -> float:
    """Return the double nearest to a power mean, which is not 0; exponent 0 stands for the geometric mean."""
    mean = Decimal()
    lost = 10 + max(0, -math.frexp(exponent)[1] // 3)
    for digits in DIGITS:
        with localcontext(Context(prec=digits + lost, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])):
            root = Decimal(repr(exponent))
            there = [(Decimal(p), Decimal(repr(w))) for p, w in zip(points, weights, strict=True) if w]
            total = sum((weight for _, weight in there), Decimal())
            logarithms = [(point.ln(), weight) for point, weight in there if point]
            if root:
                unit = (max if root > 0 else min)(logarithm for logarithm, _ in logarithms)
                powers = sum(((root * (one - unit)).exp() * weight for one, weight in logarithms), Decimal())
                mean = (unit + (powers / total).ln() / root).exp()
            else:
                mean = (sum((weight * one for one, weight in logarithms), Decimal()) / total).exp()
            error = mean.scaleb(-digits)
            low, high = float(mean - error), float(mean + error)
        if low == high:
            return low
    return float(Context(prec=DIGITS[-1]).plus(mean))

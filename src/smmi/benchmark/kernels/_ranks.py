"""The arithmetic of percentile ranks and quantiles, on complete arrays; knows no classes.

Rows are scores, the last axis runs over units, distinct values or queries; all rows are handled at once. Weights are
frequencies: a unit of weight 3 counts as three units.
"""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from smmi._thresholds import ROUNDING

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]

STRICT, MID, WEAK = 0, 1, 2
"""How many halves of those with an equal score count as below."""

ROUNDED = 2.0**-49
"""A share of weights is off by less than this times itself and its complement, if only its weights are rounded."""
_LARGEST_DENOMINATOR = 2**20
_EXACT_BELOW = 2.0**45
"""Whole numbers whose sum is less than this have percentages without rounding but for the division."""


def padded(rows: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Return distinct values and masses of unlike rows as two arrays, filled up with infinite values without mass."""
    shape = len(rows), max(1, *(len(values) for values, _ in rows))
    values, masses = np.full(shape, np.inf), np.zeros(shape)
    for row, (own, mass) in enumerate(rows):
        values[row, : len(own)], masses[row, : len(own)] = own, mass
    return values, masses


def rank_table(masses: Floats, halves: int, own: float = 0.0) -> Floats:
    """Return the percentile rank at every place that a query can have.

    The share of the weight below, and `halves` halves of the weight equal, times 100 (`STRICT`, `MID`, `WEAK`: the
    definitions of ``scipy.stats.percentileofscore``; mid-rank: Roscoe 1975, Fundamental Research Statistics, 2nd ed.).

    Each is the double nearest to the exact ratio. Weights that are no whole numbers are taken for rounded: a ratio p/q
    with q up to 2^20 is meant if it is within `ROUNDED` of theirs, relative to the share and its complement. So equal
    weights of 1/3, 45/14 or 0.1 give what weights of 1 give, and rounding takes no rank below a cut.

    Args:
        masses: The weight of each distinct value, (m, d), with a positive sum in each row.
        halves: `STRICT`, `MID` or `WEAK`.
        own: The weight of the unit itself, where it is in the masses at the value asked for and is to be left out.

    Returns:
        Percent, (m, 2d + 1): in column 2i + 1 the rank at the i-th value, in 2i that below it and above the one before.
        Where a unit is left out, columns without its mass mean nothing; where it is the only one, the value is NaN.
    """
    until = np.cumsum(masses, axis=1)
    if not (np.all(masses == np.rint(masses)) and own == np.rint(own) and until[:, -1].max() < _EXACT_BELOW):
        return np.stack([_exact_ranks(row, halves, own) for row in masses])
    table = np.zeros((len(masses), 2 * masses.shape[1] + 1))
    np.multiply(until, 2.0, out=table[:, 2::2])
    table[:, 1::2] = table[:, :-1:2] + halves * (masses - own)
    table *= 100.0
    total = until[:, -1:] - own
    table /= np.where(total > 0, 2.0 * total, np.nan)
    return table


def _exact_ranks(masses: Floats, halves: int, own: float) -> Floats:
    """Return one row of `rank_table` for weights of any size, summed without rounding, (2d + 1,)."""
    mantissas, exponents = np.frexp(np.append(masses, own))
    lowest = exponents[mantissas > 0].min(initial=0)
    shifts = np.where(mantissas > 0, exponents - lowest, 0).tolist()
    whole = np.ldexp(mantissas, 53).astype(np.int64).tolist()
    *weights, self_ = (number << shift for number, shift in zip(whole, shifts, strict=True))
    until = list(accumulate(weights))
    total = 2 * (until[-1] - self_)
    if total <= 0:
        return np.full(2 * len(weights) + 1, np.nan)
    parts = [0]
    for weight, reached in zip(weights, until, strict=True):
        parts += (2 * (reached - weight) + halves * (weight - self_), 2 * reached)
    ranks: Floats = np.array([100 * part / total for part in parts])
    shares = [(part << _BITS) // total if 0 < part < total else 0 for part in parts]
    return _meant(ranks, np.array(shares, dtype=np.int64))


_BITS = 61


def _meant(ranks: Floats, scaled: npt.NDArray[np.int64]) -> Floats:
    """Return percentages with those replaced that are a simple ratio but for rounding, (c,).

    A ratio that is so near has to be a convergent of the share's continued fraction (Legendre), which Euclid's
    algorithm gives; its remainder is how far off the convergent is, times its denominator.

    Args:
        ranks: Percentages, (c,).
        scaled: The share of each, times 2^61, (c,); 0 for one that is to stay.
    """
    one = np.int64(1 << _BITS)
    found = ranks.copy()
    last, left = np.full(len(scaled), one), scaled.copy()
    before, now = np.zeros((2, len(scaled)), dtype=np.int64), np.zeros((2, len(scaled)), dtype=np.int64)
    before[0], now[1] = 1, 1  # numerators and denominators of the convergents 1/0 and 0/1
    share = scaled / float(one)
    near = share * (1.0 - share) * ROUNDED * float(one)
    at = np.flatnonzero(scaled)
    while len(at):
        steps = np.minimum(last[at] // left[at], 2 * _LARGEST_DENOMINATOR)
        last[at], left[at] = left[at], last[at] - steps * left[at]
        before[:, at], now[:, at] = now[:, at], before[:, at] + steps * now[:, at]
        numerator, denominator = now[:, at]
        small = denominator <= _LARGEST_DENOMINATOR
        close = small & (left[at] <= denominator * (near[at] + 1.0)) & (numerator < denominator)
        found[at[close]] = 100.0 * numerator[close] / denominator[close]
        at = at[small & ~close & (left[at] > 0)]
    return found


def effective_size(weights: Floats) -> Floats:
    """Return Kish's effective number of units: the squared sum over the sum of squares (Kish 1965, Survey Sampling).

    Args:
        weights: Not negative, (..., n).

    Returns:
        Shape (...): n for equal weights, less for others; NaN where no weight is positive.
    """
    largest = weights.max(axis=-1, keepdims=True, initial=0.0)
    with np.errstate(invalid="ignore"):  # 0 / 0 is the NaN that is told of
        share = weights / largest
        size: Floats = np.asarray(share.sum(axis=-1) ** 2 / (share**2).sum(axis=-1))
    return size


def quantile_position(probability: Floats, size: Floats, rule: int) -> Floats:
    """Return the position h, from 1 to `size`, of the continuous definitions 4 to 9 of a quantile.

    Hyndman and Fan 1996, Am Stat 50:361-365: h = a + p (size + 1 - a - b), the quantile being
    (1 - g) X(j) + g X(j + 1), j and g the whole and the fractional part of h.

    Args:
        probability: From 0 to 1, any shape.
        size: The number of observations, at least 1; broadcast against the probabilities.
        rule: 4 to 9.
    """
    first, slope = {
        4: (0.0, 0.0),
        5: (0.5, 0.0),
        6: (0.0, 1.0),
        7: (1.0, -1.0),
        8: (1 / 3, 1 / 3),
        9: (3 / 8, 1 / 4),
    }[rule]
    position: Floats = np.clip(first + probability * (size + slope), 1.0, size)
    return position


def weighted_quantiles(
    scores: Floats, weights: Floats, probabilities: Floats, rule: int, size: Floats | None = None
) -> Floats:
    """Return quantiles of each row by a definition of Hyndman and Fan, units weighted by frequency.

    Whole weights give what the sample gives that repeats each unit so many times, and weights of 1 what
    ``numpy.quantile`` and R's ``quantile`` give. For real weights let X(t) be the score at which the weights, summed in
    ascending order of scores, reach t:

    - Types 1 and 2 read X at t = p W, W being the sum of weights; type 2 takes the mean of both sides of a jump.
    - Type 3 reads X at the whole number nearest to p W, the even one of two.
    - Types 4 to 9 take the mean of X over one unit of weight, from h - 1 to h (`quantile_position`). For whole weights
      this is the interpolation of Hyndman and Fan, for real ones it has no jump, neither in p nor in the weights
      (Akinshin 2023, arXiv:2304.07265).

    Types 3 to 9 count observations, so they depend on the scale of weights. `size` says how many observations the
    weights stand for, and scales them: the sum of weights where it is not given (frequencies, design weights), n, or
    `effective_size` (Akinshin's choice).

    R's Hmisc (``wtd.quantile``) agrees on type 7 for whole weights; between them it jumps. R's survey 4.1
    (``svyquantile``) agrees on ``hf1`` and ``hf2`` for any weights, unless p is below the share of the lowest unit (it
    gives the next one), and on ``hf5`` to ``hf9`` for weights of 1; for others it draws lines between the observations,
    as if one of weight 3 were one and not three. Its ``hf3`` takes the next distinct value, at a jump by the parity of
    distinct values, and not the nearest observation; its ``hf4`` has no value at p = 1.

    Args:
        scores: Complete, (m, n), n >= 1.
        weights: Not negative, (m, n) or (n,), with a positive sum in each row; units of weight 0 are left out.
        probabilities: From 0 to 1, (q,).
        rule: 1 to 9.
        size: How many observations the weights of each row stand for, at least 1, (m,).

    Returns:
        Quantiles, (m, q).
    """
    weights = np.broadcast_to(weights, scores.shape)
    order = np.lexsort((weights, scores))  # ties by weight: no row order decides a last bit
    ascending = np.take_along_axis(scores, order, axis=1)
    until = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    if size is not None:
        until *= (size / until[:, -1])[:, None]
    found = np.empty((len(scores), len(probabilities)))
    for row, value, reached in zip(found, ascending, until, strict=True):
        total = reached[-1]
        if rule >= 4:
            row[:] = _mean_over_one_unit(value, reached, quantile_position(probabilities, total, rule))
            continue
        slack = ROUNDING * total  # of the whole weight: all of it is summed
        target = probabilities * total
        if rule == 3:
            target = _nearest(target, slack)
        least = np.searchsorted(reached, 0.0, side="right")  # past units without weight
        low = np.maximum(_at(reached, target - slack), least)
        row[:] = value[low]
        if rule == 2:
            high = np.minimum(np.searchsorted(reached, target + slack, side="right"), _at(reached, total))
            row[:] = (row + value[np.maximum(high, least)]) / 2.0
    return found


def _at(reached: Floats, target: Floats) -> Codes:
    """Return the first unit at which the weights, summed, reach a target."""
    units: Codes = np.minimum(np.searchsorted(reached, target), np.searchsorted(reached, reached[-1]))
    return units


def _nearest(target: Floats, slack: float) -> Floats:
    """Return the nearest whole number of at least 1; the even one if, but for rounding, there are two."""
    below = np.floor(target)
    tied = np.abs(target - below - 0.5) <= slack
    nearest: Floats = np.maximum(np.where(tied, 2.0 * np.rint((below + 0.5) / 2.0), np.rint(target)), 1.0)
    return nearest


def _mean_over_one_unit(value: Floats, reached: Floats, position: Floats) -> Floats:
    """Return the mean of scores over the weight from position - 1 to position."""
    last = np.searchsorted(reached, reached[-1])
    low = np.minimum(np.searchsorted(reached, position - 1.0, side="right"), last)
    high = np.minimum(np.searchsorted(reached, position), last)
    # As a distance from the lowest score of the stretch: exact where that is the only one.
    mean: Floats = value[low].copy()
    for i in np.flatnonzero(high > low):
        stretch = slice(low[i], high[i])
        steps = np.diff(value[low[i] : high[i] + 1])
        mean[i] += (steps * (position[i] - reached[stretch])).sum()
    return mean

"""Kernel of ranks under many weights: one sort of whole numbers that hold score and unit alike.

The doubles from 1 on are in the order of their bits. A score in percent, plus 1, loses the last bits of its mantissa
to the number of its unit, so that a sort without a permutation tells who stands where. What it cannot tell apart is a
near tie, and is said to be one.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int32]

ROUNDED: Final = 2.0**-32
"""By how many points a packed score may miss the exact one: by the number of its unit, and by rounding."""
MOST_UNITS: Final = 2**13
"""So many units can be numbered in bits that stand for less than half of `ROUNDED`."""
ABSENT: Final = 1024.0
"""Where units without a score stand: above all others."""
AT_ONCE: Final = 25_000
"""How many scores are ranked at once, so that they stay near the processor."""
_SMALL_PRODUCT: Final = 200_000
"""How many multiplications a product of matrices may have that is not worth starting threads for."""


def packed_ranks(scores: Floats, masses: Counts, nearest: float, /) -> tuple[Counts, Flags]:
    """Return how many have a lower score, and which rows hold scores too near to one another to be told apart.

    Args:
        scores: From 0 to 100, or NaN where absent, (draws, d), d up to `MOST_UNITS`; C-contiguous. Overwritten.
        masses: How many units each of the d stands for, (d,).
        nearest: How far apart two scores are at least, in points, that are not near.

    Returns:
        The number below, (draws, d); in a row that has a near tie it is one of the possible ones. And the rows with a
        near tie, (draws,). Absent ones are above all others, in any order.
    """
    draws, several = scores.shape
    mask = np.int64((1 << max(1, (several - 1).bit_length())) - 1)
    scores += 1.0
    if np.isnan(scores.sum()):
        scores[np.isnan(scores)] = ABSENT
    keys = scores.view(np.int64)
    keys &= ~mask
    keys |= np.arange(several, dtype=np.int64)
    keys.sort(axis=1)
    order = keys & mask
    if (masses == 1).all():
        reached = np.tile(np.arange(several, dtype=np.int32), draws)
    else:
        own = masses[order]
        reached = (np.cumsum(own, axis=1, dtype=np.int32) - own).ravel()
    order += np.arange(0, draws * several, several, dtype=np.int64)[:, None]
    below = np.empty(draws * several, dtype=np.int32)
    below[order.ravel()] = reached
    return below.reshape(draws, several), _near(scores, nearest + ROUNDED)


def _near(ascending: Floats, least: float) -> Flags:
    """Return which rows hold two scores that are nearer than they are to be, of those that are there, (draws,)."""
    close = ascending[:, 1:] - ascending[:, :-1] <= least
    if not close.any():
        return np.zeros(len(ascending), dtype=np.bool_)
    return np.asarray((close & (ascending[:, :-1] < ABSENT)).any(axis=1))


def tied_ranks(scores: Floats, masses: Counts, /) -> tuple[Counts, Counts]:
    """Return how many have a lower score, and how many the same one, each (draws, d).

    Args:
        scores: Numbers that are ties where they are equal, or NaN where absent, (draws, d).
        masses: How many units each of the d stands for, (d,).
    """
    order = np.argsort(scores, axis=1, kind="stable")
    ascending, own = np.take_along_axis(scores, order, axis=1), masses[order]
    until = np.cumsum(own, axis=1, dtype=np.int32)
    place = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
    starts = np.ones(scores.shape, dtype=np.bool_)
    starts[:, 1:] = ascending[:, 1:] != ascending[:, :-1]
    first = np.maximum.accumulate(np.where(starts, place, 0), axis=1)
    ends = np.ones(scores.shape, dtype=np.bool_)
    ends[:, :-1] = starts[:, 1:]
    last = np.minimum.accumulate(np.where(ends, place, scores.shape[1])[:, ::-1], axis=1)[:, ::-1]
    reached = np.take_along_axis(until - own, first, axis=1)
    below, equal = np.empty((2, *scores.shape), dtype=np.int32)
    np.put_along_axis(below, order, reached, axis=1)
    np.put_along_axis(equal, order, np.take_along_axis(until, last, axis=1) - reached, axis=1)
    return below, equal


def products(weights: Floats, points: Floats, /) -> Floats:
    """Return a product of matrices, (draws, d), made in parts too small for threads."""
    found = np.empty((len(weights), points.shape[1]))
    step = max(1, _SMALL_PRODUCT // points.size)
    for start in range(0, len(weights), step):
        np.matmul(weights[start : start + step], points, out=found[start : start + step])
    return found

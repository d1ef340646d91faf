"""Kernel of ranks under many weights: one sort of whole numbers that hold score and unit alike.

Doubles from 0 on are in the order of their bits. A score in percent loses the last bits of its mantissa to the place
of its unit, so that a sort without a permutation tells who stands where. What it cannot tell apart is a near tie, and
is said to be one. Blocks of rows are ranked one after another in the same memory, which stays near the processor.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int32]
Whole = npt.NDArray[np.unsignedinteger]

AT_ONCE: Final = 65536
"""How many scores are ranked at once, so that they stay near the processor and their places fit into some bits."""
ROUNDED: Final = 2.0**-29
"""By how many points the distance of two packed scores may miss the exact one: by their places, and by rounding."""
MOST_UNITS: Final = 2**13
"""So many units are ranked at most: eight rows of them at once."""
ABSENT: Final = 1024.0
"""Where units without a score stand: above all others."""
_SMALL_PRODUCT: Final = 250_000
"""How many multiplications a product of matrices may have that is not worth starting threads for."""


class Ranked(NamedTuple):
    """What one sort tells of a block of rows.

    `low` and `high` are the ends of each unit's scores, (d,), NaN where one is absent. `below` is how many have a lower
    score, (rows, d); in a row that has a near tie it is one of the possible ones. `near` are the rows that have one,
    (rows,). Absent ones are above all others, in any order. It holds until the next block is ranked.
    """

    low: Floats
    high: Floats
    below: Whole
    near: Flags


class PackedRanks(NamedTuple):
    """Ranks of the same units in one block of rows after another.

    Attributes:
        masses: How many units each of the d stands for, (d,).
        nearest: How far apart two scores are at least, in points, that are not near.
        places: The place of each score in a block, (rows, d).
        mask: The bits of a place.
        reached: How many are below each place of a sorted row, of all rows in turn, (rows * d); where each of the d
            stands for one unit.
        below: Memory for the result, (rows * d).
        gaps: Memory for the distances, (rows, d).
    """

    masses: Counts
    nearest: float
    places: npt.NDArray[np.int64]
    mask: np.int64
    reached: Whole | None
    below: Whole
    gaps: Floats

    @classmethod
    def of(cls, masses: Counts, nearest: float, /, *, rows: int) -> "PackedRanks":
        """Return what ranks blocks of up to some rows of d scores, d from 1 to `MOST_UNITS`, rows * d to `AT_ONCE`."""
        d = len(masses)
        kind = np.min_scalar_type(int(masses.sum()) + 1)
        alone = bool((masses == 1).all())
        return cls(
            masses=masses,
            nearest=nearest,
            places=np.arange(rows * d, dtype=np.int64).reshape(rows, d),
            mask=np.int64((1 << (rows * d - 1).bit_length()) - 1),
            reached=np.tile(np.arange(d, dtype=kind), rows) if alone else None,
            below=np.empty(rows * d, dtype=kind),
            gaps=np.empty((rows, d)),
        )

    def of_rows(self, scores: Floats, /) -> Ranked:
        """Return the ranks of a block of rows.

        Args:
            scores: From 0 to 100, or NaN where absent, (rows, d); C-contiguous. Overwritten.
        """
        rows, d = scores.shape
        low, high = scores.min(axis=0), scores.max(axis=0)
        complete = not np.isnan(low.sum())
        if not complete:
            scores[np.isnan(scores)] = ABSENT
        keys = scores.view(np.int64)
        keys &= ~self.mask
        keys |= self.places[:rows]
        keys.sort(axis=1)
        near = self._near(scores)
        keys &= self.mask
        order = keys.reshape(-1)
        reached = self.reached
        if reached is None:
            own = self.masses[order.reshape(rows, d) - self.places[:rows, :1]]
            reached = (np.cumsum(own, axis=1, dtype=np.int32) - own).reshape(-1).astype(self.below.dtype)
        below = self.below[: rows * d]
        below[order] = reached[: rows * d]
        return Ranked(low, high, below.reshape(rows, d), near)

    def _near(self, ascending: Floats) -> Flags:
        """Return which rows hold two scores that are nearer than they are to be, of those that are there, (rows,)."""
        least, gaps = self.nearest + ROUNDED, self.gaps[: len(ascending)]
        # One long row is subtracted faster than many short ones.
        flat, apart = ascending.reshape(-1), gaps.reshape(-1)
        np.subtract(flat[1:], flat[:-1], out=apart[:-1])
        gaps[:, -1] = np.inf
        if gaps.min() > least:
            return np.zeros(len(ascending), dtype=np.bool_)
        return np.asarray(((gaps <= least) & (ascending < ABSENT)).any(axis=1))


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


def products(weights: Floats, points: Floats, /, *, out: Floats | None = None) -> Floats:
    """Return a product of matrices, (draws, d), made in parts too small for threads; in the memory that is given."""
    found = np.empty((len(weights), points.shape[1])) if out is None else out
    step = max(1, _SMALL_PRODUCT // max(1, points.size))
    for start in range(0, len(weights), step):
        np.matmul(weights[start : start + step], points, out=found[start : start + step])
    return found

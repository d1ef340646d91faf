"""Kernel of weighted means of children under many weights, with who counts and how much is answered.

The weights of children that do not count leave the denominator. Products of matrices miss the exact mean by rounding,
so they decide no tie; sums in the order of the children are the same for a unit whatever stands beside it.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels.sensitivity._packed_ranks import products

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp] | slice

NEARLY: Final = 1e-9
"""Where the share answered misses the minimum by no more than this, sums of doubles do not decide."""


class Children(NamedTuple):
    """What the children of a node are to each unit, complete arrays of (k, d).

    `points` are in percent, 0 where they do not enter. `enters` says which enter into the score, `counts` which are
    answered, `asked` which are eligible; children of weight 0 do none of it.
    `absent` says which units have no score under any weights, (d,).
    """

    points: Floats
    enters: Flags
    counts: Flags
    asked: Flags
    absent: Flags


class WeightedMeans(NamedTuple):
    """Weighted means of each unit under rows of weights, by products of matrices.

    Units side by side that want the same work are taken as a slice, without a copy: so it is for who makes the columns.

    Attributes:
        children: The children.
        weights: The weights, (draws, k).
        sums: Their sums, (draws, 1).
        parts: The units of which a child of weight does not enter, and what enters, (k, some).
        lacking: The units whose share answered depends on the weights, (few,).
        pattern: Which of the patterns of asked and lacking children each of them has, (few,).
        over: By how much the share of each child that is not answered is over what may be missing, (k, patterns).
        settled: The units whose mean is the same under all weights, and this mean.
    """

    children: Children
    weights: Floats
    sums: Floats
    parts: tuple[Places, Floats] | None
    lacking: npt.NDArray[np.intp]
    pattern: npt.NDArray[np.intp]
    over: Floats
    settled: tuple[npt.NDArray[np.intp], Floats]

    @classmethod
    def of(cls, children: Children, weights: Floats, share: float | None, /) -> "WeightedMeans":
        """Return the means of some children.

        Args:
            children: The children.
            weights: Positive, or 0 in a whole column, (draws, k).
            share: The minimum share of weight answered; None where weights do not decide it.
        """
        heavy = (weights[:1] > 0).T
        some = _side_by_side(np.flatnonzero((heavy & ~children.enters).any(axis=0)))
        missing = children.asked & ~children.counts
        few = np.flatnonzero(missing.any(axis=0) & children.counts.any(axis=0) & (share is not None))
        k = len(children.points)
        states = np.concatenate([children.asked[:, few], missing[:, few]])
        first, pattern = alike_columns(states)
        states = states[:, first]
        return cls(
            children=children,
            weights=weights,
            sums=weights.sum(axis=1, keepdims=True),
            parts=None if some is None else (some, children.enters[:, some].astype(np.float64)),
            lacking=few,
            pattern=pattern,
            over=states[k:] - (1.0 - (share or 0.0)) * states[:k],
            settled=_settled(children),
        )

    def _shares(self, rows: Places) -> Floats:
        """Return the weights of some draws as shares of their sum, (rows, k)."""
        shares: Floats = self.weights[rows] / self.sums[rows]
        return shares

    def without(self, rows: Places, /) -> tuple[Flags, Flags]:
        """Return which patterns have no score in some draws, (rows, patterns), and which draws do not tell, (rows,)."""
        own = self._shares(rows)
        over = products(own, self.over)
        near = np.zeros(len(own), dtype=np.bool_)
        if np.abs(over).min(initial=1.0) <= NEARLY:
            near = np.asarray((np.abs(over) <= NEARLY).any(axis=1))
        return over > 0.0, near

    def into(self, out: Floats, rows: Places, without: Flags | None, /) -> None:
        """Write the means under some draws, in percent, NaN where absent.

        Args:
            out: Where they go, (rows, d).
            rows: Which draws.
            without: Which patterns have no score in them, (rows, patterns); None where all have.
        """
        own = self._shares(rows)
        products(own, self.children.points, out=out)
        if self.parts is not None:
            some, enters = self.parts
            with np.errstate(invalid="ignore"):
                out[:, some] /= products(own, enters)
        known, same = self.settled
        if len(known):
            out[:, known] = same
        if without is not None:
            out[:, self.lacking] = np.where(without[:, self.pattern], np.nan, out[:, self.lacking])
        if self.children.absent.any():
            out[:, self.children.absent] = np.nan


def alike_columns(matrix: npt.NDArray[Any], /) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the first of each of the columns that differ, and which of these each column is, to the last bit."""
    known: dict[bytes, int] = {}
    place = [known.setdefault(column.tobytes(), len(known)) for column in np.ascontiguousarray(matrix.T)]
    found = np.array(place, dtype=np.intp)
    return np.unique(found, return_index=True)[1], found


def _side_by_side(places: npt.NDArray[np.intp]) -> Places | None:
    """Return places as a slice where they follow one another, None where there are none."""
    if not len(places):
        return None
    first, end = int(places[0]), int(places[-1]) + 1
    return slice(first, end) if end - first == len(places) else places


def means_in_order(children: Children, weights: Floats, share: float | None, /) -> Floats:
    """Return weighted means, summed child by child: a child that changes nothing for a unit changes no bit.

    Args:
        children: The children.
        weights: As in `WeightedMeans.of`.
        share: As in `WeightedMeans.of`.

    Returns:
        (draws, d), NaN where absent.
    """
    shape = len(weights), children.points.shape[1]
    above, whole, asked, answered = np.zeros((4, *shape))
    for child, own in enumerate(weights.T):
        column = own[:, None]
        above += column * children.points[child]
        whole += column * children.enters[child]
        if share is not None:
            asked += column * children.asked[child]
            answered += column * children.counts[child]
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = above / whole
    if share is not None:
        found[answered < share * asked] = np.nan
    known, same = _settled(children)
    found[:, known] = np.where(np.isnan(found[:, known]), np.nan, same)
    found[:, children.absent] = np.nan
    return found


def constants(children: Children, /) -> Floats:
    """Return the mean of units whose children that enter have the same points, whatever the weights; else NaN, (d,)."""
    highest = np.where(children.enters, children.points, -np.inf).max(axis=0)
    lowest = np.where(children.enters, children.points, np.inf).min(axis=0)
    same: Floats = np.where(highest == lowest, highest, np.nan)
    return same


def _settled(children: Children) -> tuple[npt.NDArray[np.intp], Floats]:
    """Return the units whose mean weights do not change, and this mean, without rounding."""
    same = constants(children)
    known = np.flatnonzero(~np.isnan(same))
    return known, same[known]

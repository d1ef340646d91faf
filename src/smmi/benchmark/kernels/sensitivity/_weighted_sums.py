"""Kernel of weighted means of children under many weights, with who counts and how much is answered.

The weights of children that do not count leave the denominator. Products of matrices miss the exact mean by rounding,
so they decide no tie; sums in the order of the children are the same for a unit whatever stands beside it.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels.sensitivity._packed_ranks import products

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

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


def means(
    children: Children, weights: Floats, share: float | None, /, *, rows: int
) -> Iterator[tuple[Floats, Flags]]:
    """Yield the weighted means of each unit under some rows of weights in turn, by products of matrices.

    Args:
        children: The children.
        weights: Positive, or 0 in a whole column, (draws, k).
        share: The minimum share of weight answered; None where weights do not decide it.
        rows: How many rows of weights are taken at once.

    Yields:
        Percent, (rows, d), NaN where absent; and in which of the draws sums of doubles do not tell whether enough is
        answered, (rows,).
    """
    heavy = (weights[:1] > 0).T
    some = np.flatnonzero((heavy & ~children.enters).any(axis=0))
    enters = children.enters[:, some].astype(np.float64)
    missing = children.asked & ~children.counts
    few = np.flatnonzero(missing.any(axis=0) & children.counts.any(axis=0))
    asks, lacks = (one[:, few].astype(np.float64) for one in (children.asked, missing))
    settled = _settling(children)
    for start in range(0, len(weights), rows):
        block = weights[start : start + rows]
        shares = block / block.sum(axis=1)[:, None]
        unsure = np.zeros(len(block), dtype=np.bool_)
        found = products(shares, children.points)
        if len(some):
            with np.errstate(invalid="ignore"):
                found[:, some] /= products(shares, enters)
        if share is not None and len(few):
            asked, left = products(shares, asks), products(shares, lacks)
            allowed = (1.0 - share) * asked
            unsure = np.asarray((np.abs(left - allowed) <= NEARLY * asked).any(axis=1))
            found[:, few] = np.where(left > allowed, np.nan, found[:, few])
        yield settled(found), unsure


def means_in_order(children: Children, weights: Floats, share: float | None, /) -> Floats:
    """Return what `means` yields, summed child by child: a child that changes nothing for a unit changes no bit.

    Args:
        children: The children.
        weights: As in `means`.
        share: As in `means`.

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
    return _settling(children)(found)


def constants(children: Children, /) -> Floats:
    """Return the mean of units whose children that enter have the same points, whatever the weights; else NaN, (d,)."""
    highest = np.where(children.enters, children.points, -np.inf).max(axis=0)
    lowest = np.where(children.enters, children.points, np.inf).min(axis=0)
    same: Floats = np.where(highest == lowest, highest, np.nan)
    return same


def _settling(children: Children) -> Callable[[Floats], Floats]:
    """Return what sets means that are constant as they are, without rounding, and none where there is no score."""
    same = constants(children)
    known = np.flatnonzero(~np.isnan(same))
    absent = np.flatnonzero(children.absent)

    def settled(found: Floats) -> Floats:
        found[:, known] = np.where(np.isnan(found[:, known]), np.nan, same[known])
        found[:, absent] = np.nan
        return found

    return settled

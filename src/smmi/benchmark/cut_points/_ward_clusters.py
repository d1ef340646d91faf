"""Clusters of numbers by Ward's method."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

_SAME: Final = 1e-9
"""Costs that differ by a smaller share are the same but for rounding."""


def ward_starts(values: Floats, counts: Counts, clusters: int, /) -> Floats:
    """Return the lowest value of each cluster, ascending, (clusters,).

    At each step those two clusters are joined that add least to the sum of squares within, n m / (n + m) times the
    square of the difference of their means (Ward 1963, J Am Stat Assoc 58:236-244); of the same cost, the lowest two.
    On a line these are always neighbours: the cost of joining two over the head of a third is never below both of
    joining it to either.

    Args:
        values: Different, ascending, (d,).
        counts: How often each is there, (d,), at least 1.
        clusters: How many clusters are left, 1 to d.
    """
    starts, means, sizes = values.copy(), values.copy(), counts.astype(np.float64)
    while len(starts) > clusters:
        costs = sizes[:-1] * sizes[1:] / (sizes[:-1] + sizes[1:]) * np.square(np.diff(means))
        left = int(np.argmax(costs <= costs.min() * (1.0 + _SAME)))
        pair = slice(left, left + 2)
        means[left] = float(sizes[pair] @ means[pair]) / float(sizes[pair].sum())
        sizes[left] = sizes[pair].sum()
        starts, means, sizes = (np.delete(one, left + 1) for one in (starts, means, sizes))
    return starts

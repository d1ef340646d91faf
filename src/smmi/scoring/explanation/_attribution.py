"""Attribution: the contribution of each child to the score of its parent; the contributions add up to it."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi.scoring.scorer._plan import NodePlan

Floats = npt.NDArray[np.float64]

MOST_CHILDREN: Final = 16
"""The Shapley value of a rule that is not additive is worked out for at most so many children that count."""


def attribute(plan: NodePlan, points: Floats, used: Floats, value: float) -> tuple[float, ...] | None:
    """Return the contribution of each child to a score; the contributions add up to it.

    For an additive rule a contribution is weight times points over the sum of weights. For any other rule it is the
    Shapley value (Shapley 1953, Contributions to the Theory of Games II:307-317) of the game in which the children of
    a coalition have their points and the other children that count have 0: the mean, over all orders in which
    children may join, of what each adds. The remainder of rounding goes to the largest contribution.

    Args:
        plan: The node.
        points: The children's points as they entered the rule, (k,).
        used: The weights really used, (k,).
        value: The score, in percent.

    Returns:
        Percentage points, (k,); None if more than `MOST_CHILDREN` children count.
    """
    if getattr(plan.rule, "additive", False):
        parts = used / math.fsum(used) * points * 100.0
    else:
        counting = np.flatnonzero(used > 0)
        if len(counting) > MOST_CHILDREN:
            return None
        parts = np.zeros(len(points))
        parts[counting] = _shapley(plan, points, used, counting)
    exact = parts.tolist()
    largest = max(range(len(exact)), key=lambda child: abs(exact[child]))
    exact[largest] += value - math.fsum(exact)
    return tuple(exact)


def _shapley(plan: NodePlan, points: Floats, used: Floats, counting: npt.NDArray[np.intp]) -> Floats:
    k = len(counting)
    coalitions = np.arange(2**k)
    joined = (coalitions >> np.arange(k)[:, None]) & 1
    entered = np.zeros((len(points), len(coalitions)))
    entered[counting] = points[counting, None] * joined
    worth = plan.aggregate(entered, np.repeat(used[:, None], len(coalitions), axis=1)) * 100.0
    sizes = joined.sum(axis=0)
    chances = np.array([1.0 / (k * math.comb(k - 1, size)) for size in range(k)])
    parts = np.empty(k)
    for child in range(k):
        without = coalitions[joined[child] == 0]
        gains = worth[without | (1 << child)] - worth[without]
        parts[child] = math.fsum(chances[sizes[without]] * gains)
    return np.asarray(parts + worth[0] / k)

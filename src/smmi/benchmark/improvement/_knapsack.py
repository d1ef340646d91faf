"""Choosing one option in each of several classes: the least cost for a gain, and the most gain for a cost.

This is the multiple-choice knapsack. It is solved by dynamic programming over the choices that are not dominated. What
cannot lead to the best choice is dropped by the bound of the linear relaxation: the lower convex hulls of the classes,
their segments by slope (Sinha and Zoltners, Operations Research 27, 1979). Gains and costs are whole numbers, so that
nothing is rounded; only the bound is in doubles, and it is slackened by more than they can miss.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Wholes = npt.NDArray[Any]
"""Whole numbers, (n,): int64, or Python's where these are too narrow."""
Class = tuple[Wholes, Wholes]
"""The gain and the cost of each option of a class, each (n,); the costs are not negative."""
Keep = Callable[[int, Wholes, Wholes], npt.NDArray[np.bool_]]

WIDEST: Final = 2**61
"""Sums below this are held in int64."""
SLACK: Final = 1e-9
"""By which share the bound is slackened: sums of thousands of doubles miss less."""


def least_cost(classes: Sequence[Class], need: int, /) -> tuple[int, ...] | None:
    """Return the option of each class that together gain so much at the least cost; None if nothing does.

    Precondition: each class has an option, and costs are not negative.
    """
    if sum(int(gains.max()) for gains, _ in classes) < need:
        return None
    hulls = [_hull(*options) for options in classes]
    first, segments = _relaxed(hulls, 0)
    gain, most = first[0], first[1]
    for rise, cost in segments:
        if gain >= need:
            break
        gain, most = gain + rise, most + cost
    bounds = [_relaxed(hulls, start) for start in range(1, len(classes) + 1)]

    def keep(layer: int, gains: Wholes, costs: Wholes) -> npt.NDArray[np.bool_]:
        (base, own), after = bounds[layer]
        missing = np.maximum((need - base - gains).astype(np.float64), 0.0) * (1.0 - SLACK)
        rises, paid = _cumulated(after)
        further = np.interp(missing, rises, paid)
        possible = missing <= rises[-1]
        lower = costs.astype(np.float64) + own + further
        return np.asarray(possible & (lower * (1.0 - SLACK) <= most))

    layers = _frontiers(classes, keep)
    gains, costs = layers[-1][:2]
    enough = np.flatnonzero(gains >= need)
    return _choice(layers, int(enough[np.argmin(costs[enough])]))


def most_gain(classes: Sequence[Class], budget: int, /) -> tuple[int, ...] | None:
    """Return the option of each class that together gain most for at most so much; None if all cost more.

    Of several that gain the same it is one that costs least. Precondition: as for `least_cost`.
    """
    if sum(int(costs.min()) for _, costs in classes) > budget:
        return None
    hulls = [_hull(*options) for options in classes]
    (gain, spent), segments = _relaxed(hulls, 0)
    for rise, cost in segments:
        if spent + cost > budget:
            break
        gain, spent = gain + rise, spent + cost
    bounds = [_relaxed(hulls, start) for start in range(1, len(classes) + 1)]

    def keep(layer: int, gains: Wholes, costs: Wholes) -> npt.NDArray[np.bool_]:
        (base, own), after = bounds[layer]
        left = (budget - own - costs).astype(np.float64)
        rises, paid = _cumulated(after)
        further = np.interp(left * (1.0 + SLACK), paid, rises)
        upper = gains.astype(np.float64) + base + further
        return np.asarray((left >= 0) & (upper + SLACK * np.abs(upper) >= gain - SLACK * abs(gain)))

    layers = _frontiers(classes, keep)
    gains, costs = layers[-1][:2]
    best = np.flatnonzero(gains == gains.max())
    return _choice(layers, int(best[np.argmin(costs[best])]))


def undominated(gains: Wholes, costs: Wholes, /) -> npt.NDArray[np.intp]:
    """Return the positions of the options than which none gains as much for less, by rising gain and cost."""
    order = np.lexsort((-gains, costs)) if gains.dtype != object else _ordered(gains, costs)
    ranked = gains[order]
    highest = np.maximum.accumulate(ranked)
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = ranked[1:] > highest[:-1]
    return np.asarray(order[new], dtype=np.intp)


def _ordered(gains: Wholes, costs: Wholes) -> npt.NDArray[np.intp]:
    return np.array(sorted(range(len(gains)), key=lambda i: (costs[i], -gains[i])), dtype=np.intp)


def _frontiers(classes: Sequence[Class], keep: Keep) -> list[tuple[Wholes, Wholes, Wholes, Wholes]]:
    """Return after each class the gains and costs that are worth going on from, where they came from, by which."""
    widest = max(
        sum(max(abs(int(one)) for one in options[i].tolist()) for options in classes) for i in range(2)
    )
    kind = np.int64 if widest < WIDEST else object
    gains, costs = np.zeros(1, dtype=kind), np.zeros(1, dtype=kind)
    layers = []
    for layer, (more, dearer) in enumerate(classes):
        added = (gains[:, None] + more.astype(kind)).reshape(-1)
        paid = (costs[:, None] + dearer.astype(kind)).reshape(-1)
        live = np.flatnonzero(keep(layer, added, paid))
        best = live[undominated(added[live], paid[live])]
        gains, costs = added[best], paid[best]
        layers.append((gains, costs, best // len(more), best % len(more)))
    return layers


def _choice(layers: Sequence[tuple[Wholes, Wholes, Wholes, Wholes]], at: int) -> tuple[int, ...]:
    chosen = []
    for *_, origins, options in reversed(layers):
        chosen.append(int(options[at]))
        at = int(origins[at])
    return tuple(reversed(chosen))


def _hull(gains: Wholes, costs: Wholes) -> list[tuple[int, int]]:
    """Return the lower convex hull of a class, (gain, cost), from its cheapest option on."""
    hull: list[tuple[int, int]] = []
    for i in undominated(gains, costs):
        gain, cost = int(gains[i]), int(costs[i])
        while len(hull) > 1:
            (x0, y0), (x1, y1) = hull[-2:]
            if (y1 - y0) * (gain - x0) < (cost - y0) * (x1 - x0):
                break
            hull.pop()
        hull.append((gain, cost))
    return hull


def _relaxed(
    hulls: Sequence[Sequence[tuple[int, int]]], start: int
) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    """Return gain and cost of the cheapest options of the classes from one on, and the segments, cheapest first."""
    later = hulls[start:]
    segments = [(x1 - x0, y1 - y0) for hull in later for (x0, y0), (x1, y1) in pairwise(hull)]
    segments.sort(key=lambda one: one[1] / one[0])
    return (sum(hull[0][0] for hull in later), sum(hull[0][1] for hull in later)), segments


def _cumulated(
    segments: Sequence[tuple[int, int]],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return gains and costs along segments, both from 0."""
    along = np.array([(0, 0), *segments], dtype=np.float64)
    rises, paid = np.cumsum(along, axis=0).T
    return rises, paid

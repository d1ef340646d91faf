"""Weighted means of a single response in fixed point: the quick way where points are no whole parts of a grid.

Every number is known to a few parts (``smmi.scoring.arithmetic._fixed_point``). Where that leaves open which double is
next to a score, the response is scored by the plan.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import mul

import attrs

from smmi._decimals import exact_mark
from smmi.scoring.arithmetic import decimal_percentages, fixed_point, nearest_percentages
from smmi.scoring.rules import (
    COUNTS,
    EXCLUDED,
    LOWEST,
    NOTHING_ANSWERED,
    NOTHING_APPLICABLE,
    PRESENT,
    PROPAGATES,
    TOO_LITTLE_ANSWERED,
    Absence,
)
from smmi.scoring.scorer._nodes import NodePlan
from smmi.scoring.scorer._plan import Plan

PROPAGATED = int(Absence.PROPAGATED)


class FixedPoints(dict[int, int]):
    """The points of an area by joint state, in percent and fixed point; each is worked out when it first occurs."""

    def __init__(self, points: Sequence[complex], one: int) -> None:
        self._points = points
        self._one = one
        super().__init__()

    def __missing__(self, state: int) -> int:
        return self.setdefault(state, fixed_point(self._points[state], self._one))


@attrs.frozen(eq=False, kw_only=True)
class FixedNode:
    """A weighted mean of children that stand side by side.

    Attributes:
        children: The positions of its children.
        weights: The children's weights, as whole numbers.
        negative_total: Their sum with the sign reversed, since the quotient of it is rounded down.
        share: The minimum coverage as a quotient.
        parts: The weight, the measure, the lowest points and the roles of each child.
    """

    children: slice
    weights: tuple[int, ...]
    negative_total: int
    share: tuple[int, int]
    parts: tuple[tuple[int, int, int, list[int]], ...]

    @classmethod
    def of(cls, plan: NodePlan) -> "FixedNode":
        """Return the node of a plan."""
        weights = tuple(int(one.real) + int(one.imag) for one in plan.multiples.tolist())
        lowest = [fixed_point(one, plan.grid.one) for one in plan.lowest.tolist()]
        return cls(
            children=slice(plan.children[0], plan.children[-1] + 1),
            weights=weights,
            negative_total=-sum(weights),
            share=exact_mark(plan.policy.share).as_integer_ratio(),
            parts=tuple(zip(weights, plan.covering, lowest, plan.roles.tolist(), strict=True)),
        )

    def outcome(self, points: Sequence[int], absences: Sequence[int]) -> tuple[int, int]:
        """Return its points in percent and fixed point, and its absence, given those of its children.

        Points are rounded up, so that they are 0 if and only if nothing is earned.
        """
        negative_total = earned = answered = eligible = 0
        propagates = False
        for own, absence, (weight, measure, lowest, roles) in zip(points, absences, self.parts, strict=True):
            role = roles[absence]
            if role == EXCLUDED:
                continue
            eligible += measure
            if role == COUNTS:
                answered += measure
                negative_total -= weight
                earned += weight * own
            elif role == LOWEST:
                negative_total -= weight
                earned += weight * lowest
            elif role == PROPAGATES and weight:
                propagates = True
        if not eligible:
            return 0, NOTHING_APPLICABLE
        if propagates:
            return 0, PROPAGATED
        if not answered:
            return 0, NOTHING_ANSWERED
        least, whole = self.share
        if answered * whole < eligible * least:
            return 0, TOO_LITTLE_ANSWERED
        return -(earned // negative_total), PRESENT


def outcomes(
    nodes: Iterable[FixedNode], points: Sequence[int], absences: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Return the points and absences of the nodes of a level, given those of the level below."""
    if any(absences):
        found = [node.outcome(points[node.children], absences[node.children]) for node in nodes]
        return [value for value, _ in found], [absence for _, absence in found]
    values = [-(sum(map(mul, node.weights, points[node.children])) // node.negative_total) for node in nodes]
    return values, [PRESENT] * len(values)


@attrs.frozen(eq=False, kw_only=True)
class FixedNodes:
    """The nodes of a scheme that is made of weighted means.

    Attributes:
        areas: The areas that have no table.
        domains: The domains.
        overall: The overall score.
        percentages: Returns the doubles nearest to scores; None if one is open.
    """

    areas: tuple[FixedNode, ...]
    domains: tuple[FixedNode, ...]
    overall: FixedNode
    percentages: Callable[[Sequence[int]], list[float] | None]

    @classmethod
    def of(cls, plan: Plan, without: Iterable[int]) -> "FixedNodes | None":
        """Return the nodes of a plan; None if one of them is no weighted mean.

        Args:
            plan: The compiled scheme.
            without: The positions of the areas that have no table.
        """
        places = list(without)
        needed = [plan.areas[i] for i in places] + [*plan.domains, plan.overall]
        if not all(node.averages for node in needed):
            return None
        *nodes, overall = map(FixedNode.of, needed)
        return cls(
            areas=tuple(nodes[: len(places)]),
            domains=tuple(nodes[len(places) :]),
            overall=overall,
            percentages=decimal_percentages if plan.grid.one == 1 else nearest_percentages,
        )

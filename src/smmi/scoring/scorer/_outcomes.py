"""The outcome of one node for one unit, in plain Python.

Weighted means repeat the additions of ``smmi.scoring.rules._kernels`` in their order, so that a single response has
the bits of a batch; every other rule is asked.
"""

from collections.abc import Sequence

import attrs
import numpy as np

from smmi.scoring.rules._kernels import (
    COUNTS,
    EXCLUDED,
    MISSING,
    NOTHING_ANSWERED,
    NOTHING_APPLICABLE,
    PRESENT,
    SLACK,
    TOO_LITTLE_ANSWERED,
)
from smmi.scoring.rules._means import WeightedMean
from smmi.scoring.scorer._plan import NodePlan

Outcome = tuple[float, int]
"""Points and absence."""

Outcomes = tuple[Sequence[float], Sequence[int]]
"""Points and absences of overall, domains and areas."""


@attrs.frozen(eq=False, kw_only=True)
class Node:
    """An area, a domain or the overall score.

    Attributes:
        plan: Its plan.
        children: The positions of its children, which stand side by side.
        weights: The children's weights, if it is a weighted mean that is there whenever all of them are; else empty.
        total: Their sum.
    """

    plan: NodePlan
    children: slice
    weights: tuple[float, ...]
    total: float

    @classmethod
    def of(cls, plan: NodePlan) -> "Node":
        """Return the node of a plan."""
        whole = type(plan.rule) is WeightedMean and bool(np.any(plan.measures > 0))
        weights = tuple(plan.weights.tolist()) if whole else ()
        total = 0.0
        for weight in weights:
            total += weight
        children = slice(plan.children[0], plan.children[-1] + 1)
        return cls(plan=plan, children=children, weights=weights, total=total)

    def outcome(self, below: Sequence[float], why: Sequence[int]) -> Outcome:
        """Return its points and absence, given those of its children."""
        if not self.weights:
            return _by_rule(self.plan, below, why)
        if any(why):
            return _of_some(self.plan, below, why)
        earned = 0.0
        for weight, own in zip(self.weights, below, strict=True):
            earned += weight * own
        return earned / self.total, PRESENT


def _of_some(node: NodePlan, below: Sequence[float], why: Sequence[int]) -> Outcome:
    """Return the weighted mean of the children that are there, if that is enough."""
    earned = weight = answered = eligible = 0.0
    for points, absence, (role, own, measure) in zip(below, why, node.plain, strict=True):
        part = role[absence]
        if part == COUNTS:
            earned += own * points
            weight += own
            answered += measure
            eligible += measure
        elif part == MISSING:
            eligible += measure
        elif part != EXCLUDED:
            return _by_rule(node, below, why)
    if not eligible:
        return 0.0, NOTHING_APPLICABLE
    if not answered:
        return 0.0, NOTHING_ANSWERED
    if answered >= node.policy.share * eligible * (1.0 - SLACK):
        return earned / weight, PRESENT
    return 0.0, TOO_LITTLE_ANSWERED


def _by_rule(node: NodePlan, below: Sequence[float], why: Sequence[int]) -> Outcome:
    absences = np.array(why, dtype=np.uint8)
    value, absence = node.evaluate(np.array(below)[:, None], absences[:, None])
    return float(value[0]), int(absence[0])

"""Areas, domains and the overall score of a single response, in plain Python.

A weighted mean repeats the additions of ``smmi.scoring.rules._kernels`` in their order, so that a single response has
the bits of a batch; every other rule is asked.
"""

from collections.abc import Sequence
from operator import mul

import attrs
import numpy as np

from smmi.scoring.rules import (
    COUNTS,
    EXCLUDED,
    MISSING,
    NOTHING_ANSWERED,
    NOTHING_APPLICABLE,
    PRESENT,
    SLACK,
    TOO_LITTLE_ANSWERED,
    WeightedMean,
)
from smmi.scoring.scorer._plan import NodePlan

Outcome = tuple[float, int]
"""Points and absence."""


@attrs.frozen(eq=False, kw_only=True)
class SingleNode:
    """An area, a domain or the overall score.

    Attributes:
        plan: Its plan.
        children: The positions of its children, which stand side by side.
        weights: The children's weights; empty if the rule has to be asked.
        total: Their sum.
        parts: The weight, the measure and the roles of each child.
    """

    plan: NodePlan
    children: slice
    weights: tuple[float, ...]
    total: float
    parts: tuple[tuple[float, float, list[int]], ...]

    @classmethod
    def of(cls, plan: NodePlan) -> "SingleNode":
        """Return the node of a plan."""
        known = type(plan.rule) is WeightedMean and bool(plan.measures.any())
        return cls(
            plan=plan,
            children=slice(plan.children[0], plan.children[-1] + 1),
            weights=tuple(plan.weights.tolist()) if known else (),
            total=plan.total,
            parts=tuple(zip(plan.weights.tolist(), plan.measures.tolist(), plan.roles.tolist(), strict=True)),
        )

    def outcome(self, points: Sequence[float], absences: Sequence[int]) -> Outcome:
        """Return its points and absence, given those of its children."""
        if not self.weights:
            return self._asked(points, absences)
        if any(absences):
            return self._of_some(points, absences)
        earned = 0.0
        for part in map(mul, self.weights, points):
            earned += part
        return earned / self.total, PRESENT

    def _of_some(self, points: Sequence[float], absences: Sequence[int]) -> Outcome:
        """Return the weighted mean of the children that are there, if that is enough."""
        earned = weight = answered = eligible = 0.0
        for own, absence, (counted, measure, roles) in zip(points, absences, self.parts, strict=True):
            role = roles[absence]
            if role == COUNTS:
                earned += counted * own
                weight += counted
                answered += measure
                eligible += measure
            elif role == MISSING:
                eligible += measure
            elif role != EXCLUDED:
                return self._asked(points, absences)
        if not eligible:
            return 0.0, NOTHING_APPLICABLE
        if not answered:
            return 0.0, NOTHING_ANSWERED
        if answered >= self.plan.policy.share * eligible * (1.0 - SLACK):
            return earned / weight, PRESENT
        return 0.0, TOO_LITTLE_ANSWERED

    def _asked(self, points: Sequence[float], absences: Sequence[int]) -> Outcome:
        below = np.array(absences, dtype=np.uint8)[:, None]
        value, absence = self.plan.evaluate(np.array(points, dtype=np.float64)[:, None], below)
        return float(value[0]), int(absence[0])

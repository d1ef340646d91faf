"""Nodes of a single response: in parts of the grid, and in fixed point.

Doubles do where points are whole parts of the grid. Elsewhere pairs of doubles do, which take more time. There, a
scheme of weighted means is scored in fixed point (``smmi.scoring.arithmetic._fixed_point``); where this leaves open
which double is next to a score, the response is scored in pairs.
"""

import math
from collections.abc import Iterable, Sequence
from operator import mul
from typing import Any

import attrs
import numpy as np

from smmi._decimals import exact_mark
from smmi.scoring.arithmetic import (
    LEAST_SURE,
    are_pairs,
    divide,
    exact_percentage,
    fixed_point,
    plain_sum_of_products,
)
from smmi.scoring.rules import (
    COUNTS,
    EXCLUDED,
    LOWEST,
    MISSING,
    NOTHING_ANSWERED,
    NOTHING_APPLICABLE,
    PRESENT,
    PROPAGATES,
    TOO_LITTLE_ANSWERED,
    Absence,
    WeightedMean,
)
from smmi.scoring.scorer._nodes import NodePlan
from smmi.scoring.scorer._plan import Plan
from smmi.scoring.scorer._tables import AreaTable

Amount = float | complex
"""Points in parts of the plan's grid, or a score in percent."""
Outcome = tuple[Any, int]
"""Points or a score, and an absence."""

PROPAGATED = int(Absence.PROPAGATED)
MOST_PATTERNS = 2**12
"""So many patterns of absences are kept in mind for each node."""

_Pattern = tuple[tuple[int, ...], int, int, int]
"""The weights that count, what the lowest points of others earn, minus what is attainable, and the absence."""


@attrs.frozen(eq=False, kw_only=True)
class SingleNode:
    """An area, a domain or the overall score.

    Attributes:
        plan: Its plan.
        children: The positions of its children, which stand side by side.
        weights: The children's weights, as whole numbers; empty if the rule has to be asked.
        plain: Whether points that are doubles have sums, and a quotient, that are doubles.
        total: The sum of the weights, times the unit.
        percent: Whether scores in percent are wanted, not points: the node has no parent.
        unit: By what the quotient of earned and attainable is divided for that.
        share: The minimum coverage as a quotient.
        parts: The weight, the measure and the roles of each child.
    """

    plan: NodePlan
    children: slice
    weights: tuple[float, ...]
    plain: bool
    total: float
    percent: bool
    unit: float
    share: tuple[float, float]
    parts: tuple[tuple[float, float, list[int]], ...]

    @classmethod
    def of(cls, plan: NodePlan, *, percent: bool, children: slice | None = None) -> "SingleNode":
        """Return the node of a plan; its children stand as the plan says, if it is not said where."""
        multiples = plan.multiples
        adds = type(plan.rule) is WeightedMean and plan.weighs and not are_pairs(multiples)
        known = adds and plan.share is not None
        plain = known and plan.adds and (plan.whole or percent)
        unit = plan.hundredth if plain and percent else 1.0
        weights, measures = multiples.tolist(), plan.measures.tolist()
        return cls(
            plan=plan,
            children=children or slice(plan.children[0], plan.children[-1] + 1),
            weights=tuple(weights) if known else (),
            plain=plain,
            total=plan.total * unit if known else 0.0,
            percent=percent,
            unit=unit,
            share=plan.share or (0.0, 1.0),
            parts=tuple(zip(weights, measures, plan.roles.tolist(), strict=True)),
        )

    def outcome(self, points: Sequence[Amount], absences: Sequence[int]) -> Outcome:
        """Return its points, or its score in percent, and its absence, given those of its children."""
        if not self.weights:
            return self._asked(points, absences)
        if any(absences):
            return self._of_some(points, absences)
        if self.plain:
            earned = sum(map(mul, self.weights, points))
            if type(earned) is not complex:  # else one of them is no whole number of parts
                return earned / self.total, PRESENT
        return self._exactly(self.weights, points, points, absences)

    def _of_some(self, points: Sequence[Amount], absences: Sequence[int]) -> Outcome:
        """Return the weighted mean of the children that are there, if that is enough."""
        weights: list[float] = []
        there: list[Amount] = []
        answered = eligible = 0.0
        for own, absence, (weight, measure, roles) in zip(points, absences, self.parts, strict=True):
            role = roles[absence]
            if role == COUNTS:
                weights.append(weight)
                there.append(own)
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
        least, whole = self.share
        if answered * whole < eligible * least:
            return 0.0, TOO_LITTLE_ANSWERED
        if self.plain:
            earned = sum(map(mul, weights, there))
            if type(earned) is not complex:
                return earned / (sum(weights) * self.unit), PRESENT
        return self._exactly(weights, there, points, absences)

    def _exactly(
        self,
        weights: Sequence[float],
        there: Sequence[Amount],
        points: Sequence[Amount],
        absences: Sequence[int],
    ) -> Outcome:
        """Return the weighted mean of the children that are there, as a pair of doubles or as a score in percent.

        Where it is too small for all its digits, the plan is asked, so that the batch loses the same.
        """
        mean: complex = divide(plain_sum_of_products(weights, there), sum(weights))
        if 0.0 < mean.real < LEAST_SURE * self.plan.grid.one:
            return self._asked(points, absences)
        return (self.plan.grid.percent_of_one(mean) if self.percent else mean), PRESENT

    def _asked(self, points: Sequence[Amount], absences: Sequence[int]) -> Outcome:
        ask = self.plan.percent if self.percent else self.plan.evaluate
        value, absence = ask(np.array(points)[:, None], np.array(absences, dtype=np.uint8)[:, None])
        return value[0].item(), int(absence[0])


@attrs.frozen(eq=False, kw_only=True)
class FixedNode:
    """A weighted mean of children that stand side by side.

    Attributes:
        children: The positions of its children.
        weights: The children's weights, as whole numbers.
        negative_total: Their sum with the sign reversed, since the quotient of it is rounded down.
        share: The minimum coverage as a quotient.
        parts: The weight, the measure, the lowest points and the roles of each child.
        known: What is made of absences that occurred.
    """

    children: slice
    weights: tuple[int, ...]
    negative_total: int
    share: tuple[int, int]
    parts: tuple[tuple[int, int, int, list[int]], ...]
    known: dict[tuple[int, ...], "_Pattern"] = attrs.field(factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, plan: NodePlan, children: slice | None = None) -> "FixedNode":
        """Return the node of a plan; its children stand as the plan says, if it is not said where."""
        weights = tuple(int(one.real) + int(one.imag) for one in plan.multiples.tolist())
        lowest = [fixed_point(one, plan.grid.one) for one in plan.lowest.tolist()]
        return cls(
            children=children or slice(plan.children[0], plan.children[-1] + 1),
            weights=weights,
            negative_total=-sum(weights),
            share=exact_mark(plan.policy.share).as_integer_ratio(),
            parts=tuple(zip(weights, plan.covering, lowest, plan.roles.tolist(), strict=True)),
        )

    def quotient(self, points: Sequence[int], absences: Sequence[int]) -> tuple[int, int, int]:
        """Return what is earned, minus what is attainable, and its absence, given those of its children."""
        key = tuple(absences)
        pattern = self.known.get(key)
        if pattern is None:
            pattern = self._pattern(key)
            if len(self.known) < MOST_PATTERNS:
                self.known[key] = pattern
        weights, lowest, negative_total, absence = pattern
        return sum(map(mul, weights, points), lowest), negative_total, absence

    def _pattern(self, absences: Sequence[int]) -> "_Pattern":
        """Return what is made of the absences of its children."""
        earned = answered = eligible = 0
        propagates = False
        counting, total = [0] * len(self.parts), 0
        for i, (absence, (weight, measure, lowest, roles)) in enumerate(
            zip(absences, self.parts, strict=True)
        ):
            role = roles[absence]
            if role == EXCLUDED:
                continue
            eligible += measure
            if role == COUNTS:
                answered += measure
                total += weight
                counting[i] = weight
            elif role == LOWEST:
                total += weight
                earned += weight * lowest
            elif role == PROPAGATES and weight:
                propagates = True
        least, whole = self.share
        if not eligible:
            return (), 0, -1, NOTHING_APPLICABLE
        if propagates:
            return (), 0, -1, PROPAGATED
        if not answered:
            return (), 0, -1, NOTHING_ANSWERED
        if answered * whole < eligible * least:
            return (), 0, -1, TOO_LITTLE_ANSWERED
        return tuple(counting), earned, -total, PRESENT


def outcomes(
    nodes: Iterable[FixedNode], points: Sequence[int], absences: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Return the points and absences of the nodes of a level, given those of the level below.

    Points are rounded up, so that they are 0 if and only if nothing is earned.
    """
    if any(absences):
        found = [node.quotient(points[node.children], absences[node.children]) for node in nodes]
        return [-(earned // minus) for earned, minus, _ in found], [absence for _, _, absence in found]
    values = [-(sum(map(mul, node.weights, points[node.children])) // node.negative_total) for node in nodes]
    return values, [PRESENT] * len(values)


@attrs.frozen(eq=False, kw_only=True)
class FixedNodes:
    """The nodes of a scheme that is made of weighted means.

    Attributes:
        areas: The areas that have no table.
        domains: The domains.
        overall: The overall score.
        doubles_are_decimals: Whether points that are doubles stand for their decimals.
        exact: Whether they do, and fixed point misses nothing of the points of the areas.
        from_areas: Whether the overall score aggregates the areas or the domains.
    """

    areas: tuple[FixedNode, ...]
    domains: tuple[FixedNode, ...]
    overall: FixedNode
    doubles_are_decimals: bool
    exact: bool
    from_areas: bool

    @classmethod
    def of(cls, plan: Plan, tables: Sequence[AreaTable | None]) -> "FixedNodes | None":
        """Return the nodes of a plan; None if one of them is no weighted mean.

        Args:
            plan: The compiled scheme.
            tables: The tables of the areas, as far as there are any.
        """
        places = [i for i, table in enumerate(tables) if table is None]
        needed = [plan.areas[i] for i in places] + [*plan.domains, plan.overall]
        if not all(node.averages for node in needed):
            return None
        return cls(
            areas=tuple(FixedNode.of(plan.areas[i], plan.standing[i]) for i in places),
            domains=tuple(map(FixedNode.of, plan.domains)),
            overall=FixedNode.of(plan.overall),
            doubles_are_decimals=plan.grid.one == 1,
            exact=plan.grid.one == 1
            and all(table is not None and table.moderate for table in tables)
            and not any(are_pairs(node.multiples) for node in needed),
            from_areas=plan.from_areas,
        )

    def exact_percentages(
        self, points: Sequence[int], absences: Sequence[int], why: Sequence[int]
    ) -> list[float] | None:
        """Return the overall score and those of the domains; None if one is open.

        Args:
            points: The points of the areas.
            absences: Their absences.
            why: The absences of the domains.
        """
        made = [node.quotient(points[node.children], absences[node.children]) for node in self.domains]
        if self.from_areas:
            top = self.overall.quotient(points, absences)
        else:
            common = math.lcm(*(minus for _, minus, _ in made))
            of_domains = [-earned * (common // minus) for earned, minus, _ in made]
            earned, minus, reason = self.overall.quotient(of_domains, why)
            top = earned, minus * common, reason
        found = [exact_percentage(earned, -minus) for earned, minus, _ in (top, *made)]
        return None if None in found else found  # type: ignore[return-value]

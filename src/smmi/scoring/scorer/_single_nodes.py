"""Nodes of a single response: in parts of the grid, and in fixed point.

Doubles do where points are whole parts of the grid. Elsewhere pairs of doubles do, which take more time. There, a
scheme of weighted means is scored in fixed point (``smmi.scoring.arithmetic._fixed_point``); where this leaves open
which double is next to a score, the response is scored in pairs.
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from operator import mul, truediv
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import exact_mark
from smmi.scoring.arithmetic import (
    FULL,
    LEAST_SURE,
    MISSED,
    Pairs,
    Positions,
    are_pairs,
    divide,
    exact_percentage,
    fixed_point,
    nearest_percentages,
    pairs_of,
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
    Roles,
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

MOST_EXACT = 2**12
"""By weights of a domain of no greater sum, points are multiplied in fixed point."""
MOST_OF_ALL = 16
"""Where all weight is more than so many times what counts, shares of it miss too much."""

ABSENCES: Final = len(Absence)
"""How many absences there are."""
MOST_IN_A_KEY: Final = 18
"""The absences of so many children are the digits of one whole number."""
FEW_PATTERNS: Final = 64
"""So few new patterns are worked out one after the other."""
MOST_KEPT: Final = 2**14
"""So many patterns are kept in mind."""

Keys = npt.NDArray[np.int64]
_Known = tuple[Keys, Pairs, Roles]
"""Keys of patterns, ascending; and of each the portion of weight that counts, and the absence of the node."""

_Pattern = tuple[int, int, int]
"""What the lowest points of children earn, the weight that counts, 0 where the node is absent, and the absence."""
_Totals = tuple[list[int], tuple[int, ...], int, list[int]]
"""The weight that counts in each domain, the weights of the domains and what counts of them, and the absences."""


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
        total: Their sum.
        share: The minimum coverage as a quotient.
        parts: The weight, the measure, the lowest points and the roles of each child.
        known: What is made of absences that occurred.
    """

    children: slice
    weights: tuple[int, ...]
    total: int
    share: tuple[int, int]
    parts: tuple[tuple[int, int, int, list[int]], ...]
    known: dict[tuple[int, ...], "_Pattern"] = attrs.field(factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, plan: NodePlan, children: slice | None = None) -> "FixedNode":
        """Return the node of a plan; its children stand as the plan says, if it is not said where."""
        lowest = [fixed_point(one, plan.grid.one) for one in plan.lowest.tolist()]
        return cls(
            children=children or slice(plan.children[0], plan.children[-1] + 1),
            weights=plan.wholes,
            total=sum(plan.wholes),
            share=exact_mark(plan.policy.share).as_integer_ratio(),
            parts=tuple(zip(plan.wholes, plan.covering, lowest, plan.roles.tolist(), strict=True)),
        )

    def quotient(self, points: Sequence[int], absences: Sequence[int]) -> tuple[int, int, int]:
        """Return what is earned, what is attainable, and its absence, given those of its children."""
        lowest, total, absence = self.pattern(absences)
        return sum(map(mul, self.weights, points), lowest) if total else 0, total or 1, absence

    def pattern(self, absences: Sequence[int]) -> "_Pattern":
        """Return what is made of the absences of its children; those that are absent have points of 0."""
        key = tuple(absences)
        found = self.known.get(key)
        if found is None:
            found = self._pattern(key)
            if len(self.known) < MOST_PATTERNS:
                self.known[key] = found
        return found

    def _pattern(self, absences: Sequence[int]) -> "_Pattern":
        earned = answered = eligible = total = 0
        propagates = False
        for absence, (weight, measure, lowest, roles) in zip(absences, self.parts, strict=True):
            role = roles[absence]
            if role == EXCLUDED:
                continue
            eligible += measure
            if role == COUNTS:
                answered += measure
                total += weight
            elif role == LOWEST:
                total += weight
                earned += weight * lowest
            elif role == PROPAGATES and weight:
                propagates = True
        least, whole = self.share
        if not eligible:
            return 0, 0, NOTHING_APPLICABLE
        if propagates:
            return 0, 0, PROPAGATED
        if not answered:
            return 0, 0, NOTHING_ANSWERED
        if answered * whole < eligible * least:
            return 0, 0, TOO_LITTLE_ANSWERED
        return earned, total, PRESENT


def outcomes(
    nodes: Iterable[FixedNode], points: Sequence[int], absences: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Return the points and absences of the nodes of a level, given those of the level below.

    Points are rounded up, so that they are 0 if and only if nothing is earned.
    """
    if any(absences):
        found = [node.quotient(points[node.children], absences[node.children]) for node in nodes]
        return [-(-earned // total) for earned, total, _ in found], [absence for _, _, absence in found]
    values = [-(-sum(map(mul, node.weights, points[node.children])) // node.total) for node in nodes]
    return values, [PRESENT] * len(values)


@attrs.frozen(eq=False, kw_only=True)
class FixedNodes:
    """The nodes of a scheme that is made of weighted means.

    Where fixed point misses nothing of the points of the areas, what is given is these times their weights, and
    quotients are exact. Elsewhere it is the share of each area's points in its domain, so that domains add up.

    Attributes:
        areas: The areas that have no table.
        shares: By what the points of each area are multiplied, as a quotient.
        domains: The domains.
        overall: The overall score.
        weights: What each domain has of the weight in the overall score: itself, or its areas together.
        doubles_are_decimals: Whether points that are doubles stand for their decimals.
        exact: Whether they do, and fixed point misses nothing of the points of the areas.
        hundredth: The parts of one percent, where all areas have whole parts of the grid, and domains add them up in
            doubles: then these are given, and scores are rounded once. Elsewhere 0.
        missed: By how many parts at most other scores are missed.
        from_areas: Whether the overall score aggregates the areas or the domains.
    """

    areas: tuple[FixedNode, ...]
    shares: tuple[tuple[int, int], ...]
    domains: tuple[FixedNode, ...]
    overall: FixedNode
    weights: tuple[int, ...]
    doubles_are_decimals: bool
    exact: bool
    hundredth: int
    missed: int
    from_areas: bool
    known: dict[tuple[int, ...], "_Totals | None"] = attrs.field(factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, plan: Plan, tables: Sequence[AreaTable | None]) -> "FixedNodes | None":
        """Return the nodes of a plan; None if one of them is no weighted mean, with or without must-haves on top.

        Args:
            plan: The compiled scheme.
            tables: The tables of the areas, as far as there are any.
        """
        places = [i for i, table in enumerate(tables) if table is None]
        needed = [plan.areas[i] for i in places] + list(plan.domains)
        if not (all(node.averages for node in needed) and plan.overall.averages_inside):
            return None
        domains = tuple(map(FixedNode.of, plan.domains))
        overall = FixedNode.of(plan.overall)
        misses_nothing = (
            plan.grid.one == 1
            and all(table is not None and table.moderate for table in tables)
            and all(node.total <= MOST_EXACT for node in domains)
        )
        whole = all(
            area.whole and table is not None and not are_pairs(table.points)
            for area, table in zip(plan.areas, tables, strict=True)
        )
        hundredth = plan.grid.one // FULL if whole and all(node.adds for node in plan.domains) else 0
        weights = overall.weights
        if plan.from_areas:
            weights = tuple(sum(overall.weights[node.children]) for node in domains)
        if plan.from_areas and (misses_nothing or hundredth):
            weights = tuple(own // node.total for own, node in zip(weights, domains, strict=True))
        most = max(len(node.weights) for node in domains)
        return cls(
            areas=tuple(FixedNode.of(plan.areas[i], plan.standing[i]) for i in places),
            shares=tuple(
                (weight, 1 if misses_nothing else node.total) for node in domains for weight in node.weights
            ),
            domains=domains,
            overall=overall,
            weights=weights,
            doubles_are_decimals=plan.grid.one == 1,
            exact=misses_nothing,
            hundredth=hundredth,
            missed=MOST_OF_ALL * (most * (MISSED + 1) + MISSED + 2) + 1,
            from_areas=plan.from_areas,
        )

    def scores(
        self, points: Sequence[Any], absences: Sequence[int], alone: Sequence[int]
    ) -> tuple[list[float], list[int]] | None:
        """Return the scores of overall, domains and areas without a table, and the absences of the former, or None.

        Args:
            points: The points of the areas, in parts of the grid, or times their weights or shares in their domains.
            absences: Their absences.
            alone: The points of the areas that have no table.
        """
        totals = self._totals(absences) if any(absences) else self._of_all
        if totals is None:
            return None
        of_domains, weights, of_overall, why = totals
        if self.hundredth:
            sums = [sum(map(mul, node.weights, points[node.children])) for node in self.domains]
            return [sum(map(mul, weights, map(int, sums))) / of_overall, *map(truediv, sums, of_domains)], why
        values = sums = [sum(points[node.children]) for node in self.domains]
        if self.exact:
            made = [exact_percentage(sum(map(mul, weights, sums)), of_overall)]
            made += map(exact_percentage, sums, of_domains)
            return None if None in made else (made, why)  # type: ignore[return-value]
        if totals is not self._of_all:
            values = [
                -(-own * node.total // total) if total else 0
                for node, own, total in zip(self.domains, sums, of_domains, strict=True)
            ]
        top = sum(map(mul, weights, sums if self.from_areas else values))
        scores = nearest_percentages(
            [-(-top // of_overall) if of_overall else 0, *values, *alone],
            missed=self.missed,
            doubles_are_decimals=self.doubles_are_decimals,
        )
        return None if scores is None else (scores, why)

    @cached_property
    def _of_all(self) -> "_Totals | None":
        return self._made([PRESENT] * sum(len(node.weights) for node in self.domains))

    def _totals(self, absences: Sequence[int]) -> "_Totals | None":
        """Return what is made of the absences of the areas; None if shares of all weight miss too much."""
        key = tuple(absences)
        if key in self.known:
            return self.known[key]
        found = self._made(absences)
        if len(self.known) < MOST_PATTERNS:
            self.known[key] = found
        return found

    def _made(self, absences: Sequence[int]) -> "_Totals | None":
        patterns = [node.pattern(absences[node.children]) for node in self.domains]
        totals, why = [total for _, total, _ in patterns], [absence for *_, absence in patterns]
        _, total, reason = self.overall.pattern(absences if self.from_areas else why)
        if not (self.exact or self.hundredth) and self._are_few(totals, total):
            return None
        weights = self.weights
        if (self.exact or self.hundredth) and not self.from_areas:
            common = math.lcm(*filter(None, totals))
            weights = tuple(
                own * common // below if below else 0 for own, below in zip(weights, totals, strict=True)
            )
            total *= common
        if self.hundredth:  # what is absent is divided by anything
            totals, total = [one * self.hundredth or 1 for one in totals], total * self.hundredth or 1
        return totals, weights, total, [reason, *why]

    def _are_few(self, totals: Sequence[int], total: int) -> bool:
        """Whether too little of all weight counts in a domain, or above, for shares of all weight."""
        counting = zip((total, *totals), (self.overall, *self.domains), strict=True)
        return any(0 < own * MOST_OF_ALL < node.total for own, node in counting)


class Patterns:
    """What portion of the weight counts, by the absences of a node's children; each pattern is worked out once.

    It may be shared between threads: what is known is replaced as a whole.
    """

    def __init__(self, node: NodePlan) -> None:
        self.node, self.fixed = node, FixedNode.of(node)
        self.known: _Known = (np.empty(0, np.int64), np.empty(0, np.complex128), np.empty(0, np.uint8))

    def of(self, child_absences: Roles) -> tuple[Pairs, Roles]:
        """Return what portion of all weight counts, 1 where the node is absent, and its absences, each (n,)."""
        if len(child_absences) > MOST_IN_A_KEY:
            return self.node.portions(child_absences)
        keys = child_absences[0].astype(np.int64)
        for row in child_absences[1:]:
            keys *= ABSENCES
            keys += row
        known, place = self.known, _places(self.known[0], keys)
        if place is None:
            different, first = np.unique(keys, return_index=True)
            new = ~np.isin(different, known[0])
            portions, reasons = self._of_new(child_absences[:, first[new]])
            every = np.append(known[0], different[new])
            order = np.argsort(every)
            known = every[order], np.append(known[1], portions)[order], np.append(known[2], reasons)[order]
            if len(every) <= MOST_KEPT:
                self.known = known
            place = np.searchsorted(known[0], keys)
        return known[1][place], known[2][place]

    def _of_new(self, patterns: Roles) -> tuple[Pairs, Roles]:
        """Return what `of` does, worked out anew; of few patterns in whole numbers, which takes less time."""
        if patterns.shape[1] > FEW_PATTERNS:
            return self.node.portions(patterns)
        found = [self.fixed.pattern(own) for own in patterns.T.tolist()]
        total = self.fixed.total
        portions = pairs_of(Fraction(used or total, total) for _, used, _ in found)
        return portions, np.array([absence for *_, absence in found], dtype=np.uint8)


def _places(known: Keys, keys: Keys) -> Positions | None:
    """Return where keys are among those known, which ascend; None if any is not known."""
    if not known.size:
        return None
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return place if np.array_equal(known[place], keys) else None

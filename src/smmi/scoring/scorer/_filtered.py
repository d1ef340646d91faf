"""Scores of weighted means above areas in two plain doubles; which are not sure to be the nearest double is said.

Areas with a table are looked up: shares of their points in the two parts that ``_filtered_means`` adds up. Others are
divided into them. Batches score the units that are not sure once more, in pairs of doubles.
"""

import math
from fractions import Fraction

import attrs
import numpy as np

from smmi.scoring.arithmetic import (
    IN_LINES,
    IN_TABLES,
    MOST_CHILDREN,
    MOST_WEIGHT,
    Share,
    in_three,
)
from smmi.scoring.rules import (
    LOWEST,
    GeometricMean,
    HarmonicMean,
    Median,
    PointsOverAttainable,
    PowerMean,
    WeakestLink,
    whole_quotients,
)
from smmi.scoring.scorer._filtered_nodes import (
    BonusTop,
    DoubleTop,
    FilteredNode,
    HarmonicTop,
    LeastTop,
    MedianTop,
    Top,
)
from smmi.scoring.scorer._nodes import NodePlan
from smmi.scoring.scorer._plan import Plan


@attrs.frozen(eq=False, kw_only=True)
class FilteredPlan:
    """The nodes above areas, of which most are weighted means; the overall score may have must-haves.

    Attributes:
        areas: The areas of which points are sums of what stands in tables of their indicators; None for others.
        domains: The domains.
        overall: The overall score.
        shares: What each domain has of all weight: as one of its children, or as what its areas have together.
        plain: Whether doubles do, and take less time, where measured answers are worth whole parts of the grid.
        top: What is made of the children of the overall score, one by one, if it is no weighted mean.
    """

    areas: tuple[FilteredNode | None, ...]
    domains: tuple[FilteredNode, ...]
    overall: FilteredNode
    shares: tuple[Share, ...]
    plain: bool
    top: type[Top] | None

    @property
    def tells(self) -> bool:
        """Whether it is told of all means whether they are doubles, where points of areas are doubles."""
        means = self.domains if self.top else (*self.domains, self.overall)
        return all(node.tells for node in means)

    @classmethod
    def of(cls, plan: Plan, *, measured: bool) -> "FilteredPlan | None":
        """Return the filtered form of a plan; None if there is none, or doubles do in any case.

        Args:
            plan: The plan.
            measured: Whether any areas are divided: their points may be whole parts of the grid, or may not.
        """
        above = (*plan.domains, plan.overall)
        inner = plan.areas if plan.from_areas else (*plan.areas, *plan.domains)
        rounds_below = any(node.in_doubles for node in (plan.areas if plan.from_areas else plan.domains))
        top = None if plan.overall.averages_inside else _top(plan.overall, rounds_below=rounds_below)
        means = plan.domains if top else above
        plain = (
            all(node.whole for node in inner)
            and all(node.adds for node in means)
            and top in {None, DoubleTop}
        )
        fits = plan.overall.averages_inside or top is not None
        fits = fits and all(len(node.children) <= MOST_CHILDREN for node in above)
        rules = [not node.averages for node in plan.domains]
        rounds = any(node.in_doubles for node in plan.domains)
        if not fits or (plain and not measured) or all(rules) or rounds:
            return None
        areas = tuple(
            FilteredNode(node=area, of_child=IN_TABLES, parts=0) if _adds_up(plan, area) else None
            for area in plan.areas
        )
        of_area = max(
            IN_LINES if measured else IN_TABLES, *(area.error if area else IN_TABLES for area in areas)
        )
        domains = tuple(
            FilteredNode(node=node, of_child=of_area, parts=sum(node.wholes), by_rule=by_rule)
            for node, by_rule in zip(plan.domains, rules, strict=True)
        )
        quotients = [1] if plan.from_areas else [whole_quotients(node.wholes) for node in plan.domains]
        of_overall = dict(zip(plan.overall.children, plan.overall.shares, strict=True))
        below = [node.children if plan.from_areas else (i,) for i, node in enumerate(plan.domains)]
        return cls(
            areas=areas,
            domains=domains,
            overall=FilteredNode(
                node=plan.overall,
                of_child=max(domain.error for domain in domains),
                parts=0
                if any(rules)
                else sum(plan.overall.wholes) * math.lcm(*(one or 0 for one in quotients)),
            ),
            shares=tuple(in_three(sum((of_overall[i] for i in own), Fraction())) for own in below),
            plain=plain,
            top=top,
        )


def _top(overall: NodePlan, *, rounds_below: bool) -> type[Top] | None:
    """Return how the overall score is filtered, if it is no weighted mean.

    Args:
        overall: The node.
        rounds_below: Whether a child has points that are doubles, which in percent are not always its score.
    """
    if not overall.weighs:
        return None
    if type(overall.rule) in {GeometricMean, PowerMean}:
        return DoubleTop
    if type(overall.rule) is PointsOverAttainable and np.any(
        overall.weights[~np.array(overall.rule.outside_coverage)]
    ):
        return BonusTop
    if np.any(overall.roles == LOWEST):
        return None
    if type(overall.rule) is WeakestLink:
        return None if rounds_below else LeastTop
    if type(overall.rule) is Median:
        return MedianTop if sum(overall.wholes) <= MOST_WEIGHT else None
    return HarmonicTop if type(overall.rule) is HarmonicMean else None


def _adds_up(plan: Plan, area: NodePlan) -> bool:
    """Whether an area is a mean that need not be looked up, but adds up what each of its answers is worth."""
    few = len(area.children) <= MOST_CHILDREN and not np.any(area.roles == LOWEST)
    measured = any(plan.items[child].coding.measured for child in area.children)
    return area.averages and not area.accumulates and few and not measured

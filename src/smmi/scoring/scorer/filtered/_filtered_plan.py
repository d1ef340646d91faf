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
from smmi.scoring.scorer._nodes import NodePlan
from smmi.scoring.scorer._plan import Marks, Plan
from smmi.scoring.scorer.filtered._filtered_nodes import FilteredNode
from smmi.scoring.scorer.filtered._forms import (
    BonusForm,
    CappedForm,
    DoubleForm,
    Form,
    HarmonicForm,
    InnerForm,
    LeastForm,
    MedianForm,
)


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
        forms: The forms of the domains' rules, where these have one and are no weighted means.
        by_tables: Whether domains are filtered only where all areas have tables.
    """

    areas: tuple[FilteredNode | None, ...]
    domains: tuple[FilteredNode, ...]
    overall: FilteredNode
    shares: tuple[Share, ...]
    plain: bool
    top: type[Form] | None
    forms: tuple[type[InnerForm] | None, ...] = ()
    by_tables: bool = False

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
            and top in {None, DoubleForm}
        )
        fits = plan.overall.averages_inside or top is not None
        fits = fits and all(len(node.children) <= MOST_CHILDREN for node in above)
        rules = [not node.averages for node in plan.domains]
        forms = [_form(node) for node in plan.domains]
        by_tables = all(rules) or any(node.in_doubles for node in plan.domains)
        unknown = any(rule and not form for rule, form in zip(rules, forms, strict=True))
        if not fits or (plain and not measured) or (by_tables and unknown):
            return None
        areas = tuple(
            FilteredNode(node=area, of_child=IN_TABLES, parts=0) if _adds_up(plan, area) else None
            for area in plan.areas
        )
        of_area = max(
            IN_LINES if measured else IN_TABLES, *(area.error if area else IN_TABLES for area in areas)
        )
        domains = tuple(
            FilteredNode(
                node=node,
                of_child=IN_TABLES if form else of_area,
                parts=sum(node.wholes),
                by_rule=by_rule,
                of_form=form.bound(node, IN_TABLES) if form else None,
                marks=_marks(plan, node) if form else None,
            )
            for node, by_rule, form in zip(plan.domains, rules, forms, strict=True)
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
            forms=tuple(forms),
            by_tables=by_tables,
        )


def _top(overall: NodePlan, *, rounds_below: bool) -> type[Form] | None:
    """Return the form of the overall score's rule, if it has one and is no weighted mean.

    Args:
        overall: The node.
        rounds_below: Whether a child has points that are doubles, which in percent are not always its score.
    """
    if type(overall.rule) is WeakestLink and overall.weighs and not np.any(overall.roles == LOWEST):
        return None if rounds_below else LeastForm
    return _inner_form(overall)


def _inner_form(node: NodePlan) -> type[DoubleForm | BonusForm | HarmonicForm | MedianForm] | None:
    """Return the form of a rule by which points are made in two parts again, if it has one."""
    if not node.weighs:
        return None
    if type(node.rule) in {GeometricMean, PowerMean}:
        return DoubleForm
    if type(node.rule) is PointsOverAttainable and np.any(
        node.weights[~np.array(node.rule.outside_coverage)]
    ):
        return BonusForm
    if np.any(node.roles == LOWEST):
        return None
    if type(node.rule) is Median:
        return MedianForm if sum(node.wholes) <= MOST_WEIGHT else None
    return HarmonicForm if type(node.rule) is HarmonicMean else None


def _form(domain: NodePlan) -> type[InnerForm] | None:
    """Return the form of a domain's rule, if it has one and is no weighted mean."""
    if domain.averages or len(domain.children) > MOST_CHILDREN:
        return None
    if domain.averages_inside:
        return CappedForm
    return _inner_form(domain)


def _marks(plan: Plan, domain: NodePlan) -> Marks | None:
    """Return a domain's must-haves, by their places among its children."""
    found = Marks.of(domain, plan.scheme.children(domain.code))
    if found is None:
        return None
    places = {child: place for place, child in enumerate(domain.children)}
    return attrs.evolve(found, children=tuple((places[child], roles) for child, roles in found.children))


def _adds_up(plan: Plan, area: NodePlan) -> bool:
    """Whether an area is a mean that need not be looked up, but adds up what each of its answers is worth."""
    few = len(area.children) <= MOST_CHILDREN and not np.any(area.roles == LOWEST)
    measured = any(plan.items[child].coding.measured for child in area.children)
    return area.averages and not area.accumulates and few and not measured

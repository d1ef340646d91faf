"""The compiled form of a scheme: its indicators and nodes, on a grid that is as fine as points are."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType
from typing import Any, Final

import attrs
import numpy as np

from smmi._decimals import exact, exact_mark
from smmi.instrument.answers import Column
from smmi.scoring.arithmetic import (
    FULL,
    MOST_WHOLE,
    Floats,
    Grid,
    Points,
    Positions,
    RationalGrid,
    are_pairs,
    as_pairs,
)
from smmi.scoring.rules import (
    COUNTS,
    LOWEST,
    PRESENT,
    AggregationRule,
    MaturityLevels,
    MustHave,
    Roles,
    item_parts,
    rounds_inside,
    whole_parts,
)
from smmi.scoring.scheme._scheme import OVERALL, ScoringScheme
from smmi.scoring.scorer._items import ItemPlan, fineness, item_plan
from smmi.scoring.scorer._nodes import BoundNode, NodePlan


@attrs.frozen(eq=False, kw_only=True)
class Marks:
    """The must-haves of a node that is otherwise a weighted mean, asked of scores in percent.

    These are nearest doubles, so that one on either side of the nearest double to the mark is on that side of the mark.

    Attributes:
        children: The positions and roles of the must-haves that have weight.
        passing: The mark in percent.
        cap: The highest score if one falls short.
    """

    children: tuple[tuple[int, Roles], ...]
    passing: float
    cap: float

    @classmethod
    def of(cls, plan: NodePlan, codes: Sequence[str]) -> "Marks | None":
        """Return the must-haves of a node, given the codes of its children, or None if it has none."""
        rule = plan.rule
        if not isinstance(rule, MustHave):
            return None
        known = zip(plan.children, codes, plan.wholes, plan.roles, strict=True)
        return cls(
            children=tuple(
                (child, roles) for child, code, weight, roles in known if code in rule.codes and weight
            ),
            passing=float(exact_mark(rule.passing) * FULL),
            cap=float(exact(rule.cap) * FULL),
        )

    def capped(self, score: float, scores: Sequence[float], absences: Sequence[int]) -> float | None:
        """Return the score of one unit, given those of the children; None if one is at the mark, and that is open."""
        short = False
        for child, roles in self.children:
            role = roles[absences[child]]
            if role == COUNTS and scores[child] == self.passing:
                return None
            short |= (role == COUNTS and scores[child] < self.passing) or (
                role == LOWEST and self.passing > 0
            )
        return min(score, self.cap) if short else score

    def write_capped(self, out: Floats, scores: Sequence[Floats] | Floats, absences: Roles) -> Positions:
        """Cap scores, (n,), given those of the children, (k, n), NaN where absent; return where that is open."""
        short, at = np.zeros((2, len(out)), dtype=np.bool_)
        for child, roles in self.children:
            short |= scores[child] < self.passing
            at |= scores[child] == self.passing
            if self.passing > 0 and np.any(roles == LOWEST):
                short |= roles[absences[child]] == LOWEST
        where = np.flatnonzero(short)
        out[where] = np.minimum(out[where], self.cap)
        return np.flatnonzero(at)


@attrs.frozen(eq=False, kw_only=True)
class Plan:
    """A compiled scheme.

    Attributes:
        scheme: What was compiled.
        items: The indicators.
        areas: The areas.
        domains: The domains.
        overall: The overall score.
        from_areas: Whether the overall score aggregates the areas or the domains.
        grid: The grid of points.
    """

    scheme: ScoringScheme
    grid: Grid
    items: tuple[ItemPlan, ...]
    areas: tuple[NodePlan, ...]
    domains: tuple[NodePlan, ...]
    overall: NodePlan
    from_areas: bool

    @cached_property
    def exactly(self) -> "Plan":
        """The same in rational numbers, for the few units of which pairs of doubles leave something open."""
        return make_plan(self.scheme, RationalGrid())

    @cached_property
    def asking(self) -> "Plan | None":
        """The same where a score is NaN if pairs leave it open; None if they leave nothing open.

        That is, if points that a rule has rounded are of moderate size (`are_moderate`).
        """
        fine: dict[str, int | None] = {
            item.indicator.code: fineness(item, self.scheme.gated.get(item.indicator.code, 0.0))
            for item in self.items
        }
        asks: dict[str, tuple[bool, bool]] = {}
        for node in (*self.areas, *self.domains, self.overall):
            below = [fine[child] for child in self.scheme.children(node.code)]
            fine[node.code] = fineness_of(node, below)
            asks[node.code] = not tells(fine[node.code]), not tells_marks(node.rule, below)
        if not any(map(any, asks.values())):
            return None
        return self._with(lambda node: node.asking(*asks[node.code]))

    @cached_property
    def asking_all(self) -> "Plan":
        """The same, asking at every node."""
        return self._with(lambda node: node.asking(*(True, True)))

    def _with(self, made: Callable[[NodePlan], NodePlan]) -> "Plan":
        return attrs.evolve(
            self,
            areas=tuple(map(made, self.areas)),
            domains=tuple(map(made, self.domains)),
            overall=made(self.overall),
        )

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each score by its code: overall, the domains, the areas."""
        return {node.code: row for row, node in enumerate((self.overall, *self.domains, *self.areas))}

    @cached_property
    def scored(self) -> tuple[int, ...] | None:
        """The positions of the indicators that are scored; None if all are."""
        found = tuple(i for i, item in enumerate(self.items) if item.indicator.scored)
        return None if len(found) == len(self.items) else found

    @cached_property
    def marks(self) -> Marks | None:
        """The must-haves of the overall score, if it is otherwise a weighted mean, and has any."""
        if not self.overall.averages_inside:
            return None
        return Marks.of(self.overall, self.scheme.children(OVERALL))

    @cached_property
    def standing(self) -> tuple[slice, ...]:
        """Where the children of each area stand among the indicators that are scored: side by side."""
        stops = list(accumulate(len(area.children) for area in self.areas))
        return tuple(
            slice(stop - len(area.children), stop) for area, stop in zip(self.areas, stops, strict=True)
        )

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The position of each indicator by its code."""
        return {item.indicator.code: i for i, item in enumerate(self.items)}


MODERATE: Final = 2**65
"""Doubles of moderate size (`are_moderate`) are multiples of a part of 1 that is so small."""
BINARY: Final = 66
SURE: Final = 94
"""Doubles of moderate size, and what is midway between two in percent, are multiples of 2 ** -66. Numbers that differ
from them by 2 ** -94 at least are never so near to them that pairs of doubles mistake them for it."""
MOST_PARTS: Final = 2**20
"""By weights of fewer parts, over all levels, no mean of rounded points is next to a double by chance."""
MOST_PLACES: Final = 6
"""At most so many decimals are kept in whole parts of measured answers that may have any number of them."""


def fineness_of(node: NodePlan, below: Sequence[int | None]) -> int | None:
    """Return of what part of full points a node's points are multiples, given that of its children; None if unknown.

    Where a rule rounds, that is so of points of moderate size.
    """
    if node.in_doubles:
        return MODERATE
    parts = whole_parts(node.rule, node.wholes, node.unit)
    if type(node.rule) is MaturityLevels:
        return parts
    if parts is None or None in below:
        return None
    return parts * math.lcm(*below)  # type: ignore[arg-type]


def tells(fineness: int | None) -> bool:
    """Whether points of a fineness that are next to a double, or to what is midway between two in percent, are it."""
    if fineness is None:
        return False
    binary = (fineness & -fineness).bit_length() - 1
    return (fineness >> binary).bit_length() + max(binary, BINARY) <= SURE


def tells_marks(rule: AggregationRule, below: Sequence[int | None]) -> bool:
    """Whether children of a fineness that are next to a mark of a rule are at it."""
    if not isinstance(rule, MustHave | MaturityLevels):
        return True
    if None in below or (isinstance(rule, MustHave) and not tells_marks(rule.rule, below)):
        return False
    parts = math.lcm(*below, exact_mark(rule.passing).denominator)  # type: ignore[arg-type]
    return parts.bit_length() <= SURE


def make_plan(scheme: ScoringScheme, exactly: RationalGrid | None = None, /) -> Plan:
    """Compile a scheme; on a grid of rational numbers, if one is given.

    Raises:
        SchemeError: A rule returns something other than points.
    """
    instrument = scheme.instrument
    of_item = {indicator.code: i for i, indicator in enumerate(instrument.indicators)}
    of_area = {area.code: i for i, area in enumerate(instrument.areas)}
    of_domain = {domain.code: i for i, domain in enumerate(instrument.domains)}
    from_areas = scheme.overall_from == "areas"
    areas = [BoundNode.of(scheme, area.code) for area in instrument.areas]
    domains = [BoundNode.of(scheme, domain.code) for domain in instrument.domains]
    overall = BoundNode.of(scheme, OVERALL)
    tops = [*domains, overall] if from_areas else [overall]
    grid: Grid
    if exactly:
        grid, whole = exactly, frozenset[str]()
    else:
        grid, whole = _fine_enough(scheme, [areas] if from_areas else [areas, domains], tops)
    items = tuple(item_plan(scheme, indicator, grid) for indicator in instrument.indicators)
    lowest = {item.indicator.code: item.attainable[0] if item.attainable else 0.0 for item in items}

    def planned(node: BoundNode, position: Mapping[str, int], lowest: Mapping[str, Any]) -> NodePlan:
        return node.plan(scheme, position, lowest, grid, whole=node.code in whole)

    nothing: Mapping[str, Any] = MappingProxyType({})
    return Plan(
        scheme=scheme,
        grid=grid,
        items=items,
        areas=tuple(planned(area, of_item, lowest) for area in areas),
        domains=tuple(planned(domain, of_area, nothing) for domain in domains),
        overall=planned(overall, of_area if from_areas else of_domain, nothing),
        from_areas=from_areas,
    )


def _fine_enough(
    scheme: ScoringScheme, levels: Sequence[Sequence["BoundNode"]], tops: Sequence["BoundNode"]
) -> tuple[Grid, frozenset[str]]:
    """Return a grid whose parts are as fine as points are, and the nodes whose points are whole parts of it.

    A node is left out if its points, or sums of them, would not be whole numbers that doubles hold. Where points are
    doubles that a rule has rounded, they are kept as they are, and means of them that are next to a double are taken
    for it, unless weights are so far apart that a mean may be next to one without being it.

    Args:
        scheme: The scheme.
        levels: The nodes that have a parent, level by level.
        tops: The nodes that have none.
    """
    inner = [node.rule for level in levels for node in level]
    if any(map(rounds_inside, inner)):
        exact_nodes = [[node for node in level if not rounds_inside(node.rule)] for level in (*levels, tops)]
        spread = math.prod(max((node.heaviness for node in level), default=1) for level in exact_nodes)
        return Grid(rounded=spread < MOST_PARTS), frozenset()
    for places in (MOST_PLACES, 4, 2, 0):
        one = _whole_items(scheme, places)
        if one and all(one * node.heaviness <= MOST_WHOLE for node in (*levels[0], *tops) if node.fits):
            break
    else:
        return Grid(), frozenset()
    whole: set[str] = set()
    for level in (*levels, tops):
        parts = [node.parts for node in level]
        finer = one * math.lcm(*(part for part in parts if part))
        fits = all(part and node.fits for part, node in zip(parts, level, strict=True))
        if not fits or finer * max(node.heaviness for node in (*level, *tops)) > MOST_WHOLE:
            break
        one = finer
        whole.update(node.code for node in level)
    return Grid(one, places), frozenset(whole)


def _whole_items(scheme: ScoringScheme, places: int) -> int | None:
    """Return in how many parts points must be held for all answers to be worth whole ones, a multiple of 100."""
    one = FULL
    for indicator in scheme.instrument.scored:
        parts = item_parts(scheme.item_rule(indicator.code), indicator.scale, places)
        if parts is None:
            return None
        one = math.lcm(one, parts, exact(scheme.gated.get(indicator.code, 0.0)).denominator)
        if one > MOST_WHOLE:
            return None
    return one


PIECE: Final = 16_384
"""A rule of many children is asked about so many units at a time: few enough for a processor's own cache."""
MOST_COMBINATIONS: Final = 8
"""If there are so many combinations of answers for a unit, it is looked for those that occur."""
IN_RANGE: Final = "wrap"
"""Where all positions are in range, NumPy is quickest if it would wrap others."""


def area_points(
    plan: Plan, area: NodePlan, every: Sequence[Column], part: slice | Positions
) -> tuple[Points, Roles]:
    """Return an area's points and absences for some units by its rule, without a table."""
    items = [plan.items[child] for child in area.children]
    columns = [every[child].take(part) for child in area.children]
    reasons = np.empty((len(items), len(columns[0].codes)), dtype=np.uint8)
    for row, (item, column) in enumerate(zip(items, columns, strict=True)):
        np.take(item.absences, column.codes, out=reasons[row], mode=IN_RANGE)
    points = [item.points_of(column) for item, column in zip(items, columns, strict=True)]
    absences = np.empty(reasons.shape[1], np.uint8)
    return points_above(area, points, reasons, absences), absences


def areas_points(plan: Plan, group: Sequence[int], columns: Sequence[Column]) -> tuple[Points, Roles]:
    """Return the points and absences of areas that would have the same table, each (areas, n).

    Where units are many, the rule is asked once for each combination of answers that there is.
    """
    areas = [plan.areas[i] for i in group]
    codes = [
        np.concatenate([columns[child].codes for child in children])
        for children in zip(*(area.children for area in areas), strict=True)
    ]
    items = [plan.items[child] for child in areas[0].children]
    sizes, place = [item.coding.size for item in items], None
    if math.prod(sizes) <= MOST_COMBINATIONS * len(codes[0]):
        joint = np.ravel_multi_index(codes, sizes)
        different = np.flatnonzero(np.bincount(joint, minlength=math.prod(sizes)))
        index = np.empty(math.prod(sizes), np.intp)
        index[different] = np.arange(len(different))
        place, codes = index[joint], list(np.unravel_index(different, sizes))
    reasons = np.stack([item.absences[own] for item, own in zip(items, codes, strict=True)])
    absences = np.empty(reasons.shape[1], np.uint8)
    rows = [item.points[own] for item, own in zip(items, codes, strict=True)]
    points = points_above(areas[0], rows, reasons, absences)
    if place is not None:
        points, absences = points[place], absences[place]
    return points.reshape(len(group), -1), absences.reshape(len(group), -1)


def points_above(node: NodePlan, points: Sequence[Points], below: Roles, absences: Roles) -> Points:
    """Return a node's points and write its absences: first as if all children were there, then where some are not."""
    made = node.mean(points)
    if made is None:
        made, absences[:] = node.evaluate(np.stack(points), below)
        return made
    absences[:] = PRESENT
    partial = np.flatnonzero(np.logical_or.reduce(below, axis=0))
    if len(partial):
        some = np.stack([row[partial] for row in points])
        other, absences[partial] = node.evaluate(some, below[:, partial])
        made = as_pairs(made) if are_pairs(other) else made
        made[partial] = other
    return made


def write_percent_above(
    node: NodePlan, points: Sequence[Points], below: Roles, values: Floats, absences: Roles
) -> None:
    """Write a node's scores in percent and its absences, as `points_above` does."""
    for start in range(0, len(values), PIECE):  # larger arrays cost more to make room for than to fill
        part = slice(start, start + PIECE)
        rows = [row[part] for row in points]
        made = node.mean_in_percent(rows)
        if made is None:
            values[part], absences[part] = node.percent(np.stack(rows), below[:, part])
            continue
        values[part], absences[part] = made, PRESENT
        partial = np.flatnonzero(np.logical_or.reduce(below[:, part], axis=0))
        if len(partial):
            some, there = np.stack([row[partial] for row in rows]), partial + start
            values[there], absences[there] = node.percent(some, below[:, there])


def settled(points: Points, percent: Floats, absences: Roles) -> tuple[Points, Positions]:
    """Return points, 0 where their score is left open, and where that is; make scores NaN where absent."""
    unsure = np.flatnonzero(np.isnan(percent) & (absences == PRESENT))
    if unsure.size:
        points = points.copy()
        points[unsure] = 0.0
    percent[np.flatnonzero(absences != PRESENT)] = np.nan
    return points, unsure

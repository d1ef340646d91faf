"""Scores of weighted means above areas in two plain doubles; which are not sure to be the nearest double is said.

Areas with a table are looked up: shares of their points in the two parts that ``_filtered_means`` adds up. Others are
divided into them. Batches score the units that are not sure once more, in pairs of doubles.
"""

import math
from fractions import Fraction
from functools import cached_property

import attrs
import numpy as np

from smmi.scoring.arithmetic import (
    EXPONENT,
    FULL,
    IN_LINES,
    IN_RECIPROCALS,
    IN_TABLES,
    LEAST_DIVISOR,
    LEAST_PORTION,
    MOST_CHILDREN,
    Flags,
    Floats,
    Grid,
    Pairs,
    Positions,
    Share,
    Sums,
    error_of_mean,
    in_three,
    next_to_doubles,
    percent_of_doubles,
    portions_of,
    tells_doubles,
    two_parts,
    write_cut,
    write_doubles,
    write_percent,
    write_reciprocals,
    write_rounded_means,
)
from smmi.scoring.rules import (
    LOWEST,
    PRESENT,
    GeometricMean,
    HarmonicMean,
    PointsOverAttainable,
    PowerMean,
    Roles,
    WeakestLink,
    whole_quotients,
)
from smmi.scoring.scorer._nodes import NodePlan
from smmi.scoring.scorer._plan import IN_RANGE, PIECE, Plan
from smmi.scoring.scorer._single_nodes import Patterns
from smmi.scoring.scorer._tables import AreaTable


@attrs.frozen(eq=False, kw_only=True)
class FilteredNode:
    """A node above areas: a weighted mean, or one of which the points are worked out by its rule, in pairs.

    Attributes:
        node: The node.
        of_child: The largest error of the means of its children.
        parts: What its means can be quotients by, at most, where points of areas are multiples; 0 if that is large.
        by_rule: Whether its rule makes points of those of its children.
    """

    node: NodePlan
    of_child: float
    parts: int
    by_rule: bool = False

    @cached_property
    def error(self) -> float:
        """The largest error of its means."""
        if self.by_rule:
            return IN_TABLES
        return error_of_mean(len(self.node.children), self.of_child)

    @cached_property
    def tells(self) -> bool:
        """Whether it is told which means are doubles, where areas have points that are doubles of moderate size."""
        return self.node.grid.one == 1 and self.parts > 0 and tells_doubles(self.error, self.parts)

    @cached_property
    def patterns(self) -> Patterns:
        """What it makes of absences."""
        return Patterns(self.node)

    def items(self, plan: Plan) -> tuple[Pairs, ...]:
        """Return the shares of an area's indicators in two parts, by code."""
        if not self._items:
            points = [plan.items[child].points for child in self.node.children]
            if len({len(own) for own in points}) == 1:  # most are: then it is done in one go
                made = two_parts(self.node.grid.portions(np.stack(points), self.node.shares))
                self._items.append(tuple(made))
            else:
                own = zip(points, self.node.shares, strict=True)
                self._items.append(tuple(two_parts(self.node.grid.portion(*one)) for one in own))
        return self._items[0]

    @cached_property
    def _items(self) -> list[tuple[Pairs, ...]]:
        return []

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """The shares of its children in three parts."""
        return tuple(in_three(share) for share in self.node.shares)


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
    top: "type[Top] | None"

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


def _top(overall: NodePlan, *, rounds_below: bool) -> "type[Top] | None":
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
    return HarmonicTop if type(overall.rule) is HarmonicMean else None


def _adds_up(plan: Plan, area: NodePlan) -> bool:
    """Whether an area is a mean that need not be looked up, but adds up what each of its answers is worth."""
    few = len(area.children) <= MOST_CHILDREN and not np.any(area.roles == LOWEST)
    measured = any(plan.items[child].coding.measured for child in area.children)
    return area.averages and not area.accumulates and few and not measured


def divide(
    sums: Sums, node: FilteredNode, below: Roles, absences: Roles
) -> tuple[Positions, Flags, list[Positions]]:
    """Make what was joined a node's means, 0 where absent, and write its absences; arguments as for `finish`.

    Returns:
        Where a child is absent, which of these have a mean, and the unsure.
    """
    near, rest = sums.joined
    absences[:] = PRESENT
    partial = np.flatnonzero(np.logical_or.reduce(below, axis=0))
    if not partial.size:
        return partial, np.empty(0, np.bool_), []
    portions, reasons = node.patterns.of(below[:, partial])
    absences[partial] = reasons
    there = reasons == PRESENT
    some, left = portions_of(near[partial], rest[partial], portions)
    near[partial], rest[partial] = some * there, left * there
    return partial, there, [partial[there & (portions.real < LEAST_PORTION)]]


def _misshown(near: Floats, rest: Floats, error: Floats | float, out: Floats, room: Floats) -> Positions:
    """Return which means may be doubles that are shown by other decimals than the means are next to."""
    doubles = next_to_doubles(near, rest, error, room=room)
    return np.asarray(doubles[percent_of_doubles(near[doubles] + rest[doubles]) != out[doubles]])


def finish(
    sums: Sums, node: FilteredNode, below: Roles, out: Floats, absences: Roles, *, moderate: bool
) -> list[Positions]:
    """Write a node's scores and absences, and make what was joined its means, 0 where absent; return the unsure.

    Args:
        sums: What was joined.
        node: The node.
        below: The children's `Absence`, (k, n).
        out: Where the scores in percent go.
        absences: Where the absences go.
        moderate: Whether points of areas are doubles of moderate size.
    """
    near, rest = sums.joined
    room = sums.room
    partial, there, unsure = divide(sums, node, below, absences)
    if moderate and node.tells:
        unsure.append(write_rounded_means(near, rest, node.error, out=out, room=room))
    else:
        unsure.append(write_percent(near, rest, node.error, out=out, room=room))
        if node.node.grid.one == 1:
            unsure.append(_misshown(near, rest, node.error, out, room[0]))
    if partial.size:
        out[partial[~there]] = np.nan
    return unsure


class DoubleTop:
    """The doubles nearest to what the children of the overall score have, for a rule that takes these."""

    def __init__(self, node: FilteredNode, size: int) -> None:
        self.node = attrs.evolve(node.node, grid=Grid())
        self.doubles = np.zeros((len(node.node.children), size))
        self.rows = {child: row for row, child in enumerate(node.node.children)}
        self.room = np.empty(size)

    def begin(self, n: int) -> None:
        """Begin anew; nothing that was taken before is left."""

    def put(
        self, child: int, near: Floats, rest: Floats, error: float, *, told: bool = False
    ) -> list[Positions]:
        """Take a child's points in two parts as `write_doubles` does, and return the unsure."""
        n = len(near)
        out = self.doubles[self.rows[child], :n]
        unsure = write_doubles(near, rest, error, out=out, room=self.room[:n], told=told)
        out[unsure] = np.clip(out[unsure], 0.0, 1.0)
        return [unsure]

    def look_up(self, child: int, table: AreaTable, index: Positions) -> None:
        """Take the points of an area that has a table."""
        np.take(table.shares, index, out=self.doubles[self.rows[child], : len(index)], mode=IN_RANGE)

    def finish(
        self,
        below: Roles,
        out: Floats,
        absences: Roles,
        scores: Floats,  # noqa: ARG002  (as of others)
    ) -> list[Positions]:
        """Write the overall scores and absences, given those of the children, and return the unsure."""
        partial = np.flatnonzero(np.logical_or.reduce(below, axis=0))
        weights = self.node.weights[:, None]
        for start in range(0, len(out), PIECE):
            points = self.doubles[:, start : min(start + PIECE, len(out))]
            means = self.node.rule.aggregate(points, np.broadcast_to(weights, points.shape))
            out[start : start + PIECE] = self.node.grid.percent(means)
        absences[:] = PRESENT
        some, reasons = self.node.percent(self.doubles[:, partial], below[:, partial])
        absences[partial] = reasons
        out[partial] = np.where(reasons == PRESENT, some, np.nan)
        return []


class BonusTop:
    """The sum of what the children of the overall score have, times factors that may add up to more than 1.

    Where a child is absent, factors of the others change; that is left open.
    """

    def __init__(self, node: FilteredNode, size: int) -> None:
        factors = bonus_factors(node.node)
        self.power = 2.0 ** math.ceil(sum(factors)).bit_length()
        self.factors = {
            child: factor / Fraction(self.power)
            for child, factor in zip(node.node.children, factors, strict=True)
        }
        self.node, self.sums, self.room = node, Sums(size), np.empty((2, size))
        self.error = IN_TABLES

    def begin(self, n: int) -> None:
        """Begin with nothing, for so many units."""
        self.sums.begin(n)

    def put(
        self,
        child: int,
        near: Floats,
        rest: Floats,
        error: float,
        *,
        told: bool = False,  # noqa: ARG002  (as of others)
    ) -> list[Positions]:
        """Add a child's points in two parts."""
        self.sums.add_share(near, rest, in_three(self.factors[child]))
        self.error = max(self.error, error)
        return []

    def look_up(self, child: int, table: AreaTable, index: Positions) -> None:
        """Add the points of an area that has a table."""
        self.sums.look_up(table.parts(self.factors[child]), index)

    def finish(
        self,
        below: Roles,
        out: Floats,
        absences: Roles,
        scores: Floats,  # noqa: ARG002  (as of others)
    ) -> list[Positions]:
        """Write the overall scores and absences, given those of the children, and return the unsure."""
        near, rest = self.sums.join()
        near *= self.power
        rest *= self.power
        error = self.power * error_of_mean(len(below), self.error)
        unsure = [write_percent(near, rest, error, out=out, room=self.room[:, : len(out)])]
        if self.node.node.grid.one == 1:
            unsure.append(_misshown(near, rest, error, out, self.room[0, : len(out)]))
        np.minimum(out, float(FULL), out=out)
        absences[:] = PRESENT
        return [*unsure, np.flatnonzero(np.logical_or.reduce(below, axis=0))]


def bonus_factors(node: NodePlan) -> list[Fraction]:
    """Return what children's points are multiplied by where points earned are over those attainable."""
    rule: PointsOverAttainable = node.rule  # type: ignore[assignment]
    extra = rule.outside_coverage or (False,) * len(node.wholes)
    attainable = sum(own for own, more in zip(node.wholes, extra, strict=True) if not more)
    return [
        own * node.unit / FULL if more else Fraction(own, attainable)
        for own, more in zip(node.wholes, extra, strict=True)
    ]


class HarmonicTop:
    """What the children of the overall score have in two parts, for the harmonic mean of them.

    It is the unit over the mean of the unit over points. The unit is a power of two, next to the least of them.
    """

    def __init__(self, node: FilteredNode, size: int) -> None:
        self.node, self.sums = node, Sums(size)
        self.near, self.rest = np.zeros((2, len(node.node.children), size))
        self.rows = {child: row for row, child in enumerate(node.node.children)}
        self.room = np.empty((2, size))
        self.quotients = np.empty((2, size))
        self.error = 0.0

    def begin(self, n: int) -> None:
        """Begin anew, for so many units."""
        self.sums.begin(n)

    def put(
        self,
        child: int,
        near: Floats,
        rest: Floats,
        error: float,
        *,
        told: bool = False,  # noqa: ARG002  (as of others)
    ) -> list[Positions]:
        """Take a child's points in two parts."""
        row, n = self.rows[child], len(near)
        self.near[row, :n], self.rest[row, :n] = near, rest
        self.error = max(self.error, error)
        return []

    def look_up(self, child: int, table: AreaTable, index: Positions) -> None:
        """Take the points of an area that has a table."""
        row, n = self.rows[child], len(index)
        write_cut(table.parts(Fraction(1)).take(index), self.near[row, :n], self.rest[row, :n])

    def finish(
        self,
        below: Roles,
        out: Floats,
        absences: Roles,
        scores: Floats,  # noqa: ARG002  (as of others)
    ) -> list[Positions]:
        """Write the overall scores and absences, given those of the children, and return the unsure."""
        n, room, quotients = len(out), self.room[:, : len(out)], self.quotients[:, : len(out)]
        near, rest = self.near[:, :n], self.rest[:, :n]
        absent = [np.flatnonzero(own != PRESENT) for own in below]
        weighs = [i for i, whole in enumerate(self.node.node.wholes) if whole]
        least = np.ones(n)
        for i in weighs:
            near[i, absent[i]], rest[i, absent[i]] = 1.0, 0.0
            np.minimum(least, np.add(near[i], rest[i], out=room[0]), out=least)
        small = np.flatnonzero(least < LEAST_DIVISOR)
        zero = ((near[:, small] == 0.0) & (rest[:, small] == 0.0))[weighs].any(axis=0)
        near[:, small], least[small] = 1.0, 1.0
        units = (least.view(np.int64) & EXPONENT).view(np.float64)
        for i in weighs:
            write_reciprocals(units, near[i], rest[i], quotients=quotients[0], rests=quotients[1], room=room)
            quotients[:, absent[i]] = 0.0
            self.sums.add_quotients(quotients[0], quotients[1], in_three(self.node.node.shares[i]))
        mean, left = self.sums.join()
        partial, there, unsure = divide(self.sums, self.node, below, absences)
        mean[partial[~there]] = 1.0
        write_reciprocals(units, mean, left, quotients=quotients[0], rests=quotients[1], room=room)
        error = error_of_mean(len(weighs), IN_RECIPROCALS + self.error / LEAST_DIVISOR)
        errors = np.divide(units, np.square(mean), out=room[0]) * (1.01 * error) + 1.01 * IN_RECIPROCALS
        unsure.append(write_percent(quotients[0], quotients[1], errors, out=out, room=room))
        if self.node.node.grid.one == 1:
            unsure.append(_misshown(quotients[0], quotients[1], errors, out, room[0]))
        out[small[zero]] = 0.0
        out[partial[~there]] = np.nan
        return [*unsure, small[~zero]]


class LeastTop:
    """The least of the scores that children have: where these are sure, so is that."""

    def __init__(self, node: FilteredNode, size: int) -> None:  # noqa: ARG002  (as of others)
        self.node = node
        self.weighs = [i for i, whole in enumerate(node.node.wholes) if whole]

    def begin(self, n: int) -> None:
        """Begin anew; nothing is kept."""

    def put(self, *_: object, **_more: object) -> list[Positions]:
        """Take nothing: scores say it all."""
        return []

    def look_up(self, *_: object) -> None:
        """Take nothing, likewise."""

    def finish(self, below: Roles, out: Floats, absences: Roles, scores: Floats) -> list[Positions]:
        """Write the overall scores and absences, given those of the children, and return the unsure."""
        np.fmin.reduce(scores[self.weighs], axis=0, out=out)
        absences[:] = PRESENT
        partial = np.flatnonzero(np.logical_or.reduce(below, axis=0))
        if partial.size:
            _, reasons = self.node.patterns.of(below[:, partial])
            absences[partial] = reasons
            out[partial[reasons != PRESENT]] = np.nan
        return []


Top = BonusTop | DoubleTop | HarmonicTop | LeastTop
"""How an overall score is made of what its children have, if it is no weighted mean."""

"""Nodes above areas in two plain doubles: weighted means, and other rules of the overall score."""

import math
from fractions import Fraction
from functools import cached_property

import attrs
import numpy as np

from smmi.scoring.arithmetic import (
    EXPONENT,
    FULL,
    IN_MEDIANS,
    IN_RECIPROCALS,
    IN_TABLES,
    LEAST_DIVISOR,
    LEAST_PORTION,
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
    write_medians,
    write_percent,
    write_reciprocals,
    write_rounded_means,
)
from smmi.scoring.rules import (
    PRESENT,
    PointsOverAttainable,
    Roles,
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


class _PairsTop:
    """What the children of the overall score have in two parts."""

    def __init__(self, node: FilteredNode, size: int) -> None:
        self.node = node
        self.near, self.rest = np.zeros((2, len(node.node.children), size))
        self.rows = {child: row for row, child in enumerate(node.node.children)}
        self.weighs = [row for row, whole in enumerate(node.node.wholes) if whole]
        self.room = np.empty((2, size))
        self.quotients = np.empty((2, size))
        self.error = 0.0

    def begin(self, n: int) -> None:
        """Begin anew; nothing that was taken before is left."""

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

    def write(self, errors: Floats | float, out: Floats) -> list[Positions]:
        """Write scores in percent of what the quotients have come to, and return the unsure."""
        (near, rest), room = self.quotients[:, : len(out)], self.room[:, : len(out)]
        unsure = [write_percent(near, rest, errors, out=out, room=room)]
        if self.node.node.grid.one == 1:
            unsure.append(_misshown(near, rest, errors, out, room[0]))
        return unsure


class HarmonicTop(_PairsTop):
    """The harmonic mean of what the children of the overall score have.

    It is the unit over the mean of the unit over points. The unit is a power of two, next to the least of them.
    """

    def __init__(self, node: FilteredNode, size: int) -> None:
        super().__init__(node, size)
        self.sums = Sums(size)

    def begin(self, n: int) -> None:
        """Begin with nothing, for so many units."""
        self.sums.begin(n)

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
        least = np.ones(n)
        for i in self.weighs:
            near[i, absent[i]], rest[i, absent[i]] = 1.0, 0.0
            np.minimum(least, np.add(near[i], rest[i], out=room[0]), out=least)
        small = np.flatnonzero(least < LEAST_DIVISOR)
        zero = ((near[:, small] == 0.0) & (rest[:, small] == 0.0))[self.weighs].any(axis=0)
        near[:, small], least[small] = 1.0, 1.0
        units = (least.view(np.int64) & EXPONENT).view(np.float64)
        for i in self.weighs:
            write_reciprocals(units, near[i], rest[i], quotients=quotients[0], rests=quotients[1], room=room)
            quotients[:, absent[i]] = 0.0
            self.sums.add_quotients(quotients[0], quotients[1], in_three(self.node.node.shares[i]))
        mean, left = self.sums.join()
        partial, there, unsure = divide(self.sums, self.node, below, absences)
        mean[partial[~there]] = 1.0
        write_reciprocals(units, mean, left, quotients=quotients[0], rests=quotients[1], room=room)
        error = error_of_mean(len(self.weighs), IN_RECIPROCALS + self.error / LEAST_DIVISOR)
        errors = np.divide(units, np.square(mean), out=room[0]) * (1.01 * error) + 1.01 * IN_RECIPROCALS
        unsure += self.write(errors, out)
        out[small[zero]] = 0.0
        out[partial[~there]] = np.nan
        return [*unsure, small[~zero]]


class MedianTop(_PairsTop):
    """The weighted median of what the children of the overall score have; where one is absent, that is left open."""

    def finish(
        self,
        below: Roles,
        out: Floats,
        absences: Roles,
        scores: Floats,  # noqa: ARG002  (as of others)
    ) -> list[Positions]:
        """Write the overall scores and absences, given those of the children, and return the unsure."""
        n = len(out)
        near, rest = (
            parts[self.weighs, :n] if len(self.weighs) < len(parts) else parts[:, :n]
            for parts in (self.near, self.rest)
        )
        wholes = [self.node.node.wholes[row] for row in self.weighs]
        open_ = write_medians(near, rest, wholes, out=self.quotients[:, :n], error=self.error)
        absences[:] = PRESENT
        partial = np.flatnonzero(np.logical_or.reduce(below, axis=0))
        return [*self.write(2.0 * self.error + IN_MEDIANS, out), open_, partial]


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


Top = BonusTop | DoubleTop | HarmonicTop | MedianTop | LeastTop
"""How an overall score is made of what its children have, if it is no weighted mean."""

"""Nodes above areas in two plain doubles, and the end of weighted means: percent, absences, and what is not sure."""

from functools import cached_property

import attrs
import numpy as np

from smmi.scoring.arithmetic import (
    IN_TABLES,
    LEAST_PORTION,
    Flags,
    Floats,
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
    write_percent,
    write_rounded_means,
)
from smmi.scoring.rules import (
    PRESENT,
    Roles,
)
from smmi.scoring.scorer._nodes import NodePlan
from smmi.scoring.scorer._plan import Marks, Plan
from smmi.scoring.scorer._single_nodes import Patterns


@attrs.frozen(eq=False, kw_only=True)
class FilteredNode:
    """A node above areas: a weighted mean, or one of which the points are worked out by its rule, in pairs.

    Attributes:
        node: The node.
        of_child: The largest error of the means of its children.
        parts: What its means can be quotients by, at most, where points of areas are multiples; 0 if that is large.
        by_rule: Whether its rule makes points of those of its children.
        of_form: The largest error of the means that a form of its rule makes, if it has one.
        marks: Its must-haves, if it has any.
    """

    node: NodePlan
    of_child: float
    parts: int
    by_rule: bool = False
    of_form: float | None = None
    marks: Marks | None = None

    @cached_property
    def error(self) -> float:
        """The largest error of its means."""
        if self.of_form is not None:
            return max(self.of_form, IN_TABLES)
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


def misshown(near: Floats, rest: Floats, error: Floats | float, out: Floats, room: Floats, /) -> Positions:
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
            unsure.append(misshown(near, rest, node.error, out, room[0]))
    if partial.size:
        out[partial[~there]] = np.nan
    return unsure

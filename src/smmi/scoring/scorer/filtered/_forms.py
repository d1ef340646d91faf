"""Forms of rules in two plain doubles: what is made of what children have, one after the other."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from smmi._decimals import exact
from smmi.scoring.arithmetic import (
    EXPONENT,
    FULL,
    IN_MEDIANS,
    IN_RECIPROCALS,
    IN_TABLES,
    LEAST_DIVISOR,
    LEAST_MODERATE,
    Floats,
    Grid,
    Positions,
    Sums,
    error_of_mean,
    in_three,
    pairs_of,
    two_parts,
    write_cut,
    write_doubles,
    write_medians,
    write_percent,
    write_reciprocals,
)
from smmi.scoring.rules import (
    PRESENT,
    PointsOverAttainable,
    Roles,
)
from smmi.scoring.scorer._nodes import NodePlan
from smmi.scoring.scorer._plan import IN_RANGE, PIECE
from smmi.scoring.scorer._tables import AreaTable
from smmi.scoring.scorer.filtered._filtered_nodes import FilteredNode, divide, finish, misshown

Rows = Sequence[Floats] | Floats
"""Scores of children, a row each."""
MOST_SPREAD: Final = 16.0
"""Harmonic means are not sure where a unit is so much more than the square of the mean of units over points."""


class DoubleForm:
    """The doubles nearest to what children have, for a rule that takes these."""

    def __init__(self, node: FilteredNode, size: int) -> None:
        self.node = attrs.evolve(node.node, grid=Grid())
        self.doubles = np.zeros((len(node.node.children), size))
        self.rows = {child: row for row, child in enumerate(node.node.children)}
        self.room, self.made = np.empty((2, size))
        self.parts = np.empty((2, size))
        self.open: list[Positions] = []

    @staticmethod
    def bound(_node: NodePlan, _of_child: float) -> float:
        """The largest error of the means: they count as exact."""
        return 0.0

    def begin(self, n: int) -> None:  # noqa: ARG002  (as of others)
        """Begin anew; nothing that was taken before is left."""
        self.open = []

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
        if table.midway is not None:
            self.open.append(np.flatnonzero(np.take(table.midway, index, mode=IN_RANGE)))

    def finish(
        self,
        below: Roles,
        out: Floats,
        absences: Roles,
        scores: Rows,  # noqa: ARG002  (as of others)
    ) -> list[Positions]:
        """Write scores and absences, given those of the children, and return the unsure."""
        partial = np.flatnonzero(np.logical_or.reduce(below, axis=0))
        weights, made = self.node.weights[:, None], self.made[: len(out)]
        for start in range(0, len(out), PIECE):
            points = self.doubles[:, start : min(start + PIECE, len(out))]
            made[start : start + PIECE] = self.node.rule.aggregate(
                points, np.broadcast_to(weights, points.shape)
            )
        absences[:] = PRESENT
        some, absences[partial] = self.node.evaluate(self.doubles[:, partial], below[:, partial])
        made[partial] = some.real
        for start in range(0, len(out), PIECE):
            out[start : start + PIECE] = self.node.grid.percent(made[start : start + PIECE])
        absent = partial[absences[partial] != PRESENT]
        out[absent], made[absent] = np.nan, 0.0
        return [*self.open, np.flatnonzero((made < LEAST_MODERATE) & (made > 0.0))]

    def means(self, n: int) -> tuple[Floats, Floats]:
        """Return the means in two parts, 0 where absent."""
        near, rest = self.parts[:, :n]
        write_cut(self.made[:n], near, rest)
        return near, rest


class BonusForm:
    """The sum of what children have, times factors that may add up to more than 1.

    Where a child is absent, factors of the others change; that is left open.
    """

    def __init__(self, node: FilteredNode, size: int) -> None:
        factors = bonus_factors(node.node)
        self.power = _power(factors)
        self.factors = {
            child: factor / Fraction(self.power)
            for child, factor in zip(node.node.children, factors, strict=True)
        }
        self.node, self.sums, self.room = node, Sums(size), np.empty((2, size))
        self.error = IN_TABLES

    @staticmethod
    def bound(node: NodePlan, of_child: float) -> float:
        """The largest error of the means."""
        return _power(bonus_factors(node)) * error_of_mean(len(node.children), of_child)

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
        scores: Rows,  # noqa: ARG002  (as of others)
    ) -> list[Positions]:
        """Write scores and absences, given those of the children, and return the unsure."""
        near, rest = self.sums.join()
        near *= self.power
        rest *= self.power
        error = self.power * error_of_mean(len(below), self.error)
        unsure = [write_percent(near, rest, error, out=out, room=self.room[:, : len(out)])]
        if self.node.node.grid.one == 1:
            unsure.append(misshown(near, rest, error, out, self.room[0, : len(out)]))
        beyond = np.flatnonzero(out >= float(FULL))
        out[beyond], near[beyond], rest[beyond] = float(FULL), 1.0, 0.0
        absences[:] = PRESENT
        return [*unsure, np.flatnonzero(np.logical_or.reduce(below, axis=0))]

    def means(self, n: int) -> tuple[Floats, Floats]:
        """Return the means in two parts."""
        near, rest = self.sums.joined
        return near[:n], rest[:n]


def _power(factors: Sequence[Fraction]) -> float:
    """Return a power of two above the sum of factors."""
    return float(2.0 ** math.ceil(sum(factors)).bit_length())


def bonus_factors(node: NodePlan) -> list[Fraction]:
    """Return what children's points are multiplied by where points earned are over those attainable."""
    rule: PointsOverAttainable = node.rule  # type: ignore[assignment]
    extra = rule.outside_coverage or (False,) * len(node.wholes)
    attainable = sum(own for own, more in zip(node.wholes, extra, strict=True) if not more)
    return [
        own * node.unit / FULL if more else Fraction(own, attainable)
        for own, more in zip(node.wholes, extra, strict=True)
    ]


class _PairsForm:
    """What children have in two parts."""

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

    def means(self, n: int) -> tuple[Floats, Floats]:
        """Return what the quotients have come to, 0 where absent."""
        near, rest = self.quotients[:, :n]
        return near, rest

    def write(self, errors: Floats | float, out: Floats) -> list[Positions]:
        """Write scores in percent of what the quotients have come to, and return the unsure."""
        (near, rest), room = self.quotients[:, : len(out)], self.room[:, : len(out)]
        unsure = [write_percent(near, rest, errors, out=out, room=room)]
        if self.node.node.grid.one == 1:
            unsure.append(misshown(near, rest, errors, out, room[0]))
        return unsure


class HarmonicForm(_PairsForm):
    """The harmonic mean of what children have.

    It is the unit over the mean of the unit over points. The unit is a power of two, next to the least of them.
    """

    def __init__(self, node: FilteredNode, size: int) -> None:
        super().__init__(node, size)
        self.sums = Sums(size)

    @staticmethod
    def bound(node: NodePlan, of_child: float) -> float:
        """The largest error of the means that are not said to be unsure."""
        return (
            1.02
            * (MOST_SPREAD + 1.0)
            * error_of_mean(len(node.children), IN_RECIPROCALS + of_child / LEAST_DIVISOR)
        )

    def begin(self, n: int) -> None:
        """Begin with nothing, for so many units."""
        self.sums.begin(n)

    def finish(
        self,
        below: Roles,
        out: Floats,
        absences: Roles,
        scores: Rows,  # noqa: ARG002  (as of others)
    ) -> list[Positions]:
        """Write scores and absences, given those of the children, and return the unsure."""
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
        spread = np.divide(units, np.square(mean), out=room[0])
        far = np.flatnonzero(spread > MOST_SPREAD)
        unsure += self.write(spread * (1.01 * error) + 1.01 * IN_RECIPROCALS, out)
        out[small[zero]] = 0.0
        out[partial[~there]] = np.nan
        for nothing in (small, partial[~there]):
            quotients[:, nothing] = 0.0
        return [*unsure, small[~zero], far]


class MedianForm(_PairsForm):
    """The weighted median of what children have; where one is absent, that is left open."""

    @staticmethod
    def bound(_node: NodePlan, of_child: float) -> float:
        """The largest error of the medians that are not said to be unsure."""
        return 2.0 * of_child + IN_MEDIANS

    def finish(
        self,
        below: Roles,
        out: Floats,
        absences: Roles,
        scores: Rows,  # noqa: ARG002  (as of others)
    ) -> list[Positions]:
        """Write scores and absences, given those of the children, and return the unsure."""
        n = len(out)
        near, rest = (
            parts[self.weighs, :n] if len(self.weighs) < len(parts) else parts[:, :n]
            for parts in (self.near, self.rest)
        )
        wholes = [self.node.node.wholes[row] for row in self.weighs]
        open_ = write_medians(near, rest, wholes, out=self.quotients[:, :n], error=self.error)
        absences[:] = PRESENT
        partial = np.flatnonzero(np.logical_or.reduce(below, axis=0))
        return [*self.write(self.bound(self.node.node, self.error), out), open_, partial]


class CappedForm:
    """The weighted mean of what children have, capped where a must-have falls short."""

    def __init__(self, node: FilteredNode, size: int) -> None:
        self.node, self.sums = node, Sums(size)
        self.shares = dict(zip(node.node.children, node.shares, strict=True))
        self.parts = dict(zip(node.node.children, node.node.shares, strict=True))
        self.cap = two_parts(pairs_of([exact(getattr(node.node.rule, "cap", 1.0))]))[0]

    @staticmethod
    def bound(node: NodePlan, of_child: float) -> float:
        """The largest error of the means."""
        return error_of_mean(len(node.children), of_child)

    def begin(self, n: int) -> None:
        """Begin with nothing, for so many units."""
        self.sums.begin(n)

    def put(
        self,
        child: int,
        near: Floats,
        rest: Floats,
        error: float,  # noqa: ARG002  (as of others)
        *,
        told: bool = False,  # noqa: ARG002  (as of others)
    ) -> list[Positions]:
        """Add a child's points in two parts."""
        self.sums.add_share(near, rest, self.shares[child])
        return []

    def look_up(self, child: int, table: AreaTable, index: Positions) -> None:
        """Add the points of an area that has a table."""
        self.sums.look_up(table.parts(self.parts[child]), index)

    def finish(self, below: Roles, out: Floats, absences: Roles, scores: Rows) -> list[Positions]:
        """Write scores and absences, given those of the children, and return the unsure."""
        self.sums.join()
        unsure = finish(self.sums, self.node, below, out, absences, moderate=False)
        marks = self.node.marks
        if marks is None:
            return unsure
        whole = out.copy()
        at = marks.write_capped(out, scores, below)
        near, rest = self.sums.joined
        capped = np.flatnonzero(out < whole)
        near[capped], rest[capped] = self.cap.real, self.cap.imag
        return [*unsure, at, np.flatnonzero((out == marks.cap) & (out == whole))]

    def means(self, n: int) -> tuple[Floats, Floats]:
        """Return the means in two parts, 0 where absent."""
        near, rest = self.sums.joined
        return near[:n], rest[:n]


class LeastForm:
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

    def finish(self, below: Roles, out: Floats, absences: Roles, scores: Rows) -> list[Positions]:
        """Write scores and absences, given those of the children, and return the unsure."""
        np.fmin.reduce([scores[row] for row in self.weighs], axis=0, out=out)
        absences[:] = PRESENT
        partial = np.flatnonzero(np.logical_or.reduce(below, axis=0))
        if partial.size:
            _, reasons = self.node.patterns.of(below[:, partial])
            absences[partial] = reasons
            out[partial[reasons != PRESENT]] = np.nan
        return []


InnerForm = BonusForm | CappedForm | DoubleForm | HarmonicForm | MedianForm
"""How points are made of what children have in two parts, in two parts again."""
Form = BonusForm | DoubleForm | HarmonicForm | MedianForm | LeastForm
"""How a score is made of what children have in two parts, if it is no weighted mean."""

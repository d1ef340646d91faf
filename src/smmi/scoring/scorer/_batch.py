"""Scoring in batches: chunk by chunk, by tables where an area's answers are few and finite.

Areas with a table (``smmi.scoring.scorer._tables``) are looked up; the others are accumulated column by column.
"""

from itertools import repeat
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument import Answers
from smmi.scoring.rules import Absence, Floats, Roles, WeightedMean, sum_of_products
from smmi.scoring.scorer._plan import NodePlan, Plan
from smmi.scoring.scorer._tables import AreaTable

CHUNK: Final = 16_384
"""How many units are scored at a time: few enough for a processor's cache."""
MOST_SHARED: Final = 8 * CHUNK
"""Several threads take up to so many units at a time: in short calls they would wait for one another's turns."""

FULL: Final = 100.0


@attrs.frozen(eq=False, kw_only=True)
class Batch:
    """One batch to be scored.

    Attributes:
        plan: The compiled scheme.
        answers: The answers.
        tables: The table of each area that has one, by position.
        coverages: The table of the weight that answers have together, of each other area that is a weighted mean.
        values: Where the scores go: percent, (1 + domains + areas, n).
        absences: Where the absences go, the same shape.
    """

    plan: Plan
    answers: Answers
    tables: dict[int, AreaTable]
    coverages: dict[int, AreaTable]
    values: Floats
    absences: Roles

    def run(self, threads: int) -> None:
        """Score everything, in so many threads."""
        n = len(self.answers)
        chunks = -(-n // CHUNK)
        if threads == 1 or chunks < 2:
            self._score(range(0, n, CHUNK), CHUNK)
            return
        starts = range(0, n, min(MOST_SHARED, -(-chunks // threads) * CHUNK))
        from concurrent.futures import (
            ThreadPoolExecutor,
        )  # it loads `logging`, which one thread does not need

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(self._score, [starts[i::threads] for i in range(threads)], repeat(starts.step)))

    def _score(self, starts: range, size: int) -> None:
        n = len(self.answers)
        scratch = _Scratch(len(self.plan.areas), min(size, n))
        for start in starts:
            self._score_chunk(start, min(start + size, n), scratch)

    def _score_chunk(self, start: int, stop: int, scratch: "_Scratch") -> None:
        plan, part = self.plan, slice(start, stop)
        first = 1 + len(plan.domains)
        values, absences = self.values[:, part], self.absences[:, part]
        points = scratch.points[:, : stop - start]
        for i, area in enumerate(plan.areas):
            if i in self.tables:
                self._look_up(area, self.tables[i], part, scratch, points[i], absences[first + i])
            elif i in self.coverages:
                self._look_up(area, self.coverages[i], part, scratch, scratch.weight, absences[first + i])
                self._accumulate(area, part, scratch.weight[: stop - start], points[i])
            else:
                points[i], absences[first + i] = area_points(plan, area, self.answers, part)
        tops = np.empty((first, stop - start))
        for i, domain in enumerate(plan.domains):
            children = list(domain.children)
            _aggregate(domain, points[children], absences[first:][children], tops[1 + i], absences[1 + i])
        below = (points, absences[first:]) if plan.from_areas else (tops[1:], absences[1:first])
        _aggregate(plan.overall, *below, tops[0], absences[0])
        np.multiply(tops, FULL, out=values[:first])
        np.multiply(points, FULL, out=values[first:])
        if absences.any():
            values[absences != Absence.PRESENT] = np.nan

    def _look_up(
        self,
        area: NodePlan,
        table: AreaTable,
        part: slice,
        scratch: "_Scratch",
        points: Floats,
        absences: Roles,
    ) -> None:
        n = len(absences)
        joint, narrow, index = scratch.joint(table.dtype)[:n], scratch.digits[:n], scratch.index[:n]
        for row, (child, digit) in enumerate(zip(area.children, table.digits, strict=True)):
            codes = self.answers.columns[child].codes[part]
            if digit.lookup is not None:
                np.take(digit.lookup, codes, out=narrow, mode="clip")
            else:
                np.maximum(codes, digit.least, out=narrow)
            if row == 0:
                np.copyto(joint, narrow)
            else:
                np.multiply(joint, digit.size, out=joint)
                np.add(joint, narrow, out=joint)
        np.copyto(index, joint)
        np.take(table.points, index, out=points[:n], mode="clip")
        np.take(table.absences, index, out=absences, mode="clip")

    def _accumulate(self, area: NodePlan, part: slice, weight: Floats, points: Floats) -> None:
        """Write an area's points: what its answers earn, over the weight that they have together."""
        earned = (
            self.plan.items[child].points_of(self.answers.columns[child].take(part))
            for child in area.children
        )
        np.divide(sum_of_products(area.weights.tolist(), earned), weight, out=points)


class _Scratch:
    """Room for one chunk, used again for the next; one for each thread."""

    def __init__(self, areas: int, size: int) -> None:
        self.points = np.empty((areas, size))
        self.weight = np.empty(size)
        self.digits = np.empty(size, np.uint8)
        self.index = np.empty(size, np.intp)
        self.narrow = np.empty(size, np.uint16)
        self.wide = np.empty(size, np.uint32)

    def joint(self, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        return self.narrow if dtype is np.uint16 else self.wide


def area_points(plan: Plan, area: NodePlan, answers: Answers, part: slice) -> tuple[Floats, Roles]:
    """Return an area's points and absences for some units by its rule, without a table."""
    items = [plan.items[child] for child in area.children]
    columns = [answers.columns[child].take(part) for child in area.children]
    reasons = np.empty((len(items), part.stop - part.start), dtype=np.uint8)
    points = np.empty(reasons.shape)
    for row, (item, column) in enumerate(zip(items, columns, strict=True)):
        np.take(item.absences, column.codes, out=reasons[row], mode="clip")
        points[row] = item.points_of(column)
    values, absences = np.empty(reasons.shape[1]), np.empty(reasons.shape[1], np.uint8)
    _aggregate(area, points, reasons, values, absences)
    return values, absences


def _aggregate(node: NodePlan, points: Floats, below: Roles, values: Floats, absences: Roles) -> None:
    """Write a node's points and absences: units whose children are all there at once, the others by the policy."""
    if type(node.rule) is not WeightedMean or not node.weighs:
        values[:], absences[:] = node.evaluate(points, below)
        return
    np.divide(sum_of_products(node.weights.tolist(), points), node.total, out=values)
    absences[:] = Absence.PRESENT
    partial = np.flatnonzero(np.logical_or.reduce(below, axis=0))
    if len(partial):
        values[partial], absences[partial] = node.evaluate(points[:, partial], below[:, partial])

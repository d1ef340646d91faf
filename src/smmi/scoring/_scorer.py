"""The scorer: one compiled plan for batches of any size and for single responses, equal to the last bit."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import NormsMismatchError
from smmi.instrument import Answers
from smmi.scoring._kernels import Floats, Roles
from smmi.scoring._plan import TABLE_LIMIT, NodePlan, Plan, make_plan
from smmi.scoring._scheme import ScoringScheme
from smmi.scoring._scores import ScoreProfile, Scores

CHUNK: Final = 16_384
"""How many units are scored at a time; small enough for a processor's cache."""


@attrs.frozen(eq=False)
class AreaTable:
    """The score of an area for every joint state of its indicators: filled once by the rule itself.

    Attributes:
        strides: What each indicator's code is multiplied by in the joint code.
        points: The area's points by joint code.
        absences: The area's `Absence` by joint code.
    """

    strides: tuple[int, ...]
    points: Floats
    absences: Roles


@attrs.frozen(eq=False)
class Scorer:
    """A compiled scheme; make it with `ScoringScheme.compile`.

    Attributes:
        scheme: What was compiled.
    """

    scheme: ScoringScheme

    @cached_property
    def plan(self) -> Plan:
        """The compiled tables and bound rules."""
        return make_plan(self.scheme)

    @cached_property
    def _tables(self) -> dict[int, AreaTable]:
        return {}

    def score(self, answers: Answers, /) -> Scores:
        """Score the answers of many units.

        Raises:
            NormsMismatchError: The answers are of another instrument.
        """
        if answers.instrument != self.scheme.instrument:
            raise NormsMismatchError("instrument", repr(answers.instrument), repr(self.scheme.instrument))
        n = len(answers)
        plan = self.plan
        rows = 1 + len(plan.domains) + len(plan.areas)
        points = np.zeros((rows, n))
        absences = np.zeros((rows, n), dtype=np.uint8)
        for start in range(0, n, CHUNK):
            part = slice(start, min(start + CHUNK, n))
            self._score_chunk(answers, part, points[:, part], absences[:, part])
        return Scores.of_points(answers, self, points, absences)

    def score_one(
        self, record: Mapping[str, object], /, *, attributes: Mapping[str, str] | None = None
    ) -> ScoreProfile:
        """Score one response: a mapping from indicator code to answer.

        Args:
            record: The answers, as in `Answers.from_records`.
            attributes: The characteristics of the unit; needed where they decide which indicators apply.

        Raises:
            EditCheckError: An answer is impossible.
        """
        row = {**record, **(attributes or {}), "": "response"}
        answers = Answers.from_records(
            self.scheme.instrument, [row], unit="", attributes=tuple(attributes or ())
        )
        return self.score(answers).of("response")

    def _score_chunk(self, answers: Answers, part: slice, points: Floats, absences: Roles) -> None:
        plan = self.plan
        first = 1 + len(plan.domains)
        for i, area in enumerate(plan.areas):
            points[first + i], absences[first + i] = self._area(i, area, answers, part)
        areas, missing = points[first:], absences[first:]
        for i, domain in enumerate(plan.domains):
            children = list(domain.children)
            points[1 + i], absences[1 + i] = domain.evaluate(areas[children], missing[children])
        level = slice(first, None) if self.scheme.overall_from == "areas" else slice(1, first)
        points[0], absences[0] = plan.overall.evaluate(points[level], absences[level])

    def _area(self, position: int, area: NodePlan, answers: Answers, part: slice) -> tuple[Floats, Roles]:
        table = self._table(position, area, len(answers))
        if table is None:
            return self.area_directly(area, answers, part)
        joint = np.zeros(part.stop - part.start, dtype=np.int32)
        for child, stride in zip(area.children, table.strides, strict=True):
            joint += answers.columns[child].codes[part].astype(np.int32) * np.int32(stride)
        return table.points[joint], table.absences[joint]

    def area_directly(self, area: NodePlan, answers: Answers, part: slice) -> tuple[Floats, Roles]:
        """Return an area's points and absences for some units by its rule, without a table."""
        items = [self.plan.items[child] for child in area.children]
        columns = [answers.columns[child].take(part) for child in area.children]
        points = np.stack([item.points_of(column) for item, column in zip(items, columns, strict=True)])
        reasons = np.stack([item.absences[column.codes] for item, column in zip(items, columns, strict=True)])
        return area.evaluate(points, reasons)

    def _table(self, position: int, area: NodePlan, n: int) -> AreaTable | None:
        if position in self._tables:
            return self._tables[position]
        items = [self.plan.items[child] for child in area.children]
        sizes = [item.coding.size for item in items]
        states = 1
        for size in sizes:
            states *= size
        if any(item.coding.measured for item in items) or states > min(TABLE_LIMIT, n):
            return None
        points, absences = np.zeros(states), np.zeros(states, dtype=np.uint8)
        for start in range(0, states, CHUNK):
            joint = np.arange(start, min(start + CHUNK, states))
            codes = np.unravel_index(joint, sizes)
            grid = np.stack([item.points[code] for item, code in zip(items, codes, strict=True)])
            reasons = np.stack([item.absences[code] for item, code in zip(items, codes, strict=True)])
            points[joint], absences[joint] = area.evaluate(grid, reasons)
        strides: npt.NDArray[np.int64] = np.cumprod([1, *sizes[:0:-1]])[::-1]
        table = AreaTable(tuple(strides.tolist()), points, absences)
        self._tables[position] = table
        return table


def score(answers: Answers, scheme: ScoringScheme, /) -> Scores:
    """Score answers by a scheme.

    Raises:
        NormsMismatchError: The answers are of another instrument than the scheme.
        SchemeError: A rule returned something other than points.
    """
    return scheme.compile().score(answers)

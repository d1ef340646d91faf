"""A single response: its raw answers read and remembered, what routing makes of them, and the scores that it makes."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Final

import attrs
import numpy as np

from smmi.instrument import Answers, Indicator, Instrument, Nonresponse
from smmi.instrument.answers import (
    AttributeColumn,
    Column,
    Leaf,
    Verdicts,
    attribute_verdicts,
    empty_values,
    leaf_verdicts,
    leaves,
    route,
    routed_column,
)
from smmi.instrument.scales import Coding, coding
from smmi.scoring.arithmetic import fixed_point
from smmi.scoring.rules import PRESENT
from smmi.scoring.scorer._items import FIRST_ANSWER, ItemPlan
from smmi.scoring.scorer._plan import Plan
from smmi.scoring.scorer._scores import Scores

MOST_REMEMBERED: Final = 2**14
"""How many answers to one indicator are remembered."""

MOST_COMBINATIONS: Final = 2**14
"""For how many combinations of answers is remembered what a gate makes of them."""

PLAIN: Final = frozenset({type(None), str, Nonresponse, tuple, int, float})
"""The classes of answers that are remembered: equal ones of these are the same answer, as 1 and True are not."""


@attrs.frozen(eq=False, kw_only=True)
class Cell:
    """One answer to one indicator, read and scored.

    Attributes:
        code: Its code.
        value: Its value, if the scale is measured and there is an answer.
        points: Its points.
        fixed: Its points in percent and fixed point.
        absence: Its `Absence`.
        place: What it adds to the joint state of the area; 0 if the area has no table.
        kept: Whether equal answers have this very cell.
    """

    code: int
    value: object
    points: float | complex
    fixed: int
    absence: int
    place: int
    kept: bool

    def column(self, how: Coding) -> Column:
        """Return the cell as a column of one unit."""
        return _column(how, self.code, self.value)


def _column(how: Coding, code: int, value: object) -> Column:
    """Return a code, and a value if there is one, as a column of one unit."""
    values = empty_values(how, 1)
    if values is not None and value is not None:
        values[..., 0] = value
    return Column(np.array([code], dtype=how.dtype), values)


class KnownAnswers(dict[object, Cell]):
    """The cell of each raw answer to one indicator that occurred; a new one is read, and remembered if it can be.

    Looking up an answer of a class that is not in `PLAIN` would take True for 1: ask `cell` for it.
    """

    def __init__(self, plan: ItemPlan, places: list[int]) -> None:
        self._plan = plan
        self._places = places
        self.by_code = [
            Cell(
                code=code,
                value=None,
                points=points,
                fixed=fixed_point(points, plan.grid.one),
                absence=absence,
                place=place,
                kept=True,
            )
            for code, (points, absence, place) in enumerate(
                zip(plan.points.tolist(), plan.absences.tolist(), places, strict=True)
            )
        ]
        super().__init__({raw: self.by_code[code] for raw, code in plan.coding.table.items()})

    def __missing__(self, raw: object) -> Cell:
        kept = len(self) < MOST_REMEMBERED
        cell = self._read(raw, kept=kept)
        return self.setdefault(raw, cell) if kept else cell

    def cell(self, raw: object) -> Cell:
        """Return the cell of any raw answer.

        Raises:
            ProblemError: The answer is impossible.
        """
        if type(raw) in PLAIN:
            try:
                return self[raw]
            except TypeError:  # a tuple of what has no hash
                pass
        return self._read(raw, kept=False)

    def _read(self, raw: object, *, kept: bool) -> Cell:
        how = self._plan.coding
        code, value = how.encode(raw)
        if code != FIRST_ANSWER or not how.measured:
            return self.by_code[code]
        points = self._plan.points_of(_column(how, code, value))[0].item()
        return Cell(
            code=code,
            value=value,
            points=points,
            fixed=fixed_point(points, self._plan.grid.one),
            absence=int(self._plan.absences[code]),  # present, or not scored
            place=0,
            kept=kept,
        )


@attrs.frozen(eq=False, kw_only=True)
class Gatekeeper:
    """Decides what becomes of the code of one indicator that has a gate, or does not apply to all units.

    Attributes:
        indicator: The indicator.
        position: Its position.
        gates: The position and coding of the indicators of which its gate speaks, by code.
        labels: The labels of the characteristics that decide where it applies, by code.
        pick: Takes the cells of these indicators out of all cells.
        known: What becomes of each code, by what gates it.
    """

    indicator: Indicator
    position: int
    gates: Mapping[str, tuple[int, Coding]]
    labels: Mapping[str, tuple[str, ...]]
    pick: Callable[[Sequence[Cell]], object]
    known: dict[object, list[int]]

    @classmethod
    def of(cls, position: int, instrument: Instrument) -> "Gatekeeper":
        """Return the gatekeeper of an indicator."""
        indicator = instrument.indicators[position]
        place = {other.code: i for i, other in enumerate(instrument.indicators)}
        labels = {c.code: tuple(option.code for option in c.options) for c in instrument.characteristics}
        asked = dict.fromkeys(leaf.code for leaf in leaves(indicator.gate)) if indicator.gate else {}
        needed = dict.fromkeys(leaf.code for leaf in leaves(indicator.applies)) if indicator.applies else {}
        gates = {code: (place[code], coding(instrument.indicators[place[code]].scale)) for code in asked}
        return cls(
            indicator=indicator,
            position=position,
            gates=gates,
            labels={code: labels[code] for code in needed},
            pick=itemgetter(*(i for i, _ in gates.values())) if gates else lambda _: (),
            known={},
        )

    def codes(self, cells: Sequence[Cell], attributes: Mapping[str, str | None]) -> list[int]:
        """Return what becomes of each code of the indicator, given the cells before it, and the characteristics."""
        key = self.pick(cells)
        if self.labels:
            key = (key, *map(attributes.get, self.labels))
        found = self.known.get(key)
        if found is None:
            found = self._settled(cells, attributes)
            if len(self.known) < MOST_COMBINATIONS and all(cells[i].kept for i, _ in self.gates.values()):
                self.known[key] = found
        return found

    def _settled(self, cells: Sequence[Cell], attributes: Mapping[str, str | None]) -> list[int]:
        def gate_verdicts(leaf: Leaf) -> Verdicts:
            position, how = self.gates[leaf.code]
            return leaf_verdicts(leaf, how.scale, cells[position].column(how))

        def characteristic_verdicts(leaf: Leaf) -> Verdicts:
            labels, value = self.labels[leaf.code], attributes.get(leaf.code)
            code = labels.index(value) + 1 if value is not None else 0
            return attribute_verdicts(leaf, AttributeColumn(labels, np.array([code], dtype=np.uint16)))

        how = coding(self.indicator.scale)
        own = Column(np.arange(how.size, dtype=how.dtype))
        settled: list[int] = routed_column(
            self.indicator, own, gate_verdicts, characteristic_verdicts
        ).codes.tolist()
        return settled


@attrs.frozen(eq=False)
class SingleResponse:
    """One response, read and scored once; codes and outcomes are kept for whatever is asked later.

    Attributes:
        plan: The compiled scheme.
        given: The cells as they were answered.
        settled: The cells after routing.
        attributes: The characteristics of the unit.
        percent: The overall score, those of the domains and of the areas, in percent; anything where absent.
        absences: The `Absence` of each of them.
    """

    plan: Plan
    given: Sequence[Cell]
    settled: Sequence[Cell]
    attributes: Mapping[str, str | None]
    percent: Sequence[float]
    absences: Sequence[int]

    def values(self) -> tuple[float | None, ...]:
        """Return the scores in percent, or None."""
        if not any(self.absences):
            return tuple(self.percent)
        return tuple(
            [
                None if absence else percent
                for percent, absence in zip(self.percent, self.absences, strict=True)
            ]
        )

    def scores(self) -> Scores:
        """Return the scores as a table of this unit alone, called ``response``.

        Raises:
            EditCheckError: An attribute is impossible.
        """
        absences = np.array(self.absences, dtype=np.uint8)[:, None]
        percent = np.array(self.percent, dtype=np.float64)[:, None]
        instrument = self.plan.scheme.instrument
        blank = one_response(instrument, {}, self.attributes)
        given = [cell.column(item.coding) for cell, item in zip(self.given, self.plan.items, strict=True)]
        columns, aside, findings = route(
            instrument, blank.units, given, blank.attributes, lambda row, code: f"$[{row}].{code}"
        )
        answers = attrs.evolve(blank, columns=columns, set_aside=aside, findings=findings)
        return Scores(
            instrument=answers.instrument,
            units=answers.units,
            values=np.where(absences == PRESENT, percent, np.nan),
            absences=absences,
            answers=answers,
            scheme=self.plan.scheme,
        )


def one_response(
    instrument: Instrument, record: Mapping[str, object], attributes: Mapping[str, str | None]
) -> Answers:
    """Return the answers of a single response, called ``response``.

    Raises:
        EditCheckError: An answer is impossible.
    """
    return Answers.from_records(
        instrument, [{**record, **attributes, "": "response"}], unit="", attributes=tuple(attributes)
    )

"""Scoring single responses: the plan of a batch, walked in plain Python.

By one look-up a raw answer becomes a cell that knows its code and points. Where an area has a table, its cells add up
to a joint state, whose points stand there; elsewhere the area aggregates the points of its cells.

A weighted mean repeats the additions of ``smmi.scoring.rules._kernels`` in their order, so that a single response has
the bits of a batch; every other rule is asked.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import starmap
from math import isnan
from operator import getitem, itemgetter, mul
from typing import Any, Final, NoReturn

import attrs

from smmi.instrument import Answers
from smmi.instrument.answers import needed_characteristics
from smmi.instrument.scales import ProblemError
from smmi.scoring.arithmetic import (
    FULL,
    LEAST_MODERATE,
    LOW_PLACES,
    Grid,
    Points,
    are_pairs,
    fixed_points,
)
from smmi.scoring.rules import PRESENT
from smmi.scoring.scorer._batch import score_columns
from smmi.scoring.scorer._nodes import NodePlan
from smmi.scoring.scorer._plan import Plan
from smmi.scoring.scorer._single_nodes import Amount, FixedNodes, SingleNode, outcomes
from smmi.scoring.scorer._single_response import (
    PLAIN,
    Cell,
    Gatekeeper,
    KnownAnswers,
    SingleResponse,
    one_response,
)
from smmi.scoring.scorer._tables import AreaTable, digits_of, places_of

Outcomes = tuple[list[float], list[int]]
"""The scores in percent and absences of overall, domains and areas."""


@attrs.frozen(eq=False, kw_only=True)
class _Columns:
    """What a table says of each joint state, for look-up without NumPy."""

    points: Sequence[Amount]
    percent: Sequence[Any]
    absences: bytes

    @classmethod
    def of(cls, table: AreaTable) -> "_Columns":
        return cls(
            points=_compact(table.points[table.offset :]),
            percent=_compact(table.percent[table.offset :]),
            absences=table.absences[table.offset :].tobytes(),
        )


_NOTHING: Final = _Columns(points=(0.0,), percent=(0.0,), absences=bytes(1))
"""An area that has no table has one state, which is worth nothing."""


@attrs.frozen(eq=False, kw_only=True)
class _Tables:
    """The tables of the areas, one after the other; an area that has none has one state, which is worth nothing.

    Attributes:
        own: Where the indicators of each area stand; nowhere, if it has no table.
        points: The points of each area by joint state.
        absences: The absences of each area by joint state.
        percent: The same in percent.
        fixed: The same in fixed point, or None as long as nobody had it.
        digits: What these are made from; nothing, if nobody wants them.
        without: The position of each area that has no table.
    """

    own: tuple[slice, ...]
    points: tuple[Sequence[Amount], ...]
    percent: tuple[Sequence[Any], ...]
    fixed: tuple[list[int | None], ...]
    digits: tuple[Sequence[int], ...]
    absences: tuple[bytes, ...]
    without: tuple[int, ...]

    @classmethod
    def of(cls, plan: Plan, tables: Sequence[AreaTable | None], *, fixed: FixedNodes | None) -> "_Tables":
        shares = [Fraction(*share) for share in fixed.shares] if fixed and not fixed.hundredth else []
        by_table = {id(table): _Columns.of(table) for table in tables if table}
        columns = [by_table[id(table)] if table else _NOTHING for table in tables]
        in_parts: dict[tuple[int, Fraction], tuple[list[int | None], Sequence[int]]] = {}
        for table, column, share in zip(tables, columns, shares, strict=False):
            if (
                id(table),
                share,
            ) not in in_parts:  # areas that have the same table and share learn from one another
                digits = (
                    fixed_points(table.points[table.offset :], table.grid.one, share) if table else (0, 0)
                )
                in_parts[id(table), share] = [None] * len(column.points), digits
        found = [in_parts[id(table), share] for table, share in zip(tables, shares, strict=False)]
        return cls(
            own=tuple(
                own if table else slice(0, 0) for own, table in zip(plan.standing, tables, strict=True)
            ),
            points=tuple(column.points for column in columns),
            percent=tuple(column.percent for column in columns),
            fixed=tuple(known for known, _ in found),
            digits=tuple(digits for _, digits in found),
            absences=tuple(column.absences for column in columns),
            without=tuple(i for i, table in enumerate(tables) if table is None),
        )

    def states(self, cells: Sequence[Cell]) -> Sequence[int]:
        """Return the joint state of each area."""
        if len(self.without) == len(self.own):
            return (0,) * len(self.own)
        places = [cell.place for cell in cells]
        return [sum(places[own]) for own in self.own]

    def in_fixed_point(self, states: Sequence[int]) -> list[int]:
        """Return the points of each area in percent and fixed point."""
        found: list[Any] = list(map(getitem, self.fixed, states))
        if None in found:
            for i, points in enumerate(found):
                if points is None:
                    state, digits = states[i], self.digits[i]
                    found[i] = self.fixed[i][state] = (digits[2 * state] << LOW_PLACES) + digits[
                        2 * state + 1
                    ]
        return found


@attrs.frozen(eq=False, kw_only=True)
class SingleScorer:
    """Scores one response at a time.

    Attributes:
        plan: The compiled scheme.
        codes: The codes of the indicators.
        known: The same, as a set.
        get: Takes the raw answers out of a record, in order.
        numbers: Takes the answers to measured indicators out of the raw answers; None if there are none.
        answers: What is known of the answers to each indicator.
        gatekeepers: What decides about indicators that have a gate, or do not apply to all units.
        needed: The codes of the characteristics that decide which indicators apply.
        characteristics: The values that each characteristic can have, by code.
        scored: Takes the cells of the indicators that are scored out of all cells; None if all are scored.
        tables: The tables of areas.
        areas: The areas.
        domains: The domains.
        overall: The overall score.
        percents: Returns points in percent, for each area and each domain; NaN where pairs leave that open.
        careful: Whether pairs may leave something open.
        hundredth: The parts of one percent.
        plain: Whether doubles do for all answers that are worth whole parts of the grid.
        fixed: The same areas, domains and overall score in fixed point, which does for nearly all answers; None if
            one of them can not be had so.
    """

    plan: Plan
    codes: tuple[str, ...]
    known: frozenset[str]
    get: Callable[[Mapping[str, object]], tuple[object, ...]]
    numbers: Callable[[Sequence[object]], Sequence[object]] | None
    answers: tuple[KnownAnswers, ...]
    gatekeepers: tuple[Gatekeeper, ...]
    needed: frozenset[str]
    characteristics: Mapping[str, frozenset[str]]
    scored: Callable[[Sequence[Any]], tuple[Any, ...]] | None
    tables: _Tables
    areas: tuple[SingleNode, ...]
    domains: tuple[SingleNode, ...]
    overall: SingleNode
    percents: tuple[tuple[Callable[[Any], float], ...], ...]
    careful: bool
    hundredth: float
    plain: bool
    fixed: FixedNodes | None

    @classmethod
    def of(cls, plan: Plan) -> "SingleScorer":
        """Return a scorer of single responses for a plan."""
        instrument = plan.scheme.instrument
        codes = tuple(indicator.code for indicator in instrument.indicators)
        digits = [digits_of(plan, area) for area in plan.areas]
        made = AreaTable.of_each(plan, {i: own for i, own in enumerate(digits) if own}, {})
        tables = [made.get(i) for i in range(len(digits))]
        places = [[0] * item.coding.size for item in plan.items]
        for area, own in zip(plan.areas, digits, strict=True):
            if own:
                for child, digit, place in zip(area.children, own, places_of(own), strict=True):
                    places[child] = [place * number for number in digit.by_code]
        measured = [i for i, item in enumerate(plan.items) if item.coding.measured]
        asked = plan.asking or plan
        areas = tuple(
            SingleNode.of(area, percent=False, children=own)
            for area, own in zip(asked.areas, plan.standing, strict=True)
        )
        domains = tuple(SingleNode.of(domain, percent=plan.from_areas) for domain in asked.domains)
        overall = SingleNode.of(asked.overall, percent=True)
        alone = [area for area, table in zip(areas, tables, strict=True) if table is None]
        fixed = FixedNodes.of(plan, tables)
        in_pairs = any(table is not None and are_pairs(table.points) for table in tables)
        return cls(
            plan=plan,
            codes=codes,
            known=frozenset(codes),
            get=_getter(codes),
            numbers=_getter(measured) if measured else None,
            answers=tuple(map(KnownAnswers, plan.items, places)),
            gatekeepers=tuple(
                Gatekeeper.of(i, instrument)
                for i, indicator in enumerate(instrument.indicators)
                if indicator.gate or indicator.applies
            ),
            needed=frozenset(needed_characteristics(instrument)),
            characteristics={
                characteristic.code: frozenset(option.code for option in characteristic.options)
                for characteristic in instrument.characteristics
            },
            scored=_getter(plan.scored) if plan.scored else None,
            tables=_Tables.of(plan, tables, fixed=fixed),
            areas=areas,
            domains=domains,
            overall=overall,
            percents=tuple(
                tuple(_percentage(node.grid) for node in nodes) for nodes in (asked.areas, asked.domains)
            ),
            careful=plan.asking is not None or any(node.in_doubles for node in (*plan.areas, *plan.domains)),
            hundredth=plan.grid.one / FULL,
            plain=not in_pairs and all(node.plain for node in (overall, *domains, *alone)),
            fixed=fixed,
        )

    def score(self, record: Mapping[str, object], attributes: Mapping[str, str | None]) -> SingleResponse:
        """Return a response with the scores and absences of overall, domains and areas.

        Raises:
            EditCheckError: An answer is impossible.
        """
        try:
            raw = self.get(record)
            complete = len(record) == len(raw)
        except KeyError:
            raw, complete = tuple(map(record.get, self.codes)), False
        if not complete and not record.keys() <= self.known:
            self._refuse(record, attributes)
        if attributes and not all(starmap(self._admits, attributes.items())):
            self._check(record, attributes)
        try:
            given = self._read(raw)
        except ProblemError:
            self._refuse(record, attributes)
        settled = given
        if self.gatekeepers:
            if not attributes.keys() >= self.needed:
                self._refuse(record, attributes)
            settled = self._route(given, attributes)
        found = self._aggregate(settled if self.scored is None else self.scored(settled))
        values, absences = found or self._exactly(settled)
        return SingleResponse(self.plan, given, settled, dict(attributes), values, absences)

    def _exactly(self, cells: Sequence[Cell]) -> Outcomes:
        """Return what `_aggregate` does in rational numbers, given the cells of all indicators."""
        columns = tuple(cell.column(item.coding) for cell, item in zip(cells, self.plan.items, strict=True))
        values, absences = score_columns(self.plan.exactly, columns)
        return values[:, 0].tolist(), absences[:, 0].tolist()

    def _read(self, raw: Sequence[object]) -> list[Cell]:
        """Return the cells of raw answers: by look-up, if none is of a class that could be mistaken for another."""
        if self.numbers is None or PLAIN.issuperset(map(type, self.numbers(raw))):
            try:
                return list(map(getitem, self.answers, raw))
            except TypeError:  # a list of selections, or shares: they have no hash
                pass
        return [known.cell(answer) for known, answer in zip(self.answers, raw, strict=True)]

    def _route(self, given: Sequence[Cell], attributes: Mapping[str, str | None]) -> list[Cell]:
        """Return the cells with those replaced that are gated or do not apply."""
        cells = list(given)
        for keeper in self.gatekeepers:
            code = cells[keeper.position].code
            settled = keeper.codes(cells, attributes)[code]
            if settled != code:
                cells[keeper.position] = self.answers[keeper.position].by_code[settled]
        return cells

    def _aggregate(self, cells: Sequence[Cell]) -> Outcomes | None:
        """Return the scores in percent and absences of overall, domains and areas; None if something is open."""
        states = self.tables.states(cells)
        if self.plain and (
            not self.tables.without
            or type(sum([cell.points for cell in cells])) is not complex  # as it is if one of its terms is
        ):
            return self._in_doubles(cells, states)
        return self._in_fixed_point(cells, states) or self._in_pairs(cells, states)

    def _in_fixed_point(self, cells: Sequence[Cell], states: Sequence[int]) -> Outcomes | None:
        """Return what `_aggregate` does; None if fixed point leaves a score open."""
        tables, nodes = self.tables, self.fixed
        if nodes is None:
            return None
        absences = list(map(getitem, tables.absences, states))
        of_areas = list(map(getitem, tables.percent, states))
        points: list[Any] = (
            list(map(getitem, tables.points, states)) if nodes.hundredth else tables.in_fixed_point(states)
        )
        alone: list[int] = []
        if tables.without:
            alone, reasons = outcomes(
                nodes.areas, [cell.fixed for cell in cells], [cell.absence for cell in cells]
            )
            for i, value, absence in zip(tables.without, alone, reasons, strict=True):
                weight, total = nodes.shares[i]
                points[i], absences[i] = -(-value * weight // total), absence
        made = nodes.scores(points, absences, alone)
        if made is None:
            return None
        found, why = made
        if alone:
            size = len(why)
            for i, one in zip(tables.without, found[size:], strict=True):
                of_areas[i] = one
            del found[size:]
        if self.plan.marks:
            below = (of_areas, absences) if self.plan.from_areas else (found[1:], why[1:])
            top = self.plan.marks.capped(found[0], *below)
            if top is None:
                return None
            found[0] = top
        return found + of_areas, why + absences

    def _in_doubles(self, cells: Sequence[Cell], states: Sequence[int]) -> Outcomes:
        """Return what `_aggregate` does, where all points are whole parts of the grid."""
        points, absences = self._of_areas(cells, states)
        if any(absences):
            above, why = self._above(points, absences)
        else:  # what `_above` returns, with less ado
            of_domains = [
                sum(map(mul, node.weights, points[node.children])) / node.total for node in self.domains
            ]
            below = points if self.plan.from_areas else of_domains
            above = [sum(map(mul, self.overall.weights, below)) / self.overall.total, *of_domains]
            why = [PRESENT] * len(above)
        hundredth = self.hundredth
        if not self.plan.from_areas:
            above[1:] = [one / hundredth for one in above[1:]]
        return above + [one / hundredth for one in points], why + absences

    def _in_pairs(self, cells: Sequence[Cell], states: Sequence[int]) -> Outcomes | None:
        """Return what `_aggregate` does, by doubles and by pairs of them; None if these leave anything open."""
        points, absences = self._of_areas(cells, states)
        of_areas = list(map(getitem, self.tables.percent, states))
        for i in self.tables.without:
            of_areas[i] = self.percents[0][i](points[i])
        above, why = self._above(points, absences)
        if not self.plan.from_areas:
            if self.careful and self._tiny(self.plan.domains, above[1:]):
                return None
            above[1:] = [of(one) for of, one in zip(self.percents[1], above[1:], strict=True)]
        values, absences = above + of_areas, why + absences
        if self.careful and (
            self._tiny(self.plan.areas, points)
            or any(isnan(value) for value, absence in zip(values, absences, strict=True) if not absence)
        ):
            return None
        return values, absences

    def _tiny(self, nodes: Sequence[NodePlan], points: Sequence[Any]) -> bool:
        """Whether a rule has rounded points to a double of less than moderate size."""
        least = LEAST_MODERATE * self.plan.grid.one
        return any(0.0 < own.real < least for node, own in zip(nodes, points, strict=True) if node.in_doubles)

    def _of_areas(self, cells: Sequence[Cell], states: Sequence[int]) -> tuple[list[Any], list[int]]:
        """Return the points and absences of the areas."""
        tables = self.tables
        points: list[Any] = list(map(getitem, tables.points, states))
        absences = list(map(getitem, tables.absences, states))
        if tables.without:
            amounts, reasons = [cell.points for cell in cells], [cell.absence for cell in cells]
            for i in tables.without:
                area = self.areas[i]
                points[i], absences[i] = area.outcome(amounts[area.children], reasons[area.children])
        return points, absences

    def _above(self, points: Sequence[Any], absences: Sequence[int]) -> tuple[list[Any], list[int]]:
        """Return the points, or scores, and the absences of the overall score and of the domains."""
        above: list[Any] = []
        why = []
        for domain in self.domains:
            value, absence = domain.outcome(points[domain.children], absences[domain.children])
            above.append(value)
            why.append(absence)
        below = (points, absences) if self.plan.from_areas else (above, why)
        top, reason = self.overall.outcome(*below)
        return [top, *above], [reason, *why]

    def _admits(self, code: str, value: object) -> bool:
        """Whether a characteristic certainly can have a value."""
        if type(value) is not str:
            return value is None
        return value in self.characteristics[code] if code in self.characteristics else bool(value.strip())

    def _check(self, record: Mapping[str, object], attributes: Mapping[str, str | None]) -> None:
        """Raise the error, with every finding, of a batch that holds this record, if it is refused there.

        Raises:
            EditCheckError: An answer or an attribute is impossible.
        """
        one_response(self.plan.scheme.instrument, record, attributes)

    def _refuse(self, record: Mapping[str, object], attributes: Mapping[str, str | None]) -> NoReturn:
        """Raise the error of a batch that holds this record.

        Raises:
            EditCheckError: An answer or an attribute is impossible, or the record holds what is no indicator.
        """
        self._check(record, attributes)
        # What stands in the record and is no indicator goes under there, if it is called as an attribute is.
        unit = max(map(str, record), key=len) + "_"
        Answers.from_records(self.plan.scheme.instrument, [{**record, unit: "response"}], unit=unit)
        raise AssertionError(record)  # pragma: no cover  (the batch refuses what is refused here)


def _compact(points: Points) -> Sequence[Amount]:
    """Return points as a sequence of plain numbers."""
    return points.tolist() if are_pairs(points) else array("d", points.tobytes())


def _percentage(grid: Grid) -> Callable[[Amount], float]:
    """Return what turns points into percent, as `Grid.percent` does."""
    hundredth = grid.one / FULL

    def percent(points: Any) -> Any:  # noqa: ANN401  (of what is no complex number, a float)
        if type(points) is complex or grid.one == 1:
            return grid.percent_of_one(points)
        return points / hundredth

    return percent


def _getter(keys: Sequence[object]) -> Callable[..., tuple[Any, ...]]:
    """Return what takes the values of keys, as a tuple however few they are."""
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda mapping: tuple(mapping[key] for key in keys)

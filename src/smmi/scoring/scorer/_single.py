"""Scoring single responses: the plan of a batch, walked in plain Python.

Raw answers become by one look-up what they add to the joint state of their area, whose points stand in its table.
Weighted means of what is not in a table repeat the additions of ``smmi.scoring.rules._kernels`` in their order, so
that a single response has the bits of a batch.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from operator import getitem, itemgetter
from typing import Final

import attrs

from smmi.errors import EditCheckError
from smmi.instrument import Answers, AnswerState, Instrument
from smmi.instrument.answers import needed_characteristics
from smmi.instrument.scales import ProblemError
from smmi.scoring.rules._absence import Absence
from smmi.scoring.scorer._outcomes import Node, Outcome, Outcomes
from smmi.scoring.scorer._plan import ItemPlan, NodePlan, Plan
from smmi.scoring.scorer._single_routing import Gatekeeper, gatekeepers, one_answer
from smmi.scoring.scorer._straight_line import Above, Area, Walk, straight_line
from smmi.scoring.scorer._tables import AreaTable, Digit, digits_of, places_of

MOST_REMEMBERED: Final = 2**14
"""How many answers to one indicator are remembered."""

PRESENT: Final = int(Absence.PRESENT)
FIRST_ANSWER: Final = int(AnswerState.ANSWERED)


@attrs.frozen(eq=False, kw_only=True)
class _Item:
    """One indicator: what is known of raw answers.

    Attributes:
        plan: Its plan.
        by_code: What each code adds to the joint state of the area; in an area without a table, the code itself.
        codes: The code of raw answers.
        places: What raw answers add to the joint state.
        numbers: The points of numbers.
    """

    plan: ItemPlan
    by_code: list[int]
    codes: dict[object, int]
    places: dict[object, int]
    numbers: dict[float, float]

    @classmethod
    def of(cls, plan: ItemPlan, by_code: list[int]) -> "_Item":
        codes = dict(plan.coding.table)
        places = {raw: by_code[code] for raw, code in codes.items()}
        return cls(plan=plan, by_code=by_code, codes=codes, places=places, numbers={})

    def code(self, raw: object) -> int:
        """Return the code of a raw answer, and remember it if it can be.

        Raises:
            ProblemError: The answer is impossible.
        """
        try:
            return self.codes[raw]
        except (KeyError, TypeError):
            pass
        code, _ = self.plan.coding.encode(raw)
        if type(raw) is tuple and not self.plan.coding.measured and len(self.codes) < MOST_REMEMBERED:
            self.codes[raw] = code
            self.places[raw] = self.by_code[code]
        return code

    def outcome(self, code: int, raw: object) -> Outcome:
        """Return the points and absence of an answer."""
        if code != FIRST_ANSWER or not self.plan.coding.measured:
            return float(self.plan.points[code]), int(self.plan.absences[code])
        plain = raw if type(raw) is float or type(raw) is int else None
        points = None if plain is None else self.numbers.get(plain)
        if points is None:
            points = float(self.plan.points_of(one_answer(self.plan.coding, code, raw))[0])
            if plain is not None and len(self.numbers) < MOST_REMEMBERED:
                self.numbers[plain] = points
        return points, PRESENT


def _area(plan: NodePlan, table: AreaTable | None, items: Sequence[_Item]) -> Area:
    node, own = Node.of(plan), slice(plan.children[0], plan.children[-1] + 1)

    def ask(codes: Sequence[object], raw: Sequence[object]) -> Outcome:
        below, why = zip(*map(_Item.outcome, items, codes, raw), strict=True)  # type: ignore[arg-type]
        return node.outcome(below, why)

    if table is None:
        return Area(own=own, points=(), absences=b"", ask=ask)
    points = array("d", table.points[table.offset :].tobytes())
    return Area(own=own, points=points, absences=table.absences[table.offset :].tobytes(), ask=ask)


@attrs.frozen(eq=False, kw_only=True)
class SingleScorer:
    """Scores one response at a time.

    ``walk`` takes what the answers add to the joint state of their area; ``walk_raw`` takes them as they were given,
    and is there where no indicator is routed and every area has a table.
    """

    instrument: Instrument
    plan: Plan
    codes: tuple[str, ...]
    known: frozenset[str]
    get: Callable[[Mapping[str, object]], tuple[object, ...]]
    items: tuple[_Item, ...]
    places: tuple[dict[object, int], ...]
    gates: tuple[int, ...]
    gatekeepers: Mapping[int, Gatekeeper]
    walk: Walk
    walk_raw: Walk | None
    characteristics: tuple[tuple[str, frozenset[str | None]], ...]

    @classmethod
    def of(cls, instrument: Instrument, plan: Plan) -> "SingleScorer":
        """Return a scorer of single responses for a plan."""
        codes = tuple(indicator.code for indicator in instrument.indicators)
        digits = [digits_of(plan, area) for area in plan.areas]
        tables = [
            AreaTable.of(plan, area, those) if those else None
            for area, those in zip(plan.areas, digits, strict=True)
        ]
        by_code = [
            codes
            for area, those in zip(plan.areas, digits, strict=True)
            for codes in _by_code(plan, area, those)
        ]
        items = tuple(map(_Item.of, plan.items, by_code))
        places = tuple(item.places for item in items)
        areas = [
            _area(area, table, items[area.children[0] : area.children[-1] + 1])
            for area, table in zip(plan.areas, tables, strict=True)
        ]
        above = Above(
            domains=tuple(map(Node.of, plan.domains)),
            overall=Node.of(plan.overall),
            from_areas=plan.from_areas,
        )
        keepers = gatekeepers(instrument)
        return cls(
            instrument=instrument,
            plan=plan,
            known=frozenset(codes),
            codes=codes,
            get=itemgetter(*codes) if len(codes) > 1 else lambda record: (record[codes[0]],),
            items=items,
            places=places,
            gates=tuple(
                sorted({place for keeper in keepers.values() for place in keeper.positions} | set(keepers))
            ),
            gatekeepers=keepers,
            walk=straight_line(areas, above),
            walk_raw=None if keepers or not all(tables) else straight_line(areas, above, places),
            characteristics=tuple(
                (code, frozenset([None, *(option.code for option in characteristic.options)]))
                for code, characteristic in needed_characteristics(instrument).items()
            ),
        )

    def score(self, record: Mapping[str, object], attributes: Mapping[str, str | None]) -> Outcomes:
        """Return the points and absences of overall, domains and areas.

        Raises:
            EditCheckError: An answer is impossible.
        """
        try:
            raw = self.get(record)
            known = len(record) == len(raw)
        except KeyError:
            raw, known = tuple(map(record.get, self.codes)), False
        if not known and not record.keys() <= self.known:
            raise self._refusal(record, attributes)
        try:
            if self.walk_raw:
                return self.walk_raw(raw, raw)
            places = list(map(getitem, self.places, raw))
        except (KeyError, TypeError):
            places = self._learn(record, attributes, raw)
        if self.gates:
            self._route(record, attributes, raw, places)
        return self.walk(places, raw)

    def _route(
        self,
        record: Mapping[str, object],
        attributes: Mapping[str, str | None],
        raw: Sequence[object],
        places: list[int],
    ) -> None:
        """Change the places of indicators that are gated or do not apply."""
        if self.characteristics and not self._admissible(attributes):
            raise self._refusal(record, attributes)
        codes: dict[int, int] = {}
        for position in self.gates:
            item = self.items[position]
            code = item.code(raw[position])
            if position in self.gatekeepers:
                settled = self.gatekeepers[position].settle(codes, raw, attributes)[code]
                if settled != code:
                    places[position] = item.by_code[settled]
                    code = settled
            codes[position] = code

    def _admissible(self, attributes: Mapping[str, str | None]) -> bool:
        return all(code in attributes and attributes[code] in labels for code, labels in self.characteristics)

    def _learn(
        self, record: Mapping[str, object], attributes: Mapping[str, str | None], raw: Sequence[object]
    ) -> list[int]:
        try:
            return [item.by_code[item.code(answer)] for item, answer in zip(self.items, raw, strict=True)]
        except ProblemError:
            raise self._refusal(record, attributes) from None

    def _refusal(self, record: Mapping[str, object], attributes: Mapping[str, str | None]) -> Exception:
        """Return the error, with every finding, of a batch that holds this record."""
        try:
            one_response(self.instrument, record, attributes)
        except EditCheckError as error:
            return error
        raise AssertionError(record)  # pragma: no cover  (the batch refuses what is refused here)


def one_response(
    instrument: Instrument, record: Mapping[str, object], attributes: Mapping[str, str | None]
) -> Answers:
    """Return the answers of a single response, called ``response``.

    Raises:
        EditCheckError: An answer is impossible.
    """
    row = {**record, **attributes, "": "response"}
    return Answers.from_records(instrument, [row], unit="", attributes=tuple(attributes))


def _by_code(plan: Plan, area: NodePlan, digits: tuple[Digit, ...] | None) -> list[list[int]]:
    """Return what each code of each indicator of an area adds to the joint state; the code, if there is no table."""
    if digits is None:
        return [list(range(plan.items[child].coding.size)) for child in area.children]
    return [
        [place * number for number in digit.by_code]
        for digit, place in zip(digits, places_of(digits), strict=True)
    ]

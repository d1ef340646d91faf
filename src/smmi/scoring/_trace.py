"""The trace of a score: every answer, point, weight and policy that made it, and a replay that proves it."""

from collections.abc import Iterator

import attrs
import numpy as np

from smmi.errors import UnknownCodeError
from smmi.instrument import AnswerState
from smmi.scoring._absence import Absence
from smmi.scoring._plan import ItemPlan, NodePlan
from smmi.scoring._scheme import OVERALL
from smmi.scoring._scores import FULL, Scores


@attrs.frozen(kw_only=True)
class Trace:
    """How one score came about.

    Attributes:
        code: The code of the node.
        label: Its name.
        value: Percent of attainable, or None.
        absence: Why it is absent, or None.
        state: The state of the answer; None for a node above the indicators.
        answer: The answer as it was given; None above the indicators.
        rule: The rule that made the points.
        policy: The missing-data policy; None for an indicator.
        weight: The weight as declared.
        weight_used: The share of the parent's weight really used, after renormalising; 0 if it did not count.
        contribution: The part of the parent's score that comes from here, in percentage points; the parts add up.
            None if the parent's rule is not additive.
        children: The traces below.
    """

    code: str
    label: str
    value: float | None
    absence: Absence | None
    state: AnswerState | None = None
    answer: object = attrs.field(default=None, hash=False)
    rule: object
    policy: object = None
    weight: float
    weight_used: float
    contribution: float | None
    children: tuple["Trace", ...] = ()
    _points: float = attrs.field(repr=False, alias="points")
    _plan: NodePlan | ItemPlan = attrs.field(repr=False, eq=False, alias="plan")

    def replay(self) -> float | None:
        """Score again from the points of the children below, and return the score: equal to `value` bit for bit."""
        points, absence = self.replayed()
        return points * FULL if absence is Absence.PRESENT else None

    def replayed(self) -> tuple[float, Absence]:
        """Return the points in [0, 1], and the absence, that scoring again from the children below gives."""
        if isinstance(self._plan, ItemPlan):
            return self._points, self.absence or Absence.PRESENT
        below = [child.replayed() for child in self.children]
        points = np.array([[points] for points, _ in below])
        absences = np.array([[absence] for _, absence in below], dtype=np.uint8)
        value, absence = self._plan.evaluate(points, absences)
        return float(value[0]), Absence(int(absence[0]))

    def walk(self) -> Iterator["Trace"]:
        """Yield this trace and all below, parents before children."""
        yield self
        for child in self.children:
            yield from child.walk()

    def __str__(self) -> str:
        return "\n".join(_lines(self, 0))


def trace(scores: Scores, code: str) -> Trace:
    """Return the trace of one score of the first unit of some scores.

    Raises:
        UnknownCodeError: No node has the code.
    """
    plan, instrument = scores.scorer.plan, scores.instrument
    items = [indicator.code for indicator in instrument.indicators]
    areas = [area.code for area in instrument.areas]
    domains = [domain.code for domain in instrument.domains]
    tops = {OVERALL: plan.overall} | dict(zip(domains, plan.domains, strict=True))
    tops |= dict(zip(areas, plan.areas, strict=True))
    level = areas if scores.scheme.overall_from == "areas" else domains

    def node(code: str, weight: float, used: float, part: float | None) -> Trace:
        if code in items:
            return _item(scores, items.index(code), weight, used, part)
        below = level if code == OVERALL else areas if code in domains else items
        value = None if np.isnan(scores[code][0]) else float(scores[code][0])
        rule = tops[code]
        names = [below[child] for child in rule.children]
        points, absences = _below(scores, names, items)
        shares, parts = _shares(rule, points, absences, present=value is not None)
        weights = rule.weights.tolist()
        return Trace(
            code=code,
            label="Overall" if code == OVERALL else instrument[code].name,
            value=value,
            absence=None if value is not None else Absence(int(scores.reasons[code][0])),
            rule=rule.rule,
            policy=rule.policy,
            weight=weight,
            weight_used=used,
            contribution=part,
            children=tuple(map(node, names, weights, shares, parts)),
            points=0.0,
            plan=rule,
        )

    if code not in tops and code not in items:
        raise UnknownCodeError("no score has the code", str(code), (*tops, *items))
    return node(code, 1.0 if code == OVERALL else scores.scheme.weight(code), 1.0, None)


def _item(scores: Scores, position: int, weight: float, used: float, part: float | None) -> Trace:
    item, column = scores.scorer.plan.items[position], scores.answers.columns[position].take(slice(0, 1))
    points = float(item.points_of(column)[0])
    absence = Absence(int(item.absences[column.codes[0]]))
    present = absence is Absence.PRESENT
    return Trace(
        code=item.indicator.code,
        label=item.indicator.name,
        value=points * FULL if present else None,
        absence=None if present else absence,
        state=AnswerState(int(item.coding.states[column.codes[0]])),
        answer=item.coding.decode(*column.cell(0)),
        rule=item.rule,
        weight=weight,
        weight_used=used,
        contribution=part,
        points=points,
        plan=item,
    )


def _below(scores: Scores, names: list[str], items: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the points and absences of nodes, each (k, 1), as they entered their parent."""
    points, absences = [], []
    for name in names:
        if name in items:
            i = items.index(name)
            column = scores.answers.columns[i].take(slice(0, 1))
            points.append(scores.scorer.plan.items[i].points_of(column))
            absences.append(scores.scorer.plan.items[i].absences[column.codes])
        else:
            points.append(np.nan_to_num(scores[name][:1]) / FULL)
            absences.append(scores.reasons[name][:1])
    return np.stack(points), np.stack(absences)


def _shares(
    rule: NodePlan, points: np.ndarray, absences: np.ndarray, *, present: bool
) -> tuple[list[float], list[float | None]]:
    """Return each child's share of the weight used, and its contribution if the rule is additive."""
    entered, used, _ = rule.inputs(points, absences)
    if not present or not used.sum():
        return [0.0] * len(used), [None] * len(used)
    shares = (used[:, 0] / used[:, 0].sum()).tolist()
    if not getattr(rule.rule, "additive", False):
        return shares, [None] * len(used)
    return shares, [share * point * FULL for share, point in zip(shares, entered[:, 0].tolist(), strict=True)]


def _lines(trace: Trace, depth: int) -> Iterator[str]:
    value = f"{trace.value:.1f}" if trace.value is not None else f"— ({trace.absence.label})"  # type: ignore[union-attr]
    used = "" if not depth else f"  weight {trace.weight:g}, used {trace.weight_used:.3f}"
    part = "" if trace.contribution is None else f", contributes {trace.contribution:.2f}"
    yield f"{'  ' * depth}{trace.label}: {value}{used}{part}"
    for child in trace.children:
        yield from _lines(child, depth + 1)

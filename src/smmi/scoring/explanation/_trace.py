"""The trace of a score: the answers, points, weights and policies that made it, and a replay that scores them again.

The contributions of its children add up to a score.
"""

import html
import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import UnknownCodeError
from smmi.instrument import Answers, AnswerState
from smmi.scoring.arithmetic import Floats, Points, nearest
from smmi.scoring.rules import Absence, WeightedMean
from smmi.scoring.scheme._scheme import OVERALL
from smmi.scoring.scorer._items import ItemPlan
from smmi.scoring.scorer._nodes import NodePlan
from smmi.scoring.scorer._plan import Plan
from smmi.scoring.scorer._scores import Scores

MOST_CHILDREN: Final = 16
"""The Shapley value of a rule that is not additive is worked out for at most so many children that count."""


def attribute(plan: NodePlan, points: Points, used: Points, value: float) -> tuple[float, ...] | None:
    """Return the contribution of each child to a score; the contributions add up to it.

    For an additive rule a contribution is weight times points over the sum of weights. For any other rule it is the
    Shapley value (Shapley 1953, Contributions to the Theory of Games II:307-317) of the game in which the children of
    a coalition have their points and the other children that count have 0: the mean, over all orders in which
    children may join, of what each adds. The remainder of rounding goes to the largest contribution.

    Args:
        plan: The node.
        points: The children's points as they entered the rule, in parts of the plan's grid, (k,).
        used: The weights really used, as multiples of their unit, (k,).
        value: The score, in percent.

    Returns:
        Percentage points, (k,); None if more than `MOST_CHILDREN` children count.
    """
    if getattr(plan.rule, "additive", False):
        weights = nearest(used)
        parts = weights / math.fsum(weights) * plan.grid.percent(points)
    else:
        counting = np.flatnonzero(used > 0)
        if len(counting) > MOST_CHILDREN:
            return None
        parts = np.zeros(len(points))
        parts[counting] = _shapley(plan, points, used, counting)
    exact = parts.tolist()
    largest = max(range(len(exact)), key=lambda child: abs(exact[child]))
    exact[largest] += value - math.fsum(exact)
    return tuple(exact)


def _shapley(plan: NodePlan, points: Points, used: Points, counting: npt.NDArray[np.intp]) -> Floats:
    k = len(counting)
    coalitions = np.arange(2**k)
    joined = (coalitions >> np.arange(k)[:, None]) & 1
    entered = np.zeros((len(points), len(coalitions)), dtype=points.dtype)
    entered[counting] = points[counting, None] * joined
    worth = plan.grid.percent(plan.aggregate(entered, np.repeat(used[:, None], len(coalitions), axis=1)))
    sizes = joined.sum(axis=0)
    chances = np.array([1.0 / (k * math.comb(k - 1, size)) for size in range(k)])
    parts = np.empty(k)
    for child in range(k):
        without = coalitions[joined[child] == 0]
        gains = worth[without | (1 << child)] - worth[without]
        parts[child] = math.fsum(chances[sizes[without]] * gains)
    return np.asarray(parts + worth[0] / k)


@attrs.frozen(kw_only=True)
class Trace:
    """How one score came about: a tree of nodes, from the score down to the answers. Printed, it is an indented list.

    Make it with `ScoreProfile.trace`.

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
        contribution: The part of the parent's score that comes from here, in percentage points; the parts add up to
            the score. Exact for additive rules; Shapley values for the others (Shapley 1953). None if
            the parent has no score, or more children than can be attributed to.
        contribution_overall: The part of the overall score that comes from here, in percentage points: the parent's
            part, shared out as its score is. None if there is none.
        children: The traces below.

    Example:
        >>> from smmi.scoring import WeightedMean
        >>> from smmi.scoring.laws import scheme_around
        >>> scheme = scheme_around(WeightedMean(), children=["a", "b"], weights=[3.0, 1.0])
        >>> trace = scheme.compile().score_one({"a": "p100", "b": "p0"}).trace("area")
        >>> trace.value, [child.contribution for child in trace.children]
        (75.0, [75.0, 0.0])
        >>> print(trace)
        Area: 75.0
          a?: 100.0 for 'p100'; weight 3, share used 0.750, contributes 75.00
          b?: 0.0 for 'p0'; weight 1, share used 0.250, contributes 0.00
        >>> trace.replay() == trace.value
        True
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
    contribution_overall: float | None
    children: tuple["Trace", ...] = ()
    points: float = attrs.field(repr=False)
    _exactly: float | complex = attrs.field(repr=False, eq=False)
    plan: NodePlan | ItemPlan = attrs.field(repr=False, eq=False)

    def replay(self) -> float | None:
        """Score again from the points of the indicators below.

        Returns:
            Percent of attainable, equal to `value` bit for bit; None if there is no score.
        """
        if isinstance(self.plan, ItemPlan):
            return self.value
        percent, absence = _percent(self.plan, [child._replayed() for child in self.children])  # noqa: SLF001  (of its own kind)
        return percent if absence is Absence.PRESENT else None

    def _replayed(self) -> tuple[float | complex, Absence]:
        if isinstance(self.plan, ItemPlan):
            return self._exactly, self.absence or Absence.PRESENT
        return _evaluate(self.plan, [child._replayed() for child in self.children])  # noqa: SLF001  (of its own kind)

    def walk(self) -> Iterator["Trace"]:
        """Yield this trace and all below, parents before children."""
        yield self
        for child in self.children:
            yield from child.walk()

    def __str__(self) -> str:
        return "\n".join(_lines(self, 0))

    def _repr_html_(self) -> str:
        return f"<ul class='smmi-trace'>{_item_html(self)}</ul>"


@attrs.frozen(kw_only=True)
class _Node:
    """One node on the way up: what it has, before it is known what it gives to its parent."""

    code: str
    points: float | complex
    percent: float
    absence: Absence
    plan: NodePlan | ItemPlan
    place: int = -1
    children: tuple["_Node", ...] = ()

    def walk(self) -> "Iterator[_Node]":
        """Yield this node and all below."""
        yield self
        for child in self.children:
            yield from child.walk()


def trace(scores: Scores, code: str, *, position: int) -> Trace:
    """Return the trace of one score of the unit at a position.

    Raises:
        UnknownCodeError: No node has the code.
    """
    compiled, instrument = scores.scheme.compile().plan, scores.instrument
    if code not in compiled.rows and code not in compiled.positions:
        raise UnknownCodeError("no score has the code", str(code), (*compiled.rows, *compiled.positions))
    roots = (OVERALL, *(domain.code for domain in instrument.domains))
    differs = any(
        node.absence is Absence.PRESENT
        and node.code in compiled.rows
        and node.percent != scores.values[compiled.rows[node.code], position]
        for root in roots
        for node in _grown(scores, position, compiled, root).walk()
    )
    plan = compiled.exactly if differs else compiled  # where pairs left a score open

    def grow(code: str) -> _Node:
        return _grown(scores, position, plan, code)

    def spread(node: _Node, weight: float, used: float, part: float | None, overall: float | None) -> Trace:
        shares, parts = _parts(node)
        share = None if overall is None else (overall / node.percent if node.percent else 0.0)
        weights = node.plan.weights.tolist() if isinstance(node.plan, NodePlan) else []
        children = [
            spread(
                child,
                w,
                u,
                p,
                None if p is None or share is None else p * share,
            )
            for child, w, u, p in zip(node.children, weights, shares, parts, strict=True)
        ]
        present = node.absence is Absence.PRESENT
        return Trace(
            code=node.code,
            label="Overall" if node.code == OVERALL else instrument[node.code].name,
            value=node.percent if present else None,
            absence=None if present else node.absence,
            rule=node.plan.rule,
            policy=node.plan.policy if isinstance(node.plan, NodePlan) else None,
            weight=weight,
            weight_used=used,
            contribution=part,
            contribution_overall=overall,
            children=tuple(children),
            points=float(node.plan.grid.shares(np.asarray(node.points))),
            exactly=node.points,
            plan=node.plan,
            **_answer(node, scores.answers, position),
        )

    whole = grow(OVERALL)
    value = whole.percent if whole.absence is Absence.PRESENT else None
    root = spread(whole, 1.0, 1.0, value, value)
    found = next((part for part in root.walk() if part.code == code), None)
    return found or spread(grow(code), scores.scheme.weight(code), 1.0, None, None)


def _grown(scores: Scores, position: int, plan: Plan, code: str) -> _Node:
    """Return a node of the tree, of the unit at a position, and all below."""
    place = plan.positions.get(code)
    if place is not None:
        return _item_node(plan.items[place], place, scores.answers, position)
    node = (plan.overall, *plan.domains, *plan.areas)[plan.rows[code]]
    children = tuple(_grown(scores, position, plan, child) for child in scores.scheme.children(code))
    below = [(child.points, child.absence) for child in children]
    points, absence = _evaluate(node, below)
    percent, _ = _percent(node, below)
    return _Node(code=code, points=points, percent=percent, absence=absence, plan=node, children=children)


def _item_node(item: ItemPlan, place: int, answers: Answers, position: int) -> _Node:
    column = answers.columns[place].take(slice(position, position + 1))
    [points] = item.points_of(column)
    return _Node(
        code=item.indicator.code,
        points=np.asarray(points).item(),
        percent=float(item.grid.percent(points)),
        absence=Absence(int(item.absences[column.codes[0]])),
        plan=item,
        place=place,
    )


def _answer(node: _Node, answers: Answers, position: int) -> dict[str, Any]:
    if not isinstance(node.plan, ItemPlan):
        return {}
    code, value = answers.columns[node.place].cell(position)
    how = node.plan.coding
    return {"state": AnswerState(int(how.states[code])), "answer": how.decode(code, value)}


Below = Sequence[tuple[float | complex, Absence]]


def _evaluate(plan: NodePlan, below: Below) -> tuple[float | complex, Absence]:
    points, absences = plan.evaluate(*_arrays(below))
    return points.tolist()[0], Absence(int(absences[0]))


def _percent(plan: NodePlan, below: Below) -> tuple[float, Absence]:
    percent, absences = plan.percent(*_arrays(below))
    return float(percent[0]), Absence(int(absences[0]))


def _arrays(below: Below) -> tuple[Points, npt.NDArray[np.uint8]]:
    points = np.array([[points] for points, _ in below])
    return points, np.array([[absence] for _, absence in below], dtype=np.uint8)


def _parts(node: _Node) -> tuple[list[float], list[float | None]]:
    """Return each child's share of the weight used, and its part of the node's score in percentage points."""
    if isinstance(node.plan, ItemPlan) or node.absence is not Absence.PRESENT:
        return [0.0] * len(node.children), [None] * len(node.children)
    below = [(child.points, child.absence) for child in node.children]
    entered, used, _ = node.plan.inputs(*_arrays(below))
    weights = nearest(used[:, 0])
    shares = (weights / math.fsum(weights)).tolist()
    parts = attribute(node.plan, entered[:, 0], used[:, 0], node.percent)
    return shares, list(parts or [None] * len(node.children))


def _lines(trace: Trace, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}{trace.label}: {_sentence(trace, root=not depth)}"
    for child in trace.children:
        yield from _lines(child, depth + 1)


def _sentence(trace: Trace, *, root: bool) -> str:
    if trace.value is None:
        words = f"no score ({trace.absence.label if trace.absence else ''})"
    else:
        words = f"{trace.value:.1f}" + (f" for {trace.answer!r}" if trace.answer is not None else "")
    if isinstance(trace.plan, NodePlan) and not isinstance(trace.plan.rule, WeightedMean):
        words += f" by {type(trace.plan.rule).__name__}"
    if root:
        return words
    words += f"; weight {trace.weight:g}, share used {trace.weight_used:.3f}"
    return words if trace.contribution is None else f"{words}, contributes {trace.contribution:.2f}"


def _item_html(trace: Trace) -> str:
    line = f"<b>{html.escape(trace.label)}</b>: {html.escape(_sentence(trace, root=False))}"
    if not trace.children:
        return f"<li>{line}</li>"
    below = "".join(map(_item_html, trace.children))
    return f"<li><details open><summary>{line}</summary><ul>{below}</ul></details></li>"

"""The compiled form of a scheme: look-up tables for items, bound rules for nodes."""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import SchemeError
from smmi.instrument import AnswerState, Count, Indicator, MultipleChoice, Number, Percentage
from smmi.instrument.answers import Column
from smmi.instrument.scales import Coding, coding
from smmi.scoring.rules import (
    COUNTS,
    EXCLUDED,
    LOWEST,
    MISSING,
    PROPAGATES,
    Absence,
    AggregationRule,
    CoverageBasis,
    Floats,
    ItemRule,
    MinimumCoverage,
    NoAnswer,
    Roles,
    WeightedMean,
    absences,
    call,
    sum_rows,
    weigh,
)
from smmi.scoring.scheme._scheme import OVERALL, ScoringScheme

FIRST_ANSWER = int(AnswerState.ANSWERED)

MISSES = [Absence.NO_ANSWER, Absence.NOTHING_ANSWERED, Absence.TOO_LITTLE_ANSWERED, Absence.PROPAGATED]
"""The absences that are missing, not excluded: the child could have been there."""

_MISSING_ROLE = {NoAnswer.LEAVES_OUT: MISSING, NoAnswer.LOWEST: LOWEST, NoAnswer.PROPAGATES: PROPAGATES}


@attrs.frozen(eq=False, kw_only=True)
class ItemPlan:
    """How one indicator's codes become points.

    Attributes:
        indicator: The indicator.
        coding: The coding of its scale.
        rule: Its item rule.
        points: The points of each code, (codes,); of a measured answer, 0.
        absences: The `Absence` of each code, (codes,).
        attainable: The lowest and highest points that an answer can get; None if the rule does not say.
    """

    indicator: Indicator
    coding: Coding
    rule: ItemRule
    points: Floats
    absences: Roles
    attainable: tuple[float, float] | None

    def points_of(self, column: Column) -> Floats:
        """Return the points of a column's answers, (n,); 0 where there are none."""
        if not self.coding.measured:
            return self.points[column.codes]
        answered = column.codes == FIRST_ANSWER
        if answered.any() and getattr(self.rule, "shape_free", False):
            return self._in_place(column, answered)
        points: Floats = self.points[column.codes]
        values = _natural(self.coding, column.values[..., answered])  # type: ignore[index]
        if values.shape[-1]:
            points[answered] = call(self.rule, self.indicator.code, self._measured_points, values)
        return points

    def _in_place(self, column: Column, answered: npt.NDArray[np.bool_]) -> Floats:
        """Return the points of a column of numbers, worked out where they stand.

        Where there is no answer, the rule is given the first answer there is, for it may not know what to do with 0.
        """
        values: npt.NDArray[Any] = column.values  # type: ignore[assignment]
        every = bool(answered.all())
        given = values if every else np.where(answered, values, values[..., answered.argmax(), None])
        points = call(self.rule, self.indicator.code, self._measured_points, _natural(self.coding, given))
        if every:
            return points
        return np.where(answered, points, self.points[column.codes] if self._gated else 0.0)

    @cached_property
    def _gated(self) -> bool:
        """Whether being skipped has points."""
        return bool(self.points.any())

    def _measured_points(self, values: npt.NDArray[Any]) -> Floats:
        return self.rule.points(values, self.indicator.scale)


@attrs.frozen(eq=False, kw_only=True)
class NodePlan:
    """How the children of one area, domain or the overall score become its points.

    Attributes:
        code: The node's code.
        children: The positions of its children one level below.
        rule: The aggregation rule.
        weights: The children's weights, (k,).
        policy: The missing-data policy.
        roles: The role of each child by its `Absence`, (k, 11).
        lowest: The points with which a missing child enters if it counts as the lowest, (k,).
    """

    code: str
    children: tuple[int, ...]
    rule: AggregationRule
    weights: Floats
    measures: Floats
    policy: MinimumCoverage
    roles: Roles
    lowest: Floats

    @cached_property
    def weighs(self) -> bool:
        """Whether any child has weight."""
        return bool(np.any(self.weights > 0))

    @cached_property
    def accumulates(self) -> bool:
        """Whether it is a weighted mean of the very points of its children."""
        return type(self.rule) is WeightedMean and self.weighs and not np.any(self.roles == LOWEST)

    @cached_property
    def total(self) -> float:
        """The sum of the children's weights."""
        return float(sum_rows(self.weights[:, None])[0])

    def evaluate(self, points: Floats, child_absences: Roles) -> tuple[Floats, Roles]:
        """Return the node's points and absences, each (n,).

        Args:
            points: The children's points, (k, n); 0 where absent.
            child_absences: The children's `Absence`, (k, n).
        """
        n = points.shape[1]
        if not self.weighs:
            return np.zeros(n), np.full(n, Absence.NO_WEIGHT, dtype=np.uint8)
        points, used, reasons = self.inputs(points, child_absences)
        present = reasons == Absence.PRESENT
        if not present.any():
            return np.zeros(n), reasons
        if present.all():
            return self.aggregate(points, used), reasons
        values = np.zeros(n)
        values[present] = self.aggregate(points[:, present], used[:, present])
        return values, reasons

    def inputs(self, points: Floats, child_absences: Roles) -> tuple[Floats, Floats, Roles]:
        """Return the points and weights that the rule gets, each (k, n), and the node's absences, (n,)."""
        roles = self.roles[np.arange(len(self.roles))[:, None], child_absences]
        used, answered, eligible = weigh(roles, self.weights, self.measures)
        points = np.where(used > 0, np.where(roles == LOWEST, self.lowest[:, None], points), 0.0)
        return points, used, absences(roles, self.weights, answered, eligible, self.policy.share)

    def aggregate(self, points: Floats, used: Floats) -> Floats:
        """Return what the rule makes of points and weights, each (k, n), checked: (n,)."""
        return call(self.rule, self.code, self._aggregated, np.concatenate((points, used)))

    def _aggregated(self, stacked: Floats) -> Floats:
        k = len(self.children)
        return self.rule.aggregate(stacked[:k], stacked[k:])


@attrs.frozen(eq=False, kw_only=True)
class Plan:
    """A compiled scheme.

    Attributes:
        scheme: What was compiled.
        items: The indicators.
        areas: The areas.
        domains: The domains.
        overall: The overall score.
        from_areas: Whether the overall score aggregates the areas or the domains.
    """

    scheme: ScoringScheme
    items: tuple[ItemPlan, ...]
    areas: tuple[NodePlan, ...]
    domains: tuple[NodePlan, ...]
    overall: NodePlan
    from_areas: bool

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each score by its code: overall, the domains, the areas."""
        return {node.code: row for row, node in enumerate((self.overall, *self.domains, *self.areas))}

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The position of each indicator by its code."""
        return {item.indicator.code: i for i, item in enumerate(self.items)}


def make_plan(scheme: ScoringScheme) -> Plan:
    """Compile a scheme.

    Raises:
        SchemeError: A rule returns something other than points.
    """
    instrument = scheme.instrument
    items = tuple(_item_plan(scheme, indicator) for indicator in instrument.indicators)
    lowest = {item.indicator.code: item.attainable[0] if item.attainable else 0.0 for item in items}
    of_item = {indicator.code: i for i, indicator in enumerate(instrument.indicators)}
    of_area = {area.code: i for i, area in enumerate(instrument.areas)}
    of_domain = {domain.code: i for i, domain in enumerate(instrument.domains)}
    from_areas = scheme.overall_from == "areas"
    return Plan(
        scheme=scheme,
        items=items,
        areas=tuple(_node_plan(scheme, area.code, of_item, lowest) for area in instrument.areas),
        domains=tuple(_node_plan(scheme, domain.code, of_area) for domain in instrument.domains),
        overall=_node_plan(scheme, OVERALL, of_area if from_areas else of_domain),
        from_areas=from_areas,
    )


def _item_plan(scheme: ScoringScheme, indicator: Indicator) -> ItemPlan:
    rule, how = scheme.item_rule(indicator.code), coding(indicator.scale)
    points = np.zeros(how.size)
    reasons = how.states + np.uint8(1)
    reasons[how.states == AnswerState.ANSWERED] = Absence.PRESENT
    if how.measured:
        attainable = _attainable(rule, indicator)
    else:
        scale, answers = indicator.scale, _natural(how, np.arange(how.answers))
        earned = call(rule, indicator.code, lambda block: rule.points(block, scale), answers)
        points[FIRST_ANSWER : FIRST_ANSWER + how.answers] = earned
        possible = earned[selectable(scale)] if isinstance(scale, MultipleChoice) else earned
        attainable = (float(possible.min()), float(possible.max()))
    if indicator.code in scheme.gated:
        points[AnswerState.GATED] = scheme.gated[indicator.code]
        reasons[AnswerState.GATED] = Absence.PRESENT
    return ItemPlan(
        indicator=indicator, coding=how, rule=rule, points=points, absences=reasons, attainable=attainable
    )


def _attainable(rule: ItemRule, indicator: Indicator) -> tuple[float, float] | None:
    declared = getattr(rule, "attainable", None)
    if declared:
        low, high = declared(indicator.scale)
        return float(low), float(high)
    scale = indicator.scale
    if isinstance(scale, Percentage | Count | Number) and getattr(rule, "monotone", False):
        try:
            ends = call(rule, indicator.code, lambda block: rule.points(block, scale), np.array(scale.limits))
        except SchemeError as error:
            asked = " (asked at the ends of the scale, {:g} and {:g})".format(*scale.limits)
            raise SchemeError(
                tuple(attrs.evolve(told, message=told.message + asked) for told in error.findings)
            ) from None
        return float(ends.min()), float(ends.max())
    return None


def selectable(scale: MultipleChoice) -> npt.NDArray[np.bool_]:
    """Return for each selection, as a bit mask, whether it is admissible."""
    masks = np.arange(2 ** len(scale.answers))
    chosen = np.bitwise_count(masks)
    most = len(scale.answers) if scale.maximum is None else scale.maximum
    alone = sum(1 << i for i, option in enumerate(scale.answers) if option.exclusive)
    fits = (scale.minimum <= chosen) & (chosen <= most) & ((chosen == 1) | (masks & alone == 0))
    return np.asarray(fits)


def _natural(how: Coding, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return answers as item rules take them; see ``smmi.scoring.rules._item_rule``."""
    if not isinstance(how.scale, MultipleChoice):
        return values
    bits = np.arange(len(how.scale.answers), dtype=np.uint64)[:, None]
    return (values.astype(np.uint64) >> bits & np.uint64(1)).astype(np.bool_)


def _node_plan(
    scheme: ScoringScheme,
    code: str,
    position: Mapping[str, int],
    lowest: Mapping[str, float] = MappingProxyType({}),
) -> NodePlan:
    """Return the plan of a node; its children have positions in their level of the instrument, and lowest points."""
    policy, codes = scheme.policy(code), scheme.children(code)
    roles = np.full((len(codes), len(Absence)), EXCLUDED, dtype=np.uint8)
    roles[:, Absence.PRESENT] = COUNTS
    for row, child in enumerate(codes):
        roles[row, MISSES] = _MISSING_ROLE[scheme.no_answer.get(child, policy.no_answer)]
    rule = scheme.aggregation_rule(code)
    bind = getattr(rule, "for_children", None)
    bound = bind(codes) if bind else rule
    weights = np.array([scheme.weight(child) for child in codes])
    measures = np.where(weights > 0, 1.0, 0.0) if policy.basis is CoverageBasis.COUNT else weights.copy()
    measures[np.array(getattr(bound, "outside_coverage", ()) or [False] * len(codes))] = 0.0
    return NodePlan(
        code=code,
        children=tuple(position[child] for child in codes),
        rule=bound,
        weights=weights,
        measures=measures,
        policy=policy,
        roles=roles,
        lowest=np.array([lowest.get(child, 0.0) for child in codes]),
    )

"""Indicators in the compiled form of a scheme: look-up tables of points, and what measured answers are worth."""

import math
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import exact
from smmi.errors import SchemeError
from smmi.instrument import AnswerState, Count, Indicator, MultipleChoice, Number, Percentage, Scale
from smmi.instrument.answers import Column
from smmi.instrument.scales import Coding, coding
from smmi.scoring.arithmetic import FilteredGrid, Floats, Grid, Points
from smmi.scoring.rules import Absence, ItemRule, Roles, call, item_parts, maker, rounds_points, worth
from smmi.scoring.scheme._scheme import ScoringScheme

FIRST_ANSWER = int(AnswerState.ANSWERED)


@attrs.frozen
class NotScored:
    """What stands for the item rule of an indicator that is not scored: every answer is worth nothing."""

    scales: ClassVar[tuple[str, ...]] = ()
    monotone: ClassVar[bool] = True

    def points(self, answers: npt.NDArray[Any], scale: Scale, /) -> Floats:  # noqa: ARG002  (as the port has it)
        """Return 0 for each answer, (n,)."""
        return np.zeros(answers.shape[-1])


@attrs.frozen(eq=False, kw_only=True)
class ItemPlan:
    """How one indicator's codes become points.

    Attributes:
        indicator: The indicator.
        coding: The coding of its scale.
        rule: Its item rule; `NotScored` for an indicator that is not scored, whose points are 0.
        grid: The grid of points.
        points: The points of each code, (codes,); of a measured answer, 0.
        absences: The `Absence` of each code, (codes,).
        attainable: The lowest and highest points that an answer can get; None if the rule does not say.
    """

    indicator: Indicator
    coding: Coding
    rule: ItemRule
    grid: Grid
    points: Points
    absences: Roles
    attainable: tuple[Any, Any] | None

    def shares_of(self, column: Column) -> Floats:
        """Return the doubles nearest to the points of a column's answers, 1 being full points; 0 without an answer."""
        return self.grid.shares(self.points_of(column))

    def points_of(self, column: Column) -> Points:
        """Return the points of a column's answers, (n,); 0 where there are none."""
        if not self.coding.measured or not self.indicator.scored:
            return self.points[column.codes]
        answered = column.codes == FIRST_ANSWER
        if answered.any() and getattr(self.rule, "shape_free", False):
            return self._in_place(column, answered)
        points = self.points[column.codes]
        values = _natural(self.coding, column.values[..., answered])  # type: ignore[index]
        if values.shape[-1]:
            earned = self._worth(values)
            points = points.astype(np.result_type(points, earned))
            points[answered] = earned
        return points

    def _in_place(self, column: Column, answered: npt.NDArray[np.bool_]) -> Points:
        """Return the points of a column of numbers, worked out where they stand.

        Where there is no answer, the rule is given the first answer there is, for it may not know what to do with 0.
        """
        values: npt.NDArray[Any] = column.values  # type: ignore[assignment]
        every = bool(answered.all())
        given = values if every else np.where(answered, values, values[..., answered.argmax(), None])
        points = self._worth(_natural(self.coding, given))
        if every:
            return points
        return np.where(answered, points, self.points[column.codes] if self._gated else 0.0)

    @cached_property
    def _gated(self) -> bool:
        """Whether being skipped has points."""
        return bool(self.points.any())

    @cached_property
    def filtered(self) -> "ItemPlan":
        """The same on a grid on which measured answers are near enough for the filter of means."""
        return attrs.evolve(self, grid=FilteredGrid(self.grid.one, self.grid.places))

    @cached_property
    def _rounds(self) -> bool:
        """Whether its rule knows only doubles."""
        return rounds_points(self.rule)

    def _worth(self, values: npt.NDArray[Any]) -> Points:
        if not self._rounds:
            return worth(self.rule, values, self.indicator.scale, self.grid)
        return worth_of(self.rule, self.indicator, self.grid, values)


def worth_of(rule: ItemRule, indicator: Indicator, grid: Grid, answers: npt.NDArray[Any]) -> Points:
    """Return what answers are worth in parts of a grid.

    Raises:
        SchemeError: A rule returned something other than points.
    """
    if not rounds_points(rule):
        return worth(rule, answers, indicator.scale, grid)
    return grid.of_doubles(
        call(rule, indicator.code, lambda block: rule.points(block, indicator.scale), answers)
    )


def item_plan(scheme: ScoringScheme, indicator: Indicator, grid: Grid) -> ItemPlan:
    """Return the plan of an indicator on a grid.

    Raises:
        SchemeError: A rule returned something other than points.
    """
    if not indicator.scored:
        return _unscored(indicator, grid)
    rule, how = scheme.item_rule(indicator.code), coding(indicator.scale)
    points: Points = np.zeros(how.size)
    reasons = how.states + np.uint8(1)
    reasons[how.states == AnswerState.ANSWERED] = Absence.PRESENT
    if how.measured:
        attainable = _attainable(rule, indicator, grid)
    else:
        scale, answers = indicator.scale, _natural(how, np.arange(how.answers))
        earned = worth_of(rule, indicator, grid, answers)
        points = points.astype(earned.dtype)
        points[FIRST_ANSWER : FIRST_ANSWER + how.answers] = earned
        possible = earned[selectable(scale)] if isinstance(scale, MultipleChoice) else earned
        attainable = possible.min(), possible.max()
    if indicator.code in scheme.gated:
        gated = grid.value(exact(scheme.gated[indicator.code]))
        points = points.astype(np.result_type(points, np.asarray(gated)))
        points[AnswerState.GATED] = gated
        reasons[AnswerState.GATED] = Absence.PRESENT
    return ItemPlan(
        indicator=indicator,
        coding=how,
        rule=rule,
        grid=grid,
        points=points,
        absences=reasons,
        attainable=attainable,
    )


def fineness(item: ItemPlan, gated: float = 0.0) -> int | None:
    """Return of what part of full points all points of an indicator are multiples; None if that is not known.

    Args:
        item: The indicator.
        gated: The points where it was skipped.
    """
    if not item.indicator.scored:
        return 1
    if item.coding.measured:
        return None
    if not rounds_points(item.rule):
        parts = item_parts(item.rule, item.indicator.scale, 0)
    elif item.grid.one == 1:
        parts = math.lcm(*(Fraction(one).denominator for one in item.points.real.tolist()))
    else:  # pragma: no cover  (where a rule rounds, there is no grid of many parts)
        parts = None
    return None if parts is None else math.lcm(parts, exact(gated).denominator if gated else 1)


def _unscored(indicator: Indicator, grid: Grid) -> ItemPlan:
    how = coding(indicator.scale)
    reasons = np.full(how.size, Absence.NOT_SCORED, dtype=np.uint8)
    return ItemPlan(
        indicator=indicator,
        coding=how,
        rule=NotScored(),
        grid=grid,
        points=np.zeros(how.size),
        absences=reasons,
        attainable=(0.0, 0.0),
    )


def _attainable(rule: ItemRule, indicator: Indicator, grid: Grid) -> tuple[Any, Any] | None:
    declared = getattr(rule, "attainable", None)
    if not rounds_points(rule) and maker(rule, "_ends") is maker(rule, "attainable") is not None:
        low, high = map(grid.value, rule._ends(indicator.scale))  # type: ignore[attr-defined]  # noqa: SLF001
        return low, high
    if declared:
        low, high = grid.of_doubles(np.array(declared(indicator.scale), dtype=np.float64))
        return low, high
    scale = indicator.scale
    if isinstance(scale, Percentage | Count | Number) and getattr(rule, "monotone", False):
        try:
            points = worth_of(rule, indicator, grid, np.array(scale.limits))
        except SchemeError as error:
            asked = " (asked at the ends of the scale, {:g} and {:g})".format(*scale.limits)
            raise SchemeError(
                tuple(attrs.evolve(told, message=told.message + asked) for told in error.findings)
            ) from None
        return points.min(), points.max()
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

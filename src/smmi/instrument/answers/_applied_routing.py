"""Routing and applicability applied to coded columns."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason
from smmi.instrument.answers._columns import AttributeColumn, Column
from smmi.instrument.answers._entry_columns import Locate
from smmi.instrument.declaration import FIRST_ANSWER, AnswerState, shown
from smmi.instrument.hierarchy import Indicator, Instrument
from smmi.instrument.routing import (
    FALSE,
    TRUE,
    UNKNOWN,
    VOID,
    Answered,
    Characteristic,
    Condition,
    Leaf,
    Verdicts,
    asked,
    column_verdicts,
    leaves,
    verdicts,
)
from smmi.instrument.scales import Scale, coding

_TRUE: Final[Verdicts] = np.array([TRUE], dtype=np.uint8)


@attrs.frozen
class SetAside:
    """An answer that the instrument's routing or applicability rules out; kept apart, never scored.

    Attributes:
        unit: The unit that gave it.
        code: The indicator.
        answer: What was answered.

    Example:
        >>> from smmi.instrument import Answers, Area, Binary, Count, Domain, Equals, Indicator, Instrument
        >>> clinic = Indicator(code="clinic", prompt="Is there a clinic?", scale=Binary(code="yes_no"))
        >>> visits = Indicator(
        ...     code="visits",
        ...     prompt="How many visits?",
        ...     scale=Count(code="visits_n"),
        ...     gate=Equals("clinic", "yes"),
        ... )
        >>> area = Area(code="service", label="Service", indicators=[clinic, visits])
        >>> domain = Domain(code="care", label="Care", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> answers = Answers.from_records(tiny, [{"id": "S1", "clinic": "no", "visits": 3}], unit="id")
        >>> answers.set_aside
        (SetAside(unit='S1', code='visits', answer=3),)
    """

    unit: str
    code: str
    answer: object = attrs.field(hash=False)


def route(
    instrument: Instrument,
    units: npt.NDArray[Any],
    given: Sequence[Column],
    attributes: Mapping[str, AttributeColumn],
    locate: Locate,
) -> tuple[tuple[Column, ...], tuple[SetAside, ...], tuple[Finding, ...]]:
    """Return the columns with gated and inapplicable cells marked, the answers set aside, and the findings."""
    routed: dict[str, tuple[Scale, Column]] = {}
    aside: list[SetAside] = []
    findings: list[Finding] = []
    for indicator, before in zip(instrument.indicators, given, strict=True):
        after = before
        if indicator.applies or indicator.gate:
            after = routed_column(
                indicator,
                before,
                lambda leaf: leaf_verdicts(leaf, *routed[leaf.code]),
                lambda leaf: attribute_verdicts(leaf, attributes[leaf.code]),
            )
            for row in _given_in_vain(before, after):
                answer = SetAside(
                    units[row], indicator.code, coding(indicator.scale).decode(*before.cell(row))
                )
                aside.append(answer)
                if coding(indicator.scale).states[before.codes[row]] == AnswerState.ANSWERED:
                    gated = bool(after.codes[row] == AnswerState.GATED)
                    findings.append(_doubt(answer, row, locate(row, indicator.code), gated=gated))
        routed[indicator.code] = (indicator.scale, after)
    return tuple(column for _, column in routed.values()), tuple(aside), tuple(findings)


def routed_column(
    indicator: Indicator,
    given: Column,
    of_answers: Callable[[Leaf], Verdicts],
    of_attributes: Callable[[Leaf], Verdicts],
) -> Column:
    """Return an indicator's column after routing; see ``smmi.instrument.routing._conditions``.

    Args:
        indicator: The indicator.
        given: What was answered.
        of_answers: Returns the verdicts of a part of its gate.
        of_attributes: Returns the verdicts of a part of the condition that says to which units it applies.
    """
    applies = verdicts(indicator.applies, of_attributes) if indicator.applies else _TRUE
    gate = verdicts(indicator.gate, of_answers) if indicator.gate else _TRUE
    states, dtype = coding(indicator.scale).states[given.codes], given.codes.dtype.type
    stays = (states == AnswerState.NOT_ADMINISTERED) | (states == AnswerState.NOT_APPLICABLE)
    shut = ((gate == FALSE) | (gate == VOID)) & ~stays
    elsewhere = (applies == FALSE) & (states != AnswerState.NOT_ADMINISTERED)
    codes = np.where(shut, dtype(AnswerState.GATED), given.codes)
    codes = np.where(elsewhere, dtype(AnswerState.NOT_APPLICABLE), codes)
    values = given.values
    if values is not None:
        values = np.where(codes == FIRST_ANSWER, values, values.dtype.type(0))
    return Column(codes, values)


def _given_in_vain(before: Column, after: Column) -> list[int]:
    """Return the rows of what was said and is not in the column any more; a blank says nothing."""
    blank = (before.codes == AnswerState.NO_ANSWER) | (before.codes == AnswerState.NOT_APPLICABLE)
    rows: list[int] = np.flatnonzero((before.codes != after.codes) & ~blank).tolist()
    return rows


def _doubt(aside: SetAside, row: int, path: str, *, gated: bool) -> Finding:
    why = "the instrument's routing skips it" if gated else "it does not apply to this unit"
    return Finding(
        reason=Reason.BEHIND_SHUT_GATE if gated else Reason.NOT_APPLICABLE_TO_UNIT,
        path=path,
        message=f"{aside.code!r}: got {shown(aside.answer)}, but {why}; the answer is set aside, not scored",
        unit=aside.unit,
        code=aside.code,
        row=row,
    )


def attribute_verdicts(leaf: Leaf, column: AttributeColumn) -> Verdicts:
    """Return the verdict of one leaf of a condition over an attribute of the units."""
    wanted = set(column.labels if isinstance(leaf, Answered) else asked(leaf))
    absent = FALSE if isinstance(leaf, Answered) else UNKNOWN
    table = np.array(
        [absent, *(TRUE if label in wanted else FALSE for label in column.labels)], dtype=np.uint8
    )
    return table[column.codes]


def needed_characteristics(instrument: Instrument) -> dict[str, Characteristic]:
    """Return the characteristics that decide where indicators apply, by code."""
    needed = {leaf.code for i in instrument.indicators if i.applies for leaf in leaves(i.applies)}
    return {c.code: c for c in instrument.characteristics if c.code in needed}


def holds(condition: Condition, given: Callable[[str], tuple[Scale, Column]], /) -> npt.NDArray[np.bool_]:
    """Return for each unit whether a condition is true, so that a gate would be open.

    Args:
        condition: The condition.
        given: Returns the scale and the coded answers of an indicator of which the condition speaks.
    """
    return np.equal(verdicts(condition, lambda leaf: leaf_verdicts(leaf, *given(leaf.code))), TRUE)


def leaf_verdicts(leaf: Leaf, scale: Scale, column: Column, /) -> npt.NDArray[Any]:
    """Return the verdict of one part of a condition over coded answers; equal verdicts open the same gates."""
    return column_verdicts(leaf, scale, column.codes, column.values)

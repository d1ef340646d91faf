"""Routing and applicability applied to coded columns."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason
from smmi.instrument._characteristics import Characteristic
from smmi.instrument._columns import AttributeColumn, Column, Locate
from smmi.instrument._declaring import shown
from smmi.instrument._gates import FALSE, TRUE, UNKNOWN, VOID, Verdicts, column_verdicts, verdicts
from smmi.instrument._hierarchy import Indicator, Instrument
from smmi.instrument._routing import Answered, Equals, Leaf, OneOf, leaves
from smmi.instrument._states import AnswerState
from smmi.instrument.coding import coding


@attrs.frozen
class SetAside:
    """An answer that the instrument's routing or applicability rules out; kept apart, never scored.

    Attributes:
        unit: The unit that gave it.
        code: The indicator.
        answer: What was answered.
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
    routed: dict[str, tuple[Indicator, Column]] = {}
    aside: list[SetAside] = []
    findings: list[Finding] = []

    def leaf_verdicts(leaf: Leaf) -> Verdicts:
        indicator, column = routed[leaf.code]
        return column_verdicts(leaf, indicator.scale, column.codes, column.values)

    def characteristic_verdicts(leaf: Leaf) -> Verdicts:
        return attribute_verdicts(leaf, attributes[leaf.code])

    for indicator, column in zip(instrument.indicators, given, strict=True):
        final = column
        if indicator.applies or indicator.gate:
            n = len(units)
            applies = (
                verdicts(indicator.applies, characteristic_verdicts)
                if indicator.applies
                else _constant(TRUE, n)
            )
            gate = verdicts(indicator.gate, leaf_verdicts) if indicator.gate else _constant(TRUE, n)
            codes = settle(coding(indicator.scale).states[column.codes], column.codes, applies, gate)
            changed = np.flatnonzero(codes != column.codes)
            if len(changed):
                final = Column(codes, _cleared(column.values, codes))
                for row in changed:
                    _set_aside(indicator, column, final, int(row), str(units[row]), locate, aside, findings)
        routed[indicator.code] = (indicator, final)
    return tuple(column for _, column in routed.values()), tuple(aside), tuple(findings)


def settle(states: Any, codes: Any, applies: Verdicts, gate: Verdicts) -> Any:  # noqa: ANN401  (arrays of any code type)
    """Return the codes after applicability and routing; see `smmi.instrument._routing`.

    What does not apply is *not applicable*. What was not administered, or was said not to be applicable, stays so.
    Behind a gate that is shut, or whose verdict is void, everything else is *gated*.
    """
    shut = (gate == FALSE) | (gate == VOID)
    stays = (states == AnswerState.NOT_ADMINISTERED) | (states == AnswerState.NOT_APPLICABLE)
    codes = np.where(shut & ~stays, codes.dtype.type(AnswerState.GATED), codes)
    return np.where(
        (applies == FALSE) & (states != AnswerState.NOT_ADMINISTERED),
        codes.dtype.type(AnswerState.NOT_APPLICABLE),
        codes,
    )


def attribute_verdicts(leaf: Leaf, column: AttributeColumn) -> Verdicts:
    """Return the verdict of one leaf of a condition over an attribute of the units."""
    match leaf:
        case Equals(_, value):
            wanted: tuple[object, ...] = (value,)
        case OneOf(_, values):
            wanted = values
        case _:
            wanted = column.labels
    unknown = FALSE if isinstance(leaf, Answered) else UNKNOWN
    table = np.array(
        [unknown, *(TRUE if label in wanted else FALSE for label in column.labels)], dtype=np.uint8
    )
    return table[column.codes]


def needed_characteristics(instrument: Instrument) -> dict[str, Characteristic]:
    """Return the characteristics that decide where indicators apply, by code."""
    needed = {leaf.code for i in instrument.indicators if i.applies for leaf in leaves(i.applies)}
    return {c.code: c for c in instrument.characteristics if c.code in needed}


def _constant(verdict: int, n: int) -> Verdicts:
    return np.full(n, verdict, dtype=np.uint8)


def _cleared(values: npt.NDArray[Any] | None, codes: npt.NDArray[Any]) -> npt.NDArray[Any] | None:
    return None if values is None else np.where(codes == AnswerState.ANSWERED, values, values.dtype.type(0))


def _set_aside(
    indicator: Indicator,
    before: Column,
    after: Column,
    row: int,
    unit: str,
    locate: Locate,
    aside: list[SetAside],
    findings: list[Finding],
) -> None:
    how = coding(indicator.scale)
    code = int(before.codes[row])
    if code in {AnswerState.NO_ANSWER, AnswerState.NOT_APPLICABLE}:
        return
    answer = how.decode(*before.cell(row))
    aside.append(SetAside(unit, indicator.code, answer))
    if how.states[code] != AnswerState.ANSWERED:
        return
    gated = after.codes[row] == AnswerState.GATED
    why = "the instrument's routing skips it" if gated else "it does not apply to this unit"
    findings.append(
        Finding(
            reason=Reason.BEHIND_SHUT_GATE if gated else Reason.NOT_APPLICABLE_TO_UNIT,
            path=locate(row, indicator.code),
            message=f"{indicator.code!r}: got {shown(answer)}, but {why}; the answer is set aside, not scored",
            unit=unit,
            code=indicator.code,
            row=row,
        )
    )

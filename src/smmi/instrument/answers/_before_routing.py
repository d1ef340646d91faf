"""Answers before routing: gated answers that were set aside are put back into their cells."""

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument.answers._answers import Answers
from smmi.instrument.answers._applied_routing import attribute_verdicts
from smmi.instrument.answers._columns import Column
from smmi.instrument.declaration import AnswerState
from smmi.instrument.hierarchy import Indicator
from smmi.instrument.routing import FALSE, verdicts
from smmi.instrument.scales import coding


@attrs.frozen(eq=False)
class GivenColumn:
    """What was given to one indicator.

    Attributes:
        column: The coded answers; answers that were set aside are back, and what was skipped is no answer.
        skipped: Where the instrument's routing or applicability left the indicator out and nothing was answered, (n,).
    """

    column: Column
    skipped: npt.NDArray[np.bool_]


def as_given(answers: Answers) -> tuple[GivenColumn, ...]:
    """Return what was given to each indicator, in the instrument's order."""
    rows = {name: row for row, name in enumerate(answers.units.tolist())}
    aside: dict[str, list[tuple[int, object]]] = {}
    for item in answers.set_aside:
        aside.setdefault(item.code, []).append((rows[item.unit], item.answer))
    return tuple(
        _given(answers, indicator, column, aside.get(indicator.code, ()))
        for indicator, column in zip(answers.instrument.indicators, answers.columns, strict=True)
    )


def _given(
    answers: Answers, indicator: Indicator, column: Column, aside: Sequence[tuple[int, object]]
) -> GivenColumn:
    skipped = column.codes == AnswerState.GATED
    if indicator.applies:
        applies = verdicts(
            indicator.applies, lambda leaf: attribute_verdicts(leaf, answers.attributes[leaf.code])
        )
        skipped |= (applies == FALSE) & (column.codes == AnswerState.NOT_APPLICABLE)
    if not aside and not skipped.any():
        return GivenColumn(column, skipped)
    codes = np.where(skipped, column.codes.dtype.type(AnswerState.NO_ANSWER), column.codes)
    values: npt.NDArray[Any] | None = None if column.values is None else column.values.copy()
    how = coding(indicator.scale)
    for row, answer in aside:
        codes[row], value = how.encode(answer)
        skipped[row] = False
        if value is not None and values is not None:
            values[..., row] = value
    return GivenColumn(Column(codes, values), skipped)

"""Which units were not asked what may apply to them: a gate that was not put itself leaves it open."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from smmi.instrument.answers._answers import Answers
from smmi.instrument.answers._applied_routing import attribute_verdicts, leaf_verdicts, routed_column
from smmi.instrument.answers._columns import Column
from smmi.instrument.declaration import AnswerState
from smmi.instrument.routing import UNKNOWN, Leaf, Verdicts
from smmi.instrument.scales import coding

Flags = npt.NDArray[np.bool_]


def not_put(answers: Answers, /) -> Mapping[int, Flags]:
    """Return which units were not asked an indicator that may apply to them, (n,), by its position.

    An indicator that a shut gate skips, or that does not apply, is not missed. One behind a gate that was not put to
    the unit itself is: nobody knows whether it would have been asked.
    """
    administered = AnswerState.NOT_ADMINISTERED
    states = [
        coding(indicator.scale).states[column.codes]
        for indicator, column in zip(answers.instrument.indicators, answers.columns, strict=True)
    ]
    if not any((own == administered).any() for own in states):
        return {}
    missed: dict[str, Flags] = {}
    found: dict[int, Flags] = {}
    columns = dict(zip((one.code for one in answers.instrument.indicators), answers.columns, strict=True))

    def of_answers(leaf: Leaf) -> Verdicts:
        verdicts = leaf_verdicts(leaf, answers.instrument[leaf.code].scale, columns[leaf.code])  # type: ignore[union-attr]
        return np.where(missed[leaf.code], np.uint8(UNKNOWN), verdicts) if leaf.code in missed else verdicts

    for position, (indicator, own) in enumerate(zip(answers.instrument.indicators, states, strict=True)):
        unasked = own == administered
        if indicator.gate or indicator.applies:
            how = coding(indicator.scale)
            blank = Column(np.full(len(answers), AnswerState.NO_ANSWER, dtype=how.dtype))
            routed = routed_column(
                indicator,
                blank,
                of_answers,
                lambda leaf: attribute_verdicts(leaf, answers.attributes[leaf.code]),
            )
            unasked = (unasked | (own == AnswerState.GATED)) & (routed.codes == AnswerState.NO_ANSWER)
        if unasked.any():
            missed[indicator.code] = found[position] = unasked
    return found

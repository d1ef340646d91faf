"""How much of what applies to a unit was put to it: the share of weight on which each score can rest."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from smmi.instrument import Answers, AnswerState
from smmi.instrument.answers import (
    UNKNOWN,
    Column,
    Leaf,
    Verdicts,
    attribute_verdicts,
    leaf_verdicts,
    routed_column,
)
from smmi.instrument.scales import coding
from smmi.scoring.arithmetic import Floats

if TYPE_CHECKING:
    from smmi.scoring.scorer._nodes import NodePlan
    from smmi.scoring.scorer._plan import Plan

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


def administered_shares(plan: "Plan", answers: Answers, /) -> Floats | None:
    """Return the share of weight that was put to each unit, of what applies to it: (1 + domains + areas, n).

    It is 1 exactly where nothing was missed, and NaN where nothing applies. Weights are those that the scheme
    declares. None stands for a table that is 1 everywhere something applies: nobody missed anything.
    """
    missed = not_put(answers)
    if not missed:
        return None
    n = len(answers)
    items: list[Floats] = []
    for position, (item, column) in enumerate(zip(plan.items, answers.columns, strict=True)):
        there = item.coding.states[column.codes] >= AnswerState.NO_ANSWER
        unasked = missed.get(position, np.zeros(n, dtype=np.bool_))
        items.append(np.where(unasked, 0.0, np.where(there, 1.0, np.nan)))
    areas = [_share(area, items) for area in plan.areas]
    domains = [_share(domain, areas) for domain in plan.domains]
    overall = _share(plan.overall, areas if plan.from_areas else domains)
    return np.stack([overall, *domains, *areas])


def _share(node: "NodePlan", below: Sequence[Floats]) -> Floats:
    """Return the mean of the children's shares by their weights, (n,), over those of which something applies."""
    shares = np.stack([below[child] for child in node.children])
    largest = float(node.weights.max())
    weights = (node.weights / largest if largest else node.weights)[:, None] * ~np.isnan(shares)
    total = weights.sum(axis=0)
    part = (weights * np.nan_to_num(shares)).sum(axis=0)
    with np.errstate(invalid="ignore"):
        found = np.where(total > 0, part / total, np.nan)
    missed = ((weights > 0) & (shares < 1.0)).any(axis=0)
    # A part too small to be seen beside the whole is missed all the same.
    return np.where(missed, np.minimum(found, np.nextafter(1.0, 0.0)), found)

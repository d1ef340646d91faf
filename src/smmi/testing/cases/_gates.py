"""What answers shut and open the gates of a scheme."""

import math
from collections.abc import Collection
from itertools import product
from typing import Any, Final

from smmi.instrument import Indicator
from smmi.instrument.answers import leaves
from smmi.scoring import ScoringScheme
from smmi.scoring.laws import points_of, skipped
from smmi.testing.cases._item_cases import every_answer

Record = dict[str, Any]

MOST_GATING: Final = 64
"""Up to how many combinations of answers are tried to shut a gate."""


def _tried(
    scheme: ScoringScheme, free: Collection[str], indicator: Indicator
) -> tuple[list[Record], list[Record]]:
    """Return answers that shut and that open a gate; none if they are too many, or not all units are asked them."""
    spoken = {leaf.code for leaf in leaves(indicator.gate)} if indicator.gate else set()
    if not spoken or indicator.applies or not spoken <= set(free):
        return [], []
    choices = {i.code: every_answer(i.scale) for i in scheme.instrument.indicators if i.code in spoken}
    if math.prod(map(len, choices.values())) > MOST_GATING:
        return [], []
    tried = [dict(zip(choices, each, strict=True)) for each in product(*choices.values())]
    shut = [record for record in tried if indicator.code in skipped(scheme, record)]
    return shut, [record for record in tried if record not in shut]


def shut_gates(scheme: ScoringScheme, free: Collection[str]) -> dict[str, list[Record]]:
    """Return answers that shut the gate of an indicator, for those of which they are found, and that leave the score.

    Args:
        scheme: The scheme.
        free: The indicators that every unit is asked.
    """
    asked = [i for i in scheme.instrument.scored if i.code not in scheme.gated]
    found = {i.code: _tried(scheme, free, i)[0] for i in asked}
    return {code: records for code, records in found.items() if records}


def openings(scheme: ScoringScheme, free: Collection[str]) -> list[tuple[Record, Record]]:
    """Return pairs of answers, the first of which shut a gate that the others open, and earn no more anywhere.

    Args:
        scheme: The scheme.
        free: The indicators that every unit is asked.
    """
    found = []
    for indicator in scheme.instrument.indicators:
        pairs = [pair for pair in product(*_tried(scheme, free, indicator)) if _rises(scheme, *pair)]
        found += pairs[:MOST_GATING]
    return found


def _rises(scheme: ScoringScheme, record: Record, better: Record) -> bool:
    """Whether no answer of the second record is worth less than that of the first."""
    scales = {i.code: i.scale for i in scheme.instrument.scored}
    for code, raw in record.items():
        if code not in scales:
            continue
        low, high = points_of(scheme.item_rule(code), scales[code], [raw, better[code]])
        if low > high:
            return False
    return True


def opened(scheme: ScoringScheme, record: Record, better: Record) -> frozenset[str]:
    """Return the scored indicators that are not asked with the first record, and are with the second."""
    scored = {indicator.code for indicator in scheme.instrument.scored}
    return (skipped(scheme, record) - skipped(scheme, better)) & scored

"""Gates over coded columns, for the packages above: whether a gate is open, given answers that may be completions."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from smmi.instrument.answers._applied_routing import (
    attribute_verdicts,
    needed_characteristics,
    route,
    routed_column,
)
from smmi.instrument.answers._columns import Column, empty_values
from smmi.instrument.routing._conditions import Condition, Leaf, asked, leaves
from smmi.instrument.routing._gates import TRUE, UNKNOWN, Verdicts, column_verdicts, verdicts
from smmi.instrument.scales._scales import Scale

__all__ = [
    "TRUE",
    "UNKNOWN",
    "Leaf",
    "Verdicts",
    "asked",
    "attribute_verdicts",
    "empty_values",
    "holds",
    "leaf_verdicts",
    "leaves",
    "needed_characteristics",
    "route",
    "routed_column",
    "verdicts",
]


def holds(condition: Condition, given: Callable[[str], tuple[Scale, Column]], /) -> npt.NDArray[np.bool_]:
    """Return for each unit whether a condition is true, so that a gate would be open.

    Args:
        condition: The condition.
        given: Returns the scale and the coded answers of an indicator of which the condition speaks.
    """

    def verdict(leaf: Leaf) -> Verdicts:
        scale, column = given(leaf.code)
        return leaf_verdicts(leaf, scale, column)

    return np.equal(verdicts(condition, verdict), TRUE)


def leaf_verdicts(leaf: Leaf, scale: Scale, column: Column, /) -> npt.NDArray[Any]:
    """Return the verdict of one part of a condition over coded answers; equal verdicts open the same gates."""
    return column_verdicts(leaf, scale, column.codes, column.values)

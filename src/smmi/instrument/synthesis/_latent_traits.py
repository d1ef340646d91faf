"""Latent traits of synthetic units: overall, in each area, and on each indicator."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import ArgumentError
from smmi.frozen import by_code
from smmi.instrument.answers import AttributeColumn
from smmi.instrument.declaration._fields import is_finite, shown
from smmi.instrument.hierarchy import Instrument

Floats = npt.NDArray[np.float64]

OVERALL_SHARE: Final = 0.25
"""The share of an answer's variance that all of a unit's answers have in common."""
AREA_SHARE: Final = 0.25
"""The further share that a unit's answers in one area have in common."""


@attrs.frozen(kw_only=True)
class GroupShift:
    """How much higher the level of a group is.

    Attributes:
        attribute: The attribute that makes the group.
        value: Its value in the group.
        by: How much higher the group's level is, in standard deviations between units.
        areas: The areas concerned; all where none is given.

    Raises:
        ArgumentError: `by` is no finite number.

    Example:
        >>> GroupShift(attribute="control", value="public", by=0.3).areas
        ()
    """

    attribute: str
    value: str
    by: float
    areas: tuple[str, ...] = attrs.field(default=(), converter=tuple)

    def __attrs_post_init__(self) -> None:
        if is_finite(self.by):
            raise ArgumentError("by", shown(self.by), "a finite number")


def offsets(
    instrument: Instrument, shifts: Sequence[GroupShift], attributes: Mapping[str, AttributeColumn], n: int
) -> Floats:
    """Return how much higher each unit's level is in each area, (areas, n)."""
    shifted = np.zeros((len(instrument.areas), n))
    rows = {area.code: row for row, area in enumerate(instrument.areas)}
    for shift in shifts:
        column = by_code(attributes, shift.attribute, "no attribute is called")
        inside = np.array([value == shift.value for value in column], dtype=np.bool_)
        for code in shift.areas or rows:
            shifted[by_code(rows, code, "no area has the code"), inside] += shift.by
    return shifted


def levels(instrument: Instrument, n: int, rng: np.random.Generator, shifted: Floats) -> Floats:
    """Return the latent level of each unit in each area, (areas, n)."""
    overall = rng.normal(0.0, math.sqrt(OVERALL_SHARE), n)
    own = rng.normal(0.0, math.sqrt(AREA_SHARE), (len(instrument.areas), n))
    return overall + own + math.sqrt(OVERALL_SHARE + AREA_SHARE) * shifted


def quantiles(level: Floats, rng: np.random.Generator) -> Floats:
    """Return where each unit stands on one indicator, strictly between 0 and 1, (n,)."""
    from scipy.special import ndtr  # scipy is loaded where it is used

    own = rng.normal(0.0, math.sqrt(1.0 - OVERALL_SHARE - AREA_SHARE), len(level))
    return np.clip(ndtr(level + own), 1e-9, 1.0 - 1e-9)

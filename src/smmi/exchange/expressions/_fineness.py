"""Fineness: of what part of full points all points of a question or of a node are multiples, if that is known.

Of what is known to be a multiple of a part of full points it is told from a double, whatever rounding left of it,
whether it reaches a mark: by a number midway between the least multiple that does and the one before.
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from smmi._decimals import exact, multiples_of
from smmi.exchange.expressions._items import Item, RefusalError
from smmi.instrument import Number, Percentage
from smmi.scoring import (
    AggregationRule,
    Linear,
    MaturityLevels,
    ReferenceShares,
    SaturatingCount,
)
from smmi.scoring.rules import item_parts, whole_parts

CLEARLY: Final = Fraction(1, 10**8)
"""Points that are so far apart are told apart by doubles: rounding is a thousandth of it at most."""

HALF_A_DIGIT: Final = Fraction(1, 2**53)
"""As a share of a number, how far it may be from the double next to it."""


def fineness_of_item(item: Item, gated: float | None) -> int | None:
    """Return of what part of full points the points of a question are multiples; None if that is not known."""
    scale = item.indicator.scale
    continuous = isinstance(item.rule, Linear | SaturatingCount) and isinstance(scale, Percentage | Number)
    if isinstance(item.rule, ReferenceShares) or (continuous and scale.decimals is None):  # type: ignore[union-attr]
        return None
    parts = item_parts(item.rule, scale, 0)
    return None if parts is None else math.lcm(parts, exact(gated or 0.0).denominator)


def fineness_of_node(
    rule: AggregationRule, weights: Mapping[str, float], below: Mapping[str, int | None]
) -> int | None:
    """Return the same of a node, given the weights of its children and their fineness, by code."""
    wholes, unit = multiples_of(map(exact, weights.values()))
    parts = whole_parts(rule, wholes, unit)
    known = [one for one in below.values() if one is not None]
    if parts is None or type(rule) is MaturityLevels:
        return parts
    return parts * math.lcm(*known) if len(known) == len(below) else None


def before_mark(mark: Fraction, fineness: int | None) -> float:
    """Return a number that points of a fineness are above if they reach a mark, and below if they do not.

    Raises:
        RefusalError: It is not known that they are at the mark or clearly away from it.
    """
    if mark <= 0:
        return -1.0
    if fineness is None or Fraction(1, fineness) < CLEARLY:
        raise RefusalError(
            "its points may be too near to the mark for a double to tell on which side of it they are; scales that "
            "declare how many decimals an answer may have, and weights of few decimals, help"
        )
    reached = math.ceil(mark * fineness)
    if mark - Fraction(reached - 1, fineness) <= mark * HALF_A_DIGIT:
        reached -= 1  # a double that is declared stands for the multiple next to it, as the scorer has it
    return float((reached - Fraction(1, 2)) / fineness)

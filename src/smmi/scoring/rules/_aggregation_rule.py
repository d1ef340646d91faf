"""Aggregation rules: how the points of children become the points of their parent.

The port is `AggregationRule`. A rule gets the points of the children and the weights that are really used: a child
that does not count for a unit has weight exactly 0 (and points 0). At least one weight of each unit is positive.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol, cast, runtime_checkable

import numpy as np

from smmi.scoring.arithmetic import Flags, Floats, Grid, Points


@runtime_checkable
class AggregationRule(Protocol):
    """What an aggregation rule must offer; no base class is needed.

    `smmi.scoring.laws` says what each trait and the port itself promise; `smmi.testing.check_rule` checks it.

    Declared traits, each absent (so False) unless the rule has the attribute and it is True:

    - `monotone`: more points of a child never lower the parent's points;
    - `additive`: the parent's points are the weighted mean of the children's, so that contributions are plain shares;
    - `for_children(codes)`: returns the rule bound to the children that it will be given, for a rule that treats some
      of them differently; `misfit(codes)`: says what is wrong with these children, or None;
    - `unanimous`: where all children have the same points, so has the parent;
    - `relative_weights`: multiplying all weights by one number changes nothing;
    - `replicable`: a child of weight 3 is as good as three such children of weight 1;
    - `homogeneous`: multiplying all points by one number multiplies the parent's by it;
    - `non_compensatory`: more points of a child that is not the lowest change nothing;
    - `shape_free`: the rule uses only additions, multiplications, divisions, comparisons, minima and maxima,
      child by child, or returns the double nearest to the exact result, so that how many units stand side by side
      cannot change a bit. Rules without it are called on blocks of a fixed shape;
    - `in_words(labels)`: says the rule in a report's words; `labels` holds the children's names by code. A rule
      without it is shown as its repr.

    Example:
        >>> class Best:
        ...     monotone = True
        ...
        ...     def aggregate(self, points, weights):
        ...         return np.where(weights > 0, points, 0.0).max(axis=0)
        >>> isinstance(Best(), AggregationRule)
        True
    """

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return the parent's points.

        Args:
            points: The children's points in [0, 1], shape (children, units).
            weights: The weights really used, shape (children, units); 0 for a child that does not count.

        Returns:
            Points in [0, 1], shape (units,).
        """


class _ExactRule(AggregationRule, Protocol):
    """What a built-in rule offers that is made of sums, products and quotients: it rounds nothing."""

    def _on(self, grid: Grid, weights: Sequence[int], unit: Fraction, /) -> AggregationRule:
        """Return the rule for points in parts of a grid, and weights as multiples of a unit; its marks are in parts."""

    def _parts(self, weights: Sequence[int], unit: Fraction, /) -> int | None:
        """Return what `whole_parts` does."""


def maker(rule: object, name: str, /) -> type | None:
    """Return the class that gives a rule its method of a name; None if it has none."""
    return next((kind for kind in type(rule).__mro__ if name in vars(kind)), None)


def rounds(rule: object, /) -> bool:
    """Whether a rule knows only doubles: its points are not rational, or its method `aggregate` is somebody else's."""
    return maker(rule, "_on") is None or maker(rule, "_on") is not maker(rule, "aggregate")


def rounds_inside(rule: object, /) -> bool:
    """Whether a rule, or one inside it, knows only doubles."""
    inner = getattr(rule, "rule", None)
    return rounds(rule) or (inner is not None and rounds_inside(inner))


def exact_form(
    rule: AggregationRule, grid: Grid, weights: Sequence[int], unit: Fraction, /
) -> AggregationRule:
    """Return a rule that rounds nothing in the form that takes points in parts of a grid, and weights as multiples.

    Args:
        rule: The rule, bound to its children.
        grid: The grid of points.
        weights: The children's weights, as multiples of a unit: what is given for them is next to these, or 0.
        unit: What a weight of 1 stands for.
    """
    return cast("_ExactRule", rule)._on(grid, weights, unit)  # noqa: SLF001  (what exact rules lend to this room)


def at_marks(rule: AggregationRule, points: Points, weights: Points, /) -> Flags:
    """Return for which units, (n,), pairs leave open whether a child is at a mark of a rule in its exact form."""
    asked = getattr(rule, "_at_marks", None)
    return asked(points, weights) if asked else np.zeros(points.shape[1], dtype=np.bool_)


def whole_parts(rule: AggregationRule, weights: Sequence[int], unit: Fraction, /) -> int | None:
    """Return by what the parts of a grid must divide, for points of whole parts to make points of whole parts.

    Args:
        rule: The rule, bound to its children.
        weights: The children's weights, as multiples of a unit.
        unit: What a weight of 1 stands for.

    Returns:
        None if the points that the rule makes are not rational, or there is no such number of moderate size.
    """
    if rounds(rule):
        return None
    return cast("_ExactRule", rule)._parts(weights, unit)  # noqa: SLF001  (what exact rules lend to this room)

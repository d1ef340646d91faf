"""Laws of aggregation rules, checked on the points and weights of children.

In every case `points` and `weights` are lists with a number for each child, and `children` names the children for a
rule that treats some of them differently. A child with weight 0 does not count and has points 0, as the port says.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from smmi.errors import ArgumentError
from smmi.scoring.laws._law import Law, LawSet, Subject, Verdict, agree
from smmi.scoring.rules._checked_call import returned

Numbers = Sequence[float]
Names = Sequence[str] | None
Rule = Any
"""Any object with the method `aggregate`."""

ABSENT: Final = "a_child_of_weight_zero"
WIDE: Final = 1025
"""So many units are more than a rule is asked about at a time."""


def bound(rule: Rule, children: Names) -> Rule:
    """Return a rule bound to the children that it will be given, if it wants to be."""
    for_children = getattr(rule, "for_children", None)
    return for_children(tuple(children)) if for_children and children else rule


def aggregated(rule: Rule, points: Numbers, weights: Numbers, children: Names = None) -> float:
    """Return the points of the parent of one unit.

    Raises:
        ArgumentError: There are no such children.
    """
    _check_children(rule, points, weights, children)
    given = np.array(points, dtype=np.float64)[:, None], np.array(weights, dtype=np.float64)[:, None]
    return float(returned(bound(rule, children).aggregate(*given), 1)[0])


def _check_place(name: str, place: int, most: int) -> None:
    if not 0 <= place <= most:
        raise ArgumentError("case", f"{name}={place!r}", f"a position from 0 to {most}")


def _check_children(rule: Rule, points: Numbers, weights: Numbers, children: Names) -> None:
    """Refuse a case that no scheme can come to, lest the rule be blamed for it."""
    problem = ""
    if not len(points) == len(weights) == len(children or weights):
        problem = f"{len(points)} points, {len(weights)} weights, {len(children or weights)} children"
    elif not (all(0.0 <= one <= 1.0 for one in points) and min(weights) >= 0.0 < max(weights)):
        problem = f"the points {list(points)!r} and the weights {list(weights)!r}"
    elif hasattr(rule, "for_children") and not children:
        problem = "no children, of which the rule speaks"
    if problem:
        expected = "for each child points from 0 to 1 and a weight of at least 0, one of them positive"
        raise ArgumentError("case", problem, expected)


def _side_by_side(rule: Rule, units: Sequence[Numbers], weights: Sequence[Numbers], children: Names) -> Any:  # noqa: ANN401
    given = np.array(units, dtype=np.float64).T.copy(), np.array(weights, dtype=np.float64).T.copy()
    return returned(bound(rule, children).aggregate(*given), len(units))


def _points_are_shares(rule: Rule, *, points: Numbers, weights: Numbers, children: Names = None) -> Verdict:
    got = aggregated(rule, points, weights, children)
    return 0.0 <= got <= 1.0 or f"got {got!r} points"


def _ends_are_attained(rule: Rule, *, weights: Numbers, children: Names = None) -> Verdict:
    if not all(weights):
        return False
    worst = aggregated(rule, [0.0] * len(weights), weights, children)
    best = aggregated(rule, [1.0] * len(weights), weights, children)
    return (worst, best) == (0.0, 1.0) or f"all 0 gives {worst!r}, all 1 gives {best!r}"


def _pure(rule: Rule, *, points: Numbers, weights: Numbers, children: Names = None) -> Verdict:
    ready = bound(rule, children)
    given = np.array(points)[:, None], np.array(weights)[:, None]
    before = given[0].tobytes(), given[1].tobytes()
    first = float(returned(ready.aggregate(*given), 1)[0])
    if (given[0].tobytes(), given[1].tobytes()) != before:
        return "the points or weights that the rule was given are changed"
    for end in (1.0, 0.0):  # other points, and other children, must leave nothing behind
        bound(rule, children and children[::-1]).aggregate(np.where(given[1] > 0, end, 0.0), given[1].copy())
        again = float(returned(ready.aggregate(*given), 1)[0])
        if first != again:
            same = children and ready is bound(rule, children)
            why = ", for `for_children` returns and changes one object" if same else ""
            asked = "other children were asked" if children else f"all points were {end!r}"
            return f"got {first!r}, and then, after {asked}, {again!r} from the same points and weights{why}"
    return True


def _order_free(
    rule: Rule, *, points: Numbers, weights: Numbers, order: Sequence[int], children: Names = None
) -> Verdict:
    if list(order) == sorted(order):
        return False
    shuffled = (
        [points[i] for i in order],
        [weights[i] for i in order],
        children and [children[i] for i in order],
    )
    got, expected = aggregated(rule, *shuffled), aggregated(rule, points, weights, children)
    return agree(f"in the order {list(order)}", got, expected)


def _weights_are_relative(
    rule: Rule, *, points: Numbers, weights: Numbers, factor: float, children: Names = None
) -> Verdict:
    if factor == 1.0 or len({weight for weight in weights if weight}) < 2:
        return False
    got = aggregated(rule, points, [factor * weight for weight in weights], children)
    return agree(f"with weights times {factor!r}", got, aggregated(rule, points, weights, children))


def _equal_weights_are_none(rule: Rule, *, points: Numbers, weight: float, children: Names = None) -> Verdict:
    if weight == 1.0:
        return False
    got = aggregated(rule, points, [weight] * len(points), children)
    return agree(f"with all weights {weight!r}", got, aggregated(rule, points, [1.0] * len(points), children))


def _weight_zero_is_absence(
    rule: Rule, *, points: Numbers, weights: Numbers, place: int, children: Names = None
) -> Verdict:
    _check_place("place", place, len(points))

    def with_one(row: Sequence[Any], one: object) -> list[Any]:
        return [*row[:place], one, *row[place:]]

    named = children and with_one(children, ABSENT)
    got = aggregated(rule, with_one(points, 0.0), with_one(weights, 0.0), named)
    expected = aggregated(rule, points, weights, children)
    return agree(f"with a child of weight 0 and 0 points at position {place}", got, expected)


def _absent_is_not_read(
    rule: Rule, *, points: Numbers, weights: Numbers, instead: float, children: Sequence[str]
) -> Verdict:
    absent = [code for code, weight in zip(children, weights, strict=True) if not weight]
    if not absent or not instead:
        return False
    other = [one if weight else instead for one, weight in zip(points, weights, strict=True)]
    got, expected = aggregated(rule, other, weights, children), aggregated(rule, points, weights, children)
    named = ", ".join(map(repr, absent))
    return agree(f"if {named} of weight 0 had {instead!r} points", got, expected)


def _monotone(
    rule: Rule, *, points: Numbers, weights: Numbers, child: int, higher: float, children: Names = None
) -> Verdict:
    _check_place("child", child, len(points) - 1)
    if not (higher > points[child] and weights[child] > 0):
        return False
    raised = [higher if i == child else one for i, one in enumerate(points)]
    before, after = aggregated(rule, points, weights, children), aggregated(rule, raised, weights, children)
    return after >= before - 1e-12 or f"raising child {child} to {higher!r} lowers {before!r} to {after!r}"


def _unanimous(rule: Rule, *, points: float, weights: Numbers, children: Names = None) -> Verdict:
    if not 0.0 < points < 1.0:
        return False
    row = [points if weight > 0 else 0.0 for weight in weights]
    return agree("where all children agree", aggregated(rule, row, weights, children), points)


def _repeats_are_weights(rule: Rule, *, points: Numbers, times: Sequence[int]) -> Verdict:
    if max(times) < 2:
        return False
    repeated = [one for one, count in zip(points, times, strict=True) for _ in range(count)]
    expected = aggregated(rule, repeated, [1.0] * len(repeated))
    return agree(
        f"with the weights {list(times)}", aggregated(rule, points, [float(t) for t in times]), expected
    )


def _scale_equivariant(rule: Rule, *, points: Numbers, weights: Numbers, factor: float) -> Verdict:
    if factor == 1.0 or not any(points):
        return False
    got = aggregated(rule, [factor * one for one in points], weights)
    return agree(f"with points times {factor!r}", got, factor * aggregated(rule, points, weights))


def _non_compensatory(
    rule: Rule, *, points: Numbers, weights: Numbers, child: int, higher: float, children: Names = None
) -> Verdict:
    _check_place("child", child, len(points) - 1)
    lowest = min(one for one, weight in zip(points, weights, strict=True) if weight > 0)
    if not (higher > points[child] > lowest and weights[child] > 0):
        return False
    raised = [higher if i == child else one for i, one in enumerate(points)]
    got, expected = aggregated(rule, raised, weights, children), aggregated(rule, points, weights, children)
    return agree(f"raising child {child}, which is not the lowest, to {higher!r}", got, expected)


def _additive(rule: Rule, *, points: Numbers, weights: Numbers, children: Names = None) -> Verdict:
    earned = sum(weight * one for weight, one in zip(weights, points, strict=True))
    return agree("the parent", aggregated(rule, points, weights, children), earned / sum(weights))


def _units_are_strangers(
    rule: Rule,
    *,
    units: Sequence[Numbers],
    others: Sequence[Numbers],
    weights: Numbers,
    children: Names = None,
) -> Verdict:
    same = [weights] * len(units)
    first = _side_by_side(rule, units, same, children)
    second = _side_by_side(rule, [units[0], *others], same, children)
    if [list(unit) for unit in units[1:]] == [list(unit) for unit in others]:
        return False
    got, expected = float(second[0]), float(first[0])
    return got == expected or f"the first unit has {expected!r}, and {got!r} among other units"


def _shape_free(
    rule: Rule, *, units: Sequence[Numbers], weights: Sequence[Numbers], children: Names = None
) -> Verdict:
    if len(units) < 2:
        return False
    together = _side_by_side(rule, units, weights, children)
    for position, unit in enumerate(units):
        alone = _side_by_side(rule, [unit], [weights[position]], children)
        if alone.tobytes() != together[position].tobytes():
            return (
                f"unit {position} has {float(together[position])!r} among others, {float(alone[0])!r} alone"
            )
    again = [place % len(units) for place in range(WIDE)]  # a file of them
    wide = _side_by_side(rule, [units[i] for i in again], [weights[i] for i in again], children)
    for place, position in enumerate(again):
        if wide[place].tobytes() != together[position].tobytes():
            few, many = float(together[position]), float(wide[place])
            return f"unit {position} has {few!r} among {len(units)} units, {many!r} among {WIDE}"
    return True


def _law(name: str, sentence: str, examine: Any, needs: str = "") -> Law:  # noqa: ANN401  (a verdict on any rule)
    return Law(id=name, sentence=sentence, subject=Subject.AGGREGATION_RULE, examine=examine, needs=needs)


AGGREGATION_LAWS = LawSet(
    "3",
    (
        _law("points-are-shares", "The points of a parent are in [0, 1].", _points_are_shares),
        _law(
            "ends-are-attained",
            "Where all children count, all at 0 give exactly 0, and all at 1 exactly 1.",
            _ends_are_attained,
        ),
        _law(
            "pure",
            "The same children give the same points, whatever was asked between, and what was given is not changed.",
            _pure,
        ),
        _law("order-free", "The order of the children changes nothing.", _order_free),
        _law(
            "weights-are-relative",
            "Multiplying all weights by one number changes nothing.",
            _weights_are_relative,
            "relative_weights",
        ),
        _law(
            "equal-weights-are-none",
            "Equal weights, whatever they are, give what weights of 1 give.",
            _equal_weights_are_none,
            "relative_weights",
        ),
        _law(
            "weight-zero-is-absence",
            "A child of weight 0 is as good as no child, in the points and in what they are a share of.",
            _weight_zero_is_absence,
        ),
        _law(
            "absent-is-not-read",
            "A rule that knows its children by their codes does not look at the points of one of weight 0.",
            _absent_is_not_read,
        ),
        _law("monotone", "More points of a child never lower the parent's.", _monotone, "monotone"),
        _law(
            "unanimous",
            "Where all children have the same points, so has the parent.",
            _unanimous,
            "unanimous",
        ),
        _law(
            "repeats-are-weights",
            "A child of weight 3 is as good as three such children of weight 1.",
            _repeats_are_weights,
            "replicable",
        ),
        _law(
            "scale-equivariant",
            "Multiplying all points by one number multiplies the parent's by it.",
            _scale_equivariant,
            "homogeneous",
        ),
        _law(
            "non-compensatory",
            "More points of a child that is not the lowest change nothing.",
            _non_compensatory,
            "non_compensatory",
        ),
        _law(
            "additive", "The parent's points are the weighted mean of the children's.", _additive, "additive"
        ),
        _law(
            "units-are-strangers",
            "A unit's points do not depend on the other units, to the last bit.",
            _units_are_strangers,
        ),
        _law(
            "shape-free",
            "A unit has the same points alone and among any number of others, to the last bit.",
            _shape_free,
            "shape_free",
        ),
    ),
)
"""The laws of aggregation rules.

Example:
    >>> from smmi.scoring import WeakestLink
    >>> AGGREGATION_LAWS["order-free"].check(
    ...     WeakestLink(), points=[0.5, 1.0], weights=[1.0, 2.0], order=[1, 0]
    ... )
    True
"""

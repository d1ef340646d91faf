"""Means and conditional rules where doubles run out, side by side, and with children that do not count."""

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.errors import Finding, Reason, SchemeError
from smmi.scoring import (
    GeometricMean,
    HarmonicMean,
    MaturityLevels,
    Median,
    MustHave,
    PointsOverAttainable,
    PowerMean,
    WeakestLink,
    WeightedMean,
)
from smmi.scoring.rules._means import LEAST_EXPONENT

CODES = ("a", "b", "c")
RULES = [
    WeightedMean(),
    GeometricMean(),
    HarmonicMean(),
    *(PowerMean(exponent) for exponent in (-2.0, -0.5, 0.5, 1.0, 3.0)),
    Median(),
    WeakestLink(),
    PointsOverAttainable(bonus=("c",)).for_children(CODES),
    MustHave(("a",), passing=0.5).for_children(CODES),
    MaturityLevels((("a",), ("b", "c")), passing=0.5).for_children(CODES),
]
POINTS = st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), min_size=3, max_size=3)


def one(rule, points, weights):
    """What a rule makes of one unit."""
    return float(rule.aggregate(np.array(points)[:, None], np.array(weights, dtype=np.float64)[:, None])[0])


@pytest.mark.parametrize("rule", RULES, ids=repr)
@given(units=st.lists(st.tuples(POINTS, st.tuples(*[st.integers(1, 3)] * 3)), min_size=2, max_size=5))
def test_a_unit_beside_others_has_the_points_it_has_alone(rule, units):
    """No rule of ours lets one unit's points depend on another unit."""
    points, weights = (np.array(list(each), dtype=np.float64).T for each in zip(*units, strict=True))
    together = rule.aggregate(points, weights).tolist()
    assert together == [one(rule, *unit) for unit in units]


@pytest.mark.parametrize("rule", RULES[:10], ids=repr)
@given(points=POINTS, extra=st.sampled_from([0.0, 0.3, 1.0]), place=st.integers(0, 3))
def test_the_points_of_a_child_that_does_not_count_are_not_looked_at(rule, points, extra, place):
    """A child of weight 0 changes no mean, whatever its points are."""
    wider, weights = [*points[:place], extra, *points[place:]], [2, 1, 3]
    assert one(rule, wider, [*weights[:place], 0, *weights[place:]]) == one(rule, points, weights)


@pytest.mark.parametrize(
    "exponent", [s * e for s in (1, -1) for e in (1e-120, 1e-99, 1e-8, 0.01, 0.3, 0.99, 1.0, 2.5, 30.0)]
)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5)), min_size=1, max_size=5))
def test_a_power_mean_is_what_many_digits_say(exponent, pairs):
    """A power mean of any exponent, however near to 0, is the exact number within rounding."""
    if exponent < 0 or abs(exponent) < 0.01:
        pairs = [(p or 1, w) for p, w in pairs]
    points, weights = [p / 50 for p, _ in pairs], [w for _, w in pairs]
    with localcontext() as context:
        context.prec = 130
        given_points = [(Decimal(p), w) for p, w in zip(points, weights, strict=True)]
        if abs(exponent) < 1e-90:
            logarithm = sum(w * p.ln() for p, w in given_points) / sum(weights)
            expected = float(logarithm.exp())
        else:
            e = Decimal(exponent)
            mean = sum(w * (p**e if p else 0) for p, w in given_points) / sum(weights)
            expected = float(mean ** (1 / e)) if mean else 0.0
    assert one(PowerMean(exponent), points, weights) == pytest.approx(expected, rel=1e-12)


H_WEIGHTS = [0.7628601264647688, 0.9310432205697138, 0.35339671846464793, 0.549475484032367]
P_WEIGHTS = [0.9497936374914202, 0.3670979794667304, 0.8811457919764341, 0.04159026417520839]
BELOW_ONE = 1.0 - 2.0**-53
NEARLY = [
    (HarmonicMean(), [1.0, BELOW_ONE, 1.0 - 2.0**-52, 1.0 - 2.0**-52], H_WEIGHTS),
    (PowerMean(-1.0), [1.0, 1.0, BELOW_ONE, BELOW_ONE], H_WEIGHTS),
    (PowerMean(-2.0), [1.0, BELOW_ONE, 1.0, 1.0 - 2.0**-52], P_WEIGHTS),
]


@pytest.mark.parametrize(("rule", "points", "weights"), NEARLY, ids=["harmonic", "power -1", "power -2"])
def test_rounding_takes_no_mean_beyond_1(rule, points, weights):
    """Points next to 1, of which a rounded root or quotient would be above 1, have a mean of 1."""
    assert one(rule, points, weights) == 1.0


@given(st.lists(st.integers(0, 50), min_size=1, max_size=5), st.data())
def test_a_power_mean_of_exponent_1_is_the_arithmetic_mean(fiftieths, data):
    """With the greatest points at 1, it is the double nearest to that of the points as doubles."""
    points = [1.0, *(k / 50 for k in fiftieths)]
    weights = data.draw(st.lists(st.integers(1, 9), min_size=len(points), max_size=len(points)))
    mean = sum(w * Fraction(p) for w, p in zip(weights, points, strict=True)) / sum(weights)
    assert one(PowerMean(1.0), points, weights) == float(mean)


@pytest.mark.parametrize("exponent", [-1.16e-48, -1e-9, -0.01, -0.25, -0.49])
@pytest.mark.parametrize("tiny", [1e-310, 1e-320, 5e-324])
def test_a_power_mean_of_a_high_root_holds_points_of_any_size(exponent, tiny):
    """Points so far apart that their ratio is no double have the mean that many digits say, without a warning."""
    points = [1.0, 0.5, tiny]
    with localcontext() as context:
        context.prec = 80
        root = Decimal(exponent)
        logarithms = [Decimal(point).ln() for point in points]
        if abs(exponent) < 1e-20:
            expected = (sum(logarithms) / 3).exp()
        else:
            expected = ((sum((root * one).exp() for one in logarithms) / 3).ln() / root).exp()
    found = PowerMean(exponent).aggregate(np.array([points]).T, np.ones((3, 1)))[0]
    assert found == pytest.approx(float(expected), rel=1e-11, abs=0)


def test_the_least_exponents_look_at_no_child_that_does_not_count():
    """However near to 0 an exponent is, a child of weight 0 is left out."""
    for exponent in (1e-120, -1e-120):
        assert one(PowerMean(exponent), [0.5, 0.0], [1, 0]) == pytest.approx(0.5, rel=1e-15)


def test_a_power_mean_near_0_is_as_sharp_as_its_powers():
    """Where hardly any weight is on points above 0, the mean power is not taken from its distance to 1."""
    assert one(PowerMean(0.5), [1.0, 0.0], [1e-12, 1.0]) == pytest.approx(
        (1e-12 / (1 + 1e-12)) ** 2, rel=1e-12, abs=0
    )


def test_an_exponent_that_cannot_be_used_is_a_finding():
    """The refusal of an exponent says where and why; whole numbers are kept as floats."""
    with pytest.raises(SchemeError) as caught:
        PowerMean(0)
    assert caught.value.findings == (
        Finding(
            reason=Reason.BAD_VALUE,
            path="$.exponent",
            message="PowerMean: got the exponent 0, expected a finite number other than 0; "
            "the mean of exponent 0 is GeometricMean()",
        ),
    )
    assert repr(PowerMean(2)) == "PowerMean(exponent=2.0)"


def test_the_median_knows_half_of_the_weight_in_spite_of_rounding():
    """0.1 and 0.2 are half of the weight beside 0.3, so two points qualify, whichever comes first."""
    assert one(Median(), [0.25, 0.5, 0.75], [0.1, 0.2, 0.3]) == 0.625
    assert one(Median(), [0.75, 0.5, 0.25], [0.1, 0.2, 0.3]) == 0.375
    assert one(Median(), [0.0, 1.0], [1.0, 1.001]) == 1.0


@pytest.mark.parametrize(("share", "median"), [(1.0, 0.5), (-1.0, 0.5), (1.25, 0.0), (-1.25, 1.0)])
def test_the_rounding_that_the_median_forgives_has_an_end(share, median):
    """Up to 2**-40 of the weight away from a half, on either side, is a half; a quarter of that further is not."""
    lower = 0.5 + share * 2.0**-40
    assert one(Median(), [0.0, 1.0], [lower, 1.0 - lower]) == median


def test_bonus_points_are_percentage_points():
    """Earned over attainable of what is regular, plus a hundredth for each bonus point."""
    rule = PointsOverAttainable(bonus=("c",))
    bound = rule.for_children(CODES)
    assert one(bound, [0.5, 1.0, 0.5], [6, 2, 4]) == pytest.approx(0.625 + 0.02, abs=1e-15)
    assert one(rule, [0.5, 1.0, 0.5], [6, 2, 2]) == 0.6
    assert bound == rule
    assert repr(bound) == "PointsOverAttainable(bonus=('c',))"
    assert bound.outside_coverage == (False, False, True)
    assert (rule.additive, PointsOverAttainable().additive) == (False, True)
    assert rule.misfit(("c",)) == "all children are bonus"
    assert PointsOverAttainable().misfit(CODES) is rule.misfit(CODES) is None


def test_must_haves_are_had_from_the_passing_mark_on():
    """A must-have that is exactly at the mark is had; a cap is no floor; without children nothing is a must."""
    rule = MustHave(("a",), passing=0.5)
    assert one(rule.for_children(CODES), [0.5, 1.0, 0.9], [1, 1, 1]) == pytest.approx(0.8)
    assert one(rule.for_children(CODES), [0.4, 1.0, 1.0], [1, 1, 1]) == 0.5
    assert one(rule.for_children(CODES), [0.4, 1.0, 1.0], [0.5, 1, 1]) == 0.5
    assert one(rule.for_children(CODES), [0.9, 0.0, 0.0], [1, 1, 1]) == pytest.approx(0.3)
    assert one(rule, [0.4, 1.0, 1.0], [1, 1, 1]) == pytest.approx(0.8)
    for end in (0, 1):
        MustHave(("a",), cap=end, passing=end)
    assert (
        repr(MustHave(("a",), cap=1)) == "MustHave(codes=('a',), cap=1.0, passing=1.0, rule=WeightedMean())"
    )
    assert MustHave(("d",)).misfit(CODES) == "it speaks of 'd', which is no child."


def test_the_rule_within_a_must_have_knows_its_children():
    """A rule that binds to children does so inside of another one, and lends its traits."""
    inner = PointsOverAttainable(bonus=("c",))
    bound = MustHave(("a",), cap=0.9, rule=inner).for_children(CODES)
    assert bound.rule.outside_coverage == (False, False, True)
    assert one(bound, [1.0, 0.5, 1.0], [1, 1, 5]) == pytest.approx(0.8)
    assert (bound.monotone, bound.relative_weights, bound.shape_free) == (True, False, True)
    capped = MustHave(("a",), rule=GeometricMean())
    assert (capped.monotone, capped.relative_weights, capped.shape_free) == (True, True, True)
    bare = MustHave(("a",), rule=object())
    assert (bare.monotone, bare.relative_weights, bare.shape_free) == (False, False, False)


def test_levels_are_passed_from_their_mark_on():
    """A level is reached if its children are at the mark; without children each is a level of its own."""
    rule = MaturityLevels((("a",), ("b",), ("c",)), passing=0.5)
    assert one(rule.for_children(("c", "b", "a")), [0.0, 0.5, 0.5], [1, 1, 1]) == 2 / 3
    assert one(rule, [0.5, 0.4, 1.0], [1, 0.5, 1]) == 1 / 3
    for end in (0, 1):
        assert (
            repr(MaturityLevels((("a",),), passing=end))
            == f"MaturityLevels(levels=(('a',),), passing={end}.0)"
        )


@pytest.mark.parametrize("value", [-0.5, 1.5, float("nan"), float("inf"), True, "1", None])
def test_a_mark_that_is_no_share_is_a_finding(value):
    """A mark is a number from 0 to 1; the whole finding."""
    with pytest.raises(SchemeError) as caught:
        MaturityLevels((("a",),), passing=value)
    message = f"MaturityLevels: got passing={value!r}, expected a number from 0 to 1"
    assert caught.value.findings == (Finding(reason=Reason.BAD_VALUE, path="$.passing", message=message),)


@pytest.mark.parametrize(
    ("levels", "problem"),
    [
        ((("a",), ("b", "c")), None),
        ((("a",), ()), "a level has no children"),
        ((), "there are no levels"),
        ((("a", "b"), ("c", "b")), "'b' is in two levels"),
        ((("a",), ("c",)), "'b' is in no level"),
        ((("a", "x"), ("b", "c")), "it speaks of 'x', which is no child."),
    ],
)
def test_levels_fit_their_children(levels, problem):
    """Each child is in one level, and nobody else is; whole messages."""
    assert MaturityLevels(levels).misfit(CODES) == problem


def test_at_the_least_exponent_a_power_mean_is_the_geometric_mean():
    """At the very exponent below which the geometric mean is taken, the power mean is the same, to the last bit."""
    rng = np.random.default_rng(3)
    points, weights = rng.uniform(0.01, 1.0, (4, 50)), rng.uniform(0.1, 3.0, (4, 50))
    geometric = GeometricMean().aggregate(points, weights).tolist()
    for exponent in (LEAST_EXPONENT, float(np.nextafter(LEAST_EXPONENT, 0.0)), -LEAST_EXPONENT):
        assert PowerMean(exponent).aggregate(points, weights).tolist() == geometric

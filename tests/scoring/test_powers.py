"""Geometric and power means are the double nearest to the exact result, whatever the points, weights and exponent."""

import math
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from smmi.scoring import GeometricMean, PowerMean
from smmi.scoring.arithmetic import _filtered_powers, _powers, _roots
from smmi.scoring.arithmetic._logarithms import exponentials, exponentials_less_one, logarithms

EXPONENTS = (-50.0, -2.0, -1.0, -0.5, -0.01, 1e-9, 0.05, 1 / 3, 0.5, 1.0, 2.0, 7.3, 50.0)
BELOW_ONE = st.integers(0, 8).map(lambda k: 1.0 - k * 2.0**-53)
TWENTIETHS = st.integers(1, 20).map(lambda k: k / 20)
TINY = st.floats(0, 300).map(lambda e: 10.0**-e)
ALIKE = st.floats(0.0, 1e-9).map(lambda d: 0.3 * (1.0 + d))
KINDS = (st.floats(1e-3, 1), TWENTIETHS, BELOW_ONE, ALIKE, TINY, st.one_of(TWENTIETHS, TINY, BELOW_ONE))
WEIGHTS = (
    st.just(1.0),
    st.integers(1, 5).map(float),
    st.integers(1, 99).map(lambda k: k / 100),
    st.floats(1e-3, 1e3),
    st.floats(-90, 90).map(lambda e: 10.0**e),
)
UNITS = _roots.FEW + 2
"""So many that they are worked out side by side."""


@st.composite
def cohorts(draw, units=UNITS, most=12):
    """Points and weights of some units: points of one kind; weights of one kind, of which some may be 0."""
    k = draw(st.integers(1, most))
    kind = draw(st.sampled_from(KINDS))
    points = [draw(st.lists(kind, min_size=k, max_size=k)) for _ in range(units)]
    weights = draw(st.lists(draw(st.sampled_from(WEIGHTS)), min_size=k, max_size=k))
    blank = draw(st.lists(st.integers(0, 2**k - 2), min_size=units, max_size=units))
    rows = [[0.0 if one >> i & 1 else weight for i, weight in enumerate(weights)] for one in blank]
    return np.array(points).T, np.array(rows).T


def digits(prec):
    """A context of so many digits, in which nothing is too small."""
    return localcontext(Context(prec=prec, Emax=10**15, Emin=-(10**15), traps=[]))


def many_digits(points, weights, exponent):
    """A power mean, or a geometric mean for exponent 0, with 60 digits at least."""
    with digits(250):
        shares = [Decimal(repr(weight)) for weight in weights if weight]
        logarithms = [Decimal(point).ln() for point, weight in zip(points, weights, strict=True) if weight]
        total, root = sum(shares), Decimal(repr(exponent))
        if not root:
            return (sum(w * one for w, one in zip(shares, logarithms, strict=True)) / total).exp()
        unit = (max if exponent > 0 else min)(logarithms)
        powers = sum(w * (root * (one - unit)).exp() for w, one in zip(shares, logarithms, strict=True))
        return (unit + (powers / total).ln() / root).exp()


def is_nearest(found, exact):
    """Whether no other double is nearer to a number of many digits."""
    with digits(250):
        apart = abs(Decimal(found) - exact)
        others = [abs(Decimal(math.nextafter(found, end)) - exact) for end in (0.0, 2.0)]
        return apart <= min(others) * (1 + Decimal(10) ** -60)


def wrong(means, points, weights, exponent):
    """The units whose means are not the nearest double."""
    return [
        (found, point, weight)
        for found, point, weight in zip(means.tolist(), points.T.tolist(), weights.T.tolist(), strict=True)
        if not is_nearest(found, many_digits(point, weight, exponent))
    ]


@given(cohorts())
def test_a_geometric_mean_is_the_nearest_double(cohort):
    """Against 250 digits: points of any size, any weights, children that do not count, units side by side."""
    assert wrong(GeometricMean().aggregate(*cohort), *cohort, 0.0) == []


@given(cohorts(units=1), st.sampled_from(EXPONENTS))
def test_a_power_mean_is_the_nearest_double(cohort, exponent):
    """Against 250 digits, for exponents of either sign, near 0 and far from it."""
    assert wrong(PowerMean(exponent).aggregate(*cohort), *cohort, exponent) == []


@pytest.mark.long
@settings(max_examples=1000)
@given(
    cohorts(most=40), st.sampled_from((0.0, *EXPONENTS)) | st.floats(-50, 50).filter(lambda e: abs(e) > 1e-60)
)
def test_each_mean_of_many_is_the_nearest_double(cohort, exponent):
    """Against 250 digits, up to 40 children, any exponent."""
    rule = PowerMean(exponent) if exponent else GeometricMean()
    assert wrong(rule.aggregate(*cohort), *cohort, exponent) == []


@given(
    st.lists(st.tuples(st.floats(1e-4, 1), st.integers(1, 9)), min_size=1, max_size=8),
    st.sampled_from((0, 1, 2, 3, 5, -1, -2, -3)),
    st.integers(1, UNITS),
)
def test_no_middle_of_two_doubles_is_between_a_mean_and_the_exact_result(pairs, exponent, units):
    """In fractions: between the middles on either side of the double, where a mean of whole exponents is rational."""
    points, weights = ([pair[i] for pair in pairs] for i in (0, 1))
    rule = PowerMean(exponent) if exponent else GeometricMean()
    found = rule.aggregate(np.array([points] * units).T, np.array([weights] * units, dtype=np.float64).T)
    mean = Fraction(found[0])
    low, high = ((mean + Fraction(math.nextafter(found[0], end))) / 2 for end in (0.0, 2.0))
    total = sum(weights)
    if exponent:
        exact = sum(w * Fraction(p) ** exponent for p, w in pairs) / total
        ends = sorted((low**exponent, high**exponent))
    else:
        exact = math.prod(Fraction(p) ** w for p, w in pairs)
        ends = [low**total, high**total]
    assert ends[0] <= exact <= ends[1]
    assert len(set(found.tolist())) == 1


def side_by_side(rule, points, units):
    """What a rule makes of equal units with equal weights; all have the same points."""
    given_points = np.array([points] * units).T
    (found,) = set(rule.aggregate(given_points, np.ones(given_points.shape)).tolist())
    return found


@given(st.integers(1, 4), st.integers(1, UNITS), st.data())
def test_a_mean_that_is_a_double_is_that_double(k, units, data):
    """Roots that come out leave no bit beside: of powers of whole numbers, of squares, and of equal points."""
    places = 52 // k
    numbers = data.draw(st.lists(st.integers(1, 2**places), min_size=k, max_size=k))
    powers = [math.ldexp(number**k, -places * k) for number in numbers if number**k < 2**53]
    if len(powers) == k:
        assert side_by_side(GeometricMean(), powers, units) == math.ldexp(math.prod(numbers), -places * k)
    share = data.draw(st.integers(1, 2**50)) / 2.0**53
    assert side_by_side(PowerMean(2.0), [share, 7.0 * share], units) == 5.0 * share
    one, other = (number / 2.0**26 for number in data.draw(st.tuples(*[st.integers(1, 2**25)] * 2)))
    assert side_by_side(PowerMean(0.5), [4 * one**2, 4 * other**2], units) == (one + other) ** 2
    for rule in (GeometricMean(), *map(PowerMean, EXPONENTS)):
        assert side_by_side(rule, [share] * k, units) == share


def test_roots_of_declared_decimals_come_out():
    """The square root of 4/25 is 2/5, the cube root of 1/8 a half, and that of 1/1000 a tenth."""
    for units in (1, UNITS):
        assert side_by_side(GeometricMean(), [0.16, 1.0], units) == 0.4
        assert side_by_side(GeometricMean(), [0.125, 1.0, 1.0], units) == 0.5
        assert side_by_side(GeometricMean(), [0.001, 1.0, 1.0], units) == 0.1


@given(st.integers(2**25, 2**26 - 1), st.integers(2**25, 2**26 - 1))
def test_midway_between_two_doubles_the_last_bit_is_even(one, other):
    """A mean of roots has one binary digit more than a double at times; it is rounded as sums are."""
    found = side_by_side(PowerMean(0.5), [one**2 / 2.0**52, other**2 / 2.0**52], 1)
    assert found == (one + other) ** 2 / 2**54


def test_a_root_of_squares_is_midway_and_rounded_to_even():
    """Where the sum of two roots is odd, 54 binary digits are needed."""
    one, other = 2**26 - 1, 2**25 + 2**24 + 2
    assert (one + other) ** 2 % 2 == 1
    assert ((one + other) ** 2).bit_length() == 54
    assert side_by_side(PowerMean(0.5), [one**2 / 2.0**52, other**2 / 2.0**52], UNITS) == (
        (one + other) ** 2 / 2**54
    )


@given(cohorts(most=4), st.sampled_from((0.0, *EXPONENTS)))
def test_a_unit_has_alone_what_it_has_beside_others(cohort, exponent):
    """To the last bit, where others have weights that it has not, and where it is midway between two doubles."""
    rule = PowerMean(exponent) if exponent else GeometricMean()
    alone = [rule.aggregate(*(one[:, i : i + 1] for one in cohort))[0] for i in range(UNITS)]
    assert rule.aggregate(*cohort).tolist() == alone


@pytest.mark.parametrize(("exponent", "weight"), [(1.0, 0.23), (-1.0, 0.43)])
def test_midway_a_unit_does_not_look_at_the_weights_of_others(exponent, weight):
    """Two points next to one another have their mean midway between two doubles, whatever others are weighed by."""
    points = [0.29999999999999977, 0.2999999999999998, 1.0]
    both = np.array([points] * 2).T, np.array([[weight, weight, 0.0], [weight, weight, 3.3]]).T
    rule = PowerMean(exponent)
    assert rule.aggregate(*both)[0] == rule.aggregate(*(one[:, :1] for one in both))[0]


@pytest.mark.parametrize("exponent", [0.0, 0.01, 0.3, -2.0, 2.0])
@given(cohort=cohorts(most=5))
def test_a_mean_in_doubt_is_worked_out_alone_and_is_the_same(cohort, exponent):
    """Whichever way a mean is worked out, it is the same: if all are in doubt, and whatever block they are in."""
    rule = PowerMean(exponent) if exponent else GeometricMean()
    quick = rule.aggregate(*cohort).tolist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_filtered_powers, "IN_EXPONENTIALS", 1e-15)
        patch.setattr(_filtered_powers, "IN_ROOTS", 1e-15)
        assert rule.aggregate(*cohort).tolist() == quick
        patch.setattr(_roots, "IN_PRODUCTS", 1e-15)
        patch.setattr(_powers, "IN_LOGARITHMS", 1e-15)
        assert rule.aggregate(*cohort).tolist() == quick
        patch.undo()
        patch.setattr(_roots, "MOST_FACTORS", 0)
        _roots.multiples.cache_clear()
        assert rule.aggregate(*cohort).tolist() == quick
        patch.undo()
        _roots.multiples.cache_clear()
        patch.setattr(_powers, "BLOCK", 9)
        patch.setattr(_powers, "WIDE", 9)
        assert rule.aggregate(*cohort).tolist() == quick


@pytest.mark.parametrize("exponent", [0.0, 0.01, 0.5, -2.0])
@given(cohort=cohorts(most=9))
def test_what_is_not_in_doubt_has_a_tenth_of_the_error_allowed_for(cohort, exponent):
    """The bounds by which it is decided what is in doubt are kept with room to spare."""
    told = []

    def recorded(near, beyond, error):
        told.append((near, beyond, np.broadcast_to(error, near.shape)))
        return near, np.zeros(near.shape, dtype=np.bool_)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_powers, "filtered_geometric_means", lambda *_: None)
        patch.setattr(_powers, "filtered_power_means", lambda *_: None)
        patch.setattr(_powers, "rounded", recorded)
        patch.setattr(_roots, "rounded", recorded)
        patch.setattr(_powers, "LEAST_MEAN", 0.0)
        points = np.maximum(cohort[0], 1e-6 if exponent else 0.05)
        if exponent:
            PowerMean(exponent).aggregate(points, cohort[1])
        else:
            GeometricMean().aggregate(points, cohort[1])
    near, beyond, error = told[0]
    there = [
        i for i in range(points.shape[1]) if len(told) == 1 or (cohort[1][:, i] > 0).sum() == len(points)
    ]
    for i in there:
        exact = many_digits(points[:, i].tolist(), cohort[1][:, i].tolist(), exponent)
        with digits(250):
            found = Decimal(float(near[i])) + Decimal(float(beyond[i]))
            assert abs(found - exact) <= Decimal(float(error[i])) / 10


@given(
    st.lists(st.floats(-690, 690).filter(lambda x: abs(x) > 1e-150), min_size=1, max_size=9), st.floats(-1, 1)
)
def test_logarithms_and_exponentials_have_the_digits_that_they_tell(numbers, rest):
    """Against 250 digits: of numbers of any size, and of what is left of them."""
    high = np.array(numbers)
    low = rest * np.spacing(high) / 2
    powers = exponentials(high, low)
    near, less = exponentials_less_one(high / 2**13, low / 2**13)
    back = logarithms(*powers)
    for i in range(len(high)):
        with digits(250):
            number = Decimal(float(high[i])) + Decimal(float(low[i]))
            power = Decimal(float(powers[0][i])) + Decimal(float(powers[1][i]))
            assert abs(power / number.exp() - 1) < Decimal(2) ** -78
            logarithm = Decimal(float(back[0][i])) + Decimal(float(back[1][i]))
            assert abs(logarithm - power.ln()) < Decimal(2) ** -77
            small = (number / 2**13).exp() - 1
            found = Decimal(float(less[0][i])) + Decimal(float(less[1][i]))
            assert abs(found - small) <= abs(small) * Decimal(2) ** -71
    assert near[0].tolist() == exponentials(high / 2**13, low / 2**13)[0].tolist()


@pytest.mark.parametrize(
    "least", [0.05, 1e-9, *(pytest.param(least, marks=pytest.mark.long) for least in (1e-300, 5e-324))]
)
def test_a_child_alone_among_many_has_its_points(least):
    """However many others do not count, and where the product of all is no double."""
    k, counted = 25, np.array([0, 1, 2, 12, 22, 29])
    weights = np.where(np.arange(k)[:, None] <= counted, 5.0, 0.0)
    weights[-1] = 1.0
    weights[-1, ::2] = 0.0
    points = np.full(weights.shape, least)
    assert set(GeometricMean().aggregate(points, weights).tolist()) == {least}


@pytest.mark.parametrize("exponent", [1e250, -1e250, 1e-90, -1e-90, 1e-120])
def test_exponents_beyond_all_use_give_the_limits(exponent):
    """A huge exponent means the greatest or the least point, one next to 0 the geometric mean, of any units."""
    points, weights = np.array([[0.3, 0.7, 0.9]] * UNITS).T, np.array([[1.0, 2.0, 0.5]] * UNITS).T
    found = set(PowerMean(exponent).aggregate(points, weights).tolist())
    if abs(exponent) > 1:
        assert found == {0.9 if exponent > 0 else 0.3}
    else:
        assert found == set(GeometricMean().aggregate(points, weights).tolist())


@pytest.mark.parametrize("rule", [GeometricMean(), PowerMean(0.3), PowerMean(-3.0)], ids=repr)
def test_weights_beyond_those_of_any_scheme_are_weighed_alone(rule):
    """However far weights are apart, and beyond what a scheme may have, they are decimals."""
    points = np.array([[0.3, 0.7, 1e-310]] * UNITS).T
    for weights in ([1e-300, 1e300, 5e-324], [1e150, 3e150, 7e149]):
        column = np.array([weights] * UNITS).T
        assert (
            wrong(
                rule.aggregate(points, column)[:1],
                points[:, :1],
                column[:, :1],
                getattr(rule, "exponent", 0.0),
            )
            == []
        )


@pytest.mark.parametrize("exponent", [1e-100, 1e-12, 0.01, 0.3, 0.5, 1.0, 2.0, 7.3, 1e100])
@given(
    units=st.lists(
        st.lists(
            st.tuples(st.just(0.0) | TWENTIETHS, st.integers(0, 9).map(float)), min_size=3, max_size=3
        ).filter(lambda unit: any(weight for _, weight in unit)),
        min_size=1,
        max_size=UNITS,
    )
)
def test_points_of_zero_are_no_logarithms(exponent, units):
    """With an exponent above 0 they only lower the mean, to 0 if the exponent is near 0; of zeros alone it is 0."""
    points, weights = (
        np.array(side).T for side in zip(*(zip(*unit, strict=True) for unit in units), strict=True)
    )
    found = PowerMean(exponent).aggregate(points, weights)
    for unit, mean in zip(units, found.tolist(), strict=True):
        with digits(250):
            root, total = Decimal(repr(exponent)), sum(Decimal(weight) for _, weight in unit)
            there = [(Decimal(point).ln(), Decimal(weight)) for point, weight in unit if point and weight]
            most = max((one for one, _ in there), default=Decimal(0))
            powers = sum((weight * (root * (one - most)).exp() for one, weight in there), Decimal(0))
            expected = (most + (powers / total).ln() / root).exp() if there else Decimal(0)
            assert is_nearest(mean, expected) if expected > Decimal("1e-300") else mean == float(expected)

"""Differences between groups of finitely many units: what was observed is known, and a census leaves no error."""

import itertools
import math
from fractions import Fraction

import attrs
import numpy as np
import pytest
import scipy.special
from hypothesis import assume, given, strategies as st

from smmi.benchmark import SurveyDesign, compare_groups, survey_mean
from smmi.benchmark.comparison import DifferenceMark, DifferenceRule, EffectMeasure, GroupTest, NoDifference
from smmi.benchmark.kernels._two_samples import welch
from smmi.benchmark.survey import SurveyWeights
from smmi.errors import ArgumentError, UnknownCodeError
from tests.benchmark.two_groups import compared, two_groups

scores = st.lists(st.integers(0, 20).map(lambda k: 5.0 * k), min_size=2, max_size=8)
more = st.integers(0, 30)


@given(
    st.lists(st.integers(0, 9), min_size=3, max_size=5),
    st.lists(st.integers(0, 9), min_size=3, max_size=5),
    st.integers(2, 4),
    st.integers(2, 4),
)
def test_the_squared_error_is_right_on_average_over_all_samples(first, second, m, n):
    """Over all samples from two populations its mean is the variance of the difference between their means."""
    m, n = min(m, len(first)), min(n, len(second))
    assume(m < len(first) or n < len(second))
    left = 1 - m / len(first), 1 - n / len(second)
    differences, squares = [], []
    for one in itertools.combinations(first, m):
        for other in itertools.combinations(second, n):
            differences.append(Fraction(sum(one), m) - Fraction(sum(other), n))
            sides = np.array(one, dtype=float), np.array(other, dtype=float)
            varies = any(share and np.ptp(side) for side, share in zip(sides, left, strict=True))
            squares.append(welch(*sides, left=left)[1] ** 2 if varies else 0.0)
    mean = sum(differences) / len(differences)
    assert mean == Fraction(sum(first), len(first)) - Fraction(sum(second), len(second))
    variance = sum((one - mean) ** 2 for one in differences) / len(differences)
    assert math.fsum(squares) / len(squares) == pytest.approx(float(variance), rel=1e-9, abs=1e-12)


@given(scores, scores, more, more)
def test_the_error_is_that_of_the_means_of_two_designs(first, second, beyond, further):
    """Its square is the sum of those of the survey means of both groups, each of its population."""
    sizes = {"a": len(first) + beyond, "b": len(second) + further}
    assume(np.ptp(first) and np.ptp(second) and beyond + further)
    found = compared(first, second, population=sizes, level=0.9)
    squares = []
    for values, size in zip((first, second), sizes.values(), strict=True):
        answers = two_groups(values, []).answers
        weights = SurveyWeights.of_design(answers, [size / len(values)] * len(values))
        design = SurveyDesign.of(answers, population=size)
        squares.append(survey_mean(values, weights=weights, design=design).standard_error ** 2)
    freedom = sum(squares) ** 2 / sum(
        square**2 / (len(values) - 1) for square, values in zip(squares, (first, second), strict=True)
    )
    reach = scipy.special.stdtrit(freedom, 0.95) * math.sqrt(sum(squares))
    assert (found.low, found.high) == pytest.approx((found.value - reach, found.value + reach), abs=1e-9)
    assert found.significance.degrees_of_freedom == pytest.approx(freedom)
    if found.value:
        assert found.significance.statistic == pytest.approx(found.value / math.sqrt(sum(squares)))


@given(scores, scores)
def test_a_census_of_both_groups_is_certain(first, second):
    """The interval is the difference, spread or none; there is no p, for a reason; the rest is as without sizes."""
    found = compared(first, second, population={"a": len(first), "b": len(second)})
    assert (found.low, found.high, found.reason) == (found.value, found.value, None)
    assert found.significance.reason is NoDifference.CENSUS
    assert found.significance.p is found.significance.p_adjusted is found.significance.method is None
    plain = compared(first, second)
    assert (found.value, found.effects, found.first) == (plain.value, plain.effects, plain.first)
    effect = found.effects[EffectMeasure.HEDGES_G].value
    mark = DifferenceRule().mark(found)
    if effect is None:
        assert mark is DifferenceMark.ABSENT
    elif abs(effect) > 0.3:
        assert mark is (DifferenceMark.HIGHER if found.value > 0 else DifferenceMark.LOWER)
    else:
        assert (mark is DifferenceMark.NOT_TOLD_APART) == (found.value == 0)


@given(scores, scores, st.sampled_from([0.8, 0.95]))
def test_an_interval_narrows_as_more_of_a_group_are_observed(first, second, level):
    """From no size to ever smaller ones the error shrinks, at last to that of the other group alone."""
    assume(np.ptp(first) and np.ptp(second))
    sizes = [{}, *({"a": len(first) + rest} for rest in (1000, 10, 1, 0))]
    errors = []
    for population in sizes:
        found = compared(first, second, population=population, level=level).significance
        errors.append(found.statistic and 1 / abs(found.statistic))
    assert errors == sorted(errors, reverse=True)
    assert found.degrees_of_freedom == pytest.approx(len(second) - 1)
    assert compared(first, second, population={}, level=level) == compared(first, second, level=level)


def test_what_varies_tells_nothing_if_it_is_known():
    """A census that varies beside a sample that does not: there is a difference, and nothing tells its error."""
    found = compared([10, 20, 30], [50, 50, 50], population={"a": 3})
    assert (found.value, found.low, found.high, found.reason) == (-30.0, None, None, NoDifference.NO_SPREAD)
    assert found.significance.reason is NoDifference.NO_SPREAD
    assert compared([10, 20, 30], [50, 50, 50], population={"b": 3}).reason is None


def test_a_blank_leaves_a_unit_unobserved():
    """Of 6 and 6 in all, one score of each group is missing: five sixths are observed."""
    found = compared([1, 2, 3, 4, 9, None], [5, 5, 7, 8, 9, None], population={"a": 6, "b": 6})
    variances = Fraction(97, 10) / 5, Fraction(16, 5) / 5
    assert found.significance.statistic == pytest.approx(-3 / math.sqrt(sum(variances) / 6))


@pytest.mark.parametrize("test", [one for one in GroupTest if one is not GroupTest.WELCH])
def test_other_tests_know_no_census(test):
    """They ask how such scores come about: p is the same, and is not withheld."""
    sides = [1, 2, 3, 4, 9], [5, 6, 7, 8, 9]
    found = compared(*sides, test=test, population={"a": 5, "b": 5})
    assert found.significance == compared(*sides, test=test).significance
    assert found.significance.p is not None
    assert (found.low, found.high) == (found.value, found.value)


def test_a_comparison_says_the_sizes_of_its_groups():
    """In a sentence of their own, where they are known; a small group is withheld as ever."""
    scored = two_groups(range(6), range(7))
    found = compare_groups(scored, by="group", groups=("a", "b"), population={"b": 1200})
    assert dict(found.population) == {"b": 1200}
    assert dict(found.describe())["Finite population"].startswith("1,200 b in all: the interval")
    assert "Finite population" not in dict(attrs.evolve(found, population={}).describe())
    held = compare_groups(scored, by="group", groups=("a", "b"), population={"a": 6, "b": 7}, minimum=7)
    assert (held["only"].reason, held["only"].low) == (NoDifference.GROUP_TOO_SMALL, None)


WHOLE = "expected an integer of at least 3, the units of the group"
REFUSED = {
    "a number": (40, "'population': got 40, expected None, or the size of each group by its label"),
    "too small": ({"a": 2}, f"'population': got 2 for 'a', {WHOLE}"),
    "no integer": ({"b": 5.0}, f"'population': got 5.0 for 'b', {WHOLE}"),
    "a flag": ({"b": True}, f"'population': got True for 'b', {WHOLE}"),
}


@pytest.mark.parametrize(("population", "message"), REFUSED.values(), ids=REFUSED)
def test_sizes_that_are_none_are_refused(population, message):
    """Whole messages; a blank counts as a unit of the group."""
    with pytest.raises(ArgumentError) as caught:
        compared([1, 2, None], [3, 4, 5], population=population)
    assert str(caught.value) == message


def test_the_size_of_another_group_is_refused():
    """With the groups that there are."""
    with pytest.raises(UnknownCodeError) as caught:
        compared([1, 2, 3], [3, 4, 5], population={"c": 9})
    assert str(caught.value) == "the comparison has no group 'c' (2 known: 'a', 'b')."

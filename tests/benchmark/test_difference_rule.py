"""Differences highlighted by a declared rule."""

import itertools
import math
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

from smmi.benchmark import compare_groups
from smmi.benchmark.comparison import (
    DifferenceMark,
    DifferenceRule,
    EffectMeasure,
    GroupTest,
    NoDifference,
    adjust_p_values,
)
from smmi.errors import ArgumentError
from tests.benchmark.two_groups import compared, two_groups

MARKS = DifferenceMark
UNIT = st.sampled_from([1, 3, 7, 10, 30])
"""What scores are fractions of: 1/3 and 1/10 are no doubles."""


def difference(effect, p, *, measure=EffectMeasure.HEDGES_G):
    """A difference with this effect size, corrected p, and nothing else that counts."""
    rng = np.random.default_rng(1)
    scores = two_groups(rng.uniform(0, 100, 8), rng.uniform(0, 100, 8))
    found = compare_groups(scores, by="group", groups=("a", "b"))["only"]
    effects = {
        one: attrs.evolve(size, value=effect if one is measure else None)
        for one, size in found.effects.items()
    }
    tested = attrs.evolve(found.significance, p=0.0, p_adjusted=p)
    return attrs.evolve(found, effects=effects, significance=tested)


@pytest.mark.parametrize(
    ("effect", "p", "mark"),
    [
        (0.3, 0.049, MARKS.HIGHER),
        (0.299, 0.049, MARKS.SLIGHTLY_HIGHER),
        (0.9, 0.05, MARKS.NOT_TOLD_APART),
        (-0.3, 0.001, MARKS.LOWER),
        (-0.299, 0.001, MARKS.SLIGHTLY_LOWER),
        (0.0, 0.001, MARKS.NOT_TOLD_APART),
        (None, 0.001, MARKS.ABSENT),
        (0.9, None, MARKS.ABSENT),
    ],
)
def test_the_rule_is_that_of_nsse_with_corrected_p(effect, p, mark):
    """At least 0.3 and p below 0.05 is highlighted; p alone is told; p is the corrected one."""
    assert DifferenceRule().mark(difference(effect, p)) is mark


def told(found):
    """A difference that is told apart, whatever its test says."""
    return attrs.evolve(found, significance=attrs.evolve(found.significance, p=0.0, p_adjusted=0.0))


@given(st.integers(0, 20), st.integers(1, 20), st.integers(1, 20), UNIT)
def test_an_effect_at_the_bound_is_highlighted_whatever_rounding_left(low, spread, apart, unit):
    """Three schools around each of two means, a spread apart: d is the ratio of both; one above it does not reach."""
    sides = [[(low + by + k * spread) / unit for k in range(3)] for by in (apart, 0)]
    found = told(compared(*sides, minimum=3))
    at = DifferenceRule(measure=EffectMeasure.COHENS_D, least_effect=apart / spread)
    assert at.mark(found) is MARKS.HIGHER
    above = attrs.evolve(at, least_effect=apart / spread * (1 + 1e-9))
    assert above.mark(found) is MARKS.SLIGHTLY_HIGHER


@given(
    st.lists(st.integers(0, 9), min_size=3, max_size=12), st.lists(st.integers(0, 9), min_size=3, max_size=12)
)
def test_dominance_at_the_bound_is_highlighted_and_one_double_below_is_not(first, second):
    """Cliff's delta is the double nearest to its ratio, and compared without tolerance."""
    pairs = [(x > y) - (x < y) for x in first for y in second]
    delta = Fraction(sum(pairs), len(pairs))
    assume(delta > 0)
    found = told(compared(first, second))
    at = DifferenceRule(measure=EffectMeasure.CLIFFS_DELTA, least_effect=float(delta))
    assert at.mark(found) is MARKS.HIGHER
    above = attrs.evolve(at, least_effect=math.nextafter(float(delta), 1))
    assert above.mark(found) is MARKS.SLIGHTLY_HIGHER


@given(st.lists(st.integers(0, 100), min_size=3, max_size=9), st.integers(2, 4), UNIT)
def test_equal_means_are_not_told_apart_whatever_rounding_left(values, times, unit):
    """A group and the same schools several times over differ by nothing, in no direction."""
    scores = [value / unit for value in values]
    found = compared(scores, scores[::-1] * times)
    assert found.value == 0.0
    assert found.significance.p in {1.0, None}
    assert found.effects[EffectMeasure.COHENS_D].value in {0.0, None}
    expected = MARKS.NOT_TOLD_APART if len(set(values)) > 1 else MARKS.ABSENT
    assert DifferenceRule().mark(told(found)) is expected


@pytest.mark.parametrize("tests", [1, 7, 11, 14])
def test_a_corrected_p_at_the_bound_is_not_below_it(tests):
    """Seven times 1/140 is 1/20, though a double below it by its last bit."""
    p = adjust_p_values([1 / (20 * tests)] * tests)[0]
    assert DifferenceRule().mark(difference(0.9, float(p))) is MARKS.NOT_TOLD_APART
    assert DifferenceRule().mark(difference(0.9, float(p) * (1 - 1e-9))) is MARKS.HIGHER


def test_a_test_by_ranks_tells_of_no_direction_that_means_do_not_have():
    """Groups of one mean may differ in their ranks: which is higher is then not said."""
    tenths = [[k / 10 for k in side] for side in ([9] * 10 + [108], [18] * 10 + [17, 19])]
    found = compared(*tenths, test=GroupTest.MANN_WHITNEY)
    assert found.significance.p < 0.05
    assert found.value == 0.0 == found.effects[EffectMeasure.HEDGES_G].value
    assert DifferenceRule().mark(found) is MARKS.NOT_TOLD_APART


def test_another_rule_asks_for_another_effect():
    """Measure, least effect and bound are the rule's own."""
    delta = EffectMeasure.CLIFFS_DELTA
    rule = DifferenceRule(measure=delta, least_effect=0.147, significance=0.1)
    assert rule.mark(difference(-0.2, 0.09, measure=delta)) is MARKS.LOWER
    assert DifferenceRule().mark(difference(-0.2, 0.09, measure=delta)) is MARKS.ABSENT
    assert rule.describe() == (
        "A difference is told if its corrected p is below 0.1; it is highlighted if Cliff's delta is 0.147 or more "
        "either way."
    )


def test_turning_the_groups_turns_the_mark():
    """Higher becomes lower; what is not told apart stays so; a withheld group has no mark."""
    first, second = np.arange(20.0), np.arange(20.0) + 9
    turned = {
        MARKS.HIGHER: MARKS.LOWER,
        MARKS.SLIGHTLY_HIGHER: MARKS.SLIGHTLY_LOWER,
        MARKS.NOT_TOLD_APART: MARKS.NOT_TOLD_APART,
    }
    turned |= {other: one for one, other in turned.items()}
    seen = set()
    for by, rule in itertools.product((0, 9, -9), (DifferenceRule(), DifferenceRule(least_effect=5))):
        scores = two_groups(first + 9, second + by)
        marks = [
            rule.mark(compare_groups(scores, by="group", groups=groups)["only"])
            for groups in (("a", "b"), ("b", "a"))
        ]
        assert turned[marks[0]] is marks[1]
        seen.update(marks)
    assert seen == set(turned)
    few = compare_groups(two_groups(first[:4], second), by="group", groups=("a", "b"))["only"]
    assert few.reason is NoDifference.GROUP_TOO_SMALL
    assert DifferenceRule().mark(few) is MARKS.ABSENT


def test_marks_have_symbols():
    """Triangles, filled where highlighted; nothing where there is nothing to tell."""
    assert [mark.symbol for mark in DifferenceMark] == ["▲", "△", "–", "▽", "▼", ""]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"measure": EffectMeasure.COMMON_LANGUAGE},
            f"'measure': got {EffectMeasure.COMMON_LANGUAGE!r}, expected COHENS_D, HEDGES_G or CLIFFS_DELTA",
        ),
        ({"least_effect": 0}, "'least_effect': got 0, expected a number above 0"),
        ({"least_effect": True}, "'least_effect': got True, expected a number above 0"),
        ({"significance": 5}, "'significance': got 5, expected a number between 0 and 1"),
    ],
)
def test_a_rule_that_is_none_is_refused(fields, message):
    """Whole messages."""
    with pytest.raises(ArgumentError) as caught:
        DifferenceRule(**fields)
    assert str(caught.value) == message


def test_only_a_difference_is_marked():
    """Something else is refused with what is expected."""
    with pytest.raises(ArgumentError) as caught:
        DifferenceRule().mark(0.3)
    assert str(caught.value) == "'difference': got 0.3, expected a Difference"

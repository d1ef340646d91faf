"""Differences highlighted by a declared rule."""

import itertools

import attrs
import numpy as np
import pytest

from smmi.benchmark import compare_groups
from smmi.benchmark.comparison import DifferenceMark, DifferenceRule, EffectMeasure, NoDifference
from smmi.errors import ArgumentError
from tests.benchmark.two_groups import two_groups

MARKS = DifferenceMark


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

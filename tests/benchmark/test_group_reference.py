"""One unit's scores beside the median, the quartiles and the top of a group."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import Conventions, Norms, NoStanding, QuantileRule, SelfInclusion, compare_with_group
from smmi.benchmark.norms import NormTable
from smmi.errors import ArgumentError, UnknownCodeError
from tests.benchmark.two_groups import scored


def test_a_case_worked_by_hand():
    """Of 0, 10 … 100 the quartiles are 25, 50 and 75, and the top tenth begins at 90."""
    scores = scored({"only": range(0, 101, 10)}, group=["a"] * 11)
    found = compare_with_group(scores.of("U0006"), Norms.fit(scores))["only"]
    assert (found.lower_quartile, found.median, found.upper_quartile) == (25.0, 50.0, 75.0)
    assert found.top == pytest.approx(90.0)
    assert (found.score, found.n, found.reason) == (60.0, 11, None)
    assert (found.from_median, found.from_top) == (10.0, pytest.approx(-30.0))


@given(
    st.lists(st.integers(0, 100), min_size=11, max_size=30),
    st.sampled_from([QuantileRule.TYPE_2, QuantileRule.TYPE_6, QuantileRule.TYPE_7]),
    st.sampled_from([80.0, 90, 95.5]),
)
def test_quantiles_are_those_of_numpy_by_the_conventions(values, rule, top):
    """With the unit itself, or without it where the conventions leave it out."""
    for inclusion, kept in ((SelfInclusion.INCLUDED, values), (SelfInclusion.LEFT_OUT, values[1:])):
        scores = scored({"only": values}, group=["a"] * len(values))
        norms = Norms.fit(scores, conventions=Conventions(quantiles=rule, self_inclusion=inclusion))
        found = compare_with_group(scores.of("U0000"), norms, top=top)
        point = found["only"]
        expected = np.quantile(kept, [0.25, 0.5, 0.75, top / 100], method=rule.method)
        assert [point.lower_quartile, point.median, point.upper_quartile, point.top] == pytest.approx(
            expected
        )
        assert (point.n, found.top, found.norms) == (len(kept), top, norms.fingerprint)
        assert found.conventions == norms.conventions


def test_any_group_can_be_compared_with_and_only_its_members_are_left_out():
    """A unit of `a` beside `b` is no member of it; beside `a`, with its weight, it is."""
    values, weights = np.arange(24.0), np.arange(1.0, 25.0)
    scores = scored({"only": values}, group=["a"] * 12 + ["b"] * 12)
    conventions = Conventions(self_inclusion=SelfInclusion.LEFT_OUT)
    norms = Norms.fit(scores, by=("group",), weights=weights, conventions=conventions)
    profile = scores.of("U0003")
    other, own = (compare_with_group(profile, norms, group=name) for name in ("b", "group=a"))
    assert (other.group.name, own.group.name, other["only"].n, own["only"].n) == ("b", "a", 12, 11)
    assert other["only"].median == norms.table("only", group="b").quantile(0.5)
    kept = np.arange(12) != 3
    rest = NormTable.of(values[:12][kept], weights[:12][kept])
    assert own["only"].median == pytest.approx(rest.quantile(0.5))


def test_small_groups_and_absent_scores_have_reasons():
    """Below 5 nothing is shown, below 10 no top; without a score the group is shown, and no difference."""
    values = [*range(0, 90, 10), None]
    scores = scored({"only": values, "other": [5] * 4 + [None] * 6}, group=["a"] * 10)
    norms = Norms.fit(scores)
    found = compare_with_group(scores.of("U0000"), norms)
    nine, four = found["only"], found["other"]
    assert (nine.median, nine.top, nine.from_top, nine.n) == (40.0, None, None, 9)
    assert nine.reason is NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE
    assert (four.lower_quartile, four.median, four.upper_quartile, four.top) == (None, None, None, None)
    assert (four.score, four.from_median, four.reason) == (5.0, None, NoStanding.GROUP_TOO_SMALL)
    blank = compare_with_group(scores.of("U0009"), norms)["only"]
    assert (blank.score, blank.median, blank.from_median, blank.from_top) == (None, 40.0, None, None)
    assert blank.reason is NoStanding.NO_SCORE
    left_out = Norms.fit(scores, conventions=Conventions(self_inclusion=SelfInclusion.LEFT_OUT))
    assert compare_with_group(scores.of("U0009"), left_out)["only"].n == 9


TOP = "expected a percentile above 75 and below 100"


def test_wrong_arguments_are_refused():
    """Whole messages; the highest score itself is never the top."""
    scores = scored({"only": range(12)}, group=["a"] * 12)
    norms, profile = Norms.fit(scores), scores.of("U0001")
    for top in (100, 75, True, "90", float("nan")):
        with pytest.raises(ArgumentError) as caught:
            compare_with_group(profile, norms, top=top)
        assert str(caught.value) == f"'top': got {top!r}, {TOP}"
    with pytest.raises(ArgumentError) as caught:
        compare_with_group(norms, profile)
    assert str(caught.value).endswith("The arguments are swapped; write compare_with_group(profile, norms)")
    with pytest.raises(ArgumentError) as caught:
        compare_with_group(scores, norms)
    assert str(caught.value).endswith(
        "Compare one unit at a time: compare_with_group(scores.of(unit), norms)"
    )
    with pytest.raises(ArgumentError) as caught:
        compare_with_group(profile, 3)
    assert str(caught.value) == "'norms': got 3, expected Norms"
    with pytest.raises(UnknownCodeError) as caught:
        compare_with_group(profile, norms, group="dental")
    assert str(caught.value) == "no group is called 'dental' (1 known: 'all')."
    with pytest.raises(UnknownCodeError) as caught:
        compare_with_group(profile, norms)["onyl"]
    assert str(caught.value) == "no score has the code 'onyl' (3 known). Did you mean 'only'?"

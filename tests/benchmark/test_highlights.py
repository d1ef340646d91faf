"""Strengths and areas for improvement: by quartile, with certainty."""

import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import HighlightRule, Norms, Quartile, highlights
from smmi.errors import ArgumentError
from tests.benchmark.known_quartiles import score_shares


def found_for(unit, n=12, *, rule=None, population=None):
    """The highlights of one of n units with the shares 0, 1, …."""
    scores = score_shares(range(n))
    norms = Norms.fit(scores, population=None if population is None else {"all": population})
    profile = scores.of(f"U{unit}")
    return highlights(profile, norms.place(profile), rule=rule)


def codes(found):
    """Which areas are strengths, areas for improvement, and unclear."""
    return tuple([one.code for one in part] for part in (found.strengths, found.improvements, found.unclear))


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (0, ([], ["only"], [])),
        (2, ([], [], ["only"])),
        (5, ([], [], [])),
        (9, ([], [], ["only"])),
        (11, (["only"], [], [])),
    ],
)
def test_a_quartile_that_is_not_sure_is_too_close_to_tell(unit, expected):
    """At the edge of the Top and the Fourth quartile of 12 nothing is told; at the ends it is."""
    assert codes(found_for(unit)) == expected


def test_a_census_without_error_is_certain():
    """With the whole population seen the same units are strong or weak, even at a certainty of 1."""
    rule = HighlightRule(certainty=1)
    assert codes(found_for(9, rule=rule, population=12)) == (["only"], [], [])
    assert codes(found_for(2, rule=rule, population=12)) == ([], ["only"], [])


def test_a_certainty_of_0_asks_for_none():
    """The quartile alone decides, and the rule says nothing of probability."""
    rule = HighlightRule(certainty=0)
    assert codes(found_for(9, rule=rule)) == (["only"], [], [])
    assert rule.describe() == (
        "An area is a strength in the Top quartile, an area for improvement in the Fourth quartile."
    )


def test_the_quartiles_of_a_rule_count_together():
    """What is Second or Top with enough probability is a strength of a rule that takes both."""
    both = HighlightRule(strengths=(Quartile.TOP, Quartile.SECOND))
    assert codes(found_for(9, rule=both)) == (["only"], [], [])


@given(st.integers(2, 30), st.data(), st.floats(0, 1))
def test_what_is_not_told_can_be_ruled_out(n, data, certainty):
    """An area is told once; one that is not told is neither, with the certainty that is asked for."""
    unit, rule = data.draw(st.integers(0, n - 1)), HighlightRule(certainty=certainty)
    scores = score_shares(range(n))
    placement = Norms.fit(scores).place(scores.of(f"U{unit}"))
    found = highlights(scores.of(f"U{unit}"), placement, rule=rule)
    told = [one.code for part in (found.strengths, found.improvements, found.unclear) for one in part]
    standing = placement["only"]["all"]
    assert len(set(told)) == len(told)
    if standing.quartile is None:
        assert told == []
    elif not told:
        chances = standing.band_probabilities
        assert max(chances[Quartile.TOP], chances[Quartile.FOURTH]) <= 1 - certainty
        assert standing.quartile in (Quartile.SECOND, Quartile.THIRD)


def test_the_rule_says_what_it_asks_for():
    """The certainty stands in the sentence."""
    assert HighlightRule(strengths=(Quartile.TOP, Quartile.SECOND), certainty=0.9).describe() == (
        "An area is a strength if it lies in the Top or Second quartile, and an area for improvement if it lies in the "
        "Fourth quartile, with a probability of at least 90 %. Where either has a probability above 10 % and neither "
        "is certain enough, it is too close to tell."
    )


def test_a_standing_without_a_quartile_is_never_sure():
    """In a group that is too small there is no probability."""
    scores = score_shares(range(4))
    standing = Norms.fit(scores).place(scores.of("U0"))["only"]["all"]
    assert not HighlightRule(certainty=0).is_sure(standing, tuple(Quartile))


@pytest.mark.parametrize("certainty", [1.5, -0.1, float("nan"), True, "high", None])
def test_a_certainty_that_is_none_is_refused(certainty):
    """The message says what was given and what is expected."""
    with pytest.raises(ArgumentError) as caught:
        HighlightRule(certainty=certainty)
    assert str(caught.value) == f"'certainty': got {certainty!r}, expected a number from 0 to 1"

"""Bands: totals and levels are exact at the cuts, and what cannot be a band rule is refused."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, SchemeError
from smmi.scoring import BandLevel, Bands

FEW = BandLevel("few", "Few", at_least=0)
MANY = BandLevel("many", "Many", at_least=10)


def by_fractions(bands, score):
    """The level of a score, by exact fractions: that of the total which it is the nearest double to, or lies above."""
    whole = Fraction(repr(bands.maximum))
    marks = [float(100 * Fraction(repr(level.at_least)) / whole) for level in bands.levels]
    return sum(mark <= score for mark in marks) - 1


@given(st.integers(1, 400), st.data())
def test_totals_and_levels_are_exact_for_every_whole_total(maximum, data):
    """The nearest double to a whole total in percent is that total; those beside it are not, and on their own side."""
    cuts = sorted(data.draw(st.sets(st.integers(0, maximum), max_size=6)) | {0})
    bands = Bands(maximum, [BandLevel(f"l{cut}", f"From {cut}", at_least=cut) for cut in cuts])
    totals = np.arange(maximum + 1)
    expected = np.array([sum(cut <= total for cut in cuts) - 1 for total in totals.tolist()])
    scores = np.array([float(Fraction(100 * total, maximum)) for total in totals.tolist()])
    np.testing.assert_array_equal(bands.total(scores), totals)
    np.testing.assert_array_equal(bands.levels_of(scores), expected)
    below, above = np.nextafter(scores, -1.0)[1:], np.nextafter(scores, 101.0)[:-1]
    assert (bands.total(below) < totals[1:]).all()
    assert (bands.total(above) > totals[:-1]).all()
    np.testing.assert_array_equal(bands.levels_of(below), expected[1:] - np.isin(totals[1:], cuts))
    np.testing.assert_array_equal(bands.levels_of(above), expected[:-1])


POINTS = (
    st.integers(1, 400).map(float) | st.decimals("0.001", 100, places=3).map(float) | st.floats(1e-3, 1e6)
)


@given(POINTS, st.lists(POINTS, min_size=1, max_size=4), st.integers(-2, 2))
def test_a_level_begins_at_the_nearest_double_to_its_cut(maximum, cuts, steps):
    """Of cuts and maxima of any decimals: the score at a cut is in its level, the double below is in the one before."""
    cuts = sorted({0.0, *(cut for cut in cuts if cut <= maximum)})
    bands = Bands(maximum, [BandLevel(f"l{i}", "", at_least=cut) for i, cut in enumerate(cuts)])
    for cut in [*cuts, maximum]:
        score = float(100 * Fraction(repr(cut)) / Fraction(repr(maximum)))
        for _ in range(abs(steps)):
            score = min(max(float(np.nextafter(score, np.inf * steps)), 0.0), 100.0)
        place = by_fractions(bands, score)
        assert bands.levels_of(score) == place
        total = bands.total(score)
        assert total >= cuts[place]
        assert place + 1 == len(cuts) or total < cuts[place + 1]
        if not steps:
            assert total == cut


@pytest.mark.parametrize("maximum", [5e-324, 1e-300, 1.7e308])
def test_a_maximum_of_any_size_has_its_totals(maximum):
    """Neither half of it nor all of it overflows or vanishes where a number of its size can be had."""
    bands = Bands(maximum, [FEW, BandLevel("all", "All", at_least=maximum)])
    assert bands.total([0.0, 100.0]).tolist() == [0.0, maximum]
    assert bands.levels_of([0.0, np.nextafter(100.0, 0.0), 100.0]).tolist() == [0, 0, 1]
    assert bands.total(50.0) == pytest.approx(maximum / 2)


@given(st.floats(0, 100))
def test_one_score_has_the_level_of_many(score):
    """A single score has the level that it has in an array."""
    bands = Bands(27, [FEW, MANY])
    assert bands.level(score) is bands.levels[bands.levels_of([score])[0]]


def test_a_cut_that_is_no_whole_number_is_exact_too():
    """A total at a cut of 4.1 of 7 is above it, the nearest double below is below."""
    bands = Bands(7, [FEW, BandLevel("more", "More", at_least=4.1)])
    score = float(Fraction(4100, 70))
    assert bands.levels_of([score, np.nextafter(score, 0.0)]).tolist() == [1, 0]
    assert bands.total(score) == 4.1


def test_an_absent_score_has_no_level():
    """NaN has the position -1 and the total NaN; None has no level."""
    bands = Bands(27, [FEW, MANY])
    assert bands.levels_of([[math.nan, 100.0]]).tolist() == [[-1, 1]]
    assert math.isnan(bands.total(math.nan))
    assert bands.level(None) is None
    assert bands.level(math.nan) is None


@pytest.mark.parametrize("score", [-0.1, 100.1, math.inf])
def test_what_is_no_percentage_is_refused(score):
    """A score outside of 0 to 100 is refused."""
    with pytest.raises(ArgumentError) as caught:
        Bands(27, [FEW]).levels_of([50.0, score])
    assert str(caught.value) == f"'scores': got {score:g}, expected percent of attainable, 0 to 100"


@pytest.mark.parametrize(
    ("maximum", "levels", "messages"),
    [
        (0, [FEW], ["Bands: got the maximum 0, expected a number above 0"]),
        (math.nan, [FEW], ["Bands: got the maximum nan, expected a number above 0"]),
        ("27", [FEW], ["Bands: got the maximum '27', expected a number above 0"]),
        (27, [], ["Bands: got no levels, expected at least one BandLevel"]),
        (27, [FEW, "many"], ["Bands: got a str, expected at least one BandLevel"]),
        (27, [MANY], ["Bands: the first level 'many' begins at 10, expected 0"]),
        (
            9,
            [FEW, MANY, BandLevel("few", "Few", at_least=10)],
            [
                "Bands: the level 'many' begins at 10, above the maximum 9",
                "Bands: two levels have the code 'few'",
                "Bands: 'levels' must ascend: 'few' (10) is not above 'many' (10)",
                "Bands: the level 'few' begins at 10, above the maximum 9",
            ],
        ),
    ],
)
def test_a_band_rule_that_cannot_be_used_is_refused(maximum, levels, messages):
    """Everything wrong with a band rule is said at once."""
    with pytest.raises(SchemeError) as caught:
        Bands(maximum, levels)
    assert [finding.message for finding in caught.value.findings] == messages


def test_a_level_without_a_number_is_refused():
    """A level that begins at no number is refused."""
    with pytest.raises(SchemeError) as caught:
        BandLevel("few", "Few", at_least="0")
    assert caught.value.findings[0].message == "Level 'few': got '0' for 'at_least', expected a finite number"

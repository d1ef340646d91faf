"""Means and other aggregation rules against exact arithmetic and worked cases."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from smmi.errors import SchemeError
from smmi.scoring import GeometricMean, HarmonicMean, Median, PowerMean, WeakestLink, WeightedMean

POINTS = st.lists(st.integers(0, 20).map(lambda k: k / 20), min_size=1, max_size=8)
POSITIVE = st.lists(st.integers(1, 20).map(lambda k: k / 20), min_size=1, max_size=8)


def one(rule, points, weights):
    """What a rule makes of one unit."""
    return float(rule.aggregate(np.array(points)[:, None], np.array(weights, dtype=np.float64)[:, None])[0])


def weights_for(points, data):
    """Positive weights, one for each child."""
    return data.draw(st.lists(st.integers(1, 9), min_size=len(points), max_size=len(points)))


@given(POINTS, st.data())
def test_the_weighted_mean_is_the_exact_fraction(points, data):
    """The weighted arithmetic mean is the exact fraction within rounding."""
    weights = weights_for(points, data)
    exact = sum(Fraction(p) * w for p, w in zip(points, weights, strict=True)) / sum(weights)
    assert one(WeightedMean(), points, weights) == pytest.approx(float(exact), abs=1e-15)


@given(POSITIVE, st.data())
def test_the_geometric_mean_equals_scipys(points, data):
    """The weighted geometric mean equals scipy's."""
    weights = weights_for(points, data)
    assert one(GeometricMean(), points, weights) == pytest.approx(
        stats.gmean(points, weights=weights), rel=1e-13
    )


@given(POSITIVE, st.data())
def test_the_harmonic_mean_is_the_exact_fraction(points, data):
    """The weighted harmonic mean is the exact fraction within rounding."""
    weights = weights_for(points, data)
    exact = Fraction(sum(weights)) / sum(w / Fraction(p) for p, w in zip(points, weights, strict=True))
    assert one(HarmonicMean(), points, weights) == pytest.approx(min(float(exact), 1.0), rel=1e-14)


@given(POSITIVE, st.sampled_from([-3.0, -1.0, -0.5, 0.5, 1.0, 2.0, 7.5]), st.data())
def test_the_power_mean_equals_scipys(points, exponent, data):
    """The weighted power mean equals scipy's."""
    weights = weights_for(points, data)
    expected = stats.pmean(points, exponent, weights=weights)
    assert one(PowerMean(exponent), points, weights) == pytest.approx(min(expected, 1.0), rel=1e-12)


@given(POINTS)
def test_the_median_with_equal_weights_is_the_median(points):
    """With equal weights the weighted median is numpy's median."""
    assert one(Median(), points, [1] * len(points)) == pytest.approx(np.median(points), abs=1e-15)


@given(POINTS, st.data())
def test_the_weighted_median_equals_replication(points, data):
    """A child of weight 3 has the effect of three children."""
    weights = weights_for(points, data)
    assert one(Median(), points, weights) == pytest.approx(np.median(np.repeat(points, weights)), abs=1e-15)


@given(POINTS, st.data())
def test_a_child_of_weight_zero_is_absent(points, data):
    """A child that does not count changes no rule's result by a bit, whatever its place."""
    weights = weights_for(points, data)
    place = data.draw(st.integers(0, len(points)))
    wider, wider_weights = [*points[:place], 0.0, *points[place:]], [*weights[:place], 0, *weights[place:]]
    for rule in (WeightedMean(), GeometricMean(), HarmonicMean(), PowerMean(2.0), Median(), WeakestLink()):
        assert one(rule, wider, wider_weights) == one(rule, points, weights)


@pytest.mark.parametrize("rule", [GeometricMean(), HarmonicMean(), PowerMean(-1.0), WeakestLink()])
def test_a_zero_is_not_made_up_for(rule):
    """A child with 0 points gives 0, without a warning."""
    assert one(rule, [1.0, 0.0, 1.0], [1, 1, 5]) == 0.0


@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=6))
def test_the_ends_are_attained(points):
    """All children at an end give the end exactly, in every rule."""
    for rule in (WeightedMean(), GeometricMean(), HarmonicMean(), PowerMean(0.5), Median(), WeakestLink()):
        for end in (0.0, 1.0):
            assert one(rule, [end] * len(points), [0.1 * (i + 1) for i in range(len(points))]) == end


@pytest.mark.parametrize("exponent", [0, math.inf, math.nan, True, "2"])
def test_an_exponent_that_cannot_be_used_is_refused(exponent):
    """0, infinity and what is no number are refused with a message that says what to do."""
    with pytest.raises(SchemeError) as caught:
        PowerMean(exponent)
    assert caught.value.findings[0].message == (
        f"PowerMean: got the exponent {exponent!r}, expected a finite number other than 0; "
        "the mean of exponent 0 is GeometricMean()"
    )


@pytest.mark.parametrize("tiny", [5e-324, 1e-310, 1e-200])
def test_a_tiny_point_overflows_nowhere(tiny):
    """Points far below any that matter give the limit of each mean, without a warning, at either end."""
    assert one(HarmonicMean(), [tiny, 1.0], [1, 1]) == pytest.approx(0.0, abs=1e-199)
    assert one(GeometricMean(), [tiny, 1.0], [1, 1]) == pytest.approx(math.sqrt(tiny), rel=1e-9)
    assert one(PowerMean(2.0), [tiny, 1.0], [1, 1]) == pytest.approx(math.sqrt(0.5), rel=1e-15)
    assert one(PowerMean(7.5), [tiny, 0.0], [1, 0]) == tiny
    assert one(PowerMean(-1.0), [tiny, 1.0], [1, 1]) == pytest.approx(0.0, abs=1e-199)
    assert one(PowerMean(-3.0), [tiny, 1.0], [1, 1]) == pytest.approx(0.0, abs=1e-199)

"""Thresholds: a number at the mark reaches it, the nearest double below does not, and rounding is what is said."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi._decimals import exact
from smmi._thresholds import ROUNDING, exceeds, reaches

MARKS = st.floats(-1e300, 1e300) | st.decimals(-100, 100, places=3).map(float)
UNITS = st.integers(-3, 3)


def beside(mark: float, steps: int) -> float:
    """The double that is so many steps above a mark, or below it."""
    for _ in range(abs(steps)):
        mark = math.nextafter(mark, math.copysign(math.inf, steps))
    return mark


@given(MARKS, UNITS)
def test_an_exact_number_reaches_a_mark_from_the_mark_on(mark, steps):
    """The mark itself reaches it and does not exceed it; the doubles beside it are beside it."""
    value = beside(mark, steps)
    assert reaches(value, mark) is (steps >= 0)
    assert exceeds(value, mark) is (steps > 0)


@given(st.floats(1e-200, 1e200), st.sampled_from([1, -1]), st.floats(-3, 3))
def test_a_rounded_number_is_at_a_mark_within_the_tolerance(size, sign, parts):
    """By exact arithmetic: as far as the tolerance of the mark's size, whichever sign the mark has."""
    mark = sign * size
    value = mark + parts * ROUNDING * size
    distance = (Fraction(value) - Fraction(mark)) / Fraction(size)
    tolerance, one_step = Fraction(ROUNDING), Fraction(1, 2**51)
    if abs(distance + tolerance) > one_step:
        assert reaches(value, mark, rounding=ROUNDING) is (distance > -tolerance)
    if abs(distance - tolerance) > one_step:
        assert exceeds(value, mark, rounding=ROUNDING) is (distance > tolerance)


@given(st.lists(st.floats(allow_nan=True) | st.sampled_from([0.25, 0.1]), max_size=6), MARKS, st.booleans())
def test_each_number_of_an_array_is_asked_like_one_alone(values, mark, is_rounded):
    """Arrays give what their numbers give, and nothing that is no number reaches or exceeds a mark."""
    rounding = ROUNDING if is_rounded else 0.0
    for ask in (reaches, exceeds):
        got = ask(np.array(values, dtype=np.float64), mark, rounding=rounding)
        assert got.tolist() == [ask(value, mark, rounding=rounding) for value in values]
        assert not got[np.isnan(values)].any()
        marks = np.full(len(values), mark)
        np.testing.assert_array_equal(ask(np.array(values, dtype=np.float64), marks, rounding=rounding), got)


@pytest.mark.parametrize("ask", [reaches, exceeds])
def test_a_mark_without_end_is_reached_by_what_is_without_end(ask):
    """An exact comparison holds for infinite marks too."""
    assert ask(1e308, -math.inf)
    assert not ask(1e308, math.inf)
    assert ask(math.inf, math.inf) is (ask is reaches)


@given(st.integers(-(10**15), 10**15), st.integers(0, 12))
def test_a_declared_number_stands_for_its_shortest_decimal(digits, places):
    """0.1 is 1/10, and a whole number is itself."""
    assert exact(digits / 10**places) == Fraction(digits, 10**places)
    assert exact(digits) == digits

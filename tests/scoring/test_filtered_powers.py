"""Geometric and quadratic means in two plain doubles have the errors that they tell, and say which are not sure."""

import math
from decimal import Context, Decimal, localcontext
from functools import partial

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.scoring.arithmetic import _filtered_powers as filtered
from smmi.scoring.arithmetic._filtered_powers import (
    BINADES,
    IN_EXPONENTIALS,
    IN_LOGARITHMS,
    IN_POWERS,
    IN_ROOTS,
    IN_SQUARES,
    LEAST_POINT,
    LEAST_SQUARE,
    filtered_geometric_means,
    filtered_power_means,
    filtered_square_means,
)

ANY = st.one_of(
    st.floats(LEAST_POINT, 1.0),
    st.floats(0.0, float(BINADES)).map(lambda e: 2.0**-e),
    st.integers(0, 9).map(lambda k: 1.0 - k * 2.0**-53),
    st.sampled_from([LEAST_POINT, 0.25, 0.5, math.nextafter(0.5, 0), 0.7]),
)
POINTS = st.lists(ANY, min_size=1, max_size=9).map(np.array)
LOGARITHM = Decimal(-BINADES)


def digits():
    """A context of many digits."""
    return localcontext(Context(prec=80))


def exactly(near, rest):
    """What two parts stand for, one after the other."""
    return [Decimal(one) + Decimal(other) for one, other in zip(near.tolist(), rest.tolist(), strict=True)]


@given(POINTS)
def test_logarithms_have_the_error_that_is_told(points):
    """In multiples of 2 ** -40, and rests that are small."""
    near, rest = filtered._logarithms(points)
    assert (near * 2.0**40 % 1 == 0).all()
    assert (abs(rest) <= 2.0**-35).all()
    with digits():
        for found, point in zip(exactly(near, rest), points.tolist(), strict=True):
            exact = Decimal(point).ln() / Decimal(2).ln() / LOGARITHM
            assert abs(found - exact) <= Decimal(IN_LOGARITHMS) / 2


@given(POINTS, st.floats(-1, 1))
def test_exponentials_have_the_error_that_is_told(points, left):
    """Of what is near to the logarithms of points."""
    near, rest = filtered._logarithms(points)
    near = np.maximum(near, 0.0)
    rest = left * 2.0**-36 * np.ones(rest.shape)
    found = exactly(*filtered._exponentials(near, rest))
    with digits():
        for one, logarithm in zip(found, exactly(near, rest), strict=True):
            exact = (logarithm * Decimal(2).ln() * LOGARITHM).exp()
            assert abs(one - exact) <= exact * Decimal(IN_EXPONENTIALS) / 2


@given(POINTS, st.sampled_from([0.02, 0.3, 0.5, 1 / 3, 1.5, 2.5, 3.0]))
def test_powers_have_the_error_that_is_told(points, exponent):
    """In multiples of 2 ** -40, and rests that are small; of points of which the power is not too small."""
    points = np.maximum(points, LEAST_POINT ** (1 / max(exponent, 1.0)))
    near, rest = filtered._powers(np.append(points, 0.0), exponent)
    assert (near[-1], rest[-1]) == (0.0, 0.0)
    assert (near * 2.0**40 % 1 == 0).all()
    assert (abs(rest) <= 2.0**-35).all()
    with digits():
        for found, point in zip(exactly(near, rest), points.tolist(), strict=False):
            assert abs(found - Decimal(point) ** Decimal(repr(exponent))) <= Decimal(IN_POWERS) / 2


@given(st.lists(st.one_of(ANY, st.floats(0, 1)), min_size=1, max_size=9).map(np.array))
def test_squares_and_roots_have_the_errors_that_are_told(points):
    """And roots of these squares."""
    near, rest = filtered._squares(points)
    assert (near * 2.0**40 % 1 == 0).all()
    assert (abs(rest) <= 2.0**-35).all()
    with digits():
        for found, point in zip(exactly(near, rest), points.tolist(), strict=True):
            assert abs(found - Decimal(point) ** 2) <= Decimal(IN_SQUARES) / 2
        large = near + rest >= LEAST_SQUARE
        near, rest = near[large], rest[large]
        roots = exactly(*filtered._roots(near, rest))
        for found, square in zip(roots, exactly(near, rest), strict=True):
            error = square.sqrt() * Decimal(IN_ROOTS) + Decimal(IN_SQUARES) / square.sqrt()
            assert abs(found - square.sqrt()) <= error


@pytest.mark.parametrize(
    ("made", "exponent"),
    [
        (filtered_geometric_means, 0.0),
        (filtered_square_means, 2.0),
        *((partial(filtered_power_means, exponent=own), own) for own in (0.02, 0.3, 0.5, 2.5, 3.0)),
    ],
)
@given(data=st.data())
def test_what_is_sure_is_within_the_error_that_is_told(made, exponent, data):
    """Whoever counts, and whatever the weights."""
    k = data.draw(st.integers(1, 7))
    points = np.array(data.draw(st.lists(st.lists(ANY, min_size=k, max_size=k), min_size=3, max_size=3))).T
    weight = st.one_of(st.floats(1e-3, 1e3), st.sampled_from([0.1, 1.0, 3.0]), st.just(1e-12))
    weights = data.draw(st.lists(weight, min_size=k, max_size=k))
    blanks = data.draw(st.lists(st.integers(0, 2**k - 2), min_size=3, max_size=3))
    counts = np.array([[not blank >> i & 1 for blank in blanks] for i in range(k)])
    told = []

    def recorded(near, beyond, error):
        told.append((exactly(near, beyond), np.broadcast_to(error, near.shape).tolist()))
        return near, np.zeros(near.shape, dtype=np.bool_)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filtered, "rounded", recorded)
        _, lost = made(np.where(counts, points, 1.0), np.array(weights), None if counts.all() else counts)
    with digits():
        for i, (found, error) in enumerate(zip(*told[0], strict=True)):
            there = [
                (Decimal(point), Decimal(repr(own)))
                for point, own, counted in zip(points[:, i].tolist(), weights, counts[:, i], strict=True)
                if counted
            ]
            total = sum(own for _, own in there)
            if exponent:
                power = Decimal(repr(exponent))
                exact = (sum(own * point**power for point, own in there) / total) ** (1 / power)
            else:
                exact = (sum(own * point.ln() for point, own in there) / total).exp()
            assert lost[i] or abs(found - exact) <= Decimal(error) / 2


def test_what_is_too_small_is_not_sure():
    """A point below the least logarithm, a square below the least root, and more children than sums are exact of."""
    points = np.array([[LEAST_POINT / 2, 0.5], [1.0, 1.0]])
    assert filtered_geometric_means(points, np.ones(2), None)[1].tolist() == [True, False]
    points = np.array([[2.0**-13, 0.5], [0.0, 0.0]])
    assert filtered_square_means(points, np.ones(2), None)[1].tolist() == [True, False]
    assert filtered_power_means(points, np.ones(2), None, 0.5)[1].tolist() == [False, False]
    assert filtered_power_means(points, np.ones(2), None, 3.0)[1].tolist() == [True, False]
    assert filtered_power_means(points / 2**9, np.ones(2), None, 0.5)[1].tolist() == [True, False]
    for exponent in (-1.0, 1.0, 0.01, 9.0):
        assert filtered_power_means(points, np.ones(2), None, exponent) is None
    many = np.full((65, 2), 0.5)
    assert filtered_geometric_means(many, np.ones(65), None) is None
    assert filtered_square_means(many, np.ones(65), None) is None
    assert filtered_power_means(many, np.ones(65), None, 0.5) is None

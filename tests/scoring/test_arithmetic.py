"""Pairs of doubles and the grid of points against rational numbers."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi._decimals import common_denominator, exact, exact_share
from smmi.scoring.arithmetic import (
    FilteredGrid,
    Grid,
    add,
    as_pairs,
    decimals,
    divide,
    multiply,
    nearest,
    pairs_of,
    plain_sum_of_products,
    reaches,
    subtract,
    sum_of_products,
    sum_rows,
    whole_numbers,
)

CLOSE = Fraction(1, 2**100)
POSITIVE = st.fractions(Fraction(1, 10**9), 10**9, max_denominator=10**9)


def rational(number):
    """What a pair, or a double, is."""
    return Fraction(float(number.real)) + Fraction(float(number.imag))


def is_near(number, expected):
    """Whether a pair is a rational number to a hundred bits, and its first part the nearest double."""
    close = abs(rational(number) - expected) <= CLOSE * abs(expected)
    return close and float(number.real) == float(expected)


OPERATIONS = {
    "sum": (add, lambda a, b: a + b),
    "product": (multiply, lambda a, b: a * b),
    "quotient": (divide, lambda a, b: a / b),
}


@pytest.mark.parametrize(("operate", "exactly"), OPERATIONS.values(), ids=OPERATIONS)
@given(one=POSITIVE, other=POSITIVE)
def test_pairs_hold_a_hundred_bits(operate, exactly, one, other):
    """Of arrays, of plain numbers, and of a pair and a double, which counts as exact."""
    left, right = pairs_of([one]), pairs_of([other])
    expected = exactly(rational(left[0]), rational(right[0]))
    assert is_near(operate(left, right)[0], expected)
    plain = operate(left[0].item(), right[0].item())
    assert type(plain) is complex
    assert is_near(plain, expected)
    double = np.array([float(other)])
    assert is_near(operate(left, double)[0], exactly(rational(left[0]), Fraction(float(other))))
    assert is_near(operate(double, left)[0], exactly(Fraction(float(other)), rational(left[0])))


@pytest.mark.parametrize("operate", [operate for operate, _ in OPERATIONS.values()], ids=OPERATIONS)
@given(one=POSITIVE, other=POSITIVE, kinds=st.sampled_from(["pairs", "double", "plain", "plain double"]))
def test_a_number_alone_has_the_bits_that_it_has_among_others(operate, one, other, kinds):
    """Arrays of one number are taken as plain numbers, in the same steps; so are a pair and a plain number."""
    left = pairs_of([one])
    right = np.array([float(other)]) if "double" in kinds else pairs_of([other])
    alone = operate(left, right.item() if "plain" in kinds else right)
    among = operate(np.repeat(left, 2), np.repeat(right, 2))
    assert alone.shape == (1,)
    assert alone.dtype == among.dtype
    assert alone.tolist() == among[:1].tolist()
    assert operate(left[:, None], right[:, None]).tolist() == [alone.tolist()]


def test_doubles_stay_doubles():
    """Where no number is a pair, none is made, and the operations are those of doubles."""
    one, other = np.array([0.1, 0.7]), np.array([0.2, 0.1])
    for operate, plainly in (
        (add, np.add),
        (subtract, np.subtract),
        (multiply, np.multiply),
        (divide, np.divide),
    ):
        assert operate(one, other).tolist() == plainly(one, other).tolist()
    assert sum_of_products([3.0, 0.5], [one, other]).tolist() == (3.0 * one + 0.5 * other).tolist()
    assert sum_rows(np.stack([one, other, one])).tolist() == (one + other + one).tolist()
    assert nearest(one) is one
    assert reaches(one, 0.1).tolist() == [True, True]


@given(st.lists(st.tuples(st.integers(1, 9) | POSITIVE, POSITIVE), min_size=1, max_size=8), st.booleans())
def test_sums_hold_a_hundred_bits(terms, doubles):
    """Of products of weights and pairs; if the first is one, the others may be doubles; plain numbers likewise."""
    weights = [float(weight) for weight, _ in terms]
    points = [np.array([float(own)]) if doubles else pairs_of([own]) for _, own in terms]
    points[0] = as_pairs(points[0])
    expected = sum(Fraction(w) * rational(p[0]) for w, p in zip(weights, points, strict=True))
    assert is_near(sum_of_products(weights, points)[0], expected)
    assert is_near(plain_sum_of_products(weights, [own[0].item() for own in points]), expected)
    assert is_near(sum_rows(np.stack([*map(as_pairs, points)]))[0], sum(rational(own[0]) for own in points))


def test_whole_numbers_may_stand_before_a_pair():
    """They are added as doubles, which is exact."""
    found = sum_of_products([3.0, 1.0, 2.0], [np.array([5.0]), np.array([7.0]), pairs_of([Fraction(1, 3)])])
    assert is_near(found[0], 22 + 2 * rational(pairs_of([Fraction(1, 3)])[0]))


def test_differences_hold_what_is_left():
    """A third less the double next to it is what the double leaves."""
    third = pairs_of([Fraction(1, 3)])
    left = subtract(third, np.array([1 / 3]))[0]
    assert (left.real, left.imag) == (float(Fraction(1, 3) - Fraction(1 / 3)), 0.0)


@given(POSITIVE)
def test_a_mark_is_reached_by_what_is_equal(number):
    """A pair reaches its own number made in another way, and the double below its nearest; not the one above.

    A double reaches a mark that it is the nearest one to.
    """
    made = divide(multiply(pairs_of([number]), 3.0), 3.0)
    double = float(number)
    below, above = math.nextafter(double, 0), math.nextafter(double, math.inf)
    assert [bool(reaches(made, mark)[0]) for mark in (pairs_of([number])[0], below, above)] == [
        True,
        True,
        False,
    ]
    assert [bool(one) for one in reaches(np.array([below, double, above]), pairs_of([number])[0])] == [
        False,
        True,
        True,
    ]


LEAST = 1e-280
"""The second of a pair has all its digits from here on."""
NUMBERS = (
    st.floats(-1e290, 1e290)
    | st.floats(0, 100)
    | st.decimals(-1000, 1000, places=3).map(float)
    | st.integers(-60, 60).map(lambda power: 2.0**power)
    | st.integers(1, 200).map(lambda whole: whole / 3)
    | st.integers(-7, 17).map(lambda power: math.nextafter(10.0**power, 0))
).filter(lambda number: abs(number) >= LEAST or not number)


@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_a_double_stands_for_its_shortest_decimal(numbers):
    """For the digits with which Python writes it, few or many, near powers of two and of ten."""
    found = decimals(np.array(numbers))
    assert found.real.tolist() == numbers
    for number, pair in zip(numbers, found, strict=True):
        written = Fraction(repr(number))
        assert abs(rational(pair) - written) <= CLOSE * abs(written)


@pytest.mark.long
def test_a_million_doubles_stand_for_their_shortest_decimals():
    """Of all magnitudes at once."""
    rng = np.random.default_rng(7)
    numbers = np.concatenate((rng.uniform(0, 100, 500_000), 10.0 ** rng.uniform(-12, 18, 500_000)))
    found = decimals(numbers)
    for number, high, low in zip(numbers.tolist(), found.real.tolist(), found.imag.tolist(), strict=True):
        written = Fraction(repr(number))
        assert abs(Fraction(high) + Fraction(low) - written) <= CLOSE * written


@given(st.lists(st.floats(0, 1e6) | st.decimals(0, 1000, places=2).map(float), max_size=9), st.integers(0, 6))
def test_decimals_are_whole_numbers_if_none_has_more_places(numbers, places):
    """Else there are none: not one decimal is cut."""
    exactly = [Fraction(repr(number)) * 10**places for number in numbers]
    expected = [float(one) for one in exactly] if all(one.denominator == 1 for one in exactly) else None
    found = whole_numbers(np.array(numbers, dtype=np.float64), places)
    assert (found if found is None else found.tolist()) == expected


def test_numbers_of_more_than_fifteen_digits_are_not_taken_for_whole():
    """Sixteen digits do not tell all decimals apart."""
    assert whole_numbers(np.array([1e15 - 1.0, -1e14]), 0).tolist() == [1e15 - 1.0, -1e14]
    assert whole_numbers(np.array([1e15]), 0) is None
    assert whole_numbers(np.array([-1e15]), 0) is None


@pytest.mark.parametrize("one", [1, 100, 1200, 18_000_000_000])
@given(data=st.data())
def test_a_grid_rounds_once(one, data):
    """Points go onto it and come back as the nearest double, in shares and in percent."""
    numbers = data.draw(st.lists(st.fractions(0, 1, max_denominator=999), min_size=1, max_size=9))
    grid = Grid(one)
    points = grid.of(numbers)
    assert np.iscomplexobj(points) == any((number * one).denominator > 1 for number in numbers)
    assert grid.shares(points).tolist() == [float(number) for number in numbers]
    assert grid.percent(points).tolist() == [float(100 * number) for number in numbers]
    assert [grid.percent_of_one(one.item()) for one in points] == [float(100 * number) for number in numbers]
    assert rational(grid.value(numbers[0])) / one == pytest.approx(numbers[0], rel=1e-30)


@pytest.mark.parametrize("one", [1, 1200])
@given(st.floats(0, 1))
def test_doubles_count_as_exact_on_a_grid(one, double):
    """What a rule has rounded is not rounded again."""
    points = Grid(one).of_doubles(np.array([double]))
    assert rational(points[0]) == Fraction(double) * one


@pytest.mark.parametrize("one", [1, 300, 10**8])
@given(data=st.data())
def test_a_line_on_a_grid_is_exact(one, data):
    """Where the parts are fine enough, by whole numbers; else by pairs; and one by one where these cancel."""
    start, slope = (
        data.draw(st.decimals(-99, 99, places=2)),
        data.draw(st.sampled_from(["0.01", "-0.01", "1e-150"])),
    )
    start, slope = Fraction(start), Fraction(slope)
    offset = data.draw(st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 3)]))
    near = float(start)
    numbers = data.draw(
        st.lists(
            st.decimals(-99, 99, places=3).map(float)
            | st.floats(-99, 99, allow_subnormal=False)
            | st.sampled_from([near, math.nextafter(near, 1e9), near + 100.0, near - 1e-9]),
            min_size=1,
            max_size=6,
        )
    )
    found = Grid(one).along(np.array(numbers), start=start, slope=slope, offset=offset, places=3)
    for number, points in zip(numbers, found, strict=True):
        expected = (offset + slope * (Fraction(repr(number)) - start)) * one
        assert abs(rational(points) - expected) <= Fraction(1, 2**60) * abs(expected) or abs(expected) < LEAST


@pytest.mark.parametrize("grid", [Grid(1200), FilteredGrid(1200)], ids=["exact", "filtered"])
@pytest.mark.parametrize("shape", [(1,), (1, 1), (2, 30), (40, 1)], ids=str)
@pytest.mark.parametrize("decimals_", [0, 16])
def test_a_line_keeps_the_shape_of_the_numbers(grid, shape, decimals_):
    """Of one and of many, whole or not, in a table too."""
    numbers = np.round(np.random.default_rng(3).uniform(0, 100, shape), decimals_)
    line = {"start": Fraction(0), "slope": Fraction(1, 100), "offset": Fraction(0), "places": 0}
    found = grid.along(numbers, **line)
    assert found.shape == shape
    flat = Grid(1200).along(np.append(numbers.reshape(-1), [0.0, 1.0]), **line)
    np.testing.assert_allclose(found.real.reshape(-1), flat.real[:-2], rtol=1e-15)


def test_what_declared_numbers_stand_for():
    """Decimals for themselves, whole numbers likewise, and shares of up to a thousand parts for what they are."""
    assert [exact(number) for number in (0.4, 1e-100, 3, 0.1 + 0.2)] == [
        Fraction(2, 5),
        Fraction(1, 10**100),
        Fraction(3),
        Fraction("0.30000000000000004"),
    ]
    assert [exact_share(number) for number in (7 / 9, 0.7, 1 / 999, 1 / 1001)] == [
        Fraction(7, 9),
        Fraction(7, 10),
        Fraction(1, 999),
        Fraction(repr(1 / 1001)),
    ]
    assert common_denominator([Fraction(1, 4), Fraction(5, 6)]) == 12
    assert common_denominator([]) == 1

"""Histograms of norms and their exact sums against plain lists of units, to the last bit."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import TieRule
from smmi.benchmark.distribution._table import _difference
from smmi.benchmark.norms import NormTable
from smmi.benchmark.survey import ExactSums
from smmi.errors import ArgumentError

SCORES = st.sampled_from([0.0, 1.0, 1.0 + 1e-12, 2.25, 2.5, 99.0, 100.0])
WEIGHTS = st.sampled_from([2.0**-30, 0.1, 0.5, 1.0, 3.0, 1e10])
UNITS = st.lists(st.tuples(SCORES, WEIGHTS), max_size=7)


def table_of(units, *, weighted=True, decimals=9):
    """The histogram of units with a score and a weight."""
    scores, weights = (np.array([unit[i] for unit in units], dtype=np.float64) for i in (0, 1))
    return NormTable.of(scores, weights if weighted else None, decimals=decimals)


def exact(sums):
    """Exact sums as fractions."""
    return [numerator * Fraction(2) ** sums.exponent for numerator in sums.numerators]


@given(UNITS)
def test_a_table_holds_what_a_list_holds(units):
    """Values, counts and sums are those of the units, and so are ranks by any tie rule, and the effective size."""
    table, plain = table_of(units), table_of(units, weighted=False, decimals=3)
    values = sorted({score for score, _ in units})
    assert table.values.tolist() == plain.values.tolist() == values
    counts = [sum(score == value for score, _ in units) for value in values]
    assert table.counts.tolist() == plain.counts.tolist() == counts
    assert table.counts.dtype == plain.counts.dtype == np.int64
    assert (plain.weights, plain.squares, plain.decimals, table.decimals) == (None, None, 3, 9)
    sums = [sum(Fraction(weight) for score, weight in units if score == value) for value in values]
    assert exact(table.weights) == sums
    assert exact(table.squares) == [sum(Fraction(weight * weight) for _, weight in units)]
    assert table.n == plain.n == len(units)
    assert (table.total, plain.total) == (float(sum(sums)), float(len(units)))
    assert (type(table.total), type(plain.total), type(table.n)) == (float, float, int)
    keys = sorted({round(value, 9) for value in values})
    assert table.keys.tolist() == keys
    masses = [sum(Fraction(weight) for score, weight in units if round(score, 9) == key) for key in keys]
    assert table.masses.tolist() == [float(mass) for mass in masses]
    assert plain.masses.tolist() == [float(sum(round(s, 9) == key for s, _ in units)) for key in keys]
    assert plain.effective_n == len(units)
    if units:
        kish = sum(sums) ** 2 / sum(Fraction(weight * weight) for _, weight in units)
        assert table.effective_n == pytest.approx(float(kish), rel=1e-14)
        for score in (-1.0, 1.0, 1.0 + 2e-10, 50.0, 100.0):
            below = sum(mass for key, mass in zip(keys, masses, strict=True) if key < round(score, 9))
            equal = sum(mass for key, mass in zip(keys, masses, strict=True) if key == round(score, 9))
            assert table.below_and_equal(score) == pytest.approx((float(below), float(equal)), rel=1e-14)
            for ties, half in ((TieRule.STRICT, 0), (TieRule.MID, 1), (TieRule.WEAK, 2)):
                expected = 100 * (below + half * equal / 2) / sum(masses)
                assert table.percentile_rank(score, ties=ties) == pytest.approx(float(expected), rel=1e-13)
    else:
        assert table.effective_n == 0.0


@given(UNITS, UNITS, st.booleans(), st.sampled_from([3, 9]))
def test_tables_add_up_and_come_apart(units, others, weighted, decimals):
    """The sum of two tables is the table of all units, and taking one away leaves the other."""
    one, other, both = (
        table_of(each, weighted=weighted, decimals=decimals) for each in (units, others, units + others)
    )
    assert one + other == other + one == both
    assert both - other == one
    assert (both - both).n == 0
    assert (one + other).decimals == decimals
    assert (one + other).counts.dtype == (both - other).counts.dtype == np.int64


def test_a_table_without_squares_adds_up():
    """A table that was made without the sum of squares counts none."""
    table = NormTable(np.array([1.0]), np.array([1]), ExactSums((1,), 1))
    assert (table + table).squares == ExactSums((0,), 0)
    assert (table + table).weights == ExactSums((1,), 2)
    assert table.effective_n == 1.0
    assert _difference(None, ExactSums((3,), -1), -1) == ExactSums((-3,), -1)
    assert _difference(ExactSums((3,), 5), None, 1) == ExactSums((3,), 5)
    assert _difference(ExactSums((3,), 5), ExactSums((1,), 3), -1) == ExactSums((11,), 3)


def refusal(make):
    """The message with which an argument is refused."""
    with pytest.raises(ArgumentError) as caught:
        make()
    return str(caught.value)


def test_what_is_not_in_a_table_cannot_be_taken_out():
    """More units, more weight, or another kind of table; whole messages."""
    plain, weighted = table_of([(1.0, 1.0), (2.5, 1.0)], weighted=False), table_of([(1.0, 1.0), (1.0, 2.0)])
    for other in (table_of([(1.0, 1.0)]), table_of([(1.0, 1.0)], weighted=False, decimals=3)):
        for ask in (lambda other=other: plain + other, lambda other=other: plain - other):
            assert refusal(ask) == (
                "'other': got a table of another kind, expected one that is weighted and rounded as this one is"
            )
    assert refusal(lambda: plain - table_of([(1.0, 1.0), (2.5, 1.0), (2.5, 1.0)], weighted=False)) == (
        "'other': got more units with the score 2.5, expected units that are in this one"
    )
    for weight in (3.0, 3.5):
        assert refusal(lambda weight=weight: weighted - table_of([(1.0, weight)])) == (
            "'other': got more weight than there is, expected units that are in this one"
        )
    assert plain.__add__(1) is plain.__sub__(1) is NotImplemented


def test_a_rank_needs_somebody_to_compare_with():
    """The only unit has no rank without itself, nor has anybody in an empty table; whole messages."""
    table, empty = table_of([(1.0, 0.5)]), table_of([])
    expected = "'score': got 1.0, expected a table with at least one other unit"
    assert refusal(lambda: table.percentile_rank(1.0, without=0.5)) == expected
    assert refusal(lambda: empty.percentile_rank(1.0)) == expected
    assert table.percentile_rank(1.0, without=0.25) == 50.0
    two = table_of([(1.0, 0.5), (2.5, 0.25)])
    assert two.percentile_rank(2.5, without=0.25, ties=TieRule.WEAK) == 100.0
    assert two.percentile_rank(1.0, without=0.5, ties=TieRule.WEAK) == 0.0


def test_a_quantile_needs_a_probability_and_units():
    """0 and 1 are probabilities, the middle is the default of type 7; an empty table has no quantile."""
    table = table_of([(0.0, 1.0), (1.0, 1.0), (1.0, 1.0), (100.0, 1.0)], weighted=False)
    assert [table.quantile(p) for p in (0, 0.25, 0.5, 1)] == [0.0, 0.75, 1.0, 100.0]
    assert type(table.quantile(0.5)) is float
    for ask in (lambda: table.quantile(-0.1), lambda: table.quantile(math.nan), lambda: table.quantile(1.1)):
        assert "expected a number from 0 to 1, and a table that is not empty" in refusal(ask)
    assert refusal(lambda: table_of([]).quantile(0.5)) == (
        "'probability': got 0.5, expected a number from 0 to 1, and a table that is not empty"
    )


def test_a_table_is_a_value():
    """Tables of equal units are equal and hash alike, cannot be written to, and show no arrays."""
    one, other = table_of([(1.0, 1.0)]), table_of([(1.0, 1.0)])
    assert one == other
    assert hash(one) == hash(other)
    assert one != table_of([(2.5, 1.0)])
    assert one != table_of([(1.0, 1.0), (1.0, 0.0)])
    assert repr(one) == repr(NormTable.of(np.array([1.0]))) == "NormTable(decimals=9)"
    assert table_of([(1.0, 1.0), (2.5, 1.0)]) != one
    for array in (
        one.values,
        one.counts,
        one.keys,
        one.masses,
        table_of([(1.0, 1.0)], weighted=False).masses,
    ):
        assert not array.flags.writeable
    assert math.copysign(1.0, NormTable.of(np.array([-0.0])).values[0]) == 1.0


@given(st.lists(st.integers(-(2**70), 2**70), min_size=1, max_size=4), st.integers(-90, 90))
def test_exact_sums_are_in_lowest_terms(numerators, exponent):
    """However a sum is written, its lowest terms are the same, and its double is the nearest."""
    sums = ExactSums.reduced(numerators, exponent)
    assert exact(sums) == [numerator * Fraction(2) ** exponent for numerator in numerators]
    assert any(numerator % 2 for numerator in sums.numerators) or sums == ExactSums((0,) * len(numerators), 0)
    assert sums.scaled(sums.exponent - 3) == tuple(8 * numerator for numerator in sums.numerators)
    assert ExactSums.reduced(iter(sums.scaled(sums.exponent - 3)), sums.exponent - 3) == sums
    assert sums.floats.tolist() == [float(one) for one in exact(sums)]
    assert sums.floats.dtype == np.float64


@given(
    st.lists(
        st.floats(-1e300, 1e300) | st.sampled_from([5e-324, -5e-324, 1e308, 0.0]), min_size=1, max_size=8
    ),
    st.integers(1, 8),
)
def test_sums_of_any_doubles_are_exact(weights, cut):
    """From the least double to the greatest, of either sign, each stretch has its exact sum."""
    starts = [0] if cut >= len(weights) else [0, cut]
    sums = ExactSums.of(np.array(weights), np.array(starts))
    stretches = [weights] if len(starts) == 1 else [weights[:cut], weights[cut:]]
    assert exact(sums) == [sum(Fraction(weight) for weight in stretch) for stretch in stretches]

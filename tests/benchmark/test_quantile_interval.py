"""Intervals of medians and cut points, by their public name."""

import itertools
from math import comb

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import quantile_interval
from smmi.benchmark.norms import NoQuantileInterval, NormTable, QuantileMethod
from smmi.errors import ArgumentError

EXACT = QuantileMethod.EXACT_BOOTSTRAP


def test_a_case_worked_by_hand():
    """Of eight scores the median lies between the lowest and the highest but for 2 of 256 cases; 7 of 8 are too few."""
    found = quantile_interval(NormTable.of(np.arange(10.0, 90.0, 10.0)))
    assert (found.low, found.high, found.reason, found.n) == (10.0, 80.0, None, 8)
    assert found.attained == pytest.approx(1 - 2 / 256, abs=1e-12)
    narrower = quantile_interval(NormTable.of(np.arange(10.0, 90.0, 10.0)), level=0.9)
    assert (narrower.low, narrower.high) == (20.0, 70.0)
    assert narrower.attained == pytest.approx(1 - 2 * (1 + comb(8, 1)) / 256, abs=1e-12)


@given(st.lists(st.integers(0, 6).map(float), min_size=2, max_size=5), st.sampled_from([0.25, 0.5, 0.75]))
def test_the_exact_bootstrap_is_that_of_all_resamples(scores, probability):
    """Standard error and ends are those over all n to the n resamples."""
    found = quantile_interval(NormTable.of(np.array(scores)), probability, method=EXACT, level=0.9)
    every = np.array(
        [np.quantile(drawn, probability) for drawn in itertools.product(scores, repeat=len(scores))]
    )
    if len(set(scores)) == 1:
        assert (found.low, found.standard_error, found.reason) == (None, None, NoQuantileInterval.NO_SPREAD)
        return
    assert found.standard_error == pytest.approx(every.std(), abs=1e-9)
    ascending = np.sort(every)
    assert found.low == pytest.approx(
        ascending[np.searchsorted(np.arange(1, len(every) + 1) / len(every), 0.05 - 1e-9)]
    )
    assert (found.attained, found.population) == (None, None)


def test_a_population_narrows_the_interval_and_a_census_has_none():
    """The more of a population is seen, the narrower; what is not to be trusted says why."""
    table = NormTable.of(np.arange(26.0))
    wide, narrow = quantile_interval(table), quantile_interval(table, population=30)
    assert narrow.high - narrow.low < wide.high - wide.low
    assert narrow.population == 30
    assert quantile_interval(NormTable.of(np.array([5.0, 6.0]))).reason is NoQuantileInterval.TOO_FEW_UNITS
    assert quantile_interval(NormTable.of(np.array([5.0] * 12))).reason is NoQuantileInterval.NO_SPREAD
    tied = quantile_interval(NormTable.of(np.array([1.0, *[5.0] * 20, 9.0])))
    assert (tied.low, tied.high, tied.reason) == (5.0, 5.0, NoQuantileInterval.TIED_ENDS)
    weighted = quantile_interval(NormTable.of(np.arange(9.0), np.arange(1.0, 10.0)))
    assert (weighted.low, weighted.reason) == (None, NoQuantileInterval.WEIGHTED)


WRONG = {
    "probability": ({"probability": 1.0}, "'probability': got 1.0, expected a number between 0 and 1"),
    "level": ({"level": 95}, "'level': got 95, expected a number between 0 and 1"),
    "population": ({"population": 3}, "'population': got 3, expected an integer of at least 9, or None"),
    "method": ({"method": "exact"}, "'method': got 'exact', expected a QuantileMethod"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_wrong_arguments_are_refused(arguments, message):
    """Whole messages."""
    rest = dict(arguments)
    probability = rest.pop("probability", 0.5)
    with pytest.raises(ArgumentError) as caught:
        quantile_interval(NormTable.of(np.arange(9.0)), probability, **rest)
    assert str(caught.value) == message

"""Intervals of a rank in a population of known size: they never widen as fewer units are left unseen."""

import pytest
from hypothesis import given, strategies as st

from smmi.benchmark.kernels._intervals import clopper_pearson, jeffreys, rank_interval, wilson

METHODS = (clopper_pearson, wilson, jeffreys)


@given(st.integers(1, 25), st.data(), st.sampled_from(METHODS), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_an_interval_never_widens_as_the_rest_answer(n, data, method, level):
    """With the same number below and above, the interval for a smaller population is inside that for a larger one."""
    below = data.draw(st.integers(0, 2 * n)) / 2
    sizes = sorted(data.draw(st.lists(st.integers(n, 5 * n + 20), min_size=2, max_size=6)))
    before = 100 * below / n, 100 * below / n
    for population in (n, *sizes):
        low, high = rank_interval(method, below, n, level=level, population=population)
        assert 100 * below / population <= low <= before[0]
        assert before[1] <= high <= 100 * (below + population - n) / population
        holding = method(below, n, level=level, population=population)
        assert low <= 100 * holding[0] + 1e-9 or low == 100 * below / population
        assert high >= 100 * holding[1] - 1e-9 or high == 100 * (below + population - n) / population
        before = low, high


def test_of_a_vast_population_only_the_largest_sizes_are_gone_through():
    """Where the sizes are too many, the interval still holds the one for the population."""
    found = rank_interval(clopper_pearson, 1500, 3000, level=0.95, population=30_000)
    low, high, _ = clopper_pearson(1500, 3000, level=0.95, population=30_000)
    assert found[0] <= 100 * low
    assert found[1] >= 100 * high
    assert found == pytest.approx((100 * low, 100 * high), abs=0.01)

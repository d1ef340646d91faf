"""The Mann-Whitney test by its exact law, against all splits of the units, SciPy, and cases worked by hand."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, strategies as st

from smmi.benchmark.comparison import GroupTest, PValueMethod
from smmi.benchmark.kernels._mann_whitney import mann_whitney_counts, mann_whitney_splits
from tests.benchmark.two_groups import compared

few = st.lists(st.integers(0, 4) | st.integers(0, 50), min_size=1, max_size=5).map(np.array)


def twice_u(first, second):
    """Pairs in which the first is higher, by two, and pairs that are equal, one by one."""
    return sum(2 * int(x > y) + int(x == y) for x in first for y in second)


def by_ranks(first, second):
    """The result of the test on two groups of schools."""
    return compared(first, second, test=GroupTest.MANN_WHITNEY).significance


def test_eight_zeros_against_four_zeros_and_four_fives():
    """All fives fall to one side in 2 C(12, 8) of C(16, 8) splits; the normal law says 0.03."""
    found = by_ranks([0] * 8, [0] * 4 + [5] * 4)
    assert (found.statistic, found.p, found.method) == (16.0, 990 / 12870, PValueMethod.EXACT)
    assert scipy.stats.mannwhitneyu([0] * 8, [0] * 4 + [5] * 4, method="asymptotic").pvalue < 0.031


def test_a_skewed_law_counts_what_is_as_far_on_either_side():
    """One of four units, three being equal: the highest is 3 from the mean, the others 1, so its p is 1/4, not 2/4."""
    assert mann_whitney_splits(np.array([1.0]), np.zeros(3)) == (6, 1, 4)
    assert mann_whitney_splits(np.array([0.0]), np.array([0.0, 0, 1])) == (2, 4, 4)
    assert mann_whitney_splits(np.zeros(3), np.array([1.0])) == (0, 1, 4)


@given(few, few)
def test_the_exact_law_is_that_of_all_splits(first, second):
    """As many splits are as far from the mean as are found by going through all of them."""
    values, m, n = [*first, *second], len(first), len(second)
    splits = [
        twice_u([values[i] for i in inside], [values[i] for i in range(m + n) if i not in inside])
        for inside in itertools.combinations(range(m + n), m)
    ]
    own = splits[0]
    far = sum(abs(one - m * n) >= abs(own - m * n) for one in splits)
    assert mann_whitney_splits(first, second) == (own, far, len(splits))


@pytest.mark.long
@given(st.integers(2, 20).flatmap(lambda n: st.lists(st.integers(0, 9), min_size=n, max_size=n)), st.data())
def test_the_exact_law_is_that_of_all_splits_to_20_units(values, data):
    """The sums of doubled mid-ranks over all subsets, kept by their size."""
    m = data.draw(st.integers(1, len(values) - 1))
    ranks = [1 + 2 * sum(one < v for one in values) + values.count(v) for v in values]
    sums, sizes = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    for rank in ranks:
        sums, sizes = np.concatenate((sums, sums + rank)), np.concatenate((sizes, sizes + 1))
    splits = sums[sizes == m] - m * (m + 1)
    own, pairs = sum(ranks[:m]) - m * (m + 1), m * (len(values) - m)
    far = int((np.abs(splits - pairs) >= abs(own - pairs)).sum())
    found = mann_whitney_splits(np.array(values[:m]), np.array(values[m:]))
    assert found == (own, far, math.comb(len(values), m))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([0, 0, 3], [0, 0, 0, 0, 5, 6, 7]),
        ([9, 9], [1, 1, 1, 1, 2, 2, 9, 9]),
        ([1, 2, 2, 2, 3], [2, 2, 3, 3, 4]),
        ([1, 4, 6, 7], [2, 3, 5, 8, 9]),
    ],
)
def test_the_exact_law_equals_that_of_scipy(first, second):
    """SciPy's permutation test of the distance between U and its mean goes through all splits."""

    def distance(x, y, axis):
        higher = np.sign(x[..., :, None] - y[..., None, :]).sum(axis=(-2, -1))
        return np.abs(higher)

    found = scipy.stats.permutation_test(
        (first, second), distance, vectorized=True, n_resamples=np.inf, alternative="greater"
    )
    _, far, splits = mann_whitney_splits(np.array(first), np.array(second))
    assert far / splits == pytest.approx(found.pvalue, abs=1e-12)


@pytest.mark.parametrize(("m", "n"), [(1, 1), (3, 4), (6, 11), (49, 50), (2, 98)])
def test_without_ties_the_law_is_that_of_mann_and_whitney(m, n):
    """As many orders are as far as the coefficients of the Gaussian binomial say, and as SciPy says."""
    both = np.random.default_rng(m).permutation(m + n)
    twice, far, orders = mann_whitney_splits(both[:m], both[m:])
    counts = mann_whitney_counts(m, n)
    assert far == sum(count for u, count in enumerate(counts) if abs(2 * u - m * n) >= abs(twice - m * n))
    assert orders == sum(counts) == math.comb(m + n, m)
    if m + n < 50:
        exact = scipy.stats.mannwhitneyu(both[:m], both[m:], method="exact")
        assert (twice / 2, far / orders) == (exact.statistic, pytest.approx(exact.pvalue, rel=1e-12))


@given(st.integers(1, 6), st.integers(1, 6))
def test_the_law_of_mann_and_whitney_is_that_of_all_orders(m, n):
    """Its numbers are those over all ways to draw the ranks of the first sample."""
    counts = [0] * (m * n + 1)
    for ranks in itertools.combinations(range(m + n), m):
        counts[sum(ranks) - m * (m - 1) // 2] += 1
    assert mann_whitney_counts(m, n) == tuple(counts)


@pytest.mark.parametrize(("m", "n", "high", "own"), [(40, 60, 52, 25), (7, 93, 20, 4), (50, 50, 50, 31)])
def test_the_law_of_two_values_is_hypergeometric(m, n, high, own):
    """How many of the high ones fall to the first sample, by SciPy's law."""
    first, second = (np.repeat([0.0, 1.0], [k - h, h]) for k, h in ((m, own), (n, high - own)))
    _, far, splits = mann_whitney_splits(first, second)
    drawn = np.arange(m + 1)
    as_far = np.abs(drawn * (m + n) - m * high) >= abs(own * (m + n) - m * high)
    expected = scipy.stats.hypergeom(m + n, high, m).pmf(drawn)[as_far].sum()
    assert far / splits == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("highest", [9, 1000])
def test_to_100_units_p_is_exact_and_beyond_it_is_labelled_approximate(highest):
    """With many ties and few; the normal law, corrected for ties and for continuity, is near the exact one."""
    both = np.random.default_rng(highest).integers(0, highest + 1, 101).astype(float) / 10
    exact = by_ranks(both[:40], both[40:100])
    normal = scipy.stats.mannwhitneyu(both[:40], both[40:100], method="asymptotic")
    assert (exact.method, exact.statistic) == (PValueMethod.EXACT, normal.statistic)
    assert exact.p == pytest.approx(normal.pvalue, abs=0.005)
    beyond = by_ranks(both[:40], both[40:])
    normal = scipy.stats.mannwhitneyu(both[:40], both[40:], method="asymptotic")
    assert beyond.method is PValueMethod.APPROXIMATE
    assert (beyond.statistic, beyond.p) == (normal.statistic, pytest.approx(normal.pvalue, rel=1e-12))


@given(few, few)
def test_the_order_of_the_groups_and_of_the_scale_does_not_matter(first, second):
    """Groups exchanged and scores mirrored leave the share of splits to the last bit; U moves to its mirror."""
    twice, far, splits = mann_whitney_splits(first, second)
    pairs = len(first) * len(second)
    assert mann_whitney_splits(second, first) == (2 * pairs - twice, far, splits)
    assert mann_whitney_splits(-first, -second) == (2 * pairs - twice, far, splits)
    assert 0 < Fraction(far, splits) <= 1

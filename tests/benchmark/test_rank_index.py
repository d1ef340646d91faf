"""The index by which norms find the ranks of many units without searching: the same ranks as by search, to the bit."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark.distribution._rank_index import RankIndex
from smmi.benchmark.kernels import _ranks as kernels
from tests.benchmark.searched_ranks import histograms, searched

crowded = st.one_of(
    st.integers(-4, 4).map(float),
    st.floats(-1e6, 1e6),
    st.sampled_from([1e-9, 2e-9, 3e-9, 4e-9, 5e-9, 6e-9, 1e300, -1e300]),
)
whole_weights = st.integers(0, 4).map(float)


@given(
    scores=st.lists(st.lists(crowded, min_size=12, max_size=12), min_size=1, max_size=3),
    queries=st.lists(crowded, max_size=9),
    weights=st.lists(whole_weights, min_size=11, max_size=11),
    halves=st.sampled_from([kernels.STRICT, kernels.MID, kernels.WEAK]),
)
def test_an_index_finds_the_same_ranks(scores, queries, weights, halves):
    """By the index each rank is, to the last bit, the one by search, also of values that crowd or are far apart."""
    rows = np.array(scores)
    asked = np.concatenate((np.tile(queries, (len(rows), 1)), rows), axis=1)
    values, masses = histograms(rows, np.array([*weights, 1.0]))
    found = RankIndex.of(values, masses, halves=halves).ranks(asked)
    assert found.tolist() == searched(asked, values, kernels.rank_table(masses, halves)).tolist()


def test_many_values_in_one_bucket_are_searched():
    """Where one far value makes all others crowd in a bucket, ranks are still those by search."""
    values = np.array([[*np.arange(50.0), 1e9], np.arange(51.0)])
    masses = np.ones(values.shape)
    asked = np.tile(np.arange(-0.5, 60.0, 0.25), (2, 1))
    found = RankIndex.of(values, masses, halves=kernels.WEAK).ranks(asked)
    expected = searched(asked, values, kernels.rank_table(masses, kernels.WEAK))
    assert found.tolist() == expected.tolist()


@pytest.mark.parametrize("values", [[0.0, 1e-9], [-1e308, 1e308]])
def test_numbers_far_beyond_the_values_are_below_or_above_them(values):
    """However close or far apart the values are, the greatest doubles have ranks, and nothing warns of overflow."""
    index = RankIndex.of(np.array([values]), np.ones((1, 2)), halves=kernels.MID)
    assert index.ranks(np.array([[-1.7e308, *values, 1.7e308]])).tolist() == [[0.0, 25.0, 75.0, 100.0]]


def test_what_is_absent_has_no_rank():
    """A number that is none has the rank NaN, and so has every number in a row without mass; others keep theirs."""
    values, masses = kernels.padded(
        [
            (np.array([1.0, 2.0]), np.array([1.0, 1.0])),
            (np.array([1.0]), np.array([0.0])),
            (np.array([]), np.array([])),
        ]
    )
    found = RankIndex.of(values, masses, halves=kernels.MID).ranks(np.tile([np.nan, 2.0, 5.0], (3, 1)))
    assert np.isnan(found).tolist() == [[True, False, False], [True] * 3, [True] * 3]
    assert found[0, 1:].tolist() == [75.0, 100.0]


def test_each_row_has_four_buckets_for_each_column_over_its_own_range():
    """The least value is in the first bucket, the greatest in the last; no range, or none in doubles, is one bucket."""
    rows = [[10.0, 12.0, 14.0], [-4.0, 4.0], [7.0], [], [0.0, 5e-324]]
    values, masses = kernels.padded([(np.array(row), np.ones(len(row))) for row in rows])
    index = RankIndex.of(values, masses, halves=kernels.WEAK)
    assert index.origin.tolist() == [[10.0], [-4.0], [7.0], [0.0], [0.0]]
    assert index.scale.tolist() == [[11 / 4], [11 / 8], [0.0], [0.0], [0.0]]
    assert index.first.dtype == np.int32
    within = index.first - index.records.shape[1] * np.arange(len(rows))[:, None]
    assert within.tolist() == [
        [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2],
        [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        [0] * 12,
        [0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2],
    ]
    assert index.ranks(np.array([[14.0], [4.0], [7.0], [1.0], [0.0]]))[[0, 1, 2, 4], 0].tolist() == [
        100.0
    ] * 3 + [50.0]

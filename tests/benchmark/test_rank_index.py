"""The index by which norms find the ranks of many units without searching: the same ranks as by search, to the bit."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from smmi.benchmark import _kernels as kernels
from smmi.benchmark._rank_index import RankIndex

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
    values, masses = kernels.histograms(rows, np.array([*weights, 1.0]))
    found = RankIndex.of(values, masses, halves=halves).ranks(asked)
    assert (
        found.tolist() == kernels.percentile_ranks(asked, values, kernels.rank_table(masses, halves)).tolist()
    )


def test_many_values_in_one_bucket_are_searched():
    """Where one far value makes all others crowd in a bucket, ranks are still those by search."""
    values = np.array([[*np.arange(50.0), 1e9], np.arange(51.0)])
    masses = np.ones(values.shape)
    asked = np.tile(np.arange(-0.5, 60.0, 0.25), (2, 1))
    found = RankIndex.of(values, masses, halves=kernels.WEAK).ranks(asked)
    expected = kernels.percentile_ranks(asked, values, kernels.rank_table(masses, kernels.WEAK))
    assert found.tolist() == expected.tolist()


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

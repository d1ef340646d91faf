"""Percentile ranks by the plainest search: what norms find by an index is held against it."""

import numpy as np

from smmi.benchmark.distribution._rank_index import RankIndex
from smmi.benchmark.kernels._ranks import padded, rank_table


def histograms(scores, weights):
    """The distinct values of each row and their masses, as `padded`; units of weight 0 are left out."""
    rows = []
    for row, weight in zip(scores, np.broadcast_to(weights, scores.shape), strict=True):
        values, places = np.unique(row[weight > 0], return_inverse=True)
        rows.append((values, np.bincount(places, weight[weight > 0], minlength=len(values))))
    return padded(rows)


def searched(queries, values, table):
    """The ranks of queries, row by row, in a `rank_table` of distinct values."""
    rows = []
    for asked, own, ranks in zip(queries, values, table, strict=True):
        at = np.searchsorted(own, asked)
        rows.append(ranks[2 * at + (own.take(at, mode="clip") == asked)])
    return np.array(rows)


def ranks(queries, scores, weights, halves):
    """Percentile ranks of rows of queries among rows of scores: by the index, to the bit those by search."""
    values, masses = histograms(scores, weights)
    found = RankIndex.of(values, masses, halves=halves).ranks(queries)
    assert found.tolist() == searched(queries, values, rank_table(masses, halves)).tolist()
    return found

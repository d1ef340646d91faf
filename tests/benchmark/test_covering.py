"""Covers that a search finds are covers, and nearly the cheapest."""

import itertools

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark.worlds._covering import MinimalRows, near_cover

SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed):
    """Some rows that hold up to nine items, what each costs, and items to begin with."""
    rng = np.random.default_rng(seed)
    rows = rng.random((rng.integers(1, 12), rng.integers(2, 10))) < rng.uniform(0.1, 0.6)
    rows[np.arange(len(rows)), rng.integers(rows.shape[1], size=len(rows))] = True
    return rows, rng.integers(1, 9, rows.shape[1]).astype(float), rng.random(rows.shape[1]) < 0.3


def found(rows, costs, start, steps=40):
    """The cover of a search of which the draw is fixed."""
    return near_cover(rows, costs, start, steps=steps, rng=np.random.default_rng(1))


@given(SEEDS)
def test_every_row_is_covered_for_no_less_than_is_possible(seed):
    """The search covers all rows, each item counted once."""
    rows, costs, start = drawn(seed)
    cover = found(rows, costs, start, steps=200)
    assert rows[:, cover].any(axis=1).all()
    assert costs[cover].sum() >= least(rows, costs)


@pytest.mark.long
def test_nearly_always_no_selection_covers_all_rows_for_less():
    """It is a search, so now and then it misses the least cost that enumeration finds."""
    cases = [drawn(seed) for seed in range(40)]
    hits = [
        costs[found(rows, costs, start, steps=200)].sum() == least(rows, costs)
        for rows, costs, start in cases
    ]
    assert sum(hits) >= 38


def least(rows, costs):
    """The cost of the cheapest of all selections that cover all rows."""
    selections = np.array(list(itertools.product((False, True), repeat=len(costs))))
    covering = selections[(selections.astype(int) @ rows.T > 0).all(axis=1)]
    return (covering @ costs).min()


@given(SEEDS)
def test_the_same_draw_finds_the_same_and_the_start_is_not_changed(seed):
    """It is a function of its arguments."""
    rows, costs, start = drawn(seed)
    before = start.copy()
    assert np.array_equal(found(rows, costs, start), found(rows, costs, start))
    assert np.array_equal(start, before)


@given(SEEDS, st.integers(1, 3))
def test_minimal_rows_hold_no_other_and_are_covered_by_the_same(seed, parts):
    """In whatever parts rows come, those stay that hold no other, each once."""
    rows, costs, _ = drawn(seed)
    held = [frozenset(np.flatnonzero(row).tolist()) for row in rows]
    minimal = MinimalRows(len(costs))
    for part in range(parts):
        minimal.add(held[part::parts])
    kept = [frozenset(np.flatnonzero(row).tolist()) for row in minimal.rows]
    assert len(kept) == len(set(kept))
    assert set(kept) == {one for one in held if not any(other < one for other in held)}

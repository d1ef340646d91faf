"""The attackers are right: what they find is all that enumeration finds, and they find what is open to be found."""

import itertools

import numpy as np
import pytest

from tests.redteam.bounds import bounded
from tests.redteam.differences import small_sum
from tests.redteam.knowledge import TOP, Printed, Rank, incidence, knowledge_of

NAMES = tuple("ABCDEF")
STEP = 25.0
ALL = TOP + 1.0
"""A width that no score reaches, so that the bounds of each are told."""


def drawn(seed):
    """A few scores on a grid, and random groups of them."""
    rng = np.random.default_rng(seed)
    scores = dict(zip(NAMES, (STEP * rng.integers(0, 5, len(NAMES))).tolist(), strict=True))
    groups = [tuple(name for name in NAMES if rng.random() < 0.6) for _ in range(4)]
    return scores, [group for group in groups if len(group) > 1], rng


def quartiles(values):
    """Those of definition 7."""
    return np.quantile(values, (0.25, 0.5, 0.75)).tolist()


@pytest.mark.parametrize("seed", range(4))
def test_bounds_are_those_of_all_worlds(seed):
    """On a grid, for the public and an insider: exactly where means are told; with quartiles and a rank never beyond.

    Whatever is found by quartiles is one of all worlds, as they say less in the programme than they do.
    """
    scores, groups, rng = drawn(seed)
    off = float(rng.choice((0.0, 2.5, 10.0)))
    base = 20.0 if seed % 2 else None
    unit = NAMES[seed]
    worlds = np.array(list(itertools.product(np.arange(0.0, 101.0, STEP), repeat=len(NAMES))))
    truth = np.array(list(scores.values()))
    cells, possible = [], np.ones(len(worlds), dtype=bool)
    for group in groups:
        own = [NAMES.index(name) for name in group]
        # With a rounding by which nothing lies at an end.
        mean = float(truth[own].mean()) + off / 3.0
        told = ()
        possible &= np.abs(worlds[:, own].mean(axis=1) - mean) <= off + 1e-9
        if base is not None:
            ends = [(base * np.floor(q / base + 0.5) - base / 2.0) for q in quartiles(truth[own])]
            told = tuple((quarter, low, low + base) for quarter, low in zip((1, 2, 3), ends, strict=True))
            found = np.quantile(worlds[:, own], (0.25, 0.5, 0.75), axis=1).T
            possible &= np.all((found >= ends) & (found < np.array(ends) + base), axis=1)
        cells.append((Printed("1", group, mean, off, told), scores))
    for insiders in ((), (unit,)):
        left = worlds[possible & np.all([worlds[:, NAMES.index(i)] == scores[i] for i in insiders], axis=0)]
        known = knowledge_of(cells, insiders=insiders, step=STEP)
        for one in bounded(known, ALL):
            column = left[:, NAMES.index(known.holders[one.unknown])]
            assert one.low <= column.min()
            assert one.high >= column.max()
            if base is None:
                assert (one.low, one.high) == pytest.approx((column.min(), column.max()))


def test_quartiles_and_ranks_bound_what_they_do():
    """A quartile at the end of the scale, and a rank at the end of a group, beside the mean of a part of it."""
    scores = dict.fromkeys(NAMES, 97.0)
    cell = Printed("1", NAMES, 97.0, 50.0, ((1, 95.0, 105.0),))
    # One of six may be lower: the quartile is between the second and the third of them.
    known = knowledge_of([(cell, scores | {"A": 0.0, "B": 90.0})], insiders=("A", "B"))
    assert {(known.holders[one.unknown], one.low, one.high) for one in bounded(known, 10.0)} == {
        (name, 95.0, 100.0) for name in NAMES[2:]
    }
    units = (*NAMES, "me")
    low = dict.fromkeys(NAMES, 25.0) | {"me": 24.0}
    rank = Rank("me", units, 0.0, 0.0)
    known = knowledge_of([(Printed("1", NAMES, 25.0), low)], insiders=("me",), ranks=[(rank, low)])
    assert {(one.low, round(one.high, 5)) for one in bounded(known, 10.0)} == {(24.0, 30.0)}
    assert list(bounded(known, 6.0 - 1e-4)) == []


@pytest.mark.parametrize("seed", range(8))
def test_small_sums_are_those_that_ranks_find(seed):
    """Each set of few units is tried: without it the cells say less if a sum over some of it follows."""
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 2, (4, 9))
    holders = [f"U{at % 8}" for at in range(9)]
    for without in ((), ("U0",)):
        kept = [at for at, unit in enumerate(holders) if unit not in without]
        rows = matrix[:, kept].astype(float)
        units = sorted({holders[at] for at in kept})
        for most in (1, 2, 3):
            expected = any(
                np.linalg.matrix_rank(rows)
                > np.linalg.matrix_rank(rows[:, [holders[at] not in few for at in kept]])
                for few in itertools.combinations(units, most)
            )
            found = small_sum(matrix, holders, most=most, without=without)
            assert (found is not None) == expected
            assert found is None or 0 < len(found) <= most


def test_what_did_not_change_is_one_unknown():
    """A group without a unit in the next wave: if nobody changes, its score follows; else only that of those who do."""
    before = dict(zip(NAMES, (30.0, 40.0, 50.0, 60.0, 70.0, 35.0), strict=True))
    cells = [
        (Printed("1", NAMES, 47.5), before),
        (Printed("2", NAMES[1:], 51.0), before),
    ]
    known = knowledge_of(cells)
    assert small_sum(incidence(known), known.holders, most=1) == {"A"}
    assert [(known.holders[one.unknown], one.low) for one in bounded(known, 10.0)] == [
        ("A", pytest.approx(30.0))
    ]
    after = {name: value + 5.0 for name, value in before.items()}
    other = knowledge_of([cells[0], (Printed("2", NAMES[1:], 56.0), after)])
    assert small_sum(incidence(other), other.holders, most=4) is None
    assert list(bounded(other, 10.0)) == []

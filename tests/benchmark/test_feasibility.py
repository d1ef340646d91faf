"""Between what bounds hidden values must lie, given published sums."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from smmi.benchmark.kernels._differencing import atoms
from smmi.benchmark.kernels._feasibility import (
    NOBODY,
    Interval,
    Sums,
    _along_a_line,
    _along_lines,
    _matrix,
    _shares,
    feasibility_interval,
    narrow_intervals,
)
from tests.latin_squares import latin

CASES = json.loads((Path(__file__).parents[1] / "data" / "disclosure" / "expected.json").read_text("utf-8"))


def system(incidence, values):
    """Exact sums, their values, and nothing known."""
    rows, truth = np.array(incidence, dtype=np.bool_), np.array(values, dtype=np.float64)
    return Sums(rows, rows @ truth, rows @ truth), truth, np.zeros(len(truth), dtype=np.bool_)


def first(values):
    """The first value as a target."""
    return np.arange(len(values)) == 0


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_intervals_are_those_of_another_tool(case):
    """The bounds of twenty systems are those of R's boot::simplex."""
    sums, values, nothing = system(case["incidence"], case["values"])
    found = feasibility_interval(sums, values, first(values), nothing)
    assert (found.low, found.high) == pytest.approx(case["interval"], abs=1e-6)


def test_a_table_of_three_by_three_worked_by_hand():
    """Rows 20 50 10, 8 19 22 and 17 32 12; the second and third row hide their first and last cell.

    With y in the second row's last cell, the others are 30 - y, 34 - y and y - 5: it lies from 5 to 30.
    """
    table = np.array([[20, 50, 10], [8, 19, 22], [17, 32, 12]], dtype=np.float64)
    hidden = np.array([[0, 0, 0], [1, 0, 1], [1, 0, 1]], dtype=np.bool_)
    rows = [np.arange(9) == place for place in np.flatnonzero(~hidden)]
    rows += [np.repeat(np.arange(3), 3) == i for i in range(3)] + [
        np.tile(np.arange(3), 3) == i for i in range(3)
    ]
    sums, values, nothing = system([*rows, np.ones(9)], table.ravel())
    found = feasibility_interval(sums, values, np.arange(9) == 5, nothing)
    assert (found.low, found.high) == pytest.approx((5.0, 30.0), abs=1e-9)
    known = np.arange(9) == 8
    told = feasibility_interval(sums, values, np.arange(9) == 5, known)
    assert (told.low, told.high) == pytest.approx((22.0, 22.0), abs=1e-9)


@given(st.lists(st.integers(0, 20).map(lambda step: 5 * step), min_size=1, max_size=9), st.data())
def test_one_sum_has_a_closed_form(values, data):
    """Of a sum T over n values each is from T - 100 (n - 1) to T, within 0 to 100; without the intruder's own."""
    total, n = Fraction(sum(values)), len(values)
    sums, truth, nothing = system([[1] * n], values)
    found = feasibility_interval(sums, truth, first(values), nothing)
    expected = (float(max(0, total - 100 * (n - 1))), float(min(100, total)))
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-6)
    if n > 1:
        own = data.draw(st.integers(1, n - 1))
        rest = total - values[own]
        told = feasibility_interval(sums, truth, first(values), np.arange(n) == own)
        expected = (float(max(0, rest - 100 * (n - 2))), float(min(100, rest)))
        assert (told.low, told.high) == pytest.approx(expected, abs=1e-6)


@settings(settings.get_profile("many"))
@given(st.integers(0, 2**32 - 1))
def test_the_sums_that_are_used_are_enough(seed):
    """Each end is the same if only the sums are published on which it rests."""
    rng = np.random.default_rng(seed)
    sums, values, nothing = system(rng.random((4, 7)) < 0.5, 12.5 * rng.integers(0, 9, 7))
    target = first(values)
    found = feasibility_interval(sums, values, target, nothing)
    assert found.low - 1e-6 <= values[0] <= found.high + 1e-6
    for used, end in ((found.used_below, "low"), (found.used_above, "high")):
        fewer = Sums(*(part[list(used)] for part in sums))
        assert getattr(feasibility_interval(fewer, values, target, nothing), end) == pytest.approx(
            getattr(found, end), abs=1e-6
        )


@settings(settings.get_profile("many"))
@given(st.integers(0, 2**32 - 1))
def test_rounded_sums_bound_less(seed):
    """With room around each sum the interval holds the one of exact sums; without, it is that."""
    rng = np.random.default_rng(seed)
    sums, values, nothing = system(rng.random((4, 7)) < 0.5, 12.5 * rng.integers(0, 9, 7))
    exact = feasibility_interval(sums, values, first(values), nothing)
    wide = Sums(sums.incidence, sums.low - 3.0, sums.high + 2.0)
    rounded = feasibility_interval(wide, values, first(values), nothing)
    assert rounded.low <= exact.low + 1e-6
    assert rounded.high >= exact.high - 1e-6


@pytest.mark.long
@given(st.integers(0, 2**32 - 1), st.sampled_from([5.0, 30.0, 80.0]), st.sampled_from([None, 10.0]))
def test_no_shortcut_misses_a_narrow_interval(seed, width, percent):
    """What is found for single values and sums is what linear programmes for each of them and every owner find."""
    rng = np.random.default_rng(seed)
    n = 7
    sums, values, nothing = system(rng.random((3, n)) < 0.5, 12.5 * rng.integers(0, 9, n))
    owners = np.arange(n)
    # One owner has two values, of two administrations or of two units; the others are numbered on.
    owners[1:] -= 1
    targets = np.vstack((np.eye(n, dtype=np.bool_), rng.random((3, n)) < 0.4))
    targets = targets[targets.sum(axis=1) > 0]
    found = {
        (one.target, one.intruder)
        for one in narrow_intervals(
            sums, values, owners, targets, width=width, percent=percent, intruders=np.unique(owners)
        )
    }

    def is_narrow(target, known, single):
        ends = feasibility_interval(sums, values, target, known)
        reach = 0.0 if percent is None or not single else min(100.0, 1.1 * float(values[target][0]))
        return ends.high - ends.low < width - 1e-6 or ends.high < reach - 1e-6

    expected = set()
    for i, target in enumerate(targets):
        single = target.sum() == 1
        if is_narrow(target, nothing, single):
            expected.add((i, NOBODY))
            continue
        for own in np.unique(owners):
            asked = target & (owners != own)
            if asked.any() and is_narrow(asked, owners == own, single):
                expected.add((i, int(own)))
    assert found == expected


@pytest.mark.parametrize(("seed", "width"), latin(range(2), [5.0, 30.0, 80.0]))
def test_many_sums_and_intruders_are_solved_as_few_are(seed, width):
    """As sparse systems, and a few intruders at once, the same is found; no line leads beyond an interval."""
    rng = np.random.default_rng(seed)
    sums, values, _ = system(rng.random((3, 8)) < 0.5, 12.5 * rng.integers(0, 9, 8))
    owners, everyone = np.array([0, 0, 1, 2, 3, 4, 5, 6]), np.arange(7)
    targets = np.vstack((np.eye(8, dtype=np.bool_), rng.random((2, 8)) < 0.4))
    targets = targets[targets.any(axis=1)]
    found = []
    for name, value in (("MOST_DENSE", 256), ("MOST_DENSE", 0), ("MOST_AT_ONCE", 2)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"smmi.benchmark.kernels._feasibility.{name}", value)
            narrow = narrow_intervals(
                sums, values, owners, targets, width=width, percent=10.0, intruders=everyone
            )
            found.append([(one.target, one.intruder) for one in narrow])
            columns, places = atoms(sums.incidence)
            lows, highs = _along_lines(_matrix(columns), values, targets[0], places, owners, everyone)
        truth = float(values[targets[0]].sum())
        line = _along_a_line(_matrix(columns), values, targets[0], np.zeros(8, dtype=np.bool_), places)
        public = feasibility_interval(sums, values, targets[0], np.zeros(8, dtype=np.bool_))
        assert public.low - 1e-4 <= line.low <= truth + 1e-9
        assert truth - 1e-9 <= line.high <= public.high + 1e-4
        for owner, low, high in zip(everyone.tolist(), lows, highs, strict=True):
            # What it knows of the target is left as it is.
            ends = feasibility_interval(sums, values, targets[0] & (owners != owner), owners == owner)
            known = float(values[targets[0] & (owners == owner)].sum())
            assert ends.low + known - 1e-4 <= low <= truth + 1e-9
            assert truth - 1e-9 <= high <= ends.high + known + 1e-4
    assert found[0] == found[1] == found[2]


def test_an_interval_as_wide_as_is_asked_is_wide_enough():
    """Two values that add up to 20 lie from 0 to 20: that is 20 wide, and not 20.001."""
    sums, values, _ = system([[1, 1]], [5, 15])
    for width, found in ((20.0, []), (20.001, [(0, NOBODY), (1, NOBODY)])):
        narrow = narrow_intervals(
            sums,
            values,
            np.arange(2),
            np.eye(2, dtype=np.bool_),
            width=width,
            percent=None,
            intruders=np.arange(0),
        )
        assert [(one.target, one.intruder) for one in narrow] == found


def test_an_owner_leaves_the_truth_less_room():
    """The sum of 30 and 70 falls by 50, or rises by 90, as far as the one that an owner does not know can go."""
    sums, values, _ = system([[1, 1]], [30, 70])
    found = Interval(0.0, 0.0, (), (), np.array([50.0]), np.array([190.0]), np.zeros(2, dtype=np.intp))
    down, up = _shares(found, sums, values, np.arange(2))
    assert down.tolist() == pytest.approx([1.0, 30 / 50])
    assert up.tolist() == pytest.approx([30 / 90, 70 / 90])

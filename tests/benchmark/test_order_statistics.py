"""Intervals of medians and quantiles, and their exact bootstrap, against R, SciPy, and all resamples one by one."""

import itertools
import json
import math
from fractions import Fraction
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from smmi.benchmark.kernels import _order_statistics as order_statistics, _ranks as kernels

DATA = Path(__file__).parents[1] / "data"
EXPECTED = json.loads((DATA / "placing" / "expected.json").read_text(encoding="utf-8"))
PRESENT, TOO_FEW, NO_SPREAD, TIED = (
    order_statistics.PRESENT,
    order_statistics.TOO_FEW_UNITS,
    order_statistics.NO_SPREAD,
    order_statistics.TIED_ENDS,
)

levels = st.integers(50, 999).map(lambda thousandths: thousandths / 1000)
probabilities = st.integers(1, 39).map(lambda fortieths: fortieths / 40)
columns = st.lists(st.integers(-5, 5).map(float), min_size=2, max_size=40)


def every_resample(scores, probability):
    """The law of the type-7 quantile over all n**n resamples, in fractions."""
    n = len(scores)
    position = Fraction(str(probability)) * (n - 1) + 1
    rank, part = int(position), position - int(position)
    law = {}
    for resample in itertools.product(map(Fraction, scores), repeat=n):
        ascending = sorted(resample)
        value = ascending[rank - 1]
        if part:
            value += part * (ascending[rank] - value)
        law[value] = law.get(value, 0) + Fraction(1, n**n)
    return dict(sorted(law.items()))


def end(law, tail):
    """The first value at which the masses reach a tail."""
    reached = Fraction(0)
    for value, mass in law:
        reached += mass
        if reached >= tail:
            return float(value)
    raise AssertionError


# ------------------------------------------------------------------------------------------- order-statistic intervals


def test_ranks_and_their_coverage_are_those_of_r():
    """Without end and of a population, for four quantiles and two levels, ranks and coverage are R's."""
    for row in EXPECTED["ranks"]:
        found = order_statistics.interval_ranks(
            row["n"], row["p"], level=row["level"], population=row["population"]
        )
        assert found[:2] == (row["low"], row["high"]), row
        assert found[2] == pytest.approx(row["attained"], abs=1e-9), row


@given(n=st.integers(2, 300), level=st.sampled_from([0.8, 0.9, 0.95, 0.99]), seed=st.integers(0, 99))
def test_the_interval_of_a_median_is_that_of_scipy(n, level, seed):
    """For any n and level, where both ends are there, they are those of quantile_test."""
    scores = np.random.default_rng(seed).normal(size=(1, n))
    low, high, attained, reasons = order_statistics.quantile_intervals(scores, 0.5, level=level)
    theirs = stats.quantile_test(scores[0], q=0, p=0.5).confidence_interval(level)
    assert np.isnan(low[0]) == math.isnan(theirs.low)
    assert (reasons[0] == TOO_FEW) == math.isnan(theirs.low)
    if reasons[0] == PRESENT:
        assert (low[0], high[0]) == (theirs.low, theirs.high)
        assert attained >= level


@pytest.mark.parametrize("level", ["0.5", "0.8", "0.95"])
@pytest.mark.parametrize("probability", ["0.1", "0.25", "0.5", "0.9"])
def test_intervals_of_small_populations_hold_the_quantile_as_often_as_they_say(probability, level):
    """Of all samples of n of N up to 8, the share whose interval holds the quantile's neighbours is the one attained.

    The ranks are the closest ones of which neither end misses too often, unless the sample's own quantile is outside.
    """
    for population in range(1, 9):
        position = Fraction(probability) * (population - 1) + 1
        lower, upper = math.floor(position), math.ceil(position)
        for n in range(1, population + 1):
            low, high, attained = order_statistics.interval_ranks(
                n, float(probability), level=float(level), population=population
            )
            samples = list(itertools.combinations(range(1, population + 1), n))
            held = sum(
                (low == 0 or sample[low - 1] <= lower) and (high > n or sample[high - 1] >= upper)
                for sample in samples
            )
            assert attained == pytest.approx(held / len(samples), abs=1e-9)
            assert attained >= float(level) - 1e-12
            estimate = Fraction(probability) * (n - 1) + 1
            tail = (1 - Fraction(level)) / 2
            if low < math.floor(estimate):
                assert sum(sample[low] > lower for sample in samples) > tail * len(samples)
            if high > math.ceil(estimate):
                assert sum(sample[high - 2] < upper for sample in samples) > tail * len(samples)


@given(scores=columns, probability=probabilities, level=levels, more=st.integers(0, 50) | st.none())
def test_intervals_hold_the_quantile_of_the_sample(scores, probability, level, more):
    """Where they are there, the ends are on both sides of the sample's own quantile."""
    rows = np.array([scores])
    population = None if more is None else len(scores) + more
    low, high, attained, reasons = order_statistics.quantile_intervals(
        rows, probability, level=level, population=population
    )
    estimate = kernels.weighted_quantiles(rows, np.ones(len(scores)), np.array([probability]), 7)[0, 0]
    assert attained >= level - 1e-9
    if reasons[0] != NO_SPREAD:
        assert not low[0] > estimate + 1e-12
        assert not high[0] < estimate - 1e-12


@given(n=st.integers(1, 200), probability=probabilities, several=st.lists(levels, min_size=2, max_size=2))
def test_ranks_are_nested_in_their_level_and_mirrored(n, probability, several):
    """A higher level never has closer ranks; the ranks of the opposite quantile are counted from the other end."""
    inner, outer = (order_statistics.interval_ranks(n, probability, level=level) for level in sorted(several))
    assert outer[0] <= inner[0]
    assert inner[1] <= outer[1]
    mirrored = order_statistics.interval_ranks(n, 1 - probability, level=several[0])
    found = order_statistics.interval_ranks(n, probability, level=several[0])
    assert (n + 1 - mirrored[1], n + 1 - mirrored[0]) == found[:2]


@given(n=st.integers(1, 150), more=st.integers(0, 300), level=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_to_know_the_population_draws_the_ranks_of_a_median_together(n, more, level):
    """Of a population the ranks are never further apart than without end; of a vast one they are the same."""
    wide = order_statistics.interval_ranks(n, 0.5, level=level)
    narrow = order_statistics.interval_ranks(n, 0.5, level=level, population=n + more)
    vast = order_statistics.interval_ranks(n, 0.5, level=level, population=10**7)
    assert wide[0] <= narrow[0]
    assert narrow[1] <= wide[1]
    assert vast[:2] == wide[:2]
    assert vast[2] == pytest.approx(wide[2], abs=1e-3)


def test_a_census_has_no_doubt_about_its_median():
    """If all are seen, both ends are the median, also where all scores are equal."""
    scores = np.array([[4.0, 1, 2, 3], [5, 5, 5, 5]])
    low, high, attained, reasons = order_statistics.quantile_intervals(scores, 0.5, level=0.95, population=4)
    assert (low.tolist(), high.tolist(), attained) == ([2.5, 5.0], [2.5, 5.0], 1.0)
    assert reasons.tolist() == [PRESENT, PRESENT]


def test_too_few_units_equal_scores_and_tied_ends_are_told():
    """An end that does not exist is absent alone; equal scores have no interval; tied ends stay, with a warning."""
    few = np.array([[1.0, 2.0, 3.0]])
    low, high, attained, reasons = order_statistics.quantile_intervals(few, 0.1, level=0.95)
    assert np.isnan(low[0])
    assert (high[0], reasons[0]) == (3.0, TOO_FEW)
    assert attained >= 0.95
    low, high, _, reasons = order_statistics.quantile_intervals(np.array([[7.0]]), 0.99, level=0.95)
    assert np.isnan([low[0], high[0]]).all()
    assert reasons[0] == TOO_FEW
    nobody = order_statistics.quantile_intervals(np.empty((2, 0)), 0.5, level=0.95)
    assert np.isnan([*nobody[0], *nobody[1], nobody[2]]).all()
    assert nobody[3].tolist() == [TOO_FEW] * 2
    rows = np.array([[5.0] * 30, [4.0] + [5.0] * 28 + [6.0]])
    low, high, _, reasons = order_statistics.quantile_intervals(rows, 0.5, level=0.95)
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[1], reasons.tolist()) == (5.0, 5.0, [NO_SPREAD, TIED])


def test_an_end_of_two_units_may_be_there_alone():
    """Of two units the higher one bounds a low quantile from above, and nothing does from below."""
    low, high, attained, reasons = order_statistics.quantile_intervals(
        np.array([[4.0, 9.0]]), 0.1, level=0.95
    )
    assert np.isnan(low[0])
    assert (high[0], reasons[0]) == (9.0, TOO_FEW)
    assert attained == pytest.approx(0.99, abs=1e-12)


def test_next_to_certainty_there_are_no_ends():
    """At the highest level below 1 no sample up to 50 bounds its median, and what is left out is nothing at all."""
    for n in range(1, 51):
        assert order_statistics.interval_ranks(n, 0.5, level=1 - 2.0**-53) == (0, n + 1, 1.0)


def test_reasons_are_bytes():
    """With units or without, of an interval and of a bootstrap."""
    for n in (0, 1, 3):
        scores = np.arange(2.0 * n).reshape(2, n)
        assert order_statistics.quantile_intervals(scores, 0.5, level=0.9)[3].dtype == np.uint8
        assert order_statistics.bootstrap_quantiles(scores, 0.5, level=0.9)[3].dtype == np.uint8


def test_a_position_is_whole_where_only_rounding_says_otherwise():
    """In doubles 100 times 0.29 is not 29; as far away as the slack allows is whole too, twice as far is not."""
    assert order_statistics._position(0.29, 101) == 30.0
    assert order_statistics._position(2.0**-39, 2) == 1.0
    assert order_statistics._position(2.0**-38, 2) == 1.0 + 2.0**-38
    assert order_statistics._position(2.0**-41, 3) == 1.0


# ---------------------------------------------------------------------------------------------------- exact bootstrap


def test_the_exact_bootstrap_is_that_of_r():
    """For n from 5 to 242, coarse and fine scores, and three quantiles: R's errors and ends from the whole matrix."""
    for row in EXPECTED["bootstraps"]:
        for exact in row["exact"]:
            errors, low, high, _ = order_statistics.bootstrap_quantiles(
                np.array([row["scores"]], dtype=float), exact["p"], level=0.95
            )
            found = [errors[0], low[0], high[0]]
            assert found == pytest.approx([exact["standard_error"], exact["low"], exact["high"]], abs=1e-9)


def test_resampling_comes_near_the_exact_bootstrap():
    """The standard errors of 20,000 resamples by R's boot are within 4 % of the exact ones."""
    for row in EXPECTED["bootstraps"]:
        scores = np.array([row["scores"]], dtype=float)
        for probability, drawn in ((0.5, row["boot_median"]), (0.9, row["boot_upper_decile"])):
            exact = order_statistics.bootstrap_quantiles(scores, probability, level=0.95)[0][0]
            assert drawn == pytest.approx(exact, rel=0.04)


@pytest.mark.parametrize("n", [2, 3, 4, 5])
@pytest.mark.parametrize("probability", [0.0, 0.1, 0.25, 0.5, 0.6, 0.75, 1.0])
def test_the_bootstrap_is_that_of_every_resample(n, probability):
    """Over all n**n resamples, with and without ties, errors and both ends at three levels are the exact ones."""
    rng = np.random.default_rng(n)
    rows = [np.arange(n) ** 2 / 8, rng.integers(0, 3, n) * 5.0, np.array([1.0] * (n - 1) + [9.0])]
    for scores in (row for row in rows if len(set(row)) > 1):
        law = every_resample(scores, probability)
        mean = sum(value * mass for value, mass in law.items())
        variance = sum((value - mean) ** 2 * mass for value, mass in law.items())
        for level in ("0.5", "0.8", "0.95"):
            tail = (1 - Fraction(level)) / 2
            errors, low, high, _ = order_statistics.bootstrap_quantiles(
                scores[None], probability, level=float(level)
            )
            expected = [
                math.sqrt(variance),
                end(law.items(), tail),
                end(reversed(law.items()), tail),
            ]
            assert [errors[0], low[0], high[0]] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("probability", [0.1, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("n", [3, 4, 5])
def test_a_tail_that_is_just_reached_is_reached(n, probability):
    """Where the tail is one of the exact probabilities up to a value, the end is that value, whatever rounding says."""
    scores = np.arange(n) ** 2 / 8
    law = list(every_resample(scores, probability).items())
    for direction, place in ((law, 1), (law[::-1], 2)):
        for count in range(1, len(law)):
            tail = sum(mass for _, mass in direction[:count])
            if 2 * tail < 1:
                ends = order_statistics.bootstrap_quantiles(
                    scores[None], probability, level=float(1 - 2 * tail)
                )
                assert ends[place][0] == pytest.approx(float(direction[count - 1][0]), abs=1e-12)


@given(n=st.integers(1, 100).map(lambda half: 2 * half + 1), seed=st.integers(0, 99))
def test_the_standard_error_of_an_odd_median_is_that_of_maritz_and_jarrett(n, seed):
    """For one order statistic the law is SciPy's binomial: at least half of the draws fall on the i lowest.

    ``scipy.stats.mstats.mjci`` is no oracle: its beta law, of m - 1 and n - m, is that of samples of n - 2.
    """
    scores = np.sort(np.random.default_rng(seed).normal(size=n))
    law = np.diff(stats.binom.sf(n // 2, n, np.arange(n + 1) / n))
    errors, low, high, _ = order_statistics.bootstrap_quantiles(scores[None], 0.5, level=0.95)
    assert errors[0] == pytest.approx(math.sqrt(law @ scores**2 - (law @ scores) ** 2), abs=1e-9)
    assert low[0] == scores[np.searchsorted(np.cumsum(law), 0.025)]
    assert high[0] == scores[n - 1 - np.searchsorted(np.cumsum(law[::-1]), 0.025)]


@pytest.mark.parametrize(
    ("n", "rank"), [(2, 1), (5, 2), (60, 1), (70, 35), (242, 121), (242, 241), (5000, 2500)]
)
def test_the_law_of_two_neighbours_is_complete_and_has_their_own_laws(n, rank):
    """The masses add up to 1, and over either of the two to the law of the other."""
    i, j, masses = order_statistics.bootstrap_pairs(n, rank)
    assert masses.sum() == pytest.approx(1, abs=1e-12)
    assert (i <= j).all()
    for places, own in ((i, rank), (j, rank + 1)):
        margin = np.bincount(places, masses, minlength=n)
        np.testing.assert_allclose(margin, order_statistics.bootstrap_law(n, own), rtol=0, atol=1e-12)


@pytest.mark.parametrize(("n", "rank"), [(6, 3), (26, 13), (70, 69), (90, 2), (242, 121)])
def test_the_law_of_two_neighbours_is_exact(n, rank):
    """Each mass is the one in fractions, those left out are negligible."""
    found = dict(
        zip(
            *(
                zip(*order_statistics.bootstrap_pairs(n, rank)[:2], strict=True),
                order_statistics.bootstrap_pairs(n, rank)[2],
            ),
            strict=True,
        )
    )
    steps = max(1, n // 12)
    for i in range(1, n, steps):
        for j in range(i + 1, min(n, i + 70) + 1, steps):
            ways = (i**rank - (i - 1) ** rank) * ((n - j + 1) ** (n - rank) - (n - j) ** (n - rank))
            exact = float(Fraction(comb(n, rank) * ways, n**n))
            assert found.get((i - 1, j - 1), 0.0) == pytest.approx(exact, rel=1e-9, abs=1e-17)


@given(scores=columns, probability=probabilities, level=levels)
def test_the_bootstrap_holds_its_quantile_and_is_mirrored(scores, probability, level):
    """From a level of 80 % the interval of a median holds it; negated scores give the mirror image."""
    rows = np.array([scores])
    errors, low, high, reasons = order_statistics.bootstrap_quantiles(rows, probability, level=level)
    mirrored = order_statistics.bootstrap_quantiles(-rows, 1 - probability, level=level)
    np.testing.assert_allclose(mirrored[0], errors, rtol=0, atol=1e-9)
    np.testing.assert_allclose([-mirrored[2], -mirrored[1]], [low, high], rtol=0, atol=1e-9)
    if reasons[0] == NO_SPREAD:
        assert np.isnan([errors[0], low[0], high[0]]).all()
        return
    assert errors[0] > 0
    assert low[0] <= high[0]
    assert (reasons[0] == TIED) == (low[0] == high[0])
    low, high = (ends[0] for ends in order_statistics.bootstrap_quantiles(rows, 0.5, level=0.8)[1:3])
    assert low <= np.median(rows) <= high


def test_many_columns_are_each_as_if_alone():
    """Seventeen columns of 242 units have the values of each by itself, to the last bit."""
    scores = np.round(np.random.default_rng(3).normal(50, 20, (17, 242)) / 5) * 5
    together = order_statistics.bootstrap_quantiles(scores, 0.5, level=0.95)
    for row, column in enumerate(scores):
        alone = order_statistics.bootstrap_quantiles(column[None], 0.5, level=0.95)
        assert [values[row] for values in together] == [values[0] for values in alone]


def test_one_unit_has_no_bootstrap():
    """A single unit, or none, gives no error and no ends, with the reason."""
    for n in (0, 1):
        *values, reasons = order_statistics.bootstrap_quantiles(np.ones((2, n)), 0.5, level=0.95)
        assert np.isnan(values).all()
        assert reasons.tolist() == [TOO_FEW] * 2

"""Kernels for two samples against R, SciPy, exact arithmetic and enumeration."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.integrate
import scipy.special
import scipy.stats
from hypothesis import assume, example, given, strategies as st

from smmi.benchmark.comparison._effect_sizes import has_spread
from smmi.benchmark.kernels._two_samples import (
    cohens_d,
    dominance,
    dominance_interval,
    drawn_permutation,
    exact_permutation,
    hedges_factor,
    noncentrality,
    shift,
    welch,
)
from tests.benchmark.two_groups import EXPECTED, SAMPLES, phq9_totals, sample

CASES = [*SAMPLES, "phq9"]
near = pytest.approx


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def case_of(name):
    """Two samples, and what R says of them."""
    if name == "phq9":
        return (*phq9_totals(), EXPECTED["phq9"])
    return (*sample(name), SAMPLES[name])


@pytest.mark.parametrize("name", CASES)
def test_welch_equals_r_and_scipy(name):
    """Difference, degrees of freedom and t are those of R's t.test and of SciPy."""
    first, second, expected = case_of(name)
    difference, error, freedom = welch(first, second)
    found = scipy.stats.ttest_ind(first, second, equal_var=False)
    assert difference == close(expected["welch"]["difference"])
    assert difference / error == close(expected["welch"]["statistic"]) == close(found.statistic)
    assert freedom == close(expected["welch"]["df"]) == close(found.df)


@pytest.mark.parametrize("name", CASES)
def test_d_and_g_equal_r(name):
    """Cohen's d with its interval by R's pt, and both with those of effectsize within what its optimiser attains."""
    first, second, expected = case_of(name)
    freedom = len(first) + len(second) - 2
    d, scale = cohens_d(first, second)
    low, high = noncentrality(d / scale, freedom, level=expected["level"])
    assert [d, low * scale, high * scale] == close(expected["cohens_d"])
    assert [low * scale, high * scale] == near(expected["cohens_d_effectsize"], abs=1e-6)
    factor = hedges_factor(freedom)
    assert [d * factor, low * scale * factor, high * scale * factor] == close(expected["hedges_g"])
    assert [low * scale * factor, high * scale * factor] == near(expected["hedges_g_effectsize"], abs=1e-6)


def test_the_factor_of_hedges_equals_exact_arithmetic():
    """For even degrees of freedom J is a fraction by the root of pi; for one there is no mean, and J is 0."""
    for half in (1, 2, 3, 10):
        # G(k) / (sqrt(k) G(k - 1/2)), and G(k - 1/2) = (2k - 2)! sqrt(pi) / (4^(k - 1) (k - 1)!)
        gamma = Fraction(math.factorial(half - 1))
        below = Fraction(math.factorial(2 * half - 2), 4 ** (half - 1) * math.factorial(half - 1))
        assert hedges_factor(2 * half) == near(float(gamma / below) / math.sqrt(half * math.pi), rel=1e-14)
    assert hedges_factor(1) == 0.0


@given(st.floats(-4, 4) | st.floats(-50, 50), st.integers(2, 500), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
@example(4.2, 107, 0.95)  # SciPy's law is NaN where a search may pass
def test_the_ends_of_the_noncentrality_are_those_asked_for(t, freedom, level):
    """At the lower end t is the upper quantile, at the upper end the lower one, by SciPy's other law; signs mirror."""
    low, high = noncentrality(t, freedom, level=level)
    assert scipy.stats.nct.sf(t, freedom, low) == near((1 - level) / 2, abs=1e-9)
    assert scipy.stats.nct.cdf(t, freedom, high) == near((1 - level) / 2, abs=1e-9)
    assert noncentrality(-t, freedom, level=level) == near((-high, -low), abs=1e-12)


@pytest.mark.parametrize(("t", "freedom"), [(3.0, 4), (30.0, 214), (120.0, 3), (999.0, 50)])
def test_the_noncentral_law_is_its_integral(t, freedom):
    """At the ends, the chance that a normal deviate stays below t times a chi deviate is that of the tails."""
    for end, probability in zip(noncentrality(t, freedom, level=0.95), (0.975, 0.025), strict=True):
        bend, chi = end / t, scipy.stats.chi(freedom, scale=1 / math.sqrt(freedom))

        def mass(s, end=end, chi=chi):
            return scipy.special.ndtr(t * s - end) * chi.pdf(s)

        bounds = sorted(
            {0.0, 1.0, bend, *(max(bend + by / t, 0.0) for by in (-8, 8)), 1 + 40 / math.sqrt(freedom)}
        )
        parts = [
            scipy.integrate.quad(mass, low, high, epsabs=1e-12)[0] for low, high in itertools.pairwise(bounds)
        ]
        assert sum(parts) == near(probability, abs=1e-9)


def test_a_noncentrality_beyond_double_precision_is_absent():
    """Where t is so large that the law has no value, neither has the interval."""
    assert all(map(math.isnan, noncentrality(1001.0, 8, level=0.95)))
    assert all(map(math.isnan, noncentrality(-1001.0, 8, level=0.95)))


@pytest.mark.parametrize("name", CASES)
def test_dominance_equals_r_and_scipy(name):
    """Delta is effectsize's; statistic and freedom are Brunner and Munzel's by ranks; the interval is Cliff's."""
    first, second, expected = case_of(name)
    delta, error, freedom = dominance(np.round(first, 9), np.round(second, 9))
    ranked = expected["ranked"]
    assert delta == close(expected["cliffs_delta_effectsize"])
    assert (1 + delta) / 2 == close(expected["p_superiority_effectsize"])
    assert [delta / error, freedom] == close([ranked["statistic"], ranked["df"]])
    interval = dominance_interval(delta, error, freedom, level=expected["level"])
    assert [delta, *interval] == close(ranked["delta"])
    found = scipy.stats.brunnermunzel(np.round(first, 9), np.round(second, 9))
    assert delta / error == close(-found.statistic)
    assert 2 * scipy.stats.t.sf(abs(delta / error), freedom) == close(found.pvalue)


whole = st.integers(0, 6).map(float)
samples = st.lists(whole, min_size=2, max_size=7).map(np.array)


@given(samples, samples)
def test_delta_and_its_error_equal_the_definition_in_fractions(first, second):
    """Delta is the mean sign of all pairs; its squared error sums the variances of rows' and of columns' means."""
    pairs = [[Fraction(int(x > y) - int(x < y)) for y in second] for x in first]
    m, n = len(first), len(second)
    delta = sum(map(sum, pairs)) / (m * n)
    rows = [sum(row) / n for row in pairs]
    columns = [sum(column) / m for column in zip(*pairs, strict=True)]
    variances = [
        sum((value - delta) ** 2 for value in means) / (len(means) - 1) / len(means)
        for means in (rows, columns)
    ]
    found, error, freedom = dominance(first, second)
    assert found == near(float(delta), abs=1e-12)
    assert error == near(math.sqrt(sum(variances)), abs=1e-12)
    if not sum(variances):
        assert math.isnan(freedom)
        return
    exact = sum(variances) ** 2 / (variances[0] ** 2 / (m - 1) + variances[1] ** 2 / (n - 1))
    assert freedom == near(float(exact))
    low, high = dominance_interval(found, error, freedom, level=0.95)
    assert -1 <= low < found < high <= 1
    mirrored = dominance_interval(-found, error, freedom, level=0.95)
    assert mirrored == near((-high, -low))


@pytest.mark.parametrize("name", CASES)
def test_the_shift_equals_r(name):
    """Median and ends are order statistics of R's sorted differences; without ties also what wilcox.test gives."""
    first, second, expected = case_of(name)
    found = shift(first, second, level=expected["level"])
    assert list(found) == close(expected["hodges_lehmann"])
    if expected["wilcox_interval"]:
        assert list(found[1:]) == near(expected["wilcox_interval"], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("m", "n", "level", "low", "high"), EXPECTED["shift_ranks"])
def test_the_ranks_of_the_shift_equal_r(m, n, level, low, high):
    """The ends are the differences at which R's wilcox.test ends, by the exact and by the normal law."""
    first, second = np.arange(m) * 1000.0, np.arange(n) * 1.0
    differences = np.sort(np.subtract.outer(first, second).ravel())
    assert shift(first, second, level=level)[1:] == (differences[low - 1], differences[high - 1])


def test_an_end_that_misses_just_as_often_as_it_may_is_one():
    """Of three and three, the extreme differences miss in exactly 2 of 20 orders: an interval of 90 %, none of 91 %."""
    first, second = np.array([1.0, 5, 9]), np.array([2.0, 4, 7])
    assert shift(first, second, level=0.9) == (1.0, -6.0, 7.0)
    assert math.isnan(shift(first, second, level=0.91)[1])


def test_the_ends_of_the_shift_hold_it_as_often_as_asked():
    """Over all orders of two samples of one law, an interval of 90 % misses 0 in at most 10 of 100; 3 by 3 has none."""
    missed, orders = 0, 0
    for ranks in itertools.combinations(range(10), 5):
        first = np.array(ranks, dtype=float)
        second = np.setdiff1d(np.arange(10.0), first)
        _, low, high = shift(first, second, level=0.9)
        missed += not low <= 0 <= high
        orders += 1
    assert 0 < missed / orders <= 0.1
    assert math.isnan(shift(np.arange(3.0), np.arange(3.0), level=0.95)[1])


@given(samples, samples, st.integers(-5, 5))
def test_the_shift_moves_with_the_sample(first, second, by):
    """Added points come back; the order of the groups only turns signs."""
    middle, low, high = shift(first, second, level=0.5)
    assert shift(first + by, second, level=0.5) == near((middle + by, low + by, high + by), nan_ok=True)
    assert shift(second, first, level=0.5) == near((-middle, -high, -low), nan_ok=True)


@given(samples, samples, st.sampled_from([1, 3, 7, 10]))
def test_the_exact_permutation_is_that_of_all_splits_in_fractions(first, second, unit):
    """The p value is the share of splits whose t is at least as far from 0, exactly: of thirds and tenths too."""
    m = len(first)
    values = [Fraction(int(value), unit) for value in (*first, *second)]

    def squares(inside):
        sides = [[values[i] for i in inside], [values[i] for i in range(len(values)) if i not in inside]]
        means = [sum(side) / len(side) for side in sides]
        errors = [
            sum((value - mean) ** 2 for value in side) / (len(side) - 1) / len(side)
            for side, mean in zip(sides, means, strict=True)
        ]
        return (means[0] - means[1]) ** 2, sum(errors)

    assume(len(set(values)) > 1)
    own, own_error = squares(range(m))
    found = [squares(set(inside)) for inside in itertools.combinations(range(len(values)), m)]
    splits = [difference * own_error >= own * error for difference, error in found]
    assert exact_permutation(first / unit, second / unit) == sum(splits) / len(splits)


@pytest.mark.parametrize("name", ["six_and_seven", "seven_and_seven", "seven_and_nine", "lower"])
def test_the_exact_permutation_equals_r(name):
    """The p value is that of enumeration in R; in groups of equal size also that of exactRankTests, by means."""
    first, second, expected = case_of(name)
    assert exact_permutation(first, second) == close(expected["permutation"])
    if name == "seven_and_seven":
        assert exact_permutation(first, second) == close(expected["permutation_exactRankTests"])


def test_a_drawn_permutation_comes_near_the_exact_one_and_is_never_zero():
    """Of 20,000 splits p is within four standard errors of the exact one; the split observed counts as drawn."""
    first, second, expected = case_of("six_and_seven")
    p = drawn_permutation(first, second, resamples=20_000, rng=np.random.default_rng(2))
    exact = expected["permutation"]
    assert abs(p - exact) < 4 * math.sqrt(exact * (1 - exact) / 20_000)
    far = np.arange(30.0), np.arange(30.0) + 1000
    assert drawn_permutation(*far, resamples=99, rng=np.random.default_rng(3)) == 1 / 100
    again = [drawn_permutation(first, second, resamples=500, rng=np.random.default_rng(5)) for _ in range(2)]
    assert again[0] == again[1]


@given(samples, samples, st.floats(0.5, 20), st.floats(-50, 50))
def test_effect_sizes_do_not_depend_on_the_unit(first, second, scale, origin):
    """Another unit and origin of the scores leave d as it is."""
    assume(has_spread(first) or has_spread(second))
    moved = cohens_d(first * scale + origin, second * scale + origin)
    assert moved == near(cohens_d(first, second), abs=1e-9)

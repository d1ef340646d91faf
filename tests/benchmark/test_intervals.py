"""Intervals of a percentile rank against R, SciPy and exact fractions, their properties, and how often they cover."""

import json
import math
from fractions import Fraction
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st
from scipy import stats

from benchmarks import coverage
from smmi.benchmark.kernels import _intervals as intervals
from smmi.benchmark.kernels._ranks import effective_size
from smmi.benchmark.kernels._sampling import binomial, hypergeometric, population_rank
from tests.latin_squares import latin

DATA = Path(__file__).parents[1] / "data"
EXPECTED = json.loads((DATA / "placing" / "expected.json").read_text(encoding="utf-8"))
METHODS = {
    "clopper_pearson": intervals.clopper_pearson,
    "wilson": intervals.wilson,
    "jeffreys": intervals.jeffreys,
}
ON_A_LATTICE = ("clopper_pearson", "jeffreys")

levels = st.integers(50, 999).map(lambda thousandths: thousandths / 1000)


@st.composite
def counts(draw, largest=60, halves=1):
    """A count, whole or a half, of a number of units, and the size of a population of more units."""
    n = draw(st.integers(1, largest))
    return draw(st.integers(0, halves * n)) / halves, n, n + draw(st.integers(1, 3 * largest))


def exact_tails(k, n, marked, population):
    """P(X >= k) and P(X <= k) of the hypergeometric law, in fractions."""
    ways = [comb(marked, x) * comb(population - marked, n - x) for x in range(n + 1)]
    return Fraction(sum(ways[k:]), comb(population, n)), Fraction(sum(ways[: k + 1]), comb(population, n))


def outside(low, high, k, n, population):
    """The attainable numbers next to the estimate on both sides, if they lie further out."""
    if n == population:
        return k, k
    estimate = Fraction(k * population, n)
    return (
        min(low, max(k, math.ceil(estimate) - 1)),
        max(high, min(population - n + k, math.floor(estimate) + 1)),
    )


@pytest.mark.parametrize("name", METHODS)
def test_intervals_are_those_of_r(name):
    """Without end and of a population, at two levels, the ends are R's."""
    for row in EXPECTED["intervals"]:
        arguments = row["k"], row["n"]
        low, high, reason = METHODS[name](*arguments, level=row["level"])
        assert (float(low), float(high)) == pytest.approx(row[name], abs=1e-9), row
        low, high, reason = METHODS[name](*arguments, level=row["level"], population=row["population"])
        assert (float(low), float(high)) == pytest.approx(row[f"{name}_finite"], abs=1e-9), row
        assert int(reason) == intervals.PRESENT


@pytest.mark.parametrize("name", METHODS)
def test_intervals_of_half_counts_are_those_of_r(name):
    """For k and a half, the formulas without end hold as they stand."""
    for row in EXPECTED["half_counts"]:
        low, high, _ = METHODS[name](row["k"], row["n"], level=row["level"])
        assert (float(low), float(high)) == pytest.approx(row[name], abs=1e-9), row


@pytest.mark.parametrize(("name", "method"), [("clopper_pearson", "exact"), ("wilson", "wilson")])
@given(count=counts(300), level=levels)
def test_intervals_without_end_are_those_of_scipy(name, method, count, level):
    """For any k of n and any level the ends are binomtest's."""
    k, n, _ = count
    expected = stats.binomtest(int(k), n).proportion_ci(level, method=method)
    low, high, _ = METHODS[name](k, n, level=level)
    assert (float(low), float(high)) == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(count=counts(300), level=levels)
def test_jeffreys_without_end_is_scipys_beta(count, level):
    """For any k of n and any level the ends are quantiles of the beta law, drawn out to the estimate."""
    k, n, _ = count
    low, high = stats.beta.interval(level, k + 0.5, n - k + 0.5)
    found = intervals.jeffreys(k, n, level=level)
    assert (float(found[0]), float(found[1])) == pytest.approx((min(low, k / n), max(high, k / n)), abs=1e-9)


@pytest.mark.parametrize("level", ["0.5", "0.8", "0.95"])
def test_exact_intervals_of_small_populations_are_exact(level):
    """For all k of n of N up to 11, no K inside is refused by a tail, and all K outside are, in fractions."""
    tail = (1 - Fraction(level)) / 2
    for population in range(1, 12):
        for n in range(1, population + 1):
            for k in range(n + 1):
                kept = [
                    marked
                    for marked in range(k, population - n + k + 1)
                    if min(exact_tails(k, n, marked, population)) >= tail
                ]
                low, high = outside(kept[0], kept[-1], k, n, population)
                found = intervals.clopper_pearson(k, n, level=float(level), population=population)
                assert (float(found[0]), float(found[1])) == pytest.approx(
                    (low / population, high / population), abs=1e-9
                )


@pytest.mark.parametrize("level", ["0.5", "0.8", "0.95"])
def test_predictions_of_small_populations_are_exact(level):
    """For all k and half k of n of N up to 9, the ends are quantiles of the beta-binomial law, in fractions."""
    tail = (1 - Fraction(level)) / 2

    def rising(start, steps):
        return math.prod((start + i for i in range(steps)), start=Fraction(1))

    for population in range(1, 10):
        for n in range(1, population + 1):
            rest = population - n
            for k in (Fraction(twice, 2) for twice in range(2 * n + 1)):
                a, b = k + Fraction(1, 2), n - k + Fraction(1, 2)
                law = [
                    comb(rest, u) * rising(a, u) * rising(b, rest - u) / rising(a + b, rest)
                    for u in range(rest + 1)
                ]
                assert sum(law) == 1
                low = next(u for u in range(rest + 1) if sum(law[: u + 1]) >= tail)
                high = next(u for u in range(rest, -1, -1) if sum(law[u:]) >= tail)
                expected = outside(k + low, k + high, k, n, population) if rest else (k * population / n,) * 2
                found = intervals.jeffreys(float(k), n, level=float(level), population=population)
                shares = [float(end / population) for end in expected]
                assert [float(found[0]), float(found[1])] == pytest.approx(shares, abs=1e-9)


def test_the_score_interval_of_a_population_is_the_root_of_its_test():
    """At both ends the estimate is just so many standard errors away, those of a sample without replacement."""
    z = stats.norm.ppf(0.975)
    for k, n, population in ((3, 26, 66), (40.5, 83, 203), (200, 242, 689)):
        for end in intervals.wilson(k, n, level=0.95, population=population)[:2]:
            error = math.sqrt(end * (1 - end) / n * (population - n) / (population - 1))
            assert abs(k / n - end) == pytest.approx(z * error, abs=1e-9)


# --------------------------------------------------------------------------------------------------------- properties


@pytest.mark.parametrize("name", METHODS)
@given(count=counts(halves=2), level=levels, finite=st.booleans())
def test_intervals_hold_their_estimate_and_have_a_width(name, count, level, finite):
    """The estimate lies inside, the ends are shares, and no interval has zero width."""
    k, n, population = count
    low, high, _ = METHODS[name](k, n, level=level, population=population if finite else None)
    assert 0 <= low <= k / n <= high <= 1
    assert high - low > 1e-6


@pytest.mark.parametrize("name", METHODS)
@given(count=counts(halves=2), level=levels)
def test_a_full_census_leaves_no_doubt(name, count, level):
    """If all N are seen, both ends are the share itself."""
    k, n, _ = count
    low, high, reason = METHODS[name](k, n, level=level, population=n)
    assert (float(low), float(high)) == pytest.approx((k / n, k / n), abs=1e-12)
    assert int(reason) == intervals.PRESENT


@pytest.mark.parametrize("name", METHODS)
@given(count=counts(), level=levels, finite=st.booleans())
def test_ends_ascend_with_the_count(name, count, level, finite):
    """More below, halves included, never lower an end."""
    _, n, population = count
    low, high, _ = METHODS[name](
        np.arange(2 * n + 1) / 2, n, level=level, population=population if finite else None
    )
    assert (np.diff(low) >= -1e-12).all()
    assert (np.diff(high) >= -1e-12).all()


@pytest.mark.parametrize("name", METHODS)
@given(count=counts(halves=2), level=levels, finite=st.booleans())
def test_intervals_are_mirrored(name, count, level, finite):
    """The interval of those above is the mirror image of the interval of those below."""
    k, n, population = count
    known = population if finite else None
    low, high, _ = METHODS[name](k, n, level=level, population=known)
    mirrored = METHODS[name](n - k, n, level=level, population=known)
    assert (float(low), float(high)) == pytest.approx((1 - mirrored[1], 1 - mirrored[0]), abs=1e-9)


@pytest.mark.parametrize("name", METHODS)
@given(count=counts(halves=2), several=st.lists(levels, min_size=2, max_size=2), finite=st.booleans())
def test_a_higher_level_holds_a_lower_one(name, count, several, finite):
    """Intervals are nested in their level."""
    k, n, population = count
    inner, outer = (
        METHODS[name](k, n, level=level, population=population if finite else None)
        for level in sorted(several)
    )
    assert outer[0] <= inner[0] + 1e-12
    assert inner[1] <= outer[1] + 1e-12


@pytest.mark.parametrize("name", METHODS)
@given(count=counts(halves=2), level=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_to_know_the_population_narrows(name, count, level):
    """Of a population the interval is no wider than without end, but for one attainable step at each end."""
    k, n, population = count
    low, high, _ = METHODS[name](k, n, level=level, population=population)
    wide_low, wide_high, _ = METHODS[name](k, n, level=level)
    step = 1 / population if name in ON_A_LATTICE else 1e-12
    assert high - low <= wide_high - wide_low + 2 * step


@given(count=counts(200), level=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_exact_interval_of_a_population_lies_inside(count, level):
    """Of a population the interval of Clopper and Pearson lies inside the one without end."""
    k, n, population = count
    low, high, _ = intervals.clopper_pearson(k, n, level=level, population=population)
    wide_low, wide_high, _ = intervals.clopper_pearson(k, n, level=level)
    assert wide_low <= low + 1e-12
    assert high <= wide_high + 1e-12


@pytest.mark.parametrize(("name", "counts"), latin(list(METHODS), [(0, 5), (3, 26), (41, 83), (242, 242)]))
def test_a_vast_population_is_one_without_end(name, counts):
    """As N grows the ends come to those without end, as fast as n / N."""
    k, n = counts
    for population in (10**4, 10**6):
        found = METHODS[name](k, n, level=0.95, population=population)
        without_end = METHODS[name](k, n, level=0.95)
        assert float(found[0]) == pytest.approx(float(without_end[0]), abs=n / population)
        assert float(found[1]) == pytest.approx(float(without_end[1]), abs=n / population)


@pytest.mark.parametrize("name", METHODS)
def test_nobody_to_compare_with_gives_no_interval(name):
    """For n = 0 the ends are NaN with a reason, and no neighbour in the array is touched."""
    low, high, reasons = METHODS[name](np.array([0, 3]), np.array([0, 9]), level=0.95)
    assert (np.isnan(low).tolist(), np.isnan(high).tolist()) == ([True, False], [True, False])
    assert reasons.tolist() == [intervals.NO_UNITS, intervals.PRESENT]
    assert np.isnan(METHODS[name](0, 0, level=0.95, population=9)[0])


@pytest.mark.parametrize("name", METHODS)
def test_shapes_are_kept_and_each_count_is_its_own(name):
    """A table of counts gives tables of ends, each as if asked alone."""
    k, n = np.array([[0, 1.5], [2, 3]]), np.array([3, 4])
    low, high, reasons = METHODS[name](k, n, level=0.9, population=11)
    assert low.shape == high.shape == reasons.shape == (2, 2)
    alone = METHODS[name](1.5, 4, level=0.9, population=11)
    assert (low[0, 1], high[0, 1]) == (float(alone[0]), float(alone[1]))


def test_weights_widen_by_the_effective_number():
    """With unequal weights of the same n the interval is wider, by Kish's number; equal ones change nothing."""
    unequal = float(effective_size(np.repeat([1.0, 5.0], 13)))
    for method in METHODS.values():
        plain, weighted = (method(0.3 * n, n, level=0.95) for n in (26.0, unequal))
        assert plain[0] > weighted[0]
        assert plain[1] < weighted[1]


# ----------------------------------------------------------------------------------------------------------- coverage


@pytest.mark.parametrize(("name", "least"), [("clopper_pearson", 0.95), ("wilson", 0.91), ("jeffreys", 0.90)])
@pytest.mark.parametrize(("n", "population"), [(26, 66), (83, 203), (133, 420), (242, 689)])
def test_ranks_without_ties_are_covered_exactly_as_often_as_is_told(name, least, n, population):
    """Over all samples without replacement, a unit's mid-rank is in its 95 % interval at least 95 % of the time.

    On average over units this holds for all three methods, at every single rank for Clopper and Pearson; the others
    may fall to the shares of their docstrings near the ends.
    """
    low, high, _ = METHODS[name](np.arange(2 * n + 1) / 2, n, level=0.95, population=population)
    covered = []
    for below in range(population):
        truth = (below + 0.5) / population
        held = (low <= truth + 1e-12) & (truth - 1e-12 <= high)
        seen = hypergeometric(n - 1, below, population - 1) @ held[1::2]
        unseen = hypergeometric(n, below, population - 1) @ held[0::2]
        covered.append((n * seen + (population - n) * unseen) / population)
    assert np.mean(covered) >= 0.95
    assert min(covered) >= least


@pytest.mark.long
def test_simulated_intervals_cover_with_ties_and_without_end():
    """On grids of 5 and 21 values, 95 % intervals of percentile ranks and medians cover at least 93 % in each design.

    The whole table is printed by ``benchmarks/coverage.py``.
    """
    rows = list(coverage.rows(400, 0.95, np.random.default_rng(6), grids=(5, 21)))
    assert len(rows) == 4 * 2 * 2 * 5
    assert [row for row in rows if row.mean < 0.93 or row.least < 0.93 or row.absent > 0.01] == []


# ------------------------------------------------------------------------------------------------------ laws of counts


@given(count=counts(60))
def test_laws_of_samples_are_exact(count):
    """The binomial and hypergeometric laws are SciPy's, the law of a rank in the population is exact."""
    k, n, population = count
    marked = int(k)
    assume(n > 0)
    np.testing.assert_allclose(
        binomial(n, k / n), stats.binom.pmf(np.arange(n + 1), n, k / n), rtol=0, atol=1e-12
    )
    np.testing.assert_allclose(
        hypergeometric(n, marked, population),
        stats.hypergeom.pmf(np.arange(n + 1), population, marked, n),
        rtol=0,
        atol=1e-12,
    )
    rank = max(marked, 1)
    exact = [
        Fraction(comb(s - 1, rank - 1) * comb(population - s, n - rank), comb(population, n))
        for s in range(1, population + 1)
    ]
    np.testing.assert_allclose(
        population_rank(rank, n, population), list(map(float, exact)), rtol=0, atol=1e-12
    )

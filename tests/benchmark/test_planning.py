"""How many schools norms take, and the chance to see a change: against statsmodels, simulation and exact laws."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, strategies as st
from scipy import stats

from smmi.benchmark import ChangeForm, ChangeRule, IntervalMethod, quantile_interval, reliable_change
from smmi.benchmark.kernels._intervals import rank_interval
from smmi.benchmark.kernels.planning._chances import t_cut, t_power
from smmi.benchmark.kernels.planning._expected_widths import least_number, quantile_width
from smmi.benchmark.norms import Conventions, NormTable
from smmi.benchmark.norms._uncertainty import METHODS
from smmi.benchmark.planning import (
    chance_of_mean_change,
    chance_of_reliable_change,
    schools_for_mean,
    schools_for_mean_change,
    schools_for_quantile,
    schools_for_rank,
)
from smmi.benchmark.waves import ChangeVerdict
from smmi.errors import ArgumentError

EXPECTED = json.loads(
    (Path(__file__).parents[1] / "data" / "planning" / "expected.json").read_text(encoding="utf-8")
)
SIZES = st.none() | st.integers(2, 400)


@pytest.mark.parametrize("case", EXPECTED["power"], ids=str)
def test_the_chance_for_a_mean_equals_statsmodels(case):
    """Without a population the chance is the power of the paired t test."""
    found = chance_of_mean_change(case["effect"] * 10, spread=10.0, schools=case["n"], level=case["level"])
    assert found.chance == pytest.approx(case["power"], abs=1e-9)


@pytest.mark.parametrize("case", EXPECTED["sizes"], ids=str)
def test_how_many_schools_a_mean_takes_equals_statsmodels(case):
    """The number is the next whole one above that of statsmodels, and it and no lesser one gives the chance."""
    found = schools_for_mean_change(case["effect"] * 10, spread=10.0, chance=case["chance"])
    assert found.schools == math.ceil(case["n"])
    fewer = chance_of_mean_change(case["effect"] * 10, spread=10.0, schools=found.schools - 1)
    assert fewer.chance < case["chance"] <= found.chance


@given(st.floats(-12, 12), st.integers(1, 300), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_power_of_t_is_an_integral(shift, freedom, level):
    """Given the spread, T is normal: the power is the mean of normal tails over the law of the spread."""
    cut = stats.t.ppf((1 + level) / 2, freedom)
    roots = np.sqrt(stats.chi2.ppf((np.arange(1000) + 0.5) / 1000, freedom) / freedom)
    tails = stats.norm.cdf(shift - cut * roots) + stats.norm.cdf(-shift - cut * roots)
    assert t_power(shift, freedom, level) == pytest.approx(tails.mean(), abs=1e-3)


def test_a_vast_shift_is_always_seen():
    """However large the shift, the chance is 1 and no absent number."""
    assert [t_power(shift, 20.0, 0.95) for shift in (100.0, 1e6, -1e9, 1e200)] == [1.0] * 4


def test_the_chance_in_a_finite_population_is_that_of_samples_drawn_from_it():
    """Samples without replacement from one population are tested as often as the chance says: seeded simulation."""
    rng = np.random.default_rng(5)
    size, n, difference = 120, 60, 2.5
    population = rng.normal(size=size)
    population = difference + 10 * (population - population.mean()) / population.std(ddof=1)
    drawn = np.stack([rng.choice(population, n, replace=False) for _ in range(6000)])
    error = drawn.std(axis=1, ddof=1) * math.sqrt((1 - n / size) / n)
    seen = np.abs(drawn.mean(axis=1) / error) > stats.t.ppf(0.975, n - 1)
    found = chance_of_mean_change(difference, spread=10.0, schools=n, population=size)
    assert seen.mean() == pytest.approx(found.chance, abs=0.025)
    assert chance_of_mean_change(difference, spread=10.0, schools=n).chance < found.chance - 0.1


@given(
    st.floats(-320, 308),
    st.floats(-320, 308),
    st.sampled_from(ChangeForm),
    st.sampled_from([0.0, 3.0, -1e300]),
)
@example(1.0, 200.0, ChangeForm.HAGEMAN_ARRINDELL, 0.0)
@example(-308.0, -308.0, ChangeForm.HAGEMAN_ARRINDELL, 0.0)
@example(1.0, -200.0, ChangeForm.HAGEMAN_ARRINDELL, 0.0)
@example(300.0, -200.0, ChangeForm.HAGEMAN_ARRINDELL, 0.0)
@example(200.0, -109.5, ChangeForm.HAGEMAN_ARRINDELL, 0.0)  # the share is no normal double
@example(-323.4, 0.0, ChangeForm.JACOBSON_TRUAX, 0.0)
def test_spreads_of_any_size_have_chances_or_are_refused(spread, change_spread, form, mean_change):
    """Three shares of 1, whatever the squares of the spreads are."""
    try:
        found = chance_of_reliable_change(
            5.0,
            reliability=0.8,
            spread=10.0**spread,
            change_spread=10.0**change_spread,
            rule=ChangeRule(form=form),
            mean_change=mean_change,
        )
    except ArgumentError as error:
        assert error.argument in {"spread", "change_spread"}
        return
    assert min(found.improved, found.unclear, found.deteriorated) >= 0
    assert found.improved + found.unclear + found.deteriorated == pytest.approx(1.0)


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(-2, 5))
def test_chances_of_hageman_and_arrindell_do_not_depend_on_the_unit(true_change, mean_change, power):
    """By their formula, with the share of true changes in the variance of observed ones; scores of any size."""
    spread, changes = 10.0, 10.0 * 2.0**power
    own = changes**2 / (changes**2 + 2 * spread**2 * 0.2)
    mean = (true_change * own + mean_change * (1 - own)) / math.sqrt(2 * own * spread**2 * 0.2)
    low, high = (stats.norm.cdf((side * mean - 1.65) / math.sqrt(own)) for side in (-1, 1))
    for unit in (1.0, 2.0**600, 2.0**-600):
        found = chance_of_reliable_change(
            true_change * unit,
            reliability=0.8,
            spread=spread * unit,
            change_spread=changes * unit,
            mean_change=mean_change * unit,
            rule=ChangeRule(form=ChangeForm.HAGEMAN_ARRINDELL),
        )
        assert (found.deteriorated, found.improved) == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize("level", [1e-100, 1e-16, 0.001, 0.3, 0.4999, 0.5, 0.9, 1 - 1e-9])
def test_students_t_has_its_cuts_at_all_levels(level):
    """Of one degree of freedom and of two it has a closed form."""
    assert t_cut(1.0, level) == pytest.approx(
        math.tan(math.pi / 2 * level), rel=1e-6 if level > 0.99 else 1e-14
    )
    of_two = math.sqrt(2 * level**2 / ((1 - level) * (1 + level)))
    assert t_cut(2.0, level) == pytest.approx(of_two, rel=1e-14)


@given(st.integers(2, 200), st.sampled_from([1e-300, 1e-16, 1e-9, 1 - 1e-9, 1 - 1e-16]))
def test_levels_at_the_ends_have_chances(schools, level):
    """Nearly no level sees every change, nearly all of it nearly none; none is divided by, and none is certain."""
    found = chance_of_mean_change(3.0, spread=10.0, schools=schools, level=level).chance
    assert 0 < found <= 1
    assert found > 1 - 1e-8 if level < 0.5 else found < 1
    lesser = chance_of_mean_change(1.0, spread=10.0, schools=schools, level=level).chance
    assert found >= lesser * (1 - 1e-14)  # sums of 360 masses, each rounded
    least = schools_for_mean_change(3.0, spread=10.0, level=level)
    assert least.chance >= 0.8
    width = schools_for_mean(spread=1e308, width=1.0, population=schools, level=level)
    assert (width.schools, width.width) == (schools, 0.0) or level < 0.5


def test_where_all_take_part_every_change_is_seen():
    """A census leaves nothing to chance: there is a difference, or there is none."""
    assert chance_of_mean_change(0.1, spread=10.0, schools=66, population=66).chance == 1.0
    assert chance_of_mean_change(0.0, spread=10.0, schools=66, population=66).chance == 0.0
    assert schools_for_mean_change(1e-9, spread=10.0, population=66).schools == 66


RULES = [ChangeRule(form=form) for form in ChangeForm]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.form.value)
@pytest.mark.parametrize(("true_change", "first"), [(0.0, 0.0), (12.0, -15.0), (-8.0, 10.0)])
def test_the_chance_for_a_unit_is_that_of_simulated_waves(rule, true_change, first):
    """Of many units that begin and change alike, as many are called improved by the form as the chance says."""
    rng, spread, r, field = np.random.default_rng(8), 10.0, 0.8, 2.0
    sem, n, others = spread * math.sqrt(1 - r), 20_000, 60_000
    reference = 50 + rng.normal(scale=spread, size=others)
    begun = np.concatenate(
        [50 + first + np.zeros(n), 50 + rng.normal(scale=spread * math.sqrt(r), size=others)]
    )
    moved = np.concatenate([true_change + np.zeros(n), field + rng.normal(scale=6.0, size=others)])
    before, after = (
        begun + rng.normal(scale=sem, size=n + others),
        begun + moved + rng.normal(scale=sem, size=n + others),
    )
    verdicts = reliable_change(before, after, reliability=r, reference=reference, rule=rule).verdicts[:n]
    chances = chance_of_reliable_change(
        true_change,
        reliability=r,
        spread=spread,
        rule=rule,
        first=first,
        mean_change=(begun + moved).mean() - 50 if rule.form is ChangeForm.HSU_LINN_LORD else moved.mean(),
        change_spread=moved.std(),
    )
    assert (verdicts == ChangeVerdict.IMPROVED).mean() == pytest.approx(chances.improved, abs=0.015)
    assert (verdicts == ChangeVerdict.DETERIORATED).mean() == pytest.approx(chances.deteriorated, abs=0.015)
    assert chances.improved + chances.unclear + chances.deteriorated == pytest.approx(1.0)


def test_chances_of_jacobson_and_truax_by_hand():
    """The index has mean 15 / (sqrt 2 . 10 . sqrt .2) and spread 1, so tails are those of the error function."""
    found = chance_of_reliable_change(15.0, reliability=0.8, spread=10.0)
    mean = 15 / (math.sqrt(2) * 10 * math.sqrt(0.2))
    assert found.improved == pytest.approx(0.5 * math.erfc((1.96 - mean) / math.sqrt(2)), abs=1e-14)
    assert found.deteriorated == pytest.approx(0.5 * math.erfc((1.96 + mean) / math.sqrt(2)), abs=1e-14)


@pytest.mark.parametrize("case", EXPECTED["widths"], ids=str)
def test_the_width_for_a_rank_equals_statsmodels(case):
    """The width at the expected number below is that of statsmodels' interval of a proportion."""
    found = schools_for_rank(
        100 * case["share"], width=case["width"] * (1 + 1e-9), method=IntervalMethod(case["method"])
    )
    assert found.schools == case["n"]
    assert found.width == pytest.approx(case["width"], abs=1e-8)


@pytest.mark.parametrize("method", IntervalMethod)
def test_the_width_for_a_rank_is_that_of_placement(method):
    """In a population, it is the width of the interval that norms of so many schools give at that rank."""
    found = schools_for_rank(50, width=18, population=120, method=method)
    widths = []
    for n in (found.schools, found.schools - 1):
        ends = [
            rank_interval(METHODS[method], k, n, level=0.95, population=120)
            for k in (math.floor(n / 2), math.ceil(n / 2))
        ]
        widths.append(sum(high - low for low, high in ends) / 2)
    assert found.width == pytest.approx(widths[0])
    assert widths[0] <= 18 < widths[1]


@given(st.sampled_from([0.25, 0.5, 0.9]), st.sampled_from([15.0, 30.0, 60.0]), SIZES)
def test_a_quantile_stays_within_its_width_from_that_number_on(probability, width, population):
    """No number from the found one on gives more, and the one before does: all numbers are tried."""
    found = schools_for_quantile(probability, width=width, population=population)
    widths = {
        n: quantile_width(probability, n, level=0.95, population=population)
        for n in range(max(1, found.schools - 1), min(population or 10**4, 2 * found.schools + 40) + 1)
    }
    assert all(value <= width for n, value in widths.items() if n >= found.schools)
    assert found.schools == 1 or widths[found.schools - 1] > width


@pytest.mark.parametrize("population", [None, 300])
def test_the_width_for_a_quantile_is_that_of_its_interval(population):
    """On scores that are their own ranks, the interval of the quantile is as wide as was told: seeded simulation."""
    n, rng = 80, np.random.default_rng(3)
    widths = []
    for _ in range(400):
        ranks = 1 + rng.choice(population, n, replace=False) if population else rng.random(n)
        drawn = 100 * ranks / (population or 1)
        found = quantile_interval(NormTable.of(drawn), 0.75, population=population)
        widths.append(found.high - found.low)
    told = quantile_width(0.75, n, level=Conventions().level, population=population)
    assert np.mean(widths) == pytest.approx(told, abs=0.6)


@given(st.floats(1, 30), st.floats(0.5, 30), st.none() | st.integers(2, 500))
def test_the_width_for_a_mean_is_that_of_student(spread, width, population):
    """It is Cochran's formula, and one school less gives a wider interval."""
    found = schools_for_mean(spread=spread, width=width, population=population)

    def told(n):
        seen = n / population if population else 0
        return 2 * stats.t.ppf(0.975, n - 1) * spread * math.sqrt((1 - seen) / n)

    assert found.width == pytest.approx(told(found.schools), abs=1e-9)
    assert found.width <= width
    assert found.schools == 2 or told(found.schools - 1) > width * (1 - 1e-9)
    assert found.share == (None if population is None else found.schools / population)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(0, 9))
def test_the_least_number_is_found_in_any_sawtooth_within_reach(teeth, most):
    """From the number on, no width that is tried is more; None where the limit is not enough."""
    widths = [10 * 30 / n + tooth / 10 for n, tooth in enumerate(teeth, start=1)]
    found = least_number(lambda n: widths[n - 1], most * 10, least=1, limit=len(widths), steady=False)
    over = [n for n, width in enumerate(widths, start=1) if width > most * 10]
    within = not over or over[-1] < len(widths)
    assert (found is not None) == within
    if found is not None:
        assert found == 1 + max(over, default=0)


CALLS = {
    "rank": (
        lambda: schools_for_rank(101, width=5),
        "'percentile': got 101, expected a number from 0 to 100",
    ),
    "width": (lambda: schools_for_rank(50, width=0), "'width': got 0, expected a positive finite number"),
    "vast": (
        lambda: schools_for_mean(spread=1.0, width=1e-9),
        "'width': got 1e-09, expected a width that 10000000",
    ),
    "level": (
        lambda: schools_for_mean(spread=1.0, width=1.0, level=1.0),
        "'level': got 1.0, expected a number",
    ),
    "spread": (
        lambda: schools_for_mean(spread=-1.0, width=1.0),
        "'spread': got -1.0, expected a positive finite",
    ),
    "probability": (
        lambda: schools_for_quantile(1.5, width=1.0),
        "'probability': got 1.5, expected a number between",
    ),
    "population": (
        lambda: chance_of_mean_change(1.0, spread=1.0, schools=9, population=8),
        "'population': got 8, expected an integer of at least 9",
    ),
    "schools": (
        lambda: chance_of_mean_change(1.0, spread=1.0, schools=1),
        "'schools': got 1, expected an integer",
    ),
    "no change": (
        lambda: schools_for_mean_change(0.0, spread=1.0),
        "'difference': got 0.0, expected a difference",
    ),
    "too small": (
        lambda: schools_for_mean_change(1e-9, spread=1.0),
        "'difference': got 1e-09, expected a difference",
    ),
    "nan": (
        lambda: chance_of_mean_change(math.nan, spread=1.0, schools=5),
        "'difference': got nan, expected a finite",
    ),
    "reliability": (
        lambda: chance_of_reliable_change(1.0, reliability=1.0, spread=1.0),
        "'reliability': got 1.0, expected a number from 0 to below 1",
    ),
    "spread of changes": (
        lambda: chance_of_reliable_change(1.0, reliability=0.5, spread=1.0, rule=RULES[-1]),
        "'change_spread': got None, expected the spread of true changes, for hageman-arrindell",
    ),
    "one's own spread": (
        lambda: chance_of_reliable_change(1.0, reliability=0.5, spread=0.0),
        "'spread': got 0.0, expected a positive finite number",
    ),
}


@pytest.mark.parametrize(("call", "message"), CALLS.values(), ids=CALLS)
def test_what_cannot_be_planned_is_refused(call, message):
    """Widths, shares and differences that cannot be are told."""
    with pytest.raises(ArgumentError) as caught:
        call()
    assert str(caught.value).startswith(message)

"""A standing and how sure it is: intervals, places on the normal curve, and when they are absent."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from smmi.benchmark import Conventions, IntervalMethod, Norms, Quartile, SelfInclusion, TieRule
from smmi.benchmark.kernels._intervals import clopper_pearson, jeffreys, rank_interval, wilson
from smmi.errors import ArgumentError
from tests.benchmark.known_quartiles import score_shares
from tests.benchmark.test_kernels import exact_quantile

KERNELS = {
    IntervalMethod.CLOPPER_PEARSON: clopper_pearson,
    IntervalMethod.WILSON: wilson,
    IntervalMethod.JEFFREYS: jeffreys,
}


def standing_of(shares, unit=0, *, weights=None, population=None, **conventions):
    """The standing of one of the units with these shares, which are the norms."""
    scores = score_shares(shares)
    norms = Norms.fit(
        scores,
        weights=weights,
        population=None if population is None else {"all": population},
        conventions=Conventions(**conventions),
    )
    return norms.place(scores.of(f"U{unit}"))["only"]["all"]


@pytest.mark.parametrize("level", [0.8, 0.95])
@pytest.mark.parametrize(("ties", "below"), [(TieRule.WEAK, 8), (TieRule.STRICT, 7)])
def test_the_interval_is_that_of_a_proportion(ties, below, level):
    """By the weak and the strict rule the units below are a whole number, and the interval is SciPy's."""
    for method, name in {IntervalMethod.CLOPPER_PEARSON: "exact", IntervalMethod.WILSON: "wilson"}.items():
        standing = standing_of(range(26), 7, ties=ties, interval=method, level=level)
        expected = stats.binomtest(below, 26).proportion_ci(level, name)
        assert standing.interval == pytest.approx((100 * expected.low, 100 * expected.high), abs=1e-9)
    jeffreys_ = standing_of(range(26), 7, ties=ties, interval=IntervalMethod.JEFFREYS, level=level)
    ends = stats.beta(below + 0.5, 26 - below + 0.5).interval(level)
    assert jeffreys_.interval == pytest.approx([100 * end for end in ends], abs=1e-9)


@pytest.mark.parametrize("method", IntervalMethod)
def test_the_interval_of_a_mid_rank_counts_halves(method):
    """By the mid-rank the unit itself is half below: of 26, the eighth has 7.5; left out, 7 of 25.

    Of a population of 66 the interval holds that of the method: see `rank_interval`.
    """
    for population in (None, 66):
        for kind, count, n in ((SelfInclusion.INCLUDED, 7.5, 26), (SelfInclusion.LEFT_OUT, 7.0, 25)):
            known = None if population is None else population - (26 - n)
            low, high, _ = KERNELS[method](count, n, level=0.95, population=known)
            ends = 100 * float(low), 100 * float(high)
            if known is not None:
                ends = rank_interval(KERNELS[method], count, n, level=0.95, population=known)
                assert ends == pytest.approx((100 * float(low), 100 * float(high)), abs=100 / known)
            standing = standing_of(range(26), 7, interval=method, population=population, self_inclusion=kind)
            assert standing.interval == ends


def test_a_known_population_makes_the_interval_narrower():
    """The more of the population is seen, the narrower the interval; of a full census it is a point."""
    widths = []
    for population in (None, 200, 60, 26):
        low, high = standing_of(range(26), 7, population=population).interval
        widths.append(high - low)
    assert sorted(widths, reverse=True) == widths
    assert widths[-1] == pytest.approx(0, abs=1e-12)
    assert len(set(widths)) == 4


def test_the_interval_of_a_weighted_rank_rests_on_an_effective_number():
    """Clopper and Pearson's formula with the weighted share of Kish's effective n; only a census is more."""
    shares, weights = [i / 2 for i in range(12)], [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    size, share = 30**2 / 90, (1 + 1 + 1 + 2 + 1) / 30
    k = share * size
    expected = [
        100 * stats.beta(k, size - k + 1).ppf(0.025),
        100 * stats.beta(k + 1, size - k).ppf(0.975),
    ]
    for population in (None, 13):
        standing = standing_of(shares, 4, weights=weights, population=population)
        assert standing.interval == pytest.approx(expected, abs=1e-9)
    assert standing_of(shares, 4, weights=weights, population=12).interval == (20.0, 20.0)


@given(
    st.lists(st.integers(0, 20), min_size=11, max_size=30),
    st.sampled_from(IntervalMethod),
    st.sampled_from(TieRule),
    st.sampled_from(SelfInclusion),
    st.sampled_from([None, 0, 40]),
    st.booleans(),
)
def test_intervals_hold_what_they_are_of(shares, method, ties, kind, more, weighted):
    """The interval of a rank holds the rank, within 0 to 100; that of the median holds the median."""
    standing = standing_of(
        shares,
        weights=[1.0 + share for share in shares] if weighted else None,
        population=None if more is None else len(shares) + more,
        interval=method,
        ties=ties,
        self_inclusion=kind,
    )
    low, high = standing.interval
    assert 0 <= low <= standing.percentile + 1e-9
    assert standing.percentile - 1e-9 <= high <= 100
    if standing.median_interval:
        low, high = standing.median_interval
        assert low <= standing.median <= high


@pytest.mark.parametrize(("n", "ends"), [(10, (1, 8)), (12, (2, 9)), (26, (7, 18))])
def test_the_interval_of_the_median_lies_between_order_statistics(n, ends):
    """At 95 % these are the second and ninth of 10, the third and tenth of 12, the eighth and nineteenth of 26."""
    assert standing_of(range(n)).median_interval == pytest.approx(ends)


def test_the_median_of_too_few_or_without_spread_has_no_interval():
    """Five units are too few for 95 %, six are not; where all are equal nothing can be told."""
    assert standing_of(range(5)).median == 2
    assert standing_of(range(5)).median_interval is None
    assert standing_of(range(6)).median_interval == pytest.approx((0, 5))
    assert standing_of([40] * 20).median_interval is None


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_interval_of_a_weighted_median_is_that_of_woodruff(level):
    """Between the quantiles, in fractions, at SciPy's exact ends of one half in as many units as these are worth."""
    shares, weights = [i * i / 2 for i in range(12)], [1 + i % 4 for i in range(12)]
    half = sum(weights) ** 2 / sum(weight**2 for weight in weights) / 2
    tail = (1 - level) / 2
    at = stats.beta(half, half + 1).ppf(tail), stats.beta(half + 1, half).ppf(1 - tail)
    worth = [Fraction(12 * weight, sum(weights)) for weight in weights]
    expected = [float(exact_quantile(shares, worth, float(place), 7)) for place in at]
    assert standing_of(shares, weights=weights, level=level).median_interval == pytest.approx(
        expected, abs=1e-9
    )
    assert standing_of([40] * 12, weights=weights, level=level).median_interval is None


@pytest.mark.parametrize("n", [4, 5, 9, 10])
def test_below_the_minimum_there_is_nothing(n):
    """No percentile rank: no interval of it and nothing made from it; no quartile: no probabilities."""
    standing = standing_of(range(n))
    from_rank = (
        standing.interval,
        standing.decile,
        standing.z,
        standing.t_score,
        standing.stanine,
        standing.normal_curve_equivalent,
    )
    assert [one is None for one in from_rank] == [n < 10] * 6
    assert (standing.band_probabilities is None) == (n < 5)
    assert (standing.star_probabilities is None) == (n < 5)
    if n < 5:
        assert standing.median_interval is None


def test_a_unit_without_a_score_has_the_median_and_nothing_of_its_own():
    """The median of the group stays; the rest is absent."""
    standing = standing_of([None, *range(20)])
    assert (standing.score, standing.interval, standing.band_probabilities, standing.z) == (None,) * 4
    assert standing.median_interval == pytest.approx((5, 14))


def test_the_scales_made_from_a_percentile_rank():
    """The z score is the normal quantile of the rank, T is 50 + 10 z, equivalents 50 + 21.06 z; bands by their cuts."""
    for unit in range(20):
        standing = standing_of(range(20), unit)
        z = stats.norm.ppf((unit + 0.5) / 20)
        assert standing.percentile == 100 * (unit + 0.5) / 20
        assert standing.z == pytest.approx(z, abs=1e-12)
        assert standing.t_score == pytest.approx(50 + 10 * z, abs=1e-12)
        assert standing.normal_curve_equivalent == pytest.approx(50 + 49 * z / stats.norm.ppf(0.99), abs=1e-9)
        assert standing.decile == 1 + unit // 2
    stanines = [standing_of(range(20), unit).stanine for unit in range(20)]
    assert np.bincount(stanines).tolist() == [0, 1, 1, 3, 3, 4, 3, 3, 1, 1]


def test_the_normal_curve_has_no_place_for_0_and_100():
    """Where nobody, or everybody, is below, there is no z, T and equivalent; decile and stanine are the last ones."""
    for unit, ties, bands in ((0, TieRule.STRICT, (1, 1)), (19, TieRule.WEAK, (10, 9))):
        standing = standing_of(range(20), unit, ties=ties)
        assert (standing.z, standing.t_score, standing.normal_curve_equivalent) == (None, None, None)
        assert (standing.decile, standing.stanine) == bands


def test_the_probability_of_stars_is_that_of_their_quartile():
    """Four stars are as likely as the Top quartile, one star as the Fourth."""
    standing = standing_of(range(12), 8)
    assert standing.star_probabilities == {
        quartile.stars: standing.band_probabilities[quartile] for quartile in Quartile
    }


def test_a_standing_says_what_it_knows():
    """Population and reliability are recorded, None where they are not known."""
    scores = score_shares(range(12))
    plain = Norms.fit(scores).place(scores.of("U3"))["only"]["all"]
    told = Norms.fit(scores, population={"all": 30}).place(scores.of("U3"), reliability={"only": 0.7})
    assert (plain.population, plain.reliability, plain.score) == (None, None, 3.0)
    assert (told["only"]["all"].population, told["only"]["all"].reliability) == (30, 0.7)
    assert told["whole"]["all"].reliability is None


@pytest.mark.parametrize(
    ("argument", "value", "expected"),
    [
        ("level", 1.0, "a number between 0 and 1"),
        ("level", 0.0, "a number between 0 and 1"),
        ("level", 95, "a number between 0 and 1"),
        ("level", True, "a number between 0 and 1"),
        ("level", float("nan"), "a number between 0 and 1"),
        ("interval", "wilson", "an IntervalMethod"),
        ("ties", "mid", "a TieRule"),
        ("minimum_for_quartile", 1, "an integer of at least 2"),
        ("minimum_for_percentile", True, "an integer of at least 2"),
        ("decimals", -1, "an integer of at least 0"),
    ],
)
def test_conventions_that_are_none_are_refused(argument, value, expected):
    """The message says what was given and what is expected."""
    with pytest.raises(ArgumentError) as caught:
        Conventions(**{argument: value})
    assert str(caught.value) == f"{argument!r}: got {value!r}, expected {expected}"


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (IntervalMethod.CLOPPER_PEARSON, "Clopper and Pearson (1934)"),
        (IntervalMethod.WILSON, "Wilson (1927)"),
        (IntervalMethod.JEFFREYS, "Jeffreys' prior"),
    ],
)
def test_the_method_of_intervals_is_described(method, words):
    """The methodology note says by which method and level."""
    described = dict(Conventions(interval=method, level=0.9).describe())
    assert described["Intervals"].startswith(f"90 % intervals: of a percentile rank by {words}, ")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (SelfInclusion.INCLUDED, "The group compared with includes the unit itself, if it took part."),
        (SelfInclusion.LEFT_OUT, "The unit itself is left out of the group that it is compared with."),
    ],
)
def test_whether_the_unit_itself_counts_is_described(kind, sentence):
    """The methodology note says whether the group compared with holds the unit."""
    assert dict(Conventions(self_inclusion=kind).describe())["Own score"] == sentence


def test_what_probabilities_account_for_is_described():
    """The methodology note names sampling, blanks and measurement error, and what is supposed of each."""
    assert dict(Conventions().describe())["Probability of a quartile"] == (
        "It accounts for the units of the group that did not take part (before, each rank is equally likely), for "
        "blanks (the score is equally likely everywhere in its attainable range), and for measurement error where the "
        "norms were given the reliability of the score (Kelley 1947)."
    )

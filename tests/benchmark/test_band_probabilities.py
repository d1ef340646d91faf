"""How likely each quartile is: against exact arithmetic, SciPy's distributions, and brute force."""

from fractions import Fraction
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from smmi.benchmark import Conventions, Norms, Quartile, SelfInclusion
from smmi.benchmark.kernels._band_probabilities import band_probabilities, counted_bands, place_masses
from tests.benchmark.known_quartiles import SIZES, diagram, predictions, score_shares
from tests.benchmark.test_reliability import scored

CONVENTIONS = {
    kind: Conventions(self_inclusion=kind, minimum_for_quartile=2, minimum_for_percentile=2)
    for kind in SelfInclusion
}
DRAWS = 200_000


def bands(standing):
    """The probabilities of a standing, the lowest quartile first."""
    return np.array([standing.band_probabilities[quartile] for quartile in Quartile])


def standing_of(shares, unit=0, *, weights=None, population=None, reliability=None, conventions=None):
    """The standing of one of the units with these shares, which are the norms."""
    scores = score_shares(shares)
    known = None if population is None else {"all": population}
    norms = Norms.fit(scores, weights=weights, population=known, conventions=conventions)
    given_ = None if reliability is None else {"only": reliability}
    return norms.place(scores.of(f"U{unit}"), reliability=given_)["only"]["all"]


def stranger(shares, share, *, population=None, reliability=None):
    """The standing of a unit with this share, which is not among the norms."""
    scores = score_shares([*shares, share])
    norms = Norms.fit(score_shares(shares), population=None if population is None else {"all": population})
    given_ = None if reliability is None else {"only": reliability}
    return norms.place(scores.of(f"U{len(shares)}"), reliability=given_)["only"]["all"]


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=6, unique=True).map(sorted),
    st.integers(0, 19),
    st.integers(1, 20),
)
def test_a_place_that_blanks_alone_leave_open_is_anywhere_in_its_range(values, low, width):
    """Without error of measurement the mass of a stretch is its share of the range, and no value has any."""
    found = place_masses(np.array(values, dtype=np.float64), low + width / 2, 0.0, low, low + width)
    below = [Fraction(min(max(value - low, 0), width), width) for value in values]
    stretches = [above - one for one, above in zip([Fraction(0), *below], [*below, Fraction(1)], strict=True)]
    assert found[::2] == pytest.approx([float(one) for one in stretches], abs=1e-12)
    assert not found[1::2].any()


def by_fractions(k, n, population, kind):
    """The probability of each quartile of a unit that is above k of n others, of a population with all ranks different.

    Each rank of the unit is equally likely before; given the rank, the others seen are a sample without replacement.
    """
    chances = [comb(rank, k) * comb(population - 1 - rank, n - k) for rank in range(population)]
    found = [Fraction(0)] * 4
    for rank, chance in enumerate(chances):
        place = (
            Fraction(2 * rank + 1, 2 * population)
            if kind is SelfInclusion.INCLUDED
            else Fraction(rank, population - 1)
        )
        found[sum(place >= Fraction(cut, 4) for cut in (1, 2, 3))] += Fraction(chance, sum(chances))
    return [float(one) for one in found]


@pytest.mark.parametrize("kind", SelfInclusion)
@pytest.mark.parametrize(("n", "population"), [(5, 5), (5, 6), (6, 13), (9, 12), (10, 66)])
def test_exact_arithmetic_over_all_ranks(kind, n, population):
    """Without error, blanks and ties the probabilities are those of counting every rank that the unit may have."""
    for unit in range(n):
        standing = standing_of(range(10, 10 + n), unit, population=population, conventions=CONVENTIONS[kind])
        assert bands(standing) == pytest.approx(by_fractions(unit, n - 1, population, kind), abs=1e-12)


@given(st.lists(st.integers(0, 30), min_size=5, max_size=25), st.sampled_from(SelfInclusion))
def test_the_whole_population_seen_is_certain(shares, kind):
    """Without error and blanks, and with all of the population seen, the quartile has probability 1, ties or not."""
    for unit in (0, len(shares) - 1):
        standing = standing_of(shares, unit, population=len(shares), conventions=CONVENTIONS[kind])
        assert bands(standing).tolist() == [float(quartile is standing.quartile) for quartile in Quartile]


@pytest.mark.parametrize("unit", [0, 7, 20, 25])
def test_a_population_without_end_is_the_beta_distribution(unit):
    """The share below has the distribution Beta(k + 1, n - k + 1), by SciPy."""
    under = stats.beta(unit + 1, 25 - unit + 1).cdf([0.0, 0.25, 0.5, 0.75, 1.0])
    assert bands(standing_of(range(26), unit)) == pytest.approx(np.diff(under), abs=1e-12)


@pytest.mark.parametrize(("k", "n", "population"), [(0.0, 25, 65), (6.5, 25, 65), (41.0, 82, 202), (3, 3, 3)])
def test_a_known_population_is_the_beta_binomial_distribution(k, n, population):
    """How many of the unseen are below is beta-binomial, by SciPy."""
    unseen = np.arange(population - n + 1)
    law = stats.betabinom(population - n, k + 1, n - k + 1).pmf(unseen)
    band = np.searchsorted([0.25, 0.5, 0.75], (k + unseen) / population, side="right")
    found = band_probabilities(np.ones(1), np.array([k]), n, population=population)
    assert found == pytest.approx(np.bincount(band, law, minlength=4), abs=1e-9)


@pytest.mark.parametrize("reliability", [0.0, 0.6, 0.95])
@pytest.mark.parametrize("population", [None, 26, 66])
def test_brute_force_with_measurement_error(reliability, population):
    """Places and shares drawn at random fall into the quartiles as often as the probabilities say."""
    rng = np.random.default_rng(18)
    shares = np.round(rng.normal(50, 15, 26) / 5) * 5
    standing = standing_of(shares.tolist(), 3, population=population, reliability=reliability)
    others, mean, spread = np.delete(shares, 3), shares.mean(), shares.std(ddof=1)
    places = rng.normal(mean + sqrt(reliability) * (shares[3] - mean), spread * sqrt(1 - reliability), DRAWS)
    below = np.searchsorted(np.sort(others), places)
    factor = 1.0
    if population is not None:
        agreement = 2 / np.pi * np.arcsin(sqrt(reliability))
        factor += (1 - 2 * agreement) * 25 / (population - 1)
    middle, size = (below + 1) / 27, 28 / factor - 1
    drawn = rng.beta(middle * size, (1 - middle) * size)
    assert_frequencies(drawn, bands(standing))


def assert_frequencies(shares_below, expected):
    """Drawn shares fall into the quarters as often as expected, within four standard errors of the draws."""
    counted = np.bincount(np.searchsorted([0.25, 0.5, 0.75], shares_below, side="right"), minlength=4)
    error = np.sqrt(expected * (1 - expected) / DRAWS)
    assert np.all(np.abs(counted / DRAWS - expected) <= 4 * error + 1e-9)


def with_blank(rows, *, reliability=None):
    """The standing of the first unit by the mean of its parts, blanks allowed, and all scores."""
    scores = scored(rows)
    given_ = None if reliability is None else {"only": reliability}
    standing = Norms.fit(scores).place(scores.of("U0"), reliability=given_)["only"]["all"]
    return standing, scores["only"]


@pytest.mark.parametrize("reliability", [None, 0.7])
def test_brute_force_with_blanks(reliability):
    """A blank spreads the score over all that it could make of it, and measurement error does so once more."""
    rng = np.random.default_rng(1966)
    rows = rng.integers(0, 101, (30, 2)).tolist()
    rows[0] = [60, None]
    standing, values = with_blank(rows, reliability=reliability)
    share = 1.0 if reliability is None else reliability
    mean, spread = values.mean(), values.std(ddof=1)
    completed = rng.uniform(30, 80, DRAWS)
    places = rng.normal(mean + sqrt(share) * (completed - mean), spread * sqrt(1 - share))
    below = np.searchsorted(np.sort(values[1:]), places)
    assert_frequencies(rng.beta(below + 1, 29 - below + 1), bands(standing))


def test_a_blank_makes_it_less_certain():
    """The same score is less sure of its quartile with a blank than without."""
    rows = [[value, value] for value in range(1, 100, 4)]
    sure, _ = with_blank([[95, 95], *rows])
    unsure, _ = with_blank([[95, None], *rows])
    assert sure.score == unsure.score
    assert unsure.band_probabilities[Quartile.TOP] < sure.band_probabilities[Quartile.TOP]


def test_a_range_as_narrow_as_rounding_is_none():
    """A range that rounding alone makes, or nearly so, gives the same masses as no range, and smoothly so."""
    values = np.arange(0.0, 100.0, 10.0)
    plain = place_masses(values, 50.0, 8.0, 50.0, 50.0)
    for width in (1e-14, 1e-6, 7e-4, 9e-4):
        found = place_masses(values, 50.0, 8.0, 50.0 - width / 2, 50.0 + width / 2)
        assert found == pytest.approx(plain, abs=1e-8)


def test_a_reliability_of_1_is_as_none_given():
    """Without measurement error nothing changes."""
    shares = [10.1, 20.3, 20.3, 30.7, 40.9, 40.9, 50, 60, 70, 80, 90, 90]
    for weights in (None, [1.0 + i / 7.0 for i in range(12)]):
        for population in (None, 12, 40):
            known = {"weights": weights, "population": population}
            for unit in (1, 4, 6):
                plain = standing_of(shares, unit, **known)
                assert (
                    bands(standing_of(shares, unit, **known, reliability=1.0)).tolist()
                    == bands(plain).tolist()
                )
    plain = band_probabilities(np.ones(1), np.array([3.0]), 10, population=20)
    assert (
        band_probabilities(np.ones(1), np.array([3.0]), 10, population=20, reliability=1.0).tolist()
        == plain.tolist()
    )


def test_scores_that_say_nothing_leave_every_quartile_about_as_likely():
    """With a reliability of 0 every unit has the same probabilities, about a quarter each."""
    shares = stats.norm(50, 15).ppf((np.arange(200) + 0.5) / 200).tolist()
    found = [bands(standing_of(shares, unit, reliability=0.0)) for unit in (0, 100, 199)]
    assert found[0] == pytest.approx(np.full(4, 0.25), abs=0.01)
    assert found[1] == pytest.approx(found[0], abs=0.01)
    assert found[2] == pytest.approx(found[0], abs=0.01)


@given(
    st.lists(st.integers(0, 100), min_size=5, max_size=20),
    st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted),
    st.sampled_from([None, 0.0, 0.5, 0.9, 1.0]),
    st.sampled_from([None, 0, 30]),
)
def test_a_higher_score_is_never_more_likely_in_a_lower_quartile(shares, two, reliability, more):
    """Against the same norms a higher score shifts probability upward, and probabilities add up to 1."""
    population = None if more is None else len(shares) + more
    low, high = (
        bands(stranger(shares, share, population=population, reliability=reliability)) for share in two
    )
    assert low.sum() == pytest.approx(1.0, abs=1e-12)
    assert np.all(low >= 0)
    assert np.all(np.cumsum(high) <= np.cumsum(low) + 1e-9)


def test_equal_weights_are_no_weights():
    """Weights that are all the same change nothing, whether the population is known or not."""
    shares = [10, 20, 20, 30, 40, 40, 50, 60, 70, 80, 90, 90]
    for reliability in (None, 0.8):
        for population in (None, 12, 40):
            plain = bands(standing_of(shares, 4, reliability=reliability, population=population))
            weighed = standing_of(
                shares, 4, weights=[3.0] * 12, reliability=reliability, population=population
            )
            assert bands(weighed) == pytest.approx(plain, abs=1e-12)


def test_weights_count_by_an_effective_number_of_units():
    """The share below is the weighted one, of as many units as would be worth as much without weights."""
    shares, weights = list(range(10, 130, 10)), [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    shares = [share / 2 for share in shares]
    size = 30**2 / 90 * 11 / 12
    below = (1 + 1 + 1 + 2) / (30 - 2) * size
    under = stats.beta(below + 1, size - below + 1).cdf([0.0, 0.25, 0.5, 0.75, 1.0])
    assert bands(standing_of(shares, 4, weights=weights)) == pytest.approx(np.diff(under), abs=1e-12)


def test_a_score_outside_of_its_range_at_one_point_stays_where_it_is():
    """A range of one point is none: the score that is placed is the one that was scored."""
    rows = [[10 * i, 10 * i] for i in range(1, 10)]
    standing, _ = with_blank(rows)
    assert bands(standing) == pytest.approx(
        np.diff(stats.beta(1, 9).cdf([0.0, 0.25, 0.5, 0.75, 1.0])), abs=1e-12
    )


@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=40),
    st.lists(st.tuples(st.floats(-2.0, 42.0), st.floats(-2.0, 42.0)).map(sorted), min_size=1, max_size=5),
    st.booleans(),
    st.none() | st.sampled_from((0, 7)),
    st.data(),
)
def test_the_mean_over_a_range_is_that_of_what_is_between_values(sizes, ranges, member, more, data):
    """By SciPy's laws for each stretch between two values, one by one; and with the same bits alone as together."""
    values, counts = np.arange(float(len(sizes))), np.array(sizes, dtype=np.float64)
    place = st.integers(0, len(sizes) - 1)
    at = data.draw(st.lists(place, min_size=len(ranges), max_size=len(ranges)))
    n = int(counts.sum()) - member
    population = None if more is None else n + more
    low, high = np.array(ranges).T
    score = values[at] if member else values[at] + 0.5

    def together(cells):
        return counted_bands(
            values, counts, score[cells], low[cells], high[cells], member=member, population=population, own=0
        )

    def chances(below):
        if population is None:
            return np.diff(stats.beta(below + 1.0, n - below + 1.0).cdf([0.0, 0.25, 0.5, 0.75, 1.0]))
        law = stats.betabinom(more, below + 1.0, n - below + 1.0).pmf(np.arange(more + 1))
        place = (below + np.arange(more + 1)) * 4.0
        quarter = np.minimum(place // max(population, 1), 3).astype(int)
        return np.bincount(quarter, law, minlength=4)

    found = together(slice(None))
    for i, (least, most) in enumerate(ranges):
        others = counts - member * (values == score[i])
        if most > least:
            ends = np.concatenate(([-np.inf], values, [np.inf]))
            lengths = np.diff(np.clip(ends, least, most))
            below = np.concatenate(([0.0], np.cumsum(others)))
            expected = sum(
                length / (most - least) * chances(count)
                for length, count in zip(lengths.tolist(), below.tolist(), strict=True)
                if length
            )
        else:
            expected = chances(others[values < score[i]].sum() + others[values == score[i]].sum() / 2.0)
        assert found[i] == pytest.approx(expected, abs=1e-9)
        assert together([i]).tolist() == found[[i]].tolist()


TOLERANCE = 0.05
COHORTS = {26: 60, 83: 20, 133: 12, 242: 8}


@pytest.mark.long
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("reliability", [0.6, 0.8, 0.95, 1.0])
def test_what_is_said_to_be_likely_comes_true_as_often(n, reliability):
    """Of predictions that are alike, as many come true as they say: within 0.05, and three simulation errors."""
    rng = np.random.default_rng(n + round(100 * reliability))
    cohorts = [predictions(n, SIZES[n], reliability, rng) for _ in range(COHORTS[n])]
    missed = [
        each for each in diagram(cohorts) if abs(each.observed - each.predicted) > TOLERANCE + 3 * each.error
    ]
    assert missed == []

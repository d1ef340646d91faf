"""What a mutant of the placing modules once showed to be untested."""

import numpy as np
import pytest
from scipy import stats

from smmi._thresholds import ROUNDING
from smmi.benchmark import Conventions, Norms, Quartile, SelfInclusion
from smmi.benchmark.kernels import _order_statistics as order_statistics
from smmi.benchmark.kernels._band_probabilities import NARROW, NEGLIGIBLE, band_probabilities, place_masses
from smmi.benchmark.kernels._intervals import clopper_pearson, jeffreys, wilson
from tests.benchmark.known_quartiles import score_shares
from tests.benchmark.test_standing import standing_of


def test_an_error_below_1_is_an_error_too():
    """However small its standard deviation, the place is normal, by SciPy."""
    masses = place_masses(np.array([0.0, 1.0]), 0.25, 0.5, 0.25, 0.25)
    below = stats.norm(0.25, 0.5).cdf([0.0, 1.0])
    assert masses == pytest.approx([below[0], 0.0, below[1] - below[0], 0.0, 1.0 - below[1]], abs=1e-12)


def test_no_mass_is_negative_by_rounding():
    """Far above the range and the error, the place is surely below: the mass above is 0 and not less."""
    values = np.arange(0.0, 101.0)
    for width in (1.0, 5.0, 10.0, 20.0):
        assert place_masses(values, 20.0, 3.0, 20.0, 20.0 + width)[-1] == 0.0
        for value in values:
            assert place_masses(np.array([value]), 20.0, 3.0, 20.0, 20.0 + width).min() >= 0.0
    low = 84.03300858260732  # forty errors above the value: both tails are next to the least doubles
    masses = place_masses(
        np.array([77.31908226552162]), low, 0.17840617098895428, low, low + 0.02208329385447049
    )
    assert masses.min() >= 0.0


def test_a_range_that_is_just_narrow_is_none():
    """A range as wide as what is narrow, and no wider, is taken for its middle, to the last bit."""
    values = np.array([-0.5, 0.0, 0.25])
    for wider, narrow in ((0.0, True), (1e-9, False)):
        high = NARROW + wider
        found = place_masses(values, 0.0, 1.0, 0.0, high).tolist()
        assert (found == place_masses(values, high / 2, 1.0, high / 2, high / 2).tolist()) is narrow


def test_what_is_negligible_is_left_out():
    """A place as likely as what is negligible has no part in the probabilities; a likelier one has."""
    places, counts = np.array([NEGLIGIBLE, 1.0]), np.array([0.0, 10.0])
    alone = band_probabilities(np.ones(1), counts[1:], 10).tolist()
    assert band_probabilities(places, counts, 10).tolist() == alone
    assert band_probabilities(places * [1.5, 1.0], counts, 10).tolist() != alone


def test_probabilities_are_within_0_and_1_whatever_rounding_does():
    """The lowest and the highest of a known population are in their quarter with a probability of at most 1."""
    for n in (5, 9, 13, 22, 23, 27, 28, 43):
        for population in range(n + 7, n + 30, 7):
            for below in (0.0, float(n)):
                found = band_probabilities(np.ones(1), np.array([below]), n, population=population)
                assert found.min() >= 0.0
                assert found.max() <= 1.0


def test_what_is_left_of_the_places_adds_up_to_1():
    """A thousand negligible places are left out, and the probabilities of the others still add up to 1."""
    masses = np.concatenate((np.full(1000, 9e-13), [1.0 - 9e-10]))
    found = band_probabilities(masses, np.full(1001, 6.0), 12)
    assert found.sum() == pytest.approx(1.0, abs=1e-13)


@pytest.mark.parametrize("far", [5.0, 2000.0])
def test_places_of_a_known_population_are_weighed_each_by_its_own_law(far):
    """Of several places the probabilities are the mean of those of each, also where one is next to impossible."""
    n, counts, masses = int(far), np.array([0.0, far // 2, far]), np.array([0.5, 0.2, 0.3])
    found = band_probabilities(masses, counts, n, population=n + 9)
    alone = [band_probabilities(np.ones(1), counts[[i]], n, population=n + 9) for i in range(3)]
    assert found == pytest.approx(masses @ np.array(alone), abs=1e-12)


def test_a_median_of_a_census_is_known():
    """A standing tells the interval of its group's median in the population that is known."""
    assert standing_of(range(20), population=20).median_interval == (9.5, 9.5)
    assert standing_of(range(20), population=21).median_interval == (9.0, 10.0)


def test_two_units_of_unequal_weight_have_a_spread():
    """Worth 1.6 units, they have the variance 75 * 1.6 / 0.6 = 200, half of it error at a reliability of a half."""
    scores = score_shares([40, 60])
    norms = Norms.fit(scores, weights=[1.0, 3.0], conventions=Conventions(minimum_for_quartile=2))
    standing = norms.place(scores.of("U0"), reliability={"only": 0.5})["only"]["all"]
    place = 55.0 - 15.0 * 0.5**0.5
    masses = place_masses(np.array([60.0]), place, 10.0, place, place)
    expected = band_probabilities(masses, np.array([0.0, 0.4, 0.8]), 0.8, reliability=0.5)
    found = [standing.band_probabilities[quartile] for quartile in Quartile]
    assert found == pytest.approx(expected.tolist(), abs=1e-12)


def chances_of(shares, unit, **options):
    """The probabilities of the quarters of one of the units with these shares, two being enough."""
    scores = score_shares(shares)
    weights, reliability = options.get("weights"), options.get("reliability")
    norms = Norms.fit(scores, weights=weights, conventions=Conventions(minimum_for_quartile=2))
    given = None if reliability is None else {"only": reliability}
    standing = norms.place(scores.of(f"U{unit}"), reliability=given)["only"]["all"]
    return [standing.band_probabilities[quartile] for quartile in Quartile]


def test_a_score_that_is_not_whole_is_placed_where_it_is():
    """Five of eleven others are below 2.5, by SciPy's beta law."""
    under = stats.beta(6, 7).cdf([0.0, 0.25, 0.5, 0.75, 1.0])
    assert chances_of([i / 2 for i in range(12)], 5) == pytest.approx(np.diff(under), abs=1e-12)


def test_a_reliability_of_1_moves_no_score_off_its_ties():
    """Where the mean of the group has no exact double, the probabilities are still those without a reliability."""
    shares = [0.1, 0.1, 0.3, 0.3, 0.7, 0.7, 60.1, 70.7, 80.3, 90.9, 90.9]
    for unit in range(11):
        assert chances_of(shares, unit, reliability=1.0) == chances_of(shares, unit)


def test_units_worth_no_more_than_one_have_no_spread():
    """Where one unit has all the weight but for rounding, there is no error to tell, and the place is a point."""
    masses, below = np.array([0.0, 0.0, 1.0]), np.array([0.0, 0.25, 0.5])
    expected = band_probabilities(masses, below, 0.5, reliability=0.5)
    found = chances_of([40.0, 40.5], 1, weights=[1.0, 2.0**-60], reliability=0.5)
    assert found == pytest.approx(expected.tolist(), abs=1e-12)


@pytest.mark.parametrize("method", [clopper_pearson, wilson, jeffreys])
def test_counts_in_single_precision_have_the_ends_of_double(method):
    """Ends are doubles, whatever the counts are given in; reasons are bytes."""
    low, high, reasons = method(np.float32([2.0**24]), np.float32([3 * 2.0**23]), level=0.95)
    expected = method(2.0**24, 3 * 2.0**23, level=0.95)
    assert (low.dtype, high.dtype, reasons.dtype) == (np.float64, np.float64, np.uint8)
    assert (low[0], high[0]) == (float(expected[0]), float(expected[1]))


def test_the_upper_end_is_1_where_all_are_below():
    """Rounding does not draw the upper end of the score interval inside the estimate."""
    for n in range(1, 80):
        assert wilson(n, n, level=0.9)[1] == 1.0


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("below", [1e-12, 1e-15, 1e-16, 2e-17, 3e-17])
def test_the_score_interval_of_next_to_nothing_holds_it(below, level):
    """Where next to no weight is below, rounding draws no end past the estimate, nor below 0."""
    n = np.arange(1.0, 200.0)
    low, high, _ = wilson(below, n, level=level)
    assert (low >= 0.0).all()
    assert (low <= below / n).all()
    assert (high >= below / n).all()


def test_the_score_interval_is_exact_at_levels_next_to_1():
    """Of none of ten the upper end is z² / (10 + z²), z by SciPy from the tail, however small that is."""
    for level in (0.95, 1.0 - 1e-9, 1.0 - 1e-15):
        square = stats.norm.isf((1.0 - level) / 2.0) ** 2
        assert wilson(0, 10, level=level)[1] == pytest.approx(square / (10.0 + square), rel=1e-13)


def test_a_tail_that_is_missed_as_often_as_it_may_be_is_not_missed_too_often():
    """Of two units the lowest misses the median as often as the level allows, slack included: it is the lower end."""
    level = 0.5000000000004547
    tail = (1.0 - level) / 2.0
    assert tail + ROUNDING * tail == 0.25
    assert order_statistics.interval_ranks(2, 0.5, level=level)[0] == 1
    assert order_statistics.interval_ranks(2, 0.5, level=np.nextafter(level, 1.0))[0] == 0


def test_a_pair_as_rare_as_what_is_negligible_is_left_out(monkeypatch):
    """Of the pairs of order statistics of a resample only those more probable than that are kept, the same ones."""
    i, j, masses = order_statistics.bootstrap_pairs(5, 2)
    for rare in np.unique(masses)[:-1]:
        monkeypatch.setattr(order_statistics, "_NEGLIGIBLE", rare)
        left = order_statistics.bootstrap_pairs(5, 2)
        assert [part.tolist() for part in left] == [part[masses > rare].tolist() for part in (i, j, masses)]


def test_a_tail_that_is_reached_to_the_last_bit_is_reached():
    """The median of two of two is 0, 2 or 4, with probabilities of 1/4, 1/2 and 1/4: 2 is not passed with 3/4."""
    ascending, values = np.array([[0.0, 4.0]]), np.array([[0.0, 2.0, 4.0]])
    pairs = np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([0.25, 0.5, 0.25])
    tail = 0.75 / (1.0 - ROUNDING)
    assert tail - ROUNDING * tail == 0.75
    for probable, end in ((tail, 2.0), (np.nextafter(tail, 1.0), 4.0)):
        assert order_statistics._lower_ends(ascending, values, pairs, 1, probable).tolist() == [end]


@pytest.mark.parametrize("population", [14, 15, 40])
def test_the_median_of_the_others_is_of_the_other_units_of_a_population(population):
    """A unit that is left out leaves its group's median, and the population, to the others."""
    shares, own = [0, 5, 10, 20, 30, 40, 45, 50, 60, 70, 80, 90, 95, 100], 3
    left_out = Conventions(self_inclusion=SelfInclusion.LEFT_OUT)
    scores = score_shares(shares)
    norms = Norms.fit(scores, population={"all": population}, conventions=left_out)
    others = score_shares([share for place, share in enumerate(shares) if place != own])
    among = Norms.fit(others, population={"all": population - 1})
    expected = among.place(others.of("U0"))["only"]["all"]
    found = norms.place(scores.of(f"U{own}"))["only"]["all"]
    assert (found.median, found.median_interval) == (expected.median, expected.median_interval)

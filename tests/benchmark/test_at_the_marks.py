"""What is exactly at a mark is at it, and its neighbours are beside it: bands of ranks, chances, spans and shares."""

import math
from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import Conventions, HighlightRule, Norms, Quartile, cronbach_alpha, statistical_ties
from smmi.benchmark.kernels._band_probabilities import CUTS, census_bands
from smmi.benchmark.kernels._calibration import capped_at
from smmi.benchmark.kernels._mann_whitney import mann_whitney_counts
from smmi.benchmark.kernels._normal import DECILE_CUTS, STANINE_CUTS, deciles, stanines_of_ranks
from smmi.benchmark.kernels._two_samples import _shift_rank
from smmi.benchmark.peers import GowerKind, GowerVariable, gower_distances
from smmi.errors import DeclarationError
from smmi.report.wording import is_close
from tests.benchmark.known_quartiles import score_shares
from tests.benchmark.test_reliability import scored


def beside(mark):
    """The double below a mark, the mark, and the double above."""
    return math.nextafter(mark, -math.inf), mark, math.nextafter(mark, math.inf)


# -------------------------------------------------------------------- bands of ranks
@pytest.mark.parametrize(("bands", "cuts"), [(deciles, DECILE_CUTS), (stanines_of_ranks, STANINE_CUTS)])
def test_a_decile_or_stanine_begins_at_its_cut(bands, cuts):
    """A percentile rank at a cut is in the upper band, the double below it in the lower, one by one and at once."""
    ranks = np.array([one for cut in cuts for one in beside(cut)])
    expected = [2 + place - (step == 0) for place in range(len(cuts)) for step in range(3)]
    assert bands(ranks).tolist() == expected
    assert [int(bands(np.array(rank))) for rank in ranks] == expected
    assert (bands(np.array([0.0, 100.0])).tolist()) == [1, len(cuts) + 1]


@given(st.integers(5, 40), st.data())
def test_bands_of_a_cohort_are_those_of_whole_numbers(n, data):
    """Quartile, star, decile and stanine of the k-th of n by integer arithmetic: the mid-rank is (2 k + 1) / 2 n."""
    k = data.draw(st.integers(0, n - 1))
    scores = score_shares([float(place) for place in range(n)])
    found = Norms.fit(scores, conventions=Conventions(minimum_for_percentile=2)).place(scores.of(f"U{k}"))
    standing = found["only"]["all"]
    rank = Fraction(100 * (2 * k + 1), 2 * n)
    assert standing.quartile == standing.stars == 1 + sum(rank >= cut for cut in (25, 50, 75))
    assert standing.decile == 1 + sum(rank >= int(cut) for cut in DECILE_CUTS)
    assert standing.stanine == 1 + sum(rank >= int(cut) for cut in STANINE_CUTS)


@given(st.sampled_from(CUTS), st.integers(-3, 3), st.integers(1, 10**6))
def test_a_share_of_a_census_is_in_the_quarter_of_its_fraction(cut, steps, quarters):
    """Counts over four times any number: a cut is in the quarter above, one unit less in that below."""
    share = Fraction(round(cut * 4) * quarters + steps, 4 * quarters)
    if 0 <= share <= 1:
        expected = sum(share >= Fraction(one) for one in CUTS)
        assert census_bands(np.ones(1), np.array([float(share)])).argmax() == expected


# -------------------------------------------------------------------- chances
class Chances:
    """A standing of which only the quartile and the probabilities are asked."""

    def __init__(self, quartile, top):
        self.quartile, self.population, self.n = quartile, 1, 1
        rest = {Quartile.SECOND: 1.0 - top, Quartile.THIRD: 0.0, Quartile.FOURTH: 0.0}
        self.band_probabilities = {Quartile.TOP: top, **rest}


@given(st.integers(1, 999), st.integers(-2, 2))
def test_a_chance_that_is_just_the_certainty_is_enough(thousandths, steps):
    """0.8 is sure at 0.8, and what it leaves to the rest, 0.2, is ruled out; a millionth beside is beside."""
    certainty = float(Fraction(thousandths, 1000))
    rule = HighlightRule(certainty=certainty)
    top = float(Fraction(thousandths, 1000) + Fraction(steps, 10**6))
    standing = Chances(Quartile.TOP, top)
    assert rule.is_sure(standing, (Quartile.TOP,)) is (steps >= 0)
    assert is_close(standing, certainty) is (steps < 0)
    left = float(Fraction(1000 - thousandths, 1000) + Fraction(steps, 10**6))
    assert rule.is_possible(Chances(Quartile.SECOND, left), (Quartile.TOP,)) is (steps > 0)


def test_a_certainty_of_1_asks_for_all():
    """The double below 1 is no certainty."""
    below, one, _ = beside(1.0)
    rule = HighlightRule(certainty=1)
    assert rule.is_sure(Chances(Quartile.TOP, one), (Quartile.TOP,))
    assert not rule.is_sure(Chances(Quartile.TOP, below), (Quartile.TOP,))
    assert is_close(Chances(Quartile.TOP, below), 1.0)


# -------------------------------------------------------------------- spans and sizes
@given(st.integers(-999, 999), st.integers(1, 999), st.sampled_from([10, 100, 1000]), st.integers(-1, 1))
def test_values_as_far_apart_as_the_span_are_within_it(least, apart, parts, more):
    """0.1 and 0.8 are 0.7 apart, as decimals are; a distance is never above 1, and a smaller span is refused."""
    low, high = Fraction(least, parts), Fraction(least + apart, parts)
    span = float(Fraction(10 * apart + more, 10 * parts))
    records = [
        {"unit": f"U{i}", "share": 1, "size": str(float(value))} for i, value in enumerate((low, high))
    ]
    answers = smmi.Answers.from_records(
        score_shares([1]).instrument, records, unit="unit", attributes=("size",)
    )
    by = [GowerVariable("size", GowerKind.NUMERIC, span=span)]
    if more < 0:
        with pytest.raises(DeclarationError):
            gower_distances(answers, by=by)
    else:
        distance = gower_distances(answers, by=by)[0, 1]
        assert distance <= 1.0
        assert distance == pytest.approx(float(Fraction(10 * apart, 10 * apart + more)))


@given(st.integers(-300, 300))
def test_alpha_does_not_hang_on_the_size_of_weights(exponent):
    """Weights are relative: any power of two of them has the alpha of the weights themselves, to the last bit."""
    rows = [(0, 10, 20), (50, 40, 70), (90, 100, 60), (30, 30, 50)]
    plain = cronbach_alpha(scored(rows, weights=(1.0, 2.0, 3.0)))["only"]
    scaled = [math.ldexp(weight, exponent) for weight in (1.0, 2.0, 3.0)]
    assert cronbach_alpha(scored(rows, weights=scaled))["only"] == plain


def test_without_error_only_equal_scores_are_tied():
    """With a reliability of 1 the double beside a score is apart by rounding alone, and a thousand millionth is not."""
    shares = [0.0, 50.0, 50.0, 50.0 + 5e-10, 100.0]
    ties = statistical_ties(score_shares(shares), "U1", reliability={"overall": 1.0})
    assert (ties.tied, ties.ranks, ties.difference) == (("U2",), (3, 4), 0.0)


def test_a_weight_at_the_cap_is_not_cut():
    """Nor is one that is above it by rounding alone; one that is above by a thousand millionth is."""
    base, margins = np.array([1.0, 1.0, 2.0]), [(np.zeros(3, dtype=np.intp), np.array([4.0]))]
    for cap, cut in ((2.0, []), (math.nextafter(2.0, 0.0), []), (2.0 - 2e-9, [2])):
        _, capped, _, _ = capped_at(base, margins, cap, 1e-10, 10)
        assert np.flatnonzero(capped).tolist() == cut


@given(st.integers(2, 9), st.integers(2, 9), st.data())
def test_an_end_of_the_shift_that_misses_as_often_as_it_may_is_one(m, n, data):
    """At each level that the Mann-Whitney law attains its rank is taken, and at one a millionth above it is not."""
    reached = list(accumulate(mann_whitney_counts(m, n)))
    rank = data.draw(st.integers(1, m * n // 2))
    tail = Fraction(reached[rank - 1], reached[-1])
    if tail < Fraction(1, 2):
        assert _shift_rank(m, n, float(1 - 2 * tail)) == rank
        assert _shift_rank(m, n, float(1 - 2 * tail * (1 - Fraction(1, 10**6)))) == rank - 1

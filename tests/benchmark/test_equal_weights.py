"""Ranks on exact weights: equal weights say nothing, multiples change nothing, and rounding takes no star."""

from fractions import Fraction

import numpy as np
from hypothesis import assume, given, strategies as st

from smmi._decimals import LEAST_WEIGHT, MOST_WEIGHT
from smmi.benchmark import (
    Conventions,
    Norms,
    QuantileRule,
    Quartile,
    SelfInclusion,
    SurveyDesign,
    TieRule,
    post_stratify,
)
from smmi.benchmark.kernels._ranks import rank_table
from smmi.benchmark.norms import NormTable
from tests.benchmark.survey_samples import scores_with

SIZES = (1 / 3, 45 / 14, 0.1, 1e-6)
PARTS = (
    "percentile",
    "quartile",
    "decile",
    "stanine",
    "z",
    "median",
    "interval",
    "median_interval",
    "effective_n",
)

conventions = st.builds(
    Conventions,
    ties=st.sampled_from(TieRule),
    quantiles=st.sampled_from(QuantileRule),
    self_inclusion=st.sampled_from(SelfInclusion),
    minimum_for_quartile=st.just(2),
    minimum_for_percentile=st.just(2),
)
steps = st.lists(st.integers(0, 12), min_size=3, max_size=12)


def placed(scores, **how):
    """All that is said of all units, with the ranks of the batch."""
    norms = Norms.fit(scores, **how)
    found = []
    for profile in scores:
        standing = norms.place(profile)["only"]["all"]
        found.append([getattr(standing, part) for part in PARTS] + [dict(standing.band_probabilities)])
    return found, norms.percentile_ranks(scores).tolist()


def bands(found):
    """Quartiles, deciles and stanines."""
    return [one[1:4] for one in found[0]]


def test_exactly_at_a_quarter_is_in_it():
    """Of 14 schools post-stratified to 45, one at rank 25 is Third and one at 75 is Top, as without weights."""
    scores = scores_with(share=[3.0 + 6.0 * i for i in range(14)], kind=["a"] * 14)
    weights = post_stratify(scores.answers, by="kind", population={"a": 45})
    norms = Norms.fit(scores, weights=weights)
    for unit, rank, quartile in (("U3", 25.0, Quartile.THIRD), ("U10", 75.0, Quartile.TOP)):
        standing = norms.place(scores.of(unit))["only"]["all"]
        assert (standing.percentile, standing.quartile) == (rank, quartile)
    assert placed(scores, weights=weights) == placed(scores)


@given(
    size=st.sampled_from(SIZES),
    given=steps,
    chosen=conventions,
    times=st.integers(1, 2**20),
    more=st.none() | st.integers(0, 9),
    designed=st.booleans(),
)
def test_equal_weights_give_the_bits_of_none(size, given, chosen, times, more, designed):
    """Whatever their size, and times a whole number: all that a placement says is the same to the bit."""
    scores = scores_with(share=[5.0 * step for step in given])
    n = len(given)
    population = None if more is None else n + more
    how = (
        {"design": SurveyDesign.of(scores.answers, population=population)}
        if designed
        else {"population": None if population is None else {"all": population}}
    )
    plain = placed(scores, conventions=chosen, **how)
    assert placed(scores, conventions=chosen, weights=[size] * n, **how) == plain
    assert placed(scores, conventions=chosen, weights=[size * times] * n, **how) == plain


@given(steps, st.data(), conventions, st.sampled_from([2, 3, 7, 10, 0.25, 2.0**70]), st.booleans())
def test_exact_multiples_give_the_same_bits(given, data, chosen, times, designed):
    """Weights that differ, times a number without rounding: all that a placement says is the same to the bit."""
    scores = scores_with(share=[5.0 * step for step in given])
    weights = data.draw(
        st.lists(
            st.integers(1, 2**20).map(lambda eighths: eighths / 8), min_size=len(given), max_size=len(given)
        )
    )
    multiple = [weight * times for weight in weights]
    assume(
        all(
            Fraction(one) == Fraction(weight) * Fraction(times)
            for one, weight in zip(multiple, weights, strict=True)
        )
    )
    how = {"design": SurveyDesign.of(scores.answers, population=99)} if designed else {}
    one = placed(scores, conventions=chosen, weights=weights, **how)
    assert placed(scores, conventions=chosen, weights=multiple, **how) == one


@given(steps, st.data(), conventions, st.sampled_from([1 / 3, 45 / 14, 0.1, 1e-6, 1e-90, 0.7]))
def test_rounded_multiples_give_the_same_bands(given, data, chosen, times):
    """Weights times a number, each rounded: the same quartile, star, decile and stanine as in exact fractions."""
    scores = scores_with(share=[5.0 * step for step in given])
    weights = data.draw(st.lists(st.integers(1, 6), min_size=len(given), max_size=len(given)))
    whole = placed(scores, conventions=chosen, weights=weights)
    rounded = placed(scores, conventions=chosen, weights=[weight * times for weight in weights])
    assert bands(rounded) == bands(whole)
    assert [one[0] for one in rounded[0]] == [one[0] for one in whole[0]]
    if chosen.self_inclusion is SelfInclusion.INCLUDED:
        ranks = NormTable.of(scores["only"], np.array(weights, dtype=np.float64))
        for score, one in zip(scores["only"].tolist(), whole[0], strict=True):
            assert one[0] == ranks.percentile_rank(score, ties=chosen.ties)


@given(steps, st.data(), st.sampled_from([3, 7, 11]))
def test_post_stratified_weights_are_ratios(given, data, times):
    """Counts of several cells, times a whole number: the ranks are the exact fractions, to the bit."""
    n = len(given)
    kinds = data.draw(st.lists(st.sampled_from("abc"), min_size=n, max_size=n))
    base = data.draw(st.sampled_from([1.0, 0.1, 0.3]))
    scores = scores_with(share=[5.0 * step for step in given], kind=kinds)
    sizes = {
        kind: kinds.count(kind) + more for kind, more in zip("abc", (1, 4, 11), strict=True) if kind in kinds
    }
    shares = {kind: Fraction(size, kinds.count(kind)) for kind, size in sizes.items()}
    found = []
    for factor in (1, times):
        population = {kind: factor * size for kind, size in sizes.items()}
        weights = post_stratify(scores.answers, by="kind", population=population, base=[base] * n)
        found.append(Norms.fit(scores, weights=weights).table("only"))
    for step in range(13):
        doubled = sum(
            (2 * (one < step) + (one == step)) * shares[kind] for one, kind in zip(given, kinds, strict=True)
        )
        exact = float(100 * doubled / (2 * sum(sizes.values())))
        assert [table.percentile_rank(5.0 * step) for table in found] == [exact, exact]


@given(st.lists(st.floats(LEAST_WEIGHT, MOST_WEIGHT), min_size=1, max_size=20), st.sampled_from([0, 1, 2]))
def test_ranks_of_any_weights_are_those_of_fractions(weights, halves):
    """From the least weight to the largest, each rank is its fraction's within 2^-49 of it, and ranks ascend."""
    found = rank_table(np.array([weights]), halves)[0].tolist()
    total, reached = sum(map(Fraction, weights)), Fraction(0)
    for i, weight in enumerate(map(Fraction, weights)):
        exact = 100 * (2 * reached + halves * weight) / (2 * total)
        assert abs(Fraction(found[2 * i + 1]) - exact) <= exact * Fraction(2) ** -49 + Fraction(1, 10**300)
        reached += weight
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0.0, 100.0)


@given(st.lists(st.floats(0.5, 9), min_size=2, max_size=12))
def test_only_equal_weights_say_nothing(weights):
    """A table is taken for one without weights if, and only if, all weights are equal: their effective number is n."""
    table = NormTable.of(np.arange(len(weights)) * 1.0, np.array(weights))
    assert (table.plain.weights is None) == (len(set(weights)) == 1)
    if len(set(weights)) == 1:
        assert table.effective_n == len(weights)
        assert table.plain == NormTable.of(np.arange(len(weights)) * 1.0)


def test_tables_without_units_stay_as_they_are():
    """Nobody has a score: there is nothing to compare."""
    table = NormTable.of(np.array([]), np.array([]))
    assert (table.plain.n, table.effective_n, table.below_and_equal(3.0)) == (0, 0.0, (0.0, 0.0))

"""A census knows: where all units of a group are seen, ranks are points, and nothing reaches further than it can."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import (
    Conventions,
    IntervalMethod,
    Norms,
    QuantileRule,
    Quartile,
    SelfInclusion,
    SurveyDesign,
    TieRule,
    post_stratify,
    quantile_interval,
    survey_mean,
    survey_proportion,
    survey_quantile,
    survey_total,
)
from smmi.benchmark.norms import NormTable, QuantileMethod
from smmi.benchmark.survey import NoVariance, VarianceMethod
from tests.benchmark.survey_samples import scores_with

SMALL = {"minimum_for_quartile": 2, "minimum_for_percentile": 2}

conventions = st.builds(
    Conventions,
    ties=st.sampled_from(TieRule),
    interval=st.sampled_from(IntervalMethod),
    quantiles=st.sampled_from(QuantileRule),
    self_inclusion=st.just(SelfInclusion.INCLUDED),
    minimum_for_quartile=st.just(2),
    minimum_for_percentile=st.just(2),
)


def census_designs(answers, n):
    """A simple random sample, strata, and clusters in strata, each drawn whole."""
    halves = {"x": (n + 1) // 2, "y": n // 2}
    blocks = {"x": len({i // 3 for i in range(0, n, 2)}), "y": len({i // 3 for i in range(1, n, 2)})}
    return {
        "simple": SurveyDesign.of(answers, population=n),
        "strata": SurveyDesign.of(answers, strata="kind", population=halves),
        "clusters": SurveyDesign.of(answers, strata="kind", clusters="block", population=blocks),
    }


def census(n, rng):
    """The scores of n units of two kinds, in blocks of three, with ties."""
    shares = rng.integers(0, 21, n) * 5.0
    kinds = ["x" if i % 2 == 0 else "y" for i in range(n)]
    return scores_with(share=shares, kind=kinds, block=[str(i // 3) for i in range(n)])


def check_certain(standing):
    """The rank and the median are points, the quartile is certain."""
    assert standing.interval == (standing.percentile, standing.percentile)
    assert standing.median_interval == (standing.median, standing.median)
    expected = {quartile: float(quartile is standing.quartile) for quartile in Quartile}
    assert dict(standing.band_probabilities) == expected
    assert standing.effective_n == standing.n


@pytest.mark.parametrize(
    "n",
    [pytest.param(n, marks=() if n in {2, 3, 5, 6, 11, 30} else pytest.mark.long) for n in range(2, 61)],
)
def test_a_census_has_no_error(n):
    """For censuses of 2 to 60 units, by three designs and without one, every width and standard error is 0."""
    rng = np.random.default_rng(n)
    scores = census(n, rng)
    answers, values = scores.answers, scores["only"]
    chosen = Conventions(ties=list(TieRule)[n % 3], interval=list(IntervalMethod)[n % 2], **SMALL)
    designs = census_designs(answers, n)
    weights = post_stratify(answers, by="kind", population={"x": (n + 1) // 2, "y": n // 2})
    fitted = [
        Norms.fit(scores, population={"all": n}, conventions=chosen),
        Norms.fit(scores, population={"all": n}, weights=rng.random(n) + 0.5, conventions=chosen),
        *(Norms.fit(scores, by=("kind",), design=one, conventions=chosen) for one in designs.values()),
        Norms.fit(scores, by=("kind",), weights=weights, design=designs["strata"], conventions=chosen),
    ]
    for norms in fitted:
        for unit in (scores.units[0], scores.units[n // 2]):
            for standing in norms.place(scores.of(unit))["only"].values():
                if standing.percentile is not None:
                    check_certain(standing)
    for design in designs.values():
        for how in (survey_mean, survey_total):
            for method in VarianceMethod:
                found = how(values, weights=weights, design=design, variance=method)
                assert (found.standard_error, found.low, found.high) == (0.0, found.estimate, found.estimate)
        share = survey_proportion(values <= 50, weights=weights, design=design)
        assert (share.standard_error, share.low, share.high) == (0.0, share.estimate, share.estimate)
        quantile = survey_quantile(values, 0.3, weights=weights, design=design)
        assert (quantile.standard_error, quantile.low, quantile.high) == (
            0.0,
            quantile.estimate,
            quantile.estimate,
        )
    table = NormTable.of(values)
    for probability in (0.25, 0.5, 0.75):
        for method in QuantileMethod:
            cut = quantile_interval(table, probability, method=method, population=n)
            assert (cut.low, cut.high) == (table.quantile(probability),) * 2
            assert (cut.reason, cut.population) == (None, n)
            assert (cut.standard_error or 0.0, cut.attained or 1.0) == (0.0, 1.0)


def dental_and_medical(dental):
    """14 dental schools of so many, 10 medical of 30: scores, weights and design."""
    shares = [*(3.0 + 6.0 * i for i in range(14)), *(5.0 + 9.0 * i for i in range(10))]
    scores = scores_with(share=shares, discipline=["dental"] * 14 + ["medical"] * 10)
    sizes = {"dental": dental, "medical": 30}
    weights = post_stratify(scores.answers, by="discipline", population=sizes)
    return scores, weights, SurveyDesign.of(scores.answers, strata="discipline", population=sizes)


def test_a_stratum_that_answered_wholly_knows_its_ranks():
    """A dental school at 33, 14 of 14 being seen: the rank among dental schools is a point, among all it is not."""
    scores, weights, design = dental_and_medical(14)
    norms = Norms.fit(scores, by=("discipline",), weights=weights, design=design)
    standings = norms.place(scores.of("U5"))["only"]
    assert standings["dental"].percentile == pytest.approx(550 / 14)
    check_certain(standings["dental"])
    assert standings["all"].interval[0] < standings["all"].percentile < standings["all"].interval[1]
    assert (standings["dental"].population, standings["all"].population) == (14, 44)
    inside = np.where(np.arange(24) < 14, scores["only"], np.nan)
    for method in VarianceMethod:
        found = survey_mean(inside, weights=weights, design=design, variance=method)
        assert (found.estimate, found.standard_error) == (pytest.approx(42.0), 0.0)


def test_an_interval_ends_where_the_unanswered_could_take_it():
    """With 14 of 15 the rank of 5.5 of 14 is from 5.5 to 6.5 of 15, and the more are missing, the wider it is."""
    ends = []
    for dental in (*range(14, 20), 39):
        scores, weights, design = dental_and_medical(dental)
        for norms in (
            Norms.fit(scores, by=("discipline",), weights=weights, design=design),
            Norms.fit(scores, by=("discipline",), population={"dental": dental}),
        ):
            standing = norms.place(scores.of("U5"))["only"]["dental"]
            low, high = standing.interval
            assert 100 * 5.5 / dental <= low <= standing.percentile <= high <= 100 * (dental - 8.5) / dental
            ends.append((low, high))
    for earlier, later in ((ends[i], ends[i + 2]) for i in range(len(ends) - 2)):
        assert later[0] <= earlier[0]
        assert earlier[1] <= later[1]
    assert ends[2] == pytest.approx((100 * 5.5 / 15, 100 * 6.5 / 15))


@given(
    st.lists(st.integers(0, 10), min_size=2, max_size=25),
    st.integers(0, 3),
    conventions,
    st.sampled_from([None, 1 / 3, "two"]),
    st.booleans(),
)
def test_ends_are_on_both_sides_of_the_estimate(steps, more, chosen, weight, designed):
    """Whatever the weights, the design and the population, low <= estimate <= high, for ranks and medians."""
    n = len(steps)
    scores = scores_with(share=[10.0 * step for step in steps])
    weights = None if weight is None else [weight if weight != "two" else 0.1 + i % 2 for i in range(n)]
    how = (
        {"design": SurveyDesign.of(scores.answers, population=n + more)}
        if designed
        else {"population": {"all": n + more}}
    )
    norms = Norms.fit(scores, weights=weights, conventions=chosen, **how)
    for profile in scores:
        standing = norms.place(profile)["only"]["all"]
        low, high = standing.interval
        assert 0 <= low <= standing.percentile <= high <= 100
        assert sum(standing.band_probabilities.values()) == pytest.approx(1)
        if standing.median_interval is not None:
            assert standing.median_interval[0] <= standing.median <= standing.median_interval[1]
        if not more:
            check_certain(standing)


def test_measurement_error_and_blanks_leave_a_doubt_in_a_census_too():
    """All units are seen, but not their true scores: with weights or without, quartiles are not certain."""
    scores = scores_with(share=[5.0 * i for i in range(16)])
    design = SurveyDesign.of(scores.answers, population=16)
    weights = [1.0 + i % 3 for i in range(16)]
    for how in ({"population": {"all": 16}}, {"design": design}, {"design": design, "weights": weights}):
        norms = Norms.fit(scores, **how)
        placed = norms.place(scores.of("U7"), reliability={"only": 0.8})["only"]["all"]
        assert placed.interval == (placed.percentile, placed.percentile)
        assert 0.3 < max(placed.band_probabilities.values()) < 1


def test_who_is_left_out_is_compared_with_all_others():
    """Left out of a census, a unit is compared with all others: that is certain."""
    out = Conventions(self_inclusion=SelfInclusion.LEFT_OUT)
    scores = scores_with(share=[5.0 * i for i in range(16)])
    for how in (
        {"population": {"all": 16}},
        {
            "design": SurveyDesign.of(scores.answers, population=16),
            "weights": [1.0 + i % 3 for i in range(16)],
        },
    ):
        standing = Norms.fit(scores, conventions=out, **how).place(scores.of("U7"))["only"]["all"]
        assert standing.n == 15
        check_certain(standing)


def test_a_group_is_known_to_a_design_by_its_strata():
    """A group of whole strata has their size; one across strata has none, unless all of them were drawn whole."""
    kinds, controls = ["x"] * 6 + ["y"] * 6, ["public", "private"] * 6
    scores = scores_with(share=[5.0 * i for i in range(12)], kind=kinds, control=controls)
    answers = scores.answers
    groups = {"by": ("kind", "control")}

    def known(population, **more):
        design = SurveyDesign.of(answers, strata="kind", population=population, **more)
        found = Norms.fit(scores, design=design, **groups).population
        return {group.name: size for group, size in found.items()}

    assert known({"x": 6, "y": 9}) == {"all": 15, "x": 6, "y": 9}
    assert known({"x": 6, "y": 6}) == {"all": 12, "x": 6, "y": 6, "private": 6, "public": 6}
    assert known(None) == {}
    told = Norms.fit(
        scores,
        design=SurveyDesign.of(answers, strata="kind", population={"x": 6, "y": 9}),
        population={"all": 20},
        **groups,
    )
    assert {group.name: size for group, size in told.population.items()} == {"all": 20, "x": 6, "y": 9}


def test_clusters_do_not_say_how_many_units_there_are():
    """Of sampling units that hold several units only those drawn whole are known."""
    scores = scores_with(share=[5.0 * i for i in range(12)], block=[str(i // 3) for i in range(12)])
    for drawn, size in ((4, 12), (5, None)):
        design = SurveyDesign.of(scores.answers, clusters="block", population=drawn)
        norms = Norms.fit(scores, design=design)
        assert norms.place(scores.of("U1"))["only"]["all"].population == size


def test_a_lonely_unit_does_not_matter_to_a_stratum_that_is_known():
    """A stratum that was drawn whole is known, also where another has a single sampling unit; the whole is not."""
    scores = scores_with(share=[10.0, 20.0, 40.0, 70.0], kind=["x", "x", "x", "y"])
    design = SurveyDesign.of(scores.answers, strata="kind", population={"x": 3, "y": 5})
    weights = post_stratify(scores.answers, by="kind", population={"x": 3, "y": 5})
    inside = [10.0, 20.0, 40.0, np.nan]
    found = survey_total(inside, weights=weights, design=design)
    assert (found.estimate, found.standard_error) == (70.0, 0.0)
    whole = survey_total(scores["only"], weights=weights, design=design)
    assert (whole.standard_error, whole.reason) == (None, NoVariance.LONELY_UNIT)


def test_a_quantile_of_different_weights_has_no_interval_but_in_a_census():
    """Order statistics are not for weights that differ; where all units are seen, the quantile is known."""
    table = NormTable.of(np.array([1.0, 2.0, 5.0]), np.array([1.0, 2.0, 1.0]))
    found = quantile_interval(table, population=3)
    assert (found.low, found.high, found.reason) == (2.0, 2.0, None)
    assert quantile_interval(table, population=4).low is None
    equal = NormTable.of(np.arange(9.0), np.full(9, 0.1))
    assert quantile_interval(equal) == quantile_interval(NormTable.of(np.arange(9.0)))

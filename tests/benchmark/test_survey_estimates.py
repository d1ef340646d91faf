"""Estimates with the variance of their design against R's survey, exact fractions, and their properties."""

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st
from scipy import linalg, stats

from smmi.benchmark import (
    SurveyDesign,
    post_stratify,
    rake,
    survey_mean,
    survey_proportion,
    survey_quantile,
    survey_total,
)
from smmi.benchmark.survey import NoVariance, SurveyWeights, VarianceMethod
from smmi.errors import ArgumentError, ConvergenceError, MarginError, Reason
from tests.benchmark.survey_samples import API, PHQ9, api_sample, phq9_sample, units_with

COUNTS = API["population"]
EXACT = {"rel": 1e-9, "abs": 1e-9}
ITERATED = {"rel": 1e-6, "abs": 1e-6}
"""Both sides fit weights by iterations."""


@cache
def case(sample, weighting):
    """Weights and design of one of R's samples."""
    answers, given = api_sample(sample).answers, API[sample]
    if sample == "strat":
        sizes = dict(zip(given["stype"], (int(size) for size in given["fpc"]), strict=True))
        design = SurveyDesign.of(answers, strata="stype", population=sizes)
    else:
        design = SurveyDesign.of(answers, clusters="dnum", population=int(given["fpc"][0]))
    base = SurveyWeights.of_design(answers, given["pw"])
    by = ("sch_wide", "comp_imp") if sample == "strat" else ("stype", "sch_wide")
    weights = {
        "design": lambda: base,
        "post_stratified": lambda: post_stratify(answers, by="stype", population=COUNTS["stype"], base=base),
        "raked": lambda: rake(
            answers, margins={name: COUNTS[name.replace("_", ".")] for name in by}, base=base
        ),
    }[weighting]()
    return {"weights": weights, "design": design}


CASES = [
    ("strat", "design", EXACT),
    ("strat", "raked", ITERATED),
    ("clus", "design", EXACT),
    ("clus", "post_stratified", EXACT),
    ("clus", "raked", ITERATED),
]
EACH = pytest.mark.parametrize(("sample", "weighting", "close"), CASES)


def same(found, expected, close):
    """Whether estimate, standard error and interval are R's."""
    assert found.reason is None
    assert found.estimate == pytest.approx(expected["estimate"], **close)
    assert found.standard_error == pytest.approx(expected["standard_error"], **close)
    assert (found.low, found.high) == pytest.approx(expected["interval"], **close)


@EACH
def test_weights_and_estimates_are_those_of_r(sample, weighting, close):
    """Weights, means, totals, proportions and quantiles, with standard errors and intervals, are R's."""
    how, expected, given = case(sample, weighting), API[sample][weighting], API[sample]
    assert how["weights"].weights.tolist() == pytest.approx(expected["weights"], **close)
    assert how["design"].degrees_of_freedom == expected["freedom"]
    same(survey_mean(given["api00"], **how), expected["mean"], close)
    same(survey_total(given["api00"], **how), expected["total"], close)
    same(survey_proportion(given["high"], **how), expected["share"], close)
    for row in expected["quantiles"]:
        same(survey_quantile(given["api00"], row["probability"], **how), row, close)


@EACH
def test_jackknifed_errors_are_those_of_r(sample, weighting, close):
    """Leaving out each sampling unit, and calibrating what is left, gives R's standard errors."""
    how, expected, given = case(sample, weighting), API[sample][weighting]["jackknife"], API[sample]
    how = {**how, "variance": VarianceMethod.JACKKNIFE}
    for name, found in (
        ("mean", survey_mean(given["api00"], **how)),
        ("total", survey_total(given["api00"], **how)),
        ("share", survey_proportion(given["high"], **how)),
    ):
        assert (found.estimate, found.standard_error) == pytest.approx(expected[name], **close)
        assert found.method is VarianceMethod.JACKKNIFE


def test_raking_is_rs_by_sweeps_too():
    """R's other way to rake, by repeated post-stratification, has the same weights and standard errors here."""
    how, expected = case("clus", "raked"), API["clus"]["swept"]
    assert how["weights"].weights.tolist() == pytest.approx(expected["weights"], **ITERATED)
    same(survey_mean(API["clus"]["api00"], **how), expected["mean"], ITERATED)


def test_a_part_of_the_units_is_a_domain():
    """Units without a value are of the sample all the same: the elementary schools of the districts, as R has it."""
    given = API["clus"]
    values = np.where(np.array(given["stype"]) == "E", given["api00"], np.nan)
    found = survey_mean(values, **case("clus", "design"))
    same(found, given["elementary"], EXACT)
    assert found.n == given["stype"].count("E")


@cache
def phq9_case(weighting):
    """Weights and design of the PHQ-9."""
    scores, _, weights = phq9_sample()
    base = SurveyWeights.of_design(scores.answers, weights)
    design = SurveyDesign.of(scores.answers, strata="stratum", clusters="psu")
    raked = weighting == "raked" and rake(scores.answers, margins=PHQ9["population"], base=base)
    return {"weights": raked or base, "design": design}


@pytest.mark.parametrize(("weighting", "close"), [("design", EXACT), ("raked", ITERATED)])
def test_the_phq9_with_its_design_is_as_in_r(weighting, close):
    """Mean, prevalence of ten points and more, and quantiles of 5,068 people in 30 sampling units of 15 strata."""
    _, totals, _ = phq9_sample()
    how, expected = phq9_case(weighting), PHQ9[weighting]
    assert how["design"].degrees_of_freedom == expected["freedom"] == 15
    same(survey_mean(totals, **how), expected["mean"], close)
    same(survey_proportion(totals >= 10, **how), expected["share"], close)
    for row in expected["quantiles"]:
        same(survey_quantile(totals, row["probability"], **how), row, close)
    if weighting == "raked":
        assert how["weights"].weights[:50].tolist() == pytest.approx(expected["some_weights"], **close)


def test_the_phq9_of_women_and_by_the_jackknife_is_as_in_r():
    """A domain of the PHQ-9, and the jackknife in strata of two sampling units."""
    scores, totals, _ = phq9_sample()
    how = phq9_case("design")
    women = np.array([gender == "2" for gender in scores.answers.attribute("gender")])
    same(survey_mean(np.where(women, totals, np.nan), **how), PHQ9["women"]["mean"], EXACT)
    same(survey_proportion(np.where(women, totals >= 10, np.nan), **how), PHQ9["women"]["share"], EXACT)
    same(
        survey_mean(np.where(women, totals, np.nan), **phq9_case("raked")),
        PHQ9["women"]["raked_mean"],
        ITERATED,
    )
    found = survey_mean(totals, **how, variance=VarianceMethod.JACKKNIFE)
    assert (found.estimate, found.standard_error) == pytest.approx(PHQ9["jackknife"]["mean"], **EXACT)


def exact_variance(values, weights, strata, clusters, population, statistic):
    """The linearised variance of a mean or a total by its definition, in fractions."""
    values, weights = [Fraction(v) for v in values], [Fraction(w) for w in weights]
    mean = sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)
    parts = [
        w * (v - mean) / sum(weights) if statistic == "mean" else w * v
        for w, v in zip(weights, values, strict=True)
    ]
    found = Fraction(0)
    for stratum in set(strata):
        names = sorted({c for c, s in zip(clusters, strata, strict=True) if s == stratum})
        totals = [
            sum(p for p, s, c in zip(parts, strata, clusters, strict=True) if (s, c) == (stratum, name))
            for name in names
        ]
        n, middle = len(names), sum(totals) / len(names)
        left = 1 - Fraction(n, population[stratum]) if population else 1
        found += left * Fraction(n, n - 1) * sum((t - middle) ** 2 for t in totals)
    return found


@st.composite
def designs(draw):
    """Values and weights of units in strata of at least two sampling units, and their number in all, or none."""
    strata, clusters = [], []
    for stratum in range(draw(st.integers(1, 3))):
        for cluster in range(draw(st.integers(2, 4))):
            size = draw(st.integers(1, 3))
            strata += [f"S{stratum}"] * size
            clusters += [f"C{cluster}"] * size
    n = len(strata)
    values = draw(st.lists(st.integers(0, 100), min_size=n, max_size=n))
    weights = draw(st.lists(st.integers(1, 50), min_size=n, max_size=n))
    population = draw(
        st.none() | st.just({name: 4 + draw(st.integers(1, 9)) for name in sorted(set(strata))})
    )
    return values, weights, strata, clusters, population


@given(designs())
def test_variances_are_those_of_the_definition_in_fractions(drawn):
    """Means and totals of any design have the variance that fractions give, to rounding."""
    values, weights, strata, clusters, population = drawn
    answers = units_with(stratum=strata, cluster=clusters)
    how = {
        "weights": SurveyWeights.of_design(answers, [float(weight) for weight in weights]),
        "design": SurveyDesign.of(answers, strata="stratum", clusters="cluster", population=population),
    }
    for estimate, statistic in ((survey_mean, "mean"), (survey_total, "total")):
        expected = exact_variance(values, weights, strata, clusters, population, statistic)
        found = estimate([float(value) for value in values], **how)
        if expected:
            assert found.standard_error**2 == pytest.approx(float(expected), rel=1e-9)
        else:
            assert (found.standard_error, found.low, found.reason) == (None, None, NoVariance.NO_VARIATION)


@given(designs())
def test_totals_have_the_same_variance_by_the_jackknife(drawn):
    """A total is linear, so that leaving units out gives what linearisation gives."""
    values, weights, strata, clusters, population = drawn
    answers = units_with(stratum=strata, cluster=clusters)
    how = {
        "weights": SurveyWeights.of_design(answers, [float(weight) for weight in weights]),
        "design": SurveyDesign.of(answers, strata="stratum", clusters="cluster", population=population),
    }
    linear = survey_total([float(value) for value in values], **how)
    left_out = survey_total([float(value) for value in values], **how, variance=VarianceMethod.JACKKNIFE)
    assert left_out.reason == linear.reason
    if linear.standard_error:
        assert left_out.standard_error == pytest.approx(linear.standard_error, rel=1e-9)


@given(designs(), st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(drawn, random):
    """Estimates of shuffled units are the same, to rounding."""
    values, weights, strata, clusters, _ = drawn
    order = list(range(len(values)))
    random.shuffle(order)
    found = []
    for rows in (range(len(values)), order):
        answers = units_with(stratum=[strata[i] for i in rows], cluster=[clusters[i] for i in rows])
        how = {
            "weights": SurveyWeights.of_design(answers, [float(weights[i]) for i in rows]),
            "design": SurveyDesign.of(answers, strata="stratum", clusters="cluster"),
        }
        found.append(survey_mean([float(values[i]) for i in rows], **how))
    assert found[0].estimate == pytest.approx(found[1].estimate)
    if found[0].standard_error:
        assert found[0].standard_error == pytest.approx(found[1].standard_error)


@given(st.integers(2, 60), st.data())
def test_shares_of_independent_units_are_scipys_beta(n, data):
    """Of n independent units of one weight the effective number is n - 1, and the ends are those of the beta law."""
    k = data.draw(st.integers(1, n - 1))
    level = data.draw(st.integers(50, 99)) / 100
    answers = units_with(share=[0] * n)
    how = {"weights": SurveyWeights.of_design(answers, [2.0] * n), "design": SurveyDesign.of(answers)}
    found = survey_proportion([1] * k + [0] * (n - k), **how, level=level)
    size = n - 1
    ends = [stats.beta.ppf((1 - level) / 2, k / n * size, size * (1 - k / n) + 1)]
    ends += [stats.beta.ppf((1 + level) / 2, k / n * size + 1, size * (1 - k / n))]
    assert found.effective_n == pytest.approx(size, rel=1e-9)
    assert (found.low, found.high) == pytest.approx(ends, abs=1e-9)


@given(designs(), st.integers(5, 95))
def test_quantiles_are_those_of_the_definition(drawn, percent):
    """The quantile, the share at or below it, and the ends of its interval, by counting in fractions."""
    values, weights, strata, clusters, population = drawn
    answers = units_with(stratum=strata, cluster=clusters)
    how = {
        "weights": SurveyWeights.of_design(answers, [float(weight) for weight in weights]),
        "design": SurveyDesign.of(answers, strata="stratum", clusters="cluster", population=population),
    }
    found = survey_quantile([float(value) for value in values], percent / 100, **how)

    def reached(value):
        own = [w for w, v in zip(weights, values, strict=True) if v <= value]
        return Fraction(sum(own), sum(weights))

    def least(share):
        return next(value for value in sorted(values) if reached(value) >= share)

    assert found.estimate == least(Fraction(percent, 100))
    share = survey_proportion([value <= found.estimate for value in values], **how)
    assert share.estimate == pytest.approx(float(reached(found.estimate)))
    assert (share.reason, share.effective_n) == (found.reason, found.effective_n)
    if found.low is not None:
        slack = Fraction(1, 10**9)
        assert least(Fraction(share.low) - slack) <= found.low <= least(Fraction(share.low) + slack)
        high = min(Fraction(share.high) + slack, Fraction(1))
        assert least(Fraction(share.high) - slack) <= found.high <= least(high)
        t = stats.t.ppf(0.975, found.degrees_of_freedom)
        assert found.standard_error == pytest.approx((found.high - found.low) / (2 * t))


@given(designs(), st.data())
def test_raked_totals_have_the_variance_of_scipys_residuals(drawn, data):
    """The residuals are those of SciPy's least squares on the cells of both margins, weighted by the base weights."""
    values, base, strata, clusters, population = drawn
    n = len(values)
    rows, columns = (
        [f"r{i % 2}" for i in range(n)],
        data.draw(st.permutations([f"c{i % 3}" for i in range(n)])),
    )
    target = data.draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))
    margins = {}
    for name, labels in (("row", rows), ("column", columns)):
        margins[name] = dict.fromkeys(labels, 0)
        for label, weight, factor in zip(labels, base, target, strict=True):
            margins[name][label] += weight * factor
    answers = units_with(stratum=strata, cluster=clusters, row=rows, column=columns)
    try:
        weights = rake(answers, margins=margins, base=[float(weight) for weight in base])
    except ConvergenceError:
        assume(False)
    design = SurveyDesign.of(answers, strata="stratum", clusters="cluster", population=population)
    found = survey_total([float(value) for value in values], weights=weights, design=design)
    cells = np.array(
        [
            [label == row for label in margins["row"]] + [label == column for label in margins["column"]]
            for row, column in zip(rows, columns, strict=True)
        ],
        dtype=float,
    )
    root = np.sqrt(np.array(base, dtype=float))
    fitted = linalg.lstsq(cells * root[:, None], np.array(values) * root, cond=1e-10)[0]  # the cells depend
    left = np.array(values) - cells @ fitted
    parts = left * weights.weights
    # A total of parts has the variance of the definition, each part being a value of weight 1.
    expected = float(exact_variance(parts.tolist(), [1] * n, strata, clusters, population, "total"))
    if found.standard_error is None:
        assert expected**0.5 < 1e-6
    else:
        assert found.standard_error == pytest.approx(expected**0.5, rel=1e-6, abs=1e-6)


def test_post_stratified_jackknife_by_hand():
    """Without each unit in turn, post-stratified again: the total moves by -10, 10, -60 and 60."""
    answers = units_with(cell=["a", "a", "b", "b"])
    weights = post_stratify(answers, by="cell", population={"a": 10, "b": 20})
    how = {"weights": weights, "design": SurveyDesign.of(answers), "variance": VarianceMethod.JACKKNIFE}
    found = survey_total([3.0, 1.0, 7.0, 1.0], **how)
    assert found.standard_error**2 == pytest.approx(3 / 4 * (10**2 + 10**2 + 60**2 + 60**2), rel=1e-12)


def test_post_stratified_totals_have_the_variance_of_their_residuals_by_hand():
    """Four units of equal weights in two cells: residuals are 1, -1, 3, -3 and weights 5, 5, 10, 10."""
    answers = units_with(cell=["a", "a", "b", "b"])
    weights = post_stratify(answers, by="cell", population={"a": 10, "b": 20})
    found = survey_total([3.0, 1.0, 7.0, 1.0], weights=weights, design=SurveyDesign.of(answers))
    assert found.estimate == 2 * 10 + 4 * 20
    assert found.standard_error**2 == pytest.approx(4 / 3 * (25 + 25 + 900 + 900), rel=1e-12)


def small(**more):
    """Six units in two strata."""
    answers = units_with(stratum=["a", "a", "a", "b", "b", "b"], cluster=["1", "1", "2", "1", "1", "1"])
    design = SurveyDesign.of(answers, strata="stratum", **more)
    return {"weights": SurveyWeights.of_design(answers, [1.0] * 6), "design": design}


NAN = float("nan")
ABSENT = {
    "nobody": ([NAN] * 6, {}, NoVariance.NO_VALUES),
    "one value": ([1.0, *[NAN] * 5], {}, NoVariance.NO_FREEDOM),
    "all alike": ([0.0] * 6, {}, NoVariance.NO_VARIATION),
    "one cluster in a stratum": ([0.0, 1.0] * 3, {"clusters": "cluster"}, NoVariance.LONELY_UNIT),
}


@pytest.mark.parametrize(("values", "more", "reason"), ABSENT.values(), ids=ABSENT)
@pytest.mark.parametrize("method", VarianceMethod)
def test_what_tells_no_variance_has_a_reason(values, more, reason, method):
    """An estimate without variance has no interval, never one of zero width."""
    for estimate in (survey_mean, survey_total, survey_proportion):
        found = estimate(values, **small(**more), variance=method)
        assert (found.reason, found.standard_error, found.low, found.high) == (reason, None, None, None)
    found = survey_quantile(values, 0.5, **small(**more))
    assert (found.reason, found.low, found.high) == (reason, None, None)


def test_a_quantile_at_the_top_has_no_interval():
    """If all of the weight is at or below the quantile, nothing tells how that share varies."""
    found = survey_quantile([0.0, 0.0, 1.0, 1.0, 1.0, 1.0], 0.9, **small())
    assert (found.estimate, found.low, found.reason) == (1.0, None, NoVariance.NO_VARIATION)


def test_a_census_is_certain():
    """If all sampling units of all strata were drawn, there is nothing to estimate."""
    how, values = small(population={"a": 3, "b": 3}), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    for method in VarianceMethod:
        found = survey_mean(values, **how, variance=method)
        assert (found.low, found.standard_error, found.high, found.reason) == (3.5, 0.0, 3.5, None)
    found = survey_quantile(values, 0.5, **how)
    assert (found.low, found.standard_error, found.high, found.reason) == (3.0, 0.0, 3.0, None)
    found = survey_proportion([value > 2 for value in values], **how)
    assert (found.low, found.standard_error, found.high, found.reason) == (4 / 6, 0.0, 4 / 6, None)


def test_a_stratum_that_was_drawn_whole_adds_nothing():
    """A single sampling unit that is all of its stratum is not lonely."""
    how = small(clusters="cluster", population={"a": 9, "b": 1})
    found = survey_mean([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], **how)
    assert how["design"].lonely == ()
    # The sampling units of the other stratum are 7 / 24 from their mean, and two of nine were drawn.
    for method in VarianceMethod:  # totals of 5 and 3: 1 from their mean
        total = survey_total([1.0, 4.0, 3.0, 4.0, 5.0, 6.0], **how, variance=method)
        assert total.standard_error**2 == pytest.approx((1 - 2 / 9) * 2 * 2, rel=1e-12)
    assert found.standard_error**2 == pytest.approx((1 - 2 / 9) * 2 * 2 * (7 / 24) ** 2, rel=1e-12)


def test_weights_that_cannot_be_calibrated_without_a_unit_have_no_jackknife():
    """Without the only unit of a cell, nothing stands for its count."""
    answers = units_with(cell=["a", "b", "b", "b"])
    weights = post_stratify(answers, by="cell", population={"a": 2, "b": 6})
    found = survey_mean(
        [1.0, 2.0, 3.0, 5.0],
        weights=weights,
        design=SurveyDesign.of(answers),
        variance=VarianceMethod.JACKKNIFE,
    )
    assert (found.reason, found.standard_error) == (NoVariance.NO_REPLICATE, None)


WRONG = {
    "too few values": (
        lambda how: survey_mean([1.0], **how),
        "'values': got an array of shape (1,), expected 6 finite numbers or NaN, one for each unit of the weights",
    ),
    "no numbers": (
        lambda how: survey_mean(["x"] * 6, **how),
        "'values': got an array of shape (6,), expected 6 finite numbers or NaN, one for each unit of the weights",
    ),
    "no share": (
        lambda how: survey_proportion([0.5] * 6, **how),
        "'values': got other numbers than 0 and 1, expected 0, 1 or NaN for each unit",
    ),
    "level": (
        lambda how: survey_mean([1.0] * 6, **how, level=95),
        "'level': got 95, expected a number between 0 and 1",
    ),
    "probability": (
        lambda how: survey_quantile([1.0] * 6, 1.0, **how),
        "'probability': got 1.0, expected a number between 0 and 1",
    ),
    "weights": (
        lambda how: survey_mean([1.0] * 6, weights=[1.0] * 6, design=how["design"]),
        "'weights': got an object of class 'list', expected SurveyWeights",
    ),
    "other units": (
        lambda how: survey_mean(
            [1.0] * 2,
            weights=SurveyWeights.of_design(units_with(share=[1, 2]), [1, 1]),
            design=how["design"],
        ),
        "'design': got a design of other units, expected one of the weights' units, in their order",
    ),
}


@pytest.mark.parametrize(("ask", "message"), WRONG.values(), ids=WRONG)
def test_arguments_that_cannot_be_used(ask, message):
    """Whole messages."""
    with pytest.raises(ArgumentError) as caught:
        ask(small())
    assert str(caught.value) == message


WRONG_DESIGNS = {
    "a count too small": (
        {"strata": "stratum", "population": {"a": 1, "b": 9}},
        "$.population['a']: got 1 for stratum 'a', expected an integer of at least 2, the sampling units drawn",
        Reason.OUT_OF_RANGE,
    ),
    "no count": (
        {"strata": "stratum", "population": {"a": 9}},
        "$.population['b']: got None for stratum 'b', expected an integer of at least 1, the sampling units drawn",
        Reason.NO_POPULATION_COUNT,
    ),
    "one number for two strata": (
        {"strata": "stratum", "population": 9},
        "$.population: got 9, which is for one stratum; expected the number of each of 2",
        Reason.WRONG_TYPE,
    ),
    "a stratum that nobody is in": (
        {"strata": "stratum", "population": {"a": 4, "b": 4, "c": 4}},
        "$.population['c']: no unit is in 'c'",
        Reason.NO_UNIT_IN_CELL,
    ),
    "a unit without a stratum": (
        {"strata": "other"},
        "$.strata: 1 units have none; give it, or leave them out",
        Reason.NO_ATTRIBUTE_VALUE,
    ),
}


@pytest.mark.parametrize(("arguments", "message", "reason"), WRONG_DESIGNS.values(), ids=WRONG_DESIGNS)
def test_designs_that_cannot_be(arguments, message, reason):
    """Counts that are missing or too small, and units without a stratum, are told."""
    answers = units_with(stratum=["a", "a", "b"], other=["x", None, "y"])
    with pytest.raises(MarginError) as caught:
        SurveyDesign.of(answers, **arguments)
    assert message in str(caught.value)
    assert [finding.reason for finding in caught.value.findings] == [reason]

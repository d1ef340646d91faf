"""What is known has no error: the count of a calibrated margin and what follows from it; the rest has one, or a reason.

R's survey gives the count of a margin the standard error 0. The values here are worked out by hand and in fractions: a
linear function of the margins' indicators has the residual 0 in every unit, and the same sum in every replicate.
"""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import (
    SurveyDesign,
    post_stratify,
    rake,
    survey_mean,
    survey_proportion,
    survey_quantile,
    survey_total,
)
from smmi.benchmark.survey import NoVariance, SurveyWeights, TrimRule, VarianceMethod, trim_weights
from tests.benchmark.survey_samples import units_with

KINDS = ["a"] * 5 + ["b"] * 7
SIDES = ["x", "y"] * 6
ANSWERS = units_with(kind=KINDS, side=SIDES)
IN_A = [float(kind == "a") for kind in KINDS]
POST_STRATIFIED = post_stratify(ANSWERS, by="kind", population={"a": 40, "b": 60})
RAKED = rake(ANSWERS, margins={"kind": {"a": 40, "b": 60}, "side": {"x": 55, "y": 45}})
WEIGHTS = {"post-stratified": POST_STRATIFIED, "raked": RAKED}
DESIGNS = {
    "simple": SurveyDesign.of(ANSWERS),
    "strata": SurveyDesign.of(ANSWERS, strata="kind"),
    "clusters": SurveyDesign.of(
        units_with(kind=KINDS, block=[str(i // 2) for i in range(12)]), clusters="block"
    ),
    "finite": SurveyDesign.of(ANSWERS, population=100),
}


def check_known(found, value):
    """The estimate is a value without error."""
    assert found.estimate == pytest.approx(value, rel=1e-9)
    assert (found.standard_error, found.low, found.high) == (0.0, found.estimate, found.estimate)
    assert found.reason is None


@pytest.mark.parametrize("weights", WEIGHTS.values(), ids=WEIGHTS)
@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
@pytest.mark.parametrize("method", VarianceMethod)
def test_the_count_of_a_margin_is_known(weights, design, method):
    """Twelve units fitted to 40 and 60: the first group has 40, a share of 0.4, without error; other sums have one."""
    how = {"weights": weights, "design": design, "variance": method}
    total = survey_total(IN_A, **how)
    check_known(total, 40)
    assert total.estimate == 40.0
    check_known(survey_proportion(IN_A, **how), 0.4)
    check_known(survey_total([1.0] * 12, **how), 100)
    check_known(survey_mean([3.0 if kind == "a" else 8.0 for kind in KINDS], **how), 6)
    other = survey_total(np.arange(12.0), **how)
    assert other.standard_error > 1
    assert other.low < other.estimate < other.high


@given(
    st.lists(st.integers(-9, 9), min_size=4, max_size=4),
    st.sampled_from(list(VarianceMethod)),
    st.sampled_from(list(DESIGNS)),
)
def test_what_follows_from_margins_is_known(effects, method, name):
    """Any sum of effects of two raked margins: its total is that of the margins."""
    by = dict(zip("abxy", effects, strict=True))
    values = [float(by[kind] + by[side]) for kind, side in zip(KINDS, SIDES, strict=True)]
    found = survey_total(values, weights=RAKED, design=DESIGNS[name], variance=method)
    if any(values):
        check_known(found, 40 * by["a"] + 60 * by["b"] + 55 * by["x"] + 45 * by["y"])
    else:
        assert found.reason is NoVariance.NO_VARIATION


def test_trimmed_weights_know_their_margins_too():
    """Cut weights agree with the counts as others do."""
    base = [1.0] * 4 + [9.0] + [1.0] * 7
    raked = rake(ANSWERS, margins={"kind": {"a": 40, "b": 60}}, base=base)
    trimmed = trim_weights(raked, rule=TrimRule(multiple=2.0))
    assert trimmed.trimmed
    for method in VarianceMethod:
        check_known(survey_total(IN_A, weights=trimmed, design=DESIGNS["simple"], variance=method), 40)


def test_a_known_share_has_a_known_quantile():
    """Where values follow from the kind, the distribution is that of the margin."""
    values = [10.0 if kind == "a" else 30.0 for kind in KINDS]
    found = survey_quantile(values, 0.3, weights=POST_STRATIFIED, design=DESIGNS["simple"])
    assert (found.estimate, found.low, found.high, found.standard_error) == (10.0, 10.0, 10.0, 0.0)


@pytest.mark.parametrize("method", VarianceMethod)
def test_what_does_not_vary_is_not_known_by_that(method):
    """A mean of equal values, and a total of weights without margins, are absent, with a reason."""
    how = {"design": DESIGNS["simple"], "variance": method}
    for weights in (*WEIGHTS.values(), SurveyWeights.of_design(ANSWERS, [8.0] * 12)):
        found = survey_mean([3.0] * 12, weights=weights, **how)
        assert (found.estimate, found.standard_error) == (pytest.approx(3.0), None)
        assert found.reason is NoVariance.NO_VARIATION
        assert survey_proportion([1.0] * 12, weights=weights, **how).reason is NoVariance.NO_VARIATION
        inside = [1.0 if kind == "a" else np.nan for kind in KINDS]
        assert survey_mean(inside, weights=weights, **how).reason is NoVariance.NO_VARIATION
    drawn = SurveyWeights.of_design(ANSWERS, [8.0] * 12)
    assert survey_total([2.0] * 12, weights=drawn, **how).reason is NoVariance.NO_VARIATION


def test_as_many_cells_as_units_know_only_their_counts():
    """One unit in each cell agrees with any values: these are not known, the cells' counts are."""
    answers = units_with(kind=["a", "b", "c"])
    weights = post_stratify(answers, by="kind", population={"a": 10, "b": 20, "c": 40})
    how = {"weights": weights, "design": SurveyDesign.of(answers)}
    check_known(survey_total([0.0, 1.0, 0.0], **how), 20)
    assert survey_mean([3.0, 1.0, 7.0], **how).reason is NoVariance.NO_VARIATION

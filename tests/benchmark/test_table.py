"""Percentile ranks and quantiles of one score in one group."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.stats import percentileofscore

from smmi.benchmark import QuantileRule, TieRule
from smmi.benchmark.norms import NormTable
from smmi.errors import ArgumentError

SCORES = st.lists(st.integers(0, 400).map(lambda quarter: quarter / 4), min_size=1, max_size=40)
KINDS = {TieRule.MID: "mean", TieRule.WEAK: "weak", TieRule.STRICT: "strict"}


@pytest.mark.parametrize(
    ("rule", "expected"), [(TieRule.MID, 60.0), (TieRule.WEAK, 80.0), (TieRule.STRICT, 40.0)]
)
def test_a_case_worked_by_hand(rule, expected):
    """3 in [1, 2, 3, 3, 4] has two below and two equal of five: 60, 80 or 40 by the tie rule."""
    assert NormTable.of(np.array([1.0, 2.0, 3.0, 3.0, 4.0])).percentile_rank(3.0, ties=rule) == expected


@given(SCORES, st.integers(0, 400).map(lambda quarter: quarter / 4), st.sampled_from(TieRule))
def test_percentile_ranks_equal_those_of_scipy(scores, score, rule):
    """Percentile ranks equal scipy's `percentileofscore` by the same tie rule."""
    ours = NormTable.of(np.array(scores)).percentile_rank(score, ties=rule)
    assert ours == pytest.approx(percentileofscore(scores, score, kind=KINDS[rule]), abs=1e-12)


@given(SCORES, st.integers(0, 400).map(lambda quarter: quarter / 4))
def test_percentile_ranks_equal_exact_fractions(scores, score):
    """The mid-rank percentile is the double nearest to the exact fraction, within rounding."""
    below, equal = sum(s < score for s in scores), sum(s == score for s in scores)
    exact = Fraction(100 * (2 * below + equal), 2 * len(scores))
    assert NormTable.of(np.array(scores)).percentile_rank(score) == pytest.approx(float(exact), rel=1e-15)


@given(SCORES, st.floats(0, 1), st.sampled_from(QuantileRule))
def test_quantiles_equal_those_of_numpy(scores, probability, rule):
    """Quantiles of the histogram equal numpy's of the scores, for all nine definitions."""
    expected = np.quantile(np.array(scores), probability, method=rule.method)
    assert NormTable.of(np.array(scores)).quantile(probability, rule=rule) == expected


@given(SCORES, st.data())
def test_integer_weights_equal_replication(scores, data):
    """A unit of weight 3 has the effect of three units."""
    weights = data.draw(st.lists(st.integers(1, 4), min_size=len(scores), max_size=len(scores)))
    weighted = NormTable.of(np.array(scores), np.array(weights, dtype=np.float64))
    replicated = NormTable.of(np.repeat(scores, weights))
    for score in (*scores, -1.0, 200.0):
        assert weighted.percentile_rank(score) == pytest.approx(replicated.percentile_rank(score), rel=1e-14)


@given(SCORES, st.integers(0, 400).map(lambda quarter: quarter / 4))
def test_weak_and_strict_ranks_mirror_each_other(scores, score):
    """weak(x) + strict(-x) = 100."""
    table, mirrored = NormTable.of(np.array(scores)), NormTable.of(-np.array(scores))
    total = table.percentile_rank(score, ties=TieRule.WEAK) + mirrored.percentile_rank(
        -score, ties=TieRule.STRICT
    )
    assert total == pytest.approx(100.0, abs=1e-12)


@given(SCORES)
def test_leaving_oneself_out_equals_never_having_been_there(scores):
    """A rank without the unit itself equals the rank in a table made without it."""
    table, others = NormTable.of(np.array(scores)), NormTable.of(np.array(scores[1:]))
    if len(scores) == 1:
        with pytest.raises(ArgumentError):
            table.percentile_rank(scores[0], without=1.0)
    else:
        assert table.percentile_rank(scores[0], without=1.0) == others.percentile_rank(scores[0])


@pytest.mark.parametrize("decimals", [0, 2, 12])
def test_a_unit_is_taken_out_whatever_the_decimals_are(decimals):
    """The table of the others is rounded as the table of all is."""
    scores = np.array([1.25, 1.0, 2.5, 2.5])
    for weights in (None, np.array([1.0, 2.0, 0.5, 3.0])):
        table = NormTable.of(scores, weights, decimals=decimals)
        others = NormTable.of(scores[1:], None if weights is None else weights[1:], decimals=decimals)
        assert table.without_unit(1.25, 1.0) == others


def test_the_rounding_of_binary_arithmetic_breaks_no_tie():
    """0.1 + 0.2 and 0.3 are one score with two units, and the table keeps both unrounded."""
    table = NormTable.of(np.array([0.3, 0.1 + 0.2, 1 / 3]))
    assert table.values.tolist() == [0.3, 0.1 + 0.2, 1 / 3]
    assert (table.keys.tolist(), table.masses.tolist()) == ([0.3, 0.333333333], [2.0, 1.0])
    assert table.percentile_rank(0.1 + 0.2) == table.percentile_rank(0.3)


def test_absent_scores_are_left_out():
    """A unit without a score is not among those compared with."""
    assert NormTable.of(np.array([1.0, np.nan, 2.0])).n == 2


def test_a_probability_outside_is_refused():
    """A quantile needs a probability from 0 to 1; the whole message."""
    with pytest.raises(ArgumentError) as caught:
        NormTable.of(np.array([1.0])).quantile(1.5)
    expected = "'probability': got 1.5, expected a number from 0 to 1, and a table that is not empty"
    assert str(caught.value) == expected

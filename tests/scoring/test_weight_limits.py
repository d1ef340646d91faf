"""Weights of any size weigh as they say, or are refused in words: none overflows or vanishes."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi._decimals import LEAST_WEIGHT, MOST_WEIGHT
from smmi.errors import Reason, SchemeError
from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Percentage
from smmi.scoring import ScoringScheme
from smmi.scoring.rules import GeometricMean, HarmonicMean, PowerMean, WeightedMean
from smmi.scoring.scheme._weighting import Weighting
from smmi.scoring.weights import principal_component_weights

CODES = ("one", "two", "three")
INSTRUMENT = Instrument(
    code="shares",
    edition="1",
    title="Shares",
    domains=[
        Domain(
            code="whole",
            label="Whole",
            areas=[
                Area(
                    code="part",
                    label="Part",
                    indicators=[
                        Indicator(code=code, prompt=code, scale=Percentage(code=f"{code}_s"))
                        for code in CODES
                    ],
                )
            ],
        )
    ],
)
SIZES = st.integers(-323, 308).flatmap(lambda e: st.sampled_from((1, 3, 7)).map(lambda c: float(f"{c}e{e}")))
WEIGHTS = st.lists(st.just(0.0) | SIZES | st.floats(1e-100, 1e100), min_size=3, max_size=3)
SHARES = st.lists(st.integers(1, 100), min_size=3, max_size=3)
MEANS = (
    (WeightedMean(), lambda weights, points: np.average(points, weights=weights)),
    (GeometricMean(), lambda weights, points: math.exp(np.average(np.log(points), weights=weights))),
    (HarmonicMean(), lambda weights, points: 1 / np.average(1 / np.array(points), weights=weights)),
    (PowerMean(2.0), lambda weights, points: np.average(np.square(points), weights=weights) ** 0.5),
)


def scored(rule, weights, shares):
    """The score of an area whose indicators have weights and answers, its bounds, and the replay of its trace."""
    scheme = ScoringScheme(INSTRUMENT, areas=rule, weights=dict(zip(CODES, weights, strict=True)))
    record = {"unit": "A", **dict(zip(CODES, shares, strict=True))}
    scores = smmi.score(Answers.from_records(INSTRUMENT, [record], unit="unit"), scheme)
    low, high = scores.bounds()
    return [scores["part"][0], low["part"][0], high["part"][0], scores.of("A").trace("part").replay()]


@pytest.mark.parametrize(("rule", "mean"), MEANS, ids=[type(rule).__name__ for rule, _ in MEANS])
@given(WEIGHTS, SHARES)
def test_weights_weigh_as_they_say_or_are_refused(rule, mean, weights, shares):
    """A mean is that of the weights relative to their sum, in fractions; one beyond the limits is told, and which."""
    beyond = {
        code for code, w in zip(CODES, weights, strict=True) if w and not LEAST_WEIGHT <= w <= MOST_WEIGHT
    }
    if beyond:
        with pytest.raises(SchemeError) as caught:
            scored(rule, weights, shares)
        assert {finding.code for finding in caught.value.findings} == beyond
        assert {finding.reason for finding in caught.value.findings} == {Reason.BAD_WEIGHT}
        return
    total = sum(map(Fraction, weights))
    if total:
        relative = [float(Fraction(weight) / total) for weight in weights]
        expected = mean(relative, [float(share) for share in shares])
        assert scored(rule, weights, shares) == pytest.approx([expected] * 4, abs=1e-9)


def test_a_weight_beyond_the_limits_is_refused_in_words():
    """Two weights near the largest number: their sum is none, and the message says what to write."""
    with pytest.raises(SchemeError) as caught:
        scored(WeightedMean(), [1e308, 1e308, 0.0], [20, 80, 0])
    assert [finding.message for finding in caught.value.findings] == [
        f"'weights' of '{code}': got 1e+308, expected 0 or a number from 1e-100 to 1e+100: weights are relative"
        for code in ("one", "two")
    ]
    assert scored(WeightedMean(), [1e100, 1e100, 0.0], [20, 80, 0]) == [50.0] * 4
    with pytest.raises(
        SchemeError, match=r"'by_code' of 'one': got 1e-101, expected 0 or a number from 1e-100"
    ):
        Weighting(by_code={"one": 1e-101, "two": 1e-100})


@given(st.lists(st.tuples(*[st.floats(0, 100)] * 3), min_size=3, max_size=6), st.integers(-323, 306))
def test_weights_from_data_are_within_the_limits(rows, size):
    """Whatever the scores are, of any size, no weight is refused: what is next to nothing is 0."""
    matrix = np.array(rows) * [1.0, 1.0, float(f"1e{size}")]
    try:
        found = principal_component_weights(matrix, codes=CODES)
    except smmi.errors.ArgumentError:
        return  # a column that is constant, or no component is the first
    assert all(weight == 0 or LEAST_WEIGHT <= weight <= MOST_WEIGHT for weight in found.by_code.values())

"""Scores are the doubles nearest to what the definition gives in rational numbers."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Percentage
from smmi.scoring import (
    HarmonicMean,
    Linear,
    MaturityLevels,
    Median,
    MinimumCoverage,
    MustHave,
    PointsOverAttainable,
    ScoringScheme,
    WeightedMean,
)
from smmi.scoring.rules import rounds
from smmi.testing.strategies import answers, instruments, schemes
from tests.scoring.exact_scores import scores as by_definition

LEAST = Fraction(1, 10**280)
"""Below this, the second of a pair of doubles has lost digits: such points are right to some digits."""


def rational(points, grid):
    """Points in parts of a grid as a rational number."""
    return (Fraction(float(points.real)) + Fraction(float(points.imag))) / grid.one


@given(st.data())
def test_every_score_is_the_double_nearest_to_the_exact_one(data):
    """Of every node of drawn schemes; a child that a rule has rounded counts as the double that it is."""
    instrument = data.draw(instruments())
    scheme, given_answers = data.draw(schemes(instrument)), data.draw(answers(instrument))
    found = smmi.score(given_answers, scheme)
    plan = scheme.compile().plan
    lowest = {
        item.indicator.code: rational(item.attainable[0], plan.grid) for item in plan.items if item.attainable
    }
    for position in range(len(given_answers)):
        exact = by_definition(given_answers, scheme, position, lowest)
        for code in found.codes:
            value, points = found[code][position], exact[code]
            if points is None:
                assert math.isnan(value), code
            elif 0 < points < LEAST:
                assert value == pytest.approx(float(points) * 100.0), code
            elif rounds(scheme.aggregation_rule(code)):
                assert value == float(points) * 100.0, code
            else:
                assert value == float(points * 100), code


def shares(*sizes, **more):
    """A scheme of one domain, with areas of so many percentages each: a0, a1, ... of i0, i1, ..."""
    codes = iter(range(sum(sizes)))
    areas = [
        Area(
            code=f"a{place}",
            label="A",
            indicators=[
                Indicator(code=f"i{next(codes)}", prompt="?", scale=Percentage(code="p")) for _ in range(size)
            ],
        )
        for place, size in enumerate(sizes)
    ]
    instrument = Instrument(
        code="x", edition="1", title="X", domains=[Domain(code="d", label="D", areas=areas)]
    )
    return ScoringScheme(instrument, **more)


def score_all(scheme, rows):
    """The scores of rows of answers in a batch, which are those of each alone, and of its trace, to the bit."""
    records = [{"unit": str(n), **{f"i{i}": one for i, one in enumerate(row)}} for n, row in enumerate(rows)]
    found = smmi.score(Answers.from_records(scheme.instrument, records, unit="unit"), scheme)
    for position, record in enumerate(records):
        alone = scheme.compile().score_one({code: one for code, one in record.items() if code != "unit"})
        assert alone.values == tuple(None if math.isnan(one) else one for one in found.values[:, position])
        assert found.of(str(position)).trace("overall").replay() == alone.values[0]
        low, high = alone["overall"].bounds
        assert low <= alone.values[0] <= high
    return found


@pytest.mark.parametrize("share", range(101))
def test_a_whole_percentage_scores_itself(share):
    """An indicator of 29 percent scores 29, whichever rules are above it."""
    for rule in (WeightedMean(), Median(), HarmonicMean(), PointsOverAttainable()):
        scheme = shares(1, areas=rule, domains=rule, overall=rule)
        assert score_all(scheme, [[float(share)]]).values[:, 0].tolist() == [share] * 3


def test_schools_exactly_at_a_mark_are_not_failed():
    """Three shares of 10, and shares of 0, 12 and 18, are 10 percent, which is the mark."""
    scheme = shares(
        3,
        1,
        domains=MustHave(("a0",), cap=0.05, passing=0.1),
        overall=MustHave(("a0",), cap=0.05, passing=0.1),
    )
    found = score_all(scheme, [[10, 10, 10, 100], [0, 12, 18, 100], [10, 10, 9.999999999999998, 100]])
    assert found["a0"].tolist() == [10.0, 10.0, 10.0]
    assert found.overall.tolist() == [55.0, 55.0, 5.0]


@given(
    st.integers(1, 999),
    st.lists(st.integers(-100, 100), min_size=1, max_size=6),
    st.lists(st.sampled_from([1.0, 0.1, 0.3, 0.7, 45 / 14, 1e-6]), min_size=1, max_size=1),
)
def test_a_mark_is_reached_exactly(mark, steps, weight):
    """A mean that is just the mark passes; with one share one double lower it fails, and higher it passes."""
    room = min(mark, 1000 - mark)
    moved = [step * room // 100 for step in steps]
    answers_ = [(mark + one) / 10 for one in (*moved, *(-one for one in moved))]
    lower = [*answers_[:-1], math.nextafter(answers_[-1], -math.inf)]
    higher = [*answers_[:-1], math.nextafter(answers_[-1], math.inf)]
    rows = [answers_, *([lower] if lower[-1] >= 0 else []), *([higher] if higher[-1] <= 100 else [])]
    passing = mark / 1000
    weights = dict.fromkeys((f"i{i}" for i in range(len(answers_))), weight[0])
    for rule in (
        MustHave(("a0",), cap=0.0, passing=passing),
        MaturityLevels((("a0",),), passing=passing),
    ):
        scheme = shares(len(answers_), domains=rule, overall=rule, weights=weights)
        found = score_all(scheme, rows)
        assert found["a0"][0] == float(Fraction(mark, 10))
        passed = [True, *([False] if lower[-1] >= 0 else []), *([True] if higher[-1] <= 100 else [])]
        assert [one > 0 for one in found.overall.tolist()] == passed


@pytest.mark.parametrize(
    ("share", "least"),
    [
        (7 / 9, 7),
        (0.7777777777777777, 7),
        (0.778, 8),
        (0.2, 2),
        (1 / 9, 1),
        (math.nextafter(1 / 9, 1), 2),
        (2 / 3, 6),
    ],
    ids=str,
)
def test_coverage_is_reached_exactly(share, least):
    """Seven of nine reach a minimum of 7/9, and of the double below it; one less does not."""
    scheme = shares(9, coverage=MinimumCoverage(share))
    rows = [[50.0] * answered + [None] * (9 - answered) for answered in range(1, 10)]
    records = [{"unit": str(n), **{f"i{i}": one for i, one in enumerate(row)}} for n, row in enumerate(rows)]
    found = smmi.score(Answers.from_records(scheme.instrument, records, unit="unit"), scheme)["a0"]
    assert found[least - 1 :].tolist() == [50.0] * (10 - least)
    assert np.isnan(found[: least - 1]).all()
    for row, value in zip(rows, found.tolist(), strict=True):
        alone = scheme.compile().score_one({f"i{i}": one for i, one in enumerate(row)})["a0"].value
        assert alone == (None if math.isnan(value) else value)


@given(st.data())
def test_a_line_is_exact(data):
    """A number between goalposts of few decimals scores the double nearest to its place, whatever its decimals."""
    low = data.draw(st.integers(-1000, 1000).map(lambda one: one / 100))
    high = low + data.draw(st.integers(1, 100_000)) / 100
    answer = data.draw(st.floats(0, 100))
    scheme = shares(1, items={"i0": Linear(low, high)})
    exact_low, exact_high, exact_answer = (Fraction(repr(float(one))) for one in (low, high, answer))
    place = min(max((exact_answer - exact_low) / (exact_high - exact_low), Fraction(0)), Fraction(1))
    assert score_all(scheme, [[answer]]).overall.tolist() == [float(100 * place)]

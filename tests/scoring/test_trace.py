"""Traces: contributions add up, replay is exact, Shapley's axioms hold, and the HTML is escaped."""

import itertools
import math
from fractions import Fraction
from types import SimpleNamespace

import attrs
import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

import smmi
from smmi.errors import UnknownCodeError
from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument, Percentage
from smmi.scoring import (
    Absence,
    GeometricMean,
    HarmonicMean,
    Median,
    MinimumCoverage,
    MustHave,
    NoAnswer,
    PowerMean,
    ScoringScheme,
    WeakestLink,
    WeightedMean,
)
from smmi.scoring.arithmetic import Grid
from smmi.scoring.explanation._trace import MOST_CHILDREN, attribute

INDICATORS = [
    Indicator(code=f"i{place}", prompt=f"Question {place}", scale=Percentage(code="share"))
    for place in range(12)
]
AREAS = [
    Area(code=f"a{place}", label=f"Area {place}", indicators=INDICATORS[3 * place : 3 * place + 3])
    for place in range(4)
]
DOMAINS = [
    Domain(code=f"d{place}", label=f"Domain {place}", areas=AREAS[2 * place : 2 * place + 2])
    for place in range(2)
]
INSTRUMENT = Instrument(code="tiny", edition="1", title="Tiny", domains=DOMAINS)
RULES = [WeightedMean(), GeometricMean(), HarmonicMean(), PowerMean(2.0), Median(), WeakestLink()]
NOT_ADDITIVE = {
    "geometric": GeometricMean(),
    "harmonic": HarmonicMean(),
    "weakest link": WeakestLink(),
    "must have": MustHave(("c0",), cap=0.4, passing=0.6),
    "must have, geometric": MustHave(("c1",), cap=0.3, passing=0.5, rule=GeometricMean()),
}
WEIGHTS = st.integers(0, 9).map(lambda k: k / 10)


@st.composite
def traced(draw):
    """The trace of the overall score of one unit, under a scheme of any rules, weights and policies."""
    codes = [node.code for node in (*DOMAINS, *AREAS, *INDICATORS)]
    share = st.sampled_from([0.0, 0.5, 1.0])
    scheme = ScoringScheme(
        INSTRUMENT,
        areas={area.code: draw(st.sampled_from(RULES)) for area in AREAS},
        domains={domain.code: draw(st.sampled_from(RULES)) for domain in DOMAINS},
        overall=draw(st.sampled_from(RULES)),
        weights={code: draw(WEIGHTS) for code in codes},
        coverage=MinimumCoverage(draw(share), no_answer=draw(st.sampled_from(NoAnswer))),
        overall_from=draw(st.sampled_from(["areas", "domains"])),
    )
    answer = st.none() | st.sampled_from([0.0, 0.1, 33.3, 100.0]) | st.floats(0.0, 100.0)
    record = {"unit": "u"} | {indicator.code: draw(answer) for indicator in INDICATORS}
    scores = smmi.score(Answers.from_records(INSTRUMENT, [record], unit="unit"), scheme)
    return scores, scores.of("u").trace("overall")


def close(parts, whole):
    """Whether parts add up to a whole within one unit in the last place of the sum."""
    return abs(math.fsum(parts) - whole) <= math.ulp(whole)


@given(traced())
def test_contributions_add_up_to_the_score(drawn):
    """The children's contributions add up to their parent's score within one unit in its last place."""
    for node in drawn[1].walk():
        parts = [child.contribution for child in node.children]
        if node.children and node.value is not None:
            assert close(parts, node.value)
        else:
            assert parts == [None] * len(parts)


def frontier(node, depth):
    """The contributions to the overall score of what lies this deep, or less deep where it is shared out no further."""
    below = [child for child in node.children if child.contribution_overall is not None]
    if not depth or not below:
        return [node.contribution_overall]
    assert len(below) == len(node.children)
    return [part for child in below for part in frontier(child, depth - 1)]


@given(traced())
def test_contributions_to_the_overall_add_up(drawn):
    """What domains, areas and indicators contribute to the overall score adds up to it; without it there are none."""
    _, root = drawn
    if root.value is None:
        assert all(node.contribution_overall is None for node in root.walk())
        return
    for depth in (1, 2, 3):
        parts = frontier(root, depth)
        slack = len(parts) * 8 * math.ulp(100.0 * max([1.0, *map(abs, parts)]))
        assert abs(math.fsum(parts) - root.value) <= slack


@given(traced())
def test_replay_is_exact(drawn):
    """Replaying any part of a trace gives its value, and the value of the batch, bit for bit."""
    scores, root = drawn
    for node in root.walk():
        assert node.replay() == node.value
        if node.code in scores.codes:
            batch = float(scores[node.code][0])
            assert node.value == (None if math.isnan(batch) else batch)
            assert (node.absence or Absence.PRESENT) == scores.reasons[node.code][0]


@given(traced())
def test_a_trace_of_a_part_is_that_part_of_the_whole(drawn):
    """The trace of an area or an indicator is what the trace of the overall score holds."""
    scores, root = drawn
    for node in root.walk():
        assert scores.of("u").trace(node.code) == node


@given(traced())
def test_shares_of_weight_add_up_to_1(drawn):
    """Shares of the weight used add up to 1 where there is a score, and are 0 where there is none."""
    for node in drawn[1].walk():
        shares = [child.weight_used for child in node.children]
        if node.children:
            assert math.fsum(shares) == pytest.approx(float(node.value is not None), abs=1e-15)


def game(rule, points, weights):
    """A node with children c0, c1, …, and the worth of each coalition in percent."""
    bind = getattr(rule, "for_children", None)
    bound = bind(tuple(f"c{i}" for i in range(len(points)))) if bind else rule

    def worth(members):
        joined = [p if i in members else 0.0 for i, p in enumerate(points)]
        return 100.0 * float(bound.aggregate(np.array(joined)[:, None], np.array(weights)[:, None])[0])

    return SimpleNamespace(rule=bound, aggregate=bound.aggregate, grid=Grid()), worth


def brute_force(worth, players):
    """Shapley values from all orders of joining, as exact fractions of the worths."""
    parts, orders = dict.fromkeys(players, Fraction(0)), list(itertools.permutations(players))
    for order in orders:
        for place, player in enumerate(order):
            before, after = worth(set(order[:place])), worth(set(order[: place + 1]))
            parts[player] += Fraction(after) - Fraction(before)
    return [parts[player] / len(orders) for player in players]


POINTS = st.lists(st.integers(0, 10).map(lambda k: k / 10), min_size=2, max_size=5)


@pytest.mark.parametrize("name", NOT_ADDITIVE)
@given(POINTS, st.data())
def test_contributions_are_shapley_values(name, points, data):
    """Contributions are the mean, over all orders of joining, of what each child adds; their sum is the score."""
    weights = [data.draw(st.integers(1, 9)) / 10 for _ in points]
    plan, worth = game(NOT_ADDITIVE[name], points, weights)
    players = range(len(points))
    value = worth(set(players))
    found = attribute(plan, np.array(points), np.array(weights), value)
    assert found == pytest.approx([float(part) for part in brute_force(worth, players)], abs=1e-11)
    assert close(found, value)


@pytest.mark.parametrize("name", ["geometric", "harmonic", "weakest link"])
@given(POINTS, st.data())
def test_equal_children_contribute_equally(name, points, data):
    """Two children with the same points and weight contribute the same (symmetry)."""
    weights = [data.draw(st.integers(1, 9)) / 10 for _ in points]
    points, weights = [points[0], *points], [weights[0], *weights]
    plan, worth = game(NOT_ADDITIVE[name], points, weights)
    found = attribute(plan, np.array(points), np.array(weights), worth(set(range(len(points)))))
    assert found[0] == pytest.approx(found[1], abs=1e-11)


@pytest.mark.parametrize("name", NOT_ADDITIVE)
@given(POINTS, st.data())
def test_a_child_that_does_not_count_contributes_nothing(name, points, data):
    """A child without weight contributes exactly 0, and changes nobody's contribution (null player)."""
    weights = [data.draw(st.integers(1, 9)) / 10 for _ in points]
    plan, worth = game(NOT_ADDITIVE[name], points, weights)
    value = worth(set(range(len(points))))
    alone = attribute(plan, np.array(points), np.array(weights), value)
    wider, _ = game(NOT_ADDITIVE[name], [*points, 1.0], [*weights, 0.0])
    found = attribute(wider, np.array([*points, 1.0]), np.array([*weights, 0.0]), value)
    assume(value > 0)
    assert found[-1] == 0.0
    assert found[:-1] == pytest.approx(alone, abs=1e-11)


def test_a_geometric_mean_by_hand():
    """Of points 1 and 1/4, one alone is worth nothing, both 50: each contributes 25."""
    plan, _ = game(GeometricMean(), [1.0, 0.25], [1.0, 1.0])
    assert attribute(plan, np.array([1.0, 0.25]), np.ones(2), 50.0) == (25.0, 25.0)


def test_too_many_children_are_not_attributed_to():
    """Beyond sixteen children that count, a rule that is not additive has no contributions; the additive has."""
    points = np.full(MOST_CHILDREN + 1, 0.5)
    plan, _ = game(GeometricMean(), points.tolist(), [1.0] * len(points))
    assert attribute(plan, points, np.ones(len(points)), 50.0) is None
    plan, _ = game(WeightedMean(), points.tolist(), [1.0] * len(points))
    assert close(attribute(plan, points, np.ones(len(points)), 50.0), 50.0)


HOSTILE = '<script>alert("1 & 2")</script>'


def test_the_html_is_escaped():
    """Names are escaped in the HTML, and stand as they are in the text."""
    question = Indicator(code="q", prompt=HOSTILE, scale=Binary(code="yes_no"))
    area = Area(code="a", label=HOSTILE, indicators=[attrs.evolve(question, label=HOSTILE)])
    domain = Domain(code="d", label=HOSTILE, areas=[area])
    instrument = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
    record = {"unit": "u", "q": "yes"}
    answers = Answers.from_records(instrument, [record], unit="unit")
    found = smmi.score(answers, ScoringScheme.equal_weights(instrument)).of("u").trace("overall")
    html = found._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;") == 2
    assert str(found).count(HOSTILE) == 2
    assert html.count("<li>") == html.count("</li>") == 3


def test_a_trace_of_what_does_not_exist_is_refused():
    """A code without a score is refused."""
    record = {"unit": "u", "i0": 50.0}
    answers = Answers.from_records(INSTRUMENT, [record], unit="unit")
    with pytest.raises(UnknownCodeError):
        smmi.score(answers, ScoringScheme.equal_weights(INSTRUMENT)).of("u").trace("a9")

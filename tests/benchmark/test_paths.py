"""Paths, against every set of changes there is."""

import functools
import itertools
import math
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import benchmark, editions
from smmi.badge import completion
from smmi.benchmark.improvement import Badge, Proof, ScoreOf
from smmi.benchmark.improvement._knapsack import least_cost, most_gain
from smmi.errors import ArgumentError, EditionMismatchError, UnknownCodeError
from smmi.instrument import (
    Answers,
    AnswerState,
    Area,
    Binary,
    Composition,
    Domain,
    Equals,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    Option,
    Ordinal,
    Percentage,
    Scale,
    synthesize,
)
from smmi.scoring import (
    CoverageBasis,
    GeometricMean,
    MinimumCoverage,
    NoAnswer,
    PowerMean,
    ReferenceShares,
    ScoreProfile,
    Scores,
    ScoringScheme,
    WeightedMean,
)
from tests.latin_squares import latin

EXTENT = Ordinal(code="extent", options=tuple(Option(code, code) for code in ("none", "some", "most")))
TOPICS = MultipleChoice(
    code="topics",
    options=(Option("ethics", "Ethics"), Option("law", "Law"), Option("neither", "Neither", exclusive=True)),
    minimum=1,
)
YES_NO = Binary(code="yes_no")
KNOWN: Mapping[str, tuple[object, ...]] = {
    "extent": ("none", "some", "most"),
    "topics": (("ethics",), ("law",), ("neither",), ("ethics", "law")),
    "yes_no": ("no", "yes"),
}
"""Every answer to each scale."""


def declared(*, across: bool) -> Instrument:
    """Return two areas in which gates shut, one of them across both areas or not."""
    gate = Equals("a1", "yes")
    first = [
        Indicator(code="a1", prompt="?", scale=YES_NO),
        Indicator(code="a2", prompt="?", scale=EXTENT, gate=gate),
        Indicator(code="a3", prompt="?", scale=TOPICS),
    ]
    second = [
        Indicator(code="b1", prompt="?", scale=EXTENT),
        Indicator(code="b2", prompt="?", scale=YES_NO, gate=gate if across else None),
    ]
    third = [Indicator(code="c1", prompt="?", scale=EXTENT)]
    return Instrument(
        code="small",
        edition="1",
        title="Small",
        domains=[
            Domain(
                code="p",
                label="P",
                areas=[
                    Area(code="a", label="A", indicators=first),
                    Area(code="b", label="B", indicators=second),
                ],
            ),
            Domain(code="q", label="Q", areas=[Area(code="c", label="C", indicators=third)]),
        ],
    )


INSTRUMENTS = {across: declared(across=across) for across in (False, True)}
WEIGHTS = st.sampled_from([0.5, 1.0, 2.0, 3.7])


@st.composite
def cases(draw: st.DrawFn, still: int = 3) -> tuple[Scores, dict[str, Any]]:
    """Draw the scores of one unit, and how it may change."""
    instrument = INSTRUMENTS[draw(st.integers(0, 3)) == 0]
    codes = [one.code for one in instrument.indicators]
    nodes = [*codes, "a", "b", "c", "p", "q"]
    policy = st.builds(
        MinimumCoverage,
        st.sampled_from([0.0, 0.5, 1.0]),
        basis=st.sampled_from(CoverageBasis),
        no_answer=st.sampled_from(NoAnswer),
    )
    scheme = ScoringScheme(
        instrument,
        weights=draw(st.dictionaries(st.sampled_from(nodes), WEIGHTS)),
        coverage=draw(policy | st.fixed_dictionaries({}, optional={"a": policy, "overall": policy})),
        gated=draw(st.dictionaries(st.sampled_from(["a2", "b2"]), st.sampled_from([0.0, 0.5]))),
        areas=draw(st.sampled_from([WeightedMean(), WeightedMean(), WeightedMean(), {"b": GeometricMean()}])),
        overall_from=draw(st.sampled_from(["areas", "domains"])),
    )
    record = {
        one.code: draw(st.sampled_from([*KNOWN[one.scale.code], None, Nonresponse.NOT_APPLICABLE]))
        for one in instrument.indicators
    }
    scores = smmi.score(Answers.from_records(instrument, [{"school": "S1", **record}], unit="school"), scheme)
    each = st.integers(0, 9) | st.sampled_from([0.1, 0.25, 12.5])
    costs: dict[str, Any] = draw(st.dictionaries(st.sampled_from(codes), each, max_size=4))
    if draw(st.booleans()):
        costs["b1"] = draw(st.dictionaries(st.sampled_from(KNOWN["extent"]), each))
    return scores, {
        "costs": costs,
        "frozen": draw(st.lists(st.sampled_from(codes if still else nodes), min_size=still, unique=True)),
        "years": draw(st.sampled_from([None, None, 1])),
        "upward": draw(st.booleans()),
    }


POINTS: Mapping[str, Mapping[object, float]] = {
    "extent": {"none": 0, "some": 1, "most": 2},
    "topics": {("neither",): 0, ("ethics",): 1, ("law",): 1, ("ethics", "law"): 2},
    "yes_no": {"no": 0, "yes": 1},
}
"""The order of the answers to each scale by their points."""


def gives_up(scale: str, own: object, answer: object) -> bool:
    """Return whether an answer has fewer points than the one that there is."""
    return own in POINTS[scale] and POINTS[scale][answer] < POINTS[scale][own]


def steps(scale: str, own: object, answer: Any) -> int:
    """Return how many steps an answer is from another."""
    if own == answer:
        return 0
    if scale == "topics":
        return len(set(own or ()) ^ set(answer))  # type: ignore[call-overload]
    order = KNOWN[scale]
    return abs(order.index(answer) - (order.index(own) if own else -1))


def every_change(scores: Scores, how: Mapping[str, Any]) -> Iterator[tuple[Fraction, dict[str, object]]]:
    """Yield every set of changes that is allowed, with its cost; a question that opens is answered."""
    instrument, record = scores.instrument, scores.answers.record("S1")
    options = []
    for area in instrument.areas:
        domain = next(d.code for d in instrument.domains if area in d.areas)
        for one in area.indicators:
            own, price = record[one.code], how["costs"].get(one.code, 1)
            mine: list[tuple[Fraction, object]] = [(Fraction(0), own)]
            still = {one.code, area.code, domain} & set(how["frozen"])
            if not still and own is not Nonresponse.NOT_APPLICABLE:
                for answer in KNOWN[one.scale.code]:
                    far = steps(one.scale.code, own, answer)
                    shuts = (one.code, answer) == ("a1", "no") and any(
                        other.gate and record[other.code] in KNOWN[other.scale.code]
                        for other in instrument.indicators
                    )
                    up = not how["upward"] or not (shuts or gives_up(one.scale.code, own, answer))
                    if up and far and far <= (how["years"] or math.inf):
                        if isinstance(price, dict):
                            if answer in price:
                                mine.append((Fraction(repr(price[answer])), answer))
                        else:
                            mine.append((Fraction(repr(price)) * far, answer))
            options.append([(cost, one.code, answer) for cost, answer in mine])
    for chosen in itertools.product(*options):
        yield sum(cost for cost, *_ in chosen), {code: answer for _, code, answer in chosen}  # type: ignore[misc]


def all_scored(scores: Scores, how: Mapping[str, Any]) -> tuple[list[Fraction], Scores]:
    """Return the costs of all sets that leave no new question blank, and their scores."""
    costs, records = zip(*every_change(scores, how), strict=True)
    rows = [{"school": str(i), **record} for i, record in enumerate(records)]
    answers = Answers.from_records(scores.instrument, rows, unit="school")
    fresh = [
        (answers.states(code) == AnswerState.NO_ANSWER)
        & (scores.answers.states(code)[0] != AnswerState.NO_ANSWER)
        for code in records[0]
    ]
    kept = np.flatnonzero(~np.any(fresh, axis=0))
    return [costs[i] for i in kept], smmi.score(answers.take(kept), scores.scheme)


def check_against_all(
    case: tuple[Scores, dict[str, Any]], code: str, points: float, at: float | None
) -> None:
    """Check a path to a score, or just to one that can be had, against all sets of changes."""
    scores, how = case
    costs, tried = all_scored(scores, how)
    values = tried[code].tolist()
    seen = sorted({value for value in values if not math.isnan(value)})
    if seen and at is not None:
        points = seen[int(at * (len(seen) - 1))]
    found = benchmark.paths(scores.of("S1"), scores.scheme, target=ScoreOf(points, code=code), **how)
    reaching = [cost for cost, value in zip(costs, values, strict=True) if value >= points]
    assert found.proved
    assert (found.best is None) == (not reaching)
    if found.best:
        assert found.best.reached
        assert found.best.cost == float(min(reaching))
    for near in found.near:
        cheap = [value for cost, value in zip(costs, values, strict=True) if float(cost) <= near.cost]
        assert not near.reached
        assert near.score == max(value for value in cheap if not math.isnan(value))
    if seen and not reaching:
        assert found.near[0].score == seen[-1]


CODES = st.sampled_from(["overall", "overall", "p", "q", "a", "b", "c"])
SOMEWHERE = st.none() | st.floats(0, 1)


@given(cases(), CODES, st.floats(0, 100), SOMEWHERE)
def test_no_set_of_changes_is_cheaper_than_the_path(
    case: tuple[Scores, dict[str, Any]], code: str, points: float, at: float | None
) -> None:
    """The path costs what the cheapest of all sets costs that reach the target, and reaches it when it is replayed."""
    check_against_all(case, code, points, at)


@pytest.mark.long
@given(cases(0), CODES, st.floats(0, 100), SOMEWHERE)
def test_no_set_of_many_is_cheaper_than_the_path(
    case: tuple[Scores, dict[str, Any]], code: str, points: float, at: float | None
) -> None:
    """So it is where every answer can change."""
    check_against_all(case, code, points, at)


@given(cases(), st.data())
def test_the_way_to_the_badge_is_to_answer_what_is_blank(
    case: tuple[Scores, dict[str, Any]], data: st.DataObject
) -> None:
    """Whatever is answered, or said not to apply, the steps complete it, and no answer that there is changes.

    Each question that is blank and asked is one of them: without it nothing is complete.
    """
    scores, how = case
    found = benchmark.paths(scores.of("S1"), scores.scheme, target=Badge(), **how)
    path = found.best or found.near[0]
    states = {code: scores.answers.states(code)[0] for code in scores.answers.record("S1")}
    assert {step.code for step in path.steps} <= {
        code for code, state in states.items() if state == AnswerState.NO_ANSWER
    }
    assert path.changes == {}
    answers = {
        step.code: data.draw(
            st.sampled_from(
                [*KNOWN[scores.instrument[step.code].scale.code], Nonresponse.NOT_APPLICABLE]  # type: ignore[union-attr]
            )
        )
        for step in path.steps
    }
    record = {"school": "S1", **scores.answers.record("S1"), **answers}
    filled = Answers.from_records(scores.instrument, [record], unit="school")
    assert completion(filled, unit="S1").eligible or found.best is None
    for step in path.steps:
        if step.asked:  # without it nothing is complete
            less = Answers.from_records(scores.instrument, [record | {step.code: None}], unit="school")
            assert not completion(less, unit="S1").eligible
    unpriced = {code for code, given_costs in how["costs"].items() if given_costs == {}}
    stuck = {*how["frozen"], *unpriced} & {
        code for code, state in states.items() if state == AnswerState.NO_ANSWER
    }
    assert found.best is None or not stuck
    assert path.cost == pytest.approx(sum(step.cost for step in path.steps))


def test_a_gate_that_could_be_shut_is_left_as_it_is() -> None:
    """To shut it completes nothing: the blank behind it is to be answered; a blank gate may open one more question."""
    scheme = ScoringScheme(INSTRUMENTS[False])
    rest = {"a3": ("law",), "b1": "some", "b2": "no", "c1": "some"}
    opened = benchmark.paths(scored(scheme, {"a1": "yes", **rest}).of("S1"), scheme, target=Badge())
    assert opened.best is not None
    assert [(step.code, step.after) for step in opened.best.steps] == [("a2", None)]
    assert opened.describe() == "Answer the 1 question that is blank, whatever the answer is"
    blank = benchmark.paths(scored(scheme, rest).of("S1"), scheme, target=Badge())
    assert blank.best is not None
    assert [(step.code, step.asked) for step in blank.best.steps] == [("a1", True), ("a2", False)]
    assert blank.best.cost == 2.0
    assert blank.describe().endswith("; they decide whether 1 more is asked")
    frozen = benchmark.paths(scored(scheme, rest).of("S1"), scheme, target=Badge(), frozen=["a"])
    assert frozen.describe() == "It is not reached: some questions cannot be answered"


OPTIONS = st.lists(st.tuples(st.integers(-5, 30), st.integers(0, 40)), min_size=1, max_size=4)


@given(st.lists(OPTIONS, min_size=1, max_size=4), st.integers(-20, 130), st.sampled_from([1, 7, 2**70]))
def test_choices_are_those_of_all_combinations(
    classes: list[list[tuple[int, int]]], mark: int, unit: int
) -> None:
    """Least cost and most gain are those of all combinations, for numbers that no machine word holds as well."""
    arrays = [
        tuple(np.array([one[i] * unit for one in each], dtype=object) for i in range(2)) for each in classes
    ]
    everything = [tuple(map(sum, zip(*chosen, strict=True))) for chosen in itertools.product(*classes)]
    enough = [cost for gain, cost in everything if gain >= mark]
    least = least_cost(arrays, mark * unit)
    assert (least is None) == (not enough)
    if least is not None:
        gain, cost = (sum(int(each[k][i]) for each, i in zip(arrays, least, strict=True)) for k in range(2))
        assert gain >= mark * unit
        assert cost == min(enough) * unit
    affordable = [(gain, -cost) for gain, cost in everything if cost <= mark]
    most = most_gain(arrays, mark * unit)
    assert (most is None) == (not affordable)
    if most is not None:
        gain, cost = (sum(int(each[k][i]) for each, i in zip(arrays, most, strict=True)) for k in range(2))
        assert (gain, -cost) == tuple(unit * one for one in max(affordable))


FIVE = Ordinal(code="five", options=tuple(Option(f"o{i}", f"Option {i}") for i in range(5)))


@pytest.mark.parametrize("scored_gate", [True, False])
def test_an_upward_path_gives_nothing_up(*, scored_gate: bool) -> None:
    """To say that there is no programme shuts what it answers badly: the shortest path, and not an upward one."""
    programme = Indicator(code="has", prompt="?", scale=YES_NO, scored=scored_gate)
    inside = [Indicator(code=f"p{i}", prompt="?", scale=EXTENT, gate=Equals("has", "yes")) for i in range(3)]
    area = Area(
        code="a",
        label="A",
        indicators=[programme, *inside, Indicator(code="o", prompt="?", scale=EXTENT)],
    )
    domain = Domain(code="d", label="D", areas=[area])
    instrument = Instrument(code="x", edition="1", title="X", domains=[domain])
    scheme = ScoringScheme(instrument, weights={"has": 0.01} if scored_gate else {})
    record = {"has": "yes", "o": "most", "p0": "none", "p1": "none", "p2": "none"}
    profile = scored(scheme, record).of("S1")
    usual = benchmark.paths(profile, scheme, target=ScoreOf(70.0)).best
    upward = benchmark.paths(profile, scheme, target=ScoreOf(70.0), upward=True).best
    assert usual is not None
    assert upward is not None
    assert [(step.code, step.after) for step in usual.steps] == [("has", "no")]
    assert {step.code for step in upward.steps} <= {"p0", "p1", "p2"}
    assert upward.reached


def flat(count: int, **rules: Any) -> ScoringScheme:
    """Return a scheme of so many ordinal questions in one area."""
    asked = [Indicator(code=f"q{i}", prompt="?", scale=FIVE) for i in range(count)]
    area = Area(code="a", label="A", indicators=asked)
    domain = Domain(code="d", label="D", areas=[area])
    return ScoringScheme(Instrument(code="flat", edition="1", title="Flat", domains=[domain]), **rules)


def scored(scheme: ScoringScheme, *records: Mapping[str, object]) -> Scores:
    """Return the scores of records."""
    rows = [{"school": f"S{i}", **record} for i, record in enumerate(records, 1)]
    return smmi.score(Answers.from_records(scheme.instrument, rows, unit="school"), scheme)


@pytest.mark.parametrize("seed", [1, 2])
def test_eighty_questions_with_costs_of_four_digits_are_proved(seed: int) -> None:
    """The path costs what a plain table of the least cost of each gain says."""
    rng, scheme = np.random.default_rng(seed), flat(80)
    own, prices = rng.integers(0, 4, 80).tolist(), rng.integers(100, 9999, (80, 5)).tolist()
    costs = {f"q{i}": {f"o{k}": prices[i][k] for k in range(5)} for i in range(80)}
    least = {sum(own): 0}
    for i in range(80):
        table = dict(least)
        for total, cost in least.items():
            for k in range(own[i] + 1, 5):
                gained = total + k - own[i]
                table[gained] = min(table.get(gained, math.inf), cost + prices[i][k])
        least = table
    profile = scored(scheme, {f"q{i}": f"o{own[i]}" for i in range(80)}).of("S1")
    found = benchmark.paths(profile, scheme, target=ScoreOf(80), costs=costs)
    assert found.best is not None
    assert found.proof is Proof.ADDITIVE
    assert found.best.cost == min(cost for total, cost in least.items() if total >= 256)
    assert found.near[0].score == max(t for t, cost in least.items() if cost < found.best.cost) / 3.2


def test_many_answers_under_a_rule_that_does_not_add_up_are_not_proved() -> None:
    """The path says so, is replayed, and every step of it is needed; the way that fails says how near it got."""
    scheme = flat(9, areas=GeometricMean())
    profile = scored(scheme, {f"q{i}": "o1" for i in range(9)}).of("S1")
    costs = {f"q{i}": float(i) for i in range(9)}
    found = benchmark.paths(profile, scheme, target=ScoreOf(60), costs=costs)
    assert found.best is not None
    assert not found.proved
    assert found.best.reached
    for code in found.best.changes:
        fewer = {own: answer for own, answer in found.best.changes.items() if own != code}
        left = benchmark.what_if(profile, changes=fewer).after["overall"].value
        assert left is not None
        assert left < 60
    assert all(near.cost < found.best.cost for near in found.near)
    beyond = benchmark.paths(profile, scheme, target=ScoreOf(100), costs=costs, frozen=["q0"])
    assert beyond.best is None
    assert beyond.describe() == (
        f"No set of changes reaches 100 points (not proved); the nearest is a score of {beyond.near[0].score:.6g}"
    )


@functools.cache
def cohort(conventions: benchmark.Conventions | None = None) -> tuple[Scores, benchmark.Norms]:
    """Return a cohort of forty, and its norms."""
    answers = synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(5))
    scores = smmi.score(answers, ScoringScheme.equal_weights(answers.instrument))
    return scores, benchmark.Norms.fit(scores, conventions=conventions)


@pytest.mark.parametrize(
    ("inclusion", "target"),
    latin(
        benchmark.SelfInclusion,
        [benchmark.Stars(4), benchmark.RankOf(90), benchmark.Stars(3, code="research")],
    ),
)
def test_a_standing_is_reached_as_the_norms_place(
    inclusion: benchmark.SelfInclusion, target: benchmark.Stars | benchmark.RankOf
) -> None:
    """After the path the unit is placed where it wants to be; with any score below the threshold it is not."""
    scores, norms = cohort(benchmark.Conventions(self_inclusion=inclusion))
    for unit in ("S002", "S003"):
        profile = scores.of(unit)
        found = benchmark.paths(profile, scores.scheme, norms, target=target)
        assert found.best is not None
        assert found.threshold is not None
        placed = benchmark.what_if(profile, norms, changes=found.best.changes).placed_after
        assert placed is not None
        standing = placed[target.code]["all"]
        if isinstance(target, benchmark.Stars):
            assert standing.stars is not None
            assert standing.stars >= target.stars
        else:
            assert standing.percentile is not None
            assert standing.percentile >= target.percentile
        for near in found.near:
            assert near.score is not None
            assert near.score < found.threshold
        assert found.for_organisers_only


@pytest.mark.parametrize("inclusion", list(benchmark.SelfInclusion))
def test_cushions_end_where_the_stars_change(inclusion: benchmark.SelfInclusion) -> None:
    """At the end of the cushion the stars are the same, the next double below has fewer; so it is with the gap."""
    scores, norms = cohort(benchmark.Conventions(self_inclusion=inclusion))
    profile = scores.of("S002")
    left_out = inclusion is benchmark.SelfInclusion.LEFT_OUT
    held = norms.without(profile.scores) if left_out else norms
    found = benchmark.cushions(profile, norms)
    assert {one.code for one in found} == {code for code in profile.codes if profile[code].value is not None}

    def rank(code: str, score: float) -> float:
        return held.table(code).percentile_rank(score)

    for one in found:
        cuts = {1: 0.0, 2: 25.0, 3: 50.0, 4: 75.0}
        if one.cushion is not None:
            assert rank(one.code, one.score - one.cushion + 1e-7) >= cuts[one.stars]
            assert rank(one.code, one.score - one.cushion - 1e-7) < cuts[one.stars]
        assert (one.cushion is None) == (one.stars == 1)
        if one.gap is not None:
            assert rank(one.code, one.score + one.gap + 1e-7) >= cuts[one.stars + 1]
            assert rank(one.code, one.score + one.gap - 1e-7) < cuts[one.stars + 1]


def test_a_path_to_a_score_tells_nothing_of_others() -> None:
    """Whatever the norms are, it is the same: it can go to the school."""
    scores, norms = cohort()
    target = ScoreOf(60)
    alone = benchmark.paths(scores.of("S002"), scores.scheme, target=target)
    beside = benchmark.paths(scores.of("S002"), scores.scheme, norms, target=target)
    assert alone == beside
    assert not alone.for_organisers_only


def test_of_paths_that_cost_the_same_more_schools_took_the_one() -> None:
    """The steps say how many of the similar schools have the answer, and the most usual is first."""
    scheme = flat(3)
    own = {f"q{i}": "o0" for i in range(3)}
    scores = scored(scheme, own, own | {"q1": "o4"}, own | {"q1": "o4", "q2": "o4"}, {"q1": "o4"})
    target, costs = ScoreOf(30), {f"q{i}": {"o4": 2} for i in range(3)}
    found = benchmark.paths(scores.of("S1"), scheme, target=target, costs=costs, peers=scores.answers)
    assert found.best is not None
    assert found.best.changes == {"q1": "o4"}
    step = found.best.steps[0]
    assert (step.before, step.cost, step.steps, step.others, step.of) == ("o0", 2.0, 4, 3, 4)
    assert found.for_organisers_only
    assert (
        found.describe()
        == "1 changed answer at a cost of 2 reaches 30 points (proved: exact dynamic programming)"
    )
    assert found.best.years == 4
    more = benchmark.paths(scores.of("S1"), scheme, target=ScoreOf(60), costs=costs, peers=scores.answers)
    assert more.best is not None
    assert [one.code for one in more.best.steps] == ["q1", "q2"]
    reached = benchmark.paths(scores.of("S1"), scheme, target=ScoreOf(0))
    assert reached.best is not None
    assert reached.best.years == 0
    assert reached.describe() == "It is reached as it is"


def test_what_if_tells_the_effect_on_every_score() -> None:
    """The effects are differences of the scores before and after; without norms nothing is placed."""
    scheme = flat(4)
    profile = scored(scheme, {f"q{i}": "o0" for i in range(4)}).of("S1")
    found = benchmark.what_if(profile, changes={"q2": "o4"})
    assert found.effects == {"overall": 25.0, "d": 25.0, "a": 25.0}
    assert found.placed_after is None


def test_numbers_move_to_the_answers_that_have_a_cost() -> None:
    """A percentage stays unless answers are listed; what was not administered, or does not apply, stays too."""
    share = Percentage(code="share")
    asked = [Indicator(code=f"p{i}", prompt="?", scale=share) for i in range(3)]
    domain = Domain(code="d", label="D", areas=[Area(code="a", label="A", indicators=asked)])
    scheme = ScoringScheme(Instrument(code="n", edition="1", title="N", domains=[domain]))
    profile = scored(scheme, {"p0": 10.0, "p1": 20.0, "p2": Nonresponse.NOT_ADMINISTERED}).of("S1")
    assert benchmark.paths(profile, scheme, target=ScoreOf(50)).best is None
    costs: dict[str, Any] = {"p0": {40.0: 3, 80.0: 7.5}, "p2": {90.0: 1}}
    found = benchmark.paths(profile, scheme, target=ScoreOf(50), costs=costs)
    assert found.best is not None
    assert (found.best.changes, found.best.cost) == ({"p0": 80.0}, 7.5)
    # What was not administered cannot be answered; a blank number can be, whatever it is.
    assert benchmark.paths(profile, scheme, target=Badge(), costs=costs).best is None
    blank = scored(scheme, {"p0": 10.0, "p1": 20.0}).of("S1")
    left = benchmark.paths(blank, scheme, target=Badge()).best
    assert left is not None
    assert [(step.code, step.after) for step in left.steps] == [("p2", None)]


SHARES = Composition(code="shares", parts=(Option("care", "Care"), Option("rest", "Rest")))


def one_question(scale: Scale, answer: object) -> ScoreProfile:
    """Return the scores of a unit with one question, and one beside it that has an answer to improve."""
    asked = [Indicator(code=code, prompt="?", scale=kind) for code, kind in (("x", scale), ("y", EXTENT))]
    domain = Domain(code="d", label="D", areas=[Area(code="a", label="A", indicators=asked)])
    instrument = Instrument(code="o", edition="1", title="O", domains=[domain])
    items = {"x": ReferenceShares({"care": 100, "rest": 0})} if scale is SHARES else {}
    return scored(ScoringScheme(instrument, items=items), {"x": answer, "y": "none"}).of("S1")


@pytest.mark.parametrize(
    ("scale", "own", "keys"),
    [
        (TOPICS, ("neither",), [("ethics", "law"), ("law", "ethics"), frozenset({"law", "ethics"})]),
        (Percentage(code="share"), 10.0, [90, 90.0, np.float64(90), Fraction(90)]),
        (SHARES, {"care": 0.0, "rest": 100.0}, [(90, 10), (90.0, 10.0)]),
    ],
)
def test_an_answer_has_its_cost_however_it_is_written(scale: Scale, own: object, keys: list[object]) -> None:
    """A cost belongs to the answer that its key is read as in a record; so the path is the same."""
    profile = one_question(scale, own)
    read = [one_question(scale, key).scores.answers.record("S1")["x"] for key in keys]
    for key in keys:
        found = benchmark.paths(profile, profile.scheme, target=ScoreOf(40), costs={"x": {key: 3}, "y": {}})
        assert found.best is not None
        assert (found.best.changes, found.best.cost) == ({"x": read[0]}, 3.0)
    here = one_question(scale, keys[0])
    still = benchmark.paths(here, here.scheme, target=ScoreOf(100), costs={"x": {keys[-1]: 3}, "y": {}})
    assert (still.best, [path.changes for path in still.near]) == (None, [{}])


@pytest.mark.parametrize("target", [ScoreOf(90), Badge()])
def test_codes_that_can_be_gone_through_once_freeze_as_a_tuple_does(target: Any) -> None:
    """The way to the score and the way to the badge leave them alone."""
    profile = scored(flat(3), {"q0": "o1"}).of("S1")
    once = benchmark.paths(profile, profile.scheme, target=target, frozen=(code for code in ("q1",)))  # type: ignore[arg-type]
    assert once == benchmark.paths(profile, profile.scheme, target=target, frozen=("q1",))
    assert all("q1" not in path.changes for path in (once.best, *once.near) if path)


def test_an_answer_has_one_cost() -> None:
    """Two keys that are read as the same answer contradict each other."""
    profile = one_question(TOPICS, ("neither",))
    costs: dict[object, float] = {("ethics", "law"): 3, ("law", "ethics"): 4}
    with pytest.raises(ArgumentError, match="a second time, expected one cost for each answer"):
        benchmark.paths(profile, profile.scheme, target=ScoreOf(40), costs={"x": costs})


@pytest.mark.parametrize(
    ("scale", "own", "key"),
    [
        (EXTENT, "none", "mosst"),
        (EXTENT, "none", None),
        (TOPICS, ("neither",), ("neither", "law")),
        (TOPICS, ("neither",), "law"),
        (Percentage(code="share"), 10.0, 101),
        (Percentage(code="share"), 10.0, Nonresponse.NOT_APPLICABLE),
        (SHARES, {"care": 0.0, "rest": 100.0}, (90, -10)),
    ],
)
def test_a_cost_of_what_is_no_answer_is_refused(scale: Scale, own: object, key: object) -> None:
    """Left aside, it would freeze the question without a word, and the path would be proved."""
    profile = one_question(scale, own)
    with pytest.raises(ArgumentError, match=r"'costs': got 'x': .*, expected an answer of its scale"):
        benchmark.paths(profile, profile.scheme, target=ScoreOf(90), costs={"x": {key: 3}})


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"target": ScoreOf(9), "costs": None}, "'costs': got None, expected a mapping from codes to costs"),
        ({"target": ScoreOf(9), "frozen": None}, "'frozen': got None, expected several codes"),
        ({"target": 3}, "'target': got 3 (an int), expected Stars, RankOf, ScoreOf or Badge"),
        ({"target": benchmark.Stars(4)}, "'norms': got None, expected norms, for a target among peers"),
        ({"target": ScoreOf(9), "years": 0}, "'years': got 0, expected None or an integer of at least 1"),
        (
            {"target": ScoreOf(9), "costs": {"q1": -1}},
            "'costs': got 'q1': -1, expected a number of at least 0",
        ),
        (
            {"target": ScoreOf(9), "frozen": "q1"},
            "'frozen': got 'q1', expected several codes. Write ('q1',)",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(how: dict[str, Any], said: str) -> None:
    """The error says what was given and what is expected."""
    scores = scored(flat(2), {"q0": "o1"})
    with pytest.raises(ArgumentError) as told:
        benchmark.paths(scores.of("S1"), scores.scheme, **how)
    assert str(told.value).startswith(said.split(" (an", maxsplit=1)[0])


def test_targets_out_of_their_range_are_refused() -> None:
    """So are groups too small for the standing, costs of strangers, and schemes of another instrument."""
    with pytest.raises(ArgumentError, match=r"'Stars\.stars': got 5, expected 1, 2, 3 or 4"):
        benchmark.Stars(5)
    for wrong in ([4], {4}, True, "4"):
        with pytest.raises(ArgumentError, match="expected 1, 2, 3 or 4"):
            benchmark.Stars(wrong)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"'ScoreOf\.points': got 101, expected a number from 0 to 100"):
        ScoreOf(101)
    scores = scored(flat(2), *({"q0": "o1"} for _ in range(4)))
    profile, norms = scores.of("S1"), benchmark.Norms.fit(scores)
    with pytest.raises(ArgumentError, match="a group of at least 5 units"):
        benchmark.paths(profile, scores.scheme, norms, target=benchmark.Stars(2))
    with pytest.raises(UnknownCodeError, match="no indicator has the code 'zz'"):
        benchmark.paths(profile, scores.scheme, target=ScoreOf(9), costs={"zz": 1})
    with pytest.raises(EditionMismatchError):
        benchmark.paths(profile, flat(3), target=ScoreOf(9))


@pytest.mark.parametrize(
    ("target", "goal"),
    [
        (ScoreOf(62.5), "62.5 points"),
        (benchmark.Stars(1), "1 star"),
        (benchmark.Stars(4), "4 stars"),
        (benchmark.RankOf(80), "a percentile rank of 80"),
    ],
)
def test_what_is_reached_is_named_and_steps_are_counted(target: Any, goal: str) -> None:
    """In steps where each costs 1; where something else costs, it is a cost."""
    scores = scored(flat(4), *({f"q{i}": "o3" if i <= n % 4 else "o1" for i in range(4)} for n in range(12)))
    norms = benchmark.Norms.fit(scores)
    for costs, effort in (({}, r", \d+ steps? in all, "), ({"q0": 7, "q1": 7}, r" at a cost of \d+ ")):
        found = benchmark.paths(scores.of("S1"), scores.scheme, norms, target=target, costs=costs)
        told = found.describe()
        if found.best is not None and not found.best.steps:
            assert told == "It is reached as it is"
        else:
            assert goal in told
            assert found.in_steps == (costs == {})
            assert found.best is None or re.search(effort, told)


@pytest.mark.parametrize("kind", [np.float32, np.float64, Decimal, lambda text: Fraction(str(text))])
def test_a_cost_is_the_decimal_that_was_written(kind: Callable[[str], Any]) -> None:
    """Four steps of a tenth cost four tenths to the last digit, by numbers of any kind; to the badge as well."""
    profile = scored(flat(3), {"q0": "o0", "q1": "o0"}).of("S1")
    costs = {"q0": kind("0.1"), "q1": {"o3": kind("0.3"), "o4": kind("0.7")}, "q2": kind("0.1")}
    found = benchmark.paths(profile, profile.scheme, target=ScoreOf(50), costs=costs, frozen=["q2"])
    assert found.best is not None
    assert (found.best.changes, found.best.cost) == ({"q0": "o4"}, 0.4)
    assert found.near[0].cost == 0.3
    left = benchmark.paths(profile, profile.scheme, target=Badge(), costs=costs).best
    assert left is not None
    assert [step.cost for step in left.steps] == [left.cost] == [0.1]
    for wrong in (
        kind("-0.1"),
        np.float32("nan"),
        np.float64("inf"),
        Decimal("NaN"),
        Decimal("Infinity"),
        1j,
    ):
        with pytest.raises(ArgumentError, match="expected a number of at least 0"):
            benchmark.paths(profile, profile.scheme, target=ScoreOf(50), costs={"q1": {"o3": wrong}})


@pytest.mark.parametrize(
    ("limit", "where"),
    [
        ("MOST_PAIRS", "_additive"),
        ("MOST_SETTINGS", "_additive"),
        ("MOST_SETTLED", "_scored_classes"),
        ("MOST_KEYS", "_choosing"),
    ],
)
def test_where_too_much_is_to_be_kept_apart_all_sets_are_tried(
    limit: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It finds the same."""
    scheme = ScoringScheme(INSTRUMENTS[True])
    profile = scored(scheme, {"a1": "no", "a3": ("law",), "b1": "some", "c1": "none"}).of("S1")
    how: dict[str, Any] = {"target": ScoreOf(70), "costs": {"a1": 3}}
    exact = benchmark.paths(profile, scheme, **how)
    monkeypatch.setattr(f"smmi.benchmark.improvement.{where}.{limit}", 0)
    tried = benchmark.paths(profile, scheme, **how)
    assert (exact.proof, tried.proof) == (Proof.ADDITIVE, Proof.EXHAUSTED)
    assert exact.best is not None
    assert tried.best is not None
    assert exact.best.cost == tried.best.cost
    assert [near.score for near in exact.near] == [near.score for near in tried.near]


def test_a_number_of_many_decimals_is_left_to_the_trials() -> None:
    """Its points are no whole parts of the grid."""
    asked = [Indicator(code=f"p{i}", prompt="?", scale=Percentage(code="share")) for i in range(2)]
    domain = Domain(code="d", label="D", areas=[Area(code="a", label="A", indicators=asked)])
    scheme = ScoringScheme(Instrument(code="n", edition="1", title="N", domains=[domain]))
    profile = scored(scheme, {"p0": 33.333333333333336, "p1": 20.0}).of("S1")
    found = benchmark.paths(profile, scheme, target=ScoreOf(50), costs={"p0": {80.0: 1}, "p1": {99.5: 2}})
    assert found.proof is Proof.EXHAUSTED
    assert found.best is not None
    assert found.best.changes == {"p0": 80.0}


def test_a_rank_that_nobody_can_have_is_not_reached() -> None:
    """By the mid-rank the best of all has less than 100; the nearest is the best score there can be."""
    perfect = scored(flat(1), *({"q0": "o4"} for _ in range(12)))
    norms = benchmark.Norms.fit(perfect)
    found = benchmark.paths(perfect.of("S1"), perfect.scheme, norms, target=benchmark.RankOf(100))
    assert found.threshold is None
    assert found.best is None
    assert found.near[0].score == 100.0


def test_a_score_that_is_absent_has_no_cushion() -> None:
    """Nothing is said of it."""
    scores = scored(flat(2), {}, *({"q0": "o1", "q1": f"o{i % 5}"} for i in range(8)))
    norms = benchmark.Norms.fit(scores)
    assert benchmark.cushions(scores.of("S1"), norms) == ()
    assert len(benchmark.cushions(scores.of("S2"), norms)) == 3


def test_a_question_that_cannot_be_answered_is_not_opened() -> None:
    """A gate in front of a frozen blank stays shut, in the scores and for the badge; an open one may shut."""
    scheme = ScoringScheme(INSTRUMENTS[False])
    shut = {"a1": "no", "a3": ("ethics",), "b1": "most", "b2": "yes", "c1": "most"}
    profile = scored(scheme, shut).of("S1")
    found = benchmark.paths(profile, scheme, target=ScoreOf(100, code="a"), frozen=["a2"])
    assert found.best is None
    assert "a1" not in found.near[0].changes
    opened = benchmark.paths(profile, scheme, target=ScoreOf(100, code="a"))
    assert opened.best is not None
    assert opened.best.changes == {"a1": "yes", "a2": "most", "a3": ("ethics", "law")}


def test_a_search_drops_what_is_needless() -> None:
    """What was cheap at first is left out where a later move alone is enough."""
    scheme = flat(13, areas=PowerMean(2.0))
    profile = scored(scheme, {f"q{i}": "o0" for i in range(13)}).of("S1")
    costs: dict[str, Any] = {f"q{i}": {"o4": 1} for i in range(1, 13)} | {"q0": {"o1": 0.01}}
    found = benchmark.paths(profile, scheme, target=ScoreOf(27), costs=costs)
    assert found.best is not None
    assert found.proof is Proof.NOT_PROVED
    assert found.best.cost == 1.0


def test_what_does_not_apply_cannot_be_reached() -> None:
    """An area of which nothing applies has no score on any path; the overall score is made of the others."""
    scheme = ScoringScheme(INSTRUMENTS[False])
    asked = {"a1": "no", "a3": ("law",), "b1": "some", "b2": "no", "c1": Nonresponse.NOT_APPLICABLE}
    profile = scored(scheme, asked).of("S1")
    none = benchmark.paths(profile, scheme, target=ScoreOf(0, code="c"))
    assert (none.best, none.near, none.proof) == (None, (), Proof.ADDITIVE)
    found = benchmark.paths(profile, scheme, target=ScoreOf(100))
    assert found.best is not None
    assert found.best.score == 100.0
    assert "c1" not in found.best.changes

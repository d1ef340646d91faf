"""The expression tree against the batch scorer, at thresholds to the last digit, and what it refuses."""

import itertools
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.errors import ArgumentError, EditCheckError, NotExpressibleError
from smmi.exchange.expressions import evaluate, expression_tree
from smmi.exchange.expressions._balances import balance
from smmi.instrument import (
    Area,
    Binary,
    Composition,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
)
from smmi.scoring import (
    CutPoints,
    EqualSteps,
    GeometricMean,
    Linear,
    MaturityLevels,
    Median,
    MinimumCoverage,
    MustHave,
    NoAnswer,
    OptionPoints,
    Polarity,
    PowerMean,
    ReferenceShares,
    Reversed,
    SaturatingCount,
    ScoringScheme,
    SelectedShare,
)
from smmi.testing import strategies
from tests.exchange.drawn_cases import Drawn, differences, drawn_cases, edition_cases
from tests.thirdparty.outsider import Curve, TwoThirds


def one_area(*scales, **indicators):
    """An instrument with one area and one indicator on each scale: q0, q1, …"""
    asked = [
        Indicator(code=f"q{i}", prompt=f"Question {i}?", scale=scale, **indicators)
        for i, scale in enumerate(scales)
    ]
    area = Area(code="area", label="Area", indicators=asked)
    return Instrument(
        code="tiny", edition="1", title="Tiny", domains=[Domain(code="domain", label="Domain", areas=[area])]
    )


def both(scheme, *records):
    """The difference between the tree and the scorer for some records; nothing if there is none."""
    answers = smmi.Answers.from_records(
        scheme.instrument, [{"unit": f"u{i}", **record} for i, record in enumerate(records)], unit="unit"
    )
    tree = expression_tree(scheme)
    case = Drawn.of(answers, scheme)
    return list(differences(case, [evaluate(tree, record) for record in records]))


YES_NO = Binary(code="yes_no")


@given(drawn_cases(strategies.instruments()))
def test_the_tree_says_what_the_scorer_says(case):
    """Every score within 1e-9 of the batch scorer's, and every reason of an absence the same."""
    try:
        tree = expression_tree(case.scheme)
    except NotExpressibleError:
        return
    assert list(differences(case, [evaluate(tree, record) for record in case.records])) == []


def test_the_tree_of_the_edition_says_what_the_scorer_says():
    """So it is for the bundled edition."""
    case = edition_cases(8)
    tree = expression_tree(case.scheme)
    assert list(differences(case, [evaluate(tree, record) for record in case.records])) == []


def test_a_record_and_a_document_say_the_same():
    """A nonresponse is named by its member or as a document names it."""
    tree = expression_tree(ScoringScheme(one_area(YES_NO, YES_NO)))
    told = evaluate(tree, {"q0": "yes", "q1": Nonresponse.NOT_APPLICABLE})
    assert told == evaluate(tree, {"q0": "yes", "q1": {"nonresponse": "not-applicable"}})
    assert told["scores"]["area"] == 100.0


def test_an_impossible_answer_is_refused():
    """All that are impossible at once, as for a record."""
    tree = expression_tree(ScoringScheme(one_area(YES_NO, Percentage(code="share"))))
    with pytest.raises(EditCheckError) as error:
        evaluate(tree, {"q0": "perhaps", "q1": 101})
    assert [finding.path for finding in error.value.findings] == ["$.q0", "$.q1"]


@given(
    st.lists(st.sampled_from([1, 2, 3, 10**18 + 1, 10**40, 3 * 10**40]), min_size=1, max_size=4),
    st.fractions(0, 1, max_denominator=12) | st.floats(0, 1).map(Fraction),
)
def test_a_balance_decides_every_case_as_the_weights_do(weights, share):
    """Whole numbers that doubles hold tell of every pattern of blanks whether the share is reached."""
    found = balance(weights, share)
    assert found is not None
    assert sum(map(max, found.gains, found.losses)) <= 2**53
    for case in itertools.product((1, 0, -1), repeat=len(weights)):
        if 1 not in case:
            continue
        there = sum(weight for weight, one in zip(weights, case, strict=True) if one == 1)
        missing = sum(weight for weight, one in zip(weights, case, strict=True) if one == -1)
        own = sum(gain for gain, one in zip(found.gains, case, strict=True) if one == 1)
        own -= sum(loss for loss, one in zip(found.losses, case, strict=True) if one == -1)
        assert (own >= 0) == (there >= share * (there + missing))


@pytest.mark.parametrize("share", [0.5, 1 / 3, 2 / 3, 0.7, 0.1 + 0.2, 1.0, 0.0])
@pytest.mark.parametrize("weights", [(0.1, 0.2, 0.3), (1 / 6, 1 / 3, 1 / 2), (1, 1, 1), (0.7, 0.1, 0.2)])
def test_exactly_the_minimum_coverage_is_enough(weights, share):
    """Declared decimals are decimals: what is answered reaches the share wherever the scorer says so."""
    scheme = ScoringScheme(
        one_area(YES_NO, YES_NO, YES_NO),
        weights={f"q{i}": weight for i, weight in enumerate(weights)},
        coverage=MinimumCoverage(share),
    )
    records = [
        {f"q{i}": one for i, one in enumerate(row)}
        for row in itertools.product(["yes", None, Nonresponse.NOT_APPLICABLE], repeat=3)
    ]
    assert both(scheme, *records) == []


@given(st.data())
def test_a_mark_is_asked_of_an_answer_to_the_last_digit(data):
    """The double next to the number that reaches a mark does not reach it, up or down, reversed or not."""
    low, high = data.draw(st.sampled_from([(0.0, 100.0), (-3.5, 7.25), (0.1, 0.7), (1e6, 3e6)]))
    rule = Linear(
        low, high, polarity=data.draw(st.sampled_from(Polarity)), floor=data.draw(st.sampled_from([0, 0.1]))
    )
    rule = Reversed(rule) if data.draw(st.booleans()) else rule
    mark = data.draw(st.sampled_from([0.0, 0.1, 0.3, 1 / 3, 0.7, 1.0]) | st.floats(0, 1))
    scheme = ScoringScheme(
        one_area(Number(code="number", minimum=-1e7, maximum=1e7), YES_NO),
        items={"q0": rule},
        areas=MustHave(("q0",), cap=0.25, passing=mark),
    )
    place = low + mark * (high - low)
    near = [place, low + (1 - mark) * (high - low)]
    for _ in range(3):
        near += [
            smaller for one in near[-2:] for smaller in (one - abs(one) * 2**-52, one + abs(one) * 2**-52)
        ]
    assert both(scheme, *({"q0": number, "q1": "yes"} for number in near)) == []


@pytest.mark.parametrize("mark", [0.0, 0.3, 0.5, 1 / 3, 2 / 3, 0.7, 1.0])
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(
    ("scale", "rule", "answers"),
    [
        (Ordinal.likert("four", labels=("A", "B", "C", "D")), EqualSteps(), "abcd"),
        (
            MultipleChoice(code="several", options=[Option(c, c.upper()) for c in "abcd"]),
            SelectedShare(3, weights={"a": 0.9, "b": 2.1}),
            [
                tuple(c for c, on in zip("abcd", row, strict=True) if on)
                for row in itertools.product([0, 1], repeat=4)
            ],
        ),
        (Percentage(code="share"), CutPoints((10, 50), (0.3, 1.0, 0.7)), [9.9, 10, 49, 50]),
    ],
    ids=["options", "selections", "steps"],
)
def test_must_haves_and_levels_ask_marks_of_answers(scale, rule, answers, reverse, mark):
    """A must-have and a level are passed exactly where the scorer says so; a blank that counts as lowest too."""
    asked = one_area(scale, YES_NO)
    items = {"q0": Reversed(rule) if reverse else rule}
    records = [{"q0": answer, "q1": "no"} for answer in [*answers, None]]
    for no_answer in (NoAnswer.LEAVES_OUT, NoAnswer.LOWEST):
        policy = MinimumCoverage(0.5, no_answer=no_answer)
        for areas in (
            MustHave(("q0",), cap=0.1, passing=mark),
            MaturityLevels((("q0",), ("q1",)), passing=mark),
        ):
            assert both(ScoringScheme(asked, items=items, areas=areas, coverage=policy), *records) == []


def two_areas(rule, **more):
    """A scheme whose domain has a must-have that is an area."""
    asked = [Indicator(code=f"q{i}", prompt="?", scale=YES_NO, **more) for i in range(7)]
    areas = [
        Area(code="first", label="A", indicators=asked[:6]),
        Area(code="second", label="B", indicators=asked[6:]),
    ]
    instrument = Instrument(
        code="tiny", edition="1", title="Tiny", domains=[Domain(code="domain", label="D", areas=areas)]
    )
    return ScoringScheme(instrument, domains=rule, items={})


@pytest.mark.parametrize("mark", [1 / 3, 0.5, 2 / 3, 0.6666666666666667, 0.8333333333333334, 1.0])
def test_a_mark_is_asked_of_a_score_to_the_last_digit(mark):
    """A mean of answers is at a mark, or clearly away from it, and so it is told which."""
    scheme = two_areas(MustHave(("first",), cap=0.25, passing=mark))
    records = [
        {f"q{i}": one for i, one in enumerate(row)} | {"q6": "yes"}
        for row in itertools.product(["yes", "no"], repeat=6)
    ]
    assert both(scheme, *records) == []


def test_weights_far_apart_are_told_apart():
    """Where whole numbers are too large for doubles, smaller ones decide alike: for coverage and for a median."""
    scheme = ScoringScheme(
        one_area(YES_NO, YES_NO, YES_NO),
        weights={"q0": 1e-100, "q1": 0.30000000000000004, "q2": 0.3},
        areas=Median(),
    )
    records = [
        {f"q{i}": one for i, one in enumerate(row)}
        for row in itertools.product(["yes", "no", None], repeat=3)
    ]
    assert both(scheme, *records) == []


MIX = Composition(code="mix", parts=(Option("rural", "Rural"), Option("urban", "Urban")))

REFUSED = {
    "an area of a stranger": (
        ScoringScheme(one_area(YES_NO), areas=TwoThirds()),
        "TwoThirds of 'area' cannot be written as expression tree: it is somebody else's rule, which only Python knows",
    ),
    "a question of a stranger": (
        ScoringScheme(one_area(Percentage(code="share")), items={"q0": Curve()}),
        "Curve of 'q0' cannot be written as expression tree: it is somebody else's rule, which only Python knows",
    ),
    "an exponent near to 0": (
        ScoringScheme(one_area(YES_NO), areas=PowerMean(1e-6)),
        "PowerMean of 'area' cannot be written as expression tree: its exponent 1e-06 is so near to 0 that a double "
        "loses digits; use GeometricMean()",
    ),
    "goalposts side by side": (
        ScoringScheme(one_area(Percentage(code="share")), items={"q0": Linear(99.9999, 100)}),
        "Linear of 'q0' cannot be written as expression tree: its goalposts are so near to each other that differences "
        "to them have few digits",
    ),
    "a composition at a mark": (
        ScoringScheme(
            one_area(MIX, YES_NO),
            items={"q0": ReferenceShares({"rural": 50, "urban": 50})},
            areas=MustHave(("q0",)),
        ),
        "MustHave of 'area' cannot be written as expression tree: shares have too many digits to tell whether they are "
        "exactly at the mark",
    ),
    "a root at a mark": (
        attrs.evolve(two_areas(MustHave(("first",))), areas=GeometricMean()),
        "MustHave of 'domain' cannot be written as expression tree: its points may be too near to the mark for a "
        "double to tell on which side of it they are; scales that declare how many decimals an answer may have, and "
        "weights of few decimals, help",
    ),
    "weights of many digits": (
        ScoringScheme(
            one_area(*[YES_NO] * 7),
            weights={f"q{i}": 0.12345678901234567 * 10.0 ** (-3 * i) for i in range(7)},
            areas=Median(),
            coverage=MinimumCoverage(0.0),
        ),
        "Median of 'area' cannot be written as expression tree: its weights have more digits together than a double "
        "holds",
    ),
    "coverage of many digits": (
        ScoringScheme(
            one_area(*[YES_NO] * 7),
            weights={f"q{i}": 0.12345678901234567 * 10.0 ** (-3 * i) for i in range(7)},
        ),
        "WeightedMean of 'area' cannot be written as expression tree: minimum coverage is asked of weights of more "
        "digits together than a double holds",
    ),
    "options of many digits": (
        ScoringScheme(
            one_area(MultipleChoice(code="several", options=[Option("a", "A"), Option("b", "B")]), YES_NO),
            items={"q0": SelectedShare(weights={"a": 1e-30})},
            areas=MustHave(("q0",), passing=0.5),
        ),
        "MustHave of 'area' cannot be written as expression tree: weights of options have more digits together than a "
        "double holds",
    ),
}


@pytest.mark.parametrize(("scheme", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_expressed_is_refused_by_node_and_rule(scheme, message):
    """The error names the node, the rule and the reason."""
    with pytest.raises(NotExpressibleError) as error:
        expression_tree(scheme)
    assert str(error.value) == message
    assert error.value.code in message
    assert error.value.rule in message


def test_something_else_than_a_scheme_is_refused():
    """An instrument is not scored by itself."""
    with pytest.raises(
        ArgumentError, match="'scheme': got an object of class 'Instrument', expected a ScoringScheme"
    ):
        expression_tree(one_area(YES_NO))


def test_a_count_saturates():
    """More than enough is worth no more, and options that carry gates are asked though they are not scored."""
    from smmi.instrument import Count, Equals

    opens = Indicator(code="opens", prompt="Is there any?", scale=YES_NO, scored=False)
    count = Indicator(
        code="count", prompt="How many?", scale=Count(code="number"), gate=Equals("opens", "yes")
    )
    idle = Indicator(code="idle", prompt="Why?", scale=Binary(code="why"), scored=False)
    area = Area(code="area", label="Area", indicators=[opens, count, idle])
    asked = Instrument(
        code="tiny", edition="1", title="T", domains=[Domain(code="d", label="D", areas=[area])]
    )
    scheme = ScoringScheme(asked, items={"count": SaturatingCount(3)}, gated={"count": 0.0})
    assert [one.code for one in expression_tree(scheme).questions] == ["opens", "count"]
    assert (
        both(
            scheme, {"opens": "yes", "count": 2}, {"opens": "no", "count": 2}, {"count": 5}, {"opens": "yes"}
        )
        == []
    )


def test_options_have_declared_points():
    """Points that are declared are those of the tree."""
    scheme = ScoringScheme(one_area(YES_NO), items={"q0": OptionPoints({"no": 0.1, "yes": 0.7})})
    assert both(scheme, {"q0": "yes"}, {"q0": "no"}, {}) == []

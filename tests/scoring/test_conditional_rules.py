"""Bonus points, must-haves and maturity levels."""

import numpy as np
import pytest

import smmi
from smmi.errors import SchemeError
from smmi.fingerprint import fingerprint
from smmi.instrument import Area, Binary, Domain, Indicator, Instrument, Percentage
from smmi.scoring import (
    Linear,
    MaturityLevels,
    MinimumCoverage,
    MustHave,
    PointsOverAttainable,
    ScoringScheme,
    Weighting,
)

CHILDREN = ("a", "b", "c")


def one(rule, points, weights=(1, 1, 1)):
    """What a bound rule makes of one unit."""
    bound = rule.for_children(CHILDREN)
    return float(bound.aggregate(np.array(points)[:, None], np.array(weights, dtype=np.float64)[:, None])[0])


def stars(worth, *, bonus=()):
    """An instrument of credits, and the scheme in the manner of AASHE STARS: a credit's weight is its points."""
    indicators = [Indicator(code=code, prompt=code, scale=Percentage(code="earned")) for code in worth]
    area = Area(code="campus", label="Campus", indicators=indicators)
    instrument = Instrument(
        code="stars",
        edition="2",
        title="Credits",
        domains=[Domain(code="all_credits", label="All", areas=[area])],
    )
    scheme = ScoringScheme(
        instrument,
        items={code: Linear(0, 100) for code in worth},
        areas=PointsOverAttainable(bonus=bonus),
        weights=worth,
        coverage=MinimumCoverage(0.0),
    )
    return instrument, scheme


def test_the_published_example_of_stars():
    """90 of 180 points, plus 2 bonus points, is 52."""
    instrument, scheme = stars({"one": 100.0, "two": 80.0, "innovation": 2.0}, bonus=("innovation",))
    records = [{"unit": "U", "one": 50, "two": 50, "innovation": 100}]
    scores = smmi.score(smmi.Answers.from_records(instrument, records, unit="unit"), scheme)
    assert scores["campus"].tolist() == [52.0]


def test_not_applicable_leaves_the_denominator_and_not_pursuing_counts_zero():
    """A credit that is not applicable leaves points attainable; one that is not pursued stays in them with 0."""
    instrument, scheme = stars({"one": 100.0, "two": 80.0})
    records = [
        {"unit": "not applicable", "one": 50, "two": smmi.Nonresponse.NOT_APPLICABLE},
        {"unit": "not pursuing", "one": 50, "two": 0},
    ]
    scores = smmi.score(smmi.Answers.from_records(instrument, records, unit="unit"), scheme)
    assert scores["campus"].tolist() == [50.0, pytest.approx(100 * 50 / 180, abs=1e-12)]


def test_bonus_children_are_outside_of_coverage():
    """An unanswered bonus child lowers neither score nor coverage, and alone it makes no score."""
    instrument, _ = stars({"one": 100.0, "innovation": 2.0})
    scheme = ScoringScheme(
        instrument,
        areas=PointsOverAttainable(bonus=("innovation",)),
        weights={"one": 1.0, "innovation": 50.0},
    )
    records = [{"unit": "A", "one": 50}, {"unit": "B", "innovation": 100}]
    scores = smmi.score(smmi.Answers.from_records(instrument, records, unit="unit"), scheme)
    assert scores["campus"][0] == 50.0
    assert np.isnan(scores["campus"][1])


def test_bonus_points_stay_within_a_hundred():
    """The score is at most 100."""
    assert one(PointsOverAttainable(bonus=("c",)), [1.0, 1.0, 1.0], (10, 10, 4)) == 1.0


def test_a_failed_must_have_caps_the_score():
    """A must-have that falls short caps the mean; one that is had, or does not count, leaves it."""
    rule = MustHave(("a",), cap=0.4)
    assert one(rule, [0.0, 1.0, 1.0]) == 0.4
    assert one(rule, [0.0, 0.0, 0.3]) == pytest.approx(0.1)
    assert one(rule, [1.0, 1.0, 0.4]) == pytest.approx(0.8)
    assert one(rule, [0.0, 1.0, 1.0], (0, 1, 1)) == 1.0


def test_a_level_needs_all_below_it():
    """Level 2 counts only if level 1 is reached, whatever level 2 has."""
    rule = MaturityLevels((("a", "b"), ("c",)))
    assert one(rule, [1.0, 1.0, 1.0]) == 1.0
    assert one(rule, [1.0, 1.0, 0.9]) == 0.5
    assert one(rule, [1.0, 0.0, 1.0]) == 0.0
    assert one(rule, [1.0, 0.0, 1.0], (1, 0, 1)) == 1.0


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (
            PointsOverAttainable(bonus=("innovatio",)),
            "PointsOverAttainable does not fit the children of 'campus': it speaks of 'innovatio', which is no child. "
            "Did you mean 'innovation'?",
        ),
        (
            PointsOverAttainable(bonus=("one", "innovation")),
            "PointsOverAttainable does not fit the children of 'campus': all children are bonus",
        ),
        (MustHave(()), "MustHave does not fit the children of 'campus': no must-have is named"),
        (
            MaturityLevels((("one",),)),
            "MaturityLevels does not fit the children of 'campus': 'innovation' is in no level",
        ),
        (
            MaturityLevels((("one",), ("one", "innovation"))),
            "MaturityLevels does not fit the children of 'campus': 'one' is in two levels",
        ),
        (MaturityLevels(()), "MaturityLevels does not fit the children of 'campus': there are no levels"),
    ],
)
def test_a_rule_that_does_not_fit_its_children_is_refused(rule, problem):
    """What a rule says of its children is checked against them when the scheme is made; whole messages."""
    instrument, _ = stars({"one": 100.0, "innovation": 2.0})
    with pytest.raises(SchemeError) as caught:
        ScoringScheme(instrument, areas=rule)
    assert [finding.message for finding in caught.value.findings] == [problem]


def test_shares_that_are_none_are_refused():
    """A cap or a passing mark outside 0 to 1 is refused, all at once."""
    with pytest.raises(SchemeError) as caught:
        MustHave(("a",), cap=2.0, passing=-1.0)
    assert [finding.message for finding in caught.value.findings] == [
        "MustHave: got cap=2.0, expected a number from 0 to 1",
        "MustHave: got passing=-1.0, expected a number from 0 to 1",
    ]


def test_every_way_in_which_a_scheme_does_not_fit_is_found_at_once():
    """Unknown codes, bad weights, missing rules and rules that do not take their scale come in one error."""
    flag = Indicator(code="flag", prompt="?", scale=Binary(code="yes_no"))
    area = Area(code="campus", label="Campus", indicators=[flag])
    instrument = Instrument(
        code="x", edition="1", title="X", domains=[Domain(code="whole", label="Whole", areas=[area])]
    )
    with pytest.raises(SchemeError) as caught:
        ScoringScheme(
            instrument,
            items={"flag": Linear(0, 1), "flog": Linear(0, 1)},
            areas={"campsu": MustHave(("flag",))},
            domains=MustHave,
            weights={"flag": -1.0, "none": 1.0},
            coverage={"wole": MinimumCoverage()},
            gated={"flag": 2.0},
            no_answer={"flag": "lowest"},
            overall_from="indicators",
        )
    assert sorted(finding.message for finding in caught.value.findings) == [
        "'areas' speaks of 'campsu', but no area has the code. Did you mean 'campus'?",
        "'coverage' speaks of 'wole', but no area or domain has the code. Did you mean 'whole'?",
        "'gated' of 'flag': got 2.0, expected a number from 0 to 1",
        "'items' speaks of 'flog', but no indicator has the code. Did you mean 'flag'?",
        "'no_answer' of 'flag': got 'lowest', expected a NoAnswer",
        "'overall_from': got 'indicators', expected 'areas' or 'domains'",
        "'weights' of 'flag': got -1.0, expected a finite number of at least 0",
        "'weights' speaks of 'none', but no domain, area or indicator has the code.",
        "Linear does not take the binary scale of 'flag'; it takes count, number, percentage",
        "got the class MustHave, expected an aggregation rule",
    ]


def test_whole_numbers_declare_the_same_value_as_floats():
    """A scheme written with 1 and one written with 1.0 are equal, with one fingerprint."""
    instrument, _ = stars({"one": 100.0, "two": 80.0})
    schemes = [
        ScoringScheme(
            instrument,
            areas=MustHave(("one",), cap=one_of_two, passing=one_of_two),
            domains=MaturityLevels((("campus",),), passing=one_of_two),
            weights={"one": one_of_two},
            coverage=MinimumCoverage(one_of_two),
            gated={"one": one_of_two},
        )
        for one_of_two in (1, 1.0)
    ]
    assert schemes[0] == schemes[1]
    assert fingerprint(schemes[0]) == fingerprint(schemes[1])


def test_a_scheme_takes_weights_that_say_how_they_came_about():
    """A `Weighting` weighs as its mapping does, is checked as it is, and stays with the scheme."""
    instrument, _ = stars({"one": 100.0, "two": 80.0})
    weighting = Weighting(by_code={"one": 3.0}, note="set by the board")
    scheme = ScoringScheme(instrument, weights=weighting)
    assert (scheme.weight("one"), scheme.weight("two"), scheme.weights) == (3.0, 1.0, weighting)
    with pytest.raises(SchemeError):
        ScoringScheme(instrument, weights=Weighting(by_code={"three": 3.0}))
    with pytest.raises(SchemeError, match=r"'by_code': got a list, expected a mapping from codes$"):
        Weighting(by_code=[3.0])
    with pytest.raises(
        SchemeError, match=r"'by_code' of 'one': got -1, expected a finite number of at least 0$"
    ):
        Weighting(by_code={"one": -1})


@pytest.mark.parametrize(
    "declare",
    [lambda: PointsOverAttainable("ab"), lambda: MustHave("ab"), lambda: MaturityLevels(["ab"])],
    ids=["bonus", "must have", "level"],
)
def test_a_text_is_not_taken_for_codes(declare):
    """A forgotten comma is told; the whole message."""
    with pytest.raises(SchemeError) as caught:
        declare()
    assert [finding.message for finding in caught.value.findings] == [
        "got the text 'ab', expected several codes: write ('ab',)"
    ]

"""On which share of what applies each score rests: weights exactly, gates by trying what could have been answered."""

from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import Phase, given, settings

import smmi
from smmi.instrument import (
    Answers,
    AnswerState,
    Area,
    Binary,
    Characteristic,
    Domain,
    Equals,
    Indicator,
    Instrument,
    Nonresponse,
    NotCondition,
    Option,
)
from smmi.instrument.answers import not_put
from smmi.scoring import ScoringScheme
from smmi.testing import strategies

NOT_PUT = Nonresponse.NOT_ADMINISTERED
YES_NO = Binary(code="yes_no")


def share(scheme, code, missed, there):
    """The share of weight below a node that was put to a unit, exactly; None where nothing applies."""
    if code in there or code in missed:
        return Fraction(code in there)
    if code == "overall" or not hasattr(scheme.instrument[code], "scale"):
        below = [(Fraction(scheme.weight(child)), child) for child in scheme.children(code)]
        parts = [(weight, share(scheme, child, missed, there)) for weight, child in below if weight]
        parts = [(weight, part) for weight, part in parts if part is not None]
        if parts:
            return sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)
    return None


@settings(phases=[Phase.generate])
@given(strategies.cohorts(max_units=4))
def test_shares_are_those_of_exact_weights(scores):
    """They equal the shares in fractions, are less than 1 just where these are, and NaN where nothing applies."""
    answers, told = scores.answers, scores.administered
    missing = not_put(answers)
    indicators = answers.instrument.indicators
    for place, unit in enumerate(scores.units.tolist()):
        missed = {indicators[i].code for i, flags in missing.items() if flags[place]}
        there = {
            one.code
            for one in indicators
            if one.code not in missed and answers.states(one.code)[place] >= AnswerState.NO_ANSWER
        }
        expected = [share(scores.scheme, code, missed, there) for code in scores.codes]
        for row, part in enumerate(expected):
            got = told[row, place]
            if part is None:
                assert np.isnan(got) or missing == {}
            else:
                assert abs(got - float(part)) <= 1e-12
                assert (got < 1.0) == (part < 1)
        partly = {
            code for code, part in zip(scores.codes, expected, strict=True) if part is not None and part < 1
        }
        assert set(scores.of(unit).partly_administered) == partly


def instrument_of_gates():
    """Indicators behind gates, one of them behind two, and one for some units alone."""
    private = Equals("control", "private")
    items = [
        Indicator(code="a", prompt="A?", scale=YES_NO),
        Indicator(code="b", prompt="B?", scale=YES_NO, gate=Equals("a", "yes")),
        Indicator(code="c", prompt="C?", scale=YES_NO, gate=Equals("b", "yes")),
        Indicator(code="d", prompt="D?", scale=YES_NO, gate=NotCondition(Equals("a", "yes"))),
        Indicator(code="e", prompt="E?", scale=YES_NO, applies=private),
    ]
    control = Characteristic("control", "Control", (Option("public", "Public"), Option("private", "Private")))
    area = Area(code="area", label="Area", indicators=items)
    domain = Domain(code="domain", label="Domain", areas=[area])
    return Instrument(code="gates", edition="1", title="Gates", domains=[domain], characteristics=[control])


GATES = instrument_of_gates()


def answered(records):
    """The answers of records, with units by number."""
    numbered = [{**record, "unit": str(number)} for number, record in enumerate(records)]
    return Answers.from_records(GATES, numbered, unit="unit", attributes=("control",))


def test_what_could_have_been_asked_was_missed():
    """An indicator is missed just where, for some answers to what was not put, it would have been put."""
    values = ("yes", "no", NOT_PUT)
    usual = {"control": "public", "e": None}
    records = [{**usual, **dict(zip("abcd", cells, strict=True))} for cells in product(values, repeat=4)]
    records += [{**records[0], "e": e, "control": one} for e in values for one in ("public", "private")]
    records = [record for record in records if not answered([record]).set_aside]
    missing = not_put(answered(records))
    for number, record in enumerate(records):
        blanks = [code for code in "abcde" if record[code] is NOT_PUT]
        full = answered(
            [
                {**record, **dict(zip(blanks, cells, strict=True))}
                for cells in product(("yes", "no"), repeat=len(blanks))
            ]
        )
        routed = answered([record])
        for i, code in enumerate("abcde"):
            asked = (full.states(code) == AnswerState.ANSWERED).any()
            has = routed.states(code)[0] == AnswerState.ANSWERED
            assert missing.get(i, np.zeros(len(records), bool))[number] == (asked and not has), (record, code)


def test_a_part_that_is_too_small_to_be_seen_is_missed():
    """A share is 1 only where nothing was missed, whatever the weights."""
    items = [Indicator(code=code, prompt="?", scale=YES_NO) for code in ("large", "small")]
    area = Area(code="area", label="Area", indicators=items)
    tiny = Instrument(
        code="t", edition="1", title="T", domains=[Domain(code="domain", label="D", areas=[area])]
    )
    scheme = ScoringScheme(tiny, weights={"large": 1.0, "small": 1e-30})
    answers = Answers.from_records(
        tiny,
        [{"unit": "S", "large": "yes", "small": NOT_PUT}, {"unit": "T", "large": "yes", "small": "no"}],
        unit="unit",
    )
    scores = smmi.score(answers, scheme)
    assert (scores.administered[:, 0] < 1.0).all()
    assert (scores.administered[:, 1] == 1.0).all()


@settings(phases=[Phase.generate])
@given(strategies.cohorts(max_units=3))
def test_a_single_response_knows_the_same(scores):
    """A unit scored alone rests on the same shares as in a table."""
    scorer = scores.scheme.compile()
    for place, profile in enumerate(scores):
        alone = scorer.score_one(
            scores.answers.record(str(scores.units[place])), attributes=profile.attributes
        )
        assert alone.partly_administered == profile.partly_administered

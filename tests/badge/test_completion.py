"""The badge is a record of completion: what counts as complete, and that no answer and no score matters."""

import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import editions
from smmi.badge import Shortfall, completion
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import AnswerState, Area, Domain, Indicator, Instrument, Nonresponse, Option, Ordinal
from smmi.testing import strategies

LEVELS = Ordinal(code="levels", options=tuple(Option(code, code) for code in ("none", "some", "full")))
AREAS = {"staff": ("s1", "s2"), "teaching": ("t1", "t2", "t3")}
TINY = Instrument(
    code="tiny",
    edition="1",
    title="Tiny",
    domains=[
        Domain(
            code="all_of_it",
            label="All of it",
            areas=[
                Area(
                    code=area,
                    label=area,
                    indicators=[Indicator(code=code, prompt=f"{code}?", scale=LEVELS) for code in codes],
                )
                for area, codes in AREAS.items()
            ],
        )
    ],
)
CODES = [indicator.code for indicator in TINY.indicators]
LEVEL = st.sampled_from([option.code for option in LEVELS.options])


def done_by(*cells):
    """The completion of a unit that gave these answers."""
    record = {"school": "S1"} | dict(zip(CODES, cells, strict=True))
    return completion(smmi.Answers.from_records(TINY, [record], unit="school"), unit="S1")


@given(st.data())
def test_complete_is_what_has_no_answer_left_to_give(data):
    """A unit is eligible exactly if an indicator is answered and none is unanswered or was not put to it."""
    answers = data.draw(strategies.answers())
    instrument = answers.instrument
    for at, unit in enumerate(answers.units.tolist()):
        done = completion(answers, unit=unit)
        states = [AnswerState(int(answers.states(one.code)[at])) for one in instrument.indicators]
        left = [
            (one.code, state)
            for one, state in zip(instrument.indicators, states, strict=True)
            if state in (AnswerState.NO_ANSWER, AnswerState.NOT_ADMINISTERED)
        ]
        assert [(gap.code, gap.state) for gap in done.gaps] == left
        assert done.eligible == (not left and AnswerState.ANSWERED in states)
        assert done.indicators == len(instrument.indicators)
        assert [done.answered, done.not_applicable, done.gated] == [
            states.count(state)
            for state in (AnswerState.ANSWERED, AnswerState.NOT_APPLICABLE, AnswerState.GATED)
        ]
        assert all(gap.code in [one.code for one in instrument[gap.area].indicators] for gap in done.gaps)


@given(st.lists(st.none() | st.sampled_from(Nonresponse) | LEVEL, min_size=5, max_size=5), st.data())
def test_what_is_answered_does_not_matter(cells, data):
    """Whoever answers the same indicators in another way has the same completion: the badge knows no score."""
    others = [data.draw(LEVEL) if isinstance(cell, str) else cell for cell in cells]
    assert done_by(*others) == done_by(*cells)


def test_the_best_scores_do_not_help():
    """A school with the best scores and one unanswered section gets no badge, and is told which section is left."""
    record = {"school": "S1"} | dict.fromkeys(CODES, "full") | dict.fromkeys(AREAS["staff"])
    answers = smmi.Answers.from_records(TINY, [record], unit="school")
    assert smmi.score(answers, smmi.ScoringScheme.equal_weights(TINY)).overall.tolist() == [100.0]
    told = completion(answers, unit="S1")
    assert not told.eligible
    assert told.shortfalls == (Shortfall.UNANSWERED,)
    assert told.describe() == (
        "3 of 5 indicators are complete; left to answer are 's1', 's2', by area: 'staff' (2)"
    )
    assert done_by(*["none"] * 5).eligible, "the worst scores do no harm"


@pytest.mark.parametrize(
    ("cells", "shortfalls", "told"),
    [
        (
            ["some", Nonresponse.NOT_ADMINISTERED, None, None, None],
            (Shortfall.UNANSWERED, Shortfall.NOT_ADMINISTERED),
            "1 of 5 indicators are complete; left to answer are 's2', 't1', 't2' and 1 more, "
            "by area: 'staff' (1), 'teaching' (3); 1 of them were not put to the unit",
        ),
        (
            [Nonresponse.NOT_APPLICABLE] * 5,
            (Shortfall.NOTHING_ANSWERED,),
            "5 of 5 indicators are complete, but none is answered: all are said not to apply, or are skipped",
        ),
        (
            [*[Nonresponse.NOT_APPLICABLE] * 4, "none"],
            (),
            "5 of 5 indicators are complete: the full assessment is complete",
        ),
    ],
    ids=["not-put-to-it", "nothing-answered", "complete"],
)
def test_what_is_left_is_told_in_a_sentence(cells, shortfalls, told):
    """The reasons are data, and read as one sentence."""
    done = done_by(*cells)
    assert (done.shortfalls, done.describe()) == (shortfalls, told)
    assert done.eligible == (not shortfalls)


def test_the_bundled_instrument_has_eighty_indicators_to_complete():
    """In the edition with 16 areas a school that says nothing has 80 indicators left, in 16 areas."""
    instrument = editions.smmi_16()
    answers = smmi.Answers.from_records(
        instrument, [{"school": "S1", "discipline": "dental"}], unit="school", attributes=("discipline",)
    )
    gaps = completion(answers, unit="S1").gaps
    assert (
        len(gaps) + completion(answers, unit="S1").gated + completion(answers, unit="S1").not_applicable == 80
    )
    assert len({gap.area for gap in gaps}) == 16


def test_what_cannot_be_asked_is_an_error():
    """Scores have no completion, and a stranger has none."""
    record = {"school": "S1"} | dict.fromkeys(CODES, "full")
    answers = smmi.Answers.from_records(TINY, [record], unit="school")
    with pytest.raises(ArgumentError, match=r"'answers': got .*Scores.*, expected Answers"):
        completion(smmi.score(answers, smmi.ScoringScheme.equal_weights(TINY)), unit="S1")
    with pytest.raises(UnknownCodeError, match="no unit is called 'S2'"):
        completion(answers, unit="S2")

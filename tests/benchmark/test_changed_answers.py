"""Which answers are other ones than last time, within an edition and across editions, against the records."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import Norms, last_time
from smmi.benchmark.follow_up import AnswerTurn, ChangedAnswers, NoRankChange
from smmi.editions import crosswalk_18_to_16
from smmi.errors import UnknownCodeError
from smmi.instrument import Answers, AnswerState, Nonresponse, synthesize
from smmi.scoring import ScoringScheme

CROSSWALK = crosswalk_18_to_16()
OLD, NEW = (ScoringScheme.equal_weights(edition) for edition in (CROSSWALK.old, CROSSWALK.new))
OPPOSITE = {
    AnswerTurn.HIGHER: AnswerTurn.LOWER,
    AnswerTurn.LEFT_BLANK: AnswerTurn.FILLED,
    AnswerTurn.ASKED: AnswerTurn.NOT_ASKED,
    AnswerTurn.OTHER: AnswerTurn.OTHER,
}
OPPOSITE |= {turn: back for back, turn in OPPOSITE.items()}


@cache
def wave(scheme, seed, units=12):
    """The scores of a synthetic wave in two disciplines."""
    kinds = {"discipline": [["dental", "medical"][i % 2] for i in range(units)]}
    answers = synthesize(
        scheme.instrument, units=units, rng=np.random.default_rng(seed), attributes=kinds, blanks=0.1
    )
    return smmi.score(answers, scheme)


@given(seed=st.integers(0, 30), unit=st.integers(1, 12), across=st.booleans())
def test_they_are_the_differences_of_two_records(seed, unit, across):
    """All of those, and only those, among the questions that both waves put to the school."""
    before, after = wave(OLD if across else NEW, seed), wave(NEW, seed + 100)
    carried = CROSSWALK.carry_answers(before.answers).answers if across else before.answers
    name = f"S{unit:03}"
    found = last_time(before, after, crosswalk=CROSSWALK if across else None).changed_answers(name)
    records = [answers.record(name) for answers in (carried, after.answers)]
    states = [
        {code: AnswerState(int(answers.states(code)[unit - 1])) for code in records[1]}
        for answers in (carried, after.answers)
    ]
    both = {
        code for code in records[1] if AnswerState.NOT_ADMINISTERED not in (each[code] for each in states)
    }
    assert (found.carried, found.questions) == (len(both), 80)
    assert across == (found.carried < 80)
    # What is no answer is no other answer than a blank, and what is not asked is no other than what does not apply.
    quiet = (AnswerState.NOT_APPLICABLE, AnswerState.GATED)
    said = [
        {
            code: record[code]
            if own[code] is AnswerState.ANSWERED
            else "not asked"
            if own[code] in quiet
            else "no answer"
            for code in both
        }
        for record, own in zip(records, states, strict=True)
    ]
    told = {one.code: one for one in found.changed}
    assert set(told) == {code for code in both if said[0][code] != said[1][code]}
    for one in found.changed:
        for answer, record in zip((one.before, one.after), records, strict=True):
            assert answer is None or answer == record[one.code]


@given(seeds=st.tuples(st.integers(0, 30), st.integers(31, 60)), unit=st.integers(1, 12))
def test_backwards_each_answer_goes_the_other_way(seeds, unit):
    """What is higher was lower, what is left blank was filled, and what is gained was lost."""
    first, second = (wave(NEW, seed) for seed in seeds)
    there, back = (
        last_time(*pair).changed_answers(f"S{unit:03}") for pair in ((first, second), (second, first))
    )
    assert [(one.code, OPPOSITE[one.turn], one.before, one.after) for one in there.changed] == [
        (one.code, one.turn, one.after, one.before) for one in back.changed
    ]
    assert [one.gain and -one.gain for one in there.changed] == [one.gain for one in back.changed]
    for turn in AnswerTurn:
        far = [abs(one.gain or 0.0) for one in there.of(turn)]
        assert far == sorted(far, reverse=True)
    assert sorted(one.code for one in there.of(*AnswerTurn)) == sorted(one.code for one in there.changed)


@pytest.mark.parametrize(
    ("then", "now", "turn", "gain"),
    [
        ("no", "yes", AnswerTurn.HIGHER, 100.0),
        ("yes", "no", AnswerTurn.LOWER, -100.0),
        ("yes", None, AnswerTurn.LEFT_BLANK, None),
        (None, "no", AnswerTurn.FILLED, None),
        ("yes", Nonresponse.NOT_APPLICABLE, AnswerTurn.NOT_ASKED, None),
        (Nonresponse.NOT_APPLICABLE, None, AnswerTurn.ASKED, None),
        (Nonresponse.NOT_APPLICABLE, Nonresponse.NOT_APPLICABLE, None, None),
        (Nonresponse.NOT_ADMINISTERED, "yes", None, None),
        ("yes", "yes", None, None),
    ],
)
def test_each_turn_has_its_name(then, now, turn, gain):
    """Of one question, all others the same; what was not administered is not compared."""
    code = next(one.code for one in NEW.instrument.scored if type(one.scale).__name__ == "Binary")

    def scored(answer):
        record = {"school": "S1", "discipline": "dental", code: answer}
        given_answers = Answers.from_records(
            NEW.instrument, [record], unit="school", attributes=("discipline",)
        )
        return smmi.score(given_answers, NEW)

    found = last_time(scored(then), scored(now)).changed_answers("S1")
    told = [(one.turn, one.gain) for one in found.changed if one.code == code]
    assert told == ([] if turn is None else [(turn, gain)])
    assert isinstance(found, ChangedAnswers)


def test_what_is_in_one_wave_only_has_no_changed_answers():
    """The error names it."""
    last = last_time(wave(NEW, 1, 8), wave(NEW, 2))
    with pytest.raises(UnknownCodeError, match="in both waves there is no unit 'S010'"):
        last.changed_answers("S010")


def test_why_no_place_moved_has_a_reason():
    """A break, a wave in which a unit was not, a group that was not, and groups that are too small; else none."""
    before, after = wave(NEW, 1, 24), wave(NEW, 2, 26)

    def reasons(last, unit="S001", norms=None):
        profile = after.of(unit)
        placement = (norms or Norms.fit(after, by=("discipline",))).place(profile)
        return {one.group: one.reason for one in last.rank_changes(profile, placement)}

    both = last_time(before, after, by=("discipline",))
    assert reasons(both) == {"all": None, "dental": None}
    assert set(reasons(both, "S026").values()) == {NoRankChange.NOT_THERE}
    across = last_time(wave(OLD, 1, 24), after, crosswalk=CROSSWALK, by=("discipline",))
    assert set(reasons(across).values()) == {NoRankChange.NOT_COMPARED}
    assert reasons(last_time(before, after))["dental"] is NoRankChange.NO_GROUP_BEFORE
    few = last_time(before.take(range(6)), after, by=("discipline",))
    assert set(reasons(few).values()) == {NoRankChange.NO_RANK_BEFORE}
    small = Norms.fit(after.take(range(6)), by=("discipline",))
    assert set(reasons(both, norms=small).values()) == {NoRankChange.NO_RANK_NOW}

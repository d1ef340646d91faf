"""Surveys that are made, answered by made respondents and exported, are read as they were answered."""

import attrs
from hypothesis import given, strategies as st

from smmi.exchange.qualtrics import answers_from_qualtrics, from_qualtrics
from smmi.instrument import AnswerState, MultipleChoice
from tests.exchange.qualtrics.made_surveys import (
    SHAPES,
    STYLES,
    Choice,
    document_of,
    export_of,
    import_id,
    responses,
    surveys,
)


@st.composite
def answered(draw, *, logic=True):
    """A survey with one to three responses."""
    survey = draw(surveys(logic=logic))
    return survey, draw(st.lists(responses(survey), min_size=1, max_size=3))


def indicators_of(instrument, survey):
    """The indicator of each question and row, found by its import id alone."""
    by_id = {indicator.source_names[0]: indicator for indicator in instrument.indicators}
    return {
        (question.qid, row): by_id[import_id(question, row)]
        for question in survey.questions
        for row in question.cells
    }


def codes_of(indicator, question, answer):
    """What an answer is in the instrument: None for a choice that stands for a nonresponse."""
    if not question.choices:
        return float(answer)
    stands = {option.code for option in indicator.scale.nonresponses}
    codes = [f"c{one}" for one in (answer if isinstance(answer, tuple) else (answer,))]
    if set(codes) & stands:
        return None
    if isinstance(indicator.scale, MultipleChoice):
        order = [option.code for option in indicator.scale.options]
        return tuple(sorted(codes, key=order.index))
    return codes[0]


@given(drawn=answered(), shape=SHAPES, style=STYLES)
def test_every_answer_is_read_and_no_gate_shuts_off_what_was_shown(drawn, shape, style):
    """What was answered is read as it was, what was seen and left blank is no answer, and what was not shown is gated,
    or unknown where a blank answer opens it.
    """
    survey, given_answers = drawn
    instrument, account = from_qualtrics(document_of(survey, shape))
    answers, _ = answers_from_qualtrics(instrument, *export_of(survey, given_answers, style))
    found = indicators_of(instrument, survey)
    assert {code for one in account.questions for code in one.codes} == {one.code for one in found.values()}
    unsaid = ("no gate can say", "more widely")
    assert not [one for one in account.left_out if any(part in one.message for part in unsaid)]
    for at, one in enumerate(given_answers):
        record = answers.record(f"R_{at}")
        for question in survey.questions:
            for row in question.cells:
                indicator = found[question.qid, row]
                state = answers.states(indicator.code)[at]
                if (question.qid, row) not in one:
                    assert state in {AnswerState.GATED, AnswerState.NO_ANSWER}
                elif one[question.qid, row] is None:
                    assert state == AnswerState.NO_ANSWER
                else:
                    expected = codes_of(indicator, question, one[question.qid, row])
                    if expected is None:
                        assert state == AnswerState.NOT_APPLICABLE
                    else:
                        assert state == AnswerState.ANSWERED
                        assert record[indicator.code] == expected


@given(drawn=answered(logic=False), style=STYLES, data=st.data())
def test_choices_are_bound_by_their_ids(drawn, style, data):
    """Recode values that are renumbered, and choices that are moved, change no answer."""
    survey, given_answers = drawn
    instrument, _ = from_qualtrics(document_of(survey))

    def renumbered(question):
        moved = data.draw(st.permutations(question.choices))
        numbers = iter(range(40, 60))
        return attrs.evolve(
            question,
            choices=tuple(
                Choice(one.id, one.markup, one.recode if one.recode < 0 else next(numbers), one.exclusive)
                for one in moved
            ),
        )

    blocks = {block: tuple(map(renumbered, several)) for block, several in survey.blocks.items()}
    later = attrs.evolve(survey, blocks=blocks)
    again, _ = from_qualtrics(document_of(later))
    one, _ = answers_from_qualtrics(instrument, *export_of(survey, given_answers, style))
    other, _ = answers_from_qualtrics(again, *export_of(later, given_answers, style))
    for unit in one.units:
        before, after = one.record(unit), other.record(unit)
        assert {code: sorted(v) if isinstance(v, tuple) else v for code, v in before.items()} == {
            code: sorted(v) if isinstance(v, tuple) else v for code, v in after.items()
        }


@given(survey=surveys())
def test_the_flow_goes_before_the_blocks_and_the_trash_is_left_out(survey):
    """Indicators stand in the order in which they are shown."""
    instrument, account = from_qualtrics(document_of(survey))
    shown = [import_id(question, row) for question in survey.questions for row in question.cells]
    assert [indicator.source_names[0] for indicator in instrument.indicators] == shown
    assert "questions in the trash" in [finding.message for finding in account.left_out]

"""Labels that a file gives to values, and that say something else than the values do."""

import pytest
from hypothesis import given, strategies as st

from smmi.instrument import Characteristic, Count, Nonresponse, Number, Option, Percentage
from smmi.intake import ColumnNotes, propose_reading
from tests.intake.field import SCALES, instrument_of
from tests.intake.proposals.proposed import asked, column_of

KINDS = Characteristic(
    code="kind",
    label="Kind",
    options=[Option("public", "Public", value=1), Option("private", "Private", value=2)],
)
SAYS_NOTHING = ("Don't know", "Refused", "No answer", "Not applicable")


@given(order=st.permutations(["Public", "Private"]))
def test_labels_of_a_file_that_contradict_a_characteristic_are_asked_about(order):
    """A group is a group of other units where the file counts its values the other way round."""
    instrument = instrument_of({"plans": SCALES["plans"]}, characteristics=[KINDS])
    header, rows = ["Id", "kind", "plans"], [["A", 1.0, "Partly"], ["B", 2.0, "Fully"]]
    notes = {"kind": ColumnNotes(value_labels=dict(zip(["1.0", "2.0"], order, strict=True)))}
    proposal = propose_reading(instrument, header, rows, notes=notes)
    if order == ["Public", "Private"]:
        assert not proposal.questions
        return
    assert asked(proposal) == {"coding_kind": ["labels", "values"]}
    for answer, kinds in (("labels", ["private", "public"]), ("values", ["public", "private"])):
        answers, _ = proposal.confirm(coding_kind=answer).answers(header, rows)
        assert list(answers.attribute("kind")) == kinds


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("label", SAYS_NOTHING)
def test_values_of_attributes_that_a_file_labels_as_none_are_asked_about(declared, label):
    """They are no group before somebody says so."""
    instrument = instrument_of({"plans": SCALES["plans"]}, characteristics=[KINDS] * declared)
    header, rows = ["Id", "kind", "plans"], [["A", 1.0, "Partly"], ["B", 2.0, "Fully"]]
    notes = {"kind": ColumnNotes(value_labels={"1": "Public", "2": label})}
    proposal = propose_reading(instrument, header, rows, notes=notes, attributes=["kind"])
    assert list(asked(proposal)) == ["value_kind_2"]
    answers, _ = proposal.confirm(value="no_value").answers(header, rows)
    assert list(answers.attribute("kind")) == ["public" if declared else "Public", None]
    answers, _ = proposal.confirm(value="leave").answers(header, rows)
    assert list(answers.attribute("kind")) == (["public", "private"] if declared else ["Public", label])


NUMBERS = st.sampled_from([Percentage(code="n"), Count(code="n"), Number(code="n")])


@given(NUMBERS, st.sampled_from(SAYS_NOTHING), st.sampled_from([98.0, 9.0, 5.0]))
def test_numbers_that_a_file_labels_as_no_answer_are_asked_about(scale, label, value):
    """Whether or not it declares them missing, and wherever they lie among the others."""
    notes = {"n": ColumnNotes(value_labels={f"{value}": label})}
    proposal, answers = column_of("n", [1.0, value, 40.0], scales={"n": scale}, notes=notes)
    (question,) = proposal.questions
    assert question.kind == "word"
    assert f"the file labels it {label!r}" in question.evidence
    assert answers(word="no_answer") == [1, None, 40]
    assert answers(word="not_applicable") == [1, Nonresponse.NOT_APPLICABLE, 40]
    assert answers(word="leave") == [1, value, 40]


@given(NUMBERS)
def test_numbers_that_a_file_labels_are_asked_about(scale):
    """1 may stand for 0 to 25 percent."""
    notes = {"n": ColumnNotes(value_labels={"1": "0-25%", "2": "26-50%", "40": "40"})}
    proposal, answers = column_of("n", [1.0, 2.0, 40.0], scales={"n": scale}, notes=notes)
    assert asked(proposal) == {"labelled_n": ["numbers", "no_answer", "other_column"]}
    assert proposal.questions[0].evidence == "in the file '1' is '0-25%', '2' is '26-50%'"
    assert answers(labelled="numbers") == [1, 2, 40]
    assert answers(labelled="no_answer") == [None, None, 40]
    assert answers(labelled="other_column") == [Nonresponse.NOT_ADMINISTERED] * 3


def test_labels_that_say_what_the_numbers_do_are_no_question():
    """Nor those of values that nobody has."""
    notes = {"visits": ColumnNotes(value_labels={"1": "1", "98": "Don't know"})}
    proposal, answers = column_of("visits", [1.0, 40.0], notes=notes)
    assert (proposal.questions, answers()) == ((), [1, 40])


def test_values_of_options_that_a_file_labels_as_no_answer_are_asked_about():
    """2 is an option of the instrument, and 'Refused' in the file."""
    notes = {"plans": ColumnNotes(value_labels={"1": "Not at all", "2": "Refused"})}
    proposal, answers = column_of("plans", [1.0, 2.0], notes=notes)
    assert asked(proposal) == {"label_plans_2": ["value", "absent"]}
    assert answers(label="value") == ["not_at_all", "partly"]
    assert answers(label="absent") == [Nonresponse.NOT_ADMINISTERED] * 2

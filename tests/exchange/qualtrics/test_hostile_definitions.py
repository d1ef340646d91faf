"""Definitions that are none, or are meant to do harm: a clear error of one class, in bounded time."""

import copy
import json

import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, DocumentError, Reason
from smmi.exchange.qualtrics import from_qualtrics
from smmi.exchange.qualtrics.definitions import _definition
from smmi.instrument import Instrument
from smmi.serialization import parse_json
from tests.exchange.qualtrics.made_surveys import SHAPES, document_of, surveys

WRONG = [
    None,
    True,
    -1,
    7,
    1e308,
    float("nan"),
    "",
    "x" * 300_000,
    "\ud800",
    [],
    [[]],
    {},
    {"a": {"0": []}},
    {7: 1},
    ["1", 1],
]
"""What may stand where something else is meant."""


def places_of(value, path=()):
    """Every place in a document, the deepest last."""
    yield path
    several = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, one in several:
        yield from places_of(one, (*path, key))


def replaced(document, path, value):
    """A document with another value at a place."""
    if not path:
        return value
    made = copy.deepcopy(document)
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return made


@given(survey=surveys(), shape=SHAPES, data=st.data())
def test_a_wrong_value_anywhere_is_told_or_does_no_harm(survey, shape, data):
    """Whatever stands at whatever place, there is an instrument or a `DocumentError` with a path, and nothing else."""
    document = document_of(survey, shape)
    places = list(places_of(document))
    for _ in range(6):
        broken = replaced(document, data.draw(st.sampled_from(places)), data.draw(st.sampled_from(WRONG)))
        try:
            instrument, _ = from_qualtrics(broken)
        except DocumentError as error:
            assert all(finding.path.startswith("$") for finding in error.findings)
            assert len(str(error)) < 10_000
        else:
            assert isinstance(instrument, Instrument)


@given(survey=surveys(), data=st.data())
def test_a_truncated_file_is_told(survey, data):
    """A file that breaks off is no JSON, and that is said where it is read."""
    text = json.dumps(document_of(survey))
    with pytest.raises(DocumentError):
        from_qualtrics(parse_json(text[: data.draw(st.integers(0, len(text) - 1))]))


def document_with(flow=None, questions=(), blocks=None):
    """A definition of a few questions."""
    elements = [{"Element": "SQ", "Payload": one} for one in questions]
    listed = [{"Type": "Question", "QuestionID": one["QuestionID"]} for one in questions]
    blocks = blocks or [{"ID": "BL_1", "Description": "One", "BlockElements": listed}]
    return {
        "SurveyEntry": {"SurveyName": "Hostile"},
        "SurveyElements": [
            {"Element": "BL", "Payload": blocks},
            *([] if flow is None else [{"Element": "FL", "Payload": flow}]),
            *elements,
        ],
    }


def choice(qid="QID1", **more):
    """A single choice."""
    choices = {"1": {"Display": "No"}, "2": {"Display": "Yes"}}
    said = {
        "QuestionID": qid,
        "QuestionType": "MC",
        "Selector": "SAVR",
        "QuestionText": qid,
        "Choices": choices,
    }
    return {**said, **more}


def test_deep_nesting_is_refused():
    """A flow may not take the reader as deep as it likes."""
    flow = {"Type": "Block", "ID": "BL_1"}
    for _ in range(5_000):
        flow = {"Type": "Group", "Flow": [flow]}
    with pytest.raises(DocumentError, match="nested more than 60 deep"):
        from_qualtrics(document_with(flow=flow, questions=[choice()]))


def test_fifty_megabytes_of_text_are_refused_at_once():
    """No question has such a text."""
    with pytest.raises(DocumentError, match="expected 200,000 at most"):
        from_qualtrics(document_with(questions=[choice(QuestionText="<" * 50_000_000)]))


@pytest.mark.parametrize("unit", ["<", "<a", "<!--", "-->", "<script>", "&", "&#", "</", "<a b='", "${"])
def test_markup_is_made_plain_in_time_in_proportion_to_its_length(unit):
    """Nothing that looks like the beginning of something is looked at again from each place; what is left of it is too
    long for a question, or none of it is.
    """
    markup = unit * (199_000 // len(unit))
    definition = document_with(questions=[choice(QuestionText=f"{markup} end"), choice("QID2")])
    try:
        instrument, _ = from_qualtrics(definition)
    except DocumentError as error:
        assert "expected 20,000 at most" in str(error)
    else:
        assert len(instrument["qid1"].prompt) < 20_000


def test_more_questions_than_a_survey_has_are_refused():
    """Each is looked at, and the first that is too many is told."""
    with pytest.raises(DocumentError, match="more than 5,000 questions"):
        from_qualtrics(document_with(questions=[choice(f"QID{n}") for n in range(5_001)]))


def test_logic_that_grows_without_end_makes_no_gate():
    """More lines than a gate holds are named, and the questions stay open."""
    said = {"LogicType": "Question", "LeftOperand": "q://QID1/SelectableChoice/1", "Operator": "Selected"}
    logic = {"0": {str(at): {**said, "Conjuction": "Or"} for at in range(5_000)}}
    instrument, account = from_qualtrics(
        document_with(questions=[choice(), choice("QID2", DisplayLogic=logic)])
    )
    assert instrument["qid2"].gate is None
    assert "display logic that no gate can say" in [one.message for one in account.left_out]


def test_everything_that_is_wrong_is_told_at_once():
    """One error holds the findings of all questions."""
    questions = [choice("QID1", Choices=7), choice("QID2"), choice("QID3", QuestionText=[])]
    with pytest.raises(DocumentError) as caught:
        from_qualtrics(document_with(questions=questions))
    assert [one.reason for one in caught.value.findings] == [Reason.WRONG_TYPE, Reason.WRONG_TYPE]
    assert [one.path for one in caught.value.findings] == [
        "$.SurveyElements[1].Payload.Choices",
        "$.SurveyElements[3].Payload.QuestionText",
    ]


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ([], "$: the key 'SurveyEntry' is missing"),
        ("{}", "$: got '{}', expected a definition of a survey"),
        ({"SurveyEntry": {}, "SurveyElements": []}, "no question of the survey can be carried over"),
    ],
)
def test_what_is_no_definition_is_told(definition, message):
    """Another document is refused with what is missing of it."""
    with pytest.raises(DocumentError) as caught:
        from_qualtrics(definition)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("argument", "value"),
    [("code", "No Code"), ("edition", " "), ("negative", "na"), ("ordinal", "Q1"), ("ordinal", ["Q7"])],
)
def test_wrong_arguments_are_told(argument, value):
    """What the caller gives is told apart from what the file holds."""
    with pytest.raises(ArgumentError, match=f"^'{argument}': got "):
        from_qualtrics(document_with(questions=[choice()]), **{argument: value})


@pytest.mark.parametrize(
    ("questions", "message"),
    [
        ([choice(), choice()], "the question 'QID1' stands twice"),
        ([choice(None)], "the question has no 'QuestionID'"),
        ([choice(ChoiceOrder=[1] * 60_001)], "got 60,001 entries, expected 60,000 at most"),
        ([choice(DataExportTag="x" * 2_000)], "got 2,000 characters, expected a name"),
    ],
)
def test_what_no_survey_has_is_told(questions, message):
    """Ids that stand twice or lack, lists and names without end."""
    with pytest.raises(DocumentError, match=message):
        from_qualtrics(document_with(questions=questions))


def test_more_rows_than_a_survey_has_are_refused(monkeypatch):
    """Before indicators are made of them."""
    monkeypatch.setattr(_definition, "MOST_INDICATORS", 20)
    rows = {str(n): {"Display": "A row"} for n in range(21)}
    with pytest.raises(DocumentError, match="more than 20 questions and rows"):
        from_qualtrics(document_with(questions=[choice(QuestionType="Slider", Choices=rows)]))

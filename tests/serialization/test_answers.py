"""Documents of answers: every state, every answer, and what routing has set aside."""

import copy
import json

import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, DocumentError
from smmi.instrument import (
    Answers,
    AnswerState,
    Area,
    Count,
    Domain,
    Indicator,
    Instrument,
    Nonresponse,
)
from smmi.serialization import from_document, to_document
from smmi.testing.strategies import from_instrument, instruments
from tests.serialization.examples import CARE
from tests.serialization.unchecked import unchecked

RECORDS = [
    {
        "id": "S1",
        "control": "public",
        "region": "west",
        "clinic": "yes",
        "visits": 12,
        "outreach": "na",
        "topics_taught": ("food", "housing"),
        "time": {"field": 60, "hall": 40},
    },
    {
        "id": "S2",
        "control": "private",
        "region": None,
        "clinic": "no",
        "visits": 3,
        "outreach": "full",
        "topics_taught": Nonresponse.NOT_ADMINISTERED,
        "time": Nonresponse.NOT_APPLICABLE,
    },
    {"id": "S3", "control": None, "region": "east", "clinic": None},
]
ANSWERS = Answers.from_records(CARE, RECORDS, unit="id", attributes=("control", "region"))


def message_of(**changes):
    """The message of the error that reading the example's document, changed, raises."""
    with pytest.raises(DocumentError) as caught:
        from_document(unchecked(to_document(ANSWERS)) | changes, Answers, instrument=CARE)
    return str(caught.value)


def with_cell(code, row, value):
    """The example's columns with another value in one cell."""
    columns = copy.deepcopy(to_document(ANSWERS)["columns"])
    columns[code][row] = value
    return columns


def test_the_document_of_answers_reads_as_one_would_write_it():
    """A document has units, columns and attributes; null is no answer, and a nonresponse is marked as one."""
    document = to_document(ANSWERS)
    assert (document["schema"], document["version"]) == ("smmi/answers", 2)
    assert document["units"] == ["S1", "S2", "S3"]
    assert document["columns"] == {
        "clinic": ["yes", "no", None],
        "visits": [12, 3, None],
        "outreach": ["na", "full", None],
        "topics_taught": [["food", "housing"], {"nonresponse": "not-administered"}, None],
        "time": [{"field": 60.0, "hall": 40.0}, {"nonresponse": "not-applicable"}, None],
    }
    assert document["attributes"] == {
        "control": ["public", "private", None],
        "region": ["west", None, "east"],
    }
    assert "labels" not in document


def test_answers_that_were_set_aside_come_back():
    """An answer behind a shut gate, or to what does not apply, is in the document and is set aside again."""
    read = from_document(to_document(ANSWERS), Answers, instrument=CARE)
    assert read == ANSWERS
    assert [(aside.unit, aside.code, aside.answer) for aside in read.set_aside] == [
        ("S2", "visits", 3),
        ("S2", "outreach", "full"),
    ]
    assert read.states("visits").tolist() == [AnswerState.ANSWERED, AnswerState.GATED, AnswerState.NO_ANSWER]
    assert [finding.path for finding in read.findings] == ["$.columns.visits[1]", "$.columns.outreach[1]"]


@given(st.data())
def test_the_document_of_answers_is_a_fixed_point(data):
    """Document to answers to document changes nothing, and loses no state, no answer and no attribute."""
    instrument = data.draw(instruments())
    drawn = data.draw(from_instrument(instrument))
    document = to_document(drawn)
    read = from_document(json.loads(json.dumps(document)), Answers, instrument=instrument)
    assert read == drawn
    assert [read.record(unit) for unit in read.units] == [drawn.record(unit) for unit in drawn.units]
    assert json.dumps(to_document(read)) == json.dumps(document)


@given(st.floats(0, allow_nan=False, allow_infinity=False).map(lambda number: float(int(number))))
def test_counts_of_every_size_have_a_document(count):
    """A count is a double; beyond 2**53 its document says it as one, for readers that know no longer integers."""
    visits = Indicator(code="visits", prompt="How many visits?", scale=Count(code="visits_a_year"))
    area = Area(code="care", label="Care", indicators=[visits])
    domain = Domain(code="service", label="Service", areas=[area])
    instrument = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
    counted = Answers.from_records(instrument, [{"id": "S1", "visits": count}], unit="id")
    document = json.loads(json.dumps(to_document(counted)))
    assert from_document(document, Answers, instrument=instrument) == counted
    assert document["columns"]["visits"] == [count]


@given(st.data())
def test_some_of_the_units_are_a_fixed_point(data):
    """The answers of some units keep the labels of the others' groups, in their order."""
    instrument = data.draw(instruments())
    drawn = data.draw(from_instrument(instrument))
    order = data.draw(st.permutations(range(len(drawn))))
    some = drawn.take(order[: data.draw(st.integers(1, len(drawn)))])
    document = to_document(some)
    read = from_document(json.loads(json.dumps(document)), Answers, instrument=instrument)
    assert read == some
    assert to_document(read) == document


def test_labels_that_do_not_occur_are_kept():
    """Values of an attribute that no unit has, or that occur in another order, are listed."""
    some = ANSWERS.take([2])
    document = to_document(some)
    assert document["labels"] == {"region": ["east", "west"]}
    assert from_document(document, instrument=CARE) == some
    document["labels"]["region"] = ["west", "north", "east"]
    read = from_document(unchecked(document), Answers, instrument=CARE)
    assert (read.attributes["region"].labels, list(read.attributes["region"])) == (
        ("west", "north", "east"),
        ["east"],
    )
    assert unchecked(to_document(read)) == unchecked(document)


def test_an_identifier_may_be_called_as_anything():
    """No name of an attribute is taken by the document itself."""
    named = Answers.from_records(
        CARE, [{"id": "S1", "control": None, "unit": "a"}], unit="id", attributes=("control", "unit")
    )
    assert from_document(to_document(named), instrument=CARE) == named


def test_answers_of_nobody_have_no_document():
    """Answers of no units cannot be given, so they cannot be written."""
    with pytest.raises(ArgumentError) as caught:
        to_document(ANSWERS.take([]))
    assert str(caught.value) == "'value': got answers of no units, expected at least one unit"


def test_a_spelled_out_no_answer_is_null():
    """That there is no answer may be spelled out, and is written as null."""
    columns = with_cell("clinic", 2, {"nonresponse": "no-answer"})
    assert from_document(unchecked(to_document(ANSWERS)) | {"columns": columns}, instrument=CARE) == ANSWERS


CELLS = {
    "a flag": (
        with_cell("clinic", 0, True),
        "$.columns.clinic[0]: got true, expected an option's code, a number, a list of option codes, an object of "
        "shares, null (no answer), or an object such as {'nonresponse': 'not-applicable'}",
    ),
    "numbers in a list": (
        with_cell("topics_taught", 0, [1]),
        "$.columns.topics_taught[0]: got a list, expected an option's code, a number, a list of option codes, an "
        "object of shares, null (no answer), or an object such as {'nonresponse': 'not-applicable'}",
    ),
    "an unknown nonresponse": (
        with_cell("time", 1, {"nonresponse": "not-aplicable"}),
        "$.columns.time[1].nonresponse: got 'not-aplicable', expected one of 'no-answer', 'not-applicable', "
        "'not-administered'. Did you mean 'not-applicable'?",
    ),
    "an unknown option": (
        with_cell("clinic", 0, "maybe"),
        "$.columns.clinic[0]: 'clinic': got 'maybe', expected one of 'no', 'yes'",
    ),
    "a number out of range": (
        with_cell("visits", 0, 501),
        "$.columns.visits[0]: 'visits': got 501, expected an integer from 0 to 500",
    ),
    "text for a number": (
        with_cell("visits", 0, "12"),
        "$.columns.visits[0]: 'visits': got '12', expected an integer from 0 to 500",
    ),
}


@pytest.mark.parametrize(("columns", "message"), CELLS.values(), ids=CELLS)
def test_an_impossible_answer_is_refused_with_its_path(columns, message):
    """What the instrument does not admit is said with the column and the place of the unit."""
    assert message_of(columns=columns) == f"the document cannot be read: {message}"


def test_everything_that_is_wrong_with_the_columns_is_said_at_once():
    """Missing, unknown and unequal columns, bad units and bad labels are said in one error."""
    document = to_document(ANSWERS)
    columns = document["columns"] | {"clinics": [None] * 3, "visits": [1]}
    del columns["time"]
    attributes = document["attributes"] | {"clinic": [None] * 3, "region": ["west"]}
    labels = {"control": ["public"], "regoin": [], "region": ["east", "east"]}
    message = message_of(units=["S1", "S1", " "], columns=columns, attributes=attributes, labels=labels)
    assert message == (
        "the document cannot be read: 10 findings\n"
        "  $.columns.time: the key 'time' is missing\n"
        "  $.columns.clinics: 'clinics' is no indicator of the instrument\n"
        "  $.attributes.clinic: 'clinic' is the code of an indicator; its answers stand in 'columns'\n"
        "  $.columns.visits: got 1 values, expected 3, one for each unit\n"
        "  $.attributes.region: got 1 values, expected 3, one for each unit\n"
        "  $.labels.control: the values of 'control' are declared by the instrument; leave them out here\n"
        "  $.labels.regoin: 'regoin' is no attribute of the answers\n"
        "  $.labels.region: a value stands twice\n"
        "  $.units[1]: 'unit': 'S1' stands in $.units[0] already; each unit may stand once\n"
        "  $.units[2]: 'unit': got ' ', expected the unit's identifier: text that is not blank, or an integer"
    )


def test_a_value_that_is_not_listed_is_refused():
    """The labels of an attribute hold every value that occurs."""
    assert message_of(labels={"region": ["west"]}) == (
        "the document cannot be read: $.labels.region: the value 'east' occurs, but is not listed"
    )


def test_a_value_that_is_not_declared_is_refused():
    """A characteristic has the values that the instrument declares, and decides what applies: it is needed."""
    assert message_of(attributes={"control": ["state", None, None]}) == (
        "the document cannot be read: $.attributes.control[0]: 'control': got 'state', expected one of 'public', "
        "'private'"
    )
    with pytest.raises(DocumentError) as caught:
        from_document(unchecked(to_document(ANSWERS)) | {"attributes": {}}, instrument=CARE)
    assert [finding.path for finding in caught.value.findings] == ["$.attributes.control"]


def test_no_units_are_refused():
    """A document without units is no document of answers."""
    columns = {code: [] for code in to_document(ANSWERS)["columns"]}
    assert message_of(units=[], columns=columns, attributes={"control": []}) == (
        "the document cannot be read: $.units: there are no units; expected at least one row of answers"
    )

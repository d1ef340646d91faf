"""What responses hold is read, told or refused: nothing is lost or altered in silence."""

import decimal

import pytest

from smmi.errors import ArgumentError, DocumentError, ReadingError
from smmi.exchange.fhir import answers_from_fhir, answers_to_fhir, from_fhir

UNIT = {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit", "valueCoding": {"code": "h"}}
CHOICE = [{"valueCoding": {"code": code, "display": shown}} for code, shown in ("aA", "bB", "cB")]
INSTRUMENT, _ = from_fhir(
    {
        "resourceType": "Questionnaire",
        "title": "Visits",
        "item": [
            {"linkId": "which", "type": "choice", "answerOption": CHOICE},
            {"linkId": "topics.1", "type": "choice", "repeats": True, "answerOption": CHOICE},
            {"linkId": "hours", "type": "quantity", "extension": [UNIT]},
            {"linkId": "size", "type": "quantity"},
        ],
    }
)


def response(*items: dict, unit: str = "u", **more: object) -> dict:
    """A response with items."""
    told = {"resourceType": "QuestionnaireResponse", "status": "completed", "id": unit}
    return told | {"item": list(items)} | more


def item(name: str, *values: dict) -> dict:
    """An item with answers."""
    return {"linkId": name, "answer": list(values)}


def read(*responses: dict, **more: object):
    """The records that are read, by unit, and the account."""
    answers, account = answers_from_fhir(INSTRUMENT, responses, **more)
    return {unit: answers.record(unit) for unit in answers.units.tolist()}, account


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            item("which", {"valueCoding": {"code": "a"}}, {"valueCoding": {"code": "b"}}),
            "has 2 answers, expected one",
        ),
        (item("which", {"valueCoding": {"code": 5}}), "expected a coding with a code"),
        (item("which", {"valueCoding": {}}), "expected a coding with a code"),
        (item("which", {}), "got none, expected one value"),
        (item("which", {"valueString": "a", "valueInteger": 1}), "expected one value"),
        (item("hours", {"valueQuantity": {"value": 3, "unit": "min"}}), "got the unit 'min', expected 'h'"),
        (item("hours", {"valueQuantity": {"value": 3, "comparator": ">"}}), "got the comparator '>'"),
        (item("hours", {"valueQuantity": {"unit": "h"}}), "expected a quantity with a number"),
        (item("hours", {"valueQuantity": {"value": "3"}}), "expected a quantity with a number"),
        (item("visits", {"valueInteger": 3}), "Is this a response to another questionnaire?"),
        ({"linkId": "which", "answer": {"valueInteger": 1}}, "expected a list of answers"),
    ],
)
def test_what_is_not_one_answer_is_refused(given, words):
    """By where it stands, with whatever else is wrong."""
    wrong = {"item": [{"answer": []}]}
    with pytest.raises(DocumentError) as caught:
        read(response(given), response(unit="other", **wrong))
    assert [
        one.path.startswith(path) for one, path in zip(caught.value.findings, ("$[0]", "$[1]"), strict=False)
    ]
    assert words in str(caught.value)
    assert "expected an item with a linkId" in str(caught.value)


def test_a_question_that_is_answered_by_two_names_is_refused():
    """The code of an indicator and its source name, in one response; not in several."""
    both = [item(name, {"valueCoding": {"code": "a"}}) for name in ("topics_1", "topics.1")]
    with pytest.raises(DocumentError, match=r"'topics_1' and 'topics\.1' are of one question"):
        read(response(*both))
    with pytest.raises(DocumentError, match="are of one question"):
        read(response(both[0]), response(both[1], unit="other"), response(*both, unit="third"))


def test_a_question_that_is_called_by_two_names_is_read_by_both():
    """Each response by its own."""
    found, _ = read(
        response(item("topics_1", {"valueCoding": {"code": "a"}}), unit="one"),
        response(item("topics.1", {"valueCoding": {"code": "b"}}), unit="two"),
    )
    assert [one["topics_1"] for one in found.values()] == [("a",), ("b",)]


def test_quantities_of_one_question_are_in_one_unit():
    """Where the questionnaire says none, the first one says it; a unit has a name and a code."""
    kilograms = {"valueQuantity": {"value": 3, "unit": "kilograms", "code": "kg"}}
    found, _ = read(
        response(item("size", kilograms)),
        response(item("size", {"valueQuantity": {"value": 4, "code": "kg"}}), unit="v"),
    )
    assert [one["size"] for one in found.values()] == [3, 4]
    with pytest.raises(DocumentError, match="got the unit 'lb', expected 'kilograms'"):
        read(
            response(item("size", kilograms)),
            response(item("size", {"valueQuantity": {"value": 4, "unit": "lb"}})),
        )


def test_a_coding_that_shows_what_two_options_show_is_refused():
    """As none of them is meant for sure; one that shows what a single one does is that."""
    found, _ = read(response(item("which", {"valueCoding": {"display": "A"}})))
    assert found["u"]["which"] == "a"
    with pytest.raises(ReadingError, match="display 'B'"):
        read(response(item("which", {"valueCoding": {"display": "B"}})))


def test_responses_of_another_status_stand_in_the_account():
    """A draft is left out by the status, and does not make its unit stand there twice."""
    found, account = read(
        response(item("hours", {"valueDecimal": 3})),
        response(item("hours", {"valueDecimal": 4}), status="in-progress"),
    )
    assert found["u"]["hours"] == 3
    assert "in-progress" in str(account)
    assert "the status." not in str(read(response(item("hours", {"valueDecimal": 3})))[1])


def test_responses_to_several_questionnaires_are_refused():
    """Another version is no other questionnaire."""
    addressed = [
        response(item("hours", {"valueDecimal": 3}), unit=f"u{i}", questionnaire=address)
        for i, address in enumerate(
            ("https://example.org/a|1", "https://example.org/a|2", "https://example.org/b|1")
        )
    ]
    assert len(read(*addressed[:2])[0]) == 2
    with pytest.raises(DocumentError, match=r"\$\[2\].questionnaire: .* 'https://example.org/b'"):
        read(*addressed)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ({"identifier": {"value": 5}}, r"\$\[0\].subject.identifier.value: got 5, expected text"),
        ({"identifier": [{"value": "S1"}]}, "expected an object"),
        ("Organization/1", "expected an object"),
    ],
)
def test_a_unit_is_never_called_by_something_else(subject, words):
    """Where an identifier stands that cannot be read."""
    with pytest.raises(DocumentError, match=words):
        read(response(item("hours", {"valueDecimal": 3}), subject=subject))


def test_two_responses_of_a_unit_are_refused():
    """Both are told."""
    with pytest.raises(ReadingError, match="'u'"):
        read(response(item("hours", {"valueDecimal": 3})), response(item("hours", {"valueDecimal": 4})))


def test_numbers_may_be_decimals():
    """As a parser makes them that loses no digit."""
    found, _ = read(response(item("hours", {"valueDecimal": decimal.Decimal("0.1")})))
    assert found["u"]["hours"] == 0.1


def test_an_answer_that_says_why_it_has_no_value_is_blank():
    """By an extension."""
    absent = {
        "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
        ]
    }
    found, _ = read(response(item("hours", absent)))
    assert found["u"]["hours"] is None


def test_many_items_that_nobody_asked_about_are_one_column():
    """So that the table stays narrow; the account names them all the same, and loses no answer that was asked for."""
    several = [
        response(
            item("hours", {"valueDecimal": i}),
            *(item(f"z{i}.{j}", {"valueInteger": 1}) for j in range(90)),
            unit=f"u{i}",
        )
        for i in range(20)
    ]
    found, account = read(*several)
    assert [one["hours"] for one in found.values()] == list(range(20))
    assert len(account.columns) < 600
    assert "'further items.'" in str(account)


@pytest.mark.parametrize("status", ["done", ["completed"], None, {}], ids=["unknown", "list", "none", "dict"])
def test_responses_are_written_with_a_status_that_there_is(status):
    """Whatever its class."""
    answers, _ = answers_from_fhir(INSTRUMENT, [response(item("hours", {"valueDecimal": 3}))])
    with pytest.raises(ArgumentError, match="'status'"):
        answers_to_fhir(answers, questionnaire="https://example.org/q|1", status=status)

"""Questionnaires and responses of FHIR: what comes back, what is refused, and expressions in an engine of Python.

`tests/foreign/test_fhir.py` asks engines that smmi did not make, and the official schema.
"""

import copy

import attrs
import pytest
from hypothesis import given, strategies as st

from smmi import editions
from smmi.errors import ReadingError
from smmi.exchange.fhir import answers_from_fhir, answers_to_fhir, from_fhir, to_fhir
from smmi.exchange.fhir._addresses import text_of
from smmi.instrument import Answers, AnswerState, Instrument, MultipleChoice, Nonresponse
from smmi.scoring import ScoringScheme
from smmi.serialization import to_document
from smmi.testing.strategies import from_instrument, instruments
from tests.exchange.drawn_cases import attributes_of, written_share
from tests.exchange.hostile_names import hostile

URL = "https://example.org/Questionnaire/drawn"


def stands_for(instrument: Instrument) -> dict:
    """What options stand for, which a questionnaire cannot say: the same code the same everywhere, or nothing."""
    found: dict = {}
    for one in instrument.indicators:
        for option in one.scale.options:
            found.setdefault(option.code, set()).add(option.nonresponse)
    return {code: next(iter(told)) for code, told in found.items() if len(told) == 1 and None not in told}


def shape_of(instrument: Instrument) -> dict:
    """What a questionnaire says of an instrument, gates aside."""

    def folded(text):
        return " ".join(text_of(text).split())

    def scale(one):
        numbers = [one.limits, getattr(one, "decimals", None)] if hasattr(one, "limits") else []
        if isinstance(one, MultipleChoice):
            numbers = [one.minimum, one.maximum]
        parts = [(part.code, folded(part.label)) for part in getattr(one, "parts", ())]
        options = [
            (option.code, folded(option.label), option.exclusive) for option in one.options if one.answers
        ]
        return numbers, options, parts, isinstance(one, MultipleChoice)

    return {
        "instrument": (folded(instrument.edition), folded(instrument.title)),
        "nodes": [
            (domain.code, folded(domain.label), [(area.code, folded(area.label)) for area in domain.areas])
            for domain in instrument.domains
        ],
        "indicators": [(one.code, folded(one.prompt), scale(one.scale)) for one in instrument.indicators],
        "characteristics": [
            (one.code, folded(one.label), [(o.code, folded(o.label)) for o in one.options])
            for one in instrument.characteristics
        ],
    }


@pytest.mark.parametrize("release", ["R4", "R5"])
@given(answers=instruments().flatmap(lambda one: from_instrument(one, min_units=2, max_units=2)))
def test_a_questionnaire_says_what_the_instrument_says(release, answers):
    """All but what the account names comes back, and behind no gate is lost what was answered."""
    instrument = answers.instrument
    questionnaire, account = to_fhir(instrument, url=URL, release=release)
    again, _ = from_fhir(questionnaire, nonresponses=stands_for(instrument))
    if all(option.nonresponse is None for one in instrument.indicators for option in one.scale.options):
        assert shape_of(again) == shape_of(instrument)
    assert {one.codes for one in account.questions} == {(one.code,) for one in instrument.indicators}


@given(instruments().flatmap(lambda one: from_instrument(one, min_units=3, max_units=3)))
def test_responses_are_the_answers_that_a_response_can_hold(answers):
    """Choices, shares, numbers, why there is none, and characteristics; a state without an option is none."""
    instrument = answers.instrument
    responses = answers_to_fhir(answers, questionnaire=f"{URL}|1")
    read, account = answers_from_fhir(instrument, responses)
    columns = {**to_document(answers)["columns"], **attributes_of(answers)}
    records = []
    for i, unit in enumerate(answers.units.tolist()):
        record: dict = {"the unit": unit}
        for code, column in columns.items():
            stated = isinstance(column[i], dict) and isinstance(column[i].get("nonresponse"), str)
            several = tuple(column[i]) if isinstance(column[i], list) else column[i]
            record[code] = None if stated or several == () else several
        records.append(record)
    names = [one.code for one in instrument.characteristics]
    expected = Answers.from_records(instrument, records, unit="the unit", attributes=names)
    assert read.units.tolist() == expected.units.tolist()
    assert to_document(read)["columns"] == to_document(expected)["columns"]
    assert len(str(account)) > 0


def test_the_edition_becomes_a_questionnaire_that_scores_itself():
    """Six groups, 16 groups inside, 80 questions, 23 scores with reasons; nothing is lost without being named."""
    instrument = editions.smmi_16()
    questionnaire, account = to_fhir(instrument, ScoringScheme.equal_weights(instrument), url=URL)
    first, *groups, scores = questionnaire["item"]
    assert (first["linkId"], scores["linkId"], len(groups), len(scores["item"])) == (
        "characteristics.",
        "scores.",
        6,
        46,
    )
    assert sum(len(group["item"]) for group in groups) == 16
    again, named = from_fhir(questionnaire)
    assert [one.code for one in again.indicators] == [one.code for one in instrument.indicators]
    told = {one.message for one in named.left_out}
    assert "scores: they are worked out from the answers" in told
    assert any(one.startswith("what options weigh: not_offered 0.0, ") for one in told)
    assert "provenance of indicators" in {one.message for one in account.left_out}


def test_hostile_texts_are_texts():
    """Labels are values of JSON; no expression holds one."""
    case = hostile()
    questionnaire, _ = to_fhir(case.scheme.instrument, case.scheme, url=URL)
    texts = [one["valueExpression"]["expression"] for one in questionnaire["extension"]]
    texts += [
        one["extension"][0]["valueExpression"]["expression"] for one in questionnaire["item"][-1]["item"]
    ]
    assert not any("payload" in one or '"' in one or "\\" in one for one in texts)
    assert shape_of(from_fhir(questionnaire)[0])["nodes"] == shape_of(case.scheme.instrument)["nodes"]


@pytest.mark.long
def test_most_schemes_are_written():
    """The others are refused by the tree."""
    assert written_share(lambda scheme: to_fhir(scheme.instrument, scheme, url=URL), 300) >= 0.95


GAD = {
    "resourceType": "Questionnaire",
    "status": "active",
    "name": "Worries",
    "version": "2",
    "item": [
        {"linkId": "/1", "type": "display", "text": "Over the last two weeks"},
        {
            "linkId": "/2",
            "type": "choice",
            "text": "Feeling nervous?",
            "answerOption": [
                {
                    "extension": [
                        {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 0}
                    ],
                    "valueCoding": {"code": "LA6568-5", "display": "Not at all"},
                },
                {"valueCoding": {"code": "LA6569-3", "display": "Several days"}},
            ],
        },
        {
            "linkId": "/3",
            "type": "integer",
            "text": "How many days?",
            "enableWhen": [{"question": "/2", "operator": "=", "answerCoding": {"code": "LA6569-3"}}],
        },
        {
            "linkId": "/4",
            "type": "boolean",
            "text": "Help?",
            "enableWhen": [{"question": "/3", "operator": ">", "answerInteger": 3}],
        },
        {"linkId": "/5", "type": "string", "text": "What else?"},
    ],
}


def test_what_others_write_is_carried_or_named():
    """Codes that are no codes here, weights, gates, and what is written in."""
    instrument, account = from_fhir(GAD, ordinal=["/2"])
    assert [one.code for one in instrument.indicators] == ["q_2", "q_3", "q_4"]
    assert [(one.code, one.spellings) for one in instrument["q_2"].scale.options] == [
        ("la6568_5", ("LA6568-5",)),
        ("la6569_3", ("LA6569-3",)),
    ]
    assert (instrument.code, instrument.edition) == ("worries", "2")
    assert str(instrument["q_3"].gate) == "Equals(code='q_2', value='la6569_3')"
    assert [one.code for one in account.left_out] == ["/1", "/2", "/5"]
    assert account.left_out[1].message == "what options weigh: LA6568-5 0"
    response = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "subject": {"reference": "Organization/7"},
        "item": [
            {"linkId": "/2", "answer": [{"valueCoding": {"code": "LA6569-3"}}]},
            {"linkId": "/3", "answer": [{"valueInteger": 4}]},
            {"linkId": "/4", "answer": [{"valueBoolean": True}]},
            {"linkId": "score", "answer": [{"valueDecimal": 99}]},
        ],
    }
    drafts = [{**response, "status": "in-progress", "id": "draft"}]
    answers, read = answers_from_fhir(instrument, [response, *drafts])
    assert answers.record("Organization/7") == {"q_2": "la6569_3", "q_3": 4, "q_4": "yes"}
    assert "score" in str(read)


def broken(**changes):
    """A questionnaire with a fault."""
    made = copy.deepcopy(GAD)
    made["item"][1].update(changes)
    return made


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ([], "no resource of the type Questionnaire"),
        ({"resourceType": "Patient"}, "no resource of the type Questionnaire"),
        ({**GAD, "item": {}}, "expected a list of items"),
        ({**GAD, "item": [{}]}, "expected an item with a linkId and a type"),
        ({**GAD, "item": [*GAD["item"], GAD["item"][1]]}, "the linkId '/2' stands twice"),
        ({**GAD, "item": GAD["item"][:1]}, "no item can be carried over"),
        (broken(answerOption=5), "expected a list of options"),
    ],
    ids=["list", "patient", "items", "item", "twice", "nothing", "options"],
)
def test_what_is_no_questionnaire_is_refused(resource, words):
    """In words, and where it stands."""
    with pytest.raises(ValueError, match="cannot be read") as caught:
        from_fhir(resource)
    assert words in str(caught.value)


def test_what_is_nested_too_deeply_is_refused():
    """Groups in groups, and items in items of responses."""
    item: dict = {"linkId": "end", "type": "boolean"}
    answer: dict = {"linkId": "end", "answer": [{"valueBoolean": True}]}
    for i in range(2_000):
        item = {"linkId": f"g{i}", "type": "group", "item": [item]}
        answer = {"linkId": f"g{i}", "item": [answer]}
    with pytest.raises(ValueError, match="deep at most"):
        from_fhir({**GAD, "item": [item]})
    instrument, _ = from_fhir(GAD)
    with pytest.raises(ValueError, match="deep at most"):
        answers_from_fhir(
            instrument, [{"resourceType": "QuestionnaireResponse", "status": "completed", "item": [answer]}]
        )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "linkId",
                    "type",
                    "item",
                    "answerOption",
                    "enableWhen",
                    "valueCoding",
                    "code",
                    "extension",
                    "url",
                ]
            ),
            inside,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=4))
def test_any_items_are_read_or_refused_in_words(items):
    """Never by another error."""
    for resource in ({**GAD, "item": [*GAD["item"], *items]}, {**GAD, "item": items}):
        try:
            from_fhir(resource)
        except ValueError as error:
            assert "cannot be read" in str(error)
    instrument, _ = from_fhir(GAD)
    try:
        answers_from_fhir(
            instrument, [{"resourceType": "QuestionnaireResponse", "status": "completed", "item": items}]
        )
    except ValueError as error:
        assert str(error)


def test_a_nonresponse_that_no_option_stands_for_is_no_answer():
    """A response has no place for it."""
    instrument, _ = from_fhir(GAD)
    answers = Answers.from_records(
        instrument, [{"u": "S1", "q_2": Nonresponse.NOT_APPLICABLE, "q_3": None, "q_4": "no"}], unit="u"
    )
    read, _ = answers_from_fhir(instrument, answers_to_fhir(answers, questionnaire=URL))
    assert read.columns[0].codes[0] == int(AnswerState.NO_ANSWER)
    assert attrs.asdict(read.instrument) == attrs.asdict(instrument)


def open_choice(*, repeats: bool, **more: object) -> dict:
    """A questionnaire of one item, to which an answer may be written in."""
    options = [{"valueCoding": {"code": "a", "display": "b"}}, {"valueCoding": {"code": "b", "display": "C"}}]
    item = {
        "linkId": "who",
        "type": "open-choice",
        "text": "Who?",
        "repeats": repeats,
        "answerOption": options,
    }
    return {"resourceType": "Questionnaire", "status": "active", "title": "Visits", "item": [item | more]}


def responses_of(*several: list) -> list[dict]:
    """Responses with answers to that item."""
    return [
        {
            "resourceType": "QuestionnaireResponse",
            "status": "completed",
            "item": [{"linkId": "who", "answer": one}],
        }
        for one in several
    ]


@pytest.mark.parametrize(
    "more",
    [{}, {"type": "coding", "answerConstraint": "optionsOrString"}, {"answerConstraint": "optionsOrType"}],
)
def test_what_is_written_in_is_an_option(more):
    """Once, however many texts there are; a text that shows an option is that one."""
    instrument, account = from_fhir(open_choice(repeats=True, **more))
    assert "that there is one is an option" in str(account)
    texts = [{"valueString": "A friend"}, {"valueString": "Neighbours"}]
    responses = responses_of([{"valueCoding": {"code": "b"}}, *texts], texts[:1], [{"valueString": "C"}])
    answers, _ = answers_from_fhir(instrument, responses)
    found = [answers.record(unit)["who"] for unit in answers.units.tolist()]
    assert found == [("b", "other"), ("other",), ("b",)]


def test_a_coding_without_a_code_is_found_by_what_it_shows():
    """Also where that is the code of another option; what shows no option is refused."""
    instrument, _ = from_fhir(open_choice(repeats=False))
    answers, _ = answers_from_fhir(
        instrument,
        responses_of([{"valueCoding": {"display": "b"}}], [{"valueCoding": {"code": "b", "display": "C"}}]),
    )
    assert [answers.record(unit)["who"] for unit in answers.units.tolist()] == ["a", "b"]
    with pytest.raises(ReadingError, match="display 'c'"):
        answers_from_fhir(instrument, responses_of([{"valueCoding": {"display": "c"}}]))

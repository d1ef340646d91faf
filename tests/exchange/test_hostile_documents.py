"""Documents and tables of strangers: read, or refused in words, whatever stands in whatever place."""

import copy
import datetime as dt
import decimal
import json
from collections.abc import Iterator

import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, DocumentError, ReadingError
from smmi.exchange.fhir import answers_from_fhir, from_fhir
from smmi.exchange.redcap import COLUMNS, answers_from_redcap, from_redcap
from smmi.exchange.xlsform import answers_from_xlsform, from_xlsform

CORE = "http://hl7.org/fhir/StructureDefinition/"


def nested(depth: int) -> list:
    """A list in lists."""
    found: list = []
    for _ in range(depth):
        found = [found]
    return found


class Hostile:
    """An object that raises when it is looked at."""

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        raise RuntimeError

    def __eq__(self, other: object) -> bool:
        raise RuntimeError


GONE = object()
"""In place of which nothing stands."""
STRANGE = [
    None, [], {}, [None], [[]], [{}], "", " ", "x", "x" * 30_000, "x y", "\ud800", "\0", "a\nb", 0, 1, -1, 1.5,
    10**400, -(10**400), 2**60, float("nan"), float("inf"), True, False, b"x", nested(10_000), Hostile(),
    decimal.Decimal("NaN"), decimal.Decimal("1e9999"), dt.date(2020, 1, 1), "1e999", "9" * 5_000, "0", "-0",
    {"code": "a"}, {1: 2}, ("a",), {"a"}, "${", "[", "A", "NOT_APPLICABLE", "1, a | 1, b", "-1", GONE,
]  # fmt: skip


def extension(name: str, kind: str, value: object) -> dict:
    """An extension of FHIR."""
    return {"url": CORE + name, f"value{kind}": value}


QUESTIONNAIRE = {
    "resourceType": "Questionnaire",
    "title": "T",
    "version": "1",
    "item": [
        {
            "linkId": "g",
            "type": "group",
            "text": "G",
            "item": [
                {
                    "linkId": "a",
                    "type": "choice",
                    "text": "A",
                    "repeats": True,
                    "extension": [
                        extension("questionnaire-minOccurs", "Integer", 1),
                        extension("questionnaire-maxOccurs", "Integer", 2),
                    ],
                    "answerOption": [
                        {
                            "valueCoding": {"code": "a", "display": "AA"},
                            "extension": [extension("ordinalValue", "Decimal", 1)],
                        },
                        {"valueCoding": {"code": "1", "display": "BB"}},
                        {"valueString": "Z z"},
                    ],
                },
                {
                    "linkId": "n.1",
                    "type": "decimal",
                    "enableWhen": [
                        {"question": "a", "operator": "=", "answerCoding": {"code": "a"}},
                        {"question": "a", "operator": "exists", "answerBoolean": True},
                    ],
                    "enableBehavior": "all",
                    "extension": [
                        extension("minValue", "Decimal", 0),
                        extension("maxDecimalPlaces", "Integer", 2),
                        extension("questionnaire-unit", "Coding", {"code": "kg"}),
                    ],
                },
                {
                    "linkId": "i",
                    "type": "integer",
                    "enableWhen": [{"question": "n.1", "operator": ">", "answerDecimal": 2}],
                    "extension": [extension("minValue", "Integer", 0), extension("maxValue", "Integer", 9)],
                },
                {
                    "linkId": "c",
                    "type": "group",
                    "item": [{"linkId": f"c.{part}", "type": "decimal", "text": part} for part in "xy"],
                },
                {"linkId": "b", "type": "boolean"},
            ],
        }
    ],
}
RESPONSE = {
    "resourceType": "QuestionnaireResponse",
    "status": "completed",
    "id": "r1",
    "questionnaire": "https://example.org/q|1",
    "subject": {"identifier": {"value": "U1"}, "reference": "Organization/1"},
    "item": [
        {"linkId": "a", "answer": [{"valueCoding": {"code": "a"}}, {"valueCoding": {"code": "1"}}]},
        {"linkId": "n.1", "answer": [{"valueQuantity": {"value": 1.5, "unit": "kg"}}]},
        {
            "linkId": "i",
            "answer": [{"valueInteger": 3, "item": [{"linkId": "z", "answer": [{"valueUri": "q"}]}]}],
        },
        {"linkId": "c", "item": [{"linkId": f"c.{part}", "answer": [{"valueDecimal": 50}]} for part in "xy"]},
        {"linkId": "b", "answer": [{"valueBoolean": True}]},
    ],
}
FORM = {
    "survey": [
        {"type": "begin_group", "name": "g", "label": "G", "relevant": "true()"},
        {"type": "select_one l", "name": "a", "label": "A", "hint": "h"},
        {"type": "select_multiple l or_other", "name": "m", "relevant": "${a} = '1'"},
        {"type": "integer", "name": "i", "constraint": ". >= 0 and . <= 9"},
        {"type": "range", "name": "r", "parameters": "start=1 end=5 step=1"},
        {"type": "end_group"},
    ],
    "choices": [{"list_name": "l", "name": name, "label": name} for name in ("1", "b")],
    "settings": [{"form_title": "T", "form_id": "f", "version": "1"}],
}
NOTED = {
    "kind": "Ordinal", "values": {"a": 1, "b": 2}, "scale": "sc", "label_of_scale": "L", "area": "ar", "domain": "d",
    "domain_label": "D", "prompt": "P", "label": "l", "help": "h", "scored": True, "nonresponses": {"a": "no-answer"},
    "exclusive": {"a": True}, "unit": "u", "decimals": 1, "minimum": 0, "maximum": 1, "title": "T", "edition": "e",
}  # fmt: skip


def field(name: str, kind: str, **more: str) -> dict:
    """A row of a dictionary."""
    places = {"choices": 5, "validation": 7, "low": 8, "high": 9, "branching": 11, "annotation": 17}
    row = {COLUMNS[0]: name, COLUMNS[1]: "f", COLUMNS[2]: "", COLUMNS[3]: kind, COLUMNS[4]: name}
    return row | {COLUMNS[places[key]]: text for key, text in more.items()}


DICTIONARY = [
    field("id", "text"),
    field("a", "radio", choices="1, One | 2, Two"),
    field("m", "checkbox", choices="1, One | b, Bee", branching="[a] = '1'", annotation="@MAXCHECKED=1"),
    field("n", "text", validation="number_2dp", low="0", high="9"),
    field("i", "text", validation="integer", low="0", high="9", branching="[m(b)] = '1' and [n] > 2"),
    field("s", "slider", choices="low | mid | high"),
    field("k", "radio", choices="a, A | b, B", annotation="SMMI " + json.dumps(NOTED)),
]
INSTRUMENTS = {
    "fhir": from_fhir(QUESTIONNAIRE)[0],
    "xlsform": from_xlsform(FORM)[0],
    "redcap": from_redcap(DICTIONARY)[0],
}
KINDS = {
    "a questionnaire": (QUESTIONNAIRE, from_fhir),
    "responses": ([RESPONSE], lambda given: answers_from_fhir(INSTRUMENTS["fhir"], given)),
    "a form": (FORM, from_xlsform),
    "an export of a form": (
        [["_id", "g/a", "g/m", "g/i", "g/r"], [["u1", "1", "1 b", "3", "4"], ["u2", "b", "", "0", "1"]]],
        lambda given: answers_from_xlsform(INSTRUMENTS["xlsform"], *given),
    ),
    "an export with boxes": (
        [["_id", "g/a", "g/m/1", "g/m/b", "g/i", "g/r"], [["u1", "1", "1", "0", "3", "4"]]],
        lambda given: answers_from_xlsform(INSTRUMENTS["xlsform"], *given),
    ),
    "a dictionary": (DICTIONARY, from_redcap),
    "records": (
        [["id", "redcap_event_name", "a", "m___1", "m___b", "n", "i", "s", "k"],
         [["u1", "e", "1", "1", "0", "2.5", "4", "50", "a"]]],
        lambda given: answers_from_redcap(INSTRUMENTS["redcap"], *given),
    ),
}  # fmt: skip


def places_of(document: object) -> Iterator[tuple]:
    """Every place in a document, but for the whole."""
    waiting = [((), document)]
    while waiting:
        place, value = waiting.pop()
        keys = (
            value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
        )
        yield from ((*place, key) for key in keys)
        waiting += [((*place, key), value[key]) for key in keys]


def with_put(document, place, strange):
    """A document with something else in a place, or nothing."""
    changed = inside = copy.deepcopy(document)
    for key in place[:-1]:
        inside = inside[key]
    if strange is GONE:
        del inside[place[-1]]
    else:
        inside[place[-1]] = strange
    return changed


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_whatever_stands_anywhere_is_read_or_refused_in_words(kind, data):
    """By an error of documents, tables or arguments, that says something; never by another one."""
    document, read = KINDS[kind]
    places = sorted(places_of(document), key=repr)
    # A table without a header or rows is no call of the function.
    places = (
        [place for place in places if len(place) > 1] if "export" in kind or kind == "records" else places
    )
    changed = with_put(document, data.draw(st.sampled_from(places)), data.draw(st.sampled_from(STRANGE)))
    try:
        read(changed)
    except (DocumentError, ReadingError, ArgumentError) as error:
        assert str(error).encode()


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_everything_strange_everywhere_is_read_or_refused_in_words(kind):
    """Each in each place."""
    document, read = KINDS[kind]
    refused = 0
    for place in places_of(document):
        for strange in STRANGE:
            changed = with_put(document, place, strange)
            if len(place) == 1 and strange is GONE and ("export" in kind or kind == "records"):
                continue
            try:
                read(changed)
            except (DocumentError, ReadingError, ArgumentError) as error:
                refused += bool(str(error).encode())
    assert refused


@pytest.mark.parametrize("read", [from_fhir, from_redcap])
@pytest.mark.parametrize(
    "document", [None, 3, "text", b"bytes", Hostile()], ids=["none", "number", "text", "bytes", "hostile"]
)
def test_what_is_no_document_is_refused(read, document):
    """As is a text that nobody parsed."""
    with pytest.raises(DocumentError):
        read(document)


@pytest.mark.parametrize(
    "read",
    [
        lambda header, rows: answers_from_redcap(INSTRUMENTS["redcap"], header, rows),
        lambda header, rows: answers_from_xlsform(INSTRUMENTS["xlsform"], header, rows),
    ],
    ids=["redcap", "xlsform"],
)
@pytest.mark.parametrize(
    ("header", "rows", "words"),
    [
        (None, [], "'header': got None"),
        ("id,a", [], "'header': got 'id,a'"),
        (["_id", "a"], None, "'rows': got None"),
        (["_id", "a"], "u,1", "'rows': got 'u,1'"),
        (["_id", "a"], [{"_id": "u", "a": "1"}, "u,1"], "2 findings"),
    ],
    ids=["no header", "a text as header", "no rows", "a text as rows", "rows by names"],
)
def test_what_is_no_table_is_refused(read, header, rows, words):
    """Rows by the names of columns, whose keys would be taken for cells, too."""
    with pytest.raises((ArgumentError, ReadingError)) as caught:
        read(header, rows)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("more", "argument"),
    [
        ({"unit": " "}, "unit"),
        ({"unit": 3}, "unit"),
        ({"attributes": ["a"]}, "attributes"),
        ({"missing": {"999": "no answer"}}, "missing"),
    ],
)
def test_arguments_of_readings_are_checked(more, argument):
    """By name, before anything is read."""
    for name, read in (("redcap", answers_from_redcap), ("xlsform", answers_from_xlsform)):
        with pytest.raises(ArgumentError) as caught:
            read(INSTRUMENTS[name], ["_id", "a"], [["u", "1"]], **more)
        assert caught.value.argument == argument


@pytest.mark.parametrize(
    ("responses", "more", "argument"),
    [
        (None, {}, "responses"),
        ({"resourceType": "Bundle", "entry": []}, {}, "responses"),
        ([], {"statuses": "completed"}, "statuses"),
        ([], {"statuses": ["done"]}, "statuses"),
        ([], {"statuses": []}, "statuses"),
        ([], {"attributes": "state"}, "attributes"),
        ([], {"missing": ["999"]}, "missing"),
    ],
)
def test_arguments_of_responses_are_checked(responses, more, argument):
    """A status that is a text is not taken for a list of letters, by which nothing would be read."""
    with pytest.raises(ArgumentError) as caught:
        answers_from_fhir(INSTRUMENTS["fhir"], responses, **more)
    assert caught.value.argument == argument


def test_texts_that_are_too_long_are_told_where_they_stand():
    """All at once, as errors of the document."""
    form = copy.deepcopy(FORM)
    form["survey"][1]["hint"] = form["survey"][3]["label"] = "x" * 20_001
    with pytest.raises(DocumentError) as caught:
        from_xlsform(form)
    assert [one.path for one in caught.value.findings] == ["$.survey[1]", "$.survey[3]"]
    questionnaire = with_put(QUESTIONNAIRE, ("item", 0, "item", 1, "text"), "x" * 20_001)
    questionnaire["item"][0]["item"][0]["answerOption"][0]["valueCoding"]["display"] = "x" * 20_001
    with pytest.raises(DocumentError) as caught:
        from_fhir(questionnaire)
    assert [one.path for one in caught.value.findings] == ["$.item[0].item[0]", "$.item[0].item[1]"]
    dictionary = copy.deepcopy(DICTIONARY)
    dictionary[1][COLUMNS[4]] = dictionary[3][COLUMNS[4]] = "x" * 20_001
    with pytest.raises(DocumentError) as caught:
        from_redcap(dictionary)
    assert [one.path for one in caught.value.findings] == ["$[1]['Field Label']", "$[3]['Field Label']"]


def test_names_of_fields_may_be_longer_than_codes():
    """A hundred characters, as the tool has them: the code is cut, and the name is a source name."""
    name = "long_" * 18 + "name"
    instrument, _ = from_redcap([*DICTIONARY, field(name, "yesno")])
    (found,) = [one for one in instrument.indicators if name in one.source_names]
    answers, _ = answers_from_redcap(instrument, ["id", name], [["u", "1"]])
    assert answers.record("u")[found.code] == "yes"

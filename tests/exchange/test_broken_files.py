"""Broken and oversized files of other tools: an error of ours, whatever stands where, and bounded memory."""

import copy
import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import smmi
from smmi import editions
from smmi.errors import SmmiError
from smmi.exchange.fhir import answers_from_fhir, answers_to_fhir, from_fhir, to_fhir
from smmi.exchange.limesurvey import answers_from_limesurvey, from_limesurvey
from smmi.exchange.redcap import answers_from_redcap, from_redcap, to_redcap
from smmi.exchange.surveyjs import answers_from_surveyjs, from_surveyjs, to_surveyjs
from smmi.exchange.xlsform import answers_from_xlsform, from_xlsform, to_xlsform
from smmi.instrument import Indicator, Instrument, synthesize
from smmi.serialization import to_document
from tests.exchange.test_limesurvey import VISITS

EDITION = editions.smmi_16()
SHORT = Instrument(
    code="short",
    edition="1",
    title="Short",
    domains=EDITION.domains[:2],
    characteristics=EDITION.characteristics,
)
URL = "https://example.org/Questionnaire/short"
ODD = (
    None,
    [],
    {},
    "",
    " ",
    "x" * 3000,
    10**400,
    -1,
    0,
    1.5,
    float("nan"),
    True,
    "{q}",
    ["a"],
    {"a": 1},
    [[[]]],
    b"x",
    2**63,
)
QUESTIONS = {
    "title": "Visits",
    "elements": [
        {
            "type": "matrix",
            "name": "m",
            "columns": [1, {"value": 2, "text": "two"}],
            "rows": ["a", {"value": "b", "text": "B", "visibleIf": "{r} = 1"}],
        },
        {"type": "rating", "name": "r", "rateMin": 1, "rateMax": 4, "rateStep": 0.5, "valueName": "rated"},
        {
            "type": "multipletext",
            "name": "mix",
            "items": [{"name": name, "inputType": "number", "min": 0, "max": 100} for name in "ab"],
        },
        {
            "type": "text",
            "name": "n",
            "inputType": "number",
            "validators": [{"type": "numeric", "minValue": 1}],
        },
        {
            "type": "imagepicker",
            "name": "i",
            "choices": ["a", "b"],
            "multiSelect": True,
            "showOtherItem": True,
        },
        {
            "type": "panel",
            "name": "p",
            "elements": [
                {"type": "boolean", "name": "b", "visibleIf": "{r} > 2 and ({m.a} = 1 or {i} contains 'a')"}
            ],
        },
    ],
}
ITEMS = {
    "resourceType": "Questionnaire",
    "status": "active",
    "title": "Visits",
    "item": [
        {
            "linkId": "a",
            "type": "choice",
            "text": "A",
            "answerOption": [
                {"valueCoding": {"code": "x", "display": "X"}},
                {"valueInteger": 3},
                {"valueString": "s"},
            ],
        },
        {
            "linkId": "b",
            "type": "quantity",
            "text": "B",
            "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueDecimal": 0}],
            "enableWhen": [
                {"question": "a", "operator": "=", "answerCoding": {"code": "x"}},
                {"question": "c", "operator": ">", "answerDecimal": 1},
            ],
            "enableBehavior": "any",
        },
        {"linkId": "c", "type": "decimal", "text": "C"},
    ],
}


def answers_of(units: int = 4) -> smmi.instrument.Answers:
    """Answers that nobody gave."""
    return synthesize(
        SHORT,
        units=units,
        rng=np.random.default_rng(1),
        blanks=0.1,
        attributes={"discipline": ["dental", "medical"] * (units // 2)},
    )


def table_of() -> list:
    """A header and rows of answers as text."""
    columns = to_document(answers_of())["columns"]
    rows = [
        ["" if isinstance(cell := columns[code][i], dict | list) else str(cell) for code in columns]
        for i in range(4)
    ]
    return [["_id", *columns], [[f"{i}", *row] for i, row in enumerate(rows)]]


def records_of() -> list:
    """Results of a survey."""
    columns = to_document(answers_of())["columns"]
    return [{code: column[i] for code, column in columns.items()} for i in range(4)]


READERS = {
    "surveyjs, ours": (from_surveyjs, to_surveyjs(SHORT)[0]),
    "surveyjs": (from_surveyjs, QUESTIONS),
    "fhir, ours": (from_fhir, to_fhir(SHORT, url=URL)[0]),
    "fhir": (from_fhir, ITEMS),
    "xlsform, ours": (from_xlsform, to_xlsform(SHORT)[0]),
    "redcap, ours": (from_redcap, to_redcap(SHORT)[0]),
    "answers of surveyjs": (lambda results: answers_from_surveyjs(SHORT, results), records_of()),
    "answers of fhir": (
        lambda responses: answers_from_fhir(SHORT, responses),
        answers_to_fhir(answers_of(), questionnaire=f"{URL}|1"),
    ),
    **{
        f"answers of {name}": (lambda table, read=read: read(SHORT, *table, unit="_id"), table_of())
        for name, read in (
            ("xlsform", answers_from_xlsform),
            ("redcap", answers_from_redcap),
            ("limesurvey", answers_from_limesurvey),
        )
    },
}


def places_in(document: object, path: tuple = ()) -> list[tuple]:
    """The places in a document, but for itself."""
    inside = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    return [place for key, one in inside for place in ((*path, key), *places_in(one, (*path, key)))]


def broken(document: object, random_: random.Random, times: int) -> object:
    """A document in which something else stands somewhere, or twice, or no more."""
    made = copy.deepcopy(document)
    for _ in range(times):
        *path, last = random_.choice(places_in(made) or [(0,)])
        at = made
        for key in path:
            at = at[key]
        way = random_.random()
        if way < 0.6:
            at[last] = copy.deepcopy(random_.choice(ODD))
        elif way < 0.8:
            del at[last]
        elif isinstance(at, list):
            at.insert(last, copy.deepcopy(at[last]))
        else:
            at["zz"] = copy.deepcopy(random_.choice(ODD))
    return made


@pytest.mark.parametrize("name", READERS)
@settings(settings.get_profile("many"))
@given(random_=st.randoms(use_true_random=False), times=st.integers(1, 4))
def test_what_is_broken_is_read_or_refused_in_words(name, random_, times):
    """Never an error of Python, whatever stands where."""
    read, document = READERS[name]
    made = broken(document, random_, times)
    if (
        name.startswith("answers of")
        and isinstance(made, list)
        and name.split()[-1] not in {"fhir", "surveyjs"}
    ):
        made = [*made, [], []][:2]
    try:
        found = read(made)
    except SmmiError as error:
        assert str(error)
    else:
        assert len(found) == 2


def put(document: object, value: object, *path: object) -> object:
    """A document in which something else stands at a place."""
    made = copy.deepcopy(document)
    *before, last = path
    at = made
    for key in before:
        at = at[key]
    at[last] = value
    return made


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("surveyjs", {}, ("elements", 3, "inputType")),
        ("surveyjs", [], ("elements", 0, "cellType")),
        ("surveyjs", 10**400, ("elements", 3, "validators", 0, "minValue")),
        ("surveyjs", {}, ("elements", 1, "rateStep")),
        ("fhir", 10**400, ("item", 1, "extension", 0, "valueDecimal")),
        ("fhir", [], ("item", 1, "enableWhen", 0, "operator")),
        ("fhir", {}, ("item", 0, "answerConstraint")),
        ("answers of fhir", {}, (0, "status")),
        ("answers of xlsform", 5, (0,)),
        ("answers of xlsform", 5, (1,)),
        ("answers of xlsform", 5, (1, 0)),
        ("answers of redcap", None, (0,)),
        ("answers of redcap", "row", (1, 2)),
        ("answers of limesurvey", 5, (1, 0)),
    ],
)
def test_values_of_wrong_classes_are_read_or_refused_in_words(name, value, path):
    """A mapping or a list where text is expected, a number that no double holds, a row that is none."""
    read, document = READERS[name]
    try:
        found = read(put(document, value, *path))
    except SmmiError as error:
        assert str(error)
    else:
        assert len(found) == 2


@given(
    st.integers(0, len(VISITS) - 1), st.sampled_from(["<", ">", "&", "\x00", "]]>", "\u2028"]), st.booleans()
)
def test_a_structure_that_is_cut_or_scratched_is_refused_in_words(place, sign, is_cut):
    """As text and as bytes."""
    made = VISITS[:place] if is_cut else VISITS[:place] + sign + VISITS[place + 1 :]
    for structure in (made, made.encode("utf-8"), made.encode("utf-16")):
        try:
            instrument, _ = from_limesurvey(structure)
        except SmmiError as error:
            assert str(error)
        else:
            assert isinstance(instrument.indicators[0], Indicator)


DEEP = 10_000


def nested(key: str, **element: object) -> dict:
    """An element inside one of its kind, and so on."""
    made: dict = dict(element)
    for _ in range(DEEP):
        made = {**element, key: [made]}
    return made


@pytest.mark.parametrize(
    ("read", "document"),
    [
        (from_surveyjs, {"elements": [nested("elements", type="panel", name="p")]}),
        (from_surveyjs, {"elements": [{"type": "boolean", "name": "b", "title": nested("x")}]}),
        (
            from_fhir,
            {
                "resourceType": "Questionnaire",
                "status": "active",
                "item": [nested("item", linkId="a", type="group")],
            },
        ),
        (
            lambda responses: answers_from_fhir(SHORT, responses),
            [
                {
                    "resourceType": "QuestionnaireResponse",
                    "status": "completed",
                    "item": [nested("item", linkId="a")],
                }
            ],
        ),
        (lambda results: answers_from_surveyjs(SHORT, results), [{"a": nested("a")}]),
        (from_limesurvey, "<document>" + "<a>" * DEEP + "</a>" * DEEP + "</document>"),
        (
            from_xlsform,
            {
                "survey": [{"type": "begin group", "name": f"g{i}", "label": "G"} for i in range(DEEP)],
                "choices": [],
            },
        ),
    ],
)
def test_what_is_nested_without_end_is_read_or_refused_in_words(read, document):
    """Ten thousand deep."""
    try:
        found = read(document)
    except SmmiError as error:
        assert str(error)
    else:
        assert len(found) == 2


LARGE = 50_000_000


def large_documents() -> dict:
    """What makes documents of some 50 MB."""
    boolean = {"type": "boolean", "name": "b"}
    return {
        "a title of surveyjs": (from_surveyjs, lambda: {"title": "x" * LARGE, "elements": [boolean]}),
        "elements of surveyjs": (
            from_surveyjs,
            lambda: {"elements": [{**boolean, "name": f"b{i}"} for i in range(300_000)]},
        ),
        "a title of fhir": (from_fhir, lambda: ITEMS | {"title": "<" * LARGE}),
        "items of fhir": (
            from_fhir,
            lambda: (
                ITEMS | {"item": [{"linkId": f"{i}", "type": "boolean", "text": "?"} for i in range(300_000)]}
            ),
        ),
        "rows of xlsform": (
            from_xlsform,
            lambda: {
                "survey": [{"type": "integer", "name": f"n{i}", "label": "N"} for i in range(300_000)],
                "choices": [],
            },
        ),
        "a structure of limesurvey": (
            from_limesurvey,
            lambda: VISITS.replace("Who comes?", "&amp;" * (LARGE // 5)),
        ),
        "no structure of limesurvey": (from_limesurvey, lambda: "<" * LARGE),
    }


@pytest.mark.long
@pytest.mark.parametrize("name", list(large_documents()))
def test_large_documents_take_memory_in_proportion(name):
    """Read or refused; not more than some times what stands there already."""
    read, make = large_documents()[name]
    tracemalloc.start()
    document = make()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    try:
        read(document)
    except SmmiError as error:
        assert len(str(error)) < 10_000
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 8 * held

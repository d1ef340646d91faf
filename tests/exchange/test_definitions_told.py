"""What a definition says is carried over or stands in the account, and no question is read by another one's column."""

import copy
import math

import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, DocumentError
from smmi.exchange.fhir import answers_from_fhir, from_fhir
from smmi.exchange.redcap import COLUMNS, answers_from_redcap, from_redcap
from smmi.exchange.xlsform import answers_from_xlsform, from_xlsform
from smmi.instrument import Composition, Number

NAMES = [
    "Q1",
    "q1",
    "q_1",
    "q.1",
    "Q.1",
    "q1_2",
    "overall",
    "1",
    "q",
    "Q",
    "c_q",
    "a" * 64,
    "a" * 65,
    "a" * 70,
]
CORE = "http://hl7.org/fhir/StructureDefinition/"


def questionnaire(*items: dict, **more: object) -> dict:
    """A questionnaire with items."""
    return {"resourceType": "Questionnaire", "title": "T", "item": list(items)} | more


def told(account) -> set[tuple[str | None, str]]:
    """What an account says was not carried over."""
    return {(one.code or one.path, one.message) for one in account.left_out}


@given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=6, unique=True))
def test_an_item_is_answered_by_its_own_name(names):
    """However alike the codes are that names become: each answer comes back as that of its own question."""
    instrument, _ = from_fhir(questionnaire(*({"linkId": name, "type": "integer"} for name in names)))
    items = [{"linkId": name, "answer": [{"valueInteger": i}]} for i, name in enumerate(names)]
    response = {"resourceType": "QuestionnaireResponse", "status": "completed", "id": "u", "item": items}
    answers, _ = answers_from_fhir(instrument, [response])
    assert [answers.record("u")[one.code] for one in instrument.indicators] == list(range(len(names)))


@given(
    st.lists(st.sampled_from([name for name in NAMES if name != "1"]), min_size=2, max_size=6, unique=True)
)
def test_a_question_of_a_form_is_answered_by_its_own_column(names):
    """Also where names differ in capitals alone, or are the code of another one."""
    instrument, _ = from_xlsform({"survey": [{"type": "integer", "name": name} for name in names]})
    answers, _ = answers_from_xlsform(instrument, ["KEY", *names], [["u", *map(str, range(len(names)))]])
    assert [answers.record("u")[one.code] for one in instrument.indicators] == list(range(len(names)))


@given(
    st.lists(
        st.sampled_from([one for one in NAMES if one.islower() and "." not in one]), min_size=2, unique=True
    )
)
def test_a_field_is_answered_by_its_own_column(names):
    """Also where a name is longer than a code, and begins as another one."""
    rows = [dict.fromkeys(COLUMNS, "") | {COLUMNS[0]: name, COLUMNS[1]: "f"} for name in ("id", *names)]
    for row in rows[1:]:
        row |= {COLUMNS[3]: "text", COLUMNS[7]: "integer"}
    instrument, _ = from_redcap(rows)
    answers, _ = answers_from_redcap(instrument, ["id", *names], [["u", *map(str, range(len(names)))]])
    assert [answers.record("u")[one.code] for one in instrument.indicators] == list(range(len(names)))


@pytest.mark.parametrize(
    "part",
    [
        {"type": "choice", "answerOption": [{"valueString": "a"}, {"valueString": "b"}]},
        {"type": "boolean"},
        {"type": "decimal"},
        {"type": "decimal", "extension": [{"url": f"{CORE}minValue", "valueDecimal": 0}]},
    ],
)
def test_a_group_is_shares_only_if_its_items_are(part):
    """And no questions of other kinds, however they are called."""
    items = [{"linkId": f"me.{name}", **part} for name in ("age", "sex")]
    instrument, _ = from_fhir(questionnaire({"linkId": "me", "type": "group", "item": items}))
    assert [one.source_names for one in instrument.indicators] == [("me.age",), ("me.sex",)]
    limits = [
        {"url": f"{CORE}{name}Value", "valueDecimal": value} for name, value in (("min", 0), ("max", 100))
    ]
    shares = [{"linkId": f"me.{name}", "type": "decimal", "extension": limits} for name in ("age", "sex")]
    instrument, _ = from_fhir(questionnaire({"linkId": "me", "type": "group", "item": shares}))
    assert isinstance(instrument["me"].scale, Composition)


def test_what_a_questionnaire_says_more_stands_in_the_account():
    """Of itself, of its items, and in extensions that nothing here knows."""
    item = {
        "linkId": "a", "type": "boolean", "prefix": "1.", "required": True, "repeats": True,
        "extension": [{"url": f"{CORE}questionnaire-hidden", "valueBoolean": True}],
    }  # fmt: skip
    again = {"linkId": "g", "type": "group", "repeats": True, "item": [{"linkId": "b", "type": "boolean"}]}
    why = {"linkId": "c.why.", "type": "boolean"}
    instrument, account = from_fhir(questionnaire(item, again, why, copyright="Mine"))
    assert [one.code for one in instrument.indicators] == ["a", "c_why"]
    assert told(account) == {
        ("a", "the element 'prefix'"),
        ("a", "the element 'required'"),
        ("a", "that several answers may be given"),
        ("a", "the extension 'questionnaire-hidden'"),
        ("g", "what is asked several times, with its questions"),
        ("$.copyright", "what the questionnaire says of itself"),
    }


def test_codings_of_several_systems_with_one_code_are_no_answers_apart():
    """The item is left out: a response to it might mean either."""
    options = [
        {"valueCoding": {"system": f"urn:{name}", "code": "a", "display": name}} for name in ("x", "y")
    ]
    options.append({"valueCoding": {"code": "b"}})
    item = {"linkId": "q", "type": "choice", "answerOption": options}
    instrument, account = from_fhir(questionnaire(item, {"linkId": "r", "type": "boolean"}))
    assert [one.code for one in instrument.indicators] == ["r"]
    assert ("q", "choices of several systems that have one code: 'a'") in told(account)


def test_limits_that_are_no_whole_numbers_are_not_lost():
    """The next whole number inside is the limit of a count; how many decimals there are is a whole number or told."""
    extension = [
        {"url": f"{CORE}{name}Value", "valueDecimal": value} for name, value in (("min", 0), ("max", 9.5))
    ]
    decimals = [{"url": f"{CORE}maxDecimalPlaces", "valueDecimal": 1.5}]
    instrument, account = from_fhir(
        questionnaire(
            {"linkId": "a", "type": "integer", "extension": extension},
            {"linkId": "b", "type": "decimal", "extension": decimals},
        )
    )
    assert instrument["a"].scale.maximum == 9
    assert isinstance(instrument["b"].scale, Number)
    assert instrument["b"].scale.decimals is None
    assert ("b", "how many decimals: 1.5 is no such number") in told(account)


FORM = {
    "survey": [
        {"type": "begin_group", "name": "a", "label": "Outer a"},
        {"type": "begin_group", "name": "x", "label": "First x"},
        {
            "type": "integer",
            "name": "one",
            "label::English": "One",
            "label::Deutsch": "Eins",
            "required": "yes",
        },
        {"type": "end_group"},
        {"type": "end_group"},
        {"type": "begin_group", "name": "b", "label": "Outer b"},
        {"type": "begin_group", "name": "x", "label": "Second x"},
        {"type": "integer", "name": "two", "label": "Two"},
        {"type": "end_group"},
        {"type": "end_group"},
        {"name": "three", "label": "Three"},
        {"type": "", "name": math.nan},
    ],
    "choices": [{"list_name": "l", "name": "a", "label": "A", "region": "north"}],
    "settings": [{"form_title": "T", "style": "pages"}],
    "entities": [],
}


def test_what_a_form_says_more_stands_in_the_account():
    """In columns, settings and sheets that nothing here knows; a blank of pandas is a blank."""
    _, account = from_xlsform(FORM)
    assert told(account) == {
        ("one", "the column required"),
        ("one", "the column label::Deutsch"),
        ("three", "a row without a type"),
        ("$.choices.region", "a column of choices that is no label"),
        ("$.settings[0].style", "what the form says of itself"),
        ("$.entities", "a sheet that is not looked at"),
    }


def test_groups_of_one_name_have_labels_of_their_own():
    """Where they stand in other groups."""
    instrument, _ = from_xlsform(FORM)
    assert [area.label for area in instrument.areas] == ["First x", "Second x"]


@pytest.mark.parametrize(
    "cell", [["Two"], {"en": "Two"}, b"Two", 10**5_000], ids=["list", "dict", "bytes", "number"]
)
def test_a_cell_that_is_no_text_is_refused(cell):
    """And not taken for a blank."""
    form = copy.deepcopy(FORM)
    form["survey"][7]["label"] = cell
    with pytest.raises(DocumentError) as caught:
        from_xlsform(form)
    assert [one.path for one in caught.value.findings] == ["$.survey[7].label"]


def test_what_a_dictionary_says_more_stands_in_the_account():
    """In columns that nothing here knows, and in parts of questions that are not there."""
    rows = [dict.fromkeys(COLUMNS, "") | {COLUMNS[0]: name, COLUMNS[1]: "f"} for name in ("id", "a", "b")]
    rows[1] |= {
        COLUMNS[3]: "yesno",
        "Required Field?": "y",
        "Question Number (surveys only)": "1",
        "own": "x",
    }
    rows[2] |= {COLUMNS[3]: "text", COLUMNS[7]: "number", COLUMNS[17]: 'SMMI {"of": "mix", "part": "b"}'}
    _, account = from_redcap(rows)
    assert told(account) == {
        ("id", "the field of the units' identifiers: readings name it"),
        ("a", "the column 'Required Field?'"),
        ("a", "the column 'Question Number (surveys only)'"),
        ("a", "the column 'own'"),
        ("b", "a part, or a reason, of a question that is not there"),
    }


def test_a_row_with_more_cells_than_columns_is_refused():
    """As a reader of comma-separated values tells them: without a name."""
    rows = [dict.fromkeys(COLUMNS, "") | {COLUMNS[0]: "id", COLUMNS[1]: "f", None: ["stray"]}]
    with pytest.raises(DocumentError, match="more cells than there are columns"):
        from_redcap(rows)


@pytest.mark.parametrize("number", [62, 63, 80])
def test_a_question_of_too_many_choices_is_left_out_alone(number):
    """Of several choices there are as many as a selection holds; the other questions are carried over."""
    names = [f"c{i}" for i in range(number)]
    rows = [dict.fromkeys(COLUMNS, "") | {COLUMNS[0]: name, COLUMNS[1]: "f"} for name in ("id", "m", "n")]
    rows[1] |= {COLUMNS[3]: "checkbox", COLUMNS[5]: " | ".join(f"{name}, {name}" for name in names)}
    rows[2] |= {COLUMNS[3]: "yesno"}
    options = [{"valueCoding": {"code": name}} for name in names]
    item = {"linkId": "m", "type": "choice", "repeats": True, "answerOption": options}
    form = {
        "survey": [{"type": "select_multiple l", "name": "m"}, {"type": "integer", "name": "n"}],
        "choices": [{"list_name": "l", "name": name} for name in names],
    }
    for instrument, account in (
        from_redcap(rows),
        from_fhir(questionnaire(item, {"linkId": "n", "type": "boolean"})),
        from_xlsform(form),
    ):
        assert [one.code for one in instrument.indicators] == (["m", "n"] if number <= 62 else ["n"])
        assert (("m", f"{number} choices, of several: 62 can be told apart") in told(account)) is (
            number > 62
        )


@pytest.mark.parametrize("digits", ["2", "9" * 5_000, "\N{SUPERSCRIPT TWO}"], ids=["small", "long", "none"])
def test_numbers_in_names_of_validations_and_tags_may_be_anything(digits):
    """What is no small number says nothing."""
    rows = [dict.fromkeys(COLUMNS, "") | {COLUMNS[0]: name, COLUMNS[1]: "f"} for name in ("id", "m", "n")]
    rows[1] |= {
        COLUMNS[3]: "checkbox",
        COLUMNS[5]: "1, A | 2, B | 3, C",
        COLUMNS[17]: f"@MAXCHECKED={digits}",
    }
    rows[2] |= {COLUMNS[3]: "text", COLUMNS[7]: f"number_{digits}dp"}
    instrument, _ = from_redcap(rows)
    assert instrument["n"].scale.decimals == (2 if digits == "2" else None)
    assert instrument["m"].scale.maximum == (2 if digits == "2" else None)


@pytest.mark.parametrize("language", ["Klingon", "", 3, ["English"]])
def test_a_language_in_which_nothing_is_labelled_is_refused(language):
    """And labels are not names instead."""
    with pytest.raises(ArgumentError, match="'English', 'Deutsch'"):
        from_xlsform(FORM, language=language)
    with pytest.raises(ArgumentError, match="no column is called so"):
        from_xlsform({"survey": [{"type": "integer", "name": "a", "label": "A"}]}, language=language)
    assert from_xlsform(FORM, language="Deutsch")[0]["one"].prompt == "Eins"

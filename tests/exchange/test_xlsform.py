"""Forms of XLSForm: what comes back, exports of submissions, and what is refused.

`tests/foreign/test_xlsform.py` asks the engine of ODK Web Forms, and ODK Validate.
"""

import copy

import pytest
from hypothesis import given, strategies as st

from smmi import editions
from smmi.exchange.xlsform import answers_from_xlsform, from_xlsform, to_xlsform
from smmi.exchange.xlsform._logic import parsed
from smmi.exchange.xlsform._names import Names, label_of
from smmi.instrument import (
    Answers,
    Area,
    Binary,
    Characteristic,
    Composition,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    Option,
)
from smmi.scoring import ScoringScheme
from smmi.serialization import to_document
from smmi.testing.strategies import from_instrument, instruments
from tests.exchange.drawn_cases import attributes_of, written_share
from tests.exchange.hostile_names import hostile, instrument as with_text
from tests.exchange.odk_forms import steps_of


def shape_of(instrument: Instrument) -> list:
    """What a form says of an instrument without compositions and characteristics."""

    def told(one):
        scale = one.scale
        kind = "several" if isinstance(scale, MultipleChoice) else "one" if scale.answers else scale.limits
        return (
            one.code,
            label_of(one.prompt, one.code),
            kind,
            [(o.code, label_of(o.label, o.code)) for o in scale.options if scale.answers],
        )

    return [
        (
            domain.code,
            label_of(domain.label, domain.code),
            [
                (area.code, label_of(area.label, area.code), list(map(told, area.indicators)))
                for area in domain.areas
            ],
        )
        for domain in instrument.domains
    ]


@given(instruments())
def test_a_form_says_what_the_instrument_says(instrument):
    """All but what the account names comes back: groups, questions, choices and limits."""
    form, account = to_xlsform(instrument)
    assert {one.codes for one in account.questions} == {(one.code,) for one in instrument.indicators}
    assert len({row["name"] for row in form["survey"] if row["type"] != "end_group"}) == sum(
        row["type"] != "end_group" for row in form["survey"]
    )
    assert all(cell for row in form["survey"] for cell in row.values())
    again, _ = from_xlsform(form)
    names = {one.code for one in again.indicators}
    plain = not instrument.characteristics and not any(
        isinstance(one.scale, Composition) or (one.scale.nonresponses and not one.scale.answers)
        for one in instrument.indicators
    )
    if plain:
        assert shape_of(again) == shape_of(instrument)
    assert names >= {one.code for one in instrument.indicators if one.scale.answers}


def export_of(answers: Answers, way: str) -> tuple[list[str], list[list[str]]]:
    """An export of submissions: groups before names, and several choices in one column or in many."""
    instrument, sign = answers.instrument, way[0]
    columns = {**to_document(answers)["columns"], **attributes_of(answers)}
    paths = {
        one.code: [domain.code, area.code]
        for domain in instrument.domains
        for area in domain.areas
        for one in area.indicators
    }
    names = Names(instrument)
    owner = {name: code for (code, _), name in names.parts.items()} | {
        name: code for code, name in names.why.items()
    }
    rows = []
    for i, unit in enumerate(answers.units.tolist()):
        row = {"start": "2026-11-30T10:00:00Z", "_uuid": unit, "__version__": "v1"}
        for name, kind, value in steps_of(instrument, {code: column[i] for code, column in columns.items()}):
            code = owner.get(name, name)
            called = sign.join([*paths.get(code, [names.characteristics]), name])
            if kind == "several" and way[1:] == "split":
                for option in instrument[name].scale.options:
                    row[f"{called}/{option.code}"] = "" if value is None else str(int(option.code in value))
            elif kind == "several":
                row[called] = " ".join(value or ())
            else:
                row[called] = (
                    ""
                    if value is None
                    else value
                    if isinstance(value, str)
                    else repr(float(value)).removesuffix(".0")
                )
        rows.append(row)
    return list(rows[0]), [list(row.values()) for row in rows]


@pytest.mark.parametrize("way", ["/whole", "-whole", "/split"])
@given(answers=instruments().flatmap(lambda one: from_instrument(one, min_units=3, max_units=3)))
def test_an_export_holds_the_answers_that_a_form_can_hold(way, answers):
    """Exports of Kobo and of ODK Central; a state without an option, and a selection of nothing, are no answer."""
    instrument = answers.instrument
    read, _ = answers_from_xlsform(instrument, *export_of(answers, way))
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
    assert to_document(read)["columns"] == to_document(expected)["columns"]


def test_the_edition_becomes_a_form_that_scores_itself():
    """Eighty questions, 23 scores, a reason for each."""
    instrument = editions.smmi_16()
    form, account = to_xlsform(instrument, ScoringScheme.equal_weights(instrument))
    types = [row["type"].partition(" ")[0] for row in form["survey"]]
    assert (types.count("begin_group"), types.count("end_group")) == (23, 23)
    names = {row["name"] for row in form["survey"]}
    assert {f"score_{code}" for code in ("overall", "curriculum")} <= names
    assert "provenance of indicators" in {one.message for one in account.left_out}
    again, _ = from_xlsform(form)
    assert {one.code for one in instrument.indicators if one.scale.answers} <= {
        one.code for one in again.indicators
    }


def test_hostile_texts_are_no_references():
    """Nothing in a label is an answer, and no expression holds a label."""
    case = hostile()
    form, _ = to_xlsform(case.scheme.instrument, case.scheme)
    for sheet in ("survey", "choices", "settings"):
        for row in form[sheet]:
            for column in ("label", "hint", "form_title", "version"):
                assert "${" not in row.get(column, "")
            for column in ("relevant", "calculation", "constraint"):
                assert "payload" not in row.get(column, "")


def test_no_cell_is_empty():
    """Also where XML takes no character of a text: a name stands for it."""
    form, _ = to_xlsform(with_text("\x01"))
    rows = [*form["survey"], *form["choices"], *form["settings"]]
    assert [row for row in rows if not all(row.values())] == []
    assert {row["label"] for row in form["choices"]} == {row["name"] for row in form["choices"]}


@pytest.mark.long
def test_most_schemes_are_written():
    """The others are refused by the tree."""
    assert written_share(lambda scheme: to_xlsform(scheme.instrument, scheme), 300) >= 0.95


FORM = {
    "survey": [
        {"type": "start", "name": "start"},
        {
            "type": "begin group",
            "name": "clinic",
            "label::English (en)": "Clinic",
            "relevant": "${consent} = 'yes'",
        },
        {
            "type": "select_one yn",
            "name": "open",
            "label::English (en)": "Is it open?",
            "label::Français (fr)": "Ouvert?",
        },
        {
            "type": "select_multiple who",
            "name": "Who",
            "label::English (en)": "Who comes?",
            "relevant": "${open} = '1'",
        },
        {
            "type": "integer",
            "name": "beds",
            "label::English (en)": "Beds",
            "constraint": ". >= 0 and . <= 20",
            "relevant": "selected(${Who}, 'rural') and not(${open} = '0')",
        },
        {
            "type": "decimal",
            "name": "share",
            "label::English (en)": "Share",
            "constraint": "regex(., 'x')",
            "relevant": "${beds} > 3 or pulldata('a','b')",
        },
        {"type": "begin_repeat", "name": "visits", "label::English (en)": "Visits"},
        {"type": "integer", "name": "n", "label::English (en)": "N"},
        {"type": "end_repeat"},
        {"type": "end group"},
        {"type": "text", "name": "more", "label::English (en)": "More"},
        {"type": "calculate", "name": "total", "calculation": "${beds} * 2"},
    ],
    "choices": [
        {"list_name": "yn", "name": 1, "label::English (en)": "Yes"},
        {"list_name": "yn", "name": "0", "label::English (en)": "No"},
        {"list_name": "who", "name": "rural", "label::English (en)": "Rural"},
        {"list_name": "who", "name": "dk", "label::English (en)": "Do not know"},
    ],
    "settings": [{"form_title": "Visits", "form_id": "visits-2", "version": 3.0}],
}


def test_what_people_write_is_carried_or_named():
    """Languages, codes that are numbers, groups, logic, repeats, and what asks nothing that counts."""
    instrument, account = from_xlsform(FORM, nonresponses={"dk": Nonresponse.NO_ANSWER}, ordinal=["open"])
    assert (instrument.code, instrument.edition) == ("visits_2", "3")
    assert [one.code for one in instrument.indicators] == ["open", "who", "beds", "share"]
    assert [(o.code, o.value) for o in instrument["open"].scale.options] == [("c_1", 1.0), ("c_0", 0.0)]
    assert str(instrument["who"].gate) == "Equals(code='open', value='c_1')"
    assert str(instrument["beds"].gate) == (
        "AllConditions(conditions=(Includes(code='who', option='rural'), "
        "NotCondition(condition=Equals(code='open', value='c_0'))))"
    )
    assert instrument["beds"].scale.limits == (0.0, 20.0)
    assert instrument["share"].gate is None
    told = {}
    for one in account.left_out:
        told.setdefault(one.code, []).append(one.message)
    assert told["start"] == ["the tool's own value"]
    assert told["share"][0] == "a constraint that is no limit: regex(., 'x')"
    assert told["share"][1].startswith("a condition, or a part of one, that a gate cannot say: (${consent}")
    assert told["visits"] == ["what is asked several times, with its questions"]
    assert told["total"] == ["a calculation: scores are worked out from the answers"]
    french, _ = from_xlsform(FORM, language="Français (fr)")
    assert french["open"].prompt == "Ouvert?"


def broken(sheet="survey", **changes):
    """A form with a fault in its fourth row."""
    made = copy.deepcopy(FORM)
    made[sheet][3].update(changes)
    return made


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ([], "expected the sheet 'survey'"),
        ({"survey": 5}, "expected a list of rows"),
        ({"survey": ["x"]}, "expected a row as a dict"),
        ({"survey": []}, "no question can be carried over"),
        ({"survey": [{"type": "end_group"}]}, "a group ends that did not begin"),
        ({"survey": [{"type": "begin_group", "name": "a"}]}, "the group 'a' does not end"),
        (broken(name="open"), "the name 'open' stands twice"),
        (broken(name="two words"), "expected one that XML takes"),
    ],
    ids=["list", "number", "text", "nothing", "end", "begin", "twice", "name"],
)
def test_what_is_no_form_is_refused(form, words):
    """In words, and where it stands."""
    with pytest.raises(ValueError, match="cannot be read") as caught:
        from_xlsform(form)
    assert words in str(caught.value)


def test_exports_are_refused_where_columns_do_not_tell():
    """Labels in place of names, no identifier, two columns of one name."""
    instrument, _ = from_xlsform(FORM)
    with pytest.raises(ValueError, match="export with labels"):
        answers_from_xlsform(instrument, ["Is it open?", "_uuid"], [["Yes", "u1"]])
    with pytest.raises(ValueError, match="no column has the units' identifiers"):
        answers_from_xlsform(instrument, ["clinic/open"], [["1"]])
    with pytest.raises(ValueError, match="2 columns may hold the answers to 'open'"):
        answers_from_xlsform(instrument, ["a/open", "b/open", "_uuid"], [["1", "1", "u1"]])


def test_the_column_of_an_option_is_not_that_of_a_question_of_its_name():
    """Where several choices stand in columns of their own."""
    form = copy.deepcopy(FORM)
    form["choices"].append({"list_name": "who", "name": "beds", "label::English (en)": "Beds"})
    instrument, _ = from_xlsform(form)
    header = ["clinic/beds", "clinic/Who/beds", "clinic/Who/rural", "_uuid"]
    answers, _ = answers_from_xlsform(instrument, header, [["7", "1", "0", "u1"]])
    assert (answers.record("u1")["beds"], answers.record("u1")["who"]) == (7, ("beds",))


@given(st.text(alphabet="${}()'=<>!andorselected, 12", max_size=120))
def test_logic_is_understood_or_left(text):
    """Whatever it is, it raises nothing."""
    parsed(text)
    assert len(from_xlsform(broken(relevant=text))[0].indicators) == 4


def test_a_further_answer_is_an_option_as_the_tool_makes_one():
    """With a text of its own, which the account of the answers names; among answers that ascend it is none."""
    form = {
        "survey": [
            {"type": "select_one host or_other", "name": "host", "label": "Who hosts it?"},
            {"type": "select_multiple host or_other", "name": "others", "label": "Who else?"},
            {"type": "select_one host or_other", "name": "often", "label": "How often?"},
        ],
        "choices": [
            {"list_name": "host", "name": "school", "label": "The school"},
            {"list_name": "host", "name": "town", "label": "The town"},
        ],
    }
    instrument, account = from_xlsform(form, ordinal=["often"])
    assert [instrument[code].scale.options[-1].nonresponse for code in ("host", "others", "often")] == [
        None,
        None,
        Nonresponse.NO_ANSWER,
    ]
    assert sum("that there is one is an option" in one.message for one in account.left_out) == 3
    header = ["_id", "host", "host_other", "others", "others_other", "often"]
    answers, read = answers_from_xlsform(
        instrument, header, [["1", "other", "A friend", "town other", "Others", "other"]], unit="_id"
    )
    assert answers.record("1") == {"host": "other", "others": ("town", "other"), "often": "other"}
    assert "'host_other'" in str(read)


def test_names_that_differ_in_capitals_alone_are_never_read_as_one():
    """The question is left out, and the account says why; names of numbers that are the same number stay apart."""
    form = {
        "survey": [
            {"type": "select_one a", "name": "a", "label": "A?"},
            {"type": "select_one b", "name": "b", "label": "B?"},
        ],
        "choices": [
            {"list_name": list_name, "name": name, "label": f"The {name}"}
            for list_name, names in (("a", ("x", "X", "y")), ("b", ("1", "01", "1.0")))
            for name in names
        ],
    }
    instrument, account = from_xlsform(form)
    assert [one.code for one in instrument.indicators] == ["b"]
    assert "choices whose values differ in capitals alone: 'x', 'X'" in str(account)
    rows = [[f"{i}", name] for i, name in enumerate(("1", "01", "1.0"))]
    answers, _ = answers_from_xlsform(instrument, ["_id", "b"], rows, unit="_id")
    found = [answers.record(unit)["b"] for unit in answers.units.tolist()]
    assert found == [option.code for option in instrument["b"].scale.options]


def test_a_characteristic_is_read_by_codes_before_labels():
    """Where the label of one option is the code of another."""
    options = [Option("rural", "urban"), Option("urban", "rural")]
    yes_no = Indicator(code="open", prompt="Is it open?", scale=Binary(code="yes_no"))
    area = Area(code="visits", label="Visits", indicators=[yes_no])
    domain = Domain(code="care", label="Care", areas=[area])
    where = Characteristic(code="place", label="Place", options=options)
    tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain], characteristics=[where])
    answers, _ = answers_from_xlsform(tiny, ["_id", "place", "open"], [["1", "rural", "yes"]], unit="_id")
    assert list(answers.attribute("place")) == ["rural"]


def number_by(kind: str, constraint: str, **more: str):
    """The scale of a number with a constraint, and the account."""
    row = {"type": kind, "name": "n", "constraint": constraint, **more}
    instrument, account = from_xlsform({"survey": [row]})
    return instrument["n"].scale, str(account)


@pytest.mark.parametrize(
    ("kind", "constraint", "limits"),
    [
        ("integer", ". > 4.5 and . < 9.5", (5, 9)),
        ("integer", ". > 4 and . < 9", (5, 8)),
        ("integer", ". >= 0.5", (1, None)),
        ("integer", ". >= 5 and . >= 0 and . <= 9 and . <= 20", (5, 9)),
        ("decimal", ". >= -1.5 and . <= 2", (-1.5, 2)),
    ],
)
def test_limits_are_the_numbers_that_the_form_admits(kind, constraint, limits):
    """Of several, the narrowest; of whole numbers, the next whole one."""
    scale, _ = number_by(kind, constraint)
    assert (scale.minimum, scale.maximum) == limits


def test_a_range_is_as_narrow_as_its_constraint():
    """What is no limit of either stands in the account."""
    scale, account = number_by("range", ". >= 3", parameters="start=1 end=9 step=2")
    assert (scale.minimum, scale.maximum) == (3, 9)
    assert "the parameter step=2" in account


def test_questions_of_one_list_share_their_scale():
    """A long list is made once, and told of once for each question."""
    survey = [{"type": "select_one l or_other", "name": f"q{i}"} for i in range(3)]
    choices = [{"list_name": "l", "name": name} for name in ("a", "b", "b")]
    instrument, account = from_xlsform({"survey": survey, "choices": choices})
    assert len({id(one.scale) for one in instrument.indicators}) == 1
    assert sum("stands twice" in one.message for one in account.left_out) == 3

"""Dictionaries of REDCap both ways, raw records in, and scores as calculated fields."""

import re

import attrs
import pytest
from hypothesis import given, strategies as st

from smmi import editions
from smmi.exchange.redcap import COLUMNS, answers_from_redcap, from_redcap, to_redcap
from smmi.exchange.redcap._dictionary import _note_in
from smmi.instrument import Answers, AnswerState, Instrument, Nonresponse
from smmi.scoring import Absence
from smmi.serialization import to_document
from smmi.testing.strategies import from_instrument, instruments
from tests.exchange.drawn_cases import NEAR, Drawn, attributes_of, drawn_cases, edition_cases, written_share
from tests.exchange.hostile_names import hostile
from tests.exchange.redcap.calculator import Calculator
from tests.exchange.redcap.records import by_name, cells_of, fields_of
from tests.exchange.spss_files import as_record

UNIT = "the_unit_1"


def folded(text: str) -> str:
    """Text with blanks and line breaks folded, as markup has it."""
    return " ".join(text.split())


def shape_of(instrument: Instrument) -> dict:
    """What the tool's columns and notes say of an instrument, gates aside."""

    def options(several):
        return [
            (one.code, folded(one.label) or one.code, one.nonresponse, one.exclusive, one.value)
            for one in several
        ]

    def scale(one):
        fields = {
            field.name: getattr(one, field.name)
            for field in attrs.fields(type(one))
            if field.name not in {"options", "parts"}
        }
        return type(one).__name__, fields, options(one.options), options(getattr(one, "parts", ()))

    return {
        "instrument": (instrument.code, instrument.edition, instrument.title),
        "nodes": [
            (domain.code, domain.label, [(area.code, folded(area.label)) for area in domain.areas])
            for domain in instrument.domains
        ],
        "indicators": [
            (one.code, one.prompt, one.label, one.help, one.scored, scale(one.scale))
            for one in instrument.indicators
        ],
        "characteristics": [
            (one.code, folded(one.label), options(one.options)) for one in instrument.characteristics
        ],
    }


def table_of(instrument: Instrument, records: list[dict]) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a raw export."""
    cells = [cells_of(instrument, {**record, UNIT: f"u{i}"}, UNIT) for i, record in enumerate(records)]
    return list(cells[0]), [list(row.values()) for row in cells]


def held(instrument: Instrument, records: list[dict]) -> list[dict]:
    """Records without what the tool cannot hold: states without an option, and selections of nothing."""
    kept = []
    for record in records:
        own = {}
        for code, answer in as_record(record).items():
            stated = isinstance(answer, dict) and isinstance(answer.get("nonresponse"), str)
            own[code] = None if stated or answer == () else answer
        kept.append(own)
    return kept


def records_of(answers: Answers) -> list[dict]:
    """The records of answers as documents hold them."""
    columns = {**to_document(answers)["columns"], **attributes_of(answers)}
    return [{code: column[i] for code, column in columns.items()} for i in range(len(answers))]


@given(instruments().flatmap(lambda one: from_instrument(one, min_units=3, max_units=3)))
def test_a_dictionary_says_what_the_instrument_says(answers):
    """All but what the account names comes back, and behind no gate is lost what was answered."""
    instrument = answers.instrument
    rows, account = to_redcap(instrument, unit=UNIT)
    again, _ = from_redcap(rows)
    assert shape_of(again) == shape_of(instrument)
    assert {one.codes for one in account.questions} == {(one.code,) for one in instrument.indicators}
    names = [one.code for one in instrument.characteristics]
    records = [{**one, UNIT: f"u{i}"} for i, one in enumerate(held(instrument, records_of(answers)))]
    before, after = (
        Answers.from_records(one, records, unit=UNIT, attributes=names) for one in (instrument, again)
    )
    for one, other in zip(before.columns, after.columns, strict=True):
        same = one.codes == other.codes
        assert (same | (one.codes == int(AnswerState.GATED))).all()  # a gate may be wider, and never narrower


@given(instruments().flatmap(lambda one: from_instrument(one, min_units=3, max_units=3)))
def test_raw_records_are_the_answers_that_the_tool_can_hold(answers):
    """Boxes, choices, shares, numbers, and why there is none."""
    instrument = answers.instrument
    records = records_of(answers)
    read, _ = answers_from_redcap(instrument, *table_of(instrument, records))
    names = [one.code for one in instrument.characteristics]
    kept = [{**one, UNIT: f"u{i}"} for i, one in enumerate(held(instrument, records))]
    expected = Answers.from_records(instrument, kept, unit=UNIT, attributes=names)
    assert to_document(read)["columns"] == to_document(expected)["columns"]


def calculated(case: Drawn) -> list[tuple]:
    """Where calculated fields say other than the scorer says of what a record can hold."""
    instrument, scheme = case.scheme.instrument, case.scheme
    rows, _ = to_redcap(instrument, scheme, unit=UNIT)
    names = [one.code for one in instrument.characteristics]
    records = [{**one, UNIT: f"u{i}"} for i, one in enumerate(held(instrument, case.records))]
    expected = Drawn.of(
        Answers.from_records(instrument, records, unit=UNIT, attributes=names), scheme
    ).expected
    wrong = []
    for record, told in zip(expected and case.records, expected, strict=True):
        fields = fields_of(instrument, cells_of(instrument, {**record, UNIT: "u"}, UNIT))
        for name, row in by_name(rows).items():
            if row[COLUMNS[3]] == "calc":
                fields[name] = Calculator(fields).value(row[COLUMNS[5]])
        for code, value in told["scores"].items():
            got, reason = fields[f"score_{code}"], fields[f"reason_{code}"]
            same = got == "" if value is None else got != "" and abs(got - value) <= NEAR
            if not same or Absence(int(reason)).label != told["reasons"].get(code, Absence.PRESENT.label):
                wrong.append((code, got, value, reason, told["reasons"].get(code)))
    return wrong


@given(drawn_cases(instruments()))
def test_calculated_fields_score_as_the_scorer_does(case):
    """Scores within 1e-9, and the reasons of their absences."""
    try:
        rows, _ = to_redcap(case.scheme.instrument, case.scheme, unit=UNIT)
    except ValueError as error:
        assert "cannot be written as" in str(error)
        return
    if any(
        name in by_name(rows) for one in case.scheme.instrument.indicators for name in (f"score_{one.code}",)
    ):
        return  # pragma: no cover  (a code that a score would have)
    assert calculated(case) == []


def test_the_edition_is_scored_by_calculated_fields():
    """Eighty questions, sixteen areas."""
    edition = edition_cases(20)
    assert calculated(attrs.evolve(edition, records=edition.records[:6], expected=edition.expected[:6])) == []


@pytest.mark.long
def test_most_schemes_are_written():
    """Of drawn schemes; the others are refused by the tree, or need numbers of too many decimals."""
    assert written_share(lambda scheme: to_redcap(scheme.instrument, scheme), 300) >= 0.8


def test_hostile_texts_stay_in_their_cells():
    """No label is markup, a choice, a piped answer or an action tag."""
    case = hostile()
    instrument = case.scheme.instrument
    rows, _ = to_redcap(instrument, case.scheme, unit=UNIT)
    assert shape_of(from_redcap(rows)[0]) == shape_of(instrument)
    for row in rows:
        label = row[COLUMNS[4]] + row[COLUMNS[2]] + row[COLUMNS[6]]
        assert not set("<>[") & set(label.replace("&gt;", ""))
        assert "@" not in row[COLUMNS[-1]].replace("@NONEOFTHEABOVE='", "").replace(
            "@MAXCHECKED=", ""
        ).replace("@HIDDEN", "")
    assert calculated(case) == []


def row(name, kind, label="Asked", **more):
    """A row of a dictionary as people make it."""
    columns = {"choices": 5, "note": 6, "validation": 7, "low": 8, "high": 9, "identifies": 10, "logic": 11}
    columns |= {"matrix": 15, "annotation": 17, "section": 2}
    cells = dict.fromkeys(COLUMNS, "") | {
        COLUMNS[0]: name,
        COLUMNS[1]: "visit",
        COLUMNS[3]: kind,
        COLUMNS[4]: label,
    }
    return cells | {COLUMNS[columns[key]]: value for key, value in more.items()}


ID = row("record_id", "text")


def test_what_people_write_is_carried_or_named():
    """Kinds of fields, markup, codes of numbers, missing codes, and what asks nothing."""
    rows = [
        ID,
        row("name", "text", identifies="y"),
        row("head", "descriptive"),
        row("open", "yesno", "<b>Open</b> on Sundays?", section="<u>Clinic</u>"),
        row("often", "radio", choices="0, Never | 1, Often | -2, Refused", logic="[open] = '1'"),
        row(
            "how", "checkbox", choices="1, A, or B | 98, None", annotation="@NONEOFTHEABOVE='98' @HIDDEN-PDF"
        ),
        row("beds", "text", validation="integer", low="0", high="20", logic="[how(1)] = '1' or [beds] > 3"),
        row("share", "text", validation="number", logic="[often] >= '1' and datediff([a],[b],'d') > 2"),
        row("slide", "slider", choices="low | mid | high"),
        row("total", "calc", choices="[beds] * 2"),
        row("m1", "radio", choices="1, Bad | 2, Good", matrix="m"),
        row("free", "notes"),
    ]
    rows[0]["\N{ZERO WIDTH NO-BREAK SPACE}" + COLUMNS[0]] = rows[0].pop(COLUMNS[0])
    instrument, account = from_redcap(rows, title="Visits", nonresponses={"-2": Nonresponse.NO_ANSWER})
    assert [one.code for one in instrument.indicators] == [
        "open",
        "often",
        "how",
        "beds",
        "share",
        "slide",
        "m1",
    ]
    assert [(one.code, one.label) for one in instrument.areas] == [("clinic", "Clinic")]
    assert instrument["open"].prompt == "Open on Sundays?"
    often = instrument["often"].scale
    assert [(one.code, one.value, one.nonresponse) for one in often.options] == [
        ("c_0", 0.0, None),
        ("c_1", 1.0, None),
        ("c_2", -2.0, Nonresponse.NO_ANSWER),
    ]
    assert [(one.label, one.exclusive) for one in instrument["how"].scale.options] == [
        ("A, or B", False),
        ("None", True),
    ]
    assert str(instrument["often"].gate) == "Equals(code='open', value='yes')"
    assert instrument["share"].gate is None
    assert type(instrument["m1"].scale).__name__ == "Ordinal"
    told = {one.code: one.message for one in account.left_out}
    assert told["name"] == "a field that may name a person"
    assert told["total"].startswith("a calculated field")
    assert told["how"] == "the action tag @HIDDEN-PDF"
    assert told["beds"].startswith("branching logic that a gate cannot say")
    assert told["share"].startswith("branching logic that a gate cannot say")


def test_raw_exports_of_people_are_read_by_codes():
    """Numbers are codes and not labels; hidden boxes, scores in the file, and records of events."""
    rows = [
        ID,
        row("open", "yesno"),
        row("rank", "radio", choices="1, 2 | 2, 1"),
        row("how", "checkbox", choices="1, A | -2, B", logic="[open] = '1'"),
    ]
    instrument, _ = from_redcap(rows)
    header = [
        "record_id",
        "redcap_event_name",
        "open",
        "rank",
        "how___1",
        "how____2",
        "score",
        "visit_complete",
    ]
    table = [["1", "first", "1", "1", "1", "0", "99", "2"], ["2", "first", "0", "2", "0", "0", "99", "2"]]
    answers, _ = answers_from_redcap(instrument, header, table)
    assert answers.record("1") == {"open": "yes", "rank": "c_1", "how": ("c_1",)}
    assert answers.record("2")["rank"] == "c_2"
    assert answers.record("2")["how"] is None
    with pytest.raises(
        ValueError, match="records of 2 events stand below each other: 'first', 'last'; name one"
    ):
        answers_from_redcap(instrument, header, [*table, ["1", "last", "1", "1", "1", "0", "", ""]])
    two, _ = answers_from_redcap(
        instrument, header, [*table, ["1", "last", "0", "2", "0", "0", "", ""]], event="last"
    )
    assert two.units.tolist() == ["1"]
    with pytest.raises(ValueError, match="export with labels"):
        answers_from_redcap(instrument, ["Record ID", "Asked", "Asked (choice=A)"], [["1", "Yes", "Checked"]])
    again = [*header, "redcap_repeat_instance"]
    with pytest.raises(ValueError, match="answered a form several times"):
        answers_from_redcap(instrument, again, [[*table[0], "2"]])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "there is no row"),
        ([1], "expected a row as a dict"),
        (
            [{"a": "b"}],
            "the columns 'Variable / Field Name', 'Form Name', 'Field Type', 'Field Label' are missing",
        ),
        ([{**ID, COLUMNS[4]: 5}], "got a int, expected text"),
        ([ID], "no field can be carried over"),
        ([ID, row("open", "yesno"), row("open", "yesno")], "'open' stands twice"),
        ([ID, row("Open?", "yesno")], "expected a name of small letters"),
        ([ID, row("x", "radio", choices="1 | 2, b")], "expected a code, a comma and a label"),
        ([ID, row("x", "radio", choices="1, a | 1, b")], "the code '1' stands twice"),
    ],
    ids=["nothing", "no-row", "no-columns", "no-text", "no-field", "twice", "name", "choice", "choices"],
)
def test_what_is_no_dictionary_is_refused(rows, words):
    """In words, and where it stands."""
    with pytest.raises(ValueError, match="cannot be read") as caught:
        from_redcap(rows)
    assert words in str(caught.value)


@given(st.text(alphabet="[]()'\"=<>andor 12ab", max_size=200))
def test_logic_is_understood_or_left(text):
    """Whatever it is, it raises nothing, and what is not understood opens the gate."""
    instrument, _ = from_redcap([ID, row("a", "yesno"), row("b", "yesno", logic=text)])
    assert len(instrument.indicators) == 2


def test_an_edition_becomes_a_dictionary_with_everything_named():
    """What is not in the eighteen columns is in the account."""
    instrument = editions.smmi_16()
    rows, account = to_redcap(instrument)
    assert list(rows[0]) == list(COLUMNS)
    assert len({row[COLUMNS[0]] for row in rows}) == len(rows)
    assert [row[COLUMNS[0]] for row in rows][:3] == ["record_id", "discipline", "control"]
    assert shape_of(from_redcap(rows)[0]) == shape_of(instrument)
    assert {one.message for one in account.left_out} >= {
        "the instrument's description",
        "provenance of indicators",
    }


@given(st.text(alphabet='SMI {}":,ab\n', max_size=60))
def test_a_note_is_the_first_one_that_ends_in_its_line(text):
    """As the pattern has it that says so, which takes time without end where many begin and none does."""
    found = re.search(r"SMMI (\{.*\})", text)
    assert _note_in(text) == (found[1] if found else "")

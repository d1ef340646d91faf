"""Answers from rows of text: what a CSV file says is what records say."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.errors import EditCheckError, Reason
from smmi.instrument import (
    Answers,
    AnswerState,
    Area,
    Binary,
    Characteristic,
    Composition,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
    synthesize,
)
from smmi.instrument.answers import _text_records

DONT_KNOW = Option("dont_know", "Don't know", nonresponse=Nonresponse.NO_ANSWER)
NOT_OURS = Option("not_ours", "Not applicable", nonresponse=Nonresponse.NOT_APPLICABLE)


def options(n):
    """`n` options."""
    return tuple(Option(f"o{i}", f"Option {i}") for i in range(n))


SCALES = {
    "policy": Binary(code="yes_no"),
    "extent": Ordinal(code="extent", options=(*options(4), DONT_KNOW)),
    "place": Nominal(code="place", options=(*options(3), NOT_OURS)),
    "topics": MultipleChoice(code="topics", options=(*options(4), DONT_KNOW)),
    "many": MultipleChoice(code="many", options=options(14)),
    "share": Percentage(code="share", options=(DONT_KNOW,), decimals=1),
    "programs": Count(code="programs", options=(NOT_OURS,)),
    "budget": Number(code="budget"),
    "mix": Composition(code="mix", parts=options(3), options=(DONT_KNOW,)),
}


@pytest.fixture(scope="module")
def every_kind():
    """An instrument with a scale of every kind, with gates and applicability."""
    gates = {"share": Equals("policy", "yes")}
    applies = {"budget": Equals("control", "public")}
    indicators = [
        Indicator(code=code, prompt=f"{code}?", scale=scale, gate=gates.get(code), applies=applies.get(code))
        for code, scale in SCALES.items()
    ]
    area = Area(code="area", label="Area", indicators=indicators)
    return Instrument(
        code="every",
        edition="1",
        title="Every kind",
        domains=[Domain(code="domain", label="Domain", areas=[area])],
        characteristics=[
            Characteristic("control", "Control", (Option("public", "Public"), Option("private", "Private")))
        ],
    )


def cell(answer):
    """An answer as a CSV file holds it."""
    match answer:
        case None:
            return ""
        case Nonresponse():
            return answer.name
        case tuple():
            return "; ".join(answer) or "NONE_SELECTED"
        case dict():
            return "; ".join(f"{part} = {share}" for part, share in answer.items())
        case _:
            return f" {answer} "


@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.2, 0.6]))
def test_text_says_what_records_say(every_kind, seed, blanks):
    """Answers written as text and read again are the same answers, on every kind of scale, in every state."""
    answers = synthesize(every_kind, units=20, rng=np.random.default_rng(seed), blanks=blanks)
    records = list(answers.records(unit="school"))
    rows = [[cell(answer) for answer in record.values()] for record in records]
    again = Answers.from_text(every_kind, list(records[0]), rows, unit="school", attributes=["control"])
    assert again == answers
    assert again.findings == ()


@given(
    st.integers(0, 2**32),
    st.sampled_from([1, 2, 7]),
    st.lists(
        st.tuples(st.integers(0, 11), st.integers(0, 11), st.sampled_from(["", "o9", "-1", "x; x", None]))
    ),
)
def test_rows_are_read_alike_however_many_at_a_time(every_kind, seed, at_a_time, mistakes):
    """The answers are the same, or all that is found wrong, in its order and with its rows; None shortens a row."""
    answers = synthesize(every_kind, units=12, rng=np.random.default_rng(seed))
    records = list(answers.records(unit="school"))
    rows = [[cell(answer) for answer in record.values()] for record in records]
    for row, column, wrong in mistakes:
        rows[row][column:] = [] if wrong is None else [wrong, *rows[row][column + 1 :]]

    def read():
        return Answers.from_text(
            every_kind, list(records[0]), iter(rows), unit="school", attributes=["control"]
        )

    def outcome():
        try:
            return read(), ()
        except EditCheckError as error:
            return None, error.findings

    expected = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_text_records, "CHUNK", at_a_time)
        assert outcome() == expected


@pytest.fixture
def findings(every_kind):
    """The findings about one row of cells, given by column."""

    def find(**cells):
        header = ["school", "control", *cells]
        with pytest.raises(EditCheckError) as error:
            Answers.from_text(
                every_kind, header, [["S1", "public", *cells.values()]], unit="school", attributes=["control"]
            )
        return [str(finding) for finding in error.value.findings]

    return find


def test_numbers_in_findings_are_shown_as_they_stand_in_the_file(findings):
    """An integer is shown without decimals; what is no numeral is shown as text."""
    assert findings(share="140", programs="3.5", budget="1,5") == [
        "row 2, column 'share': 'share': got 140, expected a number from 0 to 100, or 'dont_know'",
        "row 2, column 'programs': 'programs': got 3.5, expected an integer of at least 0, or 'not_ours'",
        "row 2, column 'budget': 'budget': got '1,5', expected a number; write a point for a decimal "
        "comma, and nothing between thousands",
    ]


def test_an_integer_too_long_for_a_double_is_read_as_a_double(every_kind):
    """Long numerals are read as the doubles that they stand for."""
    answers = Answers.from_text(
        every_kind,
        ["school", "control", "budget"],
        [["S1", "public", "12345678901234567890"]],
        unit="school",
        attributes=["control"],
    )
    assert answers.record("S1")["budget"] == 12345678901234567890.0


def test_a_part_of_a_composition_that_stands_twice_is_found(findings):
    """Neither of two shares of one part is taken silently."""
    [finding] = findings(mix="o0=50; o0=50")
    assert finding.startswith("row 2, column 'mix': 'mix': got 'o0=50; o0=50', expected ")


def test_nonresponse_codes_stand_for_themselves(every_kind):
    """The names of nonresponses, and the options that stand for one, can be written in a cell."""
    answers = Answers.from_text(
        every_kind,
        ["school", "control", "policy", "topics", "many", "programs"],
        [["S1", "public", "NOT_ADMINISTERED", "dont_know", "NONE_SELECTED", "not_ours"]],
        unit="school",
        attributes=["control"],
    )
    states = {code: answers.states(code)[0] for code in ("policy", "topics", "many", "programs")}
    assert states == {
        "policy": AnswerState.NOT_ADMINISTERED,
        "topics": AnswerState.NO_ANSWER,
        "many": AnswerState.ANSWERED,
        "programs": AnswerState.NOT_APPLICABLE,
    }
    assert answers.record("S1")["many"] == ()


def test_findings_name_the_places_that_were_given(every_kind):
    """Where the caller knows the rows' places in a file, findings speak of those; the row stays a number."""
    with pytest.raises(EditCheckError) as error:
        Answers.from_text(
            every_kind,
            ["school", "control", "policy"],
            [["S1", "public", "no"], ["S2", "public", "maybe"], ["S1", "public"]],
            unit="school",
            attributes=["control"],
            places=["row 2", "row 9", "row 11 (line 20 of the text)"],
        )
    assert [(finding.path, finding.row, finding.reason) for finding in error.value.findings] == [
        ("row 11 (line 20 of the text)", 2, Reason.UNEQUAL_LENGTHS),
        ("row 9, column 'policy'", 1, Reason.UNKNOWN_OPTION),
    ]


def test_a_column_to_ignore_may_stand_twice(every_kind):
    """What is ignored is not looked at."""
    answers = Answers.from_text(
        every_kind,
        ["school", "control", "note", "note", "policy"],
        [["S1", "public", "a", "b", "no"]],
        unit="school",
        attributes=["control"],
        ignore=["note"],
    )
    assert answers.record("S1")["policy"] == "no"


HEADERS = {
    "a column twice": (
        ["school", "control", "policy", "policy"],
        [["S1", "public", "no", "yes"]],
        "row 1, column 4: the column 'policy' stands twice; remove one",
    ),
    "a column without name": (
        ["school", "control", " "],
        [["S1", "public", "left over"]],
        "row 1, column 3: the column has no name; give it one, or remove it",
    ),
    "an unknown column": (
        ["school", "control", "polcy"],
        [["S1", "public", "no"]],
        "row 1, column 'polcy': 'polcy' is no indicator of the instrument, nor the unit's identifier or an attribute. "
        "Did you mean 'policy'? Correct it, or name it among the attributes or the columns to ignore",
    ),
    "no column of the units": (
        ["scool", "control"],
        [["S1", "public"]],
        "row 1: there is no column 'school', which was said to hold the unit's identifier. Did you mean 'scool'?",
    ),
    "no rows": (["school", "control"], [], "row 2: there are no units; expected at least one row of answers"),
    "a blank row": (
        ["school", "control"],
        [["S1", "public"], []],
        "row 3: got 0 cells, expected 2 as in the header; look for a stray separator",
    ),
}


@pytest.mark.parametrize(("header", "rows", "message"), HEADERS.values(), ids=HEADERS)
def test_what_is_found_about_a_whole_file(every_kind, header, rows, message):
    """The whole text of what is found about the header, or about a row as a whole."""
    with pytest.raises(EditCheckError) as error:
        Answers.from_text(every_kind, header, rows, unit="school", attributes=["control"])
    assert message in [str(finding) for finding in error.value.findings]


def test_a_column_without_name_and_cells_is_left_out(every_kind):
    """Spreadsheets leave such columns over."""
    rows = [["S1", "public", ""], ["S2", "private", " "]]
    answers = Answers.from_text(
        every_kind, ["school", "control", ""], rows, unit="school", attributes=["control"]
    )
    assert len(answers) == 2


def test_numerals_beyond_every_double_stay_text(findings):
    """They are found as they stand in the file, not as infinite."""
    assert findings(budget="1e999", share="-1e999") == [
        "row 2, column 'share': 'share': got '-1e999', expected a number from 0 to 100, or 'dont_know'",
        "row 2, column 'budget': 'budget': got '1e999', expected a number",
    ]

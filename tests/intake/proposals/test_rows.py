"""Rows: who the units are, which rows count, and which are read."""

import pytest
from hypothesis import given, strategies as st

from smmi.errors import OpenQuestionsError, ReadingError, Reason, UnknownCodeError
from smmi.instrument import (
    MultipleChoice,
    Option,
)
from smmi.intake import ChoiceColumn, Header, OtherColumns, Reading, UnitColumn, propose_reading
from smmi.serialization import from_document, to_document
from tests.intake.field import SCALES, instrument_of
from tests.intake.proposals.proposed import asked, read, settled


def test_rows_without_identifier_are_numbered_if_asked():
    """F8: unique columns and numbers of rows are the answers."""
    header, rows = ["plans", "Remarks"], [["Partly", "one"], ["Fully", "two"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert asked(proposal) == {"unit": ["column_remarks", "numbered"]}
    assert read(proposal, header, rows, unit="numbered") == {
        "row-2": {"plans": "partly"},
        "row-3": {"plans": "fully"},
    }


def test_two_identifiers_are_asked_about():
    """Nothing says whether the units are schools or responses."""
    header, rows = ["School ID", "Student ID", "plans"], [["S1", "T1", "Partly"], ["S2", "T2", "Fully"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert asked(proposal) == {"unit": ["column_school_id", "column_student_id", "numbered"]}
    named = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows, unit="student id")
    assert (named.questions, list(read(named, header, rows))) == ((), ["T1", "T2"])
    with pytest.raises(UnknownCodeError, match="no column has the name 'Pupil'"):
        propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows, unit="Pupil")


@pytest.mark.parametrize(
    "name",
    ["Name of your school", "What is the name of the university?", "Your organisation's name", "School"],
)
def test_a_column_that_asks_for_the_name_of_a_unit_identifies_it(name):
    """However the form asks for it, and where one has answered twice as well."""
    header, rows = (
        [name, "plans", "Remark"],
        [["Ash", "Partly", "a"], ["Fir", "Fully", "b"], ["Ash ", "Fully", "c"]],
    )
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert list(asked(proposal)) == ["repeated"]
    assert read(proposal, header, rows, repeated="last") == {
        "Fir": {"plans": "fully"},
        "Ash": {"plans": "fully"},
    }


FORMS = ("ID", "Start time", "Completion time", "Email", "Name")
"""What Microsoft Forms writes before the questions."""
NAMING = (
    "Name of your school",
    "School",
    "Which school are you from?",
    "Your college",
    "Hospital (full title)",
    "Company",
)


@pytest.mark.parametrize("name", NAMING)
@pytest.mark.parametrize("tool", [FORMS, ("ID",)])
@given(last=st.sampled_from(["Elm", "Ash", "ash "]))
def test_a_number_that_each_row_has_does_not_hide_the_units_names(name, tool, last):
    """A tool numbers the rows; whether the answers are of rows or of the units that are named beside is asked."""
    header = [*tool, name, "plans", "Why so?"]
    units = ["Ash", "Fir", "Oak", "Bay", last]
    rows = [
        [str(n), *[""] * (len(tool) - 1), u, "Partly", f"{n} words"] for n, u in enumerate(units, start=1)
    ]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    (question,) = [one for one in proposal.questions if one.id == "unit"]
    assert question.columns == ("ID", name)
    by = ", given by the tool" if tool is FORMS else ""
    assert f"in 'ID' each row has a number of its own{by}; " in question.evidence
    different = len({unit.strip().casefold() for unit in units})
    texts = f"{name!r} has {different} different texts in 5 rows"
    assert question.evidence.endswith(texts + (", 'Ash' in 2" if different < len(units) else ""))


def test_a_column_of_units_is_offered_with_its_question():
    """Whoever exported the answers knows the question, and seldom what the tool calls it."""
    header = ["ResponseId", "Q1", "plans"]
    rows = [
        ["Response ID", "What is the name of your school?", "Are plans made?"],
        ['{"ImportId":"_recordId"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2"}'],
        *([f"R_{n}", unit, "Partly"] for n, unit in enumerate(["Ash", "Fir", "Elm"])),
    ]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows, preset="qualtrics")
    (question,) = [one for one in proposal.questions if one.id == "unit"]
    assert [option.text for option in question.options] == [
        "the column 'ResponseId', 'Response ID' (3 different entries in 3 rows, 0 blank)",
        "the column 'Q1', 'What is the name of your school?' (3 different entries in 3 rows, 0 blank); its name speaks "
        "of the unit",
        "none: call each row by its number",
    ]


def test_an_identifier_beside_a_number_and_names_is_offered_too():
    """Of three columns that may identify units, the evidence tells the number from the names; a code says it itself."""
    header = [*FORMS, "School", "Code", "plans"]
    rows = [[str(n), *[""] * 4, unit, f"X{n}", "Partly"] for n, unit in enumerate(["Ash", "Fir", "Elm"])]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert asked(proposal) == {"unit": ["column_id", "column_school", "column_code", "numbered"]}
    assert proposal.questions[0].evidence.endswith(
        "in 'ID' each row has a number of its own, given by the tool; 'School' has 3 different texts in 3 rows"
    )


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Tell us of your school", ["It is small. " * 9, "It is large. " * 9, "It is old. " * 9]),
        ("Kind of school", ["Public", "Private", "Public", "Public"]),
        ("Last name", ["Ash", "Fir", "Elm"]),
        ("Clinics", ["1", "2", "3"]),
    ],
)
def test_what_is_said_of_a_unit_or_a_person_does_not_name_it(name, cells):
    """Long texts, a few words, persons and numbers: the number of the row remains."""
    header = [*FORMS, name, "plans"]
    rows = [[str(n), *[""] * 4, cell, "Partly"] for n, cell in enumerate(cells, start=1)]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert "unit" not in asked(proposal)


def test_a_column_with_mostly_different_words_may_be_the_units_one():
    """Nothing else says who answered, and one answered twice; numbers, and words that many share, are none."""
    header = ["Who are you?", "plans", "Size", "Region"]
    rows = [
        [who, "Partly", str(n % 4), "NSWE"[n % 2]]
        for n, who in enumerate(["Ash", "Fir", "Elm", "Oak", "Ash"])
    ]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert asked(proposal)["unit"] == ["column_who_are_you", "numbered"]
    assert list(read(proposal, header, rows, unit="column_who_are_you", repeated="first")) == [
        "Ash",
        "Fir",
        "Elm",
        "Oak",
    ]


SAME = st.sampled_from(["7", " 7", "7 ", 7, 7.0, "8", "8\n", 8, "08", "a", "A", " a", "b"])
"""Identifiers as several writers write them: some of them are one unit."""


@given(cells=st.lists(SAME, min_size=1, max_size=5))
def test_units_are_repeated_for_a_proposal_as_for_the_reading(cells):
    """A proposal asks which row counts, if and only if the reading would refuse the rows: as they stand, or as one."""
    header, rows = ["Id", "plans"], [[cell, "Partly"] for cell in cells]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows, unit="Id")
    for same, unit in (("apart", UnitColumn("Id")), ("one", UnitColumn("Id", spellings={"A": "A"}))):
        arise = {question.id for question in proposal.questions if question.arises({"same_unit": same})}
        refused = Reading(
            instrument=proposal.instrument, unit=unit, sources={"plans": ChoiceColumn(column="plans")}
        )
        reasons = set()
        try:
            refused.answers(header, rows)
        except ReadingError as error:
            reasons = {finding.reason for finding in error.findings}
        if same == "apart" or "same_unit" in arise:
            assert ("repeated" in arise) == (Reason.REPEATED_UNIT in reasons)


@given(said=st.lists(st.sampled_from(["Partly", "Fully", ""]), min_size=2, max_size=4))
def test_rows_that_are_merged_lose_what_differs_and_say_so(said):
    """The choice names what it costs: an answer stands where all who say anything say the same."""
    header, rows = ["Id", "plans"], [["A", cell] for cell in said]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    (question,) = proposal.questions
    assert question.options[-1].text.endswith("differences become blank")
    different = {cell.lower() for cell in said if cell}
    (record,) = read(proposal, header, rows, repeated="merge").values()
    assert record["plans"] == (different.pop() if len(different) == 1 else None)


def test_repeated_units_are_asked_about():
    """F8: refuse, the first or the last, by a date, or all."""
    header = ["Id", "plans", "Date"]
    rows = [["A", "Partly", "2026-02-01"], ["A", "Fully", "2026-01-01"], ["B", "Fully", "2026-01-01"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert asked(proposal) == {
        "repeated": ["refuse", "first", "last", "first_by_date", "last_by_date", "merge"]
    }
    kept = {
        answer: read(proposal, header, rows, repeated=answer)["A"]["plans"]
        for answer in ("last", "last_by_date")
    }
    assert kept == {"last": "fully", "last_by_date": "partly"}


@given(
    cells=st.lists(
        st.tuples(*[st.sampled_from(["", "Partly", "PARTLY", "Fully"])] * 3), min_size=2, max_size=3
    )
)
def test_where_the_rows_of_a_unit_differ_is_told(cells):
    """By a proposal of all columns, by a reading of those that it reads: in words, capitals aside, blanks too."""
    header, rows = ["Id", "plans", "share", "x"], [["A", *row] for row in cells] + [["B", "", "1", "z"]]
    names = [
        repr(name)
        for name, said in zip(header[1:], zip(*cells, strict=True), strict=True)
        if len(set(map(str.lower, said))) > 1
    ]
    instrument = instrument_of({"plans": SCALES["plans"]})
    (question,) = [one for one in propose_reading(instrument, header, rows).questions if one.id == "repeated"]
    differ = f"they differ in {', '.join(names)}" if names else "they say the same in every column"
    assert question.evidence.endswith(f"too many: 'A' ({len(cells)}); {differ}")
    reading = Reading(
        instrument=instrument,
        unit=UnitColumn("Id"),
        sources={"plans": ChoiceColumn(column="plans")},
        others=OtherColumns.LEAVE_OUT,
    )
    with pytest.raises(ReadingError) as refused:
        reading.answers(header, rows)
    (finding,) = refused.value.findings
    differ = (
        "they differ in 'plans'" if "'plans'" in names else "they say the same in every column that is read"
    )
    assert f"); {differ}. Say which row counts" in finding.message


def test_one_event_of_many_is_asked_for():
    """F8: a unit in several rows, told apart by a column; what is repeated within an event is asked next."""
    header = ["record_id", "redcap_event_name", "plans"]
    rows = [
        ["A", "base", "Partly"],
        ["A", "later", "Fully"],
        ["B", "base", "Fully"],
        ["B", "later", ""],
        ["B", "later", "Partly"],
    ]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert proposal.preset == "redcap"
    assert list(asked(proposal)) == ["event", "repeated"]
    assert read(proposal, header, rows, event="only_base") == {
        "A": {"plans": "partly"},
        "B": {"plans": "fully"},
    }
    with pytest.raises(OpenQuestionsError, match="1 question "):
        proposal.confirm(event="only_later")
    assert read(proposal, header, rows, event="only_later", repeated="last")["B"] == {"plans": "partly"}


QUALTRICS = ["StartDate", "Status", "Finished", "ResponseId", "RecipientEmail", "DistributionChannel", "Q1"]


def test_previews_and_unfinished_responses_are_asked_about():
    """The tool's own words tell them; its columns and those that name a person are left out and told."""
    rows = [
        ["Start Date", "Response Type", "Finished", "Response ID", "Email", "Distribution Channel", "plans?"],
        [
            f'{{"ImportId":"{name}"}}'
            for name in ("startDate", "status", "finished", "_recordId", "e", "d", "QID1")
        ],
        ["2026-01-01", "IP Address", "True", "R_1", "a@example.org", "anonymous", "Partly"],
        ["2026-01-01", "Survey Preview", "True", "R_2", "", "preview", "Fully"],
        ["2026-01-01", "IP Address", "False", "R_3", "", "anonymous", ""],
    ]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), QUALTRICS, rows)
    assert (proposal.preset, proposal.confirm(tests="read", unfinished="read").header) == (
        "qualtrics",
        Header(rows=3),
    )
    assert asked(proposal) == {"tests": ["leave_out", "read"], "unfinished": ["leave_out", "read"]}
    assert list(read(proposal, QUALTRICS, rows, tests="leave_out", unfinished="leave_out")) == ["R_1"]
    assert settled(proposal, "personal columns").startswith(
        "left out (they may name a person: 'RecipientEmail'"
    )


def test_totals_below_a_table_are_asked_about():
    """They are no unit."""
    header, rows = (
        ["School", "plans"],
        [["A", "Partly"], ["B", "Fully"], ["Total", ""], ["Source: own survey", ""]],
    )
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert asked(proposal) == {"totals": ["leave_out", "read"]}
    assert list(read(proposal, header, rows, totals="leave_out")) == ["A", "B"]


DATED = st.lists(st.sampled_from(["S1", "2-1", "MAR1", "2026-03-01", "1-Mar", "03/01/2026"]), unique=True)


@given(cells=DATED.filter(bool), unit=st.sampled_from([None, "Id"]))
def test_identifiers_that_are_dates_are_asked_about(cells, unit):
    """A spreadsheet makes dates of codes such as 3-1: no unit is called so before somebody says that it is."""
    header, rows = ["Id", "plans"], [[cell, "Partly"] for cell in cells]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows, unit=unit)
    dates = [cell for cell in cells if cell in {"2026-03-01", "1-Mar", "03/01/2026"}]
    assert asked(proposal) == ({"dates": ["leave_out", "read"]} if dates else {})
    if dates:
        assert list(read(proposal, header, rows, dates="read")) == cells
    if 0 < len(dates) < len(cells):
        assert list(read(proposal, header, rows, dates="leave_out")) == [
            one for one in cells if one not in dates
        ]


def test_the_question_about_dates_says_what_to_do():
    """What a spreadsheet did, and where it is mended."""
    rows = [["S1", "Partly"], ["2026-03-01", "Fully"]]
    (question,) = propose_reading(instrument_of({"plans": SCALES["plans"]}), ["Id", "plans"], rows).questions
    assert (question.text, question.evidence) == (
        "1 identifier in 'Id' is a date. Is it what the unit is called?",
        "'2026-03-01' (1); spreadsheets make dates of texts such as 3-1: where it was one, format the column as text, "
        "correct the cell, and read the file again",
    )


@given(
    cells=st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["", "Partly"])), min_size=1, max_size=5)
)
def test_rows_of_nothing_but_an_identifier_are_asked_about(cells):
    """Schools that were listed and did not answer, headings of sections, notes below: no unit without being asked."""
    header, rows = ["Id", "plans", "a", "b"], [[unit, cell, cell, cell] for unit, cell in cells]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    said = {unit: "".join(cell for one, cell in cells if one == unit) for unit, _ in cells}
    bare = [unit for unit, cell in said.items() if not cell]
    asks = bool(bare) and len(bare) < len(said)
    assert ("bare" in asked(proposal)) == asks
    if asks:
        replies = {"repeated": "first"} if "repeated" in asked(proposal) else {}
        assert list(read(proposal, header, rows, bare="leave_out", **replies)) == [
            u for u in said if u not in bare
        ]
        assert list(read(proposal, header, rows, bare="read", **replies)) == list(said)


def test_the_question_about_bare_rows_says_what_they_say():
    """How many there are, and what stands there."""
    rows = [["North"], ["A", "Partly", "x", "y"], ["B", "Fully"], ["* as of May"]]
    header, rows = ["Id", "plans", "a", "b"], [[*row, "", "", ""][:4] for row in rows]
    (question,) = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows).questions
    assert (question.text, question.evidence) == (
        "2 rows of 4 hold nothing beside 'Id'. Are they units without any answer?",
        "'Id' says 'North' (1), '* as of May' (1); headings of sections and notes stand so, too",
    )


def test_one_year_may_be_a_blank():
    """Rows without an event are one of those that can be chosen."""
    header, rows = ["School", "Year", "plans"], [["A", "2025", "Partly"], ["A", "", "Fully"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert asked(proposal)["event"] == ["only_2025", "only_blank", "all"]
    assert read(proposal, header, rows, event="only_blank") == {"A": {"plans": "fully"}}


def test_a_table_without_rows_is_proposed_too():
    """What it holds is asked; one option alone has no columns to be found by."""
    single = MultipleChoice(code="only", options=[Option("one", "One")])
    proposal = propose_reading(instrument_of({"only": single, "plans": SCALES["plans"]}), ["Id", "plans"], [])
    assert (proposal.rows, list(asked(proposal))) == (0, ["unit", "absent"])


def test_identifiers_with_blanks_are_asked_about():
    """A row without identifier cannot be read by it."""
    header, rows = ["Id", "Remark", "plans"], [["A", "one", "Partly"], ["", "two", "Fully"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert asked(proposal) == {"unit": ["column_id", "column_remark", "numbered"]}
    rows[1][0] = "B"
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert settled(proposal, "units") == (
        "identified by 'Id' (its name says so; 2 different entries in 2 rows, no blank; "
        "another entry in each row as well: 'Remark')"
    )


@pytest.mark.parametrize(
    ("one", "other"), [(1, "1"), (1.0, 1), ("1 ", 1.0), ("S1", "S1 "), (" S1", "S1\u00a0"), ("S1\n", "S1")]
)
def test_identifiers_that_are_read_alike_are_one_unit(one, other):
    """Whoever reads the table refuses them as repeated: so the proposal asks, and its answer can be applied."""
    header, rows = ["Id", "plans"], [[one, "Partly"], [other, "Fully"], ["S2", "Partly"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert list(asked(proposal)) == ["repeated"]
    assert [*read(proposal, header, rows, repeated="last").values()] == [
        {"plans": "fully"},
        {"plans": "partly"},
    ]


@pytest.mark.parametrize("events", [("base", "Base "), (1, 1.0)])
def test_events_that_are_filtered_alike_are_one(events):
    """The answer about an event names all of its rows."""
    one, other = events
    header = ["Id", "Wave", "plans"]
    rows = [["A", one, "Partly"], ["A", "later", "Fully"], ["B", other, "Partly"], ["B", "later", "Fully"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    (question,) = [question for question in proposal.questions if question.id == "event"]
    assert [option.text for option in question.options] == [
        f"only the rows with {str(one)!r} (2)",
        "only the rows with 'later' (2)",
        "all of them",
    ]
    assert len(read(proposal, header, rows, event=question.options[0].id)) == 2


@pytest.mark.parametrize(
    "last",
    [
        *(
            "Total",
            "TOTAL (n = 2)",
            "Mean:",
            "Average score",
            "N=2",
            "Σ",
            "Std. dev.",
            "All schools",
            "{name}",
        ),
        *("Sum North", "Ø", "N/A", "-", "unknown"),
    ],
)
@pytest.mark.parametrize("names", [["Id"], ["Id", "School"], ["Wer"]])
def test_rows_that_are_no_unit_are_asked_about_whatever_identifies_units(names, last):
    """Totals and repeated headers, where the column of identifiers is itself asked about too."""
    header = [*names, "plans"]
    rows = [[*["S1"] * len(names), "Partly"], [*["S2"] * len(names), "Fully"]]
    rows.append([*(last.format(name=name) for name in names), None])
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert ("unit" in asked(proposal)) == (names != ["Id"])
    answers = {"unit": f"column_{names[-1].lower()}"} if names != ["Id"] else {}
    left = read(proposal, header, rows, totals="leave_out", **answers)
    assert list(left) == ["S1", "S2"]


@given(
    st.lists(
        st.sampled_from(["Elm Hill", "ELM HILL", "elm  hill ", "Oak", "oak", "Ash"]), min_size=1, max_size=6
    )
)
@pytest.mark.parametrize("unit", [None, "Id"])
def test_units_that_differ_in_capitals_or_blanks_alone_are_asked_about(unit, cells):
    """One unit in several rows, of which one counts, or several units: nobody need find out from the scores."""
    header, rows = ["Id", "plans"], [[cell, "Partly"] for cell in cells]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows, unit=unit)
    written = [cell.strip() for cell in cells]
    words = {" ".join(cell.casefold().split()) for cell in cells}
    questions = asked(proposal)
    assert ("same_unit" in questions) == (len(set(written)) > len(words))
    assert ("repeated" in questions) == (len(cells) > len(words))
    answers = {"same_unit": "one"} if "same_unit" in questions else {}
    answers |= {"repeated": "last"} if "repeated" in questions else {}
    found = list(read(proposal, header, rows, **answers))
    assert {" ".join(name.casefold().split()) for name in found} == words
    assert (len(found), set(found) <= set(written)) == (len(words), True)
    if "same_unit" in answers:
        apart = {"same_unit": "apart"} | ({"repeated": "last"} if len(set(written)) < len(cells) else {})
        assert set(read(proposal, header, rows, **apart)) == set(written)


def test_the_evidence_of_one_unit_that_is_written_in_two_ways_names_both():
    """It is called as most rows have it, the first of equal ones; a reading keeps that as a document."""
    header, rows = ["Id", "plans"], [["hillcrest ", "Partly"], ["Hillcrest", "Fully"], ["Oak", "Fully"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    (question,) = [one for one in proposal.questions if one.id == "same_unit"]
    assert question.evidence == "'hillcrest' (1), 'Hillcrest' (1)"
    reading = proposal.confirm(same_unit="one", repeated="last")
    answers, account = reading.answers(header, rows)
    assert (list(answers.units), "in another spelling" in str(account)) == (["hillcrest", "Oak"], True)
    document = to_document(reading)
    assert document["unit"]["spellings"] == {"hillcrest": "hillcrest"}
    assert "spellings" not in to_document(proposal.confirm(same_unit="apart"))["unit"]
    assert from_document(document, Reading, instrument=reading.instrument) == reading


def test_years_that_tell_no_rows_of_a_unit_apart_are_no_events():
    """The same row twice is a repeated unit, whatever its year."""
    header, rows = (
        ["School", "Year", "plans"],
        [["A", "2025", "Partly"], ["A", "2025", "Fully"], ["B", "2024", ""]],
    )
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert list(asked(proposal)) == ["repeated"]


@given(
    st.lists(st.sampled_from(["Ash", "Fir", ""]), min_size=2, max_size=5).filter(lambda cells: "" in cells)
)
def test_a_column_of_units_with_blanks_can_be_chosen(cells):
    """What is offered works: rows that name nobody are left out, as the choice says."""
    header, rows = ["School", "plans"], [[cell, "Partly"] for cell in cells]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    for option in proposal.questions[0].options:
        if option.id == "column_school":
            assert option.text.endswith("; the rows without an entry are left out")
            replies = {"unit": "column_school", "repeated": "first"}
            replies = {name: reply for name, reply in replies.items() if name in asked(proposal)}
            told = read(proposal, header, rows, **replies)
            assert list(told) == list(dict.fromkeys(cell for cell in cells if cell))


DATES = ("2026-02-01", "2026-03-01", "03/04/2026", "soon, on 3 May", "")


@given(st.lists(st.sampled_from(DATES), min_size=2, max_size=3))
def test_an_order_that_cannot_work_is_not_offered(dates):
    """Each choice by which a row counts can be applied, or is not there; why not is told."""
    header = ["Id", "plans", "Date"]
    rows = [*(["A", "Partly", date] for date in dates), ["B", "Fully", "4/5/26"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    (question,) = proposal.questions
    replies = {option.id for option in question.options}
    for reply in replies - {"refuse"}:
        try:
            assert list(read(proposal, header, rows, repeated=reply)) == ["A", "B"]
        except ReadingError as error:
            assert Reason.REPEATED_UNIT in {finding.reason for finding in error.findings}
            assert len(set(dates)) < len(dates)
    if any(dates):
        told = "'Date' cannot order them, as an entry is blank or unclear" in question.evidence
        assert told == ("last_by_date" not in replies)


@pytest.mark.parametrize(
    "name", ["% yes", "% of schools", "Mean (SD)", "Mean \u00b1 SD", "Median [IQR]", "Percent yes", "N (%)"]
)
def test_summaries_below_a_table_are_asked_about(name):
    """However they are called."""
    header, rows = ["School", "plans"], [["A", "Partly"], ["Meanwood", "Fully"], [name, ""]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert asked(proposal) == {"totals": ["leave_out", "read"]}
    assert list(read(proposal, header, rows, totals="leave_out")) == ["A", "Meanwood"]


@given(st.lists(st.integers(-1, 2), min_size=1, max_size=4))
def test_rows_with_a_cell_too_many_are_told_before_the_questions(more):
    """No answer makes such a row readable, so that nobody answers questions in vain."""
    header = ["Id", "plans", "Remark"]
    rows = [[f"S{n}", "Partyl", "a", "b", "c"][: 3 + extra] for n, extra in enumerate(more)]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    wrong = [f"row {n} has {3 + extra}" for n, extra in enumerate(more, start=2) if extra]
    assert len(proposal.problems) == bool(wrong)
    for problem in proposal.problems:
        assert ", ".join(wrong) in problem
        assert str(proposal).index(problem) < str(proposal).index("question")
        with pytest.raises(ReadingError, match="Look for a stray separator"):
            read(proposal, header, rows, entry="option_partly")


LABELS = ("TOTAL", "Total", "Grand total", "Sum", "MEAN", "Average", "All", "All hospitals", "n=3", "Overall")
BLANK_ROW: list[str] = []


@given(
    label=st.sampled_from(LABELS),
    by=st.sampled_from([("Region",), ()]),
    before=st.integers(1, 3),
    behind=st.integers(0, 2),
    blank=st.booleans(),
)
def test_a_total_that_is_labelled_beside_the_names_is_asked_about(label, by, before, behind, blank):
    """It stands below all units or those of a part, and its name says how many there are: it is no unit unasked."""
    header = ["Region", "Hospital", "visits", "plans"]
    units = [["North", f"H{n}", str(n), "Partly"] for n in range(before)]
    total = [label, f"{before} hospitals", "9", "Partly"]
    more = [["South", f"J{n}", str(n), "Partly"] for n in range(behind)]
    rows = [*units, *([BLANK_ROW] if blank else []), total, *([BLANK_ROW, *more] if more else [])]
    scales = {code: SCALES[code] for code in ("plans", "visits")}
    proposal = propose_reading(instrument_of(scales), header, rows, attributes=by)
    (question,) = [one for one in proposal.questions if one.kind == "totals"]
    assert question.id == "totals_region"
    assert [option.id for option in question.options] == ["leave_out", "read"]
    row = before + 2 + blank
    assert question.evidence == f"'Region' says {label!r} (1); row {row} is '{before} hospitals'"
    named = [unit[1] for unit in (*units, *more)]
    assert sorted(read(proposal, header, rows, totals="leave_out")) == sorted(named)
    assert len(read(proposal, header, rows, totals="read")) == len(named) + 1


def test_a_value_like_any_other_is_no_total():
    """'All' among the units is what a column says; so are answers, names of persons, and texts."""
    scales = {"plans": SCALES["plans"], "topics": SCALES["topics"]}
    header = ["Hospital", "Patients", "Contact", "Remark", "plans"]
    rows = [
        ["A", "Adults", "Ann", "", "Partly"],
        ["B", "All", "Ned", "Meanwhile closed", "Fully"],
        ["C", "Adults", "Tom", "", "Fully"],
        ["D", "All", "Max", "All staff were trained in May", "Fully"],
    ]
    proposal = propose_reading(instrument_of(scales), header, rows)
    assert not [one for one in proposal.questions if one.kind == "totals"]


def test_a_total_beside_numbered_rows_is_asked_about():
    """Where rows are called by their numbers, a total would be one of them."""
    header, rows = ["Region", "plans"], [["North", "Partly"], ["North", "Fully"], ["TOTAL", "Partly"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    (question,) = [one for one in proposal.questions if one.id == "totals_region"]
    assert ("numbered" in question.when[1], question.evidence) == (True, "'Region' says 'TOTAL' (1); row 4")


def test_a_total_beside_the_names_of_the_next_file_is_refused():
    """Nobody was asked what it is."""
    header = ["Region", "Hospital", "plans"]
    rows = [["North", "A", "Partly"], ["South", "B", "Fully"]]
    instrument = instrument_of({"plans": SCALES["plans"]})
    reading = propose_reading(instrument, header, rows, attributes=["Region"]).confirm()
    with pytest.raises(ReadingError) as caught:
        reading.answers(header, [*rows, ["TOTAL", "2 hospitals", "Partly"]])
    (finding,) = caught.value.findings
    assert "it mostly says that the row is no unit" in finding.message.replace("It", "it")


@pytest.mark.parametrize(("cells", "tied"), [(["Ash", "ASH"], True), (["Ash", "ASH", "ASH"], False)])
def test_one_of_two_spellings_is_named_where_neither_is_the_most_frequent(cells, tied):
    """Of units and of their attributes the first counts, which is said."""
    rows = [[cell, cell, "Partly"] for cell in cells]
    header = ["School", "Kind", "plans"]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows, attributes=["Kind"])
    first = ", and where as many have another, as the first: 'Ash'" if tied else ""
    texts = {one.id: one.options[0].text for one in proposal.questions}
    assert texts["same_unit"] == f"one unit, called as most of its rows have it{first}"
    assert texts["capitals_Kind"] == f"the same, written as most are{first}"
    reading = proposal.confirm(same_unit="one", capitals="one", repeated="last")
    answers, _ = reading.answers(header, rows)
    name = "Ash" if tied else "ASH"
    assert (answers.units.tolist(), list(answers.attribute("Kind"))) == ([name], [name])


def test_a_column_that_says_all_everywhere_labels_no_total():
    """Where it says so of every row there is no unit beside which one would be a total."""
    header, rows = ["Patients", "Hospital", "plans"], [["All", "A", "Partly"], ["All", "B", "Fully"]]
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    assert proposal.questions == ()

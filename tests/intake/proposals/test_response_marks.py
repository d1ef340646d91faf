"""Previews, tests and unfinished responses: told by the words that any tool, or anybody, writes for them."""

import pytest
from hypothesis import given, strategies as st

from smmi.errors import ReadingError
from smmi.intake import propose_reading
from tests.intake.field import SCALES, instrument_of
from tests.intake.proposals.proposed import asked, read

PLANS = instrument_of({"plans": SCALES["plans"]})
MARKED = (
    ("Status", "Complete", "Incomplete"),
    ("Status", "Completed", "Partial"),
    ("Response status", "completed", "in progress"),
    ("Completed", "Yes", "No"),
    ("Finished", "True", "False"),
    ("finished", True, False),
    ("FINISHED", "1", "0"),
    ("Complete?", "Complete", "Incomplete"),
    ("Progress", "100", "37"),
    ("Progress", 100, 4),
    ("Progress", "100%", "50%"),
    ("Progress (%)", 1, 0.45),
    ("Submitted", "2026-03-01 10:00:00", ""),
    ("Submitted", "Yes", ""),
    ("Date submitted", "3/1/2026", ""),
)


@pytest.mark.parametrize(("name", "done", "not_done"), MARKED)
@given(finished=st.lists(st.booleans(), min_size=2, max_size=5).filter(lambda said: len(set(said)) == 2))
def test_unfinished_responses_are_asked_about_whoever_wrote_the_table(name, done, not_done, finished):
    """Their rows are counted, and left out or read as somebody says: no tool need be named."""
    header = ["Id", name, "plans"]
    rows = [[f"S{n}", done if good else not_done, "Partly"] for n, good in enumerate(finished)]
    proposal = propose_reading(PLANS, header, rows)
    ((question, options),) = asked(proposal).items()
    assert options == ["leave_out", "read"]
    count = finished.count(False)
    assert proposal.questions[0].text.startswith(f"{count} row{'s' if count > 1 else ''} of {len(rows)} ")
    named = ", ".join(repr(f"S{n}") for n, good in enumerate(finished) if not good)
    assert proposal.questions[0].evidence.endswith(f"; so {'say' if count > 1 else 'says'} {named}")
    kept = [f"S{n}" for n, good in enumerate(finished) if good]
    assert list(read(proposal, header, rows, **{question: "leave_out"})) == kept
    assert len(read(proposal, header, rows, **{question: "read"})) == len(rows)


@pytest.mark.parametrize(
    ("name", "done", "not_done"), [marked for marked in MARKED if marked[1] != 1 or marked[1] is True]
)
def test_a_reading_remembers_that_all_were_finished(name, done, not_done):
    """Next year's unfinished response would have been asked about: it is refused, and those that are whole are read."""
    header, rows = ["Id", name, "plans"], [[f"S{n}", done, "Partly"] for n in range(3)]
    reading = propose_reading(PLANS, header, rows).confirm()
    assert len(reading.answers(header, rows)[0].units) == 3
    with pytest.raises(ReadingError, match="unfinished, of which there were none when the reading was made"):
        reading.answers(header, [*rows, ["S4", not_done, "Partly"]])


@pytest.mark.parametrize("blank", [["", ""], ["0", "0"]])
def test_what_is_left_out_puts_no_further_question(blank):
    """A row that is blank where options are ticked is asked about only if it is read, or another one is blank too."""
    instrument = instrument_of({"topics": SCALES["topics"]})
    header = ["Id", "Status", "topics_equity", "topics_advocacy"]
    rows = [["A", "Complete", "x", ""], ["B", "Complete", "", "x"], ["C", "Partial", *blank]]
    proposal = propose_reading(instrument, header, rows)
    unfinished, question = proposal.questions
    assert (unfinished.id, question.when) == ("unfinished_status", ("unfinished_status", ("read",)))
    assert list(read(proposal, header, rows, unfinished_status="leave_out")) == ["A", "B"]
    assert list(read(proposal, header, rows, **{unfinished.id: "read", question.id: "no_answer"})) == [*"ABC"]
    another = propose_reading(instrument, header, [*rows, ["D", "Complete", *blank]])
    assert [one.when for one in another.questions] == [None, None]


def test_one_question_about_tests_whichever_column_names_the_units():
    """The same rows are asked about once, if either of the columns is taken that lead to it."""
    header = ["Name", "Contact", "plans"]
    rows = [["Ash", "Ann", "Partly"], ["Test", "Bo", "Fully"], ["Elm", "Cy", "Partly"]]
    proposal = propose_reading(PLANS, header, rows)
    assert [(one.id, one.when) for one in proposal.questions] == [
        ("unit", None),
        ("tests_named", ("unit", ("column_name", "column_contact"))),
    ]
    for column, units in (("column_name", ["Ash", "Elm"]), ("column_contact", ["Ann", "Cy"])):
        assert list(read(proposal, header, rows, unit=column, tests_named="leave_out")) == units


@pytest.mark.parametrize("word", ["Test", "Survey Preview", "preview", "Spam"])
def test_tests_are_asked_about_whoever_wrote_the_table(word):
    """The words of one tool are those of another."""
    header, rows = ["Id", "Response Type", "plans"], [["S1", "IP Address", "Partly"], ["S2", word, "Fully"]]
    proposal = propose_reading(PLANS, header, rows)
    assert asked(proposal) == {"tests_response_type": ["leave_out", "read"]}
    assert list(read(proposal, header, rows, tests="leave_out")) == ["S1"]


CALLED = (
    "TEST - please ignore",
    "test",
    "Test 2",
    "S99_test",
    "Dummy School",
    "Preview",
    "asdf",
    "DO NOT USE",
)


@pytest.mark.parametrize("name", CALLED)
@pytest.mark.parametrize("header", [["School", "plans"], ["Id", "Name of school", "plans"]])
def test_units_that_are_called_tests_are_asked_about(name, header):
    """Whether it is the identifier that says so or the name beside it."""
    rows = [[*[f"S{n}"] * (len(header) - 2), unit, "Partly"] for n, unit in enumerate(["Ash", name, "Fir"])]
    proposal = propose_reading(PLANS, header, rows, unit=header[0])
    assert asked(proposal)["tests_named"] == ["leave_out", "read"]
    assert len(read(proposal, header, rows, tests="leave_out")) == 2


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Status", ["Public", "Private"]),
        ("Progress", ["Good", "Bad"]),
        ("Progress", ["100", "100"]),
        ("Progress", ["1", "0"]),
        ("Progress", ["250", "12"]),
        ("Finished", ["True", "True"]),
        ("Submitted", ["a poster", ""]),
        ("End date", ["", ""]),
        ("School", ["Latest Academy", "Protest and Attestation College"]),
    ],
)
def test_what_says_nothing_of_a_response_is_no_mark(name, cells):
    """Kinds of units, other numbers, and words that hold a test within."""
    rows = [[f"S{n}", cell, "Partly"] for n, cell in enumerate(cells)]
    assert not asked(propose_reading(PLANS, ["Id", name, "plans"], rows, unit="Id"))


def test_a_column_of_answers_is_no_mark_of_responses():
    """An indicator or an attribute may be called as a mark is."""
    scales = {"completed": SCALES["plans"]}
    rows = [["S1", "Partly", "Complete"], ["S2", "Fully", "Incomplete"]]
    proposal = propose_reading(
        instrument_of(scales), ["Id", "Completed", "Status"], rows, attributes=["Status"]
    )
    assert not proposal.questions


def test_rows_that_are_asked_about_once_are_not_asked_about_again():
    """Whoever has not finished has not come to the end either."""
    header = ["Id", "Finished", "Progress", "plans"]
    rows = [["S1", "True", "100", "Partly"], ["S2", "False", "40", ""]]
    assert list(asked(propose_reading(PLANS, header, rows))) == ["unfinished_finished"]

"""Merged cells: whether they hold for every row that they cover is asked, told, remembered, and never guessed."""

import pytest
from hypothesis import given, strategies as st

from smmi.errors import ReadingError
from smmi.fingerprint import fingerprint
from smmi.instrument import MultipleChoice, Option
from smmi.intake import Reading, SeenTable, propose_reading
from smmi.intake.tables import MergedCell
from smmi.serialization import from_document, to_document
from tests.intake.field import SCALES, instrument_of
from tests.intake.proposals.proposed import asked

INSTRUMENT = instrument_of({"plans": SCALES["plans"], "visits": SCALES["visits"]})
HEADER = ["School", "Region", "plans", "visits"]
COLUMN = {"units": 0, "attribute": 1, "choice": 2, "number": 3}


def rows_of(runs, column, cell):
    """A table in which a column says the same in each run of rows; `cell` makes what stands below the first."""
    rows = []
    for run, length in enumerate(runs):
        for place in range(length):
            row = [f"S{len(rows)}", "North", "Partly", "7"]
            says = [f"U{run}", f"R{run}", ("Partly", "Fully")[run % 2], str(run)][column]
            row[column] = cell(says) if place else says
            rows.append(row)
    return rows


def lines_of(account, name):
    """How the cells of a column were read."""
    return [line for column in account.columns if column.column == name for line in column.lines]


def read_as(rows, **answers):
    """What a confirmed proposal makes of a table, and the reading."""
    proposal = propose_reading(INSTRUMENT, HEADER, rows, attributes=["Region"])
    reading = proposal.confirm(answers)
    assert from_document(to_document(reading), Reading, instrument=INSTRUMENT) == reading
    answers, account = reading.answers(HEADER, rows)
    return {unit: answers.record(unit) for unit in answers.units.tolist()}, account, reading


@pytest.mark.parametrize("column", COLUMN.values(), ids=COLUMN)
@given(runs=st.lists(st.integers(1, 4), min_size=1, max_size=4).filter(lambda runs: max(runs) > 1))
def test_merged_cells_are_read_as_a_person_says(column, runs):
    """Filled down they are what somebody would have written in each; else blank. Either is told, cell by cell."""
    merged = rows_of(runs, column, MergedCell)
    name = f"merged_{HEADER[column].casefold()}"
    proposal = propose_reading(INSTRUMENT, HEADER, merged, attributes=["Region"])
    assert asked(proposal)[name] == ["fill_down", "blank"]
    more = {"repeated": "first"} if column == 0 else {}
    below = sum(runs) - len(runs)

    filled, account, reading = read_as(merged, merged="fill_down", **more)
    assert filled == read_as(rows_of(runs, column, str), **more)[0]
    assert reading.filled_down == (HEADER[column],)
    told = {line.how: line.count for line in lines_of(account, HEADER[column])}
    filled_cells = sum(n for how, n in told.items() if how.endswith(", filled down from merged cells"))
    assert filled_cells == (
        0 if column == 0 else below
    )  # of units that stand in several rows the first counts

    blank, account, reading = read_as(merged, merged="blank")
    by_hand = rows_of(runs, column, lambda _: None)
    kept = [row for row in by_hand if row[0]]
    assert blank == read_as(kept)[0]
    assert reading.seen.merged == (HEADER[column],)
    told = {line.how: line.count for line in lines_of(account, HEADER[column])}
    if column:
        assert sum(n for how, n in told.items() if how.endswith(", below merged cells")) == below
    else:
        assert sum(one.count for one in account.left_out) == below


@pytest.mark.parametrize("column", COLUMN.values(), ids=COLUMN)
def test_merged_cells_of_the_next_file_are_filled_or_refused(column):
    """What was answered holds for the next file; where nobody was asked, the reading says so and reads nothing."""
    plain, merged = rows_of([1, 1], column, str), rows_of([3, 1], column, MergedCell)
    more = {"repeated": "first"} if column == 0 else {}
    _, _, asked_of = read_as(merged, merged="fill_down", **more)
    later = rows_of([1, 2], column, MergedCell)
    answers, _ = asked_of.answers(HEADER, later)
    assert {u: answers.record(u) for u in answers.units.tolist()} == read_as(
        rows_of([1, 2], column, str), **more
    )[0]
    _, _, unasked = read_as(plain)
    with pytest.raises(ReadingError) as caught:
        unasked.answers(HEADER, merged)
    (finding,) = [one for one in caught.value.findings if "merged" in one.message]
    says = [merged[0][column]]
    assert finding.message.startswith(
        f"{HEADER[column]!r}: 2 cells lie below the first of merged cells, which alone holds what they say: "
        f"{says[0]!r} (2 cells, the first in row 3). No cell did when the reading was made"
    )


def test_a_reading_without_merged_cells_is_what_it_was():
    """Its document holds no word of them, and its fingerprint is that of before."""
    _, _, reading = read_as(rows_of([1, 1], 1, str))
    assert not {"filled_down", "merged"} & {*to_document(reading), *to_document(reading)["seen"]}
    assert fingerprint(SeenTable(unmarked=["visits"])) == (
        "c65900d4312051c33d322b84395d393943a63c1723fdfab0cc1a74f6f2b7d815"
    )


def test_units_in_merged_cells_depend_on_the_answer():
    """A hospital over two rows answered twice if its name holds for both, and once if the second row has none."""
    rows = rows_of([2, 1], 0, MergedCell)
    proposal = propose_reading(INSTRUMENT, HEADER, rows)
    by_id = {question.id: question for question in proposal.questions}
    assert list(by_id) == ["merged_school", "repeated"]
    assert by_id["repeated"].when == ("merged_school", ("fill_down",))
    assert [option.text for option in by_id["merged_school"].options] == [
        "for every row: it is filled down",
        "for the first row; in the others they are blank; rows without an identifier are left out",
    ]
    assert by_id["merged_school"].evidence == "1 cell below the first of them: 'U0' (1)"


def test_a_column_that_may_be_read_is_asked_about_if_it_is():
    """The question arises with the answer by which the column is taken; of a column that nobody reads it does not."""
    header = ["School", "vists", "Region", "plans"]
    rows = [["A", "3", "x", "Partly"], ["B", MergedCell("3"), MergedCell("x"), "Fully"]]
    proposal = propose_reading(INSTRUMENT, header, rows)
    (question,) = [one for one in proposal.questions if one.kind == "merged"]
    assert (question.columns, question.when) == (
        ("vists",),
        ("column_visits", ("column_vists",)),
    )


DATES = ["2026-01-02", MergedCell("2026-01-02"), "2026-03-04", MergedCell("2026-03-04")]


def test_a_merged_column_that_orders_rows_or_tells_them_apart_is_asked_about_with_that():
    """A date over two rows says which of them counts only if it holds for both."""
    header = ["School", "plans", "Submitted"]
    rows = [
        [unit, "Partly", date] for unit, date in zip(["A", "B", "A", "C"], DATES, strict=True)
    ]  # of A, the rows of January and of March
    proposal = propose_reading(instrument_of({"plans": SCALES["plans"]}), header, rows)
    (question,) = [one for one in proposal.questions if one.kind == "merged"]
    assert question.when == ("repeated", ("first_by_submitted", "last_by_submitted"))


def test_a_merged_year_is_asked_about_with_the_rows_that_it_chooses():
    """The year stands once over all schools of it: filled down, it is that of all of them."""
    header = ["School", "Year", "plans"]
    years = ["2025", MergedCell("2025"), "2026", MergedCell("2026")]
    rows = [
        [unit, year, says]
        for unit, year, says in zip("ABAB", years, ["Partly"] * 2 + ["Fully"] * 2, strict=True)
    ]
    instrument = instrument_of({"plans": SCALES["plans"]})
    proposal = propose_reading(instrument, header, rows)
    reading = proposal.confirm(event="only_2026", merged="fill_down")
    answers, _ = reading.answers(header, rows)
    assert {unit: answers.record(unit)["plans"] for unit in answers.units.tolist()} == {
        "A": "fully",
        "B": "fully",
    }


def test_a_merged_column_of_an_option_is_asked_about_if_it_is_one():
    """Its name is nearly that of an option; whether its ticks hold for all rows matters if it is read."""
    options = [Option(code, code.capitalize()) for code in ("equity", "ethics", "advocacy")]
    instrument = instrument_of({"topics": MultipleChoice(code="topics", options=options)})
    header = ["School", "topics_equity", "topics_ethics", "topics_advocacyy"]
    rows = [["A", "1", "1", "1"], ["B", "0", "1", MergedCell("1")], ["C", "1", "0", "0"]]
    proposal = propose_reading(instrument, header, rows)
    (question,) = [one for one in proposal.questions if one.kind == "merged"]
    assert question.columns == ("topics_advocacyy",)
    assert question.when == ("option_column_topics_advocacy", ("option_advocacy",))

"""Tables as people have them: what is read once it is declared, and what is said before."""

import datetime as dt
from collections import UserList
from decimal import Decimal

import numpy as np
import pytest

from smmi.errors import ArgumentError, ReadingError
from smmi.instrument import Binary, Equals, MultipleChoice, Nonresponse, Option, Percentage
from smmi.intake import (
    AttributeSource,
    Blank,
    ChoiceColumn,
    Header,
    HeaderNames,
    MergeBy,
    NumberColumn,
    NumberedRows,
    NumberFormat,
    OtherColumns,
    Percents,
    Reading,
    Repeated,
    RepeatedUnits,
    RowFilter,
    SelectionColumn,
    SelectionColumns,
    UnitColumn,
)
from tests.intake.field import HEADER, SCALES, column, instrument_of, reading, row

REFUSED = {"Prefer not to say": Nonresponse.NO_ANSWER}


def refusal(header, rows, /, **changes):
    """What is said of a table that cannot be read."""
    with pytest.raises(ReadingError) as refused:
        reading(**changes).answers(header, rows)
    return [str(finding) for finding in refused.value.findings]


def refused_cells(code, cells, **changes):
    """What is said of a column of cells."""
    return refusal(
        HEADER, [row(f"U{number}", **{code: cell}) for number, cell in enumerate(cells)], **changes
    )


def test_labels_in_any_case_are_read_and_words_for_no_answer_where_they_are_declared():
    """F1: partly, no answer, fully."""
    read, how = column("plans", ["Partly", "Prefer not to say", "FULLY", " not  at\nall "], missing=REFUSED)
    assert read == ["partly", None, "fully", "not_at_all"]
    assert how == {"by label": 1, "missing word": 1, "by label, other capitals": 2}


def test_words_that_nothing_explains_are_one_finding_a_column():
    """F1: what was met, how often, where first, and what to do."""
    cells = ["Partly", "Prefer not to say", "FULLY", "Partyl", "Prefer not to say"]
    assert refused_cells("plans", cells) == [
        (
            "column 'plans': 'plans': 3 cells say nothing that is known: 'Prefer not to say' (2 cells, the first in "
            "row 3), 'Partyl' (row 5; did you mean 'Partly'?). Expected one of 'not_at_all', 'partly', 'fully'. Say "
            "what each means: 'spellings' of the source for an answer, 'missing' for no answer"
        )
    ]


def test_a_finding_lists_a_dozen_words_of_many():
    """Of a thousand cells that say nothing there is one finding."""
    (said,) = refused_cells("plans", [f"word {number}" for number in range(1000)])
    assert "1,000 cells say nothing" in said
    assert "'word 11' (row 13), … and 988 more" in said
    assert "word 12" not in said


def test_columns_are_found_whatever_their_capitals_and_blanks():
    """F2: capitals do not matter where nothing is ambiguous, blanks and line breaks never."""
    sources = {"share": NumberColumn(column="Share (%)")}
    answers, account = reading(sources=sources).answers(
        ["\ufeffID", "TOPICS", "Plans ", " SHARE\n(%)", "visits"], [["A", "equity", "partly", "5", "3"]]
    )
    assert answers.record("A") == {"topics": ("equity",), "plans": "partly", "share": 5.0, "visits": 3}
    assert [one.remark for one in account.columns] == [
        "the reading says 'Id', with other capitals",
        "the reading says 'topics', with other capitals",
        "the reading says 'plans', with other capitals",
        "the reading says 'Share (%)', with other capitals",
        "",
    ]


def test_a_column_that_is_missing_is_told_with_the_free_ones_near_it():
    """F2, F10: never with one that the reading uses already."""
    header = ["Id", "topics", "plams", "share", "visit", "SHARE"]
    assert refusal(header, [["A", "", "", "", "", ""]], others=OtherColumns.LEAVE_OUT) == [
        "header: the table has no column 'plans', which is to hold answers to 'plans'. Did you mean 'plams'?",
        "header: the table has no column 'visits', which is to hold answers to 'visits'. Did you mean 'visit'?",
    ]
    assert refusal(["Id", "topics", "q1", "share", "visits"], [["A", "", "", "", ""]])[0] == (
        "header: the table has no column 'plans', which is to hold answers to 'plans'. Of these columns nothing is "
        "said: 'q1'"
    )


def test_two_columns_that_differ_by_capitals_alone_are_told_apart_by_their_names():
    """F2: what is ambiguous is asked for."""
    header = ["Id", "topics", "Plans", "PLANS", "share", "visits"]
    rows = [["A", "", "partly", "fully", "", ""]]
    assert refusal(header, rows, others=OtherColumns.LEAVE_OUT) == [
        "header: the table has several columns 'plans', which is to hold answers to 'plans', each with other "
        "capitals: 'Plans', 'PLANS'. Write the name as it stands there"
    ]
    exact = {"plans": ChoiceColumn(column="PLANS")}
    answers, _ = reading(sources=exact, others=OtherColumns.LEAVE_OUT).answers(header, rows)
    assert answers.record("A")["plans"] == "fully"


def test_all_else_in_a_file_is_left_out_by_one_word_and_listed():
    """F3: 274 further columns."""
    more = [f"c{number}" for number in range(274)]
    header, rows = [*HEADER, *more], [[*row("A", plans="partly"), *more]]
    (said,) = refusal(header, rows)
    assert said == (
        "header: of 274 columns the reading says nothing: 'c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', "
        "'c9', 'c10', 'c11', … and 262 more. Name them in 'left_out', or leave out all the rest: "
        "others=OtherColumns.LEAVE_OUT"
    )
    _, account = reading(others=OtherColumns.LEAVE_OUT, left_out=["c7", "not there"]).answers(header, rows)
    page = str(account)
    assert "Left out by name: 1 column: 'c7'" in page
    assert "The rest, left out: 273 columns: 'c0', 'c1'" in page


def test_coded_values_and_codes_for_missing_are_read():
    """F4: 1, 2, 3 by their values; 9 and -99 as declared, whatever kind of cell or numeral they are."""
    sources = {
        "plans": ChoiceColumn(column="plans", missing={"9": Nonresponse.NO_ANSWER}),
        "visits": NumberColumn(column="visits", missing={"-99": Nonresponse.NOT_ADMINISTERED}),
    }
    read, how = column("plans", ["1", 2, 3.0, "9", 9, "2.0", "03"], sources=sources)
    assert read == ["not_at_all", "partly", "fully", None, None, "partly", "fully"]
    assert how == {"by value": 3, "missing word": 2, "by value, the same number": 2}
    read, how = column("visits", ["7", -99, "-99.0", 0], sources=sources)
    assert read == [7, Nonresponse.NOT_ADMINISTERED, Nonresponse.NOT_ADMINISTERED, 0]


@pytest.mark.parametrize(
    ("separator", "cell"),
    [
        (",", "Equity, Advocacy, at home"),
        (";", "equity;advocacy;"),
        (" ", "equity advocacy"),
        ("|", "1|2"),
        ("\n", "Equity\nAdvocacy, at home"),
        (", ", "Advocacy, at home, EQUITY"),
    ],
)
def test_selections_are_read_by_their_separator(separator, cell):
    """F5: both, and the label with a comma is found whole."""
    source = SelectionColumn(column="topics", separator=separator, none=("none",))
    read, _ = column("topics", [cell, "none", "", "NONE_SELECTED"], sources={"topics": source})
    assert read == [("equity", "advocacy"), (), None, ()]


def test_selections_that_cannot_be_read_are_told_by_piece():
    """F5: the piece that nothing explains, not the whole cell."""
    source = SelectionColumn(column="topics", separator=",", missing=REFUSED)
    cells = [
        "Equity",
        "equty,1",
        "equty",
        "Equity, Advocacy, at school",
        "1,,2",
        "1,1",
        "1, prefer not to say",
    ]
    assert refused_cells("topics", cells, sources={"topics": source}) == [
        "column 'topics': 'topics': 3 cells say nothing that is known: 'equty' (2 cells, the first in row 3; did you "
        "mean 'equity'?), 'at school' (row 5). Expected some of 'equity', 'advocacy'. Say what each means: 'spellings' "
        "of the source for an answer, 'missing' for no answer",
        "column 'topics': 'topics': 1 cell holds a separator with nothing before it: '1,,2' (row 6). Correct them in "
        "the table, or declare another separator",
        "column 'topics': 'topics': 1 cell holds a selection that the scale does not admit: '1,1' (row 7). 'equity' "
        "stands twice. Expected some of 'equity', 'advocacy'. Correct them in the table",
        "column 'topics': 'topics': 1 cell says what contradicts itself: '1, prefer not to say' (row 8). A word for no "
        "answer stands beside others. Correct them in the table",
    ]


def test_selections_stand_in_dummy_columns():
    """F5: 0 and 1, the label where it is ticked, and what blanks mean."""
    source = SelectionColumns(columns={"equity": "topics___1", "advocacy": "topics___2"})
    header = ["Id", "topics___1", "topics___2", "plans", "share", "visits"]
    cells = [("1", "0"), ("", "Advocacy, at home"), ("0", "0"), ("", ""), (True, False), ("2", "checked")]
    rows = [[f"U{number}", *pair, "", "", ""] for number, pair in enumerate(cells)]
    with pytest.raises(ReadingError) as refused:
        reading(sources={"topics": source}).answers(header, rows)
    assert [str(finding) for finding in refused.value.findings] == [
        "column 'topics___1': 'topics.equity': 1 cell says another option than the one of the column: '2' (row 7). "
        "That is advocacy by value. Correct the columns of the source"
    ]
    answers, account = reading(sources={"topics": source}).answers(header, rows[:-1])
    assert [answers.record(unit)["topics"] for unit in answers.units.tolist()] == [
        ("equity",),
        ("advocacy",),
        (),
        None,
        ("equity",),
    ]
    (told,) = account.together
    assert {line.how: line.count for line in told.lines} == {
        "the ticked options": 3,
        "nothing ticked: an empty selection": 1,
        "all blank: no answer": 1,
    }


@pytest.mark.parametrize(
    ("declared", "cells", "answers"),
    [
        ({"all_blank": Blank.NOT_ADMINISTERED}, ("", ""), Nonresponse.NOT_ADMINISTERED),
        ({"all_blank": Blank.NONE}, ("", ""), ()),
        ({"none_ticked": Blank.NO_ANSWER}, ("0", "0"), None),
        ({"none_ticked": Blank.NOT_APPLICABLE}, ("", "no"), Nonresponse.NOT_APPLICABLE),
        ({"blank": Blank.NO_ANSWER}, ("", "1"), None),
        ({"ticked": ("Y",), "unticked": ("N",)}, ("y", "N"), ("equity",)),
        ({"missing": {"-99": Nonresponse.NOT_ADMINISTERED}}, ("-99", "1"), Nonresponse.NOT_ADMINISTERED),
    ],
)
def test_what_blanks_and_ticks_mean_is_declared(declared, cells, answers):
    """F5: unticked, not asked, no answer."""
    source = SelectionColumns(columns={"equity": "t1", "advocacy": "t2"}, **declared)
    read, _ = reading(sources={"topics": source}).answers(
        ["Id", "t1", "t2", "plans", "share", "visits"], [["A", *cells, "", "", ""]]
    )
    assert read.record("A")["topics"] == answers


@pytest.mark.parametrize(
    ("code", "style", "cell", "number", "how"),
    [
        ("share", NumberFormat(decimal=","), "45,5", 45.5, "decimal comma"),
        ("share", NumberFormat(), "45%", 45, "percent sign taken off"),
        ("share", NumberFormat(), "45.5 %", 45.5, "percent sign taken off"),
        ("visits", NumberFormat(thousands=","), "1,234", 1234, "thousands marks taken out"),
        ("visits", NumberFormat(thousands=" "), "1\u202f234", 1234, "thousands marks taken out"),
        ("visits", NumberFormat(thousands="'"), "1’234’567", 1234567, "thousands marks taken out"),
        ("visits", NumberFormat(decimal=",", thousands="."), "1.234", 1234, "thousands marks taken out"),
        ("share", NumberFormat(percents=Percents.FRACTION), "0.29", 29, "fraction times 100"),
        ("share", NumberFormat(percents=Percents.FRACTION), 0.07, 7, "fraction times 100"),
        ("share", NumberFormat(percents=Percents.FRACTION), "29%", 29, "percent sign taken off"),
        ("share", NumberFormat(decimal=","), 45.5, 45.5, "as a number"),
        ("visits", NumberFormat(), 12.0, 12, "as a number"),
        ("visits", NumberFormat(), "1e3", 1000, "as a number"),
        ("visits", NumberFormat(), "1.000", 1, "decimals of 0 taken off"),
        (
            "share",
            NumberFormat(decimal=",", percents=Percents.FRACTION),
            "0,455",
            45.5,
            "decimal comma, fraction times 100",
        ),
    ],
)
def test_numbers_are_read_as_they_are_declared(code, style, cell, number, how):
    """F6: no digit is lost, and 0.29 is 29 and no double beside it."""
    read, told = column(code, [cell], format=style)
    assert (read, told) == ([number], {how: 1})


@pytest.mark.parametrize(
    ("code", "style", "cell", "said"),
    [
        (
            "share",
            NumberFormat(),
            "45,5",
            "holds a comma: '45,5' (row 2). If it is the decimal mark, declare format=NumberFormat(decimal=','); if it "
            "stands between thousands, NumberFormat(thousands=',')",
        ),
        (
            "visits",
            NumberFormat(),
            "45%",
            "holds a percent sign, though the scale is no percentage: '45%' (row 2). Correct them in the table, or "
            "declare a percentage",
        ),
        (
            "visits",
            NumberFormat(),
            "1 234",
            "holds a blank between digits: '1 234' (row 2). If it stands between thousands, declare "
            "format=NumberFormat(thousands=' ')",
        ),
        (
            "visits",
            NumberFormat(),
            "1'234",
            'holds an apostrophe: "1\'234" (row 2). If it stands between thousands, declare '
            'format=NumberFormat(thousands="\'")',
        ),
        (
            "share",
            NumberFormat(decimal=","),
            "45.5",
            "holds a point, which is not the decimal mark that is declared: '45.5' (row 2). If it is the decimal mark, "
            "declare format=NumberFormat(decimal='.'); if it stands between thousands, NumberFormat(decimal=',', "
            "thousands='.')",
        ),
        (
            "visits",
            NumberFormat(thousands=","),
            "12,34",
            "holds a thousands mark that does not stand between groups of three digits: '12,34' (row 2). Correct them "
            "in the table, or declare another format",
        ),
        (
            "visits",
            NumberFormat(),
            "1.234.567",
            "holds the decimal mark twice: '1.234.567' (row 2). If it stands between thousands, declare the other one: "
            "format=NumberFormat(decimal=',', thousands='.') or NumberFormat(thousands=',')",
        ),
        (
            "share",
            NumberFormat(),
            "about 45",
            "says no number: 'about 45' (row 2). Expected numbers. Say which of them are no answer: "
            "missing={'…': Nonresponse.NO_ANSWER}; correct others in the table",
        ),
        (
            "share",
            NumberFormat(),
            145,
            "is out of range: '145' (row 2). Expected a number from 0 to 100. Correct them in the table, or name them "
            "in 'missing'",
        ),
        (
            "share",
            NumberFormat(),
            True,
            "holds True or False: 'True' (row 2). Expected numbers. Say what each means: 'spellings' of the source for "
            "an answer, 'missing' for no answer",
        ),
    ],
)
def test_numbers_that_are_not_as_declared_are_told_by_their_mark(code, style, cell, said):
    """F6: the message names the comma, the sign, the blank, and what to declare."""
    assert refused_cells(code, [cell], format=style) == [f"column {code!r}: {code!r}: 1 cell {said}"]


def test_rows_are_numbered_where_that_is_asked_for():
    """F8: by the numbers that a spreadsheet shows, blank rows and left out ones counted."""
    rows = [row("x")[1:], row("x", plans="partly")[1:], row("x", plans="fully")[1:], row("x", visits="3")[1:]]
    waves = [RowFilter(column="plans", words=["Partly", ""])]
    answers, account = reading(unit=NumberedRows(), rows=waves).answers(HEADER[1:], rows)
    assert answers.units.tolist() == ["row-3", "row-5"]
    assert [(one.why, one.count, one.examples) for one in account.left_out] == [
        ("blank", 1, ()),
        ("'plans' is not 'Partly', a blank", 1, ("row 4",)),
    ]


EVENTS = [*HEADER, "event"]


def event(unit, name, **cells):
    """A row of an event."""
    return [*row(unit, **cells), name]


TWICE = [
    event("A", "1", share="1"),
    event("B", "1", share="2"),
    event("A", "2", share="3"),
    event("A", "10", share="4"),
]


def test_a_unit_in_several_rows_is_refused_with_the_remedies():
    """F8: which, where, and what can be declared."""
    assert refusal(EVENTS, TWICE, others=OtherColumns.LEAVE_OUT) == [
        "column 'Id': 'Id': 1 identifier stands in several rows: 'A' (rows 2, 4 and 5); they differ in 'share'. Say "
        "which row counts: repeated=RepeatedUnits(take=Repeated.FIRST) or Repeated.LAST, in the order of the table or "
        "by a column ('order'); merge them (Repeated.MERGE); or choose rows by a column ('rows')"
    ]


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ({"repeated": RepeatedUnits(take=Repeated.FIRST)}, 1.0),
        ({"repeated": RepeatedUnits(take=Repeated.LAST)}, 4.0),
        ({"repeated": RepeatedUnits(take=Repeated.LAST, order="event")}, 4.0),
        ({"rows": [RowFilter(column="EVENT", words=["2"])]}, 3.0),
    ],
)
def test_the_row_that_counts_is_declared(changes, share):
    """F8: the first, the last, by a column (numbers as numbers), or one event of many."""
    answers, account = reading(others=OtherColumns.LEAVE_OUT, **changes).answers(EVENTS, TWICE)
    assert answers.record("A")["share"] == share
    assert account.read + sum(one.count for one in account.left_out) == account.rows == 4


def test_an_order_that_does_not_decide_is_refused():
    """F8: blanks, ties, and dates whose order as text is not theirs."""
    for words in (("1", "1"), ("", "2"), ("31/12/2025", "1/1/2026")):
        rows = [event("A", words[0]), event("A", words[1]), event("B", "x" if "/" in words[1] else "9")]
        latest = RepeatedUnits(take=Repeated.LAST, order="event")
        assert refusal(EVENTS, rows, repeated=latest) == [
            "column 'event': 'event': it does not say which row of 1 unit counts, as cells are blank or alike, or hold "
            f"dates whose order as text is not theirs; of 'A' (rows 2 and 3) they are {words[0]!r}, {words[1]!r}. "
            "Write dates as 2026-03-31, or take the order of the table"
        ]


def test_rows_of_one_unit_are_merged_as_respondents():
    """F8: what all say who say anything; where they differ there is a finding."""
    header = [*HEADER, "who"]
    rows = [
        [*row("A", plans="partly", share="10"), "dean"],
        [*row("B", plans="fully"), "dean"],
        [*row("A", plans="PARTLY", share="20", visits="3"), ""],
    ]
    merged = RepeatedUnits(take=Repeated.MERGE, order="who")
    answers, account = reading(repeated=merged).answers(header, rows)
    assert answers.units.tolist() == ["A", "B"]
    assert answers.record("A") == {"topics": None, "plans": "partly", "share": None, "visits": 3}
    assert answers.record("B") == {"topics": None, "plans": "fully", "share": None, "visits": None}
    assert [str(finding) for finding in answers.findings] == [
        "unit 'A', 'share': 'share' of 'A': 'dean' said 10.0, 'row 4' said 20.0; it is left blank"
    ]
    assert (account.units, account.read, account.merged, account.disagreements) == (2, 3, 1, 1)
    assert "  1 unit merged from several rows; 1 answer of theirs differs" in str(account).splitlines()
    again = [*rows, [*row("A"), "dean"]]
    assert refusal(header, again, repeated=merged) == [
        "column 'who': 'who': each respondent may answer once for a unit, but twice there are 'dean' for 'A' (rows 2 "
        "and 5). Take another column, or leave out the rows that do not count"
    ]


def test_identifiers_are_text_or_whole_numbers():
    """F8: blanks, dates and fractions are none."""
    rows = [row(" A 1 "), row(7), row(8.0), UserList(row(Decimal("9.00"))), row(-3)]
    answers, _ = reading().answers(HEADER, rows)
    assert answers.units.tolist() == ["A 1", "7", "8", "9", "-3"]
    assert refusal(HEADER, [row("", plans="partly"), row(1.5), row(True)]) == [
        "column 'Id': 'Id': 1 cell is blank: '' (row 2). Fill them in; leave such rows out by a filter (the word '' is "
        "a blank); or number the rows: unit=NumberedRows()",
        "column 'Id': 'Id': 2 cells hold neither text nor a whole number: '1.5' (row 3), 'True' (row 4). Correct them "
        "in the table, or number the rows: unit=NumberedRows()",
    ]


def test_two_header_rows_name_columns_together():
    """F9: a question and its options below, as survey tools write them."""
    upper = ["Respondent", "Topics?", "", "Plans", "Share", "Visits"]
    lower = ["", "Equity", "Advocacy, at home", "Response", "", ""]
    sources = {
        "topics": SelectionColumns(
            columns={"equity": "Topics? / Equity", "advocacy": "Topics? / Advocacy, at home"}
        ),
        "plans": ChoiceColumn(column="Plans / Response"),
    }
    joined = Header(rows=2, names=HeaderNames.JOINED)
    answers, account = reading(unit=UnitColumn("respondent"), sources=sources, header=joined).answers(
        upper, [lower, ["A", "Equity", "", "Partly", "4", ""]]
    )
    assert answers.record("A") == {"topics": ("equity",), "plans": "partly", "share": 4.0, "visits": None}
    assert account.header_rows == 2


def test_one_of_three_header_rows_names_the_columns():
    """F9: codes above, questions and import ids below."""
    rows = [["x"] * 5, HEADER, row("A", plans="partly")]
    answers, account = reading(header=Header(rows=3, row=2)).answers(["Q1"] * 5, rows)
    assert answers.record("A")["plans"] == "partly"
    assert str(account).startswith("1 unit of 'field' edition '1' was read from 1 row below 3 header rows.")


def test_names_that_stand_twice_or_nowhere_can_be_spoken_of():
    """F9: repeated ones are numbered, blank ones are called by their letters; without cells they do not count."""
    header = ["Id", "topics", "", "share", "share", "visits", ""]
    rows = [["A", "", "fully", "1", "2", "", ""]]
    sources = {"plans": ChoiceColumn(column="column C")}
    answers, account = reading(sources=sources, left_out=["share (2)"]).answers(header, rows)
    assert answers.record("A") == {"topics": None, "plans": "fully", "share": 1.0, "visits": None}
    assert {one.column: one.remark for one in account.columns if one.remark} == {
        "column C": "it has no name",
        "share": "the first of 2 columns of this name",
    }


def test_rows_that_are_longer_or_shorter_than_the_header_are_refused():
    """F9: a stray separator is looked for; blank cells beyond the header do not matter, nor do rows without cells."""
    rows = [[*row("A"), ""], row("B")[:-1], [*row("C"), "x"], [], ["", " ", None]]
    assert refusal(HEADER, rows) == [
        "rows: expected 5 cells in each row, as in the header: row 3 has 4, row 4 has 6. Look for a stray separator"
    ]


def test_dates_among_answers_are_refused_in_words():
    """F9: spreadsheets make dates of what is none."""
    day = dt.date(2026, 1, 2)
    assert refused_cells("plans", [day]) == [
        "column 'plans': 'plans': 1 cell holds a date: '2026-01-02' (row 2). Spreadsheets make dates of texts such as "
        "1-2: format the column as text, and correct them"
    ]


def test_everything_is_told_at_once_the_header_first():
    """A reading and a table that fit nowhere: one finding for each column and cause."""
    rows = [
        [*row("A", plans="Partyl", share="45,5", visits="-1"), ""],
        [*row("A", plans="perhaps", share="45%", visits="1 000"), "x"],
    ]
    said = refusal([*HEADER, "note"], rows)
    assert [one.partition(":")[0] for one in said] == [
        "header",
        "column 'Id'",
        "column 'plans'",
        "column 'share'",
        "column 'visits'",
        "column 'visits'",
    ]


def test_merged_rows_keep_what_they_agree_on_of_attributes_too():
    """F8: units stand in the order of their first rows, those in one row beside merged ones."""
    header = [*HEADER, "kind"]
    rows = [
        [*row("A", plans="fully", share="1"), "x"],
        [*row("B", plans="partly"), "y"],
        [*row("A", plans="partly", share="2"), "x"],
        [*row("C"), "z"],
        [*row("B", plans="partly"), ""],
    ]
    lowest = RepeatedUnits(take=Repeated.MERGE, by=MergeBy.LOWEST)
    kind = {"kind": AttributeSource(column="kind")}
    answers, account = reading(repeated=lowest, attributes=kind).answers(header, rows)
    assert answers.units.tolist() == ["A", "B", "C"]
    assert [answers.record(unit)["plans"] for unit in "ABC"] == ["partly", "partly", None]
    assert answers.record("A")["share"] == 1.0
    assert list(answers.attribute("kind")) == ["x", "y", "z"]
    assert (account.read, account.merged, account.disagreements) == (5, 2, 2)
    once, account = reading(repeated=lowest, attributes=kind).answers(header, rows[:2])
    assert (len(once), account.merged) == (2, 0)


def test_names_of_a_reading_that_lead_to_one_column_are_refused():
    """F2: two names that differ by capitals alone, of which the table has one."""
    sources = {"plans": ChoiceColumn(column="Plans"), "share": NumberColumn(column="PLANS")}
    assert refusal(["Id", "topics", "plans", "visits"], [["A", "", "", ""]], sources=sources) == [
        "header: 'Plans' and 'PLANS' are both the column 'plans'; each may be read once"
    ]


def test_an_attribute_that_is_not_there_is_told_where_nothing_else_is_free():
    """F2: nothing is suggested that is spoken of already."""
    kind = {"kind": AttributeSource(column="kind")}
    assert refusal(HEADER, [row("A")], attributes=kind, rows=[RowFilter(column="wave", words=["1"])]) == [
        "header: the table has no column 'wave', which is to hold which rows are read. Every column that it has is "
        "spoken of",
        "header: the table has no column 'kind', which is to hold the attribute 'kind'. Every column that it has is "
        "spoken of",
    ]
    many = [*HEADER[:-1], *(f"c{number}" for number in range(20))]
    said, _ = refusal(many, [["A", *[""] * (len(many) - 1)]])
    assert said.endswith(
        "nothing is said: 'c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9', 'c10', 'c11', …"
    )


def test_what_no_double_holds_is_refused_and_no_digit_is_lost():
    """F6: a count beyond the integers of a double, a number beyond the largest."""
    assert refused_cells("visits", ["12345678901234567891"]) == [
        "column 'visits': 'visits': 1 cell is out of range: '12345678901234567891' (row 2). Expected a number that a "
        "double can hold. Correct them in the table, or name them in 'missing'"
    ]
    for code in ("visits", "share"):
        (said,) = refused_cells(code, ["1e400"])
        assert said.startswith(
            f"column {code!r}: {code!r}: 1 cell is out of range: '1e400' (row 2). Expected "
        )
    read, _ = column("share", ["28.999999999999996", "29.000"])
    assert read == [28.999999999999996, 29.0]


def test_an_ambiguous_piece_and_a_date_among_selections_are_told():
    """F5: the piece with its meanings."""
    topics = MultipleChoice(code="topics", options=(Option("a", "b"), Option("b", "B")))
    made = reading(
        instrument=instrument_of({**SCALES, "topics": topics}),
        sources={"topics": SelectionColumn(column="topics")},
    )
    with pytest.raises(ReadingError) as refused:
        made.answers(HEADER, [row("A", topics="a;b"), row("B", topics=dt.date(2026, 1, 2))])
    assert [str(finding).partition(". ")[0] for finding in refused.value.findings] == [
        "column 'topics': 'topics': 1 cell has several meanings: 'b' (row 2)",
        "column 'topics': 'topics': 1 cell holds a date: '2026-01-02' (row 3)",
    ]


def test_findings_say_which_of_the_rows_that_were_given_they_are_of():
    """The position among them, though the sentence gives the number that a spreadsheet shows."""
    rows = [HEADER, row("A"), ["", "", "", "", ""], row("B", plans="perhaps")]
    top = Header(rows=2, row=1)
    with pytest.raises(ReadingError) as refused:
        reading(header=top).answers(["x"] * 5, rows)
    (finding,) = refused.value.findings
    assert "'perhaps' (row 5)" in finding.message
    assert rows[finding.row][0] == "B"
    columns = dict(zip(HEADER, zip(*rows[1:], strict=True), strict=True))
    with pytest.raises(ReadingError) as refused:
        reading(header=top).answers_from_columns(columns)
    (of_columns,) = refused.value.findings
    assert of_columns.message == finding.message
    assert columns["Id"][of_columns.row] == "B"


def test_doubts_of_answers_are_of_the_rows_that_were_given():
    """What routing finds, too."""
    scales = {"policy": Binary(code="yes_no"), "share": Percentage(code="share")}
    instrument = instrument_of(scales, gates={"share": Equals("policy", "yes")})
    sources = {"policy": ChoiceColumn(column="policy"), "share": NumberColumn(column="share")}
    made = Reading(instrument=instrument, unit=UnitColumn("Id"), sources=sources)
    answers, _ = made.answers(["Id", *scales], [["A", "yes", 1], [], ["B", "no", 2]])
    (finding,) = answers.findings
    assert (finding.path, finding.unit, finding.row) == ("row 4, 'share'", "B", 2)


@pytest.mark.parametrize("rows", [["ab", "cd"], [{"Id": 1}], [3]], ids=repr)
def test_what_are_no_rows_is_refused(rows):
    """Text has letters, and a data frame names, where cells are expected."""
    with pytest.raises(ArgumentError) as refused:
        reading().answers(HEADER, rows)
    assert str(refused.value) == (
        f"'rows': got {rows[0]!r}, expected sequences of cells, one for each row. Of a data frame, hand over the "
        "columns: reading.answers_from_columns"
    )
    with pytest.raises(ArgumentError, match="'header': got 'Id', expected a sequence of names"):
        reading().answers("Id", [])
    array = np.array([row("A", plans="partly"), row("B")], dtype=object)
    assert reading().answers(np.array(HEADER), array)[0].record("A")["plans"] == "partly"

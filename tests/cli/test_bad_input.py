"""Bad input: every mistake is one message on standard error, with an exit code that says whose it is."""

import json

import pytest

from smmi.serialization import to_document
from tests.serialization.unchecked import unchecked

HEADER = "school,control,course,attendance,contents,partners\n"
GOOD = HEADER + "S1,public,yes,40,equity;advocacy,3\nS2,private,no,,none,0\n"

IMPOSSIBLE = {
    "an unknown option": (
        HEADER + "S1,public,maybe,40,equity,3\n",
        "row 2, column 'course': got 'maybe', expected one of 'no', 'yes'",
    ),
    "an unknown selection": (
        HEADER + "S1,public,yes,40,equity;law,3\n",
        "row 2, column 'contents': got the selection 'law', expected some of 'equity', 'advocacy', 'none'",
    ),
    "an unknown indicator column": (
        GOOD.replace("partners", "partner"),
        (
            "row 1, column 'partner': 'partner' is no indicator of the instrument, nor the unit's identifier or an "
            "attribute. Did you mean 'partners'? Correct it, or read it with --by, or leave it out with --ignore"
        ),
    ),
    "a number out of range": (
        HEADER + "S1,public,yes,140,equity,3\n",
        "row 2, column 'attendance': got 140, expected a number from 0 to 100",
    ),
    "a number that is none": (
        HEADER + "S1,public,yes,40%,equity,3\n",
        "row 2, column 'attendance': got '40%', expected a number from 0 to 100; leave out the percent sign",
    ),
    "a duplicate unit": (
        HEADER + "S1,public,no,,none,3\nS2,public,no,,none,3\nS1,public,no,,none,3\n",
        "row 4, column 'school': 'S1' stands in row 2, column 'school' already; each unit may stand once",
    ),
    "a unit without an identifier": (
        HEADER + ",public,no,,none,3\n",
        "row 2, column 'school': got nothing, expected the unit's identifier: text that is not blank, or an integer; "
        "fill it in, or take the row out",
    ),
    "a value that a characteristic does not admit": (
        HEADER + "S1,state,no,,none,3\n",
        "row 2, column 'control': got 'state', expected one of 'public', 'private'",
    ),
    "a ragged row": (
        HEADER + "S1,public,no,,none,3\nS2,public,no,none,3\n",
        "row 3: got 5 cells, expected 6 as in the header; look for a stray separator",
    ),
    "a column that stands twice": (
        "school,course,attendance,contents,partners,course\nS1,no,,none,3,no\n",
        "row 1, column 6: the column 'course' stands twice; remove one",
    ),
    "a column without a name": (
        "school,course,attendance,contents,partners,\nS1,no,,none,3,no\n",
        "row 1, column 6: the column has no name; give it one, or remove it",
    ),
    "a header only": (HEADER, "row 2: there are no units; expected at least one row of answers"),
}


@pytest.mark.parametrize(("content", "finding"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
@pytest.mark.parametrize("command", ["score", "check"])
def test_impossible_answers_are_named_with_row_and_column(on_tiny, command, content, finding):
    """What is impossible is said with the row, as a spreadsheet counts, and the column; the exit code is 1."""
    result = on_tiny(command, content)
    assert result.exit_code == 1
    if command == "check":
        hint = (
            "It may be readable as it is; this proposes how: smmi read answers.csv --instrument tiny.json --out "
            "reading.json\n"
        )
        readable = any(
            said in finding for said in ("is no indicator", "leave out the", "stands in row", "has no name")
        )
        said = f"impossible: {finding}\nanswers.csv: 1 impossible\n{hint if readable else ''}"
        assert result.stdout == said
        assert result.stderr == ""
    else:
        assert result.stderr == f"Error: answers.csv: the answers cannot be used: {finding}\n"
        assert result.stdout == ""


def test_a_missing_unit_column_is_named_with_the_nearest(folder, run):
    """A unit column that is not there is one finding, with the nearest name; what it then is, is another."""
    (folder / "answers.csv").write_text(GOOD, encoding="utf-8")
    result = run("score", "answers.csv", "--instrument", "tiny.json", "--unit-column", "schol")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: answers.csv: the answers cannot be used: 2 findings\n"
        "  row 1, column 'school': 'school' is no indicator of the instrument, nor the unit's identifier or an "
        "attribute. Correct it, or read it with --by, or leave it out with --ignore\n"
        "  row 1: there is no column 'schol', which was said to hold the unit's identifier. Did you mean 'school'?\n"
    )


def test_a_missing_attribute_is_named(on_tiny):
    """A column to group by that is not there is found."""
    result = on_tiny("score", GOOD, "--by", "contrl")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: answers.csv: the answers cannot be used: row 1: there is no column 'contrl', "
        "which was said to hold an attribute. Did you mean 'control'?\n"
    )


def test_all_findings_of_a_file_come_at_once(on_tiny):
    """One run tells everything that is wrong with a file; a ragged row is not found twice for what it shifts."""
    content = HEADER + "S1,state,maybe,140,law,99\n" + "S2,public,no,,none\n" + "S1,public,no,,none,0\n"
    result = on_tiny("check", content)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "impossible: row 3: got 5 cells, expected 6 as in the header; look for a stray separator",
        "impossible: row 4, column 'school': 'S1' stands in row 2, column 'school' already; each unit may stand once",
        "impossible: row 2, column 'course': got 'maybe', expected one of 'no', 'yes'",
        "impossible: row 2, column 'attendance': got 140, expected a number from 0 to 100",
        "impossible: row 2, column 'contents': got the selection 'law', expected some of 'equity', 'advocacy', 'none'",
        "impossible: row 2, column 'partners': got 99, expected an integer from 0 to 10; if it means no answer, leave "
        "the cell empty",
        "impossible: row 2, column 'control': got 'state', expected one of 'public', 'private'",
        "answers.csv: 7 impossible",
        "It may be readable as it is; this proposes how: smmi read answers.csv --instrument tiny.json --out "
        "reading.json",
    ]


def test_a_long_list_of_findings_is_cut_and_check_has_the_rest(on_tiny):
    """An error shows 25 findings and says where the others are."""
    content = HEADER + "".join(f"S{i},public,maybe,,none,0\n" for i in range(30))
    lines = on_tiny("score", content).stderr.splitlines()
    assert lines[0] == "Error: answers.csv: the answers cannot be used: 30 findings"
    assert len(lines) == 27
    assert lines[-1] == "  … and 5 more; `smmi check --out FILE` writes all"
    assert on_tiny("check", content).stdout.splitlines()[:2] == [
        "impossible: column 'course': 30 cells, expected one of 'no', 'yes': got 'maybe' (30 cells, rows 2, 3, 4, …)",
        "answers.csv: 30 impossible",
    ]


def test_rows_are_counted_as_a_spreadsheet_does_and_lines_as_an_editor_does(on_tiny):
    """Blank rows count, a cell of several lines is one row; where row and line differ, both are said."""
    content = (
        "school,control,course,attendance,contents,partners,remark\n"
        'S1,public,no,,none,0,"two\nlines"\n'
        "\n"
        ",,,,,,\n"
        "S2,public,maybe,,none,0,\n"
    )
    result = on_tiny("score", content, "--ignore", "remark")
    assert result.stderr == (
        "Error: answers.csv: the answers cannot be used: row 5 (line 6 of the text), column 'course': "
        "got 'maybe', expected one of 'no', 'yes'\n"
    )


UNREADABLE = {
    "an empty file": (b"", "is empty; expected the names of the columns, and a row for each unit"),
    "a byte order mark only": (
        b"\xef\xbb\xbf",
        "is empty; expected the names of the columns, and a row for each unit",
    ),
    "not UTF-8": (
        GOOD.replace("S2", "Universit\u00e9").encode("latin-1"),
        "is not UTF-8: byte 96 (0xE9) in line 3; save it as UTF-8 (in a spreadsheet: 'CSV UTF-8'), or read it with "
        "--encoding cp1252, which it looks like",
    ),
    "not UTF-8 after a byte order mark": (
        b"\xef\xbb\xbfa\xff",
        "is not UTF-8: byte 5 (0xFF) in line 1; save it as UTF-8 (in a spreadsheet: 'CSV UTF-8'), or read it in the "
        "encoding that --encoding names",
    ),
    "UTF-16 without a byte order mark": (
        GOOD.encode("utf-16-le"),
        "is not UTF-8: it looks like utf-16-le, without a byte order mark; declare it with --encoding utf-16-le",
    ),
    "a blank first row": (("\n" + GOOD).encode(), "row 1 is blank; expected the names of the columns"),
    "two separators that divide alike": (
        b"school,course;partners\nS1,no;3\n",
        "may be separated by commas (2 columns) or semicolons (2 columns); say which with --separator",
    ),
    "an open quotation mark": (
        (HEADER + 'S1,public,no,,"none,0\n').encode(),
        "is not CSV: unexpected end of data; look for a quotation mark without its partner",
    ),
}


@pytest.mark.parametrize(("content", "problem"), UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("command", ["score", "check"])
def test_a_file_that_cannot_be_read_is_one_message(on_tiny, command, content, problem):
    """A file that is no CSV file in UTF-8 is refused whole, with what to do; the exit code is 3."""
    result = on_tiny(command, content)
    assert result.exit_code == 3
    assert result.stderr == f"Error: answers.csv: {problem}\n"
    assert result.stdout == ""


def test_a_missing_file_is_one_message(run):
    """A file that is not there is named; the exit code is 3."""
    result = run("score", "answers.csv", "--instrument", "tiny.json", "--unit-column", "school")
    assert (result.exit_code, result.stderr) == (3, "Error: answers.csv: No such file or directory\n")


def test_a_folder_is_no_file(folder, run):
    """A folder in the place of a file is named."""
    (folder / "answers.csv").mkdir()
    result = run("score", "answers.csv", "--instrument", "tiny.json", "--unit-column", "school")
    assert (result.exit_code, result.stderr) == (3, "Error: answers.csv: Is a directory\n")


def changed(document, path, value):
    """A copy of a document with another value at a path."""
    copy = json.loads(json.dumps(document))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


def test_an_instrument_with_a_repeated_code_is_refused(folder, run, tiny):
    """The message says where each of the two stands; the exit code is 1."""
    path = ("domains", 0, "areas", 1, "indicators", 0, "code")
    document = changed(unchecked(to_document(tiny)), path, "course")
    (folder / "bad.json").write_text(json.dumps(document), encoding="utf-8")
    result = run("instrument", "bad.json")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: bad.json: the document cannot be read: $.domains[0].areas[1].indicators[0].code: "
        "the code 'course' is taken by $.domains[0].areas[0].indicators[0]; "
        "give each node and characteristic its own\n"
    )


def test_a_scheme_with_a_negative_weight_is_refused(folder, on_tiny):
    """The weight is named, with what was expected; the exit code is 1."""
    document = {
        "schema": "smmi/scheme",
        "version": 1,
        "instrument": reference(folder),
        "weights": {"course": -1.0},
    }
    (folder / "scheme.json").write_text(json.dumps(document), encoding="utf-8")
    result = on_tiny("score", GOOD, "--scheme", "scheme.json")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: scheme.json: the document cannot be read: $.weights.course: "
        "'weights' of 'course': got -1.0, expected a finite number of at least 0\n"
    )


def reference(folder):
    """How a document speaks of the instrument in `tiny.json`."""
    from smmi.scoring import ScoringScheme
    from smmi.serialization import from_document

    instrument = from_document(json.loads((folder / "tiny.json").read_text(encoding="utf-8")))
    return to_document(ScoringScheme.equal_weights(instrument))["instrument"]


DOCUMENTS = {
    "an empty document": (b" \n", 3, "is empty; expected a JSON document"),
    "not JSON": (b'{"schema": ', 3, "is not JSON: line 1, column 12: Expecting value"),
    "a number that is none": (
        b'{"schema": NaN}',
        3,
        "is not JSON: $.schema: got NaN, which is no number of JSON",
    ),
    "not UTF-8": (
        b'{"title": "\xe9"}',
        3,
        "is not UTF-8: byte 12 (0xE9) in line 1; save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')",
    ),
}


@pytest.mark.parametrize(("content", "code", "problem"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_that_cannot_be_read_is_one_message(folder, run, content, code, problem):
    """A file that is no JSON document is refused with the place of the mistake."""
    (folder / "bad.json").write_bytes(content)
    result = run("instrument", "bad.json")
    assert (result.exit_code, result.stderr) == (code, f"Error: bad.json: {problem}\n")


def test_a_document_nested_too_deeply_is_refused(folder, run):
    """A document made to exhaust the reader's stack is one message, too."""
    (folder / "bad.json").write_text("[" * 200_000, encoding="utf-8")
    result = run("instrument", "bad.json")
    assert result.exit_code == 3
    assert result.stderr == "Error: bad.json: is not JSON: it is nested too deeply\n"


def test_a_document_of_another_kind_is_refused(folder, run):
    """A scheme in the place of an instrument is named as what it is."""
    (folder / "bad.json").write_text('{"schema": "smmi/scheme", "version": 1}', encoding="utf-8")
    result = run("instrument", "bad.json")
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "Error: bad.json: the document cannot be read: $.schema: got 'smmi/scheme'"
    )


def test_a_scale_without_a_default_rule_asks_for_a_scheme(folder, run, tiny):
    """If equal weights do not do, the indicator is named."""
    path = ("domains", 0, "areas", 1, "indicators", 0, "scale")
    document = changed(unchecked(to_document(tiny)), path, {"kind": "count", "code": "number"})
    (folder / "open.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "answers.csv").write_text(GOOD, encoding="utf-8")
    result = run("score", "answers.csv", "--instrument", "open.json", "--unit-column", "school")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: the scoring scheme cannot be used: $.items.partners: "
        "'partners' has a count scale without a default rule; declare one in 'items', give the scale a maximum, or say "
        "that the indicator is not scored (in a codebook: scored = no)\n"
    )


def test_an_unknown_edition_is_named_with_the_nearest(folder, on_tiny, run):
    """What is neither a file nor a bundled edition is wrong usage: exit code 2."""
    result = run("instrument", "smmi16")
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: no file and no bundled edition is called 'smmi16' (2 known). Did you mean 'smmi-16'?\n"
    )
    result = run("instrument", "smmi.json")
    assert (result.exit_code, result.stderr) == (3, "Error: smmi.json: No such file or directory\n")


def test_an_unknown_unit_is_named_with_the_nearest(on_tiny):
    """A unit that has no answers is wrong usage: exit code 2."""
    content = HEADER + "North,public,no,,none,0\nSouth,public,no,,none,0\n"
    result = on_tiny("report", content, "--unit", "Norht", "--out", "north.html")
    assert result.exit_code == 2
    assert result.stderr == "Error: no unit is called 'Norht' (2 known). Did you mean 'North'?\n"


@pytest.mark.parametrize(
    "arguments", [["rank"], ["score"], ["demo", "--seed", "x"], ["demo", "--discipline", "law"]]
)
def test_wrong_usage_ends_with_2(run, arguments):
    """An unknown command, a missing argument and a value of the wrong kind are wrong usage, without a traceback."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr
    assert "Traceback" not in result.output


def test_a_folder_that_is_not_there_cannot_be_written_to(on_tiny):
    """What cannot be written is named, with what to do; the exit code is 3."""
    result = on_tiny("score", GOOD, "--out", "nowhere/scores.csv")
    said = "cannot be written: No such file or directory; make the folder, or choose another"
    assert (result.exit_code, result.stderr) == (3, f"Error: nowhere/scores.csv: {said}\n")

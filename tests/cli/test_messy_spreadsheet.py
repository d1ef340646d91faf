"""A spreadsheet as people fill it in, by the commands alone: checked, read, scored, reported."""

import csv
import io
import json
import os
import shutil
import threading

import openpyxl
import polars as pl
import pyreadstat
import pytest

from smmi import Answers, ScoringScheme, score
from smmi.instrument import Area, Domain, Indicator, Instrument, Nonresponse, Option, Ordinal, Percentage
from smmi.intake.presets import PRESETS
from smmi.scoring import SaturatingCount
from smmi.serialization import to_document
from tests.intake.exports.make_exports import HERE
from tests.intake.exports.programme import FIELD

MESSY = "sheet_people.csv"
GIVEN = (MESSY, "--instrument", "field.json")
READ = ("read", *GIVEN, "--out", "reading.json")
REPLIES = {
    "repeated": "last",
    "none_topics": "none",
    "entry_plans_fullly": "no_answer",
    "entry_share_8_5": "number_8_5",
    "column_visits": "column_vists_in_a_year",
    "word_hyphen_minus": "no_answer",
    "word_prefer_not_to_say": "no_answer",
    "word_n_a": "not_applicable",
    "word_question_mark": "no_answer",
}
SCHEME = ScoringScheme(FIELD, items={"visits": SaturatingCount(50)})


def answering(replies):
    """Options with answers."""
    return [part for name, choice in replies.items() for part in ("--answer", f"{name}={choice}")]


@pytest.fixture
def messy(folder):
    """A folder with the file, its instrument and a scheme."""
    shutil.copy(HERE / MESSY, folder)
    (folder / "field.json").write_text(json.dumps(to_document(FIELD)), encoding="utf-8")
    (folder / "scheme.json").write_text(json.dumps(to_document(SCHEME)), encoding="utf-8")
    return folder


@pytest.fixture
def read(messy, run):
    """The same folder after the file was read with all answers."""
    last = {"word_n_a_of_visits_1": "not_applicable"}
    result = run(*READ, *answering({**REPLIES, **last}))
    assert result.exit_code == 0, result.output
    return messy


def careful():
    """What a careful reader makes of the file."""
    told = json.loads((HERE / "expected" / "sheet_people.json").read_text(encoding="utf-8"))
    states = {"not_applicable": Nonresponse.NOT_APPLICABLE}
    return Answers.from_records(
        FIELD,
        [
            {
                "Id": unit,
                **{
                    code: tuple(said) if isinstance(said, list) else states.get(said, said)
                    for code, said in told["answers"][unit].items()
                },
            }
            for unit in told["units"]
        ],
        unit="Id",
    )


def test_an_answer_by_kind_serves_the_questions_that_have_the_choice(messy, run):
    """Words for options and for numbers are of one kind; what an answer does not serve stays open."""
    result = run(*READ, "--answer", "entry=number_8_5")
    assert result.exit_code == 1
    assert "entry_share_8_5=number_8_5" in result.stdout
    assert "--answer entry=number_8_5" in result.stdout.splitlines()[-1]
    assert "--answer entry_plans_fullly=CHOICE" in result.stdout.splitlines()[-1]


def test_check_says_in_a_few_lines_what_is_wrong_and_what_to_run(messy, run):
    """The header comes first; the last line is a command that runs."""
    result = run("check", *GIVEN, "--unit-column", "Id")
    assert result.exit_code == 1
    *lines, last = result.stdout.splitlines()
    assert lines == [
        "impossible: row 1, column 'Topics taught': 'Topics taught' is no indicator of the instrument, nor the unit's "
        "identifier or an attribute. That is a name of 'topics', give the code. Correct it, or read it with --by, or "
        "leave it out with --ignore; likewise 'PLANS MADE', 'Share of students' and 2 more",
        "impossible: row 9, column 'Id': 'A02' stands in row 3, column 'Id' already; each unit may stand once",
        "sheet_people.csv: 6 impossible",
    ]
    assert last == "It may be readable as it is; this proposes how: smmi " + " ".join(READ)


def test_questions_that_are_open_are_told_with_the_next_command(messy, run):
    """Nothing is written; each question stands in the command, which after the choices asks what depends on them."""
    first = run(*READ)
    assert first.exit_code == 1
    assert not (messy / "reading.json").exists()
    said = first.stdout.splitlines()
    assert said[:4] == [
        "A reading for 'A survey of four questions', edition 1 (12 rows, 6 columns)",
        "",
        "9 questions:",
        "  repeated: What counts of a unit that stands in several rows of 'Id'?",
    ]
    choices = " ".join(answering(dict.fromkeys(REPLIES, "CHOICE")))
    assert said[-4:] == [
        "",
        "1 more question depends on these; answered at once, it is not asked next: "
        "--answer word_n_a_of_visits_1=CHOICE (if column_visits is column_vists_in_a_year)",
        "9 questions are open; nothing is written. Run this, with one of the choices for each CHOICE:",
        f"smmi {' '.join(READ)} {choices}",
    ]
    at_once = {**REPLIES, "word_n_a_of_visits_1": "not_applicable"}
    assert run(*READ, *answering(at_once)).exit_code == 0
    (messy / "reading.json").unlink()
    second = run(*READ, *answering(REPLIES))
    assert second.exit_code == 1
    assert second.stdout.splitlines()[2:5] == [
        "1 question:",
        "  word_n_a_of_visits_1: What does 'n/a' mean in 'Vists in a year'?",
        "    seen: it stands in 1 cell of 1 column",
    ]
    assert second.stdout.splitlines()[-2:] == [
        "1 question is open; nothing is written. Run this, with one of the choices for each CHOICE:",
        f"smmi {' '.join(READ)} {' '.join(answering(REPLIES))} --answer word_n_a_of_visits_1=CHOICE",
    ]
    assert not (messy / "reading.json").exists()


def test_the_whole_way_from_the_file_to_a_report(read, run):
    """Read, checked, scored into a workbook, placed and reported, equal to what a careful reader makes of the file."""
    given = (*GIVEN, "--reading", "reading.json")
    checked = run("check", *given, "--strict")
    assert (checked.exit_code, checked.stdout) == (
        0,
        "before scoring: 'visits' has a count scale without a default rule; declare one in a scheme (--scheme), give "
        "the scale a maximum, or say that the indicator is not scored (in a codebook: scored = no)\n"
        "sheet_people.csv: 11 units, 4 indicators, nothing impossible, 0 doubtful\n",
    )
    scored = run(
        "score", *given, "--scheme", "scheme.json", "--out", "scores.xlsx", "--account", "account.json"
    )
    assert (scored.exit_code, scored.stdout, scored.stderr) == (
        0,
        "scores.xlsx: scores of 11 units\n",
        "account.json: account of 11 rows; confidential\n",
    )
    expected = score(careful(), SCHEME)
    header, *rows = openpyxl.load_workbook(read / "scores.xlsx").active.iter_rows(values_only=True)
    assert header[:2] == ("Id", "overall")
    assert {row[0]: row[1] for row in rows} == dict(
        zip(expected.units.tolist(), expected.overall.tolist(), strict=True)
    )
    account = json.loads((read / "account.json").read_text(encoding="utf-8"))
    assert (account["schema"], account["read"], account["rows"]) == ("smmi/account", 11, 12)
    result = run(
        "norms", *given, "--scheme", "scheme.json", "--out", "norms.json", "--hand-out", "bands.json"
    )
    assert result.exit_code == 0, result.output
    named = (*given, "--scheme", "scheme.json", "--unit", "A02")
    assert run("place", *named, "--norms", "bands.json").exit_code == 0
    assert run("publish", *given, "--scheme", "scheme.json", "--out", "all.html").exit_code == 0
    result = run("report", *named, "--norms", "norms.json", "--out", "A02.html")
    assert (result.exit_code, result.stdout) == (0, "Report of A02: A02.html\n")


def test_what_is_left_as_it_is_is_told_and_the_reading_kept(messy, run):
    """The reading is written, the cells are named, and the command ends with exit code 1; corrected, they are read."""
    replies = {**REPLIES, "entry_plans_fullly": "leave", "word_n_a_of_visits_1": "no_answer"}
    result = run(*READ, *answering(replies))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-3:] == [
        "impossible: column 'PLANS MADE': 1 cell says nothing that is known: 'Fullly' (row 12). Did you mean 'Fully'? "
        "Expected one of 'not_at_all', 'partly', 'fully'. Correct them in the table; `smmi read` asks what they mean",
        "reading.json: the reading of sheet_people.csv; it is written, and cannot read yet what is named above",
        "Next: correct that in the file, or run `smmi read` again with other answers; then smmi check sheet_people.csv "
        "--instrument field.json --reading reading.json",
    ]
    again = (*GIVEN, "--reading", "reading.json")
    scored = run("score", *again, "--scheme", "scheme.json")
    assert (scored.exit_code, scored.stderr.partition(": column")[0]) == (
        1,
        "Error: sheet_people.csv: the table cannot be read",
    )
    result = run("check", *again, "--out", "findings.csv")
    rows = list(csv.DictReader(io.StringIO((messy / "findings.csv").read_text(encoding="utf-8"))))
    assert [tuple(row.values())[:-1] for row in rows] == [
        ("impossible", "unknown-option", "PLANS MADE", "plans", "", "12", "1")
    ]
    text = (messy / MESSY).read_text(encoding="utf-8").replace("Fullly", "fully")
    (messy / MESSY).write_text(text, encoding="utf-8")
    assert run("check", *again).exit_code == 0


def test_every_question_that_is_open_is_told(folder, run):
    """Many of a kind are answered by the kind where all have the same choices; else each is named."""
    indicators = [
        Indicator(code=f"q{number}", prompt=f"Question {number}?", scale=EXTENT if number else OTHER)
        for number in range(9)
    ]
    area = Area(code="all_of_it", label="All", indicators=indicators)
    made = Instrument(
        code="nine", edition="1", title="Nine", domains=[Domain(code="work", label="Work", areas=[area])]
    )
    (folder / "nine.json").write_text(json.dumps(to_document(made)), encoding="utf-8")
    for first in (0, 1):
        header = ["Id", *(f"q{number}" for number in range(first, 9))]
        rows = [["A", *(["Partly"] * 9)[first:]], ["B", *(["Mostly"] * 9)[first:]]]
        if not first:
            rows[0][1], rows[1][1] = "Low", "Lower"
        with (folder / "nine.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        replies = answering({"absent": "no_answer"} if first else {})
        result = run("read", "nine.csv", "--instrument", "nine.json", "--out", "reading.json", *replies)
        assert result.exit_code == 1, result.output
        *said, command = result.stdout.splitlines()
        names = [one.removesuffix("=CHOICE") for one in command.split() if one.endswith("=CHOICE")]
        if first:
            assert names == ["entry"]
        else:
            assert len(names) == 9
            assert all(any(line.startswith(f"  {name}: ") for line in said) for name in names)


def test_questions_are_asked_on_a_terminal_if_that_is_wanted(messy, run, monkeypatch):
    """By number or by word, until an answer is a choice; then the command says how to do the same unasked."""
    result = run(*READ, "--ask")
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: '--ask': got no terminal, expected a terminal to ask on. Answer with --answer ID=CHOICE\n",
    )
    monkeypatch.setattr("smmi.cli.reading._asking.is_terminal", lambda: True)
    said = iter(["9", "last", "1", "4", "1", "1", "1", "no_answer", "1", "1", "1"])
    monkeypatch.setattr("typer.prompt", lambda _: next(said))
    result = run(*READ, "--ask")
    assert result.exit_code == 0, result.output
    assert "got '9', expected a number from 1 to 4, or one of the words\n" in result.stdout
    same = next(line for line in result.stdout.splitlines() if line.startswith("smmi read"))
    kept = (messy / "reading.json").read_bytes()
    (messy / "reading.json").unlink()
    assert run("repeat", "reading.json.manifest.json").exit_code == 0  # nobody is asked again
    assert (messy / "reading.json").read_bytes() == kept
    (messy / "reading.json").unlink()
    assert run(*same.split()[1:]).exit_code == 0
    assert (messy / "reading.json").read_bytes() == kept


WRONG = {
    "an answer of another form": (
        ["--answer", "repeated"],
        "'--answer': got 'repeated', expected ID=CHOICE, such as repeated=last",
    ),
    "two answers to a question": (
        ["--answer", "repeated=last", "--answer", "repeated=first"],
        "'--answer': got repeated=last and repeated=first, expected one answer to a question",
    ),
    "a question that there is not": (
        ["--answer", "repated=last"],
        "'--answer': got repated=last, expected a question of this file: 'repeated', 'word_n_a', "
        "'none_topics', 'word_prefer_not_to_say', 'entry_share_8_5', 'word_hyphen_minus', 'entry_plans_fullly', "
        "'word_question_mark', 'word_n_a_of_visits_1', 'column_visits'. Leave out answers that this "
        "file does not ask for",
    ),
    "a choice that there is not": (
        ["--answer", "repeated=lst"],
        "'--answer': got repeated=lst, expected a choice of 'repeated': 'last', 'first', 'refuse', 'merge'",
    ),
    "a preset that there is not": (
        ["--preset", "recap"],
        f"no preset has the code 'recap' ({len(PRESETS)} known). Did you mean 'redcap'?",
    ),
    "a column that there is not": (
        ["--unit-column", "ID number"],
        "no column has the name 'ID number' (6 known: 'Id', 'Topics taught', 'PLANS MADE', 'Share of students', "
        "'Vists in a year', 'Contact').",
    ),
}


@pytest.mark.parametrize(("options", "message"), WRONG.values(), ids=WRONG)
def test_wrong_answers_and_options_are_told(messy, run, options, message):
    """Each with what is known, and exit code 2."""
    result = run(*READ, *options)
    assert (result.exit_code, result.stderr) == (2, f"Error: {message}\n")


CONTRADICTIONS = {
    "another column of units": (
        ["--unit-column", "Contact"],
        "'--unit-column': got 'Contact', expected 'Id', as reading.json says. Leave the option out, or make another "
        "reading with `smmi read`",
    ),
    "a column left out that is read": (
        ["--ignore", "share of students"],
        "'--ignore': got 'share of students', expected no column that reading.json reads. Leave the option out, or "
        "make another reading with `smmi read`",
    ),
    "an attribute that is not read": (
        ["--by", "Contact"],
        "'--by': got 'Contact', expected nothing, as the reading has no attributes. `smmi read --by Contact` makes a "
        "reading with it",
    ),
}


@pytest.mark.parametrize(("options", "message"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
@pytest.mark.parametrize("command", ["check", "score"])
def test_options_that_contradict_the_reading_are_refused(read, run, command, options, message):
    """What the reading says is not said again in another way."""
    result = run(command, *GIVEN, "--reading", "reading.json", *options)
    assert (result.exit_code, result.stderr) == (2, f"Error: {message}\n")


def test_options_that_say_what_the_reading_says_do_no_harm(read, run):
    """The same column of units, in other capitals too, and a column that is left out anyway."""
    given = ("check", *GIVEN, "--reading", "reading.json")
    assert run(*given, "--unit-column", "id", "--ignore", "Contact").stdout == run(*given).stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            [],
            "'--unit-column': got nothing, expected the column of the units' identifiers, or --reading FILE. `smmi "
            "read` proposes how a file is read",
        ),
        (
            ["--unit-column", "Id", "--account", "account.json"],
            "'--account': got a file, expected --reading FILE beside it, whose account it is",
        ),
    ],
)
def test_what_is_not_said_is_asked_for(messy, run, options, message):
    """Units need a column or a reading, an account needs a reading."""
    result = run("score", *GIVEN, *options)
    assert (result.exit_code, result.stderr) == (2, f"Error: {message}\n")


def test_a_reading_of_another_instrument_is_refused(read, run):
    """Its fingerprint says so, and the message what to do."""
    result = run("check", MESSY, "--instrument", "tiny.json", "--reading", "reading.json")
    assert result.exit_code == 1
    head, code, fingerprint = result.stderr.splitlines()
    assert (head, code) == (
        "Error: reading.json: the document cannot be read: 2 findings",
        "  $.instrument.code: the document belongs to another instrument: got 'field_survey', expected 'tiny'",
    )
    assert fingerprint.startswith(
        "  $.instrument.fingerprint: the document belongs to another instrument: got "
    )
    assert fingerprint.endswith(
        ". Make the reading anew with `smmi read`, or give the instrument that it was made for; a codebook without a "
        "row of the kind 'instrument' is called as its file"
    )


EXTENT = Ordinal(
    code="extent",
    options=(Option("not_at_all", "Not at all"), Option("partly", "Partly"), Option("fully", "Fully")),
)

OTHER = Ordinal(code="level", options=(Option("low", "Low"), Option("high", "High")))


def wide(folder):
    """An instrument of eighty questions, and forty rows as people fill them in."""
    asked = [
        Indicator(
            code=f"q{number}",
            prompt=f"Question {number}?",
            scale=Percentage(code="share") if number % 2 else EXTENT,
        )
        for number in range(80)
    ]
    area = Area(code="all_of_it", label="All", indicators=asked)
    made = Instrument(
        code="wide", edition="1", title="Wide", domains=[Domain(code="work", label="Work", areas=[area])]
    )
    (folder / "wide.json").write_text(json.dumps(to_document(made)), encoding="utf-8")
    words = ("Partly", "N/A", "FULLY"), ("35%", "12", "N/A")
    header = ["Id", *(f"q{number}" for number in range(79)), "Q 79", "Contact"]
    rows = [
        [f"S{max(row, 1)}", *(words[number % 2][(row + number) % 3] for number in range(80)), ""]
        for row in range(40)
    ]
    with (folder / "wide.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


MOST_LINES = 40
"""So many lines of `smmi check` a careless spreadsheet makes at most."""


def test_thousands_of_findings_are_at_most_forty_lines(folder, run, capsys):
    """The header first; columns with the same cause share a line; --out writes each cell, in a workbook too."""
    wide(folder)
    given = ("check", "wide.csv", "--instrument", "wide.json", "--unit-column", "Id")
    result = run(*given, "--out", "findings.csv")
    lines = result.stdout.splitlines()
    with capsys.disabled():
        print(f"\nlines of smmi check for 2,643 findings: {len(lines)} (at most {MOST_LINES})")  # noqa: T201
    assert len(lines) <= MOST_LINES
    unknown = "is no indicator of the instrument, nor the unit's identifier or an attribute."
    advice = "Correct it, or read it with --by, or leave it out with --ignore"
    extent = "expected one of 'not_at_all', 'partly', 'fully'"
    blank = "if it means no answer, leave the cell empty"
    assert (result.exit_code, lines[:3]) == (
        1,
        [
            f"impossible: row 1, column 'Q 79': 'Q 79' {unknown} Did you mean 'q79'? {advice}",
            f"impossible: row 1, column 'Contact': 'Contact' {unknown} {advice}",
            "impossible: row 3, column 'Id': 'S1' stands in row 2, column 'Id' already; each unit may stand once",
        ],
    )
    assert lines[3:] == [
        f"impossible: columns 'q0', 'q6', 'q12' and 37 more: 534 cells, {extent}; that is the label of 'partly', give "
        "the code: got 'Partly' (534 cells, rows 2, 3, 4, …)",
        f"impossible: columns 'q2', 'q8', 'q14' and 37 more: 533 cells, {extent}; that is the label of 'fully', give "
        "the code: got 'FULLY' (533 cells, rows 2, 3, 4, …)",
        "impossible: columns 'q3', 'q9', 'q15' and 36 more: 520 cells, expected a number from 0 to 100; leave out "
        "the percent sign: got '35%' (520 cells, rows 2, 3, 4, …)",
        f"impossible: columns 'q4', 'q10', 'q16' and 37 more: 533 cells, {extent}; {blank}: got 'N/A' (533 cells, rows "
        "2, 3, 4, …)",
        f"impossible: columns 'q5', 'q11', 'q17' and 36 more: 520 cells, expected a number from 0 to 100; {blank}: got "
        "'N/A' (520 cells, rows 2, 3, 4, …)",
        "wide.csv: 2,643 impossible",
        "It may be readable as it is; this proposes how: smmi read wide.csv --instrument wide.json --out reading.json",
        "findings.csv: 2,643 findings",
    ]
    written = list(csv.DictReader(io.StringIO((folder / "findings.csv").read_text(encoding="utf-8"))))
    assert len(written) == sum(int(row["count"]) for row in written) == 2643
    assert {(row["kind"], row["reason"]) for row in written} == {
        ("impossible", "unknown-column"),
        ("impossible", "repeated-unit"),
        ("impossible", "unknown-option"),
        ("impossible", "wrong-kind"),
    }
    assert written[2] == {
        "kind": "impossible",
        "reason": "unknown-option",
        "column": "q0",
        "indicator": "q0",
        "unit": "",
        "row": "2",
        "count": "1",
        "message": f"got 'Partly', {extent}; that is the label of 'partly', give the code",
    }


def test_a_wide_file_is_read_and_scored_after_three_answers(folder, run, capsys):
    """Labels, percent signs, capitals, a repeated school and a mistyped column."""
    wide(folder)
    given = ("wide.csv", "--instrument", "wide.json")
    replies = {"repeated": "first", "column_q79": "column_q_79", "word": "no_answer"}
    assert run("read", *given, "--out", "reading.json", *answering(replies)).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(run("score", *given, "--reading", "reading.json").stdout)))
    with capsys.disabled():
        print(f"\nscored after {len(replies)} answers about the same file: {len(rows)} units")  # noqa: T201
    assert len(rows) == 39
    # Of each pair of questions one is half or full, or blank; of each other one 35 or 12, or blank.
    expected = {
        row: sum(points) / len(points)
        for row in range(40)
        if row != 1
        for points in [
            [
                ({0: 50, 2: 100}, {0: 35, 1: 12})[number % 2][(row + number) % 3]
                for number in range(80)
                if (row + number) % 3 != (1, 2)[number % 2]
            ]
        ]
    }
    assert {row["Id"]: float(row["overall"]) for row in rows} == {
        f"S{max(row, 1)}": pytest.approx(points, rel=1e-12) for row, points in expected.items()
    }


def test_a_workbook_is_read_as_the_text_is(messy, run):
    """Numbers are numbers there, blank rows between others count, and the sheet is named."""
    header, *rows = csv.reader(io.StringIO((messy / MESSY).read_text(encoding="utf-8")))
    book = openpyxl.Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.active.insert_rows(5)
    book.create_sheet("notes").append(["made by hand"])
    book.save(messy / "messy.xlsx")
    given = ("messy.xlsx", "--instrument", "field.json", "--sheet", "1")
    result = run("read", *given, "--out", "reading.json")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].startswith(
        "smmi read messy.xlsx --instrument field.json --out reading.json --sheet 1 --answer repeated=CHOICE"
    )
    replies = {**REPLIES, "word_n_a_of_visits_1": "not_applicable", "entry_plans_fullly": "leave"}
    result = run("read", *given, "--out", "reading.json", *answering(replies))
    assert result.exit_code == 1
    assert "'Fullly' (row 13)" in result.stdout  # as the spreadsheet counts
    replies["entry_plans_fullly"] = "no_answer"
    assert run("read", *given, "--out", "reading.json", *answering(replies)).exit_code == 0
    scored = run("score", *given, "--reading", "reading.json", "--scheme", "scheme.json")
    rows = list(csv.DictReader(io.StringIO(scored.stdout)))
    expected = score(careful(), SCHEME)
    assert {row["Id"]: float(row["overall"]) for row in rows} == dict(
        zip(expected.units.tolist(), expected.overall.tolist(), strict=True)
    )


def test_what_an_spss_file_says_of_its_columns_is_evidence(folder, run):
    """Questions stand in labels of columns, answers in labels of values, and missing codes are the file's own."""
    frame = pl.DataFrame({"respondent": ["A", "B", "C"], "V1": [2.0, 1.0, 9.0]})
    pyreadstat.write_sav(
        frame,
        folder / "answers.sav",
        column_labels=["", "Are plans made?"],
        variable_value_labels={"V1": {1.0: "Not at all", 2.0: "Partly", 3.0: "Fully", 9.0: "Refused"}},
        missing_ranges={"V1": [9.0]},
    )
    plans = Indicator(code="plans", prompt="Are plans made?", scale=EXTENT)
    area = Area(code="all_of_it", label="All", indicators=[plans])
    made = Instrument(
        code="short", edition="1", title="Short", domains=[Domain(code="work", label="Work", areas=[area])]
    )
    (folder / "short.json").write_text(json.dumps(to_document(made)), encoding="utf-8")
    given = ("answers.sav", "--instrument", "short.json")
    result = run("read", *given, "--out", "reading.json", "--account", "account.json")
    assert result.exit_code == 0, result.output
    assert (folder / "account.json").stat().st_mode & 0o077 == 0
    rows = csv.DictReader(io.StringIO(run("score", *given, "--reading", "reading.json").stdout))
    assert {row["respondent"]: row["overall"] for row in rows} == {"A": "50.0", "B": "0.0", "C": ""}


def test_a_pipe_is_read_once(messy, run):
    """What a pipe gave is kept, as it does not give it again."""
    pipe = messy / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=((messy / MESSY).read_bytes(),))
    writer.start()
    replies = {**REPLIES, "word_n_a_of_visits_1": "not_applicable"}
    given = ("--instrument", "field.json", "--out", "reading.json", *answering(replies))
    result = run("read", "pipe", *given)
    writer.join()
    assert result.exit_code == 0, result.output
    assert "12 rows below 1 header row" in result.stdout


def test_a_column_of_errors_is_refused_if_it_is_read(messy, run):
    """A spreadsheet's error values in a column that the reading takes; in another one they do not matter."""
    book = openpyxl.Workbook()
    for row in [["Id", "Plans made", "Remark"], ["A", "Partly", "#REF!"], ["B", "Fully", ""]]:
        book.active.append(row)
    book.save(messy / "few.xlsx")
    replies = answering({"absent": "not_administered"})
    given = ("few.xlsx", "--instrument", "field.json")
    assert run("read", *given, "--out", "reading.json", *replies).exit_code == 0
    book.active["B3"] = "#REF!"
    book.save(messy / "few.xlsx")
    told = run("read", *given, "--out", "again.json").stdout
    assert "\n\nTo be corrected in the table first:\n  column 'Plans made': error values" in told
    assert told.index("error values") < told.index(" questions:\n")
    result = run("check", *given, "--reading", "reading.json")
    assert result.exit_code == 3
    assert result.stderr.splitlines()[1:] == [
        "Error: few.xlsx: cannot be used as answers; correct it:",
        "  column 'Plans made': error values, such as #N/A, in row 3; correct them, or open and save the workbook in a "
        "spreadsheet",
    ]


def test_attributes_of_a_reading_group_the_units(folder, run):
    """`--by` goes into the reading, and then chooses among its attributes."""
    wide(folder)
    text = (folder / "wide.csv").read_text(encoding="utf-8").replace("Contact", "Control")
    (folder / "wide.csv").write_text(text, encoding="utf-8")
    given = ("wide.csv", "--instrument", "wide.json")
    replies = answering({"repeated": "first", "column_q79": "column_q_79", "word": "no_answer"})
    assert run("read", *given, "--by", "Control", "--out", "reading.json", *replies).exit_code == 0
    scored = run("score", *given, "--reading", "reading.json", "--by", "Control")
    assert scored.stdout.splitlines()[0] == "Id,Control,overall,work,all_of_it"
    result = run("norms", *given, "--reading", "reading.json", "--owner", "Kontrol", "--out", "norms.json")
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: '--owner': got 'Kontrol', expected an attribute of the reading ('Control'). `smmi read --by Kontrol` "
        "makes a reading with it\n",
    )


@pytest.mark.parametrize(
    "command",
    [
        "score",
        "publish",
        "place",
        *(pytest.param(one, marks=pytest.mark.long) for one in ("check", "report", "norms", "improve")),
    ],
)
def test_of_a_plain_file_a_reading_makes_what_the_file_says(folder, run, command):
    """Without questions, and with the same results to the byte as without a reading."""
    rows = [f"S{row},{'public' if row % 2 else 'private'},yes,{row},equity,{row % 9}" for row in range(1, 25)]
    text = "\n".join(["school,control,course,attendance,contents,partners", *rows]) + "\n"
    (folder / "answers.csv").write_text(text, encoding="utf-8")
    given = ("answers.csv", "--instrument", "tiny.json")
    assert run("read", *given, "--out", "reading.json").exit_code == 0
    bands = ("norms", *given, "--unit-column", "school", "--out", "norms.json", "--hand-out", "bands.json")
    assert run(*bands).exit_code == 0
    options = {
        "report": ("--unit", "S2", "--by", "control", "--out", "made"),
        "norms": ("--by", "control", "--out", "made"),
        "publish": ("--by", "control", "--out", "made"),
        "place": ("--unit", "S2", "--norms", "bands.json"),
        "check": ("--out", "made"),
        "score": ("--reasons", "--out", "made"),
        "improve": ("--unit", "S2", "--by", "control", "--target", "stars:4", "--out", "made"),
    }[command]
    results = []
    for how in (("--unit-column", "school"), ("--reading", "reading.json")):
        result = run(command, *given, *how, *options)
        assert result.exit_code == 0, result.output
        results.append((result.stdout, (folder / "made").read_bytes() if "made" in options else b""))
    assert results[0] == results[1]

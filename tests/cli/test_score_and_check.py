"""`smmi score` and `smmi check`: CSV in, CSV out, and the doubtful things listed."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from smmi import Answers, ScoringScheme, score
from smmi.cli.formats import read_table
from smmi.editions import smmi_16
from smmi.instrument import (
    Area,
    Binary,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    Nominal,
    Option,
    Percentage,
)
from smmi.serialization import to_document

HEADER = "school,control,course,attendance,contents,partners\n"
GOOD = HEADER + "S1,public,yes,40,equity;advocacy,3\nS2,private,no,,none,0\nS3,,,,,\n"


def table(text):
    """The rows of CSV text as mappings."""
    return list(csv.DictReader(io.StringIO(text)))


def test_scores_are_written_unrounded_with_empty_cells_for_absent_ones(on_tiny, tiny):
    """Columns are the unit, its attributes, overall, domains, areas; numbers read back to the last bit."""
    result = on_tiny("score", GOOD)
    assert result.exit_code == 0
    rows = table(result.stdout)
    assert list(rows[0]) == ["school", "control", "overall", "work", "teaching", "outreach"]
    answers = Answers.from_records(
        tiny,
        [
            {
                "school": "S1",
                "control": "public",
                "course": "yes",
                "attendance": 40,
                "contents": ("equity", "advocacy"),
                "partners": 3,
            },
            {"school": "S2", "control": "private", "course": "no", "contents": ("none",), "partners": 0},
            {"school": "S3"},
        ],
        unit="school",
        attributes=["control"],
    )
    expected = score(answers, ScoringScheme.equal_weights(tiny))
    for code in expected.codes:
        assert [float(row[code]) for row in rows[:2]] == expected[code][:2].tolist()
        assert rows[2][code] == ""
    assert [row["control"] for row in rows] == ["public", "private", ""]


def test_reasons_say_why_scores_are_absent(on_tiny):
    """With `--reasons`, a column for each score says why it is absent, and nothing where it is not."""
    rows = table(on_tiny("score", GOOD, "--reasons").stdout)
    assert rows[0]["overall_reason"] == ""
    assert rows[2]["overall_reason"] == "nothing answered"
    assert rows[2]["outreach_reason"] == "nothing answered"


def test_scores_go_to_a_file_if_one_is_named(folder, on_tiny):
    """With `--out`, the file holds what standard output would."""
    text = on_tiny("score", GOOD).stdout
    result = on_tiny("score", GOOD, "--out", "scores.csv")
    assert result.stdout == "scores.csv: scores of 3 units\n"
    assert (folder / "scores.csv").read_text(encoding="utf-8") == text


def test_columns_to_ignore_and_attributes_that_nobody_declared(on_tiny):
    """`--by` takes any column as an attribute, `--ignore` leaves one out; both may be repeated."""
    content = (
        "school,size,place,remark,note,course,attendance,contents,partners\nS1,small,north,a,b,no,,none,0\n"
    )
    result = on_tiny(
        "score", content, "--by", "size", "--by", "place", "--ignore", "remark", "--ignore", "note"
    )
    row = table(result.stdout)[0]
    assert (row["size"], row["place"]) == ("small", "north")
    assert "remark" not in row


def test_an_attribute_that_is_called_like_a_score_is_refused(on_tiny):
    """Two columns of one name would leave a reader guessing."""
    content = "school,overall,course,attendance,contents,partners\nS1,a,no,,none,0\n"
    result = on_tiny("score", content, "--by", "overall")
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: 'by': got 'overall', expected names that no column of the scores has. "
        "Rename the column of the answers\n"
    )


def test_a_byte_order_mark_and_columns_left_over_by_a_spreadsheet_do_no_harm(on_tiny):
    """A spreadsheet's byte order mark, blank rows below and blank columns at the right are passed over."""
    padded = "\ufeff" + "".join(f"{line},,\r\n" for line in [*GOOD.splitlines(), ",,,,,"])
    assert on_tiny("score", padded).stdout == on_tiny("score", GOOD).stdout


def test_a_bundled_edition_is_an_instrument_by_name(folder, run):
    """`--instrument smmi-16` needs no file, and characteristics are read without being named."""
    header = ["id", "discipline", *(indicator.code for indicator in smmi_16().indicators)]
    (folder / "answers.csv").write_text(",".join(header) + "\nA,dental" + "," * 80 + "\n", encoding="utf-8")
    result = run("score", "answers.csv", "--instrument", "smmi-16", "--unit-column", "id")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].startswith("A,dental,,")


def test_check_lists_what_is_doubtful(on_tiny):
    """An answer behind a shut gate is doubtful: listed, and no failure unless `--strict` is given."""
    content = HEADER + "S1,public,no,40,none,3\n"
    expected = (
        "doubtful: row 2, column 'attendance': got 40.0, but the instrument's routing skips it; "
        "the answer is set aside, not scored (S1; it is asked where 'course' is 'yes')\n"
        "answers.csv: 1 units, 4 indicators, nothing impossible, 1 doubtful\n"
    )
    result = on_tiny("check", content)
    assert (result.exit_code, result.stdout) == (0, expected)
    result = on_tiny("check", content, "--strict")
    assert (result.exit_code, result.stdout) == (1, expected)


@pytest.mark.parametrize(
    ("options", "first"), [((), "the characteristic"), (("--by", "discipline"), "there is no")]
)
def test_a_characteristic_without_a_column_is_asked_for(folder, run, options, first):
    """The message says what to call the column and what may stand in it, whether it was named or not."""
    (folder / "few.csv").write_text("school\nS1\n", encoding="utf-8")
    result = run("check", "few.csv", "--instrument", "smmi-16", "--unit-column", "school", *options)
    assert result.exit_code == 1
    line = result.stdout.splitlines()[0]
    assert line.startswith(f"impossible: row 1: {first}")
    assert line.endswith("; add a column named discipline (dental, medical, nursing, associate_nursing)")


def test_the_example_in_the_documentation_is_read(folder, run):
    """Its units are scored, and nothing in it is doubtful but the columns that it does not show."""
    page = Path(__file__).parents[2].joinpath("docs", "command-line.md").read_text(encoding="utf-8")
    rows = re.search("```text\n(school,.*?)```", page, flags=re.DOTALL)
    (folder / "example.csv").write_text(rows[1], encoding="utf-8")
    given = "example.csv", "--instrument", "smmi-16", "--unit-column", "school"
    checked = run("check", *given)
    assert (checked.exit_code, checked.stdout) == (
        0,
        "doubtful: 73 columns are absent or have no answer: 'global_home_link', 'student_clinic', "
        "'interprofessional_service' and 70 more; look for lost or mistyped columns\n"
        "example.csv: 2 units, 80 indicators, nothing impossible, 1 doubtful\n",
    )
    lines = run("score", *given).stdout.splitlines()
    assert all(re.search(r",\d+\.\d", line) for line in lines[1:])


def test_check_finds_nothing_in_good_answers(on_tiny):
    """Good answers end with exit code 0, also with `--strict`."""
    result = on_tiny("check", GOOD.replace("S3,,,,,\n", ""), "--strict")
    assert (result.exit_code, result.stdout) == (
        0,
        "answers.csv: 2 units, 4 indicators, nothing impossible, 0 doubtful\n",
    )


def test_check_lists_what_is_doubtful_together(on_tiny):
    """Fractions, empty columns and empty units: with `--strict` they end the command with exit code 1."""
    rows = ["S1,,yes,0.45,,3", "S2,,yes,0.8,,1", "S3,,yes,0.1,,7", "S4,,,,,"]
    content = HEADER + "\n".join(rows) + "\n"
    expected = (
        "doubtful: column 'attendance': all 3 shares are from 0 to 1 (0.1, 0.45, 0.8), as fractions are; a percentage "
        "is from 0 to 100: multiply them by 100\n"
        "doubtful: column 'contents': none of the 4 units that were asked has answered; look for a lost column\n"
        "doubtful: unit 'S4': 'S4' has answered nothing; leave it out if it took no part\n"
        "answers.csv: 4 units, 4 indicators, nothing impossible, 3 doubtful\n"
    )
    for options, code in (((), 0), (("--strict",), 1)):
        result = on_tiny("check", content, *options)
        assert (result.exit_code, result.stdout) == (code, expected)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6))
def test_rows_come_back_from_a_file_with_their_places(tmp_path_factory, rows):
    """Whatever cells hold (quotation marks, line ends, separators), rows are read as written and found at their row."""
    path = tmp_path_factory.mktemp("csv") / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["a", "b", "c"], *rows])
    read = read_table(path)
    kept = [
        (number, list(row)) for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)
    ]
    assert list(read.rows) == [row for _, row in kept]
    assert [place.partition(" (")[0] for place in read.places] == [f"row {number}" for number, _ in kept]


def test_a_place_says_the_line_where_it_differs_from_the_row(tmp_path):
    """A row below a cell of several lines is found by its row and by its line."""
    path = tmp_path / "rows.csv"
    path.write_bytes(b'a,b\r\n1,"x\r\ny\r\nz"\r\n2,w\r\n')
    read = read_table(path)
    assert len(list(read.rows)) == 2
    assert list(read.places) == ["row 2", "row 3 (line 5 of the text)"]


@pytest.mark.parametrize("noisy", ["NO_COLOR", "FORCE_COLOR"])
def test_written_scores_hold_no_control_characters(on_tiny, noisy):
    """Data on standard output is data only, whatever the terminal."""
    text = on_tiny("score", GOOD, env={"NO_COLOR": None, noisy: "1"}).stdout
    assert "\x1b" not in text


def gated(folder):
    """Write an instrument with a nominal gate that is not scored, and answers to it."""
    kind = Nominal(code="kind", options=(Option("public", "Public"), Option("private", "Private")))
    questions = [
        Indicator(code="control", prompt="Who owns it?", scale=kind, scored=False),
        Indicator(
            code="share",
            prompt="What share?",
            scale=Percentage(code="share"),
            gate=Equals("control", "public"),
        ),
        Indicator(code="mission", prompt="A mission?", scale=Binary(code="yes_no")),
    ]
    area = Area(code="area", label="Area", indicators=questions)
    domain = Domain(code="domain", label="Domain", areas=[area])
    made = Instrument(code="gated", edition="1", title="Gated", domains=[domain])
    (folder / "gated.json").write_text(json.dumps(to_document(made)), encoding="utf-8")
    rows = "school,control,share,mission\nS1,public,29,yes\nS2,private,,yes\n"
    (folder / "answers.csv").write_text(rows, encoding="utf-8")
    return "answers.csv", "--instrument", "gated.json", "--unit-column", "school"


def test_a_question_that_only_opens_a_gate_is_not_scored(folder, run):
    """It is checked as any other, scored without a rule, and reported without a line of its own."""
    given = gated(folder)
    assert run("check", *given, "--strict").exit_code == 0
    result = run("score", *given)
    assert [row["overall"] for row in table(result.stdout)] == ["64.5", "100.0"]
    assert run("report", *given, "--unit", "S1", "--out", "S1.html").exit_code == 0


def test_the_default_scheme_is_written_and_read(folder, run, on_tiny):
    """`smmi scheme` spells the default scheme out; as it is, it changes no score, and it is there to be changed."""
    assert run("scheme", "tiny.json", "--out", "scheme.json").stdout == "scheme.json: scheme of tiny.json\n"
    document = json.loads((folder / "scheme.json").read_text(encoding="utf-8"))
    assert set(document["items"]) == {"course", "attendance", "contents", "partners"}
    assert document["instrument"] == {"code": "tiny", "edition": "1"}
    plain = on_tiny("score", GOOD).stdout
    assert on_tiny("score", GOOD, "--scheme", "scheme.json").stdout == plain
    document["weights"]["outreach"] = 3
    (folder / "scheme.json").write_text(json.dumps(document), encoding="utf-8")
    assert on_tiny("score", GOOD, "--scheme", "scheme.json").stdout != plain
    given = gated(folder)
    assert run("scheme", "gated.json", "--out", "gated-scheme.json").exit_code == 0
    assert run("score", *given, "--scheme", "gated-scheme.json").exit_code == 0
    result = run("score", *given, "--scheme", "scheme.json")
    assert result.stderr == (
        "Error: scheme.json: the document cannot be read: $.instrument.code: the document belongs to another "
        "instrument: got 'tiny', expected 'gated'\n"
    )


def test_what_has_no_rule_is_told_before_it_is_scored(folder, run):
    """A count without a maximum: by the check and the reading of the answers, whatever these are."""
    asked = [
        *(Indicator(code=code, prompt=f"{code}?", scale=Count(code="times")) for code in ("calls", "visits")),
        Indicator(code="share", prompt="share?", scale=Percentage(code="percent")),
    ]
    area = Area(code="all_of_it", label="All", indicators=asked)
    made = Instrument(
        code="few", edition="1", title="Few", domains=[Domain(code="work", label="Work", areas=[area])]
    )
    (folder / "few.json").write_text(json.dumps(to_document(made)), encoding="utf-8")
    (folder / "answers.csv").write_text("school,calls,visits,share\nS1,1,2,3\n", encoding="utf-8")
    given = ("answers.csv", "--instrument", "few.json")
    told = (
        "before scoring: 'calls' has a count scale without a default rule; declare one in a scheme (--scheme), give "
        "the scale a maximum, or say that the indicator is not scored (in a codebook: scored = no); likewise 'visits'"
    )
    checked = run("check", *given, "--unit-column", "school", "--strict")
    assert (checked.exit_code, checked.stdout.splitlines()[0]) == (0, told)
    assert told in run("read", *given, "--out", "reading.json").stdout.splitlines()
    assert run("score", *given, "--unit-column", "school").exit_code == 1
    capped = (
        folder.joinpath("few.json").read_text(encoding="utf-8").replace('"times"', '"times", "maximum": 9')
    )
    document = {name: value for name, value in json.loads(capped).items() if name != "checksum"}
    (folder / "few.json").write_text(json.dumps(document), encoding="utf-8")
    assert run("score", *given, "--unit-column", "school").exit_code == 0
    assert "before scoring" not in run("check", *given, "--unit-column", "school").stdout

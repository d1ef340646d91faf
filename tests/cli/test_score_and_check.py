"""`smmi score` and `smmi check`: CSV in, CSV out, and the doubtful things listed."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from smmi import Answers, ScoringScheme, score
from smmi.cli.formats import read_rows
from smmi.editions import smmi_16

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
    """Its units are scored, and nothing in it is doubtful."""
    page = Path(__file__).parents[2].joinpath("docs", "command-line.md").read_text(encoding="utf-8")
    rows = re.search("```text\n(school,.*?)```", page, flags=re.DOTALL)
    (folder / "example.csv").write_text(rows[1], encoding="utf-8")
    given = "example.csv", "--instrument", "smmi-16", "--unit-column", "school"
    checked = run("check", *given, "--strict")
    assert (checked.exit_code, checked.stdout) == (
        0,
        "example.csv: 2 units, 80 indicators, nothing impossible, 0 doubtful\n",
    )
    lines = run("score", *given).stdout.splitlines()
    assert all(re.search(r",\d+\.\d", line) for line in lines[1:])


def test_check_finds_nothing_in_good_answers(on_tiny):
    """Good answers end with exit code 0, also with `--strict`."""
    result = on_tiny("check", GOOD, "--strict")
    assert (result.exit_code, result.stdout) == (
        0,
        "answers.csv: 3 units, 4 indicators, nothing impossible, 0 doubtful\n",
    )


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6))
def test_rows_come_back_from_a_file_with_their_places(tmp_path_factory, rows):
    """Whatever cells hold (quotation marks, line ends, separators), rows are read as written and found at their row."""
    path = tmp_path_factory.mktemp("csv") / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["a", "b", "c"], *rows])
    read = read_rows(path)
    kept = [
        (number, list(row)) for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)
    ]
    assert list(read.rows) == [row for _, row in kept]
    assert [place.partition(" (")[0] for place in read.places] == [f"row {number}" for number, _ in kept]


def test_a_place_says_the_line_where_it_differs_from_the_row(tmp_path):
    """A row below a cell of several lines is found by its row and by its line."""
    path = tmp_path / "rows.csv"
    path.write_bytes(b'a,b\r\n1,"x\r\ny\r\nz"\r\n2,w\r\n')
    read = read_rows(path)
    assert len(list(read.rows)) == 2
    assert list(read.places) == ["row 2", "row 3 (line 5 of the text)"]


@pytest.mark.parametrize("noisy", ["NO_COLOR", "FORCE_COLOR"])
def test_written_scores_hold_no_control_characters(on_tiny, noisy):
    """Data on standard output is data only, whatever the terminal."""
    text = on_tiny("score", GOOD, env={"NO_COLOR": None, noisy: "1"}).stdout
    assert "\x1b" not in text

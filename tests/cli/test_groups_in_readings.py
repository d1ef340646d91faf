"""Groups of units in a file as people fill it in: their words are asked about, and named by the file's labels."""

import json

import polars as pl
import pyreadstat
import pytest

from smmi.instrument import Area, Characteristic, Count, Domain, Indicator, Instrument, Option
from smmi.serialization import to_document

SECTOR = Characteristic("sector", "Kind of school", (Option("state", "State"), Option("private", "Private")))
STAFF = Indicator(code="staff", prompt="How many counsellors?", scale=Count(code="people", maximum=50))
SCHOOLS = Instrument(
    code="schools",
    edition="1",
    title="Schools",
    characteristics=[SECTOR],
    domains=[
        Domain(code="reach", label="Reach", areas=[Area(code="people", label="People", indicators=[STAFF])])
    ],
)
GIVEN = ("--instrument", "schools.json")


@pytest.fixture
def schools(folder):
    """A folder with the instrument and a list of schools."""
    (folder / "schools.json").write_text(json.dumps(to_document(SCHOOLS)), encoding="utf-8")
    lines = ["Name of your school,Kind of school,staff", "Ash,State,2", "Fir,Privat,1.5", "Elm,STATE,4"]
    (folder / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_groups_are_read_as_answers_say(schools, run):
    """What a word of a group means is asked; a number that no scale admits is corrected in the file, as is said."""
    read = ("read", "list.csv", *GIVEN, "--out", "reading.json")
    assert "value_sector_privat: What does 'Privat' in 'Kind of school' mean?" in run(*read).stdout
    result = run(*read, "--answer", "value=option_private")
    assert result.stdout.splitlines()[-3] == (
        "impossible: column 'staff': 1 cell is out of range: '1.5' (row 3). Expected an integer from 0 to 50. Correct "
        "them in the table, or clear them there, if they are no answer"
    )
    text = (schools / "list.csv").read_text(encoding="utf-8").replace("1.5", "1")
    (schools / "list.csv").write_text(text, encoding="utf-8")
    score = ("check", "list.csv", *GIVEN, "--reading", "reading.json", "--by")
    for name in ("sector", "Sector ", "kind of school", "Kind of school"):
        assert run(*score, name).exit_code == 0
    tables = [run("score", *score[1:], name).stdout for name in ("sector", "SECTOR", "kind of school")]
    assert (tables[0].splitlines()[0].split(",")[:2], len(set(tables))) == (
        ["Name of your school", "sector"],
        1,
    )
    made = ("norms", *score[1:], "Kind of School", "--out", "norms.json")
    assert run(*made).exit_code == 0
    assert json.loads((schools / "norms.json").read_text(encoding="utf-8"))["by"] == [["sector"]]
    report = ("report", *score[1:], "Sector", "--unit", "Ash", "--out", "ash.html")
    assert run(*report).exit_code == 0
    result = run(*score, "kinds")
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: '--by': got 'kinds', expected an attribute of the reading ('sector'). `smmi read --by kinds` makes a "
        "reading with it\n",
    )


def test_a_name_of_two_attributes_is_asked_for(schools, run):
    """What names one attribute and the column of another one names neither; the attribute's own name does."""
    text = "Id,Kind,kind of school,staff\nAsh,red,State,2\nFir,blue,Private,1\n"
    (schools / "list.csv").write_text(text, encoding="utf-8")
    read = run("read", "list.csv", *GIVEN, "--by", "Kind", "--out", "reading.json")
    assert read.exit_code == 0, read.output
    path = schools / "reading.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["attributes"]["KIND OF SCHOOL"] = document["attributes"].pop("Kind")
    document.pop("checksum", None)
    path.write_text(json.dumps(document), encoding="utf-8")
    check = ("check", "list.csv", *GIVEN, "--reading", "reading.json", "--by")
    assert run(*check, "KIND OF SCHOOL").exit_code == 0
    result = run(*check, "kind of school")
    assert result.exit_code == 2
    assert "got 'kind of school', expected an attribute of the reading (" in result.stderr


def test_groups_of_a_labelled_file_are_called_as_it_labels_them(schools, run):
    """A column is found by its label, and the groups of another one are the labels of its values."""
    frame = pl.DataFrame({"id": ["A", "B"], "v1": [1.0, 2.0], "v2": [1.0, 2.0], "staff": [3.0, 4.0]})
    pyreadstat.write_sav(
        frame,
        schools / "list.sav",
        column_labels={"v1": "Kind of school", "v2": "Region"},
        variable_value_labels={"v1": {1: "State", 2: "Private"}, "v2": {1: "North", 2: "South"}},
    )
    given = ("list.sav", *GIVEN)
    assert run("read", *given, "--out", "reading.json", "--by", "Region").exit_code == 0
    scored = run("check", *given, "--reading", "reading.json", "--by", "Region", "--by", "sector")
    assert scored.exit_code == 0
    account = run("read", *given, "--out", "reading.json", "--by", "Region").stdout
    assert "1 → North" in account
    assert "1 → state" in account

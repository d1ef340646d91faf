"""A reading that was confirmed on one file, and the next file: what commands say and do."""

import json

import polars as pl
import pyreadstat
import pytest

from smmi.cli.files import FileError
from smmi.cli.formats.tables._encodings import is_utf_8
from smmi.instrument import Area, Count, Domain, Indicator, Instrument, Option, Ordinal
from smmi.serialization import to_document

EXTENT = Ordinal(
    code="extent",
    options=(Option("no", "No", value=1), Option("partly", "Partly", value=2), Option("yes", "Yes", value=3)),
)
ASKED = (
    Indicator(code="plans", prompt="Are there plans?", scale=EXTENT),
    Indicator(code="staff", prompt="How many counsellors?", scale=Count(code="people", maximum=50)),
)
CLINICS = Instrument(
    code="clinics",
    edition="1",
    title="Clinics",
    domains=[
        Domain(code="reach", label="Reach", areas=[Area(code="people", label="People", indicators=ASKED)])
    ],
)
GIVEN = ("--instrument", "clinics.json")
BY = (*GIVEN, "--reading", "reading.json")


@pytest.fixture
def clinics(folder):
    """A folder with the instrument."""
    (folder / "clinics.json").write_text(json.dumps(to_document(CLINICS)), encoding="utf-8")
    return folder


def text_of(*units):
    """A list of units."""
    return "\n".join(["Clinic ID,plans,staff", *(f"{unit},partly,{at + 1}" for at, unit in enumerate(units))])


def test_a_reading_keeps_the_encoding(clinics, run):
    """A file that is not UTF-8 is read as the first one was; one that is UTF-8 is read so, and that is told."""
    (clinics / "old.csv").write_bytes(text_of("Orléans", "Ash").encode("mac-roman"))
    read = run("read", "old.csv", *GIVEN, "--encoding", "mac-roman", "--out", "reading.json")
    assert read.exit_code == 0, read.output
    names = {}
    for name, units, encoding in (
        ("same", ["Genève"], "mac-roman"),
        ("new", ["Genève"], "utf-8"),
        ("marked", ["Genève"], "utf-8-sig"),
        ("plain", ["Elm"], "ascii"),
    ):
        (clinics / "next.csv").write_bytes(text_of(*units).encode(encoding))
        result = run("check", "next.csv", *BY, "--account", "account.json")
        account = json.loads((clinics / "account.json").read_text(encoding="utf-8"))
        (unit,) = [one for one in account["columns"] if one["use"] == "unit"]
        names[name] = [unit["lines"][0]["examples"][0]["cell"], result.stderr.splitlines()[:-1]]
    assert names == {
        "same": ["Genève", ["next.csv: read as CSV, separated by commas, in MAC-ROMAN"]],
        "new": ["Genève", ["next.csv: it is UTF-8, and read so, not in MAC-ROMAN, which the reading says"]],
        "marked": ["Genève", []],
        "plain": ["Elm", []],
    }
    (clinics / "next.csv").write_bytes(text_of("Genève").encode("mac-roman"))
    assert run("check", "next.csv", *BY, "--encoding", "utf-8").exit_code == 3


def labelled(path, labels, missing=None):
    """Write a file of SPSS."""
    frame = pl.DataFrame({"Id": ["Ash", "Elm"], "plans": [1.0, 3.0], "staff": [2.0, 9.0]})
    more = {} if missing is None else {"missing_ranges": {"staff": missing}}
    pyreadstat.write_sav(frame, path, variable_value_labels={"plans": labels}, **more)


def test_a_file_of_spss_that_says_something_else_is_refused(clinics, run):
    """Its labels are turned round, and a value is declared missing."""
    labels = {1: "No", 2: "Partly", 3: "Yes"}
    labelled(clinics / "old.sav", labels)
    read = run("read", "old.sav", *GIVEN, "--out", "reading.json")
    assert read.exit_code == 0, read.output
    assert run("check", "old.sav", *BY).exit_code == 0
    labelled(clinics / "new.sav", dict(zip(labels, reversed(labels.values()), strict=True)), missing=[9])
    result = run("check", "new.sav", *BY)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:2] == [
        "impossible: column 'plans': 2 cells hold values of which the file says something else than when the reading "
        "was made: '1' (row 2; it labels it 'Yes', where it was 'No'), '3' (row 3; it labels it 'No', where it was "
        "'Yes'). Make a new reading with `smmi read`, which looks what the file says",
        "impossible: column 'staff': 1 cell holds values of which the file says something else than when the reading "
        "was made: '9' (row 3). It declares it to be missing. Make a new reading with `smmi read`, which looks what "
        "the file says",
    ]


def test_what_is_utf_8_is_told_by_all_bytes(tmp_path):
    """ASCII is in every encoding, a NUL stands in UTF-16, a letter may be cut off; an unreadable file is told."""
    path = tmp_path / "text"
    said = {}
    for text in (b"Elm", "Genève".encode(), "Genève".encode()[:-3], b"E\0l\0", "Genève".encode("cp1252")):
        path.write_bytes(text)
        said[text] = is_utf_8(path, lambda: path.open("rb"))
    assert list(said.values()) == [None, True, False, False, False]

    def broken():
        raise OSError(5, "Input/output error")

    with pytest.raises(FileError, match="Input/output error"):
        is_utf_8(path, broken)


def test_a_file_of_utf_16_without_a_mark_is_read_again(clinics, run):
    """The encoding that the reading keeps is one that has no mark."""
    (clinics / "old.csv").write_bytes(text_of("Ash", "Elm").encode("utf-16-le"))
    read = run("read", "old.csv", *GIVEN, "--encoding", "utf-16-le", "--out", "reading.json")
    assert read.exit_code == 0, read.output
    (clinics / "next.csv").write_bytes(text_of("Fir").encode("utf-16-le"))
    assert run("check", "next.csv", *BY).exit_code == 0

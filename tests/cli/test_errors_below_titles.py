"""Workbooks with a title above the names of the columns: what is wrong in a column is told by its name."""

import json

import openpyxl
import pytest

from smmi.serialization import to_document
from tests.intake.field import SCALES, instrument_of

CODES = ("plans", "visits")


@pytest.fixture
def book(folder):
    """Two schools below some rows of titles, with an error in a column."""
    instrument = instrument_of({code: SCALES[code] for code in CODES})
    (folder / "i.json").write_text(json.dumps(to_document(instrument)), encoding="utf-8")

    def write(name, titles, broken):
        sheet = openpyxl.Workbook()
        page = sheet.active
        for title in titles:
            page.append([title])
        page.append(["School", "plans", broken if broken == "vists" else "visits", "Remark", "Region"])
        for unit, count in (("A", 3), ("B", 4)):
            page.append([unit, "Partly", count, "x", "N"])
        if broken:
            letter = {"vists": "C", "visits": "C", "Remark": "D", "Region": "E", "plans": "B"}[broken]
            cell = page[f"{letter}{page.max_row}"]
            cell.value, cell.data_type = "#N/A", "e"
        sheet.save(folder / name)

    return write


TITLES = {"none": (), "one": ("Survey",), "several": ("Survey", "Spring", "of all")}


@pytest.mark.parametrize("titles", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("broken", ["plans", "visits", "vists", "Region", "Remark"])
def test_errors_are_told_by_the_name_of_their_column(run, book, titles, broken):
    """Of each column that is read, or may be by an answer; those of a column that nobody reads do no harm."""
    book("a.xlsx", titles, broken)
    result = run("read", "a.xlsx", "--instrument", "i.json", "--by", "Region", "--out", "r.json")
    row = len(titles) + 3
    told = f"  column {broken!r}: error values, such as #N/A, in row {row}; correct them, or open and save the workbook"
    assert (told in result.stdout) == (broken != "Remark")
    assert result.exit_code == (0 if broken == "Remark" else result.exit_code)


@pytest.mark.parametrize("titles", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("broken", ["plans", "visits", "Region"])
def test_errors_in_the_next_file_are_refused_by_name(run, book, titles, broken):
    """A reading does not take #N/A for a region."""
    book("a.xlsx", titles, "")
    given = ("--instrument", "i.json", "--by", "Region")
    assert run("read", "a.xlsx", *given, "--out", "r.json").exit_code == 0
    book("b.xlsx", titles, broken)
    result = run("check", "b.xlsx", "--instrument", "i.json", "--reading", "r.json")
    assert result.exit_code == 3, result.output
    assert f"column {broken!r}: error values, such as #N/A, in row {len(titles) + 3}" in result.stderr

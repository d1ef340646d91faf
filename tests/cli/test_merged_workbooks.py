"""Workbooks with merged cells, by the commands alone."""

import json
import zipfile

import openpyxl
import pytest

from smmi.serialization import to_document
from tests.intake.field import SCALES, instrument_of

INSTRUMENT = instrument_of({"plans": SCALES["plans"], "visits": SCALES["visits"]})
HEADER = ["School", "Region", "plans", "visits"]


@pytest.fixture
def book(folder):
    """A workbook as people draw it: a title over all columns, and regions over several rows."""
    (folder / "i.json").write_text(json.dumps(to_document(INSTRUMENT)), encoding="utf-8")

    def write(name, regions):
        sheet = openpyxl.Workbook()
        page = sheet.active
        page.append(["Survey of schools", None, None, None])
        page.append(HEADER[1:2] + HEADER[:1] + HEADER[2:])
        page.merge_cells("A1:D1")
        for region, units in regions.items():
            first = page.max_row + 1
            for unit in units:
                page.append([region if unit == units[0] else None, unit, "Partly", 4])
            if len(units) > 1:
                page.merge_cells(start_row=first, end_row=page.max_row, start_column=1, end_column=1)
        sheet.save(folder / name)

    return write


def test_a_workbook_keeps_its_regions(folder, run, book):
    """All schools have the region that is merged over their rows, this year and the next."""
    book("a.xlsx", {"North": ["A", "B", "C"], "South": ["D"], "West": ["E", "F"]})
    given = ("--instrument", "i.json", "--by", "Region")
    first = run("read", "a.xlsx", *given, "--out", "r.json")
    assert first.stdout.splitlines()[-1].endswith("--answer merged_region=CHOICE")
    assert "3 cells below the first of them: 'North' (2), 'West' (1)" in first.stdout
    read = run("read", "a.xlsx", *given, "--out", "r.json", "--answer", "merged_region=fill_down")
    assert read.exit_code == 0, read.output
    assert "  3 as it is, filled down from merged cells: North; West\n" in read.stdout
    book("b.xlsx", {"North": ["A", "B"], "South": ["D", "G"], "West": ["E"]})
    scored = run("check", "b.xlsx", "--instrument", "i.json", "--reading", "r.json", "--account", "acc.json")
    assert scored.exit_code == 0, scored.output
    told = json.loads((folder / "acc.json").read_text(encoding="utf-8"))
    (region,) = [column for column in told["columns"] if column["column"] == "Region"]
    assert {line["how"]: line["count"] for line in region["lines"]} == {
        "as it is": 3,
        "as it is, filled down from merged cells": 2,
    }


def test_what_merged_cells_hide_is_read_and_what_they_lack_is_blank(folder, run, book):
    """A cell below the first may hold a value of its own; where the first is blank, so are the others."""
    book("a.xlsx", {"North": ["A", "B", "C"], "South": ["D", "E"]})
    sheet = openpyxl.load_workbook(folder / "a.xlsx")
    page = sheet.active
    ranges = [str(one) for one in page.merged_cells.ranges]
    for one in ranges:
        page.unmerge_cells(one)
    page["A4"], page["A6"] = "East", None
    sheet.save(folder / "a.xlsx")
    merged = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    old = (folder / "a.xlsx").rename(folder / "old.xlsx")
    with zipfile.ZipFile(old) as archive, zipfile.ZipFile(folder / "a.xlsx", "w") as written:
        for name in archive.namelist():
            text = archive.read(name)
            if name.endswith("sheet1.xml"):
                text = text.replace(
                    b"</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>".encode()
                )
            written.writestr(name, text)
    given = ("--instrument", "i.json", "--by", "Region", "--out", "r.json", "--answer", "merged=fill_down")
    result = run("read", "a.xlsx", *given)
    assert result.exit_code == 0, result.output
    told = (
        "2 as it is: North; East",
        "1 as it is, filled down from merged cells: North",
        "2 blank: no value",
    )
    assert "'Region': the attribute Region\n  {}\n  {}\n  {}\n".format(*told) in result.stdout

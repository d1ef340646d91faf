"""Files that are cut off, broken, or larger inside than outside: one typed error, in little time and memory."""

import io
import random
import struct
import tracemalloc
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, strategies as st

from smmi.cli.files import FileError
from smmi.cli.formats import read_table
from smmi.cli.formats.tables import _labelled, _parquet, _workbook_parts
from tests.cli.test_table_kinds import SHEET, WRITERS, edited, workbook

KINDS = ["xlsx", "sav", "dta", "parquet"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of a good file of each kind, and its rows."""
    folder = tmp_path_factory.mktemp("whole")
    found = {}
    for kind in KINDS:
        path = folder / f"t.{kind}"
        WRITERS[kind](path)
        found[kind] = path.read_bytes(), list(read_table(path).rows)
    return found


@given(st.sampled_from(KINDS), st.floats(0, 1), st.data())
def test_a_file_that_is_cut_off_is_refused_or_whole(tmp_path_factory, whole, kind, where, data):
    """No part of a table is taken for the table: what is read of a shorter file is all of it."""
    content, rows = whole[kind]
    path = tmp_path_factory.mktemp("cut") / "t"
    path.write_bytes(
        content[: max(11, int(where * len(content)))]
    )  # in 11 bytes every kind has said its name
    try:
        found = list(read_table(path).rows)
    except FileError as error:
        assert "cut off or broken" in str(error)
    else:
        assert found == rows


@given(st.sampled_from(KINDS), st.integers(0, 2**32))
def test_a_file_with_wrong_bytes_is_read_or_refused(tmp_path_factory, whole, kind, seed):
    """Whatever a library makes of broken bytes, what comes out is a table or an error of the file."""
    draw = random.Random(seed)
    content = bytearray(whole[kind][0])
    for _ in range(draw.choice([1, 2, 5])):
        content[draw.randrange(len(content))] = draw.choice([0, 127, 255, draw.randrange(256)])
    path = tmp_path_factory.mktemp("bytes") / "t"
    path.write_bytes(content)
    try:
        list(read_table(path).rows)
    except FileError as error:
        assert str(error).startswith(f"{path}: ")


PIECES = [b"9", b"-1", b"99999999999", b"<", b'"', b"", b"r", b"e", b"&#1;", b"1.5", b"XFD", b"\xff"]


@given(
    st.lists(
        st.tuples(st.floats(0, 0.999), st.integers(0, 3), st.sampled_from(PIECES)), min_size=1, max_size=3
    )
)
def test_a_sheet_with_wrong_xml_is_read_or_refused(tmp_path_factory, whole, changes):
    """Also where the archive is whole, and only what is inside is not."""
    path = tmp_path_factory.mktemp("xml") / "t.xlsx"
    with zipfile.ZipFile(io.BytesIO(whole["xlsx"][0])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts[SHEET]
    for where, length, piece in changes:
        at = int(where * len(sheet))
        sheet = sheet[:at] + piece + sheet[at + length :]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {**parts, SHEET: sheet}.items():
            archive.writestr(name, data)
    try:
        list(read_table(path).rows)
    except FileError as error:
        assert str(error).startswith(f"{path}: ")


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
BEGIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
SHEETS = {
    "elements in elements": (
        (b"<sheetData>", b"<sheetData>" + b"<row>" * 200_000 + b"</row>" * 200_000),
        "xl/worksheets/sheet1.xml: its elements lie more than 100 deep",
    ),
    "entities": ((BEGIN, LAUGHS + BEGIN), "xl/worksheets/sheet1.xml: it declares a document type"),
    "a row beyond the last": (
        (b'<row r="2"', b'<row r="99999999"'),
        "row 99999999 follows row 1; expected rows in",
    ),
    "rows out of order": ((b'<row r="2"', b'<row r="1"'), "row 1 follows row 1; expected rows in order"),
    "cells out of order": ((b'<c r="B2"', b'<c r="A2"'), "the cell 'A2' stands behind column 1 of row 2"),
    "a cell of another row": (
        (b'<c r="B2"', b'<c r="B7"'),
        "the cell 'B7' stands behind column 1 of row 2",
    ),
    "a cell that is nowhere": ((b'<c r="B2"', b'<c r="2B"'), "the cell '2B' stands behind column 1 of row 2"),
    "columns left out": (
        (
            b"</sheetData>",
            b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (i, i) for i in range(9, 1400)) + b"</sheetData>",
        ),
        "it has more than 20000000 cells, with those left out; save the sheet as CSV",
    ),
}


@pytest.mark.parametrize(("change", "said"), SHEETS.values(), ids=SHEETS)
def test_a_sheet_that_would_take_time_or_lose_cells_is_refused(tmp_path, change, said):
    """Nothing is built for depth, entities, or cells that are not there; openpyxl would drop what is out of order."""
    path = workbook(tmp_path / "t.xlsx", ["school", "a"], ["S1", 1])
    edited(path, SHEET, change)
    tracemalloc.start()
    try:
        with pytest.raises(FileError) as caught:
            list(read_table(path).rows)
        assert tracemalloc.get_traced_memory()[1] < 2**25
    finally:
        tracemalloc.stop()
    assert said in str(caught.value)


def test_one_row_at_the_end_of_a_sheet_is_found_at_its_place(tmp_path):
    """A million rows that are not there are no rows."""
    path = workbook(tmp_path / "t.xlsx", ["school"], ["S1"])
    edited(path, SHEET, (b'<row r="2"', b'<row r="50000"'), (b'r="A2"', b'r="A50000"'))
    table = read_table(path)
    assert (list(table.rows), list(table.places)) == ([["S1"]], ["row 50000"])


def test_more_inside_than_is_read_is_refused_before_it_is_unpacked(tmp_path):
    """The archive says that there are 4 GiB, or holds them: neither is taken into memory."""
    path = workbook(tmp_path / "t.xlsx", ["school"], ["S1"])
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(SHEET.encode()))
    struct.pack_into("<I", data, at + 24, 2**32 - 2**20)
    path.write_bytes(data)
    with pytest.raises(
        FileError, match=r"has 409\d MiB inside, expected 256 at most; save the sheet as CSV$"
    ):
        read_table(path)


def test_a_part_that_holds_more_than_the_archive_says_is_refused(tmp_path, monkeypatch):
    """A small size that is declared of a large part is found out while it is unpacked."""
    path = workbook(tmp_path / "t.xlsx", ["school"], ["S1"])
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(SHEET.encode()))
    struct.pack_into("<I", data, at + 24, 50)
    path.write_bytes(data)
    with pytest.raises(FileError, match="is a workbook that is cut off or broken"):
        read_table(path)
    monkeypatch.setattr(_workbook_parts, "MOST_PARTS", 3)
    with pytest.raises(FileError, match="has 9 parts inside, expected 3 at most"):
        read_table(workbook(path, ["school"]))


def test_what_a_stata_or_parquet_file_says_of_its_size_is_looked_at_first(tmp_path, whole, monkeypatch):
    """Two thousand million variables, rows and groups beyond the limits: refused by what the file says of itself."""
    path = tmp_path / "t"
    many = b"<stata_dta><header><release>119</release><byteorder>LSF</byteorder><K>\xff\xff\xff\x7f</K>"
    path.write_bytes(many + bytes(100))
    with pytest.raises(FileError, match="says that it has more than 120000 variables"):
        read_table(path)
    pq.write_table(pa.table({"school": ["a"] * 10}), path)
    monkeypatch.setattr(_parquet, "MOST_ROWS", 9)
    with pytest.raises(
        FileError, match="has 10 rows, 1 columns, 0 MiB in one group of rows, more than is read"
    ):
        read_table(path)
    path.write_bytes(whole["sav"][0])
    monkeypatch.setattr(_labelled, "MOST_CELLS", 6)
    with pytest.raises(FileError, match="has more than 1 rows of 6 columns; save it as CSV or Parquet"):
        read_table(path)


def test_a_parquet_file_of_one_long_text_many_times_is_read_piece_by_piece(tmp_path):
    """A dictionary that stands for 400 MB of text takes little memory."""
    path = tmp_path / "t.parquet"
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["x" * 20_000]))
    pq.write_table(pa.table({"school": texts}), path)
    assert path.stat().st_size < 2**16
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_table(path).rows) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 2**25
    finally:
        tracemalloc.stop()

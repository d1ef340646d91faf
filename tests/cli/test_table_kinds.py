"""Tables in workbooks, files of SPSS and Stata, and Parquet: the same cells, with what the file says beside them."""

import datetime as dt
import math
import os
import re
import struct
import sys
import threading
import zipfile

import openpyxl
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import given, strategies as st
from openpyxl.styles import numbers

from smmi.cli._exits import MissingExtraError
from smmi.cli.files import FileError
from smmi.cli.formats import read_table
from smmi.cli.formats.tables import ColumnNote, ColumnSet, cell_text

HEADER = ["school", "control", "course", "attendance", "contents", "partners"]
ROWS = [["S1", "public", "yes", 40, "equity;advocacy", 3], ["S2", "private", "no", None, "none", 0]]
CSV = "\n".join(",".join(map(cell_text, row)) for row in [HEADER, *ROWS]) + "\n"
PERCENT = "the sheet shows numbers of it as percentages: what it shows as 45 % is 0.45, and is read as 0.45"


def workbook(path, *rows, **sheets):
    """A workbook with a sheet of these rows, and further ones."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, others in sheets.items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(row)
    book.save(path)
    return path


def columns_of(rows):
    return {name: [row[at] for row in rows] for at, name in enumerate(HEADER)}


def as_sav(path):
    frame = pl.DataFrame(columns_of(ROWS)).with_columns(pl.col("attendance", "partners").cast(pl.Float64))
    pyreadstat.write_sav(frame, path)


def as_dta(path):
    frame = pl.DataFrame(columns_of(ROWS)).with_columns(pl.col("attendance", "partners").cast(pl.Float64))
    pyreadstat.write_dta(frame, path)


def as_parquet(path):
    pq.write_table(pa.table(columns_of(ROWS)), path)


def as_dictionaries(path):
    table = pa.table(columns_of(ROWS))
    pq.write_table(
        pa.table({name: table[name].combine_chunks().dictionary_encode() for name in HEADER}), path
    )


WRITERS = {
    "xlsx": lambda path: workbook(path, HEADER, *ROWS),
    "sav": as_sav,
    "dta": as_dta,
    "parquet": as_parquet,
    "dictionaries.parquet": as_dictionaries,
    "named.csv": lambda path: workbook(path, HEADER, *ROWS),
}


@pytest.mark.parametrize(("ending", "write"), WRITERS.items(), ids=WRITERS)
def test_scores_do_not_depend_on_the_kind_of_file(on_tiny, run, folder, ending, write):
    """The same answers in any kind of file give the same bytes, whatever its name says."""
    wanted = on_tiny("score", CSV)
    write(folder / f"given.{ending}")
    result = run("score", f"given.{ending}", "--instrument", "tiny.json", "--unit-column", "school")
    assert (result.exit_code, result.stdout) == (0, wanted.stdout), result.stderr
    assert result.stderr.startswith(f"given.{ending}: read as ")


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(-1e308, 1e308).map(
        lambda value: float(f"{value:.15g}")
    )  # the largest ones are rounded to infinity
    | st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]), max_size=8).filter(
        lambda text: not text.startswith(("=", "#")) and "_x" not in text
    )
    | st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1))
)


@given(st.lists(st.lists(VALUES, min_size=2, max_size=3), max_size=4))
def test_the_cells_of_a_workbook_are_read_as_they_were_stored(tmp_path_factory, rows):
    """Texts, numbers, truths and days come out as text, short rows are filled up, and rows keep their numbers."""
    path = workbook(tmp_path_factory.mktemp("book") / "t.xlsx", ["unit", "a", "b"], *rows)
    table = read_table(path)
    found = list(table.rows)
    wanted = {f"row {number}": [*map(cell_text, row), ""][:3] for number, row in enumerate(rows, start=2)}
    kept = {place: cells for place, cells in wanted.items() if any(cell.strip() for cell in cells)}
    assert dict(zip(table.places, found, strict=True)) == kept


@given(
    st.lists(
        st.floats(allow_infinity=False) | st.none() | st.integers(-99, 99).map(float), min_size=1, max_size=5
    ),
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5) | st.none()
    ),
)
def test_a_column_of_parquet_is_read_to_the_last_bit(tmp_path_factory, numbers_given, texts):
    """A number is found again from its text, null and NaN are blank, and a dictionary is its entries."""
    texts = [*texts, *[None] * len(numbers_given)][: len(numbers_given)]
    path = tmp_path_factory.mktemp("pq") / "t.parquet"
    coded = pa.array(texts, pa.string()).dictionary_encode()
    units = [f"S{i}" for i in range(len(numbers_given))]
    pq.write_table(pa.table({"unit": units, "a": pa.array(numbers_given, pa.float64()), "b": coded}), path)
    rows = list(read_table(path).rows)
    blank = [value is None or math.isnan(value) for value in numbers_given]
    assert [row[1] == "" for row in rows] == blank
    assert [float(row[1]) for row in rows if row[1]] == [
        value for value, none in zip(numbers_given, blank, strict=True) if not none
    ]
    assert [row[2] for row in rows] == [text or "" for text in texts]


@given(st.lists(st.lists(st.sampled_from(["", " ", "x"]), max_size=5), min_size=1, max_size=4))
def test_all_rows_of_a_sheet_are_as_wide_as_it_is(tmp_path_factory, rows):
    """The first row does not say how wide a sheet is: it may hold headings, above the names."""
    rows = [["unit"], *rows]
    table = read_table(workbook(tmp_path_factory.mktemp("book") / "t.xlsx", *rows))
    width = max(at for row in rows for at, cell in enumerate(row, start=1) if cell.strip())
    filled = [row for row in rows if any(map(str.strip, row))]
    assert [table.header, *table.rows] == [[*row, *[""] * width][:width] for row in filled]


def test_what_a_workbook_hides_is_told(tmp_path):
    """Percentages, hidden rows and merged cells are read, and said; trailing blank columns are none."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["school", "share", "a", None, None], *([f"S{i}", 0.45, 1, None, " "] for i in range(5))):
        sheet.append(row)
    for cell in sheet["B"][1:]:
        cell.number_format = numbers.FORMAT_PERCENTAGE
    for number in (3, 4, 6):
        sheet.row_dimensions[number].hidden = True
    sheet.merge_cells("C5:D6")
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert [table.header, *table.rows] == [
        ["school", "share", "a"],
        *([f"S{i}", "0.45", "" if i == 4 else "1"] for i in range(5)),
    ]
    assert list(table.account()) == [
        "read as the sheet 'Sheet' of a workbook",
        "hidden rows are read like others: 3 to 4, 6",
        "only the first of merged cells has their content: C5:D6",
        f"column 'share': {PERCENT}",
    ]
    assert table.notes == {"share": ColumnNote(remarks=(PERCENT,))}


def test_columns_without_a_name_are_called_by_their_letters(tmp_path):
    """Under merged headings the first row names few columns: what is said of the others says where they stand."""
    book = openpyxl.Workbook()
    for row in (["Unit", "Share", None, "Work", None], ["A", 0.1, 0.2, "x", "#N/A"]):
        book.active.append(row)
    for place in ("B2", "C2"):
        book.active[place].number_format = numbers.FORMAT_PERCENTAGE
    book.active["E2"].data_type = "e"
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert (list(table.notes), list(table.problems)) == (["Share", "column C"], ["column E"])
    assert list(table.account())[1:] == [f"columns 'Share', C: {PERCENT}"]
    assert list(table.account(of_columns=False))[1:] == []


def edited(path, part, *changes):
    """Change the text of a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for old, new in changes:
        parts[part] = parts[part].replace(b"<v></v>", b"<v />")  # so lxml writes it, if there is any
        assert old in parts[part], parts[part][:2000]
        parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_without_a_value_are_refused_where_they_are_used(on_tiny, run, folder):
    """Errors, and formulas that were never computed, refuse a column, unless it is left out."""
    rows = [[*row, "=1+1", "#N/A"] for row in ROWS]
    workbook(folder / "given.xlsx", [*HEADER, "sum", "bad"], *rows)
    line = "score", "given.xlsx", "--instrument", "tiny.json", "--unit-column", "school"
    result = run(*line)
    assert result.exit_code == 3
    assert result.stderr.splitlines()[1:] == [
        "Error: given.xlsx: cannot be used as answers; correct it, or leave a column out with --ignore:",
        "  column 'sum': formulas whose values are not stored in row 2, row 3; correct them, or open and save the "
        "workbook in a spreadsheet",
        "  column 'bad': error values, such as #N/A, in row 2, row 3; correct them, or open and save the workbook in a "
        "spreadsheet",
    ]
    result = run(*line, "--ignore", "sum", "--ignore", "bad")
    assert (result.exit_code, result.stdout) == (0, on_tiny("score", CSV).stdout)


def test_a_stored_value_of_a_formula_is_read(tmp_path):
    """What a spreadsheet computed and stored is read, an empty text too; nothing is computed here."""
    path = workbook(tmp_path / "t.xlsx", ["school", "a", "b"], ["S1", "=1+1", '=""'])
    edited(
        path, SHEET, (b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"), (b'<c r="C2"><f>', b'<c r="C2" t="str"><f>')
    )
    table = read_table(path)
    assert (list(table.rows), table.problems) == ([["S1", "2", ""]], {})


def test_a_number_that_is_too_large_for_a_day_is_refused(tmp_path):
    """What is shown as a day, and is none, is no text '#VALUE!'."""
    book = openpyxl.Workbook()
    book.active.append(["school", "day"])
    book.active.append(["S1", 1e9])
    book.active["B2"].number_format = "yyyy-mm-dd"
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(
        FileError, match=r"row 2, column 2: is shown as a day, and holds what is none; correct it$"
    ):
        list(read_table(tmp_path / "t.xlsx").rows)


def test_one_of_several_sheets_is_named(tmp_path):
    """Which of several sheets is meant is not guessed; a hidden and an empty one are not asked for."""
    path = workbook(tmp_path / "t.xlsx", ["school"], ["S1"], codes=[["code"], ["x"]], empty=[])
    with pytest.raises(FileError) as caught:
        read_table(path)
    assert str(caught.value) == f"{path}: has several sheets; name one with --sheet:\n  'Sheet'\n  'codes'"
    for name in ("codes", "2"):
        table = read_table(path, sheet=name)
        assert [table.header, *table.rows] == [["code"], ["x"]]
    with pytest.raises(
        FileError, match=r"has no sheet 'answers'; its sheets:\n  'Sheet'\n  'codes'\n  'empty'$"
    ):
        read_table(path, sheet="answers")
    with pytest.raises(FileError, match="is empty; expected the names of the columns"):
        read_table(path, sheet="empty")
    book = openpyxl.load_workbook(path)
    book["codes"].sheet_state = "hidden"
    book.save(path)
    assert read_table(path).header == ["school"]


def test_a_sheet_without_a_header_is_refused(tmp_path):
    """A blank first row is said to be, with the sheet."""
    path = workbook(tmp_path / "t.xlsx", [], [], ["school"], ["S1"])
    with pytest.raises(
        FileError, match=r"row 1 of the sheet 'Sheet' is blank; expected the names of the columns$"
    ):
        read_table(path)
    with pytest.raises(FileError, match="is empty; expected a visible sheet"):
        read_table(workbook(tmp_path / "none.xlsx"))


@pytest.mark.parametrize("dimension", [b"A1", b"A5:B9", b"A1:XFD1048576", b"nonsense"])
def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path, dimension):
    """All rows are read, and none more, whatever the dimension says."""
    path = workbook(tmp_path / "t.xlsx", ["school", "a"], *([f"S{i}", i] for i in range(3)))
    edited(path, SHEET, (b'<dimension ref="A1:B4"', b'<dimension ref="' + dimension + b'"'))
    try:
        table = read_table(path)
    except FileError as error:
        assert dimension == b"nonsense"
        assert "is a workbook that is cut off or broken" in str(error)
    else:
        assert list(table.rows) == [["S0", "0"], ["S1", "1"], ["S2", "2"]]


def test_labels_and_missing_codes_of_spss_are_notes(tmp_path):
    """Values stay as they are coded; what they mean, and which are missing, is data beside them."""
    path = tmp_path / "t.sav"
    frame = pl.DataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "q": [1.0, 2.0, -99.0, None],
            "r": [1.5, -7.0, 3.0, 0.1],
            "day": [None] * 4,
        }
    ).with_columns(pl.lit(dt.date(2026, 3, 1)).alias("day"))
    pyreadstat.write_sav(
        frame,
        path,
        column_labels={"q": "Is there a course?"},
        variable_value_labels={"q": {1: "No", 2: "Yes", -99: "Refused"}},
        missing_ranges={"q": [-99], "r": [{"lo": -9, "hi": -5}, -1]},
    )
    table = read_table(path)
    assert [table.header, *table.rows] == [
        ["id", "q", "r", "day"],
        ["a", "1", "1.5", "2026-03-01"],
        ["b", "2", "-7", "2026-03-01"],
        ["c", "-99", "3", "2026-03-01"],
        ["d", "", "0.1", "2026-03-01"],
    ]
    assert table.notes == {
        "q": ColumnNote(
            label="Is there a course?",
            value_labels={"1": "No", "2": "Yes", "-99": "Refused"},
            missing=("-99",),
        ),
        "r": ColumnNote(missing=("-1",), missing_ranges=((-9.0, -5.0),)),
    }
    assert list(table.account()) == ["read as an SPSS file (.sav), values as coded"]


def test_tagged_missing_values_of_stata_are_told_from_texts(tmp_path):
    """A missing value with a tag is .a, with its label; the text 'a' is the text; a plain one is blank."""
    path = tmp_path / "t.dta"
    frame = pl.DataFrame({"id": ["a", "b", "c"], "q": [1.0, None, 2.0]}).to_dict(as_series=False)
    frame["q"][2] = "a"
    import pandas as pd

    pyreadstat.write_dta(
        pd.DataFrame(frame),
        path,
        missing_user_values={"q": ["a"]},
        variable_value_labels={"q": {1: "No", "a": "Refused"}},
    )
    table = read_table(path)
    assert list(table.rows) == [["a", "1"], ["b", ""], ["c", ".a"]]
    assert table.notes["q"] == ColumnNote(value_labels={"1": "No", ".a": "Refused"}, missing=(".a",))


def test_lists_and_bytes_in_parquet_are_problems_of_their_columns(tmp_path):
    """Other columns can be read."""
    path = tmp_path / "t.parquet"
    pq.write_table(
        pa.table(
            {
                "id": ["a", "b"],
                "l": [["x"], None],
                "b": [b"1", b"2"],
                "t": pa.array([1, 1_700_000_000_123_456_789], pa.timestamp("ns")),
                "f": [True, None],
            }
        ),
        path,
    )
    table = read_table(path)
    assert list(table.problems) == ["l", "b"]
    assert list(table.rows) == [
        ["a", "", "", "1970-01-01", "TRUE"],
        ["b", "", "", "2023-11-14T22:13:20.123456", ""],
    ]


@pytest.mark.parametrize(
    ("ending", "package"), {"xlsx": "openpyxl", "sav": "pyreadstat", "parquet": "pyarrow"}.items()
)
def test_a_missing_library_is_told_with_the_line_that_installs_it(tmp_path, monkeypatch, ending, package):
    """Without the extra, the message names the package; a command ends with exit code 2."""
    WRITERS[ending](tmp_path / f"t.{ending}")
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        MissingExtraError, match=re.escape(f"needs {package}, which is not installed. Install it with: ")
    ):
        read_table(tmp_path / f"t.{ending}")


def compound(name):
    """The beginning of an old file of Office that holds a stream of this name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name.encode("utf-16-le")


def zipped(path, **parts):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return path.read_bytes()


OTHERS = {
    "an old Excel workbook (.xls), or another old Office file": compound("Workbook"),
    "an Office file with a password": compound("EncryptedPackage"),
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "JSON": b'\xef\xbb\xbf {"answers": [{"school": "S1"}]}',
    "an HTML page, whatever its name says": b"\r\n<html><body><table><tr><td>S1</td></tr></table>",
    "an XML spreadsheet of Excel 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    ),
    "an XML document": b'<?xml version="1.0"?><ODM/>',
    "an SPSS portable file (.por)": b"ASCII SPSS PORT FILE                    " * 5,
    "a gzip archive": b"\x1f\x8b\x08\x00",
    "an Arrow file (.feather, .arrow)": b"ARROW1\x00\x00",
    "a SAS file (.sas7bdat)": bytes(12) + b"\xc2\xea\x81\x60\xb3\x14",
    "a SAS transport file (.xpt)": b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!",
    "a picture (PNG)": b"\x89PNG\r\n\x1a\n",
}
ARCHIVES = {
    "a zip archive": {"answers.csv": "school\n"},
    "an OpenDocument spreadsheet (.ods)": {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
    "a Word document (.docx)": {"[Content_Types].xml": "", "word__document.xml": ""},
    "a Numbers or Pages document": {"Index__Document.iwa": ""},
    "a binary Excel workbook (.xlsb)": {"[Content_Types].xml": "", "xl__workbook.bin": ""},
}


@pytest.mark.parametrize("kind", [*OTHERS, *ARCHIVES])
def test_another_kind_of_file_is_named_as_what_it_is(tmp_path, kind):
    """What is no table that we read is told by its first bytes, never as text that is not UTF-8."""
    path = tmp_path / "answers.csv"
    path.write_bytes(OTHERS[kind] if kind in OTHERS else zipped(path, **ARCHIVES[kind]))
    with pytest.raises(FileError) as caught:
        read_table(path)
    said = f"{path}: is {kind}; expected a table: CSV, TSV, XLSX, SAV, DTA or Parquet; "
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    "header", ["PAR1,a", "RDX,a", "GIF,a", "PK,a", "BZh,a", "[a],b", "{x},b", "sa,si\x01"]
)
def test_a_header_that_begins_as_another_kind_does_is_a_header(tmp_path, header):
    """A few letters are no proof of another kind of file."""
    path = tmp_path / "t.csv"
    path.write_text(f"{header}\n1,2\n", encoding="utf-8")
    assert read_table(path).header == header.split(",")


def test_questions_of_several_choices_are_sets_of_columns(tmp_path):
    """What SPSS declares as a multiple response set is told with its columns and the value that counts."""
    path = tmp_path / "t.sav"
    pyreadstat.write_sav(pl.DataFrame({"id": ["x", ""], "a": [1.0, None], "b": [0.0, None]}), path)
    declared = b"$topics=D1 1 10 The topics a b\n$either=C 6 Either a b\n"
    end = struct.pack("<ii", 999, 0)
    content = path.read_bytes()
    assert content.count(end) == 1
    path.write_bytes(content.replace(end, struct.pack("<iiii", 7, 7, 1, len(declared)) + declared + end))
    table = read_table(path)
    assert table.sets == (
        ColumnSet(name="topics", label="The topics", columns=("a", "b"), counted="1"),
        ColumnSet(name="either", label="Either", columns=("a", "b")),
    )
    assert (list(table.rows), list(table.places)) == ([["x", "1", "0"]], ["row 2"])


def test_blank_rows_are_passed_over_and_keep_their_numbers(tmp_path):
    """As in text: a row without anything is none, and those behind it are found where they stand."""
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"id": ["a", None, "b"], "x": [1.5, math.nan, None]}), path)
    table = read_table(path)
    assert (list(table.rows), list(table.places)) == ([["a", "1.5"], ["b", ""]], ["row 2", "row 4"])


def test_a_table_without_columns_is_refused(tmp_path):
    """There is nothing to read."""
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({}), path)
    with pytest.raises(FileError, match=r"has no columns; expected one for each indicator$"):
        read_table(path)
    pyreadstat.write_sav(pl.DataFrame({"a": [1.0]}), path)
    content = path.read_bytes()
    # The one variable's record, from its type to its name, makes the dictionary of a file without variables.
    start = 176
    assert content[start : start + 4] == struct.pack("<i", 2)
    path.write_bytes(content[:start] + struct.pack("<ii", 999, 0))
    with pytest.raises(FileError, match=r"has no columns|cut off or broken"):
        read_table(path)


def test_a_format_of_percentages_that_somebody_made_is_one(tmp_path):
    """Not only those that every workbook has."""
    book = openpyxl.Workbook()
    book.active.append(["school", "share", ""])
    book.active.append(["S1", 0.4, " "])
    book.active["B2"].number_format = '0.0" of "%'
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert table.notes == {"share": ColumnNote(remarks=(PERCENT,))}
    assert [table.header, *table.rows] == [["school", "share"], ["S1", "0.4"]]


def test_a_workbook_in_a_pipe_or_too_large_is_refused(tmp_path, monkeypatch):
    """It is gone through twice; a text in a pipe is read."""
    path = workbook(tmp_path / "t.xlsx", ["school"], ["S1"])
    monkeypatch.setattr("smmi.cli.formats.tables._workbooks.MOST_BYTES", 2**12)
    with pytest.raises(FileError, match=r"has more than 0 MiB; save the sheet as CSV$"):
        read_table(path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    WRITERS["sav"](path)
    writer = threading.Thread(target=lambda: pipe.write_bytes(path.read_bytes()))
    writer.start()
    with pytest.raises(
        FileError, match=r"is an SPSS file \(.sav\), which is read from a file, not from a pipe$"
    ):
        read_table(pipe)
    writer.join()


def test_an_old_file_of_stata_is_known_by_its_first_bytes(tmp_path):
    """Formats before 117 have no name in them."""
    path = tmp_path / "t.dta"
    pyreadstat.write_dta(pl.DataFrame({"id": ["a"], "x": [1.0]}), path, version=12)
    assert not path.read_bytes().startswith(b"<")
    assert list(read_table(path).rows) == [["a", "1"]]

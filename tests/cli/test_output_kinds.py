"""Results in files of the kind that a name says: the same cells in each, and no formula in any."""

import csv
import io
import sys
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, strategies as st

from smmi import ScoringScheme, benchmark, score
from smmi.cli.files import FileError
from smmi.cli.formats import contents_of, read_table, tidy_table
from smmi.cli.formats.outputs import DataTable
from smmi.instrument import synthesize

HEADER = "school,control,course,attendance,contents,partners\n"
GOOD = HEADER + "=1+1,public,yes,40,equity;advocacy,3\nS2,private,no,,none,0\nS3,,,,,\n"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    [
        "=1+1",
        "+1",
        "-x",
        "@a",
        "'=1",
        " a ",
        "\r\n",
        "a\tb",
        "<b>&amp;",
        "_x0041_",
        "_x005F_",
        "1e5",
        "007",
        "TRUE",
    ]
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.none()


@st.composite
def data_tables(draw):
    """The rows of a table of texts, numbers and counts."""
    row = st.tuples(TEXTS.filter(bool), TEXTS, NUMBERS, st.integers(-(2**53), 2**53) | st.none())
    return draw(st.lists(row, max_size=4))


COLUMNS = (("unit", str), ("text", str), ("number", float), ("count", int))


def contents(name, rows):
    return contents_of(Path(name), DataTable(COLUMNS, iter(rows)), name="results")


@given(data_tables())
def test_a_workbook_holds_texts_as_texts_and_numbers_to_the_last_bit(rows):
    """Read by openpyxl: no formula, whatever a text begins with, and no digit lost."""
    book = openpyxl.load_workbook(io.BytesIO(contents("t.xlsx", rows)))
    sheet = book["results"]
    assert [cell.value for cell in sheet[1]] == [name for name, _ in COLUMNS]
    for number, row in enumerate(rows, start=2):
        cells = [sheet.cell(number, column) for column in range(1, 5)]
        assert {cell.data_type for cell in cells[:2] if cell.value is not None} <= {"s"}
        assert {cell.data_type for cell in cells[2:]} <= {"n"}
        assert [cell.value for cell in cells[2:]] == list(row[2:])
        if not any(ord(letter) < 32 or letter in "_\ufffe\uffff" for text in row[:2] for letter in text):
            assert [cell.value or "" for cell in cells[:2]] == list(row[:2])


@given(data_tables())
def test_parquet_holds_every_cell_with_its_type(rows):
    """Read by pyarrow: texts, doubles and whole numbers; what is blank is null."""
    table = pq.read_table(io.BytesIO(contents("t.parquet", rows)))
    assert list(map(str, table.schema.types)) == ["string", "string", "double", "int64"]
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        (unit, text or None, number, count) for unit, text, number, count in rows
    ]


@given(data_tables(), st.sampled_from(["csv", "tsv", "xlsx", "parquet"]))
def test_what_is_written_is_read_again(tmp_path_factory, rows, ending):
    """The door for tables reads what was written, of any kind, and the same table makes the same bytes."""
    path = tmp_path_factory.mktemp("out") / f"t.{ending}"
    whole = contents(path, rows)
    assert contents(path, rows) == whole
    path.write_bytes(whole.encode() if isinstance(whole, str) else whole)
    table = read_table(path, **({"separator": "\t"} if ending == "tsv" else {}))
    assert table.header == [name for name, _ in COLUMNS]
    found = list(table.rows)
    kept = [
        row for row in rows if row[0].strip() or row[1].strip() or row[2] is not None or row[3] is not None
    ]
    assert [[float(cell) if cell else None for cell in row[2:]] for row in found] == [
        [None if cell is None else float(cell) for cell in row[2:]] for row in kept
    ]
    if not any("_x" in text for row in rows for text in row[:2]):
        assert [row[:2] for row in found] == [list(row[:2]) for row in kept]


@pytest.mark.parametrize("ending", ["tsv", "XLSX", "parquet"])
def test_scores_are_the_same_in_every_kind_of_file(on_tiny, folder, ending):
    """`--out` writes the kind that the name says; the numbers are those of the CSV, to the last bit."""
    text = on_tiny("score", GOOD, "--reasons").stdout
    result = on_tiny("score", GOOD, "--reasons", "--out", f"scores.{ending}")
    assert (result.exit_code, result.stdout) == (0, f"scores.{ending}: scores of 3 units\n")
    (folder / "scores.csv").write_text(text, encoding="utf-8")
    found, wanted = (read_table(folder / f"scores.{one}") for one in (ending, "csv"))
    assert found.header == wanted.header
    for row, other in zip(found.rows, wanted.rows, strict=True):
        for cell, told in zip(row, other, strict=True):
            try:
                assert float(cell) == float(told)
            except ValueError:
                assert cell == told


@pytest.mark.parametrize(
    ("name", "kind"),
    {
        "scores.xls": "another workbook than .xlsx",
        "scores.ods": "a spreadsheet other than .xlsx",
        "scores.SAV": "an SPSS file",
        "scores.csv.gz": "an archive",
        "scores.json": "JSON",
        "scores.pdf": "a PDF",
    }.items(),
)
@pytest.mark.parametrize("command", ["score", "publish"])
def test_a_kind_that_is_not_written_is_refused_before_anything_is_read(run, folder, command, name, kind):
    """A name that promises another kind of file gets none; no file of answers is needed to say so."""
    out = ("--out", name) if command == "score" else ("--out", "r.html", "--table", name)
    result = run(command, "missing.csv", "--instrument", "tiny.json", "--unit-column", "school", *out)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == (
        f"Error: {name}: its name is that of {kind}, which is not written; choose .csv, .tsv, .xlsx or .parquet\n"
    )
    assert not (folder / name).exists()


def test_parquet_without_its_library_is_refused_before_anything_is_read(run, monkeypatch):
    """The message has the line that installs it."""
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    result = run(
        "score", "missing.csv", "--instrument", "tiny.json", "--unit-column", "school", "--out", "s.parquet"
    )
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: this command needs pyarrow, which is not installed. Install it with: pip install 'smmi[files]'\n"
    )


def test_any_other_name_gets_text(on_tiny, folder):
    """What no kind is known by gets what standard output would."""
    text = on_tiny("score", GOOD).stdout
    for name in ("scores", "scores.txt", "scores.2026"):
        assert on_tiny("score", GOOD, "--out", name).exit_code == 0
        assert (folder / name).read_text(encoding="utf-8") == text


TOO_LARGE = {
    "too many columns": (
        2**14 + 1,
        "",
        "a sheet has 16384 columns at most, got 16385; write it as CSV or Parquet",
    ),
    "too long a text": (
        1,
        "x" * 32_768,
        "a cell has 32767 letters at most, got 32768; write it as CSV or Parquet",
    ),
    "half a letter": (
        1,
        "\udce9",
        "cannot be written as UTF-8: got '\\udce9', half of a letter; correct the text",
    ),
}


@pytest.mark.parametrize(("width", "text", "said"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_a_workbook_cannot_hold_is_refused(width, text, said):
    """Excel would cut it off, or not open it."""
    table = DataTable(tuple((f"c{i}", str) for i in range(width)), [[text] * width])
    with pytest.raises(FileError) as caught:
        contents_of(Path("t.xlsx"), table, name="results")
    assert said in str(caught.value)


def test_too_many_rows_and_half_a_letter_in_parquet_are_refused(monkeypatch):
    """A sheet that is too long is refused; so is a text that is none."""
    monkeypatch.setattr("smmi.cli.formats.outputs._workbook.MOST_ROWS", 3)
    with pytest.raises(FileError, match="a sheet has 3 rows at most"):
        contents("t.xlsx", [("a", "", None, None)] * 3)
    with pytest.raises(FileError, match="half of a letter"):
        contents("t.parquet", [("\udce9", "", None, None)])


def test_a_workbook_has_no_date_and_no_author(on_tiny, folder):
    """Its parts are as old as zip archives can be: the same scores make the same file tomorrow."""
    on_tiny("score", GOOD, "--out", "scores.xlsx")
    with zipfile.ZipFile(folder / "scores.xlsx") as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if name.startswith("docProps")]


@pytest.fixture
def cohort(tiny):
    """The scores of forty units with blanks, and their norms."""
    groups = {"control": ["public", "private"] * 20}
    answers = synthesize(tiny, units=40, rng=np.random.default_rng(17), attributes=groups, blanks=0.3)
    scores = score(answers, ScoringScheme.equal_weights(tiny))
    return scores, benchmark.Norms.fit(scores, by=("control",))


def test_a_tidy_table_says_of_each_score_what_a_profile_and_its_placement_say(cohort):
    """A row for each unit, score and group: value, attainable range, reasons and standing, unrounded."""
    scores, norms = cohort
    table = tidy_table(scores, unit="school", norms=norms)
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    wanted = []
    for profile in scores:
        for code in scores.codes:
            node = profile[code]
            for group, standing in norms.place(profile)[code].items():
                low, high = node.bounds or (None, None)
                rank = standing.interval or (None, None)
                wanted.append(
                    {
                        "school": profile.unit,
                        "control": profile.attributes["control"],
                        "score": code,
                        "value": node.value,
                        "low": low,
                        "high": high,
                        "reason": node.reason.label if node.reason else "",
                        "group": group,
                        "n": standing.n,
                        "percentile_rank": standing.percentile,
                        "rank_low": rank[0],
                        "rank_high": rank[1],
                        "quartile": standing.quartile.label if standing.quartile else None,
                        "stars": standing.stars,
                        "no_standing": standing.reason.value if standing.reason else None,
                    }
                )
    assert rows == wanted
    assert {row["value"] is None for row in rows} == {True, False}
    alone = tidy_table(scores, unit="school", norms=None)
    assert list(alone.rows) == [list(row.values())[:7] for row in rows if row["group"] == "all"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_tidy_file_of_any_kind_is_written(on_tiny, run, folder, ending):
    """`--tidy` has a line for each unit and score; `--norms` adds where it stands."""
    content = HEADER + "".join(f"S{i},public,yes,{i},equity,{i % 9}\n" for i in range(12))
    assert on_tiny("norms", content, "--by", "control", "--out", "norms.json").exit_code == 0
    assert on_tiny("score", content, "--tidy", "--out", f"tidy.{ending}").exit_code == 0
    plain = list(read_table(folder / f"tidy.{ending}").rows)
    assert len(plain) == 12 * 4
    assert on_tiny("score", content, "--norms", "norms.json", "--out", f"placed.{ending}").exit_code == 0
    table = read_table(folder / f"placed.{ending}")
    placed = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    assert len(placed) == 2 * len(plain)
    assert {row["group"] for row in placed} == {"all", "public"}
    assert placed[0]["n"] == "12"
    assert {row["stars"] for row in placed} == {"1", "2", "3", "4"}


def test_a_table_of_aggregates_is_a_workbook_where_its_name_says_so(on_tiny, folder):
    """The published table has the same cells in both kinds of file."""
    content = HEADER + "".join(
        f"S{i},{'public' if i % 2 else 'private'},yes,{i},equity,{i % 9}\n" for i in range(30)
    )
    for name in ("r.csv", "r.xlsx", "r.parquet"):
        result = on_tiny("publish", content, "--by", "control", "--out", "r.html", "--table", name)
        assert result.exit_code == 0, result.stderr
    tables = [list(read_table(folder / name).rows) for name in ("r.csv", "r.xlsx", "r.parquet")]
    for row, *others in zip(*tables, strict=True):
        for cell, *same in zip(row, *others, strict=True):
            numbers = [float(one) if one.replace(".", "").isdigit() else one for one in (cell, *same)]
            assert len(set(numbers)) == 1
    with (folder / "r.csv").open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.reader(file)) == len(tables[0]) + 1

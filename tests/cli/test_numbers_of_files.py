"""Files that know numbers hand them on as numbers: what texts beside them look like changes nothing of theirs."""

import openpyxl
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import given, strategies as st

from smmi.cli.formats import column_notes, read_table
from smmi.cli.formats.tables._workbook_parts import shows_percentages
from smmi.instrument import Number, Percentage
from smmi.intake import propose_reading
from tests.intake.field import instrument_of

INSTRUMENT = instrument_of(
    {
        "typed": Percentage(code="typed"),
        "share": Percentage(code="share"),
        "spend": Number(code="spend", minimum=0, maximum=10**9),
    }
)
HEADER = ["Id", "typed", "share", "spend"]
TYPED = ["45,5", "7,25%", "12,125"]
SHARES = [40.125, 7.5, 90.0]
SPENT = [1.234, 12.5, 900.0]


def as_workbook(path, columns):
    book = openpyxl.Workbook()
    for row in [HEADER, *zip(*columns.values(), strict=True)]:
        book.active.append(row)
    book.save(path)


KINDS = {
    "xlsx": as_workbook,
    "sav": lambda path, columns: pyreadstat.write_sav(pl.DataFrame(columns), path),
    "dta": lambda path, columns: pyreadstat.write_dta(pl.DataFrame(columns), path),
    "parquet": lambda path, columns: pq.write_table(pa.table(columns), path),
    "entries.parquet": lambda path, columns: pq.write_table(
        pa.table({name: pa.array(cells).dictionary_encode() for name, cells in columns.items()}), path
    ),
}


def read(path):
    """Which questions a file puts, and the answers in it by column."""
    table = read_table(path)
    proposal = propose_reading(
        INSTRUMENT, table.header, table.rows_with_blank_ones(), notes=column_notes(table)
    )
    again = read_table(path)
    answers, _ = proposal.confirm().answers(again.header, again.rows_with_blank_ones())
    records = [answers.record(unit) for unit in answers.units.tolist()]
    return [one.id for one in proposal.questions], [
        [record[code] for record in records] for code in HEADER[1:]
    ]


@pytest.mark.parametrize(("ending", "write"), KINDS.items(), ids=KINDS)
def test_a_decimal_comma_in_texts_says_nothing_of_numbers(tmp_path, ending, write):
    """Texts show a decimal comma; the points of numbers are their own, and nothing is asked."""
    columns = dict(zip(HEADER, [["A", "B", "C"], TYPED, SHARES, SPENT], strict=True))
    write(tmp_path / f"t.{ending}", columns)
    assert read(tmp_path / f"t.{ending}") == ([], [[45.5, 7.25, 12.125], SHARES, SPENT])


@given(
    st.lists(
        st.tuples(st.sampled_from(["0%", "0.00%", "0.0 %;-0.0 %", "General", '0"%"']), st.integers(1, 9_999)),
        min_size=1,
        max_size=6,
    )
)
def test_the_format_of_a_cell_says_whether_it_is_a_percentage(tmp_path_factory, cells):
    """Cell by cell: 0.5 shown as 50 % is 50, and 50 shown as it is is 50."""
    path = tmp_path_factory.mktemp("book") / "t.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Id", "share", "typed", "spend"])
    for number, (style, value) in enumerate(cells):
        shown = style not in {"General", '0"%"'}
        book.active.append([f"S{number}", value / 10_000 if shown else (100 + value) / 100, 5, 7])
        book.active.cell(number + 2, 2).number_format = style
    book.save(path)
    asked, (_, shares, _) = read(path)
    assert asked == []
    wanted = [(100 + value) / 100 if style in {"General", '0"%"'} else value / 100 for style, value in cells]
    assert shares == wanted


def test_texts_days_truths_and_errors_in_a_column_of_percentages_are_as_elsewhere(tmp_path):
    """Only numbers are shown as percentages; and a row may end before the column."""
    book = openpyxl.Workbook()
    for row in (["Id", "share"], ["A", "50%"], ["B", True], ["C", 0.5], ["D", 0.25], ["E"], ["F", ""]):
        book.active.append(row)
    for row in range(2, 8):
        book.active.cell(row, 2).number_format = "0%" if row != 5 else "General"
    book.active["C9"] = "far"
    book.save(tmp_path / "t.xlsx")
    rows = [row[:2] for row in read_table(tmp_path / "t.xlsx").cells]
    assert rows[:3] == [["A", "50%"], ["B", "TRUE"], ["C", rows[2][1]]]
    assert (rows[2][1].number, rows[3], rows[4]) == (0.5, ["D", 0.25], ["E", ""])
    assert [row[1] for row in read_table(tmp_path / "t.xlsx").rows][:4] == ["50%", "TRUE", "0.5", "0.25"]


@pytest.mark.parametrize(
    ("code", "does"),
    [
        ("0%", True),
        ("#,##0.00 %", True),
        ('0.0" of "%', True),
        ("0%;[Red]-0%;0%;@", True),
        ('0%;-0%;"-"', True),
        ('0"%"', False),
        (r"0\%", False),
        ("0_%", False),
        ("[<1]0%;0", False),
        ("General", False),
        ("", False),
        ("%", False),
        ("yyyy-mm-dd", False),
    ],
)
def test_a_percent_sign_that_is_text_is_no_percentage(code, does):
    """It stands behind the number that is stored, and multiplies nothing."""
    assert shows_percentages(code) is does


@pytest.mark.parametrize(("style", "shares"), [("0%", [0.5, 0.07]), ("General", [50, 7])])
def test_commands_read_a_percentage_as_it_is_shown(run, folder, style, shares):
    """`smmi read` says so in the account alone; a command without a reading reads what is stored, and says that."""
    book = openpyxl.Workbook()
    rows = [["S1", "public", "yes", shares[0], "none", 3], ["S2", "private", "yes", shares[1], "none", 1]]
    for row in [["school", "control", "course", "attendance", "contents", "partners"], *rows]:
        book.active.append(row)
    for row in (2, 3):
        book.active.cell(row, 4).number_format = style
    book.save(folder / "t.xlsx")
    file = ("t.xlsx", "--instrument", "tiny.json")
    told = run("read", *file, "--out", "r.json")
    assert told.exit_code == 0, told.stdout
    assert ("shown as a percentage in the workbook: 0.5 → 50; 0.07 → 7" in told.stdout) is (style == "0%")
    assert told.stderr == "t.xlsx: read as the sheet 'Sheet' of a workbook\n"
    scored = run("score", *file, "--reading", "r.json", "--out", "scores.csv")
    assert scored.exit_code == 0, scored.stderr
    first = (folder / "scores.csv").read_bytes()
    repeated = run("repeat", "scores.csv.manifest.json")
    assert repeated.exit_code == 0, repeated.output
    assert (folder / "scores.csv").read_bytes() == first
    (folder / "plain.csv").write_text(
        "school,control,course,attendance,contents,partners\nS1,public,yes,50,none,3\nS2,private,yes,7,none,1\n"
    )
    plain = run("score", "plain.csv", "--instrument", "tiny.json", "--unit-column", "school")
    assert plain.stdout.encode() == first
    stored = run("score", *file, "--unit-column", "school")
    assert ("is 0.45, and is read as 0.45" in stored.stderr) is (style == "0%")
    assert (stored.stdout.encode() == first) is (style == "General")

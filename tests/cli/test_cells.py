"""Cells of CSV files that no spreadsheet takes for a formula, and that come back as they were."""

import csv
import io

import pytest
from hypothesis import given, strategies as st

from smmi.cli.files import as_given, inert
from smmi.cli.formats import read_table

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
BLANKS = " \t\r\n\u00a0\u200b\ufeff"
TEXTS = st.text(st.sampled_from(f"{SIGNS}{BLANKS}'\"x1.e,;"), max_size=6) | st.text(max_size=6)


def computed(cell):
    """Whether a spreadsheet would compute a cell: by how it begins, blanks stripped; a negative number is none."""
    try:
        if cell.startswith("-"):
            float(cell)
            return False
    except ValueError:
        pass
    return cell[:1] in tuple("\t\r\n") or cell.strip(BLANKS)[:1] in tuple(SIGNS)


@given(TEXTS)
def test_no_cell_is_computed_and_every_text_comes_back(text):
    """Whatever a text is, its cell is no formula and is read as the text; a text without a sign is its own cell."""
    cell = inert(text)
    assert not computed(cell)
    assert as_given(cell) == text
    assert cell in {text, f"'{text}"}
    if not set(text) & set(SIGNS + BLANKS):
        assert cell == text


@pytest.mark.parametrize("number", ["-5", "-0.5", "-.5", "-5.", "-1e-300", "0", "12"])
def test_numbers_stay_numbers(number):
    """A negative number is no formula, and what is in its cell computes nothing."""
    assert inert(number) == number
    assert as_given(number) == number


@pytest.mark.parametrize("text", ["-5-3", "- 5", "-\u0661", "+5", "-1e5x", "-inf"])
def test_what_only_begins_as_a_number_is_made_inert(text):
    """A sum, digits that are not ASCII, and a number with a plus sign are texts."""
    assert inert(text) == f"'{text}"


def rows_of(path):
    """The cells of a file as they stand there."""
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


HEADER = "school,=place,course,attendance,contents,partners\n"
UNITS = [
    "=1+1",
    "+1",
    "-x",
    "@SUM(A1)",
    "'=1",
    "''=1",
    "-5",
    "'t Hooft",
    "a\rb",
    '=HYPERLINK("x","y")',
    "plain",
]


def test_identifiers_and_attributes_come_back_from_what_is_written(folder, on_tiny):
    """A file of scores, opened as text, holds no formula; read again, it holds the same units."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerows(
        [[inert(unit), inert(f"@{unit}"), "no", "", "none", "1"] for unit in UNITS]
    )
    result = on_tiny("score", HEADER + target.getvalue(), "--by", "=place", "--out", "scores.csv")
    assert result.exit_code == 0, result.output
    cells = [cell for row in rows_of(folder / "scores.csv") for cell in row]
    assert [cell for cell in cells if computed(cell)] == []
    read = read_table(folder / "scores.csv")
    assert read.header[:2] == ["school", "=place"]
    rows = list(read.rows)
    assert [row[0] for row in rows] == UNITS
    assert [row[1] for row in rows] == [f"@{unit}" for unit in UNITS]
    assert {type(float(cell)) for row in rows for cell in row[2:]} == {float}


def test_groups_of_a_published_table_are_inert(folder, on_tiny):
    """A group that is called as a formula begins goes into the table of aggregates as text."""
    rows = [f"S{i},{'=1+1' if i % 2 else 'b'},yes,{i * 3},equity,{i % 9}" for i in range(30)]
    content = HEADER.replace("=place", "place") + "\n".join(rows)
    result = on_tiny("publish", content, "--by", "place", "--out", "r.html", "--table", "r.csv")
    assert result.exit_code == 0, result.output
    groups = [row[1] for row in rows_of(folder / "r.csv")]
    assert "'=1+1" in groups
    assert "=1+1" in [row[1] for row in read_table(folder / "r.csv").rows]

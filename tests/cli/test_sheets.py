"""`smmi codebook` and `smmi template`: an instrument as a spreadsheet and back, and a sheet that is filled in."""

import csv
import io
import re
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given, strategies as st

from smmi import editions
from smmi.cli._exits import ContentError
from smmi.cli.files import FileError
from smmi.cli.formats import (
    answers_in,
    codebook_table,
    contents_of,
    guide_table,
    read_instrument,
    read_table,
    template_table,
)
from smmi.cli.formats._templates import answers_text
from smmi.cli.formats.outputs._data_table import DataTable, Entry
from smmi.cli.formats.outputs._workbook import MOST_CHOICES, MOST_TITLE
from smmi.errors import ArgumentError
from smmi.instrument import Composition, Count, MultipleChoice, Number, Option, synthesize
from smmi.serialization import to_document
from smmi.testing.strategies import instruments
from tests.cli.test_norms_and_publish import GOOD
from tests.instrument.test_text_intake import DONT_KNOW, cell, options
from tests.serialization.examples import CARE

ENDINGS = ["csv", "tsv", "xlsx", "parquet"]
HEADER = "Domain,Domain label,area,AREA LABEL,indicator,prompt,kind,options\n"


def write(path, table, name="x"):
    """Write a table as the command does."""
    whole = contents_of(path, table, name=name)
    path.write_bytes(whole.encode() if isinstance(whole, str) else whole)


@given(instrument=instruments(), ending=st.sampled_from(ENDINGS))
def test_a_codebook_in_a_file_is_the_instrument(tmp_path_factory, instrument, ending):
    """A codebook in a file of any kind says all of an instrument, whatever its texts hold."""
    path = tmp_path_factory.getbasetemp() / f"drawn.{ending}"
    write(path, codebook_table(instrument))
    assert read_instrument(str(path)) == instrument


@pytest.mark.parametrize(
    "ending", [*ENDINGS[2:], *(pytest.param(ending, marks=pytest.mark.long) for ending in ENDINGS[:2])]
)
def test_every_command_takes_a_codebook(folder, run, ending):
    """What comes out is, byte for byte, what comes out with the document."""
    (folder / "answers.csv").write_text(GOOD, encoding="utf-8")
    result = run("codebook", "tiny.json", "--out", f"book.{ending}")
    assert result.stdout == f"book.{ending}: codebook of 4 indicators\n"
    for command in (("score", "--out"), ("norms", "--out"), ("report", "--unit", "S01", "--out")):
        made = []
        for instrument in ("tiny.json", f"book.{ending}"):
            words = (*command[:1], "answers.csv", "--instrument", instrument, "--unit-column", "school")
            result = run(*words, *command[1:], "made")
            assert result.exit_code == 0, result.output
            made.append(Path("made").read_bytes())
        assert made[0] == made[1]
    assert run("instrument", f"book.{ending}").stdout == run("instrument", "tiny.json").stdout


def test_the_codebook_on_the_page_reads_a_file_without_a_question(folder, run):
    """Its answers are numbers and texts of questions; values settle the coded columns, the filter has no score."""
    page = Path(__file__).parents[2].joinpath("docs", "reading.md").read_text(encoding="utf-8")
    book = re.search(r"clinics\.csv.*?```text\n(domain,domain_label.*?)```", page, flags=re.DOTALL)[1]
    (folder / "clinics.csv").write_text(book, encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(book)))
    assert (len(rows), [row["label"] for row in rows if row["label"]]) == (7, ["School sector"])
    header = ",".join(["School", *(row["prompt"] or row["label"] for row in rows)])
    answers = "S1,1,yes,40,12,1,3,Equity; Policy\nS2,2,no,,500,2,2,None\nS3,1,yes,20,80,3,1,Policy\n"
    (folder / "seen.csv").write_text(f"{header}\n{answers}", encoding="utf-8")
    read = run("read", "seen.csv", "--instrument", "clinics.csv", "--out", "reading.json")
    assert read.exit_code == 0
    assert "\nNo questions.\n" in read.stdout
    assert "1 → public; 2 → private" in read.stdout
    assert "1 → never; 2 → sometimes; 3 → always" in read.stdout
    result = run("score", "seen.csv", "--instrument", "clinics.csv", "--reading", "reading.json")
    scores = list(csv.DictReader(io.StringIO(result.stdout)))
    access = {"S1": (40 + 12 / 5) / 2, "S2": 100, "S3": (20 + 80 / 5) / 2}  # the share of S2 is not asked
    assert {row["School"]: float(row["access"]) for row in scores} == pytest.approx(access)
    assert [row["sector"] for row in scores] == ["public", "private", "public"]


def test_the_codebook_of_an_edition_is_printed(run):
    """As CSV, with a row for each indicator and those that say the rest."""
    rows = list(csv.DictReader(io.StringIO(run("codebook", "smmi-16").stdout)))
    assert sum(row["prompt"] != "" for row in rows) == 80
    assert rows[0]["kind"] == "instrument"


def test_a_codebook_by_hand_is_read(folder):
    """Names of columns with capitals and blanks, values before labels, and no row for the instrument."""
    (folder / "My survey.csv").write_text(
        HEADER + "care,Care,access,Access,clinic,How often?,ordinal,1=Never; 2=Often,,\n", encoding="utf-8"
    )
    read = read_instrument("My survey.csv")
    assert (read.code, read.title) == ("my_survey", "My survey")
    assert [(one.code, one.value) for one in read["clinic"].scale.options] == [("never", 1), ("often", 2)]


def test_what_is_wrong_is_said_once_for_all_rows(folder, run):
    """With rows and columns as the spreadsheet has them: blank rows count."""
    rows = [f"care,,access,,q{number},How often?,likert,a=A" for number in range(7)]
    rows.insert(2, ",,,,,,,")
    rows[0] = rows[0].replace("care,,access,,", "care,Care,access,Access,")
    text = HEADER + "\n".join([*rows, "care,,access,,last,,count,"]) + "\n"
    (folder / "book.csv").write_text(text, encoding="utf-8")
    result = run("instrument", "book.csv")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: book.csv: the document cannot be read: 2 findings\n"
        "  rows 2, 3, 5, 6, 7 and 2 more, column 'kind': got 'likert', expected one of 'binary', 'ordinal', "
        "'nominal', 'multiple-choice', 'percentage', 'count', 'number', 'composition'; of a row that is no indicator's "
        "one of 'instrument', 'characteristic', 'domain', 'area'\n"
        "  row 10, column 'prompt': 'prompt' of Indicator 'last': got '', expected text that is not blank "
        "(at most 20000 characters)\n"
    )


def test_a_column_that_stands_twice_is_refused(folder):
    """Which one was meant is not guessed."""
    (folder / "book.csv").write_text("domain,Domain,\ncare,cure,\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"^book.csv: the column 'domain' stands twice; remove one$"):
        read_instrument("book.csv")


def test_cells_beside_the_table_are_told(folder):
    """A cell below no name is in no column of a codebook."""
    (folder / "book.csv").write_text(
        f"{HEADER.strip()},\ncare,Care,access,Access,a,A?,count,,x\n", encoding="utf-8"
    )
    with pytest.raises(ContentError, match="'' is no column of a codebook"):
        read_instrument("book.csv")


INSTRUMENTS = {"tiny": None, "care": CARE, "smmi-16": editions.smmi_16()}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", INSTRUMENTS)
def test_a_sheet_that_is_filled_in_is_read_as_it_is(folder, run, tiny, name, ending):
    """Nothing is impossible in it, and the answers are those that were filled in."""
    instrument = INSTRUMENTS[name] or tiny
    write(folder / "book.csv", codebook_table(instrument))
    sheet = folder / f"sheet.{ending}"
    result = run("template", "book.csv", "--unit-column", "school", "--out", sheet, "--guide", "guide.csv")
    assert result.exit_code == 0, result.output
    answers = synthesize(instrument, units=4, rng=np.random.default_rng(3))
    records = list(answers.records(unit="school"))
    if ending == "csv":
        with sheet.open(encoding="utf-8", newline="") as file:
            (header,) = csv.reader(file)
        with sheet.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([cell(record.get(name)) for name in header] for record in records)
    else:
        book = openpyxl.load_workbook(sheet)
        header = [one.value for one in book.active[1]]
        for record in records:
            book.active.append([_entered(record.get(name)) for name in header])
        book.save(sheet)
    assert header == [
        "school",
        *(one.code for one in instrument.characteristics),
        *(one.code for one in instrument.indicators),
    ]
    given = (sheet, "--instrument", "book.csv", "--unit-column", "school")
    checked = run("check", *given)
    assert checked.exit_code == 0, checked.output
    assert "4 units" in checked.stdout
    read = answers_in(read_table(sheet), instrument, path=sheet, unit="school", by=(), ignore=())
    assert to_document(read) == to_document(answers)
    with (folder / "guide.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["column"] for row in rows] == header
    if name != "smmi-16":
        assert "covers" not in rows[0]
        return
    known = editions.explanations(instrument)
    areas = {one.code: area for area in instrument.areas for one in area.indicators}
    for row in rows:
        area = areas.get(row["column"])
        expected = ["", "", "", "", "", ""]
        if area:
            expected = [area.label, *known[area.code].texts, known[area.code].provenance.source]
        assert [row[one] for one in ("area", "covers", "why", "strong", "weak", "words")] == expected


def _entered(answer):
    """An answer as somebody enters it in a spreadsheet."""
    return answer if isinstance(answer, int | float) else cell(answer).strip() or None


@given(instrument=instruments())
def test_a_workbook_shows_what_may_be_entered(instrument):
    """Within what a spreadsheet shows; where one option is the answer, those that are offered are the options."""
    table = template_table(instrument, unit="a unit")
    book = openpyxl.load_workbook(io.BytesIO(contents_of(Path("t.xlsx"), table, name="answers")))
    shown = book.active.data_validations.dataValidation
    assert len(shown) == len(table.header)
    for validation, entry in zip(shown, table.entries, strict=True):
        assert len(validation.promptTitle) <= MOST_TITLE
        assert len(validation.prompt) <= MOST_CHOICES
        offered = validation.formula1.strip('"').split(",") if validation.type == "list" else []
        assert offered in ([], list(entry.choices))
    assert len(list(guide_table(instrument, unit="a unit").rows)) == len(table.header)


@given(text=st.text(st.sampled_from("\x01_x001B_ é"), max_size=400))
def test_what_stands_beside_a_cell_is_no_longer_than_a_spreadsheet_shows(text):
    """As the file spells it: a letter that XML does not have takes seven."""
    table = DataTable((("a", str),), (), entries=(Entry(title=text, text=text),))
    sheet = openpyxl.load_workbook(io.BytesIO(contents_of(Path("t.xlsx"), table, name="answers"))).active
    (shown,) = sheet.data_validations.dataValidation
    whole = shown.prompt is None or "…" not in shown.prompt
    assert len(shown.promptTitle or "") <= MOST_TITLE
    assert len(shown.prompt or "") <= MOST_CHOICES
    assert len(" ".join(text.split())) <= MOST_CHOICES if whole else len(text) > MOST_CHOICES // 7


def test_a_sheet_is_printed(run):
    """Without a file for it."""
    result = run("template", "tiny.json")
    assert result.stdout == "unit,control,course,attendance,contents,partners\n"
    assert run("template", "tiny.json", "--out", "s.csv").stdout == (
        "s.csv: a sheet for the answers to 4 indicators\n"
    )
    assert Path("s.csv").read_text(encoding="utf-8") == result.stdout


@pytest.mark.parametrize("name", ["course", "control", " "])
def test_the_units_column_is_its_own(tiny, name):
    """It has the name of no other column."""
    with pytest.raises(ArgumentError, match="expected a name that no other column has"):
        template_table(tiny, unit=name)


SAID = [
    (MultipleChoice(code="s", options=(*options(2), DONT_KNOW), minimum=1), "1 to 2 of: o0 (Option 0), o1 (Option 1), "
     "with semicolons between; or one of: dont_know (Don't know)"),
    (Composition(code="s", parts=(Option("a", "a"), Option("b", "B"))),
     "Shares that sum to 100, as a=0;b=0: a, b (B)"),
    (Number(code="s", unit="km"), "A number (km)"),
    (Number(code="s", maximum=3), "A number of at most 3"),
    (Count(code="s", maximum=3), "A whole number from 0 to 3"),
]  # fmt: skip


@pytest.mark.parametrize(("scale", "text"), SAID, ids=[text for _, text in SAID])
def test_what_may_be_entered_is_said(scale, text):
    """In words, and as the cell has to look."""
    assert answers_text(scale) == text


def test_a_name_without_an_ending_of_a_table_is_a_document(folder):
    """The ending tells; what is in a document decides nothing."""
    path = folder / "tiny.JSON"
    path.write_bytes((folder / "tiny.json").read_bytes())
    assert to_document(read_instrument("tiny.JSON")) == to_document(read_instrument("tiny.json"))

"""Arguments and options that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

from smmi.cli.files import Reads, Writes
from smmi.cli.formats import EDITIONS
from smmi.report import ReportForm

AnswersFile = Annotated[
    Path,
    typer.Argument(
        metavar="ANSWERS.csv",
        help="The answers: a table with a row for each unit and a column for each indicator, in a file of text (CSV, "
        "TSV), a workbook (XLSX), or a file of SPSS (SAV), Stata (DTA) or Parquet. "
        "An empty cell is no answer; selections of a multiple choice are separated by semicolons. An apostrophe before "
        "a text that begins as a formula is taken off.",
        show_default=False,
    ),
    Reads(),
]
SheetName = Annotated[
    str | None,
    typer.Option(
        "--sheet",
        metavar="NAME",
        help="The sheet of a workbook, by its name or its number; the only one that holds anything where not given.",
        show_default=False,
    ),
]
Separator = Annotated[
    str | None,
    typer.Option(
        "--separator",
        metavar="CHARACTER",
        help="What separates the cells of a text: a character, or comma, semicolon, tab or bar; recognised where not "
        "given.",
        show_default=False,
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="The encoding of a text, such as cp1252; UTF-8, or what the file itself says, where not given.",
        show_default=False,
    ),
]
InstrumentName = Annotated[
    str,
    typer.Option(
        "--instrument",
        metavar="FILE",
        help=f"The instrument: a JSON document, a codebook (a table, as `smmi codebook` writes it), or a bundled "
        f"edition ({', '.join(EDITIONS)}).",
        show_default=False,
    ),
    Reads(unless=frozenset(EDITIONS)),
]
AnyInstrument = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="A bundled edition, or an instrument as a JSON document or a codebook.",
        show_default=False,
    ),
    Reads(unless=frozenset(EDITIONS)),
]
UnitColumn = Annotated[
    str | None,
    typer.Option(
        "--unit-column",
        metavar="NAME",
        help="The column of the units' identifiers; needed where no --reading says it.",
        show_default=False,
    ),
]
ReadingFile = Annotated[
    Path | None,
    typer.Option(
        "--reading",
        metavar="FILE",
        help="How the file is read, as `smmi read` wrote it: units, attributes, and what is left out, come from it.",
        show_default=False,
    ),
    Reads(),
]
AccountFile = Annotated[
    Path | None,
    typer.Option(
        "--account",
        metavar="FILE",
        help="Where to write what the reading made of every cell, as a JSON document. It is confidential.",
        show_default=False,
    ),
    Writes(),
]
FindingsFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Where to write every finding, a line for each: CSV, or .tsv, .xlsx, .parquet.",
        show_default=False,
    ),
    Writes(),
]
By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="COLUMN",
        help="A column that groups the units; may be given several times. "
        "Characteristics that the instrument declares are read without being named.",
        show_default=False,
    ),
]
Partly = Annotated[
    list[str] | None,
    typer.Option(
        "--partly",
        metavar="CODE",
        help="A score to compare although it rests on a part of what applies to a unit; may be given several times. "
        "Without it such scores are not placed.",
        show_default=False,
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="COLUMN",
        help="A column to leave out; may be given several times.",
        show_default=False,
    ),
]
OwnerColumn = Annotated[
    str | None,
    typer.Option(
        "--owner",
        metavar="COLUMN",
        help="The column that names who owns a unit, such as its university: a reader may know the scores of the "
        "other units of the same owner.",
        show_default=False,
    ),
]
Similar = Annotated[
    list[str] | None,
    typer.Option(
        "--similar",
        metavar="COLUMN[,COLUMN …]",
        help="What similar units have in common; given several times, the next is taken where too few are so alike.",
        show_default=False,
    ),
]
SimilarLeast = Annotated[
    int, typer.Option("--similar-least", metavar="N", min=5, help="How many similar units there have to be.")
]
PublicNorms = Annotated[
    bool,
    typer.Option(
        "--public-norms",
        help="The scores behind the norms are public: tell all, and medians as they are.",
    ),
]
CountsFile = Annotated[
    Path | None,
    typer.Option(
        "--counts",
        metavar="COUNTS.csv",
        help="How many units there are in all, to which those that took part are weighted: a table with the columns "
        "attribute, value and count.",
        show_default=False,
    ),
    Reads(),
]
InvitedFile = Annotated[
    Path | None,
    typer.Option(
        "--counts",
        metavar="COUNTS.csv",
        help="How many units were invited, for the rates of participation: a table with the columns attribute, "
        "value and count. Means are not weighted.",
        show_default=False,
    ),
    Reads(),
]
SchemeFile = Annotated[
    Path | None,
    typer.Option(
        "--scheme",
        metavar="FILE",
        help="The scoring scheme, a JSON document; equal weights where not given.",
        show_default=False,
    ),
    Reads(),
]
NormsFile = Annotated[
    Path | None,
    typer.Option(
        "--norms",
        metavar="FILE",
        help="Norms that `smmi norms` wrote; those of the answers themselves where not given.",
        show_default=False,
    ),
    Reads(),
]
HandOutFile = Annotated[
    Path | None,
    typer.Option(
        "--hand-out",
        metavar="FILE",
        help="Where to write norms that may be handed out too: how many units of each group that is large enough score "
        "in each band of 10 points. They hold no unit and no score.",
        show_default=False,
    ),
    Writes(),
]
ReportFile = Annotated[
    Path,
    typer.Option("--out", metavar="FILE", help="Where to write the report.", show_default=False),
    Writes(),
]
UnitReportFile = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Where to write the report.", show_default=False),
    Writes(),
]
FormOfReport = Annotated[
    ReportForm | None,
    typer.Option(
        "--as",
        help="A page, Markdown, the same texts as JSON, or the page as PDF; by how --out ends, else a page.",
        show_default=False,
    ),
]
ReportsFolder = Annotated[
    Path | None,
    typer.Option(
        "--out-dir",
        metavar="FOLDER",
        help="Where to write the reports of --all; the folder is made.",
        show_default=False,
    ),
    Writes(),
]
DataFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Where to write the data; standard output where not given.",
        show_default=False,
    ),
    Writes(),
]
TableFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Where to write the table: a workbook where the name ends in .xlsx, Parquet for .parquet, TSV for .tsv, "
        "CSV otherwise; CSV on standard output where not given.",
        show_default=False,
    ),
    Writes(),
]
LedgerPath = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        metavar="FILE",
        help="The ledger of what was published, with which the tables are tested together, and into which they are "
        "entered; a missing file starts one. It is confidential.",
        show_default=False,
    ),
    Writes(adds=True),
]
Wave = Annotated[
    str,
    typer.Option(
        "--wave",
        metavar="CODE",
        help="The code of the administration, such as 2024: in a ledger each has its own, and its units and scores are "
        "frozen when it is first published.",
        show_default=False,
    ),
]
PublicationName = Annotated[
    str | None,
    typer.Option(
        "--name",
        metavar="NAME",
        help="What the publication is called in the ledger; the day where not given.",
        show_default=False,
    ),
]
PublicationDay = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="DATE", help="The day of publication; today where not given.", show_default=False
    ),
]
Revised = Annotated[
    bool,
    typer.Option(
        "--revised",
        help="Publish an administration that is in the ledger of other units or scores, as far as nothing can be "
        "derived from old and new tables together.",
    ),
]


def form_of(out: Path | None) -> ReportForm:
    """Return the form of a report by how its file ends; a page where it ends otherwise, or is none."""
    ending = "" if out is None else out.suffix.lower().removeprefix(".")
    return next((form for form in ReportForm if form.value == ending), ReportForm.HTML)

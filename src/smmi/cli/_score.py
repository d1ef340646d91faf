"""`smmi score`: the scores of all units as a table."""

from pathlib import Path
from typing import Annotated

import typer

from smmi.cli._options import (
    AccountFile,
    AnswersFile,
    By,
    Encoding,
    Ignore,
    InstrumentName,
    ReadingFile,
    SchemeFile,
    Separator,
    SheetName,
    TableFile,
    UnitColumn,
)
from smmi.cli._steps import how_read, partly_put, step, write_out
from smmi.cli.files import Reads
from smmi.cli.formats import (
    contents_of,
    read_instrument,
    read_norms,
    read_scheme,
    refuse_other_kinds,
    scores_table,
    separated_text,
    tidy_table,
)
from smmi.scoring import score


def score_command(
    answers: AnswersFile,
    instrument: InstrumentName,
    out: TableFile = None,
    unit_column: UnitColumn = None,
    by: By = None,
    scheme: SchemeFile = None,
    ignore: Ignore = None,
    sheet: SheetName = None,
    separator: Separator = None,
    encoding: Encoding = None,
    reading: ReadingFile = None,
    account: AccountFile = None,
    reasons: Annotated[
        bool, typer.Option("--reasons", help="Add columns that say why scores are absent.")
    ] = False,
    tidy: Annotated[
        bool,
        typer.Option(
            "--tidy",
            help="Write a line for each unit and score, with its attainable range and why it is absent.",
        ),
    ] = False,
    norms: Annotated[
        Path | None,
        typer.Option(
            "--norms",
            metavar="FILE",
            help="Norms that `smmi norms` wrote: a tidy table says where each score stands in each group of the unit.",
            show_default=False,
        ),
        Reads(),
    ] = None,
) -> None:
    """Write the scores of all units as a table: CSV, TSV, a workbook or Parquet, as the name of --out ends.

    Its columns: the unit, its attributes, then overall, the domains and the areas. Scores are percent of attainable,
    not rounded; an absent score is an empty cell. In CSV a text that begins as a formula has an apostrophe before it,
    so that no spreadsheet computes it. With --tidy there is a line for each unit and score: the score, the lowest and
    the highest that can still be attained, and why it is absent; with --norms also the group, its size, the percentile
    rank with its interval, quartile and stars.
    """
    refuse_other_kinds(out)
    known = None if norms is None else read_norms(norms)
    declared = read_instrument(instrument)
    how = how_read(
        declared,
        unit=unit_column,
        by=by,
        ignore=ignore,
        sheet=sheet,
        separator=separator,
        encoding=encoding,
        reading=reading,
        account=account,
    )
    given = how.answers(answers)
    with step("Scoring"):
        rules = read_scheme(scheme, declared)
        table = (
            tidy_table(score(given, rules), unit=how.unit, norms=known)
            if tidy or known
            else scores_table(given, rules, unit=how.unit, reasons=reasons)
        )
        text = separated_text(table) if out is None else contents_of(out, table, name="scores")
    write_out(out, text, f"scores of {len(given)} units")
    for sentence in partly_put(given):
        typer.echo(sentence, err=True)

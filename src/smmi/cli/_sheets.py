"""`smmi codebook` and `smmi template`: an instrument as a spreadsheet, and a sheet to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from smmi.cli._options import AnyInstrument, TableFile
from smmi.cli._steps import write_out
from smmi.cli.files import Writes, write_whole
from smmi.cli.formats import (
    codebook_table,
    contents_of,
    explained,
    guide_table,
    read_instrument,
    refuse_other_kinds,
    separated_text,
    template_table,
)


def codebook(name: AnyInstrument, out: TableFile = None) -> None:
    """Write an instrument as a spreadsheet, and take it back: a row for each indicator.

    Its rows say all of the instrument. Change what you like, and hand the file over wherever an instrument is asked
    for, such as --instrument codebook.csv. Options read `never=Never; often=Often`, or `1=Never; 2=Often`: then the
    numbers are the values of the labels, and codes are made of the labels.
    """
    refuse_other_kinds(out)
    declared = read_instrument(name)
    table = codebook_table(declared)
    text = separated_text(table) if out is None else contents_of(out, table, name="codebook")
    write_out(out, text, f"codebook of {len(declared.indicators)} indicators")


def template(
    name: AnyInstrument,
    out: TableFile = None,
    unit_column: Annotated[
        str, typer.Option(metavar="NAME", help="What the column of the units' identifiers is called.")
    ] = "unit",
    guide: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where to write the guide to the sheet, too: of each column what is asked, and what may be entered; "
            "for a bundled edition also what its area is about, and what a strong and a weak answer look like.",
            show_default=False,
        ),
        Writes(),
    ] = None,
) -> None:
    """Write a sheet to fill in with answers: a column for the unit, each characteristic and each indicator.

    Filled in, it is read as it is by every command that takes answers. In a workbook (--out sheet.xlsx) the question
    and what may be entered stand beside the cell, and the options of a choice can be chosen from.
    """
    refuse_other_kinds(out, guide)
    declared = read_instrument(name)
    table = template_table(declared, unit=unit_column)
    text = separated_text(table) if out is None else contents_of(out, table, name="answers")
    beside = {}
    if guide is not None:
        about = guide_table(declared, unit=unit_column, explained=explained(declared))
        beside[guide] = contents_of(guide, about, name="guide")
    if out is None:
        write_whole(beside)
        write_out(None, text, "")
        return
    write_whole({out: text, **beside})
    typer.echo(f"{out}: a sheet for the answers to {len(declared.indicators)} indicators")
    if guide is not None:
        typer.echo(f"{guide}: the guide to it")

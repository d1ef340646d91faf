"""The steps that commands have in common."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import attrs
import typer
from rich.console import Console

from smmi.cli.files import print_data, write_whole
from smmi.cli.formats import Counts, answers_in, read_table
from smmi.instrument import Answers, Instrument


def step(doing: str, /) -> AbstractContextManager[object]:
    """Show what is being done on standard error while it lasts; show nothing if that is no terminal."""
    console = Console(stderr=True)
    return console.status(f"{doing} …") if console.is_terminal else nullcontext()


@attrs.frozen
class Layout:
    """How a file of answers is laid out, as far as options say so.

    Attributes:
        sheet: The sheet of a workbook.
        separator: What separates the cells of a text.
        encoding: The encoding of a text.
    """

    sheet: str | None = None
    separator: str | None = None
    encoding: str | None = None


def read_given(
    path: Path,
    declared: Instrument,
    unit: str,
    by: Sequence[str] | None,
    ignore: Sequence[str] | None,
    population: Counts | None = None,
    *,
    layout: Layout,
) -> Answers:
    """Return the answers in a file, with the attributes that group them and those of which a population is counted.

    How the file was read is told on standard error, unless it is usual CSV.
    """
    attributes = (*(by or ()), *(population.by if population else ()))
    with step("Reading"):
        table = read_table(path, sheet=layout.sheet, separator=layout.separator, encoding=layout.encoding)
        for sentence in table.account():
            typer.echo(f"{path}: {sentence}", err=True)
        return answers_in(table, declared, path=path, unit=unit, by=attributes, ignore=ignore or ())


def write_out(out: Path | None, text: str | bytes, what: str, /) -> None:
    """Write a text, or bytes, to a file, and say what it holds; or a text to standard output."""
    if out is None:
        print_data(text if isinstance(text, str) else text.decode())
    else:
        write_whole({out: text})
        typer.echo(f"{out}: {what}")

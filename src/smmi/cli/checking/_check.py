"""`smmi check`: what is impossible or doubtful in a file of answers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from smmi.cli._exits import ContentError, ExitCode
from smmi.cli._options import (
    AccountFile,
    AnswersFile,
    By,
    Encoding,
    FindingsFile,
    Ignore,
    InstrumentName,
    ReadingFile,
    Separator,
    SheetName,
    UnitColumn,
)
from smmi.cli._steps import HowRead, command_line, how_read, partly_put
from smmi.cli.checking._doubts import doubts, lines_together
from smmi.cli.checking._findings_table import findings_table
from smmi.cli.checking._groups import ALL, grouped
from smmi.cli.checking._scorable import without_rule
from smmi.cli.checking._told import Told
from smmi.cli.files import write_whole
from smmi.cli.formats import contents_of, read_instrument, refuse_other_kinds
from smmi.errors import Reason
from smmi.instrument import Instrument, check_answers

READABLE: Final = frozenset(
    {Reason.UNKNOWN_COLUMN, Reason.MISSING_COLUMN, Reason.REPEATED_UNIT, Reason.WRONG_KIND}
)
"""What a reading may say how to read, even if it stands alone."""


def check_command(
    answers: AnswersFile,
    instrument: InstrumentName,
    unit_column: UnitColumn = None,
    by: By = None,
    ignore: Ignore = None,
    sheet: SheetName = None,
    separator: Separator = None,
    encoding: Encoding = None,
    reading: ReadingFile = None,
    account: AccountFile = None,
    out: FindingsFile = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with exit code 1 if there is anything doubtful, too.")
    ] = False,
) -> None:
    """List what is impossible or doubtful in a file of answers.

    Impossible answers are those that the instrument does not admit; nothing is scored until they are corrected.
    Doubtful ones are kept, and reported: answers behind a shut gate, sums, straight lines, shares that look like
    fractions, numbers that look like codes for no answer, columns and units without any answer, units with nearly
    the same name and answers. They are looked for once nothing is impossible. What is alike in a column is told in one
    line, the header first; --out writes every finding.
    """
    refuse_other_kinds(out)
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
    try:
        given = how.answers(answers)
    except ContentError as error:
        impossible = list(map(Told, error.findings))
        _write(out, "impossible", impossible, declared)
        for line in grouped(impossible, rest=ALL):
            typer.echo(f"impossible: {line}")
        typer.echo(f"{answers}: {sum(one.finding.count for one in impossible):,} impossible")
        if how.reading is None and (len(impossible) > 1 or impossible[0].finding.reason in READABLE):
            typer.echo(
                f"It may be readable as it is; this proposes how: {_proposing(answers, instrument, how)}"
            )
        _tell(out, impossible)
        raise typer.Exit(ExitCode.FINDINGS) from None
    found = list(doubts(given.findings, check_answers(given)[len(given.findings) :], declared))
    _write(out, "doubtful", found, declared)
    doubtful = list(lines_together(found))
    for line in grouped(doubtful, rest=ALL):
        typer.echo(f"doubtful: {line}")
    lacking = without_rule(declared)
    for sentence in (*([lacking] if lacking else []), *partly_put(given)):
        typer.echo(sentence)
    typer.echo(
        f"{answers}: {len(given)} units, {len(declared.indicators)} indicators, nothing impossible, "
        f"{len(doubtful)} doubtful"
    )
    _tell(out, found)
    if strict and doubtful:
        raise typer.Exit(ExitCode.FINDINGS)


def _proposing(answers: Path, instrument: str, how: HowRead) -> str:
    """Return the command that proposes a reading of the same file."""
    layout = {"--sheet": how.sheet, "--separator": how.separator, "--encoding": how.encoding}
    options = [word for option, value in layout.items() if value is not None for word in (option, value)]
    by = [word for name, _ in how.by for word in ("--by", name)]
    words = ("smmi", "read", str(answers), "--instrument", instrument, *by, *options, "--out", "reading.json")
    return command_line(words)


def _write(out: Path | None, kind: str, told: Sequence[Told], declared: Instrument) -> None:
    if out is not None:
        write_whole({out: contents_of(out, findings_table(kind, told, declared), name="findings")})


def _tell(out: Path | None, told: Sequence[Told]) -> None:
    if out is not None:
        typer.echo(f"{out}: {len(told):,} finding{'' if len(told) == 1 else 's'}")

"""The command that publishes the results of a cohort."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from smmi.benchmark import DisclosureRule, aggregates, suppress
from smmi.benchmark.disclosure import CellState
from smmi.cli._options import (
    AccountFile,
    AnswersFile,
    By,
    Encoding,
    FormOfReport,
    Ignore,
    InstrumentName,
    InvitedFile,
    LedgerPath,
    PublicationDay,
    PublicationName,
    ReadingFile,
    ReportFile,
    Revised,
    SchemeFile,
    Separator,
    SheetName,
    UnitColumn,
    Wave,
    form_of,
)
from smmi.cli._steps import how_read, step
from smmi.cli.files import Writes, write_whole
from smmi.cli.formats import (
    aggregates_table,
    contents_of,
    read_counts,
    read_instrument,
    read_scheme,
    refuse_other_kinds,
)
from smmi.cli.manifests import leave_out
from smmi.cli.publishing._comparisons import compared
from smmi.cli.publishing._ledger import MOST_NAMED, LedgerFile, some_of
from smmi.report import cohort_report
from smmi.report.wording import count_text, isolated, listed
from smmi.scoring import Scores, score


def _left_out(scores: Scores, counted: Collection[str]) -> Iterator[str]:
    """Yield the units that are in no mean, with the areas that they lack: a few, and how many more there are."""
    units = [unit for unit in scores.units.tolist() if unit not in counted]
    nodes = [("overall", "overall"), *((area.code, area.label) for area in scores.instrument.areas)]
    for unit in units[:MOST_NAMED]:
        profile = scores.of(unit)
        lacks = [label for code, label in nodes if profile[code].value is None]
        yield f"{isolated(unit)} (without {some_of(lacks)})"
    if len(units) > MOST_NAMED:
        yield f"{len(units) - MOST_NAMED} more"


def publish(
    answers: AnswersFile,
    instrument: InstrumentName,
    out: ReportFile,
    table: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where to write the aggregates, too: CSV, or .tsv, .xlsx, .parquet.",
            show_default=False,
        ),
        Writes(),
    ] = None,
    unit_column: UnitColumn = None,
    by: By = None,
    scheme: SchemeFile = None,
    ignore: Ignore = None,
    sheet: SheetName = None,
    separator: Separator = None,
    encoding: Encoding = None,
    reading: ReadingFile = None,
    account: AccountFile = None,
    invited: InvitedFile = None,
    compare: Annotated[
        list[str] | None,
        typer.Option(
            "--compare",
            metavar="COLUMN=A,B",
            help="Compare two groups, such as control=public,private; may be given several times.",
            show_default=False,
        ),
    ] = None,
    minimum: Annotated[
        int,
        typer.Option(
            min=2,
            help="Nothing can be derived of fewer units, not even by a participant that subtracts itself.",
        ),
    ] = 5,
    rounding: Annotated[
        float | None,
        typer.Option(
            metavar="POINTS",
            help="Round means to multiples of so many points; not rounded where not given.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[str, typer.Option(metavar="TEXT", help="The heading of the report.")] = "",
    ledger: LedgerPath = None,
    wave: Wave = "",
    name: PublicationName = None,
    on: PublicationDay = None,
    revised: Revised = False,
    as_: FormOfReport = None,
) -> None:
    """Write the report on a whole cohort, from which no unit's score can be derived.

    Numbers and means of each group of --by are published, of those that took part, not weighted. What would tell too
    much is withheld. Before anything is written it is tested whether a score can be computed from what is left, by the
    public or by a participant; with --ledger, also together with all that was published before.
    """
    refuse_other_kinds(table)
    declared = read_instrument(instrument)
    rule = DisclosureRule(minimum_cell=minimum, rounding_base=rounding)
    population = None if invited is None else read_counts(invited)
    entries = LedgerFile.of(ledger, wave=wave, name=name, on=on, revised=revised)
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
    given = how.answers(answers, population)
    with step("Scoring and withholding"):
        scores = score(given, read_scheme(scheme, declared))
        whole = aggregates(
            {wave: scores},
            by=how.groups,
        )
        entries.check(whole)
        tables = suppress(whole, rule=rule, ledger=entries.ledger, revision=entries.revision)
    with step("Testing and writing"):
        names = {cell.key.group for cell in tables.cells}
        text = cohort_report(
            tables,
            instrument=declared,
            rule=rule,
            ledger=entries.ledger,
            scores=scores,
            invited=population.by_group(given, names) if population else {},
            comparisons=compared(scores, tables, compare or ()),
            title=title,
            form=as_ or form_of(out),
        )
        without = len(given) - len(next(iter(tables.scores.values())))
        leave_out("units", "a score is missing: in no mean", count=without)
        # The ledger comes first: what is entered and not published does no harm.
        texts: dict[Path, str | bytes | Iterable[str]] = {
            **entries.text_with(tables, name=name, on=on),
            out: text,
        }
        if table:
            texts[table] = contents_of(table, aggregates_table(tables), name="aggregates")
        write_whole(texts, private=[ledger] if ledger else [])
    shown = sum(cell.state is CellState.PUBLISHED for cell in tables.cells)
    typer.echo(f"{shown} of {len(tables.cells)} aggregates published; {entries.promise()}")
    for line in entries.carried_over(whole):
        typer.echo(line)
    for line in entries.withheld(whole, tables, rule):
        typer.echo(line)
    counted = next(iter(tables.scores.values()))
    typer.echo(
        f"{len(counted)} of {len(given)} units have all scores, and make the means, which are not weighted"
    )
    if len(counted) < len(given):
        left_out = listed(list(_left_out(scores, counted)))
        typer.echo(f"In no mean, as a unit with a score missing could be found from the others: {left_out}")
    for path in (out, table) if table else (out,):
        typer.echo(f"{path}: {count_text(len(names), 'group')}")
    for line in entries.entry():
        typer.echo(line)

"""The commands."""

import importlib.metadata
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from smmi.benchmark import Conventions, Norms, PublishedNorms, ReportRule
from smmi.benchmark.disclosure import as_told, told_of_others
from smmi.cli._command_line import CommandLine
from smmi.cli._demo import Discipline, demonstration
from smmi.cli._exits import EXIT_CODES, Edge, ExitCode
from smmi.cli._laws import EXPECTED, RULE, SCALE, codes_of, law_lines, law_report
from smmi.cli._options import (
    AccountFile,
    AnswersFile,
    AnyInstrument,
    By,
    CountsFile,
    DataFile,
    Encoding,
    HandOutFile,
    Ignore,
    InstrumentName,
    OwnerColumn,
    Partly,
    ReadingFile,
    SchemeFile,
    Separator,
    SheetName,
    UnitColumn,
)
from smmi.cli._place import place
from smmi.cli._score import score_command
from smmi.cli._sheets import codebook, template
from smmi.cli._steps import how_read, step, write_out, write_report
from smmi.cli._tables import AFTER_HAND_OUT, handed_out_text, highlight_lines, norms_table, result_table
from smmi.cli.checking import check_command
from smmi.cli.files import Reads, Writes, write_whole
from smmi.cli.formats import (
    document_text,
    read_counts,
    read_instrument,
    read_scheme,
    scheme_text,
)
from smmi.cli.manifests import repeated
from smmi.cli.over_time import change_command, improve, stability_command
from smmi.cli.publishing import publish
from smmi.cli.reading import read_command
from smmi.cli.reporting import report_command
from smmi.errors import ArgumentError
from smmi.report import school_report
from smmi.scoring import ScoringScheme, score

app = CommandLine(
    cls=Edge,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)


def _version(asked: bool) -> None:
    if asked:
        try:
            version = importlib.metadata.version("smmi")
        except importlib.metadata.PackageNotFoundError:
            version = "(not installed)"
        typer.echo(f"smmi {version}")
        raise typer.Exit


@app.callback()
def smmi(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Score the answers of institutions to an assessment instrument, and say where each stands among its peers.

    Start with **smmi demo**: it needs no file.
    """


@app.command(epilog="Example: smmi demo --seed 7 --discipline medical --out medical.html")
def demo(
    seed: Annotated[int, typer.Option(min=0, help="The seed of the synthetic cohort.")] = 2019,
    unit: Annotated[
        str | None, typer.Option(metavar="ID", help="The school to show, such as S012.", show_default=False)
    ] = None,
    discipline: Annotated[
        Discipline, typer.Option(help="Show the first school of this discipline, unless --unit is given.")
    ] = Discipline.DENTAL,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write the report."), Writes()] = Path(
        "smmi-demo-report.html"
    ),
) -> None:
    """Show what smmi does, on a synthetic cohort.

    Makes 242 schools that do not exist, scores them, prints the result of one as a table, and writes its report as
    an HTML file.
    """
    with step("Making a synthetic cohort"):
        cohort = demonstration(seed)
        name = cohort.school(unit, discipline)
    with step("Scoring and placing"):
        scores = score(cohort.answers, ScoringScheme.equal_weights(cohort.answers.instrument))
        profile = scores.of(name)
        norms = Norms.fit(scores, by=("discipline",), population=cohort.population)
        placement = norms.place(profile)
    console = Console(highlight=False)
    console.print(f"[bold yellow]Synthetic.[/] {cohort.notice}")
    console.print(
        "[bold yellow]Illustrative.[/] Its indicators are illustrative: own wording, not the questionnaire of the "
        "survey.\n"
    )
    instrument = cohort.answers.instrument
    console.print(
        f"{name}, {placement.groups[-1].short_name} school: {instrument.title}, edition {instrument.edition}",
        style="bold",
    )
    own = placement.groups[-1]
    shown = as_told(placement, told_of_others(placement, rule=ReportRule(), group=own.full_name))
    console.print(result_table(profile, shown, groups=shown.groups, console=console))
    for line in highlight_lines(profile, shown, own):
        console.print(Text(f"\n{line}"))
    console.print()
    with step("Writing the report"):
        text = school_report(profile, placement, notices=(cohort.notice,))
    write_report(name, text, out)


app.command(
    name="report",
    epilog="Example: smmi report answers.csv --instrument smmi-16 --unit-column school --unit S012 "
    "--by discipline --out S012.html",
)(report_command)


app.command(
    name="score",
    epilog="Example: smmi score answers.csv --instrument smmi-16 --unit-column school --out scores.csv",
)(score_command)


@app.command(
    name="norms",
    epilog="Example: smmi norms answers.csv --instrument smmi-16 --unit-column school --by discipline "
    "--counts invited.csv --out norms.json",
)
def norms_command(
    answers: AnswersFile,
    instrument: InstrumentName,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Where to write the norms.", show_default=False), Writes()
    ],
    unit_column: UnitColumn = None,
    by: By = None,
    scheme: SchemeFile = None,
    ignore: Ignore = None,
    sheet: SheetName = None,
    separator: Separator = None,
    encoding: Encoding = None,
    reading: ReadingFile = None,
    account: AccountFile = None,
    counts: CountsFile = None,
    hand_out: HandOutFile = None,
    owner: OwnerColumn = None,
    partly: Partly = None,
) -> None:
    """Write the norms of a cohort as a JSON document, among which `smmi report --norms` places units.

    The document holds the identifiers and the scores of all units: it is as confidential as the answers. With --counts
    the units are weighted to the population: post-stratified to one attribute, raked to several. With --hand-out norms
    are written as well that may leave the organisers' hands; with --owner these reckon with whoever owns several units.
    """
    declared = read_instrument(instrument)
    if counts is not None and hand_out is not None:
        advice = "Units of unequal weights cannot stand for one another"
        raise ArgumentError("--hand-out", "a file, and --counts", "norms that are not weighted", advice)
    population = None if counts is None else read_counts(counts)
    how = how_read(
        declared,
        unit=unit_column,
        by=by,
        owner=owner,
        ignore=ignore,
        sheet=sheet,
        separator=separator,
        encoding=encoding,
        reading=reading,
        account=account,
    )
    given = how.answers(answers, population)
    with step("Scoring and fitting"):
        weights = population.weights_of(given) if population else None
        asked = Conventions(partly_administered=partly or ())
        scores = score(given, read_scheme(scheme, declared))
        fitted = Norms.fit(
            scores,
            by=how.groups,
            weights=weights,
            design=population.design_of(given) if population else None,
            conventions=asked,
        )
        texts, said = {out: document_text(fitted, indent=1)}, ""
        if hand_out is not None:
            published = PublishedNorms.fit(scores, by=how.groups, owner=how.owner, conventions=asked)
            texts[hand_out] = document_text(published, indent=1)
            said = f"{hand_out}: {handed_out_text(published, fitted)}"
        write_whole(texts, private=[out])
    Console(highlight=False).print(norms_table(fitted, declared))
    for _, sentence in fitted.design or ((("", weights.describe()),) if weights else ()):
        typer.echo(sentence)
    typer.echo(f"{out}: norms of {len(fitted.members)} units; confidential, as it holds their scores")
    if said:
        typer.echo(said)
        typer.echo(AFTER_HAND_OUT)


app.command(
    epilog="Example: smmi publish answers.csv --instrument smmi-16 --unit-column school --by discipline "
    "--out results.html --table results.csv"
)(publish)


app.command(
    epilog="Example: smmi place answers.csv --instrument smmi-16 --unit-column school --unit S012 --by discipline "
    "--norms norms-in-bands.json"
)(place)


app.command(
    name="change",
    epilog="Example: smmi change 2024.csv 2026.csv --instrument smmi-16 --unit-column school --unit S012",
)(change_command)


app.command(
    epilog="Example: smmi improve answers.csv --instrument smmi-16 --unit-column school --unit S012 --target stars:4 "
    "--frozen research"
)(improve)


app.command(
    name="stability",
    epilog="Example: smmi stability answers.csv --instrument smmi-16 --unit-column school --unit S012 --vary weights",
)(stability_command)


app.command(
    name="check",
    epilog="Example: smmi check answers.csv --instrument smmi-16 --unit-column school --out findings.csv",
)(check_command)


app.command(
    name="read",
    epilog="Example: smmi read answers.xlsx --instrument instrument.json --out reading.json, then smmi score "
    "answers.xlsx --instrument instrument.json --reading reading.json",
)(read_command)


@app.command(epilog="Example: smmi instrument smmi-16 --out smmi-16.json")
def instrument(
    name: AnyInstrument,
    out: DataFile = None,
) -> None:
    """Write an instrument as a JSON document: a bundled edition, to start from for your own.

    The bundled editions are smmi-16 (16 areas, 80 indicators) and smmi-18 (18 areas, 79 indicators).
    """
    write_out(out, document_text(read_instrument(name), indent=2), f"instrument {name}")


@app.command(
    name="scheme",
    epilog="Example: smmi scheme instrument.json --out scheme.json, then smmi score --scheme scheme.json",
)
def scheme_command(
    name: AnyInstrument,
    out: DataFile = None,
) -> None:
    """Write the default scoring scheme of an instrument as a JSON document: to start from for your own.

    It spells out the rule of every scored indicator and all weights. Change what you like, and hand it over with
    --scheme beside its instrument.
    """
    write_out(out, scheme_text(read_instrument(name)), f"scheme of {name}")


app.command(epilog="Example: smmi codebook smmi-16 --out codebook.xlsx")(codebook)


app.command(epilog="Example: smmi template smmi-16 --unit-column school --out answers.xlsx")(template)


@app.command(epilog="Example: smmi repeat scores.csv.manifest.json")
def repeat(
    manifest: Annotated[
        Path,
        typer.Argument(
            metavar="MANIFEST.json", help="The manifest beside a file that smmi wrote.", show_default=False
        ),
        Reads(),
    ],
) -> None:
    """Make the files of a manifest again, from the same inputs, and say whether they are the same bytes.

    The inputs are compared with what the manifest says first. A file that is missing is written again; nothing is
    written over. Ends with exit code 1 if an input has changed, or another file comes out.
    """
    for line in repeated(manifest, app.run_again):
        typer.echo(line)


@app.command(epilog="Example: smmi laws rules:TwoThirds --law monotone --law additive --examples 500")
def laws(
    rule: Annotated[
        str | None,
        typer.Argument(
            metavar=RULE,
            help="A module, and a name in it: a rule, a MinimumCoverage, a scheme, or what implements norms, "
            "publication or the badge; or a class that makes one without arguments. The current folder is looked in "
            "first.",
            show_default=False,
        ),
    ] = None,
    law: Annotated[
        list[str] | None,
        typer.Option(
            "--law",
            metavar="ID",
            help="A law to check; may be given several times. All that speak of the rule where not given.",
            show_default=False,
        ),
    ] = None,
    children: Annotated[
        str | None,
        typer.Option(
            metavar="CODE,CODE,…",
            help="The children of an aggregation rule that treats some of them differently.",
            show_default=False,
        ),
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option(
            metavar=SCALE,
            help="A module and the name of a scale in it, for an item rule that takes none of the example scales.",
            show_default=False,
        ),
    ] = None,
    expected: Annotated[
        list[str] | None,
        typer.Option(
            "--expect",
            metavar="ID=WHY",
            help="A law that is expected to be broken, and the reason; may be given several times.",
            show_default=False,
        ),
    ] = None,
    examples: Annotated[int, typer.Option(min=1, help="On how many cases each law is checked.")] = 100,
    listed: Annotated[
        bool,
        typer.Option(
            "--list", help="List the laws instead, a line for each; with a rule, those that bind it."
        ),
    ] = False,
) -> None:
    """Check which laws a scoring rule keeps, and show the smallest case that breaks each other one.

    Ends with exit code 1 if a law is broken, or if no case said anything about it.
    """
    codes = codes_of(children)
    if listed:
        typer.echo("\n".join(law_lines(rule, laws=law or (), children=codes, scale=scale)))
        return
    if rule is None:
        raise ArgumentError(RULE, "nothing", EXPECTED, "--list lists the laws")
    with step("Checking laws"):
        report = law_report(
            rule, laws=law or (), children=codes, scale=scale, examples=examples, expected=expected or ()
        )
    typer.echo(str(report))
    if not report.ok:
        raise typer.Exit(ExitCode.FINDINGS)

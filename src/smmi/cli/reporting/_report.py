"""`smmi report`: the report of one unit, with last time beside it where that is given."""

from pathlib import Path
from typing import Annotated

import typer

from smmi.benchmark import ChangeForm, ReportRule
from smmi.benchmark.norms import asking_for
from smmi.cli._options import (
    AccountFile,
    AnswersFile,
    By,
    Encoding,
    FormOfReport,
    Ignore,
    InstrumentName,
    NormsFile,
    OwnerColumn,
    Partly,
    PublicNorms,
    ReadingFile,
    ReportsFolder,
    SchemeFile,
    Separator,
    SheetName,
    Similar,
    SimilarLeast,
    UnitColumn,
    UnitReportFile,
    form_of,
)
from smmi.cli._steps import how_read, step, write_report
from smmi.cli.formats import read_instrument, read_norms, read_scheme
from smmi.cli.over_time import (
    USUAL_FORM,
    At,
    Before,
    BeforeIgnore,
    BeforeInstrument,
    BeforeNorms,
    BeforeOption,
    BeforeReading,
    BeforeUnitColumn,
    Carried,
    CrosswalkName,
    Cut,
    Form,
    ReliabilityOf,
    carried_of,
)
from smmi.cli.reporting._reports import Reports, write_reports
from smmi.errors import ArgumentError
from smmi.report.wording import isolated
from smmi.scoring import score


def report_command(
    answers: AnswersFile,
    instrument: InstrumentName,
    unit: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The unit that the report is about.", show_default=False),
    ] = None,
    out: UnitReportFile = None,
    every: Annotated[
        bool, typer.Option("--all", help="Write the report of every unit, each a file of its own.")
    ] = False,
    out_dir: ReportsFolder = None,
    as_: FormOfReport = None,
    unit_column: UnitColumn = None,
    by: By = None,
    scheme: SchemeFile = None,
    ignore: Ignore = None,
    sheet: SheetName = None,
    separator: Separator = None,
    encoding: Encoding = None,
    reading: ReadingFile = None,
    account: AccountFile = None,
    norms: NormsFile = None,
    partly: Partly = None,
    before: BeforeOption = None,
    crosswalk: CrosswalkName = None,
    carried: Carried = None,
    at: At = None,
    before_instrument: BeforeInstrument = None,
    before_unit_column: BeforeUnitColumn = None,
    before_ignore: BeforeIgnore = None,
    before_reading: BeforeReading = None,
    before_norms: BeforeNorms = None,
    form: Form = USUAL_FORM,
    cut: Cut = None,
    reliability: ReliabilityOf = None,
    owner: OwnerColumn = None,
    similar: Similar = None,
    similar_least: SimilarLeast = 10,
    public_norms: PublicNorms = False,
    unit_noun: Annotated[str, typer.Option(metavar="WORD", help="What the report calls a unit.")] = "school",
    unit_nouns: Annotated[
        str, typer.Option(metavar="WORD", help="What it calls several; the English plural where not given.")
    ] = "",
) -> None:
    """Write the report of one unit, or of every unit: where it stands among all, and among its own group.

    The report is one HTML file that needs nothing else, or Markdown or JSON with the same texts. With --all there is
    one of each unit in the folder --out-dir, the same as by a command for it alone; reports that are there already,
    made of the same files, are left, so that the command can be stopped and given again. Its own group is that of
    similar ones by --similar where there are enough, else the one of the first --by. It is for the unit: what would
    tell it too much about another one is left out, and medians are told as bands of 10 points. With --before it says
    what moved since last time, whether that is real, how the place moved, and the shortest way up; with several of
    them, the overall score wave by wave as well.
    """
    one = _asked_for(unit, out, every=every, out_dir=out_dir)
    declared = read_instrument(instrument)
    how = how_read(
        declared,
        unit=unit_column,
        by=by,
        owner=owner,
        similar=similar,
        ignore=ignore,
        sheet=sheet,
        separator=separator,
        encoding=encoding,
        reading=reading,
        account=account,
    )
    paths = before or []
    earlier = (
        None
        if not paths
        else Before(
            path=paths[0],
            crosswalk=crosswalk,
            instrument=before_instrument,
            reading=before_reading,
            how=how,
            unit=before_unit_column or (None if before_reading else unit_column),
            by=by or (),
            owner=owner,
            ignore=ignore if before_ignore is None else before_ignore,
            norms=before_norms,
            reliability=reliability or (),
            form=form,
            cut=cut,
            partly=partly or (),
        )
    )
    if earlier is None:
        given_alone = {
            "--crosswalk": crosswalk,
            "--carried": carried,
            "--at": at,
            "--before-instrument": before_instrument,
            "--before-unit-column": before_unit_column,
            "--before-ignore": before_ignore,
            "--before-reading": before_reading,
            "--before-norms": before_norms,
            "--cut": cut,
            "--reliability": reliability,
        }
        for option, value in given_alone.items():
            if value is not None:
                raise ArgumentError(option, "a value", "--before FILE beside it, of which it speaks")
    elif form.of_both_waves and not public_norms:
        kept = ", ".join(one.value for one in ChangeForm if not one.of_both_waves)
        got = f"{form.value}, by which a change tells one unit what all others did"
        raise ArgumentError("--form", got, kept, "`smmi change` takes any form")
    older = 1 if earlier is None else carried_of(carried, crosswalk, len(paths))
    if at is not None and len(paths) < 2:
        raise ArgumentError("--at", repr(at), "--before twice or more, whose trend is told")
    if similar and norms is not None:
        advice = "Norms do not hold what units are like; leave one of the two out"
        raise ArgumentError("--similar", "columns", "the answers of all units, in place of --norms", advice)
    given = how.answers(answers)
    with step("Scoring and placing"):
        rules = read_scheme(scheme, declared)
        scores = score(given, rules)
        if one:
            scores.of(one[0])  # an unknown unit is told before anything is worked out
        reports = Reports(
            scores=scores,
            groups=how.groups,
            partly=tuple(partly or ()),
            ladder=how.ladder(similar_least, unit_nouns or f"{unit_noun}s"),
            norms=None if norms is None else asking_for(read_norms(norms), tuple(partly or ())),
            last=(
                None
                if earlier is None
                else earlier.of_wave(len(paths) - 1, paths, older).last_time(scores, rules)
            ),
            waves=(
                None
                if earlier is None or len(paths) < 2
                else earlier.series(paths, older, scores, rules, answers.stem, at=at)
            ),
            owner=how.owner,
            rule=ReportRule.public() if public_norms else None,
            unit_noun=unit_noun,
            unit_nouns=unit_nouns,
            note=f"Last time: {isolated(paths[-1].name)}. This time: {isolated(answers.name)}."
            if paths
            else "",
            form=as_ or form_of(out),
        )
    if one:
        with step("Writing the report"):
            text = reports.text(one[0])
        write_report(one[0], text, one[1])
    elif out_dir is not None:
        inputs = [
            answers,
            *paths,
            *filter(None, (scheme, reading, account, norms, before_reading, before_norms)),
        ]
        write_reports(reports, out_dir, inputs=inputs)


def _asked_for(
    unit: str | None, out: Path | None, *, every: bool, out_dir: Path | None
) -> tuple[str, Path] | None:
    """Return which unit is asked for, and where its report goes; None if every unit is.

    Raises:
        ArgumentError: Options of the two are mixed, or lacking.
    """
    if every and out_dir is not None and unit is None and out is None:
        return None
    if not every and out_dir is None and unit is not None and out is not None:
        return unit, out
    given = {"--unit": unit, "--out": out, "--all": every or None, "--out-dir": out_dir}
    said = [option for option, value in given.items() if value is not None]
    expected = "--unit ID and --out FILE for the report of one unit, or --all and --out-dir FOLDER for all"
    raise ArgumentError("options", " and ".join(said) or "neither --unit nor --all", expected)

"""`smmi change`: what moved between two files of answers, and whether it is more than error."""

from typing import Annotated, Final

import typer

from smmi.benchmark import Conventions, LastTime, Norms
from smmi.benchmark.norms import asking_for
from smmi.cli._options import (
    AccountFile,
    By,
    Encoding,
    Ignore,
    InstrumentName,
    NormsFile,
    Partly,
    ReadingFile,
    SchemeFile,
    Separator,
    SheetName,
    TableFile,
    UnitColumn,
)
from smmi.cli._steps import how_read, step, write_out
from smmi.cli.formats import (
    change_table,
    contents_of,
    read_instrument,
    read_norms,
    read_scheme,
    refuse_other_kinds,
    separated_text,
    series_table,
)
from smmi.cli.manifests import leave_out
from smmi.cli.over_time._one_unit import show_unit
from smmi.cli.over_time._two_files import Before, carried_of
from smmi.cli.over_time._wave_by_wave import show_series
from smmi.cli.over_time._wave_options import (
    USUAL_FORM,
    AfterFile,
    At,
    BeforeFile,
    BeforeIgnore,
    BeforeInstrument,
    BeforeNorms,
    BeforeReading,
    BeforeUnitColumn,
    Carried,
    CrosswalkName,
    Cut,
    FifthFile,
    Form,
    FourthFile,
    ReliabilityOf,
    ThirdFile,
)
from smmi.errors import ArgumentError
from smmi.report.wording import (
    isolated,
    listed,
)
from smmi.scoring import ScoreProfile, Scores, score

MOST_NAMED: Final = 3


def change_command(
    before: BeforeFile,
    after: AfterFile,
    instrument: InstrumentName,
    third: ThirdFile = None,
    fourth: FourthFile = None,
    fifth: FifthFile = None,
    out: TableFile = None,
    unit: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Say in words what moved for this unit, and how its place did.",
            show_default=False,
        ),
    ] = None,
    crosswalk: CrosswalkName = None,
    before_instrument: BeforeInstrument = None,
    carried: Carried = None,
    at: At = None,
    form: Form = USUAL_FORM,
    cut: Cut = None,
    reliability: ReliabilityOf = None,
    partly: Partly = None,
    unit_column: UnitColumn = None,
    before_unit_column: BeforeUnitColumn = None,
    by: By = None,
    scheme: SchemeFile = None,
    norms: NormsFile = None,
    before_norms: BeforeNorms = None,
    ignore: Ignore = None,
    before_ignore: BeforeIgnore = None,
    sheet: SheetName = None,
    separator: Separator = None,
    encoding: Encoding = None,
    reading: ReadingFile = None,
    before_reading: BeforeReading = None,
    account: AccountFile = None,
) -> None:
    """Show what moved from one administration to the next, and whether it is more than error.

    Both are scored by the scheme of the second. Across editions the answers of the first are carried by --crosswalk,
    and only scores that it calls comparable are compared. The table has a row for each unit and score: before, after,
    the difference, its error, whether the change is reliable, and the reason where something is absent. With --unit
    it is said in words for one unit, with its own change and the drift of the norms as two figures. With more than two
    files the last is this time's, and the table has a row for each unit, score and wave, with what moved since the
    first wave and since the one before; with --at also the trend.
    """
    refuse_other_kinds(out)
    declared = read_instrument(instrument)
    for option, path in (("--norms", norms), ("--before-norms", before_norms)):
        if path is not None and unit is None:
            raise ArgumentError(option, "a file", "--unit ID beside it, whose place is compared")
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
    earlier = Before(
        path=before,
        crosswalk=crosswalk,
        instrument=before_instrument,
        reading=before_reading,
        how=how,
        unit=before_unit_column or (None if before_reading else unit_column),
        by=by or (),
        owner=None,
        ignore=ignore if before_ignore is None else before_ignore,
        norms=before_norms,
        reliability=reliability or (),
        form=form,
        cut=cut,
        partly=partly or (),
    )
    *paths, now = (path for path in (before, after, third, fourth, fifth) if path is not None)
    older = carried_of(carried, crosswalk, len(paths))
    if at is not None and len(paths) < 2:  # a line through two scores says no more than their difference
        raise ArgumentError("--at", repr(at), "three files or more beside it, whose trend is told")
    given = how.answers(now)
    with step("Scoring and comparing"):
        rules = read_scheme(scheme, declared)
        scores = score(given, rules)
        series = earlier.series(paths, older, scores, rules, now.stem, at=at) if len(paths) > 1 else None
        last = earlier.of_wave(len(paths) - 1, paths, older).last_time(scores, rules)
        profile = None if unit is None else _in_both(last, scores, unit)
        moved = None if profile is None else last.moved(profile.unit)
    _left_out(last, scores)
    if profile is not None and moved is not None:
        asked = Conventions(partly_administered=partly or ())
        known = (
            Norms.fit(scores, by=how.groups, conventions=asked)
            if norms is None
            else asking_for(read_norms(norms), asked.partly_administered)
        )
        show_unit(last, profile, moved, known)
        if series is not None:
            show_series(series, profile)
    if out is not None or unit is None:
        only = [] if unit is None else [unit]
        table = (
            change_table(last, unit=how.unit, only=only)
            if series is None
            else series_table(series, unit=how.unit, only=only)
        )
        text = separated_text(table) if out is None else contents_of(out, table, name="changes")
        n = len((last.waves if series is None else series).units) if unit is None else 1
        write_out(out, text, f"changes of {n} {'unit' if n == 1 else 'units'}")


def _left_out(last: LastTime, scores: Scores) -> None:
    """Say which units are in one of the files only."""
    both = set(last.waves.units.tolist())
    for side, why in ((last.scores, "last time only"), (scores, "this time only")):
        names = [unit for unit in side.units.tolist() if unit not in both]
        if names:
            n = len(names)
            leave_out("units", why, count=n)
            few = listed(
                [isolated(name) for name in names[:MOST_NAMED]] + (["others"] if n > MOST_NAMED else [])
            )
            typer.echo(f"{n} {'unit' if n == 1 else 'units'} took part {why}: not compared ({few})", err=True)


def _in_both(last: LastTime, scores: Scores, unit: str) -> ScoreProfile:
    """Return the scores of a unit that is in both files.

    Raises:
        ArgumentError: It is in one of them.
        UnknownCodeError: It is in none.
    """
    then, now = (unit in side.units.tolist() for side in (last.scores, scores))
    if then is not now:
        when = "last time" if then else "this time"
        raise ArgumentError(
            "--unit", f"{unit!r}, which took part {when} only", "a unit that is in both files"
        )
    return scores.of(unit)

"""`smmi report`: the report of one unit, with last time beside it where that is given."""

from typing import Annotated

import typer

from smmi.benchmark import ChangeForm, Conventions, LastTime, Norms, ReportRule
from smmi.benchmark.disclosure import others_of_owner
from smmi.benchmark.norms import asking_for
from smmi.cli._options import (
    AccountFile,
    AnswersFile,
    By,
    Encoding,
    Ignore,
    InstrumentName,
    NormsFile,
    OwnerColumn,
    Partly,
    PublicNorms,
    ReadingFile,
    ReportFile,
    SchemeFile,
    Separator,
    SheetName,
    Similar,
    SimilarLeast,
    UnitColumn,
)
from smmi.cli._steps import how_read, step, write_report
from smmi.cli.formats import read_instrument, read_norms, read_scheme
from smmi.cli.over_time import (
    USUAL_FORM,
    Before,
    BeforeIgnore,
    BeforeInstrument,
    BeforeNorms,
    BeforeOption,
    BeforeReading,
    BeforeUnitColumn,
    CrosswalkName,
    Cut,
    Form,
    ReliabilityOf,
    usual_stability,
)
from smmi.errors import ArgumentError
from smmi.instrument import Answers
from smmi.report import school_report
from smmi.scoring import score


def report_command(
    answers: AnswersFile,
    instrument: InstrumentName,
    unit: Annotated[
        str, typer.Option(metavar="ID", help="The unit that the report is about.", show_default=False)
    ],
    out: ReportFile,
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
    """Write the report of one unit: where it stands among all, and among its own group.

    The report is one HTML file that needs nothing else. Its own group is that of similar ones by --similar where there
    are enough, else the one of the first --by. It is for the unit: what would tell it too much about another one is
    left out, and medians are told as bands of 10 points. With --before it says what moved since last time, whether that
    is real, how the place moved, and the shortest way up.
    """
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
    earlier = (
        None
        if before is None
        else Before(
            path=before,
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
    if similar and norms is not None:
        advice = "Norms do not hold what units are like; leave one of the two out"
        raise ArgumentError("--similar", "columns", "the answers of all units, in place of --norms", advice)
    ladder = how.ladder(similar_least, unit_nouns or f"{unit_noun}s")
    given = how.answers(answers)
    with step("Scoring and placing"):
        rules = read_scheme(scheme, declared)
        scores = score(given, rules)
        profile = scores.of(unit)
        asked = Conventions(partly_administered=partly or ())
        known = (
            Norms.fit(
                scores,
                by=how.groups,
                conventions=asked,
                peers=() if ladder is None else [ladder.peers_of(unit, scores)],
            )
            if norms is None
            else asking_for(read_norms(norms), asked.partly_administered)
        )
        placement = known.place(profile)
        last = None if earlier is None else earlier.last_time(scores, rules)
        firm = None if last is None or norms is not None else usual_stability(scores, known)
    own = [
        f"{name}={profile.attributes[name]}" for name in how.groups if profile.attributes[name] is not None
    ]
    if placement.peers is not None and placement.peers.group is not None:
        own.insert(0, placement.peers.group.full_name)
    with step("Writing the report"):
        text = school_report(
            profile,
            placement,
            peers=next(iter(own), None),
            rule=ReportRule.public() if public_norms else None,
            known=_known(given, unit, how.owner, known, last),
            unit_noun=unit_noun,
            unit_nouns=unit_nouns,
            since=last,
            stability=firm,
        )
    write_report(unit, text, out)


def _known(answers: Answers, unit: str, owner: str | None, norms: Norms, last: LastTime | None) -> int:
    """Return of how many other units of either time the unit's owner may know the scores: in norms, or in answers."""
    if owner is None:
        return 0
    now = others_of_owner(answers, unit, owner=owner, members=norms.members)
    if last is None:
        return now
    # The error of then rests on the answers of then, ranks on the norms: it may know of others in either.
    there = set(last.scores.units.tolist())
    if unit not in there:
        return max(now, others_of_owner(answers, unit, owner=owner, members=last.norms.members))
    others = last.norms.members.keys() - there
    then = others_of_owner(last.scores.answers, unit, owner=owner)
    return max(now, then + others_of_owner(answers, unit, owner=owner, members=others))

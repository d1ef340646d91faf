"""`smmi place`: where one unit stands among norms that were handed out."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from smmi.benchmark import Group, NoStanding, PublishedNorms
from smmi.benchmark.published import PublishedStanding
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
    UnitColumn,
)
from smmi.cli._steps import how_read, step
from smmi.cli.files import Reads
from smmi.cli.formats import read_instrument, read_published_norms, read_scheme
from smmi.report.wording import DASH, group_text, isolated, range_text, score_text, share_text
from smmi.scoring import ScoreProfile, score

CERTAIN: Final = (
    "Certain only for these norms and this score; blanks, and units that did not take part, are not accounted "
    "for."
)


def place(
    answers: AnswersFile,
    instrument: InstrumentName,
    unit: Annotated[str, typer.Option(metavar="ID", help="The unit to place.", show_default=False)],
    norms: Annotated[
        Path,
        typer.Option(metavar="FILE", help="Norms that `smmi norms --hand-out` wrote.", show_default=False),
        Reads(),
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
) -> None:
    """Show where one unit stands among norms that were handed out, as far as they tell.

    They hold how many units score in each band of points. So a percentile rank is an interval that is certain for these
    norms and this score, and all quartiles are named in which the unit can be.
    """
    declared = read_instrument(instrument)
    known = read_published_norms(norms)
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
    with step("Scoring and placing"):
        profile = score(given, read_scheme(scheme, declared)).of(unit)
        rows = list(_rows(profile, known))
        notes = list(_notes(profile, known, how.groups))
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column(Text(isolated(unit)), overflow="fold")
    table.add_column("Score", justify="right", no_wrap=True)
    table.add_column("Attainable", justify="right", no_wrap=True)
    table.add_column("Group", overflow="fold")
    for name in ("n", "Percentile rank"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Quartile", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(highlight=False).print(table)
    for note in notes:
        typer.echo(note)


def _rows(profile: ScoreProfile, norms: PublishedNorms) -> Iterator[tuple[str, ...]]:
    declared = profile.scores.instrument
    labels = {"overall": "Overall"}
    for domain in declared.domains:
        labels[domain.code] = isolated(domain.label)
        labels |= {area.code: isolated(area.label) for area in domain.areas}
    places = norms.place(profile)
    for code, label in labels.items():
        extent = range_text(profile[code])
        for i, standing in enumerate(places[code].values()):
            shown = score_text(profile[code].value)
            first = ("", "", "") if i else (label, shown, extent)
            share = profile.partly_administered.get(code)
            yield (*first, group_text(declared, standing.group), *_cells(standing, share))


def _cells(standing: PublishedStanding, share: float | None) -> tuple[str, str, str]:
    n = DASH if standing.n is None else str(standing.n)
    if standing.interval is None:
        small = standing.reason is NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE
        rank = f"n below {standing.conventions.minimum_for_percentile}" if small else DASH
    else:
        low, high = standing.interval
        rank = f"{score_text(low)} to {score_text(high)}"
    quartiles = " or ".join(quartile.label for quartile in standing.quartiles)
    return n, rank, quartiles or _why_not(standing, share)


def _notes(profile: ScoreProfile, norms: PublishedNorms, by: Sequence[str]) -> Iterator[str]:
    """Yield what the table does not hold, and what is not accounted for."""
    declared = profile.scores.instrument
    asked = {name for names in norms.by for name in names}
    for name, value in profile.attributes.items():
        if name not in asked:
            if name in by:
                yield f"--by {name}: these norms have no groups of {name}"
        elif value is not None and (name,) in norms.by:
            own = Group(((name, value),))
            if own not in norms.groups:
                yield (
                    f"Own group {group_text(declared, own)}: not in these norms, which leave out groups that tell few "
                    "units apart"
                )
    yield CERTAIN


def _why_not(standing: PublishedStanding, share: float | None) -> str:
    if standing.reason is NoStanding.PARTLY_ADMINISTERED and share is not None:
        return f"rests on {share_text(share)} of what applies"
    if standing.reason is NoStanding.NO_SCORE:
        return "no score"
    return "too few units" if standing.reason is NoStanding.GROUP_TOO_SMALL else "not told"

"""`smmi place`: where one unit stands among norms that were handed out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from smmi.benchmark import NoStanding, PublishedNorms
from smmi.benchmark.published import PublishedStanding
from smmi.cli._options import AnswersFile, By, Ignore, InstrumentName, SchemeFile, UnitColumn
from smmi.cli._steps import read_given, step
from smmi.cli.files import Reads
from smmi.cli.formats import read_instrument, read_published_norms, read_scheme
from smmi.report.wording import DASH, group_text, isolated, score_text
from smmi.scoring import ScoreProfile, score


def place(
    answers: AnswersFile,
    instrument: InstrumentName,
    unit_column: UnitColumn,
    unit: Annotated[str, typer.Option(metavar="ID", help="The unit to place.", show_default=False)],
    norms: Annotated[
        Path,
        typer.Option(metavar="FILE", help="Norms that `smmi norms --hand-out` wrote.", show_default=False),
        Reads(),
    ],
    by: By = None,
    scheme: SchemeFile = None,
    ignore: Ignore = None,
) -> None:
    """Show where one unit stands among norms that were handed out, as far as they tell.

    They hold how many units score in each band of points. So a percentile rank is an interval that is certain, and all
    quartiles are named in which the unit can be.
    """
    declared = read_instrument(instrument)
    known = read_published_norms(norms)
    given = read_given(answers, declared, unit_column, by, ignore)
    with step("Scoring and placing"):
        profile = score(given, read_scheme(scheme, declared)).of(unit)
        rows = list(_rows(profile, known))
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column(Text(isolated(unit)), overflow="fold")
    table.add_column("Score", justify="right", no_wrap=True)
    table.add_column("Group", overflow="fold")
    for name in ("n", "Percentile rank"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Quartile", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(highlight=False).print(table)


def _rows(profile: ScoreProfile, norms: PublishedNorms) -> Iterator[tuple[str, ...]]:
    declared = profile.scores.instrument
    labels = {"overall": "Overall"}
    for domain in declared.domains:
        labels[domain.code] = isolated(domain.label)
        labels |= {area.code: isolated(area.label) for area in domain.areas}
    places = norms.place(profile)
    for code, label in labels.items():
        for i, standing in enumerate(places[code].values()):
            shown = DASH if standing.score is None else score_text(standing.score)
            first = ("", "") if i else (label, shown)
            yield (*first, group_text(declared, standing.group), *_cells(standing))


def _cells(standing: PublishedStanding) -> tuple[str, str, str]:
    n = DASH if standing.n is None else str(standing.n)
    if standing.interval is None:
        rank = DASH
    else:
        low, high = standing.interval
        rank = f"{score_text(low)} to {score_text(high)}"
    quartiles = " or ".join(quartile.label for quartile in standing.quartiles)
    return n, rank, quartiles or _why_not(standing)


def _why_not(standing: PublishedStanding) -> str:
    if standing.reason is NoStanding.NO_SCORE:
        return "no score"
    return "too few units" if standing.reason is NoStanding.GROUP_TOO_SMALL else "not told"

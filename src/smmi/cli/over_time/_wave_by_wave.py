"""Several waves of one unit, in words and a table."""

from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from smmi.benchmark.follow_up import Moved, WaveSeries
from smmi.report.wording import DASH, isolated, score_text, signed_text, verdict_text
from smmi.scoring import ScoreProfile

TREND: Final = (
    "Trend: the slope of the straight line that is nearest to the scores that compare, in points for each unit of "
    "time, where there are three. It says nothing of error, and a line may not be what happened."
)


def show_series(series: WaveSeries, profile: ScoreProfile, /) -> None:
    """Print each score of a unit wave by wave, with what moved since the first wave and since the one before."""
    console = Console(highlight=False)
    console.print()
    console.print(Text(f"{isolated(profile.unit)}, wave by wave"))
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", overflow="fold")
    for name in ("Wave", "Score", "Since the first", "Since the one before"):
        table.add_column(name, justify="right" if name == "Score" else "left", overflow="fold")
    if series.times:
        table.add_column("Trend", justify="right", no_wrap=True)
    slopes = {code: series.trend(code)[profile.unit] for code in series.codes} if series.times else {}
    for code in series.codes:
        label = "Overall" if code == "overall" else isolated(profile.scores.instrument[code].name)
        rows = series.of(profile.unit, code)
        for at, one in enumerate(rows):
            cells = (
                label if at == 0 else "",
                isolated(one.wave),
                DASH if one.score is None else score_text(one.score),
                *(_since(moved) if at else "" for moved in (one.since_first, one.since_previous)),
            )
            if slopes:
                slope = slopes[code]
                cells = (*cells, "" if slope is None or one is not rows[-1] else signed_text(slope))
            table.add_row(*map(Text, cells))
    console.print(table)
    if slopes:
        console.print(Text(TREND))
    for wave in series.field():
        mean = DASH if wave.mean is None else score_text(wave.mean)
        text = (
            f"All units, {isolated(wave.wave)}: mean {mean} of {wave.n} with an overall score that compares"
        )
        if wave.since_previous is not None:
            both = signed_text(wave.since_previous)
            text = f"{text}; {both} since the wave before, in the mean of those that are in both"
        console.print(Text(text))
    console.print(
        Text(
            "Each difference is judged alone: of many waves, more than of two are called reliable although nothing "
            "changed."
        )
    )


def _since(moved: Moved | None) -> str:
    """Return a difference and its verdict, or that there is none."""
    if moved is None or moved.difference is None:
        return "not compared"
    verdict = verdict_text(moved)
    return f"{signed_text(moved.difference)}, {verdict}" if verdict else signed_text(moved.difference)

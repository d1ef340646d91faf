"""What moved between two waves, and ways up, as tables."""

import math
from collections.abc import Collection, Iterator
from typing import Any, Final

from smmi.benchmark import LastTime
from smmi.benchmark.follow_up import Moved, NotCompared, WaveSeries
from smmi.benchmark.improvement import Path, Paths
from smmi.benchmark.sensitivity import HeldShares, Stability
from smmi.benchmark.waves import ChangeVerdict
from smmi.cli.formats.outputs import Cell, Column, DataTable
from smmi.instrument import Indicator, Instrument
from smmi.report.wording import absence_text, answer_text, no_verdict_text, share_text
from smmi.scoring import Absence, Scores

CHANGE_COLUMNS: Final[tuple[Column, ...]] = (
    *(("score", str), ("before", float), ("after", float), ("difference", float), ("error", float)),
    *(("smallest_detectable", float), ("index", float), ("change", str), ("reason", str)),
)
"""The columns of a table of changes after that of the unit."""
SERIES_COLUMNS: Final[tuple[Column, ...]] = (
    *(("score", str), ("wave", str), ("value", float)),
    *(("since_first", float), ("change_since_first", str)),
    *(("since_previous", float), ("change_since_previous", str)),
    ("trend", float),
)
"""The columns of a table of several waves after that of the unit."""
IMPROVEMENT_COLUMNS: Final[tuple[Column, ...]] = (
    *(("path", str), ("reaches", str), ("cost", float), ("score", float), ("indicator", str)),
    *(("question", str), ("answer", str), ("new_answer", str), ("step_cost", float)),
    *(("schools_with_it", int), ("schools_that_answered", int)),
)
"""The columns of a table of paths."""
HELD_COLUMNS: Final[tuple[Column, ...]] = (
    *(("declared", float), ("score_low", float), ("score_high", float)),
    *(("rank", int), ("rank_best", int), ("rank_worst", int), ("rank_held", float)),
    *(("stars", int), ("stars_held", float), ("scored", float)),
)
"""The columns of a table of stability after those of the sweep, the unit and the score."""


def change_table(last: LastTime, /, *, unit: str, only: Collection[str] = ()) -> DataTable:
    """Return what moved as a table: a row for each unit of both waves and each score.

    Args:
        last: Last time beside this one.
        unit: The name of the units' column.
        only: The units to show; all where none is named.
    """
    return DataTable(((unit, str), *CHANGE_COLUMNS), _change_rows(last, set(only)))


def _change_rows(last: LastTime, only: set[str]) -> Iterator[list[Cell]]:
    sides = {NotCompared.NO_SCORE_BEFORE: last.waves.before, NotCompared.NO_SCORE_AFTER: last.waves.after}
    for at, (name, rows) in enumerate(last.all_moved()):
        if only and name not in only:
            continue
        for one in rows:
            change = one.verdict.label if one.verdict is not ChangeVerdict.NOT_KNOWN else ""
            numbers = (one.before, one.after, one.difference, one.error, one.smallest, one.index)
            yield [name, one.code, *numbers, change, "; ".join(_reasons(last, one, at, sides))]


def _reasons(last: LastTime, one: Moved, at: int, sides: dict[NotCompared, Scores]) -> Iterator[str]:
    """Yield why there is no difference, or no verdict on it."""
    match one.reason:
        case NotCompared.BREAK:
            yield f"does not compare between the editions: {last.breaks[one.code]}"
        case NotCompared.NO_SCORE_BEFORE | NotCompared.NO_SCORE_AFTER as reason:
            scores = sides[reason]
            absence = Absence(int(scores.absences[scores.row(one.code), at]))
            yield f"no score {'before' if reason is NotCompared.NO_SCORE_BEFORE else 'after'}: {absence_text(absence)}"
        case NotCompared.PARTLY_AFTER:
            yield f"the score after rests on {share_text(one.share or 0.0)} of what applies"
        case _ if one.no_verdict:
            yield f"no verdict: {no_verdict_text(one)}"
        case _:
            pass
    if one.share is not None and one.reason is not NotCompared.PARTLY_AFTER:
        yield f"the score before rests on {share_text(one.share)} of what applies"


def series_table(series: WaveSeries, /, *, unit: str, only: Collection[str] = ()) -> DataTable:
    """Return several waves as a table: a row for each unit, score and wave.

    Args:
        series: The waves.
        unit: The name of the units' column.
        only: The units to show; all where none is named.
    """
    return DataTable(((unit, str), *SERIES_COLUMNS), _series_rows(series, set(only)))


def _series_rows(series: WaveSeries, only: set[str]) -> Iterator[list[Cell]]:
    trends = {code: series.trend(code) for code in series.codes} if series.times else {}
    for name, rows in series.all_scores():
        if only and name not in only:
            continue
        for one in rows:
            # It is of all waves: told once, beside the last of them.
            slope = trends[one.code][name] if trends and one is rows[-1] else None
            sides = [_since(moved) for moved in (one.since_first, one.since_previous)]
            yield [name, one.code, one.wave, one.score, *sides[0], *sides[1], slope]


def _since(moved: Moved | None) -> tuple[float | None, str]:
    """Return a difference, and what is said of it: the verdict, or why there is none."""
    if moved is None:
        return None, ""
    if moved.reason is not None:
        return None, f"not compared: {moved.reason.value}"
    if moved.verdict is ChangeVerdict.NOT_KNOWN:
        return moved.difference, f"no verdict: {no_verdict_text(moved)}"
    return moved.difference, moved.verdict.label


def improvement_table(found: Paths, instrument: Instrument, /) -> DataTable:
    """Return ways up as a table: a row for each changed answer of each path, the cheapest that reaches it first."""
    return DataTable(IMPROVEMENT_COLUMNS, _improvement_rows(found, instrument))


def _improvement_rows(found: Paths, instrument: Instrument) -> Iterator[list[Cell]]:
    named = [("best", found.best), *((f"near {i}", one) for i, one in enumerate(found.near, start=1))]
    for name, path in named:
        if path is not None:
            yield from _path_rows(name, path, instrument)


def _path_rows(name: str, path: Path, instrument: Instrument) -> Iterator[list[Cell]]:
    for step in path.steps:
        indicator = instrument[step.code]
        assert isinstance(indicator, Indicator)  # noqa: S101  (paths change answers)
        after = "any answer" if step.after is None else step_answer(indicator, step.after)
        texts = (step_answer(indicator, step.before), after)
        reaches = "yes" if path.reached else "no"
        yield [
            *(name, reaches, path.cost, path.score, step.code, indicator.prompt, *texts, step.cost),
            *(step.others, step.of),
        ]


def stability_table(found: Stability, /, *, unit: str) -> DataTable:
    """Return how often things hold as a table: a row for each sweep, unit and score.

    Args:
        found: How firm scores, ranks and stars are.
        unit: The name of the units' column.
    """
    sweeps = {"rules": found.grid and found.grid.held, "weights": found.weights and found.weights.held}
    columns = (("varied", str), (unit, str), ("score", str), ("tried", int), *HELD_COLUMNS)
    return DataTable(
        columns, (row for name, held in sweeps.items() if held for row in _held_rows(name, held))
    )


def _held_rows(name: str, held: HeldShares) -> Iterator[list[Cell]]:
    found = held.columns()
    columns = [found["score" if column == "declared" else column] for column, _ in HELD_COLUMNS]
    for unit, code, *cells in zip(found["unit"], found["score_code"], *columns, strict=True):
        numbers = [_number(cell, kind) for cell, (_, kind) in zip(cells, HELD_COLUMNS, strict=True)]
        yield [name, str(unit), str(code), held.tried, *numbers]


def _number(value: Any, kind: type) -> Cell:  # noqa: ANN401  (a column of any kind)
    """Return a number of a column; None for NaN, and for no stars."""
    if math.isnan(value) or (kind is int and not value):
        return None
    return int(value) if kind is int else float(value)


def step_answer(indicator: Indicator, answer: object, /) -> str:
    """Return an answer of a path in words; ``no answer`` for none."""
    return "no answer" if answer is None else answer_text(indicator.scale, answer)

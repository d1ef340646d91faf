"""What it costs that scores are exact: scoring beside an older build, which rounded at every step.

    python benchmarks/exactness.py --old CHECKOUT [--repeats 5] [--units 60000] [--only WORDS]

Eighty indicators, 16 areas, 6 domains, overall; 10 % blanks. Batches of option codes, by rules and weights of many
kinds; the first batch of a new scorer, which has no tables yet; one response after the other; batches of measured
answers, of few decimals and of any number. The builds take turns, each turn in a process of its own. Times are of the
processor, in milliseconds; a ratio is the median over the turns of the best of some runs in each.

With ``--only`` the rows are measured whose names hold these words.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Option, Ordinal, Percentage
from smmi.instrument.answers import Column
from smmi.scoring import (
    GeometricMean,
    HarmonicMean,
    Linear,
    Median,
    MustHave,
    PointsOverAttainable,
    PowerMean,
    Scorer,
    ScoringScheme,
    WeakestLink,
)

ROOT = Path(__file__).parents[1]
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
AREAS_BY_DOMAIN = (3, 3, 3, 3, 2, 2)
PER_AREA = 5
OPTIONS = ("not_at_all", "small", "moderate", "large", "fully")
BLANKS = 0.1
NO_ANSWER, FIRST_ANSWER = 3, 4
RUNS = 5
FEW = (100, 1000)
"""The sizes of first batches."""
RESPONSES = 300

Times = dict[str, float]
Row = tuple[str, float, Callable[[], Callable[[], object]]]
"""What is done, at most what part of the older build's time it may take, and what makes ready a run of it."""


def instrument(scale: Ordinal | Percentage) -> Instrument:
    """Return an instrument whose indicators all have a scale."""
    items, areas, domains = iter(range(10_000)), iter(range(10_000)), []
    for d, count in enumerate(AREAS_BY_DOMAIN):
        own = []
        for _ in range(count):
            asked = [Indicator(code=f"i{next(items)}", prompt="?", scale=scale) for _ in range(PER_AREA)]
            own.append(Area(code=f"a{next(areas)}", label="Area", indicators=asked))
        domains.append(Domain(code=f"d{d}", label="Domain", areas=own))
    return Instrument(code="eighty", edition="1", title="Eighty indicators", domains=domains)


FINITE = instrument(Ordinal(code="extent", options=tuple(Option(code, code) for code in OPTIONS)))
MEASURED = instrument(Percentage(code="percent"))
CODES = [one.code for level in (FINITE.indicators, FINITE.areas, FINITE.domains) for one in level]
ITEMS = [one.code for one in FINITE.indicators]
WEIGHTS = {code: 1.0 + i % 4 / 2 for i, code in enumerate(CODES)}
ANY = dict(zip(CODES, np.random.default_rng(3).uniform(0.5, 3, len(CODES)).tolist(), strict=True))
LEVELS: dict[str, Any] = {"weights": WEIGHTS, "overall_from": "domains"}
ANY_LEVELS: dict[str, Any] = {"weights": ANY, "overall_from": "domains"}
MUST = MustHave(("d0",), passing=0.1, cap=0.4)
MUST_AREA = MustHave(("a0",), passing=0.1, cap=0.4)
LINES = dict.fromkeys(ITEMS, Linear(10, 90))

BATCHES: dict[str, dict[str, Any]] = {
    "equal weights": {},
    "weights": {"weights": WEIGHTS},
    "weights, 3 levels": LEVELS,
    "any weights": {"weights": ANY},
    "any weights, 3 levels": ANY_LEVELS,
    "geometric areas": {"areas": GeometricMean()},
    "geometric areas, 3 levels": {"areas": GeometricMean(), "overall_from": "domains"},
    "harmonic areas": {"areas": HarmonicMean()},
    "must-have of areas": {"weights": WEIGHTS, "overall": MUST_AREA},
    "must-have of areas, any weights": {"weights": ANY, "overall": MUST_AREA},
    "must-have of domains": {**LEVELS, "overall": MUST},
    "must-have of domains, any weights": {**ANY_LEVELS, "overall": MUST},
    "weakest domain": {**LEVELS, "overall": WeakestLink()},
    "median of domains": {**LEVELS, "overall": Median()},
    "harmonic of domains": {**LEVELS, "overall": HarmonicMean()},
    "harmonic of domains, any weights": {**ANY_LEVELS, "overall": HarmonicMean()},
    "harmonic of areas": {"overall": HarmonicMean()},
    "geometric of domains": {**LEVELS, "overall": GeometricMean()},
    "geometric of domains, any weights": {**ANY_LEVELS, "overall": GeometricMean()},
    "geometric of areas": {"overall": GeometricMean()},
    "quadratic of domains": {**LEVELS, "overall": PowerMean(2.0)},
    "power 0.3 of domains": {**LEVELS, "overall": PowerMean(0.3)},
    "points over attainable, bonus": {**LEVELS, "overall": PointsOverAttainable(bonus=("d5",))},
    "must-have in a domain": {**LEVELS, "domains": {"d0": MUST_AREA}},
    "harmonic in a domain": {**LEVELS, "domains": {"d0": HarmonicMean()}},
    "geometric in a domain": {**LEVELS, "domains": {"d0": GeometricMean()}},
    "harmonic domains": {**LEVELS, "domains": HarmonicMean()},
    "geometric domains": {**LEVELS, "domains": GeometricMean()},
    "quadratic domains": {**LEVELS, "domains": PowerMean(2.0)},
    "median domains": {**LEVELS, "domains": Median()},
    "points over attainable in domains": {**LEVELS, "domains": PointsOverAttainable()},
}
FIRSTS = ("equal weights", "weights", "any weights, 3 levels", "geometric areas", "harmonic areas")
SINGLES: dict[str, tuple[Instrument, dict[str, Any]]] = {
    "equal weights": (FINITE, {"overall_from": "domains"}),
    "weights": (FINITE, LEVELS),
    "any weights": (FINITE, {"weights": ANY}),
    "geometric of areas": (FINITE, {"overall": GeometricMean()}),
    "harmonic areas": (FINITE, {"areas": HarmonicMean()}),
    "measured": (MEASURED, {**LEVELS, "items": LINES}),
    "measured, harmonic areas": (MEASURED, {**LEVELS, "items": LINES, "areas": HarmonicMean()}),
}
LINEAR = {**LEVELS, "items": LINES}
NUMBERS: dict[str, tuple[float, int, dict[str, Any]]] = {
    "1 decimal, weights": (1.5, 1, LINEAR),
    "1 decimal, equal weights": (1.5, 1, {"overall_from": "domains"}),
    "6 decimals, weights": (1.5, 6, LINEAR),
    "any decimals, weights": (10.0, 17, LINEAR),
    "any decimals, equal weights": (10.0, 17, {}),
    "any decimals, geometric areas": (10.0, 17, {"areas": GeometricMean()}),
    "1 decimal, geometric areas": (10.0, 1, {"areas": GeometricMean()}),
}


def answers(asked: Instrument, units: int, decimals: int | None = None) -> Answers:
    """Return answers of units that nobody gave: of options, or of so many decimals."""
    rng, columns = np.random.default_rng(5), []
    for _ in ITEMS:
        blank = rng.random(units) < BLANKS
        if decimals is None:
            codes = rng.integers(FIRST_ANSWER, FIRST_ANSWER + len(OPTIONS), units)
            columns.append(Column(np.where(blank, NO_ANSWER, codes).astype(np.uint8)))
        else:
            numbers = np.round(rng.uniform(0.0, 100.0, units), decimals)
            codes = np.where(blank, NO_ANSWER, FIRST_ANSWER).astype(np.uint8)
            columns.append(Column(codes, np.where(blank, 0.0, numbers)))
    one: dict[str, list[object]] = {code: [OPTIONS[0] if decimals is None else 1.0] for code in ITEMS}
    made = Answers.from_columns(asked, {**one, "unit": ["u"]}, unit="unit")
    return attrs.evolve(made, units=np.arange(units).astype(np.str_), columns=tuple(columns))


def rows(units: int) -> Iterator[Row]:
    """Yield everything that is measured."""
    finite = answers(FINITE, units)

    def again(scheme: ScoringScheme, given: Answers) -> Callable[[], object]:
        scorer = Scorer(scheme)
        scorer.score(given)
        return partial(scorer.score, given)

    def first(scheme: ScoringScheme, given: Answers) -> Callable[[], object]:
        scorer = Scorer(scheme)
        _ = scorer.plan
        return partial(scorer.score, given)

    def singly(scheme: ScoringScheme, record: dict[str, object]) -> Callable[[], object]:
        score_one = Scorer(scheme).score_one
        _ = score_one(record).values
        return lambda: [score_one(record).values for _ in range(RESPONSES)]

    for name, facts in BATCHES.items():
        yield f"codes: {name}", 1.1, partial(again, ScoringScheme(FINITE, **facts), finite)
    for size in FEW:
        for name in FIRSTS:
            scheme = ScoringScheme(FINITE, **BATCHES[name])
            yield f"first {size}: {name}", 1.1, partial(first, scheme, finite.take(slice(size)))
    for name, (asked, facts) in SINGLES.items():
        options = {code: OPTIONS[i % len(OPTIONS)] for i, code in enumerate(ITEMS)}
        numbers = dict(zip(ITEMS, np.random.default_rng(7).uniform(0, 100, len(ITEMS)).tolist(), strict=True))
        record: dict[str, object] = {**(options if asked is FINITE else numbers)}
        yield f"one: {name}", 1.2, partial(singly, ScoringScheme(asked, **facts), record)
    for name, (goal, decimals, facts) in NUMBERS.items():
        given = partial(answers, MEASURED, units, decimals)
        scheme = ScoringScheme(MEASURED, **facts)
        yield f"numbers: {name}", goal, lambda scheme=scheme, given=given: again(scheme, given())


def measured(units: int, only: str) -> Times:
    """Return what each work takes in this process, in milliseconds: the best of some runs."""
    times = {}
    for name, _, ready in rows(units):
        if only not in name:
            continue
        fresh, runs = name.startswith("first"), []
        work = ready()
        for _ in range(RUNS):
            work = ready() if fresh else work
            start = time.process_time()
            work()
            runs.append((time.process_time() - start) * 1e3)
        times[name] = min(runs)
    return times


def turn(checkout: Path, units: int, only: str) -> Times:
    """Return what each work takes in a new process with the code of a checkout."""
    environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1"), "PYTHONPATH": str(checkout / "src")}
    command = [sys.executable, __file__, "--measure", "--units", str(units), "--only", only]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    times: Times = json.loads(done.stdout)
    return times


def lines(ours: list[Times], theirs: list[Times], goals: dict[str, float]) -> list[str]:
    """Return the rows of the table."""
    cells = [("work, milliseconds", "smmi", "older build", "ratio", "goal", "met")]
    for name in ours[0]:
        ratio = statistics.median(own[name] / other[name] for own, other in zip(ours, theirs, strict=True))
        cells.append(
            (
                name,
                f"{statistics.median(own[name] for own in ours):.1f}",
                f"{statistics.median(other[name] for other in theirs):.1f}",
                f"{ratio:.2f}",
                f"<= {goals[name]:g}",
                "yes" if ratio <= goals[name] else "NO",
            )
        )
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def main() -> None:
    """Read the arguments, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--old", type=Path, help="a checkout of an older build")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--units", type=int, default=60_000)
    parser.add_argument("--only", default="", help="measure the rows whose names hold these words")
    parser.add_argument("--measure", action="store_true", help="measure in this process, print as JSON")
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measured(arguments.units, arguments.only)))
        return
    if not arguments.old:
        parser.error("--old: a checkout to compare with is needed")
    ours, theirs = [], []
    for _ in range(arguments.repeats):
        theirs.append(turn(arguments.old, arguments.units, arguments.only))
        ours.append(turn(ROOT, arguments.units, arguments.only))
    goals = {name: goal for name, goal, _ in rows(1)}
    print("\n".join(lines(ours, theirs, goals)))


if __name__ == "__main__":
    main()

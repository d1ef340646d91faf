"""Scoring against a C loop, pandas, polars, psych and a plain loop: the first six rows of the goals for speed.

    python benchmarks/scoring.py [--units 1000000] [--repeats 5] [--without-r]

Eighty indicators, 16 areas, 6 domains, overall: 23 scores with reasons, weighted means, a minimum coverage of one half,
10 % blanks. Rivals take turns with smmi in one process, and must give the same scores before they are timed. Times are
of the processor, so that other work on the machine counts little, but for threads; a ratio is the median over the
turns. All libraries are held to one thread.
"""

import argparse
import gc
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import attrs
import numpy as np
import pandas as pd
import polars as pl
from rivals import (
    SHARE,
    CLoop,
    Result,
    Shape,
    by_hand,
    by_pandas,
    by_pandas_from_codes,
    by_polars,
    by_polars_from_codes,
)

from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Option, Ordinal, Percentage
from smmi.instrument.answers import Column
from smmi.scoring import Linear, MinimumCoverage, Scorer, ScoringScheme

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
BLANKS = 0.1
PER_AREA = 5
AREAS_BY_DOMAIN = (3, 3, 3, 3, 2, 2)
OPTIONS = ("not_at_all", "small", "moderate", "large", "fully")
NO_ANSWER, FIRST_ANSWER = 3, 4
MOST_MEMORY = 300.0


@attrs.frozen(kw_only=True)
class Row:
    """One row of the table.

    Attributes:
        work: What is done.
        rival: Who else does it.
        ours: What smmi takes, with its unit.
        theirs: What the rival takes.
        ratio: What is compared with the goal.
        goal: The goal.
        met: Whether it is met.
    """

    work: str
    rival: str
    ours: str
    theirs: str
    ratio: float
    goal: str
    met: bool


@attrs.frozen(kw_only=True)
class Case:
    """An instrument of one kind of indicator, its scorer, and the shape that the rivals are told."""

    scorer: Scorer
    shape: Shape

    @classmethod
    def of(cls, scale: Ordinal | Percentage) -> "Case":
        """Return the case whose indicators all have a scale."""
        areas = iter(range(sum(AREAS_BY_DOMAIN)))
        domains = [
            Domain(code=f"d{d}", label=f"Domain {d}", areas=[_area(next(areas), scale) for _ in range(count)])
            for d, count in enumerate(AREAS_BY_DOMAIN)
        ]
        instrument = Instrument(code="eighty", edition="1", title="Eighty indicators", domains=domains)
        codes = [indicator.code for indicator in instrument.indicators]
        nodes = [*(area.code for area in instrument.areas), *(domain.code for domain in domains)]
        weights = {code: 1.0 + i % 4 / 2 for i, code in enumerate([*codes, *nodes])}
        rules = dict.fromkeys(codes, Linear(10, 90)) if isinstance(scale, Percentage) else {}
        scheme = ScoringScheme(
            instrument, items=rules, weights=weights, coverage=MinimumCoverage(SHARE), overall_from="domains"
        )
        shape = Shape(
            areas={
                area.code: range(PER_AREA * i, PER_AREA * (i + 1)) for i, area in enumerate(instrument.areas)
            },
            domains={domain.code: tuple(area.code for area in domain.areas) for domain in domains},
            weights=weights,
            indicators=tuple(codes),
            steps=np.concatenate((np.zeros(FIRST_ANSWER), np.linspace(0.0, 1.0, len(OPTIONS)))),
        )
        return cls(scorer=scheme.compile(), shape=shape)

    def answers(self, columns: list[Column]) -> Answers:
        """Return answers from coded columns."""
        units = np.arange(len(columns[0].codes)).astype(np.str_)
        instrument = self.scorer.scheme.instrument
        return Answers(instrument=instrument, units=units, columns=tuple(columns), attributes={})

    def score(self, answers: Answers, threads: int = 1) -> Result:
        """Return values and reasons by smmi."""
        scores = self.scorer.score(answers, threads=threads)
        return scores.values, scores.absences  # noqa: PD011  (not of pandas)


def _area(number: int, scale: Ordinal | Percentage) -> Area:
    indicators = [
        Indicator(code=f"a{number}_{i}", prompt=f"Question {number}.{i}?", scale=scale)
        for i in range(PER_AREA)
    ]
    return Area(code=f"a{number}", label=f"Area {number}", indicators=indicators)


def finite() -> Case:
    """Return the case of choices between five options."""
    options = tuple(Option(code, code.replace("_", " ")) for code in OPTIONS)
    return Case.of(Ordinal(code="extent", options=options))


def continuous() -> Case:
    """Return the case of percentages between goalposts."""
    return Case.of(Percentage(code="share"))


def draw_codes(units: int, rng: np.random.Generator) -> np.ndarray:
    """Return coded answers, uint8, (80, n)."""
    shape = (PER_AREA * sum(AREAS_BY_DOMAIN), units)
    codes = rng.integers(FIRST_ANSWER, FIRST_ANSWER + len(OPTIONS), shape, dtype=np.uint8)
    for column in codes:
        column[rng.random(units) < BLANKS] = NO_ANSWER
    return codes


def same(ours: Result, theirs: Result) -> None:
    """Assert that scores agree to 1e-9 and reasons exactly."""
    assert np.allclose(ours[0], theirs[0], rtol=0.0, atol=1e-9, equal_nan=True)
    assert np.array_equal(ours[1], theirs[1])


Work = Callable[[], object]
Times = dict[str, list[float]]


def take_turns(
    works: Mapping[str, Work], repeats: int, clock: Callable[[], float] = time.process_time
) -> Times:
    """Return the times of each work, turn by turn, after one turn that is not counted."""
    times: Times = {name: [] for name in works}
    for turn in range(repeats + 1):
        for name, work in works.items():
            start = clock()
            work()
            if turn:
                times[name].append(clock() - start)
    return times


def compared(what: str, times: Times, rival: str, *, at_most: float = 0.0, at_least: float = 0.0) -> Row:
    """Return the row of one rival: ours over theirs if it has to be at most so much, else theirs over ours."""
    pairs = list(zip(times["smmi"], times[rival], strict=True))
    if at_most:
        ratio, goal = statistics.median(own / other for own, other in pairs), f"<= {at_most:g} x"
    else:
        ratio, goal = statistics.median(other / own for own, other in pairs), f">= {at_least:g} x"
    print(f"{what}, {rival}: {ratio:.3g}", file=sys.stderr)
    return Row(
        work=what,
        rival=rival,
        ours=_shown(times["smmi"]),
        theirs=_shown(times[rival]),
        ratio=ratio,
        goal=goal,
        met=ratio <= at_most if at_most else ratio >= at_least,
    )


def _shown(times: list[float]) -> str:
    middle, least = statistics.median(times), min(times)
    unit, factor = ("ms", 1e3) if middle >= 1e-3 else ("us", 1e6)
    return f"{middle * factor:.4g} {unit} (least {least * factor:.4g})"


def batch_rows(case: Case, codes: np.ndarray, repeats: int) -> list[Row]:
    """Return the rows of a batch of finite answers, of its memory, and of two threads."""
    what = f"batch of {codes.shape[1]:,} finite answers"
    answers = case.answers([Column(column) for column in codes])
    points = np.where(codes < FIRST_ANSWER, np.nan, case.shape.steps[codes])
    return [
        *c_rows(what, case, answers, codes, points, repeats),
        memory_row(case, answers),
        *frame_rows(what, case, answers, codes, points, min(repeats, 3)),
        threads_row(case, answers, repeats),
    ]


def c_rows(
    what: str, case: Case, answers: Answers, codes: np.ndarray, points: np.ndarray, repeats: int
) -> list[Row]:
    """Return the rows of the C loop."""
    shape, ours = case.shape, case.score(answers)
    c_loop, rows, code_rows = CLoop(shape), np.ascontiguousarray(points.T), np.ascontiguousarray(codes.T)
    works: dict[str, Work] = {
        "smmi": lambda: case.score(answers),
        "C loop, from points": lambda: c_loop.score("points", rows),
        "C loop, from codes": lambda: c_loop.score("codes", code_rows),
    }
    same(ours, c_loop.score("points", rows))
    same(ours, c_loop.score("codes", code_rows))
    times = take_turns(works, repeats)
    return [
        compared(what, times, "C loop, from points", at_most=1.5),
        compared(what, times, "C loop, from codes", at_most=1.5),
    ]


def frame_rows(
    what: str, case: Case, answers: Answers, codes: np.ndarray, points: np.ndarray, repeats: int
) -> list[Row]:
    """Return the rows of pandas and polars, from points and from coded answers, one rival at a time."""
    shape, ours = case.shape, case.score(answers)
    named = dict(zip(shape.indicators, points, strict=True))
    coded = dict(zip(shape.indicators, codes, strict=True))
    categories = pd.CategoricalDtype(range(len(shape.steps)))

    def categorical() -> pd.DataFrame:
        return pd.DataFrame(
            {code: pd.Categorical.from_codes(column, dtype=categories) for code, column in coded.items()}
        )

    rivals: list[tuple[str, float, Callable[[], object], Callable[[Shape, object], Result]]] = [
        ("pandas, from points", 5, lambda: pd.DataFrame(named), by_pandas),
        ("polars, from points", 5, lambda: pl.DataFrame(named).fill_nan(None), by_polars),
        ("pandas, from codes", 10, lambda: pd.DataFrame(coded), by_pandas_from_codes),
        ("pandas, from categories", 10, categorical, by_pandas_from_codes),
        ("polars, from codes", 10, lambda: pl.DataFrame(coded), by_polars_from_codes),
    ]
    found = []
    for name, goal, make, score in rivals:
        rival = partial(score, shape, make())
        same(ours, rival())
        works: dict[str, Work] = {"smmi": partial(case.score, answers), name: rival}
        found.append(compared(what, take_turns(works, repeats), name, at_least=goal))
        del rival, works
        gc.collect()
    return found


def memory_row(case: Case, answers: Answers) -> Row:
    """Return the row of the memory that scoring takes at its peak, beyond answers and scores."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    values, reasons = case.score(answers)
    peak = (tracemalloc.get_traced_memory()[1] - before - values.nbytes - reasons.nbytes) / 2**20
    tracemalloc.stop()
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    return Row(
        work=f"peak memory of {len(answers):,}",
        rival="beyond inputs and outputs",
        ours=f"{peak:.1f} MB",
        theirs=f"({resident:,.0f} MB resident at most, rivals' inputs included)",
        ratio=peak,
        goal=f"<= {MOST_MEMORY:g} MB",
        met=peak <= MOST_MEMORY,
    )


def threads_row(case: Case, answers: Answers, repeats: int) -> Row:
    """Return the row of two threads."""
    works: dict[str, Work] = {
        "smmi": lambda: case.score(answers, threads=2),
        "one thread": lambda: case.score(answers),
    }
    same(case.score(answers, threads=2), case.score(answers))
    times = take_turns(works, repeats, time.perf_counter)
    return compared(f"two threads at {len(answers):,}", times, "one thread", at_most=0.7)


def continuous_row(units: int, repeats: int, rng: np.random.Generator) -> Row:
    """Return the row of a batch of percentages."""
    case = continuous()
    numbers = rng.uniform(0.0, 100.0, (len(case.shape.indicators), units))
    blank = rng.random(numbers.shape) < BLANKS
    columns = [
        Column(np.where(no, NO_ANSWER, FIRST_ANSWER).astype(np.uint8), np.where(no, 0.0, row))
        for row, no in zip(numbers, blank, strict=True)
    ]
    answers, c_loop = case.answers(columns), CLoop(case.shape)
    rows = np.ascontiguousarray(np.where(blank, np.nan, numbers).T)
    del numbers, blank
    same(case.score(answers), c_loop.score("numbers", rows, 10.0, 90.0))
    works: dict[str, Work] = {
        "smmi": lambda: case.score(answers),
        "C loop, from numbers": lambda: c_loop.score("numbers", rows, 10.0, 90.0),
    }
    what = f"batch of {units:,} continuous answers"
    return compared(what, take_turns(works, repeats), "C loop, from numbers", at_most=3)


def small_rows(case: Case, codes: np.ndarray, repeats: int, *, with_r: bool) -> list[Row]:
    """Return the rows of some ten thousand units: pandas, and psych where there is R."""
    shape, answers = case.shape, case.answers([Column(column) for column in codes])
    points = np.where(codes < FIRST_ANSWER, np.nan, shape.steps[codes])
    frame = pd.DataFrame(dict(zip(shape.indicators, points, strict=True)))
    ours = case.score(answers)
    same(ours, by_pandas(shape, frame))
    works: dict[str, Work] = {"smmi": lambda: case.score(answers), "pandas": lambda: by_pandas(shape, frame)}
    times = take_turns(works, 3 * repeats)
    what = f"{codes.shape[1]:,} units"
    found = [compared(what, times, "pandas", at_least=10)]
    if psych := psych_seconds(points) if with_r else None:
        times["psych::scoreItems"] = [psych] * len(times["smmi"])
        found.append(compared(what, times, "psych::scoreItems", at_least=60))
    return found


PSYCH = """
suppressMessages(library(psych))
n <- {n}; x <- matrix(readBin("{path}", "double", n * 80), n, 80); colnames(x) <- paste0("i", 1:80)
keys <- lapply(0:15, function(a) paste0("i", a * 5 + 1:5)); names(keys) <- paste0("a", 0:15)
run <- function() scoreItems(keys, x, impute = "none", min = 0, max = 1)
invisible(run())
cat(median(replicate(3, system.time(run())[["user.self"]])))
"""


def psych_seconds(points: np.ndarray) -> float | None:
    """Return the time of psych's means of the 16 areas (it has no weights, levels, coverage), or say why not."""
    known = 'cat(requireNamespace("psych", quietly = TRUE))'
    if not shutil.which("Rscript") or "TRUE" not in _r(known):
        print("psych::scoreItems is left out: no R with psych on this machine")
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "points.bin"
        points.tofile(path)
        printed = _r(PSYCH.format(n=points.shape[1], path=path))
    try:
        return float(printed)
    except ValueError:
        print("psych::scoreItems is left out: it fails on these answers")
        return None


def _r(program: str) -> str:
    return subprocess.run(["Rscript", "-e", program], capture_output=True, text=True, check=False).stdout


def single_row(case: Case, codes: np.ndarray, repeats: int) -> Row:
    """Return the row of one response: a mapping of answers to a result with all scores and reasons."""
    answers = case.answers([Column(column) for column in codes])
    records = [answers.record(unit) for unit in answers.units.tolist()]
    score_one = case.scorer.score_one
    plain = by_hand(case.shape, dict(zip(OPTIONS, case.shape.steps[FIRST_ANSWER:].tolist(), strict=True)))
    for record in records:
        theirs, profile = plain(record), score_one(record)
        for code, value, reason in zip(profile.codes, profile.values, profile.absences, strict=True):
            other, why = theirs[code]
            assert (value is None) == (other is None)
            assert value is None or abs(value - other) < 1e-9
            assert why == (reason.label if reason else None)
    works: dict[str, Work] = {
        "smmi": lambda: [score_one(record) for record in records],
        "plain loop": lambda: [plain(record) for record in records],
    }
    times = take_turns(works, 10 * repeats)
    each = {name: [seconds / len(records) for seconds in several] for name, several in times.items()}
    return compared("one response, with its result", each, "plain loop", at_most=1)


def import_row(repeats: int) -> Row:
    """Return the row of importing smmi, each time in a new process."""
    program = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"
    times: Times = {"smmi": [], "import attrs": []}
    for _ in range(2 * repeats + 1):
        for name, module in (("smmi", "smmi"), ("import attrs", "attrs")):
            command = [sys.executable, "-c", program.format(module)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            times[name].append(float(done.stdout))
    return compared("import smmi", times, "import attrs", at_most=1.3)


def table(rows: list[Row]) -> str:
    """Return the rows as lines of text."""
    head = ("work", "rival", "smmi", "rival takes", "ratio", "goal", "met")
    cells = [
        head,
        *(
            (r.work, r.rival, r.ours, r.theirs, f"{r.ratio:.3g}", r.goal, "yes" if r.met else "NO")
            for r in rows
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells]
    return "\n".join(line.rstrip() for line in lines)


def main() -> None:
    """Read the arguments, and print."""
    if any(os.environ.get(name) != "1" for name in ONE_THREAD):
        os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606  (libraries read these when they load)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--without-r", action="store_true", help="leave out psych::scoreItems")
    arguments = parser.parse_args()
    rng, repeats = np.random.default_rng(16), arguments.repeats
    case = finite()
    small = draw_codes(min(10_000, arguments.units), rng)
    rows = batch_rows(case, draw_codes(arguments.units, rng), repeats)
    rows.append(continuous_row(arguments.units, repeats, rng))
    rows += small_rows(case, small, repeats, with_r=not arguments.without_r)
    rows.append(single_row(case, small[:, :200], repeats))
    rows.append(import_row(repeats))
    print(table(rows))


if __name__ == "__main__":
    main()

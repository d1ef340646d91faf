"""A CSV file of answers to a file of scores, against Polars' own scan, row means and write of the same file.

    python benchmarks/csv_files.py [--units 1000000] [--repeats 3] [--old PATH [--old-units 560000]]

The file holds 80 columns of option codes. Polars reads them as an enumeration, takes 23 means of each row (16 areas, 6
domains, overall) and writes them; smmi scores them with its routing, coverage and findings. Each runs as a process of
its own, the rivals in turn; printed are the medians of the ratios in elapsed and in processor time, and the peak of
memory. With ``--old`` the tree of an older build scores a smaller file too, of 300 MB where not said otherwise.
"""

import argparse
import filecmp
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import attrs
import numpy as np
import polars as pl

from smmi.instrument import Area, Domain, Indicator, Instrument, Option, Ordinal
from smmi.serialization import to_document

AREAS, PER_AREA, DOMAINS = 16, 5, 6
CODES = ("never", "seldom", "sometimes", "often", "always")
BLANKS = 0.1
WRITTEN = 50_000
CHECKED = 10_000
GOAL, GOAL_OLD, GOAL_MEMORY = 2.0, 0.25, 500
TREE = Path(__file__).parents[1]
STARTER = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
"""Runs a command, and prints seconds elapsed, seconds of the processor and the peak of memory."""
NAMES = [f"a{area}_{i}" for area in range(AREAS) for i in range(PER_AREA)]


def instrument() -> Instrument:
    """Return an instrument of 80 indicators of five options each, in 16 areas and 6 domains."""
    scale = Ordinal(code="how_often", options=[Option(code, code.title()) for code in CODES])
    areas = [
        Area(
            code=f"a{area}",
            label=f"Area {area}",
            indicators=[
                Indicator(code=f"a{area}_{i}", prompt=f"Question {area}.{i}?", scale=scale)
                for i in range(PER_AREA)
            ],
        )
        for area in range(AREAS)
    ]
    domains = [
        Domain(code=f"d{domain}", label=f"Domain {domain}", areas=areas[domain::DOMAINS])
        for domain in range(DOMAINS)
    ]
    return Instrument(code="often", edition="1", title="Eighty indicators", domains=domains)


def write_answers(path: Path, units: int, rng: np.random.Generator) -> None:
    """Write a file of answers with blanks, some rows at a time."""
    words = pl.Series([*CODES, None], dtype=pl.String)
    with path.open("wb") as file:
        for start in range(0, units, WRITTEN):
            n = min(WRITTEN, units - start)
            columns = {"unit": pl.Series([f"S{start + row:07d}" for row in range(n)])}
            for name in NAMES:
                which = rng.integers(0, len(CODES), n)
                which[rng.random(n) < BLANKS] = len(CODES)
                columns[name] = words.gather(pl.Series(which))
            file.write(pl.DataFrame(columns).write_csv(include_header=not start).encode())


def by_polars(answers: str, out: str) -> None:
    """Write the row means of a file, as Polars does it fastest."""
    schema = {"unit": pl.String(), **dict.fromkeys(NAMES, pl.Enum(CODES))}
    step = 100 / (len(CODES) - 1)
    areas = [f"a{area}" for area in range(AREAS)]
    (
        pl.scan_csv(answers, schema=schema)
        .select(
            "unit",
            *(
                pl.mean_horizontal(
                    *(pl.col(f"{area}_{i}").to_physical().cast(pl.Float64) * step for i in range(PER_AREA))
                ).alias(area)
                for area in areas
            ),
        )
        .with_columns(
            pl.mean_horizontal(*areas).alias("overall"),
            *(pl.mean_horizontal(*areas[domain::DOMAINS]).alias(f"d{domain}") for domain in range(DOMAINS)),
        )
        .sink_csv(out)
    )


@attrs.frozen
class Run:
    """What a process took: elapsed time and processor time in seconds, and memory in megabytes."""

    elapsed: float
    processor: float
    memory: float


def run(command: list[str], tree: Path) -> Run:
    """Run a process to its end, started by a small one: a process is born with the memory of the one that starts it.

    Raises:
        CalledProcessError: It failed.
    """
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    starter = [sys.executable, "-c", STARTER, sys.executable, *command]
    told = subprocess.run(starter, env=environment, check=True, capture_output=True, text=True).stdout
    elapsed, processor, memory = map(float, told.split())
    return Run(elapsed, processor, memory * (1 if sys.platform == "darwin" else 1024) / 1e6)


def check(ours: Path, theirs: Path) -> None:
    """Compare the areas that both have a mean of.

    Raises:
        SystemExit: They differ.
    """
    one, other = (pl.read_csv(path, n_rows=CHECKED, infer_schema=False) for path in (ours, theirs))
    for area in range(AREAS):
        difference = one[f"a{area}"].cast(pl.Float64) - other[f"a{area}"].cast(pl.Float64)
        if not (difference.abs().max() or 0) < 1e-9:
            raise SystemExit(f"area a{area} differs from Polars' mean by {difference.abs().max()}")


def print_ratios(title: str, ours: list[Run], theirs: list[Run], goal: float) -> None:
    """Print how many times as long as a rival's ours took."""
    elapsed = statistics.median(one.elapsed / other.elapsed for one, other in zip(ours, theirs, strict=True))
    processor = statistics.median(
        one.processor / other.processor for one, other in zip(ours, theirs, strict=True)
    )
    print(
        f"{title}: {elapsed:.2f} times elapsed, {processor:.2f} times of the processor (goal: at most {goal:g})"
    )


def print_runs(name: str, runs: list[Run]) -> None:
    """Print the medians of some runs."""
    elapsed, processor = (
        statistics.median(getattr(one, what) for one in runs) for what in ("elapsed", "processor")
    )
    memory = max(one.memory for one in runs)
    print(
        f"  {name:12s} {elapsed:6.2f} s elapsed {processor:6.2f} s of the processor {memory:5.0f} MB at most"
    )


def main() -> None:
    """Read the arguments, and print; or be the rival."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--old", type=Path, help="the tree of an older build")
    parser.add_argument("--old-units", type=int, default=560_000, help="how many rows that one scores")
    parser.add_argument("--by-polars", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.by_polars:
        by_polars(*arguments.by_polars)
        return
    with tempfile.TemporaryDirectory() as folder:
        asked, answers = Path(folder, "instrument.json"), Path(folder, "answers.csv")
        ours, theirs = Path(folder, "scores.csv"), Path(folder, "means.csv")
        asked.write_text(json.dumps(to_document(instrument())), encoding="utf-8")
        score = ["-m", "smmi", "score", str(answers), "--instrument", str(asked), "--unit-column", "unit"]
        new = [*score, "--out", str(ours)]
        write_answers(answers, arguments.units, np.random.default_rng(17))
        print(f"{arguments.units:,} units x {len(NAMES)} codes, {answers.stat().st_size / 1e6:.0f} MB")
        rival = [__file__, "--by-polars", str(answers), str(theirs)]
        pairs = [(run(new, TREE), run(rival, TREE)) for _ in range(arguments.repeats)]
        check(ours, theirs)
        print_runs("smmi", [one for one, _ in pairs])
        print_runs("Polars", [one for _, one in pairs])
        print_ratios("smmi beside Polars", [one for one, _ in pairs], [one for _, one in pairs], GOAL)
        peak = max(one.memory for one, _ in pairs)
        print(f"peak of memory: {peak:.0f} MB (goal: under {GOAL_MEMORY})")
        if arguments.old is None:
            return
        write_answers(answers, arguments.old_units, np.random.default_rng(17))
        print(f"\n{arguments.old_units:,} units x {len(NAMES)} codes, {answers.stat().st_size / 1e6:.0f} MB")
        before = [run([*score, "--out", str(theirs)], arguments.old)]
        after = [run(new, TREE)]
        if not filecmp.cmp(ours, theirs, shallow=False):
            raise SystemExit("the scores of the two builds differ")
        print_runs("older build", before)
        print_runs("smmi", after)
        print_ratios("smmi beside the older build", after, before, GOAL_OLD)


if __name__ == "__main__":
    main()

"""The reports of all schools by one command, against a command for each of them.

    python benchmarks/all_reports.py [--units 242] [--singles 6] [--repeats 3]

Both read the same file of answers to the bundled edition, and write reports by discipline. Commands for single schools
are all alike, so that a few are run in turn with the one for all, and their median is taken so many times as there are
schools. Printed is the ratio in elapsed and in processor time; the reports of both are compared byte by byte.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from smmi import editions
from smmi.instrument import synthesize

GOAL = 0.1
DISCIPLINES = ("dental", "medical", "nursing")


def write_answers(path: Path, units: int) -> list[str]:
    """Write answers as a platform would export them, and return the units."""
    import csv

    edition = editions.smmi_16()
    groups = {"discipline": [DISCIPLINES[i % len(DISCIPLINES)] for i in range(units)]}
    answers = synthesize(edition, units=units, rng=np.random.default_rng(1), attributes=groups)
    names = answers.units.tolist()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        codes = [one.code for one in edition.indicators]
        writer.writerow(["school", "discipline", *codes])
        for unit, discipline in zip(names, groups["discipline"], strict=True):
            record = answers.record(unit)
            writer.writerow([unit, discipline, *(_cell(record[code]) for code in codes)])
    return names


def _cell(answer: object) -> object:
    return ";".join(sorted(answer)) if isinstance(answer, frozenset | set | tuple) else answer


def timed(*words: object) -> tuple[float, float]:
    """Run a command, and return the seconds elapsed and of the processor."""
    before, start = os.times(), time.perf_counter()
    command = [sys.executable, "-m", "smmi", *map(str, words)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, used


def main() -> None:
    """Run both in turn, and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=242, help="how many schools there are")
    parser.add_argument("--singles", type=int, default=6, help="so many commands for single schools a repeat")
    parser.add_argument("--repeats", type=int, default=3, help="how often both are run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        units = write_answers(folder / "answers.csv", arguments.units)
        asked = [
            folder / "answers.csv",
            "--instrument",
            "smmi-16",
            "--unit-column",
            "school",
            "--by",
            "discipline",
        ]
        together, singles = [], []
        for repeat in range(arguments.repeats):
            every = folder / f"all{repeat}"
            together.append(timed("report", *asked, "--all", "--out-dir", every))
            for unit in units[repeat :: len(units) // arguments.singles][: arguments.singles]:
                alone = folder / "one.html"
                singles.append(timed("report", *asked, "--unit", unit, "--out", alone))
                if alone.read_bytes() != (every / f"{unit}.html").read_bytes():
                    raise SystemExit(f"the reports of {unit} differ")
    for what, at in (("elapsed", 0), ("of the processor", 1)):
        ours = statistics.median(one[at] for one in together)
        one = statistics.median(one[at] for one in singles)
        ratio = ours / (one * arguments.units)
        print(
            f"{arguments.units} reports by one command {ours:.1f} s {what}, by a command each "
            f"{one * arguments.units:.0f} s ({one:.2f} s each): {ratio:.3f} (goal: at most {GOAL})"
        )


if __name__ == "__main__":
    main()

"""Profiles beside an older build and beside a plain loop: what one unit, and one response, cost.

    python benchmarks/profiles.py [--old CHECKOUT] [--repeats 7] [--units 2000]

Three works: value and bounds of all scores of many units, read through their profiles; one response of the bundled
edition, scored and all its values read; and one response of eighty ordinal indicators. The builds take turns, each turn
in a process of its own. The plain loop (``plain_loop.py``) runs beside ours in the same process and must give the same
scores first. Times are of the processor, in microseconds for one unit; a ratio is the median over the turns.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np

import smmi
from smmi import editions
from smmi.instrument import Area, Domain, Indicator, Instrument, Option, Ordinal, synthesize
from smmi.scoring import ScoreProfile, ScoringScheme

ROOT = Path(__file__).parents[1]
AREAS_BY_DOMAIN = (3, 3, 3, 3, 2, 2)
OPTIONS = ("not_at_all", "small", "moderate", "large", "fully")
BLANKS = 0.1
FEW, MANY = 20, 200
"""How many responses, and units of the older build, are measured; that one takes milliseconds for each."""
RUNS = 5

Times = dict[str, float]
Pair = tuple[dict[str, Any], dict[str, str | None]]
"""A record, and the attributes of its unit."""

WORKS = {
    "batch": ("value and bounds of all scores, per unit", 1 / 150, None),
    "code by code": ("one response, scored and read code by code", 1 / 100, 3.0),
    "all values": ("one response, scored, all values at once", None, 3.0),
    "ordinal": ("one all-ordinal response, scored", None, 1.0),
    "ordinal, values": ("one all-ordinal response, all values at once", None, None),
}
"""What is done, and at most what part of the older build's time and of the plain loop's it may take."""


def ordinal() -> ScoringScheme:
    """Return a scheme of eighty ordinal indicators without gates, weighted at every level."""
    scale = Ordinal(code="extent", options=tuple(Option(code, code) for code in OPTIONS))
    numbers = iter(range(sum(AREAS_BY_DOMAIN)))

    def area(number: int) -> Area:
        own = [Indicator(code=f"a{number}_{i}", prompt=f"Question {i}?", scale=scale) for i in range(5)]
        return Area(code=f"a{number}", label=f"Area {number}", indicators=own)

    domains = [
        Domain(code=f"d{d}", label=f"Domain {d}", areas=[area(next(numbers)) for _ in range(count)])
        for d, count in enumerate(AREAS_BY_DOMAIN)
    ]
    instrument = Instrument(code="eighty", edition="1", title="Eighty indicators", domains=domains)
    weights = {code: 1.0 + i % 4 / 2 for i, code in enumerate(instrument.nodes)}
    return ScoringScheme(instrument, weights=weights, overall_from="domains")


def drawn(scheme: ScoringScheme, units: int) -> smmi.Answers:
    """Return answers of units that nobody gave."""
    return synthesize(scheme.instrument, units=units, rng=np.random.default_rng(16), blanks=BLANKS)


def records(answers: smmi.Answers) -> list[Pair]:
    """Return the record and attributes of each unit."""
    return [
        (answers.record(unit), {name: column[place] for name, column in answers.attributes.items()})
        for place, unit in enumerate(answers.units.tolist())
    ]


def timed(work: Callable[[], object], several: int, runs: int = RUNS) -> float:
    """Return the processor time of a work for one of several units, in microseconds: the median of some runs.

    There is one run before, which is not counted.
    """
    work()
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1e6 / several)
    return statistics.median(taken)


def of_batch(scheme: ScoringScheme, units: int) -> float:
    """Return what it takes to read value and bounds of all scores of a unit, the bounds included."""
    answers, codes = drawn(scheme, units), scheme.compile().codes
    batches = iter([smmi.score(answers, scheme) for _ in range(2)])  # new scores have no bounds yet

    def read() -> None:
        for profile in next(batches):
            for code in codes:
                node = profile[code]
                _ = node.value, node.bounds

    return timed(read, units, runs=1)


def of_response(
    scheme: ScoringScheme, responses: list[Pair], read: Callable[[ScoreProfile], object]
) -> float:
    """Return what it takes to score one response and read something of it."""
    score_one = scheme.compile().score_one

    def work() -> None:
        for record, attributes in responses:
            read(score_one(record, attributes=attributes))

    return timed(work, len(responses))


def of_plain_loop(scheme: ScoringScheme, responses: list[Pair]) -> float:
    """Return what the plain loop takes for one response; it must give the scores of the library."""
    from plain_loop import plain_loop  # not for the older build, whose rooms have other names

    loop, scorer = plain_loop(scheme), scheme.compile()
    for record, attributes in responses:
        profile, theirs = scorer.score_one(record, attributes=attributes), loop(record, attributes)
        for code, value, absence in zip(profile.codes, profile.values, profile.absences, strict=True):
            other, why = theirs[code]
            assert (value is None) == (other is None), (code, value, other)
            assert value is None or (other is not None and abs(value - other) < 1e-9)
            assert why == (absence.label if absence else None), (code, why, absence)

    def work() -> None:
        for record, attributes in responses:
            loop(record, attributes)

    return timed(work, len(responses))


def code_by_code(profile: ScoreProfile) -> None:
    """Read the value of every score by its code."""
    for code in profile.codes:
        _ = profile[code].value


def measured(units: int, *, old: bool) -> Times:
    """Return what each work takes in this process."""
    bundled, eighty = ScoringScheme.equal_weights(editions.smmi_16()), ordinal()
    responses, ordinals = (records(drawn(scheme, FEW if old else MANY)) for scheme in (bundled, eighty))
    times = {
        "batch": of_batch(bundled, FEW if old else units),
        "code by code": of_response(bundled, responses, code_by_code),
        "all values": of_response(bundled, responses, attrgetter("values")),
        "ordinal": of_response(eighty, ordinals, lambda profile: profile),
        "ordinal, values": of_response(eighty, ordinals, attrgetter("values")),
    }
    if not old:
        times["plain loop, bundled"] = of_plain_loop(bundled, responses)
        times["plain loop, ordinal"] = of_plain_loop(eighty, ordinals)
    return times


def turn(checkout: Path, units: int, *, old: bool) -> Times:
    """Return what each work takes in a new process with the code of a checkout."""
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    command = [sys.executable, __file__, "--measure", "old" if old else "new", "--units", str(units)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    times: Times = json.loads(done.stdout)
    return times


def lines(ours: list[Times], theirs: list[Times]) -> list[str]:
    """Return the rows of the table."""
    cells = [("work, microseconds", "smmi", "older build", "ratio", "plain loop", "ratio", "goals", "met")]
    for name, (work, of_old, of_loop) in WORKS.items():
        loop = {"batch": "", "ordinal": "plain loop, ordinal", "ordinal, values": "plain loop, ordinal"}.get(
            name, "plain loop, bundled"
        )
        older, ratio = _beside(ours, name, theirs, name)
        plain, factor = _beside(ours, name, ours, loop)
        goals, met = [], True
        for limit, found, what in ((of_old, ratio, "older"), (of_loop, factor, "loop")):
            if limit is not None and found is not None:
                met &= found <= limit
                goals.append(f"<= {f'1/{1 / limit:.0f}' if limit < 1 else f'{limit:g}'} x {what}")
        cells.append(
            (
                work,
                f"{_median(ours, name):.1f}",
                older,
                "" if ratio is None else f"1/{1 / ratio:.0f}" if ratio < 0.5 else f"{ratio:.2f}",
                plain,
                "" if factor is None else f"{factor:.2f}",
                ", ".join(goals),
                ("yes" if met else "NO") if goals else "",
            )
        )
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _beside(ours: list[Times], name: str, theirs: list[Times], other: str) -> tuple[str, float | None]:
    """Return what something else takes, and the median of ours over it; nothing if it was not measured."""
    if not theirs or other not in theirs[0]:
        return "", None
    ratios = [own[name] / their[other] for own, their in zip(ours, theirs, strict=True)]
    return f"{_median(theirs, other):.1f}", statistics.median(ratios)


def _median(times: list[Mapping[str, float]] | list[Times], name: str) -> float:
    return statistics.median(several[name] for several in times)


def main() -> None:
    """Read the arguments, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--old", type=Path, help="a checkout of an older build")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--units", type=int, default=2_000)
    parser.add_argument("--measure", choices=("old", "new"), help="measure in this process, print as JSON")
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measured(arguments.units, old=arguments.measure == "old")))
        return
    ours, theirs = [], []
    for _ in range(arguments.repeats):
        ours.append(turn(ROOT, arguments.units, old=False))
        if arguments.old:
            theirs.append(turn(arguments.old, arguments.units, old=True))
    print("\n".join(lines(ours, theirs)))


if __name__ == "__main__":
    main()

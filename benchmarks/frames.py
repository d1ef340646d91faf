"""Answers from data frames, against the scoring of the same rows and Arrow's own dictionary encoding of the same text.

    python benchmarks/frames.py [--units 200000] [--repeats 5]

Prints, for frames of each make with 24 columns of option codes, how many times as long as scoring it takes to make
answers of them, or as Arrow takes to encode the same plain text. Times are of the processor, of one thread, so that
other work on the machine counts little; rivals take turns in one process, and the medians of the ratios are printed.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

import smmi
from smmi import frames
from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Option, Ordinal
from smmi.intake import ChoiceColumn, Reading, UnitColumn

AREAS, PER_AREA = 6, 4
CODES = ("never", "seldom", "sometimes", "often", "always")
BLANKS = 0.1
GOAL = 2.0


def instrument() -> Instrument:
    """Return an instrument of 24 indicators of five options each."""
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
    return Instrument(
        code="often",
        edition="1",
        title="Twenty-four indicators",
        domains=[Domain(code="all_areas", label="All", areas=areas)],
    )


def draw(asked: Instrument, units: int, rng: np.random.Generator) -> pa.Table:
    """Return a table of plain text with blanks."""
    names = np.array(CODES, dtype=object)
    columns: dict[str, pa.Array] = {"unit": pa.array([f"S{number:07d}" for number in range(units)])}
    for indicator in asked.indicators:
        which = rng.integers(0, len(CODES), units)
        columns[indicator.code] = pa.array(names[which], mask=rng.random(units) < BLANKS)
    return pa.table(columns)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time that something takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def print_ratios(
    title: str, base: Callable[[], object], timed: dict[str, Callable[[], object]], repeats: int
) -> None:
    """Print how many times as long as the base each of some works takes."""
    ratios: dict[str, list[float]] = {name: [] for name in timed}
    bases = []
    for _ in range(repeats):
        bases.append(seconds(base))
        for name, work in timed.items():
            ratios[name].append(seconds(work) / bases[-1])
    print(f"\n{title}: {statistics.median(bases) * 1000:.0f} ms (goal: at most {GOAL:g} times)")
    for name, several in ratios.items():
        print(f"  {name:44s} {statistics.median(several):5.2f} times")


def main() -> None:
    """Read the arguments, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--units", type=int, default=200_000)
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    asked = instrument()
    text = draw(asked, arguments.units, np.random.default_rng(17))
    codes = [indicator.code for indicator in asked.indicators]
    coded = pa.table(
        {name: text[name].dictionary_encode() if name in codes else text[name] for name in text.column_names}
    )
    polars = pl.DataFrame(text)

    def answers(frame: object) -> Callable[[], Answers]:
        return lambda: frames.answers(asked, frame, unit="unit")

    reading = Reading(
        instrument=asked,
        unit=UnitColumn("unit"),
        sources={code: ChoiceColumn(column=code) for code in codes},
    )
    read = answers(coded)()
    scheme = smmi.ScoringScheme.equal_weights(asked)
    print_ratios(
        f"Coded columns, {arguments.units:,} units x {len(codes)}, beside scoring them",
        lambda: smmi.score(read, scheme),
        {
            "PyArrow, dictionary columns": answers(coded),
            "Polars, Categorical": answers(polars.with_columns(pl.col(codes).cast(pl.Categorical))),
            "Polars, Enum": answers(polars.with_columns(pl.col(codes).cast(pl.Enum(CODES)))),
            "pandas, category": answers(coded.to_pandas()),
            "PyArrow, dictionary columns, by a reading": lambda: frames.read(reading, coded),
        },
        arguments.repeats,
    )
    print_ratios(
        "Plain text, beside Arrow's dictionary encoding of it",
        lambda: [text[name].dictionary_encode() for name in codes],
        {
            "PyArrow, text": answers(text),
            "Polars, String": answers(polars),
            "pandas, str": answers(
                pd.DataFrame({name: text[name].to_pandas() for name in text.column_names})
            ),
        },
        arguments.repeats,
    )


if __name__ == "__main__":
    main()

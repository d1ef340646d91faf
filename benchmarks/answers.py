"""Answers of many units from columns, against the categorical conversion of the same columns by pandas and polars.

    python benchmarks/answers.py [--units 1000000] [--repeats 3]

Prints, for columns of each make, how many times as long the rivals take, and how many bytes a unit the answers hold.
A rival gets the options beforehand where that makes it faster, and is not asked for units, routing or findings. Times
are of the processor, so that other work on the machine counts little; rivals take turns in one process.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import polars as pl

from smmi.instrument import (
    Answers,
    Area,
    Binary,
    Domain,
    Equals,
    Indicator,
    Instrument,
    Nominal,
    Nonresponse,
    Option,
    Ordinal,
)

Columns = Mapping[str, Sequence[str | None] | np.ndarray]

BLANKS = 0.1
AREAS, PER_AREA = 16, 5
GATED = (4, 9, 14)  # indicators of every third area are asked only if its first is not the lowest option


def instrument() -> Instrument:
    """Return an instrument of 80 finite indicators, some of them gated."""

    def options(*codes: str) -> tuple[Option, ...]:
        return tuple(Option(code, code.replace("_", " ")) for code in codes)

    unknown = Option("dont_know", "Don't know", nonresponse=Nonresponse.NO_ANSWER)
    kinds = [
        Binary(code="yes_no"),
        Ordinal(code="extent", options=options("not_at_all", "small", "moderate", "large", "fully")),
        Ordinal(code="how_often", options=(*options("never", "sometimes", "often", "always"), unknown)),
        Nominal(code="place", options=options(*(f"region_{i}" for i in range(9)))),
        Ordinal(code="stage", options=options("none", "planned", "in_place", "reviewed")),
    ]
    areas = []
    for area in range(AREAS):
        indicators = [
            Indicator(
                code=f"a{area}_{i}",
                prompt=f"Question {area}.{i}?",
                scale=kinds[i],
                gate=Equals(f"a{area}_0", "yes") if area % 3 == 0 and i == PER_AREA - 1 else None,
            )
            for i in range(PER_AREA)
        ]
        areas.append(Area(code=f"a{area}", label=f"Area {area}", indicators=indicators))
    domain = Domain(code="all_areas", label="All", areas=areas)
    return Instrument(code="finite", edition="1", title="Eighty finite indicators", domains=[domain])


def draw(asked: Instrument, units: int, rng: np.random.Generator) -> dict[str, list[str | None]]:
    """Return a column for each indicator; its text objects are shared, as pandas' reader of CSV files makes them."""
    columns: dict[str, list[str | None]] = {}
    for indicator in asked.indicators:
        choices = np.array([None, *(option.code for option in indicator.scale.options)], dtype=object)
        which = rng.integers(1, len(choices), units)
        which[rng.random(units) < BLANKS] = 0
        if indicator.gate:
            opened = np.array(columns[indicator.gate.code], dtype=object) == "yes"
            which[~opened] = 0
        columns[indicator.code] = choices[which].tolist()
    return columns


def apart(column: Sequence[str | None]) -> list[str | None]:
    """Return a column whose every text is an object of its own, as Python's csv module makes them."""
    return [None if cell is None else (cell + " ")[:-1] for cell in column]


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time that something takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def rivals(asked: Instrument, columns: Columns) -> dict[str, Callable[[], object]]:
    """Return what is timed, by name."""
    codes = {i.code: [option.code for option in i.scale.options] for i in asked.indicators}
    units = [f"S{number:07d}" for number in range(len(next(iter(columns.values()))))]

    def each(convert: Callable[[str, Sequence[str | None] | np.ndarray], object]) -> Callable[[], object]:
        return lambda: [convert(code, column) for code, column in columns.items()]

    return {
        "smmi": lambda: Answers.from_columns(asked, {"unit": units, **columns}, unit="unit"),
        "pandas astype('category')": each(lambda _, column: pd.Series(column).astype("category")),
        "pandas astype('category') of objects": each(
            lambda _, column: pd.Series(column, dtype=object).astype("category")
        ),
        "pandas Categorical(categories=)": each(
            lambda code, column: pd.Categorical(column, categories=codes[code])
        ),
        "polars Enum": each(
            lambda code, column: pl.Series(
                column.tolist() if isinstance(column, np.ndarray) else column, dtype=pl.Enum(codes[code])
            )
        ),
        "polars Categorical": each(
            lambda _, column: pl.Series(
                column.tolist() if isinstance(column, np.ndarray) else column, dtype=pl.Categorical
            )
        ),
    }


def compare(make: str, asked: Instrument, columns: Columns, repeats: int) -> None:
    """Print the times for columns of one make."""
    timed = rivals(asked, columns)
    times: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(repeats):
        for name, work in timed.items():
            times[name].append(seconds(work))
    n = len(next(iter(columns.values())))
    print(f"\n{make}: {n:,} units, {len(columns)} columns, {repeats} repeats")
    for name, several in times.items():
        ratio = statistics.median(other / own for other, own in zip(several, times["smmi"], strict=True))
        print(f"  {name:38s} {statistics.median(several):7.2f} s   {ratio:5.2f} times smmi")
    best = min(
        statistics.median(other / own for other, own in zip(several, times["smmi"], strict=True))
        for name, several in times.items()
        if name.startswith("pandas")
    )
    print(f"  fastest pandas / smmi: {best:.2f} (goal: 5)")


def held(asked: Instrument, columns: Columns) -> None:
    """Print how many bytes a unit the answers hold."""
    n = len(next(iter(columns.values())))
    units = [f"S{number:07d}" for number in range(n)]
    answers = Answers.from_columns(asked, {"unit": units, **columns}, unit="unit")
    arrays = [answers.units, *(column.codes for column in answers.columns)]
    print(f"\nheld: {sum(array.nbytes for array in arrays) / n:.1f} bytes a unit (goal: at most 100)")


def main() -> None:
    """Read the arguments, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    asked = instrument()
    columns = draw(asked, arguments.units, np.random.default_rng(16))
    held(asked, columns)
    arrays = {code: np.array(column, dtype=object) for code, column in columns.items()}
    compare("object arrays, text shared", asked, arrays, arguments.repeats)
    del arrays
    compare("lists, text shared", asked, columns, arguments.repeats)
    few = {code: apart(column[: arguments.units // 4]) for code, column in columns.items()}
    del columns
    compare("lists, text apart", asked, few, arguments.repeats)


if __name__ == "__main__":
    main()

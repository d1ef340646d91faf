"""Scores of units in groups, straight from numbers, for the tests of comparisons."""

import json
from pathlib import Path

import numpy as np

import smmi
from smmi.benchmark import compare_groups
from smmi.instrument import Area, Domain, Indicator, Instrument, Percentage
from smmi.scoring import MinimumCoverage, ScoringScheme

DATA = Path(__file__).parents[1] / "data"
EXPECTED = json.loads((DATA / "comparison" / "expected.json").read_text(encoding="utf-8"))
SAMPLES = EXPECTED["samples"]


def scored(areas, **attributes):
    """Scores of units: each area has one percentage, which is its score; None is a blank."""
    instrument = Instrument(
        code="percentages",
        edition="1",
        title="Percentages",
        domains=[
            Domain(
                code="whole",
                label="Whole",
                areas=[
                    Area(
                        code=code,
                        label=code,
                        indicators=[
                            Indicator(code=f"{code}_share", prompt="?", scale=Percentage(code="percent"))
                        ],
                    )
                    for code in areas
                ],
            )
        ],
    )
    n = len(next(iter(areas.values())))
    columns = {"unit": [f"U{i:04}" for i in range(n)]}
    columns |= {f"{code}_share": list(values) for code, values in areas.items()} | attributes
    answers = smmi.Answers.from_columns(instrument, columns, unit="unit", attributes=tuple(attributes))
    return smmi.score(answers, ScoringScheme(instrument, coverage=MinimumCoverage(0.0)))


def two_groups(first, second, **more):
    """Scores of two groups of units, `a` and `b`, in the area `only`, and perhaps others."""
    group = ["a"] * len(first) + ["b"] * len(second)
    areas = {"only": [*first, *second]}
    return scored({**areas, **more}, group=group)


def compared(first, second, **arguments):
    """The comparison of two groups in one score."""
    arguments = {"minimum": 2, "minimum_for_medians": 2} | arguments
    return compare_groups(two_groups(first, second), by="group", groups=("a", "b"), **arguments)["only"]


def sample(name):
    """The two samples of a stored case."""
    case = SAMPLES[name]
    return np.array(case["first"], dtype=float), np.array(case["second"], dtype=float)


def phq9_totals():
    """Totals of the PHQ-9 in percent, complete answers only: of women, and of men."""
    import csv

    sides = {"2": [], "1": []}
    with (DATA / "phq9" / "answers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            items = [row[f"DPQ{i:03}"] for i in range(10, 91, 10)]
            if all(item in {"0", "1", "2", "3"} for item in items):
                sides[row["RIAGENDR"]].append(sum(map(int, items)) / 27 * 100)
    return np.array(sides["2"]), np.array(sides["1"])

"""Samples with a survey design: R's samples of Californian schools, the PHQ-9 of NHANES, and small ones."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np

import smmi
from smmi.instrument import Area, Domain, Indicator, Instrument, Percentage

DATA = Path(__file__).parents[1] / "data"
EXPECTED = json.loads((DATA / "survey_weighting" / "expected.json").read_text(encoding="utf-8"))
API = EXPECTED["api"]
PHQ9 = EXPECTED["phq9"]


def one_score():
    """An instrument of one percentage."""
    share = Indicator(code="share", prompt="Share?", scale=Percentage(code="percent"))
    area = Area(code="only", label="Only", indicators=[share])
    return Instrument(
        code="one",
        edition="1",
        title="One",
        domains=[Domain(code="whole", label="Whole", areas=[area])],
    )


def units_with(*, share=None, **attributes):
    """Answers of units U0, U1, … with these attributes, each a list; everyone's share is 50 where not given."""
    n = len(next(iter(attributes.values()))) if attributes else len(share)
    columns = {
        "unit": [f"U{i}" for i in range(n)],
        "share": [50.0] * n if share is None else list(share),
        **{name: list(values) for name, values in attributes.items()},
    }
    return smmi.Answers.from_columns(one_score(), columns, unit="unit", attributes=tuple(attributes))


def scores_with(*, share, **attributes):
    """The scores of the same."""
    answers = units_with(share=share, **attributes)
    return smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))


@cache
def api_sample(name, column="few"):
    """The sample `strat` or `clus`; the score is a tenth of a column."""
    sample = API[name]
    names = ("stype", "sch.wide") + (("comp.imp",) if name == "strat" else ("dnum",))
    return scores_with(
        share=[value / 10 for value in sample[column]],
        **{key.replace(".", "_"): [str(value) for value in sample[key]] for key in names},
    )


@cache
def phq9_sample():
    """The 5,068 complete answers to the PHQ-9, their totals, and their design; the score is the total times 3."""
    with (DATA / "phq9" / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    items = [f"DPQ{number:03}" for number in range(10, 100, 10)]
    rows = [row for row in rows if all(row[item] in {"0", "1", "2", "3"} for item in items)]
    totals = np.array([sum(int(row[item]) for item in items) for row in rows], dtype=np.float64)
    ages = [int(row["RIDAGEYR"]) for row in rows]
    scores = scores_with(
        share=(3 * totals).tolist(),
        gender=[row["RIAGENDR"] for row in rows],
        age=["young" if age < 40 else "middle" if age < 60 else "old" for age in ages],
        stratum=[row["SDMVSTRA"] for row in rows],
        psu=[row["SDMVPSU"] for row in rows],
    )
    return scores, totals, np.array([float(row["WTMEC2YR"]) for row in rows])

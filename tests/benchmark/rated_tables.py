"""Answers to one area as its tests need them: rows of numbers become answers, and the stored data with its values."""

import csv
import json
from pathlib import Path

import numpy as np

import smmi
from smmi.instrument import Area, Domain, Indicator, Instrument, Percentage
from smmi.scoring import Linear, MinimumCoverage, Polarity, ScoringScheme

DATA = Path(__file__).parents[1] / "data" / "agreement"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))


def table(name):
    """The names of the columns, and the rows as numbers, NaN where empty."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header[1:], np.array([[float(cell) if cell else np.nan for cell in row[1:]] for row in rows])


def asked(codes_by_area):
    """An instrument of percentages: one domain, its areas by code with the codes of their indicators."""
    scale = Percentage(code="percent")
    areas = [
        Area(
            code=area,
            label=area,
            indicators=[Indicator(code=code, prompt="?", scale=scale) for code in codes],
        )
        for area, codes in codes_by_area.items()
    ]
    domain = Domain(code="whole", label="Whole", areas=areas)
    return Instrument(code="parts", edition="1", title="Parts", domains=[domain])


def answered(rows, *, areas=None, weights=None, reverse=(), high=100.0, **rules):
    """Answers and a scheme: rows of numbers from 0 to `high`, NaN for blanks; one area `only`, if none are given."""
    rows = np.asarray(rows, dtype=float)
    areas = areas or {"only": [f"p{place}" for place in range(rows.shape[1])]}
    codes = [code for several in areas.values() for code in several]
    instrument = asked(areas)
    records = [
        {
            "unit": f"U{i}",
            **{code: None if np.isnan(x) else float(x) for code, x in zip(codes, row, strict=True)},
        }
        for i, row in enumerate(rows)
    ]
    items = {
        code: Linear(0.0, high, polarity=Polarity.NEGATIVE if code in reverse else Polarity.POSITIVE)
        for code in codes
    }
    scheme = ScoringScheme(
        instrument, items=items, weights=weights or {}, coverage=MinimumCoverage(0.0), **rules
    )
    return smmi.Answers.from_records(instrument, records, unit="unit"), scheme

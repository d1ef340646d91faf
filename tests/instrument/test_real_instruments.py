"""Instruments that others made, declared here and read from their real data."""

import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import smmi
from examples import asem, phq9
from smmi.instrument import Area, Domain, Indicator, Instrument, Option, Ordinal
from smmi.scoring import EqualSteps, Polarity, ScoringScheme

DATA = Path(__file__).parents[1] / "data"
SHARED = Path(__file__).parents[3] / "shared" / "data"
REVERSED = ("a1", "c4", "c5", "e1", "e2", "o2", "o5")
SCALES = {"a": "agree", "c": "conscientious", "e": "extraversion", "n": "neuroticism", "o": "openness"}


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_real_answers_to_the_phq_9_are_read_without_a_finding():
    """All 5,533 people's answers are read; refusals are no answers; nothing stands behind the follow-up's gate."""
    instrument = phq9.declare()
    answers = phq9.answers_of(instrument, rows(DATA / "phq9" / "answers.csv"))
    expected = json.loads((DATA / "phq9" / "expected_some.json").read_text(encoding="utf-8"))
    unanswered = sum(
        (answers.states(code) == smmi.instrument.AnswerState.NO_ANSWER).astype(int) for code in phq9.ITEMS
    )
    counts = {str(number): count for number, count in Counter(unanswered.tolist()).items()}
    assert (len(answers), answers.findings, answers.set_aside) == (5533, (), ())
    assert counts == expected["n_missing_distribution"]


def test_the_real_data_of_the_asem_index_are_read_without_a_finding():
    """All 51 countries' data are read without a finding."""
    instrument = asem.declare(rows(DATA / "asem" / "structure.csv"))
    answers = asem.answers_of(instrument, rows(DATA / "asem" / "answers.csv"))
    assert (len(answers), answers.findings, answers.set_aside) == (51, (), ())


@pytest.mark.shared
def test_the_real_answers_to_the_25_items_give_the_published_scale_scores():
    """2,800 people's answers are read without a finding; the first 25 have the expected scale scores within 1e-9."""
    accuracy = Ordinal(
        code="accuracy", options=[Option(f"point_{i}", f"Point {i} of 6") for i in range(1, 7)]
    )
    areas = [
        Area(
            code=name,
            label=name.title(),
            indicators=[
                Indicator(code=f"{letter}{i}", prompt=f"Item {i}", scale=accuracy) for i in range(1, 6)
            ],
        )
        for letter, name in SCALES.items()
    ]
    domain = Domain(code="traits", label="Traits", areas=areas)
    instrument = Instrument(code="personality", edition="2010", title="Personality", domains=[domain])
    table = rows(SHARED / "bfi" / "answers.csv")
    codes = [indicator.code for indicator in instrument.indicators]
    records = [
        {"respondent": row["respondent"]}
        | {code: f"point_{row[code.upper()]}" if row[code.upper()] else None for code in codes}
        for row in table
    ]
    answers = smmi.Answers.from_records(instrument, records, unit="respondent")
    scheme = ScoringScheme(
        instrument, items={code: EqualSteps(polarity=Polarity.NEGATIVE) for code in REVERSED}
    )
    scores = smmi.score(answers, scheme)
    assert (len(answers), answers.findings) == (2800, ())
    expected = json.loads((SHARED / "bfi" / "expected_some.json").read_text(encoding="utf-8"))["first_scores"]
    for row in expected:
        position = scores.position(row["respondent"])
        ours = [scores[name][position] for name in SCALES.values()]
        np.testing.assert_allclose(ours, [row[name] for name in SCALES.values()], rtol=0, atol=1e-9)

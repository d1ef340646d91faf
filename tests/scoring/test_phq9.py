"""The PHQ-9 of 5,533 people: totals, bands and prorated scores against R, and against plain integer arithmetic."""

import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import smmi
from examples.asem import rows_of
from examples.phq9 import BANDS, ITEMS, answers_of, complete, declare, prorated

DATA = Path(__file__).parents[1] / "data" / "phq9"
EXPECTED = json.loads((DATA / "expected_some.json").read_text(encoding="utf-8"))
LABELS = ("Minimal", "Mild", "Moderate", "Moderately severe", "Severe")


@pytest.fixture(scope="module")
def rows():
    """The people, as the file has them."""
    return rows_of(DATA / "answers.csv")


@pytest.fixture(scope="module")
def answers(rows):
    """Their answers."""
    return answers_of(declare(), rows)


@pytest.fixture(scope="module")
def totals(answers):
    """The total of each person; NaN without all nine items."""
    return BANDS.total(smmi.score(answers, complete(answers.instrument))["depression"])


@pytest.fixture(scope="module")
def prorated_scores(answers):
    """The prorated score of each person, in percent."""
    return smmi.score(answers, prorated(answers.instrument))["depression"]


@pytest.fixture(scope="module")
def points(rows):
    """The items of each person that were answered, as integers, by reading the file."""
    return [[int(row[i.upper()]) for i in ITEMS if row[i.upper()] in {"0", "1", "2", "3"}] for row in rows]


def integer_band(total):
    """The band of a total, by the published cuts (Kroenke, Spitzer and Williams 2001)."""
    return (total >= 5) + (total >= 10) + (total >= 15) + (total >= 20)


def test_counts_of_totals_are_those_of_r(totals):
    """Of 5,533 people 5,068 have a total, each total as often as in R."""
    found = Counter(str(int(total)) for total in totals[~np.isnan(totals)])
    assert (len(totals), sum(found.values())) == (EXPECTED["n"], EXPECTED["n_complete"])
    assert found == EXPECTED["total_counts"]


def test_the_first_thirty_totals_are_those_of_r(answers, totals):
    """The first thirty people have R's totals, or none where R has none."""
    first = [None if math.isnan(total) else total for total in totals[:30].tolist()]
    assert answers.units[:30].tolist() == [str(person) for person in EXPECTED["first30"]["SEQN"]]
    assert first == EXPECTED["first30"]["phq"]


def test_counts_of_bands_are_those_of_r(answers):
    """Each band is as frequent as in R."""
    scores = smmi.score(answers, complete(answers.instrument))["depression"]
    found = Counter(BANDS.levels[i].label.lower() for i in BANDS.levels_of(scores).tolist() if i >= 0)
    assert found == EXPECTED["severity_counts"]


def test_the_prorated_mean_is_that_of_r(prorated_scores):
    """With at least seven of nine items 5,086 people have a prorated total, whose mean is R's within 1e-12."""
    found = BANDS.total(prorated_scores[~np.isnan(prorated_scores)])
    assert len(found) == EXPECTED["prorated_n"]
    assert found.mean() == pytest.approx(EXPECTED["prorated_mean"], abs=1e-12)


def test_items_missing_are_those_of_r(points):
    """Refused and don't know are missing: as many people lack each number of items as in R."""
    assert Counter(str(9 - len(answered)) for answered in points) == EXPECTED["n_missing_distribution"]


def test_every_total_and_band_is_that_of_integer_arithmetic(totals, answers, points):
    """Every person's total is the sum of the nine integers, exactly, and the band follows the published cuts."""
    whole = [sum(answered) if len(answered) == 9 else None for answered in points]
    assert [None if math.isnan(total) else total for total in totals.tolist()] == whole
    scores = smmi.score(answers, complete(answers.instrument))["depression"]
    bands = [-1 if total is None else integer_band(total) for total in whole]
    assert BANDS.levels_of(scores).tolist() == bands
    assert tuple(level.label for level in BANDS.levels) == LABELS


def test_every_prorated_score_is_that_of_integer_arithmetic(prorated_scores, points):
    """Every prorated total is sum times nine over items answered within 1e-12; its band is the exact fraction's."""
    found, bands = BANDS.total(prorated_scores), BANDS.levels_of(prorated_scores)
    for total, band, answered in zip(found.tolist(), bands.tolist(), points, strict=True):
        if len(answered) < 7:
            assert math.isnan(total)
            assert band == -1
        else:
            assert total == pytest.approx(sum(answered) * 9 / len(answered), abs=1e-12)
            assert band == sum(sum(answered) * 9 >= cut * len(answered) for cut in (5, 10, 15, 20))

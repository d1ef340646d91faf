"""Scores of a real four-level index equal those of an independent tool."""

import csv
from pathlib import Path

import numpy as np
import pytest

import smmi
from examples.asem import answers_of, declare, rows_of, scheme_of
from smmi.instrument import AnswerState

DATA = Path(__file__).parents[1] / "data" / "asem"


@pytest.fixture(scope="module")
def scores():
    structure = rows_of(DATA / "structure.csv")
    instrument = declare(structure)
    answers = answers_of(instrument, rows_of(DATA / "answers.csv"))
    assert answers.findings == ()
    return smmi.score(answers, scheme_of(instrument, structure))


def expected():
    with (DATA / "expected_arithmetic.csv").open(encoding="utf-8", newline="") as file:
        return {row["uCode"]: row for row in csv.DictReader(file)}


def test_the_structure_is_read_as_it_is(scores):
    """The structure table gives 2 domains, 8 areas and 49 indicators, and the data 51 units with 63 blanks."""
    instrument = scores.instrument
    blanks = sum(
        int((scores.answers.states(i.code) == AnswerState.NO_ANSWER).sum()) for i in instrument.indicators
    )
    assert (len(instrument.domains), len(instrument.areas), len(instrument.indicators)) == (2, 8, 49)
    assert (len(scores), blanks) == (51, 63)


def test_areas_domains_and_overall_equal_those_of_coinr(scores):
    """Every area, domain and overall score of all 51 countries equals COINr's within 1e-9."""
    table = expected()
    assert sorted(scores.units.tolist()) == sorted(table)
    columns = {"overall": "Index"} | {
        name.lower(): name for name in next(iter(table.values())) if name.lower() in scores.codes
    }
    assert sorted(columns) == sorted(scores.codes)
    for code, name in columns.items():
        theirs = np.array([float(table[unit][name]) for unit in scores.units.tolist()])
        np.testing.assert_allclose(scores[code], theirs, rtol=0, atol=1e-9)

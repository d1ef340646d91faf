"""A unit's scores depend on its own answers only, to the last bit."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import editions
from smmi.instrument import synthesize
from smmi.scoring.scorer import _batch
from smmi.scoring.scorer._tables import AreaTable, digits_of

INSTRUMENT = editions.smmi_16()
SCHEME = smmi.ScoringScheme(
    INSTRUMENT, weights={indicator.code: 1 + i / 7 for i, indicator in enumerate(INSTRUMENT.indicators)}
)
ATTRIBUTES = ("discipline",)


def cohort(seed, units):
    rng = np.random.default_rng(seed)
    disciplines = rng.choice(["dental", "medical", "nursing", "associate_nursing"], size=units).tolist()
    return synthesize(INSTRUMENT, units=units, rng=rng, attributes={"discipline": disciplines}, blanks=0.2)


def same(left, right):
    """Equal to the last bit: values, places of NaN, and reasons."""
    return (
        left.values.tobytes() == right.values.tobytes()
        and left.absences.tobytes() == right.absences.tobytes()
    )


@given(st.integers(0, 2**32), st.integers(1, 60), st.data())
def test_shuffled_rows_have_the_same_scores(seed, units, data):
    """Shuffling the rows of a cohort changes no score by a bit."""
    answers = cohort(seed, units)
    order = data.draw(st.permutations(range(units)))
    assert same(smmi.score(answers.take(order), SCHEME), smmi.score(answers, SCHEME).take(order))


@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(1, 60))
def test_chunks_have_the_same_scores(seed, units, size):
    """Splitting a cohort into chunks of any size changes no score by a bit."""
    answers = cohort(seed, units)
    whole = smmi.score(answers, SCHEME)
    for start in range(0, units, size):
        part = slice(start, start + size)
        assert same(smmi.score(answers.take(part), SCHEME), whole.take(part))


@given(st.integers(0, 2**32), st.integers(1, 20))
def test_a_single_response_has_the_same_scores(seed, units):
    """Scoring the responses one by one changes no score by a bit."""
    answers = cohort(seed, units)
    whole = smmi.score(answers, SCHEME)
    scorer = SCHEME.compile()
    for position, unit in enumerate(answers.units.tolist()):
        attributes = {name: column[position] for name, column in answers.attributes.items()}
        profile = scorer.score_one(answers.record(unit), attributes=attributes)
        values = [None if np.isnan(value) else value for value in whole.values[:, position].tolist()]
        assert list(profile.values) == values
        assert list(profile.absences) == whole.absences[:, position].tolist()
        assert same(profile.scores, whole.take([position]))


def test_the_table_of_joint_states_gives_the_same_scores():
    """An area's table of joint states and its rule called directly give the same scores, to the last bit."""
    answers = cohort(7, 500)
    directly, by_table = SCHEME.compile(), SCHEME.compile()
    tables = {}
    for position, area in enumerate(by_table.plan.areas):
        digits = digits_of(by_table.plan, area)
        if digits is not None:
            tables[position] = AreaTable.of(by_table.plan, area, digits)
    assert tables
    by_table._tables.update(tables)
    assert same(by_table.score(answers), directly.score(answers))


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_change_nothing(threads, monkeypatch):
    """Scoring in several threads changes no score by a bit."""
    monkeypatch.setattr(_batch, "CHUNK", 128)
    answers = cohort(8, 2 * 128 + 100)
    scorer = SCHEME.compile()
    assert same(scorer.score(answers, threads=threads), scorer.score(answers))


def test_chunks_of_a_batch_change_nothing(monkeypatch):
    """Areas scored by their rule, for want of a table, have the same scores in chunks."""
    answers = cohort(9, 11)
    scorer = smmi.ScoringScheme(INSTRUMENT, areas=smmi.scoring.GeometricMean()).compile()
    whole = scorer.score(answers)
    monkeypatch.setattr(_batch, "CHUNK", 4)
    assert same(scorer.score(answers), whole)

"""Two waves: the units of both, by one scheme, and across editions only what compares."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import ChangeForm, ChangeRule, Conventions, change, reliable_change
from smmi.editions import crosswalk_18_to_16
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import Answers, AnswerState, diff, synthesize
from smmi.instrument.comparability import Comparability
from smmi.testing import strategies

CROSSWALK = crosswalk_18_to_16()
OLD, NEW = (smmi.ScoringScheme.equal_weights(edition) for edition in (CROSSWALK.old, CROSSWALK.new))


def wave(scheme, seed, units=30):
    """The scores of a synthetic wave."""
    return smmi.score(synthesize(scheme.instrument, units=units, rng=np.random.default_rng(seed)), scheme)


@given(strategies.cohorts(min_units=3, max_units=6), st.data())
def test_each_unit_is_compared_with_itself(scores, data):
    """Whatever the order and the units of each wave, the difference of a unit is that of its own scores."""
    places = st.lists(st.integers(0, len(scores) - 1), min_size=1, unique=True)
    before, after = scores.take(data.draw(places)), scores.take(data.draw(places))
    common = [unit for unit in after.units.tolist() if unit in before.units.tolist()]
    if not common:
        with pytest.raises(ArgumentError, match="units of which none is in the first wave"):
            change(before, after)
        return
    waves = change(before, after)
    assert waves.units.tolist() == common == waves.before.units.tolist() == waves.after.units.tolist()
    partly = scores.partly_administered
    for row, code in enumerate(scores.codes):
        for place, unit in enumerate(common):
            at = scores.position(unit)
            absent = np.isnan(scores.values[row, at]) or (partly is not None and partly[row, at])
            difference = waves[code].difference[place]
            assert np.isnan(difference) if absent else difference == 0.0


def test_within_an_edition_all_scores_compare():
    """The changes are those of the columns, by the rule and with the reliabilities that are given."""
    before, after = wave(NEW, 1), wave(NEW, 2)
    rule = ChangeRule(form=ChangeForm.HSU_LINN_LORD)
    waves = change(before, after, reliability={"overall": 0.8}, rule=rule)
    assert tuple(waves.changes) == after.codes
    assert waves["overall"] == reliable_change(before.overall, after.overall, reliability=0.8, rule=rule)
    assert waves["curriculum"].reliability is None
    assert waves.findings == ()
    assert repr(waves) == "<TwoWaves of 30 units: 23 scores compare>"


def test_across_editions_only_comparable_nodes_are_compared():
    """By carried answers and the scheme of the second wave; the break is told, node by node."""
    before, after = wave(OLD, 1), wave(NEW, 2)
    waves = change(before, after, crosswalk=CROSSWALK)
    verdicts = diff(CROSSWALK.old, CROSSWALK.new, crosswalk=CROSSWALK).nodes
    expected = {
        one.news[0]
        for one in verdicts
        if one.news and one.news[0] in after.codes and one.comparability is not Comparability.NOT_COMPARABLE
    }
    assert set(waves.changes) == expected
    assert "curriculum" not in waves.changes
    told = {finding.code for finding in waves.findings}
    assert {"overall", "curriculum"} <= told
    carried = smmi.score(CROSSWALK.carry_answers(before.answers).answers, NEW)
    for code in expected:
        row = carried.row(code)
        for place, unit in enumerate(waves.units.tolist()):
            then, now = carried.position(unit), after.position(unit)
            whole = carried.administered[row, then] == 1.0
            difference = waves[code].difference[place]
            expected_one = after[code][now] - carried[code][then] if whole else np.nan
            assert np.array_equal(difference, expected_one, equal_nan=True)
    with pytest.raises(UnknownCodeError, match="no score of both waves has the code 'curriculum'"):
        waves["curriculum"]


def test_what_rests_on_a_part_is_compared_where_it_is_named():
    """A score that was administered in part, in either wave, has no difference unless the conventions name it."""
    after = wave(NEW, 2, units=4)
    records = [after.answers.record(unit) for unit in after.units.tolist()]
    names = tuple(after.answers.attributes)
    rows = [
        {**record, **after.of(unit).attributes, "": unit}
        for unit, record in zip(after.units.tolist(), records, strict=True)
    ]
    first = next(
        one.code
        for one in NEW.instrument["curriculum"].indicators
        if after.answers.states(one.code)[0] == AnswerState.ANSWERED and not one.gate
    )
    rows[0][first] = smmi.Nonresponse.NOT_ADMINISTERED
    before = smmi.score(Answers.from_records(NEW.instrument, rows, unit="", attributes=names), NEW)
    assert before.administered[before.row("curriculum"), 0] < 1.0
    for waves in (change(before, after), change(after, before)):
        assert np.isnan(waves["curriculum"].difference[0])
    named = change(before, after, conventions=Conventions(partly_administered=["curriculum"]))
    assert named["curriculum"].difference[0] == after["curriculum"][0] - before["curriculum"][0]
    assert np.isnan(named["overall"].difference[0])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: change(wave(OLD, 1), wave(NEW, 2)), "Give the crosswalk"),
        (lambda: change(wave(NEW, 1), wave(NEW, 2), crosswalk=CROSSWALK), "'before': got scores of"),
        (lambda: change(wave(OLD, 1), wave(OLD, 2), crosswalk=CROSSWALK), "'after': got scores of"),
        (
            lambda: change(
                wave(NEW, 1), wave(smmi.ScoringScheme(NEW.instrument, weights={"curriculum": 2.0}), 2)
            ),
            "Score both waves by the scheme of the second",
        ),
        (lambda: change(wave(NEW, 1), wave(NEW, 2).answers), "'after'"),
        (lambda: change(wave(NEW, 1), wave(NEW, 2), crosswalk="18"), "'crosswalk'"),
        (lambda: change(wave(NEW, 1), wave(NEW, 2), reliability={"overall": 2}), "'reliability'"),
    ],
)
def test_what_cannot_be_compared_is_refused(make, message):
    """With the next step."""
    with pytest.raises(ArgumentError, match=message):
        make()

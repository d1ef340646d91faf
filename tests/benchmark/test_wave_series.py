"""Three waves and more: each pair as two waves are compared, breaks across editions, and trends that were asked for."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, strategies as st

import smmi
from smmi.benchmark import ChangeForm, ChangeRule, last_time
from smmi.benchmark.follow_up import NotCompared, wave_series
from smmi.editions import crosswalk_18_to_16
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import synthesize
from tests.benchmark.small_cohorts import cohort, scheme

CROSSWALK = crosswalk_18_to_16()
OLD, NEW = (smmi.ScoringScheme.equal_weights(edition) for edition in (CROSSWALK.old, CROSSWALK.new))
SEEDS = st.integers(0, 2**32 - 1)


def small(seed, count):
    """Some waves of a small instrument: blanks, and units that come and leave, but one of which always stays."""
    rng = np.random.default_rng(seed)
    own = scheme()
    waves = []
    for _ in range(count):
        scores = smmi.score(cohort(int(rng.integers(2**31)), 7), own)
        waves.append(scores.take([0, *(1 + np.flatnonzero(rng.random(6) < 0.8)).tolist()]))
    return waves


def wave(by, seed, units=12):
    """The scores of a synthetic wave."""
    return smmi.score(synthesize(by.instrument, units=units, rng=np.random.default_rng(seed)), by)


@given(SEEDS, st.integers(2, 4), st.sampled_from([None, {"overall": 0.8}]))
def test_each_pair_is_compared_as_two_waves_are(seed, count, reliability):
    """What moved since the first wave and since the one before is what `last_time` says of these two."""
    waves, rule = small(seed, count), ChangeRule(form=ChangeForm.EDWARDS_NUNNALLY)
    series = wave_series(waves, reliability=reliability, rule=rule)
    assert series.names == tuple(f"wave {i + 1}" for i in range(count))
    pairs = {
        (first, second): last_time(waves[first], waves[second], reliability=reliability, rule=rule)
        for second in range(1, count)
        for first in (0, second - 1)
    }
    for unit, rows in series.all_scores():
        row = waves[-1].row(rows[0].code)
        for at, one in enumerate(rows):
            there = unit in waves[at].units.tolist()
            own = float(waves[at].values[row, waves[at].position(unit)]) if there else float("nan")
            assert one.score == (None if np.isnan(own) else own)
            for found, other in ((one.since_first, 0), (one.since_previous, at - 1)):
                both = at > 0 and there and unit in waves[other].units.tolist()
                assert found == (pairs[other, at].moved(unit)[row] if both else None)


@given(SEEDS)
def test_steps_add_up_to_what_moved_since_the_first(seed):
    """Where a score is there in all waves, the differences from wave to wave make that since the first."""
    series = wave_series(small(seed, 3))
    for unit, rows in series.all_scores():
        if unit in series.since_first[-1].waves.units.tolist() and all(one.score is not None for one in rows):
            steps = [one.since_previous.difference for one in rows[1:]]
            assert rows[-1].since_first.difference == pytest.approx(sum(steps), abs=1e-9)


@given(SEEDS)
def test_the_field_has_means_of_all_and_differences_of_those_in_both(seed):
    """Units that come and leave move the mean of a wave; no difference rests on them."""
    waves = small(seed, 3)
    for at, one in enumerate(wave_series(waves).field()):
        values = dict(zip(waves[at].units.tolist(), waves[at].overall.tolist(), strict=True))
        there = {unit: value for unit, value in values.items() if not np.isnan(value)}
        assert (one.n, one.mean) == (
            len(there),
            pytest.approx(np.mean([*there.values()])) if there else None,
        )
        for found, other in ((one.since_first, 0), (one.since_previous, at - 1)):
            then = dict(zip(waves[other].units.tolist(), waves[other].overall.tolist(), strict=True))
            apart = [now - then[unit] for unit, now in there.items() if not np.isnan(then.get(unit, np.nan))]
            assert found == (pytest.approx(np.mean(apart), abs=1e-9) if at and apart else None)


@given(SEEDS, st.integers(2, 5))
@example(32811, 3)  # two parts of a score go together: by rounding, their alpha would be above 1
def test_a_trend_is_the_least_squares_line(seed, count):
    """Its slope is that of NumPy and that of fractions; fewer than three scores make no trend."""
    waves = small(seed, count)
    times = np.cumsum(np.random.default_rng(seed).integers(1, 4, count)).tolist()
    slopes = wave_series(waves).trend(at=times)
    for unit, slope in slopes.items():
        pairs = [
            (time, float(one.overall[one.position(unit)]))
            for time, one in zip(times, waves, strict=True)
            if unit in one.units.tolist()
        ]
        known = [(time, value) for time, value in pairs if not np.isnan(value)]
        if len(known) < 3:
            assert slope is None
            continue
        x, y = ([Fraction(value) for value in column] for column in zip(*known, strict=True))
        middle = sum(x) / len(x), sum(y) / len(y)
        above = sum((a - middle[0]) * (b - middle[1]) for a, b in zip(x, y, strict=True))
        assert slope == pytest.approx(float(above / sum((a - middle[0]) ** 2 for a in x)), abs=1e-9)
        assert slope == pytest.approx(np.polyfit(*map(np.array, zip(*known, strict=True)), 1)[0], abs=1e-7)


def test_across_editions_a_broken_score_is_broken_between_older_waves_as_well():
    """Two waves of the older edition compare where both compare with the newer one, and so does what is told of all."""
    waves = [wave(OLD, 1), wave(OLD, 2), wave(NEW, 3), wave(NEW, 4)]
    series = wave_series(waves, names="abcd", crosswalks=[CROSSWALK, CROSSWALK, None, None])
    across = last_time(waves[0], waves[3], crosswalk=CROSSWALK)
    assert series.breaks[0] == series.breaks[1] == across.breaks
    assert series.breaks[2] == series.breaks[3] == {}
    assert across.breaks
    for code in series.codes:
        rows = series.of("S001", code)
        broken = [
            one is not None and one.reason is NotCompared.BREAK
            for row in rows
            for one in (row.since_first, row.since_previous)
        ]
        is_broken = code in across.breaks
        assert broken == [False] * 2 + [is_broken] * 5 + [False]
        if is_broken:
            field = series.field(code)
            assert [one.n for one in field][:2] == [0, 0]
            assert (field[1].since_first, field[2].since_previous) == (None, None)
            assert series.trend(code, at=[1, 2, 3, 4])["S001"] is None
        assert rows[1].since_previous.before == rows[0].score
    kept = next(code for code in series.codes if code not in across.breaks)
    assert series.of("S001", kept)[3].since_first == across.moved("S001")[series.scores[-1].row(kept)]


TWO = [wave(NEW, 1), wave(NEW, 2)]
REFUSED = {
    "one wave": ({"waves": TWO[:1]}, "'waves': got 1 waves, expected the scores of two waves or more"),
    "no scores": ({"waves": [TWO[0], None]}, "'waves': got 2 waves, expected the scores"),
    "a name twice": ({"names": ["a", "a"]}, "'names': got"),
    "a name too few": ({"names": ["a"]}, "'names': got"),
    "a crosswalk of the last": ({"crosswalks": [None, CROSSWALK]}, "'crosswalks': got 2 crosswalks"),
    "a crosswalk too few": ({"crosswalks": [None]}, "'crosswalks': got 1 crosswalks"),
    "another edition": ({"waves": [wave(OLD, 1), *TWO]}, "'before': got scores of"),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_series_is_refused(options, message):
    """Waves, names and crosswalks go together, and every wave compares with the last one."""
    given_options = {"waves": TWO, **options}
    with pytest.raises(ArgumentError, match=f"^{message}"):
        wave_series(given_options.pop("waves"), **given_options)


def test_what_is_not_there_is_told():
    """No unit, no score and no times that are none."""
    series = wave_series(TWO)
    assert repr(series) == "<WaveSeries of 2 waves: wave 1, wave 2>"
    with pytest.raises(UnknownCodeError, match="in no wave there is a unit"):
        series.of("zz")
    with pytest.raises(UnknownCodeError):
        series.of("S001", "zz")
    for times in ([1], [2, 1], [1, np.nan]):
        with pytest.raises(ArgumentError, match=r"^'at': got"):
            series.trend(at=times)


@given(SEEDS)
def test_times_are_kept_for_the_trend(seed):
    """A trend without times asks when the waves were; with them it is that of the same times."""
    waves = small(seed, 3)
    series = wave_series(waves, at=[2020, 2022.5, np.float32(2026)])
    assert series.times == (2020.0, 2022.5, 2026.0)
    assert series.trend() == wave_series(waves).trend(at=series.times)
    with pytest.raises(ArgumentError, match="3 ascending finite numbers"):
        wave_series(waves).trend()
    for wrong in ([1, 2], [1, 1, 2], [1, 2, np.inf], "abc", 3):
        with pytest.raises(ArgumentError, match=r"'at'.*3 ascending finite numbers, one for each wave"):
            wave_series(waves, at=wrong)

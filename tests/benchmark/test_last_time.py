"""Last time beside this time: what moved for one unit, and its rank split into own change and drift of the norms."""

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import benchmark
from smmi.benchmark import (
    ChangeRule,
    Conventions,
    Norms,
    SelfInclusion,
    TieRule,
    change,
    cronbach_alpha,
    last_time,
)
from smmi.benchmark.follow_up import NotCompared, RankChange
from smmi.benchmark.waves import ChangeVerdict, NoReliableChange
from smmi.editions import crosswalk_18_to_16
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import Answers, synthesize
from smmi.instrument.answers import Column
from smmi.testing import strategies

CROSSWALK = crosswalk_18_to_16()
OLD, NEW = (smmi.ScoringScheme.equal_weights(edition) for edition in (CROSSWALK.old, CROSSWALK.new))


def wave(scheme, seed, units=30):
    """The scores of a synthetic wave."""
    kinds = {"discipline": [["dental", "medical", "nursing"][i % 3] for i in range(units)]}
    answers = synthesize(scheme.instrument, units=units, rng=np.random.default_rng(seed), attributes=kinds)
    return smmi.score(answers, scheme)


@given(strategies.cohorts(min_units=3, max_units=6), st.data())
def test_what_moved_for_a_unit_is_what_the_waves_say(scores, data):
    """Each number is that of the column, each absent one has its one reason, and one by one is all at once."""
    places = st.lists(st.integers(0, len(scores) - 1), min_size=1, unique=True)
    before, after = scores.take(data.draw(places)), scores.take(data.draw(places))
    if not set(before.units.tolist()) & set(after.units.tolist()):
        return
    last = last_time(before, after, reliability=dict.fromkeys(scores.codes, 0.5))
    every = dict(last.all_moved())
    assert list(every) == last.waves.units.tolist()
    for at, (unit, rows) in enumerate(every.items()):
        assert rows == last.moved(unit)
        for one in rows:
            found = last.waves[one.code]
            assert (
                (one.difference is None) == bool(np.isnan(found.difference[at])) == (one.reason is not None)
            )
            assert one.difference in (None, found.difference[at])
            assert one.verdict == found.verdicts[at]
            assert (one.verdict is ChangeVerdict.NOT_KNOWN) == (
                one.reason is not None or one.no_verdict is not None
            )


def test_the_error_is_that_of_all_units_of_last_time():
    """Standard deviation and alpha are of the whole first wave, also of units that left; others can be given."""
    before, after = wave(NEW, 1), wave(NEW, 2).take(range(10))
    last = last_time(before, after)
    alpha = cronbach_alpha(before)
    alone = {
        "research": alpha["research_needs"]
    }  # a domain of one area has its score, and so its reliability
    assert {code: one.alpha for code, one in last.reliability.items()} == {
        code: alone.get(code, one).alpha for code, one in alpha.items()
    }
    spread = before.overall.std(ddof=1)
    error = spread * np.sqrt(2.0 * (1.0 - alpha["overall"].alpha))
    assert last.waves["overall"].spread == pytest.approx(spread, rel=1e-12)
    assert last.moved("S001")[0].error == pytest.approx(error, rel=1e-12)
    assert last.waves["overall"].reference == "given"
    given_one = last_time(before, after, reliability={"overall": 0.9}, rule=ChangeRule(cut=3.0))
    assert given_one.moved("S001")[0].smallest == pytest.approx(3.0 * spread * np.sqrt(0.2), rel=1e-12)
    assert given_one.moved("S001")[7].no_verdict is NoReliableChange.NO_RELIABILITY
    with pytest.raises(ArgumentError, match="scores by the scheme of the second wave"):
        change(before, after, reference=wave(OLD, 1))
    with pytest.raises(ArgumentError, match="None or Scores"):
        change(before, after, reference=3)


def test_a_carried_score_of_0_says_on_what_it_rests():
    """A 0.0 that rests on half of what applies has its share and its reason, and stands nowhere among last time."""
    older = {
        "school": "S001",
        "discipline": "medical",
        "clinical_underserved": "not_offered",
        "targeted_track": "none",
    }
    given_answers = Answers.from_records(CROSSWALK.old, [older], unit="school", attributes=("discipline",))
    after = wave(NEW, 2)
    last = last_time(smmi.score(given_answers, OLD), after, crosswalk=CROSSWALK)
    own = {one.code: one for one in last.moved("S001")}["curriculum"]
    assert (own.before, own.difference, own.reason, own.share) == (0.0, None, NotCompared.BREAK, 0.5)
    assert last.breaks["curriculum"] == "several became one"
    profile = after.of("S001")
    placement = Norms.fit(after).place(profile)
    (change_of_rank,) = last.rank_changes(profile, placement, code="curriculum")
    assert (change_of_rank.then, change_of_rank.own, change_of_rank.drift) == (None, None, None)
    assert change_of_rank.now == placement["curriculum"]["all"].percentile


def test_a_score_that_rests_on_a_part_is_compared_where_it_is_asked_for():
    """In a comparable area the reason is the part alone, and goes away when the area is named."""
    before, after = wave(OLD, 1), wave(NEW, 2)
    plain = last_time(before, after, crosswalk=CROSSWALK)
    own = {one.code: one for one in plain.moved("S001")}["student_diversity"]
    assert own.reason is NotCompared.PARTLY_BEFORE
    assert 0.0 < own.share < 1.0
    named = Conventions(partly_administered=["student_diversity"])
    asked = last_time(before, after, crosswalk=CROSSWALK, conventions=named)
    own = {one.code: one for one in asked.moved("S001")}["student_diversity"]
    assert own.difference == own.after - own.before
    assert (own.share, own.reason) == (None, None)
    turned = last_time(after, before, crosswalk=CROSSWALK.inverse())
    assert {one.reason for one in turned.moved("S001")} >= {NotCompared.BREAK}


def test_own_change_and_drift_add_up_to_the_change_of_the_rank():
    """In every group and score: the score of now among last time parts the one from the other."""
    before, after = wave(NEW, 1, units=36), wave(NEW, 2, units=33)
    norms = Norms.fit(after, by=("discipline",))
    last = last_time(before, after, by=("discipline",))
    for unit in ("S001", "S002", "S030"):
        profile = after.of(unit)
        placement = norms.place(profile)
        then, still = last.placements(profile)
        for code in ("overall", "curriculum", "research"):
            for one, group in zip(
                last.rank_changes(profile, placement, code=code), placement.groups, strict=True
            ):
                ranks = [placed[code][group.name].percentile for placed in (then, still, placement)]
                assert [one.then, one.still, one.now] == ranks
                if None not in ranks:
                    assert one.own + one.drift == pytest.approx(ranks[2] - ranks[0], abs=1e-9)
    # Nothing but the norms moved: the rank of the same score drifts alone.
    kept = last_time(before.take(range(20)), before)
    same = before.of("S001")
    (only,) = kept.rank_changes(same, Norms.fit(before).place(same))
    assert only.own == 0.0
    assert only.drift == only.now - only.then


every_conventions = st.builds(
    Conventions,
    ties=st.sampled_from(TieRule),
    self_inclusion=st.sampled_from(SelfInclusion),
    minimum_for_percentile=st.just(2),
    minimum_for_quartile=st.just(2),
)


@given(strategies.cohorts(min_units=2, max_units=6), every_conventions, st.data())
def test_what_did_not_move_has_no_part_in_a_rank(scores, conventions, data):
    """If nobody else changes, came or left, the drift is exactly 0; if the unit does not, its own change is.

    So it is in every convention, also for a unit that is new, and for one that is alone.
    """
    at, other = (data.draw(st.integers(0, len(scores) - 1)) for _ in range(2))
    unit, rest = str(scores.units[at]), [place for place in range(len(scores)) if place != at]
    turned = np.arange(len(scores))
    turned[at] = other  # this unit answers as another one did, and nobody else changes
    columns = tuple(
        Column(one.codes[turned], None if one.values is None else one.values[..., turned])
        for one in scores.answers.columns
    )
    now = smmi.score(attrs.evolve(scores.answers, columns=columns), scores.scheme)
    asked = attrs.evolve(conventions, partly_administered=scores.codes)
    options = {"conventions": asked, "reliability": {}}
    last = last_time(scores, now, **options)
    norms = Norms.fit(now, conventions=asked)
    (own,) = last.rank_changes(now.of(unit), norms.place(now.of(unit)))
    assert own.drift in {0.0, None}
    came = last_time(scores.take(rest), now, **options)
    (own,) = came.rank_changes(now.of(unit), norms.place(now.of(unit)))
    assert (own.own, own.drift) in {(None, 0.0), (None, None)}
    same = now.of(str(scores.units[rest[0]]))
    (kept,) = last.rank_changes(same, norms.place(same))
    assert kept.own in {0.0, None}


def test_norms_that_a_unit_cannot_be_taken_out_of_stay_as_they_are():
    """Those that know it by name alone, and weighted ones in which a new unit has no weight."""
    before, after = wave(NEW, 1, units=12), wave(NEW, 2, units=13)
    new = after.of("S013")
    weights = [1.0, 2.0] * 6
    weighted = Norms.fit(before, weights=weights)
    assert last_time(before, after, norms=weighted).placements(new)[1] == weighted.place(new)
    own = after.of("S002")
    still = last_time(before, after, norms=weighted).placements(own)[1]
    swapped = smmi.score(
        Answers.from_records(
            NEW.instrument,
            [
                (after if name == "S002" else before).answers.record(name)
                | {"unit": name, "discipline": before.of(name).attributes["discipline"]}
                for name in before.units.tolist()
            ],
            unit="unit",
            attributes=("discipline",),
        ),
        NEW,
    )
    expected = Norms.fit(swapped, weights=weights).place(own)
    assert still["overall"]["all"].percentile == expected["overall"]["all"].percentile
    known = Norms.fit(before)
    fewer = last_time(before.take(range(11)), after, norms=known)
    assert fewer.placements(after.of("S012"))[1] == known.place(after.of("S012"))


def test_a_unit_that_was_not_there_has_no_rank_then():
    """It is in no wave of both, and its own change is not known."""
    before, after = wave(NEW, 1, units=30), wave(NEW, 2, units=31)
    last = last_time(before, after)
    assert repr(last) == "<LastTime of 30 units, 30 of them now: 23 scores compare>"
    with pytest.raises(UnknownCodeError, match="in both waves there is no unit 'S031'"):
        last.moved("S031")
    profile = after.of("S031")
    (only,) = last.rank_changes(profile, Norms.fit(after).place(profile))
    assert (only.then, only.own) == (None, None)
    assert only.drift is not None
    assert RankChange(group="all", then=1.0, still=2.0, now=None).drift is None


def test_norms_of_last_time_can_be_given():
    """They are taken as they are; without a reason for absence nothing is made up."""
    before, after = wave(NEW, 1), wave(NEW, 2)
    norms = Norms.fit(before.take(range(12)))
    assert benchmark.last_time(before, after, norms=norms).norms is norms
    blank = Answers.from_records(
        NEW.instrument, [{"unit": "S001", "discipline": "dental"}], unit="unit", attributes=("discipline",)
    )
    nothing = smmi.score(blank, NEW)
    assert last_time(nothing, after).moved("S001")[0].reason is NotCompared.NO_SCORE_BEFORE
    assert last_time(before, nothing).moved("S001")[0].reason is NotCompared.NO_SCORE_AFTER
    for wrong in ({"norms": 3}, {"crosswalk": 3}):
        with pytest.raises(ArgumentError, match="expected None or"):
            last_time(before, after, **wrong)
    with pytest.raises(ArgumentError, match="expected Scores"):
        last_time(3, after)


def test_why_a_score_moved_rests_on_the_own_answers():
    """The parts add up to the difference, are those of the decomposition, and do not change with the others."""
    before, after = wave(NEW, 1), wave(NEW, 2)
    last = last_time(before, after)
    alone = last_time(before.take([0]), after.take([0]))
    whole = last.waves.decompose()
    for code in ("overall", "curriculum", "research"):
        moved = {one.code: one for one in last.moved("S001")}[code]
        parts = last.own_parts("S001", code=code)
        if moved.difference is None:
            assert parts is None
            continue
        assert sum(parts.causes.values()) == pytest.approx(moved.difference, abs=1e-12)
        assert dict(parts.causes) == whole.of("S001", code)
        assert parts.indicators == whole.by_indicator(code).most_moved("S001", most=3)
        assert parts == alone.own_parts("S001", code=code)
    across = last_time(wave(OLD, 1), after, crosswalk=CROSSWALK)
    assert across.own_parts("S001") is None
    same = last_time(before, before).own_parts("S001")
    assert (dict(same.causes), same.indicators) == ({}, ())

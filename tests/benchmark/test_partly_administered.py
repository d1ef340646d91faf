"""Scores that rest on a part of what applies are not placed, and say why, unless they are asked for by name."""

import attrs
import numpy as np
import pytest
from hypothesis import Phase, given, settings

import smmi
from smmi import benchmark, editions
from smmi.benchmark import Conventions, Norms, NoStanding, PublishedNorms
from smmi.benchmark.norms import NormTable, asking_for
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import AnswerState, synthesize
from smmi.testing import strategies

PARTLY = NoStanding.PARTLY_ADMINISTERED
CROSSWALK = editions.crosswalk_18_to_16()
SCHEME = smmi.ScoringScheme.equal_weights(CROSSWALK.new)
LOWEST = {"clinical_underserved": "not_offered", "targeted_track": "none"}


@pytest.fixture(scope="module")
def carried():
    """A school whose curriculum is 0.0 in this edition, resting on what two of its five indicators say."""
    records = [{"school": "S1", "discipline": "medical", **LOWEST}]
    answers = smmi.Answers.from_records(CROSSWALK.old, records, unit="school", attributes=("discipline",))
    return smmi.score(CROSSWALK.carry_answers(answers).answers, SCHEME)


@pytest.fixture(scope="module")
def cohort():
    """Sixty schools that answered this edition."""
    return smmi.score(synthesize(CROSSWALK.new, units=60, rng=np.random.default_rng(1)), SCHEME)


def test_the_carried_zero_is_not_placed_and_says_why(carried, cohort):
    """In each way of placing: no rank, quartile or stars, the reason, and the share on which it rests."""
    norms, profile = Norms.fit(cohort), carried.of("S1")
    assert profile["curriculum"].value == 0.0
    assert (
        sum(
            carried.answers.states(i.code)[0] == AnswerState.ANSWERED
            for i in CROSSWALK.new["curriculum"].indicators
        )
        == 2
    )
    assert profile.partly_administered["curriculum"] == 0.5  # the share of clinical placements is gated
    standing = norms.place(profile)["curriculum"]["all"]
    assert (standing.percentile, standing.quartile, standing.stars, standing.score) == (None,) * 4
    assert standing.reason is PARTLY
    assert standing.band_probabilities is standing.interval is None
    column = norms.place_all(carried)["curriculum", "all"]
    assert (column.why, column.quartile.tolist()) == ((PARTLY,), [0])
    row = carried.row("curriculum")
    assert np.isnan(norms.percentile_ranks(carried)[0, row])
    assert norms.percentile_ranks(profile)[row] is None
    published = PublishedNorms.fit(cohort).place(profile)["curriculum"]["all"]
    assert (published.interval, published.quartiles, published.reason) == (None, (), PARTLY)
    points = benchmark.compare_with_group(profile, norms).points["curriculum"]
    assert (points.score, points.reason) == (None, PARTLY)


def test_asked_for_by_name_it_is_placed(carried, cohort):
    """The score that is named, and no other; the convention is recorded and told."""
    norms = asking_for(Norms.fit(cohort), ["curriculum"])
    placement = norms.place(carried.of("S1"))
    assert placement["curriculum"]["all"].quartile is not None
    assert placement["overall"]["all"].reason is not None
    assert norms.place_all(carried).of("S1") == placement
    assert placement.conventions.partly_administered == ("curriculum",)
    assert dict(norms.describe())["Partly administered"] == (
        "These are placed although they may rest on a part of what applies to a unit: 'curriculum'."
    )
    assert "Partly administered" not in dict(Norms.fit(cohort).describe())


@settings(phases=[Phase.generate])
@given(strategies.cohorts(max_units=4))
def test_norms_hold_what_compares(scores):
    """The norms are those of the scores that rest on all that applies; asked for by name, those of all scores."""
    few = Conventions(minimum_for_quartile=2, minimum_for_percentile=2)
    norms = Norms.fit(scores, conventions=few)
    by_name = Norms.fit(scores, conventions=few.asking_for(scores.codes))
    partly = scores.partly_administered
    flags = np.zeros(scores.values.shape, bool) if partly is None else partly
    for row, code in enumerate(scores.codes):
        whole = scores.values[row]
        assert norms.table(code) == NormTable.of(np.where(flags[row], np.nan, whole))
        assert by_name.table(code) == NormTable.of(whole)
    table, ranks = norms.place_all(scores), norms.percentile_ranks(scores)
    for place, profile in enumerate(scores):
        placement, asked = norms.place(profile), by_name.place(profile)
        assert norms.percentile_ranks(profile) == [None if np.isnan(rank) else rank for rank in ranks[place]]
        for row, code in enumerate(scores.codes):
            standing, column = placement[code]["all"], table[code, "all"]
            withheld = bool(flags[row, place]) and profile[code].value is not None
            assert (standing.reason is PARTLY) == withheld == (column.why[place] is PARTLY)
            if withheld:
                assert standing.quartile is None
                assert column.quartile[place] == 0
            assert asked[code]["all"].reason is not PARTLY


def test_names_are_checked(cohort):
    """A code that no score has, and what are no codes."""
    with pytest.raises(UnknownCodeError, match="no score has the code 'curiculum'"):
        Norms.fit(cohort, conventions=Conventions(partly_administered=["curiculum"]))
    with pytest.raises(UnknownCodeError, match="no score has the code 'curiculum'"):
        asking_for(Norms.fit(cohort), ["curiculum"])
    for wrong in ("curriculum", 3, [3]):
        with pytest.raises(ArgumentError, match="expected a sequence of the codes of scores"):
            Conventions(partly_administered=wrong)
    asked = Conventions(partly_administered=["b", "a", "b"])
    assert asked.partly_administered == ("a", "b")
    assert attrs.evolve(asked, partly_administered=()) == Conventions()

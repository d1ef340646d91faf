"""Norms and placement through the public names."""

import pickle

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import benchmark, editions
from smmi.benchmark import Conventions, Norms, NoStanding, QuantileRule, Quartile, SelfInclusion, TieRule
from smmi.benchmark.distribution._rank_tables import RankLookUp
from smmi.benchmark.norms import NormTable
from smmi.errors import ArgumentError, NormsMismatchError, UnknownCodeError
from smmi.instrument import Area, Domain, Indicator, Instrument, Percentage
from smmi.scoring import Linear, ScoringScheme
from smmi.testing.strategies import GROUP, cohorts


def tiny(edition="1"):
    """An instrument of one percentage."""
    share = Indicator(code="share", prompt="Share?", scale=Percentage(code="percent"))
    area = Area(code="only", label="Only", indicators=[share])
    return Instrument(
        code="tiny",
        edition=edition,
        title="Tiny",
        domains=[Domain(code="whole", label="Whole", areas=[area])],
    )


def scores_of(shares, *, edition="1", kinds=None, scheme=None):
    """Scores of units U0, U1, … with these shares."""
    instrument = tiny(edition)
    records = [
        {"unit": f"U{i}", "share": share, "kind": kinds[i] if kinds else "a"}
        for i, share in enumerate(shares)
    ]
    answers = smmi.Answers.from_records(instrument, records, unit="unit", attributes=("kind",))
    return smmi.score(answers, scheme or ScoringScheme.equal_weights(instrument))


def test_quartiles_and_stars_of_a_case_worked_by_hand():
    """Of eight distinct scores two are in each quartile; the mid-ranks are 6.25, 18.75, …."""
    scores = scores_of([10, 20, 30, 40, 50, 60, 70, 80])
    norms = Norms.fit(scores, conventions=Conventions(minimum_for_percentile=5))
    standings = [norms.place(profile)["only"]["all"] for profile in scores]
    assert [standing.percentile for standing in standings] == [6.25 + 12.5 * i for i in range(8)]
    assert [standing.stars for standing in standings] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_ties_share_a_quartile():
    """If all units have the same score, all are at percentile 50, in the second quartile."""
    scores = scores_of([40] * 12)
    norms = Norms.fit(scores)
    assert {norms.place(p)["only"]["all"].percentile for p in scores} == {50.0}
    assert {norms.place(p)["only"]["all"].quartile for p in scores} == {Quartile.SECOND}


@pytest.mark.parametrize(
    ("n", "reason"),
    [
        (4, NoStanding.GROUP_TOO_SMALL),
        (5, NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE),
        (9, NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE),
        (10, None),
    ],
)
def test_the_minimum_sizes_are_exact(n, reason):
    """Quartiles are given from 5 units, percentile ranks from 10; below it a reason stands in their place."""
    scores = scores_of(range(n))
    standing = Norms.fit(scores).place(scores.of("U0"))["only"]["all"]
    assert (standing.n, standing.reason) == (n, reason)
    assert (standing.quartile is None) == (n < 5)
    assert (standing.median is None) == (n < 5)
    assert (standing.percentile is None) == (n < 10)


def test_a_unit_without_a_score_has_no_standing():
    """An absent score gives an absent standing with its reason."""
    scores = scores_of([None, *range(20)])
    standing = Norms.fit(scores).place(scores.of("U0"))["only"]["all"]
    assert (standing.percentile, standing.quartile, standing.reason) == (None, None, NoStanding.NO_SCORE)
    assert standing.n == 20


def test_leaving_oneself_out_is_a_choice_that_is_stated():
    """With the unit left out, n is one less and the rank is among the others; the conventions say so."""
    scores = scores_of(range(11))
    conventions = Conventions(self_inclusion=SelfInclusion.LEFT_OUT)
    standing = Norms.fit(scores, conventions=conventions).place(scores.of("U10"))["only"]["all"]
    assert (standing.n, standing.percentile, standing.member) == (10, 100.0, True)
    assert standing.conventions.self_inclusion is SelfInclusion.LEFT_OUT


def test_a_unit_that_is_no_member_is_compared_with_all():
    """A unit that is not in the norms takes nothing away from them."""
    scores = scores_of(range(11))
    norms = Norms.fit(scores.take(range(10)), conventions=Conventions(self_inclusion=SelfInclusion.LEFT_OUT))
    standing = norms.place(scores.of("U10"))["only"]["all"]
    assert (standing.n, standing.percentile, standing.member) == (10, 100.0, False)


def test_a_member_with_another_score_is_refused_if_it_is_to_be_left_out():
    """A score that is not in the norms cannot be taken out of them; the whole message."""
    norms = Norms.fit(scores_of(range(11)), conventions=Conventions(self_inclusion=SelfInclusion.LEFT_OUT))
    with pytest.raises(ArgumentError) as caught:
        norms.place(scores_of([99]).of("U0"))
    assert str(caught.value) == (
        "'profile': got 'overall' = 99.0, expected the score that the norms hold for this unit. "
        "Fit new norms, or place the unit under an identifier that is not in the norms"
    )


def test_groups_are_found_by_their_names():
    """A group is called by its value, or by attribute and value; a unit is placed in its own groups only."""
    scores = scores_of(range(20), kinds=["a", "b"] * 10)
    norms = Norms.fit(scores, by=("kind",))
    placement = norms.place(scores.of("U0"))
    assert [group.name for group in norms.groups] == ["all", "a", "b"]
    assert norms.group("a") == norms.group("kind=a")
    assert list(placement["only"]) == ["all", "a"]
    assert placement.standing("only", group="kind=a").n == 10
    with pytest.raises(UnknownCodeError):
        placement.standing("only", group="b")


def test_norms_refuse_scores_of_another_edition_and_scheme():
    """Scores of another edition, or by another scheme, are refused; the whole message."""
    norms = Norms.fit(scores_of(range(20)))
    with pytest.raises(NormsMismatchError) as caught:
        norms.place(scores_of([1], edition="2").of("U0"))
    assert str(caught.value) == (
        "these norms are of another edition: got '2', expected '1'. "
        "Score the answers with the edition of the norms, or fit new norms"
    )
    other = ScoringScheme(tiny(), items={"share": Linear(0, 50)})
    with pytest.raises(NormsMismatchError) as caught:
        norms.place(scores_of([1], scheme=other).of("U0"))
    assert caught.value.part == "scheme"


@pytest.mark.parametrize(
    "ask",
    [
        lambda norms, scores: norms.percentile_ranks(scores),
        lambda norms, scores: norms.percentile_ranks(scores.of("U0")),
        lambda norms, scores: norms.place(scores.of("U0")),
        lambda norms, scores: norms.without(scores),
        lambda norms, scores: norms.check(scores),
    ],
    ids=["ranks", "ranks of one", "place", "without", "check"],
)
def test_every_door_of_norms_refuses_strangers_scores(ask):
    """Whoever was accepted before: another edition and another scheme are refused each time, an equal scheme never."""
    norms, other = Norms.fit(scores_of(range(20))), ScoringScheme(tiny(), items={"share": Linear(0, 50)})
    ask(norms, scores_of([0]))
    for scores, part in ((scores_of([0], edition="2"), "edition"), (scores_of([0], scheme=other), "scheme")):
        for _ in range(2):
            with pytest.raises(NormsMismatchError) as caught:
                ask(norms, scores)
            assert caught.value.part == part
    ask(norms, scores_of([0], scheme=ScoringScheme.equal_weights(tiny())))


def test_ranks_are_of_scores_or_of_a_profile():
    """Bare numbers say nothing of where they come from."""
    with pytest.raises(ArgumentError) as caught:
        Norms.fit(scores_of(range(20))).percentile_ranks([50.0])
    assert str(caught.value) == "'scores': got an object of class 'list', expected Scores or a ScoreProfile"


def test_norms_are_frozen_equal_and_fingerprinted():
    """Equal norms have equal fingerprints, also after pickling; other conventions give another fingerprint."""
    scores = scores_of(range(20), kinds=["a", "b"] * 10)
    norms, again = (Norms.fit(scores, by=("kind",)) for _ in range(2))
    other = Norms.fit(scores, by=("kind",), conventions=Conventions(ties=TieRule.WEAK))
    assert norms == again == pickle.loads(pickle.dumps(norms))
    assert norms.fingerprint == again.fingerprint != other.fingerprint
    with pytest.raises(ValueError, match="read-only"):
        norms.table("only").values[0] = 1.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "kind"}, "'by': got 'kind', expected a sequence of attributes. Write by=('kind',)"),
        (
            {"weights": [1.0]},
            "'weights': got an array of shape (1,), expected 20 positive finite numbers, one per unit",
        ),
        (
            {"weights": [0.0] * 20},
            "'weights': got an array of shape (20,), expected 20 positive finite numbers, one per unit",
        ),
        ({"weights": "abc"}, "'weights': got 'abc', expected 20 positive finite numbers, one per unit"),
        (
            {"weights": [1e-200] * 20},
            "'weights': got weights from 1e-200 to 1e-200, "
            "expected 20 numbers from 1e-100 to 1e+100: weights are relative",
        ),
        ({"by": 3}, "'by': got 3, expected a sequence of attributes"),
        (
            {"conventions": TieRule.MID},
            "'conventions': got an object of class 'TieRule', expected None or Conventions",
        ),
    ],
)
def test_arguments_that_cannot_be_used(arguments, message):
    """Text for `by`, weights that are not one positive number for each unit, and others; whole messages."""
    with pytest.raises(ArgumentError) as caught:
        Norms.fit(scores_of(range(20)), **arguments)
    assert str(caught.value) == message


def test_placement_is_local_to_the_unit():
    """A unit is placed the same whether its scores come from a batch or alone."""
    instrument = editions.smmi_16()
    rng = np.random.default_rng(3)
    kinds = ["dental", "medical"] * 20
    answers = smmi.instrument.synthesize(instrument, units=40, rng=rng, attributes={"discipline": kinds})
    scheme = ScoringScheme.equal_weights(instrument)
    scores = smmi.score(answers, scheme)
    norms = Norms.fit(scores, by=("discipline",))
    for position, unit in enumerate(scores.units.tolist()[:4]):
        alone = smmi.score(answers.take([position]), scheme)
        assert norms.place(scores.of(unit)) == norms.place(alone.of(unit))


@given(st.data())
def test_ranks_by_look_up_are_those_of_a_placement(data):
    """Ranks of many units, and of one unit by look-up, are those of placements, whatever the tie rule and weights."""
    cohort = data.draw(cohorts(min_units=3, max_units=8))
    weights = data.draw(st.none() | st.lists(st.floats(0.1, 9), min_size=len(cohort), max_size=len(cohort)))
    conventions = Conventions(
        ties=data.draw(st.sampled_from(TieRule)), minimum_for_quartile=2, minimum_for_percentile=3, decimals=6
    )
    norms = Norms.fit(cohort, by=(GROUP,), weights=weights, conventions=conventions)
    for group in norms.groups:
        many = norms.percentile_ranks(cohort, group=group.full_name)
        for place, profile in enumerate(cohort):
            one = norms.percentile_ranks(profile, group=group.full_name)
            expected = [
                None
                if value is None
                or code in profile.partly_administered
                or norms.table(code, group=group.full_name).n < 3
                else norms.table(code, group=group.full_name).percentile_rank(value, ties=conventions.ties)
                for code, value in zip(cohort.codes, profile.values, strict=True)
            ]
            assert [rank is None for rank in one] == [rank is None for rank in expected]
            assert [rank for rank in one if rank is not None] == pytest.approx(
                [rank for rank in expected if rank is not None], abs=1e-9
            )
            assert [None if np.isnan(rank) else rank for rank in many[place].tolist()] == one


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=20),
    st.floats(0, 100) | st.integers(0, 50).map(lambda step: step / 3 + 1e-12),
    st.sampled_from(TieRule),
)
def test_a_score_that_nobody_has_is_looked_up_too(steps, score, ties):
    """A score between others, or one that only rounding keeps apart from one of them, has the rank of the table."""
    table = NormTable.of(np.array(steps) / 3.0)
    by = RankLookUp.of(table, ties)
    found = by.known.get(score, by.rank(score))
    assert found == pytest.approx(table.percentile_rank(score, ties=ties), abs=1e-9)


def test_a_weighted_median_is_that_of_repeated_units():
    """Units of whole weights count as often as they weigh; types 1 and 2 do not ask how many units there are."""
    values, weights = np.array([10.0, 20.0, 30.0]), np.array([3.0, 1.0, 2.0])
    weighted, repeated = NormTable.of(values, weights), NormTable.of(np.repeat(values, [3, 1, 2]))
    for probability in (0.0, 0.25, 0.5, 0.6, 1.0):
        for rule in (QuantileRule.TYPE_1, QuantileRule.TYPE_2):
            got, expected = (table.quantile(probability, rule=rule) for table in (weighted, repeated))
            assert got == expected
    alike = NormTable.of(values, np.full(3, 7.0))
    for rule in QuantileRule:
        assert alike.quantile(0.4, rule=rule) == pytest.approx(NormTable.of(values).quantile(0.4, rule=rule))


def test_highlights_follow_their_rule():
    """Strengths are the Top quartile of the group compared with, areas for improvement the Fourth."""
    scores = scores_of(range(20))
    norms = Norms.fit(scores)
    best, worst = (
        benchmark.highlights(scores.of(unit), norms.place(scores.of(unit))) for unit in ("U19", "U0")
    )
    assert [standing.code for standing in best.strengths] == ["only"]
    assert [standing.code for standing in worst.improvements] == ["only"]
    assert best.improvements == worst.strengths == ()


def placed():
    """Scores, the profile of U0, norms with two groups, and a placement in one of them."""
    scores = scores_of(range(20), kinds=["rural", "urban"] * 10)
    norms = Norms.fit(scores, by=("kind",))
    return scores, scores.of("U0"), norms, norms.place(scores.of("U0"))


WRONG_CLASSES = {
    "answers for norms": (
        lambda scores, _profile, _norms, _placement: Norms.fit(scores.answers),
        "'scores': got an object of class 'Answers', expected Scores. "
        "Score the answers first: smmi.score(answers, scheme)",
    ),
    "a profile for norms": (
        lambda _scores, profile, _norms, _placement: Norms.fit(profile),
        "'scores': got an object of class 'ScoreProfile', expected Scores",
    ),
    "a number to place": (
        lambda _scores, _profile, norms, _placement: norms.place(71.0),
        "'profile': got 71.0, expected a ScoreProfile. scores.of(unit) is the profile of one unit",
    ),
    "all scores to place": (
        lambda scores, _profile, norms, _placement: norms.place(scores),
        "'profile': got an object of class 'Scores', expected a ScoreProfile. "
        "Place one unit at a time, norms.place(scores.of(unit)), or all, norms.place_all(scores)",
    ),
    "highlights, swapped": (
        lambda _scores, profile, _norms, placement: benchmark.highlights(placement, profile),
        "'profile': got an object of class 'Placement', expected a ScoreProfile. "
        "The arguments are swapped; write highlights(profile, placement)",
    ),
    "highlights of norms": (
        lambda _scores, profile, norms, _placement: benchmark.highlights(profile, norms),
        "'placement': got an object of class 'Norms', expected a Placement",
    ),
}


@pytest.mark.parametrize(("ask", "message"), WRONG_CLASSES.values(), ids=WRONG_CLASSES)
def test_arguments_of_a_wrong_class(ask, message):
    """What is given in the place of scores, a profile or a placement is told; whole messages."""
    with pytest.raises(ArgumentError) as caught:
        ask(*placed())
    assert str(caught.value) == message


UNKNOWN = {
    "a stranger": (
        lambda placement, _norms: placement["overall"]["suburb"],
        "the unit is in no group called 'suburb' (2 known: 'all', 'rural').",
    ),
    "a near one": (
        lambda placement, _norms: placement["overall"]["rurl"],
        "the unit is in no group called 'rurl' (2 known). Did you mean 'rural'?",
    ),
    "no text": (
        lambda placement, _norms: placement["overall"][["all"]],
        "the unit is in no group called \"['all']\" (2 known). Did you mean 'all'?",
    ),
    "a standing": (
        lambda placement, _norms: placement.standing("overall", group="suburb"),
        "the unit is in no group called 'suburb' (2 known: 'all', 'rural').",
    ),
    "a score": (
        lambda placement, _norms: placement["nonsense"],
        "no score has the code 'nonsense' (3 known: 'overall', 'whole', 'only').",
    ),
    "a table": (
        lambda _placement, norms: norms.table(["only"]),
        "no score has the code \"['only']\" (3 known). Did you mean 'only'?",
    ),
}


@pytest.mark.parametrize(("ask", "message"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_there_is_told(ask, message):
    """An unknown group or score is an `UnknownCodeError` that knows those that exist; whole messages."""
    *_, norms, placement = placed()
    with pytest.raises(UnknownCodeError) as caught:
        ask(placement, norms)
    assert str(caught.value) == message


def test_standings_are_a_mapping_and_pickle():
    """Membership and a default work as in any mapping, and a pickled placement still knows its groups."""
    *_, placement = placed()
    again = pickle.loads(pickle.dumps(placement))
    assert again == placement
    for each in (placement, again):
        assert "suburb" not in each["overall"]
        assert each["overall"].get("suburb") is None
        with pytest.raises(UnknownCodeError):
            each["overall"]["suburb"]

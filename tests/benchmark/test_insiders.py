"""What the report on one unit may tell of others: no insider bounds a unit more narrowly than the width."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import Conventions, Norms, ReportRule, SelfInclusion, SurveyDesign, post_stratify
from smmi.benchmark.disclosure import NotTold, as_told, groups_told, others_of_owner, told_of_others
from smmi.benchmark.disclosure._insiders import _judged, _Side, _spreads
from smmi.editions import smmi_16
from smmi.errors import ArgumentError
from smmi.instrument import synthesize
from tests.benchmark.insiders import narrowest, narrowest_of_all_scores

BOTH, OWN, EVERYONE, NEITHER = (True, True), (False, True), (True, False), (False, False)
TENS = (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)


@pytest.mark.parametrize(
    ("grid", "own", "rest", "width", "known", "outcomes"),
    [
        (TENS, 2, 3, 30.0, 0, {BOTH, OWN, EVERYONE, NEITHER}),
        (TENS, 3, 2, 20.0, 0, {BOTH, OWN, NEITHER}),
        (TENS[:4], 2, 5, 30.0, 1, {EVERYONE, NEITHER}),
        ((0.0, 10.0, 20.0, 30.0), 3, 4, 10.0, 1, {BOTH, OWN, NEITHER}),
        ((0.0, 20.0, 40.0, 60.0), 4, 5, 20.0, 2, {BOTH, OWN, NEITHER}),
    ],
)
def test_no_insider_bounds_a_unit(grid, own, rest, width, known, outcomes):
    """Of all cohorts on a grid that agree with what is told, others have scores that span the width, each of them."""
    span, tally = narrowest(groups_told, grid, own=own, rest=rest, width=width, known=known)
    assert span >= width
    assert set(tally) == outcomes


def naive(everyone, own, /, *, width, known):
    """A decision that tells of all units where they spread, without asking what its silence on the own group says."""
    mine, _ = groups_told(own, width=width, known=known)
    return groups_told(everyone, own if mine else None, width=width, known=known)


def careless(everyone, own, /, *, width, known):
    """A decision that reckons with nobody who knows a score of another unit."""
    del known
    return groups_told(everyone, own, width=width)


@pytest.mark.parametrize(("decide", "known"), [(naive, 0), (careless, 1)])
def test_the_insider_finds_what_a_careless_decision_tells(decide, known):
    """The attack has teeth: silence on the own group gives it away, and so does a unit that is known."""
    span, _ = narrowest(decide, TENS, own=2, rest=3, width=30.0, known=known)
    assert span < 30.0


def together(parts, width, known):
    """The judgement on two areas and their mean, as a report has it."""
    sides = {
        code: tuple(_Side(scores=one, known=known, standing=None, median=None) for one in own)
        for code, own in parts.items()
    }
    return _judged(sides, {"care", "staff"}, width, known)


def one_by_one(parts, width, known):
    """A judgement on each score by itself."""
    return {
        code: groups_told([everyone], [own], width=width, known=known)
        for code, (everyone, own) in parts.items()
    }


@pytest.mark.parametrize(
    ("grid", "own", "rest", "known"),
    [
        ((0.0, 8.0, 100.0), 2, 2, 0),
        ((0.0, 50.0), 3, 4, 0),
        ((0.0, 8.0, 100.0), 1, 3, 0),
        pytest.param((0.0, 50.0, 54.0), 2, 3, 0, marks=pytest.mark.long),
        pytest.param((0.0, 8.0, 100.0), 2, 3, 1, marks=pytest.mark.long),
        pytest.param((0.0, 12.0, 24.0), 3, 2, 0, marks=pytest.mark.long),
    ],
)
def test_no_insider_bounds_a_unit_by_several_scores(grid, own, rest, known):
    """Also who knows how the overall score is made, and reads all scores together, bounds nobody in any of them."""
    span, _ = narrowest_of_all_scores(together, grid, own=own, rest=rest, width=10.0, known=known)
    assert span >= 10.0


def test_scores_that_are_judged_one_by_one_tell_more_together():
    """An area that is not told and the overall score beside it bound units: so all scores are judged together.

    Where nothing can be told so, areas are told of by themselves, and the overall score is not.
    """
    grid = (0.0, 8.0, 100.0)
    span, _ = narrowest_of_all_scores(one_by_one, grid, own=2, rest=2, width=10.0)
    assert span < 10.0
    _, outcomes = narrowest_of_all_scores(together, grid, own=2, rest=2, width=10.0)
    assert {(BOTH,) * 3, (OWN,) * 3, (NEITHER,) * 3, (BOTH, NEITHER, NEITHER)} <= outcomes
    _, outcomes = narrowest_of_all_scores(together, grid, own=1, rest=3, width=10.0)
    assert (EVERYONE,) * 3 in outcomes


scores_of = st.lists(st.integers(0, 40).map(lambda step: 2.5 * step), min_size=1, max_size=9)


@given(scores_of, st.sampled_from([2.5, 10.0, 25.0]), st.integers(0, 3))
def test_a_spread_is_what_is_left_of_it(scores, width, known):
    """It is the least over all choices of units that are taken away; nobody is told of by no score."""
    ascending = sorted(map(Fraction, scores))
    kept = len(ascending) - known
    spreads = (
        [ascending[i + kept - 1] - ascending[i] for i in range(known + 1)] if kept > 0 else [Fraction(0)]
    )
    assert _spreads(np.array(sorted(scores)), width, known) == (min(spreads) >= width)
    assert _spreads(np.array([]), width, known)


@given(scores_of, scores_of, st.sampled_from([5.0, 10.0, 30.0]), st.integers(0, 2))
def test_what_is_told_does_not_depend_on_where_the_scores_lie(own, rest, width, known):
    """Turned round, scores are told of as before: silence favours neither end."""
    everyone, mine = np.sort([*own, *rest]), np.sort(own)
    told = groups_told([everyone], [mine], width=width, known=known)
    assert groups_told([100.0 - everyone[::-1]], [100.0 - mine[::-1]], width=width, known=known) == told


@given(scores_of, scores_of, st.sampled_from([5.0, 10.0, 30.0]), st.integers(0, 2))
def test_who_knows_more_is_told_less(own, rest, width, known):
    """Nothing is told to one that knows more, or of a wider width, that is not told to one that knows less."""
    everyone, mine = np.sort([*own, *rest]), np.sort(own)
    told = groups_told([everyone], [mine], width=width, known=known)
    more = groups_told([everyone], [mine], width=width, known=known + 1)
    # All units may be told of in place of the own group, never beside it.
    assert sum(more) <= sum(told)


def test_the_own_group_alone_decides_where_nothing_is_told_of_all():
    """Without a judgement on all units the own group stands for itself, and the other way round."""
    wide, narrow = np.array([10.0, 20.0]), np.array([10.0, 19.0])
    assert groups_told(None, [wide], width=10.0) == (False, True)
    assert groups_told(None, [narrow], width=10.0) == (False, False)
    assert groups_told(None, width=10.0) == (False, False)
    assert groups_told([wide], width=10.0) == (True, False)


def test_a_score_that_no_peer_has_is_judged_by_all():
    """Where nobody of the own group has a score, all that have it stand for one another."""
    crowds = np.array([0.0, 1.0, 2.0, 50.0, 51.0, 52.0])
    own, none = np.array([0.0, 1.0]), np.array([])
    for all_others, told in (([0.0, 10.0], EVERYONE), ([0.0, 9.0], NEITHER)):
        assert groups_told([crowds, np.array(all_others)], [own, none], width=10.0) == told


def test_a_school_at_an_end_is_told_no_rank_among_those_beyond_it():
    """At 95 with all others above, or at 5 with all below, a rank would bound each of them to 5 points."""
    above = np.array([95.0, 96.0, 97.5, 99.0, 100.0, 100.0])
    assert groups_told([above], width=10.0) == (False, False)
    assert groups_told([100.0 - above[::-1]], width=10.0) == (False, False)
    assert groups_told([np.append(90.0, above)], width=10.0) == (True, False)


@given(st.floats(0, 100), st.sampled_from([1.0, 2.5, 10.0, 12.5, 30.0, 50.0]))
def test_a_median_lies_in_its_band(median, width):
    """Bands begin at multiples of the width and hold their lower end; none is narrower than the width."""
    low, high = ReportRule(median_band=width).band(median)
    assert low / width == int(low / width)
    assert high - low >= width
    assert high == 100.0 or high - low == width
    # Up to the rounding of half a sum.
    assert low <= median * (1 + 1e-12)
    assert median < high or high == 100.0


def test_edges_belong_to_the_upper_band():
    """A median of just 50 is in 50 to 60, also where half a sum misses it by rounding; 100 is in the last band."""
    rule = ReportRule()
    assert [rule.band(one) for one in (0.0, 9.999, 10.0, 50.0, np.nextafter(50.0, 0.0), 100.0)] == [
        (0.0, 10.0),
        (0.0, 10.0),
        (10.0, 20.0),
        (50.0, 60.0),
        (50.0, 60.0),
        (90.0, 100.0),
    ]
    assert ReportRule(median_band=30.0).band(95.0) == (60.0, 100.0)
    assert ReportRule(median_band=None).band(50.0) is None


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"protection_width": 100}, "'protection_width': got 100, expected a number from 0, below 100"),
        ({"minimum_standing": 0}, "'minimum_standing': got 0, expected an integer of at least 1"),
        ({"minimum_median": True}, "'minimum_median': got True, expected an integer of at least 1"),
        ({"median_band": 0.5}, "'median_band': got 0.5, expected None or a number from 1 to 50"),
    ],
)
def test_a_value_out_of_its_range_is_refused(asked, message):
    """Whole messages."""
    with pytest.raises(ArgumentError) as caught:
        ReportRule(**asked)
    assert str(caught.value) == message


def test_the_rule_is_said_in_words():
    """Of each part a sentence; who knows the scores of other units is named."""
    said = dict(ReportRule().describe(2))
    assert (
        "From this report and your own answers and those of 2 other units you cannot narrow the score of "
        "another unit down to fewer than 10 points: " in said["What is told of others"]
    )
    assert "the band of 10 points" in said["Medians that are told"]
    public = dict(ReportRule.public().describe())
    assert public == {
        "What is told of others": "Everything: the scores of the norms are public, or are treated as if they were.",
        "Medians that are told": "Medians are told as they are.",
    }


def cohort(units=48, **attributes):
    """The scores of a synthetic cohort."""
    answers = synthesize(smmi_16(), units=units, rng=np.random.default_rng(2019), attributes=attributes)
    return smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))


THREE = ["dental", "medical", "nursing", "nursing"] * 12


def test_minimum_sizes_count_others_that_the_reader_does_not_know():
    """With 5 others there is a median, with 4 none; of those that are known none counts."""
    scores = cohort(6)
    placement = Norms.fit(scores).place(scores.of("S001"))
    for known, standing, median in (
        (0, None, None),
        (1, None, NotTold.TOO_FEW_OTHERS),
        (2, NotTold.TOO_FEW_OTHERS, NotTold.TOO_FEW_OTHERS),
    ):
        told = told_of_others(placement, rule=ReportRule(), known=known)["curriculum"]["all"]
        assert (told.others, told.standing, told.median) == (5 - known, standing, median)


def test_a_unit_that_is_in_the_norms_with_another_score_knows_that_one():
    """Its own former score is no other unit's: one more is known."""
    before, now = cohort(12), cohort(13).take(np.arange(12))
    norms = Norms.fit(before)
    told = told_of_others(norms.place(now.of("S002")), rule=ReportRule())
    same = told_of_others(norms.place(before.of("S002")), rule=ReportRule())
    assert now.of("S002")["overall"].value != before.of("S002")["overall"].value
    assert (told["overall"]["all"].others, same["overall"]["all"].others) == (11, 11)
    stranger = told_of_others(Norms.fit(before).place(cohort(13).of("S013")), rule=ReportRule())
    assert stranger["overall"]["all"].others == 12
    left_out = Norms.fit(before, conventions=Conventions(self_inclusion=SelfInclusion.LEFT_OUT))
    assert told_of_others(left_out.place(before.of("S002")), rule=ReportRule())["overall"]["all"].others == 11


def test_units_of_unequal_weight_do_not_stand_for_one_another():
    """Where weights differ, nothing is told of a group; of a stratum, where they do not, all is."""
    scores = cohort(discipline=THREE)
    sizes = {"dental": 66, "medical": 203, "nursing": 420}
    weights = post_stratify(scores.answers, by="discipline", population=sizes)
    design = SurveyDesign.of(scores.answers, strata="discipline", population=sizes)
    for drawn in (None, design):
        norms = Norms.fit(scores, weights=weights, design=drawn, by=("discipline",))
        told = told_of_others(norms.place(scores.of("S001")), rule=ReportRule(), group="dental")["overall"]
        assert told["all"].standing is told["all"].median is NotTold.UNEQUAL_UNITS
        assert told["dental"].standing is told["dental"].median is None
        public = told_of_others(norms.place(scores.of("S001")), rule=ReportRule.public(), group="dental")
        assert {one.standing for own in public.values() for one in own.values()} == {None}


def test_a_design_that_tells_units_apart_is_told_from_one_that_does_not():
    """A sample drawn within control says which schools are which, unless all of a group are of one stratum."""
    scores = cohort(discipline=THREE, control=["public", "private", "private"] * 16)
    design = SurveyDesign.of(scores.answers, strata="control", population={"public": 16, "private": 400})
    norms = Norms.fit(scores, design=design, by=("discipline", "control"))
    placement = norms.place(scores.of("S002"))
    told = {
        name: told_of_others(placement, rule=ReportRule(), group=name)["overall"][name].standing
        for name in ("all", "medical", "private")
    }
    assert told == {"all": NotTold.UNEQUAL_UNITS, "medical": NotTold.UNEQUAL_UNITS, "private": None}


def test_a_placement_as_it_is_told_has_no_more():
    """What is told stays what it was; groups of which nothing is said are left out."""
    scores = cohort(discipline=THREE, control=["public", "private"] * 24)
    placement = Norms.fit(scores, by=("discipline", "control")).place(scores.of("S001"))
    told = told_of_others(placement, rule=ReportRule(minimum_median=12), group="dental")
    shown = as_told(placement, told)
    assert [group.name for group in shown.groups] == ["all", "dental"]
    for code, own in told.items():
        for name, one in own.items():
            exact, standing = placement[code][name], shown[code][name]
            assert standing.percentile == (None if one.standing else exact.percentile)
            assert standing.quartile == (None if one.standing else exact.quartile)
            assert standing.median == (None if one.median else exact.median)
    assert {one["dental"].median for one in told.values()} == {NotTold.TOO_FEW_OTHERS}


def test_others_of_the_same_owner_are_counted():
    """Those of the norms only, where these are given; a unit without an owner has none."""
    owners = ["A", "A", "B", None, "A", None]
    answers = synthesize(smmi_16(), units=6, rng=np.random.default_rng(1), attributes={"university": owners})
    assert [others_of_owner(answers, unit, owner="university") for unit in answers.units] == [
        2,
        2,
        0,
        0,
        2,
        0,
    ]
    assert others_of_owner(answers, "S001", owner="university", members={"S001", "S002"}) == 1


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda placed: told_of_others(placed, rule=3), "'rule': got 3, expected a ReportRule"),
        (
            lambda placed: told_of_others(placed, rule=ReportRule(), known=-1),
            "'known': got -1, expected how many other units: an integer of at least 0",
        ),
        (lambda _: told_of_others(None, rule=ReportRule()), "'placement': got None, expected a Placement"),
    ],
)
def test_arguments_of_a_wrong_class(ask, message):
    """Whole messages."""
    scores = cohort(6)
    with pytest.raises(ArgumentError) as caught:
        ask(Norms.fit(scores).place(scores.of("S001")))
    assert str(caught.value) == message

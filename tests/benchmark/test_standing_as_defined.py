"""A standing in a group against its definition, and what is absent from it."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.stats import norm

from smmi.benchmark import (
    Conventions,
    Group,
    Norms,
    NoStanding,
    QuantileRule,
    Quartile,
    SelfInclusion,
    TieRule,
)
from smmi.benchmark.norms import NormTable
from smmi.benchmark.norms._placement import stand
from smmi.errors import ArgumentError, UnknownCodeError
from tests.benchmark.test_norms import scores_of

GROUP = Group((("kind", "a"),))
LEFT_OUT = SelfInclusion.LEFT_OUT
EIGHTHS = st.integers(0, 8).map(lambda k: 12.5 * k)
"""Scores without rounding."""


def standing_of(score, others, *, member=None, **conventions):
    """Where a score stands among others."""
    return stand(
        "only",
        GROUP,
        NormTable.of(np.array(others, dtype=np.float64)),
        scores_of([score]).of("U0"),
        member=member,
        population=70,
        reliability=0.9,
        conventions=Conventions(**conventions),
    )


@given(
    st.none() | EIGHTHS,
    st.lists(EIGHTHS, min_size=2, max_size=14),
    st.sampled_from(TieRule),
    st.sampled_from(SelfInclusion),
    st.booleans(),
)
def test_a_standing_is_as_defined(score, others, ties, inclusion, member):
    """The rank is among the others, the quartile by the mid-rank, and a reason stands for what is absent."""
    out = member and score is not None and inclusion is LEFT_OUT
    table = [*others, score] if member and score is not None else others
    standing = standing_of(
        score,
        table,
        member=1.0 if member else None,
        ties=ties,
        self_inclusion=inclusion,
        minimum_for_quartile=4,
        minimum_for_percentile=7,
        quantiles=QuantileRule.TYPE_1,
    )
    compared = others if out else table
    n = len(compared)
    assert (standing.code, standing.group, standing.member) == ("only", GROUP, member)
    assert (standing.population, standing.reliability, standing.n) == (70, 0.9, n)
    assert standing.conventions.ties is ties
    assert standing.score == (None if score is None else float(score))
    median = float(np.quantile(compared, 0.5, method="inverted_cdf"))
    assert standing.median == (median if n >= 4 else None)
    if score is None or n < 4:
        assert standing.reason is (NoStanding.NO_SCORE if score is None else NoStanding.GROUP_TOO_SMALL)
        assert (standing.percentile, standing.quartile, standing.stars) == (None, None, None)
        return
    below, equal = sum(other < score for other in compared), sum(other == score for other in compared)
    mid = 100 * (2 * below + equal) / (2 * n)
    assert standing.quartile is Quartile(1 + (mid >= 25) + (mid >= 50) + (mid >= 75))
    assert standing.stars == int(standing.quartile)
    half = {TieRule.STRICT: 0, TieRule.MID: 1, TieRule.WEAK: 2}[ties]
    if n < 7:
        assert (standing.percentile, standing.reason) == (None, NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE)
    else:
        assert standing.percentile == pytest.approx(100 * (2 * below + half * equal) / (2 * n), rel=1e-14)
        assert standing.reason is None
    assert standing.basis.without == float(out)
    assert standing.basis.own == (1.0 if member else None)
    assert (standing.basis.code, standing.basis.table.n) == ("only", len(table))
    assert standing.basis.profile.unit == "U0"


def test_places_on_the_normal_curve_follow_from_the_rank():
    """z, T, stanine, equivalent and decile are those of the percentile rank; at its ends the curve has no place."""
    standing = standing_of(8.0, range(10))
    z = norm.ppf(0.85)
    assert standing.percentile == 85.0
    assert (standing.z, standing.t_score) == (pytest.approx(z), pytest.approx(50 + 10 * z))
    assert standing.normal_curve_equivalent == pytest.approx(50 + 21.06305791441567 * z)
    assert (standing.decile, standing.stanine) == (9, 7)
    kinds = {type(standing.z), type(standing.t_score), type(standing.normal_curve_equivalent)}
    assert (kinds, type(standing.decile), type(standing.stanine)) == ({float}, int, int)
    top = standing_of(20.0, range(10))
    assert (top.percentile, top.z, top.t_score, top.normal_curve_equivalent) == (100.0, None, None, None)
    assert (top.decile, top.stanine) == (10, 9)
    small = standing_of(8.0, range(9))
    assert (small.z, small.t_score, small.normal_curve_equivalent) == (None, None, None)
    assert (small.decile, small.stanine, small.interval) == (None, None, None)
    assert small.quartile is Quartile.TOP
    assert small.median_interval is not None


def test_intervals_and_probabilities_are_those_of_the_basis():
    """A standing asks its basis with its own conventions, population and reliability."""
    standing = standing_of(8.0, range(20), level=0.8)
    assert standing.interval == standing.basis.rank_interval(standing.conventions, 70)
    assert standing.interval != standing.basis.rank_interval(standing.conventions, None)
    assert standing.median_interval == standing.basis.median_interval(0.8, 70)
    assert standing.median_interval != standing.basis.median_interval(0.95, None)
    chances = standing.basis.band_probabilities(70, 0.9, level=0.8).tolist()
    assert chances != standing.basis.band_probabilities(None, None, level=0.8).tolist()
    assert standing.band_probabilities == dict(zip(Quartile, chances, strict=True))
    assert standing.star_probabilities == dict(zip((1, 2, 3, 4), chances, strict=True))
    nobody = standing_of(None, [1, 2])
    assert (nobody.interval, nobody.median_interval) == (None, None)
    assert (nobody.band_probabilities, nobody.star_probabilities) == (None, None)


def test_a_weight_is_left_out_with_its_unit():
    """A member of weight 3 that is left out takes 3 from the total; the message has score and code."""
    scores = scores_of(range(12))
    norms = Norms.fit(scores, weights=[3.0] + [1.0] * 11, conventions=Conventions(self_inclusion=LEFT_OUT))
    standing = norms.place(scores.of("U0"))["only"]["all"]
    assert (standing.n, standing.percentile, standing.basis.without, standing.basis.own) == (
        11,
        0.0,
        3.0,
        3.0,
    )
    assert norms.place(scores.of("U1"))["only"]["all"].percentile == pytest.approx(100 * 3 / 13)
    with pytest.raises(ArgumentError) as caught:
        standing_of(4.5, range(12), member=1.0, self_inclusion=LEFT_OUT)
    assert str(caught.value) == (
        "'profile': got 'only' = 4.5, expected the score that the norms hold for this unit. "
        "Fit new norms, or place the unit under an identifier that is not in the norms"
    )
    assert standing_of(4.5, range(12), member=1.0).basis.own is None


def test_groups_are_asked_for_by_any_of_their_names():
    """Both names find a group, the first group is all, and what is unknown is told; whole messages."""
    scores = scores_of(range(20), kinds=["rural", "urban"] * 10)
    placement = Norms.fit(scores, by=("kind",)).place(scores.of("U1"))
    assert placement.standing("only") == placement["only"]["all"]
    assert placement.standing("only", group="kind=urban") == placement.standing("only", group="urban")
    assert placement.standing("only", group="urban") == placement["only"]["urban"] != placement["only"]["all"]
    asked = {
        "the unit is in no group called 'zz' (2 known: 'all', 'urban').": lambda: placement.standing(
            "only", group="zz"
        ),
        "the unit is in no group called '3' (2 known: 'all', 'urban').": lambda: placement["only"][3],
        "the unit is in no group called '4' (2 known: 'all', 'urban').": lambda: placement.standing(
            "only", group=4
        ),
        "no score has the code '5' (3 known: 'overall', 'whole', 'only').": lambda: placement.standing(5),
    }
    for message, ask in asked.items():
        with pytest.raises(UnknownCodeError) as caught:
            ask()
        assert str(caught.value) == message


@pytest.mark.parametrize(("score", "quartile"), [(0, 1), (1, 2), (2, 3), (3, 4), (4, 4)])
def test_a_quartile_is_among_the_others_too(score, quartile):
    """A member that is left out has the quartile of its rank among the others; exactly 25, 50 and 75 are enough."""
    standing = standing_of(
        12.5 * score,
        [12.5 * k for k in range(5)],
        member=1.0,
        self_inclusion=LEFT_OUT,
        minimum_for_quartile=4,
        minimum_for_percentile=4,
    )
    assert (standing.percentile, standing.quartile) == (25.0 * score, Quartile(quartile))

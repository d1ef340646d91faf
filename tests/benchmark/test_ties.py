"""Units that measurement error does not let be told apart."""

import math
from statistics import NormalDist, stdev

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import statistical_ties
from smmi.benchmark.interpretation import NoTies
from smmi.errors import ArgumentError, UnknownCodeError
from tests.benchmark.known_quartiles import score_shares

SHARES = st.lists(st.integers(0, 20).map(lambda step: 5.0 * step), min_size=2, max_size=12)


def test_a_case_worked_by_hand():
    """Of five units with a standard deviation of 15.81 and a reliability of 0.84, 22.3 points tell two apart."""
    shares = [40.0, 50.0, 60.0, 70.0, 80.0]
    found = statistical_ties(score_shares(shares), "U4", reliability={"overall": 0.84})
    error = stdev(shares) * 0.4
    expected = NormalDist().inv_cdf(1 - 0.05 / 8) * math.sqrt(2) * error
    assert found.difference == pytest.approx(expected, abs=1e-9)
    assert 22.2 < found.difference < 22.4
    assert (found.tied, found.ranks, found.n, found.reason) == (("U2", "U3"), (1, 3), 5, None)


@given(SHARES, st.floats(0, 1), st.data())
def test_ties_are_mutual_and_ranks_hold_the_own_one(shares, reliability, data):
    """If one unit is tied with another, so is the other with it; the rank by score is among those it can have."""
    scores = score_shares(shares)
    one, other = data.draw(st.tuples(*2 * [st.integers(0, len(shares) - 1)]))
    found, back = (
        statistical_ties(scores, f"U{i}", reliability={"overall": reliability}) for i in (one, other)
    )
    assert (f"U{other}" in found.tied) == (f"U{one}" in back.tied)
    assert f"U{one}" not in found.tied
    best = 1 + sum(share > shares[one] for share in shares)
    worst = sum(share >= shares[one] for share in shares)
    assert found.ranks[0] <= best <= worst <= found.ranks[1]
    assert found.ranks[1] - found.ranks[0] == len(found.tied)


@given(SHARES)
def test_without_error_only_equal_scores_are_tied(shares):
    """A reliability of 1 leaves ties of equal scores; the lower it is, the more units are tied."""
    scores = score_shares(shares)
    sizes = [
        len(statistical_ties(scores, "U0", reliability={"overall": r}).tied) for r in (1.0, 0.9, 0.5, 0.0)
    ]
    assert sizes[0] == shares.count(shares[0]) - 1
    assert sizes == sorted(sizes)


@pytest.mark.long
def test_the_rank_of_the_true_score_is_covered():
    """In 400 cohorts of 26 units the ranks hold that of the true score at least as often as they say."""
    rng, held = np.random.default_rng(8), 0
    for _ in range(400):
        true = rng.normal(50, 12, 26)
        observed = np.clip(true + rng.normal(0, 6, 26), 0, 100)
        found = statistical_ties(score_shares(observed.tolist()), "U0", reliability={"overall": 0.8})
        rank = 1 + int((true > true[0]).sum())
        held += found.ranks[0] <= rank <= found.ranks[1]
    assert held >= 0.95 * 400


def test_what_is_absent_says_why():
    """No score, nobody else, and no reliability."""
    scores = score_shares([50.0, 60.0, None])
    reasons = [
        statistical_ties(scores, "U2", reliability={"overall": 0.9}).reason,
        statistical_ties(scores.take([0]), "U0", reliability={"overall": 0.9}).reason,
        statistical_ties(scores, "U0", reliability={"only": 0.9}).reason,
    ]
    assert reasons == [NoTies.NO_SCORE, NoTies.NOBODY_ELSE, NoTies.NO_RELIABILITY]
    absent = statistical_ties(scores, "U2", reliability={})
    assert (absent.tied, absent.ranks, absent.difference) == ((), None, None)


def test_wrong_arguments_are_refused():
    """The level, the unit, and what is no scores; whole messages."""
    scores = score_shares([50.0, 60.0])
    with pytest.raises(ArgumentError) as caught:
        statistical_ties(scores, "U0", reliability={}, level=95)
    assert str(caught.value) == "'level': got 95, expected a number between 0 and 1"
    with pytest.raises(UnknownCodeError):
        statistical_ties(scores, "U9", reliability={})
    with pytest.raises(ArgumentError, match="'scores': got"):
        statistical_ties([50.0], "U0", reliability={})

"""Weights from paired comparisons against R's BradleyTerry2, the likelihood's own equations, and worked cases."""

import json
import math
from collections import Counter
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, UnknownCodeError
from smmi.scoring.scheme import WeightOrigin
from smmi.scoring.weights import GhostItem, paired_comparisons

DATA = Path(__file__).parents[1] / "data" / "bradley_terry"
CODES = ("a", "b", "c", "d")
PAIRS = list(permutations(CODES, 2))
COUNTS = st.lists(st.integers(1, 50), min_size=len(PAIRS), max_size=len(PAIRS))


def published(name):
    """The wins of a published data set, and R's estimates."""
    found = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))[name]
    wins = Counter()
    for first, second, won, lost in found["wins"]:
        wins[first, second] += won
        wins[second, first] += lost
    return dict(wins), found


def likelihood_gradient(wins, logs, strength=0.0):
    """Wins less expected wins of each item, one item and one pair at a time."""
    gradient = dict.fromkeys(logs, 0.0)
    for (first, second), number in wins.items():
        chance = 1.0 / (1.0 + math.exp(logs[second] - logs[first]))
        gradient[first] += number * (1.0 - chance)
        gradient[second] -= number * (1.0 - chance)
    return {code: gradient[code] + strength - 2.0 * strength / (1.0 + math.exp(-logs[code])) for code in logs}


@pytest.mark.parametrize("name", ["citations", "baseball"])
def test_differences_and_their_errors_equal_those_of_r(name):
    """Log-weights against the reference item, and their standard errors, are R's within 1e-9."""
    wins, theirs = published(name)
    found = paired_comparisons(wins)
    reference = next(code for code, value in theirs["abilities"].items() if value == 0.0)
    for code, value in theirs["abilities"].items():
        ours = found.difference(code, reference)
        assert ours == pytest.approx((value, theirs["standard_errors"][code]), abs=1e-9)
    assert (found.prior, found.comparisons) == (None, sum(wins.values()))


@pytest.mark.parametrize("name", ["citations", "baseball"])
def test_published_data_solve_the_likelihood_equations(name):
    """At the estimate each item's expected wins are its wins within 1e-9, and the log-weights sum to 0."""
    wins, _ = published(name)
    found = paired_comparisons(wins)
    assert max(map(abs, likelihood_gradient(wins, found.log_weights).values())) < 1e-9
    assert math.fsum(found.log_weights.values()) == pytest.approx(0.0, abs=1e-12)


@given(COUNTS)
def test_connected_data_solve_the_likelihood_equations_without_a_prior(counts):
    """Where all have won and lost, no prior is used and expected wins are the wins."""
    wins = dict(zip(PAIRS, counts, strict=True))
    found = paired_comparisons(wins)
    assert found.prior is None
    assert max(map(abs, likelihood_gradient(wins, found.log_weights).values())) < 1e-9


@given(
    st.lists(st.integers(0, 20), min_size=len(PAIRS), max_size=len(PAIRS)), st.sampled_from([0.1, 0.5, 3.0])
)
def test_a_prior_solves_the_equations_of_the_data_with_the_ghost(counts, strength):
    """With a prior, wins and ghost wins are the expected ones, for any data, even none; the ghost has weight 1."""
    wins = dict(zip(PAIRS, counts, strict=True))
    found = paired_comparisons(wins, codes=CODES, prior=GhostItem(strength))
    logs = np.array([found.log_weights[code] for code in CODES])
    # Wins are as many as losses against the ghost, so its own equation fixes where the centred logarithms lie.
    low, high = -40.0, 40.0
    for _ in range(200):
        middle = (low + high) / 2.0
        excess = sum(1.0 / (1.0 + math.exp(-(log + middle))) - 0.5 for log in logs)
        low, high = (low, middle) if excess > 0 else (middle, high)
    placed = {code: float(log) + low for code, log in zip(CODES, logs, strict=True)}
    assert max(map(abs, likelihood_gradient(wins, placed, strength).values())) < 1e-8


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_two_items_have_a_closed_form(a, b):
    """Of two items the difference is log(a / b), its standard error the root of 1/a + 1/b (Woolf 1955)."""
    found = paired_comparisons({("x", "y"): a, ("y", "x"): b})
    value, error = found.difference("x", "y")
    assert value == pytest.approx(math.log(a / b), abs=1e-11)
    assert error == pytest.approx(math.sqrt(1 / a + 1 / b), rel=1e-9)
    assert found.standard_errors["x"] == pytest.approx(error / 2, rel=1e-12)


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_the_weights_of_two_items_are_twice_the_binomial_share(a, b):
    """Of two items weight and error are twice the share of wins and its binomial error: the mean moves with them."""
    weighting = paired_comparisons({("x", "y"): a, ("y", "x"): b}).weighting()
    share = a / (a + b)
    assert weighting.by_code["x"] == pytest.approx(2 * share, rel=1e-10)
    assert weighting.standard_errors["x"] == pytest.approx(
        2 * math.sqrt(share * (1 - share) / (a + b)), rel=1e-8
    )


@given(COUNTS)
def test_weights_have_mean_1_and_errors_that_a_numerical_derivative_confirms(counts):
    """Weights have mean 1; their errors follow from the covariances by central differences as well."""
    found = paired_comparisons(dict(zip(PAIRS, counts, strict=True)), codes=CODES)
    weighting = found.weighting()
    weights = np.array([weighting.by_code[code] for code in CODES])
    assert weights.mean() == pytest.approx(1.0, abs=1e-14)
    logs, step = np.array([found.log_weights[code] for code in CODES]), 1e-5
    plus, minus = (np.exp(logs[:, None] + sign * step * np.eye(4)) for sign in (1.0, -1.0))
    slopes = (plus / plus.mean(axis=0) - minus / minus.mean(axis=0)) / (2 * step)
    errors = np.sqrt(np.diag(slopes @ found.covariance @ slopes.T))
    np.testing.assert_allclose([weighting.standard_errors[code] for code in CODES], errors, rtol=1e-6)


def test_the_weighting_says_how_it_came_about():
    """Weights made from comparisons name their origin, how many there were, and the prior."""
    connected = paired_comparisons({("x", "y"): 3, ("y", "x"): 1}).weighting()
    assert connected.origin is WeightOrigin.PAIRED_COMPARISONS
    assert connected.note == "Bradley-Terry, 4 comparisons, no prior"
    separated = paired_comparisons({("x", "y"): 3}).weighting()
    assert separated.note == "Bradley-Terry, 3 comparisons, prior: ghost item of strength 0.5"


SEPARATED = {
    "one always wins": {("a", "b"): 5, ("a", "c"): 5, ("b", "c"): 2, ("c", "b"): 3},
    "one always loses": {("a", "b"): 5, ("b", "a"): 2, ("a", "c"): 4, ("b", "c"): 1},
    "a ladder": {("a", "b"): 5, ("b", "c"): 5, ("a", "c"): 5},
    "two halves": {("a", "b"): 5, ("b", "a"): 2, ("c", "d"): 4, ("d", "c"): 1},
}


@pytest.mark.parametrize("name", SEPARATED)
def test_separated_data_give_finite_weights_and_name_the_prior(name):
    """Where no maximum exists, weights and errors are finite and the result says that the ghost item did it."""
    found = paired_comparisons(SEPARATED[name])
    assert found.prior == GhostItem(0.5)
    values = [*found.log_weights.values(), *found.standard_errors.values()]
    assert all(map(math.isfinite, values))
    assert all(error > 0 for error in found.standard_errors.values())


def test_the_order_of_a_ladder_is_kept():
    """Of a perfect ladder the weights descend with it."""
    logs = paired_comparisons(SEPARATED["a ladder"]).log_weights
    assert logs["a"] > logs["b"] > logs["c"]


def test_a_stronger_prior_draws_weights_together():
    """The spread of weights falls with the strength of the prior, towards equal weights."""
    spreads = []
    for strength in (0.01, 0.5, 5.0, 500.0, 50_000.0):
        logs = paired_comparisons(SEPARATED["a ladder"], prior=GhostItem(strength)).log_weights
        spreads.append(max(logs.values()) - min(logs.values()))
    assert spreads == sorted(spreads, reverse=True)
    assert spreads[-1] < 1e-3


def test_a_prior_that_was_asked_for_is_used_on_connected_data():
    """A declared prior is used where none is needed, and draws 3 : 1 towards 1 : 1."""
    found = paired_comparisons({("x", "y"): 3, ("y", "x"): 1}, prior=GhostItem(1.0))
    assert found.prior == GhostItem(1.0)
    assert 0 < found.difference("x", "y")[0] < math.log(3)


def test_circular_triads_by_hand():
    """Of four items with a > b > c > a and d below all, one of four triads is circular: consistency 3/4."""
    wins = {("a", "b"): 2, ("b", "a"): 1, ("b", "c"): 2, ("c", "a"): 2}
    wins |= {("a", "d"): 1, ("b", "d"): 1, ("c", "d"): 1}
    found = paired_comparisons(wins)
    assert (found.circular_triads, found.triads, found.consistency) == (1, 4, 0.75)


def test_triads_with_a_draw_or_a_pair_not_compared_are_not_counted():
    """A drawn pair, or one that was never compared, decides no triad; without triads consistency is unknown."""
    drawn = paired_comparisons({("a", "b"): 1, ("b", "a"): 1, ("b", "c"): 2, ("c", "a"): 2})
    absent = paired_comparisons({("a", "b"): 1, ("b", "c"): 2})
    assert [(f.circular_triads, f.triads, f.consistency) for f in (drawn, absent)] == [(0, 0, None)] * 2


@given(COUNTS)
def test_the_order_of_items_changes_nothing(counts):
    """Weights do not depend on the order in which items or pairs are given."""
    wins = dict(zip(PAIRS, counts, strict=True))
    there = paired_comparisons(wins, codes=CODES)
    back = paired_comparisons(dict(reversed(wins.items())), codes=CODES[::-1])
    for code in CODES:
        assert there.log_weights[code] == pytest.approx(back.log_weights[code], abs=1e-10)
        assert there.standard_errors[code] == pytest.approx(back.standard_errors[code], rel=1e-9)


def test_results_are_values():
    """Equal data give equal results, and the covariances cannot be written to."""
    first, second = (paired_comparisons({("x", "y"): 3, ("y", "x"): 1}) for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)
    with pytest.raises(ValueError, match="read-only"):
        first.covariance[0, 0] = 0.0


@pytest.mark.parametrize(
    ("wins", "codes", "message"),
    [
        ({}, None, "'wins': got 0 items, expected comparisons of at least 2 items"),
        ({}, ["a"], "'wins': got 1 items, expected comparisons of at least 2 items"),
        (
            {("a", "a"): 1, ("a", "b"): 1},
            None,
            "'wins': got the pair ('a', 'a'), expected two different items of 'a', 'b'",
        ),
        (
            {("a", "z"): 1},
            ["a", "b"],
            "'wins': got the pair ('a', 'z'), expected two different items of 'a', 'b'",
        ),
        ({("a", "b"): -1}, None, "'wins': got -1 for ('a', 'b'), expected a finite number of at least 0"),
        (
            {("a", "b"): math.nan},
            None,
            "'wins': got nan for ('a', 'b'), expected a finite number of at least 0",
        ),
        (
            {("a", "b"): math.inf},
            None,
            "'wins': got inf for ('a', 'b'), expected a finite number of at least 0",
        ),
        (
            [("a", "b"), ("a", "c")],
            None,
            "'wins': got an object of class 'list', expected numbers of wins by pairs of codes. Write "
            "{('a', 'b'): 3} where 'a' was preferred to 'b' three times; collections.Counter counts a list of such "
            "pairs",
        ),
        (
            3,
            None,
            "'wins': got 3, expected numbers of wins by pairs of codes. Write {('a', 'b'): 3} where 'a' was preferred "
            "to 'b' three times",
        ),
        *(
            (
                {key: 1},
                None,
                f"'wins': got the key {key!r}, expected numbers of wins by pairs of codes. Write {{('a', 'b'): 3}} "
                "where 'a' was preferred to 'b' three times",
            )
            for key in ("ab", ("a",), ("a", "b", "c"), ("a", 1))
        ),
        ({("a", "b"): 1}, "ab", "'codes': got 'ab', expected None or a sequence of codes"),
        ({("a", "b"): 1}, 3, "'codes': got 3, expected None or a sequence of codes"),
        ({("a", "b"): True}, None, "'wins': got True for ('a', 'b'), expected a finite number of at least 0"),
        ({("a", "b"): "3"}, None, "'wins': got '3' for ('a', 'b'), expected a finite number of at least 0"),
    ],
)
def test_comparisons_that_cannot_be_used_are_refused(wins, codes, message):
    """Too few items, a pair of one item or of a stranger, and numbers that are none are refused, each by name."""
    with pytest.raises(ArgumentError) as caught:
        paired_comparisons(wins, codes=codes)
    assert str(caught.value) == message


@pytest.mark.parametrize("strength", [0, -1.0, math.nan, math.inf, 1e6, True, "1"])
def test_a_prior_without_strength_is_refused(strength):
    """A strength that is not a number above 0 is refused."""
    with pytest.raises(ArgumentError) as caught:
        GhostItem(strength)
    assert str(caught.value) == f"'strength': got {strength!r}, expected a number above 0 and below 1e6"


def test_a_difference_of_a_stranger_is_refused():
    """A difference with an item that was not compared is refused, with the codes that exist."""
    found = paired_comparisons({("curriculum", "admissions"): 3, ("admissions", "curriculum"): 1})
    with pytest.raises(UnknownCodeError) as caught:
        found.difference("curriculum", "admision")
    assert str(caught.value) == "no item has the code 'admision' (2 known). Did you mean 'admissions'?"

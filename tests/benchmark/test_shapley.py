"""Shapley values against permutations in fractions, published tables, and the closed forms of Das Gupta."""

from fractions import Fraction
from itertools import permutations
from math import fsum

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as arrays

from smmi.benchmark.decomposition._shapley import MOST_PLAYERS, parts_that_add_up, shapley_parts
from tests.benchmark.replaced_answers import mean_over_orders

VALUES = st.floats(0.0, 100.0, width=64) | st.integers(0, 100).map(float)
HOLES = VALUES | st.just(np.nan)


def games(values=VALUES, most=4, columns=3):
    """Some games on up to so many players."""
    return st.integers(1, most).flatmap(
        lambda players: arrays.arrays(np.float64, (2**players, columns), elements=values)
    )


def of_set(column):
    """Return the value of a set of players, the bits of a coalition."""
    return lambda players: float(column[sum(1 << player for player in players)])


@given(games(HOLES))
def test_parts_are_the_mean_over_all_admissible_orders(values):
    """To a part in 2^45 of the largest value, or to the least double; and absent where no order leads."""
    parts, rest = shapley_parts(values)
    for column, own, left in zip(values.T, parts.T, rest.tolist(), strict=True):
        expected = mean_over_orders(range(len(own)), of_set(column))
        if expected is None:
            assert np.isnan([*own, left]).all()
            continue
        close = max(Fraction(float(np.nanmax(column))) / 2**45, Fraction(1, 2**1074))
        for player, part in enumerate(own.tolist()):
            assert abs(Fraction(part) - expected[player]) <= close


@given(games(HOLES, most=7, columns=4), st.randoms(use_true_random=False))
def test_parts_add_up_to_the_last_bit_in_any_order(values, random):
    """And the rest is less than half of the last digit of the largest part."""
    parts, rest = shapley_parts(values)
    known = ~np.isnan(rest)
    difference = (values[-1] - values[0])[known]
    order = list(range(len(parts)))
    random.shuffle(order)
    assert np.array_equal(parts[order].sum(axis=0)[known] + rest[known], difference)
    exact = [
        fsum([*own, left]) for own, left in zip(parts.T[known].tolist(), rest[known].tolist(), strict=True)
    ]
    assert exact == difference.tolist()
    assert np.all(np.abs(rest[known]) <= np.spacing(np.abs(parts).sum(axis=0)[known]))


@given(games(HOLES, most=7))
def test_the_opposite_difference_has_the_opposite_parts(values):
    """To the last bit: the same orders, walked back."""
    there, back = shapley_parts(values), shapley_parts(values[::-1])
    for one, other in zip(there, back, strict=True):
        assert np.array_equal(one, -other, equal_nan=True)


@given(games(HOLES, most=7))
def test_where_two_players_change_places_they_have_the_opposite_parts_of_one_another(values):
    """To the last bit, where the opposite of a game has the last two players in each other's place."""
    players = len(values).bit_length() - 1
    if players < 2:
        return
    pair, places = (players - 2, players - 1), np.arange(len(values))
    first, second = (1 << player for player in pair)
    exchanged = places & ~(first | second) | ((places & first) << 1) | ((places & second) >> 1)
    there, rest = shapley_parts(values, exchanged=pair)
    back, left = shapley_parts(values[::-1][exchanged], exchanged=pair)
    back[[*pair]] = back[[*reversed(pair)]]
    assert np.array_equal(there, -back, equal_nan=True)
    assert np.array_equal(rest, -left, equal_nan=True)


@given(games(HOLES, most=6))
def test_a_player_that_changes_nothing_has_no_part(values):
    """And those of the others are as if it were not there, to the last bit."""
    widened = np.concatenate([values, values])
    (*own, none), rest = shapley_parts(widened)
    known = ~np.isnan(rest)
    assert np.all(none[known] == 0.0)
    for one, other in zip([*own, rest], [*shapley_parts(values)[0], shapley_parts(values)[1]], strict=True):
        assert np.array_equal(one, other, equal_nan=True)


@given(games(most=5), st.data())
def test_it_does_not_matter_how_players_are_called(values, data):
    """But for the last digit, which may go to another of two players that rounding took equally much from."""
    players = len(values).bit_length() - 1
    order = data.draw(st.permutations(range(players)))
    again = np.empty_like(values)
    for coalition, value in enumerate(values):
        again[sum(1 << order[player] for player in range(players) if coalition >> player & 1)] = value
    parts, moved = shapley_parts(values)[0], shapley_parts(again)[0]
    scale = np.spacing(np.abs(parts).sum(axis=0)) * 2.0
    assert np.all(np.abs(moved[list(order)] - parts) <= scale)


@given(arrays.arrays(np.float64, (5, 3), elements=st.floats(0.0, 10.0)), st.floats(0.0, 10.0))
def test_of_an_additive_game_parts_are_what_each_adds(adds, start):
    """A weighted mean whose weights stay is such a game: a part is the weight used times the gain."""
    coalitions = np.arange(32)
    joined = (coalitions[:, None] >> np.arange(5)) & 1
    values = start + joined.astype(np.float64) @ adds
    parts, _ = shapley_parts(values)
    assert np.allclose(parts, adds, rtol=0.0, atol=1e-13)


def products(before, after):
    """The game in which a rate is the product of factors."""
    pairs = np.array([before, after])
    coalitions = range(2 ** len(before))
    return np.array(
        [
            [np.prod([pairs[coalition >> place & 1, place] for place in range(len(before))])]
            for coalition in coalitions
        ]
    )


@pytest.mark.parametrize(
    ("before", "after", "effects"),
    [
        ((10930, 0.717892), (16591, 0.825974), (4369.913, 1487.262)),
        ((51.78746, 0.45919, 0.52638), (84.90502, 0.75756, 0.51065), (10.4340333, 10.5608476, -0.6670084)),
        (
            (25.3, 0.214, 0.279, 0.949),
            (32.7, 0.290, 0.473, 0.986),
            (0.6889411, 0.8125381, 1.3829055, 0.1047547),
        ),
        (
            (0.58, 0.76, 0.84, 0.66, 16.573),
            (0.72, 0.97, 0.97, 0.56, 16.158),
            (1.0909785, 1.2298438, 0.7278399, -0.8398707, -0.1290187),
        ),
        ((0.6, 0.5), (0.3, 0.45), (-0.1425, -0.0225)),
    ],
    ids=["earnings", "births", "pregnancies", "fertility", "made up"],
)
def test_published_tables(before, after, effects):
    """The examples of Das Gupta 1993, chapter 2, as DasGuptR 2.1.0 prints them: to the digits that are printed."""
    parts, _ = shapley_parts(products(before, after))
    digits = [len(repr(effect).partition(".")[2]) for effect in effects]
    assert [round(part, places) for part, places in zip(parts[:, 0].tolist(), digits, strict=True)] == list(
        effects
    )


@given(
    st.integers(2, 4).flatmap(
        lambda k: st.lists(st.tuples(*[st.integers(0, 24)] * 2), min_size=k, max_size=k)
    )
)
def test_the_closed_forms_of_das_gupta(pairs):
    """The effect of a factor is its difference times the means of products of the others (1993, 2.2, 2.10, 2.16)."""
    before, after = ([pair[wave] for pair in pairs] for wave in range(2))
    parts, _ = shapley_parts(products(before, after))
    k = len(pairs)
    for place, (was, is_now) in enumerate(pairs):
        others = [pair for other, pair in enumerate(pairs) if other != place]
        total = Fraction(0)
        for chosen in range(2 ** (k - 1)):
            ones = chosen.bit_count()
            term = Fraction(1)
            for at, pair in enumerate(others):
                term *= pair[chosen >> at & 1]
            # 1/2; 1/3 and 1/6; 1/4 and 1/12: one over k times the number of such products
            total += term / {2: 2, 3: 3 if ones in {0, 2} else 6, 4: 4 if ones in {0, 3} else 12}[k]
        assert parts[place, 0] == pytest.approx(float((is_now - was) * total), rel=1e-12, abs=1e-12)


@given(arrays.arrays(np.float64, (4, 6), elements=st.floats(-50, 50)), st.data())
def test_parts_that_are_rounded_are_made_to_add_up(parts, data):
    """Each moves by some last digits at most, and what is 0 stays 0."""
    difference = np.array([fsum(own) for own in parts.T.tolist()])
    difference = np.nextafter(difference, data.draw(st.sampled_from([-np.inf, np.inf])))
    difference[~parts.any(axis=0)] = 0.0
    made, rest = parts_that_add_up(parts, difference)
    assert np.array_equal(made.sum(axis=0) + rest, difference)
    assert np.all(made[parts == 0.0] == 0.0)
    assert np.all(np.abs(made - parts) <= 4 * np.spacing(np.abs(parts).sum(axis=0)))


def test_what_rounding_leaves_goes_where_it_took_most():
    """Of equal ones to the first; the last digit of parts whose sum is below 32 is 2^-48."""
    digits = np.array([[2**50 + 2 * place] for place in range(5)], dtype=np.float64) * 1.5
    for lost, most in (
        ([0.25, 0.25, 0.5, 0, 0], 2),
        ([0.25, 0.25, 0.25, 0, 0.25], 0),
        ([0, 0, 0, 0, 0], None),
    ):
        parts = np.ldexp(digits + np.array(lost)[:, None], -48)
        expected = digits.copy()
        if most is not None:
            expected[most] += 1.0
        made, rest = parts_that_add_up(parts, np.array([fsum(parts[:, 0])]))
        assert np.array_equal(np.ldexp(made, 48), expected)
        assert rest.tolist() == [0.0]
        opposite, _ = parts_that_add_up(-parts, -np.array([fsum(parts[:, 0])]))
        assert np.array_equal(opposite, -made)


def test_rounding_may_take_a_sum_beyond_a_power_of_two():
    """Four of five parts below 64 are rounded up: to 64 and one digit, which is too many unless digits are coarser."""
    odd, even = 2**53 // 10 * 2 + 1, 2**53 // 10 * 2
    digits = np.array([odd, odd, odd, even, 2**53 - 3 - 3 * odd - even], dtype=np.float64)
    parts = np.append(np.ldexp(digits + np.array([0.5, 0.5, 0.5, 0.75, 0.0]), -47), -10.0)[:, None]
    difference = np.array([fsum(parts[:, 0])])
    made, rest = parts_that_add_up(parts, difference)
    assert made.sum(axis=0) + rest == difference
    assert fsum([*made[:, 0], *rest]) == difference


def test_what_no_part_can_hold_is_the_rest():
    """Between 25 and a tiny number there are too many digits for two doubles that cancel."""
    tiny = 2.0**-60
    parts, rest = shapley_parts(np.array([[0.0], [50.0], [0.0], [tiny]]))
    assert parts.tolist() == [[25.0], [-25.0]]
    assert rest.tolist() == [tiny]
    assert shapley_parts(np.array([[0.0], [tiny]]))[0].tolist() == [[tiny]]


def test_seven_players():
    """There are 5,040 orders; a few games by brute force."""
    values = np.random.default_rng(7).random((2**MOST_PLAYERS, 1)) * 100.0
    parts, _ = shapley_parts(values)
    sums = np.zeros(MOST_PLAYERS)
    for order in permutations(range(MOST_PLAYERS)):
        coalition = 0
        for player in order:
            joined = coalition | 1 << player
            sums[player] += values[joined, 0] - values[coalition, 0]
            coalition = joined
    assert np.allclose(parts[:, 0], sums / 5040, rtol=0.0, atol=1e-10)

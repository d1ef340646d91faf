"""Shapley values of games on up to seven players, many at once, whose parts add up to the last bit; knows no classes.

A coalition is a number whose bits are its players. The Shapley value of a player is the mean, over all orders in which
players may join, of what it adds as it joins (Shapley 1953, Contributions to the Theory of Games II:307-317). Where a
coalition has no value, it is the mean over the orders that never pass through one (Faigle and Kern 1992, International
Journal of Game Theory 21:249-266); where there is no such order, there are no parts.

The values are held as whole numbers, so that the means are exact but for one division.
"""

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]

MOST_PLAYERS = 7
"""Of so many players there are 5,040 orders: whole numbers of 64 bits hold the sums."""
_BITS = 53
"""How many bits a double has."""
_FINEST = 1074
"""The least double is 2 to the power of minus so much."""
_LARGE, _SMALL = 49, 48
"""How many bits of a value stand in the first whole number, and how many in the second."""


def shapley_parts(values: Floats, /, *, exchanged: tuple[int, int] | None = None) -> tuple[Floats, Floats]:
    """Return each player's part in the difference between the last coalition and the first, and what rounding left.

    Each part is rounded to a multiple of one power of two, so fine that no sum of parts, in any order, is rounded. What
    rounding leaves of the difference, in such multiples, goes one by one to the parts that it took most from; players
    that change nothing get none. The parts, and after them the rest, add up to the difference to the last bit. The rest
    is 0 unless the difference has finer digits than parts of this size can have.

    Args:
        values: The value of each coalition, not negative, (2^k, n); NaN where there is none.
        exchanged: Two players that are each other in the opposite game. Where rounding took equally much from some,
            the first of them get a digit more; those from which one is taken are counted with these two in each
            other's place. So the opposite game has the opposite parts.

    Returns:
        The parts, (k, n), and the rests, (n,); NaN where a value that is asked for is absent, or no order leads there.
    """
    players = len(values).bit_length() - 1
    there = ~np.isnan(values)
    filled = np.where(there, values, 0.0)
    scale = _LARGE - np.frexp(filled.max(axis=0))[1]
    large, small = _wholes(np.ldexp(filled, scale))
    orders = np.full(values.shape[1], math.factorial(players), dtype=np.int64)
    coefficients = _coefficients(players)
    gains = coefficients @ large, coefficients @ small
    ends = there[0] & there[-1]
    orders[~ends] = 0
    partial = np.flatnonzero(ends & ~there.all(axis=0))
    if len(partial):
        pairs = large[:, partial], small[:, partial]
        orders[partial], *some = _by_admissible_orders(there[:, partial], *pairs)
        for gain, own in zip(gains, some, strict=True):
            gain[:, partial] = own
    none = orders == 0
    whole, rest = _divided(*gains, np.where(none, 1, orders))
    difference = np.ldexp(filled[-1] - filled[0], scale)
    parts, left = _added_up(whole, rest, difference, _FINEST - scale, exchanged)
    parts, left = np.ldexp(parts, -scale), np.ldexp(left, -scale)
    parts[:, none], left[none] = np.nan, np.nan
    return parts, left


def parts_that_add_up(parts: Floats, difference: Floats, /) -> tuple[Floats, Floats]:
    """Return parts that add up to a difference to the last bit, and what rounding left, as `shapley_parts` does.

    Args:
        parts: What each player adds but for rounding, (k, n).
        difference: To what they shall add up, (n,).
    """
    scale = _LARGE - np.frexp(np.abs(parts).max(axis=0, initial=0.0))[1]
    scaled = np.ldexp(parts, scale)
    whole = np.trunc(scaled)
    made, left = _added_up(whole, scaled - whole, np.ldexp(difference, scale), _FINEST - scale)
    return np.ldexp(made, -scale), np.ldexp(left, -scale)


def _wholes(scaled: Floats) -> tuple[Wholes, Wholes]:
    """Return numbers below 2^49 as whole ones, and what is left of each in parts of 2^-48."""
    large = np.rint(scaled)
    small = np.rint(np.ldexp(scaled - large, _SMALL))
    return large.astype(np.int64), small.astype(np.int64)


@lru_cache(maxsize=MOST_PLAYERS + 1)
def _coefficients(players: int) -> Wholes:
    """Return how often each coalition's value counts for each player over all orders, (k, 2^k).

    A player that joins a coalition of s others does so in s! (k - s - 1)! orders.
    """
    coalitions = np.arange(2**players)
    joined = (coalitions >> np.arange(players)[:, None]) & 1
    others = np.bitwise_count(coalitions) - joined
    ways = [math.factorial(size) * math.factorial(players - size - 1) for size in range(players)]
    found: Wholes = np.where(joined, 1, -1) * np.array([*ways, 0], dtype=np.int64)[others]
    found.flags.writeable = False
    return found


def _by_admissible_orders(
    there: npt.NDArray[np.bool_], large: Wholes, small: Wholes
) -> tuple[Wholes, Wholes, Wholes]:
    """Return how many orders pass only through coalitions that have a value, (n,), and what players add over these."""
    count, players = len(there), len(there).bit_length() - 1
    until, since = np.zeros((2, *there.shape), dtype=np.int64)
    until[0], since[-1] = there[0], there[-1]
    bits = [1 << player for player in range(players)]
    for coalition in range(1, count):
        for bit in bits:
            if coalition & bit:
                until[coalition] += until[coalition ^ bit]
        until[coalition] *= there[coalition]
    for coalition in range(count - 2, -1, -1):
        for bit in bits:
            if not coalition & bit:
                since[coalition] += since[coalition | bit]
        since[coalition] *= there[coalition]
    gained = []
    for bit in bits:
        without = np.array([one for one in range(count) if not one & bit])
        ways = until[without] * since[without | bit]
        gained.append([(ways * (own[without | bit] - own[without])).sum(axis=0) for own in (large, small)])
    first, second = np.stack([one for one, _ in gained]), np.stack([one for _, one in gained])
    return until[-1], first, second


def _divided(large: Wholes, small: Wholes, orders: Wholes) -> tuple[Floats, Floats]:
    """Return means over orders as whole numbers and what is left, both of one sign with what is divided."""
    whole = np.sign(large) * (np.abs(large) // orders)
    left = ((large - whole * orders) << _SMALL) + small
    return whole.astype(np.float64), np.ldexp(left / orders, -_SMALL)


def _added_up(
    whole: Floats,
    rest: Floats,
    difference: Floats,
    finest: npt.NDArray[np.int32],
    exchanged: tuple[int, int] | None = None,
) -> tuple[Floats, Floats]:
    """Return parts, given as whole numbers and rests, (k, n), that add up to a difference, (n,), and what is left.

    They are multiples of a power of two that is not below 2 to the power of -`finest`, (n,).

    All operations are odd functions: the parts of the opposite difference are the opposite parts, to the last bit.
    """
    parts = whole + rest
    # No sum of some parts is further from 0 than that of all that are positive, or of all that are negative.
    furthest = np.maximum(np.maximum(parts, 0.0).sum(axis=0), np.maximum(-parts, 0.0).sum(axis=0))
    near, exponent = np.frexp(furthest)
    exponent += near > 1.0 - 2.0**-40  # rounding may take a sum beyond the power of two
    fine = np.minimum(_BITS - exponent, finest)
    inside = np.trunc(np.ldexp(whole, fine))
    outside = (np.ldexp(whole, fine) - inside) + np.ldexp(rest, fine)
    rounded = np.rint(outside)
    counts, lost = inside + rounded, outside - rounded
    asked = np.ldexp(difference, fine)
    target = np.rint(asked)
    moving = (whole != 0.0) | (rest != 0.0)
    players = moving.sum(axis=0)
    still = players == 0
    missing = target - counts.sum(axis=0)
    each = np.trunc(missing / np.maximum(players, 1))
    more = missing - each * players
    losses = np.where(moving, -lost * np.sign(more), np.inf)
    by_loss = np.argsort(losses, axis=0, kind="stable")
    fewer = np.flatnonzero(more < 0.0)
    if exchanged is not None and len(fewer):
        order = np.arange(len(whole))
        order[[*exchanged]] = exchanged[::-1]
        by_loss[:, fewer] = order[np.argsort(losses[order][:, fewer], axis=0, kind="stable")]
    place = np.argsort(by_loss, axis=0, kind="stable")
    counts += moving * each + np.where(moving & (place < np.abs(more)), np.sign(more), 0.0)
    left = np.where(still, difference, np.ldexp(asked - target, -fine))
    return np.ldexp(counts, -fine) + 0.0, left  # no part is -0

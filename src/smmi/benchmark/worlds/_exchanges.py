"""Exchanges: what hidden values can be for certain, since units whose scores are exchanged publish the same.

Two units in the same published cells of every administration can exchange all their scores, and nothing that is
published of these cells changes: no count, rate, mean, rank or quartile, however it was rounded. So whoever does not
know their scores must take for possible that a unit has those of any other unit of its kind. Values can be shifted
besides: what one value rises others of the same sums fall. The others cross no published quartile; the one may, where
the quartile, which is another value then, would be rounded to the same.

Each of these is a world that looks the same from outside, so that what is found to be possible here is possible. What
is not found may be possible all the same.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._feasibility import HIGH, LOW, SLACK

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

QUARTERS: Final = 3
"""The lower quartile, the median and the upper quartile."""
NONE: Final = -1


class Order(NamedTuple):
    """What the quartiles of one cell say of the order of its values.

    By definition 7 of Hyndman and Fan (1996) the quartile lies at position (n - 1) p from the lowest value, counted
    from 0: between the value at the position below it and the next one, or at the value itself.

    Attributes:
        segments: Where each value lies, (v,): 1 up to the lower quartile, 2 up to the median, 3 up to the upper
            quartile, 4 above; 0 outside of the cell.
        below: The value at or next below each quartile, as a place among the values, (3,).
        above: The value next above it; `NONE` where the quartile is a value, (3,).
        parts: How far the quartile lies from the lower to the upper of the two, 0 to below 1, (3,).
        low: The least that each quartile can be, (3,).
        high: The most that it can be, (3,).
        ranked: The values of the cell, as places, the lowest first, (n,).
        true: Each quartile, (3,).
    """

    segments: Integers
    below: Integers
    above: Integers
    parts: Floats
    low: Floats
    high: Floats
    ranked: Integers
    true: Floats


def order_of(inside: Flags, values: Floats, low: Floats, high: Floats, /) -> Order:
    """Return what the quartiles of a cell say of its values.

    Args:
        inside: Which values are of the cell, (v,); one at least.
        values: The values, (v,).
        low: Between what each quartile is known to lie, (3,); the truth does.
        high: The upper ends.
    """
    members = np.flatnonzero(inside)
    ranked = members[np.argsort(values[members], kind="stable")]
    position = (len(ranked) - 1) * np.arange(1, QUARTERS + 1)
    place, rest = np.divmod(position, QUARTERS + 1)
    segments = np.zeros(len(values), dtype=np.int64)
    segments[ranked] = 1 + (np.arange(len(ranked))[:, None] > place).sum(axis=1)
    parts = rest / (QUARTERS + 1.0)
    next_one = ranked[np.minimum(place + 1, len(ranked) - 1)]
    true = values[ranked[place]] * (1.0 - parts) + values[next_one] * parts
    above = np.where(rest > 0, next_one, NONE)
    return Order(segments, ranked[place], above, parts, low, high, ranked, true)


def reordered(order: Order, values: Floats, /) -> Order:
    """Return what the same quartiles say if the values were in the order of other ones, (v,)."""
    inside = order.segments > 0
    return order_of(inside, values, order.low, order.high)._replace(true=order.true)


def patterns(rows: Flags, /) -> tuple[Integers, Flags]:
    """Return to which kind of equal columns each column belongs, and which columns have any flag."""
    packed = np.ascontiguousarray(np.packbits(rows, axis=0).T)
    if not packed.shape[1]:
        return np.zeros(rows.shape[1], dtype=np.int64), np.zeros(rows.shape[1], dtype=np.bool_)
    kinds = packed.view(np.dtype((np.void, packed.shape[1]))).reshape(-1)
    places = np.unique(kinds, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return places, np.asarray(packed.any(axis=1))


def exchangeable(places: Integers, shown: Flags, units: Integers, /) -> Integers:
    """Return the group of each value: units of a group can exchange all their values, one for one.

    Args:
        places: To which atom of the published sums each value belongs, (v,).
        shown: Whether it is in any of them, (v,).
        units: Whose it is, (v,). A unit whose score has changed has several, each in other sums.
    """
    atoms = int(places.max(initial=0)) + 1
    kinds = np.where(shown, places, NONE)
    many = np.flatnonzero(
        shown & (np.bincount(units[shown], minlength=int(units.max(initial=0)) + 1) > 1)[units]
    )
    if len(many):
        own: dict[int, list[int]] = {}
        for value in many[np.argsort(places[many], kind="stable")].tolist():
            own.setdefault(int(units[value]), []).append(int(places[value]))
        known: dict[tuple[int, ...], int] = {}
        kind = {unit: known.setdefault(tuple(of), len(known)) for unit, of in own.items()}
        kinds[many] = atoms + np.array([kind[unit] for unit in units[many].tolist()], dtype=np.int64)
    return np.unique((kinds + 1) * atoms + places, return_inverse=True)[1].reshape(-1).astype(np.int64)


def certainly_wide(
    places: Integers,
    shown: Flags,
    groups: Integers,
    parties: Integers,
    values: Floats,
    orders: Sequence[Order],
    /,
    *,
    width: float,
    reach: Floats,
    pooling: int,
) -> Flags:
    """Return which values exchanges and shifts leave enough room, whoever looks, (v,).

    Args:
        places: To which atom of the published sums each value belongs, (v,).
        shown: Whether it is in any of them, (v,).
        groups: The group of each value, by `exchangeable`.
        parties: To which participant each value belongs, (v,).
        values: The values, (v,).
        orders: What published quartiles say.
        width: The protection width, in points.
        reach: What each value must be able to reach, (v,).
        pooling: How many participants pool what they know; 0 for the public alone.
    """
    rooms = _rooms(values, orders)
    highest = values + np.minimum(rooms.rise, _from_others(places, parties, rooms.down, pooling))
    lowest = values - np.minimum(rooms.fall, _from_others(places, parties, rooms.up, pooling))
    most = _beyond(groups, parties, highest, pooling)
    least = -_beyond(groups, parties, -lowest, pooling)
    wide = (most - least >= width - SLACK)[groups] & (most[groups] >= reach - SLACK)
    return np.asarray(wide | ~shown, dtype=np.bool_)


def _alone(order: Order, values: Floats) -> tuple[Floats, Floats]:
    """Return how low and how high each value can go if no other one of its cell crosses a quartile, (v,) each.

    One that rises above a quartile leaves it to the next two values above, and one that falls below it to the two next
    ones below. Others of the cell may have moved up to the quartile from their side.
    """
    last = len(order.ranked) - 1
    place = last * np.arange(1, QUARTERS + 1) // (QUARTERS + 1)
    at = [values[order.ranked[np.clip(place + step, 0, last)]] for step in (-1, 0, 1, 2)]
    part = order.parts
    ceiling, floor = np.maximum(order.high - SLACK, order.true), np.minimum(order.low + SLACK, order.true)
    inside = order.segments > 0
    least, most = np.full(len(values), LOW), np.full(len(values), HIGH)
    for j in range(QUARTERS):
        beneath = inside & (order.segments <= j + 1)
        if (1.0 - part[j]) * at[2][j] + part[j] * at[3][j] > ceiling[j] or place[j] + 1 + bool(
            part[j]
        ) > last:
            most[beneath] = np.minimum(most[beneath], at[1][j])
        if (1.0 - part[j]) * at[0][j] + part[j] * at[1][j] < floor[j] or place[j] == 0:
            beyond = inside & ~beneath
            least[beyond] = np.maximum(least[beyond], at[2][j] if part[j] else at[1][j])
        # The two values that make the quartile also move it on their own side.
        is_last = place[j] + 2 > last
        if part[j] and ((1.0 - part[j]) * at[1][j] + part[j] * at[3][j] > ceiling[j] or is_last):
            most[order.above[j]] = np.minimum(most[order.above[j]], at[2][j])
        if (1.0 - part[j]) * at[0][j] + part[j] * at[2][j] < floor[j] or place[j] == 0:
            least[order.below[j]] = np.maximum(least[order.below[j]], at[1][j])
    return least, most


def certainly_wide_sum(
    places: Integers,
    shown: Flags,
    parties: Integers,
    values: Floats,
    orders: Sequence[Order],
    target: Flags,
    /,
    *,
    width: float,
    pooling: int,
) -> bool:
    """Return whether shifts leave the sum of some values enough room, whoever looks.

    Args:
        places: To which atom of the published sums each value belongs, (v,).
        shown: Whether it is in any of them, (v,).
        parties: To which participant each value belongs, (v,).
        values: The values, (v,).
        orders: What published quartiles say.
        target: The values that are added, (v,).
        width: The protection width, in points.
        pooling: How many participants pool what they know; 0 for the public alone.
    """
    n, many = int(places.max(initial=0)) + 1, int(parties.max(initial=0)) + 1
    rooms = _rooms(values, orders)
    pairs, own = np.unique(places * many + parties, return_inverse=True)
    at, own = pairs // many, own.reshape(-1)
    gains = np.zeros(len(pairs))
    total = 0.0
    for mine, others in ((rooms.up, rooms.down), (rooms.down, rooms.up)):
        given, taken = np.where(target, mine, 0.0), np.where(target | ~shown, 0.0, others)
        # What is in no sum moves without the others.
        taken = np.where(target & ~shown, mine, taken)
        inside, outside = (np.bincount(places, weights=each, minlength=n) for each in (given, taken))
        without_in, without_out = (
            whole[at] - np.bincount(own, weights=each, minlength=len(pairs))
            for whole, each in ((inside, given), (outside, taken))
        )
        room = np.minimum(inside, outside)
        total += float(room.sum())
        gains += room[at] - np.minimum(without_in, without_out)
    lost = np.sort(np.bincount(pairs % many, weights=gains, minlength=many))[::-1]
    return bool(total - lost[:pooling].sum() >= width - SLACK)


class _Rooms(NamedTuple):
    """How far values can move, (v,) each: in step with others, and as the only one that may cross a quartile."""

    up: Floats
    down: Floats
    rise: Floats
    fall: Floats


def _rooms(values: Floats, orders: Sequence[Order]) -> _Rooms:
    floors, ceilings = np.full(len(values), LOW), np.full(len(values), HIGH)
    bottoms, tops = floors.copy(), ceilings.copy()
    for order in orders:
        below = values[order.below]
        above = np.where(order.above == NONE, below, values[order.above])
        floors = np.maximum(floors, np.concatenate(([LOW, LOW], above))[order.segments])
        ceilings = np.minimum(ceilings, np.concatenate(([HIGH], below, [HIGH]))[order.segments])
        least, most = _alone(order, values)
        bottoms, tops = np.maximum(bottoms, least), np.minimum(tops, most)
    for order in orders:
        # What makes a quartile stays where it is, unless it is what is asked for.
        marks = np.concatenate((order.below, order.above[order.above != NONE]))
        floors[marks] = ceilings[marks] = values[marks]
    up, down = np.maximum(ceilings - values, 0.0), np.maximum(values - floors, 0.0)
    return _Rooms(up, down, np.maximum(tops - values, 0.0), np.maximum(values - bottoms, 0.0))


def _from_others(places: Integers, parties: Integers, amounts: Floats, pooling: int) -> Floats:
    """Return how much all other values of an atom can give, without those of the few parties that hold most of it."""
    n = int(places.max(initial=0)) + 1
    many = int(parties.max(initial=0)) + 1
    pairs, own = np.unique(places * many + parties, return_inverse=True)
    held, of_pairs = np.bincount(own.reshape(-1), weights=amounts, minlength=len(pairs)), pairs // many
    order = np.lexsort((-held, of_pairs))
    sorted_places = of_pairs[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_places, sorted_places)
    kept = np.bincount(sorted_places, weights=np.where(rank >= pooling, held[order], 0.0), minlength=n)
    return np.maximum(kept[places] - amounts, 0.0)


def _beyond(groups: Integers, parties: Integers, values: Floats, pooling: int) -> Floats:
    """Return the largest value of each group without the few parties above it; minus infinity if none is left."""
    n = int(groups.max(initial=0)) + 1
    order = np.lexsort((-values, parties, groups))
    own, whose = groups[order], parties[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (own[1:] != own[:-1]) | (whose[1:] != whose[:-1])
    best, own = values[order][first], own[first]
    order = np.lexsort((-best, own))
    best, own = best[order], own[order]
    start = np.searchsorted(own, np.arange(n)) + pooling
    is_left = start < np.searchsorted(own, np.arange(n), side="right")
    found = np.full(n, -np.inf)
    found[is_left] = best[start[is_left]]
    return found

"""Exchanges: what hidden values can be for certain, since units whose scores are exchanged publish the same.

Two units in the same published cells of every administration can exchange all their scores, and nothing that is
published of these cells changes: no count, rate, mean, rank or quartile, however it was rounded. So whoever does not
know their scores must take for possible that a unit has those of any other unit of its kind. Values can be shifted
besides: what one value rises others of the same sums fall. The others cross no published quartile; the one may, where
the quartile, which is another value then, would be rounded to the same.

Each of these is a world that looks the same from outside, so that what is found to be possible here is possible. What
is not found may be possible all the same.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._feasibility import SLACK
from smmi.benchmark.worlds._orders import NONE
from smmi.benchmark.worlds._rooms import Rooms
from smmi.benchmark.worlds._transfers import along_lines, totals_of

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


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


class Ends(NamedTuple):
    """What exchanges and shifts leave of room, whoever looks.

    Attributes:
        wide: Which values have room enough, (v,).
        most: How high each value can certainly be, (v,).
        least: How low, (v,).
        gains: How far the total of each atom can certainly rise, and fall, by moves of other atoms, (a,) each.
    """

    wide: Flags
    most: Floats
    least: Floats
    gains: tuple[Floats, Floats]


class Atoms(NamedTuple):
    """Hidden values by the sums that they are in, and whose they are.

    Attributes:
        columns: The published sums that each atom is in, (r, a).
        places: To which atom each value belongs, (v,).
        shown: Whether it is in any sum, (v,).
        groups: The group of each value, by `exchangeable`, (v,).
        parties: To which participant each value belongs, (v,).
        values: The values, (v,).
        holdings: The atom of each pair of atom and participant, (p,); the pair of each value, (v,); and the
            participant of each pair, (p,).
    """

    columns: Floats
    places: Integers
    shown: Flags
    groups: Integers
    parties: Integers
    values: Floats
    holdings: tuple[Integers, Integers, Integers]


def certainly_wide(
    atoms: Atoms,
    rooms: Rooms,
    asked: Flags,
    /,
    *,
    width: float,
    reach: Floats,
    pooling: int,
    before: Ends | None = None,
) -> Ends:
    """Return which values exchanges and shifts leave enough room, whoever looks, (v,).

    Args:
        atoms: The values.
        rooms: How far each can move.
        asked: Which values are asked for; the others are taken for wide, (v,).
        width: The protection width, in points.
        reach: What each value must be able to reach, (v,).
        pooling: How many participants pool what they know; 0 for the public alone.
        before: What was certain when more quartiles were published: it stays so, and is not found anew.
    """
    values, groups, places = atoms.values, atoms.groups, atoms.places
    given = [_from_others(places, atoms.parties, amounts, pooling) for amounts in (rooms.down, rooms.up)]
    ends = [_least_left(places, atoms.parties, amounts, pooling) for amounts in (rooms.up, rooms.down)]
    a = atoms.columns.shape[1]
    gains = before.gains if before else (np.zeros(a), np.zeros(a))

    def ends_of() -> tuple[Floats, Floats]:
        highest = values + np.minimum(rooms.rise, given[0] + gains[0][places])
        lowest = values - np.minimum(rooms.fall, given[1] + gains[1][places])
        most = _beyond(groups, atoms.parties, highest, pooling)
        least = -_beyond(groups, atoms.parties, -lowest, pooling)
        return (np.maximum(most, before.most), np.minimum(least, before.least)) if before else (most, least)

    def is_wide(most: Floats, least: Floats) -> Flags:
        return np.asarray((most - least >= width - SLACK) & (most >= reach - SLACK) | ~atoms.shown | ~asked)

    wide = is_wide(*ends_of())
    for way in () if before else (0, 1):
        # Their groups' other values are in the same atoms.
        left = np.unique(places[~wide])
        if len(left):
            gains[way][left] = along_lines(atoms.columns, ends[way], ends[1 - way], left)
            wide = is_wide(*ends_of())
    return Ends(wide, *ends_of(), gains)


def certainly_wide_sum(
    atoms: Atoms,
    rooms: Rooms,
    target: Flags,
    /,
    *,
    width: float,
    pooling: int,
) -> bool:
    """Return whether shifts leave the sum of some values enough room, whoever looks.

    Args:
        atoms: The values.
        rooms: How far each can move.
        target: The values that are added, (v,).
        width: The protection width, in points.
        pooling: How many participants pool what they know; 0 for the public alone.
    """
    places, shown, parties = atoms.places, atoms.shown, atoms.parties
    n, many = int(places.max(initial=0)) + 1, int(parties.max(initial=0)) + 1
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


def _held(
    places: Integers, parties: Integers, amounts: Floats
) -> tuple[Integers, Integers, Floats, Integers]:
    """Return the pairs of atom and party, to which each value belongs, what each holds, and its rank in the atom."""
    many = int(parties.max(initial=0)) + 1
    pairs, own = np.unique(places * many + parties, return_inverse=True)
    own = own.reshape(-1)
    held, of_pairs = np.bincount(own, weights=amounts, minlength=len(pairs)), pairs // many
    order = np.lexsort((-held, of_pairs))
    sorted_places = of_pairs[order]
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(sorted_places, sorted_places)
    return of_pairs, own.astype(np.int64), np.asarray(held, dtype=np.float64), rank


def _from_others(places: Integers, parties: Integers, amounts: Floats, pooling: int) -> Floats:
    """Return how much all other values of an atom can give, without the few other parties that hold most of it."""
    n = int(places.max(initial=0)) + 1
    of_pairs, own, held, rank = _held(places, parties, amounts)
    whole = np.bincount(of_pairs, weights=held, minlength=n)
    first, next_one = (
        np.bincount(of_pairs, weights=np.where(rank < many, held, 0.0), minlength=n)
        for many in (pooling, pooling + 1)
    )
    lost = np.where(rank < pooling, next_one[of_pairs] - held, first[of_pairs])
    return np.maximum((whole[of_pairs] - lost)[own] - amounts, 0.0)


def _least_left(places: Integers, parties: Integers, amounts: Floats, pooling: int) -> Floats:
    """Return how much the values of each atom can give without the few parties that hold most of it, (a,)."""
    n = int(places.max(initial=0)) + 1
    of_pairs, _, held, rank = _held(places, parties, amounts)
    return totals_of(of_pairs, np.where(rank >= pooling, held, 0.0), n)


def _beyond(groups: Integers, parties: Integers, values: Floats, pooling: int) -> Floats:
    """Return, for each value, the largest of its group without the few other parties that have larger ones, (v,)."""
    many = int(parties.max(initial=0)) + 1
    pairs, own = np.unique(groups * many + parties, return_inverse=True)
    own = own.reshape(-1)
    best = np.full(len(pairs), -np.inf)
    np.maximum.at(best, own, values)
    of_pairs = pairs // many
    order = np.lexsort((-best, of_pairs))
    ranked = of_pairs[order]
    start = np.searchsorted(ranked, ranked)
    place = np.empty(len(order), dtype=np.int64)
    # A value of one of these parties is not known to the others: then its own is the largest.
    place[order] = start + np.minimum(np.arange(len(order)) - start, pooling)
    return np.asarray(best[order][place][own])

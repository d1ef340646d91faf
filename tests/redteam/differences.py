"""Differencing: sums over few units that follow from printed cells, in arithmetic that is exact. No library code."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

PRIME = 2_147_483_647
"""A sum that follows in whole numbers follows modulo this prime, too; what follows so is asked again in fractions."""


def small_sum(
    matrix: np.ndarray, holders: Sequence[str], *, most: int, without: Sequence[str] = ()
) -> frozenset[str] | None:
    """Return a set of at most so many units of which some combination of rows is made; None if there is none.

    The search is complete: each atom, a set of unknowns with equal columns, is in the sum or is not. Where it is not,
    the space of sums loses a dimension; where it is, the number of units that may be in it shrinks.

    Args:
        matrix: Which unknowns each row adds, (rows, unknowns).
        holders: Whose each unknown is.
        most: How many units at most.
        without: Units that the attacker subtracts.
    """
    left = [at for at, unit in enumerate(holders) if unit not in without]
    columns, places = np.unique(matrix[:, left], axis=1, return_inverse=True)
    units = [set[str]() for _ in range(columns.shape[1])]
    for at, place in zip(left, places.reshape(-1).tolist(), strict=True):
        units[place].add(holders[at])
    used = np.flatnonzero(columns.any(axis=0)).tolist()
    space = columns[:, used] % PRIME
    own = [frozenset(units[at]) for at in used]
    space = _without(space, [at for at, inside in enumerate(own) if len(inside) > most])
    for part in _parts(_reduced(space)):
        found = _searched(part, own, frozenset(), frozenset(), most)
        if found is not None and _follows(
            columns[:, used], [at for at, inside in enumerate(own) if inside <= found]
        ):
            return found
    return None


def _searched(
    space: np.ndarray, own: Sequence[frozenset[str]], units: frozenset[str], taken: frozenset[int], most: int
) -> frozenset[str] | None:
    """Return the units of a sum of the space, of which some atoms may be and the others are asked."""
    open_to = set(np.flatnonzero(space.any(axis=0)).tolist()) - taken
    space = _without(space, [at for at in open_to if len(units | own[at]) > most])
    if not len(space):
        return None
    open_to = set(np.flatnonzero(space.any(axis=0)).tolist()) - taken
    if not open_to:
        return frozenset().union(*(own[at] for at in np.flatnonzero(space[0]).tolist()))
    at = max(open_to, key=lambda one: (len(own[one] - units), one))
    found = _searched(_without(space, [at]), own, units, taken, most)
    return found if found is not None else _searched(space, own, units | own[at], taken | {at}, most)


def _without(space: np.ndarray, atoms: Sequence[int]) -> np.ndarray:
    """The sums of a space in which some atoms are not."""
    for at in atoms:
        rows = np.flatnonzero(space[:, at])
        if len(rows):
            pivot = space[rows[0]] * pow(int(space[rows[0], at]), -1, PRIME) % PRIME
            space = np.delete((space - space[:, at : at + 1] * pivot) % PRIME, rows[0], axis=0)
    return space


def _reduced(space: np.ndarray) -> np.ndarray:
    """The reduced row echelon form."""
    done = 0
    for at in range(space.shape[1]):
        rows = done + np.flatnonzero(space[done:, at])
        if len(rows):
            space[[done, rows[0]]] = space[[rows[0], done]]
            space[done] = space[done] * pow(int(space[done, at]), -1, PRIME) % PRIME
            others = np.arange(len(space)) != done
            space[others] = (space[others] - space[others, at : at + 1] * space[done]) % PRIME
            done += 1
    return space[:done]


def _parts(space: np.ndarray) -> list[np.ndarray]:
    """The rows that share atoms, directly or through others."""
    left, parts = set(range(len(space))), []
    while left:
        part = {left.pop()}
        while more := {row for row in left if np.any(space[list(part)].any(axis=0) & (space[row] != 0))}:
            part |= more
            left -= more
        parts.append(space[sorted(part)])
    return parts


def _follows(matrix: np.ndarray, inside: Sequence[int]) -> bool:
    """Whether the cells give a sum over some atoms, in fractions: without these they say less."""
    return _rank(matrix) > _rank(np.delete(matrix, list(inside), axis=1))


def _rank(matrix: np.ndarray) -> int:
    rows = [[Fraction(value) for value in row] for row in matrix.tolist()]
    rank = 0
    for at in range(matrix.shape[1]):
        pivot = next((row for row in rows[rank:] if row[at]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(rank, pivot)
        for row in rows[rank + 1 :]:
            factor = row[at] / pivot[at]
            row[:] = [value - factor * other for value, other in zip(row, pivot, strict=True)]
        rank += 1
    return rank

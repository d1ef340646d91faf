"""Owners: units of one owner, such as the schools of a university, attack together, and know all their scores."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from smmi.benchmark.disclosure._rule import DisclosureRule, Intruder
from smmi.benchmark.kernels._differencing import small_sums

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class OwnedSum(NamedTuple):
    """A sum that is one over few units for those who know some of them.

    Attributes:
        known: Which scores the intruder knows, (scores,).
        others: Which other scores are in the sum, (scores,).
        of_rows: How many times each published sum is added, (rows,).
    """

    known: Flags
    others: Flags
    of_rows: npt.NDArray[Any]


def parties_of(owners: Mapping[str, str], units: Sequence[str], /) -> Integers:
    """Return to which participant each unit belongs: its owner, or the unit itself if it has none.

    Example:
        >>> parties_of({"S1": "A", "S3": "A"}, ["S1", "S2", "S3"]).tolist()
        [0, 1, 0]
    """
    known: dict[tuple[str, bool], int] = {}
    keys = [(owners[unit], True) if unit in owners else (unit, False) for unit in units]
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)


def pools(parties: Integers, rule: DisclosureRule, /) -> Iterator[tuple[int, int]]:
    """Yield the pairs of participants that pool what they know, if the rule fears them."""
    if rule.intruder is Intruder.PARTICIPANT and rule.coalitions > 1:
        last = int(parties.max(initial=-1))
        for one in range(last + 1):
            for other in range(one + 1, last + 1):
                yield one, other


def is_small(inside: Flags, parties: Integers, rule: DisclosureRule, /) -> bool:
    """Return whether a cell of some units is one of too few for anybody, (units,)."""
    n = int(np.count_nonzero(inside))
    if n < rule.least_units:
        return True
    if rule.intruder is Intruder.PUBLIC:
        return False
    counts = np.sort(np.bincount(parties[inside]))[::-1]
    left = n - np.cumsum(counts[: rule.coalitions])
    return bool(np.any((left > 0) & (left < rule.minimum_cell)))


def owned_sums(
    columns: npt.NDArray[Any],
    places: Integers,
    parties: Integers,
    weights: Integers,
    whole: int,
    rule: DisclosureRule,
    /,
) -> Iterator[OwnedSum]:
    """Yield sums over few units besides those of an owner of several; those of other owners are found otherwise.

    Args:
        columns: The distinct columns of the published sums, (rows, atoms).
        places: To which of them each score belongs, (scores,).
        parties: To which participant each score belongs, (scores,).
        weights: How much each score weighs, (scores,): a unit with several does not count twice.
        whole: How much a unit weighs.
        rule: What must not be derived.
    """
    if rule.intruder is Intruder.PUBLIC:
        return
    many = np.bincount(parties)
    attacks: list[tuple[int, ...]] = [(party,) for party in np.flatnonzero(many > 1).tolist()]
    attacks += [pair for pair in pools(parties, rule) if max(many[list(pair)]) > 1]
    sizes, used = _weighed(places, weights, columns.shape[1]), columns.any(axis=0)
    least = rule.minimum_cell * whole
    for attack in attacks:
        known = np.isin(parties, attack)
        mine = _weighed(places[known], weights[known], columns.shape[1])
        left = sizes - mine
        # A sum with an atom of which enough is left is harmless; one without any of theirs is nobody's in particular.
        if not np.any(used & (mine > 0) & (left < least)):
            continue
        open_to = used & (left > 0)
        for _, of_rows in small_sums(columns[:, open_to], left[open_to], least=least):
            inside = (of_rows @ columns != 0)[places]
            if np.any(inside & known):
                yield OwnedSum(known, np.asarray(inside & ~known, dtype=np.bool_), of_rows)


def _weighed(places: Integers, weights: Integers, atoms: int) -> Integers:
    """Return how much all scores of each atom weigh, (atoms,)."""
    sizes = np.zeros(atoms, dtype=np.int64)
    np.add.at(sizes, places, weights)
    return sizes

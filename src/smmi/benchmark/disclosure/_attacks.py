"""What an intruder who combines published cells can derive: differencing, and feasibility intervals."""

import enum
from collections.abc import Callable, Iterator, Sequence
from math import lcm
from typing import Any, Final, NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.disclosure._aggregates import CellKey
from smmi.benchmark.disclosure._rule import DisclosureRule, Intruder, pools
from smmi.benchmark.disclosure._systems import Block
from smmi.benchmark.kernels._concentration import concentrated_sums
from smmi.benchmark.kernels._differencing import MOST_FOUND, small_sums
from smmi.benchmark.worlds._exact_rule import exact_rule, whole_values

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_SEARCHED: Final = 4096
"""So many small sums are searched at most for one that has not been told before."""


class LeakKind(enum.Enum):
    """How something is derived.

    Example:
        >>> [one.value for one in LeakKind]
        ['small-sum', 'interval', 'dominance', 'quartiles', 'relation']
    """

    SMALL_SUM = "small-sum"
    """A sum over too few units follows from cells, by adding and subtracting."""
    INTERVAL = "interval"
    """A score, or the sum over a sensitive cell, is bounded too closely."""
    DOMINANCE = "dominance"
    """A sum that a few units dominate is published, or follows from cells."""
    QUARTILES = "quartiles"
    """Quartiles are published of too few units, or leave too little room for a score."""
    RELATION = "relation"
    """Cells of scores that are made from one another are not published together, or not from the same units."""


@attrs.frozen(kw_only=True)
class Leak:
    """One thing that can be derived and must not be. It names units: it is for the organisers.

    Attributes:
        kind: How it is derived.
        participants: Who can derive it, knowing its own scores: one unit, or all units of an owner, or any one of those
            whose sum it is; empty if the public can.
        code: The code of the score; empty where scores that are made from one another are combined.
        units: Whose score or sum it is, beside that of the participant.
        low: The least that it can be, in points, of the sum; None where there is no sum of one code.
        high: The most.
        combination: The published cells that are used, and how many times each one's total is added, where that is
            known; else 0.

    Example:
        >>> from smmi.benchmark import DisclosureRule, audit
        >>> from smmi.benchmark.disclosure import Aggregates
        >>> units = {f"S{i:02}": 30.0 + 2 * i for i in range(20)}
        >>> tables = Aggregates.of({("", "x"): units}, {("", "all"): units, ("", "few"): list(units)[:3]})
        >>> leak = audit(tables, rule=DisclosureRule()).leaks[0]
        >>> leak.kind.value, leak.units, [str(key) for key in leak.cells]
        ('small-sum', ('S00', 'S01', 'S02'), ['few/x'])
    """

    kind: LeakKind
    participants: tuple[str, ...]
    code: str
    units: tuple[str, ...]
    low: float | None
    high: float | None
    combination: tuple[tuple[CellKey, int], ...]

    @property
    def cells(self) -> tuple[CellKey, ...]:
        """The published cells that are used."""
        return tuple(key for key, _ in self.combination)

    def __str__(self) -> str:
        if self.kind is LeakKind.QUARTILES and self.low is None:
            few = f"those of {len(self.units)} units, too few by the rule"
            return f"{self.kind.value}: {few}, are shown in {self.cells[0]}"
        who = _listed(self.participants) or "the public"
        what = "" if self.low is None else f" between {self.low:g} and {self.high:g}"
        of = f"{repr(self.code) if self.code else 'scores'} of {_listed(self.units)}{what}"
        return f"{self.kind.value}: {who} finds {of}, from {', '.join(map(str, self.cells))}"


def _listed(units: Sequence[str], most: int = 4) -> str:
    return ", ".join(units[:most]) + (f" and {len(units) - most} more" if len(units) > most else "")


def _any_leak(_: Leak) -> bool:
    return True


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


def differencing(
    block: Block,
    published: Flags,
    rule: DisclosureRule,
    /,
    *,
    counts: Callable[[Leak], bool] = _any_leak,
) -> Iterator[Leak]:
    """Yield small sums that follow from published cells; none only if there is none.

    Args:
        block: The system.
        published: Which of its cells are published, (cells,).
        rule: What must not be derived.
        counts: Which small sums matter. Of others more than `MOST_SEARCHED` are not passed over.
    """
    linked = block.linked(published)
    holders_of = linked.holders
    rows = _without_repetition(block, linked.scores, published)
    if not len(rows):
        return
    distinct, places = linked.atoms(rows)
    columns = distinct.astype(np.int64)
    seen = np.asarray(distinct.any(axis=0), dtype=np.bool_)[places]
    # Of a unit with several scores each weighs so much less: that no unit counts twice.
    several = np.bincount(holders_of[seen], minlength=len(block.units))
    whole = lcm(*np.unique(several[several > 0]).tolist())
    weights = np.where(seen, whole // np.maximum(several[holders_of], 1), whole)
    sizes = np.zeros(columns.shape[1], dtype=np.int64)
    np.add.at(sizes, places, weights)
    used = np.flatnonzero(columns.any(axis=0))
    held = _Holders(block, holders_of, places)
    most = MOST_FOUND
    while True:
        found = small_sums(columns[:, used], sizes[used], least=rule.least_units * whole, most=most)
        leaks = []
        for of_atoms, of_rows in found:
            units = held.of(used[np.flatnonzero(of_atoms)].tolist())
            # The public can; or only one of the units, which takes its own part away.
            who = units if len(units) >= rule.minimum_cell else ()
            leaks.append(_derived(LeakKind.SMALL_SUM, block, rows, of_rows, who, units))
        leaks = [leak for leak in leaks if len(leak.units) < rule.least_units and counts(leak)]
        if leaks or len(found) < most or most >= MOST_SEARCHED:
            yield from leaks
            break
        most *= 8
    parties = block.parties[holders_of]
    for owned in owned_sums(columns, places, parties, weights, whole, rule):
        known = np.unique(block.parties[holders_of[owned.known]])
        who = tuple(block.units[i] for i in np.flatnonzero(np.isin(block.parties, known)))
        units = tuple(block.units[i] for i in np.unique(holders_of[owned.others]))
        leak = _derived(LeakKind.SMALL_SUM, block, rows, owned.of_rows, who, units)
        if len(units) < rule.minimum_cell and counts(leak):
            yield leak


class _Holders:
    """Whose scores are in each atom of published sums."""

    def __init__(self, block: Block, holders: Integers, places: Integers) -> None:
        self._block, self._holders = block, holders
        self._order = np.argsort(places, kind="stable")
        self._starts = np.searchsorted(places[self._order], np.arange(int(places.max(initial=-1)) + 2))

    def of(self, inside: Sequence[int]) -> tuple[str, ...]:
        """Return the units that have a score in some atoms, in alphabetical order."""
        parts = [self._order[self._starts[at] : self._starts[at + 1]] for at in inside]
        return tuple(self._block.units[i] for i in np.unique(self._holders[np.concatenate(parts)]).tolist())


def _without_repetition(block: Block, linked: Flags, published: Flags) -> Integers:
    """Return the published cells without those that add the same scores as one of an earlier publication."""
    if not block.earlier.any():
        return np.flatnonzero(published)
    seen: set[bytes] = set()
    rows = []
    for row in sorted(np.flatnonzero(published).tolist(), key=lambda row: not block.earlier[row]):
        scores = linked[row].tobytes()
        if scores not in seen:
            rows.append(row)
        if block.earlier[row]:
            seen.add(scores)
    return np.array(sorted(rows), dtype=np.int64)


def dominating(block: Block, published: Flags, rule: DisclosureRule, /) -> Iterator[Leak]:
    """Yield dominated cells that are published, and dominated sums that follow from others; none only if there is none.

    Args:
        block: The system.
        published: Which of its cells are published, (cells,).
        rule: What must not be derived.
    """
    rows = np.flatnonzero(published)
    if rule.dominance is None or not len(rows):
        return
    shown = np.flatnonzero(block.dominated[rows])
    sums = [(block.spread[rows[at]], np.arange(len(rows)) == at) for at in shown.tolist()]
    concentration, exact = exact_rule(rule.dominance), whole_values(block.values.tolist())
    derived = concentrated_sums(block.spread[rows], exact, rule=concentration)
    sums += [one for one in derived if np.count_nonzero(one[1]) > 1]
    for of_values, of_rows in sums:
        owners = np.unique(block.owners[np.flatnonzero(of_values)])
        units = tuple(block.units[i] for i in owners.tolist())
        yield _derived(LeakKind.DOMINANCE, block, rows, of_rows, (), units)


def _derived(
    kind: LeakKind,
    block: Block,
    rows: Integers,
    of_rows: npt.NDArray[Any],
    participants: tuple[str, ...],
    units: tuple[str, ...],
) -> Leak:
    """Return a sum that follows from cells by adding and subtracting them."""
    low, high = block.limits
    ends = np.stack((low[rows], high[rows])) * of_rows.astype(np.float64)
    return Leak(
        kind=kind,
        participants=participants,
        code=block.code,
        units=units,
        low=float(ends.min(axis=0).sum()) if block.code else None,
        high=float(ends.max(axis=0).sum()) if block.code else None,
        combination=tuple(
            (block.cells[rows[at]].key, int(of_rows[at])) for at in np.flatnonzero(of_rows).tolist()
        ),
    )


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

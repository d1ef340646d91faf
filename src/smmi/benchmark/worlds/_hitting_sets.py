"""Hitting sets: the cheapest items of which every conflict holds at least one, where conflicts are found by and by.

The method is that of implicit hitting sets (Moreno-Centeno and Karp 2013, Oper Res 61:453-468). Items are numbers from
0 on.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi.benchmark.worlds._covering import MinimalRows, near_cover

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_ROUNDS: Final = 60
"""After so many rounds the cheapest selection found is taken, and its cost is above the bound."""
MOST_PROVED: Final = 128
"""Of so many items at most the cheapest are found for certain; of more by a search, and the bound is lower."""
MANY_ROUNDS: Final = 100
"""So many rounds there are at most where the items are searched, each of which takes less."""
MOST_SEARCHED: Final = 256
"""Of more items than these the search has few rounds."""
FEW_ROUNDS: Final = 24
"""So many."""
MORE_ROUNDS: Final = 6
"""And so many at most after a selection that is safe, each from nothing, for a cheaper one."""
STEPS: Final = 500
"""The search of a round ends after so many steps without a cheaper selection."""
REPAIRS: Final = 4
"""Where no selection of a round was safe, so many are repaired; of these the cheapest is taken."""
MOST_REPAIRED: Final = 20
"""So often in each of them a selection of which small sums follow is searched anew, before it grows."""
STEPS_OF_REPAIR: Final = 30
"""Such a search ends after so many steps without a cheaper selection."""


def least_withheld(
    costs: Sequence[float],
    forced: set[int],
    leaking: Callable[[frozenset[int]], set[frozenset[int]]],
    adding_up: Callable[[frozenset[int]], set[frozenset[int]]],
) -> tuple[frozenset[int], float, int]:
    """Return the cheapest selection that leaks nothing, a bound for its cost, and the rounds.

    Args:
        costs: What withholding each item costs.
        forced: The items that are withheld in any case.
        leaking: The leaks of a selection, each the items of which one must be withheld; withholding more never adds
            one.
        adding_up: Some of these, found sooner.
    """
    conflicts: set[frozenset[int]] = set()
    best = frozenset(range(len(costs)))
    price = float(sum(costs))
    bound, rounds = 0.0, 0
    while rounds < MOST_ROUNDS:
        if len(frozenset().union(*conflicts)) > MOST_PROVED:
            searched = _searched(costs, frozenset(forced), conflicts, leaking, adding_up)
            if (paid := sum(costs[one] for one in searched[0])) < price:
                best, price = searched[0], paid
            return best, min(max(bound, searched[1]), price), rounds + searched[2]
        rounds += 1
        selection = frozenset(forced) | _hitting_set(costs, conflicts)
        bound = sum(costs[one] for one in selection)
        if bound >= price * (1.0 - 1e-12):
            break
        candidate = selection
        while found := leaking(candidate):
            conflicts |= found
            candidate = candidate | _greedy(costs, found)
        if (paid := sum(costs[one] for one in candidate)) < price:
            best, price = candidate, paid
        if candidate == selection:
            break
    return best, min(bound, price), rounds


def _searched(
    costs: Sequence[float],
    forced: frozenset[int],
    conflicts: set[frozenset[int]],
    leaking: Callable[[frozenset[int]], set[frozenset[int]]],
    adding_up: Callable[[frozenset[int]], set[frozenset[int]]],
) -> tuple[frozenset[int], float, int]:
    """Return a selection that leaks nothing and is nearly the cheapest, a bound for its cost, and the rounds.

    Args:
        costs: As of `least_withheld`, as are the others.
        forced: The items that are withheld in any case.
        conflicts: The leaks that are known.
        leaking: The leaks of a selection.
        adding_up: Some of these, found sooner.
    """
    search = _Search(costs, forced, leaking, adding_up)
    search.known.add(conflicts)
    left = MANY_ROUNDS if len(costs) <= MOST_SEARCHED else FEW_ROUNDS
    while left:
        left -= 1
        if search.settles() and not search.is_settled and search.is_safe():
            left = min(left, MORE_ROUNDS)
    # What more than small sums tell takes longest: of what was found since it is asked of the cheapest alone.
    search.is_safe()
    if not search.is_settled:
        for _ in range(REPAIRS):
            search.repair()
    return search.best, search.bound(), search.rounds


class _Search:
    """The state of a search for the cheapest selection, in rounds.

    Attributes:
        known: The leaks that are known.
        best: The cheapest safe selection that was found.
        is_settled: Whether any was found of which the search of a round was the end.
        rounds: The rounds until now.
    """

    def __init__(
        self,
        costs: Sequence[float],
        forced: frozenset[int],
        leaking: Callable[[frozenset[int]], set[frozenset[int]]],
        adding_up: Callable[[frozenset[int]], set[frozenset[int]]],
    ) -> None:
        self.known = MinimalRows(len(costs))
        self.best, self._price = frozenset(range(len(costs))), float(sum(costs))
        self.is_settled = False
        self._closed: frozenset[int] | None = None
        self.rounds = 0
        self._costs, self._forced = np.asarray(costs, dtype=np.float64), forced
        self._leaking, self._adding_up = leaking, adding_up
        self._hit = frozenset[int]()
        # A fixed draw, so that the same is withheld of the same tables.
        self._rng = np.random.default_rng(len(costs))

    def settles(self) -> bool:
        """Search a selection that hits all known leaks, learn what adds up in it, and return whether nothing does."""
        self.rounds += 1
        self._cover(STEPS)
        selection = self._forced | self._hit
        if self._grown(selection) != selection:
            return False
        if self._paid(selection) < (self._price if self._closed is None else self._paid(self._closed)):
            self._closed = selection
        if self.is_settled:
            self._hit = frozenset()
        return True

    def is_safe(self) -> bool:
        """Learn what leaks from the cheapest selection in which nothing adds up, and return whether nothing does."""
        if self._closed is None:
            return False
        selection, self._closed = self._closed, None
        if found := self._leaking(selection):
            self.known.add(found)
            return False
        self.best, self._price, self.is_settled = selection, self._paid(selection), True
        self._hit = frozenset()
        return True

    def repair(self) -> None:
        """Search a selection in short rounds until no small sums follow; if some do, let it grow, and prune it."""
        self.rounds += 1
        self._cover(STEPS)
        tries = MOST_REPAIRED
        while (found := self._adding_up(self._forced | self._hit)) and tries:
            self.known.add(found)
            self._cover(STEPS_OF_REPAIR)
            tries -= 1
        selection = self._pruned(self._grown(self._forced | self._hit))
        while self._paid(selection) < self._price:
            found = self._leaking(selection)
            if not found:
                self.best, self._price = selection, self._paid(selection)
            self.known.add(found)
            selection = selection | _greedy(self._costs, found)

    def bound(self) -> float:
        """Return what a safe selection costs at least, by linear programming."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        paid = self._paid(self._forced)
        if not len(self.known.rows):
            return paid
        given = LinearConstraint(csr_array(self.known.rows.astype(np.float64)), lb=1.0)
        solved = milp(self._costs, bounds=Bounds(0.0, 1.0), constraints=given)
        return paid + float(np.asarray(solved.x) @ self._costs)

    def _paid(self, selection: frozenset[int]) -> float:
        return float(self._costs[sorted(selection)].sum())

    def _cover(self, steps: int) -> None:
        """Search nearly the cheapest items that hit all known leaks, from those on that were found last."""
        rows = self.known.rows
        items = np.flatnonzero(rows.any(axis=0))
        start = np.isin(items, list(self._hit))
        covered = near_cover(rows[:, items], self._costs[items], start, steps=steps, rng=self._rng)
        self._hit = frozenset(items[covered].tolist())

    def _grown(self, selection: frozenset[int]) -> frozenset[int]:
        """Return a selection with more items until no small sums follow, and learn these.

        Those that follow although more is withheld have no items in common with what was added: each says more.
        """
        while found := self._adding_up(selection):
            self.known.add(found)
            selection = selection | _greedy(self._costs, found)
        return selection

    def _pruned(self, selection: frozenset[int]) -> frozenset[int]:
        """Return a selection without items that it can spare, the dearest first, and learn what asks for the others."""
        for item in sorted(selection - self._forced, key=lambda one: (-self._costs[one], one)):
            less = selection - {item}
            if not self.known.rows[:, sorted(less)].any(axis=1).all():
                continue
            found = self._adding_up(less)
            self.known.add(found)
            if not found:
                selection = less
        return selection


def _greedy(costs: Sequence[float] | Floats, conflicts: set[frozenset[int]]) -> frozenset[int]:
    """Return items that hit all conflicts, each time the one that hits most for its cost."""
    chosen: set[int] = set()
    left = set(conflicts)
    while left:
        hits = Counter(one for conflict in left for one in conflict)
        taken = min(sorted(hits), key=lambda one: costs[one] / hits[one])
        chosen.add(taken)
        left = {conflict for conflict in left if taken not in conflict}
    return frozenset(chosen)


def _hitting_set(costs: Sequence[float], conflicts: set[frozenset[int]]) -> frozenset[int]:
    """Return the cheapest items of which every conflict holds at least one."""
    if not conflicts:
        return frozenset()
    from scipy.optimize import Bounds, LinearConstraint, milp

    matrix, prices, items = _matrix(costs, conflicts)
    solved = milp(
        prices,
        integrality=np.ones(len(items), dtype=np.int64),
        bounds=Bounds(0.0, 1.0),
        constraints=LinearConstraint(matrix.astype(np.float64), lb=1.0),
        options={"mip_rel_gap": 0.0},
    )
    return frozenset(items[np.asarray(solved.x) > 0.5].tolist())


def _matrix(costs: Sequence[float], conflicts: set[frozenset[int]]) -> tuple[Flags, Floats, Integers]:
    """Return which items each conflict holds, (conflicts, items), what each costs, and the items."""
    rows = sorted(tuple(sorted(conflict)) for conflict in conflicts)
    held = np.array([item for row in rows for item in row], dtype=np.int64)
    items, columns = np.unique(held, return_inverse=True)
    matrix = np.zeros((len(rows), len(items)), dtype=np.bool_)
    matrix[np.repeat(np.arange(len(rows)), list(map(len, rows))), columns.reshape(-1)] = True
    return matrix, np.asarray(costs, dtype=np.float64)[items], items

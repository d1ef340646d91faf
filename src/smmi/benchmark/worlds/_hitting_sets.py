"""Hitting sets: the cheapest items of which every conflict holds at least one, where conflicts are found by and by.

The method is that of implicit hitting sets (Moreno-Centeno and Karp 2013, Oper Res 61:453-468). Items are numbers from
0 on.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi.benchmark.worlds._covering import near_cover

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
"""Of more items than these the search has few rounds, in each of which a selection grows until no small sum is left."""
FEW_ROUNDS: Final = 4
"""So many; of their selections the cheapest is taken."""
MOST_REPAIRED: Final = 20
"""So often in each of them a selection of which small sums follow is searched anew, before it grows."""
STEPS_OF_REPAIR: Final = 30
"""Such a search ends after so many steps without a cheaper selection."""
STEPS: Final = 500
"""The search ends after so many steps without a cheaper selection, of which it is not yet known that it is safe."""
MOST_STEPS: Final = 10_000
"""And after so many if it is safe."""


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
        costs: As of `_least_withheld`, as are the others.
        forced: The items that are withheld in any case.
        conflicts: The leaks that are known.
        leaking: The leaks of a selection.
        adding_up: Some of these, found sooner.
    """
    search = _settled if len(costs) <= MOST_SEARCHED else _repaired
    selection, rounds = search(costs, forced, conflicts, leaking, adding_up)
    while found := leaking(selection):
        conflicts |= found
        selection = selection | _greedy(costs, found)
    return selection, sum(costs[one] for one in forced) + _bound(costs, conflicts), rounds


def _settled(
    costs: Sequence[float],
    forced: frozenset[int],
    conflicts: set[frozenset[int]],
    leaking: Callable[[frozenset[int]], set[frozenset[int]]],
    adding_up: Callable[[frozenset[int]], set[frozenset[int]]],
) -> tuple[frozenset[int], int]:
    """Return a selection on which the search settles, and the rounds; of the last ones the cheapest if it does not.

    Args:
        costs: As of `_searched`, as are the others. Conflicts that are found are added.
        forced: See there.
        conflicts: See there.
        leaking: See there.
        adding_up: See there.
    """
    # A fixed draw, so that the same is withheld of the same tables.
    rng = np.random.default_rng(len(costs))
    hit, steps, rounds = frozenset[int](), STEPS, 0
    # The cheapest of which no small sums follow: the search may not come to an end.
    closed, price = frozenset(range(len(costs))), float(sum(costs))
    while rounds < MANY_ROUNDS:
        rounds += 1
        before = hit
        hit = _covered(costs, conflicts, hit, steps, rng)
        if steps == MOST_STEPS and hit == before:
            break
        candidate = forced | hit
        steps = STEPS
        while found := adding_up(candidate):
            conflicts |= found
            candidate = candidate | _greedy(costs, found)
        if (paid := sum(costs[one] for one in candidate)) < price:
            closed, price = candidate, paid
        if candidate == forced | hit:
            found = leaking(candidate)
            conflicts |= found
            steps = STEPS if found else MOST_STEPS
    else:
        hit = closed
    return forced | hit, rounds


def _repaired(
    costs: Sequence[float],
    forced: frozenset[int],
    conflicts: set[frozenset[int]],
    leaking: Callable[[frozenset[int]], set[frozenset[int]]],
    adding_up: Callable[[frozenset[int]], set[frozenset[int]]],
) -> tuple[frozenset[int], int]:
    """Return the cheapest selection that a few rounds have found, of which no small sums follow, and the rounds.

    Args:
        costs: As of `_settled`, as are the others.
        forced: See there.
        conflicts: See there.
        leaking: See there.
        adding_up: See there.
    """
    rng = np.random.default_rng(len(costs))
    hit, rounds = frozenset[int](), 0
    best, price = frozenset(range(len(costs))), float(sum(costs))
    is_settled = False
    while rounds < FEW_ROUNDS and not is_settled:
        rounds += 1
        hit = _covered(costs, conflicts, hit, STEPS, rng)
        tries = MOST_REPAIRED
        while (found := adding_up(forced | hit)) and tries:
            conflicts |= found
            hit = _covered(costs, conflicts, hit, STEPS_OF_REPAIR, rng)
            tries -= 1
        candidate = forced | hit
        found = found or leaking(candidate)
        is_settled = not found
        while found:
            conflicts |= found
            candidate = candidate | _greedy(costs, found)
            found = adding_up(candidate)
        candidate = _pruned(costs, candidate, forced, conflicts, adding_up)
        if (paid := sum(costs[one] for one in candidate)) < price:
            best, price = candidate, paid
    return best, rounds


def _covered(
    costs: Sequence[float],
    conflicts: set[frozenset[int]],
    start: frozenset[int],
    steps: int,
    rng: np.random.Generator,
) -> frozenset[int]:
    """Return nearly the cheapest items that hit all conflicts, searched from some on."""
    rows, prices, items = _matrix(costs, conflicts)
    covered = near_cover(rows, prices, np.isin(items, list(start)), steps=steps, rng=rng)
    return frozenset(items[covered].tolist())


def _pruned(
    costs: Sequence[float],
    selection: frozenset[int],
    forced: frozenset[int],
    conflicts: set[frozenset[int]],
    adding_up: Callable[[frozenset[int]], set[frozenset[int]]],
) -> frozenset[int]:
    """Return a selection without items that it can spare, the dearest first; conflicts that are found are added."""
    for item in sorted(selection - forced, key=lambda one: (-costs[one], one)):
        less = selection - {item}
        if any(item in conflict and not conflict & less for conflict in conflicts):
            continue
        found = adding_up(less)
        conflicts |= found
        if not found:
            selection = less
    return selection


def _greedy(costs: Sequence[float], conflicts: set[frozenset[int]]) -> frozenset[int]:
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


def _bound(costs: Sequence[float], conflicts: set[frozenset[int]]) -> float:
    """Return what the items cost at least of which every conflict holds one, by linear programming."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    matrix, prices, _ = _matrix(costs, conflicts)
    given = LinearConstraint(csr_array(matrix.astype(np.float64)), lb=1.0)
    solved = milp(prices, bounds=Bounds(0.0, 1.0), constraints=given)
    return float(np.asarray(solved.x) @ prices)

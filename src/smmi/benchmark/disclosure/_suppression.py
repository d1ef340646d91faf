"""Suppression: which cells to withhold so that nothing can be derived that must not be, as few of them as possible."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping
from typing import Final, TypeVar

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi.benchmark.disclosure._aggregates import (
    Aggregates,
    Cell,
    CellKey,
    CellState,
    CodeRelation,
    Suppression,
)
from smmi.benchmark.disclosure._attacks import Block, Flags, blocks, bounding, differencing, dominating
from smmi.benchmark.disclosure._rule import DisclosureRule, SuppressionCost
from smmi.errors import ArgumentError

Item = TypeVar("Item", bound=Hashable)

MOST_ROUNDS: Final = 60
"""After so many rounds the cheapest selection found is taken, and its cost is above the bound."""


@tells_keywords
def suppress(tables: Aggregates, /, *, rule: DisclosureRule) -> Aggregates:
    """Return tables from whose published cells nothing can be derived that the rule forbids.

    Each leak that the auditor finds names the cells that it uses. At least one of them must be withheld, whatever else
    is; so the cheapest selection that withholds one of each is a lower bound for every safe one. It is found by integer
    programming and audited; if there are leaks, they are added, and so on. A selection that passes is the cheapest safe
    one. In between, leaks are closed greedily, which gives a safe selection early. `Suppression.cost` and `.bound` are
    equal where the cheapest was found. (The method is that of implicit hitting sets: Moreno-Centeno and Karp 2013, Oper
    Res 61:453-468; the problem is the cell suppression problem of Fischetti and Salazar 2001, Manag Sci 47:1008-1027.)

    Cells that are withheld already stay so. Means and quartiles are rounded if the rule says so.

    Args:
        tables: What is to be published together.
        rule: What must not be derived.

    Returns:
        The same tables with some cells withheld, numbers rounded, and what that cost.

    Raises:
        ArgumentError: These are no aggregates, or it is no rule.

    Example:
        >>> from smmi.benchmark import DisclosureRule, suppress
        >>> from smmi.benchmark.disclosure import Aggregates
        >>> units = {f"S{i:02}": 30.0 + 2 * i for i in range(20)}
        >>> members = {("", "all"): units, ("", "few"): list(units)[:3], ("", "rest"): list(units)[3:]}
        >>> safe = suppress(Aggregates.of({("", "overall"): units}, members), rule=DisclosureRule())
        >>> [row["state"] for row in safe.rows()]
        ['published', 'sensitive', 'complementary']
    """
    ArgumentError.raise_unless(tables, Aggregates, argument="tables", expected="Aggregates")
    ArgumentError.raise_unless(rule, DisclosureRule, argument="rule", expected="a DisclosureRule")
    rounded = _rounded(tables, rule)
    systems = blocks(rounded, rule)
    groups = [systems] if rounded.relation is CodeRelation.RELATED else [[system] for system in systems]
    states: dict[CellKey, CellState] = {}
    cost = bound = 0.0
    rounds = 0
    for together in groups:
        withheld, how = _cheapest(together, rule, rounded.relation)
        states |= withheld
        cost, bound, rounds = cost + how.cost, bound + how.bound, rounds + how.rounds
    cells = tuple(_publishable(cell, states, rule) for cell in rounded.cells)
    return attrs.evolve(rounded, cells=cells, suppression=Suppression(cost=cost, bound=bound, rounds=rounds))


def _cheapest(
    systems: list[Block], rule: DisclosureRule, relation: CodeRelation
) -> tuple[dict[CellKey, CellState], Suppression]:
    """Return which cells of some systems to withhold, and at what cost."""

    def item(key: CellKey) -> CellKey:
        return CellKey(key.administration, key.group, "") if relation is CodeRelation.RELATED else key

    def shown(system: Block, withheld: frozenset[CellKey]) -> Flags:
        return np.array([item(cell.key) not in withheld for cell in system.cells], dtype=np.bool_)

    def leaking(withheld: frozenset[CellKey]) -> set[frozenset[CellKey]]:
        published = [(system, shown(system, withheld)) for system in systems]
        patterns = {
            (flags.tobytes(), system.incidence.tobytes()): (system, flags) for system, flags in published
        }
        leaks = [leak for pair in patterns.values() for leak in differencing(*pair, rule)]
        if not leaks:
            leaks = [
                leak for pair in published for leak in (*dominating(*pair, rule), *bounding(*pair, rule))
            ]
        return {frozenset(item(key) for key in leak.cells) for leak in leaks}

    costs: dict[CellKey, float] = defaultdict(float)
    alone: set[CellKey] = set()
    for system in systems:
        sensitive = system.sensitive | _telling(system, rule)
        alone |= {item(cell.key) for cell, tells in zip(system.cells, sensitive, strict=True) if tells}
        for cell, n in zip(system.cells, system.sizes.tolist(), strict=True):
            costs[item(cell.key)] += float(n) if rule.cost is SuppressionCost.UNITS else 1.0
    cells = [cell for system in systems for cell in system.cells]
    already = {item(cell.key) for cell in cells if cell.state is not CellState.PUBLISHED}
    withheld, bound, rounds = _least_withheld(costs, already | alone, leaking)
    states = {}
    for cell in (cell for cell in cells if item(cell.key) in withheld):
        state = CellState.SENSITIVE if item(cell.key) in alone else CellState.COMPLEMENTARY
        states[cell.key] = state if cell.state is CellState.PUBLISHED else cell.state
    cost = sum(costs[one] for one in withheld)
    return states, Suppression(cost=cost, bound=bound, rounds=rounds)


def _telling(system: Block, rule: DisclosureRule) -> Flags:
    """Return which cells bound a score too closely if nothing else is published, (cells,); withheld cells do not."""
    each = np.eye(len(system.cells), dtype=np.bool_)
    told = [
        cell.state is CellState.PUBLISHED and any(True for _ in bounding(system, one, rule))
        for cell, one in zip(system.cells, each, strict=True)
    ]
    return np.array(told, dtype=np.bool_)


def _least_withheld(
    costs: Mapping[Item, float],
    forced: set[Item],
    leaking: Callable[[frozenset[Item]], set[frozenset[Item]]],
) -> tuple[frozenset[Item], float, int]:
    """Return the cheapest selection that leaks nothing, a bound for its cost, and the rounds.

    Args:
        costs: What withholding each item costs.
        forced: The items that are withheld in any case.
        leaking: The leaks of a selection, each the items of which one must be withheld; withholding more never adds
            one.
    """
    conflicts: set[frozenset[Item]] = set()
    best = frozenset(costs)
    price = sum(costs.values())
    bound, rounds = 0.0, 0
    while rounds < MOST_ROUNDS:
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


def _greedy(costs: Mapping[Item, float], conflicts: set[frozenset[Item]]) -> frozenset[Item]:
    """Return items that hit all conflicts, each time the one that hits most for its cost."""
    chosen: set[Item] = set()
    left = set(conflicts)
    while left:
        hits = Counter(one for conflict in left for one in conflict)
        taken = min(sorted(hits, key=str), key=lambda one: costs[one] / hits[one])
        chosen.add(taken)
        left = {conflict for conflict in left if taken not in conflict}
    return frozenset(chosen)


def _hitting_set(costs: Mapping[Item, float], conflicts: set[frozenset[Item]]) -> frozenset[Item]:
    """Return the cheapest items of which every conflict holds at least one."""
    if not conflicts:
        return frozenset()
    from scipy.optimize import Bounds, LinearConstraint, milp

    items = sorted(set().union(*conflicts), key=str)
    place = {one: i for i, one in enumerate(items)}
    rows = sorted(tuple(sorted(place[one] for one in conflict)) for conflict in conflicts)
    matrix = np.array([np.isin(np.arange(len(items)), row) for row in rows], dtype=np.float64)
    solved = milp(
        np.array([costs[one] for one in items]),
        integrality=np.ones(len(items), dtype=np.int64),
        bounds=Bounds(0.0, 1.0),
        constraints=LinearConstraint(matrix, lb=1.0),
        options={"mip_rel_gap": 0.0},
    )
    return frozenset(items[i] for i in np.flatnonzero(np.asarray(solved.x) > 0.5))


def _rounded(tables: Aggregates, rule: DisclosureRule) -> Aggregates:
    """Return the tables with rounded means and quartiles."""
    base = rule.rounding_base
    if base is None:
        return tables

    def nearest(value: float) -> float:
        return round(value / base) * base

    def rounded(cell: Cell) -> Cell:
        mean = None if cell.mean is None else nearest(cell.mean)
        if cell.quartiles is None:
            return attrs.evolve(cell, mean=mean)
        low, middle, high = cell.quartiles
        return attrs.evolve(cell, mean=mean, quartiles=(nearest(low), nearest(middle), nearest(high)))

    cells = tuple(map(rounded, tables.cells))
    return attrs.evolve(tables, cells=cells, rounding_base=base)


def _publishable(cell: Cell, states: Mapping[CellKey, CellState], rule: DisclosureRule) -> Cell:
    if cell.key in states:
        return cell.withheld(states[cell.key])
    if cell.n is not None and cell.n < rule.minimum_quartiles:
        return attrs.evolve(cell, quartiles=None)
    return cell

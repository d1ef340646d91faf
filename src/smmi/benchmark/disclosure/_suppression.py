"""Suppression: which cells to withhold so that nothing can be derived that must not be, as few of them as possible."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping
from typing import Final, TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.benchmark.disclosure._aggregates import (
    Aggregates,
    Cell,
    CellKey,
    CellState,
    CodeRelation,
    Suppression,
)
from smmi.benchmark.disclosure._attacks import Leak, differencing, dominating
from smmi.benchmark.disclosure._bounding import (
    bounding,
    ordering,
    without_own_quartiles,
    without_telling_quartiles,
)
from smmi.benchmark.disclosure._ledger import NOTHING_PUBLISHED, Ledger, Revision, check_ledger
from smmi.benchmark.disclosure._rule import DisclosureRule, SuppressionCost
from smmi.benchmark.disclosure._systems import Block, Flags, blocks
from smmi.benchmark.disclosure._told_before import ToldBefore
from smmi.benchmark.worlds._covering import near_cover
from smmi.benchmark.worlds._rounding import to_multiple
from smmi.errors import ArgumentError

Item = TypeVar("Item", bound=Hashable)

MOST_ROUNDS: Final = 60
"""After so many rounds the cheapest selection found is taken, and its cost is above the bound."""
MOST_PROVED: Final = 128
"""Of so many items at most the cheapest are found for certain; of more by a search, and the bound is lower."""
MANY_ROUNDS: Final = 100
"""So many rounds there are at most where the items are searched, each of which takes less."""
MOST_SEARCHED: Final = 256
"""Of more items than these the search has few rounds, in which the selection grows until no small sum is left."""
FEW_ROUNDS: Final = 8
"""So many; of what each of them closed the cheapest is taken."""
STEPS: Final = 500
"""The search ends after so many steps without a cheaper selection, of which it is not yet known that it is safe."""
MOST_STEPS: Final = 10_000
"""And after so many if it is safe."""


@tells_keywords
def suppress(
    tables: Aggregates,
    /,
    *,
    rule: DisclosureRule,
    ledger: Ledger = NOTHING_PUBLISHED,
    revision: Revision = Revision.REFUSED,
) -> Aggregates:
    """Return tables from whose published cells nothing can be derived that the rule forbids.

    Each leak that the auditor finds names the cells that it uses. At least one of them must be withheld, whatever else
    is; so the cheapest selection that withholds one of each is a lower bound for every safe one. It is found by integer
    programming and audited; if there are leaks, they are added, and so on. A selection that passes is the cheapest safe
    one. In between, leaks are closed greedily, which gives a safe selection early. `Suppression.cost` and `.bound` are
    equal where the cheapest was found. Where more than 128 cells are in leaks, selections are found by local search and
    the bound by linear programming: what is withheld is as safe, and is hardly more. Of more than 256 items the search
    has few rounds, and more may be withheld, as `.bound` says. (The method is that of implicit
    hitting sets: Moreno-Centeno and Karp 2013, Oper Res 61:453-468; the problem is the cell suppression problem of
    Fischetti and Salazar 2001, Manag Sci 47:1008-1027.)

    Cells that are withheld already stay so. Means and quartiles are rounded if the rule says so. Last, quartiles that
    would leave a score too little room are withheld, and their cells stay: of those that hold such a score, that of the
    fewest units first.

    What is in the ledger was published, and is attacked together with the tables; it cannot be withheld. A cell that
    is withheld for that says with which cells of which publications it would tell too much. What follows from earlier
    publications alone was told before: it is counted.

    Args:
        tables: What is to be published together.
        rule: What must not be derived.
        ledger: What was published before; nothing where not given.
        revision: Whether an administration in the ledger may be published again of other units or scores.

    Returns:
        The same tables with some cells withheld, numbers rounded, and what that cost.

    Raises:
        ArgumentError: These are no aggregates, or it is no rule, no ledger or no revision.
        FrozenReleaseError: An administration in the ledger is of other units or scores, and that is refused.

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
    check_ledger(ledger, revision)
    if revision is Revision.REFUSED:
        ledger.check(tables)
    rounded = _rounded(tables, rule)
    systems = blocks(rounded, rule, ledger=ledger)
    by_group = rounded.relation is CodeRelation.RELATED or any(not system.code for system in systems)
    groups = [systems] if by_group else [[system] for system in systems]
    states: dict[CellKey, Cell] = {}
    made = Suppression(cost=0.0, bound=0.0, rounds=0)
    for together in groups:
        attack = _Attack(together, rule, by_group=by_group)
        withheld, how = _cheapest(attack)
        states |= withheld
        made = Suppression(
            cost=made.cost + how.cost,
            bound=made.bound + how.bound,
            rounds=made.rounds + how.rounds,
            told_before=made.told_before + how.told_before,
        )
    cells = tuple(states.get(cell.key) or _publishable(cell, rule) for cell in rounded.cells)
    done = attrs.evolve(rounded, cells=cells, suppression=made)
    if ledger.publications:
        # Of earlier publications what stands for what hangs on what is withheld.
        systems = blocks(done, rule, ledger=ledger)
    else:
        systems = [system.with_cells(done) for system in systems]
    return without_telling_quartiles(done, systems, rule)


class _Attack:
    """An attack on some systems of which cells are withheld together.

    Attributes:
        systems: The systems.
        rule: What must not be derived.
        earlier: With which cells of earlier publications the items of a conflict tell too much; none if they do so
            without any.
    """

    def __init__(self, systems: list[Block], rule: DisclosureRule, *, by_group: bool) -> None:
        self.systems = systems
        self.rule = rule
        self.earlier: dict[frozenset[CellKey], frozenset[CellKey]] = {}
        self._by_group = by_group
        self._told = [ToldBefore(system, rule) for system in systems]
        self._seen: dict[Hashable, list[Leak]] = {}
        self._items = [tuple(self.item(cell.key) for cell in system.cells) for system in systems]

    @property
    def told_before(self) -> int:
        """How many leaks follow from earlier publications alone."""
        return sum(len(told.leaks) for told in self._told)

    def item(self, key: CellKey) -> CellKey:
        """Return what is withheld if a cell is: itself, or all codes of its group."""
        return attrs.evolve(key, code="") if self._by_group else key

    def leaking(self, withheld: frozenset[CellKey]) -> set[frozenset[CellKey]]:
        """Return for each leak that is left the items of which one must be withheld."""
        shown = self._shown(withheld)
        leaks = self._sums(shown)
        if not leaks:
            leaks = self._beyond_sums(shown)
        return {self._conflict(leak) for leak in leaks}

    def _shown(self, withheld: frozenset[CellKey]) -> list[Flags]:
        """Return which cells of each system are published."""
        return [
            np.array(
                [
                    cell.state is CellState.PUBLISHED if cell.key.publication else item not in withheld
                    for cell, item in zip(system.cells, items, strict=True)
                ],
                dtype=np.bool_,
            )
            for system, items in zip(self.systems, self._items, strict=True)
        ]

    def adding_up(self, withheld: frozenset[CellKey]) -> set[frozenset[CellKey]]:
        """Return the same for small sums alone, which are found sooner."""
        return {self._conflict(leak) for leak in self._sums(self._shown(withheld))}

    def _sums(self, shown: list[Flags]) -> list[Leak]:
        leaks: list[Leak] = []
        for system, items, told, flags in zip(self.systems, self._items, self._told, shown, strict=True):
            # Codes that have the same cells of the same units are differenced but once.
            linked = system.linked(flags).scores
            pattern = (items, flags.tobytes(), linked.shape, linked.tobytes())
            if pattern not in self._seen:
                self._seen[pattern] = list(differencing(system, flags, self.rule, counts=told.is_new))
            leaks += self._seen[pattern]
        return leaks

    def _beyond_sums(self, shown: list[Flags]) -> list[Leak]:
        leaks: list[Leak] = []
        for place, (system, told, flags) in enumerate(zip(self.systems, self._told, shown, strict=True)):
            state = (place, flags.tobytes())
            if system.code and state not in self._seen:
                found = (*dominating(system, flags, self.rule), *bounding(system, flags, self.rule))
                new = list(filter(told.is_new, found))
                if not new and system.earlier.any():
                    # Quartiles that were published cannot be withheld any more: then cells have to be.
                    old = without_own_quartiles(system)
                    new = list(filter(told.is_new, ordering(old, flags, self.rule)))
                self._seen[state] = new
            leaks += self._seen.get(state, [])
        return leaks

    def _conflict(self, leak: Leak) -> frozenset[CellKey]:
        items = frozenset(self.item(key) for key in leak.cells if not key.publication)
        earlier = frozenset(self.item(key) for key in leak.cells if key.publication)
        known = self.earlier.get(items, earlier)
        self.earlier[items] = known | earlier if known and earlier else frozenset()
        return items


def _cheapest(attack: _Attack) -> tuple[dict[CellKey, Cell], Suppression]:
    """Return which cells of some systems are withheld, and at what cost."""
    costs: dict[CellKey, float] = defaultdict(float)
    alone: set[CellKey] = set()
    cells = []
    for system in attack.systems:
        sensitive = _telling(system, attack.rule)
        for cell, n, tells in zip(system.cells, system.sizes.tolist(), sensitive.tolist(), strict=True):
            if cell.key.publication or not system.code:
                continue
            cells.append(cell)
            costs[attack.item(cell.key)] += float(n) if attack.rule.cost is SuppressionCost.UNITS else 1.0
            if tells:
                alone.add(attack.item(cell.key))
    already = {attack.item(cell.key) for cell in cells if cell.state is not CellState.PUBLISHED}
    withheld, bound, rounds = _least_withheld(costs, already | alone, attack.leaking, attack.adding_up)
    why = _because(attack, withheld)
    states = {}
    for cell in (cell for cell in cells if attack.item(cell.key) in withheld):
        item = attack.item(cell.key)
        if cell.state is not CellState.PUBLISHED:
            states[cell.key] = cell.withheld(cell.state, because=cell.because)
        elif item in alone:
            states[cell.key] = cell.withheld(CellState.SENSITIVE)
        elif why.get(item):
            because = [attrs.evolve(key, code=cell.key.code) for key in why[item]]
            states[cell.key] = cell.withheld(CellState.EARLIER, because=tuple(sorted(because)))
        else:
            states[cell.key] = cell.withheld(CellState.COMPLEMENTARY)
    cost = sum(costs[one] for one in withheld)
    return states, Suppression(cost=cost, bound=bound, rounds=rounds, told_before=attack.told_before)


def _because(attack: _Attack, withheld: frozenset[CellKey]) -> dict[CellKey, frozenset[CellKey]]:
    """Return the cells of earlier publications for which alone an item is withheld, by item.

    An item is needed for the conflicts of which it alone is withheld. If any of these is without an earlier
    publication, it would be withheld anyway.
    """
    found: dict[CellKey, frozenset[CellKey]] = {}
    for conflict, earlier in attack.earlier.items():
        hit = conflict & withheld
        if len(hit) == 1:
            (one,) = hit
            known = found.get(one, earlier)
            found[one] = known | earlier if known and earlier else frozenset()
    return found


def _telling(system: Block, rule: DisclosureRule) -> Flags:
    """Return which cells of the tables tell too much if nothing else is published, (cells,).

    Withheld cells bound no score, and those of earlier publications are not asked.
    """
    asked = ~system.sensitive & ~system.earlier & bool(system.code)

    def tells(row: int) -> bool:
        around = system.around(row)
        only = np.arange(len(around.cells)) == 0
        return any(True for _ in bounding(around, only, rule))

    bounds = [
        bool(ask) and cell.state is CellState.PUBLISHED and tells(row)
        for row, (cell, ask) in enumerate(zip(system.cells, asked, strict=True))
    ]
    return np.asarray(system.sensitive | np.array(bounds, dtype=np.bool_))


def _least_withheld(
    costs: Mapping[Item, float],
    forced: set[Item],
    leaking: Callable[[frozenset[Item]], set[frozenset[Item]]],
    adding_up: Callable[[frozenset[Item]], set[frozenset[Item]]],
) -> tuple[frozenset[Item], float, int]:
    """Return the cheapest selection that leaks nothing, a bound for its cost, and the rounds.

    Args:
        costs: What withholding each item costs.
        forced: The items that are withheld in any case.
        leaking: The leaks of a selection, each the items of which one must be withheld; withholding more never adds
            one.
        adding_up: Some of these, found sooner.
    """
    conflicts: set[frozenset[Item]] = set()
    best = frozenset(costs)
    price = sum(costs.values())
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
    costs: Mapping[Item, float],
    forced: frozenset[Item],
    conflicts: set[frozenset[Item]],
    leaking: Callable[[frozenset[Item]], set[frozenset[Item]]],
    adding_up: Callable[[frozenset[Item]], set[frozenset[Item]]],
) -> tuple[frozenset[Item], float, int]:
    """Return a selection that leaks nothing and is nearly the cheapest, a bound for its cost, and the rounds.

    Args:
        costs: As of `_least_withheld`, as are the others.
        forced: The items that are withheld in any case.
        conflicts: The leaks that are known.
        leaking: The leaks of a selection.
        adding_up: Some of these, found sooner.
    """
    # A fixed draw, so that the same is withheld of the same tables.
    rng = np.random.default_rng(len(costs))
    hit, steps, rounds = frozenset[Item](), STEPS, 0
    # The cheapest of which no small sums follow: the search may not come to an end.
    closed, price = frozenset(costs), sum(costs.values())
    while rounds < (MANY_ROUNDS if len(costs) <= MOST_SEARCHED else FEW_ROUNDS):
        rounds += 1
        before = hit
        rows, prices, items = _matrix(costs, conflicts)
        start = np.array([one in hit for one in items], dtype=np.bool_)
        covered = near_cover(rows, prices, start, steps=steps, rng=rng)
        hit = frozenset(items[i] for i in np.flatnonzero(covered).tolist())
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
    selection = forced | hit
    while found := leaking(selection):
        conflicts |= found
        selection = selection | _greedy(costs, found)
    return selection, sum(costs[one] for one in forced) + _bound(costs, conflicts), rounds


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

    matrix, prices, items = _matrix(costs, conflicts)
    solved = milp(
        prices,
        integrality=np.ones(len(items), dtype=np.int64),
        bounds=Bounds(0.0, 1.0),
        constraints=LinearConstraint(matrix.astype(np.float64), lb=1.0),
        options={"mip_rel_gap": 0.0},
    )
    return frozenset(items[i] for i in np.flatnonzero(np.asarray(solved.x) > 0.5))


def _matrix(
    costs: Mapping[Item, float], conflicts: set[frozenset[Item]]
) -> tuple[Flags, npt.NDArray[np.float64], list[Item]]:
    """Return which items each conflict holds, (conflicts, items), what each costs, and the items."""
    items = sorted(set().union(*conflicts), key=str)
    place = {one: i for i, one in enumerate(items)}
    rows = sorted(tuple(sorted([place[one] for one in conflict])) for conflict in conflicts)
    matrix = np.zeros((len(rows), len(items)), dtype=np.bool_)
    for at, row in enumerate(rows):
        matrix[at, row] = True
    return matrix, np.array([costs[one] for one in items]), items


def _bound(costs: Mapping[Item, float], conflicts: set[frozenset[Item]]) -> float:
    """Return what the items cost at least of which every conflict holds one, by linear programming."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    matrix, prices, _ = _matrix(costs, conflicts)
    given = LinearConstraint(csr_array(matrix.astype(np.float64)), lb=1.0)
    solved = milp(prices, bounds=Bounds(0.0, 1.0), constraints=given)
    return float(np.asarray(solved.x) @ prices)


def _rounded(tables: Aggregates, rule: DisclosureRule) -> Aggregates:
    """Return the tables with rounded means and quartiles."""

    def rounded(cell: Cell) -> Cell:
        mean, quartiles = cell.mean, cell.quartiles
        if mean is not None and rule.rounding_base is not None:
            mean = to_multiple(mean, rule.rounding_base)
        if quartiles is not None and rule.quartile_base is not None:
            low, middle, high = (to_multiple(value, rule.quartile_base) for value in quartiles)
            quartiles = low, middle, high
        return attrs.evolve(cell, mean=mean, quartiles=quartiles)

    cells = tuple(map(rounded, tables.cells))
    base, of_quartiles = (
        rule.rounding_base or tables.rounding_base,
        rule.quartile_base or tables.quartile_base,
    )
    return attrs.evolve(tables, cells=cells, rounding_base=base, quartile_base=of_quartiles)


def _publishable(cell: Cell, rule: DisclosureRule) -> Cell:
    if cell.n is not None and cell.n < rule.minimum_quartiles:
        return attrs.evolve(cell, quartiles=None)
    return cell

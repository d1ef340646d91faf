"""Suppression: which cells to withhold so that nothing can be derived that must not be, as few of them as possible."""

from collections import defaultdict
from collections.abc import Hashable, Iterator

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
from smmi.benchmark.worlds._hitting_sets import least_withheld
from smmi.benchmark.worlds._orders import NONE
from smmi.benchmark.worlds._rounding import to_multiple
from smmi.errors import ArgumentError


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

    Cells of the tables are withheld as items: a cell is one, or all codes of its group are.

    Attributes:
        systems: The systems.
        rule: What must not be derived.
        items: The items, in their order; what else is said of them is said by their places.
        costs: What withholding each costs.
        earlier: With which cells of earlier publications the items of a conflict tell too much; none if they do so
            without any.
    """

    def __init__(self, systems: list[Block], rule: DisclosureRule, *, by_group: bool) -> None:
        self.systems = systems
        self.rule = rule
        self.earlier: dict[frozenset[int], frozenset[CellKey]] = {}
        self._by_group = by_group
        self._told = [ToldBefore(system, rule) for system in systems]
        self._seen: dict[Hashable, set[frozenset[int]]] = {}
        costs: dict[CellKey, float] = defaultdict(float)
        for cell, n in self.own_cells():
            costs[self._item(cell.key)] += float(n) if rule.cost is SuppressionCost.UNITS else 1.0
        self.items = sorted(costs, key=str)
        self.costs = [costs[item] for item in self.items]
        self._places = {item: place for place, item in enumerate(self.items)}
        # Of cells of earlier publications there is nothing to withhold.
        self._items = [
            np.array(
                [NONE if cell.key.publication else self.place(cell.key) for cell in system.cells],
                dtype=np.int64,
            )
            for system in systems
        ]
        self._published = [
            np.array([cell.state is CellState.PUBLISHED for cell in system.cells], dtype=np.bool_)
            for system in systems
        ]

    def own_cells(self) -> Iterator[tuple[Cell, int]]:
        """Yield the cells of the tables, and how many units each has."""
        for system in self.systems:
            for cell, n in zip(system.cells, system.sizes.tolist(), strict=True):
                if not cell.key.publication and system.code:
                    yield cell, n

    @property
    def told_before(self) -> int:
        """How many leaks follow from earlier publications alone."""
        return sum(len(told.leaks) for told in self._told)

    def _item(self, key: CellKey) -> CellKey:
        """Return what is withheld if a cell is: itself, or all codes of its group."""
        return attrs.evolve(key, code="") if self._by_group else key

    def place(self, key: CellKey) -> int:
        """Return the place of what is withheld if a cell is."""
        return self._places[self._item(key)]

    def leaking(self, withheld: frozenset[int]) -> set[frozenset[int]]:
        """Return for each leak that is left the items of which one must be withheld."""
        shown = self._shown(withheld)
        return self._sums(shown) or self._beyond_sums(shown)

    def _shown(self, withheld: frozenset[int]) -> list[Flags]:
        """Return which cells of each system are published."""
        # The last place is for cells of earlier publications.
        is_open = np.ones(len(self.items) + 1, dtype=np.bool_)
        is_open[list(withheld)] = False
        return [
            np.asarray(np.where(items == NONE, published, is_open[items]), dtype=np.bool_)
            for items, published in zip(self._items, self._published, strict=True)
        ]

    def adding_up(self, withheld: frozenset[int]) -> set[frozenset[int]]:
        """Return the same for small sums alone, which are found sooner."""
        return self._sums(self._shown(withheld))

    def _sums(self, shown: list[Flags]) -> set[frozenset[int]]:
        conflicts: set[frozenset[int]] = set()
        for place, (system, told, flags) in enumerate(zip(self.systems, self._told, shown, strict=True)):
            # Codes that have the same cells of the same units are differenced but once.
            pattern = (self._items[place].tobytes(), flags.tobytes(), system.linked(flags).pattern)
            if pattern not in self._seen:
                leaks = differencing(system, flags, self.rule, counts=told.is_new)
                self._seen[pattern] = {self._conflict(leak, place) for leak in leaks}
            conflicts |= self._seen[pattern]
        return conflicts

    def _beyond_sums(self, shown: list[Flags]) -> set[frozenset[int]]:
        conflicts: set[frozenset[int]] = set()
        for place, (system, told, flags) in enumerate(zip(self.systems, self._told, shown, strict=True)):
            state = (place, flags.tobytes())
            if system.code and state not in self._seen:
                found = (*dominating(system, flags, self.rule), *bounding(system, flags, self.rule))
                new = list(filter(told.is_new, found))
                if not new and system.earlier.any():
                    # Quartiles that were published cannot be withheld any more: then cells have to be.
                    old = without_own_quartiles(system)
                    new = list(filter(told.is_new, ordering(old, flags, self.rule)))
                self._seen[state] = {self._conflict(leak, place) for leak in new}
            conflicts |= self._seen.get(state, set())
        return conflicts

    def _conflict(self, leak: Leak, place: int) -> frozenset[int]:
        """Return the items of which one must be withheld for a leak of a system."""
        rows, places = self.systems[place].rows, self._items[place]
        used = leak.cells
        items = frozenset(places[[rows[key] for key in used]].tolist()) - {NONE}
        earlier = frozenset(self._item(key) for key in used if key.publication)
        known = self.earlier.get(items, earlier)
        self.earlier[items] = known | earlier if known and earlier else frozenset()
        return items


def _cheapest(attack: _Attack) -> tuple[dict[CellKey, Cell], Suppression]:
    """Return which cells of some systems are withheld, and at what cost."""
    alone = {
        attack.place(cell.key)
        for system in attack.systems
        for cell, tells in zip(system.cells, _telling(system, attack.rule).tolist(), strict=True)
        if tells and system.code and not cell.key.publication
    }
    cells = [(cell, attack.place(cell.key)) for cell, _ in attack.own_cells()]
    already = {item for cell, item in cells if cell.state is not CellState.PUBLISHED}
    withheld, bound, rounds = least_withheld(attack.costs, already | alone, attack.leaking, attack.adding_up)
    why = _because(attack, withheld)
    states = {}
    for cell, item in cells:
        if item not in withheld:
            continue
        if cell.state is not CellState.PUBLISHED:
            states[cell.key] = cell.withheld(cell.state, because=cell.because)
        elif item in alone:
            states[cell.key] = cell.withheld(CellState.SENSITIVE)
        elif why.get(item):
            because = [attrs.evolve(key, code=cell.key.code) for key in why[item]]
            states[cell.key] = cell.withheld(CellState.EARLIER, because=tuple(sorted(because)))
        else:
            states[cell.key] = cell.withheld(CellState.COMPLEMENTARY)
    cost = sum(attack.costs[one] for one in withheld)
    return states, Suppression(cost=cost, bound=bound, rounds=rounds, told_before=attack.told_before)


def _because(attack: _Attack, withheld: frozenset[int]) -> dict[int, frozenset[CellKey]]:
    """Return the cells of earlier publications for which alone an item is withheld, by item.

    An item is needed for the conflicts of which it alone is withheld. If any of these is without an earlier
    publication, it would be withheld anyway.
    """
    found: dict[int, frozenset[CellKey]] = {}
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

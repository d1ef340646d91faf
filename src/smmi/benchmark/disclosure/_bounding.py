"""Between what bounds an intruder can put single scores, and sums over withheld cells: by sums, and by quartiles."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import attrs
import numpy as np

from smmi.benchmark.disclosure._aggregates import Aggregates, CellKey, CellState
from smmi.benchmark.disclosure._attacks import Leak, LeakKind
from smmi.benchmark.disclosure._rule import DisclosureRule, Intruder, pools
from smmi.benchmark.disclosure._systems import Block, Flags, Floats, Integers
from smmi.benchmark.kernels._feasibility import HIGH, NOBODY, Disclosed, Sums, narrow_intervals
from smmi.benchmark.worlds._exchanges import certainly_wide_sum
from smmi.benchmark.worlds._knowledge import Knowledge
from smmi.benchmark.worlds._orders import Order, order_of
from smmi.benchmark.worlds._rooms import Rooms, rooms_of
from smmi.benchmark.worlds._rounding import known_of
from smmi.benchmark.worlds._search import told, told_sums
from smmi.benchmark.worlds._withholding import Asked, telling_orders, unproved


def bounding(block: Block, published: Flags, rule: DisclosureRule, /) -> Iterator[Leak]:
    """Yield scores and sums over sensitive cells that published means bound too closely.

    Args:
        block: The system.
        published: Which of its cells are published, (cells,).
        rule: What must not be derived.
    """
    rows = np.flatnonzero(published)
    if len(rows) and _has_bounds(rule):
        attack = _Attack(block=block, rows=rows, published=published, rule=rule, orders=())
        yield from attack.leaks(LeakKind.INTERVAL)


def ordering(block: Block, published: Flags, rule: DisclosureRule, /) -> Iterator[Leak]:
    """Yield scores to which quartiles, with means, may leave too little room.

    Sums over withheld cells are a matter of means: see `bounding`.

    Args:
        block: The system.
        published: Which of its cells are published, (cells,).
        rule: What must not be derived.
    """
    attack = _ordered(block, published, rule)
    if attack is not None:
        yield from attack.leaks(LeakKind.QUARTILES)


def _ordered(block: Block, published: Flags, rule: DisclosureRule) -> "_Attack | None":
    """Return the attack by quartiles, if there are any."""
    rows = np.flatnonzero(published)
    ordered = [row for row in rows.tolist() if block.cells[row].quartiles is not None]
    if not ordered or not _has_bounds(rule):
        return None
    orders = [_order(block, row) for row in ordered]
    keys = [block.cells[row].key for row in ordered]
    return _Attack(block=block, rows=rows, published=published, rule=rule, orders=orders, keys=keys)


def _has_bounds(rule: DisclosureRule) -> bool:
    return rule.protection_width > 0 or rule.p_percent is not None


def _order(block: Block, row: int) -> Order:
    """Return what the quartiles of a cell say of the order of its values."""
    inside = block.spread[row]
    true = np.quantile(block.values[inside], (0.25, 0.5, 0.75)).tolist()
    shown, base = block.cells[row].quartiles or (), block.quartile_bases[row]
    ends = [known_of(one, base, truth) for one, truth in zip(shown, true, strict=True)]
    low, high = np.array(ends, dtype=np.float64).T
    return order_of(inside, block.values, low, high)


@attrs.frozen(kw_only=True, eq=False, slots=False)
class _Attack:
    """Published cells, and who attacks what; of the orders also of which cells they are."""

    block: Block
    rows: Integers
    published: Flags
    rule: DisclosureRule
    orders: Sequence[Order]
    keys: Sequence[CellKey] = ()

    @cached_property
    def knowledge(self) -> Knowledge:
        """What is published of the values."""
        low, high = self.block.limits
        return Knowledge(
            incidence=self.block.spread[self.rows],
            low=low[self.rows],
            high=high[self.rows],
            orders=self.orders,
            values=self.block.values,
            units=self.block.owners,
            parties=self.block.parties[self.block.owners],
            step=self.block.step,
        )

    @cached_property
    def asked(self) -> Asked:
        """What room every value must have."""
        reach = self._reach(self.knowledge.values)
        return Asked(self.rule.protection_width, reach, self._pooling)

    @cached_property
    def _rooms(self) -> Rooms:
        return rooms_of(self.knowledge.values, self.orders, self.knowledge.step)

    @property
    def _pooling(self) -> int:
        return self.rule.coalitions if self.rule.intruder is Intruder.PARTICIPANT else 0

    def leaks(self, kind: LeakKind) -> Iterator[Leak]:
        """Yield what is bounded too closely: by the public, by each participant, and by those that pool."""
        block, knowledge = self.block, self.knowledge
        alone = self.rule.intruder is Intruder.PARTICIPANT
        parties = np.unique(knowledge.parties) if alone else np.zeros(0, dtype=np.int64)
        targets = self._targets(knowledge)
        found: dict[int, set[int]] = {}
        for told_of in self._narrow(knowledge, targets, [NOBODY, *parties.tolist()]):
            found.setdefault(told_of.target, set()).add(told_of.intruder)
            who = block.parties == told_of.intruder
            yield self._leak(kind, told_of, targets[told_of.target], who)
        for one, other in pools(block.parties, self.rule):
            known = np.where(knowledge.parties == other, one, knowledge.parties)
            pooled = attrs.evolve(knowledge, parties=known)
            left = [at for at in range(len(targets)) if not found.get(at, set()) & {NOBODY, one, other}]
            for told_of in self._narrow(pooled, targets[left], [one]):
                yield self._leak(
                    kind, told_of, targets[left][told_of.target], np.isin(block.parties, (one, other))
                )

    def _reach(self, values: Floats) -> Floats:
        percent = self.rule.p_percent
        if percent is None:
            return np.full(len(values), -np.inf)
        return np.minimum(HIGH, values * (1.0 + percent / 100.0))

    def _targets(self, knowledge: Knowledge) -> Flags:
        """Return the values, and the sums over withheld cells, of which it is not clear that they have room."""
        left = np.flatnonzero(unproved(knowledge.by_atoms, self.orders, self.asked, step=knowledge.step))
        singles = np.zeros((len(left), len(knowledge.values)), dtype=np.bool_)
        singles[np.arange(len(left)), left] = True
        if self.orders:
            return singles
        hidden = self.block.spread[self.block.sensitive & ~self.published]
        # A cell of one unit is that unit's score, and many cells may be of the same units.
        apart = {target.tobytes(): target for target in hidden[hidden.sum(axis=1) > 1]}
        sums = [
            target
            for target in apart.values()
            if not certainly_wide_sum(
                *(knowledge.by_atoms, self._rooms, target),
                width=self.rule.protection_width,
                pooling=self._pooling,
            )
        ]
        return np.vstack((singles, *sums))

    def _narrow(self, knowledge: Knowledge, targets: Flags, intruders: Sequence[int]) -> Iterator[Disclosed]:
        """Yield the targets that somebody bounds too closely: exactly by sums, by worlds with quartiles or a grid."""
        width = self.rule.protection_width
        if not self.orders and knowledge.step is None:
            yield from narrow_intervals(
                Sums(knowledge.incidence, knowledge.low, knowledge.high),
                knowledge.values,
                knowledge.parties,
                targets,
                width=width,
                percent=self.rule.p_percent,
                intruders=np.array([one for one in intruders if one != NOBODY], dtype=np.int64),
            )
            return
        single = targets.sum(axis=1) == 1
        places = np.flatnonzero(single)
        columns = np.argmax(targets[single], axis=1) if len(places) else np.zeros(0, dtype=np.int64)
        back = dict(zip(columns.tolist(), places.tolist(), strict=True))
        reach = self._reach(knowledge.values)
        for one in told(knowledge, columns, width=width, reach=reach, intruders=intruders):
            target = back[one.target]
            yield Disclosed(target, one.intruder, one.low, one.high, self._used(targets[target]))
        sums = np.flatnonzero(~single)
        for one in told_sums(knowledge, targets[sums], width=width, intruders=intruders):
            target = int(sums[one.target])
            yield Disclosed(target, one.intruder, one.low, one.high, self._used(targets[target]))

    def _used(self, target: Flags) -> tuple[int, ...]:
        """Return the published sums that hold a value of a target; all of them, if none of the tables does."""
        inside = np.flatnonzero(self.block.spread[self.rows][:, target].any(axis=1))
        is_open = ~self.block.earlier[self.rows[inside]]
        return tuple((inside if is_open.any() else np.arange(len(self.rows))).tolist())

    def _leak(self, kind: LeakKind, found: Disclosed, target: Flags, who: Flags) -> Leak:
        block = self.block
        others = np.unique(block.owners[target])
        return Leak(
            kind=kind,
            participants=tuple(block.units[i] for i in np.flatnonzero(who).tolist()),
            code=block.code,
            units=tuple(block.units[i] for i in others.tolist() if not who[i]),
            low=found.low,
            high=found.high,
            combination=tuple((block.cells[self.rows[i]].key, 0) for i in found.sums),
        )


def without_telling_quartiles(
    tables: Aggregates, systems: Iterable[Block], rule: DisclosureRule, /
) -> Aggregates:
    """Return tables without quartiles that leave a score too little room; their cells stay.

    Of the cells that hold such a score, the one of the fewest units loses its quartiles first, until every score is
    proved to have room enough.

    Args:
        tables: Cells of which nothing follows without their quartiles that the rule forbids.
        systems: The cells as linear systems.
        rule: What must not be derived.
    """
    away: set[CellKey] = set()
    for block in systems:
        if block.code:
            away |= _telling(block, rule)
    if not away:
        return tables
    cells = tuple(attrs.evolve(cell, quartiles=None) if cell.key in away else cell for cell in tables.cells)
    return attrs.evolve(tables, cells=cells)


def without_own_quartiles(block: Block, /) -> Block:
    """Return a system in which no cell of the tables has quartiles; those of earlier publications stay."""
    return _without(block, {cell.key for cell in block.cells if not cell.key.publication})


def _telling(block: Block, rule: DisclosureRule) -> frozenset[CellKey]:
    """Return the cells of the tables whose quartiles are withheld."""
    published = np.array([cell.state is CellState.PUBLISHED for cell in block.cells], dtype=np.bool_)
    sizes = {cell.key: n for cell, n in zip(block.cells, block.sizes.tolist(), strict=True)}
    attack = _ordered(block, published, rule)
    if attack is None:
        return frozenset()
    keys = attack.keys
    may_go = [at for at in range(len(keys)) if not keys[at].publication]
    may_go.sort(key=lambda at: (sizes[keys[at]], keys[at]))
    knowledge = attack.knowledge
    gone = telling_orders(knowledge.by_atoms, attack.orders, may_go, attack.asked, step=knowledge.step)
    return frozenset(keys[at] for at in gone)


def _without(block: Block, away: set[CellKey]) -> Block:
    """Return the block without some quartiles."""
    return attrs.evolve(
        block,
        cells=tuple(attrs.evolve(cell, quartiles=None) if cell.key in away else cell for cell in block.cells),
    )

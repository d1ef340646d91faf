"""What an intruder who combines published cells can derive: differencing, and feasibility intervals."""

import enum
import itertools
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.disclosure._aggregates import Aggregates, Cell, CellKey, CellState
from smmi.benchmark.disclosure._dominance import exact_rule, whole_values
from smmi.benchmark.disclosure._rule import DisclosureRule, Intruder
from smmi.benchmark.kernels._concentration import concentrated_sums
from smmi.benchmark.kernels._differencing import atoms, small_sums
from smmi.benchmark.kernels._feasibility import HIGH, LOW, NOBODY, Sums, narrow_intervals

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


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
    """The quartiles of too few units are published."""
    RELATION = "relation"
    """Cells of scores that are made from one another are not published together, or not from the same units."""


@attrs.frozen(kw_only=True)
class Leak:
    """One thing that can be derived and must not be. It names units: it is for the organisers.

    Attributes:
        kind: How it is derived.
        participants: Who can derive it, knowing its own scores; empty if the public can.
        code: The code of the score.
        units: Whose score or sum it is, beside that of the participant.
        low: The least that it can be, in points, of the sum; None where there is no sum.
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
        if self.kind is LeakKind.QUARTILES:
            few = f"those of {len(self.units)} units, too few by the rule"
            return f"{self.kind.value}: {few}, are shown in {self.cells[0]}"
        who = _listed(self.participants) or "the public"
        what = "" if self.low is None else f" between {self.low:g} and {self.high:g}"
        of = f"{self.code!r} of {_listed(self.units)}{what}"
        return f"{self.kind.value}: {who} finds {of}, from {', '.join(map(str, self.cells))}"


def _listed(units: Sequence[str], most: int = 4) -> str:
    return ", ".join(units[:most]) + (f" and {len(units) - most} more" if len(units) > most else "")


@attrs.frozen(kw_only=True, eq=False)
class Block:
    """The cells of one code in all administrations, as a linear system.

    An intruder may assume that the score of a unit has not changed between administrations. Differencing takes this as
    true of all units. In feasibility intervals it is so where it is true: a wrong guess proves nothing.

    Attributes:
        code: The code.
        cells: The cells with units, whether or not they are published.
        units: The units, in alphabetical order.
        incidence: Which units each cell adds, (cells, units).
        spread: Which values each cell adds, (cells, values): a unit whose score has changed has several.
        values: The values, (values,).
        owners: To which unit each value belongs, (values,).
        dominated: Which cells the (n, k) rule makes sensitive, (cells,).
        sensitive: Which cells are sensitive by themselves, (cells,).
        half_width: How far a mean may be from its rounding, in points.
    """

    code: str
    cells: tuple[Cell, ...]
    units: tuple[str, ...]
    incidence: Flags
    spread: Flags
    values: Floats
    owners: Integers
    dominated: Flags
    sensitive: Flags
    half_width: float

    @cached_property
    def sizes(self) -> Integers:
        """How many units each cell has, (cells,)."""
        return np.asarray(self.incidence.sum(axis=1), dtype=np.int64)

    @cached_property
    def limits(self) -> tuple[Floats, Floats]:
        """Between what an intruder knows the total of each cell to be, if it is published, (cells,) each."""
        totals = self.spread @ self.values
        if not self.half_width:
            return totals, totals
        means = np.array([np.nan if cell.mean is None else cell.mean for cell in self.cells])
        # The rounding of binary arithmetic may leave the truth just outside.
        low, high = ((means + sign * self.half_width) * self.sizes for sign in (-1.0, 1.0))
        return np.minimum(low, totals), np.maximum(high, totals)


def blocks(tables: Aggregates, rule: DisclosureRule, /) -> list[Block]:
    """Return the cells as linear systems, one for each code."""
    return [_block(tables, rule, code) for code in sorted({cell.key.code for cell in tables.cells})]


def _block(tables: Aggregates, rule: DisclosureRule, code: str) -> Block:
    # In the order of their keys, so that nothing hangs on the order in which groups were given.
    own_cells = (cell for cell in tables.cells if cell.key.code == code and cell.state is not CellState.EMPTY)
    cells = tuple(sorted(own_cells, key=lambda cell: cell.key))
    waves = {adm: scores for (adm, own), scores in tables.scores.items() if own == code}
    units = tuple(sorted(set().union(*waves.values())))
    position = {unit: i for i, unit in enumerate(units)}
    columns: dict[tuple[str, float], int] = {}
    placed = {
        (adm, unit): columns.setdefault((unit, value), len(columns))
        for adm, scores in sorted(waves.items())
        for unit, value in scores.items()
    }
    incidence = np.zeros((len(cells), len(units)), dtype=np.bool_)
    spread = np.zeros((len(cells), len(columns)), dtype=np.bool_)
    for row, cell in enumerate(cells):
        for unit in tables.units(cell.key):
            incidence[row, position[unit]] = True
            spread[row, placed[cell.key.administration, unit]] = True
    values = np.array([value for _, value in columns], dtype=np.float64)
    few = incidence.sum(axis=1) < rule.least_units
    dominated = _dominated(values, spread, rule)
    return Block(
        code=code,
        cells=cells,
        units=units,
        incidence=incidence,
        spread=spread,
        values=values,
        owners=np.array([position[unit] for unit, _ in columns], dtype=np.int64),
        dominated=dominated,
        sensitive=np.asarray(few | dominated, dtype=np.bool_),
        half_width=0.0 if tables.rounding_base is None else tables.rounding_base / 2.0,
    )


def _dominated(values: Floats, spread: Flags, rule: DisclosureRule) -> Flags:
    """Return which cells the (n, k) rule makes sensitive, (cells,)."""
    if rule.dominance is None:
        return np.zeros(len(spread), dtype=np.bool_)
    concentration = exact_rule(rule.dominance)
    exact = whole_values(values.tolist())
    cells = [list(itertools.compress(exact, inside)) for inside in spread.tolist()]
    return np.array([concentration.holds(own) for own in cells], dtype=np.bool_)


def differencing(block: Block, published: Flags, rule: DisclosureRule, /) -> Iterator[Leak]:
    """Yield small sums that follow from published cells; none only if there is none.

    Args:
        block: The system.
        published: Which of its cells are published, (cells,).
        rule: What must not be derived.
    """
    rows = np.flatnonzero(published)
    if not len(rows):
        return
    columns, places = atoms(block.incidence[rows].astype(np.int64))
    sizes = np.bincount(places, minlength=columns.shape[1])
    used = columns.any(axis=0)
    for of_atoms, of_rows in small_sums(columns[:, used], sizes[used], least=rule.least_units):
        inside = np.flatnonzero(used)[np.flatnonzero(of_atoms)]
        units = tuple(block.units[i] for i in np.flatnonzero(np.isin(places, inside)))
        # The public can; or only one of the units, which takes its own part away.
        who = units if len(units) >= rule.minimum_cell else ()
        yield _derived(LeakKind.SMALL_SUM, block, rows, of_rows, who, units)


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
        low=float(ends.min(axis=0).sum()),
        high=float(ends.max(axis=0).sum()),
        combination=tuple(
            (block.cells[row].key, int(many)) for row, many in zip(rows, of_rows, strict=True) if many
        ),
    )


def bounding(block: Block, published: Flags, rule: DisclosureRule, /) -> Iterator[Leak]:
    """Yield scores and sums over sensitive cells that are bounded too closely.

    Args:
        block: The system.
        published: Which of its cells are published, (cells,).
        rule: What must not be derived.
    """
    rows = np.flatnonzero(published)
    if not len(rows) or (rule.protection_width <= 0 and rule.p_percent is None):
        return
    low, high = block.limits
    sums = Sums(block.spread[rows], low[rows], high[rows])
    singles = np.eye(len(block.values), dtype=np.bool_)[_cramped(sums.incidence, block.values)]
    hidden = block.spread[block.sensitive & ~published]
    # A cell of one unit is that unit's score.
    targets = np.vstack((singles, hidden[hidden.sum(axis=1) > 1]))
    for found in narrow_intervals(
        sums,
        block.values,
        block.owners,
        targets,
        width=rule.protection_width,
        percent=rule.p_percent,
        participants=rule.intruder is Intruder.PARTICIPANT,
    ):
        who = () if found.intruder == NOBODY else (block.units[found.intruder],)
        owners = np.unique(block.owners[targets[found.target]]).tolist()
        yield Leak(
            kind=LeakKind.INTERVAL,
            participants=who,
            code=block.code,
            units=tuple(block.units[i] for i in owners if block.units[i] not in who),
            low=found.low,
            high=found.high,
            combination=tuple((block.cells[rows[i]].key, 0) for i in found.sums),
        )


def _cramped(incidence: Flags, values: Floats) -> Integers:
    """Return the values that cannot go everywhere by shifting within their atom with one other of it known."""
    columns, places = atoms(incidence)
    sizes = np.bincount(places, minlength=columns.shape[1])
    totals = np.bincount(places, weights=values, minlength=columns.shape[1])
    most, least = np.full(len(sizes), LOW), np.full(len(sizes), HIGH)
    np.maximum.at(most, places, values)
    np.minimum.at(least, places, values)
    roomy = (totals - most >= HIGH) & (totals - least - HIGH * (sizes - 2) <= LOW)
    roomy |= ~columns.any(axis=0)
    return np.flatnonzero(~roomy[places])

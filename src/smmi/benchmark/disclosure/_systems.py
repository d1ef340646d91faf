"""Published cells as linear systems: which scores each of them adds, of new tables and of earlier ones."""

import itertools
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import gcd

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import common_denominator, exact
from smmi.benchmark.disclosure._aggregates import Aggregates, Cell, CellKey, CellState
from smmi.benchmark.disclosure._ledger import NOTHING_PUBLISHED, Ledger, joined_codes
from smmi.benchmark.disclosure._rule import DisclosureRule, is_small, parties_of
from smmi.benchmark.kernels._differencing import atoms
from smmi.benchmark.worlds._exact_rule import exact_rule, whole_values

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_Score = tuple[str, str, float]
"""The administration, unit and value of a score."""


@attrs.frozen(eq=False)
class Linked:
    """Which scores cells add, if those that may be taken for the same are one.

    Attributes:
        scores: Which of these each cell adds, (cells, scores).
        holders: To which unit each belongs, (scores,).
    """

    scores: Flags
    holders: Integers

    def atoms(self, rows: Integers, /) -> tuple[Flags, Integers]:
        """Return the distinct columns of some cells, (rows, atoms), and to which of them each score belongs, (scores,).

        Args:
            rows: The cells.
        """
        distinct, places = self._atoms
        columns, own = atoms(distinct[rows])
        return columns, own[places]

    @cached_property
    def _atoms(self) -> tuple[Flags, Integers]:
        return atoms(self.scores)

    @cached_property
    def pattern(self) -> Hashable:
        """What is equal for cells that add equal scores."""
        return self.scores.shape, self.scores.tobytes()


@attrs.frozen(kw_only=True, eq=False)
class Block:
    """The cells of one code in all administrations and publications, as a linear system.

    An intruder may assume that the score of a unit has not changed. Differencing takes this as true within an
    administration, whatever was corrected; between administrations where it is true. So an entry, a leave or a change
    of group shows, and two administrations in which all scores differ have nothing in common. A score that only
    withheld cells add is nobody's guess: it makes no others the same. In feasibility intervals scores are the same
    where they are equal: a wrong guess proves nothing.

    Attributes:
        code: The code; empty where scores that are made from one another are taken together, without their values.
        cells: The cells with units, whether or not they are published.
        units: The units, in alphabetical order.
        incidence: Which units each cell adds, (cells, units).
        added: Which scores each cell adds, those of each administration and value apart, (cells, scores).
        holders: To which unit each of these scores belongs, (scores,).
        of_administrations: Numbers that are equal for scores of one unit and administration, (scores,).
        of_values: Numbers that are equal for scores of one unit and value, (scores,).
        spread: Which values each cell adds, (cells, values): a unit whose score has changed has several.
        values: The values, (values,).
        owners: To which unit each value belongs, (values,).
        parties: To which participant each unit belongs, by its owner, (units,).
        dominated: Which cells the (n, k) rule makes sensitive, (cells,).
        sensitive: Which cells are sensitive by themselves, (cells,).
        half_widths: How far each mean may be from its rounding, in points, (cells,).
        quartile_bases: To multiples of what the quartiles of each cell are rounded; None if they are not, (cells,).
        step: Of which number scores are multiples; None if they may be any number.
    """

    code: str
    cells: tuple[Cell, ...]
    units: tuple[str, ...]
    incidence: Flags
    added: Flags
    holders: Integers
    of_administrations: Integers
    of_values: Integers
    spread: Flags
    values: Floats
    owners: Integers
    parties: Integers
    dominated: Flags
    sensitive: Flags
    half_widths: Floats
    quartile_bases: tuple[float | None, ...]
    step: float | None

    def with_cells(self, tables: Aggregates, /) -> "Block":
        """Return the same system with the cells of tables, none of which is of an earlier publication."""
        return attrs.evolve(self, cells=tuple(tables[cell.key] for cell in self.cells))

    def around(self, row: int, /) -> "Block":
        """Return a cell, then the sensitive ones that add some of the same values, and nothing else."""
        inside = self.spread[row]
        beside = np.flatnonzero(self.sensitive & self.spread[:, inside].any(axis=1))
        rows = np.append([row], beside[beside != row])
        columns = np.flatnonzero(self.spread[rows].any(axis=0))
        return attrs.evolve(
            self,
            cells=tuple(self.cells[one] for one in rows.tolist()),
            incidence=self.incidence[rows],
            added=self.added[rows],
            spread=self.spread[np.ix_(rows, columns)],
            values=self.values[columns],
            owners=self.owners[columns],
            dominated=self.dominated[rows],
            sensitive=self.sensitive[rows],
            half_widths=self.half_widths[rows],
            quartile_bases=tuple(self.quartile_bases[one] for one in rows.tolist()),
        )

    def linked(self, published: Flags, /) -> Linked:
        """Return which scores the cells add for differencing, if some of them are published.

        Args:
            published: Which cells are, (cells,).
        """
        if not self._is_revised:
            return self._linked
        seen = np.flatnonzero(self.added[published].any(axis=0))
        columns = _same(self.of_administrations[seen], self.of_values[seen])
        return _joined(self.added[:, seen], columns, self.holders[seen])

    @cached_property
    def _linked(self) -> Linked:
        return _joined(self.added, _same(self.of_administrations, self.of_values), self.holders)

    @cached_property
    def _is_revised(self) -> bool:
        """Whether it may hang on what is published which scores are the same: one links others of its unit."""
        several = len({cell.key.administration for cell in self.cells}) > 1
        return several and bool(np.any(np.bincount(self.of_administrations) > 1))

    @cached_property
    def sizes(self) -> Integers:
        """How many units each cell has, (cells,)."""
        return np.asarray(self.incidence.sum(axis=1), dtype=np.int64)

    @cached_property
    def earlier(self) -> Flags:
        """Which cells are of earlier publications, so that they cannot be withheld any more, (cells,)."""
        return np.array([bool(cell.key.publication) for cell in self.cells], dtype=np.bool_)

    @cached_property
    def rows(self) -> Mapping[CellKey, int]:
        """At which place each cell stands."""
        return {cell.key: row for row, cell in enumerate(self.cells)}

    @cached_property
    def limits(self) -> tuple[Floats, Floats]:
        """Between what an intruder knows the total of each cell to be, if it is published, (cells,) each."""
        totals = self.spread @ self.values
        if not self.half_widths.any():
            return totals, totals
        means = np.array([np.nan if cell.mean is None else cell.mean for cell in self.cells])
        # The rounding of binary arithmetic may leave the truth just outside.
        low, high = ((means + sign * self.half_widths) * self.sizes for sign in (-1.0, 1.0))
        rounded = self.half_widths > 0.0
        return np.where(rounded, np.minimum(low, totals), totals), np.where(
            rounded, np.maximum(high, totals), totals
        )


@attrs.frozen(kw_only=True, eq=False)
class _Shown:
    """A cell with what stands behind it.

    Attributes:
        cell: The cell, its key naming the publication if it is an earlier one.
        scores: The score of each of its units.
        half_width: How far its mean may be from its rounding, in points.
        quartile_base: To multiples of what its quartiles are rounded; None if they are not.
    """

    cell: Cell
    scores: Mapping[str, float]
    half_width: float
    quartile_base: float | None

    @property
    def is_ours(self) -> bool:
        """Whether it is of the tables that are to be published."""
        return not self.cell.key.publication

    @property
    def triples(self) -> list[_Score]:
        """Its scores, each with its administration and unit."""
        return [(self.cell.key.administration, *pair) for pair in self.scores.items()]

    @property
    def told(self) -> tuple[object, ...]:
        """What it tells: cells that tell the same can stand for one another."""
        scores = frozenset(self.scores.items())
        if self.cell.state is not CellState.PUBLISHED:
            return (scores,)
        mean = self.cell.mean if self.half_width else None
        return (scores, self.half_width, mean, self.cell.quartiles, self.quartile_base)


def blocks(tables: Aggregates, rule: DisclosureRule, /, *, ledger: Ledger = NOTHING_PUBLISHED) -> list[Block]:
    """Return the cells as linear systems, one for each code, and one for codes that were published apart.

    Of earlier publications they hold what has scores in common with the tables, directly or through other cells.

    Args:
        tables: What is to be published.
        rule: What must not be derived.
        ledger: What was published before.
    """
    owners = owners_in(tables, ledger)
    found = [_block(tables, rule, code, ledger) for code in sorted({cell.key.code for cell in tables.cells})]
    for administration in sorted({cell.key.administration for cell in tables.cells}):
        codes = joined_codes(ledger, tables, administration)
        if codes:
            cells = [one for code in sorted(codes) for one in _shown(tables, ledger, code)]
            own = [one for one in cells if one.cell.key.administration == administration]
            found.append(_system("", _one_for_all_codes(own), rule, (), owners=owners))
    return found


def _block(tables: Aggregates, rule: DisclosureRule, code: str, ledger: Ledger) -> Block:
    waves = {adm: scores for (adm, own), scores in sorted(tables.scores.items()) if own == code}
    held = [(adm, *pair) for adm, scores in waves.items() for pair in scores.items()]
    cells = _without_twins(_shown(tables, ledger, code))
    step = _common_step([tables, *(one.tables for one in ledger.publications)], code)
    return _system(code, cells, rule, held, owners=owners_in(tables, ledger), step=step)


def owners_in(tables: Aggregates, ledger: Ledger, /) -> dict[str, str]:
    """Return who owns each unit, by the tables, else by the latest publication that says so."""
    owners: dict[str, str] = {}
    for publication in ledger.publications:
        owners |= publication.tables.owners
    return owners | dict(tables.owners)


def _common_step(every: Sequence[Aggregates], code: str) -> float | None:
    """Return of which number all scores of a code are multiples, as far as it is known."""
    steps = {held.grid.get(code) for held in every if any(own == code for _, own in held.scores)}
    if None in steps or not steps:
        return None
    known = [exact(step) for step in steps if step is not None]
    unit = common_denominator(known)
    return float(Fraction(gcd(*(int(step * unit) for step in known)), unit))


def _shown(tables: Aggregates, ledger: Ledger, code: str) -> Iterator[_Shown]:
    """Yield the cells of a code that have units, of the tables and of earlier publications."""
    for publication, held in (("", tables), *((one.name, one.tables) for one in ledger.publications)):
        half_width = 0.0 if held.rounding_base is None else held.rounding_base / 2.0
        of_waves = {key: dict(held.scores[key]) for key in held.scores if key[1] == code}
        for cell in held.cells:
            if cell.key.code == code and cell.state is not CellState.EMPTY:
                scores = of_waves[cell.key.administration, code]
                members = held.members[cell.key.administration, cell.key.group]
                yield _Shown(
                    cell=attrs.evolve(cell, key=attrs.evolve(cell.key, publication=publication)),
                    scores={unit: scores[unit] for unit in sorted(scores.keys() & members)},
                    half_width=half_width,
                    quartile_base=held.quartile_base,
                )


def _without_twins(cells: Iterable[_Shown]) -> list[_Shown]:
    """Return cells in the order of their keys, those of earlier publications that tell the same but once.

    A withheld one is left out where the tables have the same cell: its total is protected as that.
    """
    # In the order of their keys, so that nothing hangs on the order in which groups were given.
    ordered = sorted(cells, key=lambda one: one.cell.key)
    seen: set[tuple[object, ...]] = {
        (one.cell.key.administration, frozenset(one.scores.items())) for one in ordered if one.is_ours
    }
    kept = []
    for one in ordered:
        told = (one.cell.key.administration, *one.told)
        if one.is_ours or told not in seen:
            kept.append(one)
        if not one.is_ours:
            seen.add(told)
    return kept


def _one_for_all_codes(cells: Iterable[_Shown]) -> list[_Shown]:
    """Return one cell of each group and set of units, a published one if there is any."""
    found: dict[tuple[object, ...], _Shown] = {}
    for one in sorted(cells, key=lambda one: (one.cell.state is not CellState.PUBLISHED, one.cell.key)):
        found.setdefault((one.cell.key.publication, one.cell.key.group, frozenset(one.scores)), one)
    return sorted(found.values(), key=lambda one: one.cell.key)


def _system(
    code: str,
    cells: list[_Shown],
    rule: DisclosureRule,
    held: Sequence[_Score],
    *,
    owners: Mapping[str, str],
    step: float | None = None,
) -> Block:
    """Return cells as a linear system; without their values if it is of no code.

    Args:
        code: The code.
        cells: The cells.
        rule: What must not be derived.
        held: Scores that count whether or not a cell holds them.
        owners: Who owns each unit.
        step: Of which number scores are multiples.
    """
    known = list(dict.fromkeys(score for one in cells for score in one.triples))
    place = {score: i for i, score in enumerate(known)}
    added = np.zeros((len(cells), len(known)), dtype=np.bool_)
    for row, one in enumerate(cells):
        added[row, [place[score] for score in one.triples]] = True
    of_administrations = _numbered(score[:2] for score in known)
    of_values = _numbered(score[1:] for score in known)
    columns = _same(of_administrations, of_values)
    rows = np.flatnonzero(_connected(_joined(added, columns, columns).scores, cells)).tolist()
    cells, added = [cells[row] for row in rows], added[rows]
    scores = list(dict.fromkeys([*held, *(score for one in cells for score in one.triples)]))
    units = tuple(sorted({unit for _, unit, _ in scores}))
    position = {unit: i for i, unit in enumerate(units)}
    placed: dict[tuple[str, float], int] = {}
    for score in scores:
        if code:
            placed.setdefault(score[1:], len(placed))
    incidence = np.zeros((len(cells), len(units)), dtype=np.bool_)
    spread = np.zeros((len(cells), len(placed)), dtype=np.bool_)
    for row, one in enumerate(cells):
        incidence[row, [position[unit] for unit in one.scores]] = True
        if code:
            spread[row, [placed[pair] for pair in one.scores.items()]] = True
    used = np.flatnonzero(added.any(axis=0))
    values = np.array([value for _, value in placed], dtype=np.float64)
    parties = parties_of(owners, units)
    few = np.array([is_small(inside, parties, rule) for inside in incidence], dtype=np.bool_)
    dominated = _dominated(values, spread, rule) if code else np.zeros(len(cells), dtype=np.bool_)
    return Block(
        code=code,
        cells=tuple(one.cell for one in cells),
        units=units,
        incidence=incidence,
        added=added[:, used],
        holders=np.array([position[known[at][1]] for at in used.tolist()], dtype=np.int64),
        of_administrations=of_administrations[used],
        of_values=of_values[used],
        spread=spread,
        values=values,
        owners=np.array([position[unit] for unit, _ in placed], dtype=np.int64),
        parties=parties,
        dominated=dominated,
        sensitive=np.asarray(few | dominated, dtype=np.bool_),
        half_widths=np.array([one.half_width for one in cells], dtype=np.float64),
        quartile_bases=tuple(one.quartile_base for one in cells),
        step=step,
    )


def _numbered(marks: Iterable[Hashable]) -> Integers:
    """Return numbers from 0 on that are equal for equal marks."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(mark, len(numbers)) for mark in marks], dtype=np.int64)


def _same(of_administrations: Integers, of_values: Integers) -> Integers:
    """Return which scores are the same for differencing, by numbers from 0 on, (scores,).

    Those of a unit are within an administration, and between two in which it has an equal one.
    """
    found = np.arange(len(of_values), dtype=np.int64)
    while True:
        before = found
        for links in (of_administrations, of_values):
            least = np.full(int(links.max(initial=-1)) + 1, len(found))
            np.minimum.at(least, links, found)
            found = least[links]
        if np.array_equal(before, found):
            return np.unique(found, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _joined(added: Flags, columns: Integers, holders: Integers) -> Linked:
    """Return scores as one that have the same number, (cells, scores)."""
    order = np.argsort(columns, kind="stable")
    starts = np.searchsorted(columns[order], np.arange(int(columns.max(initial=-1)) + 1))
    if len(starts) == len(columns):
        return Linked(added[:, order], holders[order])
    return Linked(np.logical_or.reduceat(added[:, order], starts, axis=1), holders[order][starts])


def _connected(linked: Flags, cells: Sequence[_Shown]) -> Flags:
    """Return which cells are of the tables, or have scores in common with them, directly or through published ones."""
    kept = np.array([one.is_ours for one in cells], dtype=np.bool_)
    published = np.array([one.cell.state is CellState.PUBLISHED for one in cells], dtype=np.bool_)
    spreading = kept
    while spreading.any():
        met = linked[:, linked[spreading].any(axis=0)].any(axis=1) & ~kept
        kept = kept | met
        spreading = met & published
    return kept


def _dominated(values: Floats, spread: Flags, rule: DisclosureRule) -> Flags:
    """Return which cells the (n, k) rule makes sensitive, (cells,)."""
    if rule.dominance is None:
        return np.zeros(len(spread), dtype=np.bool_)
    concentration = exact_rule(rule.dominance)
    exact = whole_values(values.tolist())
    cells = [list(itertools.compress(exact, inside)) for inside in spread.tolist()]
    return np.array([concentration.holds(own) for own in cells], dtype=np.bool_)

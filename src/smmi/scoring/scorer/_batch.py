"""Scoring in batches: areas of few finite answers are looked up in tables, others accumulated by column."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import repeat
from typing import Final

import attrs
import numpy as np

from smmi.frozen import FrozenMapping
from smmi.instrument.answers import Column
from smmi.scoring.arithmetic import (
    FULL,
    IN_LINES,
    IN_TABLES,
    LEAST_MODERATE,
    Floats,
    Points,
    Positions,
    Share,
    Sums,
    are_pairs,
    as_pairs,
    divide,
    filtered_sum_of_products,
    sum_of_products,
    two_parts,
    whole_numbers,
    write_percent,
    write_quotients,
)
from smmi.scoring.rules import PRESENT, Roles
from smmi.scoring.scorer._items import ItemPlan
from smmi.scoring.scorer._nodes import NodePlan
from smmi.scoring.scorer._plan import (
    IN_RANGE,
    PIECE,
    Plan,
    area_points,
    areas_points,
    points_above,
    settled,
    write_percent_above,
)
from smmi.scoring.scorer._tables import AreaTable, Scratch
from smmi.scoring.scorer.filtered import FilteredNode, FilteredPlan, finish

Part = slice | Positions
"""Some units: those that follow one another, or any."""

CHUNK: Final = 65_536
"""How many units are scored at a time: few enough for a processor's cache, and so many that calls cost little."""
FIRST, FEWEST = 16, 4096
"""The first answers are looked at, of at least so many units."""
MOST_SHARED: Final = 8 * CHUNK
"""Several threads take up to so many units at a time: in short calls they would wait for one another."""


@attrs.frozen(eq=False, kw_only=True)
class Batch:
    """One batch to be scored.

    Attributes:
        plan: The compiled scheme.
        columns: The answers.
        tables: The table of each area that has one, by position.
        coverages: The table of the weight that answers have together, of each other area that is a weighted mean.
        values: Where the scores go: percent, (1 + domains + areas, n).
        absences: Where the absences go, the same shape.
        filtered: The nodes above areas in filtered form, if it is quicker.
        alike: The positions of areas that would have the same table.
        known: The points and absences of areas that need not be worked out.
    """

    plan: Plan
    columns: Sequence[Column]
    tables: dict[int, AreaTable]
    coverages: dict[int, AreaTable]
    values: Floats
    absences: Roles
    filtered: FilteredPlan | None
    alike: Sequence[Sequence[int]] = ()
    known: Mapping[int, tuple[Points, Roles]] = FrozenMapping()

    @cached_property
    def moderate(self) -> bool:
        """Whether all areas have a table of doubles of moderate size."""
        return len(self.tables) == len(self.plan.areas) and all(
            table.moderate for table in self.tables.values()
        )

    @cached_property
    def looked_up(self) -> frozenset[int]:
        """The positions of the areas whose scores are looked up: it takes less time than to divide their points."""
        return frozenset(
            i for i, table in self.tables.items() if self.plan.grid.one == 1 or are_pairs(table.points)
        )

    @cached_property
    def _of_many_decimals(self) -> bool:
        """Whether there are many answers, and some of the first are surely worth no whole parts of the grid."""
        measured = (
            column.values[..., :FIRST]
            for column, item in zip(self.columns, self.plan.items, strict=True)
            if item.coding.measured and column.values is not None
        )
        return self.values.shape[1] >= FEWEST and any(
            whole_numbers(numbers, self.plan.grid.places) is None for numbers in measured
        )

    def _pays(self, filtered: FilteredPlan) -> bool:
        """Whether the filtered form is quicker for these answers, and leaves few units unsure."""
        known = len(self.tables) == len(self.plan.areas) or not filtered.by_tables
        if not known or (filtered.tells and not self.moderate):
            return False
        return not filtered.plain or self._of_many_decimals

    def run(self, threads: int) -> None:
        """Score everything, in so many threads."""
        n = self.values.shape[1]
        chunks = -(-n // CHUNK)
        if threads == 1 or chunks < 2:
            self._score(range(0, n, CHUNK), CHUNK)
            return
        starts = range(0, n, min(MOST_SHARED, -(-chunks // threads) * CHUNK))
        from concurrent.futures import ThreadPoolExecutor  # loads `logging`, which one thread spares

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(self._score, [starts[i::threads] for i in range(threads)], repeat(starts.step)))

    def _score(self, starts: range, size: int) -> None:
        n = self.values.shape[1]
        scratch = Scratch(len(self.plan.areas), min(size, n))
        parts = [slice(start, min(start + size, n)) for start in starts]
        if self.filtered is None or not self._pays(self.filtered):
            for part in parts:
                self._settle(part, self.values[:, part], self.absences[:, part], scratch)
            return
        filtered = _Filtered(self, self.filtered, scratch, min(size, n))
        unsure = np.unique(np.concatenate([filtered.score(part) + part.start for part in parts]))
        for start in range(0, len(unsure), size):
            again = unsure[start : start + size]
            values, absences = self.values[:, again], self.absences[:, again]
            self._settle(again, values, absences, scratch)
            self.values[:, again], self.absences[:, again] = values, absences

    def _score_part(self, part: Part, values: Floats, absences: Roles, scratch: Scratch) -> Positions:
        """Write the scores and absences of some units, each (1 + domains + areas, n).

        Returns:
            The units of which pairs may be right to fewer digits than of others, as `_tiny` says.
        """
        plan = self.plan
        first = 1 + len(plan.domains)
        of_areas, of_domains = absences[first:], absences[1:first]
        points = [
            self._area(i, area, part, scratch, of_areas[i], values[first + i])
            for i, area in enumerate(plan.areas)
        ]
        above: list[Points] = []
        for i, domain in enumerate(plan.domains):
            children = list(domain.children)
            below = [points[child] for child in children], of_areas[children]
            if not plan.from_areas:
                above.append(points_above(domain, *below, of_domains[i]))
            else:
                write_percent_above(domain, *below, values[1 + i], of_domains[i])
        below = (points, of_areas) if plan.from_areas else (above, of_domains)
        write_percent_above(plan.overall, *below, values[0], absences[0])
        for i, own in enumerate(above):
            values[1 + i] = plan.domains[i].grid.percent(own)
        for i, own in enumerate(points):
            if i not in self.looked_up:
                plan.areas[i].grid.write_percent(own, values[first + i])
        for i, (own, reasons) in enumerate(zip(values, absences, strict=True)):
            if i - first not in self.looked_up:
                own[np.flatnonzero(reasons != PRESENT)] = np.nan
        return self._tiny(points, above)

    def _tiny(self, points: Sequence[Points], above: Sequence[Points]) -> Positions:
        """Return for which units a rule has rounded points to a double of less than moderate size."""
        nodes = (*zip(self.plan.areas, points, strict=True), *zip(self.plan.domains, above, strict=False))
        found = [
            np.flatnonzero((own.real < LEAST_MODERATE * self.plan.grid.one) & (own.real > 0.0))
            for node, own in nodes
            if node.in_doubles
        ]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.intp)

    @property
    def asking(self) -> "Batch":
        """The same, where what pairs leave open is NaN."""
        return self._asking or self  # what keeps itself keeps its arrays until the collector comes

    @cached_property
    def _asking(self) -> "Batch | None":
        return attrs.evolve(self, plan=self.plan.asking) if self.plan.asking else None

    def _settle(self, part: Part, values: Floats, absences: Roles, scratch: Scratch) -> None:
        """Write the scores and absences of some units; what pairs leave open, by rational numbers."""
        tiny = self.asking._score_part(part, values, absences, scratch)  # noqa: SLF001  (its own kind)
        if tiny.size:
            self._again(self.plan.asking_all, part, tiny, values, absences)
        if tiny.size or self.plan.asking:
            lost = (np.isnan(values) & (absences == PRESENT)).any(axis=0)
            if lost.any():
                self._again(self.plan.exactly, part, np.flatnonzero(lost), values, absences)

    def _again(self, plan: Plan, part: Part, units: Positions, values: Floats, absences: Roles) -> None:
        """Write the scores and absences of a few of some units by another form of the plan, without tables."""
        few = attrs.evolve(self, columns=tuple(column.take(part).take(units) for column in self.columns))
        again = score_columns(plan, few.columns, few.rounded(plan, len(units)))
        values[:, units], absences[:, units] = again

    def rounded(self, plan: Plan, n: int) -> dict[int, tuple[Points, Roles]]:
        """Return the points and absences of areas whose rule knows only doubles, from their tables, in another form."""
        scratch, every, found = Scratch(0, n), slice(0, n), {}
        for i, table in self.tables.items():
            if plan.areas[i].in_doubles:
                reasons = np.empty(n, dtype=np.uint8)
                index = self.look_up(plan.areas[i], table, every, scratch, reasons)
                points = self.plan.grid.shares(np.take(table.points, index, mode=IN_RANGE))
                found[i] = plan.grid.of_doubles(points), reasons
        return found

    def _area(
        self, i: int, area: NodePlan, part: Part, scratch: Scratch, absences: Roles, percent: Floats
    ) -> Points:
        """Return an area's points, and write its absences; and its scores, where it is quicker to look them up."""
        if i in self.tables:
            table, index = self.tables[i], self.look_up(area, self.tables[i], part, scratch, absences)
            if i in self.looked_up:
                np.take(table.percent, index, out=percent, mode=IN_RANGE)
            if are_pairs(table.points):
                return np.take(table.points, index, mode=IN_RANGE)
            return np.take(table.points, index, out=scratch.points[i][: len(index)], mode=IN_RANGE)
        if i in self.coverages:
            table, index = self.coverages[i], self.look_up(area, self.coverages[i], part, scratch, absences)
            weight = np.take(table.points, index, out=scratch.weight[: len(index)], mode=IN_RANGE)
            return self._accumulated(area, part, weight, scratch.points[i])
        points, absences[:] = self.area_points(i, part)
        return points

    def area_points(self, i: int, part: Part) -> tuple[Points, Roles]:
        """Return the points and absences of an area that has no table."""
        if i not in self.known and i not in self._together:
            return area_points(self.plan, self.plan.areas[i], self.columns, part)
        points, absences = self.known[i] if i in self.known else self._together[i]
        return points[part], absences[part]

    @cached_property
    def _together(self) -> dict[int, tuple[Points, Roles]]:
        """The points and absences of areas that would have the same table, worked out in one go for few units."""
        n, found = self.values.shape[1], {}
        for alike in self.alike if n < FEWEST else ():
            group = [i for i in alike if i not in self.tables and i not in self.coverages]
            if len(group) > 1:
                points, absences = areas_points(self.plan, group, self.columns)
                for i, own, reasons in zip(group, points, absences, strict=True):
                    found[i] = own, reasons
        return found

    def look_up(
        self, area: NodePlan, table: AreaTable, part: Part, scratch: Scratch, absences: Roles
    ) -> Positions:
        """Return an area's joint states plus the table's offset, and write its absences."""
        return table.look_up([self.columns[child].codes[part] for child in area.children], scratch, absences)

    def earned(self, area: NodePlan, part: Part) -> Points:
        """Return what an area's answers earn together."""
        items = [self.plan.items[child] for child in area.children]
        return np.asarray(sum_of_products(area.multiples.tolist(), self._points(items, area, part)))

    def earned_nearly(self, area: NodePlan, part: Part) -> Points:
        """Return the same, near enough for the filter."""
        items = [self.plan.items[child].filtered for child in area.children]
        return filtered_sum_of_products(area.multiples.tolist(), self._points(items, area, part))

    def _points(self, items: Sequence[ItemPlan], area: NodePlan, part: Part) -> Iterator[Points]:
        return (
            item.points_of(self.columns[child].take(part))
            for item, child in zip(items, area.children, strict=True)
        )

    def _accumulated(self, area: NodePlan, part: Part, weight: Floats, room: Floats) -> Points:
        """Return an area's points: what its answers earn, over the weight that they have together."""
        sums = self.earned(area, part)
        if area.whole and not are_pairs(sums):
            return np.asarray(np.divide(sums, weight, out=room[: len(weight)]))
        there = np.isfinite(weight)
        made = divide(as_pairs(sums), np.where(there, weight, 1.0))
        return np.asarray(np.where(there, made, 0.0))


def score_columns(
    plan: Plan, columns: Sequence[Column], known: Mapping[int, tuple[Points, Roles]] = FrozenMapping(), /
) -> tuple[Floats, Roles]:
    """Return the scores and absences of columns of answers, each (1 + domains + areas, n), but for what is known."""
    n, rows = len(columns[0].codes), 1 + len(plan.domains) + len(plan.areas)
    values, absences = np.empty((rows, n)), np.empty((rows, n), dtype=np.uint8)
    batch = Batch(
        plan=plan,
        columns=columns,
        tables={},
        coverages={},
        values=values,
        absences=absences,
        filtered=None,
        known=known,
    )
    batch._score_part(slice(0, n), values, absences, Scratch(len(plan.areas), n))  # noqa: SLF001
    return values, absences


class _Filtered:
    """The scores of chunks in filtered form."""

    def __init__(self, batch: Batch, plan: FilteredPlan, scratch: Scratch, size: int) -> None:
        self.batch, self.plan, self.scratch = batch, plan, scratch
        self.of_area, self.of_domain, self.of_overall = Sums(size), Sums(size), Sums(size)
        self.quotients = np.empty((2, size))
        self.room = np.empty((2, size))
        self.top = plan.top(plan.overall, size) if plan.top else None
        self.forms = {
            i: form(domain, size)
            for i, (form, domain) in enumerate(zip(plan.forms, plan.domains, strict=True))
            if form and all(child in batch.tables for child in domain.node.children)
        }

    def score(self, part: slice) -> Positions:
        """Write the scores and absences of a chunk, and return where they are not sure."""
        batch, first = self.batch, 1 + len(self.plan.domains)
        values, absences = batch.values[:, part], batch.absences[:, part]
        of_areas, of_domains = absences[first:], absences[1:first]
        (self.top or self.of_overall).begin(values.shape[1])
        unsure = [np.empty(0, np.intp)]
        for i, domain in enumerate(self.plan.domains):
            inner = self._by_rule if domain.by_rule else self._domain
            unsure += (self._by_form if i in self.forms else inner)(i, part, values, absences)
        below, out = of_areas if batch.plan.from_areas else of_domains, (values[0], absences[0])
        scores = values[first:] if batch.plan.from_areas else values[1:first]
        if self.top:
            return np.concatenate([*unsure, *self.top.finish(below, *out, scores)])
        self.of_overall.join()
        unsure += finish(self.of_overall, self.plan.overall, below, *out, moderate=batch.moderate)
        if batch.plan.marks:
            unsure.append(batch.plan.marks.write_capped(values[0], scores, below))
        return np.concatenate(unsure)

    def _domain(self, i: int, part: slice, values: Floats, absences: Roles) -> list[Positions]:
        """Write the scores and absences of a domain that is a mean, and of its areas; and return the unsure."""
        domain, batch, first = self.plan.domains[i], self.batch, 1 + len(self.plan.domains)
        children, own = list(domain.node.children), (values[1 + i], absences[1 + i])
        self.of_domain.begin(values.shape[1])
        unsure = []
        for place, child in enumerate(children):
            unsure += self._area(i, place, part, values[first + child], absences[first + child])
        means = self.of_domain.join()
        if batch.plan.from_areas and not self.top:
            self.of_overall.add_share(*means, self.plan.shares[i])
        unsure += finish(self.of_domain, domain, absences[first:][children], *own, moderate=batch.moderate)
        if batch.plan.from_areas:
            return unsure
        if self.top:
            return unsure + self.top.put(i, *means, domain.error, told=batch.moderate and domain.tells)
        self.of_overall.add_share(*means, self.plan.shares[i])
        return unsure

    def _by_form(self, i: int, part: slice, values: Floats, absences: Roles) -> list[Positions]:
        """Do what `_domain` does where a form of the domain's rule makes its points of those of its areas."""
        batch, first, form = self.batch, 1 + len(self.plan.domains), self.forms[i]
        children, overall = list(self.plan.domains[i].node.children), self.plan.overall.node
        from_areas, n = batch.plan.from_areas, values.shape[1]
        form.begin(n)
        for child in children:
            table, row = batch.tables[child], first + child
            index = batch.look_up(batch.plan.areas[child], table, part, self.scratch, absences[row])
            np.take(table.percent, index, out=values[row], mode=IN_RANGE)
            form.look_up(child, table, index)
            if from_areas and self.top:
                self.top.look_up(child, table, index)
            elif from_areas:
                share = overall.shares[overall.children.index(child)]
                self.of_overall.look_up(table.parts(share), index)
        own = [values[first + child] for child in children]
        unsure = form.finish(absences[first:][children], values[1 + i], absences[1 + i], own)
        if from_areas:
            return unsure
        means = form.means(n)
        if self.top:
            return unsure + self.top.put(i, *means, self.plan.domains[i].error)
        self.of_overall.add_share(*means, self.plan.shares[i])
        return unsure

    def _by_rule(self, i: int, part: slice, values: Floats, absences: Roles) -> list[Positions]:
        """Do what `_domain` does where a rule makes the domain's points of those of its areas."""
        batch, first = self.batch.asking, 1 + len(self.plan.domains)
        plan, domain = batch.plan, batch.plan.domains[i]
        points, unsure = [], []
        for child in domain.children:
            row = first + child
            own = batch._area(child, plan.areas[child], part, self.scratch, absences[row], values[row])  # noqa: SLF001
            if child not in batch.looked_up:
                values[row] = plan.areas[child].grid.percent(own)
            own, lost = settled(own, values[row], absences[row])
            points.append(own)
            unsure.append(lost)
            if plan.from_areas:
                unsure += self._put(child, own)
        below, made = absences[first:][list(domain.children)], []
        for start in range(0, values.shape[1], PIECE):
            some = slice(start, start + PIECE)
            own, absences[1 + i, some] = domain.evaluate(
                np.stack([row[some] for row in points]), below[:, some]
            )
            values[1 + i, some] = domain.grid.percent(own)
            made.append(own)
        own, lost = settled(np.concatenate(made), values[1 + i], absences[1 + i])
        if not plan.from_areas:
            unsure += self._put(i, own)
        return [*unsure, lost]

    def _put(self, child: int, points: Points) -> list[Positions]:
        """Give the overall score the points of a child; return where these are not sure."""
        plan = self.batch.plan
        if self.top:
            parts = two_parts(plan.grid.portion(points, Fraction(1)))
            return self.top.put(child, parts.real, parts.imag, IN_TABLES)
        share = plan.overall.shares[plan.overall.children.index(child)]
        self.of_overall.add(two_parts(plan.grid.portion(points, share)))
        return []

    def _area(self, above: int, place: int, part: slice, percent: Floats, absences: Roles) -> list[Positions]:
        """Add an area to its domain, write its scores and absences, and return where they are not sure.

        Args:
            above: The position of the domain.
            place: The area's place among the domain's children.
            part: The units.
            percent: Where the scores go.
            absences: Where the absences go.
        """
        batch, domain, n = self.batch, self.plan.domains[above], len(absences)
        i = domain.node.children[place]
        area = batch.plan.areas[i]
        top = self.top if batch.plan.from_areas else None
        if table := batch.tables.get(i):
            index = batch.look_up(area, table, part, self.scratch, absences)
            np.take(table.percent, index, out=percent, mode=IN_RANGE)
            self.of_domain.look_up(table.parts(domain.node.shares[place]), index)
            if top:
                top.look_up(i, table, index)
            return []
        if table := batch.coverages.get(i):
            index = batch.look_up(area, table, part, self.scratch, absences)
            divisors = np.take(table.divisors, index, out=self.scratch.weight[:n], mode=IN_RANGE)
            unclear = self._divided(batch.earned_nearly(area, part), divisors, domain.shares[place], percent)
            unsure = [unclear[absences[unclear] == PRESENT]]
            if top:
                unsure += top.put(i, self.quotients[0, :n], self.quotients[1, :n], IN_LINES)
        elif own := self.plan.areas[i]:
            unsure = self._added_up(own, part, domain.shares[place], percent, absences)
            return unsure + top.put(i, *self.of_area.joined, own.error) if top else unsure
        else:
            points, absences[:] = batch.asking.area_points(i, part)
            percent[:] = batch.asking.plan.areas[i].grid.percent(points)
            points, lost = settled(points, percent, absences)
            self.of_domain.add(two_parts(batch.plan.grid.portion(points, domain.node.shares[place])))
            return [lost, *self._put(i, points)] if top else [lost]
        percent[np.flatnonzero(absences != PRESENT)] = np.nan
        return unsure

    def _added_up(
        self, area: FilteredNode, part: slice, share: Share, percent: Floats, absences: Roles
    ) -> list[Positions]:
        """Add the share of an area of which the points are sums, as `_area` does."""
        batch, reasons = self.batch, np.empty((len(area.node.children), len(absences)), dtype=np.uint8)
        self.of_area.begin(len(absences))
        for child, parts, row in zip(area.node.children, area.items(batch.plan), reasons, strict=True):
            codes = batch.columns[child].codes[part]
            np.take(batch.plan.items[child].absences, codes, out=row, mode=IN_RANGE)
            self.of_area.look_up(parts, codes.astype(np.intp))
        means = self.of_area.join()
        unsure = finish(self.of_area, area, reasons, percent, absences, moderate=False)
        self.of_domain.add_share(*means, share)
        return unsure

    def _divided(self, earned: Points, divisors: Floats, share: Share, percent: Floats) -> Positions:
        """Add the share of an area that is a quotient, write its scores, and return where they are not sure."""
        near, rest = self.quotients[:, : len(percent)]
        room = self.room[:, : len(percent)]
        write_quotients(earned, divisors, near=near, rest=rest, room=room)
        self.of_domain.add_quotients(near, rest, share)
        if are_pairs(earned):
            return write_percent(near, rest, IN_LINES, out=percent, room=room)
        divisors /= FULL
        np.divide(earned, divisors, out=percent)
        return np.empty(0, np.intp)

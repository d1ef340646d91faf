"""The attainable range of scores: the lowest and the highest over all completions of the answers."""

import itertools
import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache, cached_property
from typing import Final

import attrs
import numpy as np

from smmi.scoring.arithmetic import Floats
from smmi.scoring.attainable._completions import (
    Completions,
    Coupling,
    Positions,
    Scenario,
    coupled,
    couplings,
    given,
)
from smmi.scoring.attainable._extremes import Block, Branch, extremes, widest
from smmi.scoring.attainable._ranges import BATCH, MOST_COMPLETIONS, Flags, Range, alike, batches
from smmi.scoring.attainable._responses import Routes, responses
from smmi.scoring.rules import Absence, Roles
from smmi.scoring.scorer._scores import Scores, ScoreTable

CHUNK: Final = 4096
"""How many units are bounded at a time."""


def attainable_range(scores: Scores, /) -> tuple[ScoreTable, ScoreTable]:
    """Return the lowest and the highest score that each unit can still attain by completing its answers.

    The range is over all completions (see ``smmi.scoring.attainable._completions``) that have a score; both ends are
    scores of completions. An absent score can have a range. Where no completion has a score the bounds are absent,
    with the reason why completions have none. What no completion changes is its own range, to the last bit.

    The range is exact where the rules are monotone, and where there are few completions. Otherwise, and where an item
    rule does not say what can be attained, it is absent with the reason `Absence.BOUNDS_UNKNOWN`.

    Args:
        scores: The scores.

    Returns:
        The lowest and the highest scores, in percent of attainable.
    """
    answers, plan = scores.answers, scores.scheme.compile().plan
    routes = Routes(scores.instrument)
    possible = cache(lambda cell: responses(plan.items[cell], routes.spoken[cell]))
    low, high, absences = scores.values.copy(), scores.values.copy(), scores.absences.copy()
    for start in range(0, len(answers), CHUNK):
        found = given(answers.take(slice(start, start + CHUNK)), routes)
        units = np.flatnonzero(found.variable.any(axis=0))
        if len(units):
            bounded = _Bounded(Completions(plan, routes, possible, found.take(units)))
            rows, columns = np.nonzero(bounded.changing)
            at = rows, start + units[columns]
            low[at], high[at], absences[at] = (array[rows, columns] for array in bounded.arrays)
    tables = [
        ScoreTable(instrument=scores.instrument, units=scores.units, values=values, absences=absences)
        for values in (low, high)
    ]
    return tables[0], tables[1]


@attrs.frozen(eq=False)
class _Bounded:
    """The bounds of all nodes for the units of some completions."""

    completions: Completions

    @cached_property
    def branches(self) -> tuple[Branch, tuple[Branch, ...], tuple[Branch, ...]]:
        """The branches of the overall score, of the domains and of the areas."""
        plan = self.completions.plan
        areas = tuple(map(Branch, plan.areas))
        domains = tuple(Branch(node, tuple(areas[child] for child in node.children)) for node in plan.domains)
        return Branch(plan.overall, areas if plan.from_areas else domains), domains, areas

    @cached_property
    def nodes(self) -> tuple[Branch, ...]:
        overall, domains, areas = self.branches
        return (overall, *domains, *areas)

    @cached_property
    def changing(self) -> Flags:
        """Whether completions can differ below a node, (nodes, n)."""
        variable = self.completions.given.variable
        return np.stack([variable[list(node.cells)].any(axis=0) for node in self.nodes])

    @cached_property
    def arrays(self) -> tuple[Floats, Floats, Roles]:
        """The lowest scores, the highest, and the reasons of those that are absent, (nodes, n)."""
        ranges = self.ranges
        absences = np.full(ranges.low.shape, Absence.NOTHING_APPLICABLE, dtype=np.uint8)
        absences[[not np.any(node.node.weights > 0) for node in self.nodes]] = Absence.NO_WEIGHT
        absences[ranges.present] = Absence.PRESENT
        absences[ranges.unknown] = Absence.BOUNDS_UNKNOWN
        told = absences == Absence.PRESENT
        percent = self.completions.plan.grid.percent
        low, high = (
            np.where(told, percent(np.where(told, ends, 0.0)), np.nan) for ends in (ranges.low, ranges.high)
        )
        return low, high, absences

    @cached_property
    def ranges(self) -> Range:
        """The ranges of the nodes, (nodes, n): units are taken together that are blank where areas are coupled."""
        reach, blank = self.completions.routes.reach, self.completions.given.blank
        everyone = np.arange(blank.shape[1])
        never = set(range(len(self.branches[2]))).difference(*reach.values())
        loose = {
            area: self.branches[2][area].bounded(self.completions, everyone, {}) for area in sorted(never)
        }
        groups = []
        for units in alike(blank[list(reach)]) if reach else [everyone]:
            several = math.prod(map(len, couplings(self.completions, int(units[0]))))
            groups += batches(units, several if several <= MOST_COMPLETIONS else BATCH)  # else one by one
        found = [_Alike(self, units, loose).ranges() for units in groups]
        return Range.concatenate(found).take(np.argsort(np.concatenate(groups)))


@attrs.frozen(eq=False)
class _Alike:
    """Units whose areas are coupled alike.

    Attributes:
        bounded: What they belong to.
        units: Their positions, ascending.
        loose: The ranges of areas that are never coupled, of all units.
    """

    bounded: _Bounded
    units: Positions
    loose: Mapping[int, Range]

    @cached_property
    def couplings(self) -> tuple[Coupling, ...]:
        return couplings(self.bounded.completions, int(self.units[0]))

    @cached_property
    def coupling_of(self) -> Mapping[int, int]:
        """The position of the coupling of each area that is in one."""
        return {area: i for i, coupling in enumerate(self.couplings) for area in coupling.areas}

    @cached_property
    def areas(self) -> tuple[tuple[Range, ...], ...]:
        """The ranges of each area, one for each scenario of its coupling."""
        return tuple(self._area(area, branch) for area, branch in enumerate(self.bounded.branches[2]))

    def _area(self, area: int, branch: Branch) -> tuple[Range, ...]:
        if area in self.loose:
            return (self.loose[area].take(self.units),)
        scenarios = self.couplings[self.coupling_of[area]].scenarios if area in self.coupling_of else ({},)
        if scenarios is None:
            return (Range.untold(len(self.units)),)
        completions = self.bounded.completions
        closure = frozenset(completions.routes.closure(branch.cells))
        parts = [_part(scenario, closure) for scenario in scenarios]
        known = {part: branch.bounded(completions, self.units, dict(part)) for part in set(parts)}
        return tuple(known[part] for part in parts)

    def _decided(self, fixed: Mapping[int, int]) -> Scenario:
        """Return what is decided in the scenarios of some couplings."""
        decided: dict[int, int] = {}
        for coupling, scenario in fixed.items():
            decided |= (self.couplings[coupling].scenarios or ({},))[scenario]
        return decided

    def ranges(self) -> Range:
        """Return the ranges of the overall score, the domains and the areas, (nodes, n)."""
        overall, domains, _ = self.bounded.branches
        of_domains = [self._over_areas(domain, {}) for domain in domains]
        if self.bounded.completions.plan.from_areas or not overall.monotone:
            of_overall = self._over_areas(overall, {})
        else:
            of_overall = self._over_domains(overall, of_domains)
        of_areas = (Range.stack(several).any(0) for several in self.areas)
        return Range.stack([of_overall, *of_domains, *of_areas])

    def _over_areas(self, branch: Branch, fixed: Mapping[int, int]) -> Range:
        """Return the range of a node above areas, given the scenarios of some couplings."""
        if not branch.monotone:
            return branch.bounded(self.bounded.completions, self.units, self._decided(fixed))
        apart: list[tuple[int, Range]] = []
        together: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for child, area in enumerate(branch.node.children):
            coupling = self.coupling_of.get(area, -1)
            if coupling in fixed:
                apart.append((child, self.areas[area][fixed[coupling]]))
            else:
                together[coupling if coupling >= 0 else -1 - area].append((child, area))
        blocks = []
        for members in together.values():
            if len(members) == 1:
                [(child, area)] = members
                apart.append((child, Range.stack(self.areas[area]).any(0)))
            else:
                scenarios = zip(*(self.areas[area] for _, area in members), strict=True)
                ranges = Range.stack([Range.stack(scenario) for scenario in scenarios])
                blocks.append(Block(tuple(child for child, _ in members), ranges))
        return extremes(branch.node, [*blocks, *_separate(apart)])

    def _over_domains(self, overall: Branch, of_domains: Sequence[Range]) -> Range:
        """Return the range of the overall score from domains, some of which couplings span."""
        domain_of = {area: i for i, domain in enumerate(overall.below) for area in domain.node.children}
        spans = {
            i: frozenset(domain_of[area] for area in coupling.areas)
            for i, coupling in enumerate(self.couplings)
            if len(coupling) > 1
        }
        across = [i for i, span in spans.items() if len(span) > 1]
        blocks = []
        for domains, members in coupled([spans[i] for i in across]):
            several = [across[member] for member in members]
            choices = [self._choices(i) for i in several]
            if math.prod(map(len, choices)) > MOST_COMPLETIONS:
                ranges = Range.untold(len(self.units))
                blocks.append(Block(tuple(domains), Range.stack([Range.stack([ranges] * len(domains))])))
                continue
            picks = [dict(zip(several, pick, strict=True)) for pick in itertools.product(*choices)]
            rows = [self._in_scenarios(overall.below[domain], picks) for domain in sorted(domains)]
            scenarios = [Range.stack(ranges) for ranges in zip(*rows, strict=True)]
            blocks.append(Block(tuple(sorted(domains)), Range.stack(scenarios)))
        inside = {domain for block in blocks for domain in block.children}
        apart = [(domain, ranges) for domain, ranges in enumerate(of_domains) if domain not in inside]
        return extremes(overall.node, [*blocks, *_separate(apart)])

    def _choices(self, coupling: int) -> Sequence[int]:
        """Return the scenarios of a coupling that have to be tried; all of them, if they are few."""
        everything = range(len(self.couplings[coupling]))
        monotone = all(branch.monotone for branch in self.bounded.branches[1])
        if not monotone or math.prod(map(len, self.couplings)) <= MOST_COMPLETIONS:
            return everything
        areas = sorted(self.couplings[coupling].areas)
        ranges = [Range.stack([self.areas[area][one] for area in areas]) for one in everything]
        return widest(Range.stack(ranges))

    def _in_scenarios(self, domain: Branch, picks: Sequence[Mapping[int, int]]) -> list[Range]:
        """Return the range of a domain in each of several scenarios; those that are alike for it are tried once."""
        closure = frozenset(self.bounded.completions.routes.closure(domain.cells))
        parts = [_part(self._decided(fixed), closure) for fixed in picks]
        known = {
            part: self._over_areas(domain, fixed)
            for part, fixed in dict(zip(parts, picks, strict=True)).items()
        }
        return [known[part] for part in parts]


Part = frozenset[tuple[int, int]]


def _part(scenario: Scenario, closure: Collection[int]) -> Part:
    """Return what a scenario decides of some indicators."""
    return frozenset((cell, response) for cell, response in scenario.items() if cell in closure)


def _separate(apart: Sequence[tuple[int, Range]]) -> list[Block]:
    """Return children that do not hang together as one block with one scenario."""
    if not apart:
        return []
    ranges = Range.stack([Range.stack([ranges for _, ranges in apart])])
    return [Block(tuple(child for child, _ in apart), ranges)]

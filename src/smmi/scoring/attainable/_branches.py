"""Branches: the range of a node from its indicators, once the blanks that gates of several areas test are decided."""

import attrs
import numpy as np

from smmi.scoring.attainable._completions import Completions, Positions, Scenario
from smmi.scoring.attainable._extremes import Block, evaluate, extremes
from smmi.scoring.attainable._ranges import Flags, Range
from smmi.scoring.rules._kernels import Floats
from smmi.scoring.scorer._plan import NodePlan, Plan


@attrs.frozen(eq=False)
class Branch:
    """A node with the branches below it.

    Attributes:
        node: The node.
        below: The branches of its children; none if these are indicators.
    """

    node: NodePlan
    below: tuple["Branch", ...] = ()

    @property
    def monotone(self) -> bool:
        """Whether more points of a child never lower the node's."""
        return bool(getattr(self.node.rule, "monotone", False))

    @property
    def cells(self) -> tuple[int, ...]:
        """The indicators below, branch by branch."""
        return tuple(cell for branch in self.below for cell in branch.cells) or self.node.children

    @property
    def weighty(self) -> frozenset[int]:
        """The indicators below whose points can matter."""
        cells = [frozenset({cell}) for cell in self.node.children]
        several = [branch.weighty for branch in self.below] or cells
        kept = [one for one, weight in zip(several, self.node.weights, strict=True) if weight > 0]
        return frozenset[int]().union(*kept)

    def value(self, points: Floats, counts: Flags) -> tuple[Floats, Flags]:
        """Return the node's points and whether there are any, (n,), from those of `cells`, (cells, n)."""
        if self.below:
            ends = np.cumsum([len(branch.cells) for branch in self.below])[:-1]
            parts = zip(self.below, np.split(points, ends), np.split(counts, ends), strict=True)
            values = [branch.value(some, there) for branch, some, there in parts]
            points = np.stack([value for value, _ in values])
            counts = np.stack([there for _, there in values])
        return evaluate(self.node, points, counts)

    def bounded(self, completions: Completions, units: Positions, scenario: Scenario) -> Range:
        """Return the node's range over the completions of units in a scenario.

        For a monotone rule over indicators only the ends of free cells are tried, else everything that matters.

        Args:
            completions: The completions of many units.
            units: The positions of these units, ascending.
            scenario: What is decided.
        """
        ends = self.monotone and not self.below
        each = frozenset[int]() if ends else self.weighty
        places, ranges = [], []
        for some in completions.of(self.cells, units, scenario, each=each):
            places.append(some.units)
            if some.ranges is None:
                ranges.append(Range.untold(len(some.units)))
            else:
                found = self._at_ends(some.ranges) if ends else self._one_by_one(some.ranges)
                ranges.append(found.folded(some.combinations))
        return Range.concatenate(ranges).take(np.argsort(np.concatenate(places)))

    def _at_ends(self, cells: Range) -> Range:
        return extremes(self.node, [Block(tuple(range(len(self.node.children))), Range.stack([cells]))])

    def _one_by_one(self, cells: Range) -> Range:
        return Range.certain(*self.value(np.where(cells.present, cells.low, 0.0), cells.present))


def branches(plan: Plan, *, from_areas: bool) -> tuple[Branch, tuple[Branch, ...], tuple[Branch, ...]]:
    """Return the branches of the overall score, of the domains and of the areas."""
    areas = tuple(Branch(node) for node in plan.areas)
    domains = tuple(Branch(node, tuple(areas[child] for child in node.children)) for node in plan.domains)
    return Branch(plan.overall, areas if from_areas else domains), domains, areas

"""The lowest and highest points of a node: by a monotone rule from its children, by a branch from its indicators.

Children have ranges of points and may be absent. A branch has the range of its node once the blanks that gates of
several areas test are decided.
"""

import itertools
import math
from collections.abc import Sequence

import attrs
import numpy as np

from smmi.scoring.arithmetic import Points, are_pairs, multiply, subtract, sum_rows
from smmi.scoring.attainable._completions import Completions, Positions, Scenario
from smmi.scoring.attainable._ranges import MOST_COMPLETIONS, Flags, Range, alike, batches
from smmi.scoring.rules import Absence
from smmi.scoring.scorer._nodes import NodePlan


@attrs.frozen(eq=False)
class Block:
    """Children of a node that depend on the same blanks: each has one range for each scenario.

    Attributes:
        children: Their positions among the node's children, (k,).
        scenarios: Their ranges, arrays of shape (scenarios, k, n).
    """

    children: tuple[int, ...]
    scenarios: Range


def extremes(node: NodePlan, blocks: Sequence[Block]) -> Range:
    """Return the range of a node whose rule is monotone.

    One scenario of each block is realised. In it, each child that may be present or absent is either, and its points
    are anywhere in its range, whatever the others are.

    Args:
        node: The node.
        blocks: Its children, each in one block.
    """
    n = blocks[0].scenarios.low.shape[-1]
    weighty, measured = node.weights > 0, node.measures > 0
    unknown, absent = np.zeros(n, dtype=np.bool_), np.ones(n, dtype=np.bool_)
    several = np.zeros(n, dtype=np.bool_)
    for block in blocks:
        matters = weighty[list(block.children)]
        ranges = block.scenarios
        unknown |= ranges.unknown[:, matters].any(axis=(0, 1))
        absent &= ranges.absent[:, measured[list(block.children)]].all(axis=1).any(axis=0)
        several |= (ranges.absent & ranges.present)[:, matters].any(axis=(0, 1))
        several |= len(ranges.low) > 1
    low, high = _nothing(node, blocks, n)
    method = _by_ratio if getattr(node.rule, "additive", False) else _by_trial
    for which, find in ((~several & ~unknown, _at_ends), (several & ~unknown, method)):
        units = np.flatnonzero(which)
        if len(units):
            narrowed = [Block(block.children, block.scenarios.take(units)) for block in blocks]
            low[units], high[units], unknown[units] = find(node, narrowed)
    return Range(low=low, high=high, absent=absent, unknown=unknown)


def _nothing(node: NodePlan, blocks: Sequence[Block], n: int) -> tuple[Points, Points]:
    """Return ranges that hold nothing yet, of the kind of number that the node's points are."""
    known = [node.lowest, *(end for block in blocks for end in (block.scenarios.low, block.scenarios.high))]
    kind = np.float64 if node.whole and not any(map(are_pairs, known)) else np.complex128
    return np.full(n, math.inf, dtype=kind), np.full(n, -math.inf, dtype=kind)


def evaluate(node: NodePlan, points: Points, counts: Flags) -> tuple[Points, Flags]:
    """Return a node's points and whether there are any, both (n,), from children that count or leave the score."""
    reasons = np.where(counts, np.uint8(Absence.PRESENT), np.uint8(Absence.NOTHING_APPLICABLE))
    values, absences = node.evaluate(np.where(counts, points, 0.0), reasons)
    return values, absences == Absence.PRESENT


def _ends(node: NodePlan, low: Points, high: Points, counts: Flags) -> tuple[Points, Points]:
    least, present = evaluate(node, low, counts)
    most, _ = evaluate(node, high, counts)
    return np.where(present, least, math.inf), np.where(present, most, -math.inf)


def _at_ends(node: NodePlan, blocks: Sequence[Block]) -> tuple[Points, Points, Flags]:
    """Return the extremes of units whose children are either there or not."""
    ranges = _chosen(node, blocks, [0] * len(blocks))
    low, high = _ends(node, ranges.low, ranges.high, ranges.present)
    return low, high, np.zeros(len(low), dtype=np.bool_)


def _chosen(node: NodePlan, blocks: Sequence[Block], scenario: Sequence[int]) -> Range:
    """Return the children's ranges, (k, n), in one scenario of each block."""
    chosen = [block.scenarios.row(one) for block, one in zip(blocks, scenario, strict=True)]
    order = np.argsort([child for block in blocks for child in block.children])
    return Range.concatenate(chosen, axis=0).row(order)


def _by_ratio(node: NodePlan, blocks: Sequence[Block]) -> tuple[Points, Points, Flags]:
    """Return the extremes of a weighted mean over all choices, by Dinkelbach's method.

    A mean of chosen children is below a number if and only if the sum of weight times distance from the number is
    negative. That sum falls apart into the blocks, so its least is found block by block. The mean there is the next
    number, until none is better. Source: W. Dinkelbach, On nonlinear fractional programming, Management Science 13
    (1967), 492-498.
    """
    n = blocks[0].scenarios.low.shape[-1]
    found = []
    for sign in (1.0, -1.0):
        best = _nothing(node, blocks, n)[0 if sign > 0 else 1]
        guess = np.full(n, node.grid.one * (0.5 + 1.5 * sign), dtype=best.dtype)
        kind = np.result_type(
            *(end for block in blocks for end in (block.scenarios.low, block.scenarios.high))
        )
        turned = np.positive if sign > 0 else np.negative
        while True:
            points = np.zeros((len(node.weights), n), dtype=kind)
            counts = np.zeros(points.shape, dtype=np.bool_)
            for block in blocks:
                children = list(block.children)
                points[children], counts[children] = _least_sum(
                    node.multiples[children], block.scenarios, guess, sign
                )
            values, present = evaluate(node, points, counts)
            better = present & (turned(values) < turned(best))
            if not better.any():
                break
            best[better] = guess[better] = values[better]
        found.append(best)
    return found[0], found[1], np.zeros(n, dtype=np.bool_)


def _least_sum(multiples: Points, ranges: Range, guess: Points, sign: float) -> tuple[Points, Flags]:
    """Return points and presence, (k, n), with the least sum of weight times signed distance from the guess."""
    present = ranges.present
    points = np.where(present, ranges.low if sign > 0 else ranges.high, 0.0)
    distance = subtract(points, guess) if sign > 0 else subtract(guess, points)
    terms = multiply(multiples[:, None], distance)
    counts = present & (~ranges.absent | (terms < 0))
    sums = np.stack([sum_rows(each) for each in np.where(counts, terms, 0.0)])
    scenario = np.argmin(sums, axis=0)
    units = np.arange(len(guess))
    return points[scenario, :, units].T, counts[scenario, :, units].T


def widest(scenarios: Range) -> list[int]:
    """Return the scenarios of one unit that matter to a monotone rule, from ranges of shape (scenarios, k, 1).

    A scenario is left out if another one leaves every child as free, or freer: in points, and in being absent.
    """
    kept: list[int] = []
    for one in range(len(scenarios.low)):
        if not any(_covers(scenarios, other, one) for other in kept):
            kept = [*(other for other in kept if not _covers(scenarios, one, other)), one]
    return kept


def _covers(ranges: Range, wider: int, narrower: int) -> bool:
    return bool(
        np.all(ranges.low[wider] <= ranges.low[narrower])
        and np.all(ranges.high[wider] >= ranges.high[narrower])
        and np.all(ranges.absent[wider] >= ranges.absent[narrower])
        and np.all(ranges.unknown[wider] >= ranges.unknown[narrower])
    )


def _by_trial(node: NodePlan, blocks: Sequence[Block]) -> tuple[Points, Points, Flags]:
    """Return the extremes over all choices by trying them, if they are few."""
    n = blocks[0].scenarios.low.shape[-1]
    if math.prod(len(block.scenarios.low) for block in blocks) <= MOST_COMPLETIONS:
        return _try(node, blocks)
    found = []
    for unit in range(n):
        alone = [block.scenarios.take(np.array([unit])) for block in blocks]
        kept = [ranges.row(np.array(widest(ranges))) for ranges in alone]
        found.append(
            _try(node, [Block(block.children, one) for block, one in zip(blocks, kept, strict=True)])
        )
    low, high, unknown = (np.concatenate(several) for several in zip(*found, strict=True))
    return low, high, unknown


def _try(node: NodePlan, blocks: Sequence[Block]) -> tuple[Points, Points, Flags]:
    """Return the extremes over all choices, unknown where they are too many."""
    n = blocks[0].scenarios.low.shape[-1]
    low, high = _nothing(node, blocks, n)
    sizes = [len(block.scenarios.low) for block in blocks]
    scenarios = math.prod(sizes)
    if scenarios > MOST_COMPLETIONS:
        return low, high, np.ones(n, dtype=np.bool_)
    unknown = np.zeros(n, dtype=np.bool_)
    for scenario in itertools.product(*map(range, sizes)):
        ranges = _chosen(node, blocks, scenario)
        free = ranges.present & ranges.absent & (node.weights > 0)[:, None]
        for units in alike(free):
            choices = np.flatnonzero(free[:, units[0]])
            combinations = 2 ** len(choices)
            if scenarios * combinations > MOST_COMPLETIONS:
                unknown[units] = True
                continue
            for part in batches(units, combinations):
                several = ranges.take(np.repeat(part, combinations))
                counts = several.present
                for bit, child in enumerate(choices):
                    counts[child] = np.tile(np.arange(combinations) >> bit & 1 == 1, len(part))
                least, most = _ends(node, several.low, several.high, counts)
                low[part] = np.minimum(low[part], least.reshape(-1, combinations).min(axis=1))
                high[part] = np.maximum(high[part], most.reshape(-1, combinations).max(axis=1))
    return low, high, unknown


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
        several = [branch.weighty for branch in self.below] or [frozenset({i}) for i in self.node.children]
        kept = [one for one, weight in zip(several, self.node.weights, strict=True) if weight > 0]
        return frozenset[int]().union(*kept)

    def value(self, points: Points, counts: Flags) -> tuple[Points, Flags]:
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
        for part, combinations, cells in completions.of(self.cells, units, scenario, each=each):
            places.append(part)
            if cells is None:
                ranges.append(Range.untold(len(part)))
            else:
                found = self._at_ends(cells) if ends else self._one_by_one(cells)
                ranges.append(found.folded(combinations))
        return Range.concatenate(ranges).take(np.argsort(np.concatenate(places)))

    def _at_ends(self, cells: Range) -> Range:
        return extremes(self.node, [Block(tuple(range(len(self.node.children))), Range.stack([cells]))])

    def _one_by_one(self, cells: Range) -> Range:
        return Range.certain(*self.value(np.where(cells.present, cells.low, 0.0), cells.present))

"""The scores of units under drawn weights: columns of units that differ, and blocks of draws of equal size."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels.sensitivity._packed_ranks import AT_ONCE, MOST_UNITS, PackedRanks
from smmi.benchmark.kernels.sensitivity._weighted_sums import (
    Children,
    WeightedMeans,
    alike_columns,
    constants,
)
from smmi.benchmark.sensitivity._field import Field
from smmi.benchmark.sensitivity._weighed_node import WeighedNode
from smmi.scoring import Bands

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]

MOST_ROWS: Final = 255
"""How many draws are counted at once, so that their number fits into a byte."""
ROUNDED: Final = 1e-11
"""By how many points a sum of products may miss the score that the scheme gives, at most."""


@attrs.frozen(kw_only=True)
class Block:
    """Some draws under which as many members have a score, as sums of doubles tell.

    Attributes:
        draws: Their numbers, (rows,).
        size: How many members have a score.
        without: Which patterns of answered children have no score in them, (rows, patterns); None where all have one.
        unsure: In which of them sums of doubles do not tell whether enough is answered, (rows,).
    """

    draws: Places
    size: int
    without: Flags | None
    unsure: Flags


@attrs.frozen(kw_only=True, eq=False)
class DrawnScores:
    """The draws of a node, over the units that differ in any of its children and can have a score.

    Attributes:
        node: The node.
        children: What the children are to each unit that differs, (k, d).
        units: Which units can have a score, (n,).
        first: The first unit of each that differs, (d,).
        place: Which of them each unit is that can have a score, (n,).
        masses: How many members each stands for, (d,).
        decimals: To how many decimals scores are ties.
        marks: The scores at which a band begins.
    """

    node: WeighedNode
    children: Children
    units: Places
    first: Places
    place: Places
    masses: Counts
    decimals: int
    marks: Floats

    @classmethod
    def of(cls, field: Field, node: WeighedNode, bands: Bands | None, /) -> "DrawnScores":
        """Return the draws of a node in a field; those that want the same work stand side by side."""
        whole = node.means
        units = np.flatnonzero(~whole.absent)
        stacked = np.concatenate([part[:, units] for part in whole[:4]])
        first, place = alike_columns(stacked)
        heavy = (node.weights[0] > 0)[:, None]
        partly = np.asarray((heavy & ~whole.enters).any(axis=0))[units][first]
        lacks = np.asarray((whole.asked & ~whole.counts).any(axis=0))[units][first]
        order = np.argsort(np.where(lacks, 3 - partly, partly), kind="stable")
        first, turned = first[order], np.argsort(order)
        place = turned[place]
        children = Children._make(np.ascontiguousarray(part[..., units[first]]) for part in whole)
        marks = [100.0 * level.at_least / bands.maximum for level in bands.levels] if bands else []
        return cls(
            node=node,
            children=children,
            units=units,
            first=units[first],
            place=place,
            masses=np.bincount(place[field.members[units]], minlength=len(first)).astype(np.int32),
            decimals=field.conventions.decimals,
            marks=np.array(marks),
        )

    def ranks(self) -> PackedRanks | None:
        """Return what ranks blocks of these draws; None where there are too many units for it."""
        if len(self.first) > MOST_UNITS:
            return None
        return PackedRanks.of(self.masses, self.least, rows=min(self.step, len(self.node.weights)))

    @property
    def step(self) -> int:
        """How many draws a block has at most."""
        return max(1, min(MOST_ROWS, AT_ONCE // max(1, len(self.first))))

    @cached_property
    def means(self) -> WeightedMeans:
        """What gives scores by products of matrices, where the node is a weighted mean."""
        return WeightedMeans.of(self.children, self.node.weights, self.node.share)

    def blocks(self) -> Iterator[Block]:
        """Yield blocks of draws, those of equal size together."""
        means, draws = self.means, len(self.node.weights)
        own = np.bincount(means.pattern, weights=self.masses[means.lacking], minlength=means.over.shape[1])
        lost, (missing, unsure) = np.zeros(draws), np.zeros((2, draws), dtype=np.bool_)
        if own.size:
            step = max(1, AT_ONCE // own.size)
            for start in range(0, draws, step):
                rows = slice(start, start + step)
                without, unsure[rows] = means.without(rows)
                if without.any():
                    lost[rows], missing[rows] = without @ own, without.any(axis=1)
        order = np.arange(draws)
        if missing.any():
            some = np.flatnonzero(missing)
            order = np.concatenate([np.flatnonzero(~missing), some[np.argsort(lost[some], kind="stable")]])
            lost, missing, unsure = lost[order], missing[order], unsure[order]
        edges = np.flatnonzero((np.diff(lost) != 0) | (np.diff(missing) != 0)) + 1
        whole = int(self.masses.sum())
        for begin, end in zip([0, *edges.tolist()], [*edges.tolist(), draws], strict=True):
            for start in range(begin, end, self.step):
                rows = slice(start, min(end, start + self.step))
                yield Block(
                    draws=order[rows],
                    size=whole - int(lost[start]),
                    without=means.without(order[rows])[0] if missing[start] else None,
                    unsure=unsure[rows],
                )

    @cached_property
    def _varies(self) -> Flags:
        """Which units have scores that weights change, (d,)."""
        return np.isnan(constants(self.children))

    def at_marks(self, scores: Floats, /) -> Flags:
        """Return which draws hold a score that may be on either side of a mark, (rows,)."""
        unsure = np.zeros(len(scores), dtype=np.bool_)
        for mark in self.marks.tolist():
            unsure |= ((np.abs(scores - mark) <= ROUNDED) & self._varies).any(axis=1)
        return unsure

    @property
    def least(self) -> float:
        """How far apart two scores are at least that are certainly no tie."""
        return 10.0**-self.decimals * (1.0 + ROUNDED)

    def undecided(self, scores: Floats, /) -> Flags:
        """Return the draws in which rounding may make or break a tie, of some that have a near tie, (rows,)."""
        ascending = np.sort(scores, axis=1)
        steps = ascending * 10.0**self.decimals
        at_edge = np.abs(steps - np.floor(steps) - 0.5) <= ROUNDED * 10.0**self.decimals
        close = np.diff(ascending, axis=1) <= self.least + 2.0 * ROUNDED
        beside = np.zeros(ascending.shape, dtype=np.bool_)
        beside[:, 1:] |= close
        beside[:, :-1] |= close
        return np.asarray((at_edge & beside).any(axis=1))

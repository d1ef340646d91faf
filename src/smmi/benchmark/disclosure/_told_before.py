"""What earlier publications told by themselves, so that withholding new cells cannot close it any more."""

from functools import cached_property

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.disclosure._aggregates import CellState
from smmi.benchmark.disclosure._attacks import Leak, LeakKind, differencing, dominating
from smmi.benchmark.disclosure._bounding import bounding, ordering
from smmi.benchmark.disclosure._rule import DisclosureRule
from smmi.benchmark.disclosure._systems import Block, Flags
from smmi.benchmark.kernels._feasibility import SLACK


@attrs.define(eq=False)
class ToldBefore:
    """What follows from the cells of a system that earlier publications hold.

    Attributes:
        block: The system.
        rule: What must not be derived.
        is_met: Whether a leak was met that was told before.
    """

    block: Block
    rule: DisclosureRule
    is_met: bool = attrs.field(default=False, init=False)

    @cached_property
    def published(self) -> Flags:
        """Which cells were published earlier, (cells,)."""
        states = [cell.state is CellState.PUBLISHED for cell in self.block.cells]
        return np.array(states, dtype=np.bool_) & self.block.earlier

    @cached_property
    def sums(self) -> tuple[Leak, ...]:
        """The small sums."""
        return tuple(differencing(self.block, self.published, self.rule))

    @cached_property
    def intervals(self) -> tuple[Leak, ...]:
        """The scores and sums that are bounded too closely."""
        return tuple(bounding(self.block, self.published, self.rule))

    @cached_property
    def orders(self) -> tuple[Leak, ...]:
        """The scores to which quartiles leave too little room."""
        by_means = {(leak.units, leak.participants) for leak in self.intervals}
        return tuple(
            leak
            for leak in ordering(self.block, self.published, self.rule)
            if not {(leak.units, ()), (leak.units, leak.participants)} & by_means
        )

    @property
    def leaks(self) -> tuple[Leak, ...]:
        """All leaks of earlier cells, if any was met; an attack on all cells meets one if there is one."""
        if not self.is_met:
            return ()
        # A system of scores that are made from one another holds no values.
        if not self.block.code:
            return self.sums
        dominated = dominating(self.block, self.published, self.rule)
        return (*self.sums, *dominated, *self.intervals, *self.orders)

    def is_new(self, leak: Leak, /) -> bool:
        """Return whether a leak was not told before, whatever cells it was found from.

        Args:
            leak: What follows from cells of the system.
        """
        if not self.published.any():
            return True
        if all(key.publication for key in leak.cells):
            told = True
        elif leak.kind is LeakKind.SMALL_SUM:
            told = bool(self.sums) and self._spans(leak)
        else:
            known = self._bounded_before(leak.kind)
            told = any(self._is_as_close(one, leak) for one in known)
        self.is_met |= told
        return not told

    def _bounded_before(self, kind: LeakKind) -> tuple[Leak, ...]:
        """Return what was bounded too closely before, that a leak of a kind can say again."""
        if kind is LeakKind.INTERVAL:
            return self.intervals
        return (*self.intervals, *self.orders) if kind is LeakKind.QUARTILES else ()

    def _spans(self, leak: Leak) -> bool:
        """Return whether a sum is one of earlier cells."""
        used = {key: self.block.rows[key] for key in leak.cells}
        # What the cells themselves tell to be the same, and no others.
        shown = self.published | np.isin(np.arange(len(self.block.cells)), list(used.values()))
        linked = self.block.linked(shown).scores.astype(np.float64)
        rows = linked[self.published]
        asked: npt.NDArray[np.float64] = np.zeros(rows.shape[1])
        for key, times in leak.combination:
            asked += times * linked[used[key]]
        found = np.linalg.lstsq(rows.T, asked, rcond=None)[0]
        return bool(np.max(np.abs(rows.T @ found - asked)) < SLACK * max(1.0, float(np.max(np.abs(asked)))))

    def _is_as_close(self, before: Leak, now: Leak) -> bool:
        """Return whether a score, or the sum over a sensitive cell, was bounded as closely before."""
        if (before.units, before.participants) != (now.units, now.participants):
            return False
        ends = (before.low, before.high, now.low, now.high)
        if None in ends:
            return False
        low, high = float(now.low or 0.0), float(now.high or 0.0)
        own = np.flatnonzero(np.isin(self.block.units, now.units))
        values = self.block.values[np.isin(self.block.owners, own)]
        if len(own) == 1:
            values = values[(values >= low - SLACK) & (values <= high + SLACK)]
        # Of several scores of a unit it is not known which one is meant.
        return (
            len(values) == len(own)
            and float(before.low or 0.0) >= low - SLACK
            and float(before.high or 0.0) <= high + SLACK
        )

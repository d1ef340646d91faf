"""Worlds: scores other than the true ones from which the same would have been published.

Where quartiles are published, what an intruder knows is no convex set, and linear programming alone would call tables
safe that are not. So the order is kept: a value at or below a published quartile stays there, and so does one above.
What is left is a linear programme, and each of its solutions is a world that nobody can tell from the truth. Values
that lie in the same cells and between the same quartiles are one class, of which the sum matters.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._feasibility import HIGH, LOW, SLACK
from smmi.benchmark.worlds._exchanges import Atoms, exchangeable, patterns
from smmi.benchmark.worlds._orders import NONE, QUARTERS, Order, reordered
from smmi.benchmark.worlds._programme import Programme

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

UNITED: Final = 0
"""The mark of values that are not asked for."""
WEARINESS: Final = 30.0
"""So much less than others should values move that are to stay, if they can."""


@attrs.frozen(kw_only=True, eq=False)
class World:
    """A solution: the sum of each class, and within what limits the values of a class can share it.

    Attributes:
        classes: To which class each value belongs; `NONE` if it is as it was, (v,).
        totals: The sum of each class, (c,).
        low: The least that each of its values can be, (c,).
        high: The most, (c,).
        reached: The sum of the values of each mark, (marks,).
    """

    classes: Integers
    totals: Floats
    low: Floats
    high: Floats
    reached: Floats


@attrs.frozen(kw_only=True, eq=False)
class Knowledge:
    """What is published of hidden values, and whose they are.

    Attributes:
        incidence: Which values each published sum adds, (r, v).
        low: The least that each sum can be, (r,).
        high: The most, (r,).
        orders: What published quartiles say.
        values: The true values, (v,).
        units: To which unit each value belongs, (v,).
        parties: To which participant each value belongs, (v,).
        step: Values are multiples of it, which the intruder knows; None if they may be any number.
    """

    incidence: Flags
    low: Floats
    high: Floats
    orders: Sequence[Order]
    values: Floats
    units: Integers
    parties: Integers
    step: float | None

    @cached_property
    def atoms(self) -> tuple[Integers, Flags]:
        """To which atom of the sums each value belongs, and whether it is in any sum, (v,) each."""
        return patterns(self.incidence)

    @cached_property
    def groups(self) -> Integers:
        """The group of each value: units of a group can exchange all their values, (v,)."""
        return exchangeable(*self.atoms, self.units)

    @cached_property
    def by_atoms(self) -> Atoms:
        """The values by the sums that they are in."""
        places, shown = self.atoms
        first = np.unique(places, return_index=True)[1]
        columns = self.incidence[:, first].astype(np.float64)
        many = int(self.parties.max(initial=0)) + 1
        pairs, own = np.unique(places * many + self.parties, return_inverse=True)
        holdings = pairs // many, own.reshape(-1).astype(np.int64), pairs % many
        return Atoms(columns, places, shown, self.groups, self.parties, self.values, holdings)

    @cached_property
    def classes(self) -> Integers:
        """Which values are alike in all sums and between the same quartiles, (v,)."""
        return self._classes(self.orders)

    def _classes(self, orders: Sequence[Order]) -> Integers:
        marks = np.zeros(len(self.values), dtype=np.int64)
        for order in orders:
            for at in (order.below, order.above[order.above != NONE]):
                marks[at] = at + 1
        kinds = self.atoms[0] * (len(marks) + 1) + marks
        for order in orders:
            kinds = np.unique(kinds * (QUARTERS + 2) + order.segments, return_inverse=True)[1].reshape(-1)
        return kinds.astype(np.int64)

    def world(
        self,
        marks: Integers,
        known: Flags,
        weights: Sequence[float],
        /,
        *,
        caps: Sequence[float] = (),
        like: Floats | None = None,
        stillness: float = 0.0,
        weary: Flags | None = None,
    ) -> World | None:
        """Return the world in which the weighted sum of marked values is largest; None if none was found.

        Args:
            marks: Which values are asked for: 1, 2, … for each sum of values; `UNITED` for no mark, (v,).
            known: Which values are as they are, (v,).
            weights: What each sum weighs, for the marks from 1 on.
            caps: From where on each sum, if it weighs more than 0, does not count more; else from where on it does not
                count less.
            like: The order is that of these values, (v,); where not given, that of the true ones.
            stillness: How much less a point of what is asked for counts than a point by which anything else moves: a
                world in which little moves is one for most participants, too.
            weary: Values that should move still less, (v,).
        """
        orders, kinds = self.orders, self.classes
        if like is not None:
            orders = [reordered(order, like) for order in orders]
            kinds = self._classes(orders)
        scale = self.step or 1.0
        free = np.flatnonzero(~known)
        spread = len(weights) + 1
        first, own = np.unique(kinds[free] * spread + marks[free], return_index=True, return_inverse=True)[1:]
        one_of, sizes = free[first], np.bincount(own.reshape(-1), minlength=len(first))
        classes = np.full(len(self.values), NONE, dtype=np.int64)
        classes[free] = own.reshape(-1)
        c = len(first)
        programme = Programme()
        programme.variables(np.full(c, LOW / scale), sizes * (HIGH / scale), is_whole=self.step is not None)
        held = np.asarray(self.incidence @ np.where(known, self.values, 0.0), dtype=np.float64)
        programme.rows(self.incidence[:, one_of].astype(np.float64), *self._sums_left(held, scale))
        seats = _Seats(values=self.values / scale, known=known, classes=classes, one_of=one_of, sizes=sizes)
        limits = [_quartile_rows(order, seats, programme, self.step) for order in orders]
        sums = [np.flatnonzero(marks[one_of] == mark) for mark in range(1, spread)]
        ends = np.array([*caps] or [np.inf] * len(weights)) / scale
        is_up = np.array(weights) > 0
        at = programme.variables(
            np.where(is_up | (len(caps) == 0), -np.inf, ends), np.where(is_up, ends, np.inf)
        )
        for place, columns, upward in zip(at.tolist(), sums, is_up.tolist(), strict=True):
            low_end, high_end = (0.0, np.inf) if upward else (-np.inf, 0.0)
            entries = [1.0] * len(columns) + [-1.0]
            programme.row([*columns.tolist(), place], entries, low_end, high_end)
        objective = dict(zip(at.tolist(), weights, strict=True))
        if stillness:
            totals = np.bincount(classes[free], weights=seats.values[free], minlength=c).astype(np.float64)
            costs = np.full(c, stillness)
            if weary is not None:
                costs[classes[np.flatnonzero(weary & ~known)]] *= WEARINESS
            moves = programme.departures(np.arange(c), totals).tolist()
            objective |= dict(zip(moves, (-np.tile(costs, 2)).tolist(), strict=True))
            for order, (s, t) in zip(orders, limits, strict=True):
                objective |= dict.fromkeys(_tightness(order, seats, programme, s, t).tolist(), -stillness)
        found = programme.solved(objective)
        if found is None:
            return None
        found = found * scale
        low, high = np.full(c, LOW), np.full(c, HIGH)
        for order, (s, t) in zip(orders, limits, strict=True):
            segments = order.segments[one_of]
            low = np.maximum(low, np.concatenate(([LOW, LOW], found[t]))[segments])
            high = np.minimum(high, np.concatenate(([HIGH], found[s], [HIGH]))[segments])
        reached = np.array([found[columns].sum() for columns in sums])
        return World(classes=classes, totals=found[:c], low=low, high=high, reached=reached)

    def _sums_left(self, held: Floats, scale: float) -> tuple[Floats, Floats]:
        """Return between what the sums of the other values lie, in steps."""
        low, high = (self.low - held) / scale, (self.high - held) / scale
        if self.step is None:
            return low, high
        exact = self.low == self.high
        up = np.where(exact, np.round(high), np.ceil(high - SLACK) - 1.0)
        # A mean at the upper end would have been rounded up; where the truth is, there is a world.
        truth = np.round((self.incidence @ self.values - held) / scale)
        return np.where(exact, np.round(low), np.ceil(low - SLACK)), np.maximum(up, truth)

    def holds_for(self, world: World, /) -> Flags:
        """Return for which participants a world is one although they know their own values, (parties,).

        The others of each class must share its sum without them, and the class its limits with them.
        """
        moved = np.flatnonzero(world.classes != NONE)
        c = len(world.totals)
        pairs, own = np.unique(self.parties[moved] * c + world.classes[moved], return_inverse=True)
        own, at, values = own.reshape(-1), pairs % c, self.values[moved]
        count = np.bincount(own, minlength=len(pairs))
        left = np.bincount(world.classes[moved], minlength=c)[at] - count
        rest = world.totals[at] - np.bincount(own, weights=values, minlength=len(pairs))
        inside = (values >= world.low[world.classes[moved]] - SLACK) & (
            values <= world.high[world.classes[moved]] + SLACK
        )
        good = (rest >= left * world.low[at] - SLACK) & (rest <= left * world.high[at] + SLACK)
        holds = np.ones(int(self.parties.max()) + 1, dtype=np.bool_)
        holds[self.parties[moved][~inside]] = False
        holds[pairs[~good] // c] = False
        return holds

    def scores_in(self, world: World, /) -> Floats:
        """Return values of a world, one for one, (v,), each class sharing its sum evenly."""
        sizes = np.bincount(world.classes[world.classes != NONE], minlength=len(world.totals))
        means = world.totals / np.maximum(sizes, 1)
        return np.where(world.classes == NONE, self.values, means[world.classes])


class _Seats(NamedTuple):
    """Where values have gone: which are known, and what stands for the others.

    Attributes:
        values: The true values, in steps, (v,).
        known: Which are as they are, (v,).
        classes: To which class each other one belongs; `NONE` if it is known, (v,).
        one_of: A value of each class, (c,).
        sizes: How many each class has, (c,).
    """

    values: Floats
    known: Flags
    classes: Integers
    one_of: Integers
    sizes: Integers


def _quartile_rows(
    order: Order, seats: _Seats, programme: Programme, step: float | None
) -> tuple[Integers, Integers]:
    """Add what the quartiles of one cell ask for; return the places of the limits below and above each.

    Below each quartile a limit holds for all values that are at or below it, and another above it; and the quartile
    itself, between two values, lies within its rounding. One of each two values is where it was, so that the quartile
    is as high as the limit below, or lower, and as low as the limit above, or higher.
    """
    top, values = HIGH / (step or 1.0), seats.values
    seen = np.flatnonzero(seats.known & (order.segments > 0))
    at = order.segments[seen]
    quarters = np.arange(1, QUARTERS + 1)
    beneath = np.array([values[seen[at <= j]].max(initial=LOW) for j in quarters])
    beyond = np.array([values[seen[at > j]].min(initial=top) for j in quarters])
    s = programme.variables(beneath, np.full(QUARTERS, top), is_whole=step is not None)
    t = programme.variables(np.full(QUARTERS, LOW), beyond, is_whole=step is not None)
    inside = order.segments[seats.one_of]
    for limits, some, ends in (
        (s, np.flatnonzero((inside > 0) & (inside <= QUARTERS)), (-np.inf, 0.0)),
        (t, np.flatnonzero(inside > 1), (0.0, np.inf)),
    ):
        which = limits[inside[some] - (1 if limits is s else 2)]
        entries = np.stack((np.ones(len(some)), -seats.sizes[some].astype(np.float64)), axis=1)
        programme.pairs(np.stack((some, which), axis=1), entries, *ends)
    chain = [(t, s), (s[1:], s[:-1]), (t[1:], t[:-1])]
    for upper, lower in chain:
        programme.pairs(np.stack((upper, lower), axis=1), np.tile([1.0, -1.0], (len(upper), 1)), 0.0, np.inf)
    scale = step or 1.0
    low, high = order.low / scale, order.high / scale
    if step is not None:
        # Quartiles of whole steps are multiples of a quarter of a step; one at the upper end would be rounded up.
        low = np.minimum(np.ceil(4.0 * low - SLACK) / 4.0, order.true / scale)
        high = np.maximum((np.ceil(4.0 * high - SLACK) - 1.0) / 4.0, order.true / scale)
    for j in range(QUARTERS):
        part = float(order.parts[j])
        for limit, of_limit, value, ends in (
            (s[j], 1.0 - part, int(order.above[j]), (-np.inf, float(high[j]))),
            (t[j], part, int(order.below[j]), (float(low[j]), np.inf)),
        ):
            held = (1.0 - of_limit) * values[value] if value != NONE and seats.known[value] else 0.0
            seat = seats.classes[value] if value != NONE else NONE
            several = 1 if seat == NONE else 2
            programme.row(
                [int(limit), int(seat)][:several],
                [of_limit, 1.0 - of_limit][:several],
                ends[0] - held,
                ends[1] - held,
            )
    return s, t


def _tightness(order: Order, seats: _Seats, programme: Programme, s: Integers, t: Integers) -> Integers:
    """Add by how much each limit would shut out true values; return their places."""
    own, at = seats.values[order.ranked], order.segments[order.ranked]
    quarters = np.arange(1, QUARTERS + 1)
    beneath = np.array([own[at <= j].max(initial=LOW) for j in quarters])
    beyond = np.array([own[at > j].min(initial=np.inf) for j in quarters])
    beyond = np.minimum(beyond, HIGH)
    return np.concatenate((programme.shortfalls(s, beneath, 1.0), programme.shortfalls(t, -beyond, -1.0)))

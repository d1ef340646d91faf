"""Rooms: within what limits each value can lie, whatever the others of its cells do within theirs.

A quartile lies in its rounding as long as enough values are at or below the upper end of it and enough at or above the
lower one. So values keep to their side of each quartile, and those that make it, or stand in for one that leaves its
side, keep within its rounding. Then only sums bind values together, and of all values that are in the same sums only
the total matters.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._feasibility import HIGH, LOW, SLACK
from smmi.benchmark.worlds._orders import NONE, QUARTERS, Order

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

TINY: Final = 1e-9


class Rooms(NamedTuple):
    """How far values can move, (v,) each: in step with others, and as the only one that may cross quartiles."""

    up: Floats
    down: Floats
    rise: Floats
    fall: Floats


def rooms_of(values: Floats, orders: Sequence[Order], step: float | None, /) -> Rooms:
    """Return how far values can move so that every published quartile is rounded to what it was.

    Args:
        values: The values, (v,).
        orders: What published quartiles say.
        step: Values are multiples of it, which the intruder knows; None if they may be any number.
    """
    limits = _Limits(*(np.full(len(values), end) for end in (LOW, HIGH, LOW, HIGH)))
    for order in orders:
        _narrow(limits, order, values, step)
    low, high, bottom, top = limits
    moves = (high - values, values - low, top - values, values - bottom)
    return Rooms(*(np.maximum(move, 0.0) for move in moves))


class _Limits(NamedTuple):
    """Between what values can lie: in step with others, and as the only one that may cross quartiles."""

    low: Floats
    high: Floats
    bottom: Floats
    top: Floats


def _narrow(limits: _Limits, order: Order, values: Floats, step: float | None) -> None:
    """Narrow limits by the quartiles of one cell.

    Where the values that make a quartile are within its rounding, one more from above stands in for a value that rises
    above it, and one more from below for a value that falls below it. Else these two move by as much as the quartile
    may, and none crosses.
    """
    low, high, bottom, top = limits
    last = len(order.ranked) - 1
    for j in range(QUARTERS):
        below, above = int(order.below[j]), int(order.above[j])
        made_of = [below] if above == NONE else [below, above]
        true = float(order.true[j])
        ceiling, floor = max(float(order.high[j]) - SLACK, true), min(float(order.low[j]) + SLACK, true)
        if step is not None:
            ceiling = float(np.floor(ceiling / step + TINY)) * step
            floor = float(np.ceil(floor / step - TINY)) * step
        own = values[made_of]
        lower, upper = order.ranked[: order.places[j]], order.ranked[order.places[j] + len(made_of) :]
        if np.all((own >= floor) & (own <= ceiling)):
            ends_low, ends_high = np.full(len(own), floor), np.full(len(own), ceiling)
            # The next ones on each side.
            spare_up, spare_down = order.places[j] + len(made_of), order.places[j] - 1
            leaves_up = spare_up <= last and values[order.ranked[spare_up]] <= ceiling
            leaves_down = spare_down >= 0 and values[order.ranked[spare_down]] >= floor
            if leaves_up:
                spare = order.ranked[spare_up]
                high[spare] = min(high[spare], ceiling)
            if leaves_down:
                spare = order.ranked[spare_down]
                low[spare] = max(low[spare], floor)
        else:
            # Of several numbers a quartile is between two, not as near as its rounding.
            rest = (max(ceiling - true, 0.0), max(true - floor, 0.0)) if step is None else (0.0, 0.0)
            ends_low, ends_high = own - rest[1], own + rest[0]
            leaves_up = leaves_down = False
        high[lower] = np.minimum(high[lower], ends_high[0])
        low[upper] = np.maximum(low[upper], ends_low[-1])
        low[made_of], high[made_of] = np.maximum(low[made_of], ends_low), np.minimum(high[made_of], ends_high)
        if not leaves_up:
            top[lower] = np.minimum(top[lower], ends_high[0])
            top[made_of] = np.minimum(top[made_of], ends_high)
        if not leaves_down:
            bottom[upper] = np.maximum(bottom[upper], ends_low[-1])
            bottom[made_of] = np.maximum(bottom[made_of], ends_low)

"""Orders: what published quartiles say of the order of the values of a cell."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

QUARTERS: Final = 3
"""The lower quartile, the median and the upper quartile."""
NONE: Final = -1


class Order(NamedTuple):
    """What the quartiles of one cell say of the order of its values.

    By definition 7 of Hyndman and Fan (1996) the quartile lies at position (n - 1) p from the lowest value, counted
    from 0: between the value at the position below it and the next one, or at the value itself.

    Attributes:
        segments: Where each value lies, (v,): 1 up to the lower quartile, 2 up to the median, 3 up to the upper
            quartile, 4 above; 0 outside of the cell.
        below: The value at or next below each quartile, as a place among the values, (3,).
        above: The value next above it; `NONE` where the quartile is a value, (3,).
        places: How many values of the cell are before the value at or next below each quartile, (3,).
        parts: How far the quartile lies from the lower to the upper of the two, 0 to below 1, (3,).
        low: The least that each quartile can be, (3,).
        high: The most that it can be, (3,).
        ranked: The values of the cell, as places, the lowest first, (n,).
        true: Each quartile, (3,).
    """

    segments: Integers
    below: Integers
    above: Integers
    places: Integers
    parts: Floats
    low: Floats
    high: Floats
    ranked: Integers
    true: Floats


def order_of(inside: Flags, values: Floats, low: Floats, high: Floats, /) -> Order:
    """Return what the quartiles of a cell say of its values.

    Args:
        inside: Which values are of the cell, (v,); one at least.
        values: The values, (v,).
        low: Between what each quartile is known to lie, (3,); the truth does.
        high: The upper ends.
    """
    members = np.flatnonzero(inside)
    ranked = members[np.argsort(values[members], kind="stable")]
    position = (len(ranked) - 1) * np.arange(1, QUARTERS + 1)
    place, rest = np.divmod(position, QUARTERS + 1)
    segments = np.zeros(len(values), dtype=np.int64)
    segments[ranked] = 1 + (np.arange(len(ranked))[:, None] > place).sum(axis=1)
    parts = rest / (QUARTERS + 1.0)
    next_one = ranked[np.minimum(place + 1, len(ranked) - 1)]
    true = values[ranked[place]] * (1.0 - parts) + values[next_one] * parts
    above = np.where(rest > 0, next_one, NONE)
    return Order(segments, ranked[place], above, place, parts, low, high, ranked, true)


def reordered(order: Order, values: Floats, /) -> Order:
    """Return what the same quartiles say if the values were in the order of other ones, (v,)."""
    inside = order.segments > 0
    return order_of(inside, values, order.low, order.high)._replace(true=order.true)

"""Doubles in percent: rounded once, on complete arrays; knows no classes.

What pairs of doubles (``smmi.scoring.arithmetic._double_double``) do for all numbers takes a fraction of the time for
numbers of moderate size. They are cut into a whole multiple of a power of two and a small rest. Sums and products of
such parts have no more than 53 bits, so that the operations of doubles are exact. What is rounded is one quotient and
the last sum.

To add 1.5 times 2 ** (52 - b), and to subtract it, rounds a number of moderate size to a multiple of 2 ** -b.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from smmi._decimals import exact
from smmi.scoring.arithmetic._double_double import LEAST_SURE, Floats, decimals, multiply, nearest

Positions = npt.NDArray[np.intp]

FULL: Final = 100
"""Full points in percent."""

PIECE: Final = 8192
"""So many numbers are taken at a time: few enough for a processor's own cache."""
TO_26: Final = 1.5 * 2.0**26
"""Rounds to multiples of 2 ** -26."""
EXPONENT: Final = 0x7FF0_0000_0000_0000
"""The bits of a double that hold its power of two."""


class _Decade(NamedTuple):
    """Numbers from a tenth of a power of ten to that power.

    Attributes:
        least: The least of them.
        most: The greatest.
        power: What numbers of sixteen digits are multiplied by to be whole.
        coarse: The greater part of that, of at most 20 bits.
        fine: The lesser part, of at most 20 bits.
    """

    least: float
    most: float
    power: float
    coarse: float
    fine: float

    @classmethod
    def of(cls, zeros: int) -> "_Decade":
        """Return the decade of numbers that have so many zeros behind the point."""
        digits = 16 + zeros
        coarse = (5**digits >> 19 + zeros) << 19 + zeros + digits
        return cls(
            least=float(Fraction(1, 10 ** (zeros + 1))),
            most=float(Fraction(1, 10**zeros)),
            power=float(10**digits),
            coarse=float(coarse),
            fine=float(10**digits - coarse),
        )


DECADES: Final = (_Decade.of(0), _Decade.of(1))

LEAST_MODERATE: Final = 2.0**-13
"""Points are 0, or from this to 1."""
TO_40: Final = 1.5 * 2.0**12
"""Rounds to multiples of 2 ** -40."""


def percent_of_doubles(numbers: Floats, /) -> Floats:
    """Return the doubles nearest to a hundred times the shortest decimals of doubles, (n,): 29 for 0.29.

    A number from 0.1 to 1 has at most 56 bits behind the point. It is cut into parts of 27 and 30 bits, and 1e16 into
    parts of 19 bits, so that products are exact, and so is what 1e16 times the number is beyond the nearest whole
    number. Where that is less than half the gap between doubles, the whole number has the digits of the shortest
    decimal, unless another one is in this gap too and ends in 0. Elsewhere the decimal is the nearest of seventeen
    digits. In the decade below it is the same with 59 bits, parts of 23 and 32 bits, and 1e17 in parts of 20 bits.
    Numbers between powers of two have the same gap on both sides; the powers of two that are here have few digits.

    A hundred times the decimal is the sum of a double and a rest that is known to fifty bits, rounded once. That is
    right, since a number from 1 to 100 of at most sixteen decimals is further than 1e-28 from all that is midway
    between doubles. Other numbers are left to `decimals`.
    """
    return _percent(numbers, DECADES)


def _percent(numbers: Floats, decades: Sequence[_Decade]) -> Floats:
    """Return what `percent_of_doubles` does, by the first decade; of numbers outside of it, by the others."""
    if not decades:
        made = nearest(multiply(decimals(numbers), float(FULL))).copy()
        tiny = np.flatnonzero((np.abs(numbers) < LEAST_SURE) & (numbers != 0.0))
        if tiny.size:
            different, place = np.unique(numbers[tiny], return_inverse=True)
            made[tiny] = np.array([float(FULL * exact(one)) for one in different.tolist()])[place]
        return made
    found = np.empty(numbers.shape)
    room = np.empty((5, min(PIECE, found.size)))
    for start in range(0, found.size, PIECE):
        part = slice(start, start + PIECE)
        _write_percent(decades[0], numbers[part], found[part], *room[:, : found[part].size])
    outside = (numbers > decades[0].most) | ((numbers < decades[0].least) & (numbers != 0.0))
    others = np.flatnonzero(outside)
    if others.size:
        found[others] = _percent(numbers[others], decades[1:])
    return found


def _write_percent(
    decade: _Decade,
    numbers: Floats,
    found: Floats,
    rest: Floats,
    high: Floats,
    low: Floats,
    beyond: Floats,
    room: Floats,
) -> None:
    """Write what `percent_of_doubles` returns, of numbers of a decade; there is room for five arrays."""
    _cut(numbers, TO_26, high, low)
    np.multiply(numbers, float(FULL), out=found)
    np.multiply(high, float(FULL), out=rest)
    rest -= found
    rest += np.multiply(low, float(FULL), out=room)
    np.rint(np.multiply(numbers, decade.power, out=room), out=room)
    np.subtract(np.multiply(high, decade.coarse, out=beyond), room, out=beyond)
    beyond += np.multiply(high, decade.fine, out=room)
    beyond += np.multiply(low, decade.coarse, out=room)
    beyond += np.multiply(low, decade.fine, out=room)
    beyond -= np.rint(beyond, out=room)
    np.bitwise_and(numbers.view(np.int64), EXPONENT, out=room.view(np.int64))
    half_gap = np.multiply(room, decade.power / 2.0**53, out=room)
    distance = np.abs(beyond, out=high)
    sixteen = distance < half_gap
    second = np.flatnonzero(np.add(distance, half_gap, out=distance) > 1.0)
    seventeen = np.multiply(beyond, 10.0, out=high)
    seventeen -= np.rint(seventeen, out=low)
    seventeen *= 0.1
    beyond = np.where(sixteen, beyond, seventeen)
    beyond *= FULL / decade.power
    rest -= beyond
    found += rest
    if second.size:
        some = numbers[second]
        fifteen = decade.power / 10.0
        digits = np.rint(some * fifteen)
        found[second] = np.where(digits / fifteen == some, digits / (fifteen / FULL), found[second])


def are_moderate(points: Floats, /) -> bool:
    """Whether all points are 0 or from `LEAST_MODERATE` to 1."""
    return not np.any((points < LEAST_MODERATE) & (points != 0.0)) and bool(points.max(initial=0.0) <= 1.0)


def _cut(numbers: Floats, rounder: float, high: Floats, low: Floats) -> None:
    """Write numbers rounded to a multiple, and what is left of them."""
    np.add(numbers, rounder, out=high)
    np.subtract(high, rounder, out=high)
    np.subtract(numbers, high, out=low)

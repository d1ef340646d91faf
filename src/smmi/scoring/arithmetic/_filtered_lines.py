"""Points of measured answers in two doubles, near enough for a test whether they decide how to round.

An answer is taken as *near*, a multiple of 2 ** -19, and a *rest*: of the double, and of what its shortest decimal is
beyond the double. Near, less where the line begins, and the greatest 26 bits of the slope have an exact product; what
is rounded is products with the rest. The means of such points are nearest doubles, or are said not to be sure
(``smmi.scoring.arithmetic._filtered_means``).
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

import attrs
import numpy as np

from smmi.scoring.arithmetic._double_double import (
    Floats,
    are_pairs,
    decimals,
    exact_sum,
    pairs,
    pairs_of,
    product,
    tidy,
)
from smmi.scoring.arithmetic._grid import LINES, Grid, Points
from smmi.scoring.arithmetic._percentages import EXPONENT, PIECE

TO_19: Final = 1.5 * 2.0**33
"""Rounds to multiples of 2 ** -19."""
MOST_NEAR: Final = 128.0
"""Answers, and where lines begin, are at most so far from 0."""
MOST_SLOPE: Final = Fraction(1, 2)
"""Points for each 1 of distance, 1 being full points, are at most this."""
FIRST_BITS: Final = 26
IN_LINES: Final = 2.0**-70
"""The largest error of a mean of such points, full points being 1.

Near and rest miss an answer by 2 ** -73, and products with the rest and with the least part of the slope by as much;
so points are missed by less than 2 ** -71, and quotients of them by 2 ** -77 more.
"""


class _Digits(NamedTuple):
    """How the shortest decimals of numbers of a decade are found.

    Attributes:
        least: The least of the numbers.
        most: The greatest.
        rounder: What cuts them, when it is added and subtracted, into parts of 26 and of 30 bits.
        power: What numbers of sixteen digits are multiplied by to be whole.
        coarse: The greater part of that.
        fine: The lesser part; each has at most 18 bits.
    """

    least: float
    most: float
    rounder: float
    power: float
    coarse: float
    fine: float

    @classmethod
    def of(cls, places: int, rounder: float) -> "_Digits":
        """Return the decade in which sixteen digits have so many places behind the point."""
        coarse = (5**places >> 17) << 17 + places
        return cls(
            least=10.0 ** (15 - places),
            most=10.0 ** (16 - places),
            rounder=rounder,
            power=float(10**places),
            coarse=float(coarse),
            fine=float(10**places - coarse),
        )


_TENS: Final = _Digits.of(14, TO_19)
_ONES: Final = _Digits.of(15, 1.5 * 2.0**30)


def write_decimals(numbers: Floats, near: Floats, rest: Floats, room: Floats, /) -> None:
    """Write shortest decimals of numbers of at most `MOST_NEAR`, (n,): multiples of 2 ** -19, and what is left.

    Args:
        numbers: The numbers, finite.
        near: Where the multiples go.
        rest: What is left of the decimals, at most 2 ** -20, to 2 ** -73.
        room: Room for five arrays, (5, n).
    """
    rest -= _beyond(_TENS, numbers, near, rest, room)
    others = np.flatnonzero((numbers < _TENS.least) | (numbers > _TENS.most))
    if others.size:
        some = numbers[others]
        near[others] = high = (some + TO_19) - TO_19
        rest[others] = (some - high) + _remainders(some)


def _remainders(numbers: Floats) -> Floats:
    """Return what the shortest decimals of numbers are beyond them."""
    found: Floats = np.empty(numbers.shape)
    inside = (numbers >= _ONES.least) & (numbers <= _ONES.most)
    some, room = numbers[inside], np.empty((7, np.count_nonzero(inside)))
    found[inside] = -_beyond(_ONES, some, room[0], room[1], room[2:])
    found[~inside] = decimals(numbers[~inside]).imag
    return found


def _beyond(digits: _Digits, numbers: Floats, high: Floats, low: Floats, room: Floats) -> Floats:
    """Return what numbers of a decade are beyond their shortest decimals, in a part of the room; and cut them.

    As in `percent_of_doubles`, products are exact, and so is what a power of ten times the number is beyond a whole
    number: one of sixteen digits, and one that ends in 0, which has fewer. The one that ends in 0 is the decimal if it
    is nearer than half the gap between doubles, else the one of sixteen digits if that is, else that of seventeen.
    """
    whole, beyond, ten, part, gap = room
    np.add(numbers, digits.rounder, out=high)
    high -= digits.rounder
    np.subtract(numbers, high, out=low)
    np.rint(np.multiply(numbers, digits.power, out=whole), out=whole)
    np.subtract(np.multiply(high, digits.coarse, out=beyond), whole, out=beyond)
    beyond += np.multiply(high, digits.fine, out=part)
    beyond += np.multiply(low, digits.coarse, out=part)
    beyond += np.multiply(low, digits.fine, out=part)
    np.rint(np.multiply(whole, 0.1, out=ten), out=ten)
    ten *= 10.0
    np.subtract(whole, ten, out=ten)
    ten += beyond
    beyond -= np.rint(beyond, out=part)
    np.bitwise_and(numbers.view(np.int64), EXPONENT, out=gap.view(np.int64))
    gap *= digits.power / 2.0**53
    seventeen: Floats = np.multiply(beyond, 10.0, out=whole)
    seventeen -= np.rint(seventeen, out=part)
    seventeen *= 0.1
    np.copyto(seventeen, beyond, where=np.abs(beyond, out=part) < gap)
    np.copyto(seventeen, ten, where=np.abs(ten, out=part) < gap)
    seventeen /= digits.power
    return seventeen


@attrs.frozen
class FilteredGrid(Grid):
    """A grid whose lines are near enough for the filter; everything else is as on the grid."""

    def _along_decimals(self, numbers: Floats, start: Fraction, slope: Fraction, offset: Fraction) -> Points:
        """Return the points of `along` as pairs that miss them by 2 ** -71 of full points."""
        furthest = max(numbers.max(initial=0.0), -numbers.min(initial=0.0))
        if max(furthest, abs(start)) > MOST_NEAR or abs(slope) > MOST_SLOPE:
            return super()._along_decimals(numbers, start, slope, offset)
        line = _line(self.one, start, slope, offset)
        shape, numbers = numbers.shape, numbers.reshape(-1)
        points = np.empty(numbers.shape, dtype=np.complex128)
        room = np.empty((7, min(PIECE, numbers.size)))
        for first in range(0, numbers.size, PIECE):
            part = slice(first, first + PIECE)
            _write_points(line, numbers[part], points[part], room[:, : numbers[part].size])
        return points.reshape(shape)


class _Line(NamedTuple):
    """A line: where it starts and its step in two doubles each, and what it is there, likewise."""

    start: float
    start_rest: float
    step: float
    step_rest: float
    begin: float
    begin_rest: float


@lru_cache(maxsize=LINES)
def _line(one: int, start: Fraction, slope: Fraction, offset: Fraction) -> _Line:
    """Return a line in parts of which there are so many in 1; what starts it is cut as the answers are."""
    near, rest = np.empty((2, 1))
    write_decimals(np.array([float(start)]), near, rest, np.empty((5, 1)))
    step = slope * one
    first = _of_first_bits(step)
    [begin] = pairs_of([offset * one]).tolist()
    return _Line(near.item(), rest.item(), first, float(step - Fraction(first)), begin.real, begin.imag)


def _of_first_bits(number: Fraction) -> float:
    """Return a number without all but its first bits."""
    power = Fraction(2) ** (FIRST_BITS - int(np.frexp(float(number))[1]))
    return float(round(number * power) / power)


def _write_points(line: _Line, numbers: Floats, points: Points, room: Floats) -> None:
    near, rest, *_ = room
    write_decimals(numbers, near, rest, room[2:])
    high, low, part = room[2:5]
    near -= line.start
    if line.start_rest:
        rest -= line.start_rest
    np.multiply(near, line.step, out=high)
    np.multiply(rest, line.step + line.step_rest, out=low)
    if line.step_rest:
        low += np.multiply(near, line.step_rest, out=part)
    if line.begin:
        high, error = exact_sum(high, line.begin)
        low += error
        low += line.begin_rest
    points.real, points.imag = tidy(high, low)


def filtered_sum_of_products(weights: Iterable[float], points: Iterable[Points], /) -> Points:
    """Return the sum of weights times points, (n,): whole numbers as they are, and pairs to a share of 2 ** -96.

    What is rounded is only what is left of pairs, as long as there are no more than `MOST_CHILDREN`.
    """
    total: Points = np.zeros(1)
    rest: Floats | None = None
    for weight, row in zip(weights, points, strict=True):
        high, low = (row.real, row.imag) if are_pairs(row) else (row, None)
        if low is None:
            high = high if weight == 1.0 else weight * high
        elif weight != 1.0:
            high, error = product(weight, high)
            low = error + weight * low
        if low is None and rest is None:
            total = total + high
            continue
        total, error = exact_sum(total, high)
        rest = error if rest is None else error + rest
        if low is not None:
            rest = rest + low
    return total if rest is None else pairs(*tidy(total, rest))

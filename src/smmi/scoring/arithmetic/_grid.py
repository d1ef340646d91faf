"""The grid of points: how exact points are held in arrays of doubles, or of pairs of doubles where one is too few."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import LEAST_WEIGHT, MOST_WEIGHT, exact
from smmi.scoring.arithmetic._double_double import (
    LEAST_SURE,
    MOST_WHOLE,
    Flags,
    Floats,
    Pairs,
    add,
    are_pairs,
    as_pairs,
    decimals,
    divide,
    multiply,
    nearest,
    pairs,
    pairs_of,
    product,
    subtract,
)
from smmi.scoring.arithmetic._percentages import FULL, Positions, percent_of_doubles

Points = npt.NDArray[Any]
"""Points in parts of a grid: doubles that are exact, or pairs of doubles."""

MOST_FIFTEEN: Final = 1e15
"""The least number of more than fifteen digits."""
CANCELLED: Final = 2.0**-40
"""Where a difference is a lesser share of what it is between, too few digits are left of a pair."""
MOST_ASKED: Final = 16
LINES: Final = 1024
"""So many lines are kept in mind."""
ASTRAY: Final = 2.0**-95
"""By such a share at most do sums, products and quotients of pairs miss what they stand for, however many there are."""
BEYOND: Final = 1.0 + 2.0**-30
"""What is rounded otherwise if what is left of it is so many times as large may be midway between doubles."""


@attrs.frozen
class Grid:
    """Points are held in parts: so many of them are full points.

    Where the parts are fine enough, points are whole numbers of them: sums of these are exact, and a score is rounded
    once, when it is divided. An array of plain doubles is always exact; what is not, is an array of pairs.

    Attributes:
        one: How many parts full points are: 1, or a multiple of 100.
        places: How many decimals are kept in whole parts of measured answers that may have any number of them.
        rounded: Whether a rule has rounded some points, so that means of them may be doubles, or midway between two.
        asks: Whether scores are NaN where pairs leave open which double is the nearest.
    """

    one: int = 1
    places: int = 0
    rounded: bool = False
    asks: bool = False

    def of(self, numbers: Iterable[Fraction]) -> Points:
        """Return rational points in parts, (n,)."""
        parts = [number * self.one for number in numbers]
        if all(part.denominator == 1 and abs(part) <= MOST_WHOLE for part in parts):
            return np.array([float(part) for part in parts], dtype=np.float64)
        return pairs_of(parts)

    def value(self, number: Fraction) -> Any:  # noqa: ANN401  (a float or a complex number)
        """Return rational points in parts."""
        return self.of([number])[0]

    def wholes(self, numbers: Iterable[int]) -> Points:
        """Return whole numbers as doubles, or as pairs of them if their sum is too large, (n,)."""
        listed = list(numbers)
        return (
            Grid().of(map(Fraction, listed)) if sum(listed) <= MOST_WHOLE else pairs_of(map(Fraction, listed))
        )

    def exactly(self, points: Points) -> Points:
        """Return points of which nothing is lost when they are added."""
        return as_pairs(points)

    def times(self, wholes: Points, factor: Fraction) -> Points:
        """Return whole numbers, or pairs, times a factor, in parts; the products are points."""
        parts = factor * self.one
        if parts.denominator == 1 and not are_pairs(wholes):
            return np.asarray(wholes * float(parts))
        return np.asarray(multiply(as_pairs(wholes), pairs_of([parts])[0]))

    def of_doubles(self, points: Floats) -> Points:
        """Return points that are doubles, and count as exact, in parts."""
        return points if self.one == 1 else pairs(*product(points, float(self.one)))

    def shares(self, points: Points) -> Floats:
        """Return the doubles nearest to points, 1 being full points."""
        return nearest(np.asarray(divide(points, float(self.one))))

    def midway(self, points: Points) -> npt.NDArray[np.bool_]:
        """Return for which units, (n,), pairs leave open which double is nearest to the points of a child, (k, n)."""
        found = np.zeros(points.shape, dtype=np.bool_)
        if are_pairs(points):
            made = np.asarray(divide(points, float(self.one))).reshape(-1)
            found.reshape(-1)[_midway(made)] = True
        return np.asarray(found.any(axis=0))

    def portion(self, points: Points, share: Fraction) -> Pairs:
        """Return a share of points, 1 being full points."""
        return as_pairs(multiply(as_pairs(points), pairs_of([share / self.one])[0]))

    def portions(self, points: Points, shares: Sequence[Fraction]) -> Pairs:
        """Return a share of each row of points, (k, n), 1 being full points."""
        factors = pairs_of(share / self.one for share in shares)[:, None]
        return as_pairs(multiply(as_pairs(points), np.broadcast_to(factors, points.shape)))

    def percent(self, points: Points) -> Floats:
        """Return the doubles nearest to points in percent; what a rule has rounded stands for its shortest decimal.

        So 0.29 is 29 percent, and not 28.999999999999996. Where a rule has rounded points, means of them may be
        doubles, or midway between two in percent, and pairs may miss that in their last bits. Pairs that are next to
        it, by a share of `ASTRAY`, are taken for it. Means of points of moderate size, by weights that have less
        than 2 ** 20 parts on both levels together, never come so near without being it.
        """
        if self.one > 1:
            return self.nearest(np.asarray(divide(points, float(self.one // FULL))))
        flat = np.asarray(points).reshape(-1)
        if not are_pairs(flat):
            return percent_of_doubles(flat).reshape(points.shape)
        made = multiply(flat, float(FULL))
        found = _nearest_or_even(made) if self.rounded else nearest(made).copy()
        rounded = np.flatnonzero(np.abs(flat.imag) <= self._astray * np.abs(flat.real))
        found[rounded] = percent_of_doubles(flat.real[rounded])
        if self.asks:
            found[_open(made)] = np.nan
            double = np.flatnonzero(np.abs(flat.imag) <= ASTRAY * np.abs(flat.real))
            differs = percent_of_doubles(flat.real[double]) != made.real[double]
            found[double[differs]] = np.nan
        return found.reshape(points.shape)

    def write_percent(self, points: Points, out: Floats) -> None:
        """Write what `percent` returns, without room for it in between where that is one quotient."""
        if self.one > 1 and not are_pairs(points):
            np.divide(points, float(self.one // FULL), out=out)
        else:
            out[:] = self.percent(points)

    def nearest(self, percent: Points) -> Floats:
        """Return the double nearest to each percentage; NaN where that is asked and open."""
        found = nearest(percent)
        if self.asks and are_pairs(percent):
            found = found.copy()
            found[_open(percent)] = np.nan
        return found

    @property
    def _astray(self) -> float:
        """By what share points may miss a double that they stand for."""
        return ASTRAY if self.rounded else 0.0

    def percent_of_one(self, points: complex) -> float:
        """Return the double nearest to one number of points in percent, as `percent` does."""
        if self.asks and isinstance(points, complex):
            made = divide(points, float(self.one // FULL)) if self.one > 1 else multiply(points, float(FULL))
            known = made.real + made.imag * BEYOND == made.real and not 0.0 < made.real < FULL * LEAST_SURE
            if known and (self.one > 1 or abs(points.imag) > ASTRAY * abs(points.real)):
                return float(made.real)
            return float(self.percent(np.array([points]))[0])
        if self.one > 1:
            return float(divide(points, float(self.one // FULL)).real)
        near = points.real
        rounded = abs(points.imag) <= self._astray * abs(near)
        if rounded:
            return float(FULL * exact(float(near)))
        made = multiply(complex(near) if rounded else points, float(FULL))
        if not self.rounded or made.real + made.imag * BEYOND == made.real:
            return float(made.real)
        return float(_nearest_or_even(np.array([made]))[0])

    def along(
        self, numbers: Floats, *, start: Fraction, slope: Fraction, offset: Fraction, places: int
    ) -> Points:
        """Return points that lie on a line: the offset, and the slope times the distance from the start.

        Args:
            numbers: Finite doubles, each for its shortest decimal.
            start: A decimal of so many places at most.
            slope: Points for each 1 of distance.
            offset: The points at the start.
            places: Up to how many places decimals are taken as whole numbers.
        """
        if numbers.size == 1:
            return self._of_one(numbers, start, slope, offset)
        if not _is_moderate(slope):
            return self._one_by_one(numbers, start, slope, offset)
        wholes = _whole_line(self.one, start, slope, offset, places)
        if wholes is not None:
            found = whole_numbers(numbers, places)
            if found is not None:
                low, rise, least = wholes
                if low:
                    found -= low
                found *= rise
                if least:
                    found += least
                return found
        return self._along_decimals(numbers, start, slope, offset)

    def _along_decimals(self, numbers: Floats, start: Fraction, slope: Fraction, offset: Fraction) -> Points:
        """Return the points of `along` as pairs."""
        points, lost = _line_of_decimals(numbers, *_line_in_pairs(self.one, start, slope, offset))
        if lost.any():
            points[lost] = self._one_by_one(numbers[lost], start, slope, offset)
        return points

    def _of_one(self, numbers: Floats, start: Fraction, slope: Fraction, offset: Fraction) -> Points:
        """Return the points of `along` of one answer, in whole numbers: a double if it is a whole part, else a pair."""
        above, below = Decimal(repr(numbers.item())).as_integer_ratio()
        further = (above * start.denominator - start.numerator * below) * slope.numerator
        further_below = below * start.denominator * slope.denominator
        parts = self.one * (offset.numerator * further_below + offset.denominator * further)
        parts_below = offset.denominator * further_below
        near = parts / parts_below  # Python rounds quotients of whole numbers once
        near_above, near_below = near.as_integer_ratio()
        left = parts * near_below - near_above * parts_below
        if not left and near_below == 1 and abs(near) <= MOST_WHOLE:
            return np.full(numbers.shape, near)
        return np.full(numbers.shape, complex(near, left / (parts_below * near_below)))

    def _one_by_one(self, numbers: Floats, start: Fraction, slope: Fraction, offset: Fraction) -> Points:
        """Return the points of `along` in rational numbers, worked out once for each number."""
        different, place = np.unique(numbers, return_inverse=True)
        return pairs_of(
            (offset + slope * (exact(number) - start)) * self.one for number in different.tolist()
        )[place]


def _nearest_or_even(numbers: Pairs) -> Floats:
    """Return the double nearest to each pair, (n,); of one that is next to midway, the double that ends in 0."""
    found = numbers.real.copy()
    where = _midway(numbers)
    odd = where[found[where].view(np.int64) % 2 == 1]
    found[odd] += numbers.imag[odd] * BEYOND
    return found


def _open(percent: Pairs) -> Positions:
    """Return of which percentages, (n,), pairs leave the nearest double open."""
    small = np.flatnonzero((percent.real < FULL * LEAST_SURE) & (percent.real > 0.0))
    return np.concatenate([_midway(percent), small])


def _midway(numbers: Pairs) -> Positions:
    """Return which pairs, (n,), are next to what is midway between two doubles."""
    further = numbers.real + numbers.imag * BEYOND
    where = np.flatnonzero(further != numbers.real)
    if where.size:
        near = numbers.real[where]
        where = where[np.abs(numbers.imag[where] - (further[where] - near) / 2.0) <= ASTRAY * np.abs(near)]
    return where


def next_to(points: Points, mark: Any, /) -> Flags:  # noqa: ANN401  (a float or a complex number)
    """Return whether points are so near to a mark that pairs leave open on which side they are."""
    if not are_pairs(points) or not mark:
        return np.zeros(points.shape, dtype=np.bool_)
    return np.asarray(np.abs(subtract(points, mark).real) <= ASTRAY * np.abs(np.real(mark)))


@lru_cache(maxsize=LINES)
def _is_moderate(slope: Fraction) -> bool:
    """Whether products with a slope have all their digits."""
    return LEAST_WEIGHT <= abs(slope) <= MOST_WEIGHT


@lru_cache(maxsize=LINES)
def _whole_line(
    one: int, start: Fraction, slope: Fraction, offset: Fraction, places: int
) -> tuple[float, float, float] | None:
    """Return a line of whole numbers by whole numbers: where it starts, its step, and what it is there; else None."""
    step, begin = slope * one / 10**places, offset * one
    if step.denominator != 1 or begin.denominator != 1:
        return None
    return float(start * 10**places), float(step), float(begin)


@lru_cache(maxsize=LINES)
def _line_in_pairs(
    one: int, start: Fraction, slope: Fraction, offset: Fraction
) -> tuple[complex, complex, complex]:
    """Return where a line starts, its step and what it is there, in parts of which there are so many in 1."""
    first, step, begin = pairs_of([start, slope * one, offset * one]).tolist()
    return first, step, begin


def _line_of_decimals(numbers: Floats, first: complex, step: complex, begin: complex) -> tuple[Points, Flags]:
    """Return points on a line as pairs, and where too few digits are left of them, each (n,)."""
    points: Points = decimals(numbers)
    lost = np.zeros(points.shape, dtype=np.bool_)
    if first:
        points = subtract(points, first)
        points[numbers == first.real] = 0.0  # the very number that is written so
        lost = (np.abs(points.real) < CANCELLED * abs(first.real)) & (points.real != 0.0)
    points = multiply(points, step)
    if begin:
        points = add(points, begin)
        lost |= np.abs(points.real) < CANCELLED * begin.real
    return points, lost


def whole_numbers(numbers: Floats, places: int) -> Floats | None:
    """Return decimals without their point, so many places being kept; None if one has more, or is too large.

    Where a quotient of whole numbers is the double, the decimal of these digits is the shortest that has that double,
    as long as there are at most fifteen. A few numbers are asked first: where none is cut, all have to be.
    """
    if numbers.size > MOST_ASKED and whole_numbers(numbers.reshape(-1)[:MOST_ASKED], places) is None:
        return None
    power = 10.0**places
    wholes: Floats = numbers * power
    np.rint(wholes, out=wholes)
    fits = not wholes.size or max(wholes.max(), -wholes.min()) < MOST_FIFTEEN
    return wholes if fits and bool((wholes / power == numbers).all()) else None

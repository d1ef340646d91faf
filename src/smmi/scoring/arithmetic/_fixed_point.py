"""Percentages in fixed point: whole numbers of a tiny part of a percent; knows no classes.

Python adds and multiplies whole numbers of a few digits in little more time than doubles. A weighted mean of such
numbers is known to some parts, and so is the double next to it, unless it lies within these few parts of what is
midway between two doubles. This is told, so that such a mean can be worked out with more digits.
"""

from array import array
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from smmi.scoring.arithmetic._double_double import as_pairs, divide, multiply, pairs_of
from smmi.scoring.arithmetic._grid import Points
from smmi.scoring.arithmetic._percentages import FULL

BINARY_PLACES: Final = 83
"""So many binary digits are behind the point: full points then have three digits of Python's whole numbers."""
PART: Final = 2.0**-BINARY_PLACES
LOW_PLACES: Final = 46
"""So many of the digits are the low ones, where numbers are given in two."""
HIGH: Final = 2.0 ** (BINARY_PLACES - LOW_PLACES)
LOW: Final = 2.0**LOW_PLACES
MISSED: Final = 3
"""By so many parts at most is a number missed where it is read."""

LEAST_PLAIN: Final = FULL << BINARY_PLACES - 16
"""From here on, what is midway between two doubles, and a double times 100, has at most 66 binary digits there."""
BEYOND: Final = (1 << BINARY_PLACES - 66) - 1
"""The digits of a number that are further behind the point."""
LEAST_SHARE: Final = 2.0**-13
"""From here on, the shortest decimal of a double is written without an exponent."""
LEAST_EXACT: Final = FULL << BINARY_PLACES - 13
"""The same in percent and fixed point. Doubles from here on are whole numbers of parts."""
FEWEST_SHARE: Final = 0.1
MOST_SHARE: Final = 0.9
"""Of doubles between these, a whole number of 16 digits that they are multiplied to is a double too."""


def fixed_point(points: complex, one: int, /) -> int:
    """Return points that are not negative in percent and in fixed point; 0 if and only if they are 0.

    Args:
        points: A double, or a pair of doubles as one number, the second of which is what is left of the first.
        one: What full points are.
    """
    if not points:
        return 0
    found = 0
    for part in (points.real, points.imag):
        above, below = part.as_integer_ratio()
        found += (above * FULL << BINARY_PLACES) // (below * one)
    return max(found, 1)


def fixed_points(points: Points, one: int, share: Fraction = Fraction(1), /) -> Sequence[int]:
    """Return what `fixed_point` does of a multiple of points, (n,): high digits and the `LOW_PLACES` low ones in turn.

    Points are not negative. Of whole multiples of those that are doubles, and full points 1, nothing is missed; of
    others, no more than by `fixed_point`.
    """
    percent = as_pairs(divide(as_pairs(points), float(one))) if one > 1 else as_pairs(points)
    by = share * FULL
    percent = multiply(percent, float(by) if by.denominator == 1 else pairs_of([by])[0])
    high = np.floor(percent.real * HIGH)
    left = (percent.real * HIGH - high) + percent.imag * HIGH
    low = np.floor(left * LOW)
    if share:
        low[(high == 0.0) & (low <= 0.0) & (as_pairs(points).real > 0.0)] = 1.0
    return array("q", np.stack([high, low], axis=1).astype(np.int64).tobytes())


def nearest_percentages(
    numbers: Sequence[int], /, *, missed: int, doubles_are_decimals: bool
) -> list[float] | None:
    """Return the double nearest to each number in fixed point; None if that is open for any of them.

    Args:
        numbers: Percentages, none of them negative; 0 if and only if they stand for 0.
        missed: By how many parts at most they are missed.
        doubles_are_decimals: Whether points that are doubles stand for their shortest decimals. Then it is also open
            what is next to a number if its points may be a double, and that makes a difference.
    """
    width = 2 * missed
    found = [
        float(number) * PART
        if (number + missed) & BEYOND > width and number >= LEAST_PLAIN
        else _nearest(number, missed, doubles_are_decimals=doubles_are_decimals)
        for number in numbers
    ]
    return None if None in found else found  # type: ignore[return-value]


def _nearest(number: int, missed: int, *, doubles_are_decimals: bool) -> float | None:
    """Return the double nearest to a number that may be near to what is midway between doubles; None if it is open."""
    if not number:
        return 0.0
    found = float(number - missed)
    if found != float(number + missed):
        return None
    found *= PART
    if doubles_are_decimals:
        share = number / (FULL << BINARY_PLACES)
        near = abs(int(share / PART) * FULL - number) <= missed
        if share < LEAST_SHARE or (near and _in_percent(share) != found):
            return None
    return found


def exact_percentage(earned: int, total: int, /) -> float | None:
    """Return the double nearest to a quotient of numbers that miss nothing, 0 of nothing; None if it is too small.

    Where the quotient is that of points that are a double, the double stands for its shortest decimal.
    """
    if not total:
        return 0.0
    percent, rest = divmod(earned, total)
    if percent < LEAST_EXACT:
        return None if earned else 0.0
    if rest:  # no whole number of parts; so no double, and not midway between doubles
        return float(percent | 1) * PART
    parts, rest = divmod(percent, FULL)
    share = float(parts)
    if rest or share != parts:
        return float(percent) * PART
    return _in_percent(share * PART)


def _in_percent(share: float) -> float:
    """Return the double nearest to a hundred times the shortest decimal of a double from `LEAST_SHARE` to 1.

    Where a quotient of whole numbers is the double, the decimal of these digits stands for it. One of fifteen digits is
    the shortest. Of those of sixteen, the one nearest to the double is.
    """
    digits = round(share * 1e15)
    if digits / 1e15 == share:
        return digits / 1e13
    if FEWEST_SHARE < share < MOST_SHARE:
        digits = round(share * 1e16)
        if digits / 1e16 == share:
            return digits / 1e14
    return float(f"{share!r}e2")

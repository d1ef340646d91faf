"""Percentages in fixed point: whole numbers of a tiny part of a percent; knows no classes.

Python adds and multiplies whole numbers of a few digits in little more time than doubles. A weighted mean of such
numbers is known to a few parts, and so is the double next to it, unless it lies within these few parts of what is
midway between two doubles. This is told, so that such a mean can be worked out with more digits.
"""

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np

from smmi.scoring.arithmetic._double_double import as_pairs, divide, multiply
from smmi.scoring.arithmetic._grid import Points
from smmi.scoring.arithmetic._percentages import FULL

BINARY_PLACES: Final = 83
"""So many binary digits are behind the point: full points then have three digits of Python's whole numbers."""
PART: Final = 2.0**-BINARY_PLACES
LOW_PLACES: Final = 46
"""So many of the digits are the low ones, where numbers are given in two."""
HIGH: Final = 2.0 ** (BINARY_PLACES - LOW_PLACES)
LOW: Final = 2.0**LOW_PLACES
MOST_MISSED: Final = 16
"""By so many parts at most is a number missed: by three where it is read, and by one more at each level of means."""
WIDTH: Final = 2 * MOST_MISSED

LEAST_PLAIN: Final = FULL << BINARY_PLACES - 16
"""From here on, what is midway between two doubles, and a double times 100, has at most 66 binary digits there."""
BEYOND: Final = (1 << BINARY_PLACES - 66) - 1
"""The digits of a number that are further behind the point."""
LEAST_SHARE: Final = 2.0**-13
"""From here on, the shortest decimal of a double is written without an exponent."""


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


def fixed_points(points: Points, one: int, /) -> tuple[Sequence[int], Sequence[int]]:
    """Return what `fixed_point` does of points that are not negative, (n,), as high and low digits (`from_digits`).

    Of points that are doubles, and full points 1, nothing is missed; of others, no more than by `fixed_point`.
    """
    percent = as_pairs(divide(as_pairs(points), float(one))) if one > 1 else as_pairs(points)
    percent = multiply(percent, float(FULL))
    high = np.floor(percent.real * HIGH)
    left = (percent.real * HIGH - high) + percent.imag * HIGH
    low = np.floor(left * LOW)
    low[(high == 0.0) & (low <= 0.0) & (percent.real > 0.0)] = 1.0
    digits = [array("q", part.astype(np.int64).tobytes()) for part in (high, low)]
    return digits[0], digits[1]


def from_digits(high: int, low: int, /) -> int:
    """Return a number in fixed point from its digits."""
    return (high << LOW_PLACES) + low


def nearest_percentages(numbers: Sequence[int], /, *, doubles_are_decimals: bool) -> list[float] | None:
    """Return the double nearest to each number in fixed point; None if that is open for any of them.

    Args:
        numbers: Percentages, none of them negative.
        doubles_are_decimals: Whether points that are doubles stand for their shortest decimals. Then it is also open
            what is next to a number if its points may be a double, and that makes a difference.
    """
    found = [
        float(number) * PART
        if (number + MOST_MISSED) & BEYOND > WIDTH and number >= LEAST_PLAIN
        else _nearest(number, doubles_are_decimals=doubles_are_decimals)
        for number in numbers
    ]
    return None if None in found else found  # type: ignore[return-value]


def _nearest(number: int, *, doubles_are_decimals: bool) -> float | None:
    """Return the double nearest to a number that may be near to what is midway between doubles; None if it is open."""
    if not number:
        return 0.0
    found = float(number - MOST_MISSED)
    if found != float(number + MOST_MISSED):
        return None
    found *= PART
    if doubles_are_decimals:
        share = number / (FULL << BINARY_PLACES)
        if share < LEAST_SHARE or (_is_near(number, share) and float(f"{share!r}e2") != found):
            return None
    return found


def exact_percentage(earned: int, total: int, /) -> float | None:
    """Return the double nearest to a quotient of numbers that miss nothing; None if it is too small to tell.

    Where the quotient is that of points that are a double, the double stands for its shortest decimal.
    """
    share = earned / (total * FULL << BINARY_PLACES)
    if share < LEAST_SHARE:
        return None if earned else 0.0
    if int(share / PART) * FULL * total == earned:
        return float(f"{share!r}e2")
    return earned / (total << BINARY_PLACES)  # Python rounds quotients of whole numbers once


def _is_near(number: int, share: float) -> bool:
    """Whether a number may be the double that its points are next to."""
    return abs(int(share / PART) * FULL - number) <= MOST_MISSED

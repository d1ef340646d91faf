"""Percentages in fixed point: whole numbers of a tiny part of a percent; knows no classes.

Python adds and multiplies whole numbers of a few digits in little more time than doubles. A weighted mean of such
numbers is known to a few parts, and so is the double next to it, unless it lies within these few parts of what is
midway between two doubles. This is told, so that such a mean can be worked out with more digits.
"""

from collections.abc import Sequence
from typing import Final

from smmi.scoring.arithmetic._percentages import FULL

BINARY_PLACES: Final = 83
"""So many binary digits are behind the point: full points then have three digits of Python's whole numbers."""
PART: Final = 2.0**-BINARY_PLACES
MOST_MISSED: Final = 16
"""By so many parts at most is a number missed: by three where it is read, and by one more at each level of means."""

LEAST_PLAIN: Final = FULL << BINARY_PLACES - 13
"""Points that are at least this, and doubles, are multiples of the next."""
COARSE: Final = FULL << BINARY_PLACES - 66


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


def nearest_percentages(numbers: Sequence[int], /) -> list[float] | None:
    """Return the double nearest to each number in fixed point; None if that is open for any of them."""
    found = [float(number - MOST_MISSED) for number in numbers]
    above = [float(number + MOST_MISSED) for number in numbers]
    if found != above:
        for i, number in enumerate(numbers):
            if not number:
                found[i] = 0.0
            elif found[i] != above[i]:
                return None
    return [one * PART for one in found]


def decimal_percentages(numbers: Sequence[int], /) -> list[float] | None:
    """Return what `nearest_percentages` does of points of which those that are doubles stand for their decimals.

    None also if one may be a double, and its decimal has another nearest double in percent.
    """
    found = nearest_percentages(numbers)
    if found is None:
        return None
    for number, near in zip(numbers, found, strict=True):
        may_be_double = (number + MOST_MISSED) % COARSE <= 2 * MOST_MISSED or number < LEAST_PLAIN
        if number and may_be_double and near != _decimal_percentage(number):
            return None
    return found


def _decimal_percentage(number: int) -> float:
    """Return the double nearest to the decimal, in percent, of the double nearest to points; NaN of tiny ones."""
    share = number / (FULL << BINARY_PLACES)
    return float(f"{share!r}e2") if number >= LEAST_PLAIN else float("nan")

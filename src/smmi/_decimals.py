"""What declared numbers stand for, and between what weights are.

A number that people write, or hand over as a double, stands for its shortest decimal.
"""

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Final


def exact(number: float, /) -> Fraction:
    """Return the rational number for which a number stands: 0.4 is 2/5, not the double next to it.

    Example:
        >>> exact(0.4)
        Fraction(2, 5)
    """
    return Fraction(repr(float(number))) if isinstance(number, float) else Fraction(number)


LEAST_WEIGHT: Final = 1e-100
MOST_WEIGHT: Final = 1e100
"""Between these are weights, which are relative, so that no sum or quotient of them is beyond what a double holds."""

KEPT: Final = 1024
"""So many marks are kept in mind."""
MOST_PARTS: Final = 1000
"""Shares of up to so many parts are taken for what they are."""


def exact_share(number: float, /) -> Fraction:
    """Return the rational number for which a share stands that is a mark: 7 of 9 where the double is that of 7/9.

    A share of few parts that is no short decimal cannot be written as one; any other stands for its shortest decimal.

    Example:
        >>> exact_share(7 / 9), exact_share(0.7)
        (Fraction(7, 9), Fraction(7, 10))
    """
    simple = Fraction(number).limit_denominator(MOST_PARTS)
    return simple if float(simple) == number else exact(number)


@lru_cache(maxsize=KEPT)
def exact_mark(number: float, /) -> Fraction:
    """Return what a number has to reach to reach a mark: the lesser of what the mark can stand for.

    A share of 7/9 reaches the double that is written so, and so does a number that was declared by the same double.

    Example:
        >>> exact_mark(7 / 9), exact_mark(1 / 3) < Fraction(1, 3)
        (Fraction(7, 9), True)
    """
    return min(exact(number), exact_share(number))


def common_denominator(numbers: Iterable[Fraction], /) -> int:
    """Return the least number by which all the rational numbers can be multiplied to be whole.

    Example:
        >>> common_denominator([Fraction(1, 4), Fraction(5, 6)])
        12
    """
    return math.lcm(*(number.denominator for number in numbers))


def multiples_of(numbers: Iterable[Fraction], /) -> tuple[tuple[int, ...], Fraction]:
    """Return whole numbers that are to one another as the numbers are, and what one of them stands for.

    Example:
        >>> multiples_of([Fraction(1, 2), Fraction(3, 2), Fraction(0)])
        ((1, 3, 0), Fraction(1, 2))
    """
    listed = list(numbers)
    scale = common_denominator(listed)
    wholes = [int(number * scale) for number in listed]
    common = math.gcd(*wholes) or 1
    return tuple(whole // common for whole in wholes), Fraction(common, scale)

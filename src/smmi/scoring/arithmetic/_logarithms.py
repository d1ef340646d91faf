"""Logarithms and exponentials in pairs of doubles, on complete arrays; knows no classes.

The errors told are shares of 1 for a logarithm, and of the result for an exponential: they are those of the reduction
(table of powers of two to 1/256, Taylor's series for the rest), 25 binary digits beyond a double's. What NumPy's own
logarithm gives is only where one begins.

Source: P. T. P. Tang, Table-driven implementation of the exponential function, ACM TOMS 15 (1989), 144-157.
"""

from decimal import Context, Decimal
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smmi.scoring.arithmetic._double_double import Floats, product, tidy

Pair = tuple[Floats, Floats]
"""Doubles, and what is left of each: two arrays, on which so many operations in a row take half the time."""

PARTS: Final = 256
"""Into so many parts a power of two is split."""
SIXTY: Final = Context(prec=60)
LN_2: Final = SIXTY.ln(Decimal(2))
LEAST_LOGARITHM: Final = -800.0
"""No double is the exponential of less."""


def plus(one: tuple[Any, Any], other: tuple[Any, Any], /) -> tuple[Any, Any]:
    """Return the sum of two pairs; where they cancel, to a share of what they are."""
    total = one[0] + other[0]
    part = total - one[0]
    return tidy(total, ((one[0] - (total - part)) + (other[0] - part)) + (one[1] + other[1]))


def times(one: tuple[Any, Any], other: tuple[Any, Any], /) -> tuple[Any, Any]:
    """Return the product of two pairs."""
    total, error = product(one[0], other[0])
    return tidy(total, error + (one[0] * other[1] + one[1] * other[0]))


def over(one: tuple[Any, Any], other: tuple[Any, Any], /) -> tuple[Any, Any]:
    """Return the quotient of two pairs."""
    first = one[0] / other[0]
    total, error = product(first, other[0])
    left = ((one[0] - total) - error) + (one[1] - first * other[1])
    return tidy(first, left / other[0])


def in_pieces(number: Decimal, *binades: int) -> tuple[float, ...]:
    """Return doubles that add up to a number: whole multiples of powers of two, and the rest."""
    pieces = []
    for binade in binades:
        unit = Decimal(2) ** binade
        piece = SIXTY.multiply(SIXTY.divide(number, unit).to_integral_value(), unit)
        pieces.append(float(piece))
        number = SIXTY.subtract(number, piece)
    return (*pieces, float(number))


@cache
def _powers_of_two() -> tuple[Floats, Floats]:
    """Return 2 to each of the parts of 1, as pairs."""
    powers = [SIXTY.exp(SIXTY.multiply(LN_2, SIXTY.divide(Decimal(i), PARTS))) for i in range(PARTS)]
    high = np.array([float(power) for power in powers])
    return high, np.array([float(SIXTY.subtract(power, Decimal(float(power)))) for power in powers])


_STEP: Final = in_pieces(SIXTY.divide(LN_2, PARTS), -43, -78)
_TWO: Final = in_pieces(LN_2, -42)
"""The logarithm of 2, and its part: so short that products with the whole numbers that occur are exact."""


def _less_one(high: Floats, low: Floats) -> Pair:
    """Return the exponential less 1 of pairs below 1/370 in size; the error is 2**-72 of it."""
    square, error = product(high, high)
    series = high * (1 / 40320)
    for factor in (5040, 720, 120, 24):
        series = (series + 1 / factor) * high
    series = (series + 1 / 6) * (square * high)
    more = (0.5 * error + high * low) + low
    total, rest = tidy(high, 0.5 * square)
    return tidy(total, rest + (more + series))


def exponentials(high: Floats, low: Floats) -> Pair:
    """Return exponentials of pairs from `LEAST_LOGARITHM` to 700; the error is 2**-78 of each, or beyond doubles."""
    steps, made = _reduced(high, low)
    return _scaled(steps, made)


def exponentials_less_one(high: Floats, low: Floats) -> tuple[Pair, Pair]:
    """Return exponentials of pairs, and exponentials less 1; the error is 2**-71 of each."""
    steps, made = _reduced(high, low)
    powers = _scaled(steps, made)
    less = plus(powers, (-1.0, 0.0))
    near = steps == 0
    return powers, (np.where(near, made[0], less[0]), np.where(near, made[1], less[1]))


def _reduced(high: Floats, low: Floats) -> tuple[npt.NDArray[np.int64], Pair]:
    """Return in how many parts of powers of two exponentials are, and what is beyond them, less 1."""
    steps = np.rint(high * (1.0 / (_STEP[0] + _STEP[1])))
    total, rest = plus((high - steps * _STEP[0], low), (steps * -_STEP[1], steps * -_STEP[2]))
    return steps.astype(np.int64), _less_one(total, rest)


def _scaled(steps: npt.NDArray[np.int64], made: Pair) -> Pair:
    powers, rest = _powers_of_two()
    part = steps & (PARTS - 1)
    high, low = powers[part], rest[part]
    more, error = product(high, made[0])
    total, left = tidy(high, more)
    total, left = tidy(total, left + (low + (error + (high * made[1] + low * made[0]))))
    binade = (steps >> (PARTS.bit_length() - 1)).astype(np.int32)
    return np.ldexp(total, binade), np.ldexp(left, binade)


def logarithms(high: Floats, low: Floats | float = 0.0) -> Pair:
    """Return logarithms of positive pairs; the error is 2**-77."""
    part, binade = np.frexp(high)
    rest = np.ldexp(low, -binade)
    near = np.log(part)
    power, less = exponentials(-near, np.zeros(near.shape))
    total, error = product(part, power)
    beyond = (total - 1.0) + (error + (part * less + rest * power))
    beyond -= 0.5 * beyond * beyond
    return plus((binade * _TWO[0], binade * _TWO[1]), (near, beyond))

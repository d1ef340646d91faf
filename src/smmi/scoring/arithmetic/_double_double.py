"""Arithmetic on unevaluated sums of two doubles, on complete arrays; knows no classes.

A number is carried as the double next to it and what is left: about 105 bits. NumPy holds the two as the parts of a
complex number, which it takes, stacks, compares and sorts by the first part and then the second, as is right here. An
array of plain doubles counts as exact; where all are plain, so is the result.

Sources: T. J. Dekker, A floating-point technique for extending the available precision, Numer Math 18 (1971), 224-242;
D. E. Knuth, The Art of Computer Programming 2 (3rd ed. 1997), 4.2.2, for the sum without error.
"""

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smmi import _thresholds as thresholds

Floats = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.complex128]
Flags = npt.NDArray[np.bool_]

SPLITTER: Final = 2.0**27 + 1.0
HEAD: Final = np.int64(-1 << 27)
"""Keeps 26 binary digits of a double."""
MOST_WHOLE: Final = 2**53
"""Up to here, every whole number is a double."""
LEAST_SURE: Final = 1e-280
"""Of numbers nearer to 0 than this, what is left is too small for a double, and digits are lost."""
EQUAL: Final = 2.0**-100
"""Two pairs of which one exceeds the other by no more than this share are the same number."""

FEWEST_DIGITS: Final = 15
"""Every decimal of so few digits has a double of its own; two digits more tell every double from the others."""
POWERS: Final = np.array([float(10**place) for place in range(23)])  # each is exact
LEAST_PLAIN: Final = -5
MOST_PLAIN: Final = 15
"""Between these powers of ten, shortest decimals are found without writing them."""
_DECADES: Final = np.array([*(10.0**place for place in range(LEAST_PLAIN, MOST_PLAIN + 1)), np.inf])
_LEAST_BINADE: Final = -1100
_AT_BINADE: Final = np.searchsorted(
    _DECADES[:-1], np.ldexp(1.0, np.arange(_LEAST_BINADE, 1024)), side="right"
)
"""How many of the decades begin at each power of two or below."""


def pairs(high: npt.ArrayLike, low: npt.ArrayLike = 0.0, /) -> Pairs:
    """Return doubles and what is left of each as pairs."""
    high, low = np.asarray(high), np.asarray(low)
    same = low.shape in {(), high.shape}  # nearly always, and quicker to find
    made = np.empty(high.shape if same else np.broadcast_shapes(high.shape, low.shape), dtype=np.complex128)
    made.real, made.imag = high, low
    return made


def are_pairs(numbers: Any, /) -> bool:  # noqa: ANN401  (arrays or numbers)
    """Whether numbers are pairs."""
    return numbers.dtype.kind == "c" if isinstance(numbers, np.ndarray) else isinstance(numbers, complex)


def are_rational(numbers: npt.NDArray[Any], /) -> bool:
    """Whether numbers are rational ones of any size."""
    return numbers.dtype.kind == "O"


def as_pairs(numbers: npt.NDArray[Any], /) -> Pairs:
    """Return exact doubles as pairs; and pairs, or rational numbers, as they are."""
    return numbers if numbers.dtype.kind in "cO" else pairs(numbers)


def pairs_of(numbers: Iterable[Fraction], /) -> Pairs:
    """Return rational numbers as pairs, (n,)."""
    parts = [_pair_of(number.numerator, number.denominator) for number in numbers]
    high, low = np.array(parts, dtype=np.float64).reshape(-1, 2).T
    return pairs(high, low)


def _pair_of(above: int, below: int) -> tuple[float, float]:
    """Return the double next to a quotient, and what is left; Python rounds quotients of whole numbers once."""
    near = above / below
    more, under = near.as_integer_ratio()
    return near, (above * under - more * below) / (below * under)


def nearest(numbers: npt.NDArray[Any], /) -> Floats:
    """Return the double nearest to each number; the second of a pair is at most half a unit in the last place of it."""
    return np.asarray(numbers.real if are_pairs(numbers) else numbers, dtype=np.float64)


def exact_sum(one: Any, other: Any, /) -> tuple[Any, Any]:  # noqa: ANN401  (arrays or numbers)
    """Return the rounded sum of doubles, and its error."""
    total = one + other
    part = total - one
    return total, (one - (total - part)) + (other - part)


def tidy(high: Any, low: Any, /) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the rounded sum of doubles of which the first is the larger, and its error."""
    total = high + low
    return total, low - (total - high)


def _split(number: Any) -> tuple[Any, Any]:  # noqa: ANN401
    high = number * SPLITTER
    high = high - (high - number)
    return high, number - high


def product(one: Any, other: Any, /) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the rounded product of doubles, and its error."""
    rounded = one * other
    (a, b), (c, d) = _split(one), _split(other)
    return rounded, ((a * c - rounded) + a * d + b * c) + b * d


def _parts(number: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Return a number's double and what is left; None if nothing is."""
    return (number.real, number.imag) if are_pairs(number) else (number, None)


def _made(high: Any, low: Any) -> Any:  # noqa: ANN401
    """Return a pair of arrays, or of numbers, as one."""
    return complex(high, low) if isinstance(high, float) else pairs(high, low)


def _added(high: Any, low: Any, more: Any, rest: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the sum of two pairs; nothing need be left of the second."""
    total, error = exact_sum(high, more)
    if rest is None:
        return tidy(total, low + error)
    low, least = exact_sum(low, rest)
    total, error = tidy(total, error + low)
    return tidy(total, error + least)


def _multiplied(one: Any, other: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the product of two numbers as a pair; nothing may be left of it."""
    (high, low), (more, rest) = _parts(one), _parts(other)
    if low is None and _is_one(high):
        return more, rest
    total, error = product(high, more)
    if low is not None:
        error = error + low * more
    if rest is not None:
        error = error + high * rest
    return tidy(total, error)


def _alone(one: Any, other: Any, operate: Any) -> Any:  # noqa: ANN401
    """Return what is made of arrays of one number each by plain numbers, which take less time; else None."""
    shape = None
    for number in (one, other):
        if isinstance(number, np.ndarray):
            if number.size != 1 or shape not in {None, number.shape}:
                return None
            shape = number.shape
    if shape is None:
        return None
    left, right = (own.item() if isinstance(own, np.ndarray) else own for own in (one, other))
    if operate is divide and not right:  # arrays make of it what is no number
        return None
    return np.full(shape, operate(left, right), dtype=np.complex128)


def add(one: Any, other: Any, /) -> Any:  # noqa: ANN401
    """Return sums."""
    if not (are_pairs(one) or are_pairs(other)):
        return one + other
    if (made := _alone(one, other, add)) is not None:
        return made
    if not are_pairs(one):
        one, other = other, one
    return _made(*_added(*_parts(one), *_parts(other)))


def subtract(one: Any, other: Any, /) -> Any:  # noqa: ANN401
    """Return differences."""
    return add(one, -other)


def multiply(one: Any, other: Any, /) -> Any:  # noqa: ANN401
    """Return products."""
    if not (are_pairs(one) or are_pairs(other)):
        return one * other
    if (made := _alone(one, other, multiply)) is not None:
        return made
    return _made(*_multiplied(one, other))


def divide(one: Any, other: Any, /) -> Any:  # noqa: ANN401
    """Return quotients: the rounded one, and what it leaves, over the divisor."""
    if not (are_pairs(one) or are_pairs(other)):
        return one / other
    if (made := _alone(one, other, divide)) is not None:
        return made
    (high, low), (divisor, rest) = _parts(one), _parts(other)
    quotient = high / divisor
    more, error = product(quotient, divisor)
    left = (high - more) - error
    if low is not None:
        left = left + low
    if rest is not None:
        left = left - quotient * rest
    return _made(*tidy(quotient, left / divisor))


def reaches(numbers: Any, mark: Any, /) -> Flags:  # noqa: ANN401
    """Return whether each number is at least the mark: of doubles to the bit, of pairs to a share of `EQUAL`.

    A number that is a double, and the nearest one to the mark, is at it: a rule that rounds can come no nearer.
    """
    if not (are_pairs(numbers) or are_pairs(mark)):
        reached = np.asarray(thresholds.reaches(numbers, mark))
        if isinstance(mark, Fraction):
            near = nearest(np.asarray(numbers))
            reached = reached | ((near == float(mark)) & (near == numbers))
        return reached
    beyond = subtract(numbers, mark)
    nearest_double = (np.real(numbers) == np.real(mark)) & (np.imag(numbers) == 0)
    return np.asarray((beyond.real >= -EQUAL * np.abs(np.real(mark))) | nearest_double)


def sum_rows(rows: Any, /) -> Any:  # noqa: ANN401
    """Return the sum over the first axis; (k, n), k >= 1."""
    if are_pairs(rows):
        return reduce(add, rows)
    if rows.shape[1:] == (1,):  # one response, in the same order
        return np.add.accumulate(rows)[-1]
    total = rows[0].copy()
    for row in rows[1:]:
        total += row
    return total


def _is_one(number: Any) -> bool:  # noqa: ANN401
    return isinstance(number, float) and number == 1.0


def sum_of_products(left: Iterable[Any], right: Iterable[Any], /) -> Any:  # noqa: ANN401
    """Return the sum over the first axis of left times right; (k, n) or (k,), and (k, n), k >= 1.

    Rows may be made one after the other, so that those of many children need not stand side by side. Doubles are added
    as such up to the first pair, so that what comes before one must be whole numbers of moderate size.
    """
    if isinstance(left, np.ndarray) and left.shape[1:] == (1,) and not are_pairs(left):
        rows = list(right)
        if all(map(are_pairs, rows)):  # one response: plain numbers take less time
            numbers = [row.item() for row in rows]
            return np.array([plain_sum_of_products(left[:, 0].tolist(), numbers)])
        right = rows
    couples = zip(left, right, strict=True)
    one, other = next(couples)
    total = None if are_pairs(one) or are_pairs(other) else one * other
    high, low = (total, 0.0) if total is not None else _multiplied(one, other)
    for one, other in couples:
        if total is not None:
            if not (are_pairs(one) or are_pairs(other)):
                total += one * other
                continue
            high, low, total = total, 0.0, None
        high, low = _added(high, low, *_multiplied(one, other))
    return total if total is not None else pairs(high, low)


def plain_sum_of_products(left: Iterable[float], right: Iterable[float | complex], /) -> complex:
    """Return the sum of left times right as a pair, of plain numbers: all their parts are added without an error."""
    parts: list[float] = []
    for one, other in zip(left, right, strict=True):
        high, low = other.real, other.imag
        if one == 1.0:
            parts += high, low
        else:
            rounded, error = product(one, high)
            parts += rounded, error + one * low
    total = math.fsum(parts)
    return complex(total, math.fsum([*parts, -total]))


def decimals(numbers: Floats, /) -> Pairs:
    """Return the shortest decimal of each double, as a pair; numbers are finite, of any shape.

    The decimal has as few digits as tell the double from its neighbours, and is the nearest such one.
    """
    size = np.abs(numbers)
    place = _AT_BINADE[np.frexp(size)[1] - (1 + _LEAST_BINADE)]
    place = place + (size >= _DECADES[place])
    strange = (place <= 0) | (place > MOST_PLAIN - LEAST_PLAIN)
    few = POWERS[FEWEST_DIGITS - LEAST_PLAIN - np.where(strange, FEWEST_DIGITS - LEAST_PLAIN, place)]
    digits = np.rint(numbers * few)
    found = digits / few == numbers
    strange &= numbers != 0
    many = ~(found | strange)
    if 2 * np.count_nonzero(many) > many.size:  # cheaper than to take them out and put them back
        low = _many_digits(np.where(strange, 0.0, numbers), few)
    else:
        low = np.zeros(numbers.shape)
        low[many] = _many_digits(numbers[many], few[many])
    if found.any():
        some, power = numbers[found], few[found]
        high, error = product(some, power)
        low[found] = ((digits[found] - high) - error) / power
    # below a power of two, the gap between doubles is half of that above it
    strange |= many & (np.frexp(numbers)[0] == np.copysign(0.5, numbers))
    if strange.any():
        low[strange] = pairs_of(Fraction(repr(number)) for number in numbers[strange].tolist()).imag
    return pairs(numbers, low)


def _many_digits(numbers: Floats, few: Floats) -> Floats:
    """Return how far the nearest decimal of one digit less than the most is from numbers, or of the most.

    Args:
        numbers: Numbers that are no decimals of the fewest digits.
        few: The power of ten that leaves these digits before the point.
    """
    power = few * 10.0
    high, low = product(numbers, power)
    beyond = (high - np.rint(high)) + low
    fewer = (np.rint(beyond) - beyond) / power
    beyond *= 10.0
    every = (np.rint(beyond) - beyond) / (power * 10.0)
    return np.asarray(np.where(np.abs(fewer) < np.abs(np.spacing(numbers)) / 2.0, fewer, every))

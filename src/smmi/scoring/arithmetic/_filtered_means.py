"""Weighted means in two plain doubles, and a test whether they decide how to round; knows no classes.

A mean is carried as *near*, of few bits, so that products and sums of it are exact, and a *rest* that is small, so that
what is rounded of it is far less than a double tells. Where near and rest do not decide which double is the nearest,
that is said, and the few such units are left to pairs of doubles (``smmi.scoring.arithmetic._double_double``).

Shares of weight add up to 1, and so points and means are 0 to 1. All bounds are of absolute errors of means.

Source: A. Ziv, Fast evaluation of elementary mathematical functions with correctly rounded last bit, ACM TOMS 17
(1991), 410-423, for the test.
"""

from fractions import Fraction
from typing import Final

import numpy as np

from smmi.scoring.arithmetic._double_double import HEAD, SPLITTER, Floats, Pairs, are_pairs
from smmi.scoring.arithmetic._percentages import (
    FULL,
    LEAST_MODERATE,
    TO_26,
    TO_40,
    Positions,
    percent_of_doubles,
)

TO_24: Final = 1.5 * 2.0**28
TO_46: Final = 1.5 * 2.0**6
TO_50: Final = 1.5 * 2.0**2
TO_52: Final = 1.5
"""These round to multiples of 2 ** -24, of 2 ** -46, and so on."""
LEAST_PORTION: Final = 1 / 16
"""Where a lesser portion of the weight counts, means are not sure."""
MOST_CHILDREN: Final = 64
"""A node has no more children, so that sums of parts are exact."""
IN_TABLES: Final = 2.0**-95
"""The largest error of `two_parts`."""
IN_QUOTIENTS: Final = 2.0**-77
"""The largest error of `write_quotients`."""
IN_RECIPROCALS: Final = 2.0**-77
"""The largest error of `write_reciprocals`, of numbers that have none."""
LEAST_DIVISOR: Final = 2.0**-8
"""Reciprocals of less are not sure."""
TELLS: Final = 2.0**-72
"""A quotient of multiples of 2 ** -65 by a whole number is told if the error times that number is less than this."""

Share = tuple[float, float, float]
"""A share of weight: a multiple of 2 ** -26, a lesser one of 2 ** -47, and what is left of it."""


def in_three(number: Fraction, /) -> Share:
    """Return a share as `Share`."""
    parts = []
    for bits in (26, 47):
        part = Fraction(round(number * 2**bits), 2**bits)
        parts.append(float(part))
        number -= part
    return parts[0], parts[1], float(number)


def two_parts(points: Pairs, /) -> Pairs:
    """Return pairs as multiples of 2 ** -46, of which sums are exact, and what is left of each."""
    made = np.empty(points.shape, dtype=np.complex128)
    made.real = (points.real + TO_46) - TO_46
    made.imag = (points.real - made.real) + points.imag
    return made


def error_of_mean(children: int, of_child: float, /) -> float:
    """Return the largest error of the means that `join` and `portions_of` make of sums.

    An error of children comes in by shares that add up to 1. If it is that of `two_parts`, or of such means, rests are
    at most 2 ** -35, and each of three additions for each child is rounded by 2 ** -88 at most, all other steps by less
    than 2 ** -86 together. Quotients have rests of up to 2 ** -26, so that products and sums of them are rounded by
    2 ** -79 at most.
    """
    rounded = 2.0**-78 if of_child >= IN_QUOTIENTS else 2.0**-88
    return of_child + (3 * children + 8) * rounded


def add_share(sums: Floats, near: Floats, rest: Floats, share: Share, room: Floats, /) -> None:
    """Add a share of means to what others make up.

    Near is cut at 26 bits, so that its product with the greatest part of the share is a multiple of 2 ** -52. The two
    products that are of medium size are multiples of 2 ** -73, and sums of them at most 2 ** -20.

    Args:
        sums: What is added to: a part that is exact, one of medium size that is, and a small one, (3, n).
        near: Means, multiples of 2 ** -40.
        rest: What is left of them.
        share: The share.
        room: Room for three arrays, (3, n).
    """
    (coarse, medium, fine), (high, middle, low), (head, tail, part) = sums, share, room
    np.add(near, TO_26, out=head)
    head -= TO_26
    np.subtract(near, head, out=tail)
    coarse += np.multiply(head, high, out=part)
    medium += np.multiply(tail, high, out=part)
    fine += np.multiply(rest, high + (middle + low), out=part)
    if middle or low:
        medium += np.multiply(head, middle, out=part)
        fine += np.multiply(tail, middle, out=tail)
        fine += np.multiply(near, low, out=part)


def add_share_of_quotients(sums: Floats, near: Floats, rest: Floats, share: Share, room: Floats, /) -> None:
    """Add a share of quotients as `add_share` does of means; they are multiples of 2 ** -26 and a rest."""
    (coarse, medium, fine), (high, middle, low), (part, *_) = sums, share, room
    coarse += np.multiply(near, high, out=part)
    fine += np.multiply(rest, high + (middle + low), out=part)
    if middle or low:
        medium += np.multiply(near, middle, out=part)
        fine += np.multiply(near, low, out=part)


def join(sums: Floats, room: Floats, /) -> None:
    """Make sums in three parts, (3, n), multiples of 2 ** -40 and what is left of them, which are the first and third.

    The differences are multiples of 2 ** -73 of at most 2 ** -20, and exact.
    """
    near, medium, rest = sums
    np.add(near, medium, out=room)
    room += TO_40
    room -= TO_40
    near -= room
    near += medium
    rest += near
    near[:] = room


def write_cut(parts: Floats | Pairs, near: Floats, rest: Floats, /) -> None:
    """Write sums in two parts, (n,), as multiples of 2 ** -40, and what is left of them."""
    np.add(parts.real, TO_40, out=near)
    near -= TO_40
    np.subtract(parts.real, near, out=rest)
    if are_pairs(parts):
        rest += parts.imag


def portions_of(near: Floats, rest: Floats, portions: Pairs, /) -> tuple[Floats, Floats]:
    """Return the means of units of which a portion of the weight counts, as multiples of 2 ** -40 and what is left.

    Portions are cut at 24 and 50 bits. A first quotient has 26 bits behind the point, and what it leaves is a multiple
    of 2 ** -76; a second is one of 2 ** -52 of at most 2 ** -22, and what the first part of the portion leaves of it
    is exact, too.
    """
    portion = portions.real
    high = (portion + TO_24) - TO_24
    low = ((portion - high) + TO_50) - TO_50
    least = ((portion - high) - low) + portions.imag
    first = (near / portion + TO_26) - TO_26
    left = (near - first * high) - first * low
    second = (left / portion + TO_52) - TO_52
    both = first + second
    third = ((left - second * high) - second * low) + (rest - both * least)
    found = (both + TO_40) - TO_40
    return found, ((first - found) + second) + third / portion


def write_quotients(
    numerators: Floats | Pairs, divisors: Floats, /, *, near: Floats, rest: Floats, room: Floats
) -> None:
    """Write quotients of at most 1, (n,): as multiples of 2 ** -26, and what is left to 2 ** -77.

    The divisor is cut into parts of 26 bits, so that products are exact. The difference of the numerator and
    the first product is, since they are near one another; the second is rounded by 2 ** -80 of the divisor at most.

    Args:
        numerators: Doubles or pairs, not negative.
        divisors: Positive whole numbers up to 2 ** 53, or much greater powers of two, which make next to nothing.
        near: Where the multiples go.
        rest: Where the rests go.
        room: Room for two arrays, (2, n).
    """
    head, part = room
    np.divide(numerators.real, divisors, out=near)
    near += TO_26
    near -= TO_26
    np.multiply(divisors, SPLITTER, out=head)
    head -= np.subtract(head, divisors, out=part)
    np.subtract(numerators.real, np.multiply(near, head, out=part), out=rest)
    np.subtract(divisors, head, out=head)
    rest -= np.multiply(near, head, out=head)
    if are_pairs(numerators):
        rest += numerators.imag
    rest /= divisors


def write_reciprocals(
    units: Floats, near: Floats, rest: Floats, /, *, quotients: Floats, rests: Floats, room: Floats
) -> None:
    """Write units over numbers, which are at least as large, (n,): as multiples of 2 ** -26, and what is left.

    Heads of 26 bits have exact products with the multiples, which are so near to the unit that differences are exact,
    too. The product with the tail is rounded by 2 ** -79 of the unit at most, as is the tail.

    Args:
        units: Powers of two, at least `LEAST_DIVISOR`.
        near: Numbers up to 1, multiples of 2 ** -46 at the finest.
        rest: What is left of them.
        quotients: Where the multiples go.
        rests: Where the rests go.
        room: Room for two arrays, (2, n).
    """
    whole, head = room
    np.add(near, rest, out=whole)
    np.bitwise_and(whole.view(np.int64), HEAD, out=head.view(np.int64))
    np.divide(units, whole, out=quotients)
    quotients += TO_26
    quotients -= TO_26
    np.subtract(near, head, out=rests)
    rests += rest
    rests *= quotients
    head *= quotients
    np.subtract(units, head, out=head)
    head -= rests
    np.divide(head, whole, out=rests)


def write_doubles(
    near: Floats, rest: Floats, error: float, /, *, out: Floats, room: Floats, told: bool
) -> Positions:
    """Write the doubles nearest to means, (n,), and return where that is not sure; as `write_percent` does.

    Args:
        near: As there.
        rest: As there.
        error: As there.
        out: Where the doubles go.
        room: Room for one array, (n,).
        told: Whether `tells_doubles` has let the means pass: then one that is next to midway between two doubles is
            midway, for it would be at least 2 ** -66 of a part from there, and is rounded to the even one.
    """
    np.subtract(rest, error, out=room)
    room += near
    np.add(rest, error, out=out)
    out += near
    unsure: Positions = np.flatnonzero(room != out)
    if not unsure.size:
        return unsure
    nothing = (near[unsure] == 0.0) & (rest[unsure] == 0.0)
    out[unsure[nothing]] = 0.0
    unsure = unsure[~nothing]
    if not told:
        return unsure
    odd = unsure[out[unsure].view(np.int64) % 2 == 1]
    out[odd] = room[odd]
    return np.asarray(unsure[near[unsure] < LEAST_MODERATE])


def write_percent(
    near: Floats, rest: Floats, error: Floats | float, /, *, out: Floats, room: Floats
) -> Positions:
    """Write the doubles nearest to means in percent, (n,), and return where that is not sure.

    If both ends of an interval around a mean are rounded to the same double, so is the mean.

    Args:
        near: Means, multiples of 2 ** -46 at the finest.
        rest: What is left of them.
        error: The largest error of the rest.
        out: Where the percentages go.
        room: Room for two arrays, (2, n).
    """
    whole, lower = room
    np.multiply(near, float(FULL), out=whole)
    np.multiply(rest, float(FULL), out=lower)
    np.add(lower, error * FULL, out=out)
    out += whole
    lower -= error * FULL
    lower += whole
    unsure: Positions = np.flatnonzero(lower != out)
    if unsure.size:
        nothing = (near[unsure] == 0.0) & (rest[unsure] == 0.0)
        out[unsure[nothing]] = 0.0
        unsure = unsure[~nothing]
    return unsure


def write_rounded_means(
    near: Floats, rest: Floats, error: float, /, *, out: Floats, room: Floats
) -> Positions:
    """Write means of doubles in percent where `write_percent` does, and return where that is not sure even so.

    The means are quotients of multiples of 2 ** -65 and whole numbers that `tells_doubles` has let pass. One that is
    not less than `LEAST_MODERATE` is a double, or at least 2 ** -65 of such a part from one; in percent it is midway
    between doubles, or at least 2 ** -63 of such a part from there. So what is next to a double is that double, and
    stands for its shortest decimal; and what is next to midway is midway, and is rounded to the even one.

    Args:
        near: Means, multiples of 2 ** -40.
        rest: What is left of them, at most 2 ** -35.
        error: The largest error of the rest, at least 2 ** -88.
        out: Where the percentages go.
        room: Room for two arrays, (2, n).
    """
    unsure = write_percent(near, rest, error, out=out, room=room)
    lower = room[1]
    odd = unsure[out[unsure].view(np.int64) % 2 == 1]
    out[odd] = lower[odd]
    small = unsure[near[unsure] < LEAST_MODERATE]
    doubles = next_to_doubles(near, rest, error, room=room[0])
    means = near[doubles] + rest[doubles]
    large = means >= LEAST_MODERATE
    if large.all():
        out[doubles] = percent_of_doubles(means)
        return small
    out[doubles[large]] = percent_of_doubles(means[large])
    return np.append(small, doubles[~large])


def tells_doubles(error: float, parts: int, /) -> bool:
    """Whether means of moderate doubles, known to an error, are quotients by numbers so small that doubles are told.

    Args:
        error: The largest error of the means.
        parts: What the means can be quotients by, at most.
    """
    return error * parts <= TELLS


def next_to_doubles(near: Floats, rest: Floats, error: Floats | float, /, *, room: Floats) -> Positions:
    """Return which means above 0 may be doubles.

    Args:
        near: Means, multiples of 2 ** -40.
        rest: What is left of them, at most 2 ** -35.
        error: The largest error of the rest, at least 2 ** -88.
        room: Room for one array, (n,).
    """
    np.add(near, rest, out=room)
    room -= near
    np.subtract(rest, room, out=room)
    np.abs(room, out=room)
    found: Positions = np.flatnonzero((room <= error) & ((near != 0.0) | (rest != 0.0)))
    return np.asarray(found)

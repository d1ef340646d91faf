"""Geometric and power means in two plain doubles, and a test whether these decide how to round; knows no classes.

Points become logarithms, or squares, of at most 1, of which means are made as of points
(``smmi.scoring.arithmetic._filtered_means``); then the exponential, or the root, is taken. What is not sure is said,
and left to more digits (``smmi.scoring.arithmetic._powers``).

A logarithm is to the base 2 ** -16, so that those of points from 2 ** -16 to 1 are from 0 to 1. Errors told are
absolute ones of logarithms and of squares, and shares of exponentials and of roots.

Source: P. T. P. Tang, Table-driven implementation of the logarithm function in IEEE floating-point arithmetic, ACM
TOMS 16 (1990), 378-400.
"""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi._decimals import exact
from smmi.scoring.arithmetic._double_double import HEAD, Flags, Floats, Pairs, pairs_of
from smmi.scoring.arithmetic._filtered_means import (
    LEAST_PORTION,
    MOST_CHILDREN,
    TO_24,
    Share,
    add_share,
    error_of_mean,
    in_three,
    join,
    portions_of,
)
from smmi.scoring.arithmetic._logarithms import (
    LN_2,
    SIXTY,
    Pair,
    exponentials,
    in_pieces,
    logarithms,
    over,
    times,
)
from smmi.scoring.arithmetic._percentages import TO_40
from smmi.scoring.arithmetic._roots import rounded

BINADES: Final = 16
"""A logarithm of 1 is that of so many halves."""
LEAST_POINT: Final = 2.0**-BINADES
"""The logarithm of less is more than 1."""
FIRST_BITS: Final = 11
"""So many bits behind the first say which of the known logarithms is next to that of a number."""
SQUARE: Final = 2.0
"""The exponent of the quadratic mean."""
STEPS: Final = 4096
"""Into so many parts a half is split."""
IN_LOGARITHMS: Final = 2.0**-75
"""The largest error of `_logarithms`."""
IN_EXPONENTIALS: Final = 2.0**-75
"""The largest error of `_exponentials`."""
IN_SQUARES: Final = 2.0**-93
"""The largest error of `_squares`."""
IN_ROOTS: Final = 2.0**-75
"""The largest error of `_roots`, if the square has none; what is added up there is rounded by less than the square."""
IN_POWERS: Final = 2.0**-70
"""The largest error of `_powers`."""
TERMS: Final = 5
"""So many powers of distances are added up."""
LEAST_EXPONENT: Final = 2.0**-6
MOST_EXPONENT: Final = 3.0
"""Between these, powers are worked out by logarithms; with a greater exponent, those of many points are too small."""
LEAST_SQUARE: Final = 2.0**-24
"""Roots of less are not sure."""

_LN_2: Final = float(LN_2), float(SIXTY.subtract(LN_2, Decimal(float(LN_2))))
_INVERSE: Final = in_pieces(SIXTY.divide(Decimal(1), SIXTY.multiply(LN_2, Decimal(BINADES))), -14)
"""What natural logarithms are multiplied by: a part of eleven bits, and the rest."""
_FACTOR: Final = in_pieces(SIXTY.multiply(LN_2, Decimal(-BINADES)), -22)
"""What makes natural logarithms of these: a part of 26 bits, and the rest."""


def filtered_geometric_means(
    points: Floats, weights: Floats, counts: Flags | None
) -> tuple[Floats, Flags] | None:
    """Return weighted geometric means, and which are not sure, each (n,); None if there are too many children.

    Args:
        points: Points in (0, 1], (k, n); each counts as exact.
        weights: The weight of each child, (k,); each stands for its shortest decimal.
        counts: Which children count for which units, (k, n); None if all do.
    """
    if len(weights) > MOST_CHILDREN:
        return None
    small: Flags | np.bool_ = np.False_
    if points.min(initial=1.0) < LEAST_POINT:
        small = (points < LEAST_POINT).any(axis=0)
        points = np.where(small, 1.0, points)
    near, rest, lost = _means(map(_logarithms, points), weights, counts)
    error = error_of_mean(len(weights), IN_LOGARITHMS) * BINADES * _LN_2[0]
    high, low = _exponentials(near, rest)
    means, doubtful = rounded(high, low, high * (IN_EXPONENTIALS + 1.01 * error))
    return means, doubtful | lost | small


def filtered_power_means(
    points: Floats, weights: Floats, counts: Flags | None, exponent: float
) -> tuple[Floats, Flags] | None:
    """Return what `filtered_geometric_means` does of power means; points may be 0; None for most exponents too."""
    if exponent == SQUARE:
        return filtered_square_means(points, weights, counts)
    if len(weights) > MOST_CHILDREN or not LEAST_EXPONENT <= exponent <= MOST_EXPONENT or exponent == 1.0:
        return None
    small = ((points < 2.0 ** -(BINADES / max(exponent, 1.0))) & (points > 0.0)).any(axis=0)
    if small.any():
        points = np.where(small, 1.0, points)
    near, rest, lost = _means((_powers(row, exponent) for row in points), weights, counts)
    whole = near + rest
    small |= whole < LEAST_POINT ** min(exponent, 1.0)
    if small.any():
        near[small], rest[small], whole[small] = 1.0, 0.0, 1.0
    root = np.maximum(np.power(whole, 1.0 / exponent), LEAST_POINT)
    power, left = _powers(root, exponent)
    whole *= exponent
    share = root / whole
    near -= power
    rest -= left
    rest += near
    rest *= share
    share *= error_of_mean(len(weights), IN_POWERS) + IN_POWERS
    means, doubtful = rounded(root, rest, share)
    return means, doubtful | lost | small


def filtered_square_means(
    points: Floats, weights: Floats, counts: Flags | None
) -> tuple[Floats, Flags] | None:
    """Return what `filtered_geometric_means` does of means of exponent 2; points may be 0."""
    if len(weights) > MOST_CHILDREN:
        return None
    near, rest, lost = _means(map(_squares, points), weights, counts)
    small = near + rest < LEAST_SQUARE
    near[small] = 1.0
    high, low = _roots(near, rest)
    error = error_of_mean(len(weights), IN_SQUARES)
    means, doubtful = rounded(high, low, high * IN_ROOTS + error / high)
    return means, doubtful | lost | small


@lru_cache(maxsize=256)
def _shares(weights: tuple[float, ...]) -> tuple[Share, ...]:
    """Return the shares of children in three parts."""
    wholes = [exact(weight) for weight in weights]
    return tuple(in_three(one / sum(wholes)) for one in wholes)


def _means(rows: Iterable[Pair], weights: Floats, counts: Flags | None) -> tuple[Floats, Floats, Flags]:
    """Return weighted means in two parts, and where too little of the weight counts for these to be near enough."""
    listed = tuple(weights.tolist())
    sums = room = np.empty((3, 0))
    for i, ((near, rest), share) in enumerate(zip(rows, _shares(listed), strict=True)):
        if not i:
            sums, room = np.zeros((3, len(near))), np.empty((3, len(near)))
        if counts is not None:
            near, rest = near * counts[i], rest * counts[i]  # noqa: PLW2901  (of those that count)
        add_share(sums, near, rest, share, room)
    join(sums, room[0])
    near, _, rest = sums
    lost = np.zeros(len(near), dtype=np.bool_)
    if counts is not None:
        some = np.flatnonzero(~counts.all(axis=0))
        portions = _portions(listed, counts[:, some])
        near[some], rest[some] = portions_of(near[some], rest[some], portions)
        lost[some] = portions.real < LEAST_PORTION
    return near, rest, lost


def _portions(weights: tuple[float, ...], counts: Flags) -> Pairs:
    """Return what portion of all weight counts, (n,); each pattern is worked out once."""
    keys = np.zeros(counts.shape[1], dtype=np.int64)
    for row in counts:
        keys *= 2
        keys += row
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    patterns: Sequence[Sequence[bool]] = counts[:, first].T.tolist()
    return pairs_of(_portion(weights, tuple(pattern)) for pattern in patterns)[place.reshape(-1)]


@lru_cache(maxsize=4096)
def _portion(weights: tuple[float, ...], pattern: tuple[bool, ...]) -> Fraction:
    """Return what portion of all weight counts."""
    wholes = [exact(weight) for weight in weights]
    return sum((own for own, there in zip(wholes, pattern, strict=True) if there), Fraction()) / sum(wholes)


@cache
def _known_logarithms() -> tuple[Floats, Floats, Floats]:
    """Return by the first bits of a number its reciprocal in 13 bits, and the logarithm of that in two parts."""
    size = 1 << FIRST_BITS
    middle = 1.0 + (np.arange(size) + 0.5) / size
    short = np.rint(4.0 * size / middle) / (4.0 * size)
    high, low = over(logarithms(short), (BINADES * _LN_2[0], BINADES * _LN_2[1]))
    near = (high + TO_40) - TO_40
    binades = np.arange(BINADES, -1, -1)[:, None]
    inverses = np.ldexp(short, binades)
    rests = np.broadcast_to((high - near) + low, inverses.shape)
    return inverses.reshape(-1), (near + binades / BINADES).reshape(-1), rests.reshape(-1)


def _apart(points: Floats) -> tuple[npt.NDArray[np.int64], Floats, Floats]:
    """Return which known number is next to points, and how far, as a share of that, these are from it, in two parts.

    A point has a head of 26 bits, and a reciprocal 13: the products, and the head less 1, are exact.
    """
    bits = points.view(np.int64)
    place = bits >> (52 - FIRST_BITS)
    place -= (1023 - BINADES) << FIRST_BITS
    inverse = _known_logarithms()[0].take(place)
    head = (bits & HEAD).view(np.float64)
    tail = points - head
    tail *= inverse
    head *= inverse
    head -= 1.0
    return place, head, tail


def _logarithms(points: Floats) -> Pair:
    """Return logarithms of points from `LEAST_POINT` to 1: multiples of 2 ** -40, and what is left.

    A point times the reciprocal is 1 and a distance of less than 2 ** -11, of which the head is a multiple of 2 ** -38,
    and exact, as is its product with the first part of the factor. All that is rounded is at most 2 ** -25.
    """
    _, nears, rests = _known_logarithms()
    place, head, tail = _apart(points)
    apart = head + tail
    series = apart * (-1 / 6)
    for divisor in (5.0, -4.0, 3.0, -2.0):
        series += 1.0 / divisor
        series *= apart
    series *= apart
    series += tail
    series *= _INVERSE[0] + _INVERSE[1]
    series += head * _INVERSE[1]
    high = nears.take(place)
    high -= head * _INVERSE[0]
    low = rests.take(place)
    low -= series
    near = high + low
    near += TO_40
    near -= TO_40
    high -= near
    high += low
    return near, high


@cache
def _known_exponentials() -> Pair:
    """Return numbers of which logarithms are the parts of that of one half: heads of 26 bits, and tails."""
    parts = np.arange(STEPS) / -STEPS
    high, low = exponentials(*times((parts, np.zeros(STEPS)), _LN_2))
    head = (high.view(np.int64) & HEAD).view(np.float64)
    return head, (high - head) + low


def _exponentials(near: Floats, rest: Floats) -> Pair:
    """Return the numbers of which these are logarithms: multiples of 2 ** -40 and rests of at most 2 ** -35.

    What is beyond a known logarithm has 24 bits, and an exact product with the first part of the factor. Its head of
    26 bits has one with the head of the known number. All that is rounded is at most 2 ** -24.
    """
    known, tails = _known_exponentials()
    steps = np.rint(near * (BINADES * STEPS))
    apart = near - steps * (1.0 / (BINADES * STEPS))
    part = apart * _FACTOR[0]
    head = (part.view(np.int64) & HEAD).view(np.float64)
    tail = part - head
    apart *= _FACTOR[1]
    apart += rest * (_FACTOR[0] + _FACTOR[1])
    tail += apart
    part += apart
    series = part * (1 / 120)
    for factor in (1 / 24, 1 / 6, 1 / 2):
        series += factor
        series *= part
    series *= part
    part += series
    series += tail
    wholes = steps.astype(np.int64)
    place = wholes & (STEPS - 1)
    first, left = known.take(place), tails.take(place)
    head *= first
    high = first + head
    head -= high - first
    series *= first
    part *= left
    part += series
    left += part
    left += head
    binade = ((1023 - (wholes >> (STEPS.bit_length() - 1))) << 52).view(np.float64)
    high *= binade
    left *= binade
    return high, left


@lru_cache(maxsize=16)
def _known_powers(exponent: float) -> Pair:
    """Return powers of the numbers of which `_known_logarithms` has the reciprocals: heads of 26 bits, and tails."""
    _, nears, rests = _known_logarithms()
    first, second, third = in_pieces(Decimal(repr(exponent)), *_places(exponent, 13, 26))
    high, middle, low = nears * first, nears * second, nears * third + rests * exponent
    near = high + middle
    near += TO_40
    near -= TO_40
    high, low = _exponentials(near, ((high - near) + middle) + low)
    head = (high.view(np.int64) & HEAD).view(np.float64)
    return head, (high - head) + low


@lru_cache(maxsize=256)
def _binomial(exponent: float) -> tuple[float, list[float]]:
    """Return an exponent in 26 bits, and what powers of a distance are multiplied by, from the fifth to the first.

    The first power is multiplied by what is left of the decimal that the exponent stands for.
    """
    first, left = in_pieces(Decimal(repr(exponent)), *_places(exponent, 26))
    whole = own = exact(exponent)
    factors = [left]
    for k in range(1, TERMS):
        own *= (whole - k) / (k + 1)
        factors.append(float(own))
    return first, factors[::-1]


def _places(exponent: float, *bits: int) -> list[int]:
    """Return behind which binary place an exponent has so many bits."""
    binade = math.frexp(exponent)[1]
    return [binade - own for own in bits]


def _powers(points: Floats, exponent: float) -> Pair:
    """Return powers of points that are not too small, or 0: multiples of 2 ** -40, and what is left.

    A point is a known one and a distance from that of at most 2 ** -11, as a share, of which the head is a multiple of
    2 ** -38, and has an exact product with an exponent of 26 bits. The head of that product has one with the head of
    the known power. All that is rounded is at most 2 ** -20.
    """
    nothing = points == 0.0
    some = nothing.any()
    if some:
        points = np.where(nothing, 1.0, points)
    (first, factors), (heads, tails) = _binomial(exponent), _known_powers(exponent)
    place, head, tail = _apart(points)
    apart = head + tail
    series = apart * factors[0]
    for factor in factors[1:]:
        series += factor
        series *= apart
    tail *= first
    series += tail
    head *= first
    apart = (head.view(np.int64) & HEAD).view(np.float64)
    head -= apart
    series += head
    known, low = heads.take(place), tails.take(place)
    part = apart * known
    apart += series
    apart += 1.0
    low *= apart
    series *= known
    low += series
    near = known + part
    near += low
    near += TO_40
    near -= TO_40
    known -= near
    known += part
    known += low
    if some:
        near[nothing] = known[nothing] = 0.0
    return near, known


def _squares(points: Floats) -> Pair:
    """Return squares of points from 0 to 1: multiples of 2 ** -40, and what is left.

    A head of 24 bits has an exact square, and its product with the tail is exact, as are the sums.
    """
    head = points + TO_24
    head -= TO_24
    tail = points - head
    near = points * points
    near += TO_40
    near -= TO_40
    rest = head * head
    rest -= near
    head *= 2.0
    head *= tail
    rest += head
    tail *= tail
    rest += tail
    return near, rest


def _roots(near: Floats, rest: Floats) -> Pair:
    """Return roots of squares from `LEAST_SQUARE` to 1 in two parts; heads of 26 bits have exact squares."""
    root = np.sqrt(near + rest)
    head = (root.view(np.int64) & HEAD).view(np.float64)
    left = near - head * head
    left -= (root - head) * (root + head)
    left += rest
    left /= 2.0 * root
    return root, left

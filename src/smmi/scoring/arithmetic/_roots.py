"""Roots of products of points, the double nearest to each, on complete arrays; knows no classes.

A root is worked out, its power is compared with the product, and it is corrected. Numbers are held as heads of 26
binary digits, whose products are exact, and tails: about 75 digits, at seven operations for a product.
"""

import math
from functools import lru_cache
from itertools import compress
from typing import Final

import numpy as np

from smmi._decimals import exact, multiples_of
from smmi.scoring.arithmetic._double_double import HEAD, Flags, Floats
from smmi.scoring.arithmetic._logarithms import Pair

Running = tuple[Floats, Floats, Floats, Floats]
"""Products on the way, as heads and tails, and room to work in."""
FEW: Final = 8
"""So few units are worked out one after the other."""
MOST_FACTORS: Final = 128
"""A product of up to so many points has the digits that the root of it needs."""
MOST_KNOWN: Final = 4096
"""So many roots that were in doubt are kept in mind."""
LEAST_PRODUCT: Final = 2.0**-900
"""Products below this have binades of their own."""
LEAST_MEAN: Final = 2.0**-960
"""Below this, what is left of a double has too few digits."""
IN_PRODUCTS: Final = 2.0**-65
"""The largest error of a root, as a share of it, where all factors are there."""


def rounded(near: Floats, beyond: Floats, error: Floats) -> tuple[Floats, Flags]:
    """Return the doubles nearest to sums of which the second is small, and where its error leaves that open."""
    means = near + (beyond + error)
    return means, means != near + (beyond - error)


@lru_cache(maxsize=256)
def multiples(weights: tuple[float, ...]) -> tuple[int, ...] | None:
    """Return whole numbers that are to one another as weights are; None if their sum is large."""
    wholes, _ = multiples_of(map(exact, weights))
    return wholes if sum(wholes) <= MOST_FACTORS else None


def roots(points: Floats, factors: tuple[int, ...], counts: Flags | None) -> Floats:
    """Return roots of products of positive points, each taken so often; a point that does not count is 1.

    Heads of 26 digits have exact products, and tails are 2**-17 of them at most: a product of `MOST_FACTORS` has an
    error of 2**-61, of which its root has the share that one factor has.
    """
    there = np.broadcast_to(np.True_, points.shape) if counts is None else counts
    if points.shape[1] <= FEW:
        return np.array([_one_root(*unit, factors) for unit in zip(points.T, there.T, strict=True)])
    totals = float(sum(factors)) if counts is None else _totals(factors, counts)
    if float(points.min()) ** sum(factors) < LEAST_PRODUCT:
        means, doubtful = _scaled_roots(points, factors, totals)
    else:
        means, doubtful = _roots(_product(points, factors), float(sum(factors)), totals)
    for i in np.flatnonzero(doubtful):
        means[i] = _one_root(points[:, i], there[:, i], factors)
    return means


def _totals(factors: tuple[int, ...], counts: Flags) -> Floats:
    """Return of how many factors the product of each unit is."""
    return np.asarray(np.where(counts, np.array(factors)[:, None], 0).sum(axis=0, dtype=np.float64))


def _roots(product: Pair, most: float, totals: Floats | float) -> tuple[Floats, Flags]:
    """Return the doubles next to roots of products, and whether that is open; roots are worked out and corrected.

    Products of less than the most factors are filled up with their roots.
    """
    near = np.exp(np.log(product[0] + product[1]) / totals)
    if isinstance(totals, np.ndarray) and len(some := np.flatnonzero(totals < most)):
        filled = _begun(product[0][some], product[1][some])
        power = _power(near[some], most - totals[some])
        _multiply(filled, *power, power[0] + power[1])
        product[0][some], product[1][some] = filled[:2]
    power = _power(near, most)
    beyond = (product[0] - power[0]) + (product[1] - power[1])
    return rounded(near, near * (beyond / (totals * power[0])), near * (IN_PRODUCTS * most / totals))


def _scaled_roots(points: Floats, factors: tuple[int, ...], totals: Floats | float) -> tuple[Floats, Flags]:
    """Return what `_roots` does, of products that doubles do not hold: the powers of two are taken out."""
    parts, binades = np.frexp(points)
    parts[points == 1.0], binades[points == 1.0] = 1.0, 0  # so that what does not count takes nothing out
    sums = np.zeros(points.shape[1])
    for row, factor in zip(binades, factors, strict=True):
        sums += row * float(factor)
    binade = np.floor(sums / totals)
    rest = np.ldexp(1.0, (sums - binade * totals).astype(np.int32))
    product = _product(np.concatenate((parts, rest[None])), (*factors, 1))
    means, doubtful = _roots(product, float(sum(factors)), totals)
    means = np.ldexp(means, binade.astype(np.int32))
    return means, doubtful | (means < LEAST_MEAN)


def _begun(head: Floats, tail: Floats) -> Running:
    return head.copy(), tail.copy(), np.empty(head.shape), np.empty(head.shape)


def _multiply(made: Running, head: Floats, tail: Floats, whole: Floats) -> None:
    """Multiply products in place, so that they stay in the processor's cache, by numbers in parts and whole."""
    to_head, to_tail, total, more = made
    np.multiply(to_head, head, out=total)  # exact
    np.multiply(to_head, tail, out=more)
    np.multiply(to_tail, whole, out=to_tail)
    np.add(to_tail, more, out=to_tail)
    np.bitwise_and(total.view(np.int64), HEAD, out=to_head.view(np.int64))
    np.subtract(total, to_head, out=total)
    np.add(to_tail, total, out=to_tail)


def _square(made: Running) -> None:
    _multiply(made, made[0], made[1], made[0] + made[1])


def _heads(numbers: Floats) -> Floats:
    return (numbers.view(np.int64) & HEAD).view(np.float64)


def _product(points: Floats, factors: tuple[int, ...]) -> Pair:
    """Return products of points, each taken so often, as heads and tails."""
    points = np.ascontiguousarray(points)
    heads = _heads(points)
    rows = list(zip(factors, heads, points - heads, points, strict=True))
    most = max(factors).bit_length()
    first = next(i for i, factor in enumerate(factors) if factor.bit_length() == most)
    made = _begun(*rows[first][1:3])
    for bit in reversed(range(most)):
        if bit < most - 1:
            _square(made)
        for i, (factor, head, tail, whole) in enumerate(rows):
            if factor >> bit & 1 and not (bit == most - 1 and i == first):
                _multiply(made, head, tail, whole)
    return made[:2]


def _power(numbers: Floats, exponents: Floats | float) -> Pair:
    """Return numbers to the power of positive whole numbers, as heads and tails."""
    head = _heads(numbers)
    tail = numbers - head
    if isinstance(exponents, float):
        made = _begun(head, tail)
        for digit in f"{int(exponents):b}"[1:]:
            _square(made)
            if digit == "1":
                _multiply(made, head, tail, numbers)
        return made[:2]
    wholes = exponents.astype(np.int64)
    made = _begun(np.ones(head.shape), np.zeros(head.shape))
    for bit in reversed(range(int(wholes.max(initial=0)).bit_length())):
        _square(made)
        there = (wholes >> bit & 1).astype(np.bool_)
        _multiply(
            made, *(np.where(there, one, unit) for one, unit in ((head, 1.0), (tail, 0.0), (numbers, 1.0)))
        )
    return made[:2]


def _one_root(points: Floats, counts: Flags, factors: tuple[int, ...]) -> float:
    return _root_alone(tuple(compress(zip(points.tolist(), factors, strict=True), counts)))


@lru_cache(maxsize=MOST_KNOWN)
def _root_alone(listed: tuple[tuple[float, int], ...]) -> float:
    """Return the double nearest to the root of a product of positive points; it is never midway between two.

    Where points are few different ones, those that are in doubt are always the same, and worked out once.
    """
    total = sum(factor for _, factor in listed)
    numerator, places = 1, 0
    for point, factor in listed:
        above, below = point.as_integer_ratio()
        numerator *= above**factor
        places += (below.bit_length() - 1) * factor

    def exceeds(one: float, other: float) -> bool:
        """Whether the product is more than the power of what is midway between two doubles."""
        (above, below), (more, under) = one.as_integer_ratio(), other.as_integer_ratio()
        middle = (above * under + more * below) ** total
        binade = (below * under * 2).bit_length() * total - total
        return bool(numerator << binade > middle << places)

    near = math.exp(math.fsum(factor * math.log(point) for point, factor in listed) / total)
    while exceeds(near, greater := math.nextafter(near, 2.0)):
        near = greater
    while not exceeds(lesser := math.nextafter(near, 0.0), near):
        near = lesser
    return near

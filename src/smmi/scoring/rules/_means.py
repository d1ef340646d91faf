"""Means as aggregation rules: arithmetic, geometric, harmonic, power, median, and the weakest link."""

import math
from collections.abc import Sequence
from fractions import Fraction
from operator import mul
from typing import ClassVar, Final

import attrs
import numpy as np

from smmi.instrument.declaration import is_number
from smmi.scoring.arithmetic import (
    MOST_WHOLE,
    Flags,
    Floats,
    Grid,
    Positions,
    add,
    are_pairs,
    divide,
    geometric_means,
    multiply,
    nearest,
    plain_sum_of_products,
    power_means,
    reaches,
    subtract,
    sum_of_products,
    sum_rows,
)
from smmi.scoring.rules._rule_problems import refusal
from smmi.scoring.rules._words import Labels

MOST_SUMS: Final = 2**12
"""Of so many sums of weights it is tried to find a number that they all divide."""
HALF_ROUNDING: Final = 2.0**-40
"""By which share of all weight a sum of weights that are doubles may miss the half."""
MOST_OF_PAIRS: Final = 2**98
"""Up to here, whole numbers and the double of one are pairs, and so are their sums and differences."""
NEARLY_HALF: Final = 2.0**-90
"""Where a sum of greater whole numbers misses the half by no more than this share of all, it is asked exactly how."""
LEAST_EXPONENT: Final = 1e-100
"""With a lesser exponent, a power mean differs from the geometric mean by less than a double can tell."""


@attrs.frozen
class _Mean:
    """What all means have in common: what they promise, and that their words are always the same."""

    monotone = unanimous = relative_weights = replicable = homogeneous = True
    _words: ClassVar[str] = ""

    def in_words(self, _labels: Labels, /) -> str:
        """Return the rule in words."""
        return self._words


def whole_quotients(weights: Sequence[int], /) -> int | None:
    """Return what is divided without remainder by the sum of any of the weights; None if that is too large."""
    sums = {0}
    for weight in weights:
        sums |= {one + weight for one in sums}
        if len(sums) > MOST_SUMS:
            return None
    common = 1
    for one in sums - {0}:
        common = math.lcm(common, one)
        if common > MOST_WHOLE:
            return None
    return common


@attrs.frozen
class WeightedMean(_Mean):
    """The weighted arithmetic mean: the sum of weight times points over the sum of weights.

    Example:
        >>> WeightedMean().aggregate(np.array([[1.0], [0.0]]), np.array([[1.0], [3.0]]))
        array([0.25])
    """

    _words = "weighted arithmetic mean"
    additive = shape_free = True

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return the weighted mean; see `AggregationRule.aggregate`."""
        return np.asarray(divide(sum_of_products(weights, points), sum_rows(weights)))

    def _on(self, _grid: Grid, _weights: Sequence[int], _unit: Fraction, /) -> "WeightedMean":
        return self

    def _parts(self, weights: Sequence[int], _unit: Fraction, /) -> int | None:
        return whole_quotients(weights)


@attrs.frozen
class GeometricMean(_Mean):
    """The weighted geometric mean: the exponential of the mean logarithm; 0 if a child that counts has 0.

    It is the double nearest to the exact result for points that count as exact.

    Give item rules a floor (`Linear(…, floor=0.01)`) where a single 0 shall not decide.

    Example:
        >>> GeometricMean().aggregate(np.array([[1.0], [0.25]]), np.ones((2, 1)))
        array([0.5])
    """

    _words = "weighted geometric mean"
    shape_free = True

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return the weighted geometric mean; see `AggregationRule.aggregate`."""
        return geometric_means(points, weights)


@attrs.frozen
class HarmonicMean(_Mean):
    """The weighted harmonic mean: sum of weights over sum of weight over points; 0 if a child that counts has 0.

    Example:
        >>> HarmonicMean().aggregate(np.array([[1.0], [0.25]]), np.ones((2, 1)))
        array([0.4])
    """

    _words = "weighted harmonic mean"
    shape_free = True

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return the weighted harmonic mean; see `AggregationRule.aggregate`."""
        if points.shape[1:] == (1,) and are_pairs(points) and not are_pairs(weights):
            return np.array([_harmonic_of_one(points[:, 0].tolist(), weights[:, 0].tolist())])
        counts = weights > 0
        zero = (counts & (points == 0)).any(axis=0)
        positive = np.where(counts & (points > 0), points, 1.0)
        least = positive.min(axis=0)  # taken out, so that no reciprocal of tiny points overflows
        apart = sum_of_products(weights, (divide(least, row) for row in positive))
        mean = multiply(least, divide(sum_rows(weights), apart))
        return np.where(zero, 0.0, np.minimum(mean, positive.max(axis=0)))

    def _on(self, _grid: Grid, _weights: Sequence[int], _unit: Fraction, /) -> "HarmonicMean":
        return self

    def _parts(self, _weights: Sequence[int], _unit: Fraction, /) -> int | None:
        return None


def _harmonic_of_one(points: list[complex], weights: list[float]) -> complex:
    """Return the harmonic mean of pairs of a single response, step by step as of many: plain numbers take less time."""
    positive = [point if weight > 0 else 1 + 0j for point, weight in zip(points, weights, strict=True)]
    if not all(point.real for point in positive):
        return 0j
    least = min(positive, key=_size)
    apart = plain_sum_of_products(weights, [divide(least, point) for point in positive])
    mean = multiply(least, divide(math.fsum(weights), apart))
    return min(mean, max(positive, key=_size), key=_size)  # type: ignore[no-any-return]


def _size(number: complex) -> tuple[float, float]:
    return number.real, number.imag


@attrs.frozen
class PowerMean(_Mean):
    """The weighted power mean (Hölder mean): the lower its exponent, the less a low child is made up for.

    Exponent 1 is the arithmetic mean, -1 the harmonic, near 0 the geometric (use `GeometricMean` for 0). It is the
    double nearest to the exact result for points that count as exact; the exponent stands for its shortest decimal.

    Attributes:
        exponent: Any finite number but 0; 0.5, 1, 2, 3, 4 and their negatives take less time than others.

    Raises:
        SchemeError: The exponent is 0 or not finite.

    Example:
        >>> PowerMean(2.0).aggregate(np.array([[1.0], [0.0]]), np.ones((2, 1))).round(4)
        array([0.7071])
    """

    exponent: float
    shape_free: ClassVar[bool] = True

    def __attrs_post_init__(self) -> None:
        if not is_number(self.exponent) or self.exponent == 0:
            raise refusal(
                "$.exponent",
                (
                    f"PowerMean: got the exponent {self.exponent!r}, expected a finite number other than 0; "
                    "the mean of exponent 0 is GeometricMean()"
                ),
            )
        object.__setattr__(self, "exponent", float(self.exponent))

    def in_words(self, _labels: Labels, /) -> str:
        """Return the rule in words."""
        return f"weighted power mean of exponent {self.exponent:.6g}"

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return the weighted power mean; see `AggregationRule.aggregate`."""
        if abs(self.exponent) < LEAST_EXPONENT:
            return geometric_means(points, weights)
        return power_means(points, weights, self.exponent)


@attrs.frozen
class Median(_Mean):
    """The weighted median: half of the weight is at or below it, half at or above; midway where two points qualify.

    Example:
        >>> Median().aggregate(np.array([[0.1], [0.9], [0.3]]), np.ones((3, 1)))
        array([0.3])
    """

    _words = "weighted median"
    shape_free = True

    _wholes: tuple[int, ...] | None = attrs.field(default=None, init=False, eq=False, repr=False)
    """The weights that a compiled scheme gives, as whole numbers; doubles that are given otherwise may be rounded."""

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return the weighted median; see `AggregationRule.aggregate`."""
        order = np.argsort(np.where(weights > 0, points, np.inf), axis=0)
        ascending = np.take_along_axis(points, order, axis=0)
        twice = [multiply(2.0, row) for row in np.take_along_axis(weights, order, axis=0)]
        for i in range(1, len(twice)):  # one after the other, as `sum_rows` adds
            twice[i] = add(twice[i - 1], twice[i])
        below, whole = np.stack(twice), sum_rows(weights)
        if self._wholes is None:
            at_half = reaches(below, whole * (1.0 - 2.0 * HALF_ROUNDING))
            past_half = ~reaches(whole * (1.0 + 2.0 * HALF_ROUNDING), below)
        else:
            beyond = nearest(subtract(below, whole))
            if sum(self._wholes) > MOST_OF_PAIRS:
                at, units = np.nonzero(np.abs(beyond) <= NEARLY_HALF * nearest(whole))
                beyond[at, units] = self._beyond_half(order[:, units], (weights > 0)[:, units], at)
            at_half, past_half = reaches(beyond, 0.0), ~reaches(0.0, beyond)
        low, high = np.argmax(at_half, axis=0), np.argmax(past_half, axis=0)
        columns = np.arange(points.shape[1])
        return np.asarray(add(ascending[low, columns], ascending[high, columns]) / 2.0)

    def _on(self, _grid: Grid, weights: Sequence[int], _unit: Fraction, /) -> "Median":
        bound = Median()
        object.__setattr__(bound, "_wholes", tuple(weights))
        return bound

    def _beyond_half(self, order: Positions, counts: Flags, at: Positions) -> Floats:
        """Return on which side of the half sums of weights are, by whole numbers of any size, (m,): -1, 0 or 1.

        Args:
            order: The children in ascending order, (k, m).
            counts: Which of them count, (k, m).
            at: The place in this order of the last child whose weight is in the sum, (m,).
        """
        sides = np.where(counts, np.where(np.argsort(order, axis=0) <= at, 1, -1), 0)
        patterns, where = np.unique(sides, axis=1, return_inverse=True)
        signs = []
        for pattern in patterns.T.tolist():
            beyond = sum(map(mul, pattern, self._wholes or ()))
            signs.append(float((beyond > 0) - (beyond < 0)))
        return np.array(signs, dtype=np.float64)[where.reshape(-1)]

    def _parts(self, _weights: Sequence[int], _unit: Fraction, /) -> int | None:
        return 2


@attrs.frozen
class WeakestLink(_Mean):
    """The lowest points of any child that counts: nothing makes up for it; weights only say who counts.

    Example:
        >>> WeakestLink().aggregate(np.array([[0.9], [0.2]]), np.ones((2, 1)))
        array([0.2])
    """

    _words = "lowest score of all"
    non_compensatory = shape_free = True

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return the minimum; see `AggregationRule.aggregate`."""
        return np.asarray(np.where(weights > 0, points, np.inf).min(axis=0))

    def _on(self, _grid: Grid, _weights: Sequence[int], _unit: Fraction, /) -> "WeakestLink":
        return self

    def _parts(self, _weights: Sequence[int], _unit: Fraction, /) -> int | None:
        return 1

"""Means as aggregation rules: arithmetic, geometric, harmonic, power, median, and the weakest link."""

from typing import ClassVar, Final

import attrs
import numpy as np

from smmi.instrument.declaration import is_number
from smmi.scoring.rules._kernels import Floats, sum_of_products, sum_rows
from smmi.scoring.rules._rule_problems import refusal
from smmi.scoring.rules._words import Labels

LEAST_ROOT: Final = -0.5
"""Above this exponent, no ratio of two points has a power that a double cannot hold."""
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
        return sum_of_products(weights, points) / sum_rows(weights)


@attrs.frozen
class GeometricMean(_Mean):
    """The weighted geometric mean: the exponential of the mean logarithm; 0 if a child that counts has 0.

    Give item rules a floor (`Linear(…, floor=0.01)`) where a single 0 shall not decide.

    Example:
        >>> GeometricMean().aggregate(np.array([[1.0], [0.25]]), np.ones((2, 1)))
        array([0.5])
    """

    _words = "weighted geometric mean"

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return the weighted geometric mean; see `AggregationRule.aggregate`."""
        counts = weights > 0
        zero = (counts & (points == 0)).any(axis=0)
        logarithms = np.log(
            np.where(counts & (points > 0), points, 1.0)
        )  # none is above 0, nor is their mean
        return np.where(zero, 0.0, np.exp(sum_of_products(weights, logarithms) / sum_rows(weights)))


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
        counts = weights > 0
        zero = (counts & (points == 0)).any(axis=0)
        positive = np.where(counts & (points > 0), points, 1.0)
        least = positive.min(axis=0)  # taken out, so that no reciprocal of tiny points overflows
        mean = least * (sum_rows(weights) / sum_of_products(weights, least / positive))
        return np.where(zero, 0.0, np.minimum(mean, 1.0))


@attrs.frozen
class PowerMean(_Mean):
    """The weighted power mean (Hölder mean): the lower its exponent, the less a low child is made up for.

    Exponent 1 is the arithmetic mean, -1 the harmonic, near 0 the geometric (use `GeometricMean` for 0).

    Attributes:
        exponent: Any finite number but 0.

    Raises:
        SchemeError: The exponent is 0 or not finite.

    Example:
        >>> PowerMean(2.0).aggregate(np.array([[1.0], [0.0]]), np.ones((2, 1))).round(4)
        array([0.7071])
    """

    exponent: float

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
        counts = weights > 0
        above = counts & (points > 0)
        if self.exponent > 0:  # in units of the point that decides, so that no power overflows
            zero = ~above.any(axis=0)
            unit = np.where(zero, 1.0, np.where(above, points, 0.0).max(axis=0))
            scaled = np.where(above, points, 0.0) / unit
        else:
            zero = (counts & (points == 0)).any(axis=0)
            unit = np.where(above, points, 1.0).min(axis=0)
            with np.errstate(over="ignore"):  # a power of infinity is 0 here, as it should be ...
                scaled = np.where(above, points / unit, 1.0)
            if self.exponent > LEAST_ROOT and (wide := np.isinf(scaled).any(axis=0)).any():
                # ... but for a high root, which tiny points do not decide.
                unit = np.where(wide, np.where(above, points, 0.0).max(axis=0), unit)
                scaled = np.where(above, points / unit, 1.0)
        mean = unit * _power_mean(scaled, weights, self.exponent)
        return np.where(zero, 0.0, np.minimum(mean, 1.0))


def _power_mean(points: Floats, weights: Floats, exponent: float) -> Floats:
    """Return the power mean of points whose powers are in [0, 1], the greatest being 1."""
    total = sum_rows(weights)
    mean = sum_of_products(weights, np.power(points, exponent)) / total
    if abs(exponent) >= 1.0:
        return np.asarray(np.power(mean, 1.0 / exponent))
    with np.errstate(divide="ignore"):
        logarithms = np.where(weights > 0, np.log(points), 0.0)
    if abs(exponent) < LEAST_EXPONENT:
        return np.asarray(np.exp(sum_of_products(weights, logarithms) / total))
    near_one = sum_of_products(weights, np.expm1(exponent * logarithms)) / total
    with np.errstate(divide="ignore"):  # powers near 1 lose in `mean` what the root brings back
        logarithm = np.where(near_one > -0.5, np.log1p(near_one), np.log(mean))
    return np.asarray(np.exp(logarithm / exponent))


@attrs.frozen
class Median(_Mean):
    """The weighted median: half of the weight is at or below it, half at or above; midway where two points qualify.

    Example:
        >>> Median().aggregate(np.array([[0.1], [0.9], [0.3]]), np.ones((3, 1)))
        array([0.3])
    """

    _words = "weighted median"
    shape_free = True

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return the weighted median; see `AggregationRule.aggregate`."""
        order = np.argsort(np.where(weights > 0, points, np.inf), axis=0)
        ascending = np.take_along_axis(points, order, axis=0)
        sorted_weights = np.take_along_axis(weights, order, axis=0)
        below = np.cumsum(sorted_weights, axis=0)  # one after the other, as `sum_rows` adds
        half, slack = below[-1] / 2.0, below[-1] * 2.0**-40
        low = np.argmax(below >= half - slack, axis=0)
        high = np.argmax(below > half + slack, axis=0)
        columns = np.arange(points.shape[1])
        return np.asarray((ascending[low, columns] + ascending[high, columns]) / 2.0)


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
        return np.asarray(np.where(weights > 0, points, 1.0).min(axis=0))

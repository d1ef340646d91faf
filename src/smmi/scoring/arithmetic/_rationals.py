"""Points as rational numbers, for the few units of which pairs of doubles leave a score or a mark open.

Arrays of them hold Python's fractions, with which everything here that adds, multiplies and compares arrays works as it
does with doubles; a double that meets one stands for itself, so that nothing is rounded on the way.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from smmi._decimals import exact
from smmi.scoring.arithmetic._double_double import Floats, are_rational
from smmi.scoring.arithmetic._grid import Grid, Points
from smmi.scoring.arithmetic._percentages import FULL


class Rational(Fraction):
    """A rational number that stays one beside doubles."""

    __slots__ = ()


def _kept(name: str) -> Callable[[Rational, Any], Any]:
    operate: Callable[[Fraction, Any], Any] = getattr(Fraction, name)

    def method(self: Rational, other: Any) -> Any:  # noqa: ANN401  (a number or an array)
        made = operate(self, Fraction(other) if isinstance(other, float) else other)
        return made if made is NotImplemented else Rational(made)

    return method


for _name in ("add", "sub", "mul", "truediv"):
    for _side in ("", "r"):
        setattr(Rational, f"__{_side}{_name}__", _kept(f"__{_side}{_name}__"))
Rational.__neg__ = lambda self: Rational(-self.numerator, self.denominator)  # type: ignore[method-assign]


def rationals(numbers: Iterable[Fraction], /) -> Points:
    """Return rational numbers as an array, (n,)."""
    listed = list(map(Rational, numbers))
    made = np.empty(len(listed), dtype=object)
    made[:] = listed
    return made


@attrs.frozen
class RationalGrid(Grid):
    """A grid on which points are rational numbers, 1 being full points."""

    def of(self, numbers: Iterable[Fraction]) -> Points:
        """Return rational points, (n,)."""
        return rationals(numbers)

    def wholes(self, numbers: Iterable[int]) -> Points:
        """Return whole numbers, (n,)."""
        return rationals(map(Fraction, numbers))

    def exactly(self, points: Points) -> Points:
        """Return points of which nothing is lost when they are added."""
        return points if are_rational(points) else self.of_doubles(points)

    def times(self, wholes: Points, factor: Fraction) -> Points:
        """Return whole numbers times a factor."""
        return np.asarray(wholes * Rational(factor), dtype=object)

    def of_doubles(self, points: Floats) -> Points:
        """Return points that are doubles, and count as exact."""
        return rationals(map(Fraction, points.reshape(-1).tolist())).reshape(points.shape)

    def percent(self, points: Points) -> Floats:
        """Return the doubles nearest to points in percent; a double stands for its shortest decimal."""
        given = np.asarray(points)
        return np.array(list(map(_percent, given.reshape(-1).tolist())), dtype=np.float64).reshape(
            given.shape
        )

    def along(
        self, numbers: Floats, *, start: Fraction, slope: Fraction, offset: Fraction, places: int
    ) -> Points:
        """Return points that lie on a line, as `Grid.along` does."""
        del places
        return rationals(offset + slope * (exact(number) - start) for number in numbers.tolist())


def _percent(points: Any) -> float:  # noqa: ANN401  (a double, or a rational number)
    double = float(points)
    return float(FULL * (exact(double) if double == points else Fraction(points)))

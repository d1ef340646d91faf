"""Sums of weights without rounding, so that they do not depend on the order in which parts are put together.

A double is an integer times a power of two; so is every sum of doubles, and Python's integers have room for it.
"""

import math
from collections.abc import Iterable

import attrs
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_HALF = 26
_LEAST = -1074 - 53
"""No double has a bit below two to this power."""


@attrs.frozen
class ExactSums:
    """Some sums of doubles: each the numerator times two to the power of the exponent, in lowest terms together.

    Attributes:
        numerators: The numerators.
        exponent: The exponent that they share: as high as it can be.

    Example:
        >>> ExactSums.of(np.array([0.5, 0.25, 3.0]), np.array([0, 2]))
        ExactSums(numerators=(3, 12), exponent=-2)
    """

    numerators: tuple[int, ...]
    exponent: int

    @classmethod
    def of(cls, weights: Floats, starts: npt.NDArray[np.intp]) -> "ExactSums":
        """Return the sum of each stretch of weights.

        Args:
            weights: Finite numbers, (n,).
            starts: Where the stretches start, ascending from 0, (m,); each has at least one weight.
        """
        mantissas, exponents = np.frexp(weights)
        whole = np.ldexp(mantissas, 53).astype(np.int64)
        sums = [0] * len(starts)
        for exponent in np.unique(exponents).tolist():
            here = np.where(exponents == exponent, whole, 0)
            high, low = np.add.reduceat(here >> _HALF, starts), np.add.reduceat(here & (2**_HALF - 1), starts)
            shift = exponent - 53 - _LEAST
            for i, (top, bottom) in enumerate(zip(high.tolist(), low.tolist(), strict=True)):
                sums[i] += ((top << _HALF) + bottom) << shift
        return cls.reduced(sums, _LEAST)

    @classmethod
    def reduced(cls, numerators: Iterable[int], exponent: int) -> "ExactSums":
        """Return sums in lowest terms."""
        given = tuple(numerators)
        together = 0
        for numerator in given:
            together |= numerator
        if not together:
            return cls(given, 0)
        spare = (together & -together).bit_length() - 1
        return cls(tuple(numerator >> spare for numerator in given), exponent + spare)

    def scaled(self, exponent: int) -> tuple[int, ...]:
        """Return the numerators for a lower exponent."""
        return tuple(numerator << (self.exponent - exponent) for numerator in self.numerators)

    @property
    def floats(self) -> Floats:
        """The doubles that are nearest to the sums, (m,)."""
        if self.exponent >= 0:
            return np.array([float(numerator << self.exponent) for numerator in self.numerators])
        divisor = 1 << -self.exponent
        return np.array([numerator / divisor for numerator in self.numerators])

    @property
    def relative(self) -> Floats:
        """The sums over their largest common divisor, as doubles, (m,): the same for all exact multiples of them.

        Where these are no doubles without rounding, they are over the largest of the sums.
        """
        divisor = math.gcd(*self.numerators) or 1
        whole = [numerator // divisor for numerator in self.numerators]
        largest = max(whole, default=0)
        if largest < 2**53:
            return np.array(whole, dtype=np.float64)
        return np.array([number / largest for number in whole])

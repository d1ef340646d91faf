"""The (n, k) rule in exact numbers: each stands for its shortest decimal."""

from collections.abc import Iterable
from math import lcm

from smmi._decimals import exact
from smmi.benchmark.kernels._concentration import Concentration


def exact_rule(dominance: tuple[int, float], /) -> Concentration:
    """Return the rule of n values and k percent."""
    n, k = dominance
    share = exact(float(k)) / 100
    return Concentration(largest=n, part=share.numerator, whole=share.denominator)


def whole_values(values: Iterable[float], /) -> list[int]:
    """Return numbers as multiples of a unit that all of them have in common."""
    declared = [exact(value) for value in values]
    unit = lcm(*(value.denominator for value in declared))
    return [value.numerator * (unit // value.denominator) for value in declared]

"""Rounding of published numbers to multiples of a base, and what an intruder knows of a rounded one."""

from math import floor

from smmi._decimals import exact
from smmi._thresholds import ROUNDING, reaches


def to_multiple(value: float, base: float, /) -> float:
    """Return the multiple of a base that is nearest to a number, the upper one of two as near.

    The multiple is of the decimal for which the base stands. A number that misses the middle between two multiples by
    the rounding of binary arithmetic is at the middle.

    Args:
        value: What is rounded, from 0 on.
        base: Above 0.

    Example:
        >>> to_multiple(45.0, 10.0), to_multiple(44.9, 10.0), to_multiple(0.3, 0.1)
        (50.0, 40.0, 0.3)
    """
    step = exact(base)
    below = floor(exact(value) / step)
    is_up = reaches(value, float((2 * below + 1) * step / 2), rounding=ROUNDING)
    return float((below + int(is_up)) * step)


def known_of(rounded: float, base: float | None, truth: float, /) -> tuple[float, float]:
    """Return between what an intruder knows a number to lie that was rounded to a multiple of a base.

    Args:
        rounded: What is published.
        base: The base; None for a number that is not rounded.
        truth: The number, which the rounding of binary arithmetic may leave just outside.

    Example:
        >>> known_of(40.0, 10.0, 44.9), known_of(44.9, None, 44.9)
        ((35.0, 45.0), (44.9, 44.9))
    """
    half = 0.0 if base is None else base / 2.0
    return min(rounded - half, truth), max(rounded + half, truth)

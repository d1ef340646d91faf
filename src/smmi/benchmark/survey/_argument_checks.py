"""Checks of arguments that all of benchmarking shares: levels, whole numbers, and lists of units in messages."""

import numbers
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from smmi.errors import ArgumentError


def plain_number(value: float, /) -> float:
    """Return any real number as one of Python's, whole ones as integers; what is none is left for the check.

    NumPy's numbers of other widths would make what is computed with them less precise than doubles.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    return float(value) if isinstance(value, numbers.Real) else value


def plain_whole(value: int, /) -> int:
    """Return any integer as one of Python's; what is none is left for the check."""
    return int(value) if isinstance(value, numbers.Integral) and not isinstance(value, bool) else value


def check_share(argument: str, value: float, /) -> float:
    """Return a level or probability as a float; refuse what is none.

    Raises:
        ArgumentError: It is no number between 0 and 1.
    """
    number = plain_number(value)
    if isinstance(number, bool) or not isinstance(number, float) or not 0 < number < 1:
        raise ArgumentError(argument, repr(value), "a number between 0 and 1")
    return number


def check_whole(argument: str, value: int, least: int, /) -> int:
    """Return an integer as one of Python's; refuse what is none of at least so much.

    Raises:
        ArgumentError: It is none.
    """
    number = plain_whole(value)
    if not isinstance(number, int) or isinstance(number, bool) or number < least:
        raise ArgumentError(argument, repr(value), f"an integer of at least {least}")
    return number


def as_several(argument: str, value: Any, /, *, expected: str) -> tuple[Any, ...]:  # noqa: ANN401  (what was given)
    """Return what can be gone through once as a tuple, so that looking at it does not use it up; no text, no mapping.

    Raises:
        ArgumentError: It is one of these, or nothing to go through.
    """
    if isinstance(value, str):
        raise ArgumentError(argument, repr(value), expected, f"Write ({value!r},)")
    if not isinstance(value, Iterable) or isinstance(value, Mapping):
        raise ArgumentError(argument, repr(value), expected)
    return tuple(value)


def as_numbers(argument: str, values: npt.ArrayLike, /) -> npt.NDArray[np.float64]:
    """Return values as an array of doubles, NaN where absent.

    Raises:
        ArgumentError: These are no numbers.
    """
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ArgumentError(argument, "what is no array of numbers", "numbers, NaN where absent") from None


def listed(units: Sequence[str], most: int = 3) -> str:
    """Return the first of some units, and how many more there are."""
    more = f" and {len(units) - most} more" if len(units) > most else ""
    return ", ".join(map(repr, units[:most])) + more

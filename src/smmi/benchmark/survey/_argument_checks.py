"""Checks of arguments that all of benchmarking shares: levels, whole numbers, and lists of units in messages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from smmi.errors import ArgumentError


def check_share(argument: str, value: object, /) -> None:
    """Refuse what is no level or probability.

    Raises:
        ArgumentError: It is no number between 0 and 1.
    """
    if isinstance(value, bool) or not isinstance(value, float) or not 0 < value < 1:
        raise ArgumentError(argument, repr(value), "a number between 0 and 1")


def check_whole(argument: str, value: object, least: int, /) -> None:
    """Refuse what is no integer of at least so much.

    Raises:
        ArgumentError: It is none.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ArgumentError(argument, repr(value), f"an integer of at least {least}")


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

"""Checks of arguments that all of benchmarking shares: levels, whole numbers, and lists of units in messages."""

from collections.abc import Sequence

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


def listed(units: Sequence[str], most: int = 3) -> str:
    """Return the first of some units, and how many more there are."""
    more = f" and {len(units) - most} more" if len(units) > most else ""
    return ", ".join(map(repr, units[:most])) + more

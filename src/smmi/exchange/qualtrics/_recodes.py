"""Recode values: the numbers by which exports write options, declared or given in order."""

from collections.abc import Iterator, Sequence
from typing import Final

from smmi.instrument import Composition, Option, Scale

MOST: Final = 1e9


def options_of_scale(scale: Scale, /) -> tuple[Option, ...]:
    """Return what may be chosen of a scale, nonresponses last; of a composition, its parts."""
    if isinstance(scale, Composition):
        return scale.parts
    return (*scale.answers, *scale.nonresponses)


def recodes(options: Sequence[Option], /) -> dict[str, float]:
    """Return the recode value of each option: its value or, where it has none that is plain, the next free number.

    Plain is an integer of nine digits at most. Answers get 1, 2, …, nonresponses -1, -2, …, as users of the tool have
    it.

    Example:
        >>> from smmi.instrument import Nonresponse
        >>> recodes([Option("no", "No"), Option("yes", "Yes", value=1)])
        {'no': 2.0, 'yes': 1.0}
        >>> recodes([Option("na", "N/A", nonresponse=Nonresponse.NOT_APPLICABLE)])
        {'na': -1.0}
    """
    taken = {option.value for option in options}
    up, down = _free(taken, 1), _free(taken, -1)
    return {
        option.code: option.value
        if option.value is not None and is_plain(option.value)
        else next(up if option.nonresponse is None else down)
        for option in options
    }


def _free(taken: set[float | None], step: int) -> Iterator[float]:
    number = 0
    while True:
        number += step
        if float(number) not in taken:
            yield float(number)


def is_plain(number: float, /) -> bool:
    """Return whether a number is an integer of nine digits at most."""
    return number.is_integer() and abs(number) < MOST


def written(number: float, /) -> str:
    """Return a recode value as exports write it.

    Example:
        >>> written(4.0)
        '4'
    """
    return str(int(number))

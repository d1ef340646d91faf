"""Targets of `smmi improve`, as they are written on the command line."""

from contextlib import suppress
from typing import Final

from smmi.benchmark import Badge, Quartile, RankOf, ScoreOf, Stars
from smmi.errors import ArgumentError

Target = ScoreOf | RankOf | Stars | Badge
EXPECTED: Final = "stars:1 to stars:4, quartile:top (second, third, fourth), score:80, rank:80 or badge"
QUARTILES: Final = {quartile.label.lower(): quartile.stars for quartile in Quartile}


def target_of(text: str, /, *, code: str, group: str) -> Target:
    """Return the target that a text names.

    Args:
        text: As on the command line.
        code: Of which score.
        group: The name of the group of the norms.

    Raises:
        ArgumentError: It names none.

    Example:
        >>> target_of("quartile:top", code="overall", group="all")
        Stars(stars=4, code='overall', group='all')
    """
    kind, _, value = (part.strip().lower() for part in text.partition(":"))
    found: Target | None = None
    with suppress(ValueError):  # that of a target which is out of its range, as well
        match kind:
            case "stars":
                found = Stars(int(value), code=code, group=group)
            case "quartile" if value in QUARTILES:
                found = Stars(QUARTILES[value], code=code, group=group)
            case "score":
                found = ScoreOf(float(value), code=code)
            case "rank":
                found = RankOf(float(value), code=code, group=group)
            case "badge" if not value:
                found = Badge()
            case _:
                pass
    if found is None:
        raise ArgumentError("--target", repr(text), EXPECTED)
    return found

"""Labels: what somebody wrote, made fit to stand in a picture.

Texts of instruments and data are not trusted. A picture shows them without what controls, hides or reorders, on a few
short lines; the text alternative holds them whole.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from smmi.report.page._isolates import isolated

JOINERS: Final = "\u200c\u200d"
"""They belong to the spelling of some languages, and show nothing."""
MARKS: Final = 2
"""So many combining marks stand on one letter; more of them would climb into the lines above."""
WIDE: Final = "MW@%"
"""About twice as wide as other letters."""
CUT: Final = "…"
REPLACED: Final = "\ufffd"
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML can hold (XML 1.0, production 2)."""
_LONGEST: Final = 10
"""A line is made of at most so many times the letters that it shows: what comes after that is not looked at."""


def shown(text: str, /, *, width: int, lines: int = 1) -> str:
    r"""Return a text on at most so many lines of at most so many places, cut where it is longer.

    Args:
        text: What somebody wrote.
        width: How many places a line has; a letter of East Asia takes two.
        lines: How many lines there may be.

    Example:
        >>> shown("Community engagement and partnership", width=20, lines=2)
        'Community engagement\nand partnership'
        >>> shown("_a\u202eb\x07 " + "c" * 10_000, width=6)
        '_ab…'
    """
    cells = _cells(text[: width * lines * _LONGEST])
    found: list[str] = []
    for word in _words(cells, width):
        if found and _places(found[-1]) + 1 + _places(word) <= width:
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
    if len(found) <= lines and len(text) <= width * lines * _LONGEST:
        return "\n".join(found)
    found = found[:lines] or [""]
    *_, last = _fitting(found[-1], width - 1)
    return "\n".join([*found[:-1], f"{last}{CUT}"])


def whole(text: str, /) -> str:
    """Return a text as it is, but for what no document can hold; it reorders nothing of what is around it."""
    return isolated(_UNWRITABLE.sub(REPLACED, text))


def _cells(text: str) -> str:
    """Return a text without what controls or hides, its white space single, its marks few."""
    kept: list[str] = []
    marks = 0
    for one in text:
        category = unicodedata.category(one)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category in {"Cc", "Zl", "Zp", "Zs"}:
            kept.append(" ")
        elif category in {"Cs", "Cn"}:
            kept.append(REPLACED)
        elif (category != "Cf" or one in JOINERS) and marks <= MARKS:
            kept.append(one)
    return " ".join("".join(kept).split())


def _places(text: str) -> int:
    return sum(_place(one) for one in text)


def _place(one: str) -> int:
    if unicodedata.category(one) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if one in WIDE or unicodedata.east_asian_width(one) in {"W", "F"} else 1


def _words(text: str, width: int) -> Iterator[str]:
    """Yield the words of a text; of one that is longer than a line its pieces."""
    for word in text.split():
        rest = word
        while _places(rest) > width:
            *_, piece = _fitting(rest, width)
            yield piece
            rest = rest[len(piece) :]
        yield rest


def _fitting(text: str, width: int) -> Iterator[str]:
    """Yield the beginnings of a text that fit, longer and longer, the empty one first."""
    yield ""
    taken = 0
    for end, one in enumerate(text, start=1):
        taken += _place(one)
        if taken > width and taken > _place(text[0]):
            return
        yield text[:end]

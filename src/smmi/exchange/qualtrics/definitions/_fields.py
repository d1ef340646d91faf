"""Fields of a definition: JSON as PHP writes it, of which every type is asked before it is used.

A list may stand where a mapping is meant and the other way round, an empty list for nothing at all, numbers are texts
or numbers, and what is true is `true`, "true", "on", "ON" or 1.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn

from smmi.errors import DocumentError, Finding, Reason
from smmi.instrument.declaration import LONGEST_TEXT, shown

LONGEST_MARKUP: Final = 200_000
"""A longer text is refused: no question has one."""
MOST_ENTRIES: Final = 60_000
"""How many entries a list or mapping may have."""
_TRUE: Final = frozenset({"true", "on", "yes", "1"})
_NUMERAL: Final = re.compile(r"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})", re.ASCII)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def refuse(reason: Reason, path: str, message: str) -> NoReturn:
    """Refuse a definition for what stands at a path."""
    raise DocumentError((Finding(reason=reason, path=path, message=message),))


def mapping(value: object, path: str, what: str, /) -> Mapping[str, Any]:
    """Return a value that has to be a mapping with texts for keys; nothing, as PHP writes it, is an empty one."""
    if value is None or value == []:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        refuse(Reason.WRONG_TYPE, path, f"got {shown(value)}, expected {what}")
    return value


def entries(value: object, path: str, what: str, /) -> tuple[tuple[str, Any], ...]:
    """Return the entries of a list or a mapping with their keys; false, null and a blank are none."""
    if value is None or value is False or value == "":
        return ()
    if isinstance(value, list | tuple):
        found = tuple((str(at), one) for at, one in enumerate(value))
    elif isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        found = tuple(value.items())
    else:
        refuse(Reason.WRONG_TYPE, path, f"got {shown(value)}, expected {what}")
    if len(found) > MOST_ENTRIES:
        refuse(Reason.BAD_VALUE, path, f"got {len(found):,} entries, expected {MOST_ENTRIES:,} at most")
    return found


def numbered(value: object, path: str, what: str, /) -> Iterator[tuple[str, Any]]:
    """Yield the entries of which the keys are numbers; the others say something else."""
    for key, one in entries(value, path, what):
        if key.isdecimal():
            yield key, one


def markup(value: object, path: str, /) -> str:
    """Return a text, which may hold markup; nothing where there is none."""
    if value is None or value is False:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        refuse(Reason.WRONG_TYPE, path, f"got {shown(value)}, expected a text")
    if len(value) > LONGEST_MARKUP:
        message = f"got {len(value):,} characters, expected {LONGEST_MARKUP:,} at most"
        refuse(Reason.BAD_VALUE, path, message)
    if not value.isascii() and _SURROGATE.search(value):
        refuse(Reason.BAD_VALUE, path, "the text has half a character (a surrogate)")
    return value


def name(value: object, path: str, /) -> str:
    """Return a short text without outer blanks: an id, a type, a name of a column."""
    text = " ".join(markup(value, path).split())
    if len(text) > LONGEST_TEXT // 20:
        refuse(Reason.BAD_VALUE, path, f"got {len(text):,} characters, expected a name")
    return text


def flag(value: object) -> bool:
    """Return whether a value says yes."""
    return value is True or (isinstance(value, str | int) and str(value).strip().lower() in _TRUE)


def number(value: object) -> float | None:
    """Return the number that a value is or writes; None for anything else."""
    if isinstance(value, str) and _NUMERAL.fullmatch(value.strip()):
        return float(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
        return float(value)
    return None

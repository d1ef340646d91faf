"""Phrases of messages: a list with so many items, the nearest known code, and what a value of a wrong class is."""

import difflib
import re
from collections.abc import Collection, Iterable, Sequence

MESSAGE_LIMIT = 25
"""How many findings an error's message spells out; all of them are in its field `findings`."""
MOST_COMPARED = 2_000
"""Among how many known codes a near one is sought; more (a million units) would take seconds."""
FEW_KNOWN = 6
"""So many known codes are spelled out where none is near to the one asked for."""
_WORDS = re.compile(r"[^\W\d_]{3,}")
SHOWN = 60
"""How much of a text is shown."""


def listing(first: str, items: Sequence[object], /, *, rest: str = "", limit: int = MESSAGE_LIMIT) -> str:
    """Return a first line, below it items, a line each, and after so many of them how many more there are."""
    more = [f"… and {len(items) - limit} more{rest}"] if len(items) > limit else []
    return "\n  ".join([first, *map(str, items[:limit]), *more])


def suggestion(code: str, known: Iterable[str], *, there: Collection[str] = ()) -> str:
    """Return `` Did you mean 'x'?`` for the nearest known code, or nothing if none is near (or too many are known).

    Args:
        code: What was given.
        known: The codes that exist.
        there: What was given beside it. The nearest code is not suggested if it is among it: it was not meant.

    Example:
        >>> suggestion("curiculum", ["research", "curriculum"])
        " Did you mean 'curriculum'?"
        >>> suggestion("CURRICULUM", ["research", "curriculum"])
        " Did you mean 'curriculum'?"
        >>> suggestion("curiculum", ["research", "curriculum"], there=["curriculum", "curiculum"])
        ''
    """
    listed = list(known)
    if len(listed) > MOST_COMPARED:
        return ""
    near = difflib.get_close_matches(code, listed, n=1)
    if not near:  # capitals aside
        folded = {one.casefold(): one for one in reversed(listed)}
        near = [folded[one] for one in difflib.get_close_matches(code.casefold(), folded, n=1)]
    return f" Did you mean {near[0]!r}?" if near and near[0] not in there else ""


def with_words_of(name: str, known: Iterable[str]) -> str:
    """Return which names of several words have a word of another one, the rarest word first; nothing if many have it.

    Example:
        >>> with_words_of("Saint Mary Hospital", ["ST. MARY INFIRMARY", "Hospital of Ash", "Elm Hospital"])
        " Did you mean 'ST. MARY INFIRMARY'?"
    """
    sought = set(_WORDS.findall(name.casefold()))
    having: dict[str, list[str]] = {}
    for one in (name for name in known if " " in name):
        for word in sought.intersection(_WORDS.findall(one.casefold())):
            having.setdefault(word, []).append(one)
    near = min(having.values(), key=len, default=[])
    if not near or len(near) > FEW_KNOWN:
        return ""
    return f" Did you mean {' or '.join(map(repr, near))}?"


def described(value: object) -> str:
    """Return what a value of a wrong class is: plain values as they are, of others the class."""
    if value is None or isinstance(value, bool | int | float | str):
        text = repr(value)
        return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    if isinstance(value, type):
        return f"the class {value.__name__!r}"
    return f"an object of class {type(value).__name__!r}"

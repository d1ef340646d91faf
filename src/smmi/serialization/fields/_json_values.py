"""JSON values: what a document may be made of, and how messages name a value."""

import math
import re
from collections.abc import Iterator
from typing import Any, Final

import attrs

from smmi.errors import Finding, Reason

DEEPEST: Final = 100
"""How deep a document may be nested. Conditions are the deepest part of an instrument: 32 levels, two for each."""
LARGEST_INTEGER: Final = 2**53
"""Beyond it, not every integer survives a reader that knows doubles only."""
LONGEST_SHOWN: Final = 60

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_PLAIN: Final = {str, bool, type(None)}
_LEAVES: Final = {*_PLAIN, int, float}
_MOST_REPEATED: Final = 1_000_000


def described(value: object) -> str:
    """Return what a value of a document is, in the words of JSON.

    Example:
        >>> described(True), described(1.5), described("no"), described([]), described({})
        ('true', 'the number 1.5', "the text 'no'", 'a list', 'an object')
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f"the text {cut(value)}"
        case int() if abs(value) > LARGEST_INTEGER:
            return "an integer beyond 2**53"
        case int() | float():
            return f"the number {value!r}"
        case list():
            return "a list"
        case dict():
            return "an object"
        case _:
            return f"a Python {type(value).__name__}"


def cut(text: str) -> str:
    """Return the repr of a text, cut where it is long."""
    return repr(text) if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1] + '…'!r}"


def step(key: object) -> str:
    """Return what a key or an index adds to a path.

    Example:
        >>> step("areas") + step(2) + step("not a name")
        ".areas[2]['not a name']"
    """
    if isinstance(key, int):
        return f"[{key}]"
    text = str(key)
    return f".{text}" if _NAME.fullmatch(text) else f"[{cut(text)}]"


def finding_at(path: str, message: str, reason: Reason = Reason.BAD_VALUE) -> Finding:
    """Return what is wrong at a path."""
    return Finding(reason=reason, path=path, message=message)


def has_surrogates(text: str) -> bool:
    r"""Return whether a text has half a character, which no UTF-8 can say.

    Example:
        >>> has_surrogates("\ud83d"), has_surrogates("\N{GRINNING FACE}")
        (True, False)
    """
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def json_findings(document: object) -> list[Finding]:
    """Return a finding for everything in a document that JSON cannot say, or that no document needs.

    Those are values of other classes, keys that are not text, numbers that are not finite, integers that a reader of
    doubles would change, texts with half a character, endless or very deep nesting, and few values repeated very often
    (each container is visited once, however many times it stands in the document).
    """
    walk = _Walk()
    size = walk.visit(document, "$", 0)
    if not walk.findings and size > max(_MOST_REPEATED, 10 * walk.visited):
        message = f"a few containers, shared, stand for {size} values; expected a tree"
        walk.findings.append(finding_at("$", message))
    return walk.findings


@attrs.define
class _Walk:
    """A walk through a document.

    Attributes:
        findings: What was found.
        sizes: How many values each container visited stands for; 0 while it is being visited.
        visited: How many values were visited.
    """

    findings: list[Finding] = attrs.Factory(list)
    sizes: dict[int, int] = attrs.Factory(dict)
    visited: int = 0

    def visit(self, value: Any, path: str, depth: int) -> int:  # noqa: ANN401  (whatever a stranger hands in)
        """Return how many values a value stands for, repetitions included."""
        kind = type(value)
        if kind is not dict and kind is not list:
            self.visited += 1
            self._leaf(value, path)
            return 1
        known = self.sizes.get(id(value))
        if known == 0 or depth > DEEPEST:
            why = "it contains itself" if known == 0 else f"it is nested more than {DEEPEST} deep"
            self._find(path[:400], f"got {described(value)} that cannot be read: {why}")
            return 1
        if known is not None:
            return known
        self.sizes[id(value)] = 0
        size = 1 + sum(self.visit(item, inner, depth + 1) for item, inner in self._items(value, path))
        self.visited += 1
        self.sizes[id(value)] = size
        return size

    def _items(self, value: Any, path: str) -> Iterator[tuple[object, str]]:  # noqa: ANN401  (a dict or a list)
        if isinstance(value, list):
            self.visited += len(value)
            kinds = set(map(type, value))
            if not kinds <= _PLAIN or (str in kinds and not all(map(_is_sayable, value))):
                yield from ((item, f"{path}[{i}]") for i, item in enumerate(value))
            return
        for key, item in value.items():
            if type(key) is not str:
                self._find(path, f"got the key {described(key)}, expected keys of text")
            elif has_surrogates(key):
                self._find(path, f"got the key {cut(key)}, expected keys without half a character")
            yield item, path + step(key if type(key) is str else described(key))

    def _leaf(self, value: Any, path: str) -> None:  # noqa: ANN401  (whatever a stranger hands in)
        kind = type(value)
        if kind is float and not math.isfinite(value):
            self._find(path, f"got {value!r}, expected a finite number")
        elif kind is int and abs(value) > LARGEST_INTEGER:
            self._find(path, "got an integer beyond 2**53, expected one that a double can hold")
        elif kind is str and has_surrogates(value):
            self._find(path, f"got {described(value)}, expected text without half a character")
        elif kind not in _LEAVES:
            self._find(
                path, f"got a Python {kind.__name__}, expected a value of JSON (as json.loads returns them)"
            )

    def _find(self, path: str, message: str) -> None:
        self.findings.append(finding_at(path, message))


def _is_sayable(value: object) -> bool:
    return not isinstance(value, str) or value.isascii() or not has_surrogates(value)

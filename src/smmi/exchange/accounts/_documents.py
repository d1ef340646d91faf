"""Documents of strangers: made of what JSON can say, and what is wrong with a part of one told where it stands."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Final

import attrs

from smmi.errors import DeclarationError, DocumentError, Finding
from smmi.exchange.accounts._definitions import wrong
from smmi.instrument.declaration import Check, is_any_text, shown

DEEPEST: Final = 400
"""How deep lists and objects may stand in each other."""
MOST_PROBLEMS: Final = 1_000
"""How many things are told that are wrong with one document."""
_LONGEST_EXPONENT: Final = 300
_LONGEST_PATH: Final = 80


def problems_of(document: object, path: str, /) -> list[Finding]:
    """Return where a document holds what no document of JSON does, nests too deeply, or has a number that is none.

    Takes time and memory in proportion to the document, however it is nested.
    """
    problems: list[Finding] = []
    waiting: list[tuple[object, str, int]] = [(document, path, 0)]
    while waiting and len(problems) < MOST_PROBLEMS:
        value, where, depth = waiting.pop()
        if isinstance(value, Mapping | list):
            if depth == DEEPEST:
                message = f"expected lists and objects nested {DEEPEST} deep at most"
                problems.append(wrong(f"{where[:_LONGEST_PATH]}…", message))
            elif isinstance(value, list):
                waiting += [(one, f"{where}[{i}]", depth + 1) for i, one in reversed(list(enumerate(value)))]
            else:
                problems += [
                    wrong(where, f"got the key {shown(key)}, expected text")
                    for key in value
                    if _wrong_text(key)
                ]
                good = [(key, one) for key, one in value.items() if not _wrong_text(key)]
                waiting += [(one, f"{where}.{key}", depth + 1) for key, one in reversed(good)]
        elif (expected := _wrong_value(value)) is not None:
            problems.append(wrong(where, f"got {shown(value)}, expected {expected}"))
    return problems


def _wrong_value(value: object) -> str | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return "text of Unicode" if _wrong_text(value) else None
    if isinstance(value, int | float | Decimal):
        return None if as_float(value) is not None else "a number that a double holds"
    return "a list, an object, text, a number, true, false or null"


def _wrong_text(value: object) -> bool:
    """Return whether something is no text, or one with half a character."""
    if not isinstance(value, str):
        return True
    if value.isascii():
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False


def as_float(value: object, /) -> float | None:
    """Return a number as a double; None for what is none, or none that a double holds."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if isinstance(value, Decimal) and (not value.is_finite() or abs(value.adjusted()) > _LONGEST_EXPONENT):
        return 0.0 if value.is_finite() and not value else None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


@contextmanager
def gathered(problems: list[Finding], path: str, /) -> Iterator[None]:
    """Add what a part of a document declares wrongly to the problems, by where it stands."""
    try:
        yield
    except DeclarationError as error:
        problems += [attrs.evolve(one, path=path) for one in error.findings]


@contextmanager
def as_document(path: str = "$", /) -> Iterator[None]:
    """Raise what a document declares wrongly as an error of the document.

    Raises:
        DocumentError: Something is declared wrongly.
    """
    problems: list[Finding] = []
    with gathered(problems, path):
        yield
    DocumentError.raise_any(problems)


def unreadable(text: str, path: str, what: str, /, check: Check = is_any_text) -> Iterator[Finding]:
    """Yield that a text is none that a declaration takes.

    Args:
        text: The text.
        path: Where it stands.
        what: What it is.
        check: What is expected of it.
    """
    expected = check(text)
    if expected is not None:
        yield wrong(path, f"{what}: got {shown(text)}, expected {expected}")

"""The text of JSON, read strictly: a key stands once in its object, and a number is one that a double can hold."""

import json
import math
from collections.abc import Iterator
from typing import Any, Final

import attrs

from smmi.errors import DocumentError, Finding, Reason
from smmi.serialization.fields._json_values import LARGEST_INTEGER, cut, finding_at, has_surrogates, step

_BOM: Final = "\ufeff"
_MOST_DIGITS: Final = len(str(LARGEST_INTEGER))


def parse_json(text: str | bytes, /) -> object:
    """Return what a text of JSON says, for `from_document`; stricter than `json.loads`.

    JSON leaves it open what an object means in which a key stands twice, and how exact a number is. Here both are
    refused rather than guessed: of two values of one key `json.loads` would silently take the last.

    Args:
        text: The text, or its bytes in UTF-8, with or without a byte order mark.

    Returns:
        Dicts, lists, texts, numbers, true and false, and None.

    Raises:
        DocumentError: It is no JSON that can be read, or keys stand twice, or numbers are not finite or are integers
            beyond 2**53, or texts have half a character. The error holds every finding, each with its path.

    Example:
        >>> parse_json('{"code": "care", "weights": [1, 2.5]}')
        {'code': 'care', 'weights': [1, 2.5]}
        >>> parse_json('{"code": "care", "code": "core"}')
        Traceback (most recent call last):
          ...
        smmi.errors.DocumentError: the document cannot be read: $.code: the key 'code' stands twice ...
    """
    reading = _Reading()
    try:
        given = text if isinstance(text, str) else text.decode("utf-8")
        value = json.loads(
            given.removeprefix(_BOM),
            object_pairs_hook=reading.pairs,
            parse_int=reading.integer,
            parse_float=reading.number,
            parse_constant=reading.constant,
        )
        if reading.doubtful or "\\ud" in given or "\\uD" in given:
            DocumentError.raise_any(_findings(value, "$"))
    except UnicodeDecodeError as error:
        raise _not_json(f"byte {error.start + 1} (0x{error.object[error.start]:02X}) is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _not_json(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise _not_json("it is nested too deeply") from None
    return value


def _not_json(message: str) -> DocumentError:
    return DocumentError((finding_at("$", message, Reason.NOT_JSON),))


@attrs.frozen
class _Refused:
    """Stands for a number that is refused.

    Attributes:
        message: Why.
        reason: The same, machine-readable.
    """

    message: str
    reason: Reason


@attrs.frozen
class _Repeating:
    """Stands for an object with a key more than once.

    Attributes:
        pairs: Its keys and values.
    """

    pairs: list[tuple[str, Any]]


@attrs.define
class _Reading:
    """What is asked by the reader of JSON, once for each object and number.

    Attributes:
        doubtful: Whether something was refused; where it is, only who walks through the whole can say.
    """

    doubtful: bool = False

    def pairs(self, pairs: list[tuple[str, Any]]) -> object:
        """Return an object."""
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        self.doubtful = True
        return _Repeating(pairs)

    def integer(self, digits: str) -> object:
        """Return an integer; Python itself refuses those of more than 4,300 digits, without saying where."""
        if len(digits) <= _MOST_DIGITS + 1 and abs(value := int(digits)) <= LARGEST_INTEGER:
            return value
        return self.refused("an integer beyond 2**53, expected one that a double can hold", digits)

    def number(self, digits: str) -> object:
        """Return a number with a point or an exponent."""
        value = float(digits)
        return (
            value if math.isfinite(value) else self.refused("a number beyond what a double can hold", digits)
        )

    def constant(self, name: str) -> object:
        """Return nothing for NaN, Infinity and -Infinity, which Python would read."""
        return self.refused("which is no number of JSON", name, Reason.NOT_JSON)

    def refused(self, what: str, digits: str, reason: Reason = Reason.BAD_VALUE) -> object:
        """Return what stands for a number that is refused."""
        self.doubtful = True
        shown = (
            digits if len(digits) <= 2 * _MOST_DIGITS else f"{digits[:_MOST_DIGITS]}… ({len(digits)} long)"
        )
        return _Refused(f"got {shown}, {what}", reason)


def _findings(value: object, path: str) -> Iterator[Finding]:
    """Yield what is refused in a value, with its path."""
    match value:
        case _Refused():
            yield finding_at(path, value.message, value.reason)
        case str() if has_surrogates(value):
            yield finding_at(path, "got half a character (a lone surrogate), expected text")
        case list():
            for place, item in enumerate(value):
                yield from _findings(item, path + step(place))
        case dict() | _Repeating():
            pairs = value.pairs if isinstance(value, _Repeating) else list(value.items())
            yield from _pair_findings(pairs, path)
        case _:
            pass


def _pair_findings(pairs: list[tuple[str, Any]], path: str) -> Iterator[Finding]:
    often: dict[str, int] = {}
    for key, _ in pairs:
        often[key] = often.get(key, 0) + 1
    for key, times in often.items():
        if has_surrogates(key):
            yield finding_at(
                path, f"got half a character (a lone surrogate) in the key {key!r}, expected text"
            )
        if times > 1:
            many = "twice" if times == 2 else f"{times} times"
            message = (
                f"the key {cut(key)} stands {many} in one object; which is meant cannot be known: leave one"
            )
            yield finding_at(path + step(key), message, Reason.REPEATED_KEY)
    for key, item in pairs:
        yield from _findings(item, path + step(key))

"""What stands in `relevant`, taken apart as far as a gate can say it."""

import re
from collections.abc import Sequence
from typing import Final

from smmi.exchange.accounts._conditions import Compared, Joined, Parsed

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<field>\$\{\s*[^{}\s]+\s*\})|(?P<text>'[^']*'|\"[^\"]*\"|[\u2018][^\u2019]*[\u2019])"
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<relation>!=|>=|<=|=|<|>)|(?P<word>and|or)\b"
    r"|(?P<call>selected|not|string-length|count-selected)\s*\(|(?P<sign>[(),]))"
)
DEEPEST: Final = 16
LONGEST: Final = 20_000
_FLIPPED: Final = {"=": "<>", "<>": "=", ">=": "<", "<": ">=", ">": "<=", "<=": ">"}


def parsed(text: str, /) -> Parsed:
    """Return the logic of a question taken apart; None where it is none that is understood.

    Example:
        >>> parsed("selected(${topics}, 'ethics') and ${age} >= 18").parts[0]
        Compared(field='topics', choice='ethics', relation='=', value='1')
    """
    tokens: list[tuple[str, str]] = []
    at, text = 0, text.strip()
    if len(text) > LONGEST:
        return None
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            return None
        tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
        at = found.end()
        while at < len(text) and text[at].isspace():
            at += 1
    reader = _Reader(tokens)
    try:
        made = reader.either(0)
    except _NotUnderstoodError:
        return None
    return made if reader.at == len(tokens) else None


class _NotUnderstoodError(Exception):
    """Logic in words that are not known here; never leaves the module."""


class _Reader:
    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self.tokens, self.at = tokens, 0

    def _next(self, kind: str, *texts: str) -> str | None:
        if self.at < len(self.tokens):
            own, text = self.tokens[self.at]
            if own == kind and (not texts or text in texts):
                self.at += 1
                return text
        return None

    def _need(self, kind: str, *texts: str) -> str:
        found = self._next(kind, *texts)
        if found is None:
            raise _NotUnderstoodError
        return found

    def either(self, depth: int) -> Parsed:
        parts = [self._both(depth)]
        while self._next("word", "or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Joined("or", tuple(parts))

    def _both(self, depth: int) -> Parsed:
        parts = [self._one(depth)]
        while self._next("word", "and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Joined("and", tuple(parts))

    def _one(self, depth: int) -> Parsed:
        if depth == DEEPEST:
            raise _NotUnderstoodError
        if self._next("sign", "("):
            inner = self.either(depth + 1)
            self._need("sign", ")")
            return inner
        if self._next("call", "not"):
            inner = self.either(depth + 1)
            self._need("sign", ")")
            return _negated(inner)
        if self._next("call", "selected"):
            field = self._need("field")
            self._need("sign", ",")
            option = self._need("text")
            self._need("sign", ")")
            return Compared(_name(field), option[1:-1], "=", "1")
        counted = self._next("call", "string-length", "count-selected")
        field = self._need("field")
        if counted:
            self._need("sign", ")")
        relation = self._need("relation").replace("!=", "<>")
        value = self._next("text")
        value = value[1:-1] if value else self._need("number")
        if counted:  # of these, only whether there is an answer is asked
            if (relation, value) not in {(">", "0"), (">=", "1"), ("<>", "0"), ("=", "0")}:
                raise _NotUnderstoodError
            return Compared(_name(field), None, "=" if relation == "=" else "<>", "")
        return Compared(_name(field), None, relation, value)


def _name(field: str) -> str:
    return field[2:-1].strip().rpartition("/")[2]


def _negated(logic: Parsed) -> Parsed:
    """Return that logic does not hold; a blank is then as unknown as before."""
    match logic:
        case Compared(field, choice, relation, value):
            return Compared(field, choice, _FLIPPED[relation], value)
        case Joined(word, parts):
            return Joined("and" if word == "or" else "or", tuple(map(_negated, parts)))
        case _:
            return None

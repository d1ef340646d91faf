"""Logic in the words of other formats, read from left to right: and, or, parentheses, and what each format compares."""

import re
from abc import ABC, abstractmethod
from typing import ClassVar, Final

from smmi.exchange.accounts._conditions import Compared, Joined, Parsed

DEEPEST: Final = 16
"""How deep parentheses may stand in each other."""
LONGEST: Final = 20_000
"""How many characters of logic are looked at."""
_FLIPPED: Final = {"=": "<>", "<>": "=", ">=": "<", "<": ">=", ">": "<=", "<=": ">"}


class NotUnderstoodError(Exception):
    """Logic in words that are not known; never leaves the package."""


class LogicReader(ABC):
    """Takes logic apart: `and` binds more strongly than `or`.

    Attributes:
        token: The pattern of a word; the name of its group says what it is: "word" are `and` and `or`, "sign" are
            parentheses, the others are the format's own.
    """

    token: ClassVar[re.Pattern[str]]

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        self._at = 0
        at, text = 0, text.strip()
        while at < len(text):
            found = self.token.match(text, at)
            if found is None or at > LONGEST:
                raise NotUnderstoodError
            self._tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
            at = found.end()
            while at < len(text) and text[at].isspace():
                at += 1

    @classmethod
    def parsed(cls, text: str) -> Parsed:
        """Return logic taken apart; None where it is none that is understood."""
        try:
            reader = cls(text)
            made = reader.either(0)
        except NotUnderstoodError:
            return None
        return made if reader._at == len(reader._tokens) else None

    def next(self, kind: str, *texts: str) -> str | None:
        """Return the next word and go on if it is of a kind, and one of the texts if there are any; else None."""
        if self._at < len(self._tokens):
            own, text = self._tokens[self._at]
            if own == kind and (not texts or text.lower() in texts):
                self._at += 1
                return text
        return None

    def need(self, kind: str, *texts: str) -> str:
        """Return the next word, which has to be of a kind."""
        found = self.next(kind, *texts)
        if found is None:
            raise NotUnderstoodError
        return found

    def either(self, depth: int) -> Parsed:
        """Return parts of which one holds."""
        parts = [self._both(depth)]
        while self.next("word", "or", "||"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Joined("or", tuple(parts))

    def _both(self, depth: int) -> Parsed:
        parts = [self._one(depth)]
        while self.next("word", "and", "&&"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Joined("and", tuple(parts))

    def _one(self, depth: int) -> Parsed:
        if depth == DEEPEST:
            raise NotUnderstoodError
        if self.next("sign", "("):
            inner = self.either(depth + 1)
            self.need("sign", ")")
            return inner
        return self.comparison(depth)

    @abstractmethod
    def comparison(self, depth: int) -> Parsed:
        """Return one comparison."""


def negated(logic: Parsed, /) -> Parsed:
    """Return that logic does not hold; a blank is then as unknown as before."""
    match logic:
        case Compared(field, choice, relation, value):
            return Compared(field, choice, _FLIPPED[relation], value)
        case Joined(word, parts):
            return Joined("and" if word == "or" else "or", tuple(map(negated, parts)))
        case _:
            return None

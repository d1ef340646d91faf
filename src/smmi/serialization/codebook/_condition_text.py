"""Conditions as a line of text: ``rotation = required and not (answered(share))``."""

import re
from collections.abc import Callable, Iterator
from typing import Final, assert_never

import attrs

from smmi.errors import Reason
from smmi.instrument import (
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Condition,
    Equals,
    Includes,
    NotCondition,
    OneOf,
)
from smmi.serialization.codebook._cells import number_text
from smmi.serialization.fields import Mismatch, cut

KEYWORDS: Final = frozenset({"all", "and", "answered", "any", "in", "includes", "not", "or"})
"""Words with a meaning; a code that is one of them stands in double quotes."""

DEEPEST: Final = 80

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<code>"[a-z][a-z0-9_]*")
      | (?P<word>[a-z][a-z0-9_]*)
      | (?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)
      | (?P<sign>>=|[=(),])
    )""",
    re.VERBOSE,
)


def condition_text(condition: Condition, /) -> str:
    """Return a condition as a line of text that `read_condition` reads.

    Example:
        >>> condition_text(
        ...     AllConditions((Equals("rotation", "required"), NotCondition(AtLeast("share", 50))))
        ... )
        'rotation = required and not (share >= 50)'
    """
    match condition:
        case Equals(code, value):
            return f"{_code(code)} = {_value(value)}"
        case OneOf(code, values):
            return f"{_code(code)} in ({', '.join(map(_value, values))})"
        case Includes(code, option):
            return f"{_code(code)} includes {_code(option)}"
        case AtLeast(code, value):
            return f"{_code(code)} >= {_value(value)}"
        case Answered(code):
            return f"answered({_code(code)})"
        case NotCondition(inner):
            return f"not ({condition_text(inner)})"
        case AllConditions(several):
            return _joined(several, "and", "all")
        case AnyCondition(several):
            return _joined(several, "or", "any")
        case _:
            assert_never(condition)


def _joined(several: tuple[Condition, ...], word: str, alone: str) -> str:
    if len(several) == 1:
        return f"{alone}({condition_text(several[0])})"
    parts = []
    for part in several:
        text = condition_text(part)
        grouped = isinstance(part, AllConditions | AnyCondition) and len(part.conditions) > 1
        parts.append(f"({text})" if grouped else text)
    return f" {word} ".join(parts)


def _code(code: str) -> str:
    return f'"{code}"' if code in KEYWORDS else code


def _value(value: str | float) -> str:
    return _code(value) if isinstance(value, str) else number_text(value)


def read_condition(text: str, /) -> Condition:
    """Return the condition that a line of text says.

    `and` binds more tightly than `or`; parentheses group. ``all(…)`` and ``any(…)`` hold a single condition.

    Raises:
        Mismatch: The text is not a condition; the message says where.
        DeclarationError: A part of it is not one that can be declared.

    Example:
        >>> read_condition("discipline in (dental, medical)")
        OneOf(code='discipline', values=('dental', 'medical'))
    """
    line = _Line(text, tuple(_tokens(text)))
    condition = _any(line, 0)
    if line.kind:
        raise line.unexpected("'and', 'or' or the end")
    return condition


@attrs.frozen
class _Token:
    kind: str
    text: str
    position: int


def _tokens(text: str) -> Iterator[_Token]:
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            yield _Token("strange", text[start : start + 20], start)
            return
        kind, found = match.lastgroup, match[match.lastgroup]
        if (kind == "word" and found in KEYWORDS) or kind == "sign":
            kind = found
        yield _Token("code" if kind == "word" else kind, found.strip('"'), match.start(match.lastgroup))
        position = match.end()


@attrs.define
class _Line:
    """The tokens of a line, and how far they have been read."""

    text: str
    tokens: tuple[_Token, ...]
    place: int = 0

    @property
    def kind(self) -> str:
        """The kind of the next token; nothing at the end."""
        return self.tokens[self.place].kind if self.place < len(self.tokens) else ""

    def take(self, *kinds: str, expected: str) -> str:
        """Return the text of the next token, which must be of one of these kinds."""
        if self.kind not in kinds:
            raise self.unexpected(expected)
        self.place += 1
        return self.tokens[self.place - 1].text

    def unexpected(self, expected: str) -> Mismatch:
        """Return the error for the next token."""
        if not self.kind:
            return Mismatch.of(f"the condition ends too early, expected {expected}", reason=Reason.BAD_VALUE)
        token = self.tokens[self.place]
        return Mismatch.of(
            f"got {cut(token.text)} at character {token.position + 1}, expected {expected}",
            reason=Reason.BAD_VALUE,
        )


def _any(line: _Line, depth: int) -> Condition:
    return _joined_by("or", AnyCondition, _all, line, depth)


def _all(line: _Line, depth: int) -> Condition:
    return _joined_by("and", AllConditions, _unit, line, depth)


def _joined_by(
    word: str,
    whole: Callable[[list[Condition]], Condition],
    part: Callable[[_Line, int], Condition],
    line: _Line,
    depth: int,
) -> Condition:
    several = [part(line, depth)]
    while line.kind == word:
        line.place += 1
        several.append(part(line, depth))
    return several[0] if len(several) == 1 else whole(several)


def _unit(line: _Line, depth: int) -> Condition:
    if depth > DEEPEST:
        raise Mismatch.of(f"the condition is nested more than {DEEPEST} deep", reason=Reason.BAD_VALUE)
    match line.kind:
        case "not":
            line.place += 1
            return NotCondition(_unit(line, depth + 1))
        case "(":
            return _grouped(line, depth)
        case "all" | "any" as alone:
            line.place += 1
            inner = (_grouped(line, depth),)
            return AllConditions(inner) if alone == "all" else AnyCondition(inner)
        case "answered":
            line.place += 1
            line.take("(", expected="'('")
            code = line.take("code", expected="a code")
            line.take(")", expected="')'")
            return Answered(code)
        case _:
            return _leaf(line)


def _grouped(line: _Line, depth: int) -> Condition:
    line.take("(", expected="'('")
    condition = _any(line, depth + 1)
    line.take(")", expected="'and', 'or' or ')'")
    return condition


def _leaf(line: _Line) -> Condition:
    code = line.take("code", expected="a code, 'not', 'answered' or '('")
    sign = line.take("=", ">=", "in", "includes", expected="'=', '>=', 'in' or 'includes'")
    if sign == "includes":
        return Includes(code, line.take("code", expected="an option's code"))
    if sign == "in":
        return OneOf(code, _read_values(line))
    return (Equals if sign == "=" else AtLeast)(code, _read_value(line))


def _read_values(line: _Line) -> tuple[str | float, ...]:
    line.take("(", expected="'('")
    values: list[str | float] = []
    while line.kind != ")":
        if values:
            line.take(",", expected="',' or ')'")
        values.append(_read_value(line))
    line.place += 1
    return tuple(values)


def _read_value(line: _Line) -> str | float:
    kind = line.kind
    text = line.take("code", "number", expected="an option's code or a number")
    return float(text) if kind == "number" else text

"""Branching logic: conditions in the tool's words, and its words as conditions, as far as these can say them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from smmi.exchange.accounts._conditions import Compared, Parsed
from smmi.exchange.accounts._logic import LogicReader, NotUnderstoodError
from smmi.instrument import (
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Composition,
    Condition,
    Equals,
    Includes,
    Instrument,
    MultipleChoice,
    NotCondition,
    OneOf,
    Option,
)
from smmi.instrument.routing import asked

_FIELD: Final = re.compile(r"\[([a-z][a-z0-9_]*)(?:\(([^()]*)\))?\]", re.IGNORECASE)
ALWAYS, NEVER = "'1' = '1'", "'1' = '0'"
"""Logic that says nothing."""


class Written:
    """Conditions as branching logic: fields by the codes of what they ask.

    A part of which the answer is not known is false, as blanks are in the tool.
    """

    def __init__(self, instrument: Instrument, parts: Mapping[tuple[str, str], str]) -> None:
        self._nodes = instrument.nodes
        self._characteristics = {one.code: one.options for one in instrument.characteristics}
        self._parts = parts

    def holds(self, condition: Condition, /) -> str:
        """Return when a condition is known to hold."""
        return self._text(condition, negated=False)

    def may_hold(self, condition: Condition, /) -> str:
        """Return when a condition on characteristics is not known to be false."""
        match condition:
            case NotCondition(inner):
                return self._may_not(inner)
            case AllConditions(parts):
                return _joined("and", map(self.may_hold, parts))
            case AnyCondition(parts):
                return _joined("or", map(self.may_hold, parts))
            case Answered():
                return self.holds(condition)
            case _:
                return _joined("or", [f"[{condition.code}] = ''", self.holds(condition)])

    def _may_not(self, condition: Condition) -> str:
        match condition:
            case NotCondition(inner):
                return self.may_hold(inner)
            case AllConditions(parts):
                return _joined("or", map(self._may_not, parts))
            case AnyCondition(parts):
                return _joined("and", map(self._may_not, parts))
            case Answered():
                return self._text(condition, negated=True)
            case _:
                return _joined("or", [f"[{condition.code}] = ''", self._text(condition, negated=True)])

    def _text(self, condition: Condition, *, negated: bool) -> str:
        match condition:
            case NotCondition(inner):
                return self._text(inner, negated=not negated)
            case AllConditions(parts):
                return _joined(
                    "or" if negated else "and", (self._text(one, negated=negated) for one in parts)
                )
            case AnyCondition(parts):
                return _joined(
                    "and" if negated else "or", (self._text(one, negated=negated) for one in parts)
                )
            case Includes(code, option):
                ticked = f"[{code}({option})] = '1'"
                return f"([{code}({option})] <> '1' and {self._answered(code)})" if negated else ticked
            case Answered(code):
                return self._unanswered(code) if negated else self._answered(code)
            case _:
                return self._compared(condition, negated=negated)

    def _options(self, code: str) -> Sequence[Option]:
        if code in self._characteristics:
            return self._characteristics[code]
        return self._nodes[code].scale.answers  # type: ignore[union-attr]  # an indicator, as was checked

    def _compared(self, condition: Equals | OneOf | AtLeast, *, negated: bool) -> str:
        code = condition.code
        options = [one.code for one in self._options(code)]
        if not options:
            return self._number(condition, negated=negated)
        if isinstance(condition, AtLeast):
            chosen = set(options[options.index(str(condition.value)) :])
        else:
            chosen = {str(one) for one in asked(condition)}
        kept = [one for one in options if (one in chosen) != negated]
        return _joined("or", (f"[{code}] = '{one}'" for one in kept))

    def _number(self, condition: Equals | OneOf | AtLeast, *, negated: bool) -> str:
        code = condition.code
        there = f"[{code}] <> ''"
        if isinstance(condition, AtLeast):
            relation = "<" if negated else ">="
            return f"({there} and [{code}] {relation} {number(float(condition.value))})"
        several = [number(float(one)) for one in asked(condition) if not isinstance(one, str)]
        if negated:
            return _joined("and", [there, *(f"[{code}] <> {one}" for one in several)])
        return _joined("or", (f"[{code}] = {one}" for one in several))

    def _answered(self, code: str) -> str:
        there = _joined("or", (f"{one} {relation}" for one, relation in self._places(code, "= '1'", "<> ''")))
        return _joined("and", [there, *(f"[{code}] <> '{one}'" for one in self._absent(code))])

    def _unanswered(self, code: str) -> str:
        none = _joined("and", (f"{one} {relation}" for one, relation in self._places(code, "<> '1'", "= ''")))
        return _joined("or", [none, *(f"[{code}] = '{one}'" for one in self._absent(code))])

    def _absent(self, code: str) -> list[str]:
        """Return the choices of a field that are no answers."""
        if code in self._characteristics:
            return []
        scale = self._nodes[code].scale  # type: ignore[union-attr]
        single = scale.answers and not isinstance(scale, MultipleChoice)
        return [option.code for option in scale.nonresponses] if single else []

    def _places(self, code: str, ticked: str, there: str) -> Iterator[tuple[str, str]]:
        """Yield each field that holds an answer, with what is asked of it."""
        if code in self._characteristics:
            yield f"[{code}]", there
            return
        scale = self._nodes[code].scale  # type: ignore[union-attr]
        if isinstance(scale, MultipleChoice):
            for option in scale.answers:
                yield f"[{code}({option.code})]", ticked
        elif isinstance(scale, Composition):
            for part in scale.parts:
                yield f"[{self._parts[code, part.code]}]", there
        else:
            yield f"[{code}]", there


def number(value: float, /) -> str:
    """Return a number as the tool writes it: without an exponent."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


def _joined(word: str, parts: "Iterator[str] | Sequence[str]") -> str:
    listed = list(parts)
    kept, decides = (NEVER, ALWAYS) if word == "or" else (ALWAYS, NEVER)
    if decides in listed:
        return decides
    several = [one for one in listed if one != kept]
    if not several:
        return kept
    return several[0] if len(several) == 1 else f"({f' {word} '.join(several)})"


class _Reader(LogicReader):
    token = re.compile(
        r"\s*(?:(?P<field>\[[^\[\]]*\])|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
        r"|(?P<relation><>|!=|>=|<=|=|<|>)|(?P<word>and|or)\b|(?P<sign>[()]))",
        re.IGNORECASE,
    )

    def comparison(self, depth: int) -> Parsed:  # noqa: ARG002  (nothing stands inside a comparison here)
        name = _FIELD.fullmatch(self.need("field"))
        relation = self.need("relation").replace("!=", "<>")
        value = self.next("text") or self.need("number")
        if name is None:
            raise NotUnderstoodError
        choice = None if name[2] is None else name[2].strip()
        return Compared(name[1].lower(), choice, relation, value.strip("'\""))


def parsed(text: str, /) -> Parsed:
    """Return branching logic taken apart; None where it is none that is understood.

    Example:
        >>> parsed("[a] = '1' and [b(2)] <> '1'").parts[1]
        Compared(field='b', choice='2', relation='<>', value='1')
    """
    return _Reader.parsed(text)

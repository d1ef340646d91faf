"""Relevance equations, taken apart as far as a gate can say them."""

import re
from collections.abc import Mapping
from typing import ClassVar

from smmi.exchange.accounts._conditions import Compared, Parsed
from smmi.exchange.accounts._logic import LogicReader, negated


class _Reader(LogicReader):
    token = re.compile(
        r"\s*(?:(?P<truth>\b1\b(?=\s*$))|(?P<call>!?\s*is_empty)\s*\("
        r"|(?P<relation>==|!=|<>|>=|<=|=|<|>|\b(?:eq|ne|ge|le|gt|lt)\b)"
        r"|(?P<word>\b(?:and|or)\b|&&|\|\|)|(?P<turn>!)"
        r"|(?P<field>[A-Za-z][A-Za-z0-9_]*(?:\.(?:NAOK|valueNAOK|value|shown))?)"
        r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)|(?P<sign>[()]))",
        re.IGNORECASE,
    )
    _said: ClassVar[Mapping[str, str]] = {
        "==": "=",
        "!=": "<>",
        "eq": "=",
        "ne": "<>",
        "ge": ">=",
        "le": "<=",
        "gt": ">",
        "lt": "<",
    }

    def comparison(self, depth: int) -> Parsed:
        if self.next("turn"):
            self.need("sign", "(")
            inner = self.either(depth + 1)
            self.need("sign", ")")
            return negated(inner)
        call = self.next("call")
        if call:
            name = self.need("field").partition(".")[0]
            self.need("sign", ")")
            return Compared(name, None, "<>" if call.startswith("!") else "=", "")
        name = self.need("field").partition(".")[0]
        relation = self.need("relation").lower()
        text = self.next("text")
        value = text[1:-1] if text is not None else self.need("number")
        return Compared(name, None, self._said.get(relation, relation), value)


def parsed(text: str, /) -> Parsed:
    """Return a relevance equation taken apart; None where it is none that is understood.

    Example:
        >>> parsed('((q1.NAOK == "A1")) and !is_empty(q2)').parts
        (Compared(field='q1', choice=None, relation='=', value='A1'), ...)
    """
    return _Reader.parsed(text)

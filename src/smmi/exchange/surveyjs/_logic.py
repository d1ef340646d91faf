"""What stands in `visibleIf`, taken apart as far as a gate can say it."""

import re
from collections.abc import Mapping
from typing import ClassVar

from smmi.exchange.accounts._conditions import Compared, Joined, Parsed
from smmi.exchange.accounts._logic import LogicReader, NotUnderstoodError, negated


class _Reader(LogicReader):
    token = re.compile(
        r"\s*(?:(?P<field>\{[^{}]*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
        r"|(?P<relation><>|!=|>=|<=|==|=|<|>|\b(?:equals?|notequals?|greaterorequal|lessorequal|greater|less)\b)"
        r"|(?P<word>\b(?:and|or)\b|&&|\|\|)|(?P<empty>\b(?:notempty|empty)\b)"
        r"|(?P<among>\b(?:contains?|notcontains?|anyof|allof|noneof)\b)"
        r"|(?P<truth>\b(?:true|false)\b)|(?P<sign>[()\[\],])|(?P<turn>!))",
        re.IGNORECASE,
    )
    _said: ClassVar[Mapping[str, str]] = {
        "==": "=", "!=": "<>", "equal": "=", "equals": "=", "notequal": "<>", "notequals": "<>",
        "greater": ">", "less": "<", "greaterorequal": ">=", "lessorequal": "<=",
    }  # fmt: skip

    def comparison(self, depth: int) -> Parsed:
        if self.next("turn"):
            self.need("sign", "(")
            inner = self.either(depth + 1)
            self.need("sign", ")")
            return negated(inner)
        name = self.need("field")[1:-1].strip()
        empty = self.next("empty")
        if empty:
            return Compared(name, None, "=" if empty.lower() == "empty" else "<>", "")
        among = self.next("among")
        if among:
            return self._among(name, among.lower().removesuffix("s"))
        relation = self.need("relation").lower()
        return Compared(name, None, self._said.get(relation, relation), self._value())

    def _value(self) -> str:
        text = self.next("text")
        if text is not None:
            return text[1:-1]
        return self.next("number") or self.need("truth").lower()

    def _among(self, name: str, how: str) -> Parsed:
        """Return what is asked of several choices."""
        if self.next("sign", "["):
            values = [self._value()]
            while self.next("sign", ","):
                values.append(self._value())
            self.need("sign", "]")
        else:
            values = [self._value()]
        if how not in {"contain", "notcontain", "anyof", "allof", "noneof"}:
            raise NotUnderstoodError
        ticked = "<>" if how in {"notcontain", "noneof"} else "="
        parts = tuple(Compared(name, value, ticked, "1") for value in values)
        if len(parts) == 1:
            return parts[0]
        return Joined("or" if how == "anyof" else "and", parts)


def parsed(text: str, /) -> Parsed:
    """Return the logic of a question taken apart; None where it is none that is understood.

    Example:
        >>> parsed("{topics} contains 'ethics' and {age} >= 18").parts[0]
        Compared(field='topics', choice='ethics', relation='=', value='1')
    """
    return _Reader.parsed(text)

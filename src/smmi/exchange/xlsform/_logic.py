"""What stands in `relevant`, taken apart as far as a gate can say it."""

import re
from typing import Final

from smmi.exchange.accounts._conditions import Compared, Parsed
from smmi.exchange.accounts._logic import LogicReader, NotUnderstoodError, negated

_THERE: Final = {(">", "0"): "<>", (">=", "1"): "<>", ("<>", "0"): "<>", ("=", "0"): "="}
"""What is asked of a length or a number of choices where only whether there is an answer is asked."""


class _Reader(LogicReader):
    token = re.compile(
        r"\s*(?:(?P<field>\$\{\s*[^{}\s]+\s*\})|(?P<text>'[^']*'|\"[^\"]*\"|[\u2018][^\u2019]*[\u2019])"
        r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<relation>!=|>=|<=|=|<|>)|(?P<word>and|or)\b"
        r"|(?P<call>selected|not|string-length|count-selected)\s*\(|(?P<sign>[(),]))"
    )

    def comparison(self, depth: int) -> Parsed:
        if self.next("call", "not"):
            inner = self.either(depth + 1)
            self.need("sign", ")")
            return negated(inner)
        if self.next("call", "selected"):
            field = self.need("field")
            self.need("sign", ",")
            option = self.need("text")
            self.need("sign", ")")
            return Compared(_name(field), option[1:-1], "=", "1")
        counted = self.next("call", "string-length", "count-selected")
        field = self.need("field")
        if counted:
            self.need("sign", ")")
        relation = self.need("relation").replace("!=", "<>")
        text = self.next("text")
        value = text[1:-1] if text else self.need("number")
        if counted:
            if (relation, value) not in _THERE:
                raise NotUnderstoodError
            return Compared(_name(field), None, _THERE[relation, value], "")
        return Compared(_name(field), None, relation, value)


def parsed(text: str, /) -> Parsed:
    """Return the logic of a question taken apart; None where it is none that is understood.

    Example:
        >>> parsed("selected(${topics}, 'ethics') and ${age} >= 18").parts[0]
        Compared(field='topics', choice='ethics', relation='=', value='1')
    """
    return _Reader.parsed(text)


def _name(field: str) -> str:
    return field[2:-1].strip().rpartition("/")[2]

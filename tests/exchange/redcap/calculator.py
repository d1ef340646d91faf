"""A calculator of REDCap's language, by its help: "How to use special functions" and "branching logic".

There is no engine of the tool that could be run without its server. This one is written from the description alone, and
shares nothing with the printer: what is blank is the empty text; arithmetic with a blank is blank; functions of several
numbers leave blanks out; a text of digits is a number where it is compared; `and` binds more strongly than `or`.
"""

import math
import re
from collections.abc import Mapping

TOKEN = re.compile(
    r"\s*(?:(\[[^\]]*\])|('[^']*')|(\d+(?:\.\d+)?)|(<>|>=|<=|[=<>+\-*/^(),])|([a-z]+))", re.IGNORECASE
)
Value = float | str | bool


class Calculator:
    """One record: values by the names of fields, and of boxes as ``topics(a)``."""

    def __init__(self, record: Mapping[str, str | float]) -> None:
        self.record = record

    def value(self, formula: str) -> Value:
        """What a formula makes of the record."""
        self.tokens = [next(one for one in found if one) for found in TOKEN.findall(formula)]
        assert "".join(self.tokens) == re.sub(r"\s+(?=(?:[^']*'[^']*')*[^']*$)", "", formula), formula
        self.at = 0
        found = self._either()
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return found

    def _is(self, *words: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at].lower() in words:
            self.at += 1
            return self.tokens[self.at - 1].lower()
        return None

    def _either(self) -> Value:
        found = self._both()
        while self._is("or"):
            other = self._both()
            found = bool(found) or bool(other)
        return found

    def _both(self) -> Value:
        found = self._relation()
        while self._is("and"):
            other = self._relation()
            found = bool(found) and bool(other)
        return found

    def _relation(self) -> Value:
        left = self._sum()
        relation = self._is("=", "<>", ">=", "<=", "<", ">")
        if relation is None:
            return left
        right = self._sum()
        one, other = number_of(left), number_of(right)
        if relation in {"=", "<>"}:
            equal = left == right if None in {one, other} else one == other
            return equal == (relation == "=")
        if one is None or other is None:
            return False
        return {">=": one >= other, "<=": one <= other, "<": one < other, ">": one > other}[relation]

    def _sum(self) -> Value:
        found = self._product()
        while sign := self._is("+", "-"):
            other = self._product()
            found = arithmetic(found, other, lambda a, b, sign=sign: a + b if sign == "+" else a - b)
        return found

    def _product(self) -> Value:
        found = self._power()
        while sign := self._is("*", "/"):
            other = self._power()
            found = arithmetic(found, other, lambda a, b, sign=sign: a * b if sign == "*" else a / b)
        return found

    def _power(self) -> Value:
        found = self._one()
        while self._is("^"):
            found = arithmetic(found, self._one(), lambda a, b: a**b)
        return found

    def _one(self) -> Value:
        if self._is("-"):
            return arithmetic(0.0, self._one(), lambda a, b: a - b)
        if self._is("("):
            found = self._either()
            assert self._is(")")
            return found
        token = self.tokens[self.at]
        self.at += 1
        if token.startswith("["):
            assert token[1:-1] in self.record, token
            return self.record[token[1:-1]]
        if token.startswith("'"):
            return token[1:-1]
        if token[0].isdigit():
            return float(token)
        return self._function(token)

    def _function(self, name: str) -> Value:
        assert self._is("(")
        arguments = [self._either()]
        while self._is(","):
            arguments.append(self._either())
        assert self._is(")")
        if name == "if":
            condition, then, otherwise = arguments
            return then if condition else otherwise
        several = [one for one in map(number_of, arguments) if one is not None]
        if not several:
            return ""
        return {
            "mean": lambda: math.fsum(several) / len(several),
            "min": lambda: min(several),
            "max": lambda: max(several),
        }[name]()


def number_of(value: Value) -> float | None:
    """A number, also of a text; None where there is none."""
    if isinstance(value, float | bool):
        return float(value)
    return float(value) if re.fullmatch(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", value) else None


def arithmetic(left: Value, right: Value, made) -> Value:
    """What two numbers make; blank where one is blank, or there is no such number."""
    one, other = number_of(left), number_of(right)
    if one is None or other is None:
        return ""
    try:
        return made(one, other)
    except (ZeroDivisionError, OverflowError):
        return ""

"""Expressions as SurveyJS evaluates them.

What shaped it, all of it seen in survey-core 3.1.1:

- ``0/0`` is missing, and is left out by `min`, `max` and `count`; an empty text that follows a number is not
  (``findings/surveyjs-scores-by-the-way-of-answering.sh``).
- A sum, a difference or a product is rounded to the decimals that the operands show: of 1.5e-7 these are four ("5e-7").
  So sums are made of whole numbers, in parts of the greatest term, and a product is a quotient by a reciprocal.
- Literals have no exponent, and a variable no minus.
- `iif` works out both branches; what is not there is 0 in arithmetic, and a quotient by it is missing.
- A calculated value that is NaN is never equal to itself and would be set again for ever, so none is.
- A condition on something that is not there is false, and `'undefined'` is nothing.
- Every value is worked out again at every answer, and looks for its parts among all: so there are few, and short ones.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from smmi.exchange.expressions._nodes import (
    Choice,
    Compared,
    Condition,
    Constant,
    GivenState,
    IsPresent,
    MeanOf,
    Missing,
    Named,
    Number,
    OptionNumber,
    Relation,
    Term,
    Total,
)
from smmi.exchange.expressions._notation import Notation
from smmi.exchange.surveyjs._names import nonresponse_of, value_of
from smmi.instrument import AnswerState, Instrument, MultipleChoice

PARTS: Final = 2**53
"""Terms of a sum are held in so many parts of the greatest one."""
PLAIN: Final = 1e-5
"""Numbers from here on show all their decimals, so that their sums are rounded beyond what a double holds."""
ALWAYS, NEVER = "1 = 1", "1 = 2"


class SurveyJsNotation(Notation):
    """How expressions are written in SurveyJS; parts that are spoken of several times become values of their own."""

    missing = "0/0"

    def __init__(self, instrument: Instrument) -> None:
        self.indicators = {one.code: one for one in instrument.indicators}
        self.values: list[tuple[str, str]] = []
        # What routing leaves as it is needs no value of its own.
        self.as_given = {one.code for one in instrument.indicators if not (one.gate or one.applies)}
        self.floors: dict[str, float] = {}
        self.current = ""
        self.parts = 0

    def define(self, name: str, number: Number) -> None:
        """Add a calculated value, after those of which it is made."""
        if isinstance(number, GivenState):
            return
        self.current, self.parts = value_of(name), 0
        self.floors[name] = self._floor(number)
        text = self.number(number)
        self.values.append((self.current, text))

    def _floor(self, number: Number) -> float:
        """Return what a number is at least if it is not 0; 0 if that is not known."""
        match number:
            case Constant(value):
                return value if value > 0 else math.inf
            case Missing():
                return math.inf
            case Named(name):
                return self.floors.get(name, 0.0)
            case OptionNumber(_, by_option):
                return min((one for _, one in by_option if one > 0), default=math.inf)
            case Choice(cases, otherwise):
                return min(map(self._floor, [*(case.then for case in cases), otherwise]))
            case MeanOf(several):
                return min(map(self._floor, several)) / len(several)
            case _:
                return 0.0

    def _part(self, text: str) -> str:
        """Return the name, in braces, of a part that has a value of its own."""
        if text.startswith("{") and text.endswith("}") and text.count("{") == 1:
            return text
        self.parts += 1
        name = f"{self.current}-{self.parts}"
        self.values.append((name, text))
        return "{" + name + "}"

    def constant(self, value: float) -> str:
        text = format(Decimal(repr(abs(value))), "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text if value >= 0 else f"(0 - {text})"

    def name(self, name: str) -> str:
        return "{" + value_of(name) + "}"

    def condition(self, node: Condition) -> str:
        match node:
            case Compared(GivenState(code), Relation.EQUAL, Constant(state)):
                return self._told(code, state)
            case Compared(Named(name), Relation.EQUAL, Constant(state)) if name.startswith("state."):
                code = name.removeprefix("state.")
                return self._told(code, state) if code in self.as_given else super().condition(node)
            case _:
                return super().condition(node)

    def _told(self, code: str, state: float) -> str:
        """Return the condition that the answer to a question, as given, is in a state."""
        indicator = self.indicators[code]
        apart = nonresponse_of(indicator)
        asked = "{" + (apart or code) + "}"
        equals = "contains" if isinstance(indicator.scale, MultipleChoice) else "="
        words = {
            option.code: int(option.nonresponse.state)
            for option in indicator.scale.nonresponses
            if option.nonresponse
        }
        blank = "{" + code + "} empty"
        if state == AnswerState.ANSWERED:
            others = (
                [f"{asked} empty"] if apart else [f"!({asked} {equals} {quoted(word)})" for word in words]
            )
            return self.every(["{" + code + "} notempty", *(others if words else [])])
        said = [f"{asked} {equals} {quoted(word)}" for word, own in words.items() if own == state]
        if state == AnswerState.NO_ANSWER:
            said.append(self.every([blank, f"{asked} empty"]) if apart else blank)
        return self.some(said)

    def given_state(self, code: str) -> str:
        states = (state for state in AnswerState if state not in {AnswerState.GATED, AnswerState.NO_ANSWER})
        cases = [(self._told(code, state), str(int(state))) for state in states]
        return self.choice([case for case in cases if case[0] != NEVER], str(int(AnswerState.NO_ANSWER)))

    def option_number(self, code: str, by_option: Sequence[tuple[str, float]]) -> str:
        cases = [(_is(code, option), self.constant(number)) for option, number in by_option]
        return self.choice(cases, self.missing)

    def answer_number(self, code: str) -> str:
        return "{" + code + "}"

    def part_share(self, code: str, part: str) -> str:
        share = "{" + f"{code}.{part}" + "}"
        return f"iif({share} notempty, {share}, 0)"

    def choice(self, cases: Sequence[tuple[str, str]], otherwise: str) -> str:
        text = otherwise
        for when, number in reversed(cases):
            text = f"iif({when}, {number}, {text})"
        return text

    def number(self, node: Number) -> str:
        if isinstance(node, Total):
            return self._counted(node) or self._summed(node)
        if isinstance(node, MeanOf) and min(map(self._floor, node.numbers)) >= PLAIN:
            return f"avg({', '.join(map(self.number, node.numbers))})"
        return super().number(node)

    def _counted(self, node: Total) -> str | None:
        """Return a sum of whole numbers; None if it is none."""
        if node.terms and all((one.weight, one.number) == (1.0, Constant(1.0)) for one in node.terms):
            there = [one.when.name for one in node.terms if isinstance(one.when, IsPresent)]
            if len(there) == len(node.terms):
                return f"count({', '.join(map(self.name, there))})"
        counted = [
            term.weight.is_integer() and (term.number == Constant(1.0) or _is_count(term.number))
            for term in node.terms
        ]
        if not all(counted):
            return None
        terms = []
        for term in node.terms:
            size = self.constant(abs(term.weight))
            if isinstance(term.number, Named):
                size = (
                    self.name(term.number.name)
                    if abs(term.weight) == 1
                    else f"{size} * {self.number(term.number)}"
                )
            size = size if term.when is None else f"iif({self.condition(term.when)}, {size}, 0)"
            terms.append(f"{'+' if term.weight >= 0 else '-'} {size}")
        return f"(0 {' '.join(terms)})"

    def _summed(self, node: Total) -> str:
        """Return a sum of any numbers: each in whole parts of the greatest."""
        terms = [self._part(self.term(term)) for term in node.terms]
        signs = [term.weight < 0 or isinstance(term.number, Named | Total) for term in node.terms]
        if len(terms) == 1:
            return terms[0]
        turned = [f"{term} / (0 - 1)" for term, sign in zip(terms, signs, strict=True) if sign]
        most = self._part(f"max({', '.join([*terms, *turned])})")
        parts = [f"trunc({term} / ({most} / {PARTS}))" for term in terms]
        return f"iif({most} / {PARTS} > 0, ({' + '.join(parts)}) / ({PARTS} / {most}), 0)"

    def term(self, term: Term) -> str:
        number = self.number(term.number)
        if term.weight != 1.0:
            number = f"({self._part(number)} / {self.constant(1.0 / term.weight)})"
        return number if term.when is None else f"iif({self.condition(term.when)}, {number}, 0)"

    def total(self, terms: Sequence[str]) -> str:  # pragma: no cover  (sums are written above)
        raise AssertionError(terms)

    def product(self, factors: Sequence[str]) -> str:
        text = factors[0]
        for factor in factors[1:]:
            own = self._part(factor)
            text = f"iif({own} = 0, 0, {self._part(text)} / (1 / {own}))"
        return text

    def quotient(self, above: str, below: str) -> str:
        return f"({above} / {below})"

    def power(self, base: str, exponent: str) -> str:
        return f"({base} ^ {exponent})"

    def mean(self, numbers: Sequence[str]) -> str:
        own = [self._part(number) for number in numbers]
        most, there = self._part(f"max({', '.join(own)})"), f"count({', '.join(own)})"
        parts = [f"iif({one} > 0, trunc({one} / ({most} / {PARTS})), 0)" for one in own]
        earned = f"({' + '.join(parts)}) / ({PARTS} / {most}) / {there}"
        return f"iif({most} / {PARTS} > 0, {earned}, iif({there} > 0, 0, 0/0))"

    def least(self, numbers: Sequence[str]) -> str:
        return f"min({', '.join(numbers)})"

    def greatest(self, numbers: Sequence[str]) -> str:
        return f"max({', '.join(numbers)})"

    def compared(self, left: str, relation: Relation, right: str) -> str:
        return f"{left} {relation.value} {right}"

    def is_present(self, name: str) -> str:
        return f"{self.name(name)} notempty"

    def is_option(self, code: str, options: Sequence[str]) -> str:
        return self.some([_is(code, option) for option in options])

    def selects(self, code: str, option: str) -> str:
        return "{" + code + "} contains " + quoted(option)

    def has_characteristic(self, code: str, values: Sequence[str]) -> str:
        there = "{" + code + "} notempty"
        return self.every([there, self.some([_is(code, value) for value in values])]) if values else there

    def every(self, conditions: Sequence[str]) -> str:
        if len(conditions) == 1:
            return conditions[0]
        return f"({' and '.join(conditions)})" if conditions else ALWAYS

    def some(self, conditions: Sequence[str]) -> str:
        several = [one for one in conditions if one != NEVER]
        if len(several) == 1:
            return several[0]
        return f"({' or '.join(several)})" if several else NEVER

    def negated(self, condition: str) -> str:
        return f"!({condition})"


def quoted(code: str) -> str:
    """Return a code, which has no quotes, as a literal."""
    return f"'{code}'"


def _is(code: str, option: str) -> str:
    equal = "{" + code + "} = " + quoted(option)
    return "({" + code + "} notempty and " + equal + ")" if option == "undefined" else equal


def _is_count(number: Number) -> bool:
    """Whether a number is a count of what is there or missing."""
    return isinstance(number, Named) and number.name.partition(".")[0] in {"answered", "missed"}

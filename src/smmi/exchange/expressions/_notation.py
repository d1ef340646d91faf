"""What languages of expressions have in common: each node is written by its parts, each part by its own method."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from smmi.exchange.expressions import _nodes as nodes


class Notation(ABC):
    """How expressions are written in one language.

    Whatever is written stands by itself: it has parentheses where it needs them.
    """

    def number(self, node: nodes.Number) -> str:
        """Return a number as it is written."""
        match node:
            case nodes.Constant(value):
                return self.constant(value)
            case nodes.Missing():
                return self.missing
            case nodes.Named(name):
                return self.name(name)
            case nodes.Choice(cases, otherwise):
                written = [(self.condition(case.when), self.number(case.then)) for case in cases]
                return self.choice(written, self.number(otherwise))
            case nodes.GivenState(code):
                return self.given_state(code)
            case nodes.OptionNumber(code, by_option):
                return self.option_number(code, by_option)
            case nodes.AnswerNumber(code):
                return self.answer_number(code)
            case nodes.PartShare(code, part):
                return self.part_share(code, part)
            case _:
                return self._made(node)

    def _made(self, node: nodes.Made) -> str:
        """Return a number that is made of others as it is written."""
        match node:
            case nodes.Total(terms):
                return self.total([self.term(term) for term in terms])
            case nodes.Quotient(above, below):
                return self.quotient(self.number(above), self.number(below))
            case nodes.Power(base, exponent):
                return self.power(self.number(base), self.number(exponent))
            case nodes.Product(several):
                return self.product([self.number(one) for one in several])
            case nodes.MeanOf(several):
                return self.mean([self.number(one) for one in several])
            case nodes.Least(several):
                return self.least([self.number(one) for one in several])
            case nodes.Greatest(several):
                return self.greatest([self.number(one) for one in several])

    def condition(self, node: nodes.Condition) -> str:
        """Return a condition as it is written."""
        match node:
            case nodes.Compared(left, relation, right):
                return self.compared(self.number(left), relation, self.number(right))
            case nodes.IsPresent(name):
                return self.is_present(name)
            case nodes.Every(several):
                return self.every([self.condition(one) for one in several])
            case nodes.Some(several):
                return self.some([self.condition(one) for one in several])
            case nodes.Negated(one):
                return self.negated(self.condition(one))
            case nodes.IsOption(code, options):
                return self.is_option(code, options)
            case nodes.Selects(code, option):
                return self.selects(code, option)
            case nodes.HasCharacteristic(code, values):
                return self.has_characteristic(code, values)

    def term(self, term: nodes.Term) -> str:
        """Return a term of a sum: 0 where its condition does not hold."""
        number = self.number(term.number)
        if term.weight != 1.0:
            weight = self.constant(term.weight)
            number = weight if term.number == nodes.Constant(1.0) else self.product([weight, number])
        if term.when is None:
            return number
        return self.choice([(self.condition(term.when), number)], self.constant(0.0))

    missing: str

    @abstractmethod
    def constant(self, value: float) -> str: ...
    @abstractmethod
    def name(self, name: str) -> str: ...
    @abstractmethod
    def given_state(self, code: str) -> str: ...
    @abstractmethod
    def option_number(self, code: str, by_option: Sequence[tuple[str, float]]) -> str: ...
    @abstractmethod
    def answer_number(self, code: str) -> str: ...
    @abstractmethod
    def part_share(self, code: str, part: str) -> str: ...
    @abstractmethod
    def choice(self, cases: Sequence[tuple[str, str]], otherwise: str) -> str: ...
    @abstractmethod
    def total(self, terms: Sequence[str]) -> str: ...
    @abstractmethod
    def product(self, factors: Sequence[str]) -> str: ...
    @abstractmethod
    def quotient(self, above: str, below: str) -> str: ...
    @abstractmethod
    def power(self, base: str, exponent: str) -> str: ...
    @abstractmethod
    def mean(self, numbers: Sequence[str]) -> str: ...
    @abstractmethod
    def least(self, numbers: Sequence[str]) -> str: ...
    @abstractmethod
    def greatest(self, numbers: Sequence[str]) -> str: ...
    @abstractmethod
    def compared(self, left: str, relation: nodes.Relation, right: str) -> str: ...
    @abstractmethod
    def is_present(self, name: str) -> str: ...
    @abstractmethod
    def is_option(self, code: str, options: Sequence[str]) -> str: ...
    @abstractmethod
    def selects(self, code: str, option: str) -> str: ...
    @abstractmethod
    def has_characteristic(self, code: str, values: Sequence[str]) -> str: ...
    @abstractmethod
    def every(self, conditions: Sequence[str]) -> str: ...
    @abstractmethod
    def some(self, conditions: Sequence[str]) -> str: ...
    @abstractmethod
    def negated(self, condition: str) -> str: ...

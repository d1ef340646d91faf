"""Scores as calculated fields: the expressions of a scheme in the tool's language, a field for each definition.

The language has if, and, or, mean, min, max, powers and comparisons, blanks are the empty text, and functions of
several numbers leave blanks out (REDCap's help "How to use special functions"). It has no negation: a condition is
negated by the number that it makes.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from smmi.exchange.expressions._compilation import expression_tree
from smmi.exchange.expressions._nodes import Relation
from smmi.exchange.expressions._notation import Notation
from smmi.exchange.expressions._states import measures, states_by_word
from smmi.exchange.redcap._names import Names
from smmi.instrument import AnswerState, Composition, Instrument, MultipleChoice
from smmi.scoring import ScoringScheme

NO_ANSWER: Final = str(int(AnswerState.NO_ANSWER))
ANSWERED: Final = str(int(AnswerState.ANSWERED))


def calculations(scheme: ScoringScheme, names: Names, /) -> Iterator[tuple[str, str, str, bool]]:
    """Yield the calculated fields of a scheme: the name, the label, the formula, and whether it is hidden.

    Raises:
        NotExpressibleError: The scheme cannot be expressed.
    """
    tree = expression_tree(scheme)
    fields = {one.name: names.give(one.name.replace(".", "_")) for one in tree.definitions}
    notation = _RedcapNotation(scheme.instrument, fields, names)
    for definition in tree.definitions:
        yield fields[definition.name], definition.name, notation.number(definition.number), True
    for output in tree.outputs:
        points = f"[{fields[output.points]}]"
        formula = f"if({points} <> '', 100 * {points}, '')"
        yield names.give(f"score_{output.code}"), f"Score: {output.label}", formula, False


class _RedcapNotation(Notation):
    """How expressions are written in the tool's language: what is missing is the empty text."""

    missing = "''"

    def __init__(self, instrument: Instrument, fields: dict[str, str], names: Names) -> None:
        self._instrument, self._fields, self._names = instrument, fields, names

    def constant(self, value: float) -> str:
        text = repr(float(value))
        digits, _, power = text.partition("e")
        if not power:
            return text.removesuffix(".0") if value >= 0 else f"({text})"
        # The language knows no exponents.
        sign = "*" if power.startswith("+") else "/"
        return f"({digits} {sign} 1{'0' * abs(int(power))})"

    def name(self, name: str) -> str:
        return f"[{self._fields[name]}]"

    def given_state(self, code: str) -> str:
        scale = self._instrument[code].scale  # type: ignore[union-attr]  # an indicator's code
        others = {word: state for word, state in states_by_word(scale).items() if word is not None}
        if isinstance(scale, MultipleChoice):
            cases = [(f"[{code}({word})] = '1'", str(state)) for word, state in others.items()]
            ticked = self.some([f"[{code}({option.code})] = '1'" for option in scale.answers])
            return self.choice([*cases, (ticked, ANSWERED)], NO_ANSWER)
        if measures(scale) or isinstance(scale, Composition):
            there = [f"[{code}] <> ''"]
            if isinstance(scale, Composition):
                there = [f"[{self._names.parts[code, part.code]}] <> ''" for part in scale.parts]
            why = self._names.why.get(code)
            cases = [(f"[{why}] = '{word}'", str(state)) for word, state in others.items()] if why else []
            return self.choice([(self.some(there), ANSWERED), *cases], NO_ANSWER)
        absent = {word: state for word, state in others.items() if str(state) != ANSWERED}
        cases = [(f"[{code}] = '{word}'", str(state)) for word, state in absent.items()]
        return self.choice([(f"[{code}] = ''", NO_ANSWER), *cases], ANSWERED)

    def option_number(self, code: str, by_option: Sequence[tuple[str, float]]) -> str:
        cases = [(f"[{code}] = '{option}'", self.constant(value)) for option, value in by_option]
        return self.choice(cases, self.missing)

    def answer_number(self, code: str) -> str:
        return f"[{code}]"

    def part_share(self, code: str, part: str) -> str:
        field = f"[{self._names.parts[code, part]}]"
        return f"if({field} = '', 0, {field})"

    def choice(self, cases: Sequence[tuple[str, str]], otherwise: str) -> str:
        return "".join(f"if({when}, {then}, " for when, then in cases) + otherwise + ")" * len(cases)

    def total(self, terms: Sequence[str]) -> str:
        return f"({' + '.join(terms) or '0'})"

    def product(self, factors: Sequence[str]) -> str:
        return f"({' * '.join(factors)})"

    def quotient(self, above: str, below: str) -> str:
        return f"({above} / {below})"

    def power(self, base: str, exponent: str) -> str:
        return f"(({base})^({exponent}))"

    def mean(self, numbers: Sequence[str]) -> str:
        return f"mean({', '.join(numbers)})"

    def least(self, numbers: Sequence[str]) -> str:
        return f"min({', '.join(numbers)})"

    def greatest(self, numbers: Sequence[str]) -> str:
        return f"max({', '.join(numbers)})"

    def compared(self, left: str, relation: Relation, right: str) -> str:
        return f"({left} {relation.value} {right})"

    def is_present(self, name: str) -> str:
        return f"({self.name(name)} <> '')"

    def is_option(self, code: str, options: Sequence[str]) -> str:
        return self.some([f"[{code}] = '{option}'" for option in options])

    def selects(self, code: str, option: str) -> str:
        return f"([{code}({option})] = '1')"

    def has_characteristic(self, code: str, values: Sequence[str]) -> str:
        return self.some([f"[{code}] = '{value}'" for value in values]) if values else f"([{code}] <> '')"

    def every(self, conditions: Sequence[str]) -> str:
        return f"({' and '.join(conditions)})" if conditions else "(1 = 1)"

    def some(self, conditions: Sequence[str]) -> str:
        return f"({' or '.join(conditions)})" if conditions else "(1 = 0)"

    def negated(self, condition: str) -> str:
        return f"(if({condition}, 1, 0) = 0)"

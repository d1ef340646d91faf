"""Scores in XPath as ODK has it: a calculation for each definition, in words of which its engines say the same.

What is missing is the empty text. No number stands where a truth value is asked for (JavaRosa takes 0 for false, others
for true), nothing is rounded, and no aggregate is asked of blanks: sums are written with coalesce() and counts of what
is there.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from smmi.exchange.expressions._compilation import expression_tree
from smmi.exchange.expressions._nodes import Relation
from smmi.exchange.expressions._notation import Notation
from smmi.exchange.expressions._states import REASONS, measures, states_by_word
from smmi.exchange.xlsform._names import Names
from smmi.instrument import AnswerState, Composition, Instrument, MultipleChoice
from smmi.scoring import ScoringScheme

NO_ANSWER: Final = str(int(AnswerState.NO_ANSWER))
ANSWERED: Final = str(int(AnswerState.ANSWERED))
FAR: Final = 1000
"""Farther from all points than any of them."""


class XPathNotation(Notation):
    """How expressions are written in XPath."""

    missing = "''"

    def __init__(self, instrument: Instrument, names: Names, fields: Mapping[str, str]) -> None:
        self._instrument, self._names, self._fields = instrument, names, fields

    def constant(self, value: float) -> str:
        text = format(Decimal(repr(float(value))), "f").removesuffix(".0")
        return text if value >= 0 else f"({text})"

    def name(self, name: str) -> str:
        return f"${{{self._fields[name]}}}"

    def given_state(self, code: str) -> str:
        scale = self._instrument[code].scale  # type: ignore[union-attr]  # an indicator's code
        states = {word: state for word, state in states_by_word(scale).items() if word is not None}
        absent = [(word, str(state)) for word, state in states.items() if str(state) != ANSWERED]
        if isinstance(scale, MultipleChoice):
            cases = [(self.selects(code, word), state) for word, state in absent]
            return self.choice([*cases, (f"${{{code}}} != ''", ANSWERED)], NO_ANSWER)
        if measures(scale) or isinstance(scale, Composition):
            there = [f"${{{code}}} != ''"]
            if isinstance(scale, Composition):
                there = [f"${{{self._names.parts[code, part.code]}}} != ''" for part in scale.parts]
            why = self._names.why.get(code, "")
            cases = [(f"${{{why}}} = '{word}'", state) for word, state in absent]
            return self.choice([(self.some(there), ANSWERED), *cases], NO_ANSWER)
        cases = [(f"${{{code}}} = '{word}'", state) for word, state in absent]
        return self.choice([(f"${{{code}}} = ''", NO_ANSWER), *cases], ANSWERED)

    def told(self, code: str, state: AnswerState) -> str:
        """Return the condition that the answer to a question, as given, is in a state."""
        scale = self._instrument[code].scale  # type: ignore[union-attr]  # an indicator's code
        states = {word: state for word, state in states_by_word(scale).items() if word is not None}
        absent = {word: own for word, own in states.items() if str(own) != ANSWERED}
        there = [f"${{{code}}} != ''"]
        if isinstance(scale, Composition):
            there = [f"${{{self._names.parts[code, part.code]}}} != ''" for part in scale.parts]
        apart = f"${{{self._names.why[code]}}}" if code in self._names.why else ""
        single = scale.answers and not isinstance(scale, MultipleChoice)
        said = {
            word: f"{apart or '${' + code + '}'} = '{word}'" if single or apart else self.selects(code, word)
            for word in absent
        }
        if state is AnswerState.ANSWERED:
            others = [] if apart else [self.negated(one) for one in said.values()]
            return self.every([self.some(there), *others])
        if state is AnswerState.NO_ANSWER:
            blank = [self.negated(self.some(there)), *([f"{apart} = ''"] if apart else [])]
            return self.some([self.every(blank), *(said[w] for w, own in absent.items() if own == state)])
        return self.some([said[word] for word, own in absent.items() if own == state])

    def option_number(self, code: str, by_option: Sequence[tuple[str, float]]) -> str:
        cases = [(f"${{{code}}} = '{option}'", self.constant(number)) for option, number in by_option]
        return self.choice(cases, self.missing)

    def answer_number(self, code: str) -> str:
        return f"number(${{{code}}})"

    def part_share(self, code: str, part: str) -> str:
        return f"number(coalesce(${{{self._names.parts[code, part]}}}, 0))"

    def choice(self, cases: Sequence[tuple[str, str]], otherwise: str) -> str:
        return "".join(f"if({when}, {then}, " for when, then in cases) + otherwise + ")" * len(cases)

    def total(self, terms: Sequence[str]) -> str:
        return f"({' + '.join(terms) or '0'})"

    def product(self, factors: Sequence[str]) -> str:
        return f"({' * '.join(factors)})"

    def quotient(self, above: str, below: str) -> str:
        return f"({above} div {below})"

    def power(self, base: str, exponent: str) -> str:
        return f"pow({base}, {exponent})"

    def mean(self, numbers: Sequence[str]) -> str:
        earned = " + ".join(f"coalesce({one}, 0)" for one in numbers)
        there = " + ".join(f"if({one} != '', 1, 0)" for one in numbers)
        return f"if(({there}) > 0, ({earned}) div ({there}), '')"

    def least(self, numbers: Sequence[str]) -> str:
        return self._outermost("min", numbers, FAR)

    def greatest(self, numbers: Sequence[str]) -> str:
        return self._outermost("max", numbers, -FAR)

    def _outermost(self, function: str, numbers: Sequence[str], far: int) -> str:
        there = self.some([f"{one} != ''" for one in numbers])
        several = ", ".join(f"number(coalesce({one}, {far}))" for one in numbers)
        return f"if({there}, {function}({several}), '')"

    def compared(self, left: str, relation: Relation, right: str) -> str:
        return f"({left} {relation.value} {right})"

    def is_present(self, name: str) -> str:
        return f"({self.name(name)} != '')"

    def is_option(self, code: str, options: Sequence[str]) -> str:
        return self.some([f"${{{code}}} = '{option}'" for option in options])

    def selects(self, code: str, option: str) -> str:
        return f"selected(${{{code}}}, '{option}')"

    def has_characteristic(self, code: str, values: Sequence[str]) -> str:
        return self.is_option(code, values) if values else f"(${{{code}}} != '')"

    def every(self, conditions: Sequence[str]) -> str:
        return f"({' and '.join(conditions)})" if conditions else "true()"

    def some(self, conditions: Sequence[str]) -> str:
        return f"({' or '.join(conditions)})" if conditions else "false()"

    def negated(self, condition: str) -> str:
        return f"not({condition})"


def calculations(scheme: ScoringScheme, names: Names, /) -> Iterator[tuple[str, str, bool]]:
    """Yield the calculations of a scheme: the name, the expression, and whether it is a number.

    Raises:
        NotExpressibleError: The scheme cannot be expressed.
    """
    tree = expression_tree(scheme)
    fields = {one.name: names.give(one.name.replace(".", "_")) for one in tree.definitions}
    notation = XPathNotation(scheme.instrument, names, fields)
    for definition in tree.definitions:
        yield fields[definition.name], notation.number(definition.number), True
    for output in tree.outputs:
        points, reason = notation.name(output.points), notation.name(output.reason)
        yield names.give(f"score_{output.code}"), f"if({points} != '', {points} * 100, '')", True
        words = [(f"{reason} = {number}", f"'{label}'") for number, label in REASONS.items()]
        yield names.give(f"why_{output.code}"), notation.choice(words, "''"), False

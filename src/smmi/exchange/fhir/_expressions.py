"""Scores in FHIRPath: a variable for each definition, in words of which engines say the same.

What is missing is the empty collection. No number stands where a truth value is asked for, no condition is ever empty,
and nothing is rounded, for there engines differ. Answers are taken apart by `select` before anything is worked out with
them, since fhirpathpy 2.2.4 wraps them. Its power() of a fraction is empty: findings/fhirpathpy-has-no-roots.sh, so
roots are written by logarithms.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from smmi.exchange.expressions._compilation import expression_tree
from smmi.exchange.expressions._nodes import Relation
from smmi.exchange.expressions._notation import Notation
from smmi.exchange.expressions._states import REASONS, measures, states_by_word
from smmi.exchange.fhir._addresses import CHARACTERISTICS, part_of, why_of
from smmi.instrument import AnswerState, Composition, Instrument
from smmi.scoring import ScoringScheme

NO_ANSWER: Final = str(int(AnswerState.NO_ANSWER))
ANSWERED: Final = str(int(AnswerState.ANSWERED))


class Paths:
    """Where the answers of an instrument stand in a response: the expression of each item's answers."""

    def __init__(self, instrument: Instrument) -> None:
        self._groups: dict[str, tuple[str, ...]] = {
            one.code: (CHARACTERISTICS,) for one in instrument.characteristics
        }
        for domain in instrument.domains:
            for area in domain.areas:
                for indicator in area.indicators:
                    self._groups[indicator.code] = (domain.code, area.code)

    def answers(self, code: str, *inside: str) -> str:
        """Return the answers of a question, or of an item inside or beside it."""
        items = [*self._groups[code], *(inside or (code,))]
        steps = "".join(f".item.where(linkId='{one}')" for one in items)
        return f"%resource{steps}.answer.value"


class FhirPathNotation(Notation):
    """How expressions are written in FHIRPath."""

    missing = "{}"

    def __init__(self, instrument: Instrument, names: Mapping[str, str]) -> None:
        self._instrument, self._paths, self._names = instrument, Paths(instrument), names

    def constant(self, value: float) -> str:
        text = format(Decimal(repr(float(value))), "f")
        return text if value >= 0 else f"({text})"

    def name(self, name: str) -> str:
        return f"%{self._names[name]}"

    def given_state(self, code: str) -> str:
        scale = self._instrument[code].scale  # type: ignore[union-attr]  # an indicator's code
        states = {word: state for word, state in states_by_word(scale).items() if word is not None}
        absent = [(word, str(state)) for word, state in states.items() if str(state) != ANSWERED]
        asked = [code]
        there = f"{self._paths.answers(code)}.exists()"
        if isinstance(scale, Composition):
            there = self.some(
                [
                    f"{self._paths.answers(code, code, part_of(code, one.code))}.exists()"
                    for one in scale.parts
                ]
            )
        if measures(scale) or isinstance(scale, Composition):
            asked = [why_of(code)]
            cases = [(there, ANSWERED), *((self._is(code, asked, [word]), state) for word, state in absent)]
            return self.choice(cases, NO_ANSWER)
        cases = [(self._is(code, asked, [word]), state) for word, state in absent]
        return self.choice([*cases, (there, ANSWERED)], NO_ANSWER)

    def _is(self, code: str, asked: Sequence[str], options: Sequence[str]) -> str:
        equal = " or ".join(f"$this = '{option}'" for option in options) or "false"
        return f"{self._paths.answers(code, *asked)}.code.where({equal}).exists()"

    def option_number(self, code: str, by_option: Sequence[tuple[str, float]]) -> str:
        cases = [(self._is(code, (), [option]), self.constant(number)) for option, number in by_option]
        return self.choice(cases, self.missing)

    def answer_number(self, code: str) -> str:
        return f"{self._paths.answers(code)}.select($this + 0.0)"

    def part_share(self, code: str, part: str) -> str:
        share = self._paths.answers(code, code, part_of(code, part))
        return f"iif({share}.exists(), {share}.select($this + 0.0), 0.0)"

    def choice(self, cases: Sequence[tuple[str, str]], otherwise: str) -> str:
        return "".join(f"iif({when}, {then}, " for when, then in cases) + otherwise + ")" * len(cases)

    def total(self, terms: Sequence[str]) -> str:
        return f"({' + '.join(terms) or '0.0'})"

    def product(self, factors: Sequence[str]) -> str:
        return f"({' * '.join(factors)})"

    def quotient(self, above: str, below: str) -> str:
        return f"({above} / {below})"

    def power(self, base: str, exponent: str) -> str:
        return f"iif(({base}) > 0.0, (({base}).ln() * ({exponent})).exp(), 0.0)"

    def mean(self, numbers: Sequence[str]) -> str:
        return f"{_several(numbers)}.avg()"

    def least(self, numbers: Sequence[str]) -> str:
        return f"{_several(numbers)}.min()"

    def greatest(self, numbers: Sequence[str]) -> str:
        return f"{_several(numbers)}.max()"

    def compared(self, left: str, relation: Relation, right: str) -> str:
        return f"({left} {relation.value} {right})"

    def is_present(self, name: str) -> str:
        return f"{self.name(name)}.exists()"

    def is_option(self, code: str, options: Sequence[str]) -> str:
        return self._is(code, (), options)

    def selects(self, code: str, option: str) -> str:
        return self._is(code, (), [option])

    def has_characteristic(self, code: str, values: Sequence[str]) -> str:
        return self._is(code, (), values) if values else f"{self._paths.answers(code)}.exists()"

    def every(self, conditions: Sequence[str]) -> str:
        return f"({' and '.join(conditions)})" if conditions else "true"

    def some(self, conditions: Sequence[str]) -> str:
        return f"({' or '.join(conditions)})" if conditions else "false"

    def negated(self, condition: str) -> str:
        return f"({condition}).not()"


def _several(numbers: Sequence[str]) -> str:
    """Return a collection of numbers, equal ones among them; those that are missing are not in it."""
    first, *others = (f"({one})" for one in numbers)
    return first + "".join(f".combine({one})" for one in others)


class Scoring:
    """The expressions of a scheme: variables, and the scores that are made of them.

    The name of a variable is the kind of its definition and a number: names in extensions have neither underscores nor
    more than 64 letters, and names in expressions have no hyphens.

    Raises:
        NotExpressibleError: The scheme cannot be expressed.
    """

    def __init__(self, scheme: ScoringScheme) -> None:
        self._tree = expression_tree(scheme)
        self._names = {
            one.name: f"{one.name.partition('.')[0]}{i}"
            for i, one in enumerate(self._tree.definitions, start=1)
        }
        self._notation = FhirPathNotation(scheme.instrument, self._names)

    def variables(self) -> Iterator[tuple[str, str]]:
        """Yield each variable after those of which it speaks: the name, and the expression."""
        for one in self._tree.definitions:
            yield self._names[one.name], self._notation.number(one.number)

    def outputs(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield each score: its code, its label, the expression of its points in percent, and of why there are none."""
        for one in self._tree.outputs:
            reason = self._notation.name(one.reason)
            words = [(f"({reason} = {number})", f"'{label}'") for number, label in REASONS.items()]
            why = self._notation.choice(words, "{}")
            yield one.code, one.label, f"{self._notation.name(one.points)} * 100.0", why

"""Scoring as syntax of SPSS, which GNU PSPP runs, too.

What shaped it, seen in PSPP 1.6.2: there is no number that depends on a condition, only commands that do, so each such
number is a scratch variable (``#``), which keeps its number from case to case and is set anew; a condition that is
missing skips all branches; a user-missing value is missing to everything but `VALUE`; the lowest double is missing; a
line that begins with an asterisk is a comment even within a command, so none is broken there
(``findings/pspp-takes-a-factor-for-a-comment.sh``).
"""

from collections.abc import Sequence

from smmi.exchange.expressions._compilation import expression_tree
from smmi.exchange.expressions._nodes import (
    Choice,
    Constant,
    IsPresent,
    Made,
    Missing,
    Number,
    Relation,
    Term,
    Total,
)
from smmi.exchange.expressions._notation import Notation
from smmi.exchange.expressions._states import REASONS
from smmi.exchange.expressions._tree import ExpressionTree
from smmi.exchange.programs._spss_variables import LONGEST_LABEL, LONGEST_NAME, Variables, commands, text
from smmi.instrument import AnswerState, Composition, MultipleChoice
from smmi.scoring import ScoringScheme

MISSING = "$SYSMIS"


def to_spss(scheme: ScoringScheme, /) -> str:
    """Return SPSS syntax that labels a file of answers and scores every case of it.

    The file has a numeric variable for each question and characteristic, called by its code: the value of the option
    (its declared one, or its place from 1 on) or the number. A multiple choice has one for each option (``q1.a``, 1
    where it is chosen), a composition one for each part, and a number whose scale has options for why there is none a
    second one (``q2.nonresponse``). What is not answered is system-missing.

    It makes ``score.`` and ``reason.`` of each node. Answers are not checked.

    Args:
        scheme: The scheme.

    Returns:
        The syntax, in UTF-8 where labels need it.

    Raises:
        NotExpressibleError: The scheme cannot be expressed.

    Example:
        >>> from smmi import editions
        >>> from smmi.scoring import ScoringScheme
        >>> "VARIABLE LABELS score.overall 'Overall'." in to_spss(ScoringScheme(editions.smmi_16()))
        True
    """
    return spss_text(expression_tree(scheme))


def spss_text(tree: ExpressionTree, /) -> str:
    """Return the syntax of a tree."""
    instrument = tree.instrument
    variables = Variables.of(instrument)
    notation = _Spss(tree, variables)
    for definition in tree.definitions:
        notation.define(definition.name, definition.number)
    lines = [*variables.labels(instrument), *notation.lines]
    for i, output in enumerate(tree.outputs):
        score, reason = output_names(output.code, i)
        lines += [
            f"COMPUTE {score} = 100 * {notation.name(output.points)}.",
            f"COMPUTE {reason} = {notation.name(output.reason)}.",
            f"VARIABLE LABELS {score} {text(output.label, LONGEST_LABEL)}.",
            f"VARIABLE LABELS {reason} {text(f'Why there is no score: {output.label}', LONGEST_LABEL)}.",
            f"VALUE LABELS {reason}\n  0 'present'"
            + "".join(f"\n  {n} '{word}'" for n, word in REASONS.items())
            + ".",
        ]
    return "\n".join([*lines, "EXECUTE.", ""])


def output_names(code: str, position: int, /) -> tuple[str, str]:
    """Return the names of the variables of a score and of its reason."""
    names = f"score.{code}", f"reason.{code}"
    return names if len(names[1]) <= LONGEST_NAME else (f"score.{position}", f"reason.{position}")


class _Spss(Notation):
    """How expressions are written for SPSS: what depends on a condition is a variable, set by commands before."""

    missing = MISSING

    def __init__(self, tree: ExpressionTree, variables: Variables) -> None:
        self.indicators = {one.code: one for one in tree.instrument.indicators}
        self.variables = variables
        self.defined: dict[str, str] = {}
        self.lines: list[str] = []
        self.indent, self.scratch = 0, 0

    def define(self, name: str, number: Number) -> None:
        """Compute the number of a definition."""
        self.lines.append(f"* {name}.")
        found = self.number(number)
        self.scratch += 1
        self.defined[name] = f"#n{self.scratch}"
        self._do(f"COMPUTE {self.defined[name]} = {found}.")

    def _do(self, command: str) -> None:
        indent = "  " * self.indent
        self.lines += [indent + line for line in commands(command)]

    def _new(self, value: str) -> str:
        """Return a scratch variable that has a value."""
        self.scratch += 1
        self._do(f"COMPUTE #t{self.scratch} = {value}.")
        return f"#t{self.scratch}"

    def number(self, node: Number) -> str:
        if not isinstance(node, Choice):
            return super().number(node)
        if not node.cases:
            return self.number(node.otherwise)
        conditions = [self.condition(case.when) for case in node.cases]
        found = self._new(MISSING)
        for i, (condition, case) in enumerate(zip(conditions, node.cases, strict=True)):
            self._do(f"{'ELSE IF' if i else 'DO IF'} {condition}.")
            self._set(found, case.then)
        if node.otherwise != Missing():
            self._do("ELSE.")
            self._set(found, node.otherwise)
        self._do("END IF.")
        return found

    def _set(self, variable: str, number: Number) -> None:
        self.indent += 1
        self._do(f"COMPUTE {variable} = {self.number(number)}.")
        self.indent -= 1

    def term(self, term: Term) -> str:
        if term.when is None:
            return super().term(term)
        condition, found = self.condition(term.when), self._new("0")
        self._do(f"DO IF {condition}.")
        self.indent += 1
        self._do(f"COMPUTE {found} = {super().term(Term(term.weight, term.number))}.")
        self.indent -= 1
        self._do("END IF.")
        return found

    def _made(self, node: Made) -> str:
        if isinstance(node, Total) and node.terms:
            counted = all((one.weight, one.number) == (1.0, Constant(1.0)) for one in node.terms)
            there = [one.when.name for one in node.terms if isinstance(one.when, IsPresent)]
            if counted and len(there) == len(node.terms):
                return f"NVALID({', '.join(map(self.name, there))})"
        return super()._made(node)

    def constant(self, value: float) -> str:
        return repr(value) if value >= 0 else f"({value!r})"

    def name(self, name: str) -> str:
        return self.defined[name]

    def given_state(self, code: str) -> str:
        scale, names, values = self.indicators[code].scale, self.variables.names, self.variables.values
        found = self._new(str(int(AnswerState.NO_ANSWER)))
        answered = str(int(AnswerState.ANSWERED))
        if isinstance(scale, MultipleChoice):
            boxes = [names[code, option.code] for option in scale.answers]
            least = 1 if scale.minimum else 0
            self._do(
                f"IF (NVALID({', '.join(boxes)}) > 0 AND SUM({', '.join(boxes)}) >= {least}) {found} = {answered}."
            )
        elif isinstance(scale, Composition):
            self._do(
                f"IF (NVALID({', '.join(names[code, part.code] for part in scale.parts)}) > 0) {found} = {answered}."
            )
        elif scale.answers:
            chosen = " OR ".join(
                f"VALUE({names[(code,)]}) = {self.constant(values[code][option.code])}"
                for option in scale.answers
            )
            self._do(f"IF ({chosen}) {found} = {answered}.")
        else:
            self._do(f"IF (NOT SYSMIS(VALUE({names[(code,)]}))) {found} = {answered}.")
        for option in scale.nonresponses:
            if isinstance(scale, MultipleChoice):
                chosen = f"{names[code, option.code]} = 1"
            else:
                own = names.get((code, "nonresponse"), names.get((code,), ""))
                chosen = f"VALUE({own}) = {self.constant(values[code][option.code])}"
            self._do(f"IF ({chosen}) {found} = {int(option.nonresponse.state)}.")  # type: ignore[union-attr]
        return found

    def option_number(self, code: str, by_option: Sequence[tuple[str, float]]) -> str:
        found, values = self._new(MISSING), self.variables.values[code]
        pairs = " ".join(f"({values[option]!r}={number!r})" for option, number in by_option)
        self._do(f"RECODE {self.variables.names[(code,)]} {pairs} INTO {found}.")
        return found

    def answer_number(self, code: str) -> str:
        return f"VALUE({self.variables.names[(code,)]})"

    def part_share(self, code: str, part: str) -> str:
        return f"SUM({self.variables.names[code, part]}, 0)"

    def choice(
        self, cases: Sequence[tuple[str, str]], otherwise: str
    ) -> str:  # pragma: no cover  (written above)
        raise AssertionError(cases, otherwise)

    def total(self, terms: Sequence[str]) -> str:
        return f"({' + '.join(terms) or '0'})"

    def product(self, factors: Sequence[str]) -> str:
        return f"({'*'.join(factors)})"

    def quotient(self, above: str, below: str) -> str:
        return f"({above}/{below})"

    def power(self, base: str, exponent: str) -> str:
        return f"({base}**{exponent})"

    def mean(self, numbers: Sequence[str]) -> str:
        return f"MEAN({', '.join(numbers)})"

    def least(self, numbers: Sequence[str]) -> str:
        return f"MIN({', '.join(numbers)})"

    def greatest(self, numbers: Sequence[str]) -> str:
        return f"MAX({', '.join(numbers)})"

    def compared(self, left: str, relation: Relation, right: str) -> str:
        return f"({left} {relation.value} {right})"

    def is_present(self, name: str) -> str:
        return f"(NOT SYSMIS({self.name(name)}))"

    def is_option(self, code: str, options: Sequence[str]) -> str:
        return self._any(code, options)

    def selects(self, code: str, option: str) -> str:
        return f"({self.variables.names[code, option]} = 1)"

    def has_characteristic(self, code: str, values: Sequence[str]) -> str:
        there = f"(NOT SYSMIS({self.variables.names[(code,)]}))"
        return self.every([there, self._any(code, values)]) if values else there

    def _any(self, code: str, options: Sequence[str]) -> str:
        name, values = self.variables.names[(code,)], self.variables.values[code]
        return self.some([f"VALUE({name}) = {self.constant(values[one])}" for one in options])

    def every(self, conditions: Sequence[str]) -> str:
        return f"({' AND '.join(conditions) or '1 = 1'})"

    def some(self, conditions: Sequence[str]) -> str:
        return f"({' OR '.join(conditions) or '1 = 0'})"

    def negated(self, condition: str) -> str:
        return f"(NOT {condition})"

"""Scoring as a Python function that stands alone."""

import json
from collections.abc import Sequence
from typing import Final, TypeGuard

from smmi.exchange.expressions._compilation import expression_tree
from smmi.exchange.expressions._nodes import (
    Compared,
    Condition,
    Constant,
    Greatest,
    IsPresent,
    Least,
    Made,
    MeanOf,
    Named,
    Number,
    Relation,
    Some,
    Term,
    Total,
)
from smmi.exchange.expressions._notation import Notation
from smmi.exchange.expressions._states import REASONS, bounds_of, states_by_word
from smmi.exchange.expressions._tree import ExpressionTree
from smmi.instrument import Composition, Indicator, MultipleChoice
from smmi.instrument.scales import largest_selection
from smmi.scoring import ScoringScheme

RELATIONS: Final = {
    Relation.AT_LEAST: ">=",
    Relation.ABOVE: ">",
    Relation.EQUAL: "==",
    Relation.BELOW: "<",
    Relation.AT_MOST: "<=",
}

WHOLE: Final = 1000.0
"""Whole numbers up to here are written as such."""

HELPERS: Final = '''\
NONRESPONSES = {"not-applicable": 0, "not-administered": 2, "no-answer": 3}


def impossible(code, given):
    return ValueError(f"{code!r}: got {given!r}, which is no answer to this question")


def stated(code, given):
    """Return the state that an answer names, as documents hold it."""
    if isinstance(given, dict) and len(given) == 1 and given.get("nonresponse") in NONRESPONSES:
        return NONRESPONSES[given["nonresponse"]]
    raise impossible(code, given)


def mean(*numbers):
    """Return the mean of the numbers that are there."""
    if None in numbers:
        numbers = [number for number in numbers if number is not None]
    return sum(numbers) / len(numbers) if numbers else None


def least(*numbers):
    """Return the least of the numbers that are there."""
    if None in numbers:
        numbers = [number for number in numbers if number is not None]
    return min(numbers, default=None)


def greatest(*numbers):
    """Return the greatest of the numbers that are there."""
    if None in numbers:
        numbers = [number for number in numbers if number is not None]
    return max(numbers, default=None)


def selection(code, given, options, words, fewest, most):
    """Return the state of an answer to a multiple choice, and the options that are selected."""
    if given is None or isinstance(given, str) and given in words:
        return words[given], ()
    if not isinstance(given, (list, tuple)):
        return stated(code, given), ()
    chosen = set(given)
    if not (fewest <= len(given) <= most and len(chosen) == len(given) and chosen <= options.keys()):
        raise impossible(code, given)
    if len(given) > 1 and any(map(options.get, given)):
        raise impossible(code, given)
    return 4, given


def measured(code, given, words, low, high, whole):
    """Return the state of an answer that is a number, and the number."""
    if given is None or isinstance(given, str) and given in words:
        return words[given], None
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        return stated(code, given), None
    if not low <= given <= high or (whole and given != int(given)):
        raise impossible(code, given)
    return 4, float(given)


def shares(code, given, parts, words):
    """Return the state of an answer that is a composition, and the share of each part."""
    if given is None or isinstance(given, str) and given in words:
        return words[given], None
    if not isinstance(given, dict) or isinstance(given.get("nonresponse"), str):
        return stated(code, given), None
    if not set(given) <= set(parts):
        raise impossible(code, given)
    found = {part: float(given.get(part, 0.0)) for part in parts}
    if not all(0 <= share <= 100 for share in found.values()):
        raise impossible(code, given)
    return 4, found
'''


def to_python(scheme: ScoringScheme, /) -> str:
    """Return the text of a Python module that scores one unit's answers and needs nothing else, smmi included.

    Its function ``score(answers)`` takes what `smmi.exchange.expressions.evaluate` takes, as a document holds it, and
    returns the same. An impossible answer is refused by a ValueError that names the question; how many decimals a
    number has is not looked at.

    Args:
        scheme: The scheme.

    Returns:
        The text.

    Raises:
        NotExpressibleError: The scheme cannot be expressed.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> from smmi.scoring import ScoringScheme
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> module = {}
        >>> exec(
        ...     to_python(
        ...         ScoringScheme(Instrument(code="tiny", edition="1", title="Tiny", domains=[domain]))
        ...     ),
        ...     module,
        ... )
        >>> module["score"]({"has_policy": "yes"})["scores"]
        {'overall': 100.0, 'governance': 100.0, 'policies': 100.0}
    """
    return python_text(expression_tree(scheme))


def python_text(tree: ExpressionTree, /) -> str:
    """Return the text of the module of a tree."""
    notation = _Python()
    lines = [f"    {line}" for one in tree.questions for line in _question(one)]
    lines += [f"    {notation.define(one.name, one.number)}" for one in tree.definitions]
    scores = [
        f"            {text(one.code)}: None if {identifier(one.points)} is None else 100.0 * {identifier(one.points)},"
        for one in tree.outputs
    ]
    about = f"{tree.instrument.code!a}, edition {tree.instrument.edition!a}"
    known = [f"    known_{code} = answers.get({text(code)})" for code in tree.characteristics]
    return "\n".join(
        [
            f"# Scores of the instrument {about}: in percent of attainable, or None with a reason.",
            "",
            HELPERS,
            "",
            *(line for one in tree.questions for line in _tables(one)),
            *notation.tables,
            f"REASONS = {REASONS!r}",
            "",
            "",
            "def score(answers):",
            '    """Return the scores of one unit, and why scores are absent, by code."""',
            "    get = answers.get",
            *known,
            *lines,
            "    return {",
            '        "scores": {',
            *scores,
            "        },",
            '        "reasons": {',
            "            code: REASONS[reason]",
            "            for code, reason in (",
            *(f"                ({text(one.code)}, {identifier(one.reason)})," for one in tree.outputs),
            "            )",
            "            if reason",
            "        },",
            "    }",
            "",
        ]
    )


def text(value: str, /) -> str:
    """Return text as a literal of plain characters, which mean nothing else in Python or JavaScript."""
    return json.dumps(value)


def identifier(name: str, /) -> str:
    """Return the name of a definition as a variable; a word stands before each code, so none is a keyword."""
    return name.replace(".", "_")


def _tables(indicator: Indicator) -> list[str]:
    """Return the table of states by word of a question, and of what else is asked of its answers."""
    code, scale, words = indicator.code, indicator.scale, states_by_word(indicator.scale)
    match scale:
        case MultipleChoice():
            options = {option.code: option.exclusive for option in scale.answers}
            return [f"WORDS_{code} = {words!r}", f"OPTIONS_{code} = {options!r}"]
        case Composition():
            return [f"WORDS_{code} = {words!r}", f"PARTS_{code} = {tuple(p.code for p in scale.parts)!r}"]
        case _:
            return [f"WORDS_{code} = {words!r}"]


def _question(indicator: Indicator) -> list[str]:
    """Return the statements that read the answer to a question."""
    code, scale = indicator.code, indicator.scale
    name, words = text(code), f"WORDS_{code}"
    match scale:
        case MultipleChoice():
            limits = f"{scale.minimum}, {largest_selection(scale)}"
            call = f"selection({name}, get({name}), OPTIONS_{code}, {words}, {limits})"
        case Composition():
            call = f"shares({name}, get({name}), PARTS_{code}, {words})"
        case _ if scale.answers:
            return [
                f"given_{code} = get({name})",
                "try:",
                f"    told_{code} = {words}[given_{code}]",
                "except (KeyError, TypeError):",
                f"    told_{code}, given_{code} = stated({name}, given_{code}), None",
            ]
        case _:
            low, high, whole = bounds_of(scale)
            limits = f"{_Python().constant(low)}, {_Python().constant(high)}, {whole}"
            call = f"measured({name}, get({name}), {words}, {limits})"
    return [f"told_{code}, given_{code} = {call}"]


class _Python(Notation):
    """How expressions are written in Python: what is missing is None.

    A call costs as much as many sums, so there is none where it is known which numbers are there, or how many.
    """

    missing = "None"

    def __init__(self) -> None:
        self.tables: list[str] = []
        self.counts: dict[tuple[str, ...], str] = {}
        """Which definition counts those of the numbers, by name, that are there."""

    def define(self, name: str, number: Number) -> str:
        """Return the statement that makes the number of a definition."""
        written = self.number(number)
        if isinstance(number, Total):
            there = tuple(one.when.name for one in number.terms if isinstance(one.when, IsPresent))
            if len(there) == len(number.terms) and all(map(_is_counted, number.terms)):
                self.counts[there] = name
        return f"{identifier(name)} = {written}"

    def _made(self, node: Made) -> str:
        match node:
            case MeanOf(several):
                names = tuple(one.name for one in several if isinstance(one, Named))
                count = self.counts.get(names) if len(names) == len(several) else None
                if count is not None:
                    total = " + ".join(f"({self.name(one)} or 0.0)" for one in names)
                    return f"(({total}) / {self.name(count)} if {self.name(count)} else None)"
            case Least(several) | Greatest(several) if len(several) > 1 and all(map(_is_there, several)):
                call = "min" if isinstance(node, Least) else "max"
                return f"{call}({', '.join(map(self.number, several))})"
        return super()._made(node)

    def condition(self, node: Condition) -> str:
        """Return a condition: that a number is one of several is asked at once."""
        if isinstance(node, Some):
            equals = [one for one in node.conditions if _says_which(one)]
            asked = {one.left for one in equals}
            if len(equals) == len(node.conditions) > len(asked) == 1:
                numbers = ", ".join(self.number(one.right) for one in equals)
                return f"({self.number(asked.pop())} in ({numbers}))"
        return super().condition(node)

    def term(self, term: Term) -> str:
        """Return a term: what is counted is a truth value, which is 1 or 0 in sums."""
        if term.when is not None and _is_counted(term):
            return self.condition(term.when)
        return super().term(term)

    def constant(self, value: float) -> str:
        if value in {float("inf"), float("-inf")}:
            return f'float("{value}")'
        # States and reasons are whole, and Python compares whole numbers with whole ones faster than with others.
        number: float = int(value) if value.is_integer() and abs(value) < WHOLE else value
        return repr(number) if value >= 0 else f"({number!r})"

    def name(self, name: str) -> str:
        return identifier(name)

    def given_state(self, code: str) -> str:
        return f"told_{code}"

    def option_number(self, code: str, by_option: Sequence[tuple[str, float]]) -> str:
        self.tables.append(f"NUMBERS_{code} = {dict(by_option)!r}")
        return f"NUMBERS_{code}.get(given_{code})"

    def answer_number(self, code: str) -> str:
        return f"given_{code}"

    def part_share(self, code: str, part: str) -> str:
        return f"given_{code}[{text(part)}]"

    def choice(self, cases: Sequence[tuple[str, str]], otherwise: str) -> str:
        return "(" + "".join(f"{number} if {when} else " for when, number in cases) + otherwise + ")"

    def total(self, terms: Sequence[str]) -> str:
        return f"({' + '.join(terms) or '0.0'})"

    def product(self, factors: Sequence[str]) -> str:
        return f"({' * '.join(factors)})"

    def quotient(self, above: str, below: str) -> str:
        return f"({above} / {below})"

    def power(self, base: str, exponent: str) -> str:
        return f"({base} ** {exponent})"

    def mean(self, numbers: Sequence[str]) -> str:
        return f"mean({', '.join(numbers)})"

    def least(self, numbers: Sequence[str]) -> str:
        return f"least({', '.join(numbers)})"

    def greatest(self, numbers: Sequence[str]) -> str:
        return f"greatest({', '.join(numbers)})"

    def compared(self, left: str, relation: Relation, right: str) -> str:
        return f"({left} {RELATIONS[relation]} {right})"

    def is_present(self, name: str) -> str:
        return f"({identifier(name)} is not None)"

    def is_option(self, code: str, options: Sequence[str]) -> str:
        return f"(given_{code} in {tuple(options)!r})"

    def selects(self, code: str, option: str) -> str:
        return f"({text(option)} in given_{code})"

    def has_characteristic(self, code: str, values: Sequence[str]) -> str:
        return f"(known_{code} in {tuple(values)!r})" if values else f"(known_{code} is not None)"

    def every(self, conditions: Sequence[str]) -> str:
        return f"({' and '.join(conditions) or 'True'})"

    def some(self, conditions: Sequence[str]) -> str:
        return f"({' or '.join(conditions) or 'False'})"

    def negated(self, condition: str) -> str:
        return f"(not {condition})"


def _is_counted(term: Term) -> bool:
    """Whether a term is 1."""
    return (term.weight, term.number) == (1.0, Constant(1.0))


def _is_there(number: Number) -> bool:
    """Whether a number is never missing."""
    of = (number,) if not isinstance(number, Total) else [term.number for term in number.terms]
    return all(isinstance(one, Constant) for one in of)


def _says_which(condition: Condition) -> TypeGuard[Compared]:
    """Whether a condition is that a number is a certain one."""
    return (
        isinstance(condition, Compared)
        and condition.relation is Relation.EQUAL
        and isinstance(condition.left, Named)
        and isinstance(condition.right, Constant)
    )

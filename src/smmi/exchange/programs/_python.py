"""Scoring as a Python function that stands alone."""

import json
from collections.abc import Sequence
from typing import Final

from smmi.exchange.expressions._compilation import expression_tree
from smmi.exchange.expressions._nodes import Constant, Relation, Term
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
    known = [number for number in numbers if number is not None]
    return sum(known) / len(known) if known else None


def least(*numbers):
    """Return the least of the numbers that are there."""
    return min((number for number in numbers if number is not None), default=None)


def greatest(*numbers):
    """Return the greatest of the numbers that are there."""
    return max((number for number in numbers if number is not None), default=None)


def selection(code, given, options, words, fewest, most):
    """Return the state of an answer to a multiple choice, and the options that are selected."""
    if given is None or isinstance(given, str) and given in words:
        return words[given], ()
    if not isinstance(given, (list, tuple)):
        return stated(code, given), ()
    alone = any(options.get(option, False) for option in given)
    good = all(option in options for option in given) and len(set(given)) == len(given)
    if not good or not fewest <= len(given) <= most or (alone and len(given) > 1):
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
    lines += [f"    {identifier(one.name)} = {notation.number(one.number)}" for one in tree.definitions]
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
    """How expressions are written in Python: what is missing is None."""

    missing = "None"

    def __init__(self) -> None:
        self.tables: list[str] = []

    def term(self, term: Term) -> str:
        """Return a term: what is counted is a truth value, which is 1 or 0 in sums."""
        if term.when is not None and (term.weight, term.number) == (1.0, Constant(1.0)):
            return self.condition(term.when)
        return super().term(term)

    def constant(self, value: float) -> str:
        if value in {float("inf"), float("-inf")}:
            return f'float("{value}")'
        return repr(value) if value >= 0 else f"({value!r})"

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

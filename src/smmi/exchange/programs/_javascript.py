"""Scoring as a JavaScript function that stands alone."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from smmi.exchange.expressions._compilation import expression_tree
from smmi.exchange.expressions._nodes import Constant, Relation, Term
from smmi.exchange.expressions._notation import Notation
from smmi.exchange.expressions._states import REASONS, bounds_of, states_by_word
from smmi.exchange.expressions._tree import ExpressionTree
from smmi.exchange.programs._python import identifier, text
from smmi.instrument import Composition, Indicator, MultipleChoice
from smmi.instrument.scales import largest_selection
from smmi.scoring import ScoringScheme

RELATIONS: Final = {
    Relation.AT_LEAST: ">=",
    Relation.ABOVE: ">",
    Relation.EQUAL: "===",
    Relation.BELOW: "<",
    Relation.AT_MOST: "<=",
}

# Keys are looked up in maps, and own keys only are asked for: a question may be called `constructor`.
READING: Final = """\
  const NONRESPONSES = new Map([["not-applicable", 0], ["not-administered", 2], ["no-answer", 3]]);
  const own = (object, key) =>
    Object.prototype.hasOwnProperty.call(object, key) && object[key] !== undefined ? object[key] : null;
  const impossible = (code, given) =>
    new Error(`${JSON.stringify(code)}: got ${JSON.stringify(given)}, which is no answer to this question`);
  const stated = (code, given) => {
    const word = given !== null && typeof given === "object" && !Array.isArray(given) &&
      Object.keys(given).length === 1 ? own(given, "nonresponse") : null;
    if (!NONRESPONSES.has(word)) throw impossible(code, given);
    return NONRESPONSES.get(word);
  };
  const chosen = (code, given, words) => (words.has(given) ? words.get(given) : stated(code, given));
  const selection = (code, given, options, words, fewest, most) => {
    if (words.has(given)) return [words.get(given), []];
    if (!Array.isArray(given)) return [stated(code, given), []];
    const alone = given.some((option) => options.get(option));
    const good = given.every((option) => options.has(option)) && new Set(given).size === given.length;
    if (!good || given.length < fewest || given.length > most || (alone && given.length > 1))
      throw impossible(code, given);
    return [4, given];
  };
  const measured = (code, given, words, low, high, whole) => {
    if (words.has(given)) return [words.get(given), null];
    if (typeof given !== "number") return [stated(code, given), null];
    if (!(low <= given && given <= high) || (whole && !Number.isInteger(given))) throw impossible(code, given);
    return [4, given];
  };
  const shares = (code, given, parts, words) => {
    if (words.has(given)) return [words.get(given), null];
    if (typeof given !== "object" || Array.isArray(given) || typeof own(given, "nonresponse") === "string")
      return [stated(code, given), null];
    if (!Object.keys(given).every((part) => parts.includes(part))) throw impossible(code, given);
    const found = new Map(parts.map((part) => [part, own(given, part) ?? 0]));
    for (const share of found.values()) {
      if (typeof share !== "number" || !(0 <= share && share <= 100)) throw impossible(code, given);
    }
    return [4, found];
  };"""


ARITHMETIC: Final = """\
  const there = (numbers) => numbers.filter((number) => number !== null);
  const mean = (...numbers) => {
    const known = there(numbers);
    return known.length ? known.reduce((sum, number) => sum + number, 0) / known.length : null;
  };
  const least = (...numbers) => {
    const known = there(numbers);
    return known.length ? Math.min(...known) : null;
  };
  const greatest = (...numbers) => {
    const known = there(numbers);
    return known.length ? Math.max(...known) : null;
  };"""


def to_javascript(scheme: ScoringScheme, /) -> str:
    """Return the text of a JavaScript function `score` that scores one unit's answers and needs nothing else.

    ``score(answers)`` takes what `smmi.exchange.expressions.evaluate` takes, as a document holds it, and returns the
    same, null for None. An impossible answer is refused by an Error that names the question; how many decimals a
    number has is not looked at. The text is a script of ECMAScript 2020; it makes no other name than `score`.

    Args:
        scheme: The scheme.

    Returns:
        The text.

    Raises:
        NotExpressibleError: The scheme cannot be expressed.

    Example:
        >>> from smmi import editions
        >>> from smmi.scoring import ScoringScheme
        >>> to_javascript(ScoringScheme(editions.smmi_16())).splitlines()[1]
        'const score = (() => {'
    """
    return javascript_text(expression_tree(scheme))


def javascript_text(tree: ExpressionTree, /) -> str:
    """Return the text of the function of a tree."""
    notation = JavaScript()
    questions = [f"    {line}" for one in tree.questions for line in reading_of(one)]
    definitions = [
        f"    const {identifier(one.name)} = {notation.number(one.number)};" for one in tree.definitions
    ]
    about = f"{text(tree.instrument.code)}, edition {text(tree.instrument.edition)}"
    known = [f"    const known_{code} = own(answers, {text(code)});" for code in tree.characteristics]
    outputs = [
        f"      [{text(one.code)}, {identifier(one.points)}, {identifier(one.reason)}],"
        for one in tree.outputs
    ]
    return "\n".join(
        [
            f"// Scores of the instrument {about}: in percent of attainable, or null with a reason.",
            "const score = (() => {",
            READING,
            ARITHMETIC,
            *(line for one in tree.questions for line in tables_of(one)),
            *notation.tables,
            f"  const REASONS = {_map(REASONS)};",
            "  return (answers) => {",
            *known,
            *questions,
            *definitions,
            "    const outputs = [",
            *outputs,
            "    ];",
            "    const absent = outputs.filter(([, points]) => points === null);",
            "    return {",
            "      scores: Object.fromEntries(",
            "        outputs.map(([code, points]) => [code, points === null ? null : 100 * points])",
            "      ),",
            "      reasons: Object.fromEntries(absent.map(([code, , reason]) => [code, REASONS.get(reason)])),",
            "    };",
            "  };",
            "})();",
            "",
        ]
    )


def _map(items: Mapping[Any, object]) -> str:
    """Return a map from values to values."""
    return f"new Map({json.dumps([list(pair) for pair in items.items()])})"


def tables_of(indicator: Indicator) -> list[str]:
    """Return the tables of words, options and parts of a question."""
    code, scale = indicator.code, indicator.scale
    tables = [f"  const WORDS_{code} = {_map(states_by_word(scale))};"]
    if isinstance(scale, MultipleChoice):
        options = {option.code: int(option.exclusive) for option in scale.answers}
        tables.append(f"  const OPTIONS_{code} = {_map(options)};")
    elif isinstance(scale, Composition):
        tables.append(f"  const PARTS_{code} = {json.dumps([part.code for part in scale.parts])};")
    return tables


def reading_of(indicator: Indicator) -> list[str]:
    """Return the statements that read the answer to a question."""
    code, scale = indicator.code, indicator.scale
    given, words = f"own(answers, {text(code)})", f"WORDS_{code}"
    match scale:
        case MultipleChoice():
            limits = f"{scale.minimum}, {largest_selection(scale)}"
            call = f"selection({text(code)}, {given}, OPTIONS_{code}, {words}, {limits})"
        case Composition():
            call = f"shares({text(code)}, {given}, PARTS_{code}, {words})"
        case _ if scale.answers:
            return [
                f"const given_{code} = {given};",
                f"const told_{code} = chosen({text(code)}, given_{code}, {words});",
            ]
        case _:
            low, high, whole = bounds_of(scale)
            limits = f"{JavaScript().constant(low)}, {JavaScript().constant(high)}, {json.dumps(whole)}"
            call = f"measured({text(code)}, {given}, {words}, {limits})"
    return [f"const [told_{code}, given_{code}] = {call};"]


class JavaScript(Notation):
    """How expressions are written in JavaScript: what is missing is null."""

    missing = "null"

    def __init__(self) -> None:
        self.tables: list[str] = []

    def term(self, term: Term) -> str:
        """Return a term: what is counted is a truth value, which is 1 or 0 in sums."""
        if term.when is not None and (term.weight, term.number) == (1.0, Constant(1.0)):
            return self.condition(term.when)
        return super().term(term)

    def constant(self, value: float) -> str:
        if math.isinf(value):
            return "Infinity" if value > 0 else "(-Infinity)"
        return repr(value) if value >= 0 else f"({value!r})"

    def name(self, name: str) -> str:
        return identifier(name)

    def given_state(self, code: str) -> str:
        return f"told_{code}"

    def option_number(self, code: str, by_option: Sequence[tuple[str, float]]) -> str:
        self.tables.append(f"  const NUMBERS_{code} = {_map(dict(by_option))};")
        return f"(NUMBERS_{code}.get(given_{code}) ?? null)"

    def answer_number(self, code: str) -> str:
        return f"given_{code}"

    def part_share(self, code: str, part: str) -> str:
        return f"given_{code}.get({text(part)})"

    def choice(self, cases: Sequence[tuple[str, str]], otherwise: str) -> str:
        return "(" + "".join(f"{when} ? {number} : " for when, number in cases) + otherwise + ")"

    def total(self, terms: Sequence[str]) -> str:
        return f"({' + '.join(['0', *terms])})"

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
        return f"({identifier(name)} !== null)"

    def is_option(self, code: str, options: Sequence[str]) -> str:
        return f"{json.dumps(list(options))}.includes(given_{code})"

    def selects(self, code: str, option: str) -> str:
        return f"given_{code}.includes({text(option)})"

    def has_characteristic(self, code: str, values: Sequence[str]) -> str:
        return f"{json.dumps(list(values))}.includes(known_{code})" if values else f"(known_{code} !== null)"

    def every(self, conditions: Sequence[str]) -> str:
        return f"({' && '.join(conditions) or 'true'})"

    def some(self, conditions: Sequence[str]) -> str:
        return f"({' || '.join(conditions) or 'false'})"

    def negated(self, condition: str) -> str:
        return f"!{condition}"

"""Scoring in JavaScript without a rounded digit: rational numbers of whole numbers of any length, rounded once."""

from collections.abc import Sequence
from typing import Final

from smmi.errors import NotExpressibleError
from smmi.exchange.expressions._nodes import Power, Relation, Term
from smmi.exchange.expressions._notation import Notation
from smmi.exchange.expressions._rationals import rational
from smmi.exchange.expressions._tree import ExpressionTree
from smmi.exchange.expressions._walking import walk
from smmi.exchange.programs._javascript import READING, RELATIONS, JavaScript, reading_of, tables_of
from smmi.exchange.programs._python import identifier, text
from smmi.scoring import ScoringScheme

TARGET: Final = "exact JavaScript"

# Number() of a whole number of any length is the double next to it, the even one of two: so says ECMAScript. A last bit
# that says whether anything is left of a quotient keeps that right for quotients.
ARITHMETIC: Final = """\
  const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a < 0n ? -a : a; };
  const Q = (above, below) => {
    const common = gcd(above, below) * (below < 0n ? -1n : 1n);
    return { n: above / common, d: below / common };
  };
  const decimal = (number) => {
    const form = /^(-?)(\\d+)(?:\\.(\\d+))?(?:e([+-]\\d+))?$/;
    const [, sign, whole, part = "", exponent = "0"] = form.exec(String(number));
    const power = Number(exponent) - part.length;
    const digits = BigInt(sign + whole + part);
    return power < 0 ? Q(digits, 10n ** BigInt(-power)) : Q(digits * 10n ** BigInt(power), 1n);
  };
  const nearest = ({ n, d }) => {
    if (n === 0n) return 0;
    const size = n < 0n ? -n : n;
    const shift = 60 - (size.toString(2).length - d.toString(2).length);
    if (shift > 1081) {
      const [parts, left] = [(size << 1074n) / d, (size << 1074n) % d];
      const up = 2n * left > d || (2n * left === d && parts % 2n);
      return Number(up ? parts + 1n : parts) * Number.MIN_VALUE * (n < 0n ? -1 : 1);
    }
    const above = shift > 0 ? size << BigInt(shift) : size;
    const below = shift < 0 ? d << BigInt(-shift) : d;
    const double = Number(((above / below) << 1n) | (above % below ? 1n : 0n)) * 2 ** -61 * 2 ** (60 - shift);
    return n < 0n ? -double : double;
  };
  const plus = (...terms) => terms.reduce((a, b) => Q(a.n * b.d + b.n * a.d, a.d * b.d), Q(0n, 1n));
  const times = (...factors) => factors.reduce((a, b) => Q(a.n * b.n, a.d * b.d), Q(1n, 1n));
  const over = (a, b) => Q(a.n * b.d, a.d * b.n);
  const apart = (a, b) => a.n * b.d - b.n * a.d;
  const there = (numbers) => numbers.filter((number) => number !== null);
  const mean = (...numbers) => {
    const known = there(numbers);
    return known.length ? over(plus(...known), Q(BigInt(known.length), 1n)) : null;
  };
  const least = (...numbers) =>
    there(numbers).reduce((a, b) => (a === null || apart(b, a) < 0n ? b : a), null);
  const greatest = (...numbers) =>
    there(numbers).reduce((a, b) => (a === null || apart(b, a) > 0n ? b : a), null);"""


def exact_scoring(tree: ExpressionTree, scheme: ScoringScheme, /) -> str:
    """Return a function in JavaScript that makes of answers the scores that smmi makes, to the last bit.

    Raises:
        NotExpressibleError: Points are roots, which no quotient of whole numbers is.
    """
    for definition in tree.definitions:
        if any(isinstance(one, Power) for one in walk(definition.number)):
            _, _, node = definition.name.partition(".")
            reason = "it makes roots, whose last digits depend on who works them out"
            raise NotExpressibleError(TARGET, node, type(scheme.aggregation_rule(node)).__name__, reason)
    notation = ExactJavaScript()
    definitions = [
        f"    const {identifier(one.name)} = {notation.number(one.number)};" for one in tree.definitions
    ]
    outputs = [
        f"      [{text(one.code)}, {identifier(one.points)}, {identifier(one.reason)}],"
        for one in tree.outputs
    ]
    known = [f"    const known_{code} = own(answers, {text(code)});" for code in tree.characteristics]
    readings = [f"    {line}" for one in tree.questions for line in reading_of(one)]
    return "\n".join(
        [
            "const exactScore = (() => {",
            READING,
            ARITHMETIC,
            *(line for one in tree.questions for line in tables_of(one)),
            *notation.tables,
            "  return (answers) => {",
            *known,
            *readings,
            *definitions,
            "    const outputs = [",
            *outputs,
            "    ];",
            "    const full = Q(100n, 1n);",
            "    return {",
            "      scores: outputs.map(([code, points]) =>",
            "        [code, points === null ? null : nearest(times(full, points))]),",
            "      reasons: outputs.map(([code, points, reason]) =>",
            "        [code, points === null ? nearest(reason) : 0]),",
            "    };",
            "  };",
            "})();",
        ]
    )


class ExactJavaScript(JavaScript):
    """How expressions are written with rational numbers: objects of two whole numbers, or null where one is missing."""

    def term(self, term: Term) -> str:
        """Return a term: here, a truth value is no number."""
        return Notation.term(self, term)

    def constant(self, value: float) -> str:
        number = rational(value)
        return f"Q({number.numerator}n, {number.denominator}n)"

    def given_state(self, code: str) -> str:
        return f"Q(BigInt({super().given_state(code)}), 1n)"

    def option_number(self, code: str, by_option: Sequence[tuple[str, float]]) -> str:
        pairs = ", ".join(f"[{text(option)}, {self.constant(number)}]" for option, number in by_option)
        self.tables.append(f"  const NUMBERS_{code} = new Map([{pairs}]);")
        return f"(NUMBERS_{code}.get(given_{code}) ?? null)"

    def answer_number(self, code: str) -> str:
        return f"decimal({super().answer_number(code)})"

    def part_share(self, code: str, part: str) -> str:
        return f"decimal({super().part_share(code, part)})"

    def total(self, terms: Sequence[str]) -> str:
        return f"plus({', '.join(terms)})"

    def product(self, factors: Sequence[str]) -> str:
        return f"times({', '.join(factors)})"

    def quotient(self, above: str, below: str) -> str:
        return f"over({above}, {below})"

    def compared(self, left: str, relation: Relation, right: str) -> str:
        return f"(apart({left}, {right}) {RELATIONS[relation]} 0n)"

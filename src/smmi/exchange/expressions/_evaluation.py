"""What an expression tree means: its evaluation in plain doubles."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from smmi.errors import EditCheckError, Finding
from smmi.exchange.expressions._nodes import (
    AnswerNumber,
    Choice,
    Compared,
    Condition,
    Constant,
    Every,
    GivenState,
    Greatest,
    HasCharacteristic,
    IsOption,
    IsPresent,
    Least,
    MeanOf,
    Missing,
    Named,
    Negated,
    Number,
    OptionNumber,
    PartShare,
    Power,
    Product,
    Quotient,
    Relation,
    Selects,
    Some,
    Total,
)
from smmi.exchange.expressions._tree import ExpressionTree
from smmi.instrument import AnswerState, Nonresponse
from smmi.instrument.scales import ProblemError, coding
from smmi.scoring import Absence

RELATIONS: Final[Mapping[Relation, Callable[[float, float], bool]]] = {
    Relation.AT_LEAST: float.__ge__,
    Relation.ABOVE: float.__gt__,
    Relation.EQUAL: float.__eq__,
    Relation.BELOW: float.__lt__,
    Relation.AT_MOST: float.__le__,
}
FULL: Final = 100.0


def evaluate(tree: ExpressionTree, answers: Mapping[str, object], /) -> dict[str, Any]:
    """Return the scores of one unit as a tree says: in percent of attainable, or None with a reason.

    It is what printed expressions are held against; to score, `ScoringScheme.compile` is quicker, and exact.

    Args:
        tree: The tree.
        answers: The answers and characteristics of the unit by code, as a record or a document holds them: option
            codes, numbers, lists of codes, shares by part, None where there is no answer, and a `Nonresponse`, or
            ``{"nonresponse": "not-applicable"}``.

    Returns:
        The scores by code, and the reason of each that is absent by code, in words.

    Raises:
        EditCheckError: An answer is impossible.

    Example:
        >>> from smmi.exchange.expressions import expression_tree
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> from smmi.scoring import ScoringScheme
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> evaluate(expression_tree(ScoringScheme(tiny)), {"has_policy": "yes"})["scores"]["overall"]
        100.0
    """
    unit = _Unit(tree, answers)
    for definition in tree.definitions:
        unit.numbers[definition.name] = unit.number(definition.number)
    scores: dict[str, float | None] = {}
    reasons: dict[str, str] = {}
    for output in tree.outputs:
        points = unit.numbers[output.points]
        scores[output.code] = None if points is None else FULL * points
        if points is None:
            reasons[output.code] = Absence(int(unit.there(Named(output.reason)))).label
    return {"scores": scores, "reasons": reasons}


@attrs.frozen
class _Cell:
    """One answer as it was given: its state, and the option, options, number or shares that it is."""

    state: AnswerState
    value: Any = None


class _Unit:
    """The answers of one unit, and the numbers that are known so far."""

    def __init__(self, tree: ExpressionTree, answers: Mapping[str, object]) -> None:
        self.numbers: dict[str, float | None] = {}
        self.known = {code: answers.get(code) for code in tree.characteristics}
        self.cells: dict[str, _Cell] = {}
        findings: list[Finding] = []
        for indicator in tree.questions:
            raw, how = _plain(answers.get(indicator.code)), coding(indicator.scale)
            try:
                code, value = how.encode(raw)
            except ProblemError as problem:
                message = f"{indicator.code!r}: {problem.text}"
                findings.append(
                    Finding(
                        reason=problem.reason,
                        path=f"$.{indicator.code}",
                        message=message,
                        code=indicator.code,
                    )
                )
                continue
            self.cells[indicator.code] = _Cell(AnswerState(int(how.states[code])), how.decode(code, value))
        EditCheckError.raise_any(findings)

    def there(self, number: Number) -> float:
        """Return a number that is there."""
        found = self.number(number)
        if found is None:  # pragma: no cover  (a tree asks only for numbers that are there)
            raise AssertionError(number)
        return found

    def number(self, number: Number) -> float | None:
        """Return a number, or None."""
        match number:
            case Constant(value):
                return value
            case Missing():
                return None
            case Named(name):
                return self.numbers[name]
            case Choice(cases, otherwise):
                return self.number(next((case.then for case in cases if self.holds(case.when)), otherwise))
            case GivenState(code):
                return float(self.cells[code].state)
            case OptionNumber(code, by_option):
                return dict(by_option).get(self.cells[code].value)
            case AnswerNumber(code):
                return float(self.cells[code].value)
            case PartShare(code, part):
                return float(self.cells[code].value[part])
            case _:
                return self._made(number)

    def _made(self, number: Number) -> float | None:
        """Return a number that is made of others, or None."""
        match number:
            case Total(terms):
                there = [term for term in terms if term.when is None or self.holds(term.when)]
                return math.fsum(term.weight * self.there(term.number) for term in there)
            case Product(factors):
                return math.prod(map(self.there, factors))
            case Quotient(above, below):
                return self.there(above) / self.there(below)
            case Power(base, exponent):
                return float(self.there(base) ** self.there(exponent))
            case MeanOf(several) | Least(several) | Greatest(several):
                known = [one for one in map(self.number, several) if one is not None]
                if not known:
                    return None
                if isinstance(number, MeanOf):
                    return math.fsum(known) / len(known)
                return min(known) if isinstance(number, Least) else max(known)
            case _:  # pragma: no cover  (there is no other)
                raise AssertionError(number)

    def holds(self, condition: Condition) -> bool:
        """Return whether a condition holds."""
        match condition:
            case Compared(left, relation, right):
                return RELATIONS[relation](self.there(left), self.there(right))
            case IsPresent(name):
                return self.numbers[name] is not None
            case Every(several):
                return all(map(self.holds, several))
            case Some(several):
                return any(map(self.holds, several))
            case Negated(one):
                return not self.holds(one)
            case IsOption(code, options):
                return self.cells[code].value in options
            case Selects(code, option):
                return option in self.cells[code].value
            case HasCharacteristic(code, values):
                return self.known[code] in values if values else self.known[code] is not None


def _plain(raw: object) -> object:
    """Return an answer as a record holds it, though a document may hold it."""
    if isinstance(raw, Mapping) and isinstance(raw.get("nonresponse"), str):
        named = {one.name.lower().replace("_", "-"): one for one in Nonresponse}
        return named.get(raw["nonresponse"], raw)
    return tuple(raw) if isinstance(raw, list) else raw

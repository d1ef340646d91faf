"""From a scoring scheme to its expression tree."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs

from smmi._decimals import exact, exact_mark, exact_share, multiples_of
from smmi.errors import ArgumentError, NotExpressibleError
from smmi.exchange.expressions._aggregation import Aggregation, Child
from smmi.exchange.expressions._balances import balance
from smmi.exchange.expressions._fineness import before_mark, fineness_of_item, fineness_of_node
from smmi.exchange.expressions._items import Item, RefusalError
from smmi.exchange.expressions._nodes import (
    NEVER,
    Case,
    Choice,
    Compared,
    Condition,
    Constant,
    IsPresent,
    Missing,
    Named,
    Number,
    OptionNumber,
    Relation,
    Term,
    Total,
    every,
    negated,
    some,
)
from smmi.exchange.expressions._rationals import rational, rounded
from smmi.exchange.expressions._routing import is_state, state
from smmi.exchange.expressions._tree import Definition, ExpressionTree, Output
from smmi.instrument import AnswerState, Indicator, Instrument
from smmi.instrument.routing import leaves
from smmi.scoring import (
    Absence,
    AggregationRule,
    CoverageBasis,
    NoAnswer,
    PointsOverAttainable,
    ScoringScheme,
)
from smmi.scoring.scheme import OVERALL

ANY_RULE = "expression tree"
"""What refuses, where no target can express something."""
MOST_PARTS: Final = 10**12
"""A pair of doubles tells shares of so many parts apart."""
A_PAIR_AWAY: Final = Fraction(1, 2**100)
"""So near to points of at most 1 is the pair of doubles that stands for them."""
MISSES = (Absence.NOTHING_ANSWERED, Absence.TOO_LITTLE_ANSWERED, Absence.PROPAGATED)
"""Why a node has no score though it could have one."""


def expression_tree(scheme: ScoringScheme, /) -> ExpressionTree:
    """Return a scoring scheme as expressions: routing, item rules, coverage, weights, marks, and reasons of absence.

    Args:
        scheme: The scheme.

    Returns:
        The tree; `evaluate` is what it means.

    Raises:
        ArgumentError: It is no scheme.
        NotExpressibleError: A rule, or weights of very many digits, cannot be expressed; it names the node.

    Example:
        >>> from smmi import editions
        >>> from smmi.scoring import ScoringScheme
        >>> tree = expression_tree(ScoringScheme(editions.smmi_16()))
        >>> [output.code for output in tree.outputs][:2], len(tree.questions)
        (['overall', 'educational_program'], 80)
    """
    ArgumentError.raise_unless(scheme, ScoringScheme, argument="scheme", expected="a ScoringScheme")
    return _Compilation(scheme).tree()


@attrs.frozen(kw_only=True)
class _Known:
    """What is known of a question or node that has been expressed.

    Attributes:
        counts: When it is there.
        misses: When it is missing though it could be there.
        fineness: Of what part of full points its points are multiples, if that is known.
        lowest: The points with which it enters where it is missing and counts as the lowest.
        item: The item; None for a node.
    """

    counts: Condition
    misses: Condition
    fineness: int | None
    lowest: float = 0.0
    item: Item | None = None


class _Compilation:
    """A scheme while it is made into expressions."""

    def __init__(self, scheme: ScoringScheme) -> None:
        self.scheme = scheme
        self.definitions: list[Definition] = []
        self.known: dict[str, _Known] = {}

    def tree(self) -> ExpressionTree:
        """Return the tree."""
        scheme, instrument = self.scheme, self.scheme.instrument
        questions = _asked(instrument)
        for indicator in questions:
            self.definitions.append(state(instrument, indicator))
        for position, indicator in enumerate(instrument.indicators):
            if indicator.scored:
                self._item(indicator, position)
        nodes = [*((area.code, area.label) for area in instrument.areas)]
        nodes += [(domain.code, domain.label) for domain in instrument.domains]
        nodes += [(OVERALL, "Overall")]
        for code, _ in nodes:
            self._node(code)
        labels = dict(nodes)
        ordered = [OVERALL, *(d.code for d in instrument.domains), *(a.code for a in instrument.areas)]
        return ExpressionTree(
            instrument=scheme.instrument,
            questions=questions,
            definitions=tuple(self.definitions),
            outputs=tuple(
                Output(code=code, label=labels[code], points=f"points.{code}", reason=f"reason.{code}")
                for code in ordered
            ),
        )

    def _item(self, indicator: Indicator, position: int) -> None:
        code, scheme = indicator.code, self.scheme
        item = Item.of(indicator, scheme.item_rule(code))
        answered = is_state(code, AnswerState.ANSWERED)
        try:
            worth = item.points()
        except RefusalError as refusal:
            raise self._refused(code, item.rule, refusal) from None
        cases = [Case(answered, worth)]
        gated = scheme.gated.get(code)
        if gated is not None:
            skipped = is_state(code, AnswerState.GATED)
            cases.append(Case(skipped, Constant(gated)))
        # Of a question that everybody is asked, an option says by itself whether it is an answer.
        plain = isinstance(worth, OptionNumber) and not (
            indicator.gate or indicator.applies or gated is not None
        )
        points = worth if plain else Choice(tuple(cases), Missing())
        self.definitions.append(Definition(f"points.{code}", points))
        plan = scheme.compile().plan
        lowest = plan.items[position].attainable
        self.known[code] = _Known(
            counts=IsPresent(f"points.{code}"),
            misses=is_state(code, AnswerState.NO_ANSWER),
            fineness=fineness_of_item(item, gated),
            lowest=rounded(_share_of(complex(lowest[0]), plan.grid.one)) if lowest else 0.0,
            item=item,
        )

    def _refused(self, code: str, rule: object, refusal: RefusalError) -> NotExpressibleError:
        return NotExpressibleError(ANY_RULE, code, type(rule).__name__, refusal.reason)

    def _node(self, code: str) -> None:
        scheme = self.scheme
        rule = scheme.aggregation_rule(code)
        bind = getattr(rule, "for_children", None)
        rule = bind(scheme.children(code)) if bind else rule
        there = Compared(Named(f"reason.{code}"), Relation.EQUAL, Constant(0.0))
        weighed = {child: scheme.weight(child) for child in scheme.children(code)}
        children = {child: weight for child, weight in weighed.items() if weight > 0}
        points: Number = Missing()
        try:
            if children:
                self._reason(code, rule, tuple(children))
                inside = [self._child(code, i, child, children[child]) for i, child in enumerate(children)]
                aggregation = Aggregation(code, inside, there)
                made = aggregation.points(rule)
                self.definitions += aggregation.definitions
                points = Choice((Case(there, made),), Missing())
            else:
                reason = Constant(float(Absence.NO_WEIGHT))
                self.definitions.append(Definition(f"reason.{code}", reason))
        except RefusalError as refusal:
            raise self._refused(code, rule, refusal) from None
        self.definitions.append(Definition(f"points.{code}", points))
        below = {child: self.known[child].fineness for child in weighed}
        self.known[code] = _Known(
            counts=IsPresent(f"points.{code}"),
            misses=some(*(_is(code, absence) for absence in MISSES)) if children else NEVER,
            fineness=fineness_of_node(rule, weighed, below) if children else 1,
        )

    def _reason(self, code: str, rule: AggregationRule, children: Sequence[str]) -> None:
        """Define why a node has no score, or 0: what is there, what is missing, and whether that is enough."""
        policy, known = self.scheme.policy(code), self.known
        outside = rule.bonus if isinstance(rule, PointsOverAttainable) else ()
        covering = [child for child in children if child not in outside]
        answered = self._define(
            "answered", code, [Term(1.0, Constant(1.0), known[one].counts) for one in covering]
        )
        missed = self._define(
            "missed", code, [Term(1.0, Constant(1.0), known[one].misses) for one in covering]
        )
        nothing = Constant(0.0)
        cases = [
            (every(_equal(answered, nothing), _equal(missed, nothing)), Absence.NOTHING_APPLICABLE),
            (
                some(
                    *(
                        known[one].misses
                        for one in children
                        if self._treatment(code, one) is NoAnswer.PROPAGATES
                    )
                ),
                Absence.PROPAGATED,
            ),
            (_equal(answered, nothing), Absence.NOTHING_ANSWERED),
            (self._too_little(code, covering, answered, missed, policy.basis), Absence.TOO_LITTLE_ANSWERED),
        ]
        told = tuple(Case(when, Constant(float(reason))) for when, reason in cases if when != NEVER)
        self.definitions.append(Definition(f"reason.{code}", Choice(told, nothing)))

    def _treatment(self, parent: str, child: str) -> NoAnswer:
        return self.scheme.no_answer.get(child, self.scheme.policy(parent).no_answer)

    def _define(self, what: str, code: str, terms: Sequence[Term]) -> Named:
        self.definitions.append(Definition(f"{what}.{code}", Total(tuple(terms))))
        return Named(f"{what}.{code}")

    def _too_little(
        self, code: str, covering: Sequence[str], answered: Number, missed: Number, basis: CoverageBasis
    ) -> Condition:
        """Return when what is there is less than the minimum share, asked of whole numbers."""
        share = exact_mark(self.scheme.policy(code).share)
        if share == 0 or not covering:
            return NEVER
        if basis is CoverageBasis.COUNT:
            wholes: tuple[int, ...] = (1,) * len(covering)
        else:
            wholes, _ = multiples_of(exact_share(self.scheme.weight(child)) for child in covering)
        found = balance(wholes, share)
        if found is None:
            raise RefusalError(
                "minimum coverage is asked of weights of more digits together than a double holds"
            )
        if found.even:
            gain, loss = found.gains[0], found.losses[0]
            terms = [Term(float(gain), answered), Term(-float(loss), missed)]
        else:
            there = zip(covering, found.gains, strict=True)
            lacking = zip(covering, found.losses, strict=True)
            terms = [
                *(Term(float(gain), Constant(1.0), self.known[one].counts) for one, gain in there),
                *(Term(-float(loss), Constant(1.0), self.known[one].misses) for one, loss in lacking if loss),
            ]
        return Compared(Total(tuple(terms)), Relation.BELOW, Constant(0.0))

    def _child(self, parent: str, position: int, code: str, weight: float) -> Child:
        known, points = self.known[code], f"points.{code}"
        as_lowest = self._treatment(parent, code) is NoAnswer.LOWEST
        if as_lowest:
            name = f"entered.{parent}.{position}"
            entered = Choice((Case(known.misses, Constant(known.lowest)),), Named(points))
            self.definitions.append(Definition(name, entered))
            points = name

        def falls_short(mark: Fraction) -> Condition:
            return some(
                self._short(code, known, mark),
                known.misses if as_lowest and rational(known.lowest) < mark else NEVER,
            )

        return Child(code=code, weight=weight, points=points, falls_short=falls_short)

    def _short(self, code: str, known: _Known, mark: Fraction) -> Condition:
        """Return when a child is there and below a mark."""
        if known.item is None:
            bound = Constant(before_mark(mark, known.fineness))
            return every(known.counts, Compared(Named(f"points.{code}"), Relation.BELOW, bound))
        answered = every(is_state(code, AnswerState.ANSWERED), negated(known.item.reaches(mark)))
        gated = self.scheme.gated.get(code)
        skipped = gated is not None and exact(gated) < mark
        return some(answered, is_state(code, AnswerState.GATED) if skipped else NEVER)


def _share_of(points: complex, one: int) -> Fraction:
    """Return points in parts of full points, a double or a pair of doubles, as the rational number that they are."""
    found = (Fraction(points.real) + Fraction(points.imag)) / one
    simple = found.limit_denominator(MOST_PARTS)
    return simple if abs(simple - found) <= A_PAIR_AWAY else found


def _is(code: str, absence: Absence) -> Condition:
    return _equal(Named(f"reason.{code}"), Constant(float(absence)))


def _equal(left: Number, right: Number) -> Condition:
    return Compared(left, Relation.EQUAL, right)


def _asked(instrument: Instrument) -> tuple[Indicator, ...]:
    """Return the indicators that are scored, and those of which their gates speak, in declared order."""
    needed: set[str] = set()
    for indicator in reversed(instrument.indicators):
        if (indicator.scored or indicator.code in needed) and indicator.gate:
            needed |= {leaf.code for leaf in leaves(indicator.gate)}
    return tuple(one for one in instrument.indicators if one.scored or one.code in needed)

"""Aggregation rules as expressions: what the points of children make of their parent."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

import attrs

from smmi._decimals import exact, exact_mark, multiples_of
from smmi.exchange.expressions._balances import balance
from smmi.exchange.expressions._items import RefusalError
from smmi.exchange.expressions._nodes import (
    Case,
    Choice,
    Compared,
    Condition,
    Constant,
    Greatest,
    IsPresent,
    Least,
    MeanOf,
    Missing,
    Named,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Term,
    Total,
    every,
    some,
)
from smmi.exchange.expressions._rationals import rounded
from smmi.exchange.expressions._tree import Definition
from smmi.scoring import (
    AggregationRule,
    GeometricMean,
    HarmonicMean,
    MaturityLevels,
    Median,
    MustHave,
    PointsOverAttainable,
    PowerMean,
    WeakestLink,
    WeightedMean,
)

NEAREST_EXPONENT: Final = 1e-4
"""Nearer to 0, the powers of which a mean is made differ from 1 by so little that a double loses their digits."""
GEOMETRIC: Final = 1e-14
"""With an exponent up to here, a power mean differs from the geometric mean by less than a double tells."""
FULL: Final = 100


@attrs.frozen(kw_only=True)
class Child:
    """A child that has weight.

    Attributes:
        code: Its code.
        weight: Its weight.
        points: The name of the points with which it enters its parent; missing if it does not.
        falls_short: Returns when it enters with less than a mark.
    """

    code: str
    weight: float
    points: str
    falls_short: Callable[[Fraction], Condition]

    @property
    def enters(self) -> Condition:
        """Whether it counts for a unit."""
        return IsPresent(self.points)


class Aggregation:
    """What is made of children; numbers of which several others speak are defined before."""

    def __init__(self, code: str, children: Sequence[Child], there: Condition) -> None:
        self.code, self.children, self.there = code, tuple(children), there
        self.definitions: list[Definition] = []
        heaviest = max((exact(child.weight) for child in children), default=Fraction(1))
        self.shares = [rounded(exact(child.weight) / heaviest) for child in children]

    def points(self, rule: AggregationRule) -> Number:
        """Return the points that a rule makes, where one child enters at least.

        Raises:
            RefusalError: The rule cannot be expressed.
        """
        match rule:
            case WeightedMean():
                return self._mean(self.children, self.shares)
            case GeometricMean():
                return self._geometric()
            case HarmonicMean():
                return self._harmonic()
            case PowerMean(exponent):
                return self._power(exponent)
            case WeakestLink():
                return Least(self._numbers)
            case Median():
                return self._median()
            case PointsOverAttainable():
                return self._with_bonus(rule)
            case MustHave():
                return self._capped(rule)
            case MaturityLevels():
                return self._levels(rule)
            case _:
                raise RefusalError("it is somebody else's rule, which only Python knows")

    @property
    def _numbers(self) -> tuple[Number, ...]:
        return tuple(Named(child.points) for child in self.children)

    def _define(self, what: str, number: Number) -> Named:
        alike = sum(one.name.startswith(what) for one in self.definitions)
        name = f"{what}{alike or ''}.{self.code}"
        self.definitions.append(Definition(name, number))
        return Named(name)

    def _mean(self, children: Sequence[Child], shares: Sequence[float]) -> Number:
        if len(set(shares)) == 1:
            return MeanOf(tuple(Named(child.points) for child in children))
        both = list(zip(children, shares, strict=True))
        earned = Total(tuple(Term(share, Named(child.points), child.enters) for child, share in both))
        return Quotient(
            earned, Total(tuple(Term(share, Constant(1.0), child.enters) for child, share in both))
        )

    def _weight(self) -> Named:
        both = zip(self.children, self.shares, strict=True)
        return self._define(
            "weight", Total(tuple(Term(share, Constant(1.0), child.enters) for child, share in both))
        )

    def _geometric(self) -> Number:
        weight = self._weight()
        return Product(
            tuple(
                Choice(
                    (Case(child.enters, Power(Named(child.points), Quotient(Constant(share), weight))),),
                    Constant(1.0),
                )
                for child, share in zip(self.children, self.shares, strict=True)
            )
        )

    def _harmonic(self) -> Number:
        weight, least = self._weight(), self._define("extreme", Least(self._numbers))
        apart = Total(
            tuple(
                Term(share, Quotient(least, Named(child.points)), child.enters)
                for child, share in zip(self.children, self.shares, strict=True)
            )
        )
        return self._unless_nothing(least, Product((least, Quotient(weight, apart))))

    def _power(self, exponent: float) -> Number:
        if abs(exponent) <= GEOMETRIC:
            return self._geometric()
        if abs(exponent) < NEAREST_EXPONENT:
            raise RefusalError(
                f"its exponent {exponent:g} is so near to 0 that a double loses digits; use GeometricMean()"
            )
        # Taken out of the mean, the extreme leaves ratios of at most 1, whose powers do not overflow.
        weight = self._weight()
        extreme = self._define("extreme", (Greatest if exponent > 0 else Least)(self._numbers))
        powers = []
        for child, share in zip(self.children, self.shares, strict=True):
            own = Named(child.points)
            ratio = Quotient(own, extreme) if exponent > 0 else Quotient(extreme, own)
            powers.append(Term(share, Power(ratio, Constant(abs(exponent))), child.enters))
        mean = Power(Quotient(Total(tuple(powers)), weight), Constant(1.0 / exponent))
        return self._unless_nothing(extreme, Product((extreme, mean)))

    def _unless_nothing(self, extreme: Named, points: Number) -> Number:
        nothing = Compared(extreme, Relation.EQUAL, Constant(0.0))
        return Choice((Case(nothing, Constant(0.0)),), points)

    def _median(self) -> Number:
        """Midway between the least points with half of the weight at or below, and the most with half at or above."""
        wholes, _ = multiples_of(exact(child.weight) for child in self.children)
        found = balance(wholes, Fraction(1, 2))
        if found is None:
            raise RefusalError("its weights have more digits together than a double holds")
        ends: list[Number] = []
        for within, beyond, end in (
            (Relation.AT_MOST, Relation.ABOVE, Least),
            (Relation.AT_LEAST, Relation.BELOW, Greatest),
        ):
            marks: list[Number] = []
            for child in self.children:
                own, terms = Named(child.points), []
                for other, gain, loss in zip(self.children, found.gains, found.losses, strict=True):
                    its = Named(other.points)
                    if other == child:
                        terms.append(Term(float(gain), Constant(1.0)))
                        continue
                    near = every(other.enters, Compared(its, within, own))
                    far = every(other.enters, Compared(its, beyond, own))
                    terms += [Term(float(gain), Constant(1.0), near), Term(-float(loss), Constant(1.0), far)]
                half = Compared(Total(tuple(terms)), Relation.AT_LEAST, Constant(0.0))
                marks.append(Choice((Case(every(child.enters, half), own),), Missing()))
            ends.append(end(tuple(marks)))
        return Total((Term(0.5, ends[0]), Term(0.5, ends[1])))

    def _with_bonus(self, rule: PointsOverAttainable) -> Number:
        both = list(zip(self.children, self.shares, strict=True))
        regular = [(child, share) for child, share in both if child.code not in rule.bonus]
        mean = self._mean(*map(tuple, zip(*regular, strict=True)))
        bonus = [
            Term(rounded(exact(child.weight) / FULL), Named(child.points), child.enters)
            for child in self.children
            if child.code in rule.bonus
        ]
        return Least((Constant(1.0), Total((Term(1.0, mean), *bonus)))) if bonus else mean

    def _capped(self, rule: MustHave) -> Number:
        mark = exact_mark(rule.passing)
        short = some(*(child.falls_short(mark) for child in self.children if child.code in rule.codes))
        inner = self._define("inner", Choice((Case(self.there, self.points(rule.rule)),), Missing()))
        return Choice((Case(short, Least((inner, Constant(rule.cap)))),), inner)

    def _levels(self, rule: MaturityLevels) -> Number:
        mark, cases = exact_mark(rule.passing), []
        for reached, level in enumerate(rule.levels):
            short = some(*(child.falls_short(mark) for child in self.children if child.code in level))
            cases.append(Case(short, Constant(rounded(Fraction(reached, len(rule.levels))))))
        return Choice(tuple(cases), Constant(1.0))

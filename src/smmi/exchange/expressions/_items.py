"""Item rules as expressions: what an answer is worth, and when it is worth at least so much."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs

from smmi._decimals import common_denominator, exact
from smmi.exchange.expressions._balances import LARGEST
from smmi.exchange.expressions._nodes import (
    ALWAYS,
    NEVER,
    AnswerNumber,
    Case,
    Choice,
    Compared,
    Condition,
    Constant,
    Greatest,
    IsOption,
    Least,
    Number,
    OptionNumber,
    PartShare,
    Quotient,
    Relation,
    Selects,
    Term,
    Total,
    every,
    some,
)
from smmi.exchange.expressions._rationals import rounded
from smmi.instrument import Composition, Indicator, Scale
from smmi.scoring import (
    CutPoints,
    EqualSteps,
    ItemRule,
    Linear,
    OptionPoints,
    Polarity,
    ReferenceShares,
    Reversed,
    SaturatingCount,
    SelectedShare,
)

NEAREST: Final = 1e-5
"""Goalposts are at least so far apart, relative to the greater of them: else differences to them have few digits."""


@attrs.frozen
class RefusalError(Exception):
    """Why something cannot be expressed; never leaves the package."""

    reason: str


@attrs.frozen(kw_only=True)
class Line:
    """Points along a line between two goalposts, level beyond them."""

    low: Fraction
    high: Fraction
    at_low: Fraction
    at_high: Fraction


@attrs.frozen(kw_only=True)
class Item:
    """One indicator with its rule, unwrapped.

    Attributes:
        indicator: The indicator.
        rule: The rule, not reversed.
        turned: Whether points are 1 less those of the rule.
    """

    indicator: Indicator
    rule: ItemRule
    turned: bool

    @classmethod
    def of(cls, indicator: Indicator, rule: ItemRule) -> "Item":
        """Return an indicator with its rule."""
        turned = False
        while type(rule) is Reversed:
            rule, turned = rule.rule, not turned
        return cls(indicator=indicator, rule=rule, turned=turned)

    def points(self) -> Number:
        """Return what an answer is worth.

        Raises:
            RefusalError: The rule cannot be expressed.
        """
        rule, code = self.rule, self.indicator.code
        match rule:
            case EqualSteps() | OptionPoints():
                return OptionNumber(code, tuple((one, rounded(points)) for one, points in self._by_option()))
            case Linear() | SaturatingCount():
                return _along(code, self._line())
            case CutPoints():
                steps = list(zip((-math.inf, *rule.cuts), self._points(rule.by_step), strict=True))
                cases = [
                    Case(
                        Compared(AnswerNumber(code), Relation.AT_LEAST, Constant(cut)),
                        Constant(rounded(points)),
                    )
                    for cut, points in reversed(steps[1:])
                ]
                return Choice(tuple(cases), Constant(rounded(steps[0][1])))
            case SelectedShare():
                wholes, enough = self._selected(rule)
                terms = [
                    Term(rounded(Fraction(whole, enough)), Constant(1.0), Selects(code, option))
                    for option, whole in wholes
                ]
                return self._turned(Least((Constant(1.0), Total(tuple(terms)))))
            case ReferenceShares():
                return self._turned(_likeness(code, rule, self.indicator.scale))
            case _:
                raise RefusalError("it is somebody else's rule, which only Python knows")

    def reaches(self, mark: Fraction) -> Condition:
        """Return when an answer that is there is worth at least a mark, to the last digit.

        Raises:
            RefusalError: The condition cannot be expressed.
        """
        rule, code = self.rule, self.indicator.code
        if mark <= 0:
            return ALWAYS
        match rule:
            case EqualSteps() | OptionPoints():
                return IsOption(code, tuple(one for one, points in self._by_option() if points >= mark))
            case Linear() | SaturatingCount():
                return _from_where(code, self._line(), mark)
            case CutPoints():
                return self._in_steps(rule, mark)
            case SelectedShare():
                wholes, enough = self._selected(rule)
                least = (1 - mark if self.turned else mark) * enough
                bound = math.floor(least) if self.turned else math.ceil(least)
                if max(sum(whole for _, whole in wholes), bound) > LARGEST:
                    raise RefusalError("weights of options have more digits together than a double holds")
                terms = [Term(float(whole), Constant(1.0), Selects(code, option)) for option, whole in wholes]
                relation = Relation.AT_MOST if self.turned else Relation.AT_LEAST
                if self.turned and mark > 1:  # pragma: no cover  (no mark is above full points)
                    return NEVER
                return Compared(Total(tuple(terms)), relation, Constant(float(bound)))
            case _:
                raise RefusalError("shares have too many digits to tell whether they are exactly at the mark")

    def _turned(self, points: Number) -> Number:
        return Total((Term(1.0, Constant(1.0)), Term(-1.0, points))) if self.turned else points

    def _points(self, points: Sequence[float | Fraction]) -> list[Fraction]:
        return [1 - exact(one) if self.turned else exact(one) for one in points]  # type: ignore[arg-type]

    def _by_option(self) -> list[tuple[str, Fraction]]:
        codes = [option.code for option in self.indicator.scale.answers]
        if isinstance(self.rule, OptionPoints):
            worth = self._points([self.rule.by_option[code] for code in codes])
        else:
            falls = self.rule.polarity is Polarity.NEGATIVE  # type: ignore[attr-defined]  # equal steps
            worth = self._points([Fraction(i, len(codes) - 1) for i in range(len(codes))])
            worth = worth[::-1] if falls else worth
        return list(zip(codes, worth, strict=True))

    def _selected(self, rule: SelectedShare) -> tuple[list[tuple[str, int]], int]:
        """Return the options that earn with their weights, and the weight that is enough, as whole numbers."""
        earning = {
            option.code: exact(rule.weights.get(option.code, 1.0))
            for option in self.indicator.scale.answers
            if not option.exclusive
        }
        enough = sum(earning.values(), Fraction()) if rule.enough is None else exact(rule.enough)
        unit = common_denominator([*earning.values(), enough])
        return [(code, int(one * unit)) for code, one in earning.items() if one], int(enough * unit)

    def _line(self) -> Line:
        rule = self.rule
        if isinstance(rule, Linear):
            floor = exact(rule.floor)
            ends = [floor, Fraction(1)] if rule.polarity is Polarity.POSITIVE else [Fraction(1), floor]
            low, high = exact(rule.low), exact(rule.high)
        else:
            ends, low, high = [Fraction(0), Fraction(1)], Fraction(0), exact(rule.enough)  # type: ignore[attr-defined]
        if (high - low) < NEAREST * max(abs(low), abs(high)):
            raise RefusalError(
                "its goalposts are so near to each other that differences to them have few digits"
            )
        at_low, at_high = (1 - one if self.turned else one for one in ends)
        return Line(low=low, high=high, at_low=at_low, at_high=at_high)

    def _in_steps(self, rule: CutPoints, mark: Fraction) -> Condition:
        number = AnswerNumber(self.indicator.code)
        steps = []
        for i, points in enumerate(self._points(rule.by_step)):
            if points >= mark:
                above = Compared(number, Relation.AT_LEAST, Constant(rule.cuts[i - 1])) if i else ALWAYS
                last = i == len(rule.cuts)
                below = ALWAYS if last else Compared(number, Relation.BELOW, Constant(rule.cuts[i]))
                steps.append(every(above, below))
        return some(*steps)


def _along(code: str, line: Line) -> Number:
    """Return the points along a line: from its lower end, so that little is lost where points are few."""
    number = AnswerNumber(code)
    low, high = rounded(line.low), rounded(line.high)
    rises = line.at_high >= line.at_low
    way = Total((Term(1.0, number), Term(-1.0, Constant(low))))
    if not rises:
        way = Total((Term(1.0, Constant(high)), Term(-1.0, number)))
    worse, better = sorted((line.at_low, line.at_high))
    rise: Number = Quotient(way, Constant(rounded(line.high - line.low)))
    if worse != 0 or better != 1:
        rise = Total((Term(1.0, Constant(rounded(worse))), Term(rounded(better - worse), rise)))
    return Choice(
        (
            Case(Compared(number, Relation.AT_MOST, Constant(low)), Constant(rounded(line.at_low))),
            Case(Compared(number, Relation.AT_LEAST, Constant(high)), Constant(rounded(line.at_high))),
        ),
        rise,
    )


def _from_where(code: str, line: Line, mark: Fraction) -> Condition:
    """Return for which answers the points along a line reach a mark: the numbers on one side of a double."""
    if mark > max(line.at_low, line.at_high):
        return NEVER
    if mark <= min(line.at_low, line.at_high):
        return ALWAYS
    there = line.low + (mark - line.at_low) / (line.at_high - line.at_low) * (line.high - line.low)
    rises = line.at_high > line.at_low
    number = float(there)
    toward = math.inf if rises else -math.inf
    while (exact(number) < there) if rises else (exact(number) > there):
        number = math.nextafter(number, toward)
    while True:
        before = math.nextafter(number, -toward)
        if (exact(before) < there) if rises else (exact(before) > there):
            break
        number = before
    relation = Relation.AT_LEAST if rises else Relation.AT_MOST
    return Compared(AnswerNumber(code), relation, Constant(number))


def _likeness(code: str, rule: ReferenceShares, scale: Scale) -> Number:
    """Return 1 less half of the sum of absolute differences, and at least what the least likely part is worth."""
    parts = [part.code for part in scale.parts] if isinstance(scale, Composition) else []
    total = Total(tuple(Term(1.0, PartShare(code, part)) for part in parts))
    apart = []
    for part in parts:
        own, like = (
            Quotient(PartShare(code, part), total),
            Constant(rounded(exact(rule.reference[part]) / 100)),
        )
        one, other = Total((Term(1.0, own), Term(-1.0, like))), Total((Term(1.0, like), Term(-1.0, own)))
        apart.append(Term(-0.5, Greatest((one, other))))
    least = Constant(rounded(min(map(exact, rule.reference.values())) / 100))
    likeness = Greatest((least, Total((Term(1.0, Constant(1.0)), *apart))))
    return Choice((Case(Compared(total, Relation.ABOVE, Constant(0.0)), likeness),), least)

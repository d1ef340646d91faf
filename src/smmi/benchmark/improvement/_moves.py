"""Moves: the answers to which a unit could change its own, and what each costs."""

import math
import numbers
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Final, SupportsFloat

import attrs
import numpy as np

from smmi._decimals import exact
from smmi.benchmark.survey._argument_checks import plain_whole
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.frozen import freeze_mapping
from smmi.instrument import (
    Answers,
    AnswerState,
    Area,
    Binary,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Ordinal,
)
from smmi.instrument.declaration import FIRST_ANSWER
from smmi.instrument.scales import ProblemError, coding

Costs = Mapping[str, SupportsFloat | Mapping[object, SupportsFloat]]
"""A number is any real one: of Python, of NumPy, a fraction or a decimal."""

MOST_SELECTED: Final = 6
"""The largest multiple choice whose selections are all tried; of a larger one, those to which a cost is given."""


@attrs.frozen
class Move:
    """An answer that a unit could have.

    Attributes:
        answer: The answer, as it is given in records; None for none.
        cost: What it costs to have it; 0 for the answer that there is.
        steps: How many steps it is from the answer that there is.
    """

    answer: object
    cost: Fraction
    steps: int


def moves(
    answers: Answers, unit: str, /, *, costs: Costs, frozen: Collection[str], years: int | None
) -> dict[str, tuple[Move, ...]]:
    """Return for each indicator that can move its answers, the one that there is first.

    Raises:
        UnknownCodeError: There is no such indicator, or nothing has a code that is frozen.
        ArgumentError: A cost is negative or no number, or of what is no answer of its scale, or the years are no
            number.
    """
    ArgumentError.raise_unless(costs, Mapping, argument="costs", expected="a mapping from codes to costs")
    instrument = answers.instrument
    years = None if years is None else plain_whole(years)
    if years is not None and (not isinstance(years, int) or isinstance(years, bool) or years < 1):
        raise ArgumentError("years", repr(years), "None or an integer of at least 1")
    still, known = below(instrument, frozen), {one.code: one for one in instrument.indicators}
    prices: dict[str, Fraction | Mapping[object, Fraction]] = {}
    for code, given in costs.items():
        if code not in known:
            raise UnknownCodeError("no indicator has the code", str(code), tuple(known))
        price = price_of(code, given)
        prices[code] = _listed(known[code], price) if isinstance(price, dict) else price
    at, record, found = answers.position(unit), answers.record(unit), {}
    for code, indicator in known.items():
        state = AnswerState(int(answers.states(code)[at]))
        if code in still or state in (AnswerState.NOT_APPLICABLE, AnswerState.NOT_ADMINISTERED):
            continue
        options = tuple(_moves(indicator, record[code], prices.get(code, Fraction(1))))
        kept = tuple(one for one in options if years is None or one.steps <= years)
        if kept:
            found[code] = (Move(freeze_mapping(record[code]), Fraction(0), 0), *kept)
    return found


def price_of(
    code: str, given: SupportsFloat | Mapping[object, SupportsFloat], /
) -> Fraction | dict[object, Fraction]:
    """Return what was given as the cost of an indicator as the rational numbers for which it stands.

    Raises:
        ArgumentError: A cost is negative, or no finite real number.
    """
    if isinstance(given, Mapping):
        return {answer: _exact_cost(code, cost) for answer, cost in given.items()}
    return _exact_cost(code, given)


def _exact_cost(code: str, cost: object) -> Fraction:
    found = None
    if isinstance(cost, np.floating) and not isinstance(cost, float):
        # Its own shortest decimal: as a double, one of less precision would stand for another number.
        found = Fraction(str(cost)) if np.isfinite(cost) else None
    elif isinstance(cost, numbers.Rational) and not isinstance(cost, bool):
        found = Fraction(int(cost.numerator), int(cost.denominator))
    elif isinstance(cost, numbers.Real | Decimal) and not isinstance(cost, bool) and math.isfinite(cost):
        found = Fraction(cost) if isinstance(cost, Decimal) else exact(float(cost))
    if found is None or found < 0:
        raise ArgumentError("costs", f"{code!r}: {cost!r}", "a number of at least 0")
    return found


def _listed(indicator: Indicator, given: Mapping[object, Fraction]) -> dict[object, Fraction]:
    """Return costs by answers as records hold them: a selection has its options in any order, and is one answer.

    Raises:
        ArgumentError: A key is no answer of the scale, or an answer has two costs.
    """
    how, found = coding(indicator.scale), dict[object, Fraction]()
    for raw, cost in given.items():
        got = f"{indicator.code!r}: {raw!r}"
        try:
            code, value = how.encode(raw)
        except ProblemError as problem:
            advice = problem.text.replace("got", "Got", 1)
            raise ArgumentError("costs", got, "an answer of its scale", advice) from None
        if not FIRST_ANSWER <= code < FIRST_ANSWER + how.answers:
            raise ArgumentError("costs", got, "an answer of its scale, and no nonresponse")
        answer = freeze_mapping(how.decode(code, value))
        if answer in found:
            raise ArgumentError("costs", f"{got} a second time", "one cost for each answer")
        found[answer] = cost
    return found


def _moves(indicator: Indicator, own: object, given: Fraction | Mapping[object, Fraction]) -> Iterator[Move]:
    listed = given if isinstance(given, Mapping) else None
    for answer in _answers(indicator, listed):
        steps = _steps(indicator, own, answer)
        if not steps:
            continue
        if not isinstance(given, Mapping):
            yield Move(answer, given * steps, steps)
        elif answer in given:
            yield Move(answer, given[answer], steps)


def _answers(indicator: Indicator, listed: Mapping[object, Fraction] | None) -> Iterator[object]:
    """Yield the answers that may be tried: all options, else those to which a cost is given."""
    scale = indicator.scale
    if isinstance(scale, Binary | Ordinal | Nominal):
        yield from (option.code for option in scale.answers)
    elif isinstance(scale, MultipleChoice) and len(scale.answers) <= MOST_SELECTED:
        alone = {option.code for option in scale.answers if option.exclusive}
        most = len(scale.answers) if scale.maximum is None else scale.maximum
        for size in range(scale.minimum, most + 1):
            for chosen in combinations([option.code for option in scale.answers], size):
                if size == 1 or not alone & set(chosen):
                    yield chosen
    else:
        yield from listed or ()


def _steps(indicator: Indicator, own: object, answer: object) -> int:
    """Return how many steps there are between answers; to give the lowest answer where there was none is one."""
    scale = indicator.scale
    if own == answer:
        return 0
    if isinstance(scale, Binary | Ordinal):
        codes = [option.code for option in scale.answers]
        return abs(codes.index(str(answer)) - (codes.index(str(own)) if own in codes else -1))
    if isinstance(scale, MultipleChoice):
        before = set(own) if isinstance(own, tuple) else set()
        return max(len(before ^ set(answer)), 1)  # type: ignore[call-overload]  # a tuple of codes
    return 1


def below(instrument: Instrument, frozen: Collection[str], /) -> frozenset[str]:
    """Return the codes of the indicators at and below nodes.

    Raises:
        UnknownCodeError: Nothing has such a code.
    """
    found: set[str] = set()
    for code in frozen:
        node = instrument[code]
        areas = node.areas if isinstance(node, Domain) else (node,) if isinstance(node, Area) else ()
        found.update(indicator.code for area in areas for indicator in area.indicators)
        found.update((code,) if isinstance(node, Indicator) else ())
    return frozenset(found)


def components(instrument: Instrument, movable: Collection[str], /) -> tuple[tuple[str, ...], ...]:
    """Return the indicators that can move in groups: those of different groups share no gate."""
    leader = {one.code: one.code for one in instrument.indicators}

    def lead(code: str) -> str:
        while leader[code] != code:
            code = leader[code]
        return code

    for indicator in instrument.indicators:
        for code in gate_codes(indicator):
            leader[lead(code)] = lead(indicator.code)
    groups: dict[str, list[str]] = defaultdict(list)
    for indicator in instrument.indicators:
        if indicator.code in movable:
            groups[lead(indicator.code)].append(indicator.code)
    return tuple(map(tuple, groups.values()))


def gate_codes(indicator: Indicator, /) -> tuple[str, ...]:
    """Return the codes of which an indicator's gate speaks."""
    from smmi.instrument.routing import leaves

    return tuple({leaf.code: None for leaf in leaves(indicator.gate)}) if indicator.gate else ()

"""Routing as expressions: the state of an answer after gates and applicability."""

from typing import Final

from smmi.exchange.expressions._nodes import (
    AnswerNumber,
    Case,
    Choice,
    Compared,
    Condition,
    Constant,
    GivenState,
    HasCharacteristic,
    IsOption,
    Named,
    Number,
    Relation,
    Selects,
    every,
    negated,
    some,
)
from smmi.exchange.expressions._tree import Definition
from smmi.instrument import (
    AllConditions,
    Answered,
    AnswerState,
    AnyCondition,
    AtLeast,
    Condition as RoutingCondition,
    Equals,
    Includes,
    Indicator,
    Instrument,
    NotCondition,
    OneOf,
)
from smmi.instrument.routing import Leaf, asked


def is_state(code: str, state: AnswerState) -> Condition:
    """Return the condition that the answer to a question is in a state, after routing."""
    return Compared(Named(f"state.{code}"), Relation.EQUAL, Constant(float(state)))


class Verdict:
    """When a routing condition is true, when it is false, and when it is unknown; else it is void.

    See `smmi.instrument.routing`: unknown is what speaks of a question without an answer, void what speaks of one that
    was not put to the unit.
    """

    def __init__(self, true: Condition, false: Condition, unknown: Condition) -> None:
        self.true, self.false, self.unknown = true, false, unknown


def state(instrument: Instrument, indicator: Indicator) -> Definition:
    """Return the state of the answer to a question after routing."""
    given = GivenState(indicator.code)
    cases: list[Case] = []
    if indicator.applies:
        elsewhere = verdict(instrument, indicator.applies).false
        administered = negated(_given(indicator, AnswerState.NOT_ADMINISTERED))
        cases.append(Case(every(elsewhere, administered), _state(AnswerState.NOT_APPLICABLE)))
    if indicator.gate:
        gate = verdict(instrument, indicator.gate)
        stays = some(
            _given(indicator, AnswerState.NOT_ADMINISTERED), _given(indicator, AnswerState.NOT_APPLICABLE)
        )
        shut = every(negated(gate.true), negated(gate.unknown), negated(stays))
        cases.append(Case(shut, _state(AnswerState.GATED)))
    return Definition(f"state.{indicator.code}", Choice(tuple(cases), given) if cases else given)


def _state(state: AnswerState) -> Number:
    return Constant(float(state))


def _given(indicator: Indicator, state: AnswerState) -> Condition:
    return Compared(GivenState(indicator.code), Relation.EQUAL, _state(state))


def verdict(instrument: Instrument, condition: RoutingCondition) -> Verdict:
    match condition:
        case NotCondition(inner):
            one = verdict(instrument, inner)
            return Verdict(one.false, one.true, one.unknown)
        case AllConditions(parts):
            several = [verdict(instrument, part) for part in parts]
            false = some(*(one.false for one in several))
            unknown = every(negated(false), some(*(one.unknown for one in several)))
            return Verdict(every(*(one.true for one in several)), false, unknown)
        case AnyCondition(parts):
            several = [verdict(instrument, part) for part in parts]
            true = some(*(one.true for one in several))
            unknown = every(negated(true), some(*(one.unknown for one in several)))
            return Verdict(true, every(*(one.false for one in several)), unknown)
        case _:
            return _leaf(instrument, condition)


NO_ANSWER: Final = AnswerState.NO_ANSWER


def _leaf(instrument: Instrument, leaf: Leaf) -> Verdict:
    """Return the verdict of a part that speaks of one question, or of one characteristic."""
    characteristic = next((one for one in instrument.characteristics if one.code == leaf.code), None)
    if characteristic:
        known = HasCharacteristic(leaf.code, ())
        if isinstance(leaf, Answered):
            return Verdict(known, negated(known), some())
        holds: Condition = HasCharacteristic(leaf.code, tuple(map(str, asked(leaf))))
        return Verdict(holds, every(known, negated(holds)), negated(known))
    answered = is_state(leaf.code, AnswerState.ANSWERED)
    if isinstance(leaf, Answered):
        return Verdict(answered, negated(answered), some())
    holds = _holds(instrument, leaf)
    return Verdict(every(answered, holds), every(answered, negated(holds)), is_state(leaf.code, NO_ANSWER))


def _holds(instrument: Instrument, leaf: Leaf) -> Condition:
    """Return when a part holds of an answer that is there."""
    scale = instrument.nodes[leaf.code].scale  # type: ignore[union-attr]  # an indicator's code, as was checked
    options = [option.code for option in scale.answers]
    number = AnswerNumber(leaf.code)
    match leaf:
        case Includes(code, option):
            return Selects(code, option)
        case AtLeast(code, str(value)):
            return IsOption(code, tuple(options[options.index(value) :]))
        case AtLeast(_, value):
            return Compared(number, Relation.AT_LEAST, Constant(float(value)))
        case Equals() | OneOf() if options:
            return IsOption(leaf.code, tuple(str(one) for one in asked(leaf) if one in options))
        case _:
            equals = (
                Compared(number, Relation.EQUAL, Constant(float(one)))
                for one in asked(leaf)
                if not isinstance(one, str)
            )
            return some(*equals)

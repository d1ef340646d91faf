"""Logic: conditions of the tool as conditions of an instrument, as far as these can say them.

A gate must never be shut where the tool showed a question, or an answer would be lost. So a condition that cannot be
said as a whole is said too widely where it shows, and too narrowly where it skips.

Within a set, "and" binds before "or", as the tool's manual has it ("And conjunctions connect statements, while Or
conjunctions separate them"). What is selected is unknown of a blank; what is not selected holds for one.
"""

import enum
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from smmi.errors import DeclarationError
from smmi.exchange.qualtrics.definitions._choices import Choice
from smmi.exchange.qualtrics.definitions._fields import mapping, name, number, numbered
from smmi.instrument import (
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Condition,
    Count,
    Equals,
    Includes,
    Indicator,
    MultipleChoice,
    NotCondition,
    Number,
    OneOf,
    Option,
)

MOST_EXPRESSIONS: Final = 200
"""How many expressions a condition may have; one with more is not carried over."""
MOST_ROWS: Final = 100
"""How many rows a matrix may have of which a condition asks whether any is answered so."""
_LOCATOR: Final = re.compile(
    r"q://(QID[0-9]+(?:#[0-9]+)?)/([A-Za-z]+)(?:/([A-Za-z0-9]+))?(?:/([A-Za-z0-9]+))?\Z"
)
_RECODES: Final = frozenset({"SelectedChoicesRecode", "SelectedAnswerRecode"})
_WRITTEN: Final = frozenset({"ChoiceTextEntryValue", "ChoiceNumericEntryValue"})


class Side(enum.Enum):
    """On which side a condition may be said that cannot be said as it is."""

    WIDE = "wide"
    """It holds wherever the tool's does; a blank may leave it unknown."""
    WIDE_AND_SURE = "wide and sure"
    """The same, and it is true or false whatever was answered."""
    NARROW = "narrow"
    """It holds nowhere but where the tool's does, and is true or false whatever was answered."""


@attrs.frozen(kw_only=True, eq=False)
class Asked:
    """A question of which logic may speak: its indicators by their rows, and what may be chosen.

    Attributes:
        indicators: The indicators, by the ids of their rows; '' where there are none.
        choices: The choices, by their ids.
    """

    indicators: Mapping[str, Indicator]
    choices: Mapping[str, Choice]


Reach = Mapping[str, Asked]
"""The questions of which logic may speak, by their ids."""


def condition_of(logic: object, path: str, reach: Reach, side: Side, /) -> Condition | None:
    """Return a condition of the tool as one of an instrument; None if nothing of it can be said.

    Args:
        logic: The condition, as it stands.
        path: Where it stands.
        reach: The questions of which it may speak.
        side: On which side it may be said.

    Raises:
        DocumentError: It is no condition.
    """
    sets: list[tuple[str, Condition | None]] = []
    total = 0
    for key, value in numbered(logic, path, "a condition"):
        where = f"{path}[{key!r}]"
        several = mapping(value, where, "a set of expressions, a mapping")
        expressions = [
            mapping(one, f"{where}[{at!r}]", "an expression, a mapping")
            for at, one in numbered(several, where, "")
        ]
        total += len(expressions)
        if total > MOST_EXPRESSIONS:
            return None
        groups: list[list[Condition | None]] = [[]]
        for expression in expressions:
            joined = expression.get("Conjuction", expression.get("Conjunction", "And"))
            if joined == "Or" and groups[-1]:
                groups.append([])
            groups[-1].append(_expression(expression, where, reach, side))
        sets.append((name(several.get("Type"), where), either([both(group, side) for group in groups], side)))
    kinds = {kind for kind, _ in sets[1:]}
    parts = [one for _, one in sets]
    if not parts:
        return None
    if kinds <= {"AndIf"}:
        return both(parts, side)
    if kinds <= {"OrIf", "ElseIf"}:
        return either(parts, side)
    return None  # the manual does not say which of both is first


def both(parts: Sequence[Condition | None], side: Side, /) -> Condition | None:
    """Return that all hold."""
    if side is Side.NARROW and None in parts:
        return None  # what cannot be said may fail
    said = [one for one in dict.fromkeys(parts) if one is not None]
    return _joined(AllConditions, said)


def either(parts: Sequence[Condition | None], side: Side, /) -> Condition | None:
    """Return that one holds at least."""
    if side is not Side.NARROW and None in parts:
        return None  # what cannot be said may hold
    said = [one for one in dict.fromkeys(parts) if one is not None]
    return _joined(AnyCondition, said)


def not_so(part: Condition | None, /) -> Condition | None:
    """Return that a condition, which is sure, does not hold."""
    return None if part is None else _tried(lambda: NotCondition(part))


def _joined(kind: type[AllConditions] | type[AnyCondition], parts: Sequence[Condition]) -> Condition | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return _tried(lambda: kind(tuple(parts)))


def _tried(make: Any) -> Condition | None:  # noqa: ANN401  (a callable that returns a condition)
    """Return a condition; None if it would be too large for an instrument."""
    try:
        made: Condition = make()
    except DeclarationError:
        return None
    return made


def _expression(said: Mapping[str, Any], path: str, reach: Reach, side: Side) -> Condition | None:
    """Return one expression of the tool; None if it cannot be said."""
    if (
        said.get("LogicType", "Question") != "Question"
        or str(said.get("QuestionIsInLoop", "no")).lower() != "no"
    ):
        return None
    operator = name(said.get("Operator", said.get("Condition")), path)
    locator = name(said.get("LeftOperand") or said.get("ChoiceLocator") or said.get("Locator"), path)
    found = _LOCATOR.fullmatch(locator.replace("%23", "#"))
    asked = reach.get(found[1]) if found else None
    if found is None or asked is None:
        return None
    _, what, first, second = found.groups()
    match what, operator:
        case ("SelectableChoice", "Selected" | "NotSelected"):
            leaf = _chosen(asked, first or "", second, side, wanted=operator == "Selected")
        case ("SelectableAnswer", "Selected" | "NotSelected"):
            leaf = _chosen_anywhere(asked, first or "", side, wanted=operator == "Selected")
        case (_, "Empty" | "NotEmpty") if what in _WRITTEN:
            leaf = _written(asked, wanted=operator == "NotEmpty")
        case _ if what in _RECODES:
            leaf = _recode(asked, first or "", operator, number(said.get("RightOperand")), side)
        case _ if what in _WRITTEN:
            leaf = _compared(asked, first or "", operator, number(said.get("RightOperand")), side)
        case _:
            leaf = None
    return leaf


def _options(asked: Asked, choice: str, indicator: Indicator) -> list[Option]:
    code = asked.choices[choice].code if choice in asked.choices else ""
    return [option for option in indicator.scale.answers if option.code == code]


def _is(indicator: Indicator, codes: Sequence[str]) -> Condition:
    """Return that one of some options is the answer, or among the answers."""
    if isinstance(indicator.scale, MultipleChoice):
        several: list[Condition] = [Includes(indicator.code, code) for code in codes]
        return several[0] if len(several) == 1 else AnyCondition(several)
    return Equals(indicator.code, codes[0]) if len(codes) == 1 else OneOf(indicator.code, codes)


def _sure(indicator: Indicator, leaf: Condition) -> Condition:
    """Return that there is an answer, and that it is so: true or false whatever was answered."""
    return AllConditions((Answered(indicator.code), leaf))


def _sided(indicator: Indicator, leaf: Condition, side: Side, *, wanted: bool) -> Condition:
    if not wanted:
        return NotCondition(_sure(indicator, leaf))  # a blank is not selected
    return leaf if side is Side.WIDE else _sure(indicator, leaf)


def _chosen(asked: Asked, first: str, second: str | None, side: Side, *, wanted: bool) -> Condition | None:
    """Return that a choice is selected, of a matrix an answer in a row."""
    row, choice = ("", first) if "" in asked.indicators else (first, second or "")
    indicator = asked.indicators.get(row)
    if indicator is None or (second is not None and row == ""):
        return None
    options = _options(asked, choice, indicator)
    if not options:
        return None
    return _sided(indicator, _is(indicator, [options[0].code]), side, wanted=wanted)


def _chosen_anywhere(asked: Asked, choice: str, side: Side, *, wanted: bool) -> Condition | None:
    """Return that an answer is selected in a row of a matrix.

    The manual does not say whether one row is enough: on the wide side it is, on the narrow one all have to be so.
    """
    if "" in asked.indicators or len(asked.indicators) > MOST_ROWS:
        return None
    parts = [
        _sided(indicator, _is(indicator, [options[0].code]), side, wanted=wanted)
        for indicator in asked.indicators.values()
        if (options := _options(asked, choice, indicator))
    ]
    if len(parts) != len(asked.indicators) or not parts:
        return None
    return both(parts, side) if side is Side.NARROW else either(parts, side)


def _written(asked: Asked, *, wanted: bool) -> Condition | None:
    indicator = asked.indicators.get("")
    if indicator is None or not isinstance(indicator.scale, Number):
        return None
    answered = Answered(indicator.code)
    return answered if wanted else NotCondition(answered)


def _recode(asked: Asked, row: str, operator: str, value: float | None, side: Side) -> Condition | None:
    """Return what is said of the recode value of what was chosen."""
    indicator = asked.indicators.get("" if "" in asked.indicators else row)
    if indicator is None or value is None or isinstance(indicator.scale, MultipleChoice):
        return None
    if any(option.value is None for option in indicator.scale.options) or indicator.scale.nonresponses:
        return None  # of a nonresponse no condition can speak
    holds = {
        "EqualTo": value.__eq__,
        "GreaterThan": value.__lt__,
        "GreaterThanOrEqual": value.__le__,
        "LessThan": value.__gt__,
        "LessThanOrEqual": value.__ge__,
    }.get(operator)
    if holds is None:
        return None
    codes = [
        option.code
        for option in indicator.scale.answers
        if option.value is not None and holds(option.value) is True
    ]
    return _sided(indicator, _is(indicator, codes), side, wanted=True) if codes else None


def _compared(asked: Asked, row: str, operator: str, value: float | None, side: Side) -> Condition | None:
    """Return what is said of a number."""
    indicator = asked.indicators.get("" if "" in asked.indicators else row)
    if indicator is None or value is None or not isinstance(indicator.scale, Number | Count):
        return None
    at_least, equal = AtLeast(indicator.code, value), Equals(indicator.code, value)
    match operator:
        case "EqualTo":
            leaf: Condition = equal
        case "GreaterThan":
            leaf = AllConditions((at_least, NotCondition(equal)))
        case "GreaterThanOrEqual":
            leaf = at_least
        case "LessThan":
            leaf = NotCondition(at_least)
        case "LessThanOrEqual":
            leaf = AnyCondition((NotCondition(at_least), equal))
        case _:
            return None
    return _sided(indicator, leaf, side, wanted=True)

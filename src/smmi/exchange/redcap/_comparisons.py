"""Comparisons in branching logic as conditions on one question."""

from collections.abc import Mapping

from smmi.exchange.redcap._logic import Compared
from smmi.instrument import AllConditions, Answered, AtLeast, Condition, Equals, NotCondition, OneOf
from smmi.intake.tables import number_of


def of_choice(
    code: str, one: Compared, options: Mapping[str, str], every: Mapping[str, str]
) -> Condition | None:
    if one.value == "" and one.relation in {"=", "<>"}:
        return Answered(code) if one.relation == "<>" else NotCondition(Answered(code))
    if one.relation in {"=", "<>"}:
        option = options.get(one.value)
        if option is None:  # a choice that is no answer, or none at all
            there = one.relation == "<>"
            return (Answered(code) if there else NotCondition(Answered(code))) if one.value in every else None
        return Equals(code, option) if one.relation == "=" else NotCondition(Equals(code, option))
    mark = number_of(one.value)
    numbers = {option: number_of(choice) for choice, option in options.items()}
    if mark is None or None in numbers.values():
        return None
    holds = {">": float.__gt__, ">=": float.__ge__, "<": float.__lt__, "<=": float.__le__}[one.relation]
    kept = [option for option, value in numbers.items() if value is not None and holds(value, mark)]
    return OneOf(code, kept) if kept else None


def of_number(code: str, one: Compared) -> Condition | None:
    if one.value == "":
        if one.relation not in {"=", "<>"}:
            return None
        return Answered(code) if one.relation == "<>" else NotCondition(Answered(code))
    value = number_of(one.value)
    if value is None:
        return None
    equal, least = Equals(code, value), AtLeast(code, value)
    by_relation: Mapping[str, Condition] = {
        "=": equal,
        "<>": NotCondition(equal),
        ">=": least,
        "<": NotCondition(least),
        ">": AllConditions((least, NotCondition(equal))),
        "<=": NotCondition(AllConditions((least, NotCondition(equal)))),
    }
    return by_relation[one.relation]

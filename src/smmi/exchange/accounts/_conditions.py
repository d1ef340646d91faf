"""Conditions of other formats, taken apart, and what of them a gate can say."""

from collections.abc import Callable, Mapping, Sequence

import attrs

from smmi.instrument import (
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Condition,
    Equals,
    Includes,
    NotCondition,
    OneOf,
)
from smmi.intake.tables import number_of


@attrs.frozen
class Compared:
    """A field, or a choice of a checkbox, is to a value as a relation says."""

    field: str
    choice: str | None
    relation: str
    value: str


@attrs.frozen
class Joined:
    """Several parts, of which all hold or one does."""

    word: str
    parts: tuple["Parsed", ...]


Parsed = Compared | Joined | None
"""Logic that was understood; None where it was not."""


def condition_of(
    logic: Parsed,
    known: Callable[[Compared], Condition | None],
    /,
) -> Condition | None:
    """Return logic as a condition that is at least as wide; None where nothing can be said.

    Args:
        logic: The logic, taken apart.
        known: What makes a condition of a comparison, or nothing.
    """
    if logic is None:
        return None
    if isinstance(logic, Compared):
        return known(logic)
    made = [condition_of(part, known) for part in logic.parts]
    there = [one for one in made if one is not None]
    if logic.word == "or":
        return _any(list(dict.fromkeys(there))) if len(there) == len(made) else None
    compared = {one.code for one in there if isinstance(one, Equals | OneOf | AtLeast | Includes)}
    compared |= {
        one.condition.code
        for one in there
        if isinstance(one, NotCondition) and isinstance(one.condition, Equals | OneOf | AtLeast | Includes)
    }
    # What is compared has to be there, which a gate leaves open: said as well, it would be narrower.
    kept = [one for one in there if not (isinstance(one, Answered) and one.code in compared)]
    kept = list(dict.fromkeys(kept))
    return (kept[0] if len(kept) == 1 else AllConditions(kept)) if kept else None


def _any(parts: Sequence[Condition]) -> Condition:
    """Return that one of several holds: where all say of one question what it equals, as one."""
    if len(parts) == 1:
        return parts[0]
    equal = [one for one in parts if isinstance(one, Equals)]
    codes = {one.code for one in equal}
    if len(codes) != 1 or len(equal) < len(parts):
        return AnyCondition(parts)
    return OneOf(codes.pop(), tuple(one.value for one in equal))


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

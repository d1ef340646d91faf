"""Conditions in words, and conditions of an older edition translated into the codes of a newer one."""

from collections.abc import Mapping
from typing import Any, Final

from smmi.instrument.routing._conditions import (
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Condition,
    Equals,
    Includes,
    Leaf,
    NotCondition,
    OneOf,
    asked,
)

_PREDICATES: Final[Mapping[type, str]] = {
    Equals: "is",
    OneOf: "is one of",
    Includes: "includes",
    AtLeast: "is at least",
    Answered: "is answered",
}
"""What a condition says of the answer to its code, before the options or numbers of which it speaks."""

Partner = tuple[str, Mapping[str, str] | None]
"""The newer code of an indicator, and the newer code of each of its options if they changed."""


def read_across(condition: Condition, partners: Mapping[str, Partner]) -> Condition | None:
    """Return a condition in the codes of the newer edition, or None if it speaks of what has no partner there."""
    match condition:
        case NotCondition(inner):
            one = read_across(inner, partners)
            return None if one is None else NotCondition(one)
        case AllConditions(several) | AnyCondition(several):
            parts = [read_across(part, partners) for part in several]
            whole = tuple(part for part in parts if part is not None)
            return type(condition)(whole) if len(whole) == len(parts) else None
        case _:
            return _leaf_across(condition, partners.get(condition.code))


def _leaf_across(leaf: Leaf, partner: Partner | None) -> Condition | None:
    if partner is None:
        return None
    code, options = partner

    def now(value: str | float) -> str | float:
        return options[value] if options and isinstance(value, str) else value

    values = tuple(map(now, asked(leaf)))
    kind: Any = type(leaf)
    return OneOf(code, values) if kind is OneOf else kind(code, *values)


def in_words(condition: Condition | None) -> str:
    """Return a condition as a phrase that goes with "asked if".

    Example:
        >>> in_words(AllConditions((AtLeast("partners", 1.0), NotCondition(Equals("office", "no")))))
        "'partners' is at least 1 and not ('office' is 'no')"
    """
    match condition:
        case None:
            return "always"
        case NotCondition(inner):
            return f"not ({in_words(inner)})"
        case AllConditions(several):
            return " and ".join(map(_part, several))
        case AnyCondition(several):
            return " or ".join(map(_part, several))
        case _:
            values = ", ".join(map(_value, asked(condition)))
            return f"{condition.code!r} {_PREDICATES[type(condition)]} {values}".rstrip()


def _part(condition: Condition) -> str:
    words = in_words(condition)
    return f"({words})" if isinstance(condition, AllConditions | AnyCondition) else words


def _value(value: str | float) -> str:
    return repr(value) if isinstance(value, str) else f"{value:.15g}"

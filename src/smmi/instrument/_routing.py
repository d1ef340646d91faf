"""Routing conditions: on which earlier answers, or characteristics of the unit, an indicator depends.

A condition is data. Its verdict has four values, because an answer can be absent in two ways:

- the indicator it speaks of was put to the unit and not answered: the verdict is *unknown*;
- that indicator was itself not put to the unit (gated, not applicable, not administered): the verdict is *void*.

`Not`, `All` and `Any` follow Kleene's strong logic of three values, where both are "neither true nor false"; *unknown*
is kept before *void*. A gate is open if its condition is true and shut if it is false or void. If it is unknown, a
blank indicator behind it counts as not answered (nothing shows that it could be skipped), and an answer stands.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from smmi.errors import DeclarationError, Finding, Reason
from smmi.instrument._declaring import (
    as_float,
    as_tuple,
    check_fields,
    checked,
    each,
    field_findings,
    is_code,
    is_finite,
)

DEEPEST: Final = 32
"""How deep conditions may be nested."""


def _is_value(value: object) -> str | None:
    good = is_code(value) is None or is_finite(value) is None
    return None if good else "an option's code or a finite number"


def _as_values(values: Iterable[str | float]) -> tuple[str | float, ...]:
    several: object = as_tuple(values)
    return tuple(map(as_float, several)) if isinstance(several, tuple) else values  # type: ignore[return-value]


def _is_condition(value: object) -> str | None:
    return None if isinstance(value, CONDITIONS) else "a condition"


@attrs.frozen
class Equals:
    """The answer to `code` is this option, or this number.

    Example:
        >>> Equals("rotation", "required")
        Equals(code='rotation', value='required')
    """

    code: str = attrs.field(metadata=checked(is_code))
    value: str | float = attrs.field(converter=as_float, metadata=checked(_is_value))

    def __attrs_post_init__(self) -> None:
        check_fields(self)


@attrs.frozen
class OneOf:
    """The answer to `code` is one of these options or numbers.

    Example:
        >>> OneOf("discipline", ("dental", "medical")).values
        ('dental', 'medical')
    """

    code: str = attrs.field(metadata=checked(is_code))
    values: tuple[str | float, ...] = attrs.field(
        converter=_as_values,
        metadata=checked(each(_is_value, expected="option codes or finite numbers")),
    )

    def __attrs_post_init__(self) -> None:
        check_fields(self)


@attrs.frozen
class Includes:
    """The multiple choice `code` has this option among its selections."""

    code: str = attrs.field(metadata=checked(is_code))
    option: str = attrs.field(metadata=checked(is_code))

    def __attrs_post_init__(self) -> None:
        check_fields(self)


@attrs.frozen
class AtLeast:
    """The answer to `code` is this option or one above it, or at least this number."""

    code: str = attrs.field(metadata=checked(is_code))
    value: str | float = attrs.field(converter=as_float, metadata=checked(_is_value))

    def __attrs_post_init__(self) -> None:
        check_fields(self)


@attrs.frozen
class Answered:
    """There is an answer to `code`; false, never unknown, for every kind of absence."""

    code: str = attrs.field(metadata=checked(is_code))

    def __attrs_post_init__(self) -> None:
        check_fields(self)


@attrs.frozen
class Not:
    """The condition does not hold."""

    condition: "Condition" = attrs.field(metadata=checked(_is_condition))

    def __attrs_post_init__(self) -> None:
        check_fields(self)
        _check_depth(self)


@attrs.frozen
class All:
    """All conditions hold.

    Example:
        >>> All((Answered("a"), Not(Equals("b", "no")))).conditions[0]
        Answered(code='a')
    """

    conditions: tuple["Condition", ...] = attrs.field(
        converter=as_tuple, metadata=checked(each(_is_condition, expected="conditions"))
    )

    def __attrs_post_init__(self) -> None:
        _check_several(self)


@attrs.frozen
class Any:
    """At least one condition holds."""

    conditions: tuple["Condition", ...] = attrs.field(
        converter=as_tuple, metadata=checked(each(_is_condition, expected="conditions"))
    )

    def __attrs_post_init__(self) -> None:
        _check_several(self)


Condition = Equals | OneOf | Includes | AtLeast | Answered | Not | All | Any
"""Any routing condition."""

CONDITIONS: Final = (Equals, OneOf, Includes, AtLeast, Answered, Not, All, Any)

Leaf = Equals | OneOf | Includes | AtLeast | Answered


def leaves(condition: Condition, /) -> Iterator[Leaf]:
    """Yield the parts of a condition that speak of one code, from left to right."""
    match condition:
        case Not(inner):
            yield from leaves(inner)
        case All(several) | Any(several):
            for part in several:
                yield from leaves(part)
        case _:
            yield condition


def _check_several(condition: All | Any) -> None:
    bad = list(field_findings(condition))
    if not bad and not condition.conditions:
        kind = type(condition).__name__
        bad = [
            Finding(
                reason=Reason.EMPTY,
                path="$.conditions",
                message=f"{kind} has no conditions; expected 1 or more",
            )
        ]
    DeclarationError.raise_any(bad)
    _check_depth(condition)


def _check_depth(condition: Condition) -> None:
    level: list[Condition] = [condition]
    for _ in range(DEEPEST):
        level = [part for outer in level for part in _parts(outer)]
        if not level:
            return
    message = (
        f"conditions are nested more than {DEEPEST} deep; declare an indicator in between, or flatten them"
    )
    raise DeclarationError((Finding(reason=Reason.BAD_GATE, path="$", message=message),))


def _parts(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case Not(inner):
            return (inner,)
        case All(several) | Any(several):
            return several
        case _:
            return ()

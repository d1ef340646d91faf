"""Routing conditions: on which earlier answers, or characteristics of the unit, an indicator depends.

A condition is data. Its verdict has four values, because an answer can be absent in two ways:

- the indicator it speaks of was put to the unit and not answered: the verdict is *unknown*;
- that indicator was itself not put to the unit (gated, not applicable, not administered): the verdict is *void*.

`Answered` is true or false in every case. `NotCondition`, `AllConditions` and `AnyCondition` follow Kleene's strong
logic of three values, where both are "neither true nor false"; *unknown* is kept before *void*.

A gate is open if its condition is true and shut if it is false or void. If it is unknown, a blank indicator behind it
counts as not answered (nothing shows that it could be skipped), and an answer stands. Behind a shut gate a cell is
*gated*, whatever was answered, unless it was said not to be applicable or was not administered: it stays that.

Applicability comes first: where its condition is false the cell is *not applicable*, unless it was not administered.
A unit without a value of the characteristic leaves the condition unknown, and the indicator applies.

Conditions see the cells after routing: an answer behind a shut gate is no answer to the gates that speak of it.
"""

from collections.abc import Iterable, Iterator
from typing import ClassVar, Final

import attrs

from smmi.errors import Finding, Reason
from smmi.instrument.declaration._fields import (
    Declared,
    as_float,
    as_tuple,
    checked,
    each,
    empty_findings,
    is_code,
    is_finite,
)

DEEPEST: Final = 32
"""How deep conditions may be nested."""
MOST_PARTS: Final = 1_000
"""How many conditions may stand in one, itself included."""


def _is_value(value: object) -> str | None:
    good = is_code(value) is None or is_finite(value) is None
    return None if good else "an option's code or a finite number"


def _as_values(values: Iterable[str | float]) -> tuple[str | float, ...]:
    several: object = as_tuple(values)
    return tuple(map(as_float, several)) if isinstance(several, tuple) else values  # type: ignore[return-value]


def _is_condition(value: object) -> str | None:
    return None if isinstance(value, CONDITIONS) else "a condition"


@attrs.frozen
class Equals(Declared):
    """The answer to `code` is this option, or this number.

    Example:
        >>> Equals("rotation", "required")
        Equals(code='rotation', value='required')
    """

    code: str = attrs.field(metadata=checked(is_code))
    value: str | float = attrs.field(converter=as_float, metadata=checked(_is_value))


@attrs.frozen
class OneOf(Declared):
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

    def _relations(self) -> Iterable[Finding]:
        return empty_findings(self.values, "values", type(self).__name__)


@attrs.frozen
class Includes(Declared):
    """The multiple choice `code` has this option among its selections.

    Example:
        >>> Includes("topics", "ethics").option
        'ethics'
    """

    code: str = attrs.field(metadata=checked(is_code))
    option: str = attrs.field(metadata=checked(is_code))


@attrs.frozen
class AtLeast(Declared):
    """The answer to `code` is this option or one above it, or at least this number.

    Example:
        >>> AtLeast("partners", 3)
        AtLeast(code='partners', value=3.0)
    """

    code: str = attrs.field(metadata=checked(is_code))
    value: str | float = attrs.field(converter=as_float, metadata=checked(_is_value))


@attrs.frozen
class Answered(Declared):
    """There is an answer to `code`; false, never unknown, for every kind of absence.

    Example:
        >>> Answered("partners").code
        'partners'
    """

    code: str = attrs.field(metadata=checked(is_code))


@attrs.frozen
class NotCondition(Declared):
    """The condition does not hold.

    Example:
        >>> NotCondition(Answered("partners")).condition
        Answered(code='partners')
    """

    _fingerprinted_as: ClassVar[str] = "Not"

    condition: "Condition" = attrs.field(metadata=checked(_is_condition))

    def _relations(self) -> Iterable[Finding]:
        return _size_findings(self)


@attrs.frozen
class AllConditions(Declared):
    """All conditions hold.

    Example:
        >>> AllConditions((Answered("a"), NotCondition(Equals("b", "no")))).conditions[0]
        Answered(code='a')
    """

    _fingerprinted_as: ClassVar[str] = "All"

    conditions: tuple["Condition", ...] = attrs.field(
        converter=as_tuple, metadata=checked(each(_is_condition, expected="conditions"))
    )

    def _relations(self) -> Iterable[Finding]:
        return (*empty_findings(self.conditions, "conditions", type(self).__name__), *_size_findings(self))


@attrs.frozen
class AnyCondition(Declared):
    """At least one condition holds.

    Example:
        >>> len(AnyCondition((Answered("partners"), Equals("office", "yes"))).conditions)
        2
    """

    _fingerprinted_as: ClassVar[str] = "Any"

    conditions: tuple["Condition", ...] = attrs.field(
        converter=as_tuple, metadata=checked(each(_is_condition, expected="conditions"))
    )

    def _relations(self) -> Iterable[Finding]:
        return (*empty_findings(self.conditions, "conditions", type(self).__name__), *_size_findings(self))


Condition = Equals | OneOf | Includes | AtLeast | Answered | NotCondition | AllConditions | AnyCondition
"""Any routing condition."""

CONDITIONS: Final = (Equals, OneOf, Includes, AtLeast, Answered, NotCondition, AllConditions, AnyCondition)

Leaf = Equals | OneOf | Includes | AtLeast | Answered


def leaves(condition: Condition, /) -> Iterator[Leaf]:
    """Yield the parts of a condition that speak of one code, from left to right."""
    if isinstance(condition, NotCondition | AllConditions | AnyCondition):
        for part in _parts(condition):
            yield from leaves(part)
    else:
        yield condition


def asked(leaf: Leaf, /) -> tuple[str | float, ...]:
    """Return the options or numbers of which a leaf speaks; none if it asks whether there is an answer."""
    if isinstance(leaf, Equals | AtLeast):
        return (leaf.value,)
    if isinstance(leaf, OneOf):
        return leaf.values
    return (leaf.option,) if isinstance(leaf, Includes) else ()


def _size_findings(condition: Condition) -> Iterator[Finding]:
    """Walk no further than the limits: parts may be shared, and the tree that they stand for be endless to walk."""
    level: tuple[Condition, ...] = (condition,)
    number = depth = 0
    while level and depth < DEEPEST and number <= MOST_PARTS:
        number += len(level)
        depth += 1
        level = tuple(part for outer in level for part in _parts(outer))
    if level or number > MOST_PARTS:
        message = (
            f"{type(condition).__name__} holds more than {MOST_PARTS} conditions, or is nested more than {DEEPEST} "
            "deep; use OneOf, or gate an indicator in between"
        )
        yield Finding(reason=Reason.BAD_GATE, path="$", message=message)


def _parts(condition: Condition) -> tuple[Condition, ...]:
    if isinstance(condition, NotCondition):
        return (condition.condition,)
    return condition.conditions if isinstance(condition, AllConditions | AnyCondition) else ()

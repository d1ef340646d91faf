"""Characteristics of units, such as discipline or control: declared attributes that decide where indicators apply."""

from collections.abc import Iterator

import attrs

from smmi.errors import Finding, Reason
from smmi.instrument.declaration._fields import (
    Declared,
    a,
    as_tuple,
    checked,
    each,
    is_code,
    is_text,
    wording,
)
from smmi.instrument.scales import Option, field_finding, plain_options, repeated_options


@attrs.frozen
class Characteristic(Declared):
    """A characteristic of units and its admissible values.

    Example:
        >>> control = Characteristic(
        ...     "control", "Control", (Option("public", "Public"), Option("private", "Private"))
        ... )
        >>> [option.code for option in control.options]
        ['public', 'private']
    """

    code: str = attrs.field(metadata=checked(is_code))
    label: str = attrs.field(metadata=wording(is_text))
    options: tuple[Option, ...] = attrs.field(
        converter=as_tuple, metadata=checked(each(a(Option), expected="Option"))
    )

    def _relations(self) -> Iterator[Finding]:
        owner = f"characteristic {self.code!r}"
        if not self.options:
            yield field_finding(Reason.EMPTY, owner, "options", "got none, expected the admissible values")
        yield from repeated_options(owner, "options", self.options)
        why = "a value of a unit cannot; None says no value"
        yield from plain_options(owner, "options", self.options, why)

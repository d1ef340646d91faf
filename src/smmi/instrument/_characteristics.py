"""Characteristics of units: what kind of school it is, apart from what it answers."""

from collections.abc import Iterator

import attrs

from smmi.errors import DeclarationError, Finding, Reason
from smmi.instrument._declaring import (
    a,
    as_tuple,
    checked,
    each,
    field_findings,
    is_code,
    is_text,
    repeated,
    wording,
)
from smmi.instrument._scales import Option


@attrs.frozen
class Characteristic:
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

    def __attrs_post_init__(self) -> None:
        bad = list(field_findings(self))
        DeclarationError.raise_any(bad or self._relations())

    def _relations(self) -> Iterator[Finding]:
        if not self.options:
            message = f"'options' of characteristic {self.code!r}: got none, expected the admissible values"
            yield Finding(reason=Reason.EMPTY, path="$.options", message=message)
        for position, code in repeated(option.code for option in self.options):
            yield Finding(
                reason=Reason.REPEATED_CODE,
                path=f"$.options[{position}].code",
                message=f"'options' of characteristic {self.code!r}: {code!r} stands twice",
            )

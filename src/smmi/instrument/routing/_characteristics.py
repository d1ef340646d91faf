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
    repeated,
    wording,
)
from smmi.instrument.scales import Option


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
        if not self.options:
            yield self._finding(Reason.EMPTY, "", "got none, expected the admissible values")
        for position, code in repeated(option.code for option in self.options):
            yield self._finding(
                Reason.REPEATED_CODE, f"[{position}].code", f"{code!r} stands twice; give each its own code"
            )
        for position, option in enumerate(self.options):
            if option.exclusive or option.nonresponse is not None:
                problem = (
                    f"{option.code!r} is exclusive or stands for a nonresponse, which a value of a unit cannot; "
                    "None says no value"
                )
                yield self._finding(Reason.BAD_VALUE, f"[{position}]", problem)

    def _finding(self, reason: Reason, where: str, problem: str) -> Finding:
        message = f"'options' of characteristic {self.code!r}: {problem}"
        return Finding(reason=reason, path=f"$.options{where}", message=message)

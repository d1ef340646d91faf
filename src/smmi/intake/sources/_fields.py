"""Fields of sources: words and names, how numbers are written, and what blanks mean."""

import enum
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from smmi.errors import Finding, Reason
from smmi.instrument import Nonresponse
from smmi.instrument.declaration import Check, Declared, a, checked, each, is_any_text, is_text, shown

Words = Mapping[str, str]
"""Words as written, to the code that each means."""
MissingWords = Mapping[str, Nonresponse]
"""Words as written, to why there is no answer."""


def a_mapping(check: Check, expected: str) -> Check:
    """Expect a mapping from text that is not blank to values that pass a check."""

    def expect(value: object) -> str | None:
        if not isinstance(value, Mapping):
            return f"a mapping from {expected}"
        bad = next((key for key, one in value.items() if is_text(key) or check(one)), None)
        return None if bad is None else f"a mapping from {expected}; got {shown(bad)}: {shown(value[bad])}"

    return expect


IS_WORDS: Final = a_mapping(is_text, "words to codes")
IS_MISSING: Final = a_mapping(a(Nonresponse), "words to Nonresponse")
ARE_TEXTS: Final = each(is_text, expected="words")
ARE_ANY_TEXTS: Final = each(is_any_text, expected="words")


def is_separator(value: object) -> str | None:
    """Expect text that can stand between options; a blank or a line break is one."""
    return None if isinstance(value, str) and value else "text, such as ';'"


class Percents(enum.Enum):
    """What the numbers of a percentage are.

    Example:
        >>> Percents("fraction")
        <Percents.FRACTION: 'fraction'>
    """

    PERCENT = "percent"
    """45 is 45 percent; a percent sign may stand behind it."""
    FRACTION = "fraction"
    """0.45 is 45 percent; with a percent sign, 45% is."""


def _one_of(*marks: str) -> Check:
    listed = ", ".join(map(repr, marks))
    return lambda value: None if value in marks and isinstance(value, str) else f"one of {listed}"


@attrs.frozen(kw_only=True)
class NumberFormat(Declared):
    """How numbers are written as text; a cell that is a number already is taken as it is.

    Attributes:
        decimal: The decimal mark, a point or a comma.
        thousands: The mark between groups of three digits: nothing, a point, a comma, a blank or an apostrophe.
        percents: What the numbers of a percentage (or of a composition's shares) are.

    Example:
        >>> NumberFormat(decimal=",", thousands=".").percents
        <Percents.PERCENT: 'percent'>
    """

    decimal: str = attrs.field(default=".", metadata=checked(_one_of(".", ",")))
    thousands: str = attrs.field(default="", metadata=checked(_one_of("", ".", ",", " ", "'")))
    percents: Percents = attrs.field(default=Percents.PERCENT, metadata=checked(a(Percents)))

    def _relations(self) -> Iterator[Finding]:
        if self.decimal == self.thousands:
            message = f"{self.decimal!r} cannot be the decimal mark and stand between thousands"
            yield Finding(reason=Reason.BAD_VALUE, path="$.thousands", message=message)


class Blank(enum.Enum):
    """What it means that nothing is ticked, or that a part has no share.

    Example:
        >>> Blank("not administered").name
        'NOT_ADMINISTERED'
    """

    NO_ANSWER = "no answer"
    NOT_ADMINISTERED = "not administered"
    NOT_APPLICABLE = "not applicable"
    NONE = "none"
    """An answer: none of the options; a share of 0."""

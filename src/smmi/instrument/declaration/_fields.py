"""Field checks of declared values: every field by itself, then the relations between fields.

A field of an attrs class names its check in its metadata; `Declared` runs all of them, so that one error holds
every problem of a value. A check takes a value and returns what was expected, or None if the value is good.
"""

import math
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Set as AbstractSet
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

from smmi.errors import DeclarationError, Finding, Reason
from smmi.fingerprint import ADDED_LATER, AFFECTS_SCORE

Check = Callable[[object], str | None]
T = TypeVar("T", bound=Hashable)

CHECK = "smmi.check"
CODE_PATTERN = re.compile(r"[a-z][a-z0-9_]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
EXACT = 2**53
"""Up to here every integer is a double; beyond, two integers may be the same double."""
LONGEST_CODE = 64
LONGEST_TEXT = 20_000
SHOWN = 60


def shown(value: object) -> str:
    """Return a value for a message: its repr, cut where it is long."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001  (a stranger's repr must not replace our message)
        text = f"<{type(value).__name__}>"
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def is_number(value: object, /) -> bool:
    """Return whether a value is a finite number; True and False are none.

    Example:
        >>> is_number(0.5), is_number(True), is_number(math.nan)
        (True, False, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def is_share(value: object, /) -> bool:
    """Return whether a value is a number from 0 to 1; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def plain_text(value: object) -> str:
    """Return text as a plain `str`; nothing for what is no text, is blank, or cannot be written as UTF-8.

    Asks the class and not the object, which may be a stranger's and raise anything.
    """
    text = str.__str__(value) if issubclass(type(value), str) else ""
    return text if text.strip() and _is_unicode(text) else ""


def is_code(value: object) -> str | None:
    """Expect a code: a lower-case letter, then letters, digits and underscores."""
    good = isinstance(value, str) and len(value) <= LONGEST_CODE and CODE_PATTERN.fullmatch(value)
    return None if good else f"a code ([a-z][a-z0-9_]*, at most {LONGEST_CODE} characters)"


def is_text(value: object) -> str | None:
    """Expect text that is not blank."""
    good = isinstance(value, str) and value.strip() and len(value) <= LONGEST_TEXT and _is_unicode(value)
    return None if good else f"text that is not blank (at most {LONGEST_TEXT} characters)"


def is_name(value: object) -> str | None:
    """Expect text that is not blank and has no spaces around it."""
    good = is_text(value) is None and isinstance(value, str) and value == value.strip()
    return None if good else f"text without spaces around it (at most {LONGEST_TEXT} characters)"


def is_any_text(value: object) -> str | None:
    """Expect text, blank or not."""
    good = isinstance(value, str) and len(value) <= LONGEST_TEXT and _is_unicode(value)
    return None if good else f"text (at most {LONGEST_TEXT} characters)"


def is_whole(value: object) -> str | None:
    """Expect an integer that is not negative."""
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= EXACT
    return None if good else "an integer from 0 to 2**53"


def is_finite(value: object) -> str | None:
    """Expect a finite number."""
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= EXACT
    return None if whole or (isinstance(value, float) and math.isfinite(value)) else "a finite number"


def is_flag(value: object) -> str | None:
    """Expect True or False."""
    return None if isinstance(value, bool) else "True or False"


def a(cls: type | tuple[type, ...], expected: str = "") -> Check:
    """Expect an instance of a class."""
    name = expected or (cls.__name__ if isinstance(cls, type) else " or ".join(c.__name__ for c in cls))
    return lambda value: None if isinstance(value, cls) else f"a value of {name}"


def or_none(check: Check) -> Check:
    """Expect None, or what another check expects."""

    def expect(value: object) -> str | None:
        expected = None if value is None else check(value)
        return f"None or {expected}" if expected else None

    return expect


def each(check: Check, *, expected: str) -> Check:
    """Expect a tuple whose members all pass a check."""

    def expect(value: object) -> str | None:
        if not isinstance(value, tuple):
            return f"a sequence of {expected}"
        bad = next((i for i, member in enumerate(value) if check(member) is not None), None)
        return None if bad is None else f"a sequence of {expected}; entry {bad} is {shown(value[bad])}"

    return expect


def checked(check: Check, /) -> Mapping[str, Any]:
    """Return metadata for a field that can affect a score."""
    return MappingProxyType({CHECK: check})


def wording(check: Check, /) -> Mapping[str, Any]:
    """Return metadata for a field that can change no score."""
    return MappingProxyType({CHECK: check, AFFECTS_SCORE: False})


def later(metadata: Mapping[str, Any], /) -> Mapping[str, Any]:
    """Return metadata for a field that is younger than its class: what has its default keeps its fingerprint."""
    return MappingProxyType({**metadata, ADDED_LATER: True})


def as_tuple(value: Iterable[Any]) -> tuple[Any, ...]:
    """Return an iterable as a tuple; text, and what has no order or no members, are left for the check."""
    if isinstance(value, tuple | str | bytes | Mapping | AbstractSet) or not isinstance(value, Iterable):
        return value  # type: ignore[return-value]
    return tuple(value)


def as_float(value: Any) -> Any:  # noqa: ANN401  (what is no number is left for the check)
    """Return a number as a plain float, so that 1, 1.0 and numpy's 1.0 declare the same value."""
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= EXACT
    return float(value) if whole or isinstance(value, float) else value


def as_coded(value: Any) -> Any:  # noqa: ANN401  (what is no number is left for the check)
    """Return a number, a decimal included, as a plain float with one zero."""
    number = as_float(float(value) if isinstance(value, Decimal) else value)
    return number + 0.0 if isinstance(number, float) else number


class Declared:
    """A declared value: as it is made, its fields are checked by their metadata, then the relations between them.

    Raises:
        DeclarationError: At least one field has an unusable value, or two contradict each other.
    """

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        DeclarationError.raise_any(list(field_findings(self)) or self._relations())

    def _relations(self) -> Iterable[Finding]:
        """Return findings about the relations between fields; asked for if every field is good by itself."""
        return ()


def field_findings(declared: Any) -> Iterator[Finding]:  # noqa: ANN401  (any attrs instance)
    """Yield a finding for each field whose check fails."""
    kind, code = type(declared).__name__, getattr(declared, "code", None)
    named = f" {code!r}" if is_code(code) is None else ""
    for field in attrs.fields(type(declared)):
        check: Check | None = field.metadata.get(CHECK)
        value = getattr(declared, field.name)
        expected = check(value) if check else None
        if expected:
            reason = Reason.BAD_CODE if field.name == "code" else Reason.BAD_VALUE
            message = f"{field.name!r} of {kind}{named}: got {shown(value)}, expected {expected}"
            yield Finding(reason=reason, path=f"$.{field.name}", message=message)


def empty_findings(several: tuple[object, ...], field: str, owner: str) -> Iterator[Finding]:
    """Yield a finding if a field that has to hold something holds nothing."""
    if not several:
        message = f"{field!r} of {owner}: got none, expected 1 or more"
        yield Finding(reason=Reason.EMPTY, path=f"$.{field}", message=message)


def repeated(codes: Iterable[T]) -> list[tuple[int, T]]:
    """Return the position and value of each code that stood earlier already."""
    first: dict[T, int] = {}
    return [(i, code) for i, code in enumerate(codes) if first.setdefault(code, i) != i]


def _is_unicode(text: str) -> bool:
    return text.isascii() or not _SURROGATE.search(text)

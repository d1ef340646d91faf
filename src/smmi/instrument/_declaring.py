"""How declared values check themselves: every field at once, then the relations between fields.

A field names its check in its metadata; `check_fields` runs them all, so that one error tells everything that is
wrong with a value. A check takes the value and returns what was expected, or None if the value is good.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from smmi.errors import DeclarationError, Finding, Reason
from smmi.fingerprint import AFFECTS_SCORE

Check = Callable[[object], str | None]

CHECK = "smmi.check"
CODE_PATTERN = re.compile(r"[a-z][a-z0-9_]*")
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


def is_code(value: object) -> str | None:
    """Expect a code: a lower-case letter, then letters, digits and underscores."""
    good = isinstance(value, str) and len(value) <= LONGEST_CODE and CODE_PATTERN.fullmatch(value)
    return None if good else f"a code ([a-z][a-z0-9_]*, at most {LONGEST_CODE} characters)"


def is_text(value: object) -> str | None:
    """Expect text that is not blank."""
    good = isinstance(value, str) and value.strip() and len(value) <= LONGEST_TEXT and _is_unicode(value)
    return None if good else f"text that is not blank (at most {LONGEST_TEXT} characters)"


def is_any_text(value: object) -> str | None:
    """Expect text, blank or not."""
    good = isinstance(value, str) and len(value) <= LONGEST_TEXT and _is_unicode(value)
    return None if good else f"text (at most {LONGEST_TEXT} characters)"


def is_whole(value: object) -> str | None:
    """Expect an integer that is not negative."""
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
    return None if good else "an integer from 0 to 2**53"


def is_finite(value: object) -> str | None:
    """Expect a finite number."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return None if good else "a finite number"


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
        good = isinstance(value, tuple) and all(check(member) is None for member in value)
        return None if good else f"a sequence of {expected}"

    return expect


def checked(check: Check, /) -> Mapping[str, Any]:
    """Return metadata for a field that can affect a score."""
    return MappingProxyType({CHECK: check})


def wording(check: Check, /) -> Mapping[str, Any]:
    """Return metadata for a field that can change no score."""
    return MappingProxyType({CHECK: check, AFFECTS_SCORE: False})


def as_tuple(value: Iterable[Any]) -> tuple[Any, ...]:
    """Return an iterable as a tuple; text, mappings and what cannot be iterated are left for the check."""
    if isinstance(value, tuple | str | bytes | Mapping) or not isinstance(value, Iterable):
        return value  # type: ignore[return-value]
    return tuple(value)


def as_float(value: Any) -> Any:  # noqa: ANN401  (what is not an integer is left for the check)
    """Return an integer as a float, so that 1 and 1.0 declare the same value."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 2**53:
        return float(value)
    return value


def check_fields(declared: Any, *relations: Finding) -> None:  # noqa: ANN401  (any attrs instance)
    """Check all fields of a declared value by their metadata.

    Args:
        declared: An attrs instance.
        relations: Findings about the relations between fields, already made.

    Raises:
        DeclarationError: At least one field has an unusable value.
    """
    DeclarationError.raise_any((*field_findings(declared), *relations))


def field_findings(declared: Any) -> Iterator[Finding]:  # noqa: ANN401  (any attrs instance)
    """Yield a finding for each field whose check fails."""
    kind = type(declared).__name__
    for field in attrs.fields(type(declared)):
        check: Check | None = field.metadata.get(CHECK)
        value = getattr(declared, field.name)
        expected = check(value) if check else None
        if expected:
            reason = Reason.BAD_CODE if field.name == "code" else Reason.BAD_VALUE
            name = f"{field.name!r} of {kind}{_named(declared)}"
            yield Finding(
                reason=reason,
                path=f"$.{field.name}",
                message=f"{name}: got {shown(value)}, expected {expected}",
            )


def _named(declared: Any) -> str:  # noqa: ANN401  (any attrs instance)
    code = getattr(declared, "code", None)
    return f" {code!r}" if isinstance(code, str) and is_code(code) is None else ""


def repeated(codes: Iterable[str]) -> list[tuple[int, str]]:
    """Return the position and value of each code that stood earlier already."""
    seen: set[str] = set()
    again = []
    for position, code in enumerate(codes):
        if code in seen:
            again.append((position, code))
        seen.add(code)
    return again


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

"""Mismatches: errors of cattrs, and of our own hooks, as findings with a path."""

from collections.abc import Collection, Iterator

import attrs
from cattrs import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.errors import AttributeValidationNote, IterableValidationNote

from smmi.errors import MESSAGE_LIMIT, Finding, FindingsError, Reason, suggestion
from smmi.serialization.fields._fields import key_of, keys_of, required_keys, title_of
from smmi.serialization.fields._json_values import LONGEST_SHOWN, cut, finding_at, step


class Mismatch(Exception):  # noqa: N818  (never leaves the package)
    """A value of a document is not what is expected there.

    Attributes:
        findings: What is wrong, with paths that begin at the value.
    """

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings)
        self.findings = findings

    @classmethod
    def of(cls, message: str, *, reason: Reason = Reason.WRONG_TYPE, at: str = "") -> "Mismatch":
        """Return the mismatch of one message, at the value itself or further in."""
        return cls(finding_at(f"${at}", message, reason))


def findings_of(error: BaseException, /) -> tuple[Finding, ...]:
    """Return all that an error of the converter says, with paths from the root of what was read."""
    return tuple(_findings(error, "$"))


def _findings(error: BaseException, path: str) -> Iterator[Finding]:
    match error:
        case ClassValidationError():
            for inner in error.exceptions:
                field = next(
                    (note.name for note in _notes(inner) if isinstance(note, AttributeValidationNote)), None
                )
                yield from _field_findings(inner, error.cl, field, path)
        case IterableValidationError():
            for inner in error.exceptions:
                places = [note.index for note in _notes(inner) if isinstance(note, IterableValidationNote)]
                yield from _findings(inner, path + "".join(map(step, places)))
        case Mismatch() | FindingsError():
            for finding in error.findings:
                yield attrs.evolve(finding.under(path), row=None)  # rows and units belong to other input
        case _:
            yield finding_at(path, f"{type(error).__name__}: {str(error)[:400]}")


def _field_findings(error: BaseException, cls: type, name: str | None, path: str) -> Iterator[Finding]:
    if isinstance(error, ForbiddenExtraKeysError):
        yield from unknown_keys(error.extra_fields, keys_of(cls), title_of(cls), path)
    elif name is None:
        yield from _findings(error, path)
    elif type(error) is KeyError:
        yield missing_key(key_of(cls, name), required_keys(cls), title_of(cls), path)
    else:
        yield from _findings(error, path + step(key_of(cls, name)))


def _notes(error: BaseException) -> list[str]:
    return getattr(error, "__notes__", [])


def nearest(text: str, known: Collection[str], /, *, there: Collection[str] = ()) -> str:
    """Return ``. Did you mean 'x'?`` for the nearest known text, or nothing if none is near or it is there already."""
    near = suggestion(text[:LONGEST_SHOWN], known, there=there)
    return f".{near}" if near else ""


def unknown_keys(
    unknown: Collection[str], known: Collection[str], what: str, path: str, there: Collection[str] = ()
) -> Iterator[Finding]:
    """Yield a finding for each key that is not known; the first ones with the nearest that is, and is not there."""
    listed = ", ".join(map(repr, known)) or "no keys"
    for position, key in enumerate(sorted(unknown)):
        near = nearest(key, known, there=there) if position < MESSAGE_LIMIT else ""
        message = f"{cut(key)} is no key of {what}, which has {listed}{near}"
        yield finding_at(path + step(key), message, Reason.UNKNOWN_KEY)


def missing_key(key: str, required: Collection[str], what: str, path: str) -> Finding:
    """Return the finding for a key that is missing."""
    needs = f"; {what} needs {', '.join(map(repr, required))}" if required else ""
    return finding_at(path + step(key), f"the key {key!r} is missing{needs}", Reason.MISSING_KEY)

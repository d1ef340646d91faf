"""The canonical form of a frozen value and its SHA-256 fingerprint.

The canonical form is text that depends on the value alone: not on the process, the hash seed, the order of a
mapping, or the version of Python. Floats are written exactly (shortest text that reads back as the same double).
"""

import dataclasses
import enum
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from smmi.errors import FingerprintError

__all__ = ["ADDED_LATER", "AFFECTS_SCORE", "Scope", "fingerprint"]

AFFECTS_SCORE = "smmi.affects_score"
"""Key in the metadata of an attrs field; False says that the field is wording and can change no score."""
ADDED_LATER = "smmi.added_later"
"""Key in the metadata of an attrs field; True leaves the field out while it has its default.

So values that had a fingerprint before the class had the field keep it.
"""


class Scope(enum.Enum):
    """What a fingerprint covers.

    Example:
        >>> from smmi.instrument import Option
        >>> short, long = Option("yes", "Yes"), Option("yes", "Yes, it is")
        >>> fingerprint(short) == fingerprint(long)
        False
        >>> fingerprint(short, scope=Scope.SCORE) == fingerprint(long, scope=Scope.SCORE)
        True
    """

    EVERYTHING = "everything"
    SCORE = "score"


def fingerprint(value: object, /, *, scope: Scope = Scope.EVERYTHING) -> str:
    """Return the SHA-256 of a value's canonical form, as 64 hexadecimal digits.

    Args:
        value: A frozen value: an instrument, a scheme, answers, norms, or any part of them.
        scope: Everything, or only what can affect a score (labels, prompts and other wording left out).

    Raises:
        FingerprintError: The value, or something in it, has no canonical form.

    Example:
        >>> fingerprint(("a", 1.0)) == fingerprint(["a", 1.0])
        True
        >>> fingerprint(("a", 1.0)) == fingerprint(("a", 1.5))
        False
    """
    try:
        form = _canonical(value, "$", scope)
        text = json.dumps(form, ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":"))
    except RecursionError:
        raise FingerprintError("$", "a value that contains itself or is nested too deeply") from None
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _canonical(value: object, path: str, scope: Scope) -> Any:  # noqa: ANN401  (JSON has no narrower type)
    match value:
        case enum.Enum():
            return {"enum": f"{_class_name(type(value))}.{value.name}"}
        case None | bool() | str():
            return value
        case int():
            return {"int": f"{value:x}"}  # str() refuses more than 4,300 digits
        case float():
            return {"float": float.__repr__(value + 0.0)}
        case bytes():
            return {"bytes": value.hex()}
        case tuple() | list():
            return [_canonical(item, f"{path}[{i}]", scope) for i, item in enumerate(value)]
        case frozenset() | set():
            return {
                "set": sorted(json.dumps(_canonical(item, path, scope), sort_keys=True) for item in value)
            }
        case Mapping():
            pairs = [
                (_canonical(k, path, scope), _canonical(v, f"{path}[{k!r}]", scope)) for k, v in value.items()
            ]
            return {"map": sorted(pairs, key=lambda pair: json.dumps(pair[0], sort_keys=True))}
        case _ if hasattr(value, "dtype") and hasattr(value, "tobytes"):
            return _canonical_array(value, path, scope)
        case _:
            fields = {
                name: _canonical(item, f"{path}.{name}", scope) for name, item in _fields(value, path, scope)
            }
            return {"class": _class_name(type(value)), "fields": fields}


def _canonical_array(array: Any, path: str, scope: Scope) -> Any:  # noqa: ANN401  (without importing numpy here)
    shape = list(array.shape)
    if array.dtype.kind in "biuf":
        little = array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)
        return {"array": [little.dtype.str, shape, hashlib.sha256(little.tobytes()).hexdigest()]}
    if array.dtype.kind in "OSTU":
        return {"list": _canonical(array.ravel().tolist(), path, scope), "shape": shape}
    raise FingerprintError(path, f"an array of {array.dtype}")


def _fields(value: object, path: str, scope: Scope) -> Iterator[tuple[str, object]]:
    cls: Any = type(value)
    if attrs.has(cls):
        for field in attrs.fields(cls):
            wording = scope is Scope.SCORE and not field.metadata.get(AFFECTS_SCORE, True)
            later = field.metadata.get(ADDED_LATER, False) and getattr(value, field.name) == field.default
            if field.eq and not wording and not later:
                yield field.name, getattr(value, field.name)
    elif dataclasses.is_dataclass(cls):
        yield from (
            (field.name, getattr(value, field.name)) for field in dataclasses.fields(cls) if field.compare
        )
    elif hasattr(value, "__dict__") and not callable(value):
        for name, item in vars(value).items():
            if not isinstance(getattr(cls, name, None), functools.cached_property):
                yield name, item
    else:
        raise FingerprintError(path, f"an object of class {cls.__name__!r}")


def _class_name(cls: type) -> str:
    package = cls.__module__.partition(".")[0]
    if package != "smmi":
        return f"{cls.__module__}:{cls.__qualname__}"
    return name_of(cls)


def name_of(cls: type, /) -> str:
    """Return the name of a class in fingerprints and documents: the first one that it had, if it was renamed.

    Example:
        >>> from smmi.instrument import Equals, NotCondition
        >>> name_of(Equals), name_of(NotCondition)
        ('Equals', 'Not')
    """
    name: str = vars(cls).get("_fingerprinted_as", cls.__qualname__)
    return name

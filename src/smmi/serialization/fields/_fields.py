"""The fields of the classes that documents are made of, whether attrs classes or dataclasses."""

import dataclasses
import typing
from functools import lru_cache

import attrs

from smmi.errors import ArgumentError
from smmi.instrument.declaration import CHECK, Check


@attrs.frozen
class Field:
    """One field of a class, as a document shows it.

    Attributes:
        key: The key in a document.
        name: The name of the attribute.
        annotation: What may stand there.
        required: Whether it has no default.
        check: What the class itself checks (`smmi.instrument`), if it says so.
    """

    key: str
    name: str
    annotation: object
    required: bool
    check: Check | None


@lru_cache(maxsize=1024)
def fields_of(cls: type, /) -> tuple[Field, ...]:
    """Return the fields of an attrs class or a dataclass that its constructor takes.

    Raises:
        ArgumentError: The annotations cannot be understood.
    """
    try:
        annotations = typing.get_type_hints(cls)
        if attrs.has(cls):
            attrs.resolve_types(cls)  # for cattrs, which does so only where a whole annotation is text
    except Exception as error:
        got = f"the class {cls.__name__}, whose annotations cannot be read ({error})"
        raise ArgumentError("rules", got, "annotations that `typing.get_type_hints` understands") from error
    found = attrs.fields(cls) if attrs.has(cls) else dataclasses.fields(cls)
    return tuple(
        Field(
            key=getattr(field, "alias", None) or field.name,
            name=field.name,
            annotation=annotations.get(field.name),
            required=field.default is (attrs.NOTHING if attrs.has(cls) else dataclasses.MISSING)
            and not _has_factory(field),
            check=field.metadata.get(CHECK),
        )
        for field in found
        if field.init
    )


def _has_factory(field: object) -> bool:
    return getattr(field, "default_factory", dataclasses.MISSING) is not dataclasses.MISSING


def is_class_of_fields(cls: object, /) -> bool:
    """Return whether something is an attrs class or a dataclass."""
    return isinstance(cls, type) and (attrs.has(cls) or dataclasses.is_dataclass(cls))


def keys_of(cls: type, /) -> tuple[str, ...]:
    """Return the keys of a class in a document."""
    return tuple(field.key for field in fields_of(cls))


def required_keys(cls: type, /) -> tuple[str, ...]:
    """Return the keys without which an object of the class cannot be made."""
    return tuple(field.key for field in fields_of(cls) if field.required)


def key_of(cls: type, name: str, /) -> str:
    """Return the key of an attribute in a document."""
    return next((field.key for field in fields_of(cls) if field.name == name), name)


def title_of(cls: type, /) -> str:
    """Return a class's name for a message: ``an Area``."""
    return f"{'an' if cls.__name__[:1] in 'AEIOU' else 'a'} {cls.__name__}"

"""Unions in documents: which class or plain value a JSON value stands for, by its tag or by its JSON type."""

import enum
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs
from cattrs import Converter

from smmi.errors import ArgumentError, Reason
from smmi.scoring.rules import AGGREGATION_RULES, ITEM_RULES
from smmi.serialization.fields._fields import is_class_of_fields, title_of
from smmi.serialization.fields._json_values import cut, described
from smmi.serialization.fields._mismatches import Mismatch, nearest
from smmi.serialization.fields._tags import TAG, Tags, TagTable

PLAIN: Final[Mapping[Any, str]] = {str: "text", bool: "true or false", int: "an integer", float: "a number"}
"""The plain values, and what they are called."""

SUPPORTED: Final = (
    "text, numbers, true or false, enums, literals of text, lists such as tuple[float, ...], mappings from text "
    "such as dict[str, float], classes of these"
)


_OF_RULES: Final = frozenset([*AGGREGATION_RULES, *ITEM_RULES])


def is_union(annotation: object, /) -> bool:
    """Return whether an annotation is a union."""
    return get_origin(annotation) in {Union, UnionType}


def is_choice(annotation: object, /) -> bool:
    """Return whether an annotation is an enum, or a literal of text."""
    if get_origin(annotation) is Literal:
        return all(isinstance(text, str) for text in get_args(annotation))
    return isinstance(annotation, type) and issubclass(annotation, enum.Enum)


def is_sequence(annotation: object, /) -> bool:
    """Return whether an annotation is a sequence of members of one kind."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        return len(args) == 2 and args[1] is Ellipsis
    return origin in {list, Sequence} and len(args) == 1


def is_fixed(annotation: object, /) -> bool:
    """Return whether an annotation is a tuple of so many members."""
    args = get_args(annotation)
    return get_origin(annotation) is tuple and len(args) > 0 and Ellipsis not in args


def is_list(annotation: object, /) -> bool:
    """Return whether an annotation is a list in JSON."""
    return is_sequence(annotation) or is_fixed(annotation)


def is_mapping(annotation: object, /) -> bool:
    """Return whether an annotation is a mapping from text."""
    return get_origin(annotation) in {dict, Mapping} and get_args(annotation)[:1] == (str,)


def texts_of(annotation: Any, /) -> dict[str, Any]:  # noqa: ANN401  (an enum or a literal)
    """Return the values of an enum or a literal by the text that stands for them.

    An enum's member is written as its value where that is text, else as its name in kebab case.
    """
    if get_origin(annotation) is Literal:
        return {text: text for text in get_args(annotation)}
    return {text_of(member): member for member in annotation}


def text_of(member: enum.Enum, /) -> str:
    """Return the text that stands for an enum's member."""
    return member.value if isinstance(member.value, str) else member.name.lower().replace("_", "-")


@attrs.frozen
class Alternatives:
    """What may stand in one place.

    Attributes:
        tagged: Classes by their tag.
        others: Everything that has no tag: plain values, enums, literals, sequences, mappings, classes.
        optional: Whether null may stand there.
    """

    tagged: Tags
    others: tuple[Any, ...]
    optional: bool

    def read(self, value: Any, converter: Converter) -> Any:  # noqa: ANN401  (any document)
        """Return what a value of a document says.

        Raises:
            Mismatch: It is none of the alternatives.
        """
        if value is None and self.optional:
            return None
        if type(value) is dict and self.tagged and (not self.others or type(value.get(TAG)) is str):
            return converter.structure(value, tagged_class(value, self.tagged))
        if not self.tagged and len(self.others) == 1:
            return converter.structure(value, self.others[0])
        for other in self.others:
            if _may_be(value, other):
                return converter.structure(value, other)
        raise Mismatch.of(f"got {described(value)}, expected {self.expected}")

    def write(self, value: Any, converter: Converter) -> Any:  # noqa: ANN401  (any document)
        """Return the document of a value.

        Raises:
            ArgumentError: Its class has no tag.
        """
        if value is None and self.optional:
            return None
        if type(value) in self.tagged.values():
            return converter.unstructure(value)
        for other in self.others:
            if is_class_of_fields(other) or is_choice(other):
                fits = isinstance(value, other) if isinstance(other, type) else value in get_args(other)
            else:
                origin = get_origin(other) or other
                fits = isinstance(value, (int, float) if origin is float else origin)
            if fits:
                return converter.unstructure(value, unstructure_as=other)
        name = type(value).__name__
        raise ArgumentError(
            "rules",
            f"no class {name}, of which a value is to be written",
            self.expected,
            f"Hand over the class: rules=[{name}]",
        )

    @property
    def expected(self) -> str:
        """What may stand there, in words."""
        words = [f"an object with {TAG!r} " + " or ".join(map(repr, self.tagged))] if self.tagged else []
        for other in self.others:
            if other in PLAIN:
                words.append(PLAIN[other])
            elif is_choice(other):
                words.append("one of " + ", ".join(map(repr, texts_of(other))))
            elif is_class_of_fields(other):
                words.append(f"an object: {title_of(other)}")
            else:
                words.append("a list" if is_list(other) else "an object")
        return " or ".join([*words, "null"] if self.optional else words)


def alternatives(annotation: Any, table: TagTable, /) -> Alternatives:  # noqa: ANN401  (any annotation)
    """Return what may stand where something is annotated so."""
    tagged: dict[str, type] = {}
    others: list[Any] = []
    members = get_args(annotation) if is_union(annotation) else (annotation,)
    for member in members:
        choices = None if member is NoneType else table.choices(member)
        tagged |= choices or {}
        others += [] if choices or member is NoneType else [member]
    return Alternatives(tagged, tuple(others), optional=NoneType in members)


def tagged_class(value: Mapping[str, Any], choices: Tags, /) -> type:
    """Return the class that a document's tag names.

    Raises:
        Mismatch: There is no tag, or it names none of the classes.
    """
    among = ("one of " if len(choices) > 1 else "") + ", ".join(map(repr, choices))
    if TAG not in value:
        message = f"the key {TAG!r} is missing; expected {among}"
        raise Mismatch.of(message, reason=Reason.MISSING_KEY, at=f".{TAG}")
    tag = value[TAG]
    if type(tag) is not str:
        raise Mismatch.of(f"got {described(tag)}, expected {among}", at=f".{TAG}")
    if tag not in choices:
        strange = tag not in _OF_RULES and not _OF_RULES.isdisjoint(choices)
        own = "; a rule of your own is read in Python, with its class: rules=[…]" if strange else ""
        message = f"got {cut(tag)}, expected {among}{nearest(tag, choices)}{own}"
        raise Mismatch.of(message, reason=Reason.UNKNOWN_KIND, at=f".{TAG}")
    return choices[tag]


def _may_be(value: object, annotation: Any) -> bool:  # noqa: ANN401  (any annotation)
    """Return whether a value is, in JSON, what an annotation is."""
    if annotation in PLAIN:
        return type(value) is annotation or (annotation is float and type(value) is int)
    if is_choice(annotation):
        return type(value) is str
    return type(value) is (list if is_list(annotation) else dict)

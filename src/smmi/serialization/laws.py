"""What every scheme promises about its document, as a law."""

import json
from collections.abc import Iterator
from typing import Any, Final

from smmi.errors import ArgumentError, DocumentError, SchemeError
from smmi.scoring import ScoringScheme
from smmi.scoring.laws import Engine, Law, LawSet, Subject
from smmi.serialization._documents import from_document, to_document
from smmi.serialization._fields import is_class_of_fields
from smmi.serialization._tags import AGGREGATION_RULES, ITEM_RULES

__all__ = ["DOCUMENT_LAWS"]

_OURS: Final = frozenset([*ITEM_RULES.values(), *AGGREGATION_RULES.values()])


def _classes(scheme: ScoringScheme) -> set[type]:
    """Return the classes of the scheme's rules, those inside of others included."""
    areas, domains = scheme.instrument.areas, scheme.instrument.domains
    codes = ["overall", *(area.code for area in areas), *(domain.code for domain in domains)]
    rules = [*scheme.items.values(), *map(scheme.aggregation_rule, codes)]
    return {type(inner) for rule in rules for inner in _nested(rule)}


def _nested(rule: object) -> Iterator[object]:
    yield rule
    inner = getattr(rule, "rule", None)
    if inner is not None:
        yield from _nested(inner)


def _fixed_point(
    scheme: ScoringScheme, *, record: dict[str, Any], engine: Engine | None = None
) -> bool | str:
    engine = engine or Engine()
    foreign = sorted(_classes(scheme) - _OURS, key=lambda cls: cls.__qualname__)
    if not all(map(is_class_of_fields, foreign)):
        return False
    try:
        document = to_document(scheme, rules=foreign)
    except ArgumentError as error:
        return f"it has no document: got {error.got}, expected {error.expected}"
    try:
        read = from_document(
            json.loads(json.dumps(document)), ScoringScheme, instrument=scheme.instrument, rules=foreign
        )
    except DocumentError as error:
        return f"its document cannot be read: {error}"
    if read != scheme or to_document(read, rules=foreign) != document:
        return "what its document says is another scheme"
    try:
        got, expected = engine.batch(read, [record])[0], engine.batch(scheme, [record])[0]
    except SchemeError:
        return False  # a rule gives no points: other laws speak of that
    return got == expected or f"read from its document, it scores {got!r} instead of {expected!r}"


DOCUMENT_LAWS = LawSet(
    "1",
    (
        Law(
            id="document-is-a-fixed-point",
            sentence="A scheme read from its document is the same scheme and scores the same.",
            subject=Subject.SCHEME,
            examine=_fixed_point,
        ),
    ),
)
"""The laws of documents."""

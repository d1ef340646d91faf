"""The law of documents: a scheme read from its document is the same scheme, and scores the same."""

import json
from typing import Any

from smmi.errors import ArgumentError, DocumentError, SchemeError
from smmi.scoring import ScoringScheme
from smmi.scoring.laws import Checked, Engine, Law, LawSet, Subject
from smmi.serialization.documents._documents import classes_of_rules, from_document, rules_of, to_document
from smmi.serialization.fields import is_class_of_fields

__all__ = ["DOCUMENT_LAWS"]


def _fixed_point(
    scheme: ScoringScheme, *, record: dict[str, Any], engine: Engine | None = None
) -> bool | str:
    engine = Checked(engine) if engine else Engine()
    foreign = sorted(classes_of_rules(scheme), key=lambda cls: cls.__qualname__)
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
    try:
        same = read == scheme and to_document(read, rules=foreign) == document
    except Exception as error:  # noqa: BLE001  (a stranger's rule may raise whatever it likes)
        return f"it cannot be compared with what its document says: == raises {type(error).__name__}: {error}"
    if not same:
        return f"what its document says is another scheme: {_difference(scheme, read)}"
    try:
        got, expected = engine.batch(read, [record])[0], engine.batch(scheme, [record])[0]
    except SchemeError:
        return False  # a rule gives no points: other laws speak of that
    return got == expected or f"read from its document, it scores {got!r} instead of {expected!r}"


def _difference(scheme: ScoringScheme, read: ScoringScheme) -> str:
    """Return the first rule that differs."""
    others = rules_of(read)
    pairs = ((rule, others.get(code)) for code, rule in rules_of(scheme).items())
    return next(
        (f"{rule!r} is read as {other!r}" for rule, other in pairs if rule != other), "not of its rules"
    )


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

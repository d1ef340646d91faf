"""JSON Schema of the documents, made from the same fields, checks and tags as the converter."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, get_args

import attrs

from smmi.instrument import (
    AllConditions,
    AnyCondition,
    Area,
    Binary,
    Characteristic,
    Composition,
    Domain,
    Instrument,
    MultipleChoice,
    Nominal,
    OneOf,
    Ordinal,
)
from smmi.instrument.answers import Administration
from smmi.instrument.declaration import CODE_PATTERN, LONGEST_CODE, LONGEST_TEXT
from smmi.intake import SelectionColumn, ShareColumn
from smmi.scoring import MinimumCoverage, OptionPoints, ScoringScheme, SelectedShare, Weighting
from smmi.serialization.documents._checksums import CHECKSUM, CHECKSUM_PATTERN
from smmi.serialization.documents._documents import KINDS, DocumentKind, as_classes, kind_of
from smmi.serialization.documents._heads import SCHEMA, VERSION
from smmi.serialization.documents._references import REFERENCE_KEYS
from smmi.serialization.fields import (
    LARGEST_INTEGER,
    PLAIN,
    TAG,
    Field,
    TagTable,
    alternatives,
    fields_of,
    is_choice,
    is_fixed,
    is_mapping,
    is_sequence,
    required_keys,
    tag_table,
    texts_of,
)
from smmi.serialization.sheets._cells import CELL_SCHEMA, Cell

Schema = dict[str, Any]
Accepts = Callable[[object], bool]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_ANY_TEXT: Final[Schema] = {"type": "string", "maxLength": LONGEST_TEXT}
_TEXT: Final[Schema] = {**_ANY_TEXT, "pattern": r"\S"}
_CODE: Final[Schema] = {"type": "string", "maxLength": LONGEST_CODE, "pattern": f"^{CODE_PATTERN.pattern}$"}
_FINGERPRINT: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
CHECKSUM_SCHEMA: Final[Schema] = {"type": "string", "pattern": CHECKSUM_PATTERN}
_INSTRUMENT_DOCUMENT: Final = "InstrumentDocument"
_REFERENCE: Final = "InstrumentReference"


_NOT_EMPTY: Final[Schema] = {"minItems": 1}
_AT_LEAST_TWO: Final[Schema] = {"minItems": 2}
_SHARE: Final[Schema] = {"minimum": 0, "maximum": 1}
_NOT_NEGATIVE: Final[Schema] = {"additionalProperties": {"type": "number", "minimum": 0}}
_WEIGHTS: Final[Schema] = {
    "additionalProperties": {"type": "number", "anyOf": [{"const": 0}, {"minimum": 1e-100, "maximum": 1e100}]}
}
_ANY_CHARACTER: Final[Schema] = {"pattern": r"[\s\S]"}
_DATE: Final[Schema] = {"pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}

REFINEMENTS: Final[Mapping[tuple[type, str], Schema]] = {
    (Instrument, "domains"): _NOT_EMPTY,
    (Domain, "areas"): _NOT_EMPTY,
    (Area, "indicators"): _NOT_EMPTY,
    (Characteristic, "options"): _NOT_EMPTY,
    (Binary, "options"): _AT_LEAST_TWO,
    (Ordinal, "options"): _AT_LEAST_TWO,
    (Nominal, "options"): _AT_LEAST_TWO,
    (MultipleChoice, "options"): _NOT_EMPTY,
    (Composition, "parts"): _AT_LEAST_TWO,
    (Composition, "tolerance"): {"minimum": 0, "exclusiveMaximum": 100},
    (SelectionColumn, "separator"): _ANY_CHARACTER,
    (ShareColumn, "separator"): _ANY_CHARACTER,
    (OneOf, "values"): _NOT_EMPTY,
    (AllConditions, "conditions"): _NOT_EMPTY,
    (AnyCondition, "conditions"): _NOT_EMPTY,
    (Administration, "opens"): _DATE,
    (Administration, "closes"): _DATE,
    (ScoringScheme, "weights"): _WEIGHTS,
    (Weighting, "by_code"): _WEIGHTS,
    (Weighting, "standard_errors"): _NOT_NEGATIVE,
    (ScoringScheme, "gated"): {"additionalProperties": {"type": "number", **_SHARE}},
    (OptionPoints, "by_option"): {"additionalProperties": {"type": "number", **_SHARE}},
    (SelectedShare, "enough"): {"minimum": 1},
    (MinimumCoverage, "share"): _SHARE,
}
"""What classes check beyond what a field can say of itself; a rule without a line here is described by its types."""


def json_schema(cls: type, /, *, rules: Iterable[type] = ()) -> Schema:
    """Return the JSON Schema (2020-12) of the documents of a class.

    It accepts every document that `to_document` makes. It cannot say everything that `from_document` checks: that
    codes are unique, that a gate speaks of an earlier indicator, that a rule fits its scale.

    Args:
        cls: The class of the values: `Instrument`, `ScoringScheme`, `Answers`.
        rules: Classes of rules from outside smmi that the documents may use (see `make_converter`).

    Returns:
        The schema as a dict; what is defined once stands under ``$defs``.

    Raises:
        ArgumentError: There are no documents of the class, or a rule cannot be serialised.

    Example:
        >>> schema = json_schema(Instrument)
        >>> schema["required"]
        ['schema', 'version', 'code', 'edition', 'title', 'domains']
        >>> schema["$defs"]["Term"]["properties"]["term"]
        {'$ref': '#/$defs/text'}
    """
    kind = kind_of(cls, "cls")
    draft = _Draft(tag_table(as_classes(rules)), partly=kind.cls is ScoringScheme)
    return {"$schema": DIALECT, "title": kind.schema.name, **draft.document(kind), "$defs": draft.definitions}


def _object(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _refined(schema: Schema, refinement: Schema) -> Schema:
    """Return a schema with more said; of a mapping, in that alternative which is one."""
    if "anyOf" in schema and "additionalProperties" in refinement:
        return {
            "anyOf": [
                part | refinement if "additionalProperties" in part else part for part in schema["anyOf"]
            ]
        }
    return schema | refinement


def _anything(_: object) -> bool:
    return True


@attrs.frozen
class _Draft:
    """A schema in the making.

    Attributes:
        table: The tags.
        definitions: What is defined once and referred to.
        names: The name of each class among the definitions.
        partly: Whether the document may say a part of what its instrument is, or nothing, as that of a scheme may
            beside its instrument.
    """

    table: TagTable
    definitions: dict[str, Schema] = attrs.field(
        factory=lambda: {"code": _CODE, "text": _TEXT, "any_text": _ANY_TEXT}
    )
    names: dict[type, str] = attrs.field(factory=dict)
    partly: bool = False

    def document(self, kind: DocumentKind) -> Schema:
        """Return the schema of a kind of document, head included."""
        head: Schema = {SCHEMA: {"const": kind.schema.name}, VERSION: {"const": kind.schema.version}}
        checksum: Schema = {CHECKSUM: CHECKSUM_SCHEMA}
        if kind.schema.checked_since is not None:
            return self.object_of(kind.form, head | checksum)
        drawn = self.object_of(kind.form, head)
        return drawn | {"properties": head | checksum | drawn["properties"]}

    def object_of(self, cls: type, head: Mapping[str, Schema]) -> Schema:
        """Return the schema of an object with the fields of a class, after keys that are always the same."""
        fields = fields_of(cls)
        properties = {
            field.key: _refined(self.field(field), REFINEMENTS.get((cls, field.name), {})) for field in fields
        }
        optional = {field.key for field in fields if self.partly and field.annotation is Instrument}
        return _object(
            {**head, **properties}, [*head, *(key for key in required_keys(cls) if key not in optional)]
        )

    def field(self, field: Field) -> Schema:
        """Return the schema of what stands in a field."""
        check = field.check
        return self.of(field.annotation, (lambda value: check(value) is None) if check else _anything)

    def of(self, annotation: Any, accepts: Accepts) -> Schema:  # noqa: ANN401  (any annotation)
        """Return the schema of what an annotation and a class's own check allow."""
        if annotation in PLAIN:
            return self.plain(annotation, accepts)
        if annotation is Cell:
            return CELL_SCHEMA
        if annotation is Instrument:
            return self.instrument()
        if is_choice(annotation):
            return {"enum": list(texts_of(annotation))}
        if is_sequence(annotation):
            return {"type": "array", "items": self.of(get_args(annotation)[0], lambda item: accepts((item,)))}
        if is_fixed(annotation):
            items = [self.of(member, _anything) for member in get_args(annotation)]
            return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
        if is_mapping(annotation):
            return {"type": "object", "additionalProperties": self.of(get_args(annotation)[1], _anything)}
        return self.one_of_several(annotation, accepts)

    def one_of_several(self, annotation: Any, accepts: Accepts) -> Schema:  # noqa: ANN401  (any annotation)
        """Return the schema of a class, a port, or a union."""
        several = alternatives(annotation, self.table)
        if annotation in several.others:
            return self.reference(annotation)
        choices = [self.reference(cls) for cls in several.tagged.values()]
        choices += [self.of(other, accepts) for other in several.others]
        choices += [{"type": "null"}] if several.optional else []
        return choices[0] if len(choices) == 1 else {"anyOf": choices}

    def plain(self, annotation: Any, accepts: Accepts) -> Schema:  # noqa: ANN401  (any annotation)
        """Return the schema of a plain value."""
        if annotation is str:
            return self.text(accepts)
        if annotation is int:
            least = -LARGEST_INTEGER if accepts(-1) else 0
            return {"type": "integer", "minimum": least, "maximum": LARGEST_INTEGER}
        return {"type": "number" if annotation is float else "boolean"}

    def text(self, accepts: Accepts) -> Schema:
        """Return the schema of a text, found by asking the class's own check."""
        if not accepts("Not a code"):
            return {"$ref": "#/$defs/code"} if accepts("a_code") else {"type": "string"}
        if not accepts("x" * (LONGEST_TEXT + 1)):
            return {"$ref": "#/$defs/any_text" if accepts("") else "#/$defs/text"}
        return {"type": "string"} if accepts("") else {"type": "string", "pattern": _TEXT["pattern"]}

    def reference(self, cls: type) -> Schema:
        """Return a reference to the definition of a class, which is made if there is none."""
        if cls not in self.names:
            tag = self.table.tags.get(cls)
            name = tag or cls.__name__
            while name in self.definitions:
                name += "_"
            self.names[cls] = name
            self.definitions[name] = {}
            self.definitions[name] |= self.object_of(cls, {TAG: {"const": tag}} if tag else {})
        return {"$ref": f"#/$defs/{self.names[cls]}"}

    def instrument(self) -> Schema:
        """Return the schema of a reference to an instrument, or of its whole document."""
        if _REFERENCE not in self.definitions:
            kind = next(kind for kind in KINDS if kind.cls is Instrument)
            keys = dict(zip(REFERENCE_KEYS, (_CODE, _TEXT, _FINGERPRINT), strict=True))
            self.definitions[_REFERENCE] = _object(keys, [] if self.partly else list(keys))
            self.definitions[_INSTRUMENT_DOCUMENT] = self.document(kind)
        return {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in (_REFERENCE, _INSTRUMENT_DOCUMENT)]}

"""Serialization: documents (plain dicts that JSON can say) in and out, each with its schema, version and checksum."""

from smmi.serialization.codebook import from_codebook, from_codebook_sheet, to_codebook, to_codebook_sheet
from smmi.serialization.documents import (
    Inclusion,
    checksum,
    from_document,
    json_schema,
    make_converter,
    to_document,
    verify_checksum,
)
from smmi.serialization.fields import parse_json
from smmi.serialization.vectors import conformance, conformance_schema

__all__ = [
    "Inclusion",
    "checksum",
    "conformance",
    "conformance_schema",
    "from_codebook",
    "from_codebook_sheet",
    "from_document",
    "json_schema",
    "make_converter",
    "parse_json",
    "to_codebook",
    "to_codebook_sheet",
    "to_document",
    "verify_checksum",
]

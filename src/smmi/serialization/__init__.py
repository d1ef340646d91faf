"""Serialization: documents (plain dicts that JSON can say) in and out, each with the name and version of its schema."""

from smmi.serialization.codebook import from_codebook, to_codebook
from smmi.serialization.documents import Inclusion, from_document, json_schema, make_converter, to_document
from smmi.serialization.vectors import conformance, conformance_schema

__all__ = [
    "Inclusion",
    "conformance",
    "conformance_schema",
    "from_codebook",
    "from_document",
    "json_schema",
    "make_converter",
    "to_codebook",
    "to_document",
]

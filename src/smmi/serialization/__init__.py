"""Serialization: documents (plain dicts that JSON can say) in and out, each with the name and version of its schema."""

from smmi.serialization._codebook import from_codebook, to_codebook
from smmi.serialization._conformance import conformance, conformance_schema
from smmi.serialization._converter import make_converter
from smmi.serialization._documents import Inclusion, from_document, to_document
from smmi.serialization._json_schema import json_schema

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

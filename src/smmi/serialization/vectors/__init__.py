"""Conformance vectors: answers with the scores and traces that any implementation must give."""

from smmi.serialization.vectors._conformance import (
    conformance as conformance,
    conformance_schema as conformance_schema,
)

"""A document that was changed by accident is refused, or says the same as before."""

import json
import random

import pytest
from hypothesis import given, settings, strategies as st

from smmi.errors import Reason
from smmi.serialization import parse_json
from tests.serialization.changed_bytes import KINDS, changed, refusal, with_a_key_twice, written

TRIES = 2
"""How often each drawn document is changed."""


def check_bytes(drawn, rng, tries):
    """Every changed byte is refused, or the value that is read is the same, to the last letter of its document."""
    for _ in range(tries):
        data = changed(drawn.data, rng)
        if refusal(drawn.read, data) is None:
            again, known = (json.dumps(document) for document in (drawn.read(data), drawn.document))
            same = again == known  # pytest would compare long texts for minutes
            at = next((i for i, pair in enumerate(zip(again, known, strict=False)) if len(set(pair)) > 1), 0)
            assert same, f"{again[at - 40 : at + 40]!r} instead of {known[at - 40 : at + 40]!r}"


def check_keys(drawn, rng, tries):
    """Every key that stands twice is refused and named, whatever its second value is."""
    for _ in range(tries):
        text, key = with_a_key_twice(drawn.document, rng)
        error = refusal(parse_json, text)
        assert [finding.reason for finding in error.findings] == [Reason.REPEATED_KEY]
        assert repr(key[:20])[1:-1] in str(error)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=settings().max_examples // 2)
@given(st.data(), st.integers(0, 2**32))
def test_a_changed_document_is_refused_or_harmless(kind, data, seed):
    """A byte changed, lost or too many in a document of any kind: refused in our words, or the same value.

    A key that stands twice is refused always.
    """
    drawn, rng = data.draw(written(kind)), random.Random(seed)
    assert json.dumps(drawn.read(drawn.data)) == json.dumps(drawn.document)
    check_bytes(drawn, rng, TRIES)
    check_keys(drawn, rng, 1)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=200)
@given(st.data(), st.integers(0, 2**32))
def test_many_documents_of_each_kind(kind, data, seed):
    """The same for many documents of each kind, with five changed bytes and two keys twice in each."""
    drawn, rng = data.draw(written(kind)), random.Random(seed)
    check_bytes(drawn, rng, 5)
    check_keys(drawn, rng, 2)

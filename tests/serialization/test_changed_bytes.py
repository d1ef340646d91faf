"""A document that was changed by accident is refused, or says the same as before."""

import json
import os
import random
from collections import Counter

import pytest
from hypothesis import given, settings, strategies as st

from smmi.errors import Reason
from smmi.serialization import parse_json
from smmi.serialization.documents._documents import KINDS as DOCUMENT_KINDS
from tests.serialization.changed_bytes import (
    KINDS,
    Fate,
    changed,
    fate,
    keys_of,
    other_byte,
    refusal,
    with_a_key_twice,
    with_all_keys_twice,
    with_byte,
    written,
)

TRIES = 2
"""How often each drawn document is changed."""
SMALL = 250
"""Of so many bytes at least, if it can be, is a document at each place of which all others are tried."""
MOST_TRIED = 2000
"""Of conformance vectors, which are longer, so many places are tried."""
MOST_PLACES = 5000
"""Of so many places of each other document one other byte is tried: of nearly all documents, these are all places."""
DOCUMENTS = int(os.environ.get("SMMI_DOCUMENTS", "40"))
"""So many documents of each kind have each of their bytes changed; 1,000 take an hour of a processor."""


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
        check_repeated(*with_a_key_twice(drawn.document, rng))


def check_repeated(text, key):
    """A text in which a key stands twice is refused, and the key is named."""
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


def check_fate(drawn, data, *, read):
    """Changed bytes are refused, or say the same; those of another value are read only if asked for.

    See `fate` for why they need not be: what it takes from the text of a document is held against its reader here.
    """
    found = fate(data, drawn.document)
    if found is Fate.EQUAL:
        assert refusal(drawn.read, data) or json.dumps(drawn.read(data)) == json.dumps(drawn.document)
    elif read or found is Fate.UNCHECKED:
        assert refusal(drawn.read, data), data
    return found


def some_places(data, rng, most):
    """All places of bytes; of more than so many, some."""
    return sorted(rng.sample(range(len(data)), min(len(data), most)))


def test_each_kind_of_document_is_among_the_changed():
    """Those of values, and conformance vectors."""
    assert {cls for cls in KINDS.values() if cls} == {kind.cls for kind in DOCUMENT_KINDS}


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_every_byte_at_every_place_of_a_document(kind):
    """All 255 others at each place; of each place, the first that makes another value is given to the reader."""
    found = []

    @settings(max_examples=15, database=None)
    @given(written(kind))
    def collect(drawn):
        found.append(drawn)

    collect()
    found.sort(key=lambda drawn: len(drawn.data))
    drawn = next((one for one in found if len(one.data) >= SMALL), found[-1])
    fates = Counter()
    places = some_places(drawn.data, random.Random(kind), MOST_TRIED)
    for at in places:
        known, others = drawn.data[at], Counter()
        for byte in range(256):
            if byte != known:
                data = with_byte(drawn.data, at, byte)
                others[check_fate(drawn, data, read=not others[Fate.OTHER])] += 1
        fates += others
    assert fates.total() == 255 * len(places)
    assert min(fates[Fate.NO_JSON], fates[Fate.OTHER]) > fates.total() // 10


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=200)
@given(st.data(), st.integers(0, 2**32))
def test_many_documents_of_each_kind(kind, data, seed):
    """The same for many documents of each kind, with five changed bytes and two keys twice in each."""
    drawn, rng = data.draw(written(kind)), random.Random(seed)
    check_bytes(drawn, rng, 5)
    check_keys(drawn, rng, 2)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=DOCUMENTS)
@given(st.data(), st.integers(0, 2**32))
def test_each_byte_and_each_key_of_documents(kind, data, seed):
    """Another byte at each place, one after the other, and each key twice: all at once, as each object is looked at for
    itself, and a few alone. Some of the changed bytes are given to the reader.
    """
    drawn, rng = data.draw(written(kind)), random.Random(seed)
    read = set(rng.sample(range(len(drawn.data)), 2))
    for at in some_places(drawn.data, rng, MOST_PLACES):
        check_fate(drawn, other_byte(drawn.data, at, rng), read=at in read)
    check_keys(drawn, rng, 2)
    error = refusal(parse_json, with_all_keys_twice(drawn.document, rng))
    keys = len(keys_of(drawn.document))
    assert [finding.reason for finding in error.findings] == [Reason.REPEATED_KEY] * keys

"""Norms that may be handed out have a document, and come back from it equal."""

import copy
import json
import random

import jsonschema
import pytest
from hypothesis import assume, given

from smmi.benchmark import Norms, PublishedNorms
from smmi.errors import ArgumentError, DocumentError
from smmi.serialization import checksum, from_document, json_schema, parse_json, to_document
from tests.benchmark.test_published_norms import ROWS, published, scored, told_rows
from tests.serialization.changed_bytes import changed as byte_changed

SCHEMA = jsonschema.Draft202012Validator(json_schema(PublishedNorms))
NORMS = PublishedNorms.fit(scored(ROWS), by=("kind",))


@given(told_rows())
def test_norms_in_bands_come_back_equal(given_rows):
    """Through JSON, with groups that cross; the schema accepts them, and there is no unit in them."""
    norms = published(scored(given_rows))
    assume(norms is not None)
    document = json.loads(json.dumps(to_document(norms)))
    SCHEMA.validate(document)
    assert from_document(document) == norms
    assert to_document(from_document(document, PublishedNorms)) == to_document(norms)
    assert from_document(document).fingerprint == norms.fingerprint
    assert not any(f'"U{i}"' in json.dumps(document) for i in range(len(given_rows)))


def test_the_document_reads_as_one_would_write_it():
    """It says of what kind it is, and holds whole numbers of units alone."""
    document = to_document(NORMS)
    assert list(document)[:3] == ["schema", "version", "checksum"]
    assert (document["schema"], document["version"]) == ("smmi/published-norms", 1)
    assert document["edges"] == [10.0 * i for i in range(11)]
    assert [group.get("attributes", {}) for group in document["groups"]] == [{}, {"kind": "a"}, {"kind": "b"}]
    assert document["groups"][1]["counts"]["care"] == [0, 2, 0, 2, 0, 2, 0, 2, 0, 2]


CHANGES = {
    "other bands": (lambda d: d["edges"].pop(), "expected the bands of the rule"),
    "no bands": (lambda d: d.update(edges=[], rule={"median_band": None}), "it has none"),
    "nobody known": (lambda d: d.update(known=0), "got 0, expected at least 1"),
    "no groups": (lambda d: d.update(groups=[]), "the first group has to be that of all units"),
    "another first": (lambda d: d["groups"].reverse(), "the first group has to be that of all units"),
    "twice": (lambda d: d["groups"].append(d["groups"][1]), "the group stands there twice"),
    "no such attribute": (lambda d: d.update(by=[]), "these attributes do not stand in 'by'"),
    "no scores": (lambda d: d["groups"][1].update(counts={}), "expected the counts of at least one score"),
    "a band less": (lambda d: d["groups"][1]["counts"]["care"].pop(), "expected 10 counts of at least 0"),
    "fewer than none": (
        lambda d: d["groups"][1]["counts"].update(care=[-1] + 9 * [0]),
        "expected 10 counts of at least 0",
    ),
    "more than all": (
        lambda d: d["groups"][1]["counts"].update(care=[9] + 9 * [0]),
        "has more units in a band than all units together",
    ),
    "an unknown score": (
        lambda d: d["groups"][1]["counts"].update(cure=10 * [0]),
        "is not among the scores of all units",
    ),
}


@pytest.mark.parametrize(("change", "message"), CHANGES.values(), ids=CHANGES)
def test_what_contradicts_itself_is_refused(change, message):
    """Such norms could not have been made."""
    document = copy.deepcopy(to_document(NORMS))
    change(document)
    document["checksum"] = checksum(document)
    with pytest.raises(DocumentError, match=message):
        from_document(document, PublishedNorms)


def test_one_kind_of_norms_is_not_taken_for_the_other():
    """Exact norms are refused where those that may be handed out are expected, and the reverse."""
    exact = Norms.fit(scored(ROWS), by=("kind",))
    for value, other in ((exact, PublishedNorms), (NORMS, Norms)):
        with pytest.raises(DocumentError, match="schema"):
            from_document(to_document(value), other)
    with pytest.raises(ArgumentError):
        PublishedNorms.fit(exact)


def test_a_changed_byte_is_refused_or_harmless():
    """Whatever byte is changed: the document is refused, or says the same."""
    data = json.dumps(to_document(NORMS)).encode()
    rng = random.Random(16)
    refused = 0
    for _ in range(60):
        try:
            assert from_document(parse_json(byte_changed(data, rng)), PublishedNorms) == NORMS
        except DocumentError:
            refused += 1
    assert refused > 40

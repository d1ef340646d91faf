"""Provenances and terms are values that say where an entry comes from and what its words mean."""

import pickle

import pytest

from smmi.errors import DeclarationError
from smmi.instrument import Origin, Provenance, Term


@pytest.mark.parametrize("origin", Origin)
def test_only_our_own_is_illustrative(origin):
    """What was read somewhere, published or not, is not illustrative."""
    assert Provenance(origin, "a source").illustrative is (origin is Origin.OURS)


@pytest.mark.parametrize(
    "value",
    [Provenance(Origin.PUBLISHED, "a paper"), Term("mission", "a purpose")],
    ids=["provenance", "term"],
)
def test_they_are_values(value):
    """They survive pickling, equal and hashing alike."""
    other = pickle.loads(pickle.dumps(value))
    assert other == value
    assert hash(other) == hash(value)


@pytest.mark.parametrize(
    ("declare", "message"),
    [
        (
            lambda: Provenance("published"),
            "$.origin: 'origin' of Provenance: got 'published', expected a value of Origin",
        ),
        (
            lambda: Provenance(Origin.OURS, None),
            "$.source: 'source' of Provenance: got None, expected text (at most 20000 characters)",
        ),
        (
            lambda: Term("", "a purpose"),
            "$.term: 'term' of Term: got '', expected text that is not blank (at most 20000 characters)",
        ),
        (
            lambda: Term("mission", "x" * 20_001),
            f"$.definition: 'definition' of Term: got '{'x' * 58}…, expected text that is not blank (at most 20000 "
            "characters)",
        ),
    ],
    ids=["origin", "source", "term", "definition"],
)
def test_what_they_refuse(declare, message):
    """The whole message of each."""
    with pytest.raises(DeclarationError) as caught:
        declare()
    assert str(caught.value) == f"the declaration cannot be used: {message}"

"""What a document may be made of."""

import json
import math

import pytest
from hypothesis import given, strategies as st

from smmi.serialization.fields._json_values import described, json_findings, step
from tests.serialization.corruption import Unfriendly, endless, nested, shared

JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(),
    ),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_what_json_says_is_a_document(value):
    """Nothing that comes out of a JSON text is found, however odd."""
    assert json_findings(json.loads(json.dumps(value))) == []


def test_shared_containers_are_fine():
    """A container that stands in several places, as an anchor in YAML does, is fine."""
    scale = {"kind": "binary", "code": "yes_no"}
    assert json_findings([scale] * 1000) == []


BAD = {
    "nan": (math.nan, "$[0]: got nan, expected a finite number"),
    "infinity": ([-math.inf], "$[0][0]: got -inf, expected a finite number"),
    "a large integer": (
        -(2**53) - 1,
        "$[0]: got an integer beyond 2**53, expected one that a double can hold",
    ),
    "a tuple": ((), "$[0]: got a Python tuple, expected a value of JSON (as json.loads returns them)"),
    "an object": (
        {"a b": Unfriendly()},
        "$[0]['a b']: got a Python Unfriendly, expected a value of JSON (as json.loads returns them)",
    ),
    "a key": ({"a": {None: 1}}, "$[0].a: got the key null, expected keys of text"),
    "an unfriendly key": (
        {Unfriendly(): 1},
        "$[0]: got the key a Python Unfriendly, expected keys of text",
    ),
    "a cycle": (endless(), "$[0].conditions[0]: got an object that cannot be read: it contains itself"),
    "a bomb": (
        shared(50),
        "$: a few containers, shared, stand for 3377699720527870 values; expected a tree",
    ),
}


@pytest.mark.parametrize(("value", "message"), BAD.values(), ids=BAD)
def test_what_json_cannot_say_is_found(value, message):
    """Whatever JSON cannot say, or repeats without end, is found with its path."""
    assert [str(finding) for finding in json_findings([value])][-1:] == [message]


def test_deep_nesting_is_found_where_it_becomes_too_deep():
    """A hundred levels are fine, more are found, at a path that is cut."""
    assert json_findings(nested(100, lambda inner: {"a": inner})) == []
    (finding,) = json_findings(nested(150, lambda inner: {"a" * 9: inner}))
    assert finding.message == "got an object that cannot be read: it is nested more than 100 deep"
    assert len(finding.path) == 400


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (False, "false"),
        (10**5000, "an integer beyond 2**53"),
        (1.5, "the number 1.5"),
        ("x" * 99, "the text '" + "x" * 59 + "…'"),
        (Unfriendly(), "a Python Unfriendly"),
    ],
    ids=["null", "false", "integer", "number", "text", "object"],
)
def test_values_are_described_in_the_words_of_json(value, words):
    """A message calls a value as JSON calls it, cuts it where it is long, and never fails."""
    assert described(value) == words


@pytest.mark.parametrize(
    ("key", "path"),
    [(0, "[0]"), ("a1", ".a1"), ("a b", "['a b']"), ("", "['']"), ("a" * 65, "['" + "a" * 59 + "…']")],
)
def test_a_path_is_readable_and_short(key, path):
    """Names stand after a dot, anything else in brackets and quotes, long keys cut."""
    assert step(key) == path

"""The text of JSON is read strictly: keys once, numbers that a double holds, and everything wrong at once."""

import json

import pytest
from hypothesis import given, strategies as st

from smmi.errors import DocumentError, Reason
from smmi.serialization import parse_json
from tests.serialization.test_json_values import JSON


def refused(text):
    """The findings of the error that reading a text raises, as texts, and their reasons."""
    with pytest.raises(DocumentError) as caught:
        parse_json(text)
    return [str(finding) for finding in caught.value.findings], {f.reason for f in caught.value.findings}


@given(JSON, st.booleans(), st.sampled_from([None, 2]))
def test_what_json_says_is_read(value, ascii_alone, indent):
    """Text, or bytes with and without a byte order mark, read as `json.loads` reads them."""
    text = json.dumps(value, ensure_ascii=ascii_alone, indent=indent)
    for given_text in (text, text.encode(), b"\xef\xbb\xbf" + text.encode()):
        assert json.dumps(parse_json(given_text)) == json.dumps(value)


def test_every_key_that_stands_twice_is_told_at_once():
    """At any depth, with its path, inside of what is itself repeated too."""
    text = '{"a": 1, "b": [{"c": 1, "c": 1, "c": 2}, {"d": {}}], "a": {"e": 1, "f": 2, "e": 3}}'
    which = "in one object; which is meant cannot be known: leave one"
    assert refused(text) == (
        [
            f"$.a: the key 'a' stands twice {which}",
            f"$.b[0].c: the key 'c' stands 3 times {which}",
            f"$.a.e: the key 'e' stands twice {which}",
        ],
        {Reason.REPEATED_KEY},
    )
    assert refused('[{"a b": 1, "\\u0061 b": 1}]')[0] == [f"$[0]['a b']: the key 'a b' stands twice {which}"]


NUMBERS = {
    "2**53 + 1": (str(2**53 + 1), "got 9007199254740993, an integer beyond 2**53"),
    "400 digits": ("1" * 400, "got 1111111111111111… (400 long), an integer beyond 2**53"),
    "5,000 digits": ("-" + "1" * 5000, "got -111111111111111… (5001 long), an integer beyond 2**53"),
    "1e999": ("1e999", "got 1e999, a number beyond what a double can hold"),
    "5,000 digits and a point": (
        "1" * 5000 + ".5",
        "got 1111111111111111… (5002 long), a number beyond what",
    ),
    "NaN": ("NaN", "got NaN, which is no number of JSON"),
    "-Infinity": ("-Infinity", "got -Infinity, which is no number of JSON"),
}


@pytest.mark.parametrize(("number", "message"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_that_no_double_holds_is_refused_with_its_path(number, message):
    """Nothing becomes infinite, and nothing is an error of Python."""
    findings, _ = refused(f'{{"a": [0, {number}], "b": {number}}}')
    assert [
        finding.startswith(f"$.{at}: {message}") for at, finding in zip(["a[1]", "b"], findings, strict=True)
    ]
    assert all(message in finding for finding in findings)


def test_tiny_numbers_and_large_ones_are_read():
    """What a double holds is read, however it is written."""
    assert parse_json(f"[{2**53}, -{2**53}, 1e308, 1e-999, 5e-324, 0.{'1' * 5000}]") == [
        2**53,
        -(2**53),
        1e308,
        0.0,
        5e-324,
        1 / 9,
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "$: line 1, column 1: Expecting value"),
        ('{"a": 1,}', "$: line 1, column "),
        ('{"a": 1} x', "$: line 1, column 10: Extra data"),
        (b'{"a": "\xe9"}', "$: byte 8 (0xE9) is not UTF-8"),
        ('"a\nb"', "$: line 1, column 3: Invalid control character at"),
        ("[" * 100_000, "$: it is nested too deeply"),
        ('{"a":' * 100_000, "$: it is nested too deeply"),
    ],
    ids=["nothing", "a comma", "more", "bytes", "a control character", "lists", "objects"],
)
def test_what_is_no_json_is_refused(text, message):
    """Broken text is told with its place."""
    (finding,), reasons = refused(text)
    assert finding.startswith(message)
    assert reasons == {Reason.NOT_JSON}


def test_half_a_character_is_refused():
    """A lone surrogate, which no UTF-8 can say, in a text or a key; a pair of them is one character."""
    assert parse_json('["\\ud83d\\ude00"]') == ["\N{GRINNING FACE}"]
    findings, _ = refused('{"a": ["x\\uD800"], "\\udc00": 1}')
    assert findings == [
        "$: got half a character (a lone surrogate) in the key '\\udc00', expected text",
        "$.a[0]: got half a character (a lone surrogate), expected text",
    ]

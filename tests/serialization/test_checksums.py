"""The checksum of a document: what it covers, what it does not, and what is said where it does not fit."""

import hashlib
import json
import random
import struct

import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import Norms
from smmi.errors import ArgumentError, DocumentError, Reason
from smmi.instrument import Answers, Instrument
from smmi.serialization import Inclusion, checksum, conformance, from_document, to_document, verify_checksum
from smmi.serialization.documents._checksums import canonical
from tests.benchmark.test_norms import scores_of
from tests.serialization.examples import CARE, DOCUMENT
from tests.serialization.test_answers import ANSWERS
from tests.serialization.test_documents import SCHEME
from tests.serialization.test_json_values import JSON

EDITED = "; if it was edited on purpose, leave the key 'checksum' out"
CHANGED = (
    "$.checksum: the document was changed after it was written, and is no longer what its checksum says; take the "
    "original again"
)

NUMBERS = """\
0000000000000000 0
8000000000000000 0
0000000000000001 5e-324
8000000000000001 -5e-324
7fefffffffffffff 1.7976931348623157e+308
ffefffffffffffff -1.7976931348623157e+308
4340000000000000 9007199254740992
c340000000000000 -9007199254740992
4430000000000000 295147905179352830000
44b52d02c7e14af5 9.999999999999997e+22
44b52d02c7e14af6 1e+23
44b52d02c7e14af7 1.0000000000000001e+23
444b1ae4d6e2ef4e 999999999999999700000
444b1ae4d6e2ef4f 999999999999999900000
444b1ae4d6e2ef50 1e+21
3eb0c6f7a0b5ed8c 9.999999999999997e-7
3eb0c6f7a0b5ed8d 0.000001
41b3de4355555553 333333333.3333332
41b3de4355555554 333333333.33333325
41b3de4355555555 333333333.3333333
41b3de4355555556 333333333.3333334
41b3de4355555557 333333333.33333343
becbf647612f3696 -0.0000033333333333333333
43143ff3c1cb0959 1424953923781206.2
"""
"""The samples of RFC 8785, appendix B: the bits of a double, and how it is written."""


@pytest.mark.parametrize("line", NUMBERS.splitlines())
def test_numbers_are_written_as_the_standard_says(line):
    """The standard's own samples."""
    bits, text = line.split()
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical(number) == text


def test_keys_and_texts_are_written_as_the_standard_says():
    """The standard's own samples: escapes of section 3.2.2, the order of keys of section 3.2.3."""
    sample = json.loads(
        r"""{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"""
    )
    assert canonical(sample) == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(dict.fromkeys(keys)))) == order


@given(JSON)
def test_the_canonical_form_says_the_same(value):
    """It reads back as the same value, and has no second form."""
    text = canonical(value)
    read = json.loads(text, parse_int=float)  # of ECMAScript, whose numbers are doubles
    assert read == value
    assert canonical(read) == text


@given(st.dictionaries(st.text(), JSON, max_size=4), st.integers(0, 2**32))
def test_the_checksum_depends_on_the_values_alone(document, seed):
    """Neither the order of keys, nor how whole numbers are written, nor a checksum that stands there matters."""
    rng = random.Random(seed)

    def another(value):
        if isinstance(value, dict):
            keys = list(value)
            rng.shuffle(keys)
            return {key: another(value[key]) for key in keys}
        if isinstance(value, list):
            return list(map(another, value))
        return float(value) if type(value) is int else value

    free = {key: value for key, value in document.items() if key != "checksum"}
    assert checksum(another(free)) == checksum(document) == checksum({**document, "checksum": 1})


def test_the_checksum_is_that_of_the_canonical_text():
    """What a platform without smmi makes of the text, by any tool for SHA-256."""
    text = '{"code":"care","list":[1,0.5,"é"]}'
    made = checksum({"list": [1.0, 0.5, "é"], "code": "care"})
    assert made == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@pytest.mark.parametrize(
    "value", [CARE, SCHEME, ANSWERS, scores_of], ids=["care", "scheme", "answers", "norms"]
)
@pytest.mark.parametrize("included", Inclusion)
def test_every_document_says_its_checksum(value, included):
    """The checksum stands after the version, and is verified."""
    if value is scores_of:
        value = Norms.fit(scores_of([0, 50, 100]))
    document = to_document(value, instrument=included)
    assert list(document)[:3] == ["schema", "version", "checksum"]
    assert document["checksum"] == checksum(document)
    verify_checksum(document)


def test_conformance_vectors_say_their_checksum():
    """Vectors, their scheme and its instrument: each says its own."""
    vectors = conformance(SCHEME)
    for part in (vectors, vectors["scheme"], vectors["scheme"]["instrument"]):
        verify_checksum(part)
    vectors["cases"][0]["nodes"]["overall"]["value"] = 1.0
    with pytest.raises(DocumentError) as caught:
        verify_checksum(vectors)
    assert str(caught.value) == f"the document cannot be read: {CHANGED}"


def refused(document, cls=None, **more):
    """The error that reading a document raises."""
    with pytest.raises(DocumentError) as caught:
        from_document(document, cls, **more) if cls else from_document(document, **more)
    return caught.value


def test_a_changed_document_is_refused_and_says_what_to_do():
    """People may leave the checksum out of what they edit; answers come from programs."""
    changed = to_document(CARE) | {"title": "Core"}
    error = refused(changed, Instrument)
    assert str(error) == f"the document cannot be read: {CHANGED}{EDITED}"
    assert [finding.reason for finding in error.findings] == [Reason.BAD_CHECKSUM]
    del changed["checksum"]
    assert from_document(changed, Instrument).title == "Core"
    answers = to_document(ANSWERS)
    answers["columns"]["clinic"][0] = "no"
    assert str(refused(answers, Answers, instrument=CARE)) == f"the document cannot be read: {CHANGED}"


def test_answers_and_norms_have_to_have_a_checksum():
    """Without one, or with its key misspelled, something was lost; a program that makes such documents adds it."""
    answers = to_document(ANSWERS)
    true = answers.pop("checksum")
    error = refused(answers, instrument=CARE)
    assert [finding.reason for finding in error.findings] == [Reason.MISSING_KEY]
    assert str(error) == (
        "the document cannot be read: $.checksum: the key 'checksum' is missing, which smmi writes into such "
        "documents: take the original again; a program that makes such documents adds what "
        "smmi.serialization.checksum(document) returns"
    )
    misspelled = refused(answers | {"checksun": true}, instrument=CARE)
    assert {finding.path for finding in misspelled.findings} == {"$.checksum", "$.checksun"}
    assert from_document(answers | {"checksum": checksum(answers)}, instrument=CARE) == ANSWERS
    assert from_document(DOCUMENT) == CARE


@pytest.mark.parametrize("said", ["", "sha256:", "SHA256:" + "0" * 64, None, 1, ["sha256:"]])
def test_what_is_no_checksum_is_refused(said):
    """A text that is not the checksum, or no text."""
    (finding,) = refused(DOCUMENT | {"checksum": said}).findings
    assert finding.path == "$.checksum"
    assert finding.reason is (Reason.BAD_CHECKSUM if isinstance(said, str) else Reason.WRONG_TYPE)


def test_an_instrument_inside_a_document_is_checked_too():
    """Whose checksum does not fit is told by the paths; a scheme that was edited around a whole instrument is fine."""
    document = to_document(SCHEME, instrument=Inclusion.WHOLE)
    del document["checksum"]
    document["instrument"]["title"] = "Core"
    assert [finding.path for finding in refused(document).findings] == ["$.instrument.checksum"]
    del document["instrument"]["checksum"]
    assert from_document(document).instrument.title == "Core"


def test_other_mistakes_are_told_beside_a_checksum_that_does_not_fit():
    """Whoever edits is told everything at once."""
    error = refused(to_document(CARE) | {"titel": "Core", "code": 1})
    assert [finding.path for finding in error.findings] == ["$.checksum", "$.code", "$.titel"]


def test_only_what_json_can_say_has_a_checksum():
    """A dict that JSON cannot say, or something else."""
    with pytest.raises(DocumentError) as caught:
        checksum({"a": [float("inf")]})
    assert str(caught.value) == "the document cannot be read: $.a[0]: got inf, expected a finite number"
    with pytest.raises(ArgumentError, match="expected a dict, as parse_json returns it"):
        verify_checksum([1])
    for value in (float("nan"), 2**53 + 1, (1, 2)):
        with pytest.raises(ValueError, match="JSON cannot say"):
            canonical(value)


def test_half_a_character_has_no_checksum():
    """What UTF-8 cannot say is a finding, in a text, in a list and in a key."""
    with pytest.raises(DocumentError) as caught:
        checksum({"a": "\ud800", "b": [["x", "\udfff"]], "\ud800": 1, "c": "\N{GRINNING FACE}"})
    assert [finding.path for finding in caught.value.findings] == ["$.a", "$.b[0][1]", "$"]


def test_what_would_not_be_read_is_not_written():
    """A population that no double holds would be refused by every reader."""
    norms = Norms.fit(scores_of([0, 50, 100]), population={"all": 2**53 + 1})
    with pytest.raises(ArgumentError) as caught:
        to_document(norms)
    assert str(caught.value) == (
        "'value': got what no document can say, at $.groups[0].population: got an integer beyond 2**53, expected one "
        "that a double can hold, expected values of JSON"
    )

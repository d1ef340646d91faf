"""How a document that belongs to an instrument refers to it, and what is checked."""

import attrs
import pytest
from hypothesis import given, strategies as st

from smmi.errors import DocumentError, Reason
from smmi.fingerprint import Scope, fingerprint
from smmi.instrument import (
    Answers,
    Area,
    Binary,
    Domain,
    Equals,
    Indicator,
    Instrument,
    Nominal,
    Option,
    Percentage,
)
from smmi.scoring import ScoringScheme, Weighting
from smmi.scoring.scheme import diff_schemes
from smmi.serialization import Inclusion, from_document, make_converter, to_document
from tests.serialization.examples import CARE
from tests.serialization.unchecked import unchecked

ANSWERS = Answers.from_records(
    CARE, [{"id": "S1", "control": "public", "clinic": "no"}], unit="id", attributes=("control",)
)
REWORDED = attrs.evolve(CARE, title="Care, in other words")
REVISED = attrs.evolve(CARE, edition="2")
SCORE = fingerprint(CARE, scope=Scope.SCORE)


def message_of(document, **more):
    """The message of the error that reading a document raises."""
    with pytest.raises(DocumentError) as caught:
        from_document(document, Answers, **more)
    return str(caught.value)


def test_a_document_refers_to_its_instrument():
    """By default a document says code, edition and score fingerprint of its instrument."""
    assert to_document(ANSWERS)["instrument"] == {"code": "care", "edition": "1", "fingerprint": SCORE}


def test_a_document_can_contain_its_instrument():
    """Asked for, a document contains the whole document of its instrument, and is read without it."""
    document = to_document(ANSWERS, instrument=Inclusion.WHOLE)
    assert document["instrument"] == to_document(CARE)
    assert from_document(document) == ANSWERS


def test_an_instrument_that_is_handed_over_is_used():
    """The instrument that is handed over serves, in other words too, whether or not the document contains one."""
    for included in Inclusion:
        read = from_document(to_document(ANSWERS, instrument=included), Answers, instrument=REWORDED)
        assert read.instrument is REWORDED


def test_without_its_instrument_a_document_cannot_be_read():
    """If the document only refers to its instrument, the error says which one to hand over, and how."""
    assert message_of(to_document(ANSWERS)) == (
        "the document cannot be read: $.instrument: the document belongs to the instrument 'care' edition '1', "
        "which it does not contain; hand it over: from_document(document, instrument=…)"
    )


def test_another_instrument_is_refused():
    """An instrument that is another one in anything that affects scores is refused."""
    expected = fingerprint(REVISED, scope=Scope.SCORE)
    for included in Inclusion:
        assert message_of(to_document(ANSWERS, instrument=included), instrument=REVISED) == (
            "the document cannot be read: 2 findings\n"
            "  $.instrument.edition: the document belongs to another instrument: got '1', expected '2'\n"
            f"  $.instrument.fingerprint: the document belongs to another instrument: got {SCORE!r}, "
            f"expected {expected!r}"
        )


def test_the_reason_says_that_it_is_another_instrument():
    """A platform can tell a document of another instrument by the reason of the finding."""
    with pytest.raises(DocumentError) as caught:
        from_document(to_document(ANSWERS), instrument=REVISED)
    assert {finding.reason for finding in caught.value.findings} == {Reason.OTHER_INSTRUMENT}


REFERENCES = {
    "no object": (
        [],
        "$.instrument: got a list, expected a reference to an instrument, or the document of one",
    ),
    "nothing in it": (
        {},
        "3 findings\n"
        "  $.instrument.code: the key 'code' is missing; a reference to an instrument needs 'code', 'edition', "
        "'fingerprint'\n"
        "  $.instrument.edition: the key 'edition' is missing; a reference to an instrument needs 'code', 'edition', "
        "'fingerprint'\n"
        "  $.instrument.fingerprint: the key 'fingerprint' is missing; a reference to an instrument needs 'code', "
        "'edition', 'fingerprint'",
    ),
    "no text": (
        {"code": "care", "edition": 1, "fingerprint": SCORE},
        "$.instrument.edition: got the number 1, expected text",
    ),
    "too much in it": (
        {"code": "care", "edition": "1", "fingerprint": SCORE, "title": "Care"},
        "$.instrument.title: 'title' is no key of a reference to an instrument, which has 'code', 'edition', "
        "'fingerprint'",
    ),
    "another document": (
        to_document(ANSWERS),
        "$.instrument.schema: got the text 'smmi/answers', expected 'smmi/instrument'",
    ),
    "a later version": (
        unchecked(to_document(CARE)) | {"version": 2},
        "$.instrument.version: got version 2 of the schema, expected 1; read it with a newer smmi",
    ),
    "an instrument with a mistake": (
        unchecked(to_document(CARE)) | {"title": 1},
        "$.instrument.title: got the number 1, expected text",
    ),
}


@pytest.mark.parametrize(("reference", "message"), REFERENCES.values(), ids=REFERENCES)
def test_a_bad_reference_is_refused_with_its_path(reference, message):
    """What is wrong with a reference, or with the instrument in its place, is said with its path."""
    document = unchecked(to_document(ANSWERS)) | {"instrument": reference}
    assert message_of(document, instrument=CARE) == f"the document cannot be read: {message}"


def test_a_missing_reference_is_said():
    """A document that says nothing of its instrument is refused even if one is handed over."""
    document = unchecked(to_document(ANSWERS))
    del document["instrument"]
    assert message_of(document, instrument=CARE) == (
        "the document cannot be read: $.instrument: the key 'instrument' is missing; "
        "a Sheet needs 'instrument', 'units', 'columns'"
    )


def test_a_converter_reads_what_contains_its_instrument():
    """A converter of one's own reads a scheme that contains its instrument."""
    from smmi.scoring import ScoringScheme

    instrument = attrs.evolve(
        CARE, domains=[attrs.evolve(CARE.domains[0], areas=CARE.domains[0].areas[:1])], terms=()
    )
    scheme = ScoringScheme(instrument)
    converter = make_converter()
    content = converter.unstructure(scheme) | {"instrument": to_document(instrument)}
    assert converter.structure(content, ScoringScheme) == scheme


def asked(code, scale, **more):
    """Return an indicator."""
    return Indicator(code=code, prompt=f"{code}?", scale=scale, **more)


KIND = Nominal(code="kind", options=(Option("public", "Public"), Option("private", "Private")))
AREA = Area(
    code="area",
    label="Area",
    indicators=[
        asked("control", KIND, scored=False),
        asked("mission", Binary(code="yes_no")),
        asked("share", Percentage(code="share"), gate=Equals("control", "public")),
    ],
)
GATED = Instrument(
    code="tiny", edition="1", title="Tiny", domains=[Domain(code="domain", label="Domain", areas=[AREA])]
)
SCHEME = ScoringScheme.equal_weights(GATED)
WHOLE = to_document(SCHEME)["instrument"]


def scheme_message(document, **more):
    """The message of the error that reading the document of a scheme raises."""
    with pytest.raises(DocumentError) as caught:
        from_document(document, ScoringScheme, **more)
    return str(caught.value)


@given(st.sets(st.sampled_from(["code", "edition", "fingerprint"])), st.sampled_from(["0", ""]))
def test_a_scheme_beside_its_instrument_says_of_it_what_it_likes(keys, other):
    """Any part of the reference will do, and so will none; what it says must be so, and a blank is not."""
    document = unchecked(to_document(SCHEME))
    part = {key: WHOLE[key] for key in keys}
    assert from_document(document | {"instrument": part}, instrument=GATED) == SCHEME
    del document["instrument"]
    assert from_document(document, instrument=GATED) == SCHEME
    for key in keys:
        wrong = part | {key: other}
        assert scheme_message(document | {"instrument": wrong}, instrument=GATED) == (
            f"the document cannot be read: $.instrument.{key}: the document belongs to another instrument: "
            f"got {other!r}, expected {WHOLE[key]!r}"
        )


def test_a_scheme_alone_or_among_instruments_says_of_which_it_is():
    """Without its one instrument beside it, a scheme needs the whole reference."""
    document = unchecked(to_document(SCHEME)) | {"instrument": {"code": "tiny", "edition": "1"}}
    missing = "the document cannot be read: $.instrument.fingerprint: the key 'fingerprint' is missing"
    assert scheme_message(document).startswith(missing)
    assert scheme_message(document, instrument=[GATED, CARE]).startswith(missing)


def test_a_scheme_spelled_out_is_the_scheme():
    """Its rules and weights are declared, and it scores as before."""
    spelled = SCHEME.spelled_out()
    assert set(to_document(spelled)["items"]) == {"mission", "share"}
    assert diff_schemes(SCHEME, spelled) == ()
    weighed = attrs.evolve(SCHEME, weights=Weighting(by_code={"share": 2.0}, note="by us"))
    assert weighed.spelled_out().weights.by_code["mission"] == 1.0
    assert weighed.spelled_out().weights.note == "by us"

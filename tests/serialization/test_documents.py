"""Documents of instruments and of schemes, and what is said about documents that cannot be read."""

import copy
import json

import pytest
from hypothesis import given, strategies as st

from smmi import editions
from smmi.errors import ArgumentError, DocumentError, Reason
from smmi.instrument import Answers, Instrument
from smmi.scoring import (
    CoverageBasis,
    EqualSteps,
    Linear,
    MinimumCoverage,
    NoAnswer,
    OptionPoints,
    Polarity,
    ScoringScheme,
    SelectedShare,
    WeightedMean,
    Weighting,
)
from smmi.scoring.rules import AGGREGATION_RULES
from smmi.scoring.scheme import WeightOrigin
from smmi.serialization import Inclusion, checksum, from_document, to_document
from smmi.testing.strategies import instruments, schemes
from tests.serialization.examples import CARE, DOCUMENT
from tests.serialization.unchecked import unchecked

ACCESS = CARE.domains[0]
SCORABLE = Instrument(
    code="care",
    edition="1",
    title="Care",
    domains=(
        type(ACCESS)(
            code="access",
            label="Access",
            areas=(
                ACCESS.areas[0],
                type(ACCESS.areas[1])(
                    code="teaching", label="Teaching", indicators=ACCESS.areas[1].indicators[:1]
                ),
            ),
        ),
    ),
    characteristics=CARE.characteristics,
)
SCHEME = ScoringScheme(
    SCORABLE,
    items={
        "clinic": OptionPoints({"no": 0.25, "yes": 1}),
        "visits": Linear(0, 100, polarity=Polarity.NEGATIVE),
        "outreach": EqualSteps(),
        "topics_taught": SelectedShare(enough=2),
    },
    domains={"access": WeightedMean()},
    weights={"clinic": 2, "clinics": 0.5},
    coverage={"access": MinimumCoverage(0.75, basis=CoverageBasis.COUNT, no_answer=NoAnswer.LOWEST)},
    gated={"visits": 0},
    overall_from="domains",
)


def through_json(document):
    """The document as another program would hand it back."""
    return json.loads(json.dumps(document))


def message_of(document, cls=None, **more):
    """The message of the error that reading a document raises."""
    with pytest.raises(DocumentError) as caught:
        from_document(document, cls, **more) if cls else from_document(document, **more)
    return str(caught.value)


def changed(*path, to):
    """The example's document with another value in one place."""
    document = copy.deepcopy(DOCUMENT)
    place = document
    for step in path[:-1]:
        place = place[step]
    if to is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return document


SCHEMAS = ", ".join(
    f"'smmi/{kind}'"
    for kind in (
        "instrument",
        "scheme",
        "answers",
        "crosswalk",
        "administration",
        "reading",
        "account",
        "norms",
        "ledger",
        "published-norms",
        "band-cuts",
        "manual-norms",
        "scores",
        "placements",
        "placement",
        "comparison",
        "adjusted-comparison",
        "receipt",
    )
)
CLASSES = (
    "Instrument, ScoringScheme, Answers, Crosswalk, Administration, Reading, Account, Norms, Ledger, PublishedNorms, "
    "BandCuts, ManualNorms, Scores, Placements, Placement, GroupComparison, AdjustedComparison, Receipt"
)
RULES = ", ".join(map(repr, AGGREGATION_RULES))

CLINICS = ("domains", 0, "areas", 0, "indicators")


def test_the_document_of_an_instrument_reads_as_one_would_write_it():
    """A document has kebab-case tags, leaves out what is as by default, and begins with its kind and version."""
    assert to_document(CARE) == DOCUMENT | {"checksum": checksum(DOCUMENT)}
    assert list(to_document(CARE))[:4] == ["schema", "version", "checksum", "code"]
    assert from_document(DOCUMENT) == CARE


@given(instruments())
def test_the_document_of_an_instrument_is_a_fixed_point(instrument):
    """Document to instrument to document changes nothing, through the text of JSON as well."""
    document = to_document(instrument)
    assert through_json(document) == document
    read = from_document(through_json(document), Instrument)
    assert read == instrument
    assert json.dumps(to_document(read)) == json.dumps(document)


@pytest.mark.parametrize("edition", [editions.smmi_16, editions.smmi_18])
def test_the_bundled_editions_survive_a_round_trip(edition):
    """Both bundled editions are equal to what their documents say."""
    document = to_document(edition())
    assert from_document(through_json(document), Instrument) == edition()
    assert to_document(from_document(document)) == document


def test_the_document_of_a_scheme_reads_as_one_would_write_it():
    """A scheme refers to its instrument by code, edition and score fingerprint; rules and policies have tags."""
    document = to_document(SCHEME)
    assert document.pop("checksum") == checksum(document)
    assert len(document["instrument"].pop("fingerprint")) == 64
    assert document == {
        "schema": "smmi/scheme",
        "version": 1,
        "instrument": {"code": "care", "edition": "1"},
        "items": {
            "clinic": {"kind": "option-points", "by_option": {"no": 0.25, "yes": 1.0}},
            "visits": {"kind": "linear", "low": 0.0, "high": 100.0, "polarity": "negative"},
            "outreach": {"kind": "equal-steps"},
            "topics_taught": {"kind": "selected-share", "enough": 2},
        },
        "domains": {"access": {"kind": "weighted-mean"}},
        "weights": {"clinic": 2.0, "clinics": 0.5},
        "coverage": {
            "access": {"kind": "minimum-coverage", "share": 0.75, "basis": "count", "no_answer": "lowest"}
        },
        "gated": {"visits": 0.0},
        "overall_from": "domains",
    }


@given(st.data(), st.sampled_from(Inclusion))
def test_the_document_of_a_scheme_is_a_fixed_point(data, included):
    """Document to scheme to document changes nothing, whether the instrument is contained or handed over."""
    instrument = data.draw(instruments())
    scheme = data.draw(schemes(instrument))
    document = to_document(scheme, instrument=included)
    given_instrument = instrument if included is Inclusion.REFERENCE else None
    read = from_document(through_json(document), ScoringScheme, instrument=given_instrument)
    assert read == scheme
    assert json.dumps(to_document(read, instrument=included)) == json.dumps(document)


def test_weights_may_say_how_they_came_about():
    """A weighting is told from plain weights by its tag."""
    weighting = Weighting(by_code={"clinic": 2.0}, origin=WeightOrigin.ENTROPY, note="from the pilot")
    scheme = ScoringScheme(SCORABLE, weights=weighting)
    document = to_document(scheme)
    assert document["weights"] == {
        "kind": "weighting",
        "by_code": {"clinic": 2.0},
        "origin": "entropy",
        "note": "from the pilot",
    }
    assert from_document(document, instrument=SCORABLE) == scheme
    assert message_of(unchecked(document) | {"weights": {"kind": "weight"}}, instrument=SCORABLE) == (
        "the document cannot be read: $.weights.kind: got 'weight', expected 'weighting'. Did you mean 'weighting'?"
    )


def test_a_document_is_not_shared_with_the_next_one():
    """Changing a document changes neither the value nor the next document."""
    document = to_document(SCHEME)
    document["items"]["clinic"]["by_option"]["no"] = 7
    document["weights"].clear()
    assert to_document(SCHEME) != document
    assert to_document(SCHEME)["weights"] == {"clinic": 2.0, "clinics": 0.5}


MESSAGES = {
    "unknown key": (
        changed(*CLINICS, 0, "promt", to="Is there one?"),
        "the document cannot be read: $.domains[0].areas[0].indicators[0].promt: 'promt' is no key of an Indicator, "
        "which has 'code', 'prompt', 'scale', 'label', 'help', 'gate', 'applies', 'terms', 'tags', 'provenance', "
        "'source_names', 'scored'. "
        "Did you mean 'prompt'?",
    ),
    "missing key": (
        changed(*CLINICS, 0, "prompt", to=...),
        "the document cannot be read: $.domains[0].areas[0].indicators[0].prompt: the key 'prompt' is missing; "
        "an Indicator needs 'code', 'prompt', 'scale'",
    ),
    "number for text": (
        changed(*CLINICS, 0, "prompt", to=1),
        "the document cannot be read: $.domains[0].areas[0].indicators[0].prompt: got the number 1, expected text",
    ),
    "text for a number": (
        changed(*CLINICS, 1, "scale", "maximum", to="500"),
        "the document cannot be read: $.domains[0].areas[0].indicators[1].scale.maximum: "
        "got the text '500', expected an integer",
    ),
    "true for a number": (
        changed(*CLINICS, 1, "scale", "minimum", to=True),
        "the document cannot be read: $.domains[0].areas[0].indicators[1].scale.minimum: "
        "got true, expected an integer",
    ),
    "a number for a flag": (
        changed("domains", 0, "areas", 1, "indicators", 0, "scale", "options", 2, "exclusive", to=1),
        "the document cannot be read: $.domains[0].areas[1].indicators[0].scale.options[2].exclusive: "
        "got the number 1, expected true or false",
    ),
    "null where a value is needed": (
        changed("title", to=None),
        "the document cannot be read: $.title: got null, expected text",
    ),
    "object for a list": (
        changed("domains", to={}),
        "the document cannot be read: $.domains: got an object, expected a list",
    ),
    "list for an object": (
        changed("domains", 0, to=[]),
        "the document cannot be read: $.domains[0]: got a list, expected an object: a Domain",
    ),
    "two kinds of value": (
        changed(*CLINICS, 1, "gate", "value", to=False),
        "the document cannot be read: $.domains[0].areas[0].indicators[1].gate.value: "
        "got false, expected text or a number",
    ),
    "unknown tag": (
        changed(*CLINICS, 1, "gate", "kind", to="equal"),
        "the document cannot be read: $.domains[0].areas[0].indicators[1].gate.kind: got 'equal', expected one of "
        "'equals', 'one-of', 'includes', 'at-least', 'answered', 'not', 'all', 'any'. Did you mean 'equals'?",
    ),
    "missing tag": (
        changed(*CLINICS, 1, "gate", "kind", to=...),
        "the document cannot be read: $.domains[0].areas[0].indicators[1].gate.kind: the key 'kind' is missing; "
        "expected one of 'equals', 'one-of', 'includes', 'at-least', 'answered', 'not', 'all', 'any'",
    ),
    "unknown choice": (
        changed("provenance", "origin", to="our"),
        "the document cannot be read: $.provenance.origin: got 'our', expected one of 'published', 'secondary', "
        "'ours'. Did you mean 'ours'?",
    ),
    "what the class refuses": (
        changed(*CLINICS, 2, "scale", "options", 0, "code", to="Not at all"),
        "the document cannot be read: $.domains[0].areas[0].indicators[2].scale.options[0].code: 'code' of Option: "
        "got 'Not at all', expected a code ([a-z][a-z0-9_]*, at most 64 characters)",
    ),
    "what the whole refuses": (
        changed(*CLINICS, 1, "gate", "code", to="clinics"),
        "the document cannot be read: $.domains[0].areas[0].indicators[1].gate: Equals(code='clinics', value='yes') "
        "speaks of 'clinics', which is no indicator of the instrument. Did you mean 'clinic'?",
    ),
    "no schema": (
        changed("schema", to=...),
        "the document cannot be read: $.schema: the key 'schema' is missing; a document needs 'schema', 'version'",
    ),
    "unknown schema": (
        changed("schema", to="smmi/instruments"),
        "the document cannot be read: $.schema: got 'smmi/instruments', expected one of "
        f"{SCHEMAS}. Did you mean 'smmi/instrument'?",
    ),
    "no text for a schema": (
        changed("schema", to=1),
        f"the document cannot be read: $.schema: got the number 1, expected one of {SCHEMAS}",
    ),
    "no version": (
        changed("version", to=...),
        "the document cannot be read: $.version: the key 'version' is missing; a document needs 'schema', 'version'",
    ),
    "a later version": (
        changed("version", to=2),
        "the document cannot be read: $.version: got version 2 of the schema, expected 1; read it with a newer smmi",
    ),
    "an impossible version": (
        changed("version", to=0),
        "the document cannot be read: $.version: got version 0 of the schema, expected 1; there is no such version",
    ),
    "a version in words": (
        changed("version", to="1"),
        "the document cannot be read: $.version: got the text '1', expected 1",
    ),
    "no object": ([], "the document cannot be read: $: got a list, expected an object"),
}


@pytest.mark.parametrize(("document", "message"), MESSAGES.values(), ids=MESSAGES)
def test_what_is_wrong_is_said_with_its_path(document, message):
    """An error says where, what was found, what was expected and, where one is near, what was meant."""
    assert message_of(document) == message


def test_everything_that_is_wrong_is_said_at_once():
    """One error tells all problems of a document, each with its path, those of the head included."""
    document = changed(*CLINICS, 0, "prompt", to=1)
    del document["title"], document["version"]
    document["domains"][0]["areas"][0]["indicators"][2]["scale"]["options"][1]["code"] = "SOME"
    document["domains"][0]["areas"][1]["indicators"][1]["scale"]["sum"] = 100
    document["terms"][0] = "care"
    assert message_of(document) == (
        "the document cannot be read: 6 findings\n"
        "  $.version: the key 'version' is missing; a document needs 'schema', 'version'\n"
        "  $.title: the key 'title' is missing; an Instrument needs 'code', 'edition', 'title', 'domains'\n"
        "  $.domains[0].areas[0].indicators[0].prompt: got the number 1, expected text\n"
        "  $.domains[0].areas[0].indicators[2].scale.options[1].code: 'code' of Option: got 'SOME', expected a code "
        "([a-z][a-z0-9_]*, at most 64 characters)\n"
        "  $.domains[0].areas[1].indicators[1].scale.sum: 'sum' is no key of a Composition, which has 'code', "
        "'options', 'label', 'parts', 'tolerance'\n"
        "  $.terms[0]: got the text 'care', expected an object: a Term"
    )


def test_what_json_cannot_say_is_refused_first():
    """Values that are not JSON's, numbers that are not finite and keys that are no text are found with their paths."""
    document = changed("domains", 0, "help", to=float("nan"))
    document["terms"] = ({"term": "care"},)
    document["provenance"] = {1: "ours"}
    document["description"] = b"bytes"
    document["title"] = 2**60
    assert message_of(document) == (
        "the document cannot be read: 5 findings\n"
        "  $.title: got an integer beyond 2**53, expected one that a double can hold\n"
        "  $.domains[0].help: got nan, expected a finite number\n"
        "  $.description: got a Python bytes, expected a value of JSON (as json.loads returns them)\n"
        "  $.terms: got a Python tuple, expected a value of JSON (as json.loads returns them)\n"
        "  $.provenance: got the key the number 1, expected keys of text"
    )


def test_an_integer_may_stand_for_a_float():
    """Where a float is expected, an integer will do; 1.0 will not do for an integer."""
    scale = {"kind": "number", "code": "gdp", "minimum": 0, "maximum": 10}
    read = from_document(changed(*CLINICS, 1, "scale", to=scale))
    assert (read["visits"].scale.minimum, read["visits"].scale.maximum) == (0.0, 10.0)
    assert message_of(changed(*CLINICS, 1, "scale", "maximum", to=5.0)) == (
        "the document cannot be read: $.domains[0].areas[0].indicators[1].scale.maximum: "
        "got the number 5.0, expected an integer"
    )


def test_a_document_of_another_kind_is_refused():
    """A document is not read as another class than it says, however well it fits."""
    assert message_of(DOCUMENT, ScoringScheme) == (
        "the document cannot be read: $.schema: got 'smmi/instrument', expected 'smmi/scheme'"
    )


def test_the_expected_class_serves_where_the_schema_is_missing():
    """A document without a schema is read as the expected class, so that everything else is said, too."""
    document = changed("schema", to=...)
    document["domains"][0]["label"] = ""
    assert message_of(document, Instrument) == (
        "the document cannot be read: 2 findings\n"
        "  $.schema: the key 'schema' is missing; a document needs 'schema', 'version'\n"
        "  $.domains[0].label: 'label' of Domain 'access': got '', expected text that is not blank "
        "(at most 20000 characters)"
    )


def test_a_scheme_that_does_not_fit_is_refused_with_paths():
    """What a scheme refuses is said with the path in its document."""
    document = unchecked(to_document(SCHEME))
    document["items"]["clinc"] = {"kind": "equal-steps"}
    document["weights"]["clinic"] = -1
    document["gated"]["visits"] = 2
    with pytest.raises(DocumentError) as caught:
        from_document(document, instrument=SCORABLE)
    assert [finding.path for finding in caught.value.findings] == [
        "$.items.clinc",
        "$.weights.clinic",
        "$.gated.visits",
    ]


def test_a_rule_that_stands_in_the_wrong_place_is_refused():
    """An item rule is no aggregation rule; one rule and a mapping of rules are told apart by the tag."""
    document = unchecked(to_document(SCHEME))
    document["areas"] = {"kind": "linear", "low": 0, "high": 1}
    document["domains"] = {"access": {"kind": "equal-steps"}}
    document["coverage"] = {"kind": "full"}
    document["overall"] = None
    assert message_of(document, instrument=SCORABLE) == (
        "the document cannot be read: 4 findings\n"
        f"  $.areas.kind: got 'linear', expected one of {RULES}\n"
        f"  $.domains.access.kind: got 'equal-steps', expected one of {RULES}\n"
        f"  $.overall: got null, expected an object with 'kind' {RULES.replace(', ', ' or ')}\n"
        "  $.coverage.kind: got 'full', expected 'minimum-coverage'"
    )


def test_the_findings_carry_their_reasons():
    """A platform can act on the reasons of findings without reading their messages."""
    document = changed(*CLINICS, 0, "prompt", to=1)
    document["domains"][0]["lable"] = "Access"
    del document["domains"][0]["label"]
    with pytest.raises(DocumentError) as caught:
        from_document(document)
    assert [finding.reason for finding in caught.value.findings] == [
        Reason.MISSING_KEY,
        Reason.WRONG_TYPE,
        Reason.UNKNOWN_KEY,
    ]


def test_only_the_classes_with_documents_are_taken():
    """Asking for the document of something else, or for another class, says which classes have documents."""
    with pytest.raises(ArgumentError) as caught:
        to_document(CARE.domains[0])
    assert str(caught.value) == f"'value': got Domain, expected one of {CLASSES}"
    with pytest.raises(ArgumentError) as caught:
        from_document(DOCUMENT, dict)
    assert str(caught.value) == f"'cls': got dict, expected one of {CLASSES}"
    with pytest.raises(ArgumentError) as caught:
        from_document(DOCUMENT, "Instrument")
    assert str(caught.value) == f"'cls': got 'Instrument', expected one of {CLASSES}"


def test_every_kind_of_document_says_so():
    """The kind of a document is that of its value."""
    answers = Answers.from_records(
        CARE, [{"id": "S1", "control": "public"}], unit="id", attributes=("control",)
    )
    schemas = [to_document(value)["schema"] for value in (CARE, SCHEME, answers)]
    assert schemas == ["smmi/instrument", "smmi/scheme", "smmi/answers"]

"""JSON Schema of the documents, judged by the `jsonschema` package."""

import copy
import json
import random

import pytest
from hypothesis import given, strategies as st
from jsonschema import Draft202012Validator

from smmi import editions
from smmi.benchmark import Ledger, Norms, PublishedNorms
from smmi.errors import ArgumentError, DocumentError
from smmi.instrument import Answers, Instrument
from smmi.instrument.answers import Administration
from smmi.instrument.crosswalk import Crosswalk
from smmi.intake import Account, Reading
from smmi.scoring import ScoringScheme
from smmi.serialization import Inclusion, checksum, from_document, json_schema, to_document
from smmi.serialization.fields._json_values import json_findings
from smmi.testing.strategies import from_instrument, instruments, schemes
from tests.serialization.corruption import corrupted
from tests.serialization.examples import CARE, DOCUMENT
from tests.serialization.outsiders import Capped, FirstPart, StepsUp, _MedianOfAll
from tests.serialization.test_converter import OUTSIDE, SCHEME
from tests.serialization.unchecked import unchecked

CLASSES = (
    Instrument,
    ScoringScheme,
    Answers,
    Crosswalk,
    Administration,
    Reading,
    Account,
    Norms,
    Ledger,
    PublishedNorms,
)
VALIDATORS = {cls: Draft202012Validator(json_schema(cls)) for cls in CLASSES}
TRIES = 5


def accepts(cls, document):
    """Whether the schema of a class accepts a document."""
    return VALIDATORS[cls].is_valid(document)


def reads(cls, document, instrument):
    """Whether the reader accepts a document."""
    try:
        from_document(document, cls, instrument=instrument)
    except DocumentError:
        return False
    return True


@pytest.mark.parametrize("cls", CLASSES)
def test_a_schema_is_one(cls):
    """Every schema is a JSON Schema of 2020-12 and survives the text of JSON."""
    schema = json_schema(cls)
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("cls", CLASSES)
def test_everything_that_is_defined_is_used(cls):
    """Every object is closed, every reference leads to a definition, every definition but those of texts is used."""
    schema = json_schema(cls)
    used, waiting = set(), [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            used |= {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
            assert "properties" not in part or part.get("additionalProperties") is False
        waiting += part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    defined = {f"#/$defs/{name}" for name in schema["$defs"]}
    assert used <= defined
    assert defined - used <= {f"#/$defs/{name}" for name in ("code", "text", "any_text")}


@given(instruments())
def test_documents_of_instruments_are_accepted(instrument):
    """The schema accepts every document of an instrument."""
    VALIDATORS[Instrument].validate(to_document(instrument))


@given(st.data(), st.sampled_from(Inclusion))
def test_documents_of_answers_are_accepted(data, included):
    """The schema accepts every document of answers."""
    drawn = data.draw(from_instrument(data.draw(instruments())))
    VALIDATORS[Answers].validate(to_document(drawn, instrument=included))


@given(st.data(), st.sampled_from(Inclusion))
def test_documents_of_schemes_are_accepted(data, included):
    """The schema accepts every document of a scheme."""
    scheme = data.draw(schemes(data.draw(instruments())))
    VALIDATORS[ScoringScheme].validate(to_document(scheme, instrument=included))


@given(st.data(), st.sets(st.sampled_from(["code", "edition", "fingerprint"])))
def test_schemes_that_say_a_part_of_their_instrument_are_accepted(data, keys):
    """The schema asks no more of a scheme than the reader does beside its instrument."""
    document = unchecked(to_document(data.draw(schemes(data.draw(instruments())))))
    whole = document.pop("instrument")
    VALIDATORS[ScoringScheme].validate(document)
    VALIDATORS[ScoringScheme].validate(document | {"instrument": {key: whole[key] for key in keys}})


def test_bundled_documents_are_accepted():
    """The schemas accept the bundled editions and the crosswalk between them."""
    VALIDATORS[Instrument].validate(to_document(editions.smmi_16()))
    VALIDATORS[Instrument].validate(to_document(editions.smmi_18()))
    for included in Inclusion:
        VALIDATORS[Crosswalk].validate(to_document(editions.crosswalk_18_to_16(), instrument=included))


@given(st.data(), st.integers(0, 2**32))
def test_a_schema_is_never_stricter_than_the_reader(data, seed):
    """What the reader accepts, however odd, the schema accepts: corrupted documents included."""
    instrument = data.draw(instruments())
    documents = {
        Instrument: unchecked(to_document(instrument)),
        Answers: to_document(data.draw(from_instrument(instrument))),
        ScoringScheme: unchecked(to_document(data.draw(schemes(instrument)))),
    }
    rng = random.Random(seed)
    for cls, document in documents.items():
        for _ in range(TRIES):
            wrong = corrupted(document, rng, plain=True)
            if json_findings(wrong) or not isinstance(wrong, dict):
                continue
            wrong |= {"checksum": checksum(wrong)} if cls is Answers else {}
            if reads(cls, wrong, instrument):
                assert [error.message for error in VALIDATORS[cls].iter_errors(wrong)] == []


def objects(document):
    """Every object in a document whose keys are fixed."""
    found, waiting = [], [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            found.append(part)
            waiting += [item for key, item in part.items() if key != "by_option"]
        elif isinstance(part, list):
            waiting += part
    return found


def unknown_key(document, rng):
    """Give an object a key that it has not."""
    rng.choice(objects(document))["another"] = 1


def missing_key(document, rng):
    """Take a key from an object without which it cannot be."""
    part = rng.choice([part for part in objects(document) if {"code", "kind"} & set(part)])
    del part["kind" if "kind" in part else "code"]


def wrong_type(document, rng):
    """Put a value of another type in a place of an object."""
    part = rng.choice(objects(document))
    key = rng.choice(list(part))
    part[key] = {"never": []} if not isinstance(part[key], dict) else [part[key]]


def number_for_text(document, rng):
    """Put a number where a text stands."""
    part = rng.choice([part for part in objects(document) if "code" in part])
    part["code"] = 1


def bad_code(document, rng):
    """Put a text that is no code where a code stands."""
    part = rng.choice([part for part in objects(document) if "code" in part])
    part["code"] = rng.choice(["", "Code", "a b", "1st", "ä", "c" * 65])


def unknown_tag(document, rng):
    """Put a tag that no class has."""
    part = rng.choice([part for part in objects(document) if "kind" in part])
    part["kind"] = "unknown"


def blank_text(document, rng):
    """Put white space where a text has to say something."""
    part = rng.choice([part for part in objects(document) if "prompt" in part])
    part["prompt"] = " \t\n"


def empty_list(document, rng):
    """Take everything from a list that has to hold something."""
    rng.choice([part for part in objects(document) if "indicators" in part])["indicators"] = []


def other_head(document, rng):
    """Say another kind, or another version."""
    document[rng.choice(["schema", "version"])] = rng.choice(["smmi/other", 2, None, "1"])


MUTATIONS = (
    unknown_key,
    missing_key,
    wrong_type,
    number_for_text,
    bad_code,
    unknown_tag,
    blank_text,
    empty_list,
    other_head,
)


@given(instruments(), st.integers(0, 2**32))
def test_mutated_documents_are_rejected(instrument, seed):
    """The schema rejects documents with a mistake of any kind that a schema can tell, as the reader does."""
    rng, document = random.Random(seed), unchecked(to_document(instrument))
    for mutate in MUTATIONS:
        wrong = copy.deepcopy(document)
        mutate(wrong, rng)
        assert not accepts(Instrument, wrong), mutate
        assert not reads(Instrument, wrong, None), mutate


ANSWERS = to_document(
    Answers.from_records(CARE, [{"id": "S1", "control": "public"}], unit="id", attributes=("control",))
)
WRONG_ANSWERS = {
    "a flag for an answer": {"columns": ANSWERS["columns"] | {"clinic": [True]}},
    "an unknown nonresponse": {"columns": ANSWERS["columns"] | {"clinic": [{"nonresponse": "refused"}]}},
    "a number in a selection": {"columns": ANSWERS["columns"] | {"topics_taught": [["food", 1]]}},
    "text for a share": {"columns": ANSWERS["columns"] | {"time": [{"field": "60"}]}},
    "one answer for a column": {"columns": ANSWERS["columns"] | {"clinic": "no"}},
    "a blank unit": {"units": [" "]},
    "a number for a unit": {"units": [1]},
    "a number for an attribute": {"attributes": {"control": [1]}},
    "null for a label": {"labels": {"control": [None]}},
    "a short fingerprint": {"instrument": ANSWERS["instrument"] | {"fingerprint": "0"}},
    "no instrument": {"instrument": None},
}


@pytest.mark.parametrize("change", WRONG_ANSWERS.values(), ids=WRONG_ANSWERS)
def test_mutated_answers_are_rejected(change):
    """The schema of answers rejects what stands in the wrong form."""
    assert accepts(Answers, ANSWERS)
    assert not accepts(Answers, ANSWERS | change)
    assert not reads(Answers, unchecked(ANSWERS | change), CARE)


SCHEME_DOCUMENT = unchecked(to_document(SCHEME, rules=OUTSIDE))
WRONG_SCHEMES = {
    "a weight below 0": {"weights": {"clinic": -1}},
    "text for a weight": {"weights": {"clinic": "1"}},
    "points above 1": {"gated": {"visits": 1.5}},
    "an item rule for an area": {"areas": {"kind": "equal-steps"}},
    "a rule without its tag": {"overall": {}},
    "an unknown policy": {"coverage": {"kind": "maximum-coverage"}},
    "a share above 1": {"coverage": {"kind": "minimum-coverage", "share": 1.5}},
    "another level": {"overall_from": "indicators"},
    "a missing goalpost": {"items": {"visits": {"kind": "linear", "low": 0}}},
    "points of an option above 1": {"items": {"clinic": {"kind": "option-points", "by_option": {"no": 2}}}},
    "a tag alone": {"areas": {"kind": {"kind": "linear"}}},
}


@pytest.mark.parametrize("change", WRONG_SCHEMES.values(), ids=WRONG_SCHEMES)
def test_mutated_schemes_are_rejected(change):
    """The schema of schemes rejects rules, weights and policies that cannot be."""
    validator = Draft202012Validator(json_schema(ScoringScheme, rules=OUTSIDE))
    assert validator.is_valid(SCHEME_DOCUMENT)
    assert not validator.is_valid(SCHEME_DOCUMENT | change)
    with pytest.raises(DocumentError):
        from_document(SCHEME_DOCUMENT | change, instrument=CARE, rules=OUTSIDE)


def test_rules_from_outside_are_in_the_schema():
    """The schema knows the rules that are handed over, their parts included, and no others."""
    schema = json_schema(ScoringScheme, rules=[StepsUp, _MedianOfAll])
    assert schema["$defs"]["steps-up"]["properties"]["steps"] == {
        "type": "array",
        "items": {"$ref": "#/$defs/Step"},
    }
    assert schema["$defs"]["steps-up"]["properties"]["level"] == {"enum": ["very-low", "high"]}
    assert schema["$defs"]["steps-up"]["properties"]["pair"] == {
        "type": "array",
        "prefixItems": [
            {"type": "integer", "minimum": -(2**53), "maximum": 2**53},
            {"type": "string"},
        ],
        "minItems": 2,
        "maxItems": 2,
    }
    assert {"first-part", "capped-at"}.isdisjoint(schema["$defs"])
    assert not Draft202012Validator(schema).is_valid(SCHEME_DOCUMENT)
    assert "capped-at" in json_schema(ScoringScheme, rules=[Capped, FirstPart])["$defs"]


def test_two_classes_of_one_name_have_two_definitions():
    """A stranger's class that is called as one of ours, or as another's, has a definition of its own."""
    import dataclasses

    @dataclasses.dataclass(frozen=True)
    class Domain:
        size: int

    @dataclasses.dataclass(frozen=True)
    class Sized:
        domain: Domain

        def aggregate(self, points, weights):
            return points

    schema = json_schema(ScoringScheme, rules=[Sized])
    reference = schema["$defs"]["sized"]["properties"]["domain"]["$ref"]
    assert list(schema["$defs"][reference.removeprefix("#/$defs/")]["properties"]) == ["size"]
    assert "areas" in schema["$defs"]["Domain" if reference.endswith("_") else "Domain_"]["properties"]


def test_only_the_classes_with_documents_have_schemas():
    """A class without documents has no schema."""
    with pytest.raises(ArgumentError, match="'cls': got dict, expected one of Instrument"):
        json_schema(dict)


def test_the_example_is_accepted():
    """The document that was written by hand is accepted."""
    VALIDATORS[Instrument].validate(DOCUMENT)

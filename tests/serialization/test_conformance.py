"""Conformance vectors: what they exercise, and that an independent reader comes to the same scores."""

import json
import math

import attrs
import jsonschema
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import editions
from smmi.scoring import Linear, OptionPoints, ReferenceShares
from smmi.serialization import conformance, conformance_schema, from_document
from smmi.testing.strategies import instruments, schemes
from tests.instrument.every_kind import every_kind

SCHEMA = jsonschema.Draft202012Validator(conformance_schema())
EDITION = editions.smmi_16()
PART = attrs.evolve(EDITION, domains=[EDITION.domains[0], EDITION.domains[3]])


@pytest.fixture(
    scope="module",
    params=[PART, pytest.param(EDITION, marks=pytest.mark.long)],
    ids=["two domains", "the edition"],
)
def instrument(request):
    """What is scored."""
    return request.param


@pytest.fixture(scope="module")
def vectors(instrument):
    """The vectors of the default scheme, through JSON."""
    return json.loads(json.dumps(conformance(smmi.ScoringScheme.equal_weights(instrument)), allow_nan=False))


def test_the_vectors_are_what_their_schema_says(vectors):
    """The vectors validate against their JSON Schema, which is a schema, and are few."""
    jsonschema.Draft202012Validator.check_schema(conformance_schema())
    SCHEMA.validate(vectors)
    assert 10 <= len(vectors["cases"]) <= 200


def test_the_scheme_in_the_vectors_is_the_scheme(vectors, instrument):
    """The document of the scheme, its instrument included, reads back as the scheme."""
    assert from_document(vectors["scheme"]) == smmi.ScoringScheme.equal_weights(instrument)


def test_every_state_gate_and_option_occurs(vectors, instrument):
    """Every state of every indicator, every verdict of every gate, and every option of every scale occurs."""
    reached = {tuple(goal) for goal in vectors["reached"]}
    for indicator in instrument.indicators:
        wanted = {"answered", "no answer", "not applicable", "not administered"}
        wanted |= {"gated"} if indicator.gate else set()
        assert wanted <= {value for code, what, value in reached if (code, what) == (indicator.code, "state")}
        gates = {value for code, what, value in reached if (code, what) == (indicator.code, "gate")}
        assert gates == ({"open", "shut", "void", "unanswered"} if indicator.gate else set())
        answers = {value for code, what, value in reached if (code, what) == (indicator.code, "answer")}
        if indicator.scale.options and not hasattr(indicator.scale, "maximum"):
            assert {option.code for option in indicator.scale.answers} <= answers
        assert len(answers) >= 2


def test_the_policy_is_met_exactly_and_just_missed(vectors, instrument):
    """Some area has a score with exactly half of its weight answered, and one answer less leaves it without."""
    exact, below = set(), set()
    for case in vectors["cases"]:
        for area in instrument.areas:
            states = [case["states"][indicator.code] for indicator in area.indicators]
            answered, eligible = (
                states.count("answered"),
                states.count("answered") + states.count("no answer"),
            )
            reason = case["nodes"][area.code]["reason"]
            if eligible and 2 * answered == eligible:
                assert reason is None
                exact.add(area.code)
            if answered and 2 * answered < eligible:
                assert reason == "too little answered"
                below.add(area.code)
    assert exact
    assert below


def read_mean(case, children, weights):
    """A weighted mean by the book, from plain data: points from 0 to 1, or the reason why there is none."""
    eligible = answered = total = 0.0
    for code in children:
        node, weight = case["nodes"][code], weights.get(code, 1.0)
        if node["reason"] in (None, "no answer", "nothing answered", "too little answered"):
            eligible += weight
        if node["reason"] is None:
            answered += weight
            total += weight * node["value"]
    if not eligible:
        return "nothing applicable"
    if not answered:
        return "nothing answered"
    return total / answered if answered / eligible >= 0.5 else "too little answered"


def test_an_independent_reader_comes_to_the_same_scores(vectors):
    """Plain Python that knows weighted means and the vectors recomputes every score and every reason."""
    scheme = vectors["scheme"]
    weights = scheme.get("weights", {})
    below = {"overall": []}
    for domain in scheme["instrument"]["domains"]:
        below[domain["code"]] = [area["code"] for area in domain["areas"]]
        for area in domain["areas"]:
            below[area["code"]] = [indicator["code"] for indicator in area["indicators"]]
            below["overall"].append(area["code"])
    for case in vectors["cases"]:
        for code, children in below.items():
            node, found = case["nodes"][code], read_mean(case, children, weights)
            if node["reason"] is None:
                assert node["value"] == pytest.approx(found, abs=1e-9)
                inside = [part for part in case["nodes"].values() if part["parent"] == code]
                if inside:
                    assert math.fsum(p["contribution"] for p in inside) == pytest.approx(
                        node["value"], abs=1e-9
                    )
            else:
                assert node["reason"] == found


def test_an_independent_reader_comes_to_the_same_points(vectors, instrument):
    """Equal steps, recomputed from the options in the document, are the points of every answered choice."""
    scheme = vectors["scheme"]
    ruled = scheme.get("items", {})
    checked = 0
    for area in instrument.areas:
        for indicator in area.indicators:
            codes = [option.code for option in indicator.scale.answers]
            for case in vectors["cases"]:
                answer = case["answers"][indicator.code]
                choice = isinstance(answer, str) and answer in codes and indicator.code not in ruled
                if choice and case["states"][indicator.code] == "answered":
                    expected = codes.index(answer) / (len(codes) - 1)
                    assert case["nodes"][indicator.code]["points"] == pytest.approx(expected, abs=1e-12)
                    checked += 1
    assert checked > 100


def test_compositions_are_all_of_one_part_or_of_equal_parts():
    """Each of them is the answer of a case."""
    mix = every_kind()["mix"].scale
    parts = [part.code for part in mix.parts]
    items = {
        "place": OptionPoints({"north": 1.0, "south": 0.0}),
        "budget": Linear(0, 10),
        "mix": ReferenceShares(dict.fromkeys(parts, 100.0 / len(parts))),
    }
    made = conformance(smmi.ScoringScheme(every_kind(), items=items))
    answers = [case["answers"].get("mix") for case in made["cases"]]
    wholes = [{part: 100.0 * (part == whole) for part in parts} for whole in parts]
    assert all(wanted in answers for wanted in (*wholes, dict.fromkeys(parts, 100.0 / len(parts))))


@given(st.data())
def test_vectors_of_any_scheme_can_be_made(data):
    """Whatever scales, gates, rules and weights are, the vectors are what their schema says and hold the scheme."""
    scheme = data.draw(schemes(data.draw(instruments(max_areas=2))))
    made = json.loads(json.dumps(conformance(scheme), allow_nan=False))
    SCHEMA.validate(made)
    assert from_document(made["scheme"]) == scheme

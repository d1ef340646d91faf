"""Norms have documents."""

import copy
import json

import jsonschema
import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import Norms
from smmi.errors import DocumentError
from smmi.serialization import from_document, json_schema, to_document
from smmi.testing.strategies import norms
from tests.benchmark.test_norms import scores_of
from tests.serialization.unchecked import unchecked

SCHEMA = jsonschema.Draft202012Validator(json_schema(Norms))
WEIGHTED = Norms.fit(scores_of([0, 50, 100], kinds=["a", "b", "a"]), by=("kind",), weights=[1.5, 0.1, 3.0])


@given(norms())
def test_the_document_of_norms_is_a_fixed_point(drawn):
    """Document to norms to document changes nothing, nor the fingerprint, and the schema accepts it."""
    document = json.loads(json.dumps(to_document(drawn)))
    assert not list(SCHEMA.iter_errors(document))
    read = from_document(document, Norms)
    assert read == drawn
    assert read.fingerprint == drawn.fingerprint
    assert [group.name for group in read.groups] == [group.name for group in drawn.groups]
    assert to_document(read) == document


def test_a_document_reads_as_one_would_write_it():
    """Scores, counts and exact sums of weights."""
    document = to_document(WEIGHTED)
    assert (document["schema"], document["version"], document["by"]) == ("smmi/norms", 2, [["kind"]])
    assert document["groups"][1] == {
        "attributes": {"kind": "a"},
        "tables": {
            code: {"scores": [0.0, 100.0], "counts": [1, 1], "weights": ["3p-1", "6p-1"], "squares": "45p-2"}
            for code in ("overall", "whole", "only")
        },
    }
    assert document["members"] == {"U0": 1.5, "U1": 0.1, "U2": 3.0}


def changed(change):
    """The document of the weighted norms, changed."""
    document = copy.deepcopy(unchecked(to_document(WEIGHTED)))
    change(document, document["groups"][1]["tables"]["only"])
    return document


WRONG = {
    "order": (
        lambda _d, t: t["scores"].reverse(),
        "$.groups[1].tables.only.scores: the scores have to ascend",
    ),
    "range": (
        lambda _d, t: t["scores"].__setitem__(1, 101.0),
        "$.groups[1].tables.only.scores: scores are from 0 to 100",
    ),
    "counts": (
        lambda _d, t: t["counts"].__setitem__(1, 0),
        "$.groups[1].tables.only.counts: expected 2 counts of at least 1, one for each score",
    ),
    "no weights": (
        lambda _d, t: t.pop("weights"),
        "$.groups[1].tables.only: either all tables have 'weights' and 'squares', or none has",
    ),
    "weights": (
        lambda _d, t: t["weights"].__setitem__(0, "0p0"),
        "$.groups[1].tables.only.weights: expected 2 sums of weights above 0, such as '12p-3', one for each score",
    ),
    "squares": (
        lambda _d, t: t.__setitem__("squares", "much"),
        "$.groups[1].tables.only.squares: expected a sum of squares, such as '144p-6'",
    ),
    "scores of other codes": (
        lambda d, _t: d["groups"][1]["tables"].pop("whole"),
        "$.groups[1].tables: the scores are not those of the first group, in their order",
    ),
    "attributes": (
        lambda d, _t: d["groups"][1].__setitem__("attributes", {"color": "a"}),
        "$.groups[1].attributes: these attributes do not stand in 'by'",
    ),
    "population": (
        lambda d, _t: d["groups"][1].__setitem__("population", 1),
        "$.groups[1].population: got 1, expected at least 2, the units in the group",
    ),
    "a group twice": (
        lambda d, _t: d["groups"].append(d["groups"][1]),
        "$.groups[3].attributes: the group stands there twice",
    ),
    "not all units": (
        lambda d, _t: d["groups"].pop(0),
        "$.groups: the first group has to be that of all units, without attributes",
    ),
    "members": (
        lambda d, _t: d["members"].__setitem__("U1", 0.0),
        "$.members.U1: got the weight 0.0 of 'U1', expected one from 1e-100 to 1e+100",
    ),
    "too few members": (
        lambda d, _t: [d["members"].pop(unit) for unit in ("U0", "U1")],
        "2 units, but there are 1 members",
    ),
    "conventions": (
        lambda d, _t: d["conventions"].__setitem__("minimum_for_quartile", 1),
        "$.conventions: ArgumentError: 'minimum_for_quartile': got 1, expected an integer of at least 2",
    ),
}


@pytest.mark.parametrize(("change", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_document_is_refused_with_its_path(change, message):
    """What is impossible in norms is a finding with a path."""
    with pytest.raises(DocumentError) as caught:
        from_document(changed(change), Norms)
    assert message in str(caught.value)


@given(st.lists(st.floats(1e-100, 1e100), min_size=1, max_size=5))
def test_weights_of_every_size_have_a_document(weights):
    """Sums of weights keep every bit, however far apart they are."""
    made = Norms.fit(scores_of(range(len(weights))), weights=np.array(weights))
    assert from_document(json.loads(json.dumps(to_document(made))), Norms) == made

"""Scores, placements, comparisons and receipts have documents, and come back from them equal, to the last bit."""

import copy
import json

import jsonschema
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import (
    Conventions,
    Norms,
    Placement,
    Placements,
    ReportRule,
    SelfInclusion,
    SurveyDesign,
    adjusted_differences,
    compare_groups,
)
from smmi.benchmark.comparison import AdjustedComparison, GroupComparison, GroupTest
from smmi.benchmark.disclosure import as_told, told_of_others
from smmi.errors import ArgumentError, DocumentError
from smmi.scoring import Scores, ScoringScheme
from smmi.scoring.explanation import Receipt, receipt, verify
from smmi.serialization import Inclusion, checksum, from_document, json_schema, to_document
from smmi.testing.strategies import cohorts
from tests.benchmark.test_norms import scores_of
from tests.serialization.changed_bytes import placements, shares
from tests.serialization.examples import CARE
from tests.serialization.outsiders import Capped

CLASSES = (Scores, Placements, Placement, GroupComparison, AdjustedComparison, Receipt)
SCHEMAS = {cls: jsonschema.Draft202012Validator(json_schema(cls)) for cls in CLASSES}
SCORES = scores_of([0, 10, 20, 20, 30, 40, 50, 60, 70, 80, None, 100], kinds="aabbaabbaabb")
NORMS = Norms.fit(SCORES, by=("kind",), population={"all": 30})
TABLE = NORMS.place_all(SCORES, reliability={"overall": 0.8})


def through_json(value, **handed):
    """What comes back from the document of a value, by way of text; its schema accepts it."""
    document = json.loads(json.dumps(to_document(value)))
    SCHEMAS[type(value)].validate(document)
    found = from_document(document, type(value), **handed)
    assert to_document(found) == document
    return found


def same_bits(first, second):
    """Whether two arrays have the same bits, NaN included."""
    return first.dtype == second.dtype and first.tobytes() == second.tobytes()


@given(cohorts(CARE, max_units=4))
def test_scores_come_back_equal(scores):
    """With their answers, their scheme, and the reasons of what is absent; so does their receipt hold."""
    found = through_json(scores, instrument=CARE)
    assert found == scores
    assert same_bits(np.ascontiguousarray(found.values), np.ascontiguousarray(scores.values))
    assert verify(receipt(scores), scores=found).holds
    whole = to_document(scores, instrument=Inclusion.WHOLE)
    assert from_document(whole) == scores
    assert found.bounds() == scores.bounds()


def test_scores_need_the_instrument_to_which_they_belong():
    """As answers do; another one is refused."""
    document = to_document(SCORES)
    with pytest.raises(DocumentError, match="hand it over"):
        from_document(document)
    with pytest.raises(DocumentError, match=r"\$\.scheme\.instrument\.code"):
        from_document(document, instrument=CARE)
    assert from_document(document, instrument=[SCORES.instrument, CARE]) == SCORES
    for scheme, path in (
        ({}, "$.scheme"),
        ({"scheme": 1}, "$.scheme"),
        ({"scheme": {}}, "$.scheme.instrument"),
    ):
        wrong = {key: said for key, said in document.items() if key not in {"scheme", "checksum"}} | scheme
        with pytest.raises(DocumentError) as caught:
            from_document({**wrong, "checksum": checksum(wrong)}, instrument=CARE)
        assert [finding.path for finding in caught.value.findings] == [path]


def test_scores_by_a_rule_of_somebody_else():
    """The class of the rule is handed over, as with a scheme; else it is asked for."""
    scheme = ScoringScheme(SCORES.instrument, areas=Capped(0.5))
    scores = smmi.score(SCORES.answers, scheme)
    with pytest.raises(ArgumentError, match="Capped"):
        to_document(scores)
    document = to_document(scores, rules=[Capped])
    assert from_document(document, instrument=SCORES.instrument, rules=[Capped]) == scores


@given(placements())
def test_placements_come_back_equal(table):
    """All columns to the bit, and the placement of each unit, which has a document of its own."""
    found = through_json(table)
    assert found == table
    for group in table.groups:
        for code in table.codes:
            column, own = found[code, group.full_name], table[code, group.full_name]
            assert same_bits(column.band_probabilities.copy(), own.band_probabilities.copy())
            assert list(column.rows()) == list(own.rows())
    unit = table.units[0]
    placement = table.of(unit)
    assert found.of(unit) == placement == through_json(placement)


@pytest.mark.parametrize("weights", [None, [1.0 + i for i in range(12)]])
@pytest.mark.parametrize("design", [False, True])
def test_placements_in_norms_of_any_kind_come_back_equal(weights, design):
    """Weighted, with a design, and with the unit left out."""
    norms = Norms.fit(
        SCORES,
        weights=weights,
        design=SurveyDesign.of(SCORES.answers) if design else None,
        conventions=Conventions(self_inclusion=SelfInclusion.LEFT_OUT),
    )
    table = norms.place_all(SCORES)
    assert through_json(table) == table
    assert through_json(norms.place(SCORES.of("U3"))) == table.of("U3")


def test_a_placement_of_which_something_is_not_told_comes_back_equal():
    """What a report leaves out stays out."""
    placement = NORMS.place(SCORES.of("U0"))
    told = as_told(placement, told_of_others(placement, rule=ReportRule(), known=8))
    assert told["overall"]["all"].median is None
    assert through_json(told) == told


def test_a_name_of_a_group_stays_the_same():
    """The group ``kind=a`` of a unit keeps its long name where another group of the norms is called ``a`` too."""
    records = [
        {"unit": f"U{i}", "share": 10 * i, "kind": "ab"[i % 2], "size": "ba"[i % 3 > 0]} for i in range(9)
    ]
    answers = smmi.Answers.from_records(SCORES.instrument, records, unit="unit", attributes=("kind", "size"))
    scores = smmi.score(answers, SCORES.scheme)
    placement = Norms.fit(scores, by=("kind", "size")).place(scores.of("U0"))
    assert [group.name for group in placement.groups] == ["all", "kind=a", "size=b"]
    assert through_json(placement) == placement


@given(shares(), st.sampled_from(GroupTest), st.booleans())
def test_comparisons_come_back_equal(scores, test, known):
    """Differences, effect sizes and tests of two groups, and adjusted differences."""
    options = {"by": "kind", "groups": ("a", "b"), "minimum": 2, "codes": ("overall",)}
    sizes = {"a": 20, "b": 30} if known and test is not GroupTest.PERMUTATION else None
    rng = np.random.default_rng(1)
    compared = compare_groups(scores, **options, test=test, population=sizes, minimum_for_medians=3, rng=rng)
    assert through_json(compared) == compared
    assert through_json(compared).describe() == compared.describe()
    adjusted = adjusted_differences(scores, **options)
    assert through_json(adjusted) == adjusted


def test_a_receipt_comes_back_equal():
    """It is plain text, with a head."""
    kept = receipt(SCORES, norms=NORMS)
    assert through_json(kept) == kept
    document = to_document(kept)
    assert (document["schema"], document["version"], document["norms"]) == (
        "smmi/receipt",
        1,
        NORMS.fingerprint,
    )


def test_documents_hold_columns_not_cells():
    """A column has an entry for each unit, or a single one for all; what is absent is null, with a reason."""
    document = to_document(TABLE)
    everyone = document["groups"][0]["standings"]["overall"]
    assert everyone["score"] == [0, 10, 20, 20, 30, 40, 50, 60, 70, 80, None, 100]
    assert (everyone["n"], everyone["median"], everyone["effective_n"][:1]) == ([11], [40.0], [11.0])
    assert everyone["reason"] == [None] * 10 + ["no-score", None]
    assert everyone["quartile"][-3:] == ["top", None, "top"]
    assert document["groups"][1]["attributes"] == {"kind": "a"}
    assert document["groups"][1]["units"] == [0, 1, 4, 5, 8, 9]
    scores = to_document(SCORES)
    assert scores["values"]["overall"] == everyone["score"]
    assert scores["reasons"]["overall"] == [None] * 10 + ["nothing-answered", None]


def overall(document):
    """The standings of the overall score among all units."""
    return document["groups"][0]["standings"]["overall"]


PLACED = {
    "a value less": (lambda d: overall(d)["score"].pop(), "got 11 values, expected 12, one for each unit"),
    "no rank": (lambda d: overall(d).update(percentile=[101.0]), "expected numbers from 0 to 100, or null"),
    "no chance": (lambda d: overall(d).update(top=[1.5]), "expected numbers from 0 to 1, or null"),
    "half an interval": (lambda d: overall(d).update(low=[None]), "have to be there together"),
    "half a median": (lambda d: overall(d).update(median_low=[None]), "have to be there together"),
    "a rank outside": (lambda d: overall(d).update(low=[99.0]), "have to be there together"),
    "an interval upside down": (
        lambda d: overall(d).update(percentile=[50.0], low=[60.0], high=[70.0], effective_n=[9.0]),
        "an interval has to hold its percentile rank",
    ),
    "fewer than none": (lambda d: overall(d).update(n=[-1]), "expected numbers of units of at least 0"),
    "a group twice": (lambda d: d["groups"].append(d["groups"][1]), "the group stands there twice"),
    "no group": (lambda d: d.update(groups=[]), "the first group has to be that of all units"),
    "not all": (lambda d: d["groups"].reverse(), "the first group has to be that of all units"),
    "some of all": (lambda d: d["groups"][0]["units"].pop(), "expected all units"),
    "nowhere": (
        lambda d: d["groups"][1]["units"].append(12),
        "expected whole numbers from 0 to 11, ascending",
    ),
    "back": (lambda d: d["members"].reverse(), "expected whole numbers from 0 to 11, ascending"),
    "a score less": (
        lambda d: d["groups"][1]["standings"].pop("overall"),
        "expected at least one score, those of the first group, in order",
    ),
    "nobody in all": (lambda d: d["groups"][0].update(population=0), "got 0, expected at least 1"),
    "a unit twice": (
        lambda d: d["units"].__setitem__(0, "U1"),
        "expected at least one unit, and none of them twice",
    ),
    "too reliable": (lambda d: d["reliability"].update(overall=2.0), "expected a number from 0 to 1"),
    "reliable, but no score": (lambda d: d["reliability"].update(cure=0.5), "expected a number from 0 to 1"),
}
SCORED = {
    "no such score": (
        lambda d: d["values"].update(cure=[1.0]),
        "expected the scores of the scheme, in their order",
    ),
    "no value for a reason": (lambda d: d["reasons"].update(cure=["gated"]), "there is no such score"),
    "too much": (lambda d: d["values"].update(overall=[101.0]), "expected numbers from 0 to 100, or null"),
    "a reason too many": (
        lambda d: d["reasons"].update(overall=["gated"]),
        "a reason where a score is absent",
    ),
    "a reason too few": (lambda d: d["reasons"].clear(), "a reason where a score is absent"),
    "another kind of reason": (
        lambda d: d["reasons"]["overall"].__setitem__(10, "bounds-unknown"),
        "a reason where a score is absent",
    ),
    "reasons of other units": (lambda d: d["reasons"]["overall"].pop(), "got 11 values, expected 12"),
    "other answers": (
        lambda d: d["columns"]["share"].__setitem__(0, 101.0),
        "expected a number from 0 to 100",
    ),
}
COMPARED = {
    "one group": (lambda d: d.update(groups=["a", "a"]), "the groups have to be two"),
    "no level": (lambda d: d.update(level=1.0), "got 1.0, expected a number between 0 and 1"),
    "no scores": (lambda d: d.update(differences=[]), "expected at least one score, and none of them twice"),
    "upside down": (lambda d: d["differences"][0].update(low=99.0), "the ends of an interval have to ascend"),
}
COMPARISONS = {
    **COMPARED,
    "other groups": (
        lambda d: d["differences"][0]["first"].update(label="c"),
        "its groups are not those of the comparison",
    ),
    "no p": (lambda d: d["differences"][0]["significance"].update(p=1.5), "expected p values from 0 to 1"),
    "an effect twice": (
        lambda d: d["differences"][0]["effects"].append(d["differences"][0]["effects"][0]),
        "an effect size stands there twice",
    ),
    "an effect upside down": (
        lambda d: d["differences"][0]["effects"][0].update(low=9.0),
        "the ends of an interval have to ascend",
    ),
}
OPTIONS = {"by": "kind", "groups": ("a", "b"), "minimum": 2, "codes": ("overall",)}
SINGLE = {
    "two units": (lambda d: d.update(to_document(TABLE), schema="smmi/placement"), "expected one unit"),
    "a group beside": (
        lambda d: d["groups"].append(d["groups"][1] | {"units": [], "attributes": {"kind": "b"}}),
        "got 1 values, expected 0",
    ),
}
RECEIPTS = {"no hash": (lambda d: d.update(scores="0"), "expected a SHA-256 as 64 hexadecimal digits")}
WRONG = [
    (value, change, message)
    for value, changes in (
        (TABLE, PLACED),
        (SCORES, SCORED),
        (compare_groups(SCORES, **OPTIONS), COMPARISONS),
        (adjusted_differences(SCORES, **OPTIONS), COMPARED),
        (NORMS.place(SCORES.of("U0")), SINGLE),
        (receipt(SCORES), RECEIPTS),
    )
    for change, message in changes.values()
]
NAMES = [
    f"{kind}: {name}"
    for kind, changes in (
        ("placements", PLACED),
        ("scores", SCORED),
        ("comparison", COMPARISONS),
        ("adjusted", COMPARED),
        ("placement", SINGLE),
        ("receipt", RECEIPTS),
    )
    for name in changes
]


@pytest.mark.parametrize(("value", "change", "message"), WRONG, ids=NAMES)
def test_what_contradicts_itself_is_refused(value, change, message):
    """Such a result could not have been made; the message says what was expected."""
    document = copy.deepcopy(to_document(value))
    change(document)
    document["checksum"] = checksum(document)
    with pytest.raises(DocumentError, match=message):
        from_document(document, type(value), instrument=SCORES.instrument)


def test_a_group_without_the_unit_is_none_of_its_placement():
    """A document of one unit names only groups that it is in."""
    table = NORMS.place_all(SCORES.take([0]))
    document = {**to_document(table), "schema": "smmi/placement"}
    document["checksum"] = checksum(document)
    with pytest.raises(DocumentError, match="expected one unit, and the groups that it is in"):
        from_document(document)

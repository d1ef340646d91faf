"""A single response has the bits of a batch, and its errors."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.errors import ArgumentError, EditCheckError
from smmi.instrument import Area, Binary, Characteristic, Domain, Indicator, Instrument, Option, Percentage
from smmi.scoring import GeometricMean, MinimumCoverage, ScoringScheme, WeakestLink
from smmi.testing.strategies import answers, instruments, schemes
from tests.latin_squares import latin


def check(scheme, given_answers):
    """Compare the single responses of all units with their batch."""
    whole, scorer = smmi.score(given_answers, scheme), scheme.compile()
    for _ in range(2):  # the second time, answers are remembered
        for position, unit in enumerate(given_answers.units.tolist()):
            attributes = {name: column[position] for name, column in given_answers.attributes.items()}
            profile = scorer.score_one(given_answers.record(unit), attributes=attributes)
            values = [None if np.isnan(value) else value for value in whole.values[:, position].tolist()]
            assert list(profile.values) == values
            assert list(profile.absences) == whole.absences[:, position].tolist()


@given(st.data())
def test_a_single_response_equals_the_batch(data):
    """Whatever the instrument, its routing, the scheme and the blanks are, no score differs by a bit."""
    instrument = data.draw(instruments())
    check(data.draw(schemes(instrument)), data.draw(answers(instrument)))


def flat(areas, scale=Binary(code="yes_no")):
    """An instrument of so many areas with two indicators each, in two domains."""
    made = [
        Area(
            code=f"a{a}",
            label="Area",
            indicators=[Indicator(code=f"a{a}_{i}", prompt="?", scale=scale) for i in range(2)],
        )
        for a in range(areas)
    ]
    cut = (areas + 1) // 2
    halves = [half for half in (made[:cut], made[cut:]) if half]
    domains = [Domain(code=f"d{d}", label="Domain", areas=half) for d, half in enumerate(halves)]
    return Instrument(code="flat", edition="1", title="Flat", domains=domains)


@pytest.mark.parametrize(
    ("overall_from", "rule", "areas"),
    latin(
        ["areas", "domains"],
        {"mean": None, "geometric": GeometricMean(), "weakest": WeakestLink()},
        [1, 2, 5, 40],
    ),
)
def test_plans_of_every_size(areas, rule, overall_from):
    """Few areas and many, weighted means and other rules, with and without blanks."""
    instrument = flat(areas)
    rng = np.random.default_rng(areas)
    given_answers = smmi.Answers.from_columns(
        instrument,
        {
            "unit": [f"S{i}" for i in range(4)],
            **{
                indicator.code: ["yes", "no", *rng.choice(["yes", "no"], 1).tolist(), None]
                if position % 3
                else ["yes", "yes", None, None]
                for position, indicator in enumerate(instrument.indicators)
            },
        },
        unit="unit",
    )
    rules = {} if rule is None else {"domains": rule, "overall": rule}
    weights = {code: 1 + i % 7 / 3 for i, code in enumerate(instrument.nodes)}
    check(
        ScoringScheme(
            instrument, weights=weights, overall_from=overall_from, coverage=MinimumCoverage(0.6), **rules
        ),
        given_answers,
    )


@pytest.mark.parametrize("scale", [Binary(code="yes_no"), Percentage(code="share")], ids=["table", "numbers"])
def test_a_wrong_record_has_the_error_of_the_batch(scale):
    """Unknown codes, with as many entries as there are indicators too, and impossible answers raise as in a batch."""
    scorer = ScoringScheme.equal_weights(flat(1, scale)).compile()
    good = "yes" if isinstance(scale, Binary) else 50.0
    wrong = [
        {"a0_0": good, "a0_1": good, "stranger": good},
        {"a0_0": good, "stranger": good},
        {"stranger": good},
        {"a0_0": good, "a0_1": "nonsense"},
        {"a0_0": good, "a0_1": [good]},
        {"a0_0": good, "a0_1": True},
        {"a0_0": {}, "stranger": 1},
    ]
    for record in wrong:
        with pytest.raises(EditCheckError) as single:
            scorer.score_one(record)
        with pytest.raises(EditCheckError) as batch:
            smmi.Answers.from_records(scorer.scheme.instrument, [{**record, "": "response"}], unit="")
        assert str(single.value) == str(batch.value)
    assert scorer.score_one({}).values == (None,) * 3
    assert (
        scorer.score_one({"a0_1": good}).as_dict() == scorer.score_one({"a0_1": good, "a0_0": None}).as_dict()
    )


NOT_A_RECORD = "expected a mapping from indicator codes to answers"


class Evasive:
    """What has answers to look up, and is no mapping for all that."""

    def __getitem__(self, code):
        raise KeyError(code)


@pytest.mark.parametrize(
    ("record", "got"),
    [
        (["yes", "no"], "an object of class 'list'"),
        ("yes", "'yes'"),
        (None, "None"),
        (np.zeros(2), "an object of class 'ndarray'"),
        (Evasive(), "an object of class 'Evasive'"),
    ],
    ids=["list", "text", "none", "array", "evasive"],
)
@pytest.mark.parametrize("areas", [1, 2])
def test_a_record_that_is_no_mapping(areas, record, got):
    """What is no mapping is refused as such; the whole message."""
    scorer = ScoringScheme.equal_weights(flat(areas)).compile()
    with pytest.raises(ArgumentError) as caught:
        scorer.score_one(record)
    assert str(caught.value) == f"'record': got {got}, {NOT_A_RECORD}. Write {{code: answer}} for each answer"


def test_answers_of_many_units_are_no_record():
    """Answers in the place of a record: the advice is to score them as they are; the whole message."""
    scorer = ScoringScheme.equal_weights(flat(1)).compile()
    many = smmi.Answers.from_records(scorer.scheme.instrument, [{"id": "S1"}], unit="id")
    with pytest.raises(ArgumentError) as caught:
        scorer.score_one(many)
    assert str(caught.value) == (
        f"'record': got an object of class 'Answers', {NOT_A_RECORD}. "
        "Write score(answers) for answers of many units"
    )


KIND = Characteristic("kind", "Kind", (Option("dental", "Dental"), Option("medical", "Medical")))


@pytest.mark.parametrize(
    ("record", "attributes", "message"),
    [
        (
            {"i1": "yes", "kind": "dental"},
            {"kind": "dental"},
            "$.kind: 'kind' is no indicator of the instrument, nor the unit's identifier or an attribute. "
            "Correct it, or name it among the attributes or the columns to ignore",
        ),
        (
            {"i1": "yes", "": "x"},
            {},
            "$.: '' is no indicator of the instrument, nor the unit's identifier or an attribute. "
            "Correct it, or name it among the attributes or the columns to ignore",
        ),
        ({"i1": "yes"}, {"kind": "law"}, "$[0].kind: 'kind': got 'law', expected one of 'dental', 'medical'"),
        (
            {"i1": "yes"},
            {"kind": ["dental"]},
            "$[0].kind: 'kind': got ['dental'], expected text that is not blank; None says no value",
        ),
        (
            {"i1": "yes"},
            {"region": 3},
            "$[0].region: 'region': got 3, expected text that is not blank; None says no value",
        ),
    ],
)
def test_a_single_response_is_refused_at_once_where_a_batch_is(record, attributes, message):
    """What only an attribute, or its place, makes impossible is refused before anything is scored."""
    item = Indicator(code="i1", prompt="Is there a plan?", scale=Binary(code="yes_no"))
    area = Area(code="area", label="Area", indicators=[item])
    domain = Domain(code="domain", label="Domain", areas=[area])
    one = Instrument(code="one", edition="1", title="One", domains=[domain], characteristics=[KIND])
    scorer = ScoringScheme(one).compile()
    with pytest.raises(EditCheckError) as caught:
        scorer.score_one(record, attributes=attributes)
    assert str(caught.value) == f"the answers cannot be used: {message}"
    assert scorer.score_one({"i1": "yes"}, attributes={"kind": None, "region": "west"}).values[0] == 100.0

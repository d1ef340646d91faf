"""Multiple imputation: what is drawn, from whom, and that it stays within what is attainable."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.errors import ArgumentError, EditionMismatchError, Reason, UnknownCodeError
from smmi.instrument import Answered, Area, Binary, Domain, Equals, Indicator, Instrument, Percentage
from smmi.scoring import impute
from smmi.testing import strategies

YES_NO = Binary(code="yes_no")
ASKED = Instrument(
    code="tiny",
    edition="1",
    title="Tiny",
    domains=(
        Domain(
            code="governance",
            label="Governance",
            areas=(
                Area(
                    code="policies",
                    label="Policies",
                    indicators=(
                        Indicator(code="policy", prompt="A policy?", scale=YES_NO),
                        Indicator(
                            code="share",
                            prompt="What share?",
                            scale=Percentage(code="percent"),
                            gate=Equals("policy", "yes"),
                        ),
                        Indicator(code="board", prompt="The board?", scale=YES_NO),
                    ),
                ),
            ),
        ),
    ),
)
SCHEME = smmi.ScoringScheme.equal_weights(ASKED)


def given_answers(*rows):
    """Answers of units in a group: group, policy, share, board."""
    names = ("group", "policy", "share", "board")
    records = [{"school": f"S{i}", **dict(zip(names, row, strict=True))} for i, row in enumerate(rows)]
    return smmi.Answers.from_records(ASKED, records, unit="school", attributes=("group",))


def imputed(answers, **options):
    """What is imputed with a fixed state of the generator."""
    return impute(answers, SCHEME, rng=np.random.default_rng(1), **options)


@given(st.data())
def test_every_draw_is_within_bounds(data):
    """Where every blank could be filled, no draw is below the lowest or above the highest attainable score.

    A blank that nobody's answer can fill stays, and is found; then a draw is no completion.
    """
    asked = data.draw(strategies.instruments(max_areas=2))
    answers, scheme = data.draw(strategies.from_instrument(asked)), data.draw(strategies.schemes(asked))
    found = impute(answers, scheme, rng=np.random.default_rng(0), draws=3)
    low, high = found.scores.bounds()
    known = ~np.isnan(low.values) & ~np.isnan(high.values) & (found.present > 0)
    known &= not found.findings
    assert np.all(found.low[known] >= low.values[known] - 1e-9)
    assert np.all(found.high[known] <= high.values[known] + 1e-9)
    assert np.all(found.low[found.present > 0] <= found.mean[found.present > 0])
    assert np.all(found.mean[found.present > 0] <= found.high[found.present > 0])


def test_an_answer_set_aside_counts_where_its_gate_opens():
    """Behind a gate that a drawn answer opens, what the unit said counts; nothing is drawn in its place."""
    indicators = [
        Indicator(code="plan", prompt="Is there a plan?", scale=Binary(code="yes_no")),
        Indicator(code="share", prompt="?", scale=Percentage(code="percent"), gate=Answered("plan")),
    ]
    area = Area(code="area", label="Area", indicators=indicators)
    domain = Domain(code="domain", label="Domain", areas=[area])
    asked = Instrument(code="plan", edition="1", title="Plan", domains=[domain])
    records = [
        {"school": "S0", "share": 80.0},
        *({"school": f"S{i}", "plan": "yes", "share": 10.0} for i in (1, 2)),
    ]
    answers = smmi.Answers.from_records(asked, records, unit="school")
    assert [item.unit for item in answers.set_aside] == ["S0"]
    scheme = smmi.ScoringScheme.equal_weights(asked)
    found = impute(answers, scheme, rng=np.random.default_rng(1), draws=5)
    whole = smmi.score(
        smmi.Answers.from_records(asked, [records[0] | {"plan": "yes"}], unit="school"), scheme
    )
    assert found.low[:, 0].tolist() == found.high[:, 0].tolist() == whole.values[:, 0].tolist()
    assert found.filled.tolist() == [1, 0, 0]
    silent = smmi.Answers.from_records(
        asked, [{"school": "S0"}, {"school": "S1", "plan": "yes"}], unit="school"
    )
    left = impute(silent, scheme, rng=np.random.default_rng(1), draws=5)
    assert [one.code for one in left.findings] == ["share"], "behind the gate is a blank that nobody can fill"


def test_without_blanks_nothing_varies():
    """Where nothing is blank, every draw is the score."""
    found = imputed(given_answers(("a", "yes", 10.0, "no"), ("a", "no", None, "yes")))
    for table in (found.mean, found.low, found.high):
        assert np.array_equal(table, found.scores.values)
    assert not found.between.any()
    assert not found.filled.any()
    assert found.findings == ()


def test_the_same_state_gives_the_same_result():
    """The result is a function of the answers, the scheme and the generator's state."""
    answers = given_answers(("a", "yes", 10.0, "no"), ("a", None, None, None), ("b", "no", None, "yes"))
    assert imputed(answers) == imputed(answers)


def test_a_drawn_answer_opens_and_shuts_gates():
    """A blank behind a gate is drawn if the drawn answer opens it, and is gated if it shuts it."""
    answers = given_answers(("a", "yes", 100.0, "yes"), ("a", "no", None, "yes"), ("a", None, None, "yes"))
    found = imputed(answers, draws=50).of("S2")["overall"]
    assert found.present == 50
    assert (found.low, found.high) == (50.0, 100.0)  # no: 0 and 1; yes: 1, 1 and 1
    assert found.between > 0


def test_what_routing_rules_out_is_not_drawn():
    """A gated cell and one that is not applicable stay what they are."""
    answers = given_answers(("a", "yes", 100.0, "yes"), ("a", "no", None, smmi.Nonresponse.NOT_APPLICABLE))
    found = imputed(answers)
    assert found.filled.tolist() == [0, 0]
    assert found.of("S1")["overall"].high == found.scores.overall[1]


def test_donors_are_of_the_same_group():
    """Within a group, blanks take that group's answers only."""
    answers = given_answers(
        ("a", "yes", 100.0, "yes"),
        ("b", "yes", 0.0, "no"),
        ("a", "yes", 100.0, None),
        ("b", "yes", 0.0, None),
    )
    found = imputed(answers, within="group")
    assert found.of("S2")["overall"].low == 100.0
    assert found.of("S3")["overall"].high == pytest.approx(100 / 3)
    assert found.within == "group"
    assert imputed(answers, draws=50).of("S2")["overall"].low < 100.0


def test_without_donors_blanks_stay_and_are_found():
    """What nobody answered stays blank, with a finding and not with a number."""
    found = imputed(given_answers(("a", None, None, None), ("b", None, None, None)))
    assert {finding.code for finding in found.findings} == {"policy", "share", "board"}
    assert {finding.reason for finding in found.findings} == {Reason.NOBODY_ANSWERED}
    one = found.of("S0")["overall"]
    assert (one.mean, one.between, one.low, one.high, one.present, one.draws) == (
        None,
        None,
        None,
        None,
        0,
        20,
    )


@pytest.mark.long
def test_the_bootstrap_widens_the_spread():
    """The spread of a blank's mean agrees with p (1 - p) of the donors: each draw is one of them."""
    rows = [("a", "no", None, "yes")] * 3 + [("a", "no", None, "no")] * 7 + [("a", "no", None, None)]
    found = imputed(given_answers(*rows), draws=2000).of("S10")["overall"]
    assert found.mean == pytest.approx(50 * 0.3, abs=1.5)
    assert found.between == pytest.approx(50 * np.sqrt(0.21), abs=1.0)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"rng": 1}, ArgumentError),
        ({"draws": 1}, ArgumentError),
        ({"draws": True}, ArgumentError),
        ({"within": "nothing"}, UnknownCodeError),
    ],
)
def test_unusable_arguments_are_refused(options, error):
    """A generator, at least two draws and a known attribute are needed."""
    with pytest.raises(error):
        impute(given_answers(("a", "yes", 1.0, "no")), SCHEME, **{"rng": np.random.default_rng(0), **options})


def test_another_instrument_is_refused():
    """The scheme must be of the answers' instrument."""
    other = smmi.ScoringScheme(smmi.editions.smmi_16())
    with pytest.raises(EditionMismatchError):
        impute(given_answers(("a", "yes", 1.0, "no")), other, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda answers, rng: impute(SCHEME, answers, rng=rng),
            "'answers': got an object of class 'ScoringScheme', expected Answers. "
            "The arguments are swapped; write impute(answers, scheme, rng=rng)",
        ),
        (
            lambda _answers, rng: impute(None, SCHEME, rng=rng),
            "'answers': got None, expected Answers",
        ),
        (
            lambda answers, rng: impute(answers, ASKED, rng=rng),
            "'scheme': got an object of class 'Instrument', expected a ScoringScheme",
        ),
    ],
)
def test_arguments_of_a_wrong_class(ask, message):
    """What is given in the place of answers or a scheme is told; whole messages."""
    with pytest.raises(ArgumentError) as caught:
        ask(given_answers(("a", "yes", 1.0, "no")), np.random.default_rng(0))
    assert str(caught.value) == message

"""Receipts: what moved is noticed, and named."""

import pickle

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import benchmark
from smmi.errors import ArgumentError
from smmi.instrument import Area, Binary, Domain, Equals, Indicator, Instrument, Percentage
from smmi.scoring import Absence, MinimumCoverage, Reversed, Scores, Weighting, receipt, verify
from smmi.scoring.explanation import Receipt, ReceiptPart
from smmi.serialization import from_document, to_document
from smmi.testing import strategies


def instrument(**changes):
    """An instrument of three indicators, one behind a gate; `changes` are those of the last."""
    yes_no = Binary(code="yes_no")
    last = {"code": "share", "prompt": "How many?", "scale": Percentage(code="percent")} | changes
    first = Indicator(code="policy", prompt="Is there a policy?", scale=yes_no)
    second = Indicator(code="board", prompt="Does the board see it?", scale=yes_no)
    area = Area(code="policies", label="Policies", indicators=(first, second, Indicator(**last)))
    return Instrument(
        code="tiny",
        edition="1",
        title="Tiny",
        domains=(Domain(code="governance", label="Governance", areas=(area,)),),
    )


RECORDS = (
    {"school": "A", "group": "x", "policy": "yes", "board": "no", "share": 40.0},
    {"school": "B", "group": None, "policy": "no", "board": None, "share": None},
    {"school": "C", "group": "y", "policy": "yes", "board": "yes", "share": 90.0},
)


def scored(records=RECORDS, asked=None, **scheme):
    """Scores of records."""
    asked = asked or instrument()
    answers = smmi.Answers.from_records(asked, records, unit="school", attributes=("group",))
    return smmi.score(answers, smmi.ScoringScheme(asked, **scheme))


def moved(before, after):
    """What a receipt of some scores says has moved in others."""
    return verify(receipt(before), scores=after).moved


@st.composite
def any_scores(draw):
    """Scores of drawn answers by a drawn scheme."""
    asked = draw(strategies.instruments())
    return smmi.score(draw(strategies.from_instrument(asked)), draw(strategies.schemes(asked)))


@given(any_scores())
def test_a_receipt_holds_for_its_own_scores(scores):
    """A receipt holds for the scores of which it is, every part of them, and after pickling either."""
    kept = receipt(scores)
    found = verify(pickle.loads(pickle.dumps(kept)), scores=pickle.loads(pickle.dumps(scores)))
    assert found.holds
    assert found.moved == ()
    assert found.agrees == tuple(part for part in ReceiptPart if part is not ReceiptPart.NORMS)
    assert str(found) == "the receipt holds"


@given(any_scores(), st.data())
def test_the_order_of_the_rows_does_not_matter(scores, data):
    """A receipt for a set of units does not depend on the order of the rows."""
    order = data.draw(st.permutations(range(len(scores))))
    assert receipt(scores.take(order)) == receipt(scores)


@given(any_scores())
def test_answers_that_were_a_document_have_the_same_receipt(scores):
    """Answers and scheme that were written to a document and read again have the same receipt."""
    asked = scores.instrument
    answers = from_document(to_document(scores.answers), smmi.Answers, instrument=asked)
    scheme = from_document(to_document(scores.scheme), smmi.ScoringScheme, instrument=asked)
    assert moved(scores, smmi.score(answers, scheme)) == ()


@given(any_scores(), st.data())
def test_one_changed_cell_is_named(scores, data):
    """Another answer in one cell moves the answers and at most the scores with them, nothing else."""
    answers = scores.answers
    records = [dict(record) for record in answers.records(unit=strategies.UNIT)]
    row = data.draw(st.integers(0, len(records) - 1))
    indicator = data.draw(st.sampled_from(answers.instrument.indicators))
    records[row][indicator.code] = data.draw(strategies.raw_answers(indicator.scale))
    after = smmi.Answers.from_records(
        answers.instrument, records, unit=strategies.UNIT, attributes=tuple(answers.attributes)
    )
    same = after.columns == answers.columns and after.set_aside == answers.set_aside
    found = moved(scores, smmi.score(after, scores.scheme))
    assert (ReceiptPart.ANSWERS in found) is not same
    assert set(found) <= {ReceiptPart.ANSWERS, ReceiptPart.SCORES}


@pytest.mark.parametrize("position", range(3))
@pytest.mark.parametrize("code", ["policy", "board", "share"])
def test_every_cell_counts(position, code):
    """A blank instead of an answer, or an answer instead of a blank, is noticed in every cell."""
    records = [dict(record) for record in RECORDS]
    records[position][code] = None if records[position][code] else 50.0 if code == "share" else "yes"
    found = moved(scored(), scored(records))
    assert found == (ReceiptPart.ANSWERS, ReceiptPart.SCORES)


@pytest.mark.parametrize("change", [{"school": "D"}, {"group": "y"}, {"group": None}])
def test_units_and_attributes_are_answers(change):
    """Another identifier or attribute of a unit moves the answers; the scores only if it is the identifier."""
    found = moved(scored(), scored(({**RECORDS[0], **change}, *RECORDS[1:])))
    assert found == (
        (ReceiptPart.ANSWERS, ReceiptPart.SCORES) if "school" in change else (ReceiptPart.ANSWERS,)
    )


def test_fewer_units_are_other_answers():
    """A unit more or less moves answers and scores."""
    assert moved(scored(), scored(RECORDS[:2])) == (ReceiptPart.ANSWERS, ReceiptPart.SCORES)


@pytest.mark.parametrize(
    "change",
    [
        {"weights": {"policy": 2.0}},
        {"coverage": MinimumCoverage(0.9)},
        {"items": {"share": Reversed(smmi.ScoringScheme(instrument()).item_rule("share"))}},
        {"gated": {"share": 0.0}},
        {"overall_from": "domains"},
    ],
)
def test_a_changed_scheme_is_named(change):
    """Another weight, policy or rule moves the scheme and at most the scores, not the instrument nor the answers."""
    found = moved(scored(), scored(**change))
    assert found[0] is ReceiptPart.SCHEME
    assert set(found) <= {ReceiptPart.SCHEME, ReceiptPart.SCORES}


def test_another_note_is_wording_of_the_scheme():
    """Another note on the weights moves the scheme's wording only."""
    before, after = (scored(weights=Weighting(by_code={"policy": 2.0}, note=note)) for note in ("a", "b"))
    assert moved(before, after) == (ReceiptPart.SCHEME_WORDING,)


@pytest.mark.parametrize("change", [{"prompt": "What share?"}, {"label": "Share"}, {"help": "In percent."}])
def test_another_wording_of_the_instrument_is_named_as_wording(change):
    """Another prompt, label or help moves the wording only."""
    assert moved(scored(), scored(asked=instrument(**change))) == (ReceiptPart.INSTRUMENT_WORDING,)


def test_a_changed_scale_is_the_instrument():
    """Another scale of one indicator moves the instrument, not the answers that were given."""
    found = moved(scored(), scored(asked=instrument(scale=Percentage(code="percent", decimals=1))))
    assert found == (ReceiptPart.INSTRUMENT,)


def test_a_changed_gate_is_the_instrument_not_the_answers():
    """Another gate moves the instrument and the scores; what was said is the same, though a cell is gated now."""
    found = moved(scored(), scored(asked=instrument(gate=Equals("board", "yes"))))
    assert found == (ReceiptPart.INSTRUMENT, ReceiptPart.SCORES)


def test_changed_scores_are_named_and_not_reproduced():
    """A score or a reason that was written over is noticed, and is not what the answers give."""
    scores = scored()
    values, absences = scores.values.copy(), scores.absences.copy()
    values[0, 0] = np.nextafter(values[0, 0], 0)
    absences[:, 1] = Absence.PROPAGATED
    for forged in (attrs.evolve(scores, values=values), attrs.evolve(scores, absences=absences)):
        assert isinstance(forged, Scores)
        found = verify(receipt(scores), scores=forged)
        assert found.moved == (ReceiptPart.SCORES,)
        assert str(found) == "moved: scores; the scores are not those of the answers"
        own = verify(receipt(forged), scores=forged)
        assert own.moved == ()
        assert not own.holds


def test_norms_are_named():
    """Norms agree by value or by fingerprint; other norms, none, or new ones have moved."""
    scores = scored()
    norms, other = (benchmark.Norms.fit(scores, by=by) for by in ((), ("group",)))
    kept = receipt(scores, norms=norms)
    assert kept == receipt(scores, norms=norms.fingerprint)
    assert verify(kept, scores=scores, norms=norms).agrees[-1] is ReceiptPart.NORMS
    for before, now in ((kept, other), (kept, None), (receipt(scores), norms)):
        assert verify(before, scores=scores, norms=now).moved == (ReceiptPart.NORMS,)


@pytest.mark.parametrize("norms", ["not a fingerprint", 3])
def test_norms_need_a_fingerprint(norms):
    """Norms without a fingerprint are refused."""
    with pytest.raises(ArgumentError, match=r"'norms': got .*, expected norms, or their fingerprint"):
        receipt(scored(), norms=norms)


def test_a_receipt_is_plain_fields_and_checked():
    """A receipt is made again from its plain fields; a fingerprint that is none is refused."""
    kept = receipt(scored())
    plain = attrs.asdict(kept)
    assert {type(value) for value in plain.values()} == {str, int, type(None)}
    assert Receipt(**plain) == kept
    assert Receipt(**plain).fingerprint == kept.fingerprint
    with pytest.raises(ArgumentError, match="'answers': got 'x', expected a SHA-256"):
        Receipt(**{**plain, "answers": "x"})


def test_a_receipt_with_another_head_is_noticed():
    """Another code or edition, or number of units, on the receipt itself is noticed."""
    scores = scored()
    kept = receipt(scores)
    assert verify(attrs.evolve(kept, edition="2"), scores=scores).moved == (ReceiptPart.INSTRUMENT_WORDING,)
    assert verify(attrs.evolve(kept, units=9), scores=scores).moved == (ReceiptPart.ANSWERS,)


WRONG_CLASSES = {
    "a receipt of answers": (
        lambda scores, _kept: receipt(scores.answers),
        "'scores': got an object of class 'Answers', expected Scores",
    ),
    "a receipt of a profile": (
        lambda scores, _kept: receipt(scores.of("A")),
        "'scores': got an object of class 'ScoreProfile', expected Scores. "
        "Write profile.scores for the scores of one unit",
    ),
    "swapped": (
        lambda scores, kept: verify(scores, scores=kept),
        "'receipt': got an object of class 'Scores', expected a Receipt. Write verify(receipt, scores=scores)",
    ),
    "plain fields": (
        lambda scores, kept: verify(attrs.asdict(kept), scores=scores),
        "'receipt': got an object of class 'dict', expected a Receipt. "
        "Write Receipt(**fields) to make one of its fields",
    ),
    "no scores": (lambda _scores, kept: verify(kept, scores=None), "'scores': got None, expected Scores"),
}


@pytest.mark.parametrize(("ask", "message"), WRONG_CLASSES.values(), ids=WRONG_CLASSES)
def test_arguments_of_a_wrong_class(ask, message):
    """What is given in the place of scores or a receipt is told; whole messages."""
    scores = scored()
    with pytest.raises(ArgumentError) as caught:
        ask(scores, receipt(scores))
    assert str(caught.value) == message

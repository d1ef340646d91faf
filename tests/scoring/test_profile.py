"""A profile reads what was scored: values, reasons, bounds and traces are those of the batch, to the last bit."""

import pickle
import threading

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.editions import smmi_16
from smmi.errors import EditCheckError, EditionMismatchError, UnknownCodeError
from smmi.instrument import Answers, synthesize
from smmi.scoring import Absence, Scores, ScoringScheme, imputation
from smmi.scoring.attainable import _bounds
from smmi.scoring.scorer import NodeScore, ScoreProfile, _scores as scores_room
from smmi.testing.strategies import answers, instruments, schemes

BUNDLED = smmi_16()
SCHEME = ScoringScheme.equal_weights(BUNDLED)


def drawn(units=6, seed=16):
    """Scores of units that nobody answered for."""
    rng = np.random.default_rng(seed)
    return smmi.score(synthesize(BUNDLED, units=units, rng=rng, blanks=0.2), SCHEME)


def attributes(given_answers, position):
    """The attributes of one unit."""
    return {name: column[position] for name, column in given_answers.attributes.items()}


def row(scores, position):
    """Value, reason and bounds of every score of a unit, taken out of the table and the bounds of all."""
    low, high = scores.bounds()
    found = {}
    for place, code in enumerate(scores.codes):
        absence = Absence(int(scores.absences[place, position]))
        present = absence is Absence.PRESENT
        ends = float(low.values[place, position]), float(high.values[place, position])
        found[code] = (
            float(scores.values[place, position]) if present else None,
            None if present else absence,
            None if np.isnan(ends[0]) else ends,
        )
    return found


def indicators(scores, position):
    """The values of the indicators of a unit, taken out of the batch; None where there is none."""
    values = scores.indicators[position].tolist()
    codes = [indicator.code for indicator in scores.instrument.indicators]
    return {code: None if np.isnan(value) else value for code, value in zip(codes, values, strict=True)}


def told(profile):
    """Value, reason and bounds of every score, as a profile tells them."""
    return {code: (profile[code].value, profile[code].reason, profile[code].bounds) for code in profile.codes}


@given(st.data())
def test_every_profile_has_the_bits_of_the_batch(data):
    """By unit, by iteration, taken apart, scored alone, and out of another process."""
    instrument = data.draw(instruments())
    scheme, given_answers = data.draw(schemes(instrument)), data.draw(answers(instrument))
    scores = smmi.score(given_answers, scheme)
    again, scorer = smmi.score(given_answers, scheme), scheme.compile()
    for position, (unit, iterated) in enumerate(zip(given_answers.units.tolist(), again, strict=True)):
        single = scorer.score_one(given_answers.record(unit), attributes=attributes(given_answers, position))
        profiles = {
            "by unit": scores.of(unit),
            "iterated": iterated,
            "taken": next(iter(scores.take([position]))),
            "single": single,
            "pickled": pickle.loads(pickle.dumps(scores.of(unit))),
            "single, pickled": pickle.loads(pickle.dumps(single)),
        }
        expected, below = row(smmi.score(given_answers, scheme), position), indicators(scores, position)
        for name, profile in profiles.items():
            assert told(profile) == expected, name
            assert {code: profile[code].value for code in below} == below, name
            assert profile.values == tuple(value for value, _, _ in expected.values()), name
            assert profile.absences == tuple(why or Absence.PRESENT for _, why, _ in expected.values()), name


@given(st.data())
def test_a_single_response_has_the_answers_and_traces_of_the_batch(data):
    """What was read once makes the answers that a batch of the same record has, set aside and found doubtful alike."""
    instrument = data.draw(instruments())
    scheme, given_answers = data.draw(schemes(instrument)), data.draw(answers(instrument))
    for position, unit in enumerate(given_answers.units.tolist()):
        record, of_unit = given_answers.record(unit), attributes(given_answers, position)
        profile = scheme.compile().score_one(record, attributes=of_unit)
        alone = Answers.from_records(
            instrument, [{**record, **of_unit, "": "response"}], unit="", attributes=tuple(of_unit)
        )
        assert profile.scores.answers == alone
        assert profile.scores.answers.findings == alone.findings
        assert profile == smmi.score(alone, scheme).of("response")
        assert (profile.unit, profile.attributes) == ("response", of_unit)
        batch = smmi.score(given_answers, scheme).of(unit)
        for code in ("overall", instrument.areas[-1].code, instrument.indicators[0].code):
            assert profile.trace(code) == batch.trace(code)
            assert profile.trace(code).replay() == profile[code].value


def test_values_are_read_without_bounds(monkeypatch):
    """No value, reason or trace asks for a bound."""
    monkeypatch.setattr(_bounds, "attainable_range", None)
    scores = drawn()
    for profile in [*scores, SCHEME.compile().score_one({}, attributes={"discipline": "dental"})]:
        assert [profile[code].value for code in profile.codes] == list(profile.values)
        assert profile.trace("curriculum").replay() == profile["curriculum"].value
        assert profile["research_review"].bounds is None


@pytest.fixture
def sizes(monkeypatch):
    """How many units were bounded, each time."""
    asked, bounded = [], _bounds.attainable_range
    monkeypatch.setattr(
        _bounds, "attainable_range", lambda scores: asked.append(len(scores)) or bounded(scores)
    )
    return asked


def test_bounds_are_worked_out_once(sizes):
    """The first unit is bounded alone, the second with all, which then know; the same bounds come out."""
    scores = drawn(6)
    profiles = list(scores)
    first, second = profiles[0]["overall"], profiles[4]["overall"]
    assert sizes == []
    assert (first.bounds, first.bounds, profiles[0]["curriculum"].bounds) == (
        first.bounds,
        scores.of("S001")["overall"].bounds,
        scores.of("S001")["curriculum"].bounds,
    )
    assert sizes == [1]
    assert second.bounds != (0.0, 100.0)
    assert sizes == [1, 6]
    assert [told(profile) for profile in scores] == [row(scores, position) for position in range(6)]
    low, high = scores.bounds()
    assert sizes == [1, 6]
    assert first.bounds == (low["overall"][0], high["overall"][0])


def test_a_long_batch_is_bounded_in_parts(sizes, monkeypatch):
    """One profile of very many units does not bound them all; all of them are bounded part by part."""
    monkeypatch.setattr(scores_room, "CHUNK", 4)
    scores = drawn(10)
    found = [told(profile) for profile in scores]
    assert sizes == [1, 4, 4, 2]
    assert found == [row(scores, position) for position in range(10)]
    assert sizes == [1, 4, 4, 2, 10]


@pytest.mark.parametrize(
    "which", [slice(None), slice(1, 3), slice(None, None, -1), [4, 0], [-1], np.array([2, 3]), []], ids=repr
)
def test_bounds_are_taken_along(which, sizes):
    """Scores that are taken out of others whose bounds are known have them, of the right units."""
    scores = drawn(6)
    scores.bounds()
    taken = scores.take(which)
    expected = smmi.score(scores.answers.take(which), SCHEME).bounds()
    del sizes[:]
    assert taken.bounds() == expected
    assert sizes == []


def test_bounds_of_one_unit_are_taken_along(sizes):
    """A table of one unit has the bounds that its profile knows, and not those of others."""
    scores = drawn(6)
    assert scores.of("S002")["overall"].bounds == scores.of("S002").scores.of("S002")["overall"].bounds
    assert sizes == [1]
    assert scores.take([2]).bounds() == drawn(6).take([2]).bounds()
    assert sizes == [1, 1, 1]


def test_threads_read_one_batch():
    """Profiles of one batch are read by many threads at once, bounds included."""
    scores, found = drawn(12), {}

    def read(unit):
        found[unit] = told(scores.of(unit))

    threads = [threading.Thread(target=read, args=(unit,)) for unit in scores.units.tolist()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {unit: row(scores, position) for position, unit in enumerate(scores.units.tolist())}


def test_a_pickled_profile_is_of_its_unit_alone():
    """However many units stand beside it, and what is unpickled cannot be written to."""
    scores = drawn(200)
    alone, again = pickle.dumps(scores.of("S001")), pickle.loads(pickle.dumps(scores))
    assert len(alone) < len(pickle.dumps(scores)) / 10 + len(pickle.dumps(SCHEME))
    assert pickle.loads(alone) == scores.of("S001")
    assert again == scores
    assert not again.values.flags.writeable
    assert not pickle.loads(pickle.dumps(scores.bounds()[0])).absences.flags.writeable


def test_a_response_is_read_once(monkeypatch):
    """Nothing of a single response is read or scored again when its scores, answers and bounds are asked for."""
    scores = drawn(1)
    record, of_unit = scores.answers.record("S001"), attributes(scores.answers, 0)
    scorer = SCHEME.compile()
    profile = scorer.score_one(record, attributes=of_unit)
    monkeypatch.setattr("smmi.scoring.scorer._single_response.KnownAnswers.cell", None)
    monkeypatch.setattr("smmi.scoring.scorer._single_response.KnownAnswers._read", None)
    monkeypatch.setattr("smmi.scoring.scorer._batch.Batch.run", None)
    record.clear()
    of_unit.clear()
    assert told(profile) == row(scores, 0)
    assert profile.scores.answers.record("response") == scores.answers.record("S001")
    assert profile.attributes == attributes(scores.answers, 0)


def test_an_impossible_attribute_is_told_at_once():
    """One that decides nothing is refused all the same, before a profile is handed out."""
    with pytest.raises(EditCheckError, match="'control': got 'royal'"):
        SCHEME.compile().score_one({}, attributes={"discipline": "dental", "control": "royal"})


@pytest.mark.parametrize(
    ("record", "of_unit"),
    [
        ({"mission_oversight": ("board", ["faculty"])}, {"discipline": "dental"}),
        ({"leaders_urm": (["a"],)}, {"discipline": "dental"}),
        ({}, {}),
        ({}, {"discipline": "law"}),
    ],
    ids=["no selection", "no number", "no characteristic", "another characteristic"],
)
def test_what_is_impossible_has_the_error_of_the_batch(record, of_unit):
    """Tuples that have no hash, and characteristics that decide what applies, missing or unknown."""
    with pytest.raises(EditCheckError) as single:
        SCHEME.compile().score_one(record, attributes=of_unit)
    with pytest.raises(EditCheckError) as batch:
        Answers.from_records(
            BUNDLED, [{**record, **of_unit, "": "response"}], unit="", attributes=tuple(of_unit)
        )
    assert str(single.value) == str(batch.value)


def test_answers_that_python_takes_for_one_another():
    """True is no 1, nor is an array's 1.0 another answer than 1."""
    scorer = SCHEME.compile()
    of_unit = {"discipline": "dental"}
    for answer in (1, 1.0, np.float64(1.0), np.int64(1)):
        assert scorer.score_one({"leaders_urm": answer}, attributes=of_unit)["leaders_urm"].value == 1.0
    for answer in (True, np.True_, (1,), [1.0]):
        with pytest.raises(EditCheckError):
            scorer.score_one({"leaders_urm": answer}, attributes=of_unit)
    for answer in (("board",), ["board"], {"board"}):
        assert (
            scorer.score_one({"mission_oversight": answer}, attributes=of_unit)["mission_oversight"].value
            == 25.0
        )


def test_more_answers_than_are_remembered(monkeypatch):
    """Beyond some number of answers, and of what gates make of them, they are worked out each time; none differs."""
    monkeypatch.setattr("smmi.scoring.scorer._single_response.MOST_REMEMBERED", 3)
    monkeypatch.setattr("smmi.scoring.scorer._single_response.MOST_COMBINATIONS", 1)
    scores, scorer = drawn(40), ScoringScheme.equal_weights(BUNDLED).compile()
    for _ in range(2):
        for position, unit in enumerate(scores.units.tolist()):
            of_unit = attributes(scores.answers, position)
            profile = scorer.score_one(scores.answers.record(unit), attributes=of_unit)
            assert profile.values == scores.of(unit).values
            assert {code: profile[code].value for code in indicators(scores, position)} == indicators(
                scores, position
            )


def test_a_node_score_is_a_value():
    """It compares by what it says, hashes, travels, and shows its bounds, whether these are given or worked out."""
    scores = drawn()
    score = scores.of("S001")["overall"]
    given_score = NodeScore(code="overall", value=score.value, reason=None, bounds=score.bounds)
    assert score == given_score == scores.take([0]).of("S001")["overall"] == pickle.loads(pickle.dumps(score))
    assert hash(score) == hash(given_score)
    assert len(pickle.dumps(score)) < 400
    assert repr(score) == repr(given_score)
    assert repr(NodeScore(code="a", value=None, reason=Absence.NO_ANSWER, bounds=None)) == (
        f"NodeScore(code='a', value=None, reason={Absence.NO_ANSWER!r}, bounds=None)"
    )
    assert score != NodeScore(code="overall", value=score.value, reason=None, bounds=None)
    assert score != "overall"
    with pytest.raises(AttributeError):
        score.value = 1.0
    with pytest.raises(AttributeError):
        score.bounds = None


def test_profiles_compare_by_their_scores():
    """A profile equals one of the same unit, whatever stands beside it; it has no hash."""
    scores = drawn()
    assert scores.of("S001") == next(iter(scores.take([0]))) != scores.of("S002")
    assert scores.of("S001") != "S001"
    assert repr(scores.of("S001")) == f"<ScoreProfile of 'S001': overall {scores['overall'][0]:.1f}>"
    blank = SCHEME.compile().score_one({}, attributes={"discipline": "dental"})
    assert repr(blank) == "<ScoreProfile of 'response': overall absent>"
    assert isinstance(scores.of("S001").scores, Scores)
    with pytest.raises(TypeError):
        hash(scores.of("S001"))
    with pytest.raises(UnknownCodeError):
        ScoreProfile(scores)["curiculum"]


def test_answers_of_another_edition_are_refused():
    """By `score`, a scorer and multiple imputation, with both editions and the next step; the whole message."""
    older = smmi.editions.smmi_18()
    of_older = synthesize(older, units=2, rng=np.random.default_rng(1))
    for ask in (
        lambda: smmi.score(of_older, SCHEME),
        lambda: SCHEME.compile().score(of_older),
        lambda: imputation.impute(of_older, SCHEME, rng=np.random.default_rng(0)),
    ):
        with pytest.raises(EditionMismatchError) as caught:
            ask()
        own, scored = (f"{i.code!r} edition {i.edition!r}" for i in (older, BUNDLED))
        assert str(caught.value) == (
            f"the answers are of {own}, expected {scored}, which the scheme scores. Make a scheme of the answers' "
            "instrument, or carry the answers by a crosswalk between the two: "
            "crosswalk.carry_answers(answers).answers"
        )
    carried = smmi.editions.crosswalk_18_to_16().carry_answers(of_older).answers
    assert len(smmi.score(carried, SCHEME)) == 2

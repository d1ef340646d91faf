"""Answers: columnar, coded, read-only; what was given comes back without loss, in records and in parts."""

import copy
import pickle

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, Reason, UnknownCodeError
from smmi.instrument import Answers, AnswerState, Nonresponse, synthesize
from smmi.instrument.answers import AttributeColumn, Column, SetAside
from smmi.testing import strategies
from tests.instrument.every_kind import SCALES, every_kind

EVERY = every_kind()
FULL = {
    "control": "public",
    "size": "big",
    "policy": "yes",
    "extent": "high",
    "place": "south",
    "topics": ("a", "c"),
    "many": ("o1", "o13"),
    "share": 12.5,
    "programs": 3,
    "budget": -4.5,
    "mix": {"rural": 50.0, "urban": 50.0, "sea": 0.0},
}
IN_VAIN = {**FULL, "control": "private", "size": None, "policy": "no", "extent": "dont_know"}
SILENT = {"control": None, "size": "small"} | dict.fromkeys(SCALES)


def answers_of(*records):
    """Answers of units S1, S2, …"""
    named = [{"school": f"S{row}", **record} for row, record in enumerate(records, start=1)]
    return Answers.from_records(EVERY, named, unit="school", attributes=("control", "size"))


THREE = answers_of(FULL, IN_VAIN, SILENT)
AGAIN = {
    "copied": copy.copy,
    "deeply": copy.deepcopy,
    "pickled": lambda value: pickle.loads(pickle.dumps(value)),
}


def test_states_of_every_cell():
    """Answered, gated, not applicable and no answer, cell by cell."""
    states = {code: [AnswerState(s).name.lower() for s in THREE.states(code).tolist()] for code in SCALES}
    assert states == {
        "policy": ["answered", "answered", "no_answer"],
        "extent": ["answered", "no_answer", "no_answer"],
        "place": ["answered", "answered", "no_answer"],
        "topics": ["answered", "not_applicable", "no_answer"],
        "many": ["answered", "answered", "no_answer"],
        "share": ["answered", "gated", "no_answer"],
        "programs": ["answered", "answered", "no_answer"],
        "budget": ["answered", "not_applicable", "no_answer"],
        "mix": ["answered", "answered", "no_answer"],
    }


def test_values_are_zero_where_there_is_no_answer():
    """What is set aside leaves no trace in the values."""
    assert THREE.column("share").values.tolist() == [12.5, 0.0, 0.0]
    assert THREE.column("budget").values.tolist() == [-4.5, 0.0, 0.0]
    assert THREE.column("many").values.tolist() == [2**1 + 2**13, 2**1 + 2**13, 0]
    assert THREE.take([1]).column("mix").values.tolist() == [[50.0], [50.0], [0.0]]


def test_answers_that_do_not_count_are_set_aside_and_found():
    """What routing or applicability rules out is kept apart, found with its whole message, and given back."""
    assert THREE.set_aside == (
        SetAside("S2", "topics", ("a", "c")),
        SetAside("S2", "share", 12.5),
        SetAside("S2", "budget", -4.5),
    )
    assert [(finding.reason, finding.row, str(finding)) for finding in THREE.findings] == [
        (
            Reason.NOT_APPLICABLE_TO_UNIT,
            1,
            "$[1].topics: 'topics': got ('a', 'c'), but it does not apply to this unit; the answer is set aside, not "
            "scored",
        ),
        (
            Reason.BEHIND_SHUT_GATE,
            1,
            "$[1].share: 'share': got 12.5, but the instrument's routing skips it; the answer is set aside, not scored",
        ),
        (
            Reason.NOT_APPLICABLE_TO_UNIT,
            1,
            "$[1].budget: 'budget': got -4.5, but it does not apply to this unit; the answer is set aside, not scored",
        ),
    ]
    assert {finding.unit for finding in THREE.findings} == {"S2"}


def test_options_that_stand_for_a_nonresponse_are_set_aside_without_a_finding():
    """An option such as "don't know" behind a shut gate is kept and given back, and is no reason for doubt."""
    answers = answers_of(
        {**FULL, "policy": "no", "share": "dont_know"}, {**FULL, "control": "private", "budget": "not_ours"}
    )
    assert answers.set_aside == (
        SetAside("S2", "topics", ("a", "c")),
        SetAside("S1", "share", "dont_know"),
        SetAside("S2", "budget", "not_ours"),
    )
    assert [finding.code for finding in answers.findings] == ["topics"]
    assert answers.record("S1")["share"] == "dont_know"


def test_what_was_not_administered_stays_so():
    """Neither a shut gate nor applicability changes what was not administered; nor a gate what does not apply."""
    record = {**IN_VAIN, "share": Nonresponse.NOT_ADMINISTERED, "budget": Nonresponse.NOT_ADMINISTERED}
    other = {**IN_VAIN, "share": Nonresponse.NOT_APPLICABLE, "budget": Nonresponse.NO_ANSWER}
    answers = answers_of(record, other)
    assert [answers.states(code).tolist() for code in ("share", "budget")] == [
        [AnswerState.NOT_ADMINISTERED, AnswerState.NOT_APPLICABLE],
        [AnswerState.NOT_ADMINISTERED, AnswerState.NOT_APPLICABLE],
    ]
    assert {item.code for item in answers.set_aside} == {"topics"}


def test_a_record_is_given_back():
    """What was set aside included; `records` adds the identifier and the attributes."""
    assert THREE.record("S1") == {code: FULL[code] for code in SCALES}
    assert THREE.record("S2") == {code: IN_VAIN[code] for code in SCALES}
    assert THREE.record("S3") == dict.fromkeys(SCALES)
    assert list(THREE.records(unit="id"))[1] == {"id": "S2", **IN_VAIN}


def test_numbers_are_units_too():
    """A unit is found by an integer as by its decimal text."""
    answers = Answers.from_records(
        EVERY, [{"id": 7, **FULL}], unit="id", attributes=("control",), ignore=("size",)
    )
    assert answers.record(7) == answers.record("7")
    assert answers.position(np.int64(7)) == 0


UNKNOWN = {
    "a unit": (lambda: THREE.record("S11"), "no unit is called 'S11' (3 known). Did you mean 'S1'?"),
    "a position": (lambda: THREE.position(4), "no unit is called '4' (3 known: 'S1', 'S2', 'S3')."),
    "an indicator": (
        lambda: THREE.states("polcy"),
        "no indicator has the code 'polcy' (9 known). Did you mean 'policy'?",
    ),
    "a list": (
        lambda: THREE.column(["policy"]),
        "no indicator has the code \"['policy']\" (9 known). Did you mean 'policy'?",
    ),
    "a list of attributes": (
        lambda: THREE.attribute(["control"]),
        "the answers have no attribute \"['control']\" (2 known). Did you mean 'control'?",
    ),
    "an area": (
        lambda: THREE.column("area"),
        "no indicator has the code 'area' (9 known). Did you mean 'share'?",
    ),
    "an attribute": (
        lambda: THREE.attribute("contrl"),
        "the answers have no attribute 'contrl' (2 known). Did you mean 'control'?",
    ),
}


@pytest.mark.parametrize(("ask", "message"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_there_is_told(ask, message):
    """The whole message of every look-up that fails."""
    with pytest.raises(UnknownCodeError) as caught:
        ask()
    assert str(caught.value) == message


def test_attributes_are_columns():
    """Declared values in their order, others sorted; None where a unit has no value."""
    control, size = THREE.attribute("control"), THREE.attribute("size")
    assert control.labels == ("public", "private")
    assert list(control) == ["public", "private", None]
    assert size.labels == ("big", "small")
    assert [size[row] for row in range(len(size))] == ["big", None, "small"]


def test_the_text_of_answers_is_short():
    """Counts, not contents."""
    assert repr(THREE) == "<Answers of 3 units to 'every' edition '1', 3 findings>"
    assert len(THREE) == 3


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_answers_survive_copying_and_pickling(again):
    """Copies are equal, hash alike, keep their findings, and still cannot be written to."""
    THREE.record("S1")
    other = again(THREE)
    assert other == THREE
    assert hash(other) == hash(THREE)
    assert other.findings == THREE.findings
    assert other.record("S2") == THREE.record("S2")
    _assert_read_only(other)


def _assert_read_only(answers):
    arrays = [answers.units, *(column.codes for column in (*answers.columns, *answers.attributes.values()))]
    arrays += [column.values for column in answers.columns if column.values is not None]
    assert [array.flags.writeable for array in arrays] == [False] * len(arrays)


def test_answers_cannot_be_written_to():
    """Neither the arrays nor the fields nor the attributes; of parts neither."""
    for answers in (
        THREE,
        THREE.take([2, 0]),
        THREE.take(slice(1, 3)),
        attrs.evolve(THREE, units=np.array(["a"] * 3)),
    ):
        _assert_read_only(answers)
    with pytest.raises(AttributeError):
        THREE.units = ()
    with pytest.raises(TypeError):
        THREE.attributes["control"] = None
    with pytest.raises(ValueError, match="read-only"):
        THREE.column("policy").codes[0] = 1


def test_columns_are_values():
    """Columns compare by codes and values, of whatever width; those with values differ from those without."""
    codes = np.array([4, 3], dtype=np.uint8)
    column = Column(codes, np.array([1.0, 0.0]))
    assert column == Column(codes.astype(np.uint16), np.array([1.0, 0.0]))
    assert hash(column) == hash(Column(codes))
    assert column != Column(codes)
    assert column != Column(codes, np.array([2.0, 0.0]))
    assert Column(codes) == Column(codes, None)
    assert column.cell(0) == (4, 1.0)
    assert Column(codes).cell(1) == (3, None)
    attribute = AttributeColumn(("a",), codes)
    assert attribute != AttributeColumn(("b",), codes)
    assert attribute == pickle.loads(pickle.dumps(attribute))


CHANGES = {
    "a unit": {**FULL, "school": "S9"},
    "an answer": {**FULL, "policy": "no", "share": None},
    "a number": {**FULL, "budget": 0.0},
    "a share": {**FULL, "mix": {"rural": 50, "sea": 50}},
    "an attribute": {**FULL, "size": "small"},
    "an answer set aside": {**IN_VAIN, "size": "big", "share": 13.0},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_difference_makes_answers_differ(change):
    """One other identifier, answer, value, attribute or answer set aside."""
    base = {**IN_VAIN, "size": "big"} if change["control"] == "private" else FULL
    assert answers_of(change) != answers_of(base)
    assert answers_of(dict(base)) == answers_of(base)


@given(st.data())
def test_records_come_back_without_loss(data):
    """Records, answers, and records again: every answer that was given is given back, and the answers are equal."""
    instrument = data.draw(strategies.instruments())
    answers = data.draw(strategies.from_instrument(instrument))
    records = list(answers.records(unit=strategies.UNIT))
    again = Answers.from_records(
        instrument, records, unit=strategies.UNIT, attributes=tuple(answers.attributes)
    )
    assert again == answers
    assert again.findings == answers.findings
    assert list(again.records(unit=strategies.UNIT)) == records
    for record in records:
        assert answers.record(record[strategies.UNIT]).items() <= record.items()


@given(st.data())
def test_what_was_given_is_given_back(data):
    """A record of drawn answers comes back; a blank that applicability rules out comes back as not applicable."""
    instrument = data.draw(strategies.instruments())
    raw = {i.code: data.draw(strategies.raw_answers(i.scale)) for i in instrument.indicators}
    kinds = {
        c.code: data.draw(st.sampled_from([o.code for o in c.options])) for c in instrument.characteristics
    }
    answers = Answers.from_records(
        instrument, [{strategies.UNIT: "U", **kinds, **raw}], unit=strategies.UNIT, attributes=tuple(kinds)
    )
    for code, given_back in answers.record("U").items():
        said = raw[code]
        if said in (None, Nonresponse.NO_ANSWER):
            assert given_back in (None, Nonresponse.NOT_APPLICABLE)
        elif said is Nonresponse.NOT_APPLICABLE:
            assert given_back in (None, said)
        elif isinstance(said, tuple):
            assert set(given_back) == set(said)
        else:
            assert given_back == said


@given(st.data())
def test_columns_and_records_say_the_same(data):
    """Answers from columns are those from records, findings apart from their paths included."""
    instrument = data.draw(strategies.instruments())
    answers = data.draw(strategies.from_instrument(instrument))
    records = list(answers.records(unit=strategies.UNIT))
    columns = {key: [record[key] for record in records] for key in records[0]}
    again = Answers.from_columns(
        instrument, columns, unit=strategies.UNIT, attributes=tuple(answers.attributes)
    )
    assert again == answers
    assert [attrs.evolve(f, path="") for f in again.findings] == [
        attrs.evolve(f, path="") for f in answers.findings
    ]


@given(st.integers(0, 2**32), st.integers(1, 2500), st.data())
def test_taking_units_is_reading_their_records(seed, units, data):
    """Some units, in some order, are what their records are read as; findings come along."""
    answers = synthesize(EVERY, units=min(units, 40), rng=np.random.default_rng(seed), blanks=0.3)
    records = list(answers.records(unit="school"))
    for record in records[::3]:
        record |= {"policy": "no", "share": 1.0, "control": "private", "budget": 1.0}
    answers = Answers.from_records(EVERY, records, unit="school", attributes=("control",))
    order = data.draw(st.permutations(range(len(records))))[: data.draw(st.integers(1, len(records)))]
    taken = answers.take(order)
    again = Answers.from_records(EVERY, [records[i] for i in order], unit="school", attributes=("control",))
    assert taken == again
    assert {str(finding).partition(".")[2] for finding in taken.findings} == {
        str(finding).partition(".")[2] for finding in again.findings
    }
    half = slice(None, None, 2)
    assert answers.take(half) == answers.take(range(0, len(records), 2))
    assert answers.take(np.array([-1])) == answers.take([len(records) - 1])


def test_nothing_can_be_taken():
    """No positions, no units."""
    assert len(THREE.take([])) == 0
    assert THREE.take([]).set_aside == ()


POSITIONS = {
    "a mask": (
        [True, False, True],
        "'positions': got an array of bool, expected integers. numpy.flatnonzero turns a mask into positions",
    ),
    "numbers": ([0.5], "'positions': got an array of float64, expected integers"),
    "one twice": ([0, 1, 0], "'positions': got a position twice, expected each unit at most once"),
    "one twice, from the end": (
        [2, -1],
        "'positions': got a position twice, expected each unit at most once",
    ),
}


@pytest.mark.parametrize(("positions", "message"), POSITIONS.values(), ids=POSITIONS)
def test_positions_that_cannot_be_taken(positions, message):
    """The whole message of each."""
    with pytest.raises(ArgumentError) as caught:
        THREE.take(positions)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["control", "policy"])
def test_the_identifier_needs_a_name_of_its_own(name):
    """Records in which the identifier would overwrite something are refused."""
    with pytest.raises(ArgumentError) as caught:
        next(THREE.records(unit=name))
    assert (
        str(caught.value) == f"'unit': got {name!r}, expected a name that no attribute and no indicator has"
    )


def test_many_records_come_back():
    """Records are decoded part by part; all of them come, in order."""
    answers = synthesize(EVERY, units=2500, rng=np.random.default_rng(3), blanks=0.3)
    records = list(answers.records(unit="school"))
    assert [record["school"] for record in records] == answers.units.tolist()
    assert all(answers.record(record["school"]).items() <= record.items() for record in records[::100])
    assert Answers.from_records(EVERY, records, unit="school", attributes=("control",)) == answers

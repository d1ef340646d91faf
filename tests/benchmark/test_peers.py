"""Peer groups: membership by characteristics, and what cannot be asked."""

import pickle

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import PeerGroup
from smmi.errors import ArgumentError, DeclarationError, Reason, UnknownCodeError
from smmi.fingerprint import fingerprint
from smmi.instrument import (
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Equals,
    Includes,
    NotCondition,
    OneOf,
)
from smmi.scoring import ScoringScheme
from tests.benchmark.school_frames import characteristic, every_message, instrument_of, schools

CONTROL = ["public", "public", "private", None, "private", "public"]
SIZE = ["small", "large", "small", "small", None, "small"]
EVERYONE = schools(control=CONTROL, size=SIZE, system=["a", "b", "a", None, "c", "a b"])


def around(group, unit="U00", answers=EVERYONE):
    """The numbers of the units in a group around a unit."""
    return np.flatnonzero(group.around(unit, answers)).tolist()


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (PeerGroup("AllConditions"), [0, 1, 2, 3, 4, 5]),
        (PeerGroup("Same control", alike=["control"]), [0, 1, 5]),
        (PeerGroup("Same control and size", alike=["control", "size"]), [0, 5]),
        (PeerGroup("Same system", alike=["system"]), [0, 2]),
        (PeerGroup("Public", where=Equals("control", "public")), [0, 1, 5]),
        (PeerGroup("Small or large", where=OneOf("size", ("small", "large"))), [0, 1, 2, 3, 5]),
        (PeerGroup("Size known", where=Answered("size")), [0, 1, 2, 3, 5]),
        (PeerGroup("Of system a", where=Equals("system", "a")), [0, 2]),
        (PeerGroup("Of a system not here", where=Equals("system", "z")), []),
        (PeerGroup("Same control, small", alike=["control"], where=Equals("size", "small")), [0, 5]),
    ],
    ids=lambda value: getattr(value, "label", None),
)
def test_members_worked_by_hand(group, expected):
    """A group holds the units that are like the unit and satisfy the condition; of a value nobody has, none."""
    assert around(group) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Equals("control", "public"), [0, 1, 5]),
        (NotCondition(Equals("control", "public")), [2, 4]),
        (NotCondition(NotCondition(Equals("control", "public"))), [0, 1, 5]),
        (AllConditions((NotCondition(Equals("control", "public")), Equals("size", "small"))), [2]),
        (AnyCondition((Equals("control", "public"), Equals("size", "small"))), [0, 1, 2, 3, 5]),
        (NotCondition(Answered("control")), [3]),
    ],
)
def test_who_has_no_known_value_is_in_no_group_that_hangs_on_it(where, expected):
    """An unknown characteristic neither satisfies a condition nor its opposite, as in Kleene's logic."""
    assert around(PeerGroup("Some", where=where)) == expected


def test_a_unit_without_a_value_is_like_nobody():
    """Around a unit whose characteristic is unknown the group is empty: it is not even like itself."""
    assert around(PeerGroup("Same control", alike=["control"]), "U03") == []


def test_scores_are_as_good_as_answers():
    """A group around a unit is the same over scores as over the answers that were scored."""
    scores = smmi.score(EVERYONE, ScoringScheme.equal_weights(EVERYONE.instrument))
    group = PeerGroup("Same control", alike=["control"])
    assert around(group, answers=scores) == around(group)


@given(
    values=st.lists(
        st.tuples(st.sampled_from([None, "public", "private"]), st.sampled_from([None, "small", "large"])),
        min_size=1,
        max_size=12,
    ),
    data=st.data(),
)
def test_being_alike_is_an_equivalence_among_the_known(values, data):
    """A group of likes is that of each of its members, and belongs to those who have the same values and no others."""
    control, size = map(list, zip(*values, strict=True))
    answers = schools(control=control, size=size)
    group = PeerGroup("Alike", alike=data.draw(st.sampled_from([("control",), ("control", "size")])))
    i = data.draw(st.integers(0, len(values) - 1))
    inside = around(group, f"U{i:02}", answers)
    own = values[i][: len(group.alike)]
    assert inside == [j for j, v in enumerate(values) if None not in own and v[: len(group.alike)] == own]
    assert all(around(group, f"U{j:02}", answers) == inside for j in inside)


def test_a_group_is_a_frozen_value():
    """Groups that say the same are equal, hash and fingerprint alike, and pickle."""
    group = PeerGroup("Public alike", alike=["size"], where=Equals("control", "public"))
    same = PeerGroup("Public alike", alike=("size",), where=Equals("control", "public"))
    assert (group, hash(group), fingerprint(group)) == (same, hash(same), fingerprint(same))
    assert pickle.loads(pickle.dumps(group)) == group
    assert group.characteristics == ("size", "control")
    assert PeerGroup("One", alike=["size"], where=Equals("size", "small")).characteristics == ("size",)


def test_everything_wrong_with_a_group_is_said_at_once():
    """Label, alike and condition are all checked, and every finding is in the one error."""
    with pytest.raises(DeclarationError) as error:
        PeerGroup(" ", alike="control", where="control == 'public'")
    assert every_message(error) == (
        "the declaration cannot be used: 3 findings\n"
        "  $.label: 'label': got ' ', expected text that is not blank\n"
        "  $.alike: 'alike': got 'control', expected a sequence of characteristics, such as ('discipline',)\n"
        "  $.where: 'where': got \"control == 'public'\", expected None or a condition, such as "
        "Equals('control', 'public')",
        [(Reason.BAD_VALUE, "$.label"), (Reason.BAD_VALUE, "$.alike"), (Reason.BAD_VALUE, "$.where")],
    )


@pytest.mark.parametrize(
    ("alike", "message"),
    [
        (["control", "size", "control"], "'alike': 'control' stands twice; name each characteristic once"),
        (
            ["control", 3],
            "'alike': got ('control', 3), expected a sequence of characteristics, such as ('discipline',)",
        ),
        (
            {"control"},
            "'alike': got an object of class 'set', expected a sequence of characteristics, such as ('discipline',)",
        ),
        (
            ["x" * 80, ""],
            f"'alike': got ('{'x' * 57}…, expected a sequence of characteristics, such as ('discipline',)",
        ),
    ],
    ids=["twice", "no text", "no order", "long"],
)
def test_alike_is_a_sequence_of_names(alike, message):
    """What is no sequence of text, or names one twice, is refused; a long name is only cut in a message."""
    with pytest.raises(DeclarationError) as error:
        PeerGroup("Alike", alike=alike)
    assert str(error.value) == f"the declaration cannot be used: $.alike: {message}"


def test_everything_the_units_do_not_have_is_said_at_once():
    """Unknown names, indicators, values that are not declared and conditions that do not fit are found together."""
    group = PeerGroup(
        "Wrong",
        alike=["contol", "share", "region"],
        where=AllConditions(
            (
                Equals("kind", "a"),
                Equals("share", 50),
                AtLeast("size", "medium"),
                Includes("size", "medium"),
                Equals("control", "pubic"),
                OneOf("control", ("public", 3)),
                Equals("system", 3),
            )
        ),
    )
    with pytest.raises(DeclarationError) as error:
        group.around("U00", EVERYONE)
    assert every_message(error) == (
        "the declaration cannot be used: 10 findings\n"
        "  $.alike: the units have no attribute 'contol'; expected one of 'control', 'size', 'system'. "
        "Did you mean 'control'?\n"
        "  $.alike: 'share' is an indicator; expected a characteristic or another attribute of the units\n"
        "  $.alike: 'region' is declared, but the answers do not hold it; name it among the attributes when the "
        "answers are read\n"
        "  $.where: the units have no attribute 'kind'; expected one of 'control', 'size', 'system'.\n"
        "  $.where: 'share' is an indicator; expected a characteristic or another attribute of the units\n"
        "  $.where: AtLeast(code='size', value='medium'): AtLeast does not go with a characteristic; use Equals or "
        "OneOf\n"
        "  $.where: Includes(code='size', option='medium'): Includes does not go with a characteristic; use Equals or "
        "OneOf\n"
        "  $.where: Equals(code='control', value='pubic'): got 'pubic', expected one of 'public', 'private'. Did you "
        "mean 'public'?\n"
        "  $.where: OneOf(code='control', values=('public', 3.0)): got 3.0, expected one of 'public', 'private'\n"
        "  $.where: Equals(code='system', value=3.0): got 3.0, expected a code; the value of an attribute is text",
        [
            (Reason.UNKNOWN_CODE, "$.alike"),
            (Reason.BAD_VALUE, "$.alike"),
            (Reason.UNKNOWN_CODE, "$.alike"),
            (Reason.UNKNOWN_CODE, "$.where"),
            (Reason.BAD_VALUE, "$.where"),
            (Reason.BAD_VALUE, "$.where"),
            (Reason.BAD_VALUE, "$.where"),
            (Reason.UNKNOWN_CHARACTERISTIC_VALUE, "$.where"),
            (Reason.UNKNOWN_CHARACTERISTIC_VALUE, "$.where"),
            (Reason.UNKNOWN_CHARACTERISTIC_VALUE, "$.where"),
        ],
    )


def test_units_without_attributes_are_in_no_relative_group():
    """Where the answers have no attributes at all, the message says so."""
    answers = smmi.Answers.from_columns(instrument_of(()), {"unit": ["A"], "share": [1]}, unit="unit")
    with pytest.raises(DeclarationError) as error:
        PeerGroup("Same kind", alike=["kind"]).around("A", answers)
    assert str(error.value) == (
        "the declaration cannot be used: $.alike: the units have no attribute 'kind'; the answers have none."
    )
    assert around(PeerGroup("AllConditions"), "A", answers) == [0]


def test_an_unknown_unit_is_refused():
    """A unit that is not there is a typed error with the nearest one."""
    with pytest.raises(UnknownCodeError) as error:
        PeerGroup("AllConditions").around("U0", EVERYONE)
    assert str(error.value) == "no unit is called 'U0' (6 known). Did you mean 'U05'?"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "U00",
            "'source': got 'U00', expected Answers or Scores. The arguments are swapped; the unit comes first",
        ),
        (None, "'source': got None, expected Answers or Scores"),
        (
            smmi.score(EVERYONE, ScoringScheme.equal_weights(EVERYONE.instrument)).of("U00"),
            "'source': got an object of class 'ScoreProfile', expected Answers or Scores. A profile is of one unit; "
            "give the scores that it is from",
        ),
    ],
    ids=["swapped", "none", "profile"],
)
def test_units_come_from_answers_or_scores(source, message):
    """Anything else is refused with what to do."""
    with pytest.raises(ArgumentError) as error:
        PeerGroup("AllConditions").around("U00", source)
    assert str(error.value) == message


def test_a_long_list_of_values_is_cut():
    """A message lists twelve values of a characteristic and says how many there are."""
    kinds = [f"k{i:02}" for i in range(14)]
    answers = schools(characteristics=[characteristic("kind", *kinds)], kind=kinds)
    with pytest.raises(DeclarationError) as error:
        PeerGroup("Wrong", where=Equals("kind", "other")).around("U00", answers)
    assert str(error.value) == (
        "the declaration cannot be used: $.where: Equals(code='kind', value='other'): got 'other', expected one of "
        "'k00', 'k01', 'k02', 'k03', 'k04', 'k05', 'k06', 'k07', 'k08', 'k09', 'k10', 'k11' … (14 in all)"
    )

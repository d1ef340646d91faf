"""Characteristics declare the admissible values of what units are."""

import pickle

import pytest

from smmi.errors import DeclarationError, Reason
from smmi.instrument import Characteristic, Nonresponse, Option

PUBLIC, PRIVATE = Option("public", "Public"), Option("private", "Private")
UNKNOWN = Option("unknown", "Unknown", nonresponse=Nonresponse.NO_ANSWER)


def test_a_characteristic_is_a_value():
    """It takes any sequence of options, survives pickling, and is equal and hashes by value."""
    control = Characteristic("control", "Control", [PUBLIC, PRIVATE])
    other = pickle.loads(pickle.dumps(control))
    assert other == control == Characteristic("control", "Control", (PUBLIC, PRIVATE))
    assert hash(other) == hash(control)


@pytest.mark.parametrize(
    ("options", "reason", "message"),
    [
        (
            (),
            Reason.EMPTY,
            "$.options: 'options' of characteristic 'control': got none, expected the admissible values",
        ),
        (
            "public",
            Reason.BAD_VALUE,
            "$.options: 'options' of Characteristic 'control': got 'public', expected a sequence of Option",
        ),
        (
            (PUBLIC, PUBLIC),
            Reason.REPEATED_CODE,
            "$.options[1].code: 'options' of characteristic 'control': 'public' stands twice; give each its own code",
        ),
        (
            (PUBLIC, UNKNOWN),
            Reason.BAD_VALUE,
            "$.options[1]: 'options' of characteristic 'control': 'unknown' is exclusive or stands for a nonresponse, "
            "which a value of a unit cannot; None says no value",
        ),
    ],
    ids=["none", "text", "twice", "a nonresponse"],
)
def test_what_a_characteristic_refuses(options, reason, message):
    """The reason and the whole message of each."""
    with pytest.raises(DeclarationError) as caught:
        Characteristic("control", "Control", options)
    assert [finding.reason for finding in caught.value.findings] == [reason]
    assert str(caught.value) == f"the declaration cannot be used: {message}"

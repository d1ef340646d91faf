"""Conditions: declared as data, refused when they say nothing, and no deeper than can be walked."""

import copy
import pickle

import numpy as np
import pytest

from smmi.errors import DeclarationError, Reason
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
from smmi.instrument.routing._conditions import DEEPEST, MOST_PARTS, asked, leaves

CONDITIONS = [
    Equals("a", "yes"),
    OneOf("a", ("no", "yes")),
    Includes("a", "b"),
    AtLeast("a", 2),
    Answered("a"),
    NotCondition(Answered("a")),
    AllConditions((Answered("a"), Answered("b"))),
    AnyCondition((Answered("a"), Answered("b"))),
]
AGAIN = {
    "copied": copy.copy,
    "deeply": copy.deepcopy,
    "pickled": lambda value: pickle.loads(pickle.dumps(value)),
}


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: type(condition).__name__)
@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_conditions_are_values(condition, again):
    """Copies of a condition are equal and hash alike, and no two of those above are equal."""
    other = again(condition)
    assert other == condition
    assert hash(other) == hash(condition)
    assert [one for one in CONDITIONS if one == condition] == [condition]


def test_numbers_of_any_kind_declare_the_same_condition():
    """1, 1.0 and numpy's 1.0 declare equal conditions."""
    assert len({repr(AtLeast("a", value)) for value in (1, 1.0, np.float64(1))}) == 1
    assert OneOf("a", [1, 2.5]) == OneOf("a", (1.0, 2.5))


def test_leaves_come_from_left_to_right():
    """Every part that speaks of one code, once for each place where it stands."""
    condition = AllConditions(
        (Equals("a", "x"), NotCondition(AnyCondition((Includes("b", "y"), Answered("a")))), Equals("a", "x"))
    )
    assert list(leaves(condition)) == [Equals("a", "x"), Includes("b", "y"), Answered("a"), Equals("a", "x")]


@pytest.mark.parametrize(
    ("leaf", "values"),
    list(zip(CONDITIONS[:5], [("yes",), ("no", "yes"), ("b",), (2.0,), ()], strict=True)),
    ids=[type(condition).__name__ for condition in CONDITIONS[:5]],
)
def test_what_a_leaf_asks_for(leaf, values):
    """The options or numbers of a leaf; none if it asks whether there is an answer."""
    assert asked(leaf) == values


def nested(depth):
    """A condition of so many levels."""
    condition = Answered("a")
    for _ in range(depth - 1):
        condition = NotCondition(condition)
    return condition


def shared(depth):
    """A condition that is small to hold and, by sharing, endless to walk."""
    condition = Answered("a")
    for _ in range(depth):
        condition = AllConditions((condition, condition))
    return condition


TOO_LARGE = "$: {} holds more than 1000 conditions, or is nested more than 32 deep"
TOO_LARGE += "; use OneOf, or gate an indicator in between"

REFUSED = {
    "a code that is none": (
        lambda: Answered("A b"),
        Reason.BAD_CODE,
        "$.code: 'code' of Answered: got 'A b', expected a code ([a-z][a-z0-9_]*, at most 64 characters)",
    ),
    "a flag as a value": (
        lambda: Equals("a", True),
        Reason.BAD_VALUE,
        "$.value: 'value' of Equals 'a': got True, expected an option's code or a finite number",
    ),
    "an infinite number": (
        lambda: AtLeast("a", float("inf")),
        Reason.BAD_VALUE,
        "$.value: 'value' of AtLeast 'a': got inf, expected an option's code or a finite number",
    ),
    "a number beyond doubles": (
        lambda: Equals("a", 10**400),
        Reason.BAD_VALUE,
        "$.value: 'value' of Equals 'a': got 10000000000000000000000000000000000000000000000000000000000…, expected an "
        "option's code or a finite number",
    ),
    "text for values": (
        lambda: OneOf("a", "yes"),
        Reason.BAD_VALUE,
        "$.values: 'values' of OneOf 'a': got 'yes', expected a sequence of option codes or finite numbers",
    ),
    "a bad value among several": (
        lambda: OneOf("a", ("yes", None)),
        Reason.BAD_VALUE,
        "$.values: 'values' of OneOf 'a': got ('yes', None), expected a sequence of option codes or finite numbers; "
        "entry 1 is None",
    ),
    "no values": (
        lambda: OneOf("a", ()),
        Reason.EMPTY,
        "$.values: 'values' of OneOf: got none, expected 1 or more",
    ),
    "a number for an option": (
        lambda: Includes("a", 1),
        Reason.BAD_VALUE,
        "$.option: 'option' of Includes 'a': got 1, expected a code ([a-z][a-z0-9_]*, at most 64 characters)",
    ),
    "no condition to turn round": (
        lambda: NotCondition("a"),
        Reason.BAD_VALUE,
        "$.condition: 'condition' of NotCondition: got 'a', expected a condition",
    ),
    "no conditions": (
        lambda: AnyCondition(()),
        Reason.EMPTY,
        "$.conditions: 'conditions' of AnyCondition: got none, expected 1 or more",
    ),
    "a single condition for several": (
        lambda: AllConditions(Answered("a")),
        Reason.BAD_VALUE,
        "$.conditions: 'conditions' of AllConditions: got Answered(code='a'), expected a sequence of conditions",
    ),
    "too deep": (lambda: nested(DEEPEST + 1), Reason.BAD_GATE, TOO_LARGE.format("NotCondition")),
    "too deep inside several": (
        lambda: AllConditions((nested(DEEPEST),)),
        Reason.BAD_GATE,
        TOO_LARGE.format("AllConditions"),
    ),
    "too many": (
        lambda: AnyCondition([Equals("a", i) for i in range(MOST_PARTS)]),
        Reason.BAD_GATE,
        TOO_LARGE.format("AnyCondition"),
    ),
    "shared without end": (lambda: shared(60), Reason.BAD_GATE, TOO_LARGE.format("AllConditions")),
}


@pytest.mark.parametrize(("declare", "reason", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_condition_is_refused(declare, reason, message):
    """The reason and the whole message of everything that a condition refuses."""
    with pytest.raises(DeclarationError) as caught:
        declare()
    assert [finding.reason for finding in caught.value.findings] == [reason]
    assert str(caught.value) == f"the declaration cannot be used: {message}"


def test_the_largest_conditions_are_admitted():
    """Exactly as deep, and exactly as many, as may be."""
    assert list(leaves(nested(DEEPEST))) == [Answered("a")]
    assert len(list(leaves(AnyCondition([Equals("a", i) for i in range(MOST_PARTS - 1)])))) == MOST_PARTS - 1

"""Response scales: what each admits, what is refused, and that they are values."""

import copy
import math
import pickle

import numpy as np
import pytest

from smmi.errors import DeclarationError, Reason
from smmi.instrument import (
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
)

A, B, C = (Option(code, code.upper()) for code in "abc")
NONE = Option("none", "None", exclusive=True)
UNKNOWN = Option("dont_know", "Don't know", nonresponse=Nonresponse.NO_ANSWER)

SCALES = {
    "binary": Binary(code="s"),
    "ordinal": Ordinal(code="s", options=(A, B, UNKNOWN)),
    "nominal": Nominal(code="s", options=(A, B, C)),
    "multiple choice": MultipleChoice(code="s", options=(A, B, NONE), minimum=1, maximum=2),
    "percentage": Percentage(code="s", decimals=1),
    "count": Count(code="s", maximum=10, unit="programs"),
    "number": Number(code="s", minimum=0, unit="USD", options=(UNKNOWN,)),
    "composition": Composition(code="s", parts=(A, B)),
}
EACH = pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
AGAIN = {
    "copied": copy.copy,
    "deeply": copy.deepcopy,
    "pickled": lambda scale: pickle.loads(pickle.dumps(scale)),
}


@EACH
@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_scales_survive_copying_and_pickling(scale, again):
    """A copy is equal, hashes alike and is of the same class."""
    other = again(scale)
    assert other == scale
    assert hash(other) == hash(scale)
    assert type(other) is type(scale)


def test_scales_of_different_kinds_are_not_equal():
    """No two of the scales above are equal, though all have one code."""
    assert len(set(SCALES.values())) == len(SCALES)


@EACH
def test_scales_cannot_change(scale):
    """No field of a scale can be set."""
    with pytest.raises(AttributeError):
        scale.code = "other"


def test_numbers_of_any_kind_declare_the_same_scale():
    """1, 1.0 and numpy's 1.0 declare equal scales with equal text; lists are as good as tuples."""
    several = [Number(code="s", minimum=low, maximum=2) for low in (1, 1.0, np.float64(1.0))]
    assert len(set(several)) == len({repr(scale) for scale in several}) == 1
    assert Ordinal(code="s", options=[A, B]) == Ordinal(code="s", options=(A, B))


def test_answers_and_nonresponses_are_told_apart():
    """Options that stand for a nonresponse are none of the answers, wherever they stand."""
    scale = Ordinal(code="s", options=(UNKNOWN, A, B))
    assert scale.answers == (A, B)
    assert scale.nonresponses == (UNKNOWN,)


@pytest.mark.parametrize(
    ("scale", "limits"),
    [
        (Percentage(code="s"), (0.0, 100.0)),
        (Count(code="s"), (0.0, math.inf)),
        (Count(code="s", minimum=1, maximum=3), (1.0, 3.0)),
        (Number(code="s"), (-math.inf, math.inf)),
        (Number(code="s", minimum=-1, maximum=1.5), (-1.0, 1.5)),
        (Composition(code="s", parts=(A, B)), (0.0, 100.0)),
    ],
    ids=["percentage", "count", "count with ends", "number", "number with ends", "composition"],
)
def test_limits(scale, limits):
    """Measured scales tell their lowest and highest answer; infinite where there is none."""
    assert scale.limits == limits


REFUSED = {
    "a bad code": (
        lambda: Binary(code="Yes-No"),
        Reason.BAD_CODE,
        "$.code: 'code' of Binary: got 'Yes-No', expected a code ([a-z][a-z0-9_]*, at most 64 characters)",
    ),
    "a code too long": (
        lambda: Option("a" * 65, "A"),
        Reason.BAD_CODE,
        "$.code: 'code' of Option: got 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…, expected a code "
        "([a-z][a-z0-9_]*, at most 64 characters)",
    ),
    "a blank label": (
        lambda: Option("a", " "),
        Reason.BAD_VALUE,
        "$.label: 'label' of Option 'a': got ' ', expected text that is not blank (at most 20000 characters)",
    ),
    "half a character": (
        lambda: Option("a", "\ud800"),
        Reason.BAD_VALUE,
        r"$.label: 'label' of Option 'a': got '\ud800', expected text that is not blank (at most 20000 characters)",
    ),
    "an unknown nonresponse": (
        lambda: Option("a", "A", nonresponse="skipped"),
        Reason.BAD_VALUE,
        "$.nonresponse: 'nonresponse' of Option 'a': got 'skipped', expected None or a value of Nonresponse",
    ),
    "a flag that is none": (
        lambda: Option("a", "A", exclusive=1),
        Reason.BAD_VALUE,
        "$.exclusive: 'exclusive' of Option 'a': got 1, expected True or False",
    ),
    "options that are text": (
        lambda: Ordinal(code="s", options="ab"),
        Reason.BAD_VALUE,
        "$.options: 'options' of Ordinal 's': got 'ab', expected a sequence of Option",
    ),
    "options without order": (
        lambda: Ordinal(code="s", options={A}),
        Reason.BAD_VALUE,
        "$.options: 'options' of Ordinal 's': got {Option(code='a', label='A', nonresponse=None, exclusive=Fa…, "
        "expected a sequence of Option",
    ),
    "an option that is none": (
        lambda: Ordinal(code="s", options=(A, "b")),
        Reason.BAD_VALUE,
        "$.options: 'options' of Ordinal 's': got (Option(code='a', label='A', nonresponse=None, exclusive=Fa…, "
        "expected a sequence of Option; entry 1 is 'b'",
    ),
    "an option twice": (
        lambda: Ordinal(code="s", options=(A, B, A)),
        Reason.REPEATED_CODE,
        "$.options[2].code: 'options' of scale 's': 'a' stands twice; give each its own code",
    ),
    "one option": (
        lambda: Ordinal(code="s", options=(A, UNKNOWN)),
        Reason.EMPTY,
        "$.options: 'options' of scale 's': got 1 that are answers, expected 2 to 60000",
    ),
    "three for a binary": (
        lambda: Binary(code="s", options=(A, B, C)),
        Reason.EMPTY,
        "$.options: 'options' of scale 's': got 3 that are answers, expected exactly 2, the lower one first",
    ),
    "an exclusive option to choose one of": (
        lambda: Nominal(code="s", options=(A, NONE)),
        Reason.BAD_VALUE,
        "$.options[1].exclusive: 'options' of scale 's': 'none' is exclusive, which has a meaning in a multiple choice "
        "only",
    ),
    "too many to choose among": (
        lambda: MultipleChoice(code="s", options=[Option(f"o{i}", "O") for i in range(63)]),
        Reason.EMPTY,
        "$.options: 'options' of scale 's': got 63 that are answers, expected 1 to 62",
    ),
    "a minimum above the maximum": (
        lambda: MultipleChoice(code="s", options=(A, B, C), minimum=3, maximum=2),
        Reason.BAD_RANGE,
        "$.maximum: 'maximum' of scale 's': got 3 to 2 selections of 3 options, expected minimum <= maximum <= the "
        "number of options, and a maximum of at least 1",
    ),
    "a minimum that exclusive options do not reach": (
        lambda: MultipleChoice(code="s", options=(A, B, NONE), minimum=3),
        Reason.BAD_RANGE,
        "$.minimum: 'minimum' of scale 's': got 3, expected at most 2: 2 of the options may be chosen together",
    ),
    "no selection at all": (
        lambda: MultipleChoice(code="s", options=(A, B), maximum=0),
        Reason.BAD_RANGE,
        "$.maximum: 'maximum' of scale 's': got 0 to 0 selections of 2 options, expected minimum <= maximum <= the "
        "number of options, and a maximum of at least 1",
    ),
    "a negative minimum": (
        lambda: Count(code="s", minimum=-1),
        Reason.BAD_VALUE,
        "$.minimum: 'minimum' of Count 's': got -1, expected an integer from 0 to 2**53",
    ),
    "a maximum that is no number": (
        lambda: Count(code="s", maximum=True),
        Reason.BAD_VALUE,
        "$.maximum: 'maximum' of Count 's': got True, expected None or an integer from 0 to 2**53",
    ),
    "an answer among numbers": (
        lambda: Percentage(code="s", options=(A,)),
        Reason.BAD_VALUE,
        "$.options[0]: 'options' of scale 's': 'a' is an answer, but answers of this scale are numbers; say which "
        "nonresponse it stands for",
    ),
    "ends that meet": (
        lambda: Number(code="s", minimum=1, maximum=1),
        Reason.BAD_RANGE,
        "$.maximum: 'maximum' of scale 's': got 1.0 to 1.0, expected minimum < maximum",
    ),
    "an end that is infinite": (
        lambda: Number(code="s", maximum=math.inf),
        Reason.BAD_VALUE,
        "$.maximum: 'maximum' of Number 's': got inf, expected None or a finite number",
    ),
    "an end too large for a double": (
        lambda: Number(code="s", maximum=10**400),
        Reason.BAD_VALUE,
        "$.maximum: 'maximum' of Number 's': got 10000000000000000000000000000000000000000000000000000000000…, "
        "expected None or a finite number",
    ),
    "a single part": (
        lambda: Composition(code="s", parts=(A,)),
        Reason.EMPTY,
        "$.parts: 'parts' of scale 's': got 1, expected at least 2",
    ),
    "a part twice": (
        lambda: Composition(code="s", parts=(A, A)),
        Reason.REPEATED_CODE,
        "$.parts[1].code: 'parts' of scale 's': 'a' stands twice; give each its own code",
    ),
    "a part that is no answer": (
        lambda: Composition(code="s", parts=(A, UNKNOWN)),
        Reason.BAD_VALUE,
        "$.parts[1]: 'parts' of scale 's': 'dont_know' is exclusive or stands for a nonresponse, which a part cannot; "
        "nonresponses stand among the options",
    ),
    "a tolerance too large": (
        lambda: Composition(code="s", parts=(A, B), tolerance=100),
        Reason.BAD_RANGE,
        "$.tolerance: 'tolerance' of scale 's': got 100.0, expected 0 or more, below 100",
    ),
}


@pytest.mark.parametrize(("declare", "reason", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_scale_is_refused(declare, reason, message):
    """The reason and the whole message of everything that a scale refuses."""
    with pytest.raises(DeclarationError) as caught:
        declare()
    assert [finding.reason for finding in caught.value.findings] == [reason]
    assert str(caught.value) == f"the declaration cannot be used: {message}"


def test_everything_that_is_wrong_is_told_at_once():
    """All bad fields come in one error; relations between fields are looked at when the fields are good."""
    with pytest.raises(DeclarationError) as caught:
        Number(code="", minimum="low", maximum=None, unit=3, decimals=-1)
    assert [finding.path for finding in caught.value.findings] == [
        "$.code",
        "$.minimum",
        "$.unit",
        "$.decimals",
    ]
    with pytest.raises(DeclarationError) as caught:
        MultipleChoice(code="s", options=(A, A), minimum=5)
    assert [finding.path for finding in caught.value.findings] == ["$.options[1].code", "$.maximum"]


class Hostile:
    """Something that cannot even be shown."""

    def __repr__(self):
        """Fail."""
        raise RuntimeError


def test_a_value_that_cannot_be_shown_is_named_by_its_class():
    """A stranger's failing repr does not replace the message."""
    with pytest.raises(
        DeclarationError, match=r"^.*: got <Hostile>, expected text \(at most 20000 characters\)$"
    ):
        Binary(code="s", label=Hostile())

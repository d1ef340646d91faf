"""A gate that can open is not refused, whatever the scale that it speaks of."""

import pytest

from smmi.errors import DeclarationError, Reason
from smmi.instrument import (
    AllConditions,
    Answered,
    Area,
    Binary,
    Count,
    Domain,
    Equals,
    Includes,
    Indicator,
    Instrument,
    MultipleChoice,
    NotCondition,
    Number,
    Option,
)

MANY = MultipleChoice(code="many", options=[Option(f"o{i}", f"Option {i}") for i in range(14)], minimum=2)


def declare(scale, gate):
    """An instrument whose second indicator is gated by the first."""
    first = Indicator(code="first", prompt="First?", scale=scale)
    second = Indicator(code="second", prompt="Second?", scale=Binary(code="yes_no"), gate=gate)
    area = Area(code="area", label="Area", indicators=[first, second])
    return Instrument(
        code="two", edition="1", title="Two", domains=[Domain(code="domain", label="Domain", areas=[area])]
    )


@pytest.mark.parametrize(
    ("scale", "gate"),
    [
        (Number(code="number"), Answered("first")),
        (Number(code="number", minimum=3), Answered("first")),
        (Count(code="count"), NotCondition(Equals("first", 0))),
        (Binary(code="yes_no"), NotCondition(Answered("first"))),
        (MANY, Answered("first")),
        (MANY, AllConditions((Includes("first", "o1"), Includes("first", "o2")))),
    ],
)
def test_a_gate_that_can_open_is_admitted(scale, gate):
    """Numbers without limits, blanks, and selections among many options can open a gate."""
    assert declare(scale, gate)["second"].gate == gate


def test_a_gate_that_can_never_open_is_refused():
    """No answer is both yes and no."""
    with pytest.raises(DeclarationError) as error:
        declare(Binary(code="yes_no"), AllConditions((Equals("first", "yes"), Equals("first", "no"))))
    assert [finding.reason for finding in error.value.findings] == [Reason.GATE_NEVER_OPENS]

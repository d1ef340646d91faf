"""Every mapping by code that benchmarking returns tells an unknown code, and what is near."""

import pytest

from smmi.benchmark import (
    Norms,
    adjusted_differences,
    compare_groups,
    compare_with_group,
    cronbach_alpha,
    response_rates,
)
from smmi.errors import UnknownCodeError
from tests.benchmark.two_groups import scored

SCORES = scored({"x": range(24), "y": range(24)}, group=["a", "b"] * 12)
UNIT = str(SCORES.units[0])
NORMS = Norms.fit(SCORES, by=("group",))
PLACEMENT = NORMS.place(SCORES.of(UNIT))
BETWEEN = {"by": "group", "groups": ("a", "b")}
NONE = "no score has the code 'overal' (4 known). Did you mean 'overall'?"
NOT_COMPARED = "no score that was compared has the code 'overall' (2 known: 'x', 'y')."


@pytest.mark.parametrize(
    ("mapping", "code", "message"),
    [
        (compare_groups(SCORES, **BETWEEN).differences, "overall", NOT_COMPARED),
        (compare_groups(SCORES, **BETWEEN), "overall", NOT_COMPARED),
        (adjusted_differences(SCORES, **BETWEEN).differences, "overall", NOT_COMPARED),
        (adjusted_differences(SCORES, **BETWEEN), "overall", NOT_COMPARED),
        (compare_with_group(SCORES.of(UNIT), NORMS).points, "overal", NONE),
        (compare_with_group(SCORES.of(UNIT), NORMS), "overal", NONE),
        (PLACEMENT.standings, "overal", NONE),
        (PLACEMENT, "overal", NONE),
        (PLACEMENT["x"], "b", "the unit is in no group called 'b' (2 known: 'all', 'a')."),
        (NORMS.tables[NORMS.groups[0]], "overal", NONE),
        (NORMS.members, "U99", "no member of the norms is called 'U99' (24 known)."),
        (cronbach_alpha(SCORES), "overal", NONE),
        (
            response_rates(SCORES.answers, by="group", invited={"a": 12, "b": 20}),
            "c",
            "no stratum is called 'c' (2 known: 'a', 'b').",
        ),
    ],
)
def test_an_unknown_code_is_told(mapping, code, message):
    """The error is an `UnknownCodeError` that says what was sought, and among what; the whole message."""
    with pytest.raises(UnknownCodeError) as caught:
        mapping[code]
    assert str(caught.value) == message

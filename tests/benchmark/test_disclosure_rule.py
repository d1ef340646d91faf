"""The rule of disclosure control."""

import pytest

from smmi.benchmark import DisclosureRule
from smmi.benchmark.disclosure import Intruder, SuppressionCost
from smmi.errors import ArgumentError


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("minimum_cell", 1, "an integer of at least 2"),
        ("minimum_cell", True, "an integer of at least 2"),
        ("minimum_quartiles", 3, "an integer of at least 4"),
        ("intruder", "public", "an Intruder"),
        ("cost", "units", "a SuppressionCost"),
        ("protection_width", 100.0, "a number from 0, below 100"),
        ("protection_width", float("nan"), "a number from 0, below 100"),
        ("p_percent", 0.0, "None or a number above 0, up to 100"),
        ("coalitions", 3, "1 or 2"),
        ("quartile_base", 0.0, "None or a number above 0, up to 50"),
        ("rounding_base", -1.0, "None or a number above 0, up to 50"),
        (
            "dominance",
            (2, 101.0),
            "None or a pair such as (2, 85.0): how many scores, and percent of the total",
        ),
        ("dominance", 85.0, "None or a pair such as (2, 85.0): how many scores, and percent of the total"),
    ],
)
def test_a_value_out_of_its_range_is_refused(field, value, expected):
    """The message names the field, what was given and what can be."""
    with pytest.raises(ArgumentError) as caught:
        DisclosureRule(**{field: value})
    assert str(caught.value) == f"{field!r}: got {value!r}, expected {expected}"


def test_the_minimum_counts_what_is_left_after_a_participant_subtracts_itself():
    """One unit more is needed against participants."""
    assert [DisclosureRule(intruder=who).least_units for who in (Intruder.PUBLIC, Intruder.PARTICIPANT)] == [
        5,
        6,
    ]


def test_a_rule_describes_its_parts():
    """Each part that is in force has a sentence, and no other."""
    assert [name for name, _ in DisclosureRule().describe()] == [
        "Minimum cell",
        "Protection width",
        "p % rule",
        "Rounding of quartiles",
    ]
    bare = DisclosureRule(protection_width=0, p_percent=None, intruder=Intruder.PUBLIC)
    ((_, text),) = bare.describe()
    assert text == (
        "No sum over fewer than 5 units can be derived by anybody; aggregates are published from 5 units on, their "
        "quartiles from 20 on."
    )
    every = DisclosureRule(dominance=(2, 85.0), rounding_base=0.5, cost=SuppressionCost.CELLS).describe()
    assert [text for name, text in every if name in {"Dominance", "Rounding"}] == [
        "No total can be derived of which the 2 largest scores make more than 85 percent.",
        "Means are rounded to multiples of 0.5 points.",
    ]


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ({}, 10.0),
        ({"protection_width": 5.0}, 5.0),
        ({"rounding_base": 20.0}, 20.0),
        ({"protection_width": 0.0}, None),
        ({"protection_width": 80.0}, 50.0),
        ({"quartile_base": None}, None),
        ({"quartile_base": 2.5}, 2.5),
    ],
)
def test_quartiles_are_rounded_as_widely_as_scores_are_protected_unless_the_rule_says_otherwise(given, base):
    """Exact quartiles are published only where that is said, or nothing is protected."""
    assert DisclosureRule(**given).quartile_base == base


def test_two_that_pool_take_two_units_away():
    """The least number of units counts what each intruder knows."""
    assert [DisclosureRule(coalitions=many).least_units for many in (1, 2)] == [6, 7]
    assert "two participants" in DisclosureRule(coalitions=2).describe()[0][1]

"""The tables of tags."""

from typing import get_args

import pytest

import smmi.scoring
from smmi.instrument import Binary, Condition, Scale
from smmi.instrument.crosswalk_entries import AnswerMap, CrosswalkEntry
from smmi.scoring import AggregationRule, ItemRule, MinimumCoverage
from smmi.serialization.fields._tags import (
    AGGREGATION_RULES,
    ANSWER_MAPS,
    CONDITIONS,
    ENTRIES,
    ITEM_RULES,
    POLICIES,
    SCALES,
    TABLES,
    tag_table,
)


def public(method):
    """The public rules of scoring that have a method."""
    values = (getattr(smmi.scoring, name) for name in smmi.scoring.__all__)
    classes = (
        value for value in values if isinstance(value, type) and not getattr(value, "_is_protocol", False)
    )
    return {cls for cls in classes if callable(getattr(cls, method, None))}


def test_every_member_of_a_union_has_a_tag():
    """No scale, condition, entry of a crosswalk or map of answers is without a tag."""
    assert set(SCALES.values()) == set(get_args(Scale))
    assert set(CONDITIONS.values()) == set(get_args(Condition))
    assert set(ENTRIES.values()) == set(get_args(CrosswalkEntry))
    assert set(ANSWER_MAPS.values()) == set(get_args(AnswerMap))


def test_every_public_rule_has_a_tag():
    """No public rule of scoring is without a tag."""
    assert public("points") <= set(ITEM_RULES.values())
    assert public("aggregate") <= set(AGGREGATION_RULES.values())


def test_no_tag_stands_for_two_classes():
    """A tag stands for one class over all tables, and a class has one tag."""
    tags = [tag for table in TABLES.values() for tag in table]
    classes = [cls for table in TABLES.values() for cls in table.values()]
    assert len(set(tags)) == len(tags)
    assert len(set(classes)) == len(classes)


@pytest.mark.parametrize(
    ("annotation", "choices"),
    [
        (ItemRule, ITEM_RULES),
        (AggregationRule, AGGREGATION_RULES),
        (MinimumCoverage, POLICIES),
        (Condition | None, CONDITIONS),
        (Binary, {"binary": Binary}),
        (str, None),
        (Binary | str, None),
        (list[Binary], None),
    ],
    ids=str,
)
def test_the_choices_of_an_annotation(annotation, choices):
    """A port, a class with a tag and a union of such classes have choices, nothing else has."""
    found = tag_table().choices(annotation)
    assert found == choices

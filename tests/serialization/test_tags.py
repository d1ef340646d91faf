"""The tables of tags."""

from typing import get_args

import pytest

import smmi.scoring
from smmi.instrument import Binary, Condition, Scale
from smmi.instrument.crosswalk_entries import AnswerMap, CrosswalkEntry
from smmi.scoring import AggregationRule, ItemRule, MinimumCoverage
from smmi.scoring.rules import AGGREGATION_RULES, ITEM_RULES
from smmi.serialization.fields._tags import TABLES, tag_table

CONDITIONS = {tag: cls for table in TABLES for tag, cls in table.items() if cls in get_args(Condition)}
TAGS = """
binary ordinal nominal multiple-choice percentage count number composition
equal-steps option-points linear cut-points selected-share saturating-count reference-shares reversed
weighted-mean geometric-mean harmonic-mean power-mean median weakest-link
points-over-attainable must-have maturity-levels
equals one-of includes at-least answered not all any
same rescaled reworked split merged retired new
option-map linear-map band-map
from above minimum-coverage weighting
choice-column number-column selection-column selection-columns share-column share-columns absent
unit-column numbered-rows
"""


def public(method):
    """The public rules of scoring that have a method."""
    values = (getattr(smmi.scoring, name) for name in smmi.scoring.__all__)
    classes = (
        value for value in values if isinstance(value, type) and not getattr(value, "_is_protocol", False)
    )
    return {cls for cls in classes if callable(getattr(cls, method, None))}


def test_a_tag_is_never_changed():
    """Documents speak of these classes by these tags, whatever the classes are called."""
    assert [tag for table in TABLES for tag in table] == TAGS.split()


def test_every_member_of_a_union_has_a_tag():
    """No scale, condition, entry of a crosswalk or map of answers is without a tag."""
    tagged = {cls for table in TABLES for cls in table.values()}
    assert tagged > {*get_args(Scale), *get_args(Condition), *get_args(CrosswalkEntry), *get_args(AnswerMap)}


def test_every_public_rule_has_a_tag():
    """No public rule of scoring is without a tag."""
    assert public("points") <= set(ITEM_RULES.values())
    assert public("aggregate") <= set(AGGREGATION_RULES.values())


def test_no_tag_stands_for_two_classes():
    """A tag stands for one class over all tables, and a class has one tag."""
    tags = [tag for table in TABLES for tag in table]
    classes = [cls for table in TABLES for cls in table.values()]
    assert len(set(tags)) == len(tags)
    assert len(set(classes)) == len(classes)


@pytest.mark.parametrize(
    ("annotation", "choices"),
    [
        (ItemRule, ITEM_RULES),
        (AggregationRule, AGGREGATION_RULES),
        (MinimumCoverage, {"minimum-coverage": MinimumCoverage}),
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

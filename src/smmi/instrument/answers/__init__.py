"""Answers of many units: read from records, columns or text, coded, routed, and checked."""

from smmi.instrument.answers._administration import Administration, AdministrationKind
from smmi.instrument.answers._answers import Answers
from smmi.instrument.answers._applied_routing import SetAside
from smmi.instrument.answers._before_routing import as_given as as_given
from smmi.instrument.answers._columns import AttributeColumn, Column
from smmi.instrument.answers._edit_checks import check_answers
from smmi.instrument.answers._gating import (
    TRUE as TRUE,
    UNKNOWN as UNKNOWN,
    Leaf as Leaf,
    Verdicts as Verdicts,
    asked as asked,
    attribute_verdicts as attribute_verdicts,
    empty_values as empty_values,
    holds as holds,
    leaf_verdicts as leaf_verdicts,
    leaves as leaves,
    needed_characteristics as needed_characteristics,
    route as route,
    routed_column as routed_column,
    verdicts as verdicts,
)

__all__ = [
    "Administration",
    "AdministrationKind",
    "Answers",
    "AttributeColumn",
    "Column",
    "SetAside",
    "check_answers",
]

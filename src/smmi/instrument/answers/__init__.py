"""Answers of many units: read from records, columns or text, coded, routed, and checked."""

from smmi.instrument.answers._administration import Administration, AdministrationKind
from smmi.instrument.answers._answers import (
    Answers,
    answers_of_blocks as answers_of_blocks,
    routed_answers as routed_answers,
)
from smmi.instrument.answers._applied_routing import (
    SetAside,
    attribute_verdicts as attribute_verdicts,
    holds as holds,
    leaf_verdicts as leaf_verdicts,
    needed_characteristics as needed_characteristics,
    route as route,
    routed_column as routed_column,
)
from smmi.instrument.answers._before_routing import GivenColumn as GivenColumn, as_given as as_given
from smmi.instrument.answers._columns import (
    AttributeColumn,
    Column,
    empty_values as empty_values,
    encode_attribute as encode_attribute,
    encode_column as encode_column,
)
from smmi.instrument.answers._edit_checks import check_answers
from smmi.instrument.answers._entry_columns import EntryColumn
from smmi.instrument.answers._not_put import not_put as not_put
from smmi.instrument.answers._records import (
    check_names as check_names,
    require_instrument as require_instrument,
)
from smmi.instrument.answers._text_records import TextColumn as TextColumn
from smmi.instrument.routing._conditions import Leaf as Leaf, asked as asked, leaves as leaves
from smmi.instrument.routing._gates import (
    TRUE as TRUE,
    UNKNOWN as UNKNOWN,
    Verdicts as Verdicts,
    verdicts as verdicts,
)

__all__ = [
    "Administration",
    "AdministrationKind",
    "Answers",
    "AttributeColumn",
    "Column",
    "EntryColumn",
    "SetAside",
    "check_answers",
]

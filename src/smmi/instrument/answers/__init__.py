"""Answers of many units: read from records, columns or text, coded, routed, and checked."""

from smmi.instrument.answers._administration import Administration, AdministrationKind
from smmi.instrument.answers._answers import Answers
from smmi.instrument.answers._applied_routing import SetAside
from smmi.instrument.answers._before_routing import as_given as as_given
from smmi.instrument.answers._columns import AttributeColumn, Column
from smmi.instrument.answers._edit_checks import check_answers
from smmi.instrument.answers._gating import (
    TRUE as TRUE,
)
from smmi.instrument.answers._gating import (
    UNKNOWN as UNKNOWN,
)
from smmi.instrument.answers._gating import (
    Leaf as Leaf,
)
from smmi.instrument.answers._gating import (
    Verdicts as Verdicts,
)
from smmi.instrument.answers._gating import (
    asked as asked,
)
from smmi.instrument.answers._gating import (
    attribute_verdicts as attribute_verdicts,
)
from smmi.instrument.answers._gating import (
    empty_values as empty_values,
)
from smmi.instrument.answers._gating import (
    holds as holds,
)
from smmi.instrument.answers._gating import (
    leaf_verdicts as leaf_verdicts,
)
from smmi.instrument.answers._gating import (
    leaves as leaves,
)
from smmi.instrument.answers._gating import (
    needed_characteristics as needed_characteristics,
)
from smmi.instrument.answers._gating import (
    route as route,
)
from smmi.instrument.answers._gating import (
    routed_column as routed_column,
)
from smmi.instrument.answers._gating import (
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

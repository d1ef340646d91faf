"""Routing: characteristics of units, the conditions of gates, and whether a gate can open at all."""

from smmi.instrument.routing._characteristics import Characteristic
from smmi.instrument.routing._conditions import (
    CONDITIONS as CONDITIONS,
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Condition,
    Equals,
    Includes,
    Leaf as Leaf,
    NotCondition,
    OneOf,
    asked as asked,
    leaves as leaves,
)
from smmi.instrument.routing._conditions_in_words import in_words as in_words
from smmi.instrument.routing._gate_checks import Gated as Gated, gate_findings as gate_findings
from smmi.instrument.routing._gates import (
    FALSE as FALSE,
    TRUE as TRUE,
    UNKNOWN as UNKNOWN,
    VOID as VOID,
    Verdicts as Verdicts,
    column_verdicts as column_verdicts,
    verdicts as verdicts,
)

__all__ = [
    "AllConditions",
    "Answered",
    "AnyCondition",
    "AtLeast",
    "Characteristic",
    "Condition",
    "Equals",
    "Includes",
    "NotCondition",
    "OneOf",
]

"""Routing: characteristics of units, the conditions of gates, and whether a gate can open at all."""

from smmi.instrument.routing._characteristics import Characteristic
from smmi.instrument.routing._conditions import (
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Condition,
    Equals,
    Includes,
    NotCondition,
    OneOf,
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

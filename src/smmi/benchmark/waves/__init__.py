"""Waves: what changed from one administration to the next, and whether it is more than error."""

from smmi.benchmark.waves._change_rule import ChangeForm, ChangeRule, Margin
from smmi.benchmark.waves._reliable_change import (
    ChangeVerdict,
    NoReliableChange,
    ReliableChange,
    reliable_change,
)
from smmi.benchmark.waves._two_waves import TwoWaves, change

__all__ = [
    "ChangeForm",
    "ChangeRule",
    "ChangeVerdict",
    "Margin",
    "NoReliableChange",
    "ReliableChange",
    "TwoWaves",
    "change",
    "reliable_change",
]

"""Comparability of two editions: what changed in each node, and the verdict on whether its scores compare."""

from smmi.instrument.comparability._changes import ChangeKind, EditionChange
from smmi.instrument.comparability._verdicts import (
    Comparability,
    Ground,
    GroundKind,
    NodeDiff,
    NodeLevel,
    VersionStep,
    comparable_codes as comparable_codes,
)
from smmi.instrument.comparability._whole_diff import compared as compared

__all__ = [
    "ChangeKind",
    "Comparability",
    "EditionChange",
    "Ground",
    "GroundKind",
    "NodeDiff",
    "NodeLevel",
    "VersionStep",
]

"""Comparability of two editions: what changed in each node, and the verdict on whether its scores compare."""

from smmi.instrument.comparability._changes import (
    NONRESPONSES as NONRESPONSES,
    ChangeKind,
    EditionChange,
    question_changes as question_changes,
    scale_changes as scale_changes,
)
from smmi.instrument.comparability._verdicts import (
    Comparability,
    Ground,
    GroundKind,
    NodeDiff,
    NodeLevel,
    VersionStep,
    comparable_codes as comparable_codes,
    level_of as level_of,
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

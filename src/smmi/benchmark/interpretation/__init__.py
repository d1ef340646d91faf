"""Interpretation of a unit's placement: reference points of its group, highlights, and ties."""

from smmi.benchmark.interpretation._group_reference import GroupReference, ReferencePoints, compare_with_group
from smmi.benchmark.interpretation._highlights import HighlightRule, Highlights, highlights
from smmi.benchmark.interpretation._ties import NoTies, StatisticalTies, statistical_ties

__all__ = [
    "GroupReference",
    "HighlightRule",
    "Highlights",
    "NoTies",
    "ReferencePoints",
    "StatisticalTies",
    "compare_with_group",
    "highlights",
    "statistical_ties",
]

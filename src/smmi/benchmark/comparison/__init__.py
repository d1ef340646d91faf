"""Comparison of groups: differences, effect sizes, tests with corrections, and adjusted differences."""

from smmi.benchmark.comparison._adjusted_differences import (
    AdjustedComparison,
    AdjustedDifference,
    adjusted_differences,
)
from smmi.benchmark.comparison._difference_rule import DifferenceMark, DifferenceRule
from smmi.benchmark.comparison._effect_sizes import EffectMeasure, EffectSize, NoDifference
from smmi.benchmark.comparison._group_comparison import (
    Difference,
    GroupComparison,
    GroupSummary,
    compare_groups,
)
from smmi.benchmark.comparison._group_tests import GroupTest, PValueMethod, Significance
from smmi.benchmark.comparison._p_values import Correction, adjust_p_values
from smmi.benchmark.comparison._two_groups import ComparedScores

__all__ = [
    "AdjustedComparison",
    "AdjustedDifference",
    "ComparedScores",
    "Correction",
    "Difference",
    "DifferenceMark",
    "DifferenceRule",
    "EffectMeasure",
    "EffectSize",
    "GroupComparison",
    "GroupSummary",
    "GroupTest",
    "NoDifference",
    "PValueMethod",
    "Significance",
    "adjust_p_values",
    "adjusted_differences",
    "compare_groups",
]

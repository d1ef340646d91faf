"""The table of built-in rules: documents, strategies and tests read it, so a new rule is one line here.

A rule stands under its tag, the name by which a document speaks of its class. A tag is never changed and never given
twice. A rule says itself in a report's words by its method `in_words`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from smmi.scoring.rules._conditional_rules import MaturityLevels, MustHave, PointsOverAttainable
from smmi.scoring.rules._item_rule import Reversed
from smmi.scoring.rules._means import (
    GeometricMean,
    HarmonicMean,
    Median,
    PowerMean,
    WeakestLink,
    WeightedMean,
)
from smmi.scoring.rules._number_rules import CutPoints, Linear, ReferenceShares, SaturatingCount
from smmi.scoring.rules._option_rules import EqualSteps, OptionPoints, SelectedShare

ITEM_RULES: Final[Mapping[str, type]] = MappingProxyType(
    {
        "equal-steps": EqualSteps,
        "option-points": OptionPoints,
        "linear": Linear,
        "cut-points": CutPoints,
        "selected-share": SelectedShare,
        "saturating-count": SaturatingCount,
        "reference-shares": ReferenceShares,
        "reversed": Reversed,
    }
)
"""Every built-in item rule by its tag."""

AGGREGATION_RULES: Final[Mapping[str, type]] = MappingProxyType(
    {
        "weighted-mean": WeightedMean,
        "geometric-mean": GeometricMean,
        "harmonic-mean": HarmonicMean,
        "power-mean": PowerMean,
        "median": Median,
        "weakest-link": WeakestLink,
        "points-over-attainable": PointsOverAttainable,
        "must-have": MustHave,
        "maturity-levels": MaturityLevels,
    }
)
"""Every built-in aggregation rule by its tag."""

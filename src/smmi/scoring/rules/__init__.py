"""Scoring rules: item rules, aggregation rules, bands, and missing-data policies."""

from smmi.scoring.rules._absence import Absence
from smmi.scoring.rules._aggregation_rule import AggregationRule
from smmi.scoring.rules._bands import BandLevel, Bands
from smmi.scoring.rules._conditional_rules import MaturityLevels, MustHave, PointsOverAttainable
from smmi.scoring.rules._item_rule import ItemRule, Polarity, Reversed
from smmi.scoring.rules._kernels import weigh as weigh
from smmi.scoring.rules._means import (
    GeometricMean,
    HarmonicMean,
    Median,
    PowerMean,
    WeakestLink,
    WeightedMean,
)
from smmi.scoring.rules._missing_data import CoverageBasis, MinimumCoverage, NoAnswer
from smmi.scoring.rules._number_rules import Clipping, CutPoints, Linear, ReferenceShares, SaturatingCount
from smmi.scoring.rules._option_rules import EqualSteps, OptionPoints, SelectedShare
from smmi.scoring.rules._rule_problems import (
    TRAITS as TRAITS,
)
from smmi.scoring.rules._rule_problems import (
    children_problem as children_problem,
)
from smmi.scoring.rules._rule_problems import (
    immutable_problem as immutable_problem,
)
from smmi.scoring.rules._rule_problems import (
    kinds_problem as kinds_problem,
)
from smmi.scoring.rules._rule_problems import (
    misfit_problem as misfit_problem,
)
from smmi.scoring.rules._rule_problems import (
    scale_problem as scale_problem,
)
from smmi.scoring.rules._rule_problems import (
    trait_problem as trait_problem,
)

__all__ = [
    "Absence",
    "AggregationRule",
    "BandLevel",
    "Bands",
    "Clipping",
    "CoverageBasis",
    "CutPoints",
    "EqualSteps",
    "GeometricMean",
    "HarmonicMean",
    "ItemRule",
    "Linear",
    "MaturityLevels",
    "Median",
    "MinimumCoverage",
    "MustHave",
    "NoAnswer",
    "OptionPoints",
    "PointsOverAttainable",
    "Polarity",
    "PowerMean",
    "ReferenceShares",
    "Reversed",
    "SaturatingCount",
    "SelectedShare",
    "WeakestLink",
    "WeightedMean",
]

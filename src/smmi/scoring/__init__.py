"""Scoring: item rules, aggregation rules, missing-data policies, and the scheme that binds them to an instrument."""

from smmi.scoring._absence import Absence
from smmi.scoring._aggregation import AggregationRule
from smmi.scoring._bands import Bands, Level
from smmi.scoring._conditional_rules import MaturityLevels, MustHave, PointsOverAttainable
from smmi.scoring._data_weights import entropy_weights, principal_component_weights
from smmi.scoring._imputation import impute
from smmi.scoring._imputed import Imputed, ImputedScore
from smmi.scoring._item_rules import ItemRule, Polarity, Reversed
from smmi.scoring._means import GeometricMean, HarmonicMean, Median, PowerMean, WeakestLink, WeightedMean
from smmi.scoring._missing import CoverageBasis, MinimumCoverage, NoAnswer
from smmi.scoring._number_rules import Clipping, CutPoints, Linear, ReferenceShares, SaturatingCount
from smmi.scoring._option_rules import EqualSteps, OptionPoints, SelectedShare
from smmi.scoring._paired_comparisons import GhostItem, PairedComparisons, paired_comparisons
from smmi.scoring._profile import NodeScore, ScoreProfile
from smmi.scoring._receipt import Fingerprinted, Part, Receipt, Verification, receipt, verify
from smmi.scoring._scheme import ScoringScheme, default_rule
from smmi.scoring._scheme_diff import SchemeChange, SchemePart, diff_schemes
from smmi.scoring._scorer import Scorer, score
from smmi.scoring._scores import Scores, ScoreTable
from smmi.scoring._trace import Trace
from smmi.scoring._weighting import Weighting, WeightOrigin

__all__ = [
    "Absence",
    "AggregationRule",
    "Bands",
    "Clipping",
    "CoverageBasis",
    "CutPoints",
    "EqualSteps",
    "Fingerprinted",
    "GeometricMean",
    "GhostItem",
    "HarmonicMean",
    "Imputed",
    "ImputedScore",
    "ItemRule",
    "Level",
    "Linear",
    "MaturityLevels",
    "Median",
    "MinimumCoverage",
    "MustHave",
    "NoAnswer",
    "NodeScore",
    "OptionPoints",
    "PairedComparisons",
    "Part",
    "PointsOverAttainable",
    "Polarity",
    "PowerMean",
    "Receipt",
    "ReferenceShares",
    "Reversed",
    "SaturatingCount",
    "SchemeChange",
    "SchemePart",
    "ScoreProfile",
    "ScoreTable",
    "Scorer",
    "Scores",
    "ScoringScheme",
    "SelectedShare",
    "Trace",
    "Verification",
    "WeakestLink",
    "WeightOrigin",
    "WeightedMean",
    "Weighting",
    "default_rule",
    "diff_schemes",
    "entropy_weights",
    "impute",
    "paired_comparisons",
    "principal_component_weights",
    "receipt",
    "score",
    "verify",
]

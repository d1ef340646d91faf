"""Benchmarking: norms, and where a unit stands among its peers and the nation."""

from smmi.benchmark._adjusted_differences import AdjustedComparison, AdjustedDifference, adjusted_differences
from smmi.benchmark._aggregates import (
    Aggregates,
    Cell,
    CellKey,
    CellState,
    CodeRelation,
    Suppression,
    aggregates,
)
from smmi.benchmark._attacks import Leak, LeakKind
from smmi.benchmark._conventions import (
    Conventions,
    IntervalMethod,
    QuantileRule,
    Quartile,
    SelfInclusion,
    TieRule,
)
from smmi.benchmark._difference_rule import DifferenceMark, DifferenceRule
from smmi.benchmark._disclosure_audit import DisclosureAudit, audit
from smmi.benchmark._disclosure_rule import DisclosureRule, Intruder, SuppressionCost
from smmi.benchmark._effect_sizes import EffectMeasure, EffectSize, NoDifference
from smmi.benchmark._gower import GowerKind, GowerVariable, gower_distances
from smmi.benchmark._group_comparison import Difference, GroupComparison, GroupSummary, compare_groups
from smmi.benchmark._group_reference import GroupReference, ReferencePoints, compare_with_group
from smmi.benchmark._group_tests import GroupTest, PValueMethod, Significance
from smmi.benchmark._groups import Group
from smmi.benchmark._highlights import HighlightRule, Highlights, highlights
from smmi.benchmark._nearest_peers import BoundaryTies, NearestPeers, nearest_peers
from smmi.benchmark._norms import Norms
from smmi.benchmark._norms_source import NormsSource
from smmi.benchmark._p_values import Correction, adjust_p_values
from smmi.benchmark._peer_ladder import PeerLadder, PeerReceipt, Peers, StepOutcome, StepReceipt
from smmi.benchmark._peers import NoPeers, PeerGroup
from smmi.benchmark._placement import NoStanding, Placement, Standing
from smmi.benchmark._quantile_interval import (
    NoQuantileInterval,
    QuantileInterval,
    QuantileMethod,
    quantile_interval,
)
from smmi.benchmark._reliability import NoReliability, Reliability, cronbach_alpha
from smmi.benchmark._response_rates import ResponseRate, response_rates
from smmi.benchmark._suppression import suppress
from smmi.benchmark._survey_design import SurveyDesign
from smmi.benchmark._survey_estimates import survey_mean, survey_proportion, survey_quantile, survey_total
from smmi.benchmark._survey_sample import NoVariance, SurveyEstimate, VarianceMethod
from smmi.benchmark._survey_weights import MarginCell, SurveyWeights, TrimRule, WeightingMethod
from smmi.benchmark._table import NormTable
from smmi.benchmark._ties import NoTies, StatisticalTies, statistical_ties
from smmi.benchmark._weighting import post_stratify, rake, trim_weights

__all__ = [
    "AdjustedComparison",
    "AdjustedDifference",
    "Aggregates",
    "BoundaryTies",
    "Cell",
    "CellKey",
    "CellState",
    "CodeRelation",
    "Conventions",
    "Correction",
    "Difference",
    "DifferenceMark",
    "DifferenceRule",
    "DisclosureAudit",
    "DisclosureRule",
    "EffectMeasure",
    "EffectSize",
    "GowerKind",
    "GowerVariable",
    "Group",
    "GroupComparison",
    "GroupReference",
    "GroupSummary",
    "GroupTest",
    "HighlightRule",
    "Highlights",
    "IntervalMethod",
    "Intruder",
    "Leak",
    "LeakKind",
    "MarginCell",
    "NearestPeers",
    "NoDifference",
    "NoPeers",
    "NoQuantileInterval",
    "NoReliability",
    "NoStanding",
    "NoTies",
    "NoVariance",
    "NormTable",
    "Norms",
    "NormsSource",
    "PValueMethod",
    "PeerGroup",
    "PeerLadder",
    "PeerReceipt",
    "Peers",
    "Placement",
    "QuantileInterval",
    "QuantileMethod",
    "QuantileRule",
    "Quartile",
    "ReferencePoints",
    "Reliability",
    "ResponseRate",
    "SelfInclusion",
    "Significance",
    "Standing",
    "StatisticalTies",
    "StepOutcome",
    "StepReceipt",
    "Suppression",
    "SuppressionCost",
    "SurveyDesign",
    "SurveyEstimate",
    "SurveyWeights",
    "TieRule",
    "TrimRule",
    "VarianceMethod",
    "WeightingMethod",
    "adjust_p_values",
    "adjusted_differences",
    "aggregates",
    "audit",
    "compare_groups",
    "compare_with_group",
    "cronbach_alpha",
    "gower_distances",
    "highlights",
    "nearest_peers",
    "post_stratify",
    "quantile_interval",
    "rake",
    "response_rates",
    "statistical_ties",
    "suppress",
    "survey_mean",
    "survey_proportion",
    "survey_quantile",
    "survey_total",
    "trim_weights",
]

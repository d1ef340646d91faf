"""Benchmarking: norms, and where a unit stands among its peers and the nation."""

from smmi.benchmark import (
    agreement as agreement,
    comparison as comparison,
    disclosure as disclosure,
    interpretation as interpretation,
    norms as norms,
    peers as peers,
    published as published,
    survey as survey,
)
from smmi.benchmark.agreement import NodeReliability, reliability
from smmi.benchmark.comparison import adjusted_differences, compare_groups
from smmi.benchmark.disclosure import DisclosureRule, Ledger, ReportRule, aggregates, audit, suppress
from smmi.benchmark.interpretation import HighlightRule, compare_with_group, highlights, statistical_ties
from smmi.benchmark.norms import (
    Conventions,
    Group,
    IntervalMethod,
    Norms,
    NoStanding,
    Placement,
    Placements,
    QuantileRule,
    Quartile,
    Reliability,
    SelfInclusion,
    Standing,
    TieRule,
    cronbach_alpha,
    quantile_interval,
)
from smmi.benchmark.peers import PeerGroup, PeerLadder, nearest_peers
from smmi.benchmark.published import PublishedNorms
from smmi.benchmark.survey import (
    SurveyDesign,
    post_stratify,
    rake,
    response_rates,
    survey_mean,
    survey_proportion,
    survey_quantile,
    survey_total,
)

__all__ = [
    "Conventions",
    "DisclosureRule",
    "Group",
    "HighlightRule",
    "IntervalMethod",
    "Ledger",
    "NoStanding",
    "NodeReliability",
    "Norms",
    "PeerGroup",
    "PeerLadder",
    "Placement",
    "Placements",
    "PublishedNorms",
    "QuantileRule",
    "Quartile",
    "Reliability",
    "ReportRule",
    "SelfInclusion",
    "Standing",
    "SurveyDesign",
    "TieRule",
    "adjusted_differences",
    "aggregates",
    "audit",
    "compare_groups",
    "compare_with_group",
    "cronbach_alpha",
    "highlights",
    "nearest_peers",
    "post_stratify",
    "quantile_interval",
    "rake",
    "reliability",
    "response_rates",
    "statistical_ties",
    "suppress",
    "survey_mean",
    "survey_proportion",
    "survey_quantile",
    "survey_total",
]

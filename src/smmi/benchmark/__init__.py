"""Benchmarking: norms, and where a unit stands among its peers and the nation."""

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
from smmi.benchmark._disclosure_audit import DisclosureAudit, audit
from smmi.benchmark._disclosure_rule import DisclosureRule, Intruder, SuppressionCost
from smmi.benchmark._gower import GowerKind, GowerVariable, gower_distances
from smmi.benchmark._groups import Group
from smmi.benchmark._highlights import HighlightRule, Highlights, highlights
from smmi.benchmark._nearest_peers import BoundaryTies, NearestPeers, nearest_peers
from smmi.benchmark._norms import Norms
from smmi.benchmark._norms_source import NormsSource
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
from smmi.benchmark._suppression import suppress
from smmi.benchmark._table import NormTable
from smmi.benchmark._ties import NoTies, StatisticalTies, statistical_ties

__all__ = [
    "Aggregates",
    "BoundaryTies",
    "Cell",
    "CellKey",
    "CellState",
    "CodeRelation",
    "Conventions",
    "DisclosureAudit",
    "DisclosureRule",
    "GowerKind",
    "GowerVariable",
    "Group",
    "HighlightRule",
    "Highlights",
    "IntervalMethod",
    "Intruder",
    "Leak",
    "LeakKind",
    "NearestPeers",
    "NoPeers",
    "NoQuantileInterval",
    "NoReliability",
    "NoStanding",
    "NoTies",
    "NormTable",
    "Norms",
    "NormsSource",
    "PeerGroup",
    "PeerLadder",
    "PeerReceipt",
    "Peers",
    "Placement",
    "QuantileInterval",
    "QuantileMethod",
    "QuantileRule",
    "Quartile",
    "Reliability",
    "SelfInclusion",
    "Standing",
    "StatisticalTies",
    "StepOutcome",
    "StepReceipt",
    "Suppression",
    "SuppressionCost",
    "TieRule",
    "aggregates",
    "audit",
    "cronbach_alpha",
    "gower_distances",
    "highlights",
    "nearest_peers",
    "quantile_interval",
    "statistical_ties",
    "suppress",
]

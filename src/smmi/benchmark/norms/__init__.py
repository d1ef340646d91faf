"""Norms: the frozen distribution of scores in groups, and the placement of a unit in them."""

from smmi.benchmark.distribution._conventions import (
    Conventions,
    IntervalMethod,
    QuantileRule,
    Quartile,
    SelfInclusion,
    TieRule,
)
from smmi.benchmark.distribution._effective_sizes import DesignSizes as DesignSizes
from smmi.benchmark.distribution._groups import Group
from smmi.benchmark.distribution._own_peers import FoundPeers, OwnPeers, names_taken as names_taken
from smmi.benchmark.distribution._table import NormTable
from smmi.benchmark.norms._asking import asking_for
from smmi.benchmark.norms._comparable import (
    comparable as comparable,
    withheld_codes as withheld_codes,
)
from smmi.benchmark.norms._norms import Norms
from smmi.benchmark.norms._placement import NoStanding, Placement, Standing
from smmi.benchmark.norms._placements import (
    PlacedGroup as PlacedGroup,
    PlacementColumn,
    Placements,
)
from smmi.benchmark.norms._quantile_interval import (
    NoQuantileInterval,
    QuantileInterval,
    QuantileMethod,
    quantile_interval,
)
from smmi.benchmark.norms._reliability import (
    NoReliability,
    Reliability,
    as_numbers as as_numbers,
    cronbach_alpha,
)
from smmi.benchmark.norms._source import NormsSource
from smmi.benchmark.norms._standing_columns import StandingColumns as StandingColumns

__all__ = [
    "Conventions",
    "FoundPeers",
    "Group",
    "IntervalMethod",
    "NoQuantileInterval",
    "NoReliability",
    "NoStanding",
    "NormTable",
    "Norms",
    "NormsSource",
    "OwnPeers",
    "Placement",
    "PlacementColumn",
    "Placements",
    "QuantileInterval",
    "QuantileMethod",
    "QuantileRule",
    "Quartile",
    "Reliability",
    "SelfInclusion",
    "Standing",
    "TieRule",
    "asking_for",
    "cronbach_alpha",
    "quantile_interval",
]

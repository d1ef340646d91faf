"""Benchmarking: norms, and where a unit stands among its peers and the nation."""

from smmi.benchmark._conventions import Conventions, QuantileRule, Quartile, SelfInclusion, TieRule
from smmi.benchmark._groups import Group
from smmi.benchmark._highlights import HighlightRule, Highlights, highlights
from smmi.benchmark._norms import Norms, NormsSource
from smmi.benchmark._placement import NoStanding, Placement, Standing
from smmi.benchmark._table import NormTable

__all__ = [
    "Conventions",
    "Group",
    "HighlightRule",
    "Highlights",
    "NoStanding",
    "NormTable",
    "Norms",
    "NormsSource",
    "Placement",
    "QuantileRule",
    "Quartile",
    "SelfInclusion",
    "Standing",
    "TieRule",
    "highlights",
]

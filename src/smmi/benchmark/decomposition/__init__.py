"""Decomposition of change: into causes whose parts add up, and into what each indicator adds."""

from smmi.benchmark.decomposition._causes import Cause, Measure, NoDecomposition
from smmi.benchmark.decomposition._decompose import decompose
from smmi.benchmark.decomposition._decomposition import Decomposition
from smmi.benchmark.decomposition._field import FieldParts
from smmi.benchmark.decomposition._indicator_parts import Attribution, IndicatorParts

__all__ = [
    "Attribution",
    "Cause",
    "Decomposition",
    "FieldParts",
    "IndicatorParts",
    "Measure",
    "NoDecomposition",
    "decompose",
]

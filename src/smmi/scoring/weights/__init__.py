"""Weights from stakeholders' paired comparisons and from data."""

from smmi.scoring.weights._data_weights import entropy_weights, principal_component_weights
from smmi.scoring.weights._paired_comparisons import GhostItem, PairedComparisons, paired_comparisons

__all__ = [
    "GhostItem",
    "PairedComparisons",
    "entropy_weights",
    "paired_comparisons",
    "principal_component_weights",
]

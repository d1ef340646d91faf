"""Sensitivity: how firm scores, ranks and stars are under other rules and weights, and which choice matters."""

from smmi.benchmark.sensitivity._crossed_sweep import CrossedSweep, crossed_sweep
from smmi.benchmark.sensitivity._grid_indices import GridIndices, NoIndices, Outcome
from smmi.benchmark.sensitivity._grid_sweep import FailedCombination, GridSweep
from smmi.benchmark.sensitivity._held_shares import HeldShares
from smmi.benchmark.sensitivity._spreads import DirichletSpread, ElicitedSpread, WeightSpread
from smmi.benchmark.sensitivity._stability import Stability, stability
from smmi.benchmark.sensitivity._variation import Choice, Variation
from smmi.benchmark.sensitivity._weight_indices import Estimator, WeightIndices, weight_indices
from smmi.benchmark.sensitivity._weight_sweep import WeightSweep

__all__ = [
    "Choice",
    "CrossedSweep",
    "DirichletSpread",
    "ElicitedSpread",
    "Estimator",
    "FailedCombination",
    "GridIndices",
    "GridSweep",
    "HeldShares",
    "NoIndices",
    "Outcome",
    "Stability",
    "Variation",
    "WeightIndices",
    "WeightSpread",
    "WeightSweep",
    "crossed_sweep",
    "stability",
    "weight_indices",
]

"""Item analysis: how the indicators of a score hang together, and for whom they work differently."""

from smmi.benchmark.item_analysis._correlations import (
    DoubledPair,
    IndicatorCorrelations,
    MeanCorrelation,
    indicator_correlations,
)
from smmi.benchmark.item_analysis._differential_functioning import (
    DifferentialFunctioning,
    EffectClass,
    IndicatorFunctioning,
    differential_functioning,
)
from smmi.benchmark.item_analysis._ends import (
    FloorAndCeiling,
    NonresponseBounds,
    floor_and_ceiling,
    nonresponse_bounds,
)
from smmi.benchmark.item_analysis._parallel_analysis import (
    NoAnalysis,
    ParallelAnalysis,
    UnrelatedData,
    parallel_analysis,
)

__all__ = [
    "DifferentialFunctioning",
    "DoubledPair",
    "EffectClass",
    "FloorAndCeiling",
    "IndicatorCorrelations",
    "IndicatorFunctioning",
    "MeanCorrelation",
    "NoAnalysis",
    "NonresponseBounds",
    "ParallelAnalysis",
    "UnrelatedData",
    "differential_functioning",
    "floor_and_ceiling",
    "indicator_correlations",
    "nonresponse_bounds",
    "parallel_analysis",
]

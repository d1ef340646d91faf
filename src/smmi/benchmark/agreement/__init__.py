"""Agreement: the reliability of a node over its indicators, and how far raters agree."""

from smmi.benchmark.agreement._coefficients import (
    Coefficient,
    CoefficientInterval,
    Estimate,
    Interval,
    NoCoefficient,
)
from smmi.benchmark.agreement._node_reliability import (
    IndicatorReliability,
    MissingAnswers,
    NodeReliability,
    reliability,
)

__all__ = [
    "Coefficient",
    "CoefficientInterval",
    "Estimate",
    "IndicatorReliability",
    "Interval",
    "MissingAnswers",
    "NoCoefficient",
    "NodeReliability",
    "reliability",
]

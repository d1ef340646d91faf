"""Agreement: the reliability of a node over its indicators, and how far raters agree."""

from smmi.benchmark.agreement._beyond_chance import (
    ChanceAgreement,
    ChanceMeasure,
    Disagreement,
    MeasurementLevel,
    cohens_kappa,
    fleiss_kappa,
    krippendorff_alpha,
)
from smmi.benchmark.agreement._coefficients import (
    Coefficient,
    CoefficientInterval,
    Estimate,
    Interval,
    NoCoefficient,
)
from smmi.benchmark.agreement._intraclass import (
    ComponentsMethod,
    IntraclassCorrelation,
    IntraclassForm,
    intraclass_correlations,
)
from smmi.benchmark.agreement._node_reliability import (
    IndicatorReliability,
    MissingAnswers,
    NodeReliability,
    reliability,
)
from smmi.benchmark.agreement._ratings import NoAgreement, Ratings

__all__ = [
    "ChanceAgreement",
    "ChanceMeasure",
    "Coefficient",
    "CoefficientInterval",
    "ComponentsMethod",
    "Disagreement",
    "Estimate",
    "IndicatorReliability",
    "Interval",
    "IntraclassCorrelation",
    "IntraclassForm",
    "MeasurementLevel",
    "MissingAnswers",
    "NoAgreement",
    "NoCoefficient",
    "NodeReliability",
    "Ratings",
    "cohens_kappa",
    "fleiss_kappa",
    "intraclass_correlations",
    "krippendorff_alpha",
    "reliability",
]

"""Reliability and agreement of raters, as their users write them; only type-checked, never run."""

from collections.abc import Mapping

import numpy as np

from smmi.benchmark import (
    NodeReliability,
    cohens_kappa,
    fleiss_kappa,
    intraclass_correlations,
    krippendorff_alpha,
    reliability,
)
from smmi.benchmark.agreement import (
    ChanceAgreement,
    ChanceMeasure,
    Coefficient,
    CoefficientInterval,
    ComponentsMethod,
    Disagreement,
    Estimate,
    IndicatorReliability,
    Interval,
    IntraclassCorrelation,
    IntraclassForm,
    MeasurementLevel,
    MissingAnswers,
    NoAgreement,
    NoCoefficient,
    Ratings,
)
from smmi.instrument import Answers
from smmi.scoring import ScoringScheme


def reliable(answers: Answers, scheme: ScoringScheme) -> tuple[float | None, tuple[str, ...], int]:
    """How reliable an area is, and what goes against the others."""
    found: NodeReliability = reliability(
        answers,
        scheme,
        of="curriculum",
        missing=MissingAnswers.PAIRWISE,
        level=0.9,
        rng=np.random.default_rng(1),
        replicates=1000,
    )
    omega: Estimate = found.coefficients[Coefficient.OMEGA]
    interval: Interval = found.standardised[Coefficient.ALPHA].intervals[0]
    facts: tuple[CoefficientInterval, NoCoefficient | None] = interval.method, omega.reason
    indicators: tuple[IndicatorReliability, ...] = found.indicators
    assert len(facts) == len(indicators)
    return found.alpha, found.wrong_way, found.n


def agreed(sheets: Mapping[str, Answers], scheme: ScoringScheme) -> list[float | None]:
    """How far respondents agree on one score."""
    ratings: Ratings = Ratings.of_sheets(sheets, scheme, of="curriculum")
    forms: Mapping[IntraclassForm, IntraclassCorrelation] = intraclass_correlations(ratings, level=0.9)
    one: IntraclassCorrelation = forms[IntraclassForm.TWO_AVERAGE]
    method: ComponentsMethod = one.method
    kappa: ChanceAgreement = cohens_kappa(
        [[1, 2], [3, None]], disagreement=Disagreement.QUADRATIC, categories=(1, 2, 3)
    )
    fleiss: ChanceAgreement = fleiss_kappa(np.array([[1.0, 2.0]]), rng=np.random.default_rng(1))
    alpha: ChanceAgreement = krippendorff_alpha(ratings, measured=MeasurementLevel.ORDINAL)
    facts: tuple[ChanceMeasure, NoAgreement | None] = alpha.measure, kappa.reason
    assert facts, method
    return [one.value, one.low, kappa.value, fleiss.value, alpha.value]

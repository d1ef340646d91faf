"""Item analysis, as its users write it; only type-checked, never run."""

import numpy as np

from smmi.benchmark.comparison import Correction
from smmi.benchmark.item_analysis import (
    DifferentialFunctioning,
    DoubledPair,
    EffectClass,
    FloorAndCeiling,
    IndicatorCorrelations,
    IndicatorFunctioning,
    MeanCorrelation,
    NoAnalysis,
    NonresponseBounds,
    ParallelAnalysis,
    UnrelatedData,
    differential_functioning,
    floor_and_ceiling,
    indicator_correlations,
    nonresponse_bounds,
    parallel_analysis,
)
from smmi.instrument import Answers
from smmi.scoring import ScoringScheme


def coherent(answers: Answers, scheme: ScoringScheme) -> tuple[float | None, int | None, EffectClass | None]:
    """What hangs together, how many dimensions there are, and what works differently."""
    found: IndicatorCorrelations = indicator_correlations(answers, scheme, of="overall", bound=0.95, least=20)
    within: MeanCorrelation = found["curriculum", "curriculum"]
    doubled: tuple[DoubledPair, ...] = found.doubled
    ends: tuple[FloorAndCeiling, ...] = floor_and_ceiling(answers, scheme, of="curriculum", bound=0.2)
    bounds: tuple[NonresponseBounds, ...] = nonresponse_bounds(answers, scheme, of="curriculum")
    scree: ParallelAnalysis = parallel_analysis(
        answers, scheme, of="curriculum", rng=np.random.default_rng(1), drawn=UnrelatedData.NORMAL
    )
    worked: DifferentialFunctioning = differential_functioning(
        answers,
        scheme,
        of="curriculum",
        by="discipline",
        groups=("medical", "nursing"),
        correction=Correction.BENJAMINI_HOCHBERG,
    )
    one: IndicatorFunctioning = worked["clinical_underserved"]
    reason: NoAnalysis | None = one.reason
    assert len(doubled) + len(ends) + len(bounds), reason
    return within.mean, scree.dimensions, one.effect_class

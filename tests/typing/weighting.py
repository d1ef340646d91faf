"""Survey weights, designs and estimates, as their users write them; only type-checked, never run."""

from collections.abc import Mapping

from smmi.benchmark import (
    Norms,
    Placement,
    SurveyDesign,
    post_stratify,
    rake,
    response_rates,
    survey_mean,
    survey_proportion,
    survey_quantile,
    survey_total,
)
from smmi.benchmark.survey import (
    MarginCell,
    NoVariance,
    ResponseRate,
    SurveyEstimate,
    SurveyWeights,
    TrimRule,
    VarianceMethod,
    WeightingMethod,
    trim_weights,
)
from smmi.errors import ConvergenceError, MarginError
from smmi.instrument import Answers
from smmi.instrument.answers import Administration
from smmi.scoring import Scores


def rates(answers: Answers, wave: Administration) -> dict[str, float | None]:
    """How many responded, of counts or of an administration."""
    of_wave: Mapping[str, ResponseRate] = response_rates(answers, by="discipline", invited=wave)
    of_counts = response_rates(answers, by=("discipline", "control"), invited={("dental", "public"): 66})
    assert sum(one.invited for one in of_counts.values()) >= sum(one.responded for one in of_wave.values())
    return {name: one.rate for name, one in of_wave.items()}


def weigh(answers: Answers) -> SurveyWeights:
    """Post-stratified, raked and trimmed."""
    first = post_stratify(answers, by="discipline", population={"nursing": 420, "dental": 66})
    try:
        raked = rake(
            answers,
            margins={
                "discipline": {"nursing": 420, "dental": 66},
                "control": {"public": 300, "private": 186},
            },
            base=first,
            tolerance=1e-9,
            iterations=200,
            trim=TrimRule(multiple=3.0),
        )
    except (MarginError, ConvergenceError) as error:
        raise SystemExit(str(error)) from None
    return trim_weights(raked, rule=TrimRule(multiple=4.0, probability=0.75))


def read(weights: SurveyWeights) -> tuple[object, ...]:
    """All that weights say."""
    cells: tuple[MarginCell, ...] = weights.cells
    method: WeightingMethod = weights.method
    facts: tuple[float, float, float] = weights.design_effect, weights.effective_n, weights.population
    factors: tuple[float, float] = weights.factors
    how: tuple[int, float, bool, str] = (
        weights.iterations,
        weights.distance,
        weights.converged,
        weights.describe(),
    )
    cut: tuple[tuple[str, ...], float | None] = weights.trimmed, weights.cap
    return cells, method, facts, factors, how, cut


def estimate(scores: Scores, weights: SurveyWeights) -> tuple[float | None, NoVariance | None]:
    """Estimates with a design."""
    design = SurveyDesign.of(scores.answers, strata="discipline", population={"nursing": 420, "dental": 66})
    clustered = SurveyDesign.of(scores.answers, clusters=("region", "control"), population=20)
    mean: SurveyEstimate = survey_mean(scores.overall, weights=weights, design=design, level=0.9)
    total = survey_total(scores.overall, weights=weights, design=clustered, variance=VarianceMethod.JACKKNIFE)
    share = survey_proportion(scores.overall > 50, weights=weights, design=design)
    quantile = survey_quantile(scores.overall, 0.75, weights=weights, design=design)
    assert mean.n == total.n == share.n >= quantile.degrees_of_freedom
    return quantile.standard_error, quantile.reason


def place(scores: Scores, weights: SurveyWeights) -> tuple[tuple[str, str], ...]:
    """Norms of a design."""
    design = SurveyDesign.of(scores.answers, strata="discipline")
    norms: Norms = Norms.fit(scores, by=["discipline"], weights=weights, design=design)
    placement: Placement = norms.place(scores.of("S1"))
    worth: float | None = placement["overall"]["all"].effective_n
    assert worth is None or worth > 0
    return norms.describe() + placement.design

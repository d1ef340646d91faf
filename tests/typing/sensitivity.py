"""Stability, as its users write it; only type-checked, never run."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from smmi.benchmark import Norms, QuantileRule, SelfInclusion, TieRule, Variation, stability
from smmi.benchmark.sensitivity import (
    Choice,
    CrossedSweep,
    DirichletSpread,
    ElicitedSpread,
    Estimator,
    FailedCombination,
    GridIndices,
    GridSweep,
    HeldShares,
    NoIndices,
    Outcome,
    Stability,
    WeightIndices,
    WeightSpread,
    WeightSweep,
    crossed_sweep,
    weight_indices,
)
from smmi.scoring import Bands, GeometricMean, MinimumCoverage, Scores
from smmi.scoring.weights import PairedComparisons


def swept(scores: Scores, norms: Norms, compared: PairedComparisons, bands: Bands) -> NoIndices | None:
    """A sweep over everything, with all that can be said of it."""
    spread: WeightSpread = ElicitedSpread(compared, of="overall")
    vary = Variation(
        areas=[GeometricMean()],
        domains=[{"teaching": GeometricMean()}],
        overall=[GeometricMean()],
        coverage=[MinimumCoverage(1.0), {"overall": MinimumCoverage(0.0)}],
        without_indicators=["has_policy"],
        ties=[TieRule.WEAK],
        quantiles=[QuantileRule.TYPE_1],
        self_inclusion=[SelfInclusion.LEFT_OUT],
        without_peers=["S001"],
        weights=spread,
        draws=100,
    )
    found: Stability = stability(
        scores, norms, vary=vary, group="public", bands=bands, rng=np.random.default_rng(1)
    )
    told: tuple[tuple[str, str], ...] = found.describe()
    grid: GridSweep | None = found.grid
    weights: WeightSweep | None = found.weights
    assert grid is not None
    assert weights is not None
    choices: tuple[Choice, ...] = grid.choices
    failed: tuple[FailedCombination, ...] = grid.failed
    held: HeldShares = grid.held
    own: dict[str, dict[str, float]] = held.of("S001")
    columns: dict[str, list[object]] = held.columns()
    ranks: npt.NDArray[np.float64] = grid.outcomes(Outcome.RANK, code="overall")
    ends: tuple[Mapping[str, str], Mapping[str, str]] | None = grid.ends(
        Outcome.SCORE, code="overall", unit="S001"
    )
    assert ends is None or ends[0].get("overall") != ends[1].get("ties")
    indices: GridIndices = grid.indices(Outcome.STARS_HELD, code="overall", unit="S001")
    share: float | None = indices.interactions
    shares: float | None = indices.first["ties"]
    number: int = weights.rescored + vary.cells + len(told) + len(choices) + len(failed) + ranks.size
    assert own
    assert columns
    assert number or share or shares
    return indices.reason


def matters(scores: Scores, norms: Norms) -> tuple[float, float]:
    """Which weight matters."""
    found: WeightIndices = weight_indices(
        scores,
        norms,
        spread=DirichletSpread(99.0),
        draws=100,
        outcome=Outcome.RANK,
        estimator=Estimator.SALTELLI_JANSEN,
        group="all",
        rng=np.random.default_rng(1),
    )
    one: tuple[float, float] = found.of_unit("S001")["curriculum"]
    return found.together["curriculum"] if found.draws else one


def both(scores: Scores, norms: Norms) -> float | None:
    """Choices and weights at once."""
    vary = Variation(ties=[TieRule.WEAK], weights=DirichletSpread(99.0), draws=10)
    found: CrossedSweep = crossed_sweep(scores, norms, vary=vary, group="all", rng=np.random.default_rng(1))
    told: tuple[tuple[str, str], ...] = found.describe()
    ranks: npt.NDArray[np.float64] = found.outcomes(Outcome.RANK)
    indices: GridIndices = found.indices(Outcome.RANK, unit="S001")
    return indices.total["weights"] if told and ranks.size else None

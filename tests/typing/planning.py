"""Cut points and planning, as their users write them; only type-checked, never run."""

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from smmi.benchmark import ChangeForm, ChangeRule, IntervalMethod, Norms, QuantileRule
from smmi.benchmark.cut_points import (
    BandCuts,
    CutMethod,
    FencedScores,
    Guard,
    OuterFences,
    PointsCap,
    RangeCap,
    StarMoves,
    clustered_cuts,
    hold,
    limit,
    quantile_cuts,
    star_moves,
)
from smmi.benchmark.planning import (
    ChangeChances,
    MeanChangeChance,
    SampleSize,
    chance_of_mean_change,
    chance_of_reliable_change,
    schools_for_mean,
    schools_for_mean_change,
    schools_for_quantile,
    schools_for_rank,
)
from smmi.scoring import Scores


def guarded(norms: Norms, before: Scores, after: Scores) -> StarMoves:
    """Cuts of two years, and whom they move."""
    fences = OuterFences(3.0, quantiles=QuantileRule.TYPE_7)
    fenced: FencedScores = fences.of(before.overall)
    published = BandCuts(code="overall", cuts=[40, 60.5], on="2025-12-01", method=CutMethod.DECLARED, note="")
    fitted: BandCuts = quantile_cuts(norms, on="2026-12-01", probabilities=(0.25, 0.75), outliers=fences)
    clusters: BandCuts = clustered_cuts(
        norms, on="2026-12-01", rng=np.random.default_rng(1), bands=5, parts=10, outliers=fences
    )
    assert clusters.cuts
    cap = RangeCap.of(before.overall, outliers=fences, share=0.05)
    most: Fraction = cap.allowance + PointsCap(5).allowance
    limited: BandCuts = limit(fitted, published=published, cap=cap if fenced.outside else None, years=1)
    kept: BandCuts = hold(published, on="2026-12-01", fitted=fitted)
    stars: npt.NDArray[np.uint8] = limited.stars_of(after.overall)
    guards: tuple[Guard, ...] = (limited.guard, kept.guard)
    moves: StarMoves = star_moves(after, published=published, new=limited, before=before)
    steps: npt.NDArray[np.int16] = moves.by_cuts + moves.by_score
    units: tuple[str, ...] = moves.moved_by_cuts
    columns: dict[str, list[object]] = moves.columns()
    assert guards
    assert most + len(units) + len(columns) + stars.size + steps.size
    return moves


def planned() -> float | None:
    """Numbers of schools and chances."""
    sizes: tuple[SampleSize, ...] = (
        schools_for_rank(50, width=10, population=242, level=0.9, method=IntervalMethod.WILSON),
        schools_for_quantile(0.5, width=10),
        schools_for_mean(spread=10.0, width=4, population=None),
    )
    rule = ChangeRule(form=ChangeForm.HAGEMAN_ARRINDELL)
    one: ChangeChances = chance_of_reliable_change(
        5.0, reliability=0.8, spread=10.0, rule=rule, first=1.0, mean_change=2.0, change_spread=3.0
    )
    mean: MeanChangeChance = chance_of_mean_change(2.0, spread=10.0, schools=40, population=60)
    more: MeanChangeChance = schools_for_mean_change(2.0, spread=10.0, chance=0.9, level=0.95)
    return sizes[0].share if one.improved + mean.chance > more.chance else None

"""Two waves and reliable change, as their users write them; only type-checked, never run."""

import numpy as np
import numpy.typing as npt

from smmi.benchmark import (
    ChangeForm,
    ChangeRule,
    Conventions,
    LastTime,
    Norms,
    ReportRule,
    change,
    cronbach_alpha,
    last_time,
    reliable_change,
)
from smmi.benchmark.follow_up import (
    AnswerTurn,
    ChangedAnswer,
    ChangedAnswers,
    FieldScore,
    Moved,
    NextStar,
    NoRankChange,
    NotCompared,
    OwnParts,
    RankChange,
    ToldSince,
    ToldWaves,
    WaveScore,
    WaveSeries,
    told_since,
    told_waves,
    wave_series,
)
from smmi.benchmark.waves import ChangeVerdict, Margin, NoReliableChange, ReliableChange, TwoWaves
from smmi.errors import Finding
from smmi.instrument.crosswalk import Crosswalk
from smmi.scoring import ScoreProfile, Scores

rule = ChangeRule(form=ChangeForm.HAGEMAN_ARRINDELL, cut=1.65, margin=Margin.INCLUSIVE)
usual: float = rule.form.usual_cut
regresses: bool = rule.form.regresses
told: tuple[tuple[str, str], ...] = rule.describe()


def compare(before: Scores, after: Scores, crosswalk: Crosswalk) -> tuple[Finding, ...]:
    """Two waves, with everything that can be said of them."""
    waves: TwoWaves = change(before, after)
    across: TwoWaves = change(
        before,
        after,
        crosswalk=crosswalk,
        reliability=cronbach_alpha(after),
        rule=rule,
        conventions=Conventions(partly_administered=["overall"]),
    )
    one: ReliableChange = waves["overall"]
    columns: tuple[npt.NDArray[np.float64], ...] = (one.difference, one.index, one.regression)
    numbers: tuple[float | None, ...] = (
        *(one.reliability, one.spread, one.error, one.difference_error),
        *(one.smallest_detectable, one.mean_difference, one.response_mean),
    )
    assert len(columns) + len(numbers) + one.count(ChangeVerdict.IMPROVED) + one.n > 0
    assert waves.before.codes == waves.after.codes
    return across.findings


def column(before: list[float], after: npt.NDArray[np.float64]) -> NoReliableChange | None:
    """Single columns of scores."""
    found = reliable_change(before, after, reliability=0.8, reference=before, rule=None)
    verdicts: npt.NDArray[np.uint8] = found.verdicts
    return found.reason if verdicts.size and found.reference and found.rule == rule else None


def follow(
    before: Scores, after: Scores, crosswalk: Crosswalk, profile: ScoreProfile, norms: Norms
) -> list[float | None]:
    """Last time beside this one, for one unit."""
    last: LastTime = last_time(
        before,
        after,
        crosswalk=crosswalk,
        by=("discipline",),
        norms=norms,
        reliability={"overall": 0.9},
        rule=rule,
        conventions=Conventions(),
    )
    moved: tuple[Moved, ...] = last.moved(profile.unit)
    why: NotCompared | None = moved[0].reason
    ranks: tuple[RankChange, ...] = last.rank_changes(profile, norms.place(profile), code="overall")
    why_not: NoRankChange | None = ranks[0].reason
    turned: ChangedAnswers = last.changed_answers(profile.unit)
    lower: tuple[ChangedAnswer, ...] = turned.of(AnswerTurn.LOWER)
    assert why_not is None or turned.carried < turned.questions or lower[0].gain
    why_moved: OwnParts | None = last.own_parts(profile.unit, code="overall", most=3)
    assert why_moved is None or why_moved.causes
    then, still = last.placements(profile)
    may: ToldSince = told_since(last, profile, still, rule=ReportRule(), group="all", known=1)
    star: NextStar | None = may.next_star
    assert star is None or rule.form.of_both_waves
    assert then is None or then.unit == still.unit
    assert why is None or dict(last.all_moved())
    assert change(before, after, reference=last.scores).units is not None
    return [*(one.own for one in ranks), *(one.drift for one in ranks), moved[0].difference, moved[0].error]


def several(first: Scores, second: Scores, third: Scores, crosswalk: Crosswalk) -> float | None:
    """Three waves, with everything that can be said of them."""
    series: WaveSeries = wave_series(
        [first, second, third],
        names=["2019", "2024", "2026"],
        at=[2019, 2024, 2026],
        crosswalks=[crosswalk, None, None],
        reliability={"overall": 0.9},
        rule=rule,
        conventions=Conventions(),
    )
    told: ToldWaves = told_waves(series, third.of("S001"), rule=ReportRule(), known=0)
    assert series.times is None or told.slope == series.trend()["S001"]
    rows: tuple[WaveScore, ...] = series.of("S001", "overall")
    moved: Moved | None = rows[1].since_first or rows[1].since_previous
    field: tuple[FieldScore, ...] = series.field("overall")
    count: int = len(list(series.all_scores())) + len(series.units) + field[0].n
    return series.trend("overall", at=[2019, 2024, 2026])["S001"] if moved and count else field[0].mean

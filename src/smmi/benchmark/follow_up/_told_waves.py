"""What one unit may know of several waves: its own scores whole, and of the others the error of each wave by itself.

The error of a difference rests on the units of the earlier wave alone, as that of last time does, and is judged as that
is: by what bounds nobody's score of that wave too narrowly. So nothing that is told rests on two waves of another unit.
"""

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi.benchmark.disclosure import ReportRule
from smmi.benchmark.follow_up._told_of_then import told_of_then
from smmi.benchmark.follow_up._told_since import without_error
from smmi.benchmark.follow_up._wave_series import WaveScore, WaveSeries, compared_scores
from smmi.benchmark.waves import ChangeForm
from smmi.errors import ArgumentError
from smmi.scoring import ScoreProfile

OVERALL: Final = "overall"


@attrs.frozen(kw_only=True)
class ToldWaves:
    """What a report tells a unit of several waves: of its overall score.

    Attributes:
        waves: The overall score of each wave, None where it does not compare with that of now, and what moved since the
            one before; without error and verdict where these are not told.
        withheld: The names of the waves of which error and verdict are not told.
        slope: The slope of the least-squares line through its scores, in points per unit of time; None without times,
            or with fewer than three scores that compare.

    Example:
        >>> ToldWaves(waves=(), withheld=frozenset(), slope=None).slope
    """

    waves: tuple[WaveScore, ...]
    withheld: frozenset[str]
    slope: float | None


@tells_keywords
def told_waves(
    series: WaveSeries, profile: ScoreProfile, /, *, rule: ReportRule, known: int = 0
) -> ToldWaves:
    """Return what a report may tell a unit of several waves.

    Args:
        series: The waves.
        profile: The unit's scores of the last one.
        rule: What must not be derived.
        known: Of how many other units the reader may know the scores, in each of the waves.

    Raises:
        ArgumentError: The profile is of another wave than the last one, or by the rule of change the verdict on one
            unit tells what all units did.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> scheme = smmi.ScoringScheme.equal_weights(editions.smmi_16())
        >>> years = [
        ...     smmi.score(
        ...         smmi.instrument.synthesize(scheme.instrument, units=40, rng=np.random.default_rng(year)),
        ...         scheme,
        ...     )
        ...     for year in (2024, 2025, 2026)
        ... ]
        >>> series = benchmark.follow_up.wave_series(
        ...     years, names=["2024", "2025", "2026"], at=[2024, 2025, 2026]
        ... )
        >>> told = told_waves(series, years[-1].of("S001"), rule=benchmark.ReportRule())
        >>> [one.since_previous.verdict.label for one in told.waves[1:]], round(told.slope, 2)
        (['improved', 'deteriorated'], 5.95)
    """
    ArgumentError.raise_unless(series, WaveSeries, argument="waves", expected="a WaveSeries")
    if rule.protection_width and series.since_previous[-1].rule.form.of_both_waves:
        advice = f"Choose {', '.join(form.value for form in ChangeForm if not form.of_both_waves)}"
        got = f"changes by the form {series.since_previous[-1].rule.form.value}"
        raise ArgumentError("waves", got, "a form that does not tell one unit what all others did", advice)
    unit, now = profile.unit, series.scores[-1]
    there = unit in now.units.tolist() and now.scheme.score_fingerprint == profile.scheme.score_fingerprint
    if not there or tuple(now.of(unit).values) != tuple(profile.values):
        raise ArgumentError(
            "waves", "another last wave than that of the profile", "the wave of the profile last"
        )
    found = series.of(unit)
    withheld = frozenset(_withheld(series, found, unit, rule=rule, known=known))
    return ToldWaves(
        waves=tuple(
            _told(series, at, unit, one, is_withheld=one.wave in withheld) for at, one in enumerate(found)
        ),
        withheld=withheld,
        slope=None if series.times is None else series.trend()[unit],
    )


def _withheld(
    series: WaveSeries, found: tuple[WaveScore, ...], unit: str, /, *, rule: ReportRule, known: int
) -> Iterator[str]:
    """Yield the names of the waves of which it may not be told whether what moved since the one before is real."""
    for at, one in enumerate(found):
        if one.since_previous is None or one.since_previous.difference is None:
            continue
        last = series.since_previous[at - 1]
        then = told_of_then(last, series.scores[at].of(unit), rule=rule, group="all", known=known)
        if OVERALL not in then.errors:
            yield one.wave


def _told(series: WaveSeries, at: int, unit: str, one: WaveScore, /, *, is_withheld: bool) -> WaveScore:
    """Return a wave as it is told: no score of other questions, and of what moved only since the wave before."""
    scores, row = series.scores[at], series.scores[-1].row(OVERALL)
    compares = one.score is not None and not np.isnan(compared_scores(series, at, row)[scores.position(unit)])
    moved = one.since_previous
    return attrs.evolve(
        one,
        score=one.score if compares else None,
        since_first=None,
        since_previous=without_error(moved) if moved is not None and is_withheld else moved,
    )

"""Three waves and more: each score wave by wave, with its differences to the first wave and to the one before."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.benchmark.follow_up._last_time import LastTime, last_time
from smmi.benchmark.follow_up._moved import Moved, NotCompared
from smmi.benchmark.norms import Conventions, Reliability, comparable
from smmi.benchmark.waves import ChangeRule
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument.crosswalk import Crosswalk
from smmi.scoring import Scores

Floats = npt.NDArray[np.float64]

FEWEST_FOR_TREND: Final = 3
"""Two scores make a difference; a line through fewer than three says nothing more."""


@attrs.frozen(kw_only=True)
class WaveScore:
    """One score of one unit in one wave.

    Attributes:
        wave: The name of the wave.
        code: The code of the score.
        score: The score by the scheme of the last wave, or None where there is none or the unit took no part.
        since_first: What moved since the first wave; None in the first, or where the unit is not in both.
        since_previous: What moved since the wave before; None in the first, or where the unit is not in both.

    Example:
        >>> WaveScore(wave="2026", code="research", score=52.0, since_first=None, since_previous=None).score
        52.0
    """

    wave: str
    code: str
    score: float | None
    since_first: Moved | None
    since_previous: Moved | None


@attrs.frozen(kw_only=True)
class FieldScore:
    """One score of the field in one wave.

    Attributes:
        wave: The name of the wave.
        code: The code of the score.
        n: How many units have a score that compares.
        mean: Their mean, or None.
        since_first: The mean difference of the units that are in this wave and in the first one, or None.
        since_previous: That of the units in this wave and in the one before, or None.

    Example:
        >>> FieldScore(wave="2025", code="research", n=1, mean=50.0, since_first=None, since_previous=None).n
        1
    """

    wave: str
    code: str
    n: int
    mean: float | None
    since_first: float | None
    since_previous: float | None


@attrs.frozen(kw_only=True, repr=False)
class WaveSeries:
    """Several waves of a field, compared two by two as `last_time` compares them.

    It is exact, and for organisers. Each comparison has its own chance of being wrong: of many waves, more differences
    than of two are called reliable although nothing changed.

    Attributes:
        names: The names of the waves, in their order.
        scores: The scores of each wave by the scheme of the last one, answers of other editions carried.
        since_first: Each wave but the first beside the first one.
        since_previous: Each wave but the first beside the one before.
        breaks: Why scores of a wave do not compare with those of the last edition, by code, for each wave.
        conventions: By which scores are compared.
        times: When each wave was, such as years, or None.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> from smmi.benchmark.follow_up import wave_series
        >>> scheme = smmi.ScoringScheme.equal_weights(editions.smmi_16())
        >>> years = [
        ...     smmi.score(
        ...         smmi.instrument.synthesize(scheme.instrument, units=40, rng=np.random.default_rng(year)),
        ...         scheme,
        ...     )
        ...     for year in (2024, 2025, 2026)
        ... ]
        >>> series = wave_series(years, names=["2024", "2025", "2026"])
        >>> series
        <WaveSeries of 3 waves: 2024, 2025, 2026>
        >>> for one in series.of("S001", "overall"):
        ...     print(one.wave, one.since_previous and one.since_previous.verdict.label)
        2024 None
        2025 improved
        2026 deteriorated
    """

    names: tuple[str, ...]
    scores: tuple[Scores, ...]
    since_first: tuple[LastTime, ...]
    since_previous: tuple[LastTime, ...]
    breaks: tuple[Mapping[str, str], ...]
    conventions: Conventions
    times: tuple[float, ...] | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the scores."""
        return self.scores[-1].codes

    @property
    def units(self) -> tuple[str, ...]:
        """The units that took part in any wave, in the order in which they first did."""
        return tuple(dict.fromkeys(unit for wave in self.scores for unit in wave.units.tolist()))

    def of(self, unit: str, code: str = "overall", /) -> tuple[WaveScore, ...]:
        """Return one score of one unit, wave by wave.

        Args:
            unit: Its identifier.
            code: The code of the score.

        Raises:
            UnknownCodeError: The unit took part in no wave, or no score has the code.
        """
        if unit not in self.units:
            raise UnknownCodeError("in no wave there is a unit", str(unit), self.units)
        row = self.scores[-1].row(code)
        return tuple(self._one(at, unit, code, row) for at in range(len(self.names)))

    def all_scores(self) -> Iterator[tuple[str, tuple[WaveScore, ...]]]:
        """Yield each unit that took part in any wave with each of its scores, wave by wave."""
        for unit in self.units:
            for code in self.codes:
                yield unit, self.of(unit, code)

    def _one(self, at: int, unit: str, code: str, row: int) -> WaveScore:
        wave = self.scores[at]
        value = float(wave.values[row, wave.position(unit)]) if unit in wave.units.tolist() else np.nan
        found = [
            None if at == 0 else self._moved(side, unit, row, (at, other))
            for side, other in ((0, 0), (1, at - 1))
        ]
        return WaveScore(
            wave=self.names[at],
            code=code,
            score=None if np.isnan(value) else value,
            since_first=found[0],
            since_previous=found[1],
        )

    def _broken(self, code: str, waves: Sequence[int]) -> bool:
        """Whether a score of one of two waves does not compare with the last edition, in which both are told."""
        return any(code in self.breaks[at] for at in waves)

    @cached_property
    def _all_moved(self) -> tuple[tuple[Mapping[str, tuple[Moved, ...]], ...], ...]:
        """What moved since the first wave, and since the one before, for each wave but the first, by unit."""
        return tuple(
            tuple(dict(last.all_moved()) for last in side) for side in (self.since_first, self.since_previous)
        )

    def _moved(self, side: int, unit: str, row: int, waves: tuple[int, int]) -> Moved | None:
        own = self._all_moved[side][waves[0] - 1].get(unit)
        if own is None:
            return None
        found = own[row]
        if found.reason is NotCompared.BREAK or not self._broken(found.code, waves):
            return found
        return Moved(
            code=found.code,
            before=found.before,
            after=found.after,
            reason=NotCompared.BREAK,
            share=found.share,
        )

    def field(self, code: str = "overall", /) -> tuple[FieldScore, ...]:
        """Return one score of the field, wave by wave: schools that come and leave move its mean, and no difference.

        Args:
            code: The code of the score.

        Raises:
            UnknownCodeError: No score has the code.
        """
        row = self.scores[-1].row(code)

        def between(last: LastTime, waves: tuple[int, int]) -> float | None:
            known = code in last.waves.changes and not self._broken(code, waves)
            return last.waves[code].mean_difference if known else None

        found = []
        for at, name in enumerate(self.names):
            own = compared_scores(self, at, row)
            there = own[~np.isnan(own)]
            found.append(
                FieldScore(
                    wave=name,
                    code=code,
                    n=len(there),
                    mean=float(there.mean()) if len(there) else None,
                    since_first=between(self.since_first[at - 1], (at, 0)) if at else None,
                    since_previous=between(self.since_previous[at - 1], (at, at - 1)) if at else None,
                )
            )
        return tuple(found)

    @tells_keywords
    def trend(
        self, code: str = "overall", /, *, at: Sequence[float] | None = None
    ) -> Mapping[str, float | None]:
        """Return the slope of the least-squares line through the scores of each unit, in points per unit of time.

        It is None for units with fewer than three scores that compare. A slope says nothing of error, and a line may
        not be what happened: look at the waves first.

        Args:
            code: The code of the score.
            at: When each wave was, such as years, ascending; `times` where not given.

        Raises:
            ArgumentError: These are not as many ascending finite numbers as there are waves, or it is not known when
                the waves were.
            UnknownCodeError: No score has the code.
        """
        times = np.asarray(_times(self.times if at is None else at, len(self.names)))
        row = self.scores[-1].row(code)
        points: dict[str, list[tuple[float, float]]] = {unit: [] for unit in self.units}
        for wave, time in enumerate(times.tolist()):
            values = compared_scores(self, wave, row).tolist()
            for unit, value in zip(self.scores[wave].units.tolist(), values, strict=True):
                if not np.isnan(value):
                    points[unit].append((time, value))
        return {unit: _slope(own) for unit, own in points.items()}

    def __repr__(self) -> str:
        return f"<WaveSeries of {len(self.names)} waves: {', '.join(self.names)}>"


def compared_scores(series: WaveSeries, at: int, row: int, /) -> Floats:
    """Return one score of the units of one wave, NaN where it is absent or does not compare."""
    if series.codes[row] in series.breaks[at]:
        return np.full(len(series.scores[at]), np.nan)
    return np.asarray(comparable(series.scores[at], series.conventions)[0][row])


def _times(at: object, waves: int) -> tuple[float, ...]:
    """Return when waves were.

    Raises:
        ArgumentError: These are not as many ascending finite numbers as there are waves.
    """
    try:
        times = np.asarray(at, dtype=np.float64)
    except (TypeError, ValueError):
        times = np.empty(0)
    if times.shape != (waves,) or not (np.isfinite(times).all() and (np.diff(times) > 0).all()):
        raise ArgumentError("at", repr(at), f"{waves} ascending finite numbers, one for each wave")
    return tuple(times.tolist())


def _slope(points: list[tuple[float, float]]) -> float | None:
    if len(points) < FEWEST_FOR_TREND:
        return None
    times, values = np.array(points).T
    apart = times - times.mean()
    return float((apart * (values - values.mean())).sum() / np.square(apart).sum())


@tells_keywords
def wave_series(
    waves: Sequence[Scores],
    /,
    *,
    names: Sequence[str] | None = None,
    at: Sequence[float] | None = None,
    crosswalks: Sequence[Crosswalk | None] | None = None,
    reliability: Mapping[str, float | Reliability] | None = None,
    rule: ChangeRule | None = None,
    conventions: Conventions | None = None,
) -> WaveSeries:
    """Return several waves, each compared with the first and with the one before.

    All is told in the edition and by the scheme of the last wave. Answers of another edition are carried to it; where a
    score does not compare between that edition and the last one, its series is broken, between two waves of the older
    edition as well.

    Args:
        waves: The scores of two waves or more, the earliest first.
        names: What the waves are called, such as years; "wave 1" and so on where not given.
        at: When each wave was, such as years, ascending: for the trend.
        crosswalks: For each wave the crosswalk from its edition to that of the last wave, or None where it is of that
            edition.
        reliability: The reliability of scores by code; Cronbach's alpha of the earlier of two waves where not given.
        rule: By what rule a change is reliable; `ChangeRule()` where not given.
        conventions: Which scores are compared although they rest on a part.

    Raises:
        ArgumentError: There are fewer than two waves, names, times or crosswalks are not one for each, or two waves
            cannot be compared, as `last_time` says.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> crosswalk = editions.crosswalk_18_to_16()
        >>> waves = [
        ...     smmi.score(
        ...         smmi.instrument.synthesize(edition, units=30, rng=np.random.default_rng(year)),
        ...         smmi.ScoringScheme.equal_weights(edition),
        ...     )
        ...     for year, edition in ((2019, crosswalk.old), (2025, crosswalk.new), (2026, crosswalk.new))
        ... ]
        >>> series = wave_series(waves, crosswalks=[crosswalk, None, None])
        >>> last = series.of("S001", "curriculum")[-1]
        >>> last.since_first.reason.value, last.since_previous.reason
        ('break', None)
    """
    waves = tuple(waves) if isinstance(waves, Sequence) else ()
    if len(waves) < 2 or not all(isinstance(wave, Scores) for wave in waves):
        raise ArgumentError("waves", f"{len(waves)} waves", "the scores of two waves or more, in a sequence")
    called = tuple(f"wave {i}" for i in range(1, len(waves) + 1)) if names is None else tuple(names)
    if len(called) != len(waves) or len(set(called)) != len(called):
        raise ArgumentError("names", repr(names), f"{len(waves)} names that differ, one for each wave")
    times = None if at is None else _times(at, len(waves))
    ways = (None,) * len(waves) if crosswalks is None else tuple(crosswalks)
    if len(ways) != len(waves) or ways[-1] is not None:
        raise ArgumentError(
            "crosswalks", f"{len(ways)} crosswalks", f"{len(waves)}, one for each wave; None for the last one"
        )

    def beside(first: int, second: int) -> LastTime:
        carried = ways[second] is not None
        return last_time(
            scores[first] if carried else waves[first],
            scores[second] if carried else waves[second],
            crosswalk=None if carried else ways[first],
            reliability=reliability,
            rule=rule,
            conventions=conventions,
        )

    last = len(waves) - 1
    to_last = [
        last_time(
            wave, waves[last], crosswalk=way, reliability=reliability, rule=rule, conventions=conventions
        )
        for wave, way in zip(waves[:last], ways, strict=False)
    ]
    scores = (*(one.scores for one in to_last), waves[last])
    pairs = {(at, last): one for at, one in enumerate(to_last)}
    for second in range(1, last):
        for first in {0, second - 1}:
            pairs[first, second] = beside(first, second)
    return WaveSeries(
        names=called,
        scores=scores,
        since_first=tuple(pairs[0, second] for second in range(1, last + 1)),
        since_previous=tuple(pairs[second - 1, second] for second in range(1, last + 1)),
        breaks=(*(one.breaks for one in to_last), {}),
        conventions=Conventions() if conventions is None else conventions,
        times=times,
    )

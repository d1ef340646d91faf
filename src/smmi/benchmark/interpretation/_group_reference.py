"""One unit's scores beside the median, the quartiles and the top of a group."""

from collections.abc import Mapping

import attrs

from smmi.benchmark.distribution._conventions import Conventions, SelfInclusion
from smmi.benchmark.distribution._groups import ALL, Group
from smmi.benchmark.distribution._table import NormTable
from smmi.benchmark.norms._norms import Norms
from smmi.benchmark.norms._placement import NoStanding, Standing, by_score
from smmi.benchmark.survey._argument_checks import plain_number
from smmi.errors import ArgumentError
from smmi.scoring import ScoreProfile, Scores


@attrs.frozen(kw_only=True)
class ReferencePoints:
    """One score of a unit, and what it is in a group.

    Attributes:
        code: The code of the score.
        score: The unit's score, or None.
        n: How many units of the group have the score (without the unit itself, where the conventions leave it out).
        lower_quartile: The quantile at 25 %, or None.
        median: The median, or None.
        upper_quartile: The quantile at 75 %, or None.
        top: The percentile that was declared as the top, or None.
        reason: Why something is absent, or None.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> reference = benchmark.compare_with_group(scores.of("S001"), benchmark.Norms.fit(scores))
        >>> points = reference["curriculum"]
        >>> points.from_median == points.score - points.median
        True
    """

    code: str
    score: float | None
    n: int
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    top: float | None
    reason: NoStanding | None

    @property
    def from_median(self) -> float | None:
        """The score less the median, in points; None if one is absent."""
        return None if self.score is None or self.median is None else self.score - self.median

    @property
    def from_top(self) -> float | None:
        """The score less the top, in points, below 0 for most; None if one is absent."""
        return None if self.score is None or self.top is None else self.score - self.top


@attrs.frozen(kw_only=True)
class GroupReference:
    """A unit beside a group: ``reference["curriculum"].from_median``.

    Attributes:
        unit: The unit.
        group: The group.
        top: Which percentile is the top.
        points: The reference points by the code of the score.
        norms: The fingerprint of the norms.
        conventions: By what rules.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> norms = benchmark.Norms.fit(scores, by=("control",))
        >>> reference = benchmark.compare_with_group(scores.of("S001"), norms, group="private")
        >>> reference.group.name, reference["curriculum"].n
        ('private', 20)
    """

    unit: str
    group: Group
    top: float
    points: Mapping[str, ReferencePoints] = attrs.field(converter=by_score, repr=False)
    norms: str
    conventions: Conventions

    def __getitem__(self, code: str) -> ReferencePoints:
        """Return the reference points of one score.

        Args:
            code: The code of the score.

        Raises:
            UnknownCodeError: No score has the code.
        """
        return self.points[code]


def compare_with_group(
    profile: ScoreProfile, norms: Norms, /, *, group: str = ALL, top: float = 90.0
) -> GroupReference:
    """Return a unit's scores beside the median, the quartiles and the top of a group.

    Quantiles are by the rule of the norms' conventions. Median and quartiles need the minimum size for quartiles, the
    top that for percentile ranks. The unit need not be in the group.

    Args:
        profile: The unit's scores.
        norms: The norms.
        group: The name of the group.
        top: Which percentile is the top, above 75 and below 100: the highest score itself is never shown.

    Returns:
        Reference points by the code of the score, in points from 0 to 100; None with a reason where there
        is none.

    Raises:
        NormsMismatchError: The profile is of another instrument, edition or scheme.
        UnknownCodeError: There is no such group.
        ArgumentError: These are no profile and norms; or the top is out of its range; or the unit is to be left out,
            but the norms hold another score of it.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> reference = benchmark.compare_with_group(scores.of("S001"), benchmark.Norms.fit(scores))
        >>> area = reference["curriculum"]
        >>> area.from_median == area.score - area.median, area.median < area.upper_quartile < area.top
        (True, True)
    """
    ArgumentError.raise_unless(
        profile,
        ScoreProfile,
        argument="profile",
        expected="a ScoreProfile",
        advice={
            Scores: "Compare one unit at a time: compare_with_group(scores.of(unit), norms)",
            Norms: "The arguments are swapped; write compare_with_group(profile, norms)",
        },
    )
    ArgumentError.raise_unless(norms, Norms, argument="norms", expected="Norms")
    given, top = top, plain_number(top)
    if not isinstance(top, int | float) or isinstance(top, bool) or not 75 < top < 100:
        raise ArgumentError("top", repr(given), "a percentile above 75 and below 100")
    placement = norms.place(profile)
    chosen = norms.group(group)
    inside = chosen in placement.groups and profile.unit in norms.members
    left_out = inside and norms.conventions.self_inclusion is SelfInclusion.LEFT_OUT
    points = {}
    for code in profile.codes:
        standing, table = placement.standing(code), norms.table(code, group=group)
        score = standing.score
        if left_out and score is not None:
            table = table.without_unit(score, norms.members[profile.unit])
        points[code] = _points(standing, table, norms.conventions, top)
    return GroupReference(
        unit=profile.unit,
        group=chosen,
        top=float(top),
        points=points,
        norms=norms.fingerprint,
        conventions=norms.conventions,
    )


def _points(standing: Standing, table: NormTable, conventions: Conventions, top: float) -> ReferencePoints:
    quartiles: list[float | None] = [None] * 3
    reason = NoStanding.GROUP_TOO_SMALL
    highest = None
    if table.n >= conventions.minimum_for_quartile:
        quartiles = [table.quantile(at, rule=conventions.quantiles) for at in (0.25, 0.5, 0.75)]
        reason = NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE
    if table.n >= conventions.minimum_for_percentile:
        highest = table.quantile(top / 100.0, rule=conventions.quantiles)
    return ReferencePoints(
        code=standing.code,
        score=standing.score,
        n=table.n,
        lower_quartile=quartiles[0],
        median=quartiles[1],
        upper_quartile=quartiles[2],
        top=highest,
        reason=standing.reason if standing.score is None else (reason if highest is None else None),
    )

"""Placement: where a unit stands in a group."""

import enum
import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np

from smmi._notebook import InNotebooks, Shown
from smmi._thresholds import reaches
from smmi.benchmark.distribution._conventions import Conventions, Quartile, SelfInclusion, TieRule
from smmi.benchmark.distribution._groups import ALL, Group
from smmi.benchmark.distribution._own_peers import OwnPeers
from smmi.benchmark.distribution._table import NormTable
from smmi.benchmark.kernels._normal import (
    deciles,
    normal_curve_equivalents,
    stanines_of_ranks,
    t_scores,
    z_of_ranks,
)
from smmi.benchmark.norms._uncertainty import Basis, Kept
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.fingerprint import ADDED_LATER
from smmi.frozen import CodeMapping, FrozenMapping
from smmi.scoring import ScoreProfile


class NoStanding(enum.Enum):
    """Why a standing, or a part of it, is absent.

    Example:
        >>> [one.value for one in NoStanding]
        ['no-score', 'group-too-small', 'group-too-small-for-percentile', 'partly-administered']
    """

    NO_SCORE = "no-score"
    """The unit has no score here."""
    GROUP_TOO_SMALL = "group-too-small"
    """The group is smaller than the minimum for quartiles and stars."""
    GROUP_TOO_SMALL_FOR_PERCENTILE = "group-too-small-for-percentile"
    """The group is smaller than the minimum for percentile ranks."""
    PARTLY_ADMINISTERED = "partly-administered"
    """A part of what applies to the unit was not put to it, or not carried: the score does not compare."""


@attrs.frozen(kw_only=True, eq=False)
class Standing:
    """Where a unit's score stands in one group, and how sure that is.

    Two are equal if they say the same, intervals and probabilities included.

    Attributes:
        code: The code of the score: an area, a domain, or "overall".
        group: The group.
        score: The unit's score, percent of attainable (0 to 100), or None: it has none, or it does not compare.
        n: How many units it was compared with (with itself, if the conventions include it).
        percentile: The percentile rank, 0 to 100, or None.
        quartile: The quartile, or None.
        median: The median of those it was compared with, percent of attainable, or None.
        reason: Why something is absent, or None.
        member: Whether the unit is one of the units of the norms.
        population: How many units there are in the group in all, or None if this is not known.
        reliability: The reliability of the score, 0 to 1, by which measurement error is told; None if it is not known.
        conventions: By what rules.
        basis: What intervals and probabilities are worked out from when they are asked for; what was found of them
            where the standing was read from a document.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> standing = benchmark.Norms.fit(scores).place(scores.of("S001"))["overall"]["all"]
        >>> standing.percentile, standing.quartile.label, standing.stars, standing.n
        (36.25, 'Third', 2, 40)
        >>> [round(end, 1) for end in standing.interval]
        [21.7, 52.9]
        >>> {quartile.label: round(chance, 2) for quartile, chance in standing.band_probabilities.items()}
        {'Fourth': 0.07, 'Third': 0.85, 'Second': 0.08, 'Top': 0.0}
    """

    code: str
    group: Group
    score: float | None
    n: int
    percentile: float | None
    quartile: Quartile | None
    median: float | None
    reason: NoStanding | None
    member: bool
    population: int | None
    reliability: float | None
    conventions: Conventions
    basis: Basis | Kept = attrs.field(repr=False)

    @property
    def _said(self) -> tuple[object, ...]:
        plain = (getattr(self, name) for name in _PLAIN)
        return (*plain, self.interval, self.effective_n, self.median_interval, self.band_probabilities)

    def __eq__(self, other: object) -> bool:
        return self._said == other._said if isinstance(other, Standing) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in _PLAIN))

    @property
    def stars(self) -> int | None:
        """Four stars for Top … one for Fourth, or None."""
        return self.quartile.stars if self.quartile else None

    @cached_property
    def interval(self) -> tuple[float, float] | None:
        """The interval of the percentile rank, 0 to 100: what other units could have been the norms; None if absent.

        It says nothing about measurement error: see `band_probabilities`.
        """
        return (
            None if self.percentile is None else self.basis.rank_interval(self.conventions, self.population)
        )

    @property
    def effective_n(self) -> float | None:
        """In how many independent units the interval of the percentile rank is that of a share; None if it is absent.

        That is n, or Kish's number of weighted units, or what a survey design makes them worth at this score; n where
        these are all units that there are, so that the interval is a point.
        """
        if self.percentile is not None and self.basis.is_census(self.population):
            return float(self.n)
        return None if self.percentile is None else self.basis.effective_n(self.conventions)

    @cached_property
    def median_interval(self) -> tuple[float, float] | None:
        """The interval of the group's median; None if it is absent, or the group has no spread there."""
        if self.median is None:
            return None
        rule = self.conventions.quantiles
        return self.basis.median_interval(self.conventions.level, self.population, rule)

    @cached_property
    def band_probabilities(self) -> Mapping[Quartile, float] | None:
        """How likely each quartile is, given the sampling of peers, blanks, and measurement error if it is known."""
        if self.quartile is None:
            return None
        found = self.basis.band_probabilities(self.population, self.reliability, level=self.conventions.level)
        return None if found is None else FrozenMapping(dict(zip(Quartile, found.tolist(), strict=True)))

    @property
    def star_probabilities(self) -> Mapping[int, float] | None:
        """How likely each number of stars is: that of its quartile."""
        bands = self.band_probabilities
        return None if bands is None else {quartile.stars: chance for quartile, chance in bands.items()}

    @property
    def decile(self) -> int | None:
        """The tenth of the group, 1 to 10, by the percentile rank; None if that is absent."""
        return None if self.percentile is None else int(deciles(np.array(self.percentile)))

    @property
    def z(self) -> float | None:
        """The normalised z score: the normal quantile of the percentile rank; None if absent, or at 0 and 100."""
        if self.percentile is None:
            return None
        z = float(z_of_ranks(np.array(self.percentile)))
        return None if math.isnan(z) else z

    @property
    def t_score(self) -> float | None:
        """The normalised T score, 50 + 10 z; None where z is."""
        return None if self.z is None else float(t_scores(np.array(self.z)))

    @property
    def stanine(self) -> int | None:
        """The stanine, 1 to 9, of the percentile rank; None if that is absent."""
        return None if self.percentile is None else int(stanines_of_ranks(np.array(self.percentile)))

    @property
    def normal_curve_equivalent(self) -> float | None:
        """The normal-curve equivalent, 50 + 21.06 z; None where z is."""
        return None if self.z is None else float(normal_curve_equivalents(np.array(self.z)))


_PLAIN: Final = tuple(field.name for field in attrs.fields(Standing) if field.name != "basis")
UNKNOWN_SCORE: Final = "no score has the code"
_UNKNOWN_GROUP: Final = "the unit is in no group called"


def by_score(items: Any) -> Any:  # noqa: ANN401  (attrs converts what it is given)
    """Return a mapping by the codes of scores, which tells an unknown one."""
    return CodeMapping(UNKNOWN_SCORE, items)


def by_group_and_score(tables: Any) -> Any:  # noqa: ANN401  (as above)
    """Return a mapping by group of mappings by score, told by name where one is not there."""
    return FrozenMapping({group: by_score(own) for group, own in tables.items()})


def _by_score_and_group(
    standings: Mapping[str, Mapping[str, Standing]],
) -> Mapping[str, Mapping[str, Standing]]:
    return CodeMapping(
        UNKNOWN_SCORE, {code: CodeMapping(_UNKNOWN_GROUP, own) for code, own in standings.items()}
    )


@attrs.frozen(kw_only=True)
class Placement(InNotebooks):
    """Where a unit stands: ``placement["curriculum"]["all"].percentile``.

    It is exact, and for organisers: a median can be the score of a peer. What may go to the unit itself is told by
    `smmi.benchmark.disclosure.told_of_others`, and is in its report.

    Attributes:
        unit: The unit.
        norms: The fingerprint of the norms.
        conventions: By what rules.
        groups: The groups that the unit is in, `all` first, that of its own peers last.
        standings: The standing of each score in each group, by code and the group's name.
        design: How units are weighted and by what design intervals are made, in words; nothing where there is none.
        peers: The unit's own peers and why these, or why there are none; None where none were sought.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> placement = benchmark.Norms.fit(scores, by=("control",)).place(scores.of("S001"))
        >>> [group.name for group in placement.groups]
        ['all', 'public']
        >>> placement["overall"]["public"].percentile
        27.5
        >>> placement.standing("overall", group="control=public").n
        20
    """

    unit: str
    norms: str
    conventions: Conventions
    groups: tuple[Group, ...]
    standings: Mapping[str, Mapping[str, Standing]] = attrs.field(converter=_by_score_and_group, repr=False)
    design: tuple[tuple[str, str], ...] = attrs.field(default=(), metadata={ADDED_LATER: True})
    peers: OwnPeers | None = attrs.field(default=None, metadata={ADDED_LATER: True})

    def __getitem__(self, code: str) -> Mapping[str, Standing]:
        """Return the standings of one score by group; to ask them for another group raises `UnknownCodeError` too.

        Args:
            code: The code of an area or domain, or "overall".

        Raises:
            UnknownCodeError: No score has the code.
        """
        return self.standings[code]

    def _shown(self) -> Shown:
        every = [standing for own in self.standings.values() for standing in own.values()]
        return Shown(
            caption=f"Where {self.unit} stands: exact, for organisers",
            columns=("Score", "Group", "Units", "Value", "Rank", "Low", "High", "Quartile", "Why absent"),
            rows=[
                [
                    *(
                        one.code,
                        one.group.name,
                        one.n,
                        one.score,
                        one.percentile,
                        *(one.interval or (None, None)),
                    ),
                    one.quartile.label if one.quartile else None,
                    one.reason.value.replace("-", " ") if one.reason else "",
                ]
                for one in every
            ],
        )

    def standing(self, code: str, /, *, group: str = ALL) -> Standing:
        """Return the standing of one score in one group.

        Args:
            code: The code of the score.
            group: The name of the group, short or full.

        Raises:
            UnknownCodeError: No score has the code, or the unit is in no such group.
        """
        standings = self[code]
        for each in self.groups:
            if group in each.names:
                return standings[each.name]
        raise UnknownCodeError(_UNKNOWN_GROUP, str(group), tuple(standings))


def stand(
    code: str,
    group: Group,
    table: NormTable,
    profile: ScoreProfile,
    *,
    member: float | None,
    population: int | None,
    reliability: float | None,
    conventions: Conventions,
    withheld: bool = False,
) -> Standing:
    """Return where a score stands in a group.

    Args:
        code: The code of the score.
        group: The group.
        table: The distribution of the score in the group.
        profile: The unit's scores.
        member: The weight of the unit in the norms, or None if it is not in them.
        population: How many units there are in the group in all, if this is known.
        reliability: The reliability of the score, if it is known.
        conventions: By what rules.
        withheld: Whether the score does not compare, and so is not placed.

    Raises:
        ArgumentError: The unit is to be left out, but is in the norms with another score.
    """
    if table.plain is not table:  # equal weights say nothing
        table, member = table.plain, None if member is None else 1.0
    partly = withheld and profile[code].value is not None
    value = None if withheld else profile[code].value
    absent = value is None
    score = math.nan if value is None else value
    inside = member is not None and not absent and table.below_and_equal(score)[1] > 0
    left_out = member is not None and not absent and conventions.self_inclusion is SelfInclusion.LEFT_OUT
    if left_out and not inside:
        advice = "Fit new norms, or place the unit under an identifier that is not in the norms"
        raise ArgumentError(
            "profile", f"{code!r} = {score!r}", "the score that the norms hold for this unit", advice
        )
    without = float(member) if left_out and member is not None else 0.0
    others = table.without_unit(score, without) if left_out else table
    n = others.n
    enough = n >= conventions.minimum_for_quartile
    placed = enough and not absent
    percentile = quartile = None
    if placed:
        mid = table.percentile_rank(score, ties=TieRule.MID, without=without)
        quartile = Quartile(1 + sum(reaches(mid, cut) for cut in (25.0, 50.0, 75.0)))
        if n >= conventions.minimum_for_percentile:
            percentile = table.percentile_rank(score, ties=conventions.ties, without=without)
    reason = None
    if absent:
        reason = NoStanding.PARTLY_ADMINISTERED if partly else NoStanding.NO_SCORE
    elif not enough:
        reason = NoStanding.GROUP_TOO_SMALL
    elif percentile is None:
        reason = NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE
    return Standing(
        code=code,
        group=group,
        score=None if absent else score,
        n=n,
        percentile=percentile,
        quartile=quartile,
        median=others.quantile(0.5, rule=conventions.quantiles) if enough else None,
        reason=reason,
        member=member is not None,
        population=population,
        reliability=reliability,
        conventions=conventions,
        basis=Basis(table=table, profile=profile, code=code, own=member if inside else None, without=without),
    )

"""Placement: where a unit stands in a group."""

import enum
import math
from collections.abc import Mapping

import attrs

from smmi.benchmark._conventions import Conventions, Quartile, SelfInclusion, TieRule
from smmi.benchmark._groups import ALL, Group
from smmi.benchmark._table import NormTable
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.frozen import FrozenMapping


class NoStanding(enum.Enum):
    """Why a standing, or a part of it, is absent."""

    NO_SCORE = "no-score"
    """The unit has no score here."""
    GROUP_TOO_SMALL = "group-too-small"
    """The group is smaller than the minimum for quartiles and stars."""
    GROUP_TOO_SMALL_FOR_PERCENTILE = "group-too-small-for-percentile"
    """The group is smaller than the minimum for percentile ranks."""


@attrs.frozen(kw_only=True)
class Standing:
    """Where a unit's score stands in one group.

    Attributes:
        code: The code of the score.
        group: The group.
        n: How many units it was compared with (with itself, if the conventions include it).
        percentile: The percentile rank, 0 to 100, or None.
        quartile: The quartile, or None.
        median: The median of the group, or None.
        reason: Why something is absent, or None.
        member: Whether the unit is one of the units of the norms.
        conventions: By what rules.
    """

    code: str
    group: Group
    n: int
    percentile: float | None
    quartile: Quartile | None
    median: float | None
    reason: NoStanding | None
    member: bool
    conventions: Conventions

    @property
    def stars(self) -> int | None:
        """Four stars for Top … one for Fourth, or None."""
        return self.quartile.stars if self.quartile else None


class Standings(FrozenMapping[str, Standing]):
    """The standings of one score by the group's name."""

    __slots__ = ()

    def __getitem__(self, group: str) -> Standing:
        """Return the standing in one group.

        Raises:
            UnknownCodeError: The unit is in no group of this name.
        """
        try:
            return super().__getitem__(group)
        except (KeyError, TypeError):
            raise UnknownCodeError("the unit is in no group called", str(group), tuple(self)) from None


def _by_code(
    standings: Mapping[str, Mapping[str, Standing]],
) -> FrozenMapping[str, Standings]:
    return FrozenMapping({code: Standings(groups) for code, groups in standings.items()})


@attrs.frozen(kw_only=True)
class Placement:
    """Where a unit stands: ``placement["curriculum"]["all"].percentile``.

    Attributes:
        unit: The unit.
        norms: The fingerprint of the norms.
        conventions: By what rules.
        groups: The groups that the unit is in, `all` first.
        standings: The standing of each score in each group, by code and the group's name.
    """

    unit: str
    norms: str
    conventions: Conventions
    groups: tuple[Group, ...]
    standings: Mapping[str, Mapping[str, Standing]] = attrs.field(converter=_by_code, repr=False)

    def __getitem__(self, code: str) -> Mapping[str, Standing]:
        """Return the standings of one score by group; to ask them for another group raises `UnknownCodeError` too.

        Raises:
            UnknownCodeError: No score has the code.
        """
        try:
            return self.standings[code]
        except (KeyError, TypeError):
            raise UnknownCodeError("no score has the code", str(code), tuple(self.standings)) from None

    def standing(self, code: str, /, *, group: str = ALL) -> Standing:
        """Return the standing of one score in one group.

        Raises:
            UnknownCodeError: No score has the code, or the unit is in no such group.
        """
        standings = self[code]
        for each in self.groups:
            if group in each.names:
                return standings[each.name]
        raise UnknownCodeError("the unit is in no group called", str(group), tuple(standings))


def stand(
    code: str, group: Group, table: NormTable, score: float, member: float | None, conventions: Conventions
) -> Standing:
    """Return where a score stands in a group.

    Args:
        code: The code of the score.
        group: The group.
        table: The distribution of the score in the group.
        score: The unit's score; NaN if it has none.
        member: The weight of the unit in the norms, or None if it is not in them.
        conventions: By what rules.

    Raises:
        ArgumentError: The unit is to be left out, but is in the norms with another score.
    """
    absent = math.isnan(score)
    left_out = member is not None and not absent and conventions.self_inclusion is SelfInclusion.LEFT_OUT
    if left_out and not table.below_and_equal(score)[1]:
        advice = "Fit new norms, or place the unit under an identifier that is not in the norms"
        raise ArgumentError(
            "profile", f"{code!r} = {score!r}", "the score that the norms hold for this unit", advice
        )
    without = float(member) if left_out and member is not None else 0.0
    n = table.n - int(left_out)
    enough = n >= conventions.minimum_for_quartile
    placed = enough and not absent
    percentile = quartile = None
    if placed:
        mid = table.percentile_rank(score, ties=TieRule.MID, without=without)
        quartile = Quartile(1 + sum(mid >= cut for cut in (25.0, 50.0, 75.0)))
        if n >= conventions.minimum_for_percentile:
            percentile = table.percentile_rank(score, ties=conventions.ties, without=without)
    reason = None
    if absent:
        reason = NoStanding.NO_SCORE
    elif not enough:
        reason = NoStanding.GROUP_TOO_SMALL
    elif percentile is None:
        reason = NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE
    return Standing(
        code=code,
        group=group,
        n=n,
        percentile=percentile,
        quartile=quartile,
        median=table.quantile(0.5, rule=conventions.quantiles) if enough else None,
        reason=reason,
        member=member is not None,
        conventions=conventions,
    )

"""Targets of a path: a score, a percentile rank, stars, or the complete assessment."""

from collections.abc import Callable
from typing import Any, Final

import attrs
import numpy as np

from smmi._thresholds import reaches
from smmi.benchmark.distribution._table import NormTable
from smmi.benchmark.norms import Norms, SelfInclusion, TieRule
from smmi.benchmark.survey._argument_checks import plain_number, plain_whole
from smmi.errors import ArgumentError
from smmi.instrument.declaration import is_number
from smmi.scoring import ScoreProfile

OVERALL: Final = "overall"
CUTS: Final = {1: 0.0, 2: 25.0, 3: 50.0, 4: 75.0}
"""The percentile rank, by the mid-rank, from which on there are so many stars."""
HIGHEST: Final = 100.0


def _in_range(target: Any, field: Any, value: Any) -> None:  # noqa: ANN401  (attrs calls it)
    if not is_number(value) or not 0 <= value <= HIGHEST:
        raise ArgumentError(f"{type(target).__name__}.{field.name}", repr(value), "a number from 0 to 100")


def _is_stars(_target: object, _field: object, value: Any) -> None:  # noqa: ANN401  (as above)
    if not is_number(value) or value not in CUTS:
        raise ArgumentError("Stars.stars", repr(value), "1, 2, 3 or 4")


@attrs.frozen
class ScoreOf:
    """A score of at least so many points. It does not depend on anybody else.

    Attributes:
        points: From 0 to 100.
        code: Of which score.

    Example:
        >>> ScoreOf(70).code
        'overall'
    """

    points: float = attrs.field(converter=plain_number, validator=_in_range)
    code: str = attrs.field(default=OVERALL, kw_only=True)


@attrs.frozen
class RankOf:
    """A percentile rank of at least so much, by the norms' own rule for ties.

    Attributes:
        percentile: From 0 to 100.
        code: Of which score.
        group: The name of the group of the norms.

    Example:
        >>> RankOf(90, group="public").group
        'public'
    """

    percentile: float = attrs.field(converter=plain_number, validator=_in_range)
    code: str = attrs.field(default=OVERALL, kw_only=True)
    group: str = attrs.field(default="all", kw_only=True)


@attrs.frozen
class Stars:
    """At least so many stars: four for the Top quartile, three for the Second, two for the Third.

    Attributes:
        stars: From 1 to 4.
        code: Of which score.
        group: The name of the group of the norms.

    Example:
        >>> Stars(4).stars
        4
    """

    stars: int = attrs.field(converter=plain_whole, validator=_is_stars)
    code: str = attrs.field(default=OVERALL, kw_only=True)
    group: str = attrs.field(default="all", kw_only=True)


@attrs.frozen
class Badge:
    """The complete assessment, whatever is answered: the badge knows no score.

    Example:
        >>> Badge()
        Badge()
    """


Target = ScoreOf | RankOf | Stars | Badge


def held_norms(norms: Norms, profile: ScoreProfile, /) -> Norms:
    """Return the norms in which a unit's changed scores are placed: those of its peers, which do not move.

    Where the conventions leave the unit out, its own former scores are taken out; else they stay among the norms.

    Raises:
        ArgumentError: The unit is to be left out of norms of a survey design, or is the only one in them.
    """
    own = profile.unit in norms.members and norms.conventions.self_inclusion is SelfInclusion.LEFT_OUT
    return norms.without(profile.scores) if own else norms


def threshold(target: ScoreOf | RankOf | Stars, profile: ScoreProfile, held: Norms | None, /) -> float | None:
    """Return the least score that reaches a target; None if no score does.

    Raises:
        ArgumentError: There are no norms, or the group has no such standing.
        UnknownCodeError: There is no such score, or the unit is in no such group.
    """
    if isinstance(target, ScoreOf):
        return float(target.points)
    if held is None:
        raise ArgumentError("norms", "None", "norms, for a target among peers")
    standing = held.place(profile).standing(target.code, group=target.group)
    rules = held.conventions
    enough = rules.minimum_for_quartile
    if isinstance(target, RankOf):
        enough = max(enough, rules.minimum_for_percentile)
    if standing.n < enough:
        group = f"the group {target.group!r} of {standing.n} units"
        raise ArgumentError("target", group, f"a group of at least {enough} units")
    table = held.tables[standing.group][target.code].plain
    if isinstance(target, RankOf):
        return least_score(
            lambda score: reaches(table.percentile_rank(score, ties=rules.ties), target.percentile)
        )
    return least_of_stars(table, target.stars)


def least_of_stars(table: NormTable, stars: int, /) -> float | None:
    """Return the least score that has so many stars among those of a table; None if none has."""
    return least_score(lambda score: reaches(table.percentile_rank(score, ties=TieRule.MID), CUTS[stars]))


def least_score(reached: Callable[[float], bool], /) -> float | None:
    """Return the least double from 0 to 100 that reaches what every higher one reaches; None if 100 does not.

    Doubles from 0 on are in the order of their bits, so that halving finds it in some sixty steps.
    """
    if not reached(HIGHEST):
        return None
    low, high = -1, int(np.float64(HIGHEST).view(np.int64))
    while high - low > 1:
        middle = (low + high) // 2
        if reached(float(np.int64(middle).view(np.float64))):
            high = middle
        else:
            low = middle
    return float(np.int64(high).view(np.float64))

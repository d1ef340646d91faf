"""What one unit may know of last time: its own change whole, and of the others what bounds nobody too narrowly.

Of the first wave the unit is told the error of its scores, and where its scores of then and of now stand among it; of
the second one where it stands, and within which band the next star begins. Each of these is symmetric in the others of
a wave that are in the same group: if two of them exchange all their answers to it, all of it stays the same. So what
holds for one report (see `groups_told`) holds for each wave by itself, and no part of it rests on both. The error and
the norms of then may come from different units: see `samples_told`.
"""

from collections.abc import Mapping
from typing import Final

import attrs

from smmi._keywords import tells_keywords
from smmi.benchmark.disclosure import ReportRule, Told, told_of_others
from smmi.benchmark.follow_up._last_time import LastTime
from smmi.benchmark.follow_up._moved import Moved, RankChange
from smmi.benchmark.follow_up._told_of_then import told_of_then
from smmi.benchmark.improvement._targets import least_of_stars
from smmi.benchmark.norms import Placement, Standing
from smmi.benchmark.norms._uncertainty import Basis
from smmi.benchmark.waves import ChangeForm, ChangeVerdict
from smmi.errors import ArgumentError
from smmi.scoring import ScoreProfile

OVERALL: Final = "overall"


@attrs.frozen(kw_only=True)
class NextStar:
    """Where the next star begins, as far as a unit may know it.

    Attributes:
        stars: How many stars these are.
        low: The lower end of the band in which the cut lies, in points.
        high: Its upper end: a score of so much is enough.

    Example:
        >>> NextStar(stars=3, low=50.0, high=60.0).high
        60.0
    """

    stars: int
    low: float
    high: float


@attrs.frozen(kw_only=True)
class ToldSince:
    """What a report tells a unit of last time.

    Attributes:
        moved: What moved, score by score; without error and verdict where these are not told. Nothing for a unit that
            was not there last time.
        withheld: The codes of the scores that compare, of which error and verdict are not told.
        ranks: How the rank of the overall score moved in each group; without what is not told.
        next_star: Where the next star of the overall score begins among all units; None where there is none, or where
            it is not told.

    Example:
        >>> ToldSince(moved=(), withheld=frozenset(), ranks=(), next_star=None).next_star
    """

    moved: tuple[Moved, ...]
    withheld: frozenset[str]
    ranks: tuple[RankChange, ...]
    next_star: NextStar | None


@tells_keywords
def told_since(
    last: LastTime,
    profile: ScoreProfile,
    placement: Placement,
    /,
    *,
    rule: ReportRule,
    group: str = "all",
    known: int = 0,
) -> ToldSince:
    """Return what a report may tell a unit of last time, of all units and of one group.

    Args:
        last: Last time beside this one.
        profile: The unit's scores of now.
        placement: Where they stand now.
        rule: What must not be derived.
        group: The name of the group to tell of, beside all units.
        known: Of how many other units the reader may know the scores, in each of the waves.

    Raises:
        ArgumentError: The profile is of another wave, or by the rule of change the verdict on one unit tells what all
            units did.
        UnknownCodeError: The unit is in no such group.

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
        ...     for year in (2025, 2026)
        ... ]
        >>> last, profile = benchmark.last_time(*years), years[1].of("S001")
        >>> placement = benchmark.Norms.fit(years[1]).place(profile)
        >>> told_since(last, profile, placement, rule=benchmark.ReportRule()).next_star
        NextStar(stars=4, low=50.0, high=60.0)
    """
    ArgumentError.raise_unless(last, LastTime, argument="since", expected="a LastTime")
    if rule.protection_width and last.rule.form.of_both_waves:
        advice = f"Choose {', '.join(form.value for form in ChangeForm if not form.of_both_waves)}"
        got = f"changes by the form {last.rule.form.value}"
        raise ArgumentError("since", got, "a form that does not tell one unit what all others did", advice)
    there = profile.unit in last.waves.units.tolist()
    moved = last.moved(profile.unit) if there else ()
    if there and tuple(one.after for one in moved) != tuple(profile.values):
        raise ArgumentError(
            "since", "another wave than that of the profile", "the wave of the profile second"
        )
    now = told_of_others(placement, rule=rule, group=group, known=known)
    then = told_of_then(last, profile, rule=rule, group=group, known=known)
    # Also where there is no error: that there is none can say that all have the same score.
    withheld = frozenset(
        one.code for one in moved if one.difference is not None and one.code not in then.errors
    )
    return ToldSince(
        moved=tuple(without_error(one) if one.code in withheld else one for one in moved),
        withheld=withheld,
        ranks=tuple(
            one
            for one in last.rank_changes(profile, placement)
            if one.group in then.ranks
            and one.group in now[OVERALL]
            and now[OVERALL][one.group].standing is None
        ),
        next_star=_next_star(placement, now, rule),
    )


def without_error(moved: Moved) -> Moved:
    return attrs.evolve(
        moved, error=None, smallest=None, index=None, verdict=ChangeVerdict.NOT_KNOWN, no_verdict=None
    )


def _next_star(
    placement: Placement, told: Mapping[str, Mapping[str, Told]], rule: ReportRule
) -> NextStar | None:
    everyone = placement.groups[0].name
    standing: Standing = placement[OVERALL][everyone]
    own = told[OVERALL][everyone]
    if standing.stars in (None, 4) or own.standing is not None or own.median is not None:
        return None
    assert isinstance(standing.basis, Basis)  # noqa: S101  (what is told was judged by it)
    cut = least_of_stars(standing.basis.table.plain, int(standing.stars or 0) + 1)
    if cut is None:
        return None
    low, high = rule.band(cut) or (cut, cut)
    return NextStar(stars=int(standing.stars or 0) + 1, low=low, high=high)

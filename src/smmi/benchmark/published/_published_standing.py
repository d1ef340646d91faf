"""Where a score stands among norms in bands: between which percentile ranks, and in which quartiles."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction

import attrs
import numpy as np

from smmi._thresholds import reaches
from smmi.benchmark.disclosure import NotTold
from smmi.benchmark.norms import Conventions, Group, NoStanding, Quartile


@attrs.frozen(kw_only=True)
class PublishedStanding:
    """Where a unit's score stands in one group, as far as norms in bands tell.

    The interval is certain: the percentile rank in the exact norms is in it, by each tie rule, whether the unit is one
    of theirs or not, and is left out or not. It says nothing about measurement error, nor about other units that could
    have been the norms.

    Attributes:
        code: The code of the score: an area, a domain, or "overall".
        group: The group.
        score: The unit's score, percent of attainable (0 to 100), or None: it has none, or it does not compare.
        n: How many units of the group have the score, the unit itself among them if it is one of them; None where this
            is not told.
        band: The ends of the band that holds the score, in points; None where it stands in none.
        interval: Between which percentile ranks it is, 0 to 100: that of the lower end of the band, and that of the
            upper one; None if absent.
        quartiles: The quartiles in which it can be, ascending; none if absent.
        reason: Why something is absent, or None.
        conventions: By what rules.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi.benchmark import Norms, PublishedNorms
        >>> instrument, rng = smmi.editions.smmi_16(), np.random.default_rng(1)
        >>> answers = smmi.instrument.synthesize(instrument, units=200, rng=rng)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(instrument))
        >>> standing = PublishedNorms.fit(scores).place(scores.of("S008"))["overall"]["all"]
        >>> standing.band, standing.interval, standing.percentile
        ((30.0, 40.0), (18.5, 32.0), 25.25)
        >>> [quartile.label for quartile in standing.quartiles], standing.quartile
        (['Fourth', 'Third'], None)
        >>> Norms.fit(scores).place(scores.of("S008"))["overall"]["all"].percentile
        24.75
    """

    code: str
    group: Group
    score: float | None
    n: int | None
    band: tuple[float, float] | None
    interval: tuple[float, float] | None
    quartiles: tuple[Quartile, ...]
    reason: NoStanding | NotTold | None
    conventions: Conventions

    @property
    def percentile(self) -> float | None:
        """The middle of the interval, as an estimate of the percentile rank; None if absent."""
        return None if self.interval is None else sum(self.interval) / 2

    @property
    def quartile(self) -> Quartile | None:
        """The quartile where the interval leaves but one; else None."""
        return self.quartiles[0] if len(self.quartiles) == 1 else None

    @property
    def stars(self) -> int | None:
        """Four stars for Top … one for Fourth, or None."""
        return self.quartile.stars if self.quartile else None


def published_standing(
    code: str,
    group: Group,
    counts: Sequence[int] | None,
    score: float | None,
    *,
    edges: Sequence[float],
    conventions: Conventions,
    withheld: bool = False,
) -> PublishedStanding:
    """Return where a score stands in a group.

    Args:
        code: The code of the score.
        group: The group.
        counts: How many units of the group are in each band; None where this is not told.
        score: The unit's score, or None.
        edges: The ends of the bands, ascending.
        conventions: By what rules.
        withheld: Whether the score does not compare, and so is not placed.
    """
    partly = withheld and score is not None
    score = None if withheld else score
    n = None if counts is None else sum(counts)
    reason: NoStanding | NotTold | None = None
    if score is None:
        reason = NoStanding.PARTLY_ADMINISTERED if partly else NoStanding.NO_SCORE
    elif n is None:
        reason = NotTold.TOO_TELLING
    elif n < conventions.minimum_for_quartile:
        reason = NoStanding.GROUP_TOO_SMALL
    elif n < conventions.minimum_for_percentile:
        reason = NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE
    place = None if score is None else band_of(score, edges, conventions.decimals)
    quartiles: tuple[Quartile, ...] = ()
    interval = None
    if counts is not None and place is not None and n and n >= conventions.minimum_for_quartile:
        low, high = (float(Fraction(100 * sum(counts[:end]), n)) for end in (place, place + 1))
        quartiles = tuple(Quartile(number) for number in range(_quartile(low), _quartile(high) + 1))
        interval = (low, high) if n >= conventions.minimum_for_percentile else None
    return PublishedStanding(
        code=code,
        group=group,
        score=score,
        n=n,
        band=None if place is None or counts is None else (edges[place], edges[place + 1]),
        interval=interval,
        quartiles=quartiles,
        reason=reason,
        conventions=conventions,
    )


def band_of(score: float, edges: Sequence[float], decimals: int, /) -> int:
    """Return the place of the band that holds a score, so that ties are in one band.

    A band holds its lower end, and the last one its upper end too.

    Args:
        score: The score, from 0 to 100.
        edges: The ends of the bands, ascending.
        decimals: To how many decimals equal scores are ties.
    """
    return bisect_right(edges, float(np.round(score, decimals)), hi=len(edges) - 1) - 1


def _quartile(rank: float) -> int:
    return 1 + sum(reaches(rank, cut) for cut in (25.0, 50.0, 75.0))

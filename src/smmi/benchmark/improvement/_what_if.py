"""What-if: changed answers, scored and placed again; and how far each score is from the next cut."""

from collections.abc import Iterator, Mapping

import attrs

from smmi._keywords import tells_keywords
from smmi.benchmark.improvement._targets import CUTS, held_norms, least_of_stars
from smmi.benchmark.improvement._trials import Trials
from smmi.benchmark.norms import Norms, Placement
from smmi.errors import ArgumentError
from smmi.scoring import ScoreProfile


@attrs.frozen(kw_only=True)
class WhatIf:
    """The scores and standings of a unit before and after changed answers.

    The placements are exact, and for organisers; the profiles rest on the unit's own answers alone.

    Attributes:
        before: The scores that there are.
        after: The scores after the changes.
        placed_before: Where the unit stands, its peers held still; None without norms.
        placed_after: Where it stands after the changes.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=1, rng=np.random.default_rng(1))
        >>> profile = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument)).of("S001")
        >>> WhatIf(before=profile, after=profile, placed_before=None, placed_after=None).effects["research"]
        0.0
    """

    before: ScoreProfile = attrs.field(repr=False)
    after: ScoreProfile = attrs.field(repr=False)
    placed_before: Placement | None = attrs.field(repr=False)
    placed_after: Placement | None = attrs.field(repr=False)

    @property
    def effects(self) -> dict[str, float]:
        """By how many points each score rises, by code; only those that are there before and after."""
        pairs = zip(self.before.codes, self.before.values, self.after.values, strict=True)
        return {code: new - old for code, old, new in pairs if old is not None and new is not None}


@attrs.frozen(kw_only=True)
class Cushion:
    """How far a score is from the cuts on both sides. It is exact, and for organisers: a cut is the score of a peer.

    Attributes:
        code: The code of the score.
        group: The name of the group.
        score: The score.
        stars: How many stars it has.
        cushion: How many points it can lose and keep its stars; None for one star.
        gap: How many points it lacks for the next star; None for four stars, and where no score has more.

    Example:
        >>> Cushion(code="research", group="all", score=60.0, stars=3, cushion=2.5, gap=7.0).gap
        7.0
    """

    code: str
    group: str
    score: float
    stars: int
    cushion: float | None
    gap: float | None


@tells_keywords
def what_if(profile: ScoreProfile, norms: Norms | None = None, /, *, changes: Mapping[str, object]) -> WhatIf:
    """Return what changed answers do to every score and, with norms, to every standing.

    Args:
        profile: The unit's scores.
        norms: Where the unit is placed. The peers are held still: only its own former scores are taken out, where the
            conventions leave it out.
        changes: The new answers by indicator, as in records; None for no answer.

    Raises:
        ArgumentError: An argument is of a wrong class.
        EditCheckError: An answer is impossible, or no indicator has its code.
        NormsMismatchError: The norms are of another instrument, edition or scheme.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=2, rng=np.random.default_rng(1))
        >>> profile = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument)).of("S001")
        >>> what_if(profile, changes={}).effects["overall"]
        0.0
    """
    ArgumentError.raise_unless(profile, ScoreProfile, argument="profile", expected="a ScoreProfile")
    ArgumentError.raise_unless(norms, Norms | None, argument="norms", expected="None or Norms")
    ArgumentError.raise_unless(
        changes, Mapping, argument="changes", expected="a mapping from codes to answers"
    )
    after = Trials.of(profile, profile.scheme).replay(changes)
    held = held_norms(norms, profile) if norms is not None else None
    return WhatIf(
        before=profile,
        after=after,
        placed_before=held.place(profile) if held else None,
        placed_after=held.place(after) if held else None,
    )


def cushions(profile: ScoreProfile, norms: Norms, /) -> tuple[Cushion, ...]:
    """Return for each score in each group of a unit how far it is from losing a star, and from the next one.

    Scores without stars are left out. The peers are held still, as in `what_if`.

    Args:
        profile: The unit's scores.
        norms: Where it is placed.

    Raises:
        ArgumentError: An argument is of a wrong class.
        NormsMismatchError: The norms are of another instrument, edition or scheme.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> one = cushions(scores.of("S001"), benchmark.Norms.fit(scores))[0]
        >>> one.code, one.stars, one.gap > 0, one.cushion > 0
        ('overall', 2, True, True)
    """
    ArgumentError.raise_unless(profile, ScoreProfile, argument="profile", expected="a ScoreProfile")
    ArgumentError.raise_unless(norms, Norms, argument="norms", expected="Norms")
    return tuple(_cushions(profile, held_norms(norms, profile)))


def _cushions(profile: ScoreProfile, held: Norms) -> Iterator[Cushion]:
    placement = held.place(profile)
    for code in profile.codes:
        for group in placement.groups:
            standing = placement[code][group.name]
            if standing.stars is None or standing.score is None:
                continue
            table = held.tables[group][code].plain

            own = least_of_stars(table, standing.stars) if standing.stars > 1 else None
            more = least_of_stars(table, standing.stars + 1) if standing.stars < max(CUTS) else None
            yield Cushion(
                code=code,
                group=group.name,
                score=standing.score,
                stars=standing.stars,
                cushion=None if own is None else standing.score - own,
                gap=None if more is None else more - standing.score,
            )

"""Who changes a star because cuts moved, and who because the score did."""

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.benchmark.cut_points._band_cuts import BandCuts, Stars, check_alike
from smmi.benchmark.norms import Conventions, comparable
from smmi.errors import ArgumentError
from smmi.frozen import frozen_array, made_anew
from smmi.scoring import Scores

Floats = npt.NDArray[np.float64]
Steps = npt.NDArray[np.int16]


@attrs.frozen(kw_only=True, repr=False)
class StarMoves:
    """The stars of units under old and new cuts, read-only arrays with one entry for each unit: 0 stars where absent.

    Stars of the new score under the old cuts stand between: what comes before them is the score's doing, what comes
    after that of the cuts. Both add up.

    Attributes:
        code: The code of the score.
        units: The units' identifiers.
        published: The cuts before.
        new: The cuts now.
        score_before: The scores before, NaN where absent.
        score: The scores now.
        stars_before: The stars of the scores before, under the cuts before.
        stars_kept: The stars of the scores now, under the cuts before.
        stars: The stars of the scores now, under the cuts now.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=5, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> old, new = (BandCuts(code="overall", cuts=[cut], on=f"{cut}-01-01") for cut in (2030, 2031))
        >>> star_moves(scores, published=old, new=new)
        <StarMoves of 'overall', 5 units: 0 by their score, 0 by the cuts>
    """

    code: str
    units: tuple[str, ...]
    published: BandCuts
    new: BandCuts
    score_before: Floats = attrs.field(**frozen_array())
    score: Floats = attrs.field(**frozen_array())
    stars_before: Stars = attrs.field(**frozen_array())
    stars_kept: Stars = attrs.field(**frozen_array())
    stars: Stars = attrs.field(**frozen_array())

    @property
    def by_score(self) -> Steps:
        """How many stars each unit has gained by its score, (n,); 0 where it lacks one of both scores."""
        return self._steps(self.stars_before, self.stars_kept)

    @property
    def by_cuts(self) -> Steps:
        """How many stars each unit has gained because cuts moved, (n,); 0 where it lacks one of both scores."""
        return self._steps(self.stars_kept, self.stars)

    def _steps(self, first: Stars, second: Stars) -> Steps:
        both = (self.stars_before > 0) & (self.stars > 0)
        steps: Steps = np.where(both, second.astype(np.int16) - first.astype(np.int16), 0).astype(np.int16)
        return steps

    @property
    def moved_by_cuts(self) -> tuple[str, ...]:
        """The units that would have another number of stars had the cuts stayed."""
        return tuple(unit for unit, step in zip(self.units, self.by_cuts.tolist(), strict=True) if step)

    def columns(self) -> dict[str, list[object]]:
        """Return all as columns, one row for each unit, for a table or a data frame."""
        names = ("score_before", "score", "stars_before", "stars_kept", "stars", "by_score", "by_cuts")
        return {"unit": [*self.units], **{name: getattr(self, name).tolist() for name in names}}

    __reduce__ = made_anew

    def __repr__(self) -> str:
        return (
            f"<StarMoves of {self.code!r}, {len(self.units)} units: {np.count_nonzero(self.by_score)} by their score, "
            f"{np.count_nonzero(self.by_cuts)} by the cuts>"
        )


@tells_keywords
def star_moves(
    scores: Scores, /, *, published: BandCuts, new: BandCuts, before: Scores | None = None
) -> StarMoves:
    """Return who changes a star because cuts moved, and who because the score did.

    A score that rests on a part of what applies to the unit is taken for absent.

    Args:
        scores: The scores of the units now.
        published: The cuts before.
        new: The cuts now, of the same score and as many, not earlier than those before.
        before: The scores of the units before; those of now where not given, so that only cuts can move.

    Raises:
        ArgumentError: The cuts are not of the same score or as many, the new ones are earlier, or an argument is of a
            wrong class.
        UnknownCodeError: No score has the code of the cuts.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> old = BandCuts(code="overall", cuts=[35, 46, 55], on="2025-12-01")
        >>> new = BandCuts(code="overall", cuts=[36.5, 48, 55], on="2026-12-01")
        >>> star_moves(scores, published=old, new=new).moved_by_cuts[:3]
        ('S005', 'S013')
    """
    for name, cuts in (("published", published), ("new", new)):
        ArgumentError.raise_unless(cuts, BandCuts, argument=name, expected="BandCuts")
    check_alike(published, new, "new")
    if new.on < published.on:
        raise ArgumentError("new", f"cuts from {new.on}", f"cuts from {published.on} or later")
    earlier = scores if before is None else before
    for name, given in (("scores", scores), ("before", earlier)):
        ArgumentError.raise_unless(given, Scores, argument=name, expected="Scores")
    now, then = (comparable(one, Conventions())[0][one.row(new.code)] for one in (scores, earlier))
    known = dict(zip(earlier.units.tolist(), then.tolist(), strict=True))
    units = tuple(scores.units.tolist())
    own = np.array([known.get(unit, np.nan) for unit in units], dtype=np.float64)
    return StarMoves(
        code=new.code,
        units=units,
        published=published,
        new=new,
        score_before=own,
        score=now,
        stars_before=published.stars_of(own),
        stars_kept=published.stars_of(now),
        stars=new.stars_of(now),
    )

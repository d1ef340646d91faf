"""Which scores compare: what rests on a part of what applies to a unit does not, unless it is asked for by name."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from smmi.benchmark.distribution._conventions import Conventions
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.scoring import ScoreProfile, Scores

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def check_conventions(scores: Scores, conventions: Conventions, /) -> None:
    """Refuse what is no conventions, and a code that they ask for and no score has.

    Raises:
        ArgumentError: These are none.
        UnknownCodeError: There is such a code.
    """
    ArgumentError.raise_unless(
        conventions, Conventions, argument="conventions", expected="None or Conventions"
    )
    for code in conventions.partly_administered:
        if code not in scores.codes:
            raise UnknownCodeError("no score has the code", code, scores.codes)


def comparable(scores: Scores, conventions: Conventions, /) -> tuple[Floats, Flags | None]:
    """Return the scores without those that do not compare, and which these are; None if all compare.

    Args:
        scores: The scores of units.
        conventions: They name the scores that are asked for all the same.

    Returns:
        Percent of attainable, (scores, n), NaN where absent or not comparable; and flags of the same shape.
    """
    partly = scores.partly_administered
    if partly is None:
        return scores.values, None
    asked = np.array([code in conventions.partly_administered for code in scores.codes])
    withheld = partly & ~asked[:, None] & ~np.isnan(scores.values)
    return np.where(withheld, np.nan, scores.values), withheld


def withheld_codes(profile: ScoreProfile, conventions: Conventions, /) -> frozenset[str]:
    """Return the codes of the scores of one unit that do not compare."""
    return frozenset(profile.partly_administered) - frozenset(conventions.partly_administered)


def comparable_values(profile: ScoreProfile, conventions: Conventions, /) -> Sequence[float | None]:
    """Return the scores of one unit, None where absent or not comparable."""
    if not profile.partly_administered:
        return profile.values
    withheld = withheld_codes(profile, conventions)
    pairs = zip(profile.codes, profile.values, strict=True)
    return [None if code in withheld else value for code, value in pairs]

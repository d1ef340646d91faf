"""The standing of units among counterfactual peers: every combination of causes, all units at once."""

from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._thresholds import reaches
from smmi.benchmark.decomposition._causes import Measure
from smmi.benchmark.distribution._conventions import Conventions, SelfInclusion, TieRule
from smmi.benchmark.distribution._table import HALVES

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

OWN: Final = 8
"""How many combinations there are of what a unit did."""
CUTS: Final = (25.0, 50.0, 75.0)


@attrs.frozen(eq=False)
class Counts:
    """How many of some peers are below each of many scores, how many are at or below, and how many there are."""

    below: Floats
    until: Floats
    total: Floats | float

    @classmethod
    def among(cls, ordered: Floats, scores: Floats) -> "Counts":
        """Return the counts of peers, ascending, (m,), about scores of any shape."""
        below, until = ordered.searchsorted(scores, side="left"), ordered.searchsorted(scores, side="right")
        return cls(below.astype(np.float64), until.astype(np.float64), float(len(ordered)))

    def without(self, own: Floats, scores: Floats) -> "Counts":
        """Return the counts without each unit itself, whose score among the peers is `own`, (n,)."""
        return Counts(self.below - (own < scores), self.until - (own <= scores), self.total - ~np.isnan(own))

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.below + other.below, self.until + other.until, self.total + other.total)


@attrs.frozen(eq=False, kw_only=True)
class Peers:
    """The scores of the peers in one node, after rounding, ascending.

    Attributes:
        stayed: Those of the peers that have a score in both waves, by scheme and wave.
        left: Those of the peers that have one in the first wave only, by scheme.
        came: Those of the peers that have one in the second wave only, by scheme.
        own: The units' own, by scheme and wave, (2, 2, n); NaN for a unit that is none of those that stayed.
    """

    stayed: tuple[tuple[Floats, Floats], tuple[Floats, Floats]]
    left: tuple[Floats, Floats]
    came: tuple[Floats, Floats]
    own: Floats

    @classmethod
    def of(cls, *, stayed: Floats, left: Floats, came: Floats, own: Floats) -> "Peers":
        """Return peers whose scores are in any order; NaN for one that has none by a scheme.

        Args:
            stayed: By scheme and wave, (2, 2, m).
            left: By scheme, (2, k).
            came: By scheme, (2, l).
            own: As the attribute.
        """
        (a, b), (c, d) = ((ascending(wave) for wave in by) for by in stayed)
        return cls(
            stayed=((a, b), (c, d)),
            left=(ascending(left[0]), ascending(left[1])),
            came=(ascending(came[0]), ascending(came[1])),
            own=own,
        )

    def about(self, part: slice) -> "Peers":
        """Return the peers of some of the units."""
        return attrs.evolve(self, own=self.own[..., part])


def ascending(scores: Floats) -> Floats:
    """Return the scores that there are, ascending."""
    return np.sort(scores[~np.isnan(scores)])


def standings(
    scores: Floats, peers: Peers, measure: Measure, conventions: Conventions
) -> tuple[Floats, Floats]:
    """Return what units have in every combination of the seven causes, and with how many they are compared at the ends.

    Bit by bit, the number of a combination says whether what a unit did (three bits), the scheme, the drift, the
    appearance and the departure of peers are those of the second wave. A unit's own score moves with itself: it is
    among the peers at the score that it has in the combination, or left out, as the conventions say.

    Args:
        scores: The units' scores after rounding, by scheme and combination of what they did, (2, 8, n).
        peers: The peers' scores.
        measure: What is asked for.
        conventions: By what rules.

    Returns:
        The values, (128, n), NaN where there is none; and how many units they are compared with, (2, n).
    """
    n = scores.shape[-1]
    found = np.empty((2, 2, 2, 2, OWN, n))
    sizes = np.empty((2, n))
    for scheme, own in enumerate(scores):
        left, came = Counts.among(peers.left[scheme], own), Counts.among(peers.came[scheme], own)
        for drift in range(2):
            stayed = Counts.among(peers.stayed[scheme][drift], own).without(peers.own[scheme, drift], own)
            for appeared in range(2):
                with_new = stayed + came if appeared else stayed
                for departed in range(2):
                    others = with_new if departed else with_new + left
                    made, size = standing(others, measure, conventions)
                    found[departed, appeared, drift, scheme] = np.where(np.isnan(own), np.nan, made)
                    if scheme == drift == appeared == departed:
                        sizes[scheme] = size
    return found.reshape(-1, n), sizes


def standing(others: Counts, measure: Measure, conventions: Conventions) -> tuple[Floats, Floats | float]:
    """Return what units have by the counts of the others, and with how many units they are compared."""
    equal = others.until - others.below
    if measure is Measure.RANK:
        return 1.0 + others.total - others.until, others.total + 1.0
    included = float(conventions.self_inclusion is SelfInclusion.INCLUDED)
    size = others.total + included
    halves = HALVES[conventions.ties if measure is Measure.PERCENTILE_RANK else TieRule.MID]
    with np.errstate(divide="ignore", invalid="ignore"):
        ranks = (2.0 * others.below + halves * (equal + included)) * 100.0 / (2.0 * size)
    if measure is Measure.PERCENTILE_RANK:
        return ranks, size
    stars = 1.0 + np.sum([reaches(ranks, cut) for cut in CUTS], axis=0)
    return np.where(np.isnan(ranks), np.nan, stars), size


def fewest(measure: Measure, conventions: Conventions) -> int:
    """Return with how many units one has to be compared at least."""
    if measure is Measure.STARS:
        return conventions.minimum_for_quartile
    return max(conventions.minimum_for_quartile, conventions.minimum_for_percentile)

"""Of which groups norms that are handed out may tell, and which scores: so that no unit is bounded too narrowly.

What they tell is symmetric in the units that no group tells apart: a part. If two units of a part exchange all their
answers, the norms stay the same, whatever the scores are made from. So a reader can give to each unit the scores of any
other one of its part that it does not know, and bounds none more narrowly than the scores of the part spread.
"""

import enum
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from smmi.benchmark.disclosure import groups_told
from smmi.benchmark.norms import Group

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


class Extent(enum.Enum):
    """Of which groups a score is told."""

    NONE = "none"
    ALL = "all"
    """Of all units together, and of no other group."""
    GROUPS = "groups"
    """Of all units, and of the groups."""


def groups_kept(inside: Mapping[Group, Flags], /, *, least: int) -> tuple[tuple[Group, ...], Places]:
    """Return groups by which no fewer than so many units are told apart from the others, and the part of each unit.

    The largest groups come first. Only who is in which group decides, which everybody knows.

    Args:
        inside: Which units are in each group, (n,).
        least: How many units a part has at least.

    Returns:
        The groups, in the order given, and the number of each unit's part, (n,).
    """
    kept: list[Group] = []
    parts = np.zeros(len(next(iter(inside.values()))), dtype=np.intp)
    for group in sorted(inside, key=lambda one: -int(inside[one].sum())):
        finer = np.unique(2 * parts + inside[group], return_inverse=True)[1]
        if min(np.bincount(finer), default=0) >= least:
            kept.append(group)
            parts = finer
    return tuple(group for group in inside if group in kept), parts


def extents(
    parts: Mapping[str, Sequence[Floats]],
    /,
    *,
    areas: Collection[str],
    smallest: int,
    width: float,
    known: int,
) -> Mapping[str, Extent]:
    """Return of which groups each score is told.

    All scores are judged together. Where nothing could be told so, and for some area not by itself either, areas are
    judged one by one, and nothing is told of what is made from several: see `told_of_others`, which does the same.

    Args:
        parts: The scores of the units of each part, ascending, by the code of the score; absent ones are left out.
        areas: The codes of areas, which are not made from one another.
        smallest: How many units the smallest part has, those without the score among them.
        width: What no score may be bounded more narrowly than, in points.
        known: Of how many units a reader may know the scores.
    """

    def judged(codes: Collection[str]) -> Extent:
        return _extent([parts[code] for code in codes], smallest=smallest, width=width, known=known)

    together = judged(parts)
    if together is not Extent.NONE:
        return dict.fromkeys(parts, together)
    alone = {code: judged([code]) for code in parts if code in areas}
    if Extent.NONE not in alone.values():
        return dict.fromkeys(parts, Extent.NONE)
    return {code: alone.get(code, Extent.NONE) for code in parts}


def _extent(scores: Sequence[Sequence[Floats]], *, smallest: int, width: float, known: int) -> Extent:
    """Return of which groups some scores are told together.

    Silence on the groups says that in some part some score lies close together. Then all units are told of only where
    the smallest part could be that one in each score, and any unit be in it or outside of it.
    """
    if groups_told([part for own in scores for part in own], width=width, known=known)[0]:
        return Extent.GROUPS
    if all(len(own) == 1 for own in scores):
        return Extent.NONE
    everyone = [np.sort(np.concatenate(own)) for own in scores]
    close_together = [np.zeros(smallest)] * len(scores)
    told = groups_told(everyone, close_together, width=width, known=known)[0]
    return Extent.ALL if told else Extent.NONE

"""Nearest peers: the units most like a unit, by Gower's distance over declared characteristics."""

import enum
from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi.benchmark.peers._gower import (
    GowerVariable,
    as_variables,
    coded_variables,
    distances_from,
    variables_findings,
)
from smmi.benchmark.peers._peer_group import (
    FEWEST,
    NoPeers,
    PeerGroup,
    answers_of,
    bad_value,
    comparable,
    group_findings,
    group_mask,
    is_enough,
)
from smmi.benchmark.survey._argument_checks import plain_whole
from smmi.errors import ArgumentError, DeclarationError
from smmi.instrument import Answers
from smmi.instrument.declaration import as_tuple
from smmi.scoring import Scores

DECIMALS: Final = 9
"""Distances are ties if they are equal after rounding to this many decimals, as scores are in norms."""


class BoundaryTies(enum.Enum):
    """What happens to units that are as far as the last of the nearest.

    Example:
        >>> [one.value for one in BoundaryTies]
        ['together', 'by-identifier']
    """

    TOGETHER = "together"
    """All of them are taken, so that there may be more peers than were asked for."""
    BY_IDENTIFIER = "by-identifier"
    """Those whose identifiers come first in the order of text are taken, so that there are exactly as many."""


@attrs.frozen(kw_only=True)
class NearestPeers:
    """The units nearest to a unit, or why there are none; make them with `nearest_peers`. Its text is for a person.

    Attributes:
        unit: The unit; it is never among its own peers.
        members: The nearest units, by distance, and by identifier where distances tie.
        distances: The distance of each member, 0 to 1.
        k: How many were asked for.
        boundary: What happens to ties at the boundary.
        tied: How many units, of those with a distance, are as far as the last of the nearest, itself included.
        considered: How many other units, of the group within, have a distance to the unit.
        incomparable: How many others have none, as no characteristic is known of both.
        by: The characteristics compared.
        within: The group within which they were sought, or None.
        reason: Why there are no peers, or None.
        scored_only: Whether only units with an overall score were considered, since scores were given.

    Example:
        >>> import numpy as np
        >>> from smmi import editions
        >>> from smmi.benchmark import nearest_peers
        >>> from smmi.instrument import synthesize
        >>> given = {"control": ["public", "public", "private", "private"]}
        >>> answers = synthesize(editions.smmi_16(), units=4, rng=np.random.default_rng(6), attributes=given)
        >>> nearest = nearest_peers("S001", answers, by=["control"], k=2)
        >>> nearest.members, nearest.distances
        (('S002', 'S003', 'S004'), (0.0, 1.0, 1.0))
        >>> nearest.tied, nearest.considered
        (2, 3)
    """

    unit: str
    members: tuple[str, ...] = attrs.field(converter=as_tuple)
    distances: tuple[float, ...] = attrs.field(converter=as_tuple)
    k: int
    boundary: BoundaryTies
    tied: int
    considered: int
    incomparable: int
    by: tuple[GowerVariable, ...]
    within: PeerGroup | None
    reason: NoPeers | None
    scored_only: bool

    def __len__(self) -> int:
        return len(self.members)

    @property
    def label(self) -> str:
        """What they are called, such as ``The 10 nearest``; within a group, that too."""
        return f"The {self.k} nearest{'' if self.within is None else f' of {self.within.label}'}"

    @property
    def why(self) -> str:
        """Why these, or why there are none, in a sentence."""
        codes = ", ".join(variable.code for variable in self.by)
        if self.reason is NoPeers.NOT_OF_THE_GROUP:
            return f"It is not known to belong to “{self.within.label if self.within else ''}”."
        if self.reason is not None:
            return f"Fewer than {self.k} can be compared with it by {codes}."
        return f"Those most alike in {codes}{self._ties()}."

    def __str__(self) -> str:
        codes = ", ".join(repr(variable.code) for variable in self.by)
        place = "" if self.within is None else f" within {self.within.label!r}"
        scored = " with an overall score" if self.scored_only else ""
        sought = f"The {self.k} nearest of {self.unit!r}{place} by {codes}"
        known = f"{self.considered} units{scored} have a distance, {self.incomparable} have none"
        if self.reason is NoPeers.NOT_OF_THE_GROUP:
            return f"{sought}: none, as the unit is not known to belong to the group."
        found = "none, as too few can be compared"
        if self.reason is None:
            found = f"{len(self)} units up to {self.distances[-1]:.3g} away{self._ties()}"
        return f"{sought}: {found}. Of the others {known}."

    def _ties(self) -> str:
        if len(self) > self.k:
            return f", as {self.tied} are equally far at the boundary and all are taken"
        last = sum(
            round(distance, DECIMALS) == round(self.distances[-1], DECIMALS) for distance in self.distances
        )
        if self.tied > last:
            return f"; of {self.tied} equally far at the boundary, the first {last} by identifier are taken"
        return ""


@tells_keywords
def nearest_peers(
    unit: str | int,
    source: Answers | Scores,
    /,
    *,
    by: Sequence[str | GowerVariable],
    k: int = 10,
    within: PeerGroup | None = None,
    boundary: BoundaryTies = BoundaryTies.TOGETHER,
) -> NearestPeers:
    """Return the units nearest to a unit by Gower's distance over their characteristics.

    Distances that are equal to 9 decimals are ties. The order of the units does not matter.

    Args:
        unit: The unit's identifier.
        source: The units: answers with attributes; or scores, and then only units with an overall score are peers.
        by: The characteristics; a mere name is a nominal one of weight 1.
        k: How many are sought, at least 2; if fewer can be compared there are none, with the reason.
        within: A group in which they are sought, absolute or relative to the unit; all units where not given.
        boundary: What happens to units that are as far as the last.

    Returns:
        The peers, the nearest first, with their distances from 0 to 1; empty with a reason if too few can
        be compared.

    Raises:
        DeclarationError: `by` or `within` speaks of what the units do not have, or that cannot be compared so, or `k`
            is no such number: all of it at once.
        UnknownCodeError: There is no such unit.
        ArgumentError: The source, `within` or `boundary` is of a wrong class.

    Example:
        >>> import numpy as np
        >>> from smmi import editions
        >>> from smmi.instrument import synthesize
        >>> given = {
        ...     "control": ["public", "public", "private", "private"],
        ...     "region": ["plains", "plains", "plains", "southeast"],
        ... }
        >>> answers = synthesize(editions.smmi_16(), units=4, rng=np.random.default_rng(6), attributes=given)
        >>> nearest = nearest_peers("S001", answers, by=["control", "region"], k=2)
        >>> nearest.members, nearest.distances
        (('S002', 'S003'), (0.0, 0.5))
    """
    answers = answers_of(source)
    ArgumentError.raise_unless(within, PeerGroup | None, argument="within", expected="None or a PeerGroup")
    ArgumentError.raise_unless(boundary, BoundaryTies, argument="boundary", expected="a BoundaryTies")
    variables, k = as_variables(by), plain_whole(k)
    DeclarationError.raise_any(
        (
            *(() if is_enough(k) else (bad_value("k", k, f"an integer of at least {FEWEST}"),)),
            *variables_findings(variables, answers),
            *(group_findings(within, answers, "$.within") if within is not None else ()),
        )
    )
    position = answers.position(unit)
    others, belongs = comparable(source), True
    if within is not None:
        around = group_mask(within, answers, position)
        others, belongs = others & around, bool(around[position])
    others[position] = False
    far = distances_from(coded_variables(variables, answers), position)
    known = others & ~np.isnan(far)
    candidates = sorted(
        (round(distance, DECIMALS), name, distance)
        for name, distance in zip(answers.units[known].tolist(), far[known].tolist(), strict=True)
    )
    reason = None if len(candidates) >= k else NoPeers.TOO_FEW_COMPARABLE
    reason = reason if belongs else NoPeers.NOT_OF_THE_GROUP
    nearest, tied = ([], 0) if reason else _nearest(candidates, k, boundary)
    return NearestPeers(
        unit=str(answers.units[position]),
        members=[name for _, name, _ in nearest],
        distances=[distance for _, _, distance in nearest],
        k=k,
        boundary=boundary,
        tied=tied,
        considered=len(candidates),
        incomparable=int(np.count_nonzero(others & np.isnan(far))),
        by=variables,
        within=within,
        reason=reason,
        scored_only=isinstance(source, Scores),
    )


def _nearest(
    candidates: list[tuple[float, str, float]], k: int, boundary: BoundaryTies
) -> tuple[list[tuple[float, str, float]], int]:
    """Return the nearest of the candidates, which are sorted and at least k, and how many are as far as the last."""
    last = candidates[k - 1][0]
    tied = sum(rounded == last for rounded, _, _ in candidates)
    together = [each for each in candidates if each[0] <= last]
    return (candidates[:k] if boundary is BoundaryTies.BY_IDENTIFIER else together), tied

"""Peers that were found for units, as groups of norms."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.distribution._groups import ALL, Group
from smmi.benchmark.survey._argument_checks import listed
from smmi.errors import ArgumentError
from smmi.instrument import Answers
from smmi.scoring import ScoreProfile

_EXPECTED: Final = "peers that were found for units of the scores, at most once for each"


class FoundPeers(Protocol):
    """What `PeerLadder.peers_of`, `nearest_peers` and `ChosenPeers` have in common."""

    @property
    def unit(self) -> str:
        """The unit whose peers they are."""

    @property
    def members(self) -> tuple[str, ...]:
        """The peers; none where none were found."""

    @property
    def label(self) -> str:
        """What they are called."""

    @property
    def why(self) -> str:
        """Why these, or why there are none, in a sentence."""


@attrs.frozen(kw_only=True)
class OwnPeers:
    """The peers of one unit in norms.

    Attributes:
        group: Their group, with the unit itself; None where there are none.
        why: Why these, or why there are none, in a sentence.

    Example:
        >>> OwnPeers(group=None, why="No step is enough.").group is None
        True
    """

    group: Group | None
    why: str


def own_peers(found: object, answers: Answers, /) -> Mapping[str, OwnPeers]:
    """Return the peers of each unit for which some were sought.

    Args:
        found: What was found, for one unit or several.
        answers: What the scores of the norms are made from.

    Raises:
        ArgumentError: These are no peers of units with scores, or two of one unit, or they have no name of their own.
    """
    if isinstance(found, str | Mapping) or not isinstance(found, Iterable):
        raise ArgumentError("peers", type(found).__name__, "a sequence of peers", "Write peers=[…]")
    each = list(found)
    for one in each:
        if not all(hasattr(one, name) for name in ("unit", "members", "label", "why")):
            advice = "PeerLadder.peers_of, nearest_peers and ChosenPeers make them"
            raise ArgumentError("peers", f"an object of class {type(one).__name__!r}", _EXPECTED, advice)
        if one.members and one.label in {"", ALL}:
            raise ArgumentError("peers", f"the label {one.label!r}", "another name than 'all'")
    known = set(answers.units.tolist())
    strangers = {unit for one in each for unit in (one.unit, *one.members)} - known
    if strangers:
        raise ArgumentError("peers", f"units without scores: {listed(sorted(strangers))}", _EXPECTED)
    twice = sorted(unit for unit, count in Counter(one.unit for one in each).items() if count > 1)
    if twice:
        raise ArgumentError("peers", f"several of {listed(twice)}", _EXPECTED)
    return {
        one.unit: OwnPeers(
            group=Group(label=one.label, units=tuple(sorted({one.unit, *one.members})))
            if one.members
            else None,
            why=one.why,
        )
        for one in each
    }


def found_groups(peers: Mapping[str, OwnPeers], /) -> tuple[Group, ...]:
    """Return the groups of peers, each once."""
    return tuple(dict.fromkeys(own.group for own in peers.values() if own.group is not None))


def groups_of_unit(
    groups: Iterable[Group], peers: Mapping[str, OwnPeers], profile: ScoreProfile, /
) -> tuple[Group, ...]:
    """Return the groups in which a unit stands: those that it is in, and that of its own peers.

    Args:
        groups: The groups of norms.
        peers: The peers of units.
        profile: The unit's scores.
    """
    own = peers.get(profile.unit)
    held = [group for group in groups if group.holds(profile.attributes)]
    return (*held, *(() if own is None or own.group is None else (own.group,)))


def standing_in(group: Group, peers: Mapping[str, OwnPeers], answers: Answers, /) -> npt.NDArray[np.intp]:
    """Return which units stand in a group, ascending: those that are in it, or whose own peers it is.

    Args:
        group: The group.
        peers: The peers of units.
        answers: The units.
    """
    if not group.label:
        return np.flatnonzero(group.holding(answers))
    whose = [unit for unit in group.units if unit in peers and peers[unit].group == group]
    return np.flatnonzero(np.isin(answers.units, whose))

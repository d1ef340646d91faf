"""Peers that were found for units, as groups of norms."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
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


def own_peers(found: object, answers: Answers, groups: Iterable[Group], /) -> Mapping[str, OwnPeers]:
    """Return the peers of each unit for which some were sought.

    Args:
        found: What was found, for one unit or several.
        answers: What the scores of the norms are made from.
        groups: The groups by attributes, whose names peers may not have.

    Raises:
        ArgumentError: These are no peers of units with scores, or two of one unit, or they have no name of their own.
    """
    if isinstance(found, str | Mapping) or not isinstance(found, Iterable):
        raise ArgumentError("peers", type(found).__name__, "a sequence of peers", "Write peers=[…]")
    taken = names_taken(groups)
    each = [_checked(one, taken) for one in found]
    known = set(answers.units.tolist())
    strangers = {name for unit, members, _, _ in each for name in (unit, *members)} - known
    if strangers:
        raise ArgumentError("peers", f"units without scores: {listed(sorted(strangers))}", _EXPECTED)
    twice = sorted(unit for unit, count in Counter(unit for unit, *_ in each).items() if count > 1)
    if twice:
        raise ArgumentError("peers", f"several of {listed(twice)}", _EXPECTED)
    return {
        unit: OwnPeers(
            group=Group(label=label, units=tuple(sorted({unit, *members}))) if members else None, why=why
        )
        for unit, members, label, why in each
    }


def names_taken(groups: Iterable[Group], /) -> frozenset[str]:
    """Return the names that peers may not have: those of the groups by attributes."""
    return frozenset(
        name for group in groups if not group.label for name in (ALL, *group.names, group.short_name)
    )


def _checked(one: object, taken: Collection[str]) -> tuple[str, tuple[str, ...], str, str]:
    """Return the unit, the peers, their label and why these.

    Raises:
        ArgumentError: They are not what peers are.
    """
    advice = "PeerLadder.peers_of, nearest_peers and ChosenPeers make them"
    try:
        unit, members, label, why = (getattr(one, name) for name in ("unit", "members", "label", "why"))
    except AttributeError:
        got = f"an object of class {type(one).__name__!r}"
        raise ArgumentError("peers", got, _EXPECTED, advice) from None
    listed_ones = tuple(members) if isinstance(members, Iterable) and not isinstance(members, str) else None
    if listed_ones is None or not all(isinstance(name, str) for name in (unit, *listed_ones)):
        got = f"members of class {type(members).__name__!r}"
        raise ArgumentError("peers", got, "a unit and its peers, each by its identifier", advice)
    if not isinstance(why, str) or not why.strip():
        raise ArgumentError("peers", f"the reason {why!r} of {unit!r}", "a sentence", advice)
    if listed_ones and (not isinstance(label, str) or not label.strip() or label in taken):
        expected = "a name that no group by attributes has"
        raise ArgumentError("peers", f"the label {label!r} of {unit!r}", expected, "Call them otherwise")
    if set(listed_ones) == {unit}:
        raise ArgumentError(
            "peers", f"{unit!r} alone", "other units too", "Leave it out where there are none"
        )
    return unit, tuple(map(str, listed_ones)), label, why


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

"""The peers of units in documents of norms and placements: by the number of their group."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from smmi.benchmark import Group
from smmi.benchmark.norms import OwnPeers
from smmi.errors import Finding, Reason
from smmi.frozen import FrozenMapping
from smmi.serialization.fields import finding_at, step


@attrs.frozen(kw_only=True)
class PeersSheet:
    """The peers of one unit.

    Attributes:
        group: The number of their group in the document, counted from 0; None where there are none.
        why: Why these, or why there are none, in a sentence.
    """

    group: int | None = None
    why: str


def peers_sheets(peers: Mapping[str, OwnPeers], groups: Sequence[Group], /) -> Mapping[str, PeersSheet]:
    """Return what a document holds of the peers of units."""
    places = {group: place for place, group in enumerate(groups)}
    return FrozenMapping(
        {
            unit: PeersSheet(group=None if own.group is None else places[own.group], why=own.why)
            for unit, own in peers.items()
        }
    )


def peers_of(sheets: Mapping[str, PeersSheet], groups: Sequence[Group], /) -> dict[str, OwnPeers]:
    """Return the peers of units that a document holds, of its groups."""
    return {
        unit: OwnPeers(group=None if own.group is None else groups[own.group], why=own.why)
        for unit, own in sheets.items()
    }


def peers_findings(sheets: Mapping[str, PeersSheet], groups: Sequence[Group], /) -> Iterator[Finding]:
    """Yield what is wrong with the peers of units and with the groups of peers."""
    for place, group in enumerate(groups):
        if bool(group.label) != bool(group.units) or (group.label and group.pairs):
            message = (
                "a group of peers has a 'label' and 'peers', and no 'attributes'; another one has neither"
            )
            yield finding_at(f"$.groups[{place}]", message)
        elif list(group.units) != sorted(set(group.units)):
            message = "the units have to ascend, each once"
            yield finding_at(f"$.groups[{place}].peers", message, Reason.BAD_ORDER)
    for unit, own in sheets.items():
        if own.group is None:
            continue
        if not 0 <= own.group < len(groups) or unit not in groups[own.group].units:
            message = f"got the group {own.group}, expected the number of a group of peers with this unit"
            yield finding_at(f"$.peers{step(unit)}.group", message, Reason.OUT_OF_RANGE)

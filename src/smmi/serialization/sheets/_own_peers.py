"""The peers of units in documents of norms and placements: by the number of their group."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import attrs

from smmi.benchmark import Group
from smmi.benchmark.norms import OwnPeers, names_taken
from smmi.errors import Finding, Reason
from smmi.frozen import FrozenMapping
from smmi.serialization.fields import cut, finding_at, step


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


def peers_findings(
    sheets: Mapping[str, PeersSheet], groups: Sequence[Group], units: Collection[str], /
) -> Iterator[Finding]:
    """Yield what is wrong with the peers of units and with the groups of peers.

    Args:
        sheets: The peers of units.
        groups: The groups of the document.
        units: The units that it is about.
    """
    taken = names_taken(groups)
    used = {own.group for own in sheets.values()}
    for place, group in enumerate(groups):
        path = f"$.groups[{place}]"
        if bool(group.label) != bool(group.units) or (group.label and group.pairs):
            message = (
                "a group of peers has a 'label' and 'peers', and no 'attributes'; another one has neither"
            )
            yield finding_at(path, message)
        elif list(group.units) != sorted(set(group.units)) or len(group.units) == 1:
            message = "expected at least two units, ascending, each once"
            yield finding_at(f"{path}.peers", message, Reason.BAD_ORDER)
        elif group.label and (not group.label.strip() or group.label in taken):
            yield finding_at(
                f"{path}.label", f"{cut(group.label)} is no name of its own", Reason.REPEATED_LABEL
            )
        elif group.label and place not in used:
            yield finding_at(path, "a group of peers of no unit")
    for unit, own in sheets.items():
        path = f"$.peers{step(unit)}"
        if unit not in units:
            yield finding_at(path, "this unit is not among those of the document", Reason.UNKNOWN_CODE)
        if not own.why.strip():
            yield finding_at(f"{path}.why", "expected a sentence")
        if own.group is not None and (
            not 0 <= own.group < len(groups) or unit not in groups[own.group].units
        ):
            message = f"got the group {own.group}, expected the number of a group of peers with this unit"
            yield finding_at(f"{path}.group", message, Reason.OUT_OF_RANGE)

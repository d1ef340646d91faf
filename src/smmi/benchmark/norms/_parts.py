"""The tables of norms that are put together, or from which units are taken."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from smmi.benchmark.distribution._conventions import Conventions
from smmi.benchmark.distribution._groups import Group
from smmi.benchmark.distribution._own_peers import OwnPeers
from smmi.benchmark.distribution._table import FIT_AGAIN, NormTable
from smmi.benchmark.norms._source import NormsSource
from smmi.benchmark.survey._argument_checks import listed
from smmi.errors import ArgumentError, NormsMismatchError

Tables = Mapping[Group, Mapping[str, NormTable]]


def joined(first: Tables, second: Tables, /) -> dict[Group, Mapping[str, NormTable]]:
    """Return the tables of the units of both."""
    tables: dict[Group, Mapping[str, NormTable]] = {}
    for group in dict.fromkeys([*first, *second]):
        sides = [own[group] for own in (first, second) if group in own]
        tables[group] = (
            sides[0]
            if len(sides) == 1
            else {code: table + sides[1][code] for code, table in sides[0].items()}
        )
    return tables


def without(tables: Tables, gone: Tables, /) -> dict[Group, Mapping[str, NormTable]]:
    """Return tables without the units of others, and without groups that have no unit left."""
    left: dict[Group, Mapping[str, NormTable]] = {}
    for group, own in tables.items():
        taken = gone.get(group)
        less = {code: own[code] - taken[code] if taken else own[code] for code in own}
        if not group.pairs or any(table.n for table in less.values()):
            left[group] = less
    return left


class Part(Protocol):
    """What has to agree in norms that are put together, and what must not be in both."""

    @property
    def source(self) -> NormsSource:
        """What they were made from."""
        ...

    @property
    def conventions(self) -> Conventions:
        """By what rules they place."""
        ...

    @property
    def by(self) -> tuple[tuple[str, ...], ...]:
        """The attributes by which groups were made."""
        ...

    @property
    def weighted(self) -> bool:
        """Whether the units are weighted."""
        ...

    @property
    def members(self) -> Mapping[str, float]:
        """The units and their weights."""
        ...

    @property
    def design(self) -> tuple[tuple[str, str], ...]:
        """How units are weighted, in words."""
        ...

    @property
    def peers(self) -> Mapping[str, OwnPeers]:
        """The peers of units."""
        ...

    @property
    def population(self) -> Mapping[Group, int]:
        """How many units there are in all, by group."""
        ...


def check_adds_up(argument: str, /, *given: Part) -> None:
    """Refuse norms that do not add up, and from which nothing can be taken.

    Raises:
        ArgumentError: They are of a survey design, or hold peers of units, which other units would change.
    """
    for norms in given:
        if norms.design:
            raise ArgumentError(argument, "norms of a survey design", "norms without one", FIT_AGAIN)
        if norms.peers:
            raise ArgumentError(argument, "norms with peers of units", "norms without them", FIT_AGAIN)


def check_alike(ours: Part, other: Part, /) -> None:
    """Refuse norms that are not made and used alike.

    Raises:
        NormsMismatchError: They are of another instrument, edition, scheme, conventions or groups.
        ArgumentError: Only one side is weighted.
    """
    difference = ours.source.difference(other.source)
    if difference is None and ours.conventions != other.conventions:
        difference = "conventions", repr(other.conventions), repr(ours.conventions)
    if difference is not None:
        raise NormsMismatchError(*difference)
    if ours.by != other.by:
        raise NormsMismatchError("groups", repr(other.by), repr(ours.by))
    if ours.weighted != other.weighted:
        raise ArgumentError("other", "norms of which only one side is weighted", "weights on both or on none")


def check_apart(ours: Part, other: Part, /) -> None:
    """Refuse norms of which a unit is in both, or which say another population.

    Raises:
        ArgumentError: They are such.
    """
    both = sorted(ours.members.keys() & other.members.keys())
    if both:
        advice = "Each unit counts once; take it out of one of them with norms.without(scores)"
        raise ArgumentError("other", f"norms that hold {listed(both)} too", "other units", advice)
    differing = [
        group.full_name
        for group in ours.population.keys() & other.population.keys()
        if ours.population[group] != other.population[group]
    ]
    if differing:
        raise ArgumentError("other", f"another population of {differing[0]!r}", "the same population")


def check_inside(ours: Part, units: Sequence[str], /) -> None:
    """Refuse units that are not some of the members.

    Raises:
        ArgumentError: One is in no norms, or they are all members.
    """
    strangers = sorted(set(units) - ours.members.keys())
    if strangers:
        raise ArgumentError("scores", f"units that are not in the norms: {listed(strangers)}", "members")
    if len(set(units)) == len(ours.members):
        raise ArgumentError("scores", "all units of the norms", "some of them")

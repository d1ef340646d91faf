"""Groups of units: by the values of attributes, crossed or not, and those that were found as peers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import UnknownCodeError
from smmi.fingerprint import ADDED_LATER
from smmi.instrument import Answers

ALL = "all"
"""The name of the group of all units."""


@attrs.frozen
class Group:
    """A group of units: those with given values of attributes, or peers that were found; all units if none are given.

    Attributes:
        pairs: The attributes and the values that its units share.
        ambiguous: Whether another group of the norms has the same short name.
        label: What peers are called; empty for a group by attributes.
        units: Peers that were found, with the unit whose peers they are; none for a group by attributes.

    Example:
        >>> Group().name, Group((("discipline", "dental"),)).full_name
        ('all', 'discipline=dental')
        >>> peers = Group(label="Nearest", units=("S1", "S2", "S3"))
        >>> peers.name, peers.full_name, peers.is_everyone
        ('Nearest', 'Nearest: S1, S2, S3', False)
    """

    pairs: tuple[tuple[str, str], ...] = ()
    ambiguous: bool = attrs.field(default=False, eq=False, repr=False)
    label: str = attrs.field(default="", metadata={ADDED_LATER: True})
    units: tuple[str, ...] = attrs.field(default=(), metadata={ADDED_LATER: True})

    @property
    def is_everyone(self) -> bool:
        """Whether it is the group of all units."""
        return not self.pairs and not self.label

    @property
    def full_name(self) -> str:
        """The name with its attributes, such as ``discipline=dental``; of peers with the units."""
        if self.label:
            return f"{self.label}: {', '.join(self.units)}"
        return ",".join(f"{attribute}={value}" for attribute, value in self.pairs) or ALL

    @property
    def short_name(self) -> str:
        """The name without its attributes, such as ``dental``; of peers what they are called."""
        return self.label or ",".join(value for _, value in self.pairs) or ALL

    @property
    def name(self) -> str:
        """The short name; the full one where another group by attributes has the same short name.

        Peers keep their short name, since a unit has one group of them.
        """
        if self.label:
            return self.label
        return (
            self.full_name if self.ambiguous or (self.pairs and self.short_name == ALL) else self.short_name
        )

    @property
    def names(self) -> tuple[str, ...]:
        """All names under which the group is found."""
        return (self.full_name,) if self.name == self.full_name else (self.full_name, self.short_name)

    def holds(self, attributes: Mapping[str, str | None], /) -> bool:
        """Whether a unit with these attributes is in the group; of peers only their norms know whose they are.

        Args:
            attributes: The unit's value of each attribute; None where it has none.
        """
        return not self.label and all(attributes.get(attribute) == value for attribute, value in self.pairs)

    def members(self, answers: Answers, /) -> npt.NDArray[np.bool_]:
        """Return which units are in the group, (n,).

        Args:
            answers: The units, with their attributes.
        """
        if self.label:
            return np.isin(answers.units, self.units)
        inside = np.ones(len(answers), dtype=np.bool_)
        for attribute, value in self.pairs:
            column = answers.attribute(attribute)
            inside &= column.codes == column.labels.index(value) + 1
        return inside

    def holding(self, answers: Answers, /) -> npt.NDArray[np.bool_]:
        """Return which units are in the group, (n,): as `members`, and none where an attribute or value is not there.

        Args:
            answers: The units, with their attributes.
        """
        there = all(
            attribute in answers.attributes and value in answers.attributes[attribute].labels
            for attribute, value in self.pairs
        )
        return self.members(answers) if there else np.zeros(len(answers), dtype=np.bool_)


def group_called(groups: Sequence[Group], name: str, /) -> Group:
    """Return a group by one of its names.

    Raises:
        UnknownCodeError: No group, or more than one, has the name.
    """
    found = [group for group in groups if name in group.names]
    if len(found) == 1:
        return found[0]
    what = "several groups are called" if found else "no group is called"
    raise UnknownCodeError(what, str(name), tuple(group.full_name for group in groups))


def groups_of(answers: Answers, by: Sequence[tuple[str, ...]], /) -> list[Group]:
    """Return the group of all units, and those of the values that occur."""
    groups = [Group()]
    for attributes in by:
        columns = [answers.attribute(attribute) for attribute in attributes]
        occurring = {values for values in zip(*columns, strict=True) if None not in values}
        groups += [Group(tuple(zip(attributes, values, strict=True))) for values in sorted(occurring)]
    return groups


def in_order(groups: Iterable[Group], by: Sequence[tuple[str, ...]], /) -> tuple[Group, ...]:
    """Return groups in their order: all, by attribute and value, peers; each knows whether its name is its own."""
    place = {attributes: i for i, attributes in enumerate(by)}

    def key(group: Group) -> tuple[int, tuple[str, ...]]:
        if group.label:
            return len(place), (group.label, *group.units)
        attributes = tuple(attribute for attribute, _ in group.pairs)
        return (place[attributes] if group.pairs else -1), tuple(value for _, value in group.pairs)

    ordered = sorted(set(groups), key=key)
    short = Counter(group.short_name for group in ordered)
    return tuple(
        attrs.evolve(group, ambiguous=not group.is_everyone and short[group.short_name] > 1)
        for group in ordered
    )

"""Groups of units: by the values of attributes, crossed or not."""

from collections.abc import Iterable, Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import UnknownCodeError
from smmi.instrument import Answers

ALL = "all"
"""The name of the group of all units."""


@attrs.frozen
class Group:
    """A group of units: those with given values of attributes; all units if none are given.

    Example:
        >>> Group().name, Group((("discipline", "dental"),)).full_name
        ('all', 'discipline=dental')
    """

    pairs: tuple[tuple[str, str], ...] = ()
    ambiguous: bool = attrs.field(default=False, eq=False, repr=False)

    @property
    def full_name(self) -> str:
        """The name with its attributes, such as ``discipline=dental``."""
        return ",".join(f"{attribute}={value}" for attribute, value in self.pairs) or ALL

    @property
    def short_name(self) -> str:
        """The name without its attributes, such as ``dental``."""
        return ",".join(value for _, value in self.pairs) or ALL

    @property
    def name(self) -> str:
        """The short name, or the full one where another group has the same short name."""
        return (
            self.full_name if self.ambiguous or (self.pairs and self.short_name == ALL) else self.short_name
        )

    @property
    def names(self) -> tuple[str, ...]:
        """All names under which the group is found."""
        return (self.full_name,) if self.name == self.full_name else (self.full_name, self.short_name)

    def holds(self, attributes: Mapping[str, str | None], /) -> bool:
        """Whether a unit with these attributes is in the group.

        Args:
            attributes: The unit's value of each attribute; None where it has none.
        """
        return all(attributes.get(attribute) == value for attribute, value in self.pairs)

    def members(self, answers: Answers, /) -> npt.NDArray[np.bool_]:
        """Return which units are in the group, (n,).

        Args:
            answers: The units, with their attributes.
        """
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
    """Return groups in their order: all units, then by attribute and value; each knows whether its name is its own."""
    place = {attributes: i for i, attributes in enumerate(by)}

    def key(group: Group) -> tuple[int, tuple[str, ...]]:
        attributes = tuple(attribute for attribute, _ in group.pairs)
        return (place[attributes] if group.pairs else -1), tuple(value for _, value in group.pairs)

    ordered = sorted(set(groups), key=key)
    short = [group.short_name for group in ordered if group.pairs]
    return tuple(
        attrs.evolve(group, ambiguous=bool(group.pairs) and short.count(group.short_name) > 1)
        for group in ordered
    )

"""Entries of a crosswalk for single nodes: same, rescaled, retired, new; and the type of all entries."""

from collections.abc import Iterator
from typing import Any, ClassVar

import attrs

from smmi.errors import Finding, Reason
from smmi.instrument.crosswalk_entries._answer_maps import MAPS, AnswerMap, as_maps
from smmi.instrument.crosswalk_entries._split_and_merged import MergedEntry, ReworkedEntry, SplitEntry
from smmi.instrument.declaration._fields import (
    Declared,
    a,
    checked,
    each,
    is_any_text,
    is_code,
    is_text,
    or_none,
    wording,
)

UNCHANGED = "unchanged"
"""The reason of an entry that goes without saying."""

_IS_MAPS = or_none(each(a(MAPS), expected="OptionMap, LinearMap or BandMap"))


def _same_code() -> Any:  # noqa: ANN401  (an attrs default)
    return attrs.Factory(lambda entry: entry.old, takes_self=True)


@attrs.frozen
class SameEntry(Declared):
    """The same is asked: an indicator whose answers carry over as they are, or an area or domain that goes on.

    Attributes:
        old: The code in the older edition.
        new: The code in the newer one; the same if not given.
        why: Why it is the same although it was changed.

    Example:
        >>> SameEntry("pathway_exists", why="a pipeline is now called a pathway").news
        ('pathway_exists',)
    """

    _fingerprinted_as: ClassVar[str] = "Same"

    old: str = attrs.field(metadata=checked(is_code))
    new: str = attrs.field(default=_same_code(), metadata=checked(is_code))
    why: str = attrs.field(default="", kw_only=True, metadata=wording(is_any_text))

    @property
    def olds(self) -> tuple[str, ...]:
        """The codes in the older edition."""
        return (self.old,)

    @property
    def news(self) -> tuple[str, ...]:
        """The codes in the newer edition."""
        return (self.new,)


@attrs.frozen
class RescaledEntry(Declared):
    """The same is asked on another scale, and at least one of the two scales can be read on the other.

    Attributes:
        old: The indicator's code in the older edition.
        new: Its code in the newer one; the same if not given.
        forward: Maps from the older to the newer scale, applied in turn; None if an old answer does not say what the
            new one would be. A plain mapping of option codes is taken as an `OptionMap`.
        backward: Maps from the newer to the older scale, or None.
        why: The reason.

    Example:
        >>> entry = RescaledEntry("free_clinic", backward={"none": "no", "monthly": "yes", "weekly": "yes"})
        >>> entry.forward is None, entry.backward[0].read("weekly")
        (True, 'yes')
    """

    _fingerprinted_as: ClassVar[str] = "Rescaled"

    old: str = attrs.field(metadata=checked(is_code))
    new: str = attrs.field(default=_same_code(), metadata=checked(is_code))
    forward: tuple[AnswerMap, ...] | None = attrs.field(
        default=None, kw_only=True, converter=as_maps, metadata=checked(_IS_MAPS)
    )
    backward: tuple[AnswerMap, ...] | None = attrs.field(
        default=None, kw_only=True, converter=as_maps, metadata=checked(_IS_MAPS)
    )
    why: str = attrs.field(default="", kw_only=True, metadata=wording(is_any_text))

    def _relations(self) -> Iterator[Finding]:
        if self.forward == () or self.backward == () or self.forward is self.backward is None:
            message = (
                f"RescaledEntry({self.old!r}): got no map, expected one or more in 'forward', in 'backward', "
                "or in both; say SameEntry if the scales agree, ReworkedEntry if neither can be read on the other"
            )
            yield Finding(reason=Reason.EMPTY, path="$.forward", message=message, code=self.old)

    @property
    def olds(self) -> tuple[str, ...]:
        """The codes in the older edition."""
        return (self.old,)

    @property
    def news(self) -> tuple[str, ...]:
        """The codes in the newer edition."""
        return (self.new,)


@attrs.frozen
class RetiredEntry(Declared):
    """It is no longer there.

    Example:
        >>> RetiredEntry("fax_number", "nobody has one").news
        ()
    """

    _fingerprinted_as: ClassVar[str] = "Retired"

    old: str = attrs.field(metadata=checked(is_code))
    why: str = attrs.field(metadata=wording(is_text))

    @property
    def olds(self) -> tuple[str, ...]:
        """The codes in the older edition."""
        return (self.old,)

    @property
    def news(self) -> tuple[str, ...]:
        """The codes in the newer edition: none."""
        return ()


@attrs.frozen
class NewEntry(Declared):
    """It was not there before.

    Example:
        >>> NewEntry("results_returned", "communities asked for it").olds
        ()
    """

    _fingerprinted_as: ClassVar[str] = "New"

    new: str = attrs.field(metadata=checked(is_code))
    why: str = attrs.field(metadata=wording(is_text))

    @property
    def olds(self) -> tuple[str, ...]:
        """The codes in the older edition: none."""
        return ()

    @property
    def news(self) -> tuple[str, ...]:
        """The codes in the newer edition."""
        return (self.new,)


CrosswalkEntry = (
    SameEntry | RescaledEntry | ReworkedEntry | SplitEntry | MergedEntry | RetiredEntry | NewEntry
)
"""What a crosswalk says of one node, or of a group of nodes that belong together."""

ENTRIES = (SameEntry, RescaledEntry, ReworkedEntry, SplitEntry, MergedEntry, RetiredEntry, NewEntry)


def tied(entry: CrosswalkEntry) -> tuple[tuple[str, str], ...]:
    """Return which older code became which newer one."""
    if isinstance(entry, ReworkedEntry) and entry.ties:
        return entry.ties
    return tuple((old, new) for old in entry.olds for new in entry.news)


def directed_maps(
    entry: CrosswalkEntry,
) -> tuple[tuple[AnswerMap, ...] | None, tuple[AnswerMap, ...] | None]:
    """Return the maps of an entry, forward and backward: empty if answers stay, None if they cannot be read."""
    match entry:
        case SameEntry():
            return (), ()
        case RescaledEntry(forward=forward, backward=backward):
            return forward, backward
        case _:
            return None, None

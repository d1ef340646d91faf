"""Entries of a crosswalk: same, rescaled, retired, new; reworked, split, merged; and the type of all of them."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import attrs

from smmi.errors import Finding, Reason
from smmi.instrument.crosswalk_entries._answer_maps import MAPS, AnswerMap, as_maps
from smmi.instrument.declaration._fields import (
    Declared,
    a,
    as_tuple,
    checked,
    each,
    is_any_text,
    is_code,
    is_text,
    or_none,
    repeated,
    wording,
)

UNCHANGED = "unchanged"
"""The reason of an entry that goes without saying."""

_IS_MAPS = or_none(each(a(MAPS), expected="OptionMap, LinearMap or BandMap"))


def _same_code() -> Any:  # noqa: ANN401  (an attrs default)
    return attrs.Factory(lambda entry: entry.old, takes_self=True)


_CODES = checked(each(is_code, expected="codes"))


def _codes(value: object) -> Any:  # noqa: ANN401  (what cannot be iterated is left for the check)
    return (value,) if isinstance(value, str) else as_tuple(value)  # type: ignore[arg-type]


def _pairs(value: object) -> Any:  # noqa: ANN401  (what cannot be iterated is left for the check)
    pairs = _codes(value)
    return tuple(map(_codes, pairs)) if isinstance(pairs, tuple) else pairs


def _is_pair(value: object) -> str | None:
    good = isinstance(value, tuple) and len(value) == 2 and all(is_code(code) is None for code in value)
    return None if good else "a pair of codes"


class _FromOne:
    """What speaks of one node of the older edition."""

    __slots__ = ()
    old: str

    @property
    def olds(self) -> tuple[str, ...]:
        """The codes in the older edition."""
        return (self.old,)


class _ToOne:
    """What speaks of one node of the newer edition."""

    __slots__ = ()
    new: str

    @property
    def news(self) -> tuple[str, ...]:
        """The codes in the newer edition."""
        return (self.new,)


@attrs.frozen
class SameEntry(_FromOne, _ToOne, Declared):
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


@attrs.frozen
class RescaledEntry(_FromOne, _ToOne, Declared):
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


@attrs.frozen
class RetiredEntry(_FromOne, Declared):
    """It is no longer there.

    Example:
        >>> RetiredEntry("fax_number", "nobody has one").news
        ()
    """

    _fingerprinted_as: ClassVar[str] = "Retired"

    old: str = attrs.field(metadata=checked(is_code))
    why: str = attrs.field(metadata=wording(is_text))

    @property
    def news(self) -> tuple[str, ...]:
        """The codes in the newer edition: none."""
        return ()


@attrs.frozen
class NewEntry(_ToOne, Declared):
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


@attrs.frozen
class ReworkedEntry(Declared):
    """These took the place of those, and their answers do not compare.

    Attributes:
        olds: The codes in the older edition; one may stand alone.
        news: The codes in the newer edition; one may stand alone.
        ties: Of several and several, which took the place of which, as pairs of codes; all of all if not given.
        why: The reason.

    Example:
        >>> ReworkedEntry("drills", "exercises", why="asks for another thing").olds
        ('drills',)
    """

    _fingerprinted_as: ClassVar[str] = "Reworked"

    olds: tuple[str, ...] = attrs.field(converter=_codes, metadata=_CODES)
    news: tuple[str, ...] = attrs.field(converter=_codes, metadata=_CODES)
    ties: tuple[tuple[str, str], ...] = attrs.field(
        default=(),
        kw_only=True,
        converter=_pairs,
        metadata=checked(each(_is_pair, expected="pairs of codes")),
    )
    why: str = attrs.field(kw_only=True, metadata=wording(is_text))

    def _relations(self) -> Iterable[Finding]:
        sides = (*_group_findings(self, "olds", 1), *_group_findings(self, "news", 1))
        return (*sides, *_tie_findings(self))


@attrs.frozen
class SplitEntry(_FromOne, Declared):
    """One became several. Nothing is carried across: a "no" to two things at once says nothing of either.

    Example:
        >>> SplitEntry(
        ...     "preparation", into=("bias_training", "mission_briefing"), why="asked of two things"
        ... ).news
        ('bias_training', 'mission_briefing')
    """

    _fingerprinted_as: ClassVar[str] = "Split"

    old: str = attrs.field(metadata=checked(is_code))
    into: tuple[str, ...] = attrs.field(converter=_codes, metadata=_CODES)
    why: str = attrs.field(kw_only=True, metadata=wording(is_text))

    def _relations(self) -> Iterable[Finding]:
        return _group_findings(self, "into", 2)

    @property
    def news(self) -> tuple[str, ...]:
        """The codes in the newer edition."""
        return self.into


@attrs.frozen
class MergedEntry(Declared):
    """Several became one. Nothing is carried across.

    Example:
        >>> MergedEntry(("determinants", "disparities"), into="equity_content", why="one list of topics").olds
        ('determinants', 'disparities')
    """

    _fingerprinted_as: ClassVar[str] = "Merged"

    olds: tuple[str, ...] = attrs.field(converter=_codes, metadata=_CODES)
    into: str = attrs.field(metadata=checked(is_code))
    why: str = attrs.field(kw_only=True, metadata=wording(is_text))

    def _relations(self) -> Iterable[Finding]:
        return _group_findings(self, "olds", 2)

    @property
    def news(self) -> tuple[str, ...]:
        """The codes in the newer edition."""
        return (self.into,)


def _group_findings(entry: object, field: str, fewest: int) -> Iterator[Finding]:
    codes: tuple[str, ...] = getattr(entry, field)
    where, path = f"{field!r} of {type(entry).__name__}", f"$.{field}"
    if len(codes) < fewest:
        message = f"{where}: got {len(codes)} codes, expected at least {fewest}"
        yield Finding(reason=Reason.EMPTY, path=path, message=message)
    for i, code in repeated(codes):
        message = f"{where}: {code!r} stands twice"
        yield Finding(reason=Reason.REPEATED_CODE, path=f"{path}[{i}]", message=message, code=code)


def _tie_findings(entry: ReworkedEntry) -> Iterator[Finding]:
    if not entry.ties:
        return
    olds, news = set(entry.olds), set(entry.news)
    strange = sorted({f"{old!r} to {new!r}" for old, new in entry.ties if old not in olds or new not in news})
    if strange:
        message = f"'ties' of ReworkedEntry: got {', '.join(strange)}, expected pairs of its own codes"
        yield Finding(reason=Reason.UNKNOWN_CODE, path="$.ties", message=message)
        return
    reached = {entry.ties[0]}
    while more := {
        tie
        for tie in entry.ties
        if tie not in reached and any(a == tie[0] or b == tie[1] for a, b in reached)
    }:
        reached |= more
    if {old for old, _ in reached} != olds or {new for _, new in reached} != news:
        message = "'ties' of ReworkedEntry: not all of its codes hang together; say it in several entries"
        yield Finding(reason=Reason.BAD_VALUE, path="$.ties", message=message)


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
    if isinstance(entry, RescaledEntry):
        return entry.forward, entry.backward
    return ((), ()) if isinstance(entry, SameEntry) else (None, None)

"""Entries of a crosswalk for several nodes, or for nodes whose content changed: reworked, split, merged."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

import attrs

from smmi.errors import Finding, Reason
from smmi.instrument.declaration._fields import (
    Declared,
    as_tuple,
    checked,
    each,
    is_code,
    is_text,
    repeated,
    wording,
)

_CODES = checked(each(is_code, expected="codes"))


def _codes(value: object) -> Any:  # noqa: ANN401  (what cannot be iterated is left for the check)
    return (value,) if isinstance(value, str) else as_tuple(value)  # type: ignore[arg-type]


def _pairs(value: object) -> Any:  # noqa: ANN401  (what cannot be iterated is left for the check)
    pairs = _codes(value)
    return tuple(map(_codes, pairs)) if isinstance(pairs, tuple) else pairs


def _is_pair(value: object) -> str | None:
    good = isinstance(value, tuple) and len(value) == 2 and all(is_code(code) is None for code in value)
    return None if good else "a pair of codes"


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
        return (*_group_findings(self, 1, 1), *_tie_findings(self))


@attrs.frozen
class SplitEntry(Declared):
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
        return _group_findings(self, 1, 2)

    @property
    def olds(self) -> tuple[str, ...]:
        """The codes in the older edition."""
        return (self.old,)

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
        return _group_findings(self, 2, 1)

    @property
    def news(self) -> tuple[str, ...]:
        """The codes in the newer edition."""
        return (self.into,)


def _group_findings(
    entry: ReworkedEntry | SplitEntry | MergedEntry, olds: int, news: int
) -> Iterator[Finding]:
    name = type(entry).__name__
    for field, codes, fewest in _groups(entry, olds, news):
        if len(codes) < fewest:
            message = f"{field!r} of {name}: got {len(codes)} codes, expected at least {fewest}"
            yield Finding(reason=Reason.EMPTY, path=f"$.{field}", message=message)
        for position, code in repeated(codes):
            message = f"{field!r} of {name}: {code!r} stands twice"
            yield Finding(
                reason=Reason.REPEATED_CODE, path=f"$.{field}[{position}]", message=message, code=code
            )


def _groups(
    entry: ReworkedEntry | SplitEntry | MergedEntry, olds: int, news: int
) -> Iterable[tuple[str, Sequence[str], int]]:
    if not isinstance(entry, SplitEntry):
        yield "olds", entry.olds, olds
    if not isinstance(entry, MergedEntry):
        yield ("into" if isinstance(entry, SplitEntry) else "news"), entry.news, news


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

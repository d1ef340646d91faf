"""The verdict on one node between two editions: kinds of change, comparability of its scores, and the grounds."""

import enum
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import attrs

from smmi.frozen import FrozenMapping
from smmi.instrument.comparability._changes import ChangeKind, EditionChange, gravest
from smmi.instrument.hierarchy import Node


class NodeLevel(enum.Enum):
    """What kind of node a verdict is about.

    Example:
        >>> NodeLevel("area").name
        'AREA'
    """

    _fingerprinted_as = enum.nonmember("Level")

    OVERALL = "overall"
    DOMAIN = "domain"
    AREA = "area"
    INDICATOR = "indicator"


def level_of(node: Node) -> NodeLevel:
    """Return what kind of node one is."""
    return NodeLevel(type(node).__name__.lower())


class Comparability(enum.Enum):
    """Whether scores of two editions compare, the best first.

    Example:
        >>> [verdict.value for verdict in Comparability]
        ['comparable', 'comparable after rescaling', 'not comparable']
    """

    COMPARABLE = "comparable"
    """As they are reported."""
    COMPARABLE_AFTER_RESCALING = "comparable after rescaling"
    """Not as they are reported, but if the answers of both are first brought onto one footing without loss of content:
    read on one scale, and kept only where both editions ask."""
    NOT_COMPARABLE = "not comparable"
    """No."""


class GroundKind(enum.Enum):
    """Why scores compare or do not: the machine-readable part of a `Ground`.

    Example:
        >>> GroundKind.COMMON_SCALE.value
        'common-scale'
    """

    _fingerprinted_as = enum.nonmember("Grounds")

    NOTHING_CHANGED = "nothing-changed"
    WORDING_JUDGED = "wording-judged"
    WORDING_NOT_JUDGED = "wording-not-judged"
    NONRESPONSE_OPTIONS = "nonresponse-options"
    ASKED_OF_OTHERS = "asked-of-others"
    COMMON_SCALE = "common-scale"
    REWORKED = "reworked"
    SPLIT = "split"
    MERGED = "merged"
    RETIRED = "retired"
    NEW = "new"
    CONTENT_DIFFERS = "content-differs"
    SCORED_IN_ONE_EDITION = "scored-in-one-edition"
    PART_NOT_COMPARABLE = "part-not-comparable"
    PART_RESCALED = "part-rescaled"


class VersionStep(enum.IntEnum):
    """What a change means for scores, as a step of the version.

    Example:
        >>> max(VersionStep.PATCH, VersionStep.MINOR).name
        'MINOR'
    """

    _fingerprinted_as = enum.nonmember("Step")

    NONE = 0
    """Nothing changed."""
    PATCH = 1
    """Only words changed that cannot affect a score, or of which a crosswalk says that they do not."""
    MINOR = 2
    """Every score that both editions have still compares as it is reported."""
    MAJOR = 3
    """Some score does not, or is gone."""


@attrs.frozen(kw_only=True)
class Ground:
    """One reason for a verdict on comparability.

    Attributes:
        grounds: The reason, machine-readable.
        message: The reason in words.
        codes: The parts that the reason is about, if it is about parts.

    Example:
        >>> Ground(grounds=GroundKind.RETIRED, message="it is no longer asked").grounds.value
        'retired'
    """

    grounds: GroundKind
    message: str
    codes: tuple[str, ...] = ()


_RANK: Final = {kind: place for place, kind in enumerate(Comparability)}


def worst(several: Iterable[Comparability]) -> Comparability:
    """Return the worst of several verdicts; comparable if there are none."""
    return max(several, key=_RANK.__getitem__, default=Comparability.COMPARABLE)


def step_of(comparability: Comparability, kinds: Collection[ChangeKind], *, judged: bool) -> VersionStep:
    """Return the step that changes of these kinds make.

    Args:
        comparability: Whether scores compare.
        kinds: What kinds of change there are.
        judged: Whether somebody has said that reworded indicators ask the same.
    """
    if comparability is not Comparability.COMPARABLE:
        return VersionStep.MAJOR
    harmless = {ChangeKind.RELABELLED, ChangeKind.REWORDED} if judged else {ChangeKind.RELABELLED}
    if set(kinds) <= harmless:
        return VersionStep.PATCH if kinds else VersionStep.NONE
    return VersionStep.MINOR


@attrs.frozen(kw_only=True)
class NodeDiff:
    """What happened to one node, or to a group of nodes that were split or merged.

    Attributes:
        level: Indicator, area, domain, or the instrument as a whole.
        olds: The codes in the older edition; none if it is new.
        news: The codes in the newer edition; none if it is retired.
        changes: Everything that changed.
        comparability: Whether scores compare.
        grounds: Why, in words and machine-readable; at least one.
        step: What that means for scores.
        common: Pairs of indicators, older and newer code, that both editions have here and that compare, at least
            after rescaling.
        why: What the crosswalk says.

    Example:
        >>> from smmi import editions
        >>> from smmi.instrument import diff
        >>> crosswalk = editions.crosswalk_18_to_16()
        >>> found = diff(crosswalk.old, crosswalk.new, crosswalk=crosswalk)
        >>> found["curriculum"].level.value, len(found["curriculum"].grounds) > 0
        ('area', True)
    """

    level: NodeLevel
    olds: tuple[str, ...]
    news: tuple[str, ...]
    changes: tuple[EditionChange, ...]
    comparability: Comparability
    grounds: tuple[Ground, ...]
    step: VersionStep
    common: tuple[tuple[str, str], ...] = ()
    why: str = ""

    @property
    def verdict(self) -> ChangeKind:
        """The gravest kind of change."""
        return gravest(self.changes)

    @property
    def kinds(self) -> frozenset[ChangeKind]:
        """Every kind of change."""
        return frozenset(change.kind for change in self.changes) or frozenset({ChangeKind.IDENTICAL})

    @property
    def codes(self) -> str:
        """The codes as text: ``'a'``, or ``'a', 'b' → 'c'`` where they differ."""
        olds, news = (", ".join(map(repr, codes)) for codes in (self.olds, self.news))
        return olds if olds == news or not news else f"{olds} → {news}" if olds else news

    def __str__(self) -> str:
        kinds = ", ".join(kind.value for kind in ChangeKind if kind in self.kinds)
        because = "; ".join(ground.message for ground in self.grounds)
        return f"{self.level.value} {self.codes}: {kinds}; {self.comparability.value}: {because}"


def comparable_codes(
    diffs: Iterable[NodeDiff], level: NodeLevel, at_least: Comparability
) -> Mapping[str, str]:
    """Return the newer code of each older one whose scores compare at least so well, among nodes of one level."""
    return FrozenMapping(
        {
            diff.olds[0]: diff.news[0]
            for diff in diffs
            if diff.level is level
            and _RANK[diff.comparability] <= _RANK[at_least]
            and len(diff.olds) == len(diff.news) == 1
        }
    )

"""The difference between two editions: a verdict on every node, and what it means for scores."""

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

import attrs

from smmi.errors import ArgumentError
from smmi.frozen import FrozenMapping, by_code
from smmi.instrument.comparability import (
    ChangeKind,
    Comparability,
    NodeDiff,
    NodeLevel,
    VersionStep,
    comparable_codes,
    compared,
)
from smmi.instrument.crosswalk._crosswalk import Crosswalk
from smmi.instrument.hierarchy import Instrument


@attrs.frozen(kw_only=True, repr=False)
class EditionDiff:
    """What happened from one edition to another; make it with `diff`.

    Attributes:
        crosswalk: What became of what.
        overall: The verdict on the instrument as a whole: its overall score.
        nodes: The verdicts on domains, areas and indicators, in the order of the crosswalk's entries. Nodes that were
            split or merged share one.

    Example:
        >>> from smmi import editions
        >>> crosswalk = editions.crosswalk_18_to_16()
        >>> found = diff(crosswalk.old, crosswalk.new, crosswalk=crosswalk)
        >>> found.step.name, found["overall"].comparability.value
        ('MAJOR', 'not comparable')
    """

    _fingerprinted_as: ClassVar[str] = "Diff"

    crosswalk: Crosswalk
    overall: NodeDiff
    nodes: tuple[NodeDiff, ...]

    @cached_property
    def old(self) -> Mapping[str, NodeDiff]:
        """The verdict on each node of the older edition, by its code."""
        return FrozenMapping({code: node for node in self.nodes for code in node.olds})

    @cached_property
    def new(self) -> Mapping[str, NodeDiff]:
        """The verdict on each node of the newer edition, by its code."""
        return FrozenMapping({code: node for node in self.nodes for code in node.news})

    def __getitem__(self, code: str) -> NodeDiff:
        """Return the verdict on a node of the newer edition, or else of the older; or on ``"overall"``.

        Raises:
            UnknownCodeError: Neither edition has a node with the code.
        """
        known = {**self.old, **self.new, self.overall.news[0]: self.overall}
        return by_code(known, code, "neither edition has a domain, area or indicator with the code")

    @property
    def step(self) -> VersionStep:
        """What the difference means for scores, as a step of the version."""
        return max([self.overall.step, *(node.step for node in self.nodes)])

    def at(self, level: NodeLevel, /) -> tuple[NodeDiff, ...]:
        """Return the verdicts on nodes of one level."""
        return tuple(node for node in self.nodes if node.level is level)

    def comparable(
        self, level: NodeLevel, /, *, at_least: Comparability = Comparability.COMPARABLE
    ) -> Mapping[str, str]:
        """Return the nodes of one level whose scores compare: the newer code of each older one.

        Args:
            level: Indicators, areas or domains.
            at_least: How well they have to compare.
        """
        return comparable_codes(self.nodes, level, at_least)

    def __str__(self) -> str:
        changed = [node for node in self.nodes if node.verdict is not ChangeKind.IDENTICAL]
        return "\n".join([repr(self), *(f"  {node}" for node in (self.overall, *changed))])

    def __repr__(self) -> str:
        changed = sum(node.verdict is not ChangeKind.IDENTICAL for node in self.nodes)
        legs = " to ".join(
            f"{side.code!r} edition {side.edition!r}" for side in (self.crosswalk.old, self.crosswalk.new)
        )
        return f"<Diff from {legs}: {changed} of {len(self.nodes)} entries changed, a {self.step.name.lower()} step>"


def diff(old: Instrument, new: Instrument, /, *, crosswalk: Crosswalk | None = None) -> EditionDiff:
    """Return what happened from one edition to another.

    Without a crosswalk, codes are all there is to go by: what is in one edition only is retired or new, another
    response scale is another question, and reworded indicators are taken to ask the same, with a ground that says that
    nobody has judged it.

    Args:
        old: The older edition.
        new: The newer edition.
        crosswalk: What became of what, from the one to the other.

    Returns:
        A verdict on every node of both editions, and one on the instrument as a whole.

    Raises:
        ArgumentError: These are no instruments, or the crosswalk is between others.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> def edition(name, prompt):
        ...     item = Indicator(code="has_policy", prompt=prompt, scale=Binary(code="yes_no"))
        ...     area = Area(code="policies", label="Policies", indicators=[item])
        ...     domain = Domain(code="governance", label="Governance", areas=[area])
        ...     return Instrument(code="tiny", edition=name, title="Tiny", domains=[domain])
        >>> found = diff(edition("1", "Is there a policy?"), edition("2", "Is there a written policy?"))
        >>> found["has_policy"].verdict.value, found["has_policy"].comparability.value, found.step.name
        ('reworded', 'comparable', 'MINOR')
    """
    for argument, edition in (("old", old), ("new", new)):
        advice: dict[type, str] = {Crosswalk: "Write diff(old, new, crosswalk=crosswalk)"}
        ArgumentError.raise_unless(
            edition, Instrument, argument=argument, expected="an Instrument", advice=advice
        )
    if crosswalk is not None:
        ArgumentError.raise_unless(crosswalk, Crosswalk, argument="crosswalk", expected="a Crosswalk")
    if crosswalk is not None and (crosswalk.old, crosswalk.new) != (old, new):
        raise ArgumentError("crosswalk", repr(crosswalk), f"a crosswalk from {old!r} to {new!r}")
    walk = Crosswalk.inferred(old, new) if crosswalk is None else crosswalk
    overall, nodes = compared(old, new, walk.entries, judged=crosswalk is not None)
    return EditionDiff(crosswalk=walk, overall=overall, nodes=nodes)

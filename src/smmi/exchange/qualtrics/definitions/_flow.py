"""The flow: in which order blocks are shown, and under which conditions.

The order of the blocks in the file says nothing: the flow does. A block may stand in it several times.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from smmi.errors import Finding, Reason
from smmi.exchange.accounts._account import left_out
from smmi.exchange.qualtrics.definitions._elements import Block, Elements
from smmi.exchange.qualtrics.definitions._fields import entries, mapping, name, number, refuse

DEEPEST: Final = 60
"""How deep elements of the flow may be nested."""
_PLAIN: Final = frozenset({"Root", "Group"})
_RANDOM: Final = frozenset({"BlockRandomizer", "Randomizer"})
_WHAT: Final[Mapping[str, str]] = {
    "EmbeddedData": "embedded data",
    "WebService": "a web service",
    "Authenticator": "an authenticator",
    "TableOfContents": "a table of contents",
    "ReferenceSurvey": "a reference survey",
    "QuotaCheck": "a quota",
}
Logic = tuple[str, Any]
"""A condition of the tool, as it stands, and where that is; None where there is one that is told elsewhere."""


@attrs.frozen(kw_only=True, eq=False)
class Shown:
    """A block as it is shown.

    Attributes:
        block: The block.
        under: For each time that it stands in the flow, the conditions of the branches around it.
        is_random: Whether it stands in a randomizer, so that others may be shown before it or not, or it not at all.
        ends: How many conditional ends of the survey stand before it, in the order of the flow.
    """

    block: Block
    under: tuple[tuple[Logic, ...], ...]
    is_random: bool
    ends: int


@attrs.frozen(kw_only=True, eq=False)
class Flow:
    """The flow of a survey.

    Attributes:
        shown: The blocks, in the order in which they are first shown.
        ends: The conditions of each end of the survey that stands in a branch.
        left_out: What else there is.
    """

    shown: tuple[Shown, ...]
    ends: tuple[tuple[Logic, ...], ...]
    left_out: tuple[Finding, ...]


def flow_of(elements: Elements, /) -> Flow:
    """Return the flow of a survey; that of its blocks as they stand where it has none.

    Raises:
        DocumentError: The flow is none.
    """
    walk = _Walk(elements)
    if elements.flow is None:
        for block in elements.blocks.values():
            if not block.is_trash:
                walk.show(block.id, block.path, (), is_random=False)
    else:
        path, payload = elements.flow
        walk.element(payload, path, (), depth=0, is_random=False)
    shown = {one.block.id for one in walk.result()}
    for block in elements.blocks.values():
        questions = len(block.elements)
        if block.is_trash and questions:
            walk.rest.append(left_out(block.path, "questions in the trash"))
        elif block.id not in shown and questions:
            walk.rest.append(left_out(block.path, "a block that is not in the flow", block.description))
    return Flow(shown=tuple(walk.result()), ends=tuple(walk.ends), left_out=tuple(walk.rest))


class _Walk:
    """One walk through a flow: what was met so far."""

    def __init__(self, elements: Elements) -> None:
        self.blocks = elements.blocks
        self.times: dict[str, list[tuple[Logic, ...]]] = {}
        self.ends_before: dict[str, int] = {}
        self.ends: list[tuple[Logic, ...]] = []
        self.rest: list[Finding] = []
        self.random: set[str] = set()
        self.over = False

    def result(self) -> Iterator[Shown]:
        """Yield the blocks in the order in which they were met."""
        for block, under in self.times.items():
            yield Shown(
                block=self.blocks[block],
                under=tuple(under),
                is_random=block in self.random,
                ends=self.ends_before[block],
            )

    def show(self, block: str, path: str, under: tuple[Logic, ...], *, is_random: bool) -> None:
        """Show a block."""
        if block not in self.blocks:
            self.rest.append(left_out(path, "a block that the definition does not hold", block))
        elif not self.blocks[block].is_trash:
            self.times.setdefault(block, []).append(under)
            self.random |= {block} if is_random else set()
            self.ends_before.setdefault(block, len(self.ends))

    def element(
        self, value: object, path: str, under: tuple[Logic, ...], *, depth: int, is_random: bool
    ) -> None:
        """Walk through one element, and what it holds."""
        if depth > DEEPEST:
            refuse(Reason.BAD_VALUE, path, f"the flow is nested more than {DEEPEST} deep")
        said = mapping(value, path, "an element of the flow, a mapping")
        kind = name(said.get("Type"), f"{path}.Type")
        if self.over:
            self.rest.append(left_out(path, "what stands behind the end of the survey"))
            return
        if kind in {"Block", "Standard"}:
            self.show(name(said.get("ID"), f"{path}.ID"), path, under, is_random=is_random)
            return
        if kind == "EndSurvey":
            if under:
                self.ends.append(under)
            else:
                self.over = True
            return
        parts = entries(said.get("Flow"), f"{path}.Flow", "elements of the flow")
        if kind == "Branch":
            under = (*under, (f"{path}.BranchLogic", said.get("BranchLogic")))
        elif kind in _RANDOM:
            is_random = True
            under = (*under, (path, None))
            most = number(said.get("SubSet"))
            few = (
                f"{most:.0f} of {len(parts)}"
                if most is not None and most < len(parts)
                else "all in any order"
            )
            self.rest.append(
                left_out(path, f"a randomizer, which shows {few}", name(said.get("FlowID"), path))
            )
        elif kind not in _PLAIN:
            under = (*under, (path, None))
            what = _WHAT.get(kind, f"an element {kind[:40]!r} of the flow")
            self.rest.append(left_out(path, what, name(said.get("FlowID"), path)))
        for key, part in parts:
            self.element(part, f"{path}.Flow[{key}]", under, depth=depth + 1, is_random=is_random)

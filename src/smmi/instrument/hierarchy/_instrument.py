"""The instrument: a tree of nodes with unique codes, whose relations are checked as it is declared."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

import attrs

from smmi.errors import Finding, Reason
from smmi.fingerprint import Scope, fingerprint
from smmi.frozen import FrozenMapping, by_code
from smmi.instrument.declaration import (
    ARE_TERMS,
    IS_PROVENANCE,
    Declared,
    Provenance,
    Term,
    a,
    as_tuple,
    checked,
    each,
    empty_findings,
    is_any_text,
    is_code,
    is_text,
    wording,
)
from smmi.instrument.hierarchy._nodes import Area, Domain, Indicator, Node
from smmi.instrument.hierarchy._trees import html, tree
from smmi.instrument.routing import Characteristic, Gated, gate_findings
from smmi.instrument.scales import Scale

RESERVED: Final = frozenset({"overall", "all"})
"""Codes with a meaning in scores (`overall`) and norms (`all`), so not free for nodes."""


@attrs.frozen(kw_only=True, cache_hash=True, repr=False)
class Instrument(Declared):
    """An assessment instrument: a value; equal if declared equal, hashable, in declared order.

    Attributes:
        code: The instrument's code.
        edition: Which edition this is.
        title: Its title.
        domains: The domains, which hold the areas, which hold the indicators.
        characteristics: The characteristics of units and their admissible values.
        description: What it is, and what it is not.
        terms: Terms used throughout.
        provenance: Where it comes from.

    Raises:
        DeclarationError: A code is repeated or reserved, a gate cannot be, …; all at once.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> tiny["has_policy"] is policy, tiny.parent("has_policy").code
        (True, 'policies')
    """

    code: str = attrs.field(metadata=checked(is_code))
    edition: str = attrs.field(metadata=checked(is_text))
    title: str = attrs.field(metadata=wording(is_text))
    domains: tuple[Domain, ...] = attrs.field(
        converter=as_tuple, metadata=checked(each(a(Domain), expected="Domain"))
    )
    characteristics: tuple[Characteristic, ...] = attrs.field(
        default=(), converter=as_tuple, metadata=checked(each(a(Characteristic), expected="Characteristic"))
    )
    description: str = attrs.field(default="", metadata=wording(is_any_text))
    terms: tuple[Term, ...] = attrs.field(default=(), converter=as_tuple, metadata=wording(ARE_TERMS))
    provenance: Provenance | None = attrs.field(default=None, metadata=wording(IS_PROVENANCE))

    def _relations(self) -> Iterator[Finding]:
        yield from empty_findings(self.domains, "domains", f"instrument {self.code!r}")
        yield from self._code_findings()
        yield from self._scale_findings()
        yield from self._source_name_findings()
        gated = [
            Gated(code=node.code, scale=node.scale, gate=node.gate, applies=node.applies, path=path)
            for node, path in places(self)
            if isinstance(node, Indicator)
        ]
        yield from gate_findings(gated, self.characteristics)

    def _code_findings(self) -> Iterator[Finding]:
        first: dict[str, str] = {}
        entries = [(node.code, path) for node, path in places(self)]
        entries += [(c.code, f"$.characteristics[{i}]") for i, c in enumerate(self.characteristics)]
        for code, path in entries:
            if code in RESERVED:
                message = f"the code {code!r} is reserved; choose another"
                yield Finding(reason=Reason.RESERVED_CODE, path=f"{path}.code", message=message, code=code)
            if code in first:
                message = (
                    f"the code {code!r} is taken by {first[code]}; give each node and characteristic its own"
                )
                yield Finding(reason=Reason.REPEATED_CODE, path=f"{path}.code", message=message, code=code)
            first.setdefault(code, path)

    def _source_name_findings(self) -> Iterator[Finding]:
        """Yield a finding for each source name that another indicator, or a characteristic, has as name or code."""
        several = [(node, path) for node, path in places(self) if isinstance(node, Indicator)]
        owners = {code: code for code in (c.code for c in self.characteristics)}
        owners |= {node.code: node.code for node, _ in several}
        taken: dict[str, str] = {}
        for node, path in several:
            for i, name in enumerate(node.source_names):
                other = owners.get(name, node.code) if name not in taken else taken[name]
                if other != node.code or name in taken:
                    message = (
                        f"'source_names' of {node.code!r}: {name!r} stands for {other!r} already; "
                        "give each indicator its own names"
                    )
                    yield Finding(
                        reason=Reason.AMBIGUOUS_NAME,
                        path=f"{path}.source_names[{i}]",
                        message=message,
                        code=node.code,
                    )
                taken.setdefault(name, node.code)

    def _scale_findings(self) -> Iterator[Finding]:
        first: dict[str, tuple[Scale, str]] = {}
        for node, path in places(self):
            if isinstance(node, Indicator):
                scale, where = first.setdefault(node.scale.code, (node.scale, path))
                if scale != node.scale:
                    message = (
                        f"the scale code {scale.code!r} is taken by a different scale at {where}.scale; "
                        "declare the scale once and share it, or give this one another code"
                    )
                    yield Finding(
                        reason=Reason.CONFLICTING_SCALE, path=f"{path}.scale", message=message, code=node.code
                    )

    @cached_property
    def score_fingerprint(self) -> str:
        """The fingerprint of all that can affect a score in it, worked out once."""
        return fingerprint(self, scope=Scope.SCORE)

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """All areas, in declared order."""
        return tuple(area for domain in self.domains for area in domain.areas)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators, in declared order."""
        return tuple(indicator for area in self.areas for indicator in area.indicators)

    @cached_property
    def scored(self) -> tuple[Indicator, ...]:
        """The indicators that are scored, in declared order."""
        return tuple(indicator for area in self.areas for indicator in area.scored)

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every domain, area and indicator by its code, in declared order, parents before children."""
        return FrozenMapping({node.code: node for node, _ in places(self)})

    @cached_property
    def _parents(self) -> Mapping[str, "Instrument | Domain | Area"]:
        parents: dict[str, Instrument | Domain | Area] = {domain.code: self for domain in self.domains}
        parents |= {area.code: domain for domain in self.domains for area in domain.areas}
        parents |= {indicator.code: area for area in self.areas for indicator in area.indicators}
        return FrozenMapping(parents)

    def __getitem__(self, code: str) -> Node:
        """Return the node with this code.

        Raises:
            UnknownCodeError: No node has it.
        """
        return by_code(self.nodes, code, "no domain, area or indicator has the code")

    def __iter__(self) -> Iterator[Node]:
        """Yield every node, parents before children."""
        return iter(self.nodes.values())

    def __contains__(self, code: object) -> bool:
        return code in self.nodes

    def __len__(self) -> int:
        return len(self.nodes)

    def parent(self, code: str, /) -> "Instrument | Domain | Area":
        """Return what holds the node with this code.

        Raises:
            UnknownCodeError: No node has it.
        """
        return self._parents[self[code].code]

    def path(self, code: str, /) -> tuple[str, ...]:
        """Return the codes from the domain down to the node with this code.

        Raises:
            UnknownCodeError: No node has it.
        """
        codes = [self[code].code]
        while not isinstance(parent := self._parents[codes[0]], Instrument):
            codes.insert(0, parent.code)
        return tuple(codes)

    def __repr__(self) -> str:
        counts = f"{len(self.domains)} domains, {len(self.areas)} areas, {len(self.indicators)} indicators"
        return f"<Instrument {self.code!r} edition {self.edition!r}: {counts}>"

    def __str__(self) -> str:
        return self.tree()

    def tree(self) -> str:
        """Return a tree of text for terminals: a line for each domain, area and indicator."""
        return tree(self.domains, title=self.title, code=self.code, edition=self.edition)

    def _repr_html_(self) -> str:
        """Return HTML for notebooks: domains and areas that open and close, with a table for each area."""
        return html(
            self.domains,
            title=self.title,
            code=self.code,
            edition=self.edition,
            description=self.description,
        )


def places(instrument: Instrument) -> Iterator[tuple[Node, str]]:
    """Yield every node with its path from the instrument, parents before children."""
    for i, domain in enumerate(instrument.domains):
        yield domain, f"$.domains[{i}]"
        for j, area in enumerate(domain.areas):
            yield area, f"$.domains[{i}].areas[{j}]"
            for k, indicator in enumerate(area.indicators):
                yield indicator, f"$.domains[{i}].areas[{j}].indicators[{k}]"

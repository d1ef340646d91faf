"""Norms that may be handed out as a document: for each group how many units are in each band of scores."""

from collections.abc import Iterator, Mapping

import attrs

from smmi.benchmark import Conventions, Group, PublishedNorms, ReportRule
from smmi.benchmark.norms import NormsSource
from smmi.errors import Finding, Reason
from smmi.frozen import FrozenMapping
from smmi.serialization.fields import Mismatch, finding_at, step


@attrs.frozen(kw_only=True)
class BandSheet:
    """One group.

    Attributes:
        attributes: The values that its units share; none for the group of all units.
        counts: How many units are in each band, ascending, by the code of the score.
    """

    attributes: Mapping[str, str] = FrozenMapping()
    counts: Mapping[str, tuple[int, ...]]


@attrs.frozen(kw_only=True)
class PublishedNormsSheet:
    """What the document of norms that may be handed out holds.

    Attributes:
        source: What they were made from.
        conventions: By what rules they place.
        by: The attributes by which groups were asked for.
        rule: What must not be derived, and of how many points the bands are.
        known: Of how many units a reader may know the scores, itself among them.
        edges: The ends of the bands, ascending.
        groups: The groups, that of all units first.
    """

    source: NormsSource
    conventions: Conventions
    by: tuple[tuple[str, ...], ...]
    rule: ReportRule
    known: int
    edges: tuple[float, ...]
    groups: tuple[BandSheet, ...]


def sheet_of(norms: PublishedNorms, /) -> PublishedNormsSheet:
    """Return what the document of norms holds."""
    return PublishedNormsSheet(
        source=norms.source,
        conventions=norms.conventions,
        by=norms.by,
        rule=norms.rule,
        known=norms.known,
        edges=norms.rule.edges,
        groups=tuple(
            BandSheet(attributes=FrozenMapping(dict(group.pairs)), counts=norms.tables[group])
            for group in norms.groups
        ),
    )


def norms_of(sheet: PublishedNormsSheet, /) -> PublishedNorms:
    """Return the norms that a document holds.

    Raises:
        Mismatch: There can be no such norms.
    """
    findings = list(_findings(sheet))
    if findings:
        raise Mismatch(*findings)
    return PublishedNorms.assembled(
        source=sheet.source,
        conventions=sheet.conventions,
        by=sheet.by,
        rule=sheet.rule,
        known=sheet.known,
        tables={Group(tuple(group.attributes.items())): group.counts for group in sheet.groups},
    )


def _findings(sheet: PublishedNormsSheet) -> Iterator[Finding]:
    if not sheet.edges or sheet.edges != sheet.rule.edges:
        yield finding_at(
            "$.edges", f"expected the bands of the rule: {list(sheet.rule.edges) or 'it has none'}"
        )
        return
    if sheet.known < 1:
        yield finding_at("$.known", f"got {sheet.known}, expected at least 1", Reason.OUT_OF_RANGE)
    if not sheet.groups or sheet.groups[0].attributes:
        yield finding_at("$.groups", "the first group has to be that of all units, without attributes")
        return
    seen: set[tuple[tuple[str, str], ...]] = set()
    for place, group in enumerate(sheet.groups):
        path, pairs = f"$.groups[{place}]", tuple(group.attributes.items())
        if pairs and tuple(group.attributes) not in sheet.by:
            yield finding_at(f"{path}.attributes", "these attributes do not stand in 'by'")
        if pairs in seen:
            yield finding_at(f"{path}.attributes", "the group stands there twice", Reason.REPEATED_CODE)
        seen.add(pairs)
        yield from _count_findings(group, sheet, f"{path}.counts")


def _count_findings(group: BandSheet, sheet: PublishedNormsSheet, path: str) -> Iterator[Finding]:
    everyone, bands = sheet.groups[0].counts, len(sheet.edges) - 1
    if not group.counts:
        yield finding_at(path, "expected the counts of at least one score")
    for code, counts in group.counts.items():
        where = f"{path}{step(code)}"
        if len(counts) != bands or any(count < 0 for count in counts):
            yield finding_at(where, f"expected {bands} counts of at least 0, one for each band")
        elif code not in everyone:
            yield finding_at(where, "is not among the scores of all units")
        elif any(own > whole for own, whole in zip(counts, everyone[code], strict=False)):
            yield finding_at(where, "has more units in a band than all units together")

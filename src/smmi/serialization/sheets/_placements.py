"""Placements as documents: where one unit stands, or many, as columns for each score in each group."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs
import numpy as np

from smmi.benchmark import Conventions, Group, NoStanding, Placement, Placements, Quartile
from smmi.benchmark.norms import PlacedGroup, StandingColumns
from smmi.errors import Finding, Reason
from smmi.frozen import FrozenMapping
from smmi.serialization.fields import Mismatch, finding_at, step
from smmi.serialization.sheets._columns import (
    Floats,
    Numbers,
    length_findings,
    range_findings,
    read,
    read_numbers,
    written,
    written_numbers,
)
from smmi.serialization.sheets._own_peers import PeersSheet, peers_findings, peers_of, peers_sheets

_BANDS: Final = tuple(quartile.name.lower() for quartile in Quartile)
_PERCENT: Final = ("score", "percentile", "low", "high", "median", "median_low", "median_high")
_WHY: Final = (None, *NoStanding)


@attrs.frozen(kw_only=True)
class StandingSheet:
    """The standings in one score of one group: a column each, with None where something is absent.

    Attributes:
        score: The units' scores.
        n: How many units each was compared with.
        percentile: The percentile ranks.
        low: The lower ends of their intervals.
        high: The upper ends.
        quartile: The quartiles.
        fourth: How likely the fourth quartile is.
        third: How likely the third is.
        second: How likely the second is.
        top: How likely the top is.
        median: The medians of those compared with.
        median_low: The lower ends of their intervals.
        median_high: The upper ends.
        effective_n: In how many independent units the interval of the percentile rank is that of a share.
        reason: Why something is absent.
    """

    score: Numbers
    n: tuple[int, ...]
    percentile: Numbers
    low: Numbers
    high: Numbers
    quartile: tuple[Quartile | None, ...]
    fourth: Numbers
    third: Numbers
    second: Numbers
    top: Numbers
    median: Numbers
    median_low: Numbers
    median_high: Numbers
    effective_n: Numbers
    reason: tuple[NoStanding | None, ...]


@attrs.frozen(kw_only=True)
class PlacedSheet:
    """The units of one group, and their standings.

    Attributes:
        attributes: The values that its units share; none for the group of all units.
        label: What peers are called; empty for a group by attributes.
        peers: The identifiers of a group of peers, ascending.
        ambiguous: Whether another group of the norms has the same values without their attributes.
        units: Which units stand in it, counted from 0, ascending.
        population: How many units there are in all, if it is known.
        standings: Their standings, by the code of the score.
    """

    attributes: Mapping[str, str] = FrozenMapping()
    label: str = ""
    peers: tuple[str, ...] = ()
    ambiguous: bool = False
    units: tuple[int, ...]
    population: int | None = None
    standings: Mapping[str, StandingSheet]


@attrs.frozen(kw_only=True)
class PlacementsSheet:
    """What the document of placements holds.

    Attributes:
        norms: The fingerprint of the norms.
        conventions: By what rules.
        units: The units' identifiers.
        members: Which of them are units of the norms, counted from 0, ascending.
        groups: The groups, that of all units first.
        reliability: The reliability of scores, as far as it is known.
        design: How units are weighted and by what design intervals are made, where there is one: names and sentences.
        peers: The peers of units, where some were sought.
    """

    norms: str
    conventions: Conventions
    units: tuple[str, ...]
    members: tuple[int, ...]
    groups: tuple[PlacedSheet, ...]
    reliability: Mapping[str, float] = FrozenMapping()
    design: tuple[tuple[str, str], ...] = ()
    peers: Mapping[str, PeersSheet] = FrozenMapping()


def sheet_of(table: Placements, /) -> PlacementsSheet:
    """Return what the document of placements holds."""
    return PlacementsSheet(
        norms=table.norms,
        conventions=table.conventions,
        units=tuple(table.units.tolist()),
        members=tuple(np.flatnonzero(table.members).tolist()),
        groups=tuple(
            PlacedSheet(
                attributes=FrozenMapping(dict(group.pairs)),
                label=group.label,
                peers=group.units,
                ambiguous=group.ambiguous,
                units=tuple(own.positions.tolist()),
                population=own.population,
                standings=FrozenMapping({code: _standings(own.standings[code]) for code in table.codes}),
            )
            for group, own in ((group, table.placed[group]) for group in table.groups)
        ),
        reliability=table.reliability,
        design=table.design,
        peers=peers_sheets(table.peers, table.groups),
    )


def placements_of(sheet: PlacementsSheet, /) -> Placements:
    """Return the placements that a document holds.

    Raises:
        Mismatch: There can be no such placements.
    """
    groups = [
        Group(tuple(own.attributes.items()), own.ambiguous, own.label, own.peers) for own in sheet.groups
    ]
    findings = [*_findings(sheet, groups), *peers_findings(sheet.peers, groups, sheet.units)]
    if findings:
        raise Mismatch(*findings)
    members = np.zeros(len(sheet.units), dtype=np.bool_)
    members[list(sheet.members)] = True
    return Placements(
        norms=sheet.norms,
        conventions=sheet.conventions,
        units=np.array(sheet.units, dtype=np.str_),
        members=members,
        codes=tuple(sheet.groups[0].standings),
        groups=tuple(groups),
        placed={
            group: PlacedGroup(
                positions=np.array(own.units, dtype=np.intp),
                population=own.population,
                standings={code: _columns(one, len(own.units)) for code, one in own.standings.items()},
            )
            for group, own in zip(groups, sheet.groups, strict=True)
        },
        reliability=sheet.reliability,
        design=sheet.design,
        peers=peers_of(sheet.peers, groups),
    )


def single_sheet_of(placement: Placement, /) -> PlacementsSheet:
    """Return what the document of one unit's placement holds: that of a table of this unit."""
    return sheet_of(Placements.single(placement))


def placement_of(sheet: PlacementsSheet, /) -> Placement:
    """Return the placement that a document of one unit holds.

    Raises:
        Mismatch: There can be no such placement.
    """
    table = placements_of(sheet)
    outside = [f"$.groups[{place}]" for place, own in enumerate(sheet.groups) if not own.units]
    if len(sheet.units) != 1 or outside:
        message = "expected one unit, and the groups that it is in"
        raise Mismatch(finding_at((outside or ["$.units"])[0], message))
    return table.of(sheet.units[0])


def _standings(own: StandingColumns) -> StandingSheet:
    numbers = {name: written_numbers(getattr(own, name)) for name in (*_PERCENT, "effective_n")}
    bands = dict(zip(_BANDS, map(written_numbers, own.bands.T), strict=True))
    return StandingSheet(
        n=written(own.n.tolist()),
        quartile=written([Quartile(number) if number else None for number in own.quartile.tolist()]),
        reason=written([_WHY[number] for number in own.reason.tolist()]),
        **numbers,
        **bands,
    )


def _columns(sheet: StandingSheet, n: int) -> StandingColumns:
    def numbers(name: str) -> Floats:
        return read_numbers(getattr(sheet, name), n)

    return StandingColumns(
        n=np.array(read(sheet.n, n), dtype=np.int64),
        quartile=np.array(read([one or 0 for one in sheet.quartile], n), dtype=np.uint8),
        reason=np.array(read([_WHY.index(one) for one in sheet.reason], n), dtype=np.uint8),
        bands=np.stack([numbers(name) for name in _BANDS], axis=1),
        **{name: numbers(name) for name in (*_PERCENT, "effective_n")},
    )


def _findings(sheet: PlacementsSheet, groups: Sequence[Group]) -> Iterator[Finding]:
    n = len(sheet.units)
    if not n or len(set(sheet.units)) < n:
        yield finding_at(
            "$.units", "expected at least one unit, and none of them twice", Reason.REPEATED_CODE
        )
    yield from _place_findings(sheet.members, n, "$.members")
    if not groups or not groups[0].is_everyone:
        yield finding_at("$.groups", "the first group has to be that of all units, without attributes")
        return
    codes = list(sheet.groups[0].standings)
    seen: set[Group] = set()
    for code, value in sheet.reliability.items():
        if code not in codes or not 0 <= value <= 1:
            message = "expected a number from 0 to 1, of one of the scores"
            yield finding_at(f"$.reliability{step(code)}", message, Reason.OUT_OF_RANGE)
    if list(sheet.groups[0].units) != list(range(n)):
        yield finding_at("$.groups[0].units", "expected all units")
    for place, own in enumerate(sheet.groups):
        path = f"$.groups[{place}]"
        if groups[place] in seen:
            yield finding_at(f"{path}.attributes", "the group stands there twice", Reason.REPEATED_CODE)
        seen.add(groups[place])
        whose = [
            i
            for i, unit in enumerate(sheet.units)
            if unit in sheet.peers and sheet.peers[unit].group == place
        ]
        if own.label and list(own.units) != whose:
            yield finding_at(f"{path}.units", "expected the units whose peers these are, and no others")
        yield from _group_findings(own, n, codes, path)


def _group_findings(own: PlacedSheet, n: int, codes: list[str], path: str) -> Iterator[Finding]:
    yield from _place_findings(own.units, n, f"{path}.units")
    if own.population is not None and own.population < 1:
        message = f"got {own.population}, expected at least 1"
        yield finding_at(f"{path}.population", message, Reason.OUT_OF_RANGE)
    if not codes or list(own.standings) != codes:
        yield finding_at(
            f"{path}.standings", "expected at least one score, those of the first group, in order"
        )
    for code, standings in own.standings.items():
        yield from _standing_findings(standings, len(own.units), f"{path}.standings{step(code)}")


def _place_findings(places: tuple[int, ...], n: int, path: str) -> Iterator[Finding]:
    if list(places) != sorted({place for place in places if 0 <= place < n}):
        message = f"expected whole numbers from 0 to {n - 1}, ascending"
        yield finding_at(path, message, Reason.BAD_ORDER)


def _standing_findings(sheet: StandingSheet, n: int, path: str) -> Iterator[Finding]:
    wrong = [
        finding
        for field in attrs.fields(StandingSheet)
        for finding in length_findings(getattr(sheet, field.name), n, f"{path}.{field.name}")
    ]
    yield from wrong
    for name in _PERCENT:
        yield from range_findings(getattr(sheet, name), f"{path}.{name}")
    for name in _BANDS:
        yield from range_findings(getattr(sheet, name), f"{path}.{name}", most=1.0)
    if any(count < 0 for count in sheet.n) or any(
        size is not None and size < 0 for size in sheet.effective_n
    ):
        yield finding_at(path, "expected numbers of units of at least 0", Reason.OUT_OF_RANGE)
    together = (
        ("percentile", "low", "high", "effective_n"),
        ("quartile", *_BANDS),
        ("median_low", "median_high"),
    )
    for names in together if not wrong else ():
        columns = [read(getattr(sheet, name), n) for name in names]
        if any(len({value is None for value in values}) > 1 for values in zip(*columns, strict=True)):
            yield finding_at(path, f"{', '.join(names)} have to be there together, or be absent together")
    ends = zip(*(read(column, n) for column in (sheet.low, sheet.percentile, sheet.high)), strict=False)
    if not wrong and any(None not in own and list(own) != sorted(own) for own in ends):
        yield finding_at(path, "an interval has to hold its percentile rank", Reason.BAD_ORDER)

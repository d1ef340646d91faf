"""Norms as a document: what they were made from, and for each group the distribution of every score."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

import attrs
import numpy as np

from smmi._decimals import LEAST_WEIGHT, MOST_WEIGHT
from smmi.benchmark import Conventions, Group, Norms
from smmi.benchmark.norms import DesignSizes, NormsSource, NormTable
from smmi.benchmark.survey import ExactSums
from smmi.errors import Finding, Reason
from smmi.frozen import FrozenMapping
from smmi.serialization.fields import Mismatch, cut, finding_at, step
from smmi.serialization.sheets._own_peers import PeersSheet, peers_findings, peers_of, peers_sheets

_EXACT: Final = re.compile(r"(0|[1-9][0-9]{0,800})p(0|-?[1-9][0-9]{0,3})")
"""An integer times two to the power of another one: what a sum of doubles is without rounding."""


@attrs.frozen(kw_only=True)
class TableSheet:
    """The distribution of one score in one group.

    Attributes:
        scores: The distinct scores, ascending.
        counts: How many units have each.
        weights: The sum of their weights, where units are weighted: ``12p-3`` is 12 times two to the power of -3.
        squares: The sum of the squares of all weights, likewise.
        sizes: How many independent units the group is worth below the first distinct score, then in turn at each one
            and above it, where there is a survey design.
        degrees_of_freedom: How many sampling units less strata tell these sizes.
    """

    scores: tuple[float, ...]
    counts: tuple[int, ...]
    weights: tuple[str, ...] | None = None
    squares: str | None = None
    sizes: tuple[float, ...] | None = None
    degrees_of_freedom: int | None = None


@attrs.frozen(kw_only=True)
class GroupSheet:
    """One group.

    Attributes:
        attributes: The values that its units share; none for the group of all units.
        label: What peers are called; empty for a group by attributes.
        peers: The units of a group of peers, ascending.
        population: How many units there are in all, if it is known.
        tables: The distribution of each score, by code.
    """

    attributes: Mapping[str, str] = FrozenMapping()
    label: str = ""
    peers: tuple[str, ...] = ()
    population: int | None = None
    tables: Mapping[str, TableSheet]


@attrs.frozen(kw_only=True)
class NormsSheet:
    """What the document of norms holds.

    Attributes:
        source: What they were made from.
        conventions: By what rules they place.
        by: The attributes by which groups were made.
        groups: The groups, that of all units first.
        members: The units that are in the norms, and the weight of each.
        design: How they are weighted and by what design intervals are made, where there is one: names and sentences.
        peers: The peers of units, where some were sought.
    """

    source: NormsSource
    conventions: Conventions
    by: tuple[tuple[str, ...], ...]
    groups: tuple[GroupSheet, ...]
    members: Mapping[str, float]
    design: tuple[tuple[str, str], ...] = ()
    peers: Mapping[str, PeersSheet] = FrozenMapping()


def sheet_of(norms: Norms, /) -> NormsSheet:
    """Return what the document of norms holds."""
    groups = [
        GroupSheet(
            attributes=FrozenMapping(dict(group.pairs)),
            label=group.label,
            peers=group.units,
            population=norms.population.get(group),
            tables=FrozenMapping({code: _table_sheet(table) for code, table in norms.tables[group].items()}),
        )
        for group in norms.groups
    ]
    return NormsSheet(
        source=norms.source,
        conventions=norms.conventions,
        by=norms.by,
        groups=tuple(groups),
        members=norms.members,
        design=norms.design,
        peers=peers_sheets(norms.peers, norms.groups),
    )


def norms_of(sheet: NormsSheet, /) -> Norms:
    """Return the norms that a document holds.

    Raises:
        Mismatch: There can be no such norms.
    """
    groups = [
        Group(tuple(group.attributes.items()), label=group.label, units=group.peers) for group in sheet.groups
    ]
    findings = [*_findings(sheet, groups), *peers_findings(sheet.peers, groups, sheet.members)]
    if findings:
        raise Mismatch(*findings)
    tables = {
        group: {code: _table(table, sheet.conventions.decimals) for code, table in given.tables.items()}
        for group, given in zip(groups, sheet.groups, strict=True)
    }
    population = {
        group: given.population
        for group, given in zip(groups, sheet.groups, strict=True)
        if given.population is not None
    }
    return Norms.assembled(
        source=sheet.source,
        conventions=sheet.conventions,
        by=sheet.by,
        tables=tables,
        members=sheet.members,
        population=population,
        design=sheet.design,
        peers=peers_of(sheet.peers, groups),
    )


def _table_sheet(table: NormTable) -> TableSheet:
    weights, squares, design = table.weights, table.squares, table.design
    return TableSheet(
        scores=tuple(table.values.tolist()),
        counts=tuple(table.counts.tolist()),
        weights=None if weights is None else _texts(weights),
        squares=None if squares is None else _texts(squares)[0],
        sizes=None if design is None else tuple(design.sizes.tolist()),
        degrees_of_freedom=None if design is None else design.degrees_of_freedom,
    )


def _table(sheet: TableSheet, decimals: int) -> NormTable:
    return NormTable(
        np.array(sheet.scores, dtype=np.float64),
        np.array(sheet.counts, dtype=np.int64),
        None if sheet.weights is None else _sums(sheet.weights),
        None if sheet.squares is None else _sums((sheet.squares,)),
        decimals,
        None
        if sheet.sizes is None or sheet.degrees_of_freedom is None
        else DesignSizes(np.array(sheet.sizes), sheet.degrees_of_freedom),
    )


def _texts(sums: ExactSums) -> tuple[str, ...]:
    return tuple(f"{numerator}p{sums.exponent}" for numerator in sums.numerators)


def _sums(texts: tuple[str, ...]) -> ExactSums:
    pairs = [tuple(map(int, text.split("p"))) for text in texts]
    exponent = min((power for _, power in pairs), default=0)
    return ExactSums.reduced([numerator << (power - exponent) for numerator, power in pairs], exponent)


def _findings(sheet: NormsSheet, groups: Sequence[Group]) -> Iterator[Finding]:
    weighted = any(table.weights is not None for group in sheet.groups for table in group.tables.values())
    seen: set[Group] = set()
    if not groups or not groups[0].is_everyone:
        yield finding_at("$.groups", "the first group has to be that of all units, without attributes")
    codes = list(sheet.groups[0].tables) if sheet.groups else []
    for place, group in enumerate(sheet.groups):
        path = f"$.groups[{place}]"
        yield from _group_findings(sheet, group, path, is_twice=groups[place] in seen)
        seen.add(groups[place])
        if list(group.tables) != codes:
            yield finding_at(f"{path}.tables", "the scores are not those of the first group, in their order")
        for code, table in group.tables.items():
            yield from _table_findings(table, f"{path}.tables{step(code)}", weighted=weighted)
            yield from _size_findings(table, f"{path}.tables{step(code)}", sheet)
    yield from _member_findings(sheet)


def _group_findings(sheet: NormsSheet, group: GroupSheet, path: str, *, is_twice: bool) -> Iterator[Finding]:
    if group.attributes and tuple(group.attributes) not in sheet.by:
        yield finding_at(f"{path}.attributes", "these attributes do not stand in 'by'")
    if is_twice:
        yield finding_at(f"{path}.attributes", "the group stands there twice", Reason.REPEATED_CODE)
    most = max((sum(table.counts) for table in group.tables.values()), default=0)
    if group.population is not None and group.population < most:
        message = f"got {group.population}, expected at least {most}, the units in the group"
        yield finding_at(f"{path}.population", message, Reason.OUT_OF_RANGE)
    if strangers := sorted(set(group.peers) - sheet.members.keys()):
        yield finding_at(f"{path}.peers", f"{cut(strangers[0])} is no member of the norms")
    if most > len(sheet.members):
        yield finding_at(path, f"has {most} units, but there are {len(sheet.members)} members")
    elif group.label and most > len(group.peers):
        yield finding_at(f"{path}.peers", f"are {len(group.peers)}, but the tables have {most} units")


def _member_findings(sheet: NormsSheet) -> Iterator[Finding]:
    for unit, weight in sheet.members.items():
        if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
            message = (
                f"got the weight {weight!r} of {cut(unit)}, expected one from {LEAST_WEIGHT} to {MOST_WEIGHT}"
            )
            yield finding_at(f"$.members{step(unit)}", message, Reason.BAD_WEIGHT)


def _table_findings(table: TableSheet, path: str, *, weighted: bool) -> Iterator[Finding]:
    scores, counts = table.scores, table.counts
    if any(one >= other for one, other in pairwise(scores)):
        yield finding_at(f"{path}.scores", "the scores have to ascend", Reason.BAD_ORDER)
    if any(not 0 <= score <= 100 for score in scores):
        yield finding_at(f"{path}.scores", "scores are from 0 to 100", Reason.OUT_OF_RANGE)
    if len(counts) != len(scores) or any(count < 1 for count in counts):
        yield finding_at(f"{path}.counts", f"expected {len(scores)} counts of at least 1, one for each score")
    if weighted in {table.weights is None, table.squares is None}:
        yield finding_at(path, "either all tables have 'weights' and 'squares', or none has")
        return
    if table.weights is None or table.squares is None:
        return
    if len(table.weights) != len(scores) or not all(map(_is_positive, table.weights)):
        message = f"expected {len(scores)} sums of weights above 0, such as '12p-3', one for each score"
        yield finding_at(f"{path}.weights", message, Reason.BAD_WEIGHT)
    if not _EXACT.fullmatch(table.squares):
        yield finding_at(f"{path}.squares", "expected a sum of squares, such as '144p-6'", Reason.BAD_WEIGHT)


def _size_findings(table: TableSheet, path: str, sheet: NormsSheet) -> Iterator[Finding]:
    if bool(sheet.design) in {table.sizes is None, table.degrees_of_freedom is None}:
        yield finding_at(
            path, "'sizes' and 'degrees_of_freedom' stand in all tables of a 'design', or in none"
        )
        return
    if table.sizes is None or table.degrees_of_freedom is None:
        return
    places = 2 * len(np.unique(np.round(table.scores, sheet.conventions.decimals))) + 1
    if len(table.sizes) != places or not all(0 <= size < np.inf for size in table.sizes):
        message = (
            f"expected {places} numbers of at least 0: below the first distinct score, at each and above it"
        )
        yield finding_at(f"{path}.sizes", message)
    if table.degrees_of_freedom < 1:
        message = f"got {table.degrees_of_freedom}, expected at least 1"
        yield finding_at(f"{path}.degrees_of_freedom", message, Reason.OUT_OF_RANGE)
    if table.weights is None:
        yield finding_at(path, "there are no 'weights', but a survey design")


def _is_positive(text: str) -> bool:
    return _EXACT.fullmatch(text) is not None and not text.startswith("0")

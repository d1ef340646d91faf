"""The ledger of publications as a document: for each the cells as they were published, and what is behind them."""

from collections import Counter
from collections.abc import Iterator, Mapping

import attrs

from smmi.benchmark import Ledger
from smmi.benchmark.disclosure import Aggregates, Cell, CellState, CodeRelation, Publication, Suppression
from smmi.errors import ArgumentError, Finding, Reason
from smmi.frozen import FrozenMapping
from smmi.serialization.fields import Mismatch, cut, finding_at, step

_NEAR = 1e-6
"""So much the mean of a cell may differ from that of its scores."""


@attrs.frozen(kw_only=True)
class ScoreColumn:
    """The scores of one administration and code, by unit."""

    administration: str = ""
    code: str
    scores: Mapping[str, float]


@attrs.frozen(kw_only=True)
class Membership:
    """The units of a group in one administration."""

    administration: str = ""
    group: str
    units: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class PublicationSheet:
    """One publication.

    Attributes:
        name: What it is called.
        on: The day of publication.
        relation: Whether the codes are made from one another.
        rounding_base: To multiples of what the means are rounded.
        quartile_base: The same of the quartiles.
        owners: Who owns each unit.
        grid: Of which number the scores of a code are multiples.
        suppression: How cells were withheld.
        cells: The cells.
        scores: The scores behind them.
        members: The units of each group.
    """

    name: str
    on: str
    relation: CodeRelation
    rounding_base: float | None = None
    quartile_base: float | None = None
    owners: Mapping[str, str] = FrozenMapping()
    grid: Mapping[str, float] = FrozenMapping()
    suppression: Suppression | None = None
    cells: tuple[Cell, ...]
    scores: tuple[ScoreColumn, ...]
    members: tuple[Membership, ...]


@attrs.frozen(kw_only=True)
class LedgerSheet:
    """What the document of a ledger holds.

    Attributes:
        publications: The publications, in the order of their days.
    """

    publications: tuple[PublicationSheet, ...] = ()


def sheet_of(ledger: Ledger, /) -> LedgerSheet:
    """Return what the document of a ledger holds."""
    return LedgerSheet(publications=tuple(map(_publication_sheet, ledger.publications)))


def ledger_of(sheet: LedgerSheet, /) -> Ledger:
    """Return the ledger that a document holds.

    Raises:
        Mismatch: There can be no such ledger.
    """
    findings = [
        finding
        for place, publication in enumerate(sheet.publications)
        for finding in _findings(publication, f"$.publications[{place}]")
    ]
    if findings:
        raise Mismatch(*findings)
    try:
        return Ledger(publications=map(_publication, sheet.publications))
    except ArgumentError as error:
        raise Mismatch(finding_at("$.publications", str(error))) from None


def _publication_sheet(publication: Publication) -> PublicationSheet:
    tables = publication.tables
    return PublicationSheet(
        name=publication.name,
        on=publication.on,
        relation=tables.relation,
        rounding_base=tables.rounding_base,
        quartile_base=tables.quartile_base,
        owners=tables.owners,
        grid=tables.grid,
        suppression=tables.suppression,
        cells=tables.cells,
        scores=tuple(
            ScoreColumn(administration=administration, code=code, scores=scores)
            for (administration, code), scores in tables.scores.items()
        ),
        members=tuple(
            Membership(administration=administration, group=group, units=tuple(sorted(units)))
            for (administration, group), units in tables.members.items()
        ),
    )


def _publication(sheet: PublicationSheet) -> Publication:
    tables = Aggregates(
        cells=sheet.cells,
        scores={(one.administration, one.code): one.scores for one in sheet.scores},
        members={(one.administration, one.group): frozenset(one.units) for one in sheet.members},
        relation=sheet.relation,
        rounding_base=sheet.rounding_base,
        quartile_base=sheet.quartile_base,
        owners=sheet.owners,
        grid=sheet.grid,
        suppression=sheet.suppression,
    )
    return Publication(name=sheet.name, on=sheet.on, tables=tables)


def _findings(sheet: PublicationSheet, path: str) -> Iterator[Finding]:
    """Yield what contradicts itself: an attack on such tables would prove nothing."""
    scores = {(one.administration, one.code): one.scores for one in sheet.scores}
    members = {(one.administration, one.group): frozenset(one.units) for one in sheet.members}
    repeated = len(scores) < len(sheet.scores) or len(members) < len(sheet.members)
    if repeated or max(Counter(cell.key for cell in sheet.cells).values(), default=0) > 1:
        yield finding_at(path, "scores, a group or a cell stand there twice", Reason.REPEATED_CODE)
    for place, column in enumerate(sheet.scores):
        for unit, score in column.scores.items():
            if not 0.0 <= score <= 100.0:
                message = f"got {score!r} of {cut(unit)}, expected a score from 0 to 100"
                yield finding_at(f"{path}.scores[{place}].scores{step(unit)}", message, Reason.OUT_OF_RANGE)
    wrong = list(_step_findings(sheet, path))
    if wrong:
        yield from wrong
        return
    base = sheet.rounding_base
    for place, cell in enumerate(sheet.cells):
        here = f"{path}.cells[{place}]"
        own = scores.get((cell.key.administration, cell.key.code))
        units = members.get((cell.key.administration, cell.key.group))
        if own is None or units is None or cell.key.publication:
            yield finding_at(here, "the cell is of no scores or of no group of this publication")
        else:
            yield from _cell_findings(cell, [own[unit] for unit in sorted(units) if unit in own], base, here)


def _step_findings(sheet: PublicationSheet, path: str) -> Iterator[Finding]:
    """Yield to what numbers cannot be rounded, and of what scores cannot be multiples."""
    for name, base in (("rounding_base", sheet.rounding_base), ("quartile_base", sheet.quartile_base)):
        if base is not None and not 0.0 < base <= 50.0:
            yield finding_at(f"{path}.{name}", f"got {base!r}, expected a number above 0, up to 50")
    for code, number in sheet.grid.items():
        if not 0.0 < number <= 100.0:
            yield finding_at(
                f"{path}.grid{step(code)}", f"got {number!r}, expected a number that divides 100"
            )


def _cell_findings(cell: Cell, scores: list[float], base: float | None, path: str) -> Iterator[Finding]:
    if cell.state is CellState.PUBLISHED:
        if not scores or cell.n != len(scores) or cell.mean is None:
            yield finding_at(path, f"a published cell has a mean and 'n', here {len(scores)}")
        elif not abs(cell.mean - sum(scores) / len(scores)) <= (base or 0.0) / 2.0 + _NEAR:
            yield finding_at(f"{path}.mean", "it is not the mean of the scores of the group")
    elif cell.state is CellState.EMPTY:
        if scores or cell.n != 0 or cell.mean is not None:
            yield finding_at(path, "an empty cell has no scores, no mean, and the 'n' 0")
    elif not scores or (cell.n, cell.mean, cell.quartiles) != (None, None, None):
        yield finding_at(path, "a withheld cell has scores, and neither 'n' nor mean nor quartiles")

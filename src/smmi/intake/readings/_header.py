"""The header: which column of a table is which, and what is wrong with that."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from smmi.errors import Finding, Reason, suggestion
from smmi.intake.entries._unread import MOST_ENTRIES
from smmi.intake.readings._as_seen import name_findings, rival_findings
from smmi.intake.readings._declared_reading import DeclaredReading, OtherColumns, columns_with_use
from smmi.intake.sources import Header, HeaderNames
from smmi.intake.tables import Cells, ColumnFinder, Match, joined_names, names_below, texts_of, unique_names


@attrs.frozen(kw_only=True, eq=False)
class FoundColumns:
    """The columns of a table that a reading speaks of.

    Attributes:
        names: The names of all columns; without name are those that have no cells either.
        positions: The position of each column, by the name that the reading gives it.
        remarks: How columns were found, by position, where they are not called as the reading calls them.
        findings: What is wrong.
    """

    names: tuple[str, ...]
    positions: Mapping[str, int]
    remarks: Mapping[int, str]
    findings: tuple[Finding, ...]


def header_names(rows: Sequence[Cells], header: Header, /) -> tuple[str, ...]:
    """Return the names of the columns as header rows say them, blank and repeated ones too."""
    texts = [texts_of(row) for row in rows]
    if header.names is HeaderNames.ONE_ROW:
        return names_below(texts, header.row)
    missing: tuple[str, ...] = ()
    own = texts[header.row] if header.row < len(texts) else missing
    return joined_names(own, texts[header.row + 1] if header.row + 1 < len(texts) else missing)


def found_columns(reading: DeclaredReading, given: Sequence[str], /) -> FoundColumns:
    """Find the columns that a reading speaks of.

    Args:
        reading: The reading.
        given: The names as the header rows say them.
    """
    names = unique_names(given)
    finder = ColumnFinder(names)
    uses = columns_with_use(reading)
    wanted = dict.fromkeys([*(name for name, _ in uses), *reading.left_out])
    found = {name: finder.find(name) for name in wanted}
    positions = {
        name: where[0]
        for name, (match, where) in found.items()
        if match in {Match.EXACT, Match.OTHER_CAPITALS}
    }
    remarks: dict[int, str] = {}
    for name, (match, where) in found.items():
        if match is Match.OTHER_CAPITALS:
            remarks[where[0]] = f"the reading says {name!r}, with other capitals"
        elif match is Match.EXACT and given.count(names[where[0]]) > 1:
            remarks[where[0]] = f"the first of {given.count(names[where[0]])} columns of this name"
    for position, name in enumerate(given):
        if not name and position in positions.values():
            remarks[position] = "it has no name"
    findings = [*_missing(names, found, uses, positions), *_twice(names, found, reading)]
    if reading.seen is not None:
        findings += name_findings(reading.seen, given, positions, [name for name, _ in uses])
        findings += rival_findings(
            reading, [one if said else "" for one, said in zip(names, given, strict=True)], positions
        )
    return FoundColumns(names=names, positions=positions, remarks=remarks, findings=tuple(findings))


def _missing(
    names: Sequence[str],
    found: Mapping[str, tuple[Match, tuple[int, ...]]],
    uses: Iterable[tuple[str, str]],
    positions: Mapping[str, int],
) -> Iterator[Finding]:
    free = [name for position, name in enumerate(names) if position not in positions.values()]
    for name, use in uses:
        match, where = found[name]
        if match is Match.NONE:
            near = suggestion(name, free)
            message = f"the table has no column {name!r}, which is to hold {use}.{near or _listed(free)}"
            yield Finding(reason=Reason.MISSING_COLUMN, path="header", message=message, code=name)
        elif match is Match.SEVERAL:
            several = ", ".join(repr(names[position]) for position in where)
            message = (
                f"the table has several columns {name!r}, which is to hold {use}, each with other capitals: {several}. "
                "Write the name as it stands there"
            )
            yield Finding(reason=Reason.REPEATED_CODE, path="header", message=message, code=name)


def _listed(free: Sequence[str]) -> str:
    if not free:
        return " Every column that it has is spoken of"
    shown = [repr(name) for name in free[:MOST_ENTRIES]] + (["…"] if len(free) > MOST_ENTRIES else [])
    return f" Of these columns nothing is said: {', '.join(shown)}"


def _twice(
    names: Sequence[str], found: Mapping[str, tuple[Match, tuple[int, ...]]], reading: DeclaredReading
) -> Iterator[Finding]:
    """Yield columns that two names of the reading lead to."""
    at: dict[int, str] = {}
    for name in reading.answer_columns:
        match, where = found[name]
        if match in {Match.EXACT, Match.OTHER_CAPITALS}:
            before = at.setdefault(where[0], name)
            if before != name:
                message = (
                    f"{before!r} and {name!r} are both the column {names[where[0]]!r}; each may be read once"
                )
                yield Finding(reason=Reason.REPEATED_CODE, path="header", message=message, code=name)


def unspoken_finding(
    reading: DeclaredReading, names: Sequence[str], spoken: Collection[int], /
) -> Iterator[Finding]:
    """Yield the columns of which a reading says nothing, if it refuses them."""
    rest = [name for position, name in enumerate(names) if name and position not in spoken]
    if rest and reading.others is OtherColumns.REFUSE:
        shown = [repr(name) for name in rest[:MOST_ENTRIES]]
        more = f", … and {len(rest) - MOST_ENTRIES} more" if len(rest) > MOST_ENTRIES else ""
        counted = "1 column" if len(rest) == 1 else f"{len(rest)} columns"
        message = (
            f"of {counted} the reading says nothing: {', '.join(shown)}{more}. Name them in 'left_out', or leave out "
            "all the rest: others=OtherColumns.LEAVE_OUT"
        )
        yield Finding(
            reason=Reason.UNKNOWN_COLUMN, path="header", message=message, code=rest[0], count=len(rest)
        )


def ragged_finding(ragged: Sequence[tuple[int, int]], width: int, /) -> Iterator[Finding]:
    """Yield the rows that have more or fewer cells than the header."""
    if ragged:
        listed = [f"row {row} has {cells}" for row, cells in ragged[:MOST_ENTRIES]]
        more = f", … and {len(ragged) - MOST_ENTRIES} more rows" if len(ragged) > MOST_ENTRIES else ""
        message = (
            f"expected {width} cells in each row, as in the header: {', '.join(listed)}{more}. Look for a stray "
            "separator"
        )
        row = ragged[0][0]
        yield Finding(reason=Reason.UNEQUAL_LENGTHS, path="rows", message=message, row=row, count=len(ragged))

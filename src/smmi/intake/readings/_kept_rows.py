"""Rows that are read: filters, identifiers, and the row that counts of a unit that stands in several."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason
from smmi.frozen import FrozenMapping
from smmi.intake.accounts import RowsLeftOut
from smmi.intake.entries._said import Cause, Said, Unread
from smmi.intake.entries._unread import MOST_ENTRIES, Met, findings_of_column
from smmi.intake.entries._words import number_of
from smmi.intake.readings._merged_rows import respondent_findings
from smmi.intake.readings._row_order import ranks_of
from smmi.intake.sources import Keep, NumberedRows, Repeated, RepeatedUnits, RowFilter
from smmi.intake.tables import CellKind, DistinctColumn, Entry, Table, differing, word_of

Rows = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

_TEXT: Final = CellKind.TEXT
_NUMBER: Final = CellKind.NUMBER
_AS_IT_IS: Final = Said("", "as it is")
_OTHER_SPELLING: Final = Said("", "in another spelling")
_NUMBER_AS_TEXT: Final = Said("", "a whole number as text")
KEPT: Final = "read"
LEFT_OUT: Final = "left out"
EXAMPLES: Final = 3
MOST_NAMES: Final = 6
"""So many columns are named."""


@attrs.frozen(kw_only=True, eq=False)
class KeptRows:
    """Which rows of a table are read, and why others are not.

    Attributes:
        rows: Their positions in the table, in its order.
        names: The identifier of each.
        respondents: Who answered in each, where rows are merged.
        left_out: Why others are left out.
        findings: What is wrong with rows and identifiers.
    """

    rows: Rows
    names: tuple[str, ...]
    respondents: tuple[str, ...] = ()
    left_out: tuple[RowsLeftOut, ...]
    findings: tuple[Finding, ...]


def filter_said(column: DistinctColumn, row_filter: RowFilter, /) -> tuple[Said, ...]:
    """Return of each entry of a column whether rows with it are read."""
    words = {word_of(word) for word in row_filter.words}
    kept = ((entry.word in words) is (row_filter.keep is Keep.ONLY) for entry in column.entries)
    return tuple(Said(one, KEPT if one else LEFT_OUT) for one in kept)


def filtered(
    table: Table, filters: Sequence[tuple[RowFilter, DistinctColumn]], /
) -> tuple[Rows, tuple[RowsLeftOut, ...]]:
    """Return the rows that all filters let through, and those that each leaves out."""
    kept = np.ones(len(table), dtype=np.bool_)
    left_out: list[RowsLeftOut] = []
    for row_filter, column in filters:
        lets = np.array([said.answer for said in filter_said(column, row_filter)], dtype=np.bool_)
        own = lets[column.positions] if len(lets) else kept
        words = ", ".join(repr(word) if word else "a blank" for word in row_filter.words)
        is_not = "is not" if row_filter.keep is Keep.ONLY else "is"
        left_out += _left_out(f"{row_filter.column!r} {is_not} {words}", np.flatnonzero(kept & ~own), table)
        kept &= own
    return np.flatnonzero(kept), tuple(left_out)


def _left_out(why: str, rows: Rows, table: Table) -> Iterator[RowsLeftOut]:
    if len(rows):
        examples = [f"row {number}" for number in table.numbers[rows[:EXAMPLES]].tolist()]
        yield RowsLeftOut(why=why, count=len(rows), examples=examples)


def unit_name(entry: Entry, spellings: Mapping[str, str] = FrozenMapping(), /) -> str | Unread:
    """Return the identifier that a cell says; spellings are by their words."""
    if entry.kind is _TEXT:
        return spellings.get(entry.word, entry.written)
    if entry.is_blank:
        return Unread(Cause.NO_IDENTIFIER, "")
    if entry.kind is CellKind.NUMBER and entry.text.isdecimal():
        return entry.text
    number = number_of(entry.text) if entry.kind is CellKind.NUMBER else None
    whole = number is not None and number.denominator == 1
    return str(number) if whole else Unread(Cause.BAD_IDENTIFIER, entry.text)


def unit_how(entry: Entry, spellings: Mapping[str, str], /) -> Said:
    """Return how an identifier is read: one of a few values, as there are many units."""
    if entry.kind is _TEXT and spellings.get(entry.word, entry.written) != entry.written:
        return _OTHER_SPELLING
    return _NUMBER_AS_TEXT if entry.kind is _NUMBER else _AS_IT_IS


def numbered(table: Table, rows: Rows, unit: NumberedRows, /) -> tuple[str, ...]:
    """Return the identifiers of numbered rows."""
    return tuple(f"{unit.prefix}{number}" for number in table.numbers[rows].tolist())


def identified(
    table: Table,
    rows: Rows,
    column: tuple[str, DistinctColumn],
    repeated: RepeatedUnits,
    order: tuple[str, DistinctColumn] | None,
    /,
    *,
    spellings: Mapping[str, str],
) -> KeptRows:
    """Return the rows that count, by the units' identifiers.

    Args:
        table: The table.
        rows: The rows that filters let through.
        column: The name of the column of identifiers, and what stands in these rows.
        repeated: What to do with a unit that stands in several rows.
        order: The name of the column by which rows are first and last, and what stands in these rows.
        spellings: The identifiers that are meant, by the words as written.
    """
    label, cells = column
    said = [unit_name(entry, spellings) for entry in cells.entries]
    numbers = table.numbers[rows]
    met = [
        Met(unread=one, count=int(cells.counts[at]), row=int(numbers[cells.first_rows[at]]))
        for at, one in enumerate(said)
        if isinstance(one, Unread)
    ]
    findings = list(findings_of_column((label,), label, met))
    texts = [one if isinstance(one, str) else "" for one in said]
    known: dict[str, int] = {}
    unit_of_entry = np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.intp)
    units = unit_of_entry[cells.positions]
    names = list(known)
    several = np.bincount(units, minlength=len(names)) > 1
    if "" in known:
        several[known[""]] = False
    chosen = np.arange(len(rows))
    left_out: list[RowsLeftOut] = []
    respondents: tuple[str, ...] = ()
    if several.any() and repeated.take is Repeated.REFUSE:
        others = {
            table.names[at]: one.take(rows) for at, one in table.columns.items() if table.names[at] != label
        }
        findings.append(_repeated_finding(label, names, units, several, numbers, differing(units, others)))
    elif several.any() and repeated.take in {Repeated.FIRST, Repeated.LAST}:
        ranks = np.arange(len(rows)) if order is None else ranks_of(order[1])
        chosen, unclear = _counting(units, several, ranks, last=repeated.take is Repeated.LAST)
        if order is not None:
            findings += _order_findings(order, names, units, unclear, numbers)
        by = f" by {repeated.order!r}" if repeated.order else ""
        which = "last" if repeated.take is Repeated.LAST else "first"
        gone = np.setdiff1d(np.arange(len(rows)), chosen)
        left_out += _left_out(f"not the {which} row of its unit{by}", rows[gone], table)
    elif several.any():
        respondents = tuple(f"row {number}" for number in numbers.tolist())
        if order is not None:
            said_by = [entry.text for entry in order[1].entries]
            named = (said_by[position] for position in order[1].positions.tolist())
            respondents = tuple(name or row for name, row in zip(named, respondents, strict=True))
            own = [names[unit] for unit in units.tolist()]
            findings += respondent_findings(own, respondents, numbers, order[0])
    return KeptRows(
        rows=rows[chosen],
        names=tuple(names[unit] for unit in units[chosen].tolist()),
        respondents=respondents,
        left_out=tuple(left_out),
        findings=tuple(findings),
    )


def _repeated_finding(
    label: str, names: Sequence[str], units: Rows, several: Flags, numbers: Rows, different: Sequence[str]
) -> Finding:
    which = np.flatnonzero(several).tolist()
    listed = [
        f"{names[unit]!r} (rows {_and(numbers[units == unit].tolist())})" for unit in which[:MOST_ENTRIES]
    ]
    more = [f"… and {len(which) - MOST_ENTRIES} more"] if len(which) > MOST_ENTRIES else []
    counted = "1 identifier stands" if len(which) == 1 else f"{len(which)} identifiers stand"
    message = (
        f"{label!r}: {counted} in several rows: {', '.join([*listed, *more])}; {_differences(different)}. Say which "
        "row counts: repeated=RepeatedUnits(take=Repeated.FIRST) or Repeated.LAST, in the order of the table or by a "
        "column ('order'); merge them (Repeated.MERGE); or choose rows by a column ('rows')"
    )
    first = int(numbers[np.flatnonzero(several[units])[0]])
    return Finding(
        reason=Reason.REPEATED_UNIT,
        path=f"column {label!r}",
        message=message,
        code=label,
        row=first,
        count=int(several[units].sum()),
    )


def _differences(names: Sequence[str]) -> str:
    """Return in which columns rows of one unit differ."""
    if not names:
        return "they say the same in every column that is read"
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"they differ in {', '.join(map(repr, names[:MOST_NAMES]))}{more}"


def _and(rows: Sequence[int]) -> str:
    shown = [str(row) for row in rows[:MOST_ENTRIES]] + (["…"] if len(rows) > MOST_ENTRIES else [])
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


def _counting(units: Rows, several: Flags, ranks: Rows, *, last: bool) -> tuple[Rows, tuple[int, ...]]:
    """Return the rows that count, and the repeated units of which no single row is first or last."""
    best = -ranks if last else ranks
    # Rows of one unit stand together, the best one first; of equal ones, the first in the table.
    sequence = np.lexsort((np.arange(len(units)), best, units))
    starts = np.flatnonzero(np.diff(units[sequence], prepend=-1))
    chosen = sequence[starts]
    after = np.minimum(starts + 1, len(sequence) - 1)
    tied = (
        (units[sequence[after]] == units[chosen]) & (after > starts) & (best[sequence[after]] == best[chosen])
    )
    blank = np.isin(units[chosen], units[ranks < 0])
    doubtful = units[chosen][(tied | blank) & several[units[chosen]]]
    single = np.flatnonzero(~several[units])
    return np.sort(np.union1d(chosen[several[units[chosen]]], single)), tuple(doubtful.tolist())


def _order_findings(
    order: tuple[str, DistinctColumn],
    names: Sequence[str],
    units: Rows,
    unclear: Sequence[int],
    numbers: Rows,
) -> Iterator[Finding]:
    label, column = order
    if not unclear:
        return
    first = unclear[0]
    where = np.flatnonzero(units == first)
    cells = [repr(column.entries[column.positions[row]].text) for row in where[:EXAMPLES].tolist()]
    counted = "1 unit" if len(unclear) == 1 else f"{len(unclear)} units"
    message = (
        f"{label!r}: it does not say which row of {counted} counts, as cells are blank or alike, or hold dates whose "
        f"order as text is not theirs; of {names[first]!r} (rows {_and(numbers[where].tolist())}) they are "
        f"{', '.join(cells)}. Write dates as 2026-03-31, or take the order of the table"
    )
    yield Finding(
        reason=Reason.BAD_ORDER,
        path=f"column {label!r}",
        message=message,
        code=label,
        row=int(numbers[where[0]]),
    )

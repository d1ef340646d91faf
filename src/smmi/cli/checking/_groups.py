"""Findings grouped by column and cause: a line for what is alike, with three examples."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from smmi.cli.checking._told import Told
from smmi.errors import Finding, Reason

MOST_LINES: Final = 36
"""So many lines are shown at most: with those that close the list they are fewer than 40."""
EXAMPLES: Final = 3
ALL: Final = "`smmi check --out FILE` writes all"
OF_ROWS: Final = frozenset({Reason.UNEQUAL_LENGTHS, Reason.MISSING_UNIT, Reason.REPEATED_UNIT})
MOST_LISTED: Final = 90
"""Values are cut to so many characters."""


def grouped(told: Iterable[Told], /, *, rest: str) -> Iterator[str]:
    """Yield a line for findings that are alike: of the header first, then of rows and units, then by column and cause.

    Where that makes too many lines, columns with the same cause share one; what is still too much is counted.

    Args:
        told: The findings.
        rest: Where the others are.
    """
    found = sorted(told, key=_rank)
    groups = _alike(found, by_column=True)
    if len(groups) > MOST_LINES:
        groups = _alike(found, by_column=False)
    lines = [line for group in groups for line in _lines(group)]
    if len(lines) > MOST_LINES:
        yield from lines[: MOST_LINES - 1]
        yield f"… and {len(lines) - MOST_LINES + 1} further lines like these; {rest}"
    else:
        yield from lines


def told_lines(findings: Iterable[Finding], /) -> Iterator[str]:
    """Yield findings grouped, where `smmi check` lists the rest."""
    return grouped(map(Told, findings), rest=ALL)


def _rank(one: Told) -> int:
    """Return what comes first: what is wrong with the header shifts everything else."""
    return 0 if one.is_of_header else 1 if one.finding.reason in OF_ROWS else 2


def _alike(told: Sequence[Told], *, by_column: bool) -> list[list[Told]]:
    groups: dict[object, list[Told]] = {}
    for one in told:
        column = "" if one.is_of_header or not by_column else one.columns or one.finding.code
        groups.setdefault((one.is_of_header, one.finding.reason, column, one.tail), []).append(one)
    return list(groups.values())


def _lines(group: Sequence[Told]) -> Iterator[str]:
    first = group[0]
    if first.tail and len(group) > 1 and not first.is_of_header:
        columns = list(dict.fromkeys(one.columns or repr(one.finding.code) for one in group))
        kind = "column" if all(one.columns for one in group) else "indicator"
        where = f"{kind} {columns[0]}" if len(columns) == 1 else f"{kind}s {_some(columns)}"
        values: dict[str, list[tuple[str, str]]] = {}
        for one in group:
            values.setdefault(one.got, []).append(one.spot)
        seen = [f"{_cut(value)} ({_spots(spots)})" for value, spots in list(values.items())[:EXAMPLES]]
        more = f" and {len(values) - EXAMPLES} more" if len(values) > EXAMPLES else ""
        asked = f" ({first.asked})" if first.asked else ""
        yield f"{where}: {len(group):,} cells, {first.tail}{asked}: got {', '.join(seen)}{more}"
    elif len(group) > EXAMPLES:
        places = [one.place for one in group[1:]]
        yield f"{first}; likewise {_some(places, EXAMPLES - 1)}"
    else:
        yield from map(str, group)


def _spots(spots: Sequence[tuple[str, str]]) -> str:
    """Return where cells stand that hold the same: rows, or units where these come from several rows."""
    different = list(dict.fromkeys(spots))
    if len(spots) == 1:
        return " ".join(spots[0])
    kind = different[0][0] if len(different) == 1 else f"{different[0][0]}s"
    shown = ", ".join(name for _, name in different[:EXAMPLES])
    return f"{len(spots):,} cells, {kind} {shown}{', …' if len(different) > EXAMPLES else ''}"


def _some(names: Sequence[str], most: int = EXAMPLES) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _cut(value: str) -> str:
    return value if len(value) <= MOST_LISTED else f"{value[: MOST_LISTED - 1]}…"

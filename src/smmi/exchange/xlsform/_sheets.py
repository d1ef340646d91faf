"""Rows of the sheets of a form, whatever stands there."""

from collections.abc import Iterable, Mapping

from smmi.errors import Finding
from smmi.exchange.accounts._definitions import wrong
from smmi.instrument.declaration import shown
from smmi.intake.tables import CellKind, entry_of


def rows_of(rows: object, path: str, most: int, problems: list[Finding]) -> list[Mapping[str, object]]:
    """Return the rows of a sheet."""
    if not isinstance(rows, Iterable) or isinstance(rows, str | bytes | Mapping):
        problems.append(wrong(path, "expected a list of rows"))
        return []
    found: list[Mapping[str, object]] = []
    for position, row in enumerate(rows):
        if position >= most:
            problems.append(wrong(path, f"got more than {most:,} rows"))
            break
        if not isinstance(row, Mapping) or not all(isinstance(key, str) for key in row):
            problems.append(wrong(f"{path}[{position}]", "expected a row as a dict by the names of columns"))
            break
        problems += [
            wrong(f"{path}[{position}].{name}", f"got {shown(cell)}, expected text or a number")
            for name, cell in row.items()
            if not isinstance(cell, str) and entry_of(cell).kind is CellKind.OTHER
        ]
        found.append(row)
    return found


def cell_of(row: Mapping[str, object], name: str) -> str:
    """Return what a cell says; nothing for a blank of any library."""
    found = row.get(name)
    return (
        " ".join(found.split()) if isinstance(found, str) else "" if found is None else entry_of(found).text
    )


def type_of(row: Mapping[str, object]) -> tuple[str, str]:
    """Return the type of a row, and what stands behind it; groups begin and end in two spellings."""
    kind, _, rest = cell_of(row, "type").partition(" ")
    if kind in {"begin", "end"}:
        kind, _, rest = f"{kind}_{rest}".partition(" ")
    return kind, rest

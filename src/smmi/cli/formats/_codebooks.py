"""Codebooks: an instrument as a table for people who live in spreadsheets, out and in."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Final

import attrs

from smmi.cli._exits import ContentError
from smmi.cli.files import FileError
from smmi.cli.formats.outputs import DataTable
from smmi.cli.formats.tables import read_table
from smmi.errors import DocumentError, Finding
from smmi.instrument import Instrument
from smmi.report.wording import listed
from smmi.serialization import from_codebook_sheet, to_codebook_sheet
from smmi.serialization.codebook import SHEET_COLUMNS

ENDINGS: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".sav", ".dta"})
"""How the name of a file ends that holds a table and no document."""
MOST_ROWS: Final = 5
"""So many rows of one mistake are named."""
FIRST_ROW: Final = 2
"""Below the names of the columns."""

_PLACE: Final = re.compile(r"row (\d+)(?:, (column .*))?", re.DOTALL)


def codebook_table(instrument: Instrument, /) -> DataTable:
    """Return the codebook of an instrument, which says all of it."""
    rows = to_codebook_sheet(instrument)
    return DataTable(tuple((name, str) for name in rows[0]), [tuple(row.values()) for row in rows])


def read_codebook(path: Path, /) -> Instrument:
    """Return the instrument that a codebook describes.

    Names of columns may have capitals and blanks. An instrument of which no row speaks is called as the file.

    Raises:
        ContentError: The table is not a codebook; what is wrong in the same way in several rows is said once.
        FileError: It cannot be read, or two columns have one name.
    """
    table = read_table(path)
    names = [_column(name) for name in table.header]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise FileError(path, f"the column {twice[0]!r} stands twice; remove one")
    rows: list[Mapping[str, str]] = []
    for at, cells in enumerate(table.rows):
        rows += [{}] * (table.places.number(at) - FIRST_ROW - len(rows))  # blank ones count
        rows.append(_cells(names, cells))
    try:
        return from_codebook_sheet(rows, name=path.stem.strip() or "codebook")
    except DocumentError as error:
        raise ContentError(path, DocumentError(tuple(_grouped(error.findings)))) from None


def _column(name: str) -> str:
    """Return the column that a header means."""
    plain = name.strip().lower().replace(" ", "_")
    return plain if plain in SHEET_COLUMNS else name.strip()


def _cells(names: Sequence[str], cells: Sequence[str]) -> Mapping[str, str]:
    """Return the cells of a row by column; those without a name only if they hold something."""
    pairs = zip_longest(names, cells, fillvalue="")
    return {name: cell for name, cell in pairs if name or cell.strip()}


def _grouped(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield each finding once for all rows in whose column the same is wrong."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        place = _PLACE.fullmatch(finding.path)
        column = place[2] or "" if place and finding.row is not None else finding.path
        groups.setdefault((column, finding.message), []).append(finding)
    for (column, _), same in groups.items():
        if len(same) == 1:
            yield same[0]
        else:
            rows = [str(FIRST_ROW + one.row) for one in same[:MOST_ROWS] if one.row is not None]
            more = [f"{len(same) - MOST_ROWS} more"] if len(same) > MOST_ROWS else []
            yield attrs.evolve(same[0], path=f"rows {listed([*rows, *more])}, {column}")

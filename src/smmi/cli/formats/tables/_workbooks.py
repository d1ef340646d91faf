"""Workbooks (.xlsx), by openpyxl."""

import io
import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from smmi.cli.files import FileError, is_empty
from smmi.cli.formats.tables._libraries import library, told_of
from smmi.cli.formats.tables._merged_ranges import MergedColumns
from smmi.cli.formats.tables._table import (
    MOST_BYTES,
    Cell,
    ColumnNote,
    Places,
    Table,
    cell_of,
    cell_text,
    holds_something,
    is_blank,
)
from smmi.cli.formats.tables._workbook_parts import (
    SheetFacts,
    looked_through,
    ranges_of,
    shows_percentages,
    some_places,
)
from smmi.errors import listing
from smmi.intake.tables import ShownPercentage, letters_of

WHAT: Final = "a workbook"
ROWS: Final = 500
"""So many rows are taken from openpyxl at a time."""
NO_DAY: Final = "#VALUE!"
PERCENT: Final = (
    "the sheet shows numbers of it as percentages: what it shows as 45 % is 0.45, and is read as 0.45"
)
_CONTROL: Final = re.compile(r"_x(00[01][0-9A-Fa-f])_")
"""How a workbook spells a control character."""


def read_workbook(path: Path, /, *, sheet: str | None) -> Table:
    """Return the table in a sheet of a workbook: what was stored when it was saved, nothing is computed.

    Args:
        path: The file.
        sheet: The name of the sheet, or its number from 1 on; the only one that holds anything where it is not given.

    Raises:
        FileError: It is broken, holds more than is read, has no such sheet or several with something in them; going
            through the rows may raise it too.
        MissingExtraError: openpyxl is not installed.
    """
    openpyxl = library("openpyxl")
    with told_of(path, WHAT):
        if path.stat().st_size > MOST_BYTES:
            raise FileError(path, f"has more than {MOST_BYTES // 2**20} MiB; save the sheet as CSV")
        # From memory: openpyxl looks at the name of a file, and keeps it open.
        data = io.BytesIO(path.read_bytes())
        facts = looked_through(path, data)
        book = openpyxl.load_workbook(data, read_only=True, data_only=True, keep_links=False)
        sheets = {one.title: one for one in book.worksheets}
        # The path of its part is the one thing that openpyxl does not tell.
        seen = {name: facts.sheets[one._worksheet_path.lstrip("/")] for name, one in sheets.items()}  # noqa: SLF001
    chosen = _chosen(path, sheet, {name: one.sheet_state == "visible" for name, one in sheets.items()}, seen)
    own = seen[chosen]
    percent = {column for column, styles in own.styles.items() if styles & facts.percent}
    rows = MergedColumns(own.merged).covered(_rows(path, sheets[chosen], own.errors, percent))
    _, first = next(rows, (1, []))
    header = list(map(cell_text, first))
    if is_blank(header):
        if all(is_blank(cells) for _, cells in rows):
            raise is_empty(path, "the names of the columns, and a row for each unit")
        raise FileError(path, f"row 1 of the sheet {chosen!r} is blank; expected the names of the columns")
    width = _width(header)
    if own.columns > width:
        # The first row may be one of headings, and blank above the last names: the widest row counts.
        further_rows = _rows(path, sheets[chosen], own.errors)
        width = max(_width(cells) for _, cells in further_rows)
    header = list(map(cell_text, _as_wide(header, width)))
    places = Places()

    def further() -> Iterator[list[Cell]]:
        for row, cells in rows:
            if is_blank(cells):
                continue
            places.add(row, row)
            yield _as_wide(cells, width)

    called = [name if name.strip() else f"column {letters_of(at)}" for at, name in enumerate(header)]
    shown_as = {
        name: ColumnNote(remarks=(PERCENT,))
        for column, name in enumerate(called, start=1)
        if column in percent
    }
    return Table(
        header=header,
        cells=further(),
        places=places,
        read_as=f"the sheet {chosen!r} of a workbook",
        notes=shown_as,
        remarks=tuple(_remarks(own)),
        problems=dict(_problems(own, called)),
        has_numbers=True,
    )


def _chosen(path: Path, asked: str | None, visible: dict[str, bool], seen: dict[str, SheetFacts]) -> str:
    """Return the name of the sheet to read."""
    names = list(visible)
    if asked is not None:
        if asked in names:
            return asked
        if asked.isascii() and asked.isdigit() and 0 < int(asked) <= len(names):
            return names[int(asked) - 1]
        raise FileError(path, listing(f"has no sheet {asked!r}; its sheets:", list(map(repr, names))))
    filled = [name for name in names if seen[name].filled and visible[name]]
    if len(filled) > 1:
        raise FileError(path, listing("has several sheets; name one with --sheet:", list(map(repr, filled))))
    if not filled:
        raise is_empty(path, "a visible sheet with the names of the columns, and a row for each unit")
    return filled[0]


def _rows(
    path: Path,
    sheet: Any,  # noqa: ANN401  (openpyxl is untyped)
    known: Collection[int],
    percent: Collection[int] = (),
) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows of a sheet with their numbers.

    Args:
        path: The file, for messages.
        sheet: The sheet.
        known: The columns whose errors are told elsewhere.
        percent: The columns in which cells are shown as percentages.
    """
    with told_of(path, WHAT):
        sheet.reset_dimensions()  # a sheet may say that it is larger, or smaller, than it is
        # Formats are looked up where there are percentages alone, as that takes time.
        found = sheet.iter_rows(min_row=1, min_col=1, values_only=not percent)
        rows = enumerate(map(_values, found, itertools.repeat(percent)) if percent else found, start=1)
    while True:
        with told_of(path, WHAT):
            some = itertools.islice(rows, ROWS)
            part = [(number, list(map(_cell, _checked(path, number, row, known)))) for number, row in some]
        yield from part
        if len(part) < ROWS:
            return


def _values(row: Sequence[Any], percent: Collection[int]) -> list[object]:
    """Return the values of cells, and which of them are shown as percentages."""
    values = [cell.value for cell in row]
    for column in percent:
        value = values[column - 1] if column <= len(values) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            shown = _shows_percentages(row[column - 1].number_format)
            values[column - 1] = ShownPercentage(value) if shown else value
    return values


_shows_percentages = lru_cache(maxsize=256)(shows_percentages)


def _width(cells: Sequence[Cell]) -> int:
    """Return the number of the last cell that holds something."""
    return max((at for at, cell in enumerate(cells, start=1) if holds_something(cell)), default=0)


def _as_wide(cells: Sequence[Cell], width: int) -> list[Cell]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _checked(path: Path, number: int, row: Sequence[object], known: Collection[int]) -> Sequence[object]:
    """Return a row, unless openpyxl has put an error into it where a number is too large for a day."""
    if NO_DAY in row:
        for column, value in enumerate(row, start=1):
            if value == NO_DAY and column not in known:
                problem = (
                    f"row {number}, column {column}: is shown as a day, and holds what is none; correct it"
                )
                raise FileError(path, problem)
    return row


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return _CONTROL.sub(lambda found: chr(int(found[1], 16)), value) if "_x00" in value else value
    return value if isinstance(value, ShownPercentage) else cell_of(value)


def _problems(facts: SheetFacts, header: list[str]) -> Iterator[tuple[str, str]]:
    for column, name in enumerate(header, start=1):
        said = []
        if column in facts.errors:
            said.append(f"error values, such as #N/A, in {some_places(facts.errors[column])}")
        if column in facts.uncomputed:
            said.append(f"formulas whose values are not stored in {some_places(facts.uncomputed[column])}")
        if said:
            yield name, f"{' and '.join(said)}; correct them, or open and save the workbook in a spreadsheet"


def _remarks(facts: SheetFacts) -> Iterator[str]:
    if facts.hidden:
        yield f"hidden rows are read like others: {some_places(list(ranges_of(facts.hidden)))}"
    if facts.merged:
        yield f"only the first of merged cells has their content: {some_places(facts.merged)}"

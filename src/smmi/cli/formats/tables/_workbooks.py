"""Workbooks (.xlsx), by openpyxl."""

import io
import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from smmi.cli.files import FileError, is_empty
from smmi.cli.formats.tables._libraries import library, told_of
from smmi.cli.formats.tables._table import MOST_BYTES, ColumnNote, Places, Table, cell_text, is_blank
from smmi.cli.formats.tables._workbook_parts import SheetFacts, looked_through, ranges_of, some_places
from smmi.errors import listing
from smmi.intake.tables import letters_of

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
    rows = _rows(path, sheets[chosen], seen[chosen].errors)
    _, header = next(rows, (1, []))
    if is_blank(header):
        if all(is_blank(cells) for _, cells in rows):
            raise is_empty(path, "the names of the columns, and a row for each unit")
        raise FileError(path, f"row 1 of the sheet {chosen!r} is blank; expected the names of the columns")
    width = _width(header)
    if seen[chosen].columns > width:
        # The first row may be one of headings, and blank above the last names: the widest row counts.
        further_rows = _rows(path, sheets[chosen], seen[chosen].errors)
        width = max(_width(cells) for _, cells in further_rows)
    header = _as_wide(header, width)
    places = Places()

    def further() -> Iterator[list[str]]:
        for row, cells in rows:
            if is_blank(cells):
                continue
            places.add(row, row)
            yield _as_wide(cells, width)

    own = seen[chosen]
    called = [name if name.strip() else f"column {letters_of(at)}" for at, name in enumerate(header)]
    shown_as = {
        name: ColumnNote(remarks=(PERCENT,))
        for column, name in enumerate(called, start=1)
        if own.styles.get(column, set()) & facts.percent
    }
    return Table(
        header=header,
        rows=further(),
        places=places,
        read_as=f"the sheet {chosen!r} of a workbook",
        notes=shown_as,
        remarks=tuple(_remarks(own)),
        problems=dict(_problems(own, called)),
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


def _rows(path: Path, sheet: Any, known: Collection[int]) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401  (openpyxl is untyped)
    """Yield the rows of a sheet with their numbers; the errors of known columns are told elsewhere."""
    with told_of(path, WHAT):
        sheet.reset_dimensions()  # a sheet may say that it is larger, or smaller, than it is
        rows = enumerate(sheet.iter_rows(min_row=1, min_col=1, values_only=True), start=1)
    while True:
        with told_of(path, WHAT):
            some = itertools.islice(rows, ROWS)
            part = [(number, list(map(_text, _checked(path, number, row, known)))) for number, row in some]
        yield from part
        if len(part) < ROWS:
            return


def _width(cells: Sequence[str]) -> int:
    """Return the number of the last cell that holds something."""
    return max((at for at, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _as_wide(cells: list[str], width: int) -> list[str]:
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


def _text(value: object) -> str:
    if isinstance(value, str):
        return _CONTROL.sub(lambda found: chr(int(found[1], 16)), value) if "_x00" in value else value
    return cell_text(value)


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

"""What is inside a workbook, looked at before a library takes it into memory.

A workbook is a zip archive of XML. Each part is gone through once, in little memory: how much there is of it, what its
formats are, and what openpyxl would pass over in silence: formulas that were never computed, rows out of order.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat

import attrs

from smmi.cli.files import FileError
from smmi.cli.formats.tables._table import MOST_BYTES, MOST_CELLS

MOST_PARTS: Final = 10_000
MOST_DEPTH: Final = 100
"""How deep elements lie in one another at most; real workbooks need some twenty."""
MOST_ROWS: Final = 2**20
MOST_COLUMNS: Final = 2**14
"""How many rows and columns a sheet of Excel has."""
CHUNK: Final = 2**18
KEPT: Final = 3
"""How many places are named."""
MOST_LETTERS: Final = 3
MOST_DIGITS: Final = 7
_PERCENT: Final = {9, 10}
"""The numbers of the formats of percentages that every workbook has."""

_WORDS_OF_FORMAT: Final = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
"""What stands in a format of numbers and formats nothing: texts, letters as they are, widths, colours, conditions."""


@attrs.define
class SheetFacts:
    """What was seen in a sheet.

    Attributes:
        cells: How many cells there are, those that a row leaves out before its last one included.
        filled: Whether any holds something.
        columns: The number of the last column with a cell that holds something, a blank text included.
        hidden: The hidden rows.
        merged: Ranges of merged cells.
        errors: The cells with an error, by column.
        uncomputed: The cells with a formula of which no value is stored, by column.
        styles: The numbers of the styles of the cells below row 1, by column.
    """

    cells: int = 0
    filled: bool = False
    columns: int = 0
    hidden: list[int] = attrs.Factory(list)
    merged: list[str] = attrs.Factory(list)
    errors: dict[int, list[str]] = attrs.Factory(dict)
    uncomputed: dict[int, list[str]] = attrs.Factory(dict)
    styles: dict[int, set[int]] = attrs.Factory(dict)


@attrs.frozen
class WorkbookFacts:
    """What was seen in a workbook.

    Attributes:
        sheets: The sheets by the names of their parts.
        percent: The styles that show a number as a percentage.
    """

    sheets: Mapping[str, SheetFacts]
    percent: frozenset[int]


class _Broken(Exception):  # noqa: N818  (carries a sentence out of a parser, and no further)
    """Why a part is not read."""


def looked_through(path: Path, data: BinaryIO, /) -> WorkbookFacts:
    """Return what is inside a workbook.

    Args:
        path: The file, for messages.
        data: What it holds.

    Raises:
        FileError: It holds more than is read, or a part is no plain XML, or out of order.
        BadZipFile: The archive is broken.
    """
    sheets: dict[str, SheetFacts] = {}
    styles = _Styles()
    with zipfile.ZipFile(data) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise FileError(path, f"has {len(parts)} parts inside, expected {MOST_PARTS} at most")
        size = sum(part.file_size for part in parts)
        if size > MOST_BYTES:
            raise FileError(
                path,
                f"has {size / 2**20:.0f} MiB inside, expected {MOST_BYTES // 2**20} at most; save the sheet as CSV",
            )
        for part in parts:
            if not part.filename.endswith((".xml", ".rels")):
                continue
            watch = styles if part.filename.endswith("styles.xml") else _Sheet()
            try:
                with archive.open(part) as file:
                    watch.go_through(lambda file=file: file.read(CHUNK))  # type: ignore[misc]
            except _Broken as error:
                raise FileError(path, f"cannot be read as a workbook: {part.filename}: {error}") from None
            if isinstance(watch, _Sheet) and watch.is_sheet:
                sheets[part.filename] = watch.facts
    return WorkbookFacts(sheets, frozenset(styles.percent))


class _LocalNames(dict[str, str]):
    """The names of elements without their prefixes, each worked out once: there are millions of cells."""

    def __missing__(self, name: str) -> str:
        return self.setdefault(name, name.rpartition(":")[2])


class _ColumnNumbers(dict[str, int]):
    """The numbers of columns by their letters, each worked out once; 0 for what are no letters of a column."""

    def __missing__(self, letters: str) -> int:
        known = len(letters) <= MOST_LETTERS and letters.isascii() and letters.isupper() and letters.isalpha()
        return self.setdefault(letters, column_number(letters) if known else 0)


class _Watch:
    """Goes through a part without keeping it; refuses depth and declarations of entities."""

    def __init__(self) -> None:
        self.depth = 0
        self.names = _LocalNames()
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def go_through(self, read: Callable[[], bytes], /) -> None:
        """Parse what `read` returns until it returns nothing."""
        for data in iter(read, b""):
            self.parser.Parse(data, False)
        self.parser.Parse(b"", True)

    def _start(self, name: str, given: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            message = f"its elements lie more than {MOST_DEPTH} deep"
            raise _Broken(message)
        self.starts(self.names[name], given)

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.ends(self.names[name])

    def _doctype(self, *_given: object) -> None:
        message = "it declares a document type, which no workbook needs"
        raise _Broken(message)

    def starts(self, name: str, given: dict[str, str], /) -> None:
        """See an element begin."""

    def ends(self, name: str, /) -> None:
        """See an element end."""


class _Styles(_Watch):
    """Finds the styles that show percentages."""

    def __init__(self) -> None:
        super().__init__()
        self.percent: set[int] = set()
        self._formats = set(_PERCENT)
        self._inside, self._number = False, 0

    def starts(self, name: str, given: dict[str, str], /) -> None:
        if name == "numFmt" and shows_percentages(given.get("formatCode", "")):
            self._formats.add(int(given["numFmtId"]))
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            if int(given.get("numFmtId", "0")) in self._formats:
                self.percent.add(self._number)
            self._number += 1

    def ends(self, name: str, /) -> None:
        self._inside = self._inside and name != "cellXfs"


class _Sheet(_Watch):
    """Goes through a part, and counts if it is a sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = SheetFacts()
        self.is_sheet = False
        self._row = self._column = 0
        self._columns = _ColumnNumbers()
        self._kind = ""
        self._formula = self._value = False

    def starts(self, name: str, given: dict[str, str], /) -> None:
        if self.depth == 1:
            self.is_sheet = name == "worksheet"
        elif not self.is_sheet:
            return
        elif name == "c":
            self._cell(given)
        elif name == "row":
            self._begin_row(given)
        elif name == "f":
            self._formula = True
            self.parser.CharacterDataHandler = None
        elif name in {"v", "is"}:
            self.facts.filled = True
            self.facts.columns = max(self.facts.columns, self._column)
            if self._formula:
                self.parser.CharacterDataHandler = self._stored
        elif name == "mergeCell" and len(self.facts.merged) < MOST_PARTS:
            self.facts.merged.append(given.get("ref", ""))

    def ends(self, name: str, /) -> None:
        if name == "v":
            self.parser.CharacterDataHandler = None
        elif name == "c" and self.is_sheet:
            # An empty text may be what a formula gives, an empty number is none.
            if self._formula and not self._value and self._kind != "str":
                self.facts.uncomputed.setdefault(self._column, []).append(f"row {self._row}")
            self._formula = self._value = False

    def _stored(self, _text: str) -> None:
        self._value = True

    def _begin_row(self, given: dict[str, str]) -> None:
        row = int(float(given["r"])) if "r" in given else self._row + 1
        if not self._row < row <= MOST_ROWS:
            message = f"row {row} follows row {self._row}; expected rows in order, {MOST_ROWS} at most"
            raise _Broken(message)
        self._row, self._column = row, 0
        self.facts.cells += 1
        if given.get("hidden") in {"1", "true"}:
            self.facts.hidden.append(row)

    def _cell(self, given: dict[str, str]) -> None:
        column, row = self._column + 1, self._row
        place = given.get("r")
        if place is not None:
            letters = place.rstrip("0123456789")
            column, number = self._columns[letters], place[len(letters) :]
            row = int(number) if 0 < len(number) <= MOST_DIGITS else 0
        if row != self._row or not self._column < column <= MOST_COLUMNS:
            message = f"the cell {str(place)[:20]!r} stands behind column {self._column} of row {self._row}"
            raise _Broken(message)
        facts = self.facts
        facts.cells += column - self._column
        self._column, self._kind = column, given.get("t", "n")
        if facts.cells > MOST_CELLS:
            message = f"it has more than {MOST_CELLS} cells, with those left out; save the sheet as CSV"
            raise _Broken(message)
        if self._kind == "e":
            facts.errors.setdefault(column, []).append(f"row {row}")
        if row > 1 and "s" in given:
            facts.styles.setdefault(column, set()).add(int(given["s"]))


def shows_percentages(code: str, /) -> bool:
    r"""Return whether a format of numbers shows them times 100: by a percent sign that is no text of its own.

    A format may have parts for positive and negative numbers, or by conditions; all that show digits have to.

    Example:
        >>> [
        ...     shows_percentages(code)
        ...     for code in ("0.0%", '0"%"', r"0\%", "0%;[Red]-0%", "[<1]0%;0", "General")
        ... ]
        [True, False, False, True, False, False]
    """
    parts = _WORDS_OF_FORMAT.sub("", code).split(";")[:3]
    with_digits = ["%" in part for part in parts if any(sign in part for sign in "0#?")]
    return bool(with_digits) and all(with_digits)


def column_number(letters: str, /) -> int:
    """Return the number of a column.

    Example:
        >>> [column_number(letters) for letters in ("A", "Z", "AA", "XFD")]
        [1, 26, 27, 16384]
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def some_places(places: list[str], /) -> str:
    """Return the first few of some places, and how many more there are."""
    more = f" and {len(places) - KEPT} more" if len(places) > KEPT else ""
    return ", ".join(places[:KEPT]) + more


def ranges_of(numbers: list[int], /) -> Iterator[str]:
    """Yield ascending numbers as ranges.

    Example:
        >>> list(ranges_of([2, 3, 4, 9]))
        ['2 to 4', '9']
    """
    start = previous = None
    for number in [*numbers, None]:
        if previous is not None and number == previous + 1:
            previous = number
            continue
        if start is not None:
            yield str(start) if start == previous else f"{start} to {previous}"
        start = previous = number

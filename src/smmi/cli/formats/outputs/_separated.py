"""CSV and TSV."""

import csv
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Final

import attrs
import numpy as np

from smmi.cli.files import inert
from smmi.cli.formats.outputs._data_table import Block, Cell, DataTable, Numbers
from smmi.cli.formats.outputs._joined import BLANK, joined_lines

LINES: Final = 4096
"""So many lines are made at a time."""
KNOWN: Final = 2**16
"""The texts of about so many numbers are kept."""
MANY: Final = 4096
"""From so many rows on, pyarrow joins cells to lines, where it is loaded."""
AHEAD: Final = 2
"""So many blocks are joined at once."""
TextColumns = Sequence[Sequence[str]]
_OTHER: Final = re.compile(r"[^\w\n]")
"""What may need a mark of quotation, or an apostrophe: all but letters, digits and what parts cells here."""


def separated_text(table: DataTable, /, *, separator: str = ",") -> str:
    """Return a table as CSV: numbers as they are, texts so that no spreadsheet computes them."""
    return "".join(separated_parts(table, separator=separator))


def separated_parts(table: DataTable, /, *, separator: str = ",") -> Iterator[str]:
    """Yield a table as CSV, some lines at a time."""
    lines = _Lines(separator)
    lines.add(table.header)
    if table.blocks is None:
        for row in table.rows:
            lines.add(row)
            if len(lines.kept) >= LINES:
                yield lines.taken()
        yield lines.taken()
        return
    yield lines.taken()
    yield from _parts_of_blocks(table.blocks, lines, separator)


def _parts_of_blocks(blocks: Iterable[Block], lines: "_Lines", separator: str) -> Iterator[str]:
    texts = _Texts()
    # pyarrow holds no lock of Python while it joins: the next units are scored while lines are made of these.
    joined: deque[Future[str]] = deque()
    with ThreadPoolExecutor(AHEAD) as pool:
        for block in blocks:
            numbers = np.where(block.blank, BLANK, block.numbers)
            before, after = (
                [_cells(column, lines) for column in part] for part in (block.before, block.after)
            )
            joined.append(pool.submit(_block_lines, before, numbers, after, separator, texts))
            if len(joined) > AHEAD:
                yield joined.popleft().result()
        while joined:
            yield joined.popleft().result()


class _Lines:
    """Lines of CSV, as Python's writer makes them."""

    def __init__(self, separator: str) -> None:
        self.kept: list[str] = []
        self._separator = separator
        # A line ends as RFC 4180 has it while the writer looks at it, so that a lone carriage return is quoted.
        self._writer = csv.writer(_Written(self.kept), lineterminator="\r\n", delimiter=separator)

    def add(self, row: Sequence[Cell]) -> None:
        """Take in a row."""
        self._writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])

    def taken(self) -> str:
        """Return the lines so far, and let go of them."""
        text = "".join(self.kept)
        self.kept.clear()
        return text

    def cell(self, text: str) -> str:
        """Return a cell of a row of several."""
        self.add((text, ""))
        return self.taken().removesuffix(f"{self._separator}\n")


@attrs.frozen
class _Written:
    lines: list[str]

    def write(self, line: str, /) -> None:
        """Take a line, which then ends as the lines of a text do."""
        self.lines.append(line.removesuffix("\r\n") + "\n")


class _Texts(dict[float, str]):
    """The texts of numbers, each made once: scores take few values."""

    def __missing__(self, number: float) -> str:
        return self.setdefault(number, _number_text(number))

    def of(self, numbers: Numbers) -> list[str]:
        """Return the texts of some numbers."""
        if np.any((numbers == 0) & np.signbit(numbers)):  # which a dictionary does not tell from 0
            return list(map(_number_text, numbers.tolist()))
        if len(self) > KNOWN:
            self.clear()
        return list(map(self.__getitem__, numbers.tolist()))


def _number_text(number: float) -> str:
    return "" if number == BLANK else repr(number)


def _block_lines(
    before: TextColumns, numbers: Numbers, after: TextColumns, separator: str, texts: _Texts
) -> str:
    # Where nothing was read by it, loading pyarrow would take longer than it saves.
    if numbers.shape[-1] >= MANY and "pyarrow" in sys.modules:
        with suppress(UnicodeEncodeError):  # half a letter, which writing tells
            return joined_lines(before, numbers, after, separator)
    return _lines_of(before, numbers, after, separator, texts)


def _lines_of(
    before: TextColumns, numbers: Numbers, after: TextColumns, separator: str, texts: _Texts
) -> str:
    columns = [*before, *map(texts.of, numbers), *after]
    return "\n".join([*map(separator.join, zip(*columns, strict=True)), ""])


def _cells(column: Sequence[str], lines: _Lines) -> Sequence[str]:
    """Return the cells of texts; those of letters and digits alone are as they are."""
    together = "\n".join(column)
    if not _OTHER.search(together) and together.count("\n") == len(column) - 1:
        return column
    known = {text: lines.cell(text) for text in set(column)}
    return [known[text] for text in column]

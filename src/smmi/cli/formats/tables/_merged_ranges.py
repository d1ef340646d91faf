"""Ranges of merged cells in a sheet, told in the cells that they cover."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from smmi.cli.formats.tables._table import Cell, holds_something
from smmi.cli.formats.tables._workbook_parts import column_number
from smmi.intake.tables import MergedCell

_RANGE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})", re.ASCII)


class MergedColumns:
    """The ranges of merged cells over several rows, each as its first column.

    Only that column is told what the first cell holds: a text over several columns is no answer in each.

    Args:
        ranges: The ranges as a sheet has them, such as ``A4:A13``.
    """

    def __init__(self, ranges: Iterable[str]) -> None:
        self._first: dict[int, list[tuple[int, int]]] = {}
        for found in map(_RANGE.fullmatch, ranges):
            if found is not None and int(found[2]) < int(found[3]):
                self._first.setdefault(int(found[2]), []).append((column_number(found[1]), int(found[3])))

    def covered(self, rows: Iterator[tuple[int, list[Cell]]], /) -> Iterator[tuple[int, list[Cell]]]:
        """Return the numbered rows of the sheet; blank cells under the first of a range say what that one holds."""
        return self._covered(rows) if self._first else rows

    def _covered(self, rows: Iterator[tuple[int, list[Cell]]]) -> Iterator[tuple[int, list[Cell]]]:
        open_ranges: dict[int, tuple[int, Cell]] = {}
        for number, cells in rows:
            for column, (last, content) in list(open_ranges.items()):
                cells.extend([""] * (column - len(cells)))  # a row ends with its last cell
                if number > last:
                    del open_ranges[column]
                elif not holds_something(cells[column - 1]):
                    cells[column - 1] = MergedCell(content)
            for column, last in self._first.get(number, ()):
                if column <= len(cells) and holds_something(cells[column - 1]):
                    open_ranges[column] = (last, cells[column - 1])
            yield number, cells

"""A table to be written."""

from collections.abc import Iterable, Iterator, Sequence

import attrs
import numpy as np
import numpy.typing as npt

Cell = str | float | int | None
Column = tuple[str, type[str | float | int]]
Numbers = npt.NDArray[np.float64]


@attrs.frozen(eq=False)
class Block:
    """Some rows of a table, column by column.

    Attributes:
        before: The cells of the first columns, which hold texts.
        numbers: The numbers of the columns in the middle, shape (columns, rows).
        blank: Where a number is absent, shape (columns, rows).
        after: The cells of the last columns, which hold texts.
    """

    before: Sequence[Sequence[str]]
    numbers: Numbers
    blank: npt.NDArray[np.bool_]
    after: Sequence[Sequence[str]] = ()

    def rows(self) -> Iterator[Sequence[Cell]]:
        """Yield the rows."""
        numbers = self.numbers.astype(object)
        numbers[self.blank] = None
        yield from zip(*self.before, *numbers.tolist(), *self.after, strict=True)


@attrs.frozen(kw_only=True)
class Entry:
    """What may be entered in a column of a sheet that is to be filled in.

    Attributes:
        title: What the column is about.
        text: What is asked, and what may be entered.
        choices: What can be chosen; nothing where anything can be entered.
    """

    title: str
    text: str
    choices: tuple[str, ...] = ()


@attrs.frozen
class DataTable:
    """A table to be written.

    Attributes:
        columns: The names of the columns, in their order, and whether one holds texts or numbers.
        rows: The cells of each row; None and '' are blank. They can be gone through once.
        entries: What may be entered in each column, where the table is to be filled in; a workbook shows it.
        blocks: The same rows in blocks, to be gone through in their place, where there are many; None where not.
    """

    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    entries: tuple[Entry, ...] = ()
    blocks: Iterable[Block] | None = None

    @classmethod
    def of_blocks(cls, columns: tuple[Column, ...], blocks: Iterable[Block], /) -> "DataTable":
        """Return the table of some blocks."""
        return cls(columns, (row for block in blocks for row in block.rows()), blocks=blocks)

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [name for name, _ in self.columns]

    def all_rows(self) -> Iterator[Sequence[Cell]]:
        """Yield the header, then the rows."""
        yield self.header
        yield from self.rows

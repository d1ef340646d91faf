"""A table to be written."""

from collections.abc import Iterable, Iterator, Sequence

import attrs

Cell = str | float | int | None
Column = tuple[str, type[str | float | int]]


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
    """

    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    entries: tuple[Entry, ...] = ()

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [name for name, _ in self.columns]

    def all_rows(self) -> Iterator[Sequence[Cell]]:
        """Yield the header, then the rows."""
        yield self.header
        yield from self.rows

"""A table to be written."""

from collections.abc import Iterable, Iterator, Sequence

import attrs

Cell = str | float | int | None
Column = tuple[str, type[str | float | int]]


@attrs.frozen
class DataTable:
    """A table to be written.

    Attributes:
        columns: The names of the columns, in their order, and whether one holds texts or numbers.
        rows: The cells of each row; None and '' are blank. They can be gone through once.
    """

    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [name for name, _ in self.columns]

    def all_rows(self) -> Iterator[Sequence[Cell]]:
        """Yield the header, then the rows."""
        yield self.header
        yield from self.rows

"""Tables: cells as text, names of columns from one header row or several, distinct entries of columns."""

from smmi.intake.tables._cells import BLANK, CellKind, Entry, entry_of, folded, word_of
from smmi.intake.tables._names import (
    ColumnFinder,
    Match,
    joined_names,
    letters_of,
    texts_of,
    unique_names,
)
from smmi.intake.tables._table import (
    Cells as Cells,
    DistinctColumn,
    Table,
    gathered,
    split_header as split_header,
)

__all__ = [
    "BLANK",
    "CellKind",
    "ColumnFinder",
    "DistinctColumn",
    "Entry",
    "Match",
    "Table",
    "entry_of",
    "folded",
    "gathered",
    "joined_names",
    "letters_of",
    "texts_of",
    "unique_names",
    "word_of",
]

"""Tables: cells as text, names of columns from one header row or several, distinct entries of columns."""

from smmi.intake.tables._cells import (
    BLANK as BLANK,
    CellKind as CellKind,
    Entry as Entry,
    MergedCell as MergedCell,
    ShownPercentage as ShownPercentage,
    entry_of as entry_of,
    folded as folded,
    word_of as word_of,
)
from smmi.intake.tables._column_notes import ColumnNotes as ColumnNotes
from smmi.intake.tables._dates import MONTH as MONTH, is_date as is_date
from smmi.intake.tables._given_columns import GivenColumn as GivenColumn, table_of_columns as table_of_columns
from smmi.intake.tables._loose_texts import (
    OTHER_THAN_WORDS as OTHER_THAN_WORDS,
    loose as loose,
    number_of as number_of,
    plainly as plainly,
)
from smmi.intake.tables._merged_cells import (
    as_in_one_cell as as_in_one_cell,
    filled_down as filled_down,
    merged_entries as merged_entries,
)
from smmi.intake.tables._names import (
    ColumnFinder as ColumnFinder,
    Match as Match,
    joined_names as joined_names,
    letters_of as letters_of,
    names_below as names_below,
    texts_of as texts_of,
    unique_names as unique_names,
)
from smmi.intake.tables._table import (
    Cells as Cells,
    DistinctColumn as DistinctColumn,
    Table as Table,
    as_cells as as_cells,
    as_rows as as_rows,
    differing as differing,
    gathered as gathered,
    split_header as split_header,
)

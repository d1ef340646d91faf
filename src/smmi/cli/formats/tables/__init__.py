"""Tables of any kind: CSV and other text, workbooks, SPSS, Stata and Parquet, read by one door."""

from smmi.cli.formats.tables._blocks import NotPlainError as NotPlainError, blocks_of as blocks_of
from smmi.cli.formats.tables._door import read_table as read_table
from smmi.cli.formats.tables._libraries import library as library
from smmi.cli.formats.tables._table import (
    Cell as Cell,
    ColumnNote as ColumnNote,
    ColumnSet as ColumnSet,
    Places as Places,
    Table as Table,
    cell_text as cell_text,
)

"""Accounts: what a reading made of a table, by row and by column, as a value and as a page."""

from smmi.intake.accounts._account import (
    Account,
    CellExample,
    CellsRead,
    ColumnAccount,
    RowsLeftOut,
    TogetherAccount,
    Use,
)

__all__ = [
    "Account",
    "CellExample",
    "CellsRead",
    "ColumnAccount",
    "RowsLeftOut",
    "TogetherAccount",
    "Use",
]

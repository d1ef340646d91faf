"""How a table becomes answers: a reading is proposed from the table, confirmed by a person, and accounted for."""

from smmi.intake import accounts as accounts, readings as readings, sources as sources, tables as tables
from smmi.intake.accounts import Account
from smmi.intake.readings import OtherColumns, Reading
from smmi.intake.sources import (
    Absent,
    AttributeSource,
    Blank,
    ChoiceColumn,
    Header,
    HeaderNames,
    Keep,
    MergeBy,
    NumberColumn,
    NumberedRows,
    NumberFormat,
    Percents,
    Repeated,
    RepeatedUnits,
    RowFilter,
    SelectionColumn,
    SelectionColumns,
    ShareColumn,
    ShareColumns,
    Source as Source,
    UnitColumn,
)

__all__ = [
    "Absent",
    "Account",
    "AttributeSource",
    "Blank",
    "ChoiceColumn",
    "Header",
    "HeaderNames",
    "Keep",
    "MergeBy",
    "NumberColumn",
    "NumberFormat",
    "NumberedRows",
    "OtherColumns",
    "Percents",
    "Reading",
    "Repeated",
    "RepeatedUnits",
    "RowFilter",
    "SelectionColumn",
    "SelectionColumns",
    "ShareColumn",
    "ShareColumns",
    "UnitColumn",
]

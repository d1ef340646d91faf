"""Sources: where in a table answers, identifiers and attributes stand, and how they are written there."""

from smmi.intake.sources._fields import (
    IS_MISSING as IS_MISSING,
    Blank,
    MissingWords as MissingWords,
    NumberFormat,
    Percents,
    Words as Words,
    a_mapping as a_mapping,
)
from smmi.intake.sources._rows import (
    Header,
    HeaderNames,
    Keep,
    MergeBy,
    NumberedRows,
    Repeated,
    RepeatedUnits,
    RowFilter,
    UnitColumn,
)
from smmi.intake.sources._seen import (
    DoubtfulRows,
    SeenHeaderRow,
    SeenTable,
    is_pattern as is_pattern,
)
from smmi.intake.sources._sources import (
    SOURCES as SOURCES,
    Absent,
    AttributeSource,
    ChoiceColumn,
    NumberColumn,
    SelectionColumn,
    SelectionColumns,
    ShareColumn,
    ShareColumns,
    Source as Source,
    columns_of as columns_of,
)

__all__ = [
    "Absent",
    "AttributeSource",
    "Blank",
    "ChoiceColumn",
    "DoubtfulRows",
    "Header",
    "HeaderNames",
    "Keep",
    "MergeBy",
    "NumberColumn",
    "NumberFormat",
    "NumberedRows",
    "Percents",
    "Repeated",
    "RepeatedUnits",
    "RowFilter",
    "SeenHeaderRow",
    "SeenTable",
    "SelectionColumn",
    "SelectionColumns",
    "ShareColumn",
    "ShareColumns",
    "UnitColumn",
]

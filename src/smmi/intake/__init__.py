"""How a table becomes answers: a reading is proposed from the table, confirmed by a person, and accounted for."""

from smmi.intake import (
    accounts as accounts,
    presets as presets,
    proposals as proposals,
    questions as questions,
    readings as readings,
    sources as sources,
    tables as tables,
)
from smmi.intake.accounts import Account
from smmi.intake.presets import Preset
from smmi.intake.proposals import Proposal, propose_reading
from smmi.intake.questions import Choice, ColumnNotes, Question, QuestionOption
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
    "Choice",
    "ChoiceColumn",
    "ColumnNotes",
    "Header",
    "HeaderNames",
    "Keep",
    "MergeBy",
    "NumberColumn",
    "NumberFormat",
    "NumberedRows",
    "OtherColumns",
    "Percents",
    "Preset",
    "Proposal",
    "Question",
    "QuestionOption",
    "Reading",
    "Repeated",
    "RepeatedUnits",
    "RowFilter",
    "SelectionColumn",
    "SelectionColumns",
    "ShareColumn",
    "ShareColumns",
    "UnitColumn",
    "propose_reading",
]

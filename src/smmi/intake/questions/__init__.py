"""Questions: what a table settles and what a person must say, with the evidence, and what each answer changes."""

from smmi.intake.questions._questions import (
    Choice,
    Question,
    QuestionOption,
    answered_apart as answered_apart,
    answered_by_kind as answered_by_kind,
    is_name_of_question as is_name_of_question,
    same_for_words as same_for_words,
)
from smmi.intake.tables import ColumnNotes

__all__ = ["Choice", "ColumnNotes", "Question", "QuestionOption"]

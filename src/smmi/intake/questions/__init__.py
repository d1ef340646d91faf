"""Questions: what a table settles and what a person must say, with the evidence, and what each answer changes."""

from smmi.intake.questions._questions import (
    Choice,
    ColumnNotes,
    Question,
    QuestionOption,
    answered_by_kind as answered_by_kind,
    same_for_words as same_for_words,
)

__all__ = ["Choice", "ColumnNotes", "Question", "QuestionOption"]

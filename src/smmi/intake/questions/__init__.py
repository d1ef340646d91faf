"""Questions: what a table settles and what a person must say, with the evidence, and what each answer changes."""

from smmi.intake.questions._questions import Choice, ColumnNotes, Question, QuestionOption

__all__ = ["Choice", "ColumnNotes", "Question", "QuestionOption"]

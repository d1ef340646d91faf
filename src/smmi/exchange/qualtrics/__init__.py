"""Qualtrics: survey definitions and exports of responses in, text for its import out.

A definition is what the tool saves as a file `.qsf`, an export of responses the table that it saves as CSV. Both hold
the tool's own ids of questions and choices, by which they are bound: names and recode values may differ between them.
"""

from smmi.exchange.qualtrics._advanced_text import to_qualtrics
from smmi.exchange.qualtrics._answers import answers_from_qualtrics, reading_from_qualtrics
from smmi.exchange.qualtrics.definitions._definition import from_qualtrics

__all__ = [
    "answers_from_qualtrics",
    "from_qualtrics",
    "reading_from_qualtrics",
    "to_qualtrics",
]

"""REDCap: data dictionaries both ways, and raw exports of records in.

A dictionary is the table of eighteen columns that the tool saves and takes; a raw export holds the codes of choices,
and for each choice of a checkbox a column of its own.
"""

from smmi.exchange.redcap._answers import answers_from_redcap, reading_from_redcap
from smmi.exchange.redcap._dictionary import COLUMNS
from smmi.exchange.redcap._from_dictionary import from_redcap
from smmi.exchange.redcap._to_dictionary import to_redcap

__all__ = ["COLUMNS", "answers_from_redcap", "from_redcap", "reading_from_redcap", "to_redcap"]

"""XLSForm, for ODK, Kobo and Enketo: forms as sheets of rows both ways, and exports of submissions in."""

from smmi.exchange.xlsform._answers import answers_from_xlsform, reading_from_xlsform
from smmi.exchange.xlsform._from_form import from_xlsform
from smmi.exchange.xlsform._to_form import to_xlsform

__all__ = ["answers_from_xlsform", "from_xlsform", "reading_from_xlsform", "to_xlsform"]

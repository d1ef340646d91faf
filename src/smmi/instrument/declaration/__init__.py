"""Declaration: checks of declared fields, provenance of entries, and the states of an answer."""

from smmi.instrument.declaration._fields import (
    CHECK as CHECK,
    CODE_PATTERN as CODE_PATTERN,
    LONGEST_CODE as LONGEST_CODE,
    LONGEST_TEXT as LONGEST_TEXT,
    Check as Check,
    as_tuple as as_tuple,
    checked as checked,
    each as each,
    is_code as is_code,
    is_number as is_number,
    is_share as is_share,
    shown as shown,
)
from smmi.instrument.declaration._provenance import Origin, Provenance, Term
from smmi.instrument.declaration._states import AnswerState, Nonresponse

__all__ = [
    "AnswerState",
    "Nonresponse",
    "Origin",
    "Provenance",
    "Term",
]

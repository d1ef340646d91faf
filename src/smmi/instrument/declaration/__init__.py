"""Declaration: checks of declared fields, provenance of entries, and the states of an answer."""

from smmi.instrument.declaration._fields import (
    CHECK as CHECK,
    CODE_PATTERN as CODE_PATTERN,
    EXACT as EXACT,
    LONGEST_CODE as LONGEST_CODE,
    LONGEST_TEXT as LONGEST_TEXT,
    Check as Check,
    Declared as Declared,
    a as a,
    as_coded as as_coded,
    as_float as as_float,
    as_tuple as as_tuple,
    checked as checked,
    each as each,
    empty_findings as empty_findings,
    is_any_text as is_any_text,
    is_code as is_code,
    is_finite as is_finite,
    is_flag as is_flag,
    is_name as is_name,
    is_number as is_number,
    is_share as is_share,
    is_text as is_text,
    is_whole as is_whole,
    later as later,
    or_none as or_none,
    plain_text as plain_text,
    repeated as repeated,
    shown as shown,
    wording as wording,
)
from smmi.instrument.declaration._provenance import (
    ARE_TERMS as ARE_TERMS,
    IS_PROVENANCE as IS_PROVENANCE,
    Origin,
    Provenance,
    Term,
)
from smmi.instrument.declaration._states import FIRST_ANSWER as FIRST_ANSWER, AnswerState, Nonresponse

__all__ = [
    "AnswerState",
    "Nonresponse",
    "Origin",
    "Provenance",
    "Term",
]

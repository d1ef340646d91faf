"""How an instrument is declared: checks of declared fields, where entries come from, and the states of an answer."""

from smmi.instrument.declaration._fields import (
    CHECK as CHECK,
)
from smmi.instrument.declaration._fields import (
    CODE_PATTERN as CODE_PATTERN,
)
from smmi.instrument.declaration._fields import (
    LONGEST_CODE as LONGEST_CODE,
)
from smmi.instrument.declaration._fields import (
    LONGEST_TEXT as LONGEST_TEXT,
)
from smmi.instrument.declaration._fields import (
    Check as Check,
)
from smmi.instrument.declaration._fields import (
    checked as checked,
)
from smmi.instrument.declaration._fields import (
    each as each,
)
from smmi.instrument.declaration._fields import (
    is_code as is_code,
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

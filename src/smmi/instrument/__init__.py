"""The instrument: what is asked, of whom, and what was answered."""

from smmi.instrument._answers import Answers
from smmi.instrument._characteristics import Characteristic
from smmi.instrument._columns import AttributeColumn, Column
from smmi.instrument._hierarchy import Area, Domain, Indicator, Instrument, Node
from smmi.instrument._latent import GroupShift
from smmi.instrument._provenance import Origin, Provenance, Term
from smmi.instrument._routed import SetAside
from smmi.instrument._routing import All, Answered, Any, AtLeast, Condition, Equals, Includes, Not, OneOf
from smmi.instrument._scales import (
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Number,
    Option,
    Ordinal,
    Percentage,
    Scale,
)
from smmi.instrument._states import AnswerState, Nonresponse
from smmi.instrument._synthesis import synthesize

__all__ = [
    "All",
    "AnswerState",
    "Answered",
    "Answers",
    "Any",
    "Area",
    "AtLeast",
    "AttributeColumn",
    "Binary",
    "Characteristic",
    "Column",
    "Composition",
    "Condition",
    "Count",
    "Domain",
    "Equals",
    "GroupShift",
    "Includes",
    "Indicator",
    "Instrument",
    "MultipleChoice",
    "Node",
    "Nominal",
    "Nonresponse",
    "Not",
    "Number",
    "OneOf",
    "Option",
    "Ordinal",
    "Origin",
    "Percentage",
    "Provenance",
    "Scale",
    "SetAside",
    "Term",
    "synthesize",
]

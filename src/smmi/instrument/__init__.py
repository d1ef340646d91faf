"""The instrument: response scales, indicators in areas and domains, routing, coded answers, and editions compared."""

from smmi.instrument import (
    answers as answers,
    comparability as comparability,
    crosswalk as crosswalk,
    crosswalk_entries as crosswalk_entries,
    declaration as declaration,
    hierarchy as hierarchy,
    respondents as respondents,
    routing as routing,
    scales as scales,
    synthesis as synthesis,
)
from smmi.instrument.answers import Answers, check_answers
from smmi.instrument.crosswalk import diff
from smmi.instrument.declaration import AnswerState, Nonresponse, Origin, Provenance, Term
from smmi.instrument.hierarchy import Area, Domain, Indicator, Instrument, check_instrument
from smmi.instrument.respondents import merge
from smmi.instrument.routing import (
    AllConditions,
    Answered,
    AnyCondition,
    AtLeast,
    Characteristic,
    Condition,
    Equals,
    Includes,
    NotCondition,
    OneOf,
)
from smmi.instrument.scales import (
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
from smmi.instrument.synthesis import synthesize

__all__ = [
    "AllConditions",
    "AnswerState",
    "Answered",
    "Answers",
    "AnyCondition",
    "Area",
    "AtLeast",
    "Binary",
    "Characteristic",
    "Composition",
    "Condition",
    "Count",
    "Domain",
    "Equals",
    "Includes",
    "Indicator",
    "Instrument",
    "MultipleChoice",
    "Nominal",
    "Nonresponse",
    "NotCondition",
    "Number",
    "OneOf",
    "Option",
    "Ordinal",
    "Origin",
    "Percentage",
    "Provenance",
    "Scale",
    "Term",
    "check_answers",
    "check_instrument",
    "diff",
    "merge",
    "synthesize",
]

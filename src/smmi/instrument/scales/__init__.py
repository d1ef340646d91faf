"""Response scales: what may be answered, how a raw answer is read, and how it is coded as a small integer."""

from smmi.instrument.scales._coding import (
    EXACT as EXACT,
    Codes as Codes,
    Coding as Coding,
    Floats as Floats,
    ProblemError as ProblemError,
    Value as Value,
    coding as coding,
)
from smmi.instrument.scales._label_order import (
    contradiction as contradiction,
    same as same,
    stands_alone as stands_alone,
    stands_for_nothing as stands_for_nothing,
)
from smmi.instrument.scales._look_up import Positions as Positions, look_up as look_up
from smmi.instrument.scales._parsing import (
    has_decimals as has_decimals,
    largest_selection as largest_selection,
    listed as listed,
)
from smmi.instrument.scales._scales import (
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
    field_finding as field_finding,
    plain_options as plain_options,
    repeated_options as repeated_options,
)

__all__ = [
    "Binary",
    "Composition",
    "Count",
    "MultipleChoice",
    "Nominal",
    "Number",
    "Option",
    "Ordinal",
    "Percentage",
    "Scale",
]

"""Response scales: what may be answered, how a raw answer is read, and how it is coded as a small integer."""

from smmi.instrument.scales._coding import Coding as Coding, ProblemError as ProblemError, coding as coding
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

"""Synthetic cohorts: simulated answers of units that do not exist."""

from smmi.instrument.synthesis._cohort import synthesize
from smmi.instrument.synthesis._simulated_answers import GroupShift

__all__ = [
    "GroupShift",
    "synthesize",
]

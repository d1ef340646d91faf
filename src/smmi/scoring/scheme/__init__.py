"""The scoring scheme: which rule, weight and policy applies where in an instrument, and what differs between two."""

from smmi.scoring.scheme._scheme import KINDS as KINDS, OVERALL as OVERALL, ScoringScheme, default_rule
from smmi.scoring.scheme._scheme_diff import SchemeChange, SchemePart, diff_schemes
from smmi.scoring.scheme._weighting import Weighting, WeightOrigin

__all__ = [
    "SchemeChange",
    "SchemePart",
    "ScoringScheme",
    "WeightOrigin",
    "Weighting",
    "default_rule",
    "diff_schemes",
]

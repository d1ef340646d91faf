"""The badge: a record that a unit completed the full assessment; it knows no score."""

from smmi.badge._completion import Completion, Gap, Shortfall, completion
from smmi.badge._credential import Achievement, Issuer, Recipient, credential

__all__ = [
    "Achievement",
    "Completion",
    "Gap",
    "Issuer",
    "Recipient",
    "Shortfall",
    "completion",
    "credential",
]

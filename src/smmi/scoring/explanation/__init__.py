"""Explanation of a score: its trace, the contributions of its children, and a receipt that can be verified."""

from smmi.scoring.explanation._receipt import (
    Fingerprinted,
    Receipt,
    ReceiptPart,
    Verification,
    receipt,
    verify,
)
from smmi.scoring.explanation._trace import Trace

__all__ = [
    "Fingerprinted",
    "Receipt",
    "ReceiptPart",
    "Trace",
    "Verification",
    "receipt",
    "verify",
]

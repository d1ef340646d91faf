"""Receipts that are verified without Python: scoring and hashing in JavaScript, and a page that runs them."""

from smmi.exchange.receipts._page import to_receipt_page
from smmi.exchange.receipts._verifier import to_receipt_javascript

__all__ = ["to_receipt_javascript", "to_receipt_page"]

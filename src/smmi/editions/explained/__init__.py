"""Explanations of the domains and areas: what each covers, why it is asked, and what strong and weak answers look like."""

from smmi.editions.explained._explanation import Explanation
from smmi.editions.explained._explanations import explanations

__all__ = ["Explanation", "explanations"]

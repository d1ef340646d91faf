"""Accounts of what was carried from one format to another, and texts and names that are carried."""

from smmi.exchange.accounts._account import CarriedQuestion, DefinitionAccount

__all__ = ["CarriedQuestion", "DefinitionAccount"]

"""Frictionless: files of answers and scores described as a data package, which other tools check and document."""

from smmi.exchange.frictionless._package import to_frictionless

__all__ = ["to_frictionless"]

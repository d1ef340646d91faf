"""Data frames: answers in from every maker, results out to the same."""

from smmi.frames._answers import answers

__all__ = ["answers"]

"""Readings: how a table becomes answers, as a value, and how one is applied to a table."""

from smmi.intake.readings._declared_reading import OtherColumns
from smmi.intake.readings._header import header_names as header_names
from smmi.intake.readings._reading import Reading

__all__ = ["OtherColumns", "Reading"]

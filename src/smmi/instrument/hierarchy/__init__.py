"""The hierarchy of an instrument: domains hold areas, areas hold indicators; checked and drawn as a tree."""

from smmi.instrument.hierarchy._declaration_checks import check_instrument
from smmi.instrument.hierarchy._instrument import RESERVED as RESERVED, Instrument
from smmi.instrument.hierarchy._nodes import Area, Domain, Indicator, Node

__all__ = [
    "Area",
    "Domain",
    "Indicator",
    "Instrument",
    "Node",
    "check_instrument",
]

"""Proposals: how a table can be read, with the evidence for each choice and what a person must decide."""

from smmi.intake.proposals._proposal import Proposal
from smmi.intake.proposals._propose import propose_reading

__all__ = ["Proposal", "propose_reading"]

"""Norms that may be handed out: how many units of a group are in each band of scores, and placement among them."""

from smmi.benchmark.published._published_norms import PublishedNorms
from smmi.benchmark.published._published_standing import PublishedStanding

__all__ = ["PublishedNorms", "PublishedStanding"]

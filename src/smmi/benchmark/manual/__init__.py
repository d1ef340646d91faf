"""Norms of a manual: printed means, standard deviations and percentiles of groups, and placement among them."""

from smmi.benchmark.manual._manual_norm import ManualNorm
from smmi.benchmark.manual._manual_norms import ManualNorms
from smmi.benchmark.manual._manual_standing import ManualStanding, NoManualStanding

__all__ = ["ManualNorm", "ManualNorms", "ManualStanding", "NoManualStanding"]

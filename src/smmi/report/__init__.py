"""Reports as values: self-contained HTML on where a unit stands, and the methodology card as data."""

from smmi.report._document import school_report
from smmi.report._methodology import methodology

__all__ = ["methodology", "school_report"]

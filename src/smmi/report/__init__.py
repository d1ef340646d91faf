"""Reports as values: self-contained HTML on where a unit stands and on a cohort, and the methodology card as data."""

from smmi.report._cohort import cohort_report
from smmi.report._document import school_report
from smmi.report._methodology import methodology

__all__ = ["cohort_report", "methodology", "school_report"]

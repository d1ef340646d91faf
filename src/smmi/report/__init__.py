"""Reports as values: self-contained HTML on where a unit stands and on a cohort, and the methodology card as data.

Pages and plots need the extra ``report``, the card does not.
"""

from smmi.report import plots as plots
from smmi.report.cohort import cohort_report
from smmi.report.page._forms import ReportForm
from smmi.report.school import school_report
from smmi.report.wording import methodology

__all__ = ["ReportForm", "cohort_report", "methodology", "school_report"]

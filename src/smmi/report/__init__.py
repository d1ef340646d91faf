"""Reports as values: self-contained HTML on where a unit stands and on a cohort, and the methodology card as data.

Needs the extra ``report``.
"""

_MISSING = "smmi.report needs {name}, which is not installed. Install it with: pip install 'smmi[report]'"

try:
    from smmi.report.cohort import cohort_report
    from smmi.report.school import school_report
    from smmi.report.wording import methodology
except ModuleNotFoundError as error:
    if error.name != "jinja2":
        raise
    raise ImportError(_MISSING.format(name=error.name), name=error.name) from None

__all__ = ["cohort_report", "methodology", "school_report"]

"""The report on a cohort: what organisers may publish."""

from smmi.report.cohort._cohort_report import cohort_report as cohort_report

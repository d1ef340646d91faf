"""The report of one unit: where it stands, how sure that is, and what was not answered."""

from smmi.report.school._school_report import school_report as school_report

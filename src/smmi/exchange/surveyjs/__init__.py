"""Surveys of SurveyJS: an instrument with its gates, which scores itself, surveys as instruments, and results in."""

from smmi.exchange.surveyjs._answers import answers_from_surveyjs
from smmi.exchange.surveyjs._from_survey import from_surveyjs
from smmi.exchange.surveyjs._survey import to_surveyjs

__all__ = ["answers_from_surveyjs", "from_surveyjs", "to_surveyjs"]

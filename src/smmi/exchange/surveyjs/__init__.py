"""Surveys of SurveyJS: an instrument with its gates, which scores itself by calculated values."""

from smmi.exchange.surveyjs._survey import to_surveyjs

__all__ = ["to_surveyjs"]

"""LimeSurvey: structures of surveys (`.lss`) and exports of responses by answer codes in."""

from smmi.exchange.limesurvey._answers import answers_from_limesurvey, reading_from_limesurvey
from smmi.exchange.limesurvey._from_structure import from_limesurvey

__all__ = ["answers_from_limesurvey", "from_limesurvey", "reading_from_limesurvey"]

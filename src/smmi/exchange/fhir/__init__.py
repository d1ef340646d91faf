"""FHIR, releases R4 and R5: questionnaires with calculated scores both ways, and responses both ways."""

from smmi.exchange.fhir._from_questionnaire import from_fhir
from smmi.exchange.fhir._responses import answers_from_fhir, answers_to_fhir
from smmi.exchange.fhir._to_questionnaire import to_fhir

__all__ = ["answers_from_fhir", "answers_to_fhir", "from_fhir", "to_fhir"]

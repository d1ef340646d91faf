"""The law runner: which laws bind a rule, what became of each, and whether opening a gate lowers a score."""

from smmi.testing.runner._check_rule import check_rule as check_rule, scoring_rule_laws as scoring_rule_laws
from smmi.testing.runner._law_check import LawCheck as LawCheck
from smmi.testing.runner._law_report import LawReport as LawReport, LawResult as LawResult, Outcome as Outcome
from smmi.testing.runner._openings import (
    LoweredScore as LoweredScore,
    lowered_by_opening as lowered_by_opening,
)

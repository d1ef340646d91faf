"""The law runner: which laws bind a rule, and what became of each."""

from smmi.testing.runner._check_rule import check_rule as check_rule, scoring_rule_laws as scoring_rule_laws
from smmi.testing.runner._law_check import LawCheck as LawCheck
from smmi.testing.runner._law_report import LawReport as LawReport, LawResult as LawResult, Outcome as Outcome

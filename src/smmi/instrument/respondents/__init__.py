"""Several respondents of one unit: their sheets merged into one row by declared rules."""

from smmi.instrument.respondents._merge_rules import (
    AgreementRequired,
    AnswerOrder,
    Latest,
    MergeRule,
    MostConservative,
    RespondentAnswer,
    RespondentAnswers,
    SectionOwners,
    SettledAnswer,
    scale_order,
)
from smmi.instrument.respondents._merging import Disagreement, MergedAnswers, merge

__all__ = [
    "AgreementRequired",
    "AnswerOrder",
    "Disagreement",
    "Latest",
    "MergeRule",
    "MergedAnswers",
    "MostConservative",
    "RespondentAnswer",
    "RespondentAnswers",
    "SectionOwners",
    "SettledAnswer",
    "merge",
    "scale_order",
]

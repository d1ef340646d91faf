"""Multiple imputation: scores over several plausible completions of the answers, with their spread."""

from smmi.scoring.imputation._imputation import impute
from smmi.scoring.imputation._imputed import Imputed, ImputedScore

__all__ = [
    "Imputed",
    "ImputedScore",
    "impute",
]

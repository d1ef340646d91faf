"""Multiple imputation: scores over several plausible completions of the answers, with their spread."""

from smmi.scoring.imputation._imputation import Imputed, ImputedScore, impute

__all__ = [
    "Imputed",
    "ImputedScore",
    "impute",
]

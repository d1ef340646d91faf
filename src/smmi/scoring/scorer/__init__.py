"""The scorer: a compiled scheme that scores batches and single responses, and the scores that it returns."""

from smmi.scoring.scorer._profile import NodeScore, ScoreProfile
from smmi.scoring.scorer._scorer import Scorer, score
from smmi.scoring.scorer._scores import Scores, ScoreTable

__all__ = [
    "NodeScore",
    "ScoreProfile",
    "ScoreTable",
    "Scorer",
    "Scores",
    "score",
]

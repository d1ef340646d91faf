"""Data frames: answers in from every maker, results out as the caller's own kind; it needs the extra `frames`."""

from smmi.frames._answers import answers
from smmi.frames._comparison_frames import comparison
from smmi.frames._finding_frames import findings
from smmi.frames._placement_frames import placements
from smmi.frames._readings import read
from smmi.frames._score_frames import Beside, scores, tidy_scores
from smmi.frames._tables import table

__all__ = [
    "Beside",
    "answers",
    "comparison",
    "findings",
    "placements",
    "read",
    "scores",
    "table",
    "tidy_scores",
]

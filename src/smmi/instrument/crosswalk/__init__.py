"""The crosswalk between two editions: complete, composable, and able to carry answers and scores across."""

from smmi.instrument.crosswalk._conversion import Carried, CarriedScores
from smmi.instrument.crosswalk._crosswalk import Crosswalk
from smmi.instrument.crosswalk._edition_diff import EditionDiff, diff

__all__ = [
    "Carried",
    "CarriedScores",
    "Crosswalk",
    "EditionDiff",
    "diff",
]

"""Presets: how survey tools write their answers, told once."""

from smmi.intake.presets._preset import (
    HeaderShape,
    Preset,
    RowMark,
    matches as matches,
    matches_any as matches_any,
)
from smmi.intake.presets._tools import PRESETS

__all__ = ["PRESETS", "HeaderShape", "Preset", "RowMark"]

"""What would move a unit up: the effect of changed answers, and the least effort that reaches a target."""

from smmi.benchmark.improvement._paths import paths
from smmi.benchmark.improvement._results import Path, Paths, Proof, Step
from smmi.benchmark.improvement._targets import Badge, RankOf, ScoreOf, Stars
from smmi.benchmark.improvement._what_if import Cushion, WhatIf, cushions, what_if

__all__ = [
    "Badge",
    "Cushion",
    "Path",
    "Paths",
    "Proof",
    "RankOf",
    "ScoreOf",
    "Stars",
    "Step",
    "WhatIf",
    "cushions",
    "paths",
    "what_if",
]

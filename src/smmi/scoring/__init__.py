"""Scoring: item rules, aggregation rules, missing-data policies, and the scheme that binds them to an instrument."""

from smmi.scoring._absence import Absence
from smmi.scoring._aggregation import AggregationRule, WeightedMean
from smmi.scoring._item_rules import EqualSteps, ItemRule, Linear, OptionPoints, Polarity, SelectedShare
from smmi.scoring._missing import CoverageBasis, MinimumCoverage, NoAnswer
from smmi.scoring._scheme import ScoringScheme, default_rule
from smmi.scoring._scorer import Scorer, score
from smmi.scoring._scores import NodeScore, ScoreProfile, Scores, ScoreTable
from smmi.scoring._trace import Trace

__all__ = [
    "Absence",
    "AggregationRule",
    "CoverageBasis",
    "EqualSteps",
    "ItemRule",
    "Linear",
    "MinimumCoverage",
    "NoAnswer",
    "NodeScore",
    "OptionPoints",
    "Polarity",
    "ScoreProfile",
    "ScoreTable",
    "Scorer",
    "Scores",
    "ScoringScheme",
    "SelectedShare",
    "Trace",
    "WeightedMean",
    "default_rule",
    "score",
]

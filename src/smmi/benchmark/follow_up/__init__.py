"""Follow-up: what moved for one unit since last time, whether it is real, and how its place moved."""

from smmi.benchmark.follow_up._changed_answers import AnswerTurn, ChangedAnswer, ChangedAnswers
from smmi.benchmark.follow_up._last_time import LastTime, last_time
from smmi.benchmark.follow_up._moved import Moved, NoRankChange, NotCompared, OwnParts, RankChange
from smmi.benchmark.follow_up._told_since import NextStar, ToldSince, told_since
from smmi.benchmark.follow_up._told_waves import ToldWaves, told_waves
from smmi.benchmark.follow_up._wave_series import FieldScore, WaveScore, WaveSeries, wave_series

__all__ = [
    "AnswerTurn",
    "ChangedAnswer",
    "ChangedAnswers",
    "FieldScore",
    "LastTime",
    "Moved",
    "NextStar",
    "NoRankChange",
    "NotCompared",
    "OwnParts",
    "RankChange",
    "ToldSince",
    "ToldWaves",
    "WaveScore",
    "WaveSeries",
    "last_time",
    "told_since",
    "told_waves",
    "wave_series",
]

"""Follow-up: what moved for one unit since last time, whether it is real, and how its place moved."""

from smmi.benchmark.follow_up._last_time import LastTime, last_time
from smmi.benchmark.follow_up._moved import Moved, NotCompared, OwnParts, RankChange
from smmi.benchmark.follow_up._told_since import NextStar, ToldSince, told_since

__all__ = [
    "LastTime",
    "Moved",
    "NextStar",
    "NotCompared",
    "OwnParts",
    "RankChange",
    "ToldSince",
    "last_time",
    "told_since",
]

"""Planning: how many schools it takes for norms of some width, and the chance to see a change."""

from smmi.benchmark.planning._chances_of_change import (
    ChangeChances,
    MeanChangeChance,
    chance_of_mean_change,
    chance_of_reliable_change,
    schools_for_mean_change,
)
from smmi.benchmark.planning._sample_sizes import (
    SampleSize,
    schools_for_mean,
    schools_for_quantile,
    schools_for_rank,
)

__all__ = [
    "ChangeChances",
    "MeanChangeChance",
    "SampleSize",
    "chance_of_mean_change",
    "chance_of_reliable_change",
    "schools_for_mean",
    "schools_for_mean_change",
    "schools_for_quantile",
    "schools_for_rank",
]

"""Nodes above areas worked out in two plain doubles; where these do not decide how to round, that is said."""

from smmi.scoring.scorer.filtered._filtered_nodes import FilteredNode as FilteredNode, finish as finish
from smmi.scoring.scorer.filtered._filtered_plan import FilteredPlan as FilteredPlan

"""Bundled editions of the Social Mission Metrics self-assessment, as declarations.

What is published of the structure is kept as published; every indicator is illustrative, in our own wording.
Beside them, for synthetic cohorts: counts of real institutions by kind, and the published participation of 2019.
"""

from smmi.editions._crosswalk_18_to_16 import crosswalk_18_to_16
from smmi.editions._frame import Frame, FrameCell, Participation, participation_2019, us_frame_2022
from smmi.editions._national_2019 import national_2019
from smmi.editions._smmi_16 import smmi_16
from smmi.editions._smmi_18 import smmi_18
from smmi.editions.explained import Explanation, explanations

__all__ = [
    "Explanation",
    "Frame",
    "FrameCell",
    "Participation",
    "crosswalk_18_to_16",
    "explanations",
    "national_2019",
    "participation_2019",
    "smmi_16",
    "smmi_18",
    "us_frame_2022",
]

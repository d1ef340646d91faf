"""Entries of a crosswalk: what became of each node, and maps from one response scale to another."""

from smmi.instrument.crosswalk_entries._answer_maps import (
    AnswerMap,
    BandAbove,
    BandFrom,
    BandMap,
    LinearMap,
    OptionMap,
)
from smmi.instrument.crosswalk_entries._entries import (
    ENTRIES as ENTRIES,
    UNCHANGED as UNCHANGED,
    CrosswalkEntry,
    MergedEntry,
    NewEntry,
    RescaledEntry,
    RetiredEntry,
    ReworkedEntry,
    SameEntry,
    SplitEntry,
    directed_maps as directed_maps,
    tied as tied,
)
from smmi.instrument.crosswalk_entries._map_fit import misfits as misfits

__all__ = [
    "AnswerMap",
    "BandAbove",
    "BandFrom",
    "BandMap",
    "CrosswalkEntry",
    "LinearMap",
    "MergedEntry",
    "NewEntry",
    "OptionMap",
    "RescaledEntry",
    "RetiredEntry",
    "ReworkedEntry",
    "SameEntry",
    "SplitEntry",
]

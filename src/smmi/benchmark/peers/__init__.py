"""Peers: which units are similar, by declared groups, a ladder of definitions, distance, or choice."""

from smmi.benchmark.peers._chosen_peers import ChosenPeers
from smmi.benchmark.peers._gower import GowerKind, GowerVariable, gower_distances
from smmi.benchmark.peers._nearest_peers import BoundaryTies, NearestPeers, nearest_peers
from smmi.benchmark.peers._peer_group import NoPeers, PeerGroup
from smmi.benchmark.peers._peer_ladder import PeerLadder, PeerReceipt, Peers, StepOutcome, StepReceipt

__all__ = [
    "BoundaryTies",
    "ChosenPeers",
    "GowerKind",
    "GowerVariable",
    "NearestPeers",
    "NoPeers",
    "PeerGroup",
    "PeerLadder",
    "PeerReceipt",
    "Peers",
    "StepOutcome",
    "StepReceipt",
    "gower_distances",
    "nearest_peers",
]

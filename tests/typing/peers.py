"""Peer groups, the peer ladder and nearest peers, as their users write them; only type-checked, never run."""

import numpy as np
import numpy.typing as npt

from smmi.benchmark import PeerGroup, PeerLadder, SelfInclusion, nearest_peers
from smmi.benchmark.peers import (
    BoundaryTies,
    GowerKind,
    GowerVariable,
    NearestPeers,
    NoPeers,
    PeerReceipt,
    Peers,
    StepOutcome,
    StepReceipt,
    gower_distances,
)
from smmi.instrument import AllConditions, Answers, Equals, NotCondition
from smmi.scoring import Scores

public = PeerGroup(
    "Public, not dental",
    where=AllConditions((Equals("control", "public"), NotCondition(Equals("discipline", "dental")))),
)
alike = PeerGroup("Same discipline", alike=["discipline"])
names: tuple[str, ...] = alike.characteristics
ladder = PeerLadder(
    steps=[alike, public],
    minimum=12,
    owner="system",
    most_of_one_owner=0.4,
    self_inclusion=SelfInclusion.INCLUDED,
)


def climb(answers: Answers, scores: Scores) -> tuple[str, ...]:
    """The peers of a unit, over answers or scores."""
    inside: npt.NDArray[np.bool_] = alike.around("S1", answers)
    peers: Peers = ladder.peers_of(1 if inside.any() else "S1", scores)
    receipt: PeerReceipt = peers.receipt
    taken: StepReceipt | None = receipt.taken
    share: float | None = taken.share_of_largest_owner if taken else None
    why: tuple[NoPeers | None, StepOutcome, int | None, float | None] = (
        peers.reason,
        receipt.steps[0].outcome,
        peers.step,
        share,
    )
    return (*peers.members, str(receipt), repr(why), str(len(peers)))


def approach(answers: Answers, scores: Scores) -> tuple[tuple[str, float], ...]:
    """The nearest units of a unit, over answers or scores."""
    by: list[str | GowerVariable] = [
        "control",
        GowerVariable("size", GowerKind.ORDINAL, weight=2, order=("small", "large"), span=1),
    ]
    distances: npt.NDArray[np.float64] = gower_distances(answers, by=by)
    found: NearestPeers = nearest_peers(
        "S1", scores, by=by, k=len(distances), within=public, boundary=BoundaryTies.BY_IDENTIFIER
    )
    return tuple(zip(found.members, found.distances, strict=True))

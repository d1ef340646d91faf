"""What `smmi stability` varies, by the words of the command line."""

import enum
from collections.abc import Collection
from typing import Final

import numpy as np

from smmi.benchmark import Norms, SelfInclusion, TieRule, stability
from smmi.benchmark.sensitivity import DirichletSpread, Stability, Variation
from smmi.scoring import AggregationRule, GeometricMean, MinimumCoverage, Scores, WeightedMean

SHARES: Final = (0.25, 0.75, 0.5)
"""Minimum shares of answers, of which the first two that are not declared are tried."""
OVERALL: Final = "overall"
SEED: Final = 0
CONCENTRATION: Final = 99.0
"""Of 16 equal weights it spreads each share of 6.25 % by 2.4 points."""
DRAWS: Final = 10_000


class Vary(enum.StrEnum):
    """A choice that can be varied."""

    AGGREGATION = "aggregation"
    COVERAGE = "coverage"
    TIES = "ties"
    SELF_INCLUSION = "self-inclusion"
    INDICATORS = "indicators"
    PEERS = "peers"
    WEIGHTS = "weights"


USUAL: Final = (Vary.AGGREGATION, Vary.COVERAGE, Vary.SELF_INCLUSION, Vary.WEIGHTS)
"""What is varied where nothing is said."""


def usual(scores: Scores, /, *, of: str = OVERALL) -> tuple[Vary, ...]:
    """Return what is varied where nothing is said: weights only where there are two of them below a score."""
    scheme = scores.scheme
    several = sum(scheme.weight(code) > 0 for code in scheme.children(of)) > 1
    return tuple(one for one in USUAL if several or one is not Vary.WEIGHTS)


def variation_of(
    chosen: Collection[Vary],
    scores: Scores,
    norms: Norms,
    /,
    *,
    group: str,
    concentration: float,
    draws: int,
    of: str = OVERALL,
) -> Variation:
    """Return what is varied: of each choice the alternatives that are not the declared one.

    Args:
        chosen: The choices.
        scores: The scores.
        norms: The norms.
        group: The name of the group.
        concentration: How close drawn weights are to the declared ones.
        draws: How many draws of weights there are.
        of: The score of which the weights are drawn.
    """
    scheme, rules = scores.scheme, norms.conventions
    means: tuple[AggregationRule, ...] = (GeometricMean(), WeightedMean())
    policies = tuple(MinimumCoverage(share) for share in SHARES)
    others = tuple(one for one in SelfInclusion if one is not rules.self_inclusion)
    members = _members(scores, norms, group)
    return Variation(
        overall=next(((one,) for one in means if one != scheme.overall), ())
        if Vary.AGGREGATION in chosen
        else (),
        coverage=tuple(one for one in policies if one != scheme.coverage)[:2]
        if Vary.COVERAGE in chosen
        else (),
        ties=tuple(one for one in TieRule if one is not rules.ties) if Vary.TIES in chosen else (),
        self_inclusion=others if Vary.SELF_INCLUSION in chosen else (),
        without_indicators=tuple(one.code for one in scheme.instrument.scored if scheme.weight(one.code))
        if Vary.INDICATORS in chosen
        else (),
        without_peers=members if Vary.PEERS in chosen else (),
        weights=DirichletSpread(concentration, of=of) if Vary.WEIGHTS in chosen else None,
        draws=draws,
    )


def _members(scores: Scores, norms: Norms, group: str) -> tuple[str, ...]:
    """Return the members of a group; none where there is no such group, which is told elsewhere."""
    own = next((one for one in norms.groups if group in (one.name, one.full_name)), None)
    if own is None:
        return ()
    inside = own.holding(scores.answers).tolist()
    return tuple(
        unit
        for unit, is_in in zip(scores.units.tolist(), inside, strict=True)
        if is_in and unit in norms.members
    )


def usual_stability(scores: Scores, norms: Norms, /) -> Stability:
    """Return how firm scores, ranks and stars are among all units, over what is varied where nothing is said."""
    vary = variation_of(usual(scores), scores, norms, group="all", concentration=CONCENTRATION, draws=DRAWS)
    return stability(scores, norms, vary=vary, rng=np.random.default_rng(SEED))

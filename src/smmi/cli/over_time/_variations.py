"""What `smmi stability` varies, by the words of the command line."""

import enum
from collections.abc import Collection, Iterator
from typing import Final

from smmi.benchmark import Norms, SelfInclusion, TieRule
from smmi.benchmark.sensitivity import DirichletSpread, Variation
from smmi.report.wording import listed
from smmi.scoring import AggregationRule, GeometricMean, MinimumCoverage, Scores, WeightedMean
from smmi.scoring.rules import rule_in_words

SHARES: Final = (0.25, 0.75, 0.5)
"""Minimum shares of answers, of which the first two that are not declared are tried."""
SEED: Final = 0


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


def variation_of(
    chosen: Collection[Vary], scores: Scores, norms: Norms, /, *, group: str, concentration: float, draws: int
) -> Variation:
    """Return what is varied: of each choice the alternatives that are not the declared one.

    Args:
        chosen: The choices.
        scores: The scores.
        norms: The norms.
        group: The name of the group.
        concentration: How close drawn weights are to the declared ones.
        draws: How many draws of weights there are.
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
        weights=DirichletSpread(concentration) if Vary.WEIGHTS in chosen else None,
        draws=draws,
    )


def _members(scores: Scores, norms: Norms, group: str) -> tuple[str, ...]:
    """Return the members of a group; none where there is no such group, which is told elsewhere."""
    pairs = next((one.pairs for one in norms.groups if group in (one.name, one.full_name)), None)
    if pairs is None:
        return ()
    columns = [(scores.answers.attribute(name), value) for name, value in pairs]
    known = set(norms.members)
    return tuple(
        unit
        for at, unit in enumerate(scores.units.tolist())
        if unit in known and all(column[at] == value for column, value in columns)
    )


def in_words(vary: Variation, /) -> Iterator[str]:
    """Yield what was varied beside what is declared, a sentence for each choice."""
    if vary.overall:
        yield f"Rule of the overall score: {listed([rule_in_words(one, {}) for one in vary.overall])}."
    if vary.coverage:
        told = [one.in_words() for one in vary.coverage if isinstance(one, MinimumCoverage)]
        yield f"Missing answers: {'; or '.join(told)}."
    if vary.ties:
        yield f"Ties: {listed([one.value for one in vary.ties])}; stars do not depend on them."
    if vary.self_inclusion:
        yield f"Self-inclusion: {listed([one.value.replace('-', ' ') for one in vary.self_inclusion])}."
    if vary.without_indicators:
        yield f"One indicator less: each of {len(vary.without_indicators)} in turn."
    if vary.without_peers:
        yield f"One peer less: each of {len(vary.without_peers)} in turn."
    if vary.weights is not None:
        yield f"Weights: {vary.draws} draws, {vary.weights.in_words()}."

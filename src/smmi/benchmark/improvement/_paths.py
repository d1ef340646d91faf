"""Paths: the least effort that reaches a target, what comes near for less, and how sure it is that nothing is less."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import numpy as np

from smmi._keywords import tells_keywords
from smmi._thresholds import reaches
from smmi.benchmark.improvement._additive import TooManyError
from smmi.benchmark.improvement._badge_path import to_badge
from smmi.benchmark.improvement._choosing import Chooser, Found, least_of, mark_of, most_of
from smmi.benchmark.improvement._market import Market
from smmi.benchmark.improvement._moves import Costs, moves
from smmi.benchmark.improvement._results import Path, Paths, Proof
from smmi.benchmark.improvement._scored_classes import scored_classes
from smmi.benchmark.improvement._searching import search
from smmi.benchmark.improvement._targets import Badge, Target, held_norms, threshold
from smmi.benchmark.improvement._trials import Trials
from smmi.benchmark.norms import Norms
from smmi.benchmark.survey._argument_checks import as_several
from smmi.errors import ArgumentError, EditionMismatchError
from smmi.frozen import FrozenMapping
from smmi.instrument import Answers
from smmi.scoring import ScoreProfile, ScoringScheme

ALIKE: Final[Costs] = FrozenMapping()
"""Every step costs 1."""
MOST_NEAR: Final = 3
"""So many sets that come near are told."""


@tells_keywords
def paths(
    profile: ScoreProfile,
    scheme: ScoringScheme,
    norms: Norms | None = None,
    /,
    *,
    target: Target,
    costs: Costs = ALIKE,
    frozen: Collection[str] = (),
    years: int | None = None,
    peers: Answers | None = None,
    upward: bool = False,
) -> Paths:
    """Return the changes of answers that reach a target with the least effort.

    Where every rule on the way is a weighted mean, the answer is exact and proved, by dynamic programming over
    whole numbers: blanks, gates and minimum coverage included. Elsewhere all sets are tried if they are few; of many,
    one is searched for, and the result says that it is not proved. The target is always replayed by the scheme's own
    scoring. What one unit would gain is no forecast: the peers in the norms do not stand still.

    Answers that are given can be changed, blanks can be filled, and a question that a changed answer opens is answered.
    What does not apply, or was not administered, stays. Numbers, compositions and large multiple choices move only to
    answers to which a cost is given.

    Args:
        profile: The unit's scores.
        scheme: The scheme that made them.
        norms: Where the unit is placed; not needed for a score or the badge. Its peers are held still.
        target: What is to be reached: `Stars`, `RankOf`, `ScoreOf` or `Badge`.
        costs: The cost by indicator, in any unit: a number is the cost of each step along its scale, a mapping gives
            the cost of having an answer, written as in records, and leaves out the answers that it does not name. 1 for
            each step where silent. Numbers of NumPy, fractions and decimals stand for what they are.
        frozen: The codes of indicators that do not change, or of areas and domains in which nothing does.
        years: In how many years, each indicator moving one step a year at most; None for no such limit.
        peers: The answers of similar units: of sets that cost the same, that which more of them already have is taken.
        upward: Whether only answers are looked for that give nothing up: none has fewer points than the one that there
            is, and none shuts a question that is answered. Without it a path may be to say that there is no programme,
            which shuts the questions about it.

    Returns:
        The cheapest path, what comes near for less, and whether it is proved. To the badge it is what is left to
        answer, whatever is answered: no answer that there is changes.

    Raises:
        ArgumentError: An argument is of a wrong class or out of its range, a cost is of what is no answer of its
            scale, or there are no norms for the target.
        UnknownCodeError: There is no such score, group, indicator or node.
        EditionMismatchError: The scheme or the peers are of another instrument.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng)
        >>> scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> scores = smmi.score(answers, scheme)
        >>> found = paths(scores.of("S001"), scheme, benchmark.Norms.fit(scores), target=benchmark.Stars(4))
        >>> found.best.reached, found.proved
        (True, True)
    """
    ArgumentError.raise_unless(profile, ScoreProfile, argument="profile", expected="a ScoreProfile")
    ArgumentError.raise_unless(scheme, ScoringScheme, argument="scheme", expected="a ScoringScheme")
    ArgumentError.raise_unless(norms, Norms | None, argument="norms", expected="None or Norms")
    ArgumentError.raise_unless(target, Target, argument="target", expected="Stars, RankOf, ScoreOf or Badge")
    ArgumentError.raise_unless(peers, Answers | None, argument="peers", expected="None or Answers")
    ArgumentError.raise_unless(upward, bool, argument="upward", expected="True or False")
    frozen = as_several("frozen", frozen, expected="several codes")
    own = profile.scheme.instrument
    for instrument in (scheme.instrument, *((peers.instrument,) if peers is not None else ())):
        if instrument != own:
            raise EditionMismatchError(own.code, own.edition, instrument.code, instrument.edition)
    trials = Trials.of(profile, scheme)
    movable = moves(trials.answers, trials.unit, costs=costs, frozen=frozen, years=years)
    movable = trials.upward(movable) if upward else movable
    if isinstance(target, Badge):
        return to_badge(trials.answers, costs=costs, frozen=frozen)
    market = Market.of(trials.answers, movable, peers)
    now = trials.replay({})
    held = held_norms(norms, profile) if norms is not None else None
    value, least = now[target.code].value, threshold(target, now, held)
    best, near, proof = _found(trials, target.code, least, market)

    def replayed(found: Found) -> Path:
        after = trials.replay({code: move.answer for code, move in found.moves.items()})[target.code].value
        there = least is not None and after is not None and reaches(after, least)
        return market.path(found.moves, score=after, reached=there)

    return Paths(
        target=target,
        unit=trials.unit,
        threshold=least,
        score=value,
        best=replayed(best) if best else None,
        near=tuple(map(replayed, near[:MOST_NEAR])),
        proof=proof,
        in_steps=not costs,
        upward=upward,
    )


def _found(
    trials: Trials, code: str, least: float | None, market: Market
) -> tuple[Found | None, list[Found], Proof]:
    """Return the cheapest set, those that come near, and the proof."""
    made = scored_classes(trials, code, market.movable, market.price)
    try:
        choosers = [Chooser.of(each.classes, each.value) for each in made]
    except TooManyError:
        choosers = []
    if not choosers:
        mark = np.inf if least is None else least
        best, near, every = search(trials, code, mark, market.movable, market.price)
        return best, market.apart(best, near), Proof.EXHAUSTED if every else Proof.NOT_PROVED
    best = least_of(choosers, mark_of(least)) if least is not None else None
    return best, list(_near(choosers, best, market)), Proof.ADDITIVE


def _near(choosers: Sequence[Chooser], best: Found | None, market: Market) -> Iterator[Found]:
    """Yield what gets nearest for less, and for less than that."""
    budget = None if best is None else market.below(best.cost)
    for _ in range(MOST_NEAR):
        found = most_of(choosers, budget)
        if found is None:
            return
        yield found
        budget = market.below(found.cost)

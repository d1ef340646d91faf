"""An insider who tries out every cohort: what each other unit can have, given all that a report may tell."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations, combinations_with_replacement

import numpy as np

Scores = tuple[float, ...]
Decision = Callable[..., tuple[bool, bool]]


def left(scores: Scores, known: Scores) -> Scores:
    """The scores without the known ones."""
    counted = Counter(scores)
    counted.subtract(known)
    return tuple(counted.elements())


def known_parts(own: Scores, rest: Scores, known: int) -> Iterator[tuple[Scores, Scores]]:
    """Every choice of units whose scores the insider knows: some of its group, some of the rest."""
    for inside in range(known + 1):
        for outside in range(known - inside + 1):
            yield from {
                (mine, theirs)
                for mine in combinations(own, min(inside, len(own)))
                for theirs in combinations(rest, min(outside, len(rest)))
            }


def narrowest(
    decide: Decision, grid: Scores, *, own: int, rest: int, width: float, known: int = 0
) -> tuple[float, Counter[tuple[bool, bool]]]:
    """Return the narrowest range that an insider can bound another unit to, and how often what was told.

    It is told more than any report tells: the scores themselves of a group of which anything is told, but not whose
    each is. It knows which units are in its group, and the scores of some of them or of the rest.
    """
    seen: dict[object, tuple[set[float], set[float]]] = defaultdict(lambda: (set(), set()))
    tally: Counter[tuple[bool, bool]] = Counter()
    for mine in combinations_with_replacement(grid, own):
        for theirs in combinations_with_replacement(grid, rest):
            everyone = tuple(sorted(mine + theirs))
            told = decide(np.array(everyone), np.array(mine), width=width, known=known)
            tally[told] += 1
            facts = told, everyone if told[0] else None, mine if told[1] else None
            for pair in known_parts(mine, theirs, known):
                for found, scores, some in zip(seen[facts, pair], (mine, theirs), pair, strict=True):
                    found.update(left(scores, some))
    return min(max(found) - min(found) for pair in seen.values() for found in pair if found), tally

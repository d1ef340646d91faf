"""An insider who tries out every cohort: what each other unit can have, given all that a report may tell."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, combinations_with_replacement, product
from typing import TypeVar

import numpy as np

Scores = tuple[float, ...]
Sheet = tuple[float, float]
Decision = Callable[..., tuple[bool, bool]]
Verdicts = Mapping[str, tuple[bool, bool]]
T = TypeVar("T")


def left(scores: tuple[T, ...], known: tuple[T, ...]) -> tuple[T, ...]:
    """The scores without the known ones."""
    counted = Counter(scores)
    counted.subtract(known)
    return tuple(counted.elements())


def known_parts(
    own: tuple[T, ...], rest: tuple[T, ...], known: int
) -> Iterator[tuple[tuple[T, ...], tuple[T, ...]]]:
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
            told = decide([np.array(everyone)], [np.array(mine)], width=width, known=known)
            tally[told] += 1
            facts = told, everyone if told[0] else None, mine if told[1] else None
            for pair in known_parts(mine, theirs, known):
                for found, scores, some in zip(seen[facts, pair], (mine, theirs), pair, strict=True):
                    found.update(left(scores, some))
    return min(max(found) - min(found) for pair in seen.values() for found in pair if found), tally


def scores_of(sheets: tuple[Sheet, ...]) -> dict[str, Scores]:
    """The scores of two areas and their mean, ascending: what is told of them does not say whose they are."""
    return {
        "care": tuple(sorted(care for care, _ in sheets)),
        "staff": tuple(sorted(staff for _, staff in sheets)),
        "overall": tuple(sorted((care + staff) / 2 for care, staff in sheets)),
    }


def narrowest_of_all_scores(
    judge: Callable[..., Verdicts],
    grid: Scores,
    *,
    own: int,
    rest: int,
    width: float,
    known: int = 0,
) -> tuple[float, set[tuple[tuple[bool, bool], ...]]]:
    """Return the same for an insider that knows how the overall score is made, and is told of three scores.

    Also return what was told of the three in turn.
    """
    seen: dict[object, tuple[list[Sheet], list[Sheet]]] = defaultdict(lambda: ([], []))
    outcomes = set()
    for mine in combinations_with_replacement(product(grid, grid), own):
        inside = scores_of(mine)
        for theirs in combinations_with_replacement(product(grid, grid), rest):
            everyone = scores_of(mine + theirs)
            told = judge(
                {code: (np.array(everyone[code]), np.array(inside[code])) for code in inside}, width, known
            )
            outcomes.add(tuple(told.values()))
            facts = tuple(
                (verdict, everyone[code] if verdict[0] else None, inside[code] if verdict[1] else None)
                for code, verdict in told.items()
            )
            for pair in known_parts(mine, theirs, known):
                for found, sheets, some in zip(seen[facts, pair], (mine, theirs), pair, strict=True):
                    found.extend(left(sheets, some))
    spans = [
        values[-1] - values[0]
        for pair in seen.values()
        for found in pair
        if found
        for values in scores_of(tuple(set(found))).values()
    ]
    return min(spans), outcomes

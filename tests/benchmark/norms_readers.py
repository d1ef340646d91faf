"""A reader of norms who tries out every cohort: what each unit can have, given all that the norms may tell."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, combinations_with_replacement, product

import numpy as np

from smmi.benchmark.published._published_standing import band_of
from smmi.benchmark.published._telling import Extent
from tests.benchmark.insiders import left

Sheet = tuple[float | None, ...]
Parts = tuple[tuple[Sheet, ...], ...]
Decision = Callable[..., Mapping[str, Extent]]

AREAS = ("care", "staff")
TENS = tuple(map(float, range(0, 101, 10)))


def scores_of(sheet: Sheet) -> dict[str, float | None]:
    """The scores of areas, and of two areas the mean of those that there are."""
    found = dict(zip(AREAS, sheet, strict=False))
    there = [score for score in sheet if score is not None]
    return found if len(sheet) == 1 else found | {"overall": sum(there) / len(there) if there else None}


def ascending(sheets: Sequence[Sheet], code: str) -> tuple[float, ...]:
    """The scores of one code that there are."""
    own = [scores_of(sheet)[code] for sheet in sheets]
    return tuple(sorted(score for score in own if score is not None))


def known_sheets(parts: Parts, known: int) -> Iterator[Parts]:
    """Every choice of units whose sheets the reader knows, none among them: those of each part."""
    for numbers in product(range(known + 1), repeat=len(parts)):
        if sum(numbers) <= known and all(map(int.__le__, numbers, map(len, parts))):
            yield from set(product(*map(combinations, parts, numbers)))


def narrowest(
    decide: Decision,
    sheets: Sequence[Sheet],
    *,
    sizes: Sequence[int],
    groups: Sequence[Sequence[int]],
    width: float,
    known: int,
    edges: Sequence[float] | None = None,
) -> tuple[float, set[tuple[Extent, ...]]]:
    """Return the narrowest range to which a reader can bound a score of another unit, and what was told.

    Args:
        decide: Says of which groups each score is told.
        sheets: All that a unit can have.
        sizes: How many units each part has.
        groups: Of which parts each group consists.
        width: What no score may be bounded more narrowly than.
        known: Of how many units the reader may know the sheets.
        edges: The ends of the bands that are told; None for a reader who is told every score of a group.
    """
    seen: dict[object, list[list[Sheet]]] = defaultdict(lambda: [[] for _ in sizes])
    outcomes = set()
    for parts in product(*(combinations_with_replacement(sheets, size) for size in sizes)):
        codes = tuple(scores_of(parts[0][0]))
        columns = {code: [np.array(ascending(part, code)) for part in parts] for code in codes}
        told = decide(columns, areas=AREAS, smallest=min(sizes), width=width, known=known)
        outcomes.add(tuple(told.values()))
        facts = []
        for code, extent in told.items():
            asked = {Extent.NONE: (), Extent.ALL: [range(len(sizes))], Extent.GROUPS: groups}[extent]
            for group in asked:
                scores = ascending([sheet for part in group for sheet in parts[part]], code)
                facts.append(scores if edges is None else tuple(band_of(x, edges, 9) for x in scores))
        for mine in known_sheets(parts, known):
            for found, part, some in zip(
                seen[tuple(told.values()), tuple(facts), mine], parts, mine, strict=True
            ):
                found.extend(left(part, some))
    spans = [
        values[-1] - values[0]
        for possible in seen.values()
        for found in possible
        for code in scores_of(sheets[0])
        if (values := ascending(tuple(set(found)), code))
    ]
    return min(spans), outcomes

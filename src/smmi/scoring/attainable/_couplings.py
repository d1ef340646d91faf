"""Couplings: sets of areas that depend on the same blanks, because gates in one area test an indicator of another.

A scenario decides the responses to these blanks. Given a scenario, the ranges of areas are independent of each other.
"""

import itertools
import math
from collections.abc import Sequence

import attrs

from smmi.scoring.attainable._batches import MOST_COMPLETIONS
from smmi.scoring.attainable._completions import Completions, Scenario


@attrs.frozen(eq=False)
class Coupling:
    """Areas that hang together.

    Attributes:
        areas: Their positions.
        scenarios: What the blanks that couple them can become; None if that cannot be listed.
    """

    areas: frozenset[int]
    scenarios: tuple[Scenario, ...] | None

    def __len__(self) -> int:
        return 1 if self.scenarios is None else len(self.scenarios)


def couplings(completions: Completions, unit: int, /) -> tuple[Coupling, ...]:
    """Return the couplings of a unit's areas, each area in one at most."""
    reach, blank = completions.routes.reach, completions.given.blank
    blanks = [cell for cell in reach if blank[cell, unit]]
    return tuple(
        Coupling(areas, _scenarios(completions, [blanks[member] for member in members]))
        for areas, members in coupled([reach[cell] for cell in blanks])
    )


def _scenarios(completions: Completions, cells: Sequence[int]) -> tuple[Scenario, ...] | None:
    options = [completions.options(cell, {}) for cell in cells]
    sizes = [len(several) for several in options if several is not None]
    if len(sizes) < len(options) or math.prod(sizes) > MOST_COMPLETIONS:
        return None
    return tuple(dict(zip(cells, pick, strict=True)) for pick in itertools.product(*map(range, sizes)))


def coupled(sets: Sequence[frozenset[int]], /) -> list[tuple[frozenset[int], tuple[int, ...]]]:
    """Return the unions of sets that hang together, each with the positions of its members.

    Example:
        >>> coupled([frozenset({1, 2}), frozenset({5}), frozenset({2, 3})])
        [(frozenset({5}), (1,)), (frozenset({1, 2, 3}), (0, 2))]
    """
    found: list[tuple[frozenset[int], tuple[int, ...]]] = []
    for position, one in enumerate(sets):
        touching = [(union, members) for union, members in found if union & one]
        found = [(union, members) for union, members in found if not union & one]
        joined = sorted({position}.union(*(members for _, members in touching)))
        found.append((one.union(*(union for union, _ in touching)), tuple(joined)))
    return found

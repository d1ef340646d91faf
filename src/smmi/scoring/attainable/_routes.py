"""Routes: the indicators whose answers decide, through gates, whether another indicator is asked."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property

import attrs
import numpy as np

from smmi.instrument import Instrument
from smmi.instrument.answers import Leaf, leaves


@attrs.frozen(eq=False)
class Routes:
    """Which indicators the gate of each indicator tests, by position in the instrument."""

    instrument: Instrument

    @cached_property
    def leaves(self) -> tuple[tuple[Leaf, ...], ...]:
        """The conditions, without `and`, `or` and `not`, of each indicator's gate."""
        return tuple(tuple(leaves(i.gate)) if i.gate else () for i in self.instrument.indicators)

    @cached_property
    def spoken(self) -> Mapping[int, tuple[Leaf, ...]]:
        """For each indicator's position, the conditions in other gates that test it."""
        said: dict[int, dict[Leaf, None]] = defaultdict(dict)
        for several in self.leaves:
            for leaf in several:
                said[self.position[leaf.code]][leaf] = None
        return {i: tuple(said.get(i, ())) for i in range(len(self.leaves))}

    @cached_property
    def position(self) -> Mapping[str, int]:
        """The position of each indicator by its code."""
        return {indicator.code: i for i, indicator in enumerate(self.instrument.indicators)}

    @cached_property
    def gates(self) -> tuple[tuple[int, ...], ...]:
        """For each indicator's position, the indicators that its gate tests."""
        return tuple(tuple(sorted({self.position[leaf.code] for leaf in several})) for several in self.leaves)

    @cached_property
    def ancestors(self) -> tuple[frozenset[int], ...]:
        """The indicators on which it depends, directly or through other gates, whether each indicator is asked."""
        found: list[frozenset[int]] = []
        for gates in self.gates:
            found.append(frozenset(gates).union(*(found[i] for i in gates)))
        return tuple(found)

    def closure(self, cells: Collection[int]) -> tuple[int, ...]:
        """Return indicators and all their ancestors, in order."""
        return tuple(sorted(set(cells).union(*(self.ancestors[i] for i in cells))))

    @cached_property
    def reach(self) -> Mapping[int, frozenset[int]]:
        """For each indicator that decides whether one of another area is asked: these areas, and its own."""
        sizes = [len(area.indicators) for area in self.instrument.areas]
        area = np.repeat(np.arange(len(sizes)), sizes).tolist()
        found: dict[int, set[int]] = defaultdict(set)
        for i, ancestors in enumerate(self.ancestors):
            for ancestor in ancestors:
                found[ancestor] |= {area[i], area[ancestor]}
        return {i: frozenset(found[i]) for i in sorted(found) if len(found[i]) > 1}

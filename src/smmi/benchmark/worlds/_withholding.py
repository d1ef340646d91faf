"""Which published quartiles to withhold, so that every score is proved to have room enough."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from smmi.benchmark.worlds._crossings import Widening
from smmi.benchmark.worlds._exchanges import Atoms, Ends, certainly_wide
from smmi.benchmark.worlds._orders import Flags, Floats, Order
from smmi.benchmark.worlds._rooms import rooms_of

PART_AT_ONCE: Final = 8
"""One in so many of the quartiles that are left is withheld at once where a value has none of its own any more."""


class Asked(NamedTuple):
    """What room every value must have, and who looks.

    Attributes:
        width: The protection width, in points.
        reach: What each value must be able to reach, (v,).
        pooling: How many participants pool what they know; 0 for the public alone.
    """

    width: float
    reach: Floats
    pooling: int


def unproved(atoms: Atoms, orders: Sequence[Order], asked: Asked, /, *, step: float | None) -> Flags:
    """Return which values are not certain to have room enough, (v,).

    Args:
        atoms: The values.
        orders: What published quartiles say.
        asked: What room every value must have.
        step: Values are multiples of it, which the intruder knows; None if they may be any number.
    """
    found = np.zeros(len(atoms.values), dtype=np.bool_)
    for narrow in _Search(atoms, orders, asked, step=step).narrow():
        found |= narrow
    return found


def telling_orders(
    atoms: Atoms,
    orders: Sequence[Order],
    may_go: Sequence[int],
    asked: Asked,
    /,
    *,
    step: float | None,
) -> frozenset[int]:
    """Return the quartiles that are withheld, as places, until every value is certain to have room enough.

    Of those that hold a value of which it is not certain the first goes, and then the question is asked again: of that
    value, and of those of which it has not been asked. What is certain stays so when quartiles go.

    Args:
        atoms: The values.
        orders: What published quartiles say.
        may_go: Those that can be withheld, as places, the first to go first.
        asked: What room every value must have.
        step: Values are multiples of it, which the intruder knows; None if they may be any number.
    """
    search = _Search(atoms, orders, asked, step=step)
    left = list(may_go)
    while left and (narrow := next(search.narrow(), None)) is not None:
        value = int(np.argmax(narrow))
        gone = [at for at in left if orders[at].segments[value]][:1]
        if not gone and search.is_renewed:
            # Whatever narrows it is not of its own cells: many go at once.
            gone = left[: -(-len(left) // PART_AT_ONCE)]
        search.is_renewed = not gone
        for at in gone:
            left.remove(at)
            search.forget(at)
    return frozenset(may_go) - frozenset(left)


class _Search:
    """What is certain of values, while quartiles are withheld.

    Attributes:
        is_renewed: Whether what quartiles that are withheld leave free is asked of all sums anew, the next time.
    """

    def __init__(self, atoms: Atoms, orders: Sequence[Order], asked: Asked, /, *, step: float | None) -> None:
        self._atoms, self._all, self._asked, self._step = atoms, orders, asked, step
        self._orders = dict(enumerate(orders))
        self._before: Ends | None = None
        self.is_renewed = False

    @cached_property
    def _widening(self) -> Widening:
        return Widening(self._atoms, self._all, **self._asked._asdict())

    def forget(self, at: int) -> None:
        """Take the quartiles of a cell for withheld."""
        del self._orders[at]
        if self._has_worlds:
            self._widening.forget(at)

    def narrow(self) -> Iterator[Flags]:
        """Yield the values that are not certain to have room enough, those of one group after the other, (v,) each."""
        atoms, ends = self._atoms, self._certain()
        if not self._has_worlds:
            if not np.all(ends.wide):
                yield ~ends.wide
            return
        left = atoms.groups[~ends.wide]
        for at in np.sort(np.unique(left, return_index=True)[1]).tolist():
            self._widening.widen(int(left[at]), ends)
            narrow = ~ends.wide & (atoms.groups == left[at])
            if narrow.any():
                yield narrow

    def _certain(self) -> Ends:
        """Return what is certain without worlds for each group, and what was before."""
        before, values = self._before, self._atoms.values
        self._before = certainly_wide(
            self._atoms,
            rooms_of(values, list(self._orders.values()), self._step),
            np.ones(len(values), dtype=np.bool_) if before is None else ~before.wide,
            **self._asked._asdict(),
            before=before if self._has_worlds and not self.is_renewed else None,
        )
        return self._before

    @property
    def _has_worlds(self) -> bool:
        """Whether worlds are sought in which a value crosses quartiles: for at most one who looks, of any numbers."""
        return bool(self._orders) and self._step is None and self._asked.pooling < 2

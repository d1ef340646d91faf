"""Set covering by local search: nearly the cheapest items of which every row holds at least one.

The method is that of Gao, Weise and Li (2015), An efficient local search heuristic with row weighting for the unicost
set covering problem (Eur J Oper Res 246:750-761), with costs: rows that stay uncovered gain weight, so that the search
leaves what is only best nearby. Its effort is a number of steps.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def near_cover(rows: Flags, costs: Floats, start: Flags, /, *, steps: int, rng: np.random.Generator) -> Flags:
    """Return nearly the cheapest items of which every row holds at least one, (n,).

    Args:
        rows: Which items each row holds, (r, n); at least one each.
        costs: What each item costs, (n,), above 0.
        start: The items to begin with, (n,).
        steps: After so many steps without a cheaper cover the search ends.
        rng: Draws which uncovered row is covered next.
    """
    search = _Search(rows, costs, start, rng)
    left = steps
    while left:
        left = steps if search.step() else left - 1
    return search.best


class MinimalRows:
    """Rows of which none holds all items of another: what covers these covers all that were added.

    Attributes:
        rows: Which items each row holds, (r, n).
    """

    def __init__(self, width: int, /) -> None:
        """Begin without rows.

        Args:
            width: How many items there are.
        """
        self.rows: Flags = np.zeros((0, width), dtype=np.bool_)
        self._words = _words(self.rows)

    def add(self, items: Iterable[Iterable[int]], /) -> None:
        """Add rows, and leave out those that hold another.

        Args:
            items: Which items each of them holds.
        """
        # In an order of their own, so that the same is found whatever set they come from; few items first, since no
        # row holds all of one that has more.
        held = sorted(map(sorted, items), key=lambda one: (len(one), one))
        new = np.zeros((len(held), self.rows.shape[1]), dtype=np.bool_)
        for place, one in enumerate(held):
            new[place, one] = True
        words, taken = _words(new), list[int]()
        for place, word in enumerate(words):
            if not any(np.any(~(known & ~word).any(axis=1)) for known in (self._words, words[taken])):
                taken.append(place)
        kept = np.ones(len(self.rows), dtype=np.bool_)
        for word in words[taken]:
            kept &= (word & ~self._words).any(axis=1)
        self.rows = np.concatenate((self.rows[kept], new[taken]))
        self._words = np.concatenate((self._words[kept], words[taken]))


def _words(rows: Flags) -> npt.NDArray[np.uint64]:
    """Return rows as few whole numbers each, (r, words), so that they are compared at once."""
    padded = np.pad(rows, ((0, 0), (0, -rows.shape[1] % 64)))
    return np.packbits(padded, axis=1).view(np.uint64)


class _Search:
    """The state of a search.

    Attributes:
        best: The cheapest cover found, (n,).
    """

    def __init__(self, rows: Flags, costs: Floats, start: Flags, rng: np.random.Generator) -> None:
        self._matrix, self._costs = rows.astype(np.float64), costs
        self._of_item = [np.flatnonzero(column) for column in rows.T]
        self._rows = rows
        self._beside: dict[int, Flags] = {}
        self._weights = np.ones(len(rows))
        self._chosen = np.zeros(len(costs), dtype=np.bool_)
        self._counts = np.zeros(len(rows), dtype=np.int64)
        # The sum of the chosen items of each row: the one item, where it is one.
        self._sums = np.zeros(len(rows), dtype=np.int64)
        # What each item would cover that nothing does, and what it alone covers, by the weights of the rows: whole
        # numbers, so that nothing is rounded.
        self._gains, self._losses = self._matrix.sum(axis=0), np.zeros(len(costs))
        self._since = np.zeros(len(costs), dtype=np.int64)
        self._may_return = np.ones(len(costs), dtype=np.bool_)
        self._steps, self._rng = 0, rng
        for item in np.flatnonzero(start).tolist():
            self._add(item)
        while not self._counts.all():
            self._add(self._best_of(np.arange(len(costs))))
        self._may_return[:] = True
        self.best, self._price = self._chosen.copy(), float(costs[self._chosen].sum())

    def step(self) -> bool:
        """Swap some items for others, and return whether a cheaper cover was met."""
        self._steps += 1
        is_cheaper = False
        while self._counts.all():
            price = float(self._costs[self._chosen].sum())
            if price < self._price:
                self.best, self._price, is_cheaper = self._chosen.copy(), price, True
            self._remove()
        if self._chosen.any():
            self._remove()
        while not self._counts.all():
            row = int(self._rng.choice(np.flatnonzero(self._counts == 0)))
            items = np.flatnonzero(self._rows[row])
            items = items[self._may_return[items]]
            spent = float(self._costs[self._chosen].sum())
            items = items[spent + self._costs[items] < self._price]
            if not len(items):
                self._weigh()
                break
            self._add(self._best_of(items))
            self._weigh()
        return is_cheaper

    def _best_of(self, items: Integers) -> int:
        """Return the item that covers most for its cost, the one that has not been moved for longest among equals."""
        worth = self._gains[items] / self._costs[items]
        equal = items[worth >= worth.max() * (1.0 - 1e-12)]
        return int(equal[np.argmin(self._since[equal])])

    def _weigh(self) -> None:
        """Let the rows that nothing covers gain weight."""
        left = np.flatnonzero(self._counts == 0)
        self._weights[left] += 1.0
        self._gains += self._matrix[left].sum(axis=0)

    def _remove(self) -> None:
        items = np.flatnonzero(self._chosen)
        worth = self._losses[items] / self._costs[items]
        equal = items[worth <= worth.min() * (1.0 + 1e-12)]
        item = int(equal[np.argmin(self._since[equal])])
        rows = self._of_item[item]
        self._chosen[item] = False
        self._counts[rows] -= 1
        self._sums[rows] -= item
        left, one = (rows[self._counts[rows] == many] for many in (0, 1))
        self._gains += self._weights[left] @ self._matrix[left]
        self._losses[item] = 0.0
        np.add.at(self._losses, self._sums[one], self._weights[one])
        self._moved(item)
        self._may_return[item] = False

    def _add(self, item: int) -> None:
        rows = self._of_item[item]
        left, one = (rows[self._counts[rows] == many] for many in (0, 1))
        self._gains -= self._weights[left] @ self._matrix[left]
        np.subtract.at(self._losses, self._sums[one], self._weights[one])
        self._losses[item] = self._weights[left].sum()
        self._chosen[item] = True
        self._counts[rows] += 1
        self._sums[rows] += item
        self._moved(item)

    def _moved(self, item: int) -> None:
        self._since[item] = self._steps
        # What a neighbour did changes what an item that was taken away is worth.
        if item not in self._beside:
            self._beside[item] = np.asarray(self._rows[self._of_item[item]].any(axis=0), dtype=np.bool_)
        self._may_return |= self._beside[item]

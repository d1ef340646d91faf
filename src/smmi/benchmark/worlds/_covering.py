"""Set covering by local search: nearly the cheapest items of which every row holds at least one.

The method is that of Gao, Weise and Li (2015), An efficient local search heuristic with row weighting for the unicost
set covering problem (Eur J Oper Res 246:750-761), with costs: rows that stay uncovered gain weight, so that the search
leaves what is only best nearby. Its effort is a number of steps.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
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


class _Search:
    """The state of a search.

    Attributes:
        best: The cheapest cover found, (n,).
    """

    def __init__(self, rows: Flags, costs: Floats, start: Flags, rng: np.random.Generator) -> None:
        self._matrix, self._costs = rows.astype(np.float64), costs
        self._of_item = [np.flatnonzero(column) for column in rows.T]
        self._of_row = [np.flatnonzero(row) for row in rows]
        self._beside = (self._matrix.T @ self._matrix) > 0.0
        self._weights = np.ones(len(rows))
        self._chosen = start.copy()
        self._counts = rows[:, start].sum(axis=1)
        self._since = np.zeros(len(costs), dtype=np.int64)
        self._may_return = np.ones(len(costs), dtype=np.bool_)
        self._steps, self._rng = 0, rng
        while not self._counts.all():
            self._add(self._best_of(np.arange(len(costs))))
        self._weights[:] = 1.0
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
            items = self._of_row[row]
            items = items[self._may_return[items]]
            spent = float(self._costs[self._chosen].sum())
            items = items[spent + self._costs[items] < self._price]
            if not len(items):
                self._weights[self._counts == 0] += 1.0
                break
            self._add(self._best_of(items))
            self._weights[self._counts == 0] += 1.0
        return is_cheaper

    def _best_of(self, items: npt.NDArray[np.int64]) -> int:
        """Return the item that covers most for its cost, the one that has not been moved for longest among equals."""
        gains = np.where(self._counts == 0, self._weights, 0.0) @ self._matrix[:, items]
        worth = gains / self._costs[items]
        equal = items[worth >= worth.max() * (1.0 - 1e-12)]
        return int(equal[np.argmin(self._since[equal])])

    def _remove(self) -> None:
        items = np.flatnonzero(self._chosen)
        losses = np.where(self._counts == 1, self._weights, 0.0) @ self._matrix[:, items]
        worth = losses / self._costs[items]
        equal = items[worth <= worth.min() * (1.0 + 1e-12)]
        item = int(equal[np.argmin(self._since[equal])])
        self._chosen[item] = False
        self._counts[self._of_item[item]] -= 1
        self._moved(item)
        self._may_return[item] = False

    def _add(self, item: int) -> None:
        self._chosen[item] = True
        self._counts[self._of_item[item]] += 1
        self._moved(item)

    def _moved(self, item: int) -> None:
        self._since[item] = self._steps
        # What a neighbour did changes what an item that was taken away is worth.
        self._may_return |= self._beside[item]

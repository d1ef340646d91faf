"""The exact choice among classes: the least cost that reaches a threshold, and the most that less reaches."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, Final

import attrs
import numpy as np

from smmi.benchmark.improvement._additive import (
    NOTHING,
    Class,
    Key,
    Option,
    TooManyError,
    moves_of,
    together,
    undominated,
    whole,
)
from smmi.benchmark.improvement._knapsack import least_cost, most_gain
from smmi.benchmark.improvement._moves import Move

MOST_KEYS: Final = 64
"""Of more ways to count, the choice is left to the search."""

Mark = tuple[Fraction, bool]
"""What has to be reached, and whether just that is enough."""


@attrs.frozen(eq=False)
class Found:
    """A choice: its moves, its cost in whole numbers, and its exact value; None if there is none."""

    moves: dict[str, Move]
    cost: int
    value: Fraction | None


@attrs.frozen(eq=False)
class Chooser:
    """Classes, apart by what is counted together.

    Attributes:
        fixed: The classes that do not change what is counted.
        kept: The options of all others together, by key, which is the whole key.
        scale: How many whole numbers a gain of 1 is.
        value: The value of a gain with a key.
    """

    fixed: list[Class]
    kept: dict[Key, Class]
    scale: int
    value: Callable[[Fraction, Key], Fraction | None]

    @classmethod
    def of(cls, classes: Sequence[Class], value: Callable[[Fraction, Key], Fraction | None], /) -> "Chooser":
        """Return the chooser of classes.

        Raises:
            TooManyError: There are too many ways to count.
        """
        scaled, scale = whole(classes)
        # A single key that is not nothing, as that of what there is, can stay with the others as well.
        fixed = [each for each in scaled if all(not any(option.key) for option in each)]
        kept: dict[Key, Class] = defaultdict(list)
        loose = [each for each in scaled if any(any(option.key) for option in each)]
        for option in reduce(together, loose, [Option(0, NOTHING, 0)]):
            kept[option.key].append(option)
        if len(kept) > MOST_KEYS:
            raise TooManyError
        return cls([undominated(each) for each in fixed], dict(kept), scale, value)

    def least(self, mark: Mark, /) -> Found | None:
        """Return the cheapest choice that reaches a mark; None if none does."""
        found = []
        for key, options in self.kept.items():
            per_unit = self.value(Fraction(1, self.scale), key)
            if per_unit is None:
                continue
            exactly = mark[0] / per_unit
            need = -(-exactly.numerator // exactly.denominator)
            need += int(not mark[1] and need == exactly)
            found.append(self._found(key, least_cost(self._arrays(options), need)))
        return min(filter(None, found), key=lambda one: one.cost, default=None)

    def most(self, budget: int | None, /) -> Found | None:
        """Return the choice of the highest value that costs at most so much, the cheapest of several."""
        found = []
        for key, options in self.kept.items():
            if self.value(Fraction(1), key) is not None:
                classes = self._arrays(options)
                limit = sum(int(costs.max()) for _, costs in classes) if budget is None else budget
                found.append(self._found(key, most_gain(classes, limit)))
        return max(filter(None, found), key=lambda one: (one.value, -one.cost), default=None)

    def _arrays(self, options: Class) -> list[tuple[Any, Any]]:
        return [
            (
                np.array([option.gain for option in each], dtype=object),
                np.array([option.cost for option in each], dtype=object),
            )
            for each in (options, *self.fixed)
        ]

    def _found(self, key: Key, choice: tuple[int, ...] | None) -> Found | None:
        if choice is None:
            return None
        chosen: list[Option] = [
            each[i] for each, i in zip((self.kept[key], *self.fixed), choice, strict=True)
        ]
        moves = {code: move for option in chosen for code, move in moves_of(option.chosen).items()}
        gain = Fraction(sum(option.gain for option in chosen), self.scale)
        moved = {code: move for code, move in moves.items() if move.steps}
        return Found(moved, sum(option.cost for option in chosen), self.value(gain, key))


def least_of(choosers: Iterable[Chooser], mark: Mark, /) -> Found | None:
    """Return the cheapest choice of any chooser that reaches a mark; None if none does."""
    return min(filter(None, (one.least(mark) for one in choosers)), key=lambda one: one.cost, default=None)


def most_of(choosers: Iterable[Chooser], budget: int | None, /) -> Found | None:
    """Return the choice of the highest value of any chooser within a budget, the cheapest of several."""
    found = filter(None, (one.most(budget) for one in choosers))
    return max(found, key=lambda one: (one.value, -one.cost), default=None)


def mark_of(threshold: float, /) -> Mark:
    """Return what an exact score has to reach for the double nearest to it to be at a threshold.

    That is halfway from the double below; just halfway is enough for a double that ends in 0 in its bits.
    """
    if threshold <= 0:
        return Fraction(0), True
    below = float(np.nextafter(threshold, -np.inf))
    even = int(np.float64(threshold).view(np.int64)) % 2 == 0
    return (Fraction(below) + Fraction(threshold)) / 2, even

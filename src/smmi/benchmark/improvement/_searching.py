"""The search where a target is not additive: every set of moves if they are few, else one move after the other."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi.benchmark.improvement._choosing import Found
from smmi.benchmark.improvement._moves import Move
from smmi.benchmark.improvement._trials import Trials

Movable = Mapping[str, Sequence[Move]]
Price = Callable[[str, Move], int]
Moves = dict[str, Move]

MOST_TRIED: Final = 4096
"""Of so many sets of moves, all are tried."""


def search(
    trials: Trials, code: str, threshold: float, movable: Movable, price: Price, /
) -> tuple[Found | None, list[Found], bool]:
    """Return the cheapest set found that reaches a threshold, the others that may be near, and whether it is proved.

    It is proved where all sets were tried. The value of what is found is left open: it is for the replay.
    """
    if prod(map(len, movable.values())) <= MOST_TRIED:
        sets = [
            {own: move for own, move in zip(movable, chosen, strict=True) if move.steps}
            for chosen in product(*movable.values())
        ]
        values = _values(trials, code, sets)
        costs = [_cost(moves, price) for moves in sets]
        order = sorted(range(len(sets)), key=lambda i: (costs[i], -values[i]))
        best = next((i for i in order if values[i] >= threshold), None)
        near, highest = [], -np.inf
        for i in order if best is None else order[: order.index(best)]:
            if values[i] > highest:
                highest = values[i]
                near.append(Found(sets[i], costs[i], None))
        return (None if best is None else Found(sets[best], costs[best], None)), near[::-1], True
    return (*_climb(trials, code, threshold, movable, price), False)


def _cost(moves: Moves, price: Price) -> int:
    return sum(price(code, move) for code, move in moves.items())


def _values(trials: Trials, code: str, sets: Sequence[Moves]) -> npt.NDArray[np.float64]:
    """Return the score after each set of moves; minus infinity where there is none, or a new question is blank."""
    changes = [{own: move.answer for own, move in moves.items()} for moves in sets]
    scores = trials.scored(changes)
    allowed = trials.allowed(scores.answers)
    return np.where(allowed & ~np.isnan(scores[code]), scores[code], -np.inf)


def _climb(
    trials: Trials, code: str, threshold: float, movable: Movable, price: Price
) -> tuple[Found | None, list[Found]]:
    """Return what is found by the move that gains most for its cost, again and again, then without what is needless."""
    moves: Moves = {}
    value, passed = float(_values(trials, code, [moves])[0]), [Found({}, 0, None)]
    while value < threshold:
        tried = [
            (own, move)
            for own, options in movable.items()
            for move in options
            if move.steps and move is not moves.get(own)
        ]
        values = _values(trials, code, [moves | {own: move} for own, move in tried])
        now = _cost(moves, price)
        best = max(
            (i for i in range(len(tried)) if values[i] > value),
            key=lambda i: _worth(float(values[i]) - value, _cost(moves | dict([tried[i]]), price) - now),
            default=None,
        )
        if best is None:
            return None, passed[::-1]
        moves, value = moves | dict([tried[best]]), float(values[best])
        passed.append(Found(moves, _cost(moves, price), None))
    for own in sorted(moves, key=lambda own: -price(own, moves[own])):
        fewer = {code: move for code, move in moves.items() if code != own}
        if _values(trials, code, [fewer])[0] >= threshold:
            moves = fewer
    cost = _cost(moves, price)
    return Found(moves, cost, None), [one for one in passed[::-1] if one.cost < cost]


def _worth(gain: float, cost: int) -> tuple[bool, float]:
    return cost <= 0, gain / max(cost, 1)

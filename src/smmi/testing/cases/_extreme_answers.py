"""Search for the answers with the most and the fewest points, where there are too many to try them all."""

import itertools
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smmi.instrument import Composition, Count, MultipleChoice, Number, Percentage, Scale

Floats = npt.NDArray[np.float64]
Best = Callable[[Floats], Any]
"""What finds the place of the most points, or of the fewest."""

GRID: Final = 1001
ROUNDS: Final = 8
"""Each makes the stretch that is searched a hundred times narrower."""
STEP: Final = 25.0
MOST_STARTS: Final = 400
MOST_TURNS: Final = 100


def extreme_answers(rule: Any, scale: Scale, /) -> list[Any]:  # noqa: ANN401  (any rule)
    """Return raw answers to a scale of numbers between limits, to a composition or a multiple choice; none to others.

    A peak so narrow that it lies between a thousandth of the scale and the next is not found, nor a selection that is
    not reached by choosing, leaving out or exchanging one option after the other.
    """
    if isinstance(scale, Count) and scale.limits[1] - scale.limits[0] < GRID:
        return list(range(int(scale.limits[0]), int(scale.limits[1]) + 1))
    return [answer for best in (np.argmax, np.argmin) for answer in _extreme(rule, scale, best)]


def _extreme(rule: Any, scale: Scale, best: Best) -> list[Any]:  # noqa: ANN401
    match scale:
        case Percentage() | Number():
            return [_number(rule, scale, best)]
        case Count():
            return [int(_number(rule, scale, best))]
        case Composition():
            return [_composition(rule, scale, best)]
        case MultipleChoice():
            return _selection(rule, scale, best)
        case _:
            return []


def _number(rule: Any, scale: Percentage | Count | Number, best: Best) -> float:  # noqa: ANN401
    decimals = 0 if isinstance(scale, Count) else scale.decimals
    low, high = scale.limits
    tried = []
    for _ in range(ROUNDS):
        grid = np.linspace(low, high, GRID)
        if decimals is not None:
            grid = grid.round(decimals)
        place = int(best(np.asarray(rule.points(grid, scale))))
        tried.append(float(grid[place]))
        low, high = float(grid[max(place - 5, 0)]), float(grid[min(place + 5, GRID - 1)])
    return tried[int(best(np.asarray(rule.points(np.array(tried), scale))))]


def _composition(rule: Any, scale: Composition, best: Best) -> dict[str, float]:  # noqa: ANN401
    parts = [part.code for part in scale.parts]
    shares = _climbed(lambda rows: np.asarray(rule.points(rows, scale)), _starts(len(parts)), best)
    return dict(zip(parts, shares.tolist(), strict=True))


def _starts(parts: int) -> Floats:
    """Return compositions to start from, (starts, parts): equal shares, and shares in equal steps."""
    steps = itertools.combinations_with_replacement(range(parts), int(100 / STEP))
    rows = [np.bincount(each, minlength=parts) * STEP for each in itertools.islice(steps, MOST_STARTS)]
    return np.array([np.full(parts, 100.0 / parts), *rows])


def _selection(rule: Any, scale: MultipleChoice, best: Best) -> list[tuple[str, ...]]:  # noqa: ANN401
    codes = [option.code for option in scale.answers]
    together = [not option.exclusive for option in scale.answers]
    most = min(sum(together), len(codes) if scale.maximum is None else scale.maximum)
    if scale.minimum > most:
        return []
    here = np.isin(np.arange(len(codes)), np.flatnonzero(together)[: scale.minimum])
    for _ in range(MOST_TURNS):
        turned = _turned(here, np.array(together), scale.minimum, most)
        worth = np.asarray(rule.points(np.vstack((here[None], turned)).T.copy(), scale))
        place = int(best(worth))
        if worth[place] == worth[0]:
            break
        here = turned[place - 1]
    return [tuple(itertools.compress(codes, here.tolist()))]


def _turned(
    here: npt.NDArray[np.bool_], together: npt.NDArray[np.bool_], fewest: int, most: int
) -> npt.NDArray[np.bool_]:
    """Return the selections with one option more, one less, or one exchanged, as a row each."""
    changes = [[i] for i in np.flatnonzero(together)]
    changes += [[i, j] for i in np.flatnonzero(here) for j in np.flatnonzero(together & ~here)]
    rows = np.repeat(here[None], len(changes), axis=0)
    for row, places in zip(rows, changes, strict=True):
        row[places] = ~row[places]
    number = rows.sum(axis=1)
    return np.asarray(rows[(number >= fewest) & (number <= most)])


def _climbed(worth: Callable[[Floats], Floats], starts: Floats, best: Best) -> Floats:
    """Return the best composition that is reached by moving ever smaller shares from one part to another."""
    here: Floats = starts[int(best(worth(starts.T.copy())))]
    pairs = list(itertools.permutations(range(len(here)), 2))
    step = STEP
    while step > 1e-9:
        moved = np.repeat(here[None], len(pairs) + 1, axis=0)
        for row, (giver, taker) in enumerate(pairs):
            share = min(step, here[giver])
            moved[row, giver] -= share
            moved[row, taker] += share
        place = int(best(worth(moved.T.copy())))
        # On a plateau nothing is won by walking about.
        if np.array_equal(moved[place], here) or (
            worth(moved[[place]].T.copy())[0] == worth(here[:, None].copy())[0]
        ):
            step /= 2.0
        else:
            here = moved[place]
    return here

"""Children that stand together: all in one band, nearly equal, in two groups, one out of line, next to a number.

Numbers drawn one by one are hardly ever all high, or all but equal. Here a column of points is one unit's children.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SPREADS: Final = (1.0, 0.5, 0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.02, 1e-2, 1e-3, 1e-4, 1e-6, 0.0)
"""How wide a band is; nothing is all children equal."""
DECIMALS: Final = (1, 2, 2, 3, 4, 6, 15)
"""To how many decimals points are rounded: those that are short are looked at first, and make a readable case."""
NEAR: Final = (1e-2, 1e-3, 1e-4, 1e-6)
"""How far from a number its neighbours are."""
SMALLEST: Final = 1e-9
"""No points but 0 are smaller, lest a product with them is rounded away."""
WEIGHTS: Final = (1.0, 1.0, 2.0, 3.0, 0.5, 10.0, 0.1, 1e3, 1e-3)


def marks_of(numbers: Iterable[float], /) -> Floats:
    """Return the shares that a rule's numbers may mean, ascending, the ends and a number for each gap included."""
    shares = {number if number < 1.0 else number / 100.0 for number in numbers if 0.0 < number < 100.0}
    marks = np.array(sorted({0.0, 1.0, *shares}))
    return np.unique(np.concatenate((marks, (marks[1:] + marks[:-1]) / 2.0)))


def neighbours(marks: Floats, /) -> Floats:
    """Return marks and what lies next to them, ascending, within 0 and 1."""
    steps = np.array([*(-one for one in NEAR), 0.0, *NEAR])
    near = (marks[:, None] + steps).ravel()
    return np.unique(np.round(near[(near >= 0.0) & (near <= 1.0)], 9))


def banded(rng: np.random.Generator, size: int, number: int, marks: Floats) -> Floats:
    """Return children that stand together, (size, number), those of few decimals first.

    Args:
        rng: What draws them.
        size: How many children there are.
        number: How many units.
        marks: Shares next to which bands begin, end or lie.
    """
    share = rng.random((size, number))
    share = np.where(rng.random(number) < 0.15, np.round(share), share)  # two groups
    share = np.where(rng.random(number) < 0.15, np.sort(share, axis=0), share)
    first, second = (_band(rng, number, marks) for _ in range(2))
    apart = np.where(
        rng.random(number) < 0.5,
        np.arange(size)[:, None] == rng.integers(0, size, number),  # one child
        np.arange(size)[:, None] >= rng.integers(0, size + 1, number),  # all from one on
    )
    apart &= rng.random(number) < 0.4
    points = np.where(apart, second[0] + second[1] * share, first[0] + first[1] * share)
    points = np.clip(points, 0.0, 1.0)
    decimals = np.sort(rng.choice(DECIMALS, number))
    for one in set(DECIMALS):
        points[:, decimals == one] = np.round(points[:, decimals == one], one)
    return np.where(points > SMALLEST, points, 0.0)


def _band(rng: np.random.Generator, number: int, marks: Floats) -> tuple[Floats, Floats]:
    """Return where bands begin and how wide they are, (number,) each."""
    width = rng.choice(SPREADS, number)
    at = np.where(rng.random(number) < 0.7, rng.choice(marks, number), rng.random(number))
    return at - width * rng.choice((0.0, 0.5, 1.0), number), width


def weighted(rng: np.random.Generator, drawn: Sequence[float], number: int, regular: Sequence[int]) -> Floats:
    """Return weights, (size, number): equal ones, those that were drawn, and others, some of them 0, in turn.

    Args:
        rng: What draws them.
        drawn: Weights that were drawn, of which a regular one is positive.
        number: How many units.
        regular: The places of the children of which one has to count.
    """
    size, own = len(drawn), np.array(drawn, dtype=np.float64)
    weights = rng.choice(WEIGHTS, (size, number))
    weights[rng.random((size, number)) < 0.1] = 0.0
    weights[:, 1::3] = own[:, None]
    weights[:, ::3] = 1.0
    weights[:, ~(weights[list(regular)] > 0).any(axis=0)] = own[:, None]
    return weights

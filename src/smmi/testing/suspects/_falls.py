"""Where a function that should only rise falls: looked for along paths, in ever smaller steps."""

from collections.abc import Callable
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ROUNDS: Final = 6
"""Each makes the steps that are looked at so many times smaller as `PARTS` says."""
PARTS: Final = 24
KEPT: Final = 12
"""In so many steps a fall is looked for further."""


@attrs.frozen(kw_only=True, eq=False)
class Fall:
    """A step along which a function falls.

    Attributes:
        path: The number of the path.
        start: Where on the path it begins, from 0 to 1.
        end: Where on the path it ends.
    """

    path: int
    start: float
    end: float


def first_fall(
    worth: Callable[[npt.NDArray[np.intp], Floats], Floats], paths: int, grid: Floats, *, least: float
) -> Fall | None:
    """Return a step along which a function falls, if one is found.

    A function that jumps down in a step rises less along it than next to it. So the steps that rise least, and those
    that rise least beside their neighbours, are made smaller, until the jump is larger than what the step rises.

    Args:
        worth: The function, of the numbers of paths and of the places on them, (n,) both.
        paths: How many paths there are; the first on which it falls is returned.
        grid: The places on the paths that are looked at first, ascending from 0 to 1.
        least: By how much it has to fall.
    """
    places = np.tile(grid, (paths, 1))
    of = np.arange(paths)
    for _ in range(ROUNDS):
        number = places.shape[1]
        values = worth(np.repeat(of, number), places.ravel()).reshape(places.shape)
        steps = np.diff(values, axis=1)
        if (falls := np.argwhere(steps < -least)).size:
            row, step = falls[0]
            return Fall(path=int(of[row]), start=float(places[row, step]), end=float(places[row, step + 1]))
        rows, step = _doubtful(steps, np.diff(places, axis=1))
        start, end = places[rows, step], places[rows, step + 1]
        of = of[rows]
        places = start[:, None] + (end - start)[:, None] * np.linspace(0.0, 1.0, PARTS + 1)
    return None


def _doubtful(steps: Floats, widths: Floats) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the rows and numbers of the steps that rise least, in all and beside their neighbours."""
    slopes = steps / np.where(widths > 0, widths, 1.0)
    before, after = (
        3.0 * slopes[:, 1:2] - 2.0 * slopes[:, 2:3],
        3.0 * slopes[:, -2:-1] - 2.0 * slopes[:, -3:-2],
    )
    left, right = np.hstack((before, slopes[:, :-1])), np.hstack((slopes[:, 1:], after))
    lacking = (np.minimum(left, right) - slopes) * widths  # a kink lies between its neighbours
    least = [np.argsort(measure, axis=None, kind="stable")[: KEPT // 2] for measure in (-lacking, steps)]
    found = np.unravel_index(np.concatenate(least), steps.shape)
    return found[0], found[1]

"""Batches for the search of completions: units with equal columns together, and a limit on the combinations tried."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

MOST_COMPLETIONS: Final = 4096
"""At most so many combinations are tried for one unit and node; with more, the range is unknown."""

BATCH: Final = 2**14
"""How many combinations are evaluated at a time."""


def alike(rows: npt.NDArray[Any], /) -> list[npt.NDArray[np.intp]]:
    """Return the positions of equal columns, (r, n), group by group, each ascending."""
    group = np.zeros(rows.shape[1], dtype=np.intp)
    sizes = np.array([len(group)])
    for row in np.packbits(rows, axis=0) if rows.dtype == np.bool_ else rows:
        _, group, sizes = np.unique(group * 256 + row, return_inverse=True, return_counts=True)
    return np.split(np.argsort(group, kind="stable"), np.cumsum(sizes)[:-1])


def batches(units: npt.NDArray[np.intp], combinations: int) -> list[npt.NDArray[np.intp]]:
    """Return the units in batches, small enough to try all combinations of each at once."""
    size = max(1, BATCH // combinations)
    return [units[start : start + size] for start in range(0, len(units), size)]

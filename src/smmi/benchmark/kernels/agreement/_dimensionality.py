"""Kernel of dimensionality: eigenvalues of correlations, and those of data without any relation."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_CELLS: Final = 1_000_000


def descending_eigenvalues(correlation: Floats, /) -> Floats:
    """Return the eigenvalues of correlations, (..., k), the largest first."""
    found: Floats = np.linalg.eigvalsh(correlation).astype(np.float64)[..., ::-1]
    return found


def unrelated_eigenvalues(
    values: Floats, replicates: int, rng: np.random.Generator, /, *, permuted: bool
) -> Floats:
    """Return the eigenvalues of the correlations of data like these in which no column has to do with another.

    Args:
        values: Complete, (n, k), every column varying.
        replicates: How many such data are drawn.
        rng: Where they are drawn from.
        permuted: Whether each column is put in another order (Buja and Eyuboglu 1992, Multivariate Behav Res
            27:509-540); else they are normal (Horn 1965, Psychometrika 30:179-185).

    Returns:
        (replicates, k), the largest first.
    """
    n, k = values.shape
    found = np.empty((replicates, k))
    step = max(1, _CELLS // (n * k))
    for start in range(0, replicates, step):
        size = min(step, replicates - start)
        drawn = (
            rng.permuted(np.broadcast_to(values, (size, n, k)), axis=1)
            if permuted
            else rng.normal(size=(size, n, k))
        )
        drawn = drawn - drawn.mean(axis=1, keepdims=True)
        drawn /= np.sqrt(np.square(drawn).sum(axis=1, keepdims=True))
        found[start : start + size] = descending_eigenvalues(np.swapaxes(drawn, 1, 2) @ drawn)
    return found

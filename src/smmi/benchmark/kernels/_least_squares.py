"""Kernel of weighted least squares: one contrast of the coefficients, with its heteroscedasticity-consistent error."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

PRESENT: Final = 0
"""There is an estimate with its error."""
NOT_ESTIMABLE: Final = 1
"""The design does not determine the contrast."""
TOO_FEW_ROWS: Final = 2
"""There are no degrees of freedom left."""
DETERMINED_BY_ONE_ROW: Final = 3
"""The contrast hangs on a row that the model fits exactly, of whose error nothing is known."""
NO_SPREAD: Final = 4
"""The model fits all rows exactly."""

_NEGLIGIBLE: Final = 1e-9


def contrast_by_hc3(
    design: Floats, outcome: Floats, weights: Floats, contrast: Floats, /
) -> tuple[float, float, int, int]:
    """Return a contrast of the coefficients of weighted least squares, and its standard error by HC3.

    With the rows times the roots of their weights, residuals e and leverages h: the contrast is a sum of outcomes times
    factors a, and its variance the sum of (a e / (1 - h))^2 (MacKinnon and White 1985, J Econometrics 29:305-325;
    recommended below 250 rows by Long and Ervin 2000, Am Stat 54:217-224). A row of leverage 1 that has no part in the
    contrast, such as the only one of its category, adds nothing to either. The design may lack full rank as long as it
    determines the contrast.

    Args:
        design: Complete, (n, k), n at least 1.
        outcome: Complete, (n,).
        weights: Positive, (n,); their scale does not matter.
        contrast: The factors of the coefficients, (k,).

    Returns:
        Estimate and standard error, NaN where absent; the degrees of freedom, n less the rank; and why it is absent
        (`PRESENT`, `NOT_ESTIMABLE`, `TOO_FEW_ROWS`, `DETERMINED_BY_ONE_ROW`, `NO_SPREAD`). Without spread the estimate
        is there alone; where it hangs on one row it is not, as it would tell that row's outcome.
    """
    roots = np.sqrt(weights / weights.mean())
    rows, values = design * roots[:, None], outcome * roots
    left, sizes, right = np.linalg.svd(rows, full_matrices=False)
    rank = int(np.count_nonzero(sizes > sizes[0] * max(rows.shape) * np.finfo(np.float64).eps))
    left, sizes, right = left[:, :rank], sizes[:rank], right[:rank]
    freedom = len(outcome) - rank
    inside = right @ contrast
    if np.abs(right.T @ inside - contrast).max() > _NEGLIGIBLE * np.abs(contrast).max():
        return np.nan, np.nan, freedom, NOT_ESTIMABLE
    factors = left @ (inside / sizes)
    estimate = float(factors @ values)
    if freedom < 1:
        return np.nan, np.nan, freedom, TOO_FEW_ROWS
    spare = 1.0 - np.square(left).sum(axis=1)
    parts = np.abs(factors) > _NEGLIGIBLE * np.abs(factors).max()
    if (parts & (spare < _NEGLIGIBLE)).any():
        return np.nan, np.nan, freedom, DETERMINED_BY_ONE_ROW
    residuals = values - left @ (left.T @ values)
    if np.abs(residuals[parts]).max() <= _NEGLIGIBLE:
        return estimate, np.nan, freedom, NO_SPREAD
    terms = factors[parts] * residuals[parts] / spare[parts]
    return estimate, float(np.sqrt(np.square(terms).sum())), freedom, PRESENT

"""Kernel of chances to see a change: of one unit's score with a known error, and of the mean of paired differences."""

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def beyond(mean: float, spread: float, cut: float, /) -> tuple[float, float]:
    """Return how often a normal index is below minus the cut, and above the cut.

    Args:
        mean: Its mean.
        spread: Its standard deviation, positive.
        cut: The cut, positive.
    """
    from scipy.special import ndtr

    return float(ndtr((-cut - mean) / spread)), float(ndtr((mean - cut) / spread))


def t_power(shift: float, freedom: float, level: float, /) -> float:
    """Return how often a two-sided t test at 1 - level refuses that there is no difference.

    T is noncentral t with the shift as its parameter (Cohen 1988, Statistical Power Analysis, 2nd ed., 2.2). Each tail
    is taken as a lower tail: SciPy's upper ones lose digits.

    Args:
        shift: The true difference over its standard error.
        freedom: Degrees of freedom, at least 1.
        level: The confidence level, between 0 and 1.
    """
    from scipy.special import nctdtr, stdtrit

    cut = float(stdtrit(freedom, (1.0 + level) / 2.0))
    lower, upper = float(nctdtr(freedom, shift, -cut)), float(nctdtr(freedom, -shift, -cut))
    if not (math.isfinite(lower) and math.isfinite(upper)):  # shifts so large that the series overflow
        return 1.0
    return min(lower + upper, 1.0)

"""Kernel of chances to see a change: of one unit's score with a known error, and of the mean of paired differences."""

import math
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_RARE: Final = 1e-17
_BESIDE: Final = 9.0
"""So many standard deviations from its mean, a normal tail is rounded to 0 or 1."""
_NODES: Final = 120
"""At so many places of each stretch the tails are taken, between spreads beyond which there is less than `_RARE`."""


def beyond(mean: float, spread: float, cut: float, /) -> tuple[float, float]:
    """Return how often a normal index is below minus the cut, and above the cut.

    Args:
        mean: Its mean.
        spread: Its standard deviation, positive.
        cut: The cut, positive.
    """
    from scipy.special import ndtr

    return float(ndtr((-cut - mean) / spread)), float(ndtr((mean - cut) / spread))


def t_cut(freedom: float, level: float, /) -> float:
    """Return between minus what and what Student's t lies with a probability.

    Of T ** 2 / (freedom + T ** 2), which follows a beta law (Abramowitz and Stegun 1964, Handbook of Mathematical
    Functions, 26.7.1), asked from the end at which the level has its digits.

    Args:
        freedom: Degrees of freedom, at least 1.
        level: The probability, between 0 and 1.
    """
    from scipy.special import betaincinv

    if level < 0.5:
        share = float(betaincinv(0.5, freedom / 2.0, level))
        return math.sqrt(freedom * share / (1.0 - share))
    rest = float(betaincinv(freedom / 2.0, 0.5, 1.0 - level))
    return math.sqrt(freedom * (1.0 - rest) / rest)


def t_power(shift: float, freedom: float, level: float, /) -> float:
    """Return how often a two-sided t test at 1 - level refuses that there is no difference.

    T is noncentral t with the shift as its parameter (Cohen 1988, Statistical Power Analysis, 2nd ed., 2.2). Given the
    estimated spread it is normal, so its tails are a mean of normal tails over the law of that spread, by Gauss and
    Legendre. SciPy's series for them has no value for few degrees of freedom and a shift of 10.

    Args:
        shift: The true difference over its standard error.
        freedom: Degrees of freedom, at least 1.
        level: The confidence level, between 0 and 1.
    """
    from scipy.special import gammainccinv, gammaincinv, ndtr

    cut = t_cut(freedom, level)
    if not cut > 0:  # the level is 0 but for rounding: every difference counts
        return 1.0
    half = freedom / 2.0
    low, high = (math.sqrt(float(end(half, _RARE)) / half) for end in (gammaincinv, gammainccinv))
    nodes, weights = _places()
    turns = [
        (abs(shift) + side) / cut for side in (-_BESIDE, _BESIDE)
    ]  # between them the tail falls from 1 to 0
    edges = np.clip(np.array([low, *turns, high]), low, high)
    widths = np.diff(edges)[:, None]
    spreads = (edges[:-1, None] + widths * (nodes + 1.0) / 2.0).ravel()
    weights = (widths * weights).ravel()
    logs = (freedom - 1.0) * np.log(spreads) - half * np.square(spreads)
    masses = weights * np.exp(logs - logs.max())
    tails = ndtr(shift - cut * spreads) + ndtr(-shift - cut * spreads)
    return float((masses * tails).sum() / masses.sum())


@lru_cache(maxsize=1)
def _places() -> tuple[Floats, Floats]:
    """Return nodes and weights from -1 to 1."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return nodes, weights

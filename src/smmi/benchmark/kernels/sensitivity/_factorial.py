"""Kernel of the analysis of variance over a full grid: the share of each choice, alone and with all others."""

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def grid_indices(outcomes: Floats, factors: int, /) -> tuple[Floats, Floats, Floats]:
    """Return first-order and total-order indices of each choice, all combinations being equally likely.

    The first-order index is V(E(y | x_i)) / V(y), the total-order index E(V(y | all but x_i)) / V(y) (Sobol 1993,
    Math Model Comput Exp 1:407-414; Homma and Saltelli 1996, Reliab Eng Syst Saf 52:1-17). Over a full grid both are
    sums, and no estimates. They run in a fixed order and over differences from the first level, so that a choice
    that changes nothing has exactly 0, in both.

    Args:
        outcomes: One for each combination, the levels of the choices on the first axes, (l1, ..., lf, ...).
        factors: How many of the axes are choices.

    Returns:
        The indices, (factors, ...) each, and the variance, (...). NaN where an outcome is NaN or the variance is 0.
    """
    levels, rest = outcomes.shape[:factors], outcomes.shape[factors:]
    cells = math.prod(levels)
    flat = np.ascontiguousarray(outcomes).reshape(cells, *rest)
    variance = _variance(flat[:, None])
    first, total = np.empty((2, factors, *rest))
    for factor in range(factors):
        turned = np.ascontiguousarray(np.moveaxis(outcomes, factor, 0)).reshape(
            levels[factor], cells // levels[factor], *rest
        )
        first[factor] = _variance((turned - turned[:1]).mean(axis=1)[:, None])
        total[factor] = _variance(turned)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = [np.where(variance > 0, part / variance, np.nan) for part in (first, total)]
    return shares[0], shares[1], variance


def _variance(outcomes: Floats) -> Floats:
    """Return the mean, over the second axis, of the variance over the first one: exactly 0 where nothing varies."""
    apart = outcomes - outcomes[:1]
    apart -= apart.mean(axis=0)
    found: Floats = np.square(apart).mean(axis=0).mean(axis=0)
    return found

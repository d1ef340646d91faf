"""Kernel of the model of one factor, by maximum likelihood."""

import math
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEAST_ERROR: Final = 1e-6
"""The least variance of error, as a share of a part's variance: at it, the solution is a Heywood case."""
_POLISHED: Final = 30
_MOST_EXPLAINED: Final = 6
_ROUGH: Final = 1e-4
_NEAR: Final = 1e-2
_SMALL: Final = math.log(0.02)
_FINE: Final = 1e-10


def one_factor(correlation: Floats, /) -> tuple[Floats, Floats, Flags, bool]:
    """Return loadings and variances of error of the model of one factor, by maximum likelihood.

    With the eigenvalues r of the correlations, each divided by the roots of both errors, the discrepancy is the sum of
    r - log r - 1 over all but the largest (Jöreskog 1967, Psychometrika 32:443-482); its gradient by the logarithm of
    an error is the sum of (1 - r) times the squared element of the eigenvector. The last steps are of Fisher scoring.

    Args:
        correlation: Of k parts, at least 3, not singular, 1 on the diagonal.

    Returns:
        The loadings, their sum not below 0; the errors; which errors are at `LEAST_ERROR`; and whether it converged.
    """
    floor = math.log(LEAST_ERROR)
    rough = [_descended(start, correlation, _ROUGH) for start in _starts(correlation)]
    least = min(value for value, _ in rough)
    fine = [_descended(logs, correlation, _FINE) for value, logs in rough if value < least + _NEAR]
    _, logs = min(map(partial(_at_the_end, correlation=correlation), fine), key=lambda end: end[0])
    logs = _scored(logs, correlation)
    _, gradient = _discrepancy(logs, correlation)
    low, high = logs <= floor + 1e-6, logs >= -1e-12
    slope = np.where(low, np.minimum(gradient, 0.0), np.where(high, np.maximum(gradient, 0.0), gradient))
    roots, vectors = _roots(logs, correlation)
    loadings = np.exp(0.5 * logs) * vectors[:, -1] * math.sqrt(max(float(roots[-1]) - 1.0, 0.0))
    if loadings.sum() < 0:
        loadings = -loadings
    return loadings, np.exp(logs), low, bool(np.abs(slope).max() < 1e-5)


def _starts(correlation: Floats) -> list[Floats]:
    """Return where the descents start: Jöreskog's errors, all alike, and one small among large.

    There may be several minima, above all where one part is explained in full; the parts that the others explain best
    are tried.
    """
    unique = 1.0 / np.diag(np.linalg.inv(correlation))
    starts = [(1.0 - 0.5 / len(correlation)) * unique, np.full(len(correlation), 0.5)]
    places = np.argsort(unique, kind="stable")[:_MOST_EXPLAINED, None]
    starts += list(np.where(np.arange(len(correlation)) == places, 0.02, 0.9))
    return [np.log(np.clip(start, LEAST_ERROR, 1.0)) for start in starts]


def _descended(start: Floats, correlation: Floats, tolerance: float) -> tuple[float, Floats]:
    """Return the discrepancy at the end of a descent, and where it ends."""
    from scipy.optimize import minimize

    result = minimize(
        _discrepancy,
        start,
        args=(correlation,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(math.log(LEAST_ERROR), 0.0)] * len(start),
        options={"maxiter": 2000, "maxfun": 20000, "ftol": tolerance * 1e-5, "gtol": tolerance},
    )
    return float(result.fun), result.x


def _at_the_end(end: tuple[float, Floats], *, correlation: Floats) -> tuple[float, Floats]:
    """Return where a descent arrives if errors that it makes ever smaller are at the least, unless that is worse.

    By the logarithm of an error the slope goes to 0 with the error itself, so that a descent stops short of the end.
    """
    value, logs = end
    small = (logs < _SMALL) & (_discrepancy(logs, correlation)[1] > 0)
    if not small.any():
        return end
    there = _descended(np.where(small, math.log(LEAST_ERROR), logs), correlation, _FINE)
    return there if there[0] <= value + 1e-12 else end


def _roots(logs: Floats, correlation: Floats) -> tuple[Floats, Floats]:
    scale = np.exp(-0.5 * logs)
    roots, vectors = np.linalg.eigh(correlation * np.outer(scale, scale))
    return roots, vectors


def _discrepancy(logs: Floats, correlation: Floats) -> tuple[float, Floats]:
    """Return how far the model is from the correlations, and its gradient by the logarithms of the errors."""
    roots, vectors = _roots(logs, correlation)
    rest = np.maximum(roots[:-1], 1e-300)
    return float((rest - np.log(rest) - 1.0).sum()), np.square(vectors[:, :-1]) @ (1.0 - rest)


def _scored(logs: Floats, correlation: Floats) -> Floats:
    """Return errors after steps of Fisher scoring on those inside the bounds, as long as the gradient gets smaller."""
    floor = math.log(LEAST_ERROR)
    free = (logs > floor + 1e-6) & (logs < -1e-12)
    gradient = _discrepancy(logs, correlation)[1][free]
    for _ in range(_POLISHED if free.any() else 0):
        _, vectors = _roots(logs, correlation)
        shared = vectors[free, :-1] @ vectors[free, :-1].T
        tried = logs.copy()
        step = np.linalg.lstsq(np.square(shared), gradient, rcond=None)[0]
        tried[free] = np.clip(logs[free] - step, floor, 0.0)
        slope = _discrepancy(tried, correlation)[1][free]
        if not np.abs(slope).max() < np.abs(gradient).max():
            break
        logs, gradient = tried, slope
    return logs


def omega(loadings: Floats, errors: Floats, weights: Floats, /) -> float:
    """Return the share of the factor in the variance of a weighted sum, by the model.

    (sum of w times loading)^2 / (that + sum of w^2 times error) (McDonald 1999, Test Theory, 6.20; with weights
    Raykov 1997, Appl Psychol Meas 21:173-184).

    Args:
        loadings: In the parts' own units, (k,).
        errors: In the squares of these, positive, (k,).
        weights: Of the parts in the sum, positive, (k,).
    """
    shared = float(weights @ loadings) ** 2
    return shared / (shared + float(np.square(weights) @ errors))


def omega_error(loadings: Floats, errors: Floats, weights: Floats, n: int, /) -> float:
    """Return the standard error of omega by the delta method, for normal parts (Raykov 2002, Multivar Behav Res 37:89).

    The covariances of the estimates are those of the expected information of the model: one half of the trace of the
    products of the inverse covariances with their derivatives (Jöreskog 1967, Psychometrika 32:443-482), times n.

    Args:
        loadings: (k,).
        errors: Positive, none at its bound, (k,).
        weights: Of the parts in the sum, in units in which loadings and errors are, (k,).
        n: How many units they rest on.

    Returns:
        The error; NaN where the information is singular.
    """
    k = len(loadings)
    inverse = np.linalg.inv(np.outer(loadings, loadings) + np.diag(errors))
    of_loadings = inverse @ loadings
    information = np.empty((2 * k, 2 * k))
    information[:k, :k] = float(loadings @ of_loadings) * inverse + np.outer(of_loadings, of_loadings)
    information[:k, k:] = inverse * of_loadings
    information[k:, :k] = information[:k, k:].T
    information[k:, k:] = 0.5 * np.square(inverse)
    shared, apart = float(weights @ loadings), float(np.square(weights) @ errors)
    slopes = np.concatenate((2.0 * apart * weights, -shared * np.square(weights)))
    slopes *= shared / (shared**2 + apart) ** 2
    try:
        variance = float(slopes @ np.linalg.solve(information, slopes)) / n
    except np.linalg.LinAlgError:
        return math.nan
    return math.sqrt(variance) if variance > 0 else math.nan

"""Kernel of variance-based indices from sampled inputs: the outcomes of two samples, and of samples mixed from them.

A and B are two independent samples of all inputs; A with the i-th input from B is written AB, B with the i-th from A is
BA. The inputs are independent of one another. An input that does nothing leaves AB equal to A, and BA to B: by these
estimators both its indices are then exactly 0, which not all in use give.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def saltelli_jansen(a: Floats, b: Floats, ab: Floats, /) -> tuple[Floats, Floats, Floats]:
    """Return first-order indices by Saltelli's estimator and total-order indices by Jansen's.

    First order: mean of B (AB - A), outcomes centred, over V (Saltelli et al. 2010, Comput Phys Commun 181:259-270,
    table 2, formula b). Total order: mean of (A - AB)^2 over 2 V (Jansen 1999, Comput Phys Commun 117:35-43; formula f
    there). V is the variance of A and B together. As ``SALib.analyze.sobol``.

    Args:
        a: The outcomes of A, (n, ...).
        b: Those of B, (n, ...).
        ab: Those of AB, (k, n, ...).

    Returns:
        The indices, (k, ...) each, and V, (...); NaN where V is 0 or an outcome is NaN.
    """
    variance = _variance(a, b)
    centre = (a.sum(axis=0) + b.sum(axis=0) + ab.sum(axis=(0, 1))) / (len(a) + len(b) + ab.shape[0] * len(a))
    first = ((b - centre) * (ab - a)).mean(axis=1)
    total = np.square(a - ab).mean(axis=1) / 2.0
    return _share(first, variance), _share(total, variance), variance


def azzini(a: Floats, b: Floats, ab: Floats, ba: Floats, /) -> tuple[Floats, Floats, Floats]:
    """Return first-order and total-order indices by the estimator of Azzini, with a denominator for each input.

    First order: 2 sum (BA - B)(A - AB) / D, total order: sum ((B - BA)^2 + (A - AB)^2) / D, where
    D = sum ((A - B)^2 + (BA - AB)^2) (Azzini, Mara and Rosati 2021, Environ Model Softw 144:105167).

    Args:
        a: The outcomes of A, (n, ...).
        b: Those of B, (n, ...).
        ab: Those of AB, (k, n, ...).
        ba: Those of BA, (k, n, ...).

    Returns:
        As `saltelli_jansen`.
    """
    variance = _variance(a, b)
    own = (np.square(a - b) + np.square(ba - ab)).sum(axis=1)
    first = 2.0 * ((ba - b) * (a - ab)).sum(axis=1)
    total = (np.square(b - ba) + np.square(a - ab)).sum(axis=1)
    return _share(first, own), _share(total, own), variance


def _variance(a: Floats, b: Floats) -> Floats:
    """Return the variance of both samples together: exactly 0 where nothing varies."""
    apart = np.concatenate((a, b)) - a[:1]
    apart -= apart.mean(axis=0)
    found: Floats = np.square(apart).mean(axis=0)
    return found


def _share(part: Floats, whole: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = np.where(whole > 0, part / whole, np.nan)
    return found

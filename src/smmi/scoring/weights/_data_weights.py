"""Weights from data: by the entropy of the scores, or by the loadings on their first principal component.

Such weights describe the units at hand, not what matters. Only units with a score in every node enter.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi._decimals import LEAST_WEIGHT
from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError
from smmi.scoring.scheme._weighting import Weighting, WeightOrigin
from smmi.scoring.scorer._scores import ScoreTable

Floats = npt.NDArray[np.float64]

TIE: Final = 1e-10
"""How close two variances are, relative to their sum, to count as the same."""
NO_LOADING: Final = 1e-6
"""Loadings up to this size have no sign: rounding may have made them."""
NEARLY_EVEN: Final = 0.02
"""Deviations from the mean, relative to it, up to which the unevenness of a share is summed as a series."""


@tells_keywords
def entropy_weights(scores: ScoreTable | npt.ArrayLike, /, *, codes: Sequence[str]) -> Weighting:
    """Return weights by how unevenly the units' scores are spread: one less Shannon's entropy of their shares.

    With p_i the share of unit i in the sum of a node's scores, its entropy is -sum(p_i log p_i) / log(n), and its
    weight is in proportion to 1 minus that (Shannon 1948, Bell Syst Tech J 27:379-423; as weights, Hwang and Yoon
    1981, Multiple Attribute Decision Making, 52-56). Weights have a mean of 1. A node with the same score in all units
    tells none apart: it weighs 0. The order of the units does not matter, to the last bit.

    Args:
        scores: Scores, or a matrix with a row for each unit and a column for each code; NaN where absent.
        codes: The nodes to weigh, or the names of the columns.

    Returns:
        The weights by code, with a mean of 1, their origin, and how many complete units they were made from.

    Raises:
        ArgumentError: There are fewer than two codes or complete units, all columns are constant, or one has a number
            below 0 or an infinite one.
        UnknownCodeError: No score has a code.

    Example:
        >>> found = entropy_weights([[10.0, 0.0], [30.0, 80.0]], codes=["access", "research"])
        >>> {code: round(weight, 3) for code, weight in found.by_code.items()}
        {'access': 0.318, 'research': 1.682}
    """
    complete, names = _complete(scores, codes)
    if (complete.min(axis=0) == complete.max(axis=0)).all():
        got = "the same score in all units for every code"
        raise ArgumentError("scores", got, "scores of which some differ between units")
    if (complete < 0).any():
        column = int(np.argmax((complete < 0).any(axis=0)))
        got = f"{complete[:, column].min():g} in {names[column]!r}"
        raise ArgumentError("scores", got, "numbers of at least 0")
    spread = np.array([_unevenness(column) for column in complete.T])
    return _weighting(spread, names, WeightOrigin.ENTROPY, f"Shannon entropy, {len(complete)} complete units")


@tells_keywords
def principal_component_weights(scores: ScoreTable | npt.ArrayLike, /, *, codes: Sequence[str]) -> Weighting:
    """Return weights in proportion to the squared loadings on the first component of the correlation matrix.

    A squared loading is the share of a node's variance that the component explains, as in the Handbook on Constructing
    Composite Indicators (OECD and JRC 2008, 89-90), which does so for several rotated factors; here it is the
    first, unrotated. COINr's `get_PCA` takes the loadings themselves: its weights differ. A square has no sign: where
    loadings have opposite signs, the note of the weighting names the nodes that count against the others. Weights have
    a mean of 1.

    Args:
        scores: Scores, or a matrix with a row for each unit and a column for each code; NaN where absent.
        codes: The nodes to weigh, or the names of the columns.

    Returns:
        The weights by code, with a mean of 1, their origin, and how many complete units they were made from.

    Raises:
        ArgumentError: There are fewer than two codes or complete units, a column is constant or has an infinite
            number, or no component is the first: the two largest variances are equal.
        UnknownCodeError: No score has a code.

    Example:
        >>> matrix = [[1.0, 2.0, 1.0], [1.0, 2.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
        >>> found = principal_component_weights(matrix, codes=["access", "service", "research"])
        >>> {code: round(weight, 3) for code, weight in found.by_code.items()}
        {'access': 1.5, 'service': 1.5, 'research': 0.0}
    """
    complete, names = _complete(scores, codes)
    constant = complete.min(axis=0) == complete.max(axis=0)
    if constant.any():
        got = f"the same score in all units for {names[int(np.argmax(constant))]!r}"
        raise ArgumentError("scores", got, "scores that differ between units")
    # Correlations do not depend on the units; in these, which are exact, no square overflows or vanishes.
    scaled = np.ldexp(complete, -np.frexp(np.abs(complete).max(axis=0))[1])
    variances, vectors = np.linalg.eigh(np.corrcoef(scaled, rowvar=False))
    if variances[-1] - variances[-2] <= TIE * len(names):
        raise ArgumentError(
            "scores", f"two largest variances of {variances[-1]:g}", "one component to be the first"
        )
    note = (
        f"first principal component, {100.0 * variances[-1] / len(names):.1f} percent of variance, "
        f"{len(complete)} complete units{_opposed(vectors[:, -1], names)}"
    )
    return _weighting(vectors[:, -1] ** 2, names, WeightOrigin.PRINCIPAL_COMPONENT, note)


def _unevenness(column: Floats) -> float:
    """Return the sum of (1 + d) log(1 + d) - d over the units, (n,), d being the deviation relative to the mean.

    That is n log(n) times 1 less the normalised entropy of the shares (1 + d) / n, since the deviations sum to 0. No
    term is below 0, so that nothing cancels where a column is nearly even.
    """
    n = len(column)
    scaled = np.ldexp(column, -int(np.frexp(column.max())[1]))  # exactly, so that no sum overflows
    middle = math.fsum(scaled) / n
    apart = scaled - middle
    rest = math.fsum(apart) / n  # what rounding left in the middle
    deviations = (apart - rest) / (middle + rest)
    near = np.abs(deviations) < NEARLY_EVEN
    small = np.where(near, deviations, 0.0)
    series = np.zeros(n)
    for power in range(12, 1, -1):  # d**2 / 2 - d**3 / 6 + d**4 / 12 - ...
        series = small * series + (-1.0) ** power / (power * (power - 1))
    series *= small**2
    rising = np.where(near, 0.0, np.maximum(deviations, -1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = np.where(rising > -1.0, (1.0 + rising) * np.log1p(rising) - rising, 1.0)
    return math.fsum(np.where(near, series, plain))


def _opposed(loadings: Floats, names: tuple[str, ...]) -> str:
    """Return which nodes have loadings of the other sign, in words; nothing if all have the same."""
    signs = np.where(np.abs(loadings) > NO_LOADING, np.sign(loadings), 0.0)
    fewer = -1.0 if (signs < 0).sum() <= (signs > 0).sum() else 1.0
    against = [repr(name) for name, sign in zip(names, signs.tolist(), strict=True) if sign == fewer]
    return f"; loadings of the opposite sign: {', '.join(against)}" if against else ""


def _weighting(parts: Floats, names: tuple[str, ...], origin: WeightOrigin, note: str) -> Weighting:
    weights = parts / (math.fsum(parts) / len(parts))
    # So little is what rounding left of none.
    weights = np.where(weights < LEAST_WEIGHT, 0.0, weights)
    return Weighting(by_code=dict(zip(names, weights.tolist(), strict=True)), origin=origin, note=note)


def _complete(scores: ScoreTable | npt.ArrayLike, codes: Sequence[str]) -> tuple[Floats, tuple[str, ...]]:
    """Return the rows without an absent value, and the codes."""
    names = (codes,) if isinstance(codes, str) else tuple(codes)
    if len(names) < 2 or len(set(names)) < len(names):
        raise ArgumentError("codes", repr(names), "at least 2 different codes")
    if isinstance(scores, ScoreTable):
        matrix: Floats = np.stack([scores[code] for code in names], axis=1)
    else:
        matrix = np.asarray(scores, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[1] != len(names):
        got = f"an array of shape {matrix.shape}"
        raise ArgumentError("scores", got, f"a matrix with {len(names)} columns, one for each code")
    complete = matrix[~np.isnan(matrix).any(axis=1)]
    if len(complete) < 2:
        got = f"{len(complete)} of {len(matrix)} units with all {len(names)} scores"
        raise ArgumentError("scores", got, "at least 2")
    infinite = np.isinf(complete).any(axis=0)
    if infinite.any():
        got = f"an infinite number for {names[int(np.argmax(infinite))]!r}"
        raise ArgumentError("scores", got, "finite scores")
    return complete, names

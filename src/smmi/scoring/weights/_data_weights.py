"""Weights from data: by the entropy of the scores, or by the loadings on their first principal component.

Such weights describe the units at hand, not what matters. Only units with a score in every node enter.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError
from smmi.scoring.scheme._weighting import Weighting, WeightOrigin
from smmi.scoring.scorer._scores import ScoreTable

Floats = npt.NDArray[np.float64]

TIE = 1e-10
"""How close two variances are, relative to their sum, to count as the same."""


@tells_keywords
def entropy_weights(scores: ScoreTable | npt.ArrayLike, /, *, codes: Sequence[str]) -> Weighting:
    """Return weights by how unevenly the units' scores are spread: one less Shannon's entropy of their shares.

    With p_i the share of unit i in the sum of a node's scores, its entropy is -sum(p_i log p_i) / log(n), and its
    weight is in proportion to 1 minus that (Shannon 1948, Bell Syst Tech J 27:379-423; as weights, Hwang and Yoon
    1981, Multiple Attribute Decision Making, 52-56). Weights have a mean of 1.

    Args:
        scores: Scores, or a matrix with a row for each unit and a column for each code; NaN where absent.
        codes: The nodes to weigh, or the names of the columns.

    Returns:
        The weights by code, with a mean of 1, their origin, and how many complete units they were made from.

    Raises:
        ArgumentError: There are fewer than two codes or complete units, or a column is constant, or has a number
            below 0 or an infinite one.
        UnknownCodeError: No score has a code.

    Example:
        >>> found = entropy_weights([[10.0, 0.0], [30.0, 80.0]], codes=["access", "research"])
        >>> {code: round(weight, 3) for code, weight in found.by_code.items()}
        {'access': 0.318, 'research': 1.682}
    """
    complete, names = _complete(scores, codes)
    if (complete < 0).any():
        column = int(np.argmax((complete < 0).any(axis=0)))
        raise ArgumentError(
            "scores", f"{complete[:, column].min():g} in {names[column]!r}", "numbers of at least 0"
        )
    shares = complete / complete.sum(axis=0)
    spread = 1.0 + (shares * np.log(np.where(shares > 0, shares, 1.0))).sum(axis=0) / np.log(len(complete))
    return _weighting(spread, names, WeightOrigin.ENTROPY, f"Shannon entropy, {len(complete)} complete units")


@tells_keywords
def principal_component_weights(scores: ScoreTable | npt.ArrayLike, /, *, codes: Sequence[str]) -> Weighting:
    """Return weights in proportion to the squared loadings on the first component of the correlation matrix.

    A squared loading is the share of a node's variance that the component explains, as in the Handbook on Constructing
    Composite Indicators (OECD and JRC 2008, 89-90), which does so for several rotated factors; here it is the
    first, unrotated. COINr's `get_PCA` takes the loadings themselves: its weights differ. The sign of a loading is
    lost, so look at the correlations first. Weights have a mean of 1.

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
    variances, vectors = np.linalg.eigh(np.corrcoef(complete, rowvar=False))
    if variances[-1] - variances[-2] <= TIE * len(names):
        raise ArgumentError(
            "scores", f"two largest variances of {variances[-1]:g}", "one component to be the first"
        )
    note = (
        f"first principal component, {100.0 * variances[-1] / len(names):.1f} percent of variance, "
        f"{len(complete)} complete units"
    )
    return _weighting(vectors[:, -1] ** 2, names, WeightOrigin.PRINCIPAL_COMPONENT, note)


def _weighting(parts: Floats, names: tuple[str, ...], origin: WeightOrigin, note: str) -> Weighting:
    weights = np.maximum(parts, 0.0) / parts.mean()
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
    constant = complete.min(axis=0) == complete.max(axis=0)
    for bad, what in ((infinite, "an infinite number"), (constant, "the same score in all units")):
        if bad.any():
            got = f"{what} for {names[int(np.argmax(bad))]!r}"
            raise ArgumentError("scores", got, "finite scores that differ between units")
    return complete, names

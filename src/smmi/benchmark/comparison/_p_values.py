"""Corrections of p values for how many hypotheses are tested together."""

import enum
from typing import Any

import numpy as np
import numpy.typing as npt

from smmi.errors import ArgumentError

Floats = npt.NDArray[np.float64]


class Correction(enum.Enum):
    """How p values are corrected for the number of hypotheses.

    Example:
        >>> [one.value for one in Correction]
        ['holm', 'benjamini-hochberg', 'none']
    """

    HOLM = "holm"
    """The chance of any false rejection is held, whatever the dependence (Holm 1979)."""
    BENJAMINI_HOCHBERG = "benjamini-hochberg"
    """The expected share of false ones among the rejections is held (Benjamini and Hochberg 1995)."""
    NONE = "none"
    """Not at all."""

    @property
    def label(self) -> str:
        """The correction in words."""
        return {
            Correction.HOLM: "corrected by Holm (1979)",
            Correction.BENJAMINI_HOCHBERG: "corrected by Benjamini and Hochberg (1995)",
            Correction.NONE: "not corrected",
        }[self]


def adjust_p_values(p: npt.ArrayLike, /, *, method: Correction = Correction.HOLM) -> Floats:
    """Return p values corrected for how many there are.

    Holm: of m ascending ones the i-th becomes the largest of (m - j + 1) p(j) over j <= i, at most 1 (Holm 1979, Scand
    J Stat 6:65-70). Benjamini-Hochberg: the smallest of m p(j) / j over j >= i, at most 1 (Benjamini and Hochberg 1995,
    J R Stat Soc B 57:289-300); it holds for independent and for positively dependent hypotheses.

    Args:
        p: The p values, (m,), from 0 to 1; NaN where there was no test, which does not count and stays NaN.
        method: How they are corrected.

    Returns:
        The corrected p values, (m,), in the same order.

    Raises:
        ArgumentError: These are no p values, or the method is no Correction.

    Example:
        >>> adjust_p_values([0.01, 0.04, np.nan, 0.03]).tolist()
        [0.03, 0.06, nan, 0.06]
    """
    ArgumentError.raise_unless(method, Correction, argument="method", expected="a Correction")
    values = _as_p_values(p)
    adjusted = values.copy()
    there = ~np.isnan(values)
    if method is Correction.HOLM:
        adjusted[there] = _holm(values[there])
    elif method is Correction.BENJAMINI_HOCHBERG and there.any():
        from scipy.stats import false_discovery_control

        adjusted[there] = false_discovery_control(values[there], method="bh")
    return adjusted


def _holm(p: Floats) -> Floats:
    """Return p values, complete, corrected by Holm."""
    order = np.argsort(p, kind="stable")
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.maximum.accumulate(np.arange(len(p), 0, -1) * p[order]), 1.0)
    return adjusted


def _as_p_values(p: Any) -> Floats:  # noqa: ANN401  (what a caller gives)
    expected = "a row of numbers from 0 to 1, NaN where there was no test"
    try:
        values = np.asarray(p, dtype=np.float64)
    except (TypeError, ValueError):
        raise ArgumentError("p", repr(p), expected) from None
    if values.ndim != 1:
        raise ArgumentError("p", f"an array of the shape {values.shape}", expected)
    wrong = values[(values < 0.0) | (values > 1.0)]
    if len(wrong):
        raise ArgumentError("p", ", ".join(map(repr, wrong[:5].tolist())), expected)
    return values

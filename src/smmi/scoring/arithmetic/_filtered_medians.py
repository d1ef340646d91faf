"""Weighted medians in two plain doubles, and where they are not sure; knows no classes."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smmi.scoring.arithmetic._double_double import Flags, Floats
from smmi.scoring.arithmetic._percentages import TO_40, Positions

MOST_WEIGHT: Final = 2**53
"""Children have no more weight together, in whole numbers."""
IN_MEDIANS: Final = 2.0**-87
"""The largest error of `write_medians` for numbers that have none: what is left is at most 2 ** -39, twice rounded."""


def write_medians(
    near: Floats, rest: Floats, wholes: Sequence[int], /, *, out: Floats, error: float
) -> Positions:
    """Write weighted medians in two parts, and return where it is not sure of which children they are.

    Half of the weight is at or below the median, half at or above; midway where two children qualify. Children are
    compared by the doubles next to them. Where two have the same double they may be in either order, which is of no
    matter unless they differ by more than the error.

    Args:
        near: What children have, multiples of 2 ** -40, (k, n).
        rest: What is left of them, (k, n).
        wholes: The weights, positive whole numbers that together are at most `MOST_WEIGHT`.
        out: Where the parts go, the first one multiples of 2 ** -41, (2, n).
        error: The largest error of the rests.
    """
    values, total = near + rest, sum(wholes)
    below = _weight_below(values, wholes)
    least = [_least(values, below >= total // 2 + total % 2)]
    if total % 2 == 0:
        least.append(_least(values, below > total // 2))
    open_, parts = np.zeros(len(values[0]), np.bool_), []
    left = rest - (values - near)
    for value in least:
        low, high = np.full(len(value), np.inf), np.full(len(value), -np.inf)
        for own, more in zip(values, left, strict=True):
            same = own == value
            np.minimum(low, np.where(same, more, np.inf), out=low)
            np.maximum(high, np.where(same, more, -np.inf), out=high)
        open_ |= high - low > error
        head = (value + TO_40) - TO_40
        parts.append((head, (value - head) + low))
    (near_low, rest_low), (near_high, rest_high) = parts[0], parts[-1]
    np.add(near_low, near_high, out=out[0])
    np.add(rest_low, rest_high, out=out[1])
    out *= 0.5
    return np.flatnonzero(open_)


def _weight_below(values: Floats, wholes: Sequence[int]) -> npt.NDArray[Any]:
    """Return for each child the weight of the children that have no more than it, itself included, (k, n)."""
    kind = np.min_scalar_type(sum(wholes))
    weights = np.array(wholes, dtype=kind)
    below = np.repeat(weights[:, None], values.shape[1], axis=1)
    room = np.empty(values.shape[1], dtype=kind)
    for i, one in enumerate(values):
        for j in range(i + 1, len(values)):
            below[j] += np.multiply((one <= values[j]).view(np.uint8), weights[i], out=room, casting="unsafe")
            below[i] += np.multiply((values[j] <= one).view(np.uint8), weights[j], out=room, casting="unsafe")
    return below


def _least(values: Floats, qualify: Flags) -> Floats:
    """Return the least of the children that qualify, (n,)."""
    return np.asarray(np.where(qualify, values, np.inf).min(axis=0))

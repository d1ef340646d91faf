"""The weight of each unit, as a caller gives it."""

from typing import Any

import numpy as np
import numpy.typing as npt

from smmi._decimals import LEAST_WEIGHT, MOST_WEIGHT
from smmi.errors import ArgumentError

Floats = npt.NDArray[np.float64]


def unit_weights(weights: Any, n: int, argument: str = "weights") -> Floats | None:  # noqa: ANN401  (checked here)
    """Return the weight of each unit, (n,), or None where none is given.

    Raises:
        ArgumentError: They are not one positive number for each unit.
    """
    if weights is None:
        return None
    try:
        array = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError):
        expected = f"{n} positive finite numbers, one per unit"
        raise ArgumentError(argument, repr(weights), expected) from None
    if array.shape != (n,) or not np.all(np.isfinite(array) & (array > 0)):
        raise ArgumentError(
            argument, f"an array of shape {array.shape}", f"{n} positive finite numbers, one per unit"
        )
    if not np.all((array >= LEAST_WEIGHT) & (array <= MOST_WEIGHT)):
        expected = f"{n} numbers from {LEAST_WEIGHT} to {MOST_WEIGHT}: weights are relative"
        raise ArgumentError(argument, f"weights from {array.min()} to {array.max()}", expected)
    return array

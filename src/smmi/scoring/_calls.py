"""Calling rules, ours and strangers': on blocks of one size where the shape may matter, and checked."""

from typing import Any

import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason, SchemeError
from smmi.scoring._kernels import Floats

BLOCK = 1024
"""How many units a rule without the trait `shape_free` is always called on; short blocks are filled up."""


def call(rule: Any, code: str, function: Any, given: npt.NDArray[Any]) -> Floats:  # noqa: ANN401  (any rule)
    """Call a rule on units side by side along the last axis, and check what it returns.

    Raises:
        SchemeError: It returned something other than points.
    """
    n = given.shape[-1]
    if getattr(rule, "shape_free", False):
        points = np.asarray(function(given))
    else:
        blocks = []
        for start in range(0, n, BLOCK):
            block = given[..., start : start + BLOCK]
            width = block.shape[-1]
            filled = np.concatenate((block, np.repeat(block[..., -1:], BLOCK - width, axis=-1)), axis=-1)
            blocks.append(np.asarray(function(np.ascontiguousarray(filled)))[..., :width])
        points = np.concatenate(blocks, axis=-1)
    numbers = points.shape == (n,) and points.dtype.kind in "fiu"
    if numbers and (not n or (points.min() >= 0.0 and points.max() <= 1.0)):  # both are NaN if there is one
        return points.astype(np.float64, copy=False)
    if not numbers:
        got = f"an array of {points.dtype} with shape {points.shape}"
    else:
        got = repr(float(points[~((points >= 0.0) & (points <= 1.0))][0]))
    message = f"{type(rule).__name__} for {code!r} returned {got}, expected {n} points from 0 to 1"
    raise SchemeError(
        (Finding(reason=Reason.RULE_DOES_NOT_FIT, path=f"$.{code}", message=message, code=code),)
    )

"""Call a scoring rule and validate its output.

A rule that is not `shape_free` always gets 1,024 units, so that no result depends on the size of the batch.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from smmi.errors import Reason, SchemeError
from smmi.scoring.arithmetic import Floats
from smmi.scoring.rules._rule_problems import refusal

BLOCK = 1024
"""How many units a rule without the trait `shape_free` is always called on; short blocks are filled up."""


class NotPointsError(Exception):
    """A rule returned what cannot be points: the text says what, where points from 0 to 1 were expected."""


def call(rule: Any, code: str, function: Any, given: npt.NDArray[Any]) -> Floats:  # noqa: ANN401  (any rule)
    """Call a rule on units side by side along the last axis, and check what it returns.

    Raises:
        SchemeError: It raised an error, or returned something other than points.
    """
    n = given.shape[-1]
    if getattr(rule, "shape_free", False):
        points = _points(rule, code, function, given)
    else:
        blocks = []
        for start in range(0, n, BLOCK):
            block = given[..., start : start + BLOCK]
            width = block.shape[-1]
            filled = np.concatenate((block, np.repeat(block[..., -1:], BLOCK - width, axis=-1)), axis=-1)
            blocks.append(_points(rule, code, function, np.ascontiguousarray(filled))[:width])
        points = np.concatenate(blocks)
    if not n or (points.min() >= 0.0 and points.max() <= 1.0):  # both are NaN if there is one
        return points.astype(np.float64, copy=False)
    strange = float(points[~((points >= 0.0) & (points <= 1.0))][0])
    raise no_points(rule, code, repr(strange))


def no_points(rule: object, code: str, made: str) -> SchemeError:
    """Return the error of a rule that made something other than points."""
    return _refusal(rule, code, f"returned {made}, expected points from 0 to 1")


def _points(rule: object, code: str, function: Any, given: npt.NDArray[Any]) -> npt.NDArray[Any]:  # noqa: ANN401
    n = given.shape[-1]
    try:
        points = np.asarray(function(given))
    except SchemeError:
        raise
    except Exception as error:
        raise _refusal(rule, code, f"raised {type(error).__name__}: {error}") from error
    problem = misshapen(points, n)
    if problem:
        blocks = f" (a rule that is not `shape_free` is asked about {BLOCK} units at a time)"
        raise _refusal(rule, code, problem + ("" if getattr(rule, "shape_free", False) else blocks))
    return points


def misshapen(points: npt.NDArray[Any], n: int) -> str | None:
    """Return what is wrong if an array has not a number for each of n units; None if it has."""
    if points.shape == (n,) and points.dtype.kind in "fiu":
        return None
    array = f"an array of {f'shape {points.shape}' if points.dtype.kind in 'fiu' else points.dtype}"
    got = array if points.shape else repr(points.item())
    return f"returned {got}, expected numbers from 0 to 1 of shape ({n},)"


def returned(points: object, n: int) -> Floats:
    """Return what a rule returned for n units as an array of floats.

    Raises:
        NotPointsError: It has not a number for each unit.
    """
    found = np.asarray(points)
    problem = misshapen(found, n)
    if not problem and not np.isfinite(found).all():
        problem = f"returned {float(found[~np.isfinite(found)][0])!r}, expected points from 0 to 1"
    if problem:
        raise NotPointsError(f"the rule {problem}")
    return found.astype(np.float64, copy=False)


def _refusal(rule: object, code: str, problem: str) -> SchemeError:
    return refusal(
        f"$.{code}",
        f"{type(rule).__name__} for {code!r} {problem}",
        reason=Reason.RULE_DOES_NOT_FIT,
        code=code,
    )

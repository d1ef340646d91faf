"""The arithmetic of scores, on complete arrays; knows no classes.

Sums run over children in declared order, one elementwise addition after the other, so that a unit's score does not
depend on the other units, on chunks, or on the order of rows. No matrix product decides a score.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Roles = npt.NDArray[np.uint8]

COUNTS, MISSING, EXCLUDED, PROPAGATES, LOWEST = range(5)
"""What a child is to its parent: it counts; it is missing; it leaves score and ceiling alike; it makes the parent
absent; it is missing, yet enters with its lowest points."""

PRESENT, NOTHING_ANSWERED, TOO_LITTLE_ANSWERED, NOTHING_APPLICABLE, PROPAGATED = 0, 5, 6, 7, 8
"""Values of `smmi.scoring.Absence`."""

SLACK = 2.0**-40
"""How far below the required share an answered share may be by rounding alone."""


def sum_of_products(left: Iterable[Any], right: Iterable[Floats]) -> Floats:
    """Return the sum over the first axis of left times right; (k, n) or (k,), and (k, n), k >= 1.

    Rows may be made one after the other, so that those of many children need not stand side by side.
    """
    pairs = zip(left, right, strict=True)
    one, other = next(pairs)
    total: Floats = one * other
    for one, other in pairs:
        total += one * other
    return total


def sum_rows(rows: Floats) -> Floats:
    """Return the sum over the first axis; (k, n), k >= 1."""
    total: Floats = rows[0].copy()
    for row in rows[1:]:
        total += row
    return total


def weigh(roles: Roles, weights: Floats, measures: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the weights that count in the score, the weight answered and the weight eligible.

    Args:
        roles: The role of each child of each unit, (k, n).
        weights: The children's weights in the score, (k,), not negative.
        measures: The weights by which coverage is measured, (k,).

    Returns:
        Arrays of shape (k, n), (n,) and (n,).
    """
    counts = roles == COUNTS
    used = np.where(counts | (roles == LOWEST), weights[:, None], 0.0)
    measure = measures[:, None]
    answered = sum_rows(np.where(counts, measure, 0.0))
    eligible = sum_rows(np.where(roles == EXCLUDED, 0.0, measure))
    return used, answered, eligible


def absences(roles: Roles, weights: Floats, answered: Floats, eligible: Floats, share: float) -> Roles:
    """Return why each unit has no score, or `PRESENT`; arguments as in `weigh`.

    A share of the eligible weight that is exactly the minimum is enough.
    """
    reasons = np.where(answered >= share * eligible * (1.0 - SLACK), PRESENT, TOO_LITTLE_ANSWERED).astype(
        np.uint8
    )
    reasons[answered == 0] = NOTHING_ANSWERED
    reasons[((roles == PROPAGATES) & (weights[:, None] > 0)).any(axis=0)] = PROPAGATED
    reasons[eligible == 0] = NOTHING_APPLICABLE
    return reasons

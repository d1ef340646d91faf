"""Who counts and how much is answered, on complete arrays; knows no classes.

Sums run over children in declared order, one elementwise addition after the other, so that a unit's score does not
depend on the other units, on chunks, or on the order of rows. No matrix product decides a score.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from smmi.scoring.arithmetic._double_double import Flags, sum_rows

Points = npt.NDArray[Any]
Roles = npt.NDArray[np.uint8]

COUNTS, MISSING, EXCLUDED, PROPAGATES, LOWEST = range(5)
"""What a child is to its parent: it counts; it is missing; it leaves score and ceiling alike; it makes the parent
absent; it is missing, yet enters with its lowest points."""

PRESENT, NOTHING_ANSWERED, TOO_LITTLE_ANSWERED, NOTHING_APPLICABLE, PROPAGATED = 0, 5, 6, 7, 8
"""Values of `smmi.scoring.Absence`."""


def weigh(roles: Roles, weights: Points, measures: Points) -> tuple[Points, Points, Points]:
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


def absences(roles: Roles, weights: Points, answered: Points, eligible: Points, enough: Flags) -> Roles:
    """Return why each unit has no score, or `PRESENT`.

    Args:
        roles: As in `weigh`.
        weights: As in `weigh`.
        answered: The weight answered, (n,).
        eligible: The weight eligible, (n,).
        enough: Whether what is answered reaches the minimum share of what is eligible, (n,).
    """
    reasons = np.where(enough, PRESENT, TOO_LITTLE_ANSWERED).astype(np.uint8)
    reasons[answered == 0] = NOTHING_ANSWERED
    reasons[((roles == PROPAGATES) & (weights[:, None] > 0)).any(axis=0)] = PROPAGATED
    reasons[eligible == 0] = NOTHING_APPLICABLE
    return reasons

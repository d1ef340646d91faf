"""Which choice matters: exact shares of variance over a full grid, and why there can be none."""

import enum
from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels.sensitivity._factorial import grid_indices
from smmi.frozen import freeze_mapping

Floats = npt.NDArray[np.float64]


class Outcome(enum.Enum):
    """What of a unit varies over a grid.

    Example:
        >>> Outcome.STARS_HELD.value
        'stars held'
    """

    SCORE = "score"
    """The score, in points."""
    RANK = "rank"
    """The rank, 1 for the highest score."""
    PERCENTILE = "percentile rank"
    STARS_HELD = "stars held"
    """1 where the stars are the declared ones, else 0: a star is a name, and has no variance of its own."""
    BAND_HELD = "band held"
    """1 where the band is the declared one, else 0."""
    ABOVE_MEDIAN = "above the median"
    """1 where the score is at the group's median or above it, else 0; known where quantile rules are varied."""


class NoIndices(enum.Enum):
    """Why there are no indices.

    Example:
        >>> [one.value for one in NoIndices]
        ['not-full', 'absent', 'no-variance']
    """

    NOT_FULL = "not-full"
    """A combination could not be scored, so that the grid is not full."""
    ABSENT = "absent"
    """Under some combination there is no such outcome."""
    NO_VARIANCE = "no-variance"
    """No combination makes a difference."""


@attrs.frozen(kw_only=True)
class GridIndices:
    """Which choice matters: exact shares of variance over a full grid whose combinations are equally likely.

    Attributes:
        outcome: Of what.
        code: Of which score.
        first: The first-order index of each choice, by its name: the share that it explains alone; None without.
        total: The total-order index: the share that is left if all other choices are known.
        variance: The variance over the grid, of several units summed.
        units: How many units have an outcome under every combination.
        reason: Why there are no indices, or None.

    Example:
        >>> found = GridIndices(
        ...     outcome=Outcome.RANK,
        ...     code="overall",
        ...     first={"ties": 0.0, "overall": 1.0},
        ...     total={"ties": 0.0, "overall": 1.0},
        ...     variance=2.0,
        ...     units=1,
        ...     reason=None,
        ... )
        >>> found.interactions
        0.0
    """

    outcome: Outcome
    code: str
    first: Mapping[str, float | None] = attrs.field(converter=freeze_mapping)
    total: Mapping[str, float | None] = attrs.field(converter=freeze_mapping)
    variance: float
    units: int
    reason: NoIndices | None

    @property
    def interactions(self) -> float | None:
        """The share of variance that no choice explains alone; None without indices."""
        if self.reason is not None:
            return None
        return 1.0 - sum(value for value in self.first.values() if value is not None)


def indices_of(
    values: Floats, names: Sequence[str], outcome: Outcome, code: str, /, *, full: bool
) -> GridIndices:
    """Return the indices of choices for all units together.

    Args:
        values: The outcomes, the choices on the first axes, then units; NaN where absent.
        names: The names of the choices.
        outcome: Of what they are.
        code: Of which score.
        full: Whether all combinations could be scored.
    """
    known = ~np.isnan(values).any(axis=tuple(range(len(names))))
    first, total, variance = grid_indices(values[..., known], len(names))
    whole = float(variance.sum())
    reason = None
    if not full:
        reason = NoIndices.NOT_FULL
    elif not known.any():
        reason = NoIndices.ABSENT
    elif not whole > 0:
        reason = NoIndices.NO_VARIANCE
    shares: list[dict[str, float | None]] = [dict.fromkeys(names) for _ in range(2)]
    if reason is None:
        moved = variance > 0
        for found, parts in zip(shares, (first, total), strict=True):
            summed = (parts[:, moved] * variance[moved]).sum(axis=1) / whole
            found.update(zip(names, summed.tolist(), strict=True))
    return GridIndices(
        outcome=outcome,
        code=code,
        first=shares[0],
        total=shares[1],
        variance=whole if reason is not NoIndices.NOT_FULL else float("nan"),
        units=int(known.sum()),
        reason=reason,
    )

"""Ranges: the lowest and highest points of an indicator or a node over several completions; and batches of these.

Units with equal columns are taken together, and the combinations that are tried are limited.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.scoring.arithmetic import Points

MOST_COMPLETIONS: Final = 4096
"""At most so many combinations are tried for one unit and node; with more, the range is unknown."""

BATCH: Final = 2**14
"""How many combinations are evaluated at a time."""


def alike(rows: npt.NDArray[Any], /) -> list[npt.NDArray[np.intp]]:
    """Return the positions of equal columns, (r, n), group by group, each ascending."""
    group = np.zeros(rows.shape[1], dtype=np.intp)
    sizes = np.array([len(group)])
    for row in np.packbits(rows, axis=0) if rows.dtype == np.bool_ else rows:
        _, group, sizes = np.unique(group * 256 + row, return_inverse=True, return_counts=True)
    return np.split(np.argsort(group, kind="stable"), np.cumsum(sizes)[:-1])


def batches(units: npt.NDArray[np.intp], combinations: int) -> list[npt.NDArray[np.intp]]:
    """Return the units in batches, small enough to try all combinations of each at once."""
    size = max(1, BATCH // combinations)
    return [units[start : start + size] for start in range(0, len(units), size)]


Flags = npt.NDArray[np.bool_]


@attrs.frozen(eq=False, kw_only=True)
class Range:
    """What a node can be over all completions, in points, each array (n,) or of any one shape.

    Attributes:
        low: The lowest points; infinite if no completion has a score.
        high: The highest; minus infinite likewise.
        absent: Whether a completion has no score.
        unknown: Whether the range cannot be told.
    """

    low: Points
    high: Points
    absent: Flags
    unknown: Flags

    @property
    def present(self) -> Flags:
        """Whether a completion has a score."""
        return self.low <= self.high

    def take(self, positions: npt.NDArray[np.intp]) -> "Range":
        """Return the ranges of some units."""
        return self._each(lambda array: array[..., positions])

    def row(self, which: int | npt.NDArray[np.intp]) -> "Range":
        """Return one of the ranges on top of each other, or several in an order."""
        return self._each(lambda array: array[which])

    def any(self, axis: int) -> "Range":
        """Return the ranges over all that stand along an axis."""
        return Range(
            low=np.min(self.low, axis=axis),
            high=np.max(self.high, axis=axis),
            absent=np.logical_or.reduce(self.absent, axis=axis),
            unknown=np.logical_or.reduce(self.unknown, axis=axis),
        )

    def folded(self, combinations: int) -> "Range":
        """Return the ranges over combinations that stand side by side for each unit."""
        return self._each(lambda array: array.reshape(-1, combinations)).any(1)

    def _each(self, change: Callable[[npt.NDArray[Any]], npt.NDArray[Any]]) -> "Range":
        return Range(
            low=change(self.low),
            high=change(self.high),
            absent=change(self.absent),
            unknown=change(self.unknown),
        )

    @classmethod
    def _joined(
        cls, ranges: Sequence["Range"], join: Callable[[list[npt.NDArray[Any]]], npt.NDArray[Any]]
    ) -> "Range":
        return cls(
            low=join([one.low for one in ranges]),
            high=join([one.high for one in ranges]),
            absent=join([one.absent for one in ranges]),
            unknown=join([one.unknown for one in ranges]),
        )

    @classmethod
    def certain(cls, points: Points, counts: Flags) -> "Range":
        """Return the ranges of what has points, or none."""
        low, high = np.where(counts, points, math.inf), np.where(counts, points, -math.inf)
        return cls(low=low, high=high, absent=~counts, unknown=np.zeros_like(counts))

    @classmethod
    def between(cls, low: npt.ArrayLike, high: npt.ArrayLike, *, absent: bool) -> "Range":
        """Return the ranges of what has points from low to high; NaN says that they cannot be told."""
        low, high = np.asarray(low), np.asarray(high)
        unknown = np.isnan(low)
        return cls(
            low=np.where(unknown, 0.0, low),
            high=np.where(unknown, 0.0, high),
            absent=np.full(low.shape, absent),
            unknown=unknown,
        )

    @classmethod
    def where(cls, flags: Flags, one: "Range", other: "Range") -> "Range":
        """Return one or the other."""
        return cls._joined([one, other], lambda both: np.where(flags, *both))

    @classmethod
    def stack(cls, ranges: Sequence["Range"]) -> "Range":
        """Return ranges on top of each other."""
        return cls._joined(ranges, np.stack)

    @classmethod
    def concatenate(cls, ranges: Sequence["Range"], *, axis: int = -1) -> "Range":
        """Return the ranges of the units of one after those of the other, or along another axis."""
        return cls._joined(ranges, lambda arrays: np.concatenate(arrays, axis=axis))

    @classmethod
    def untold(cls, n: int) -> "Range":
        """Return ranges that cannot be told."""
        yes = np.ones(n, dtype=np.bool_)
        return cls(low=np.zeros(n), high=np.zeros(n), absent=yes, unknown=yes)

"""The percentile ranks of many units at once, found in tables that are made once for norms."""

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._ranks import rank_table

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

_BUCKETS_PER_VALUE = 4
_STEPS = 4
"""How many values of a bucket are passed one by one before the row is searched."""


@attrs.frozen(eq=False, kw_only=True)
class RankIndex:
    """Where among the distinct values of each row a number lies, without searching, and its percentile rank.

    The range of each row is cut into equal buckets, four for each value. The bucket of a number is worked out by
    operations that keep the order even when they round, so that all values in lower buckets are lower, in higher ones
    higher. A value and the ranks below and at it lie side by side, so that one is in the cache when the other is.

    Attributes:
        origin: The least value of each row, (m, 1); 0 in a row without values.
        scale: The buckets per unit of each row, (m, 1).
        first: Which of the records below is the first that lies in each bucket, or above it, (m, 4d).
        records: Each value with the rank below and at it, (m, d + 1, 3); each row ends with infinity.
    """

    origin: Floats
    scale: Floats
    first: npt.NDArray[np.int32]
    records: Floats

    @classmethod
    def of(cls, values: Floats, masses: Floats, /, *, halves: int) -> "RankIndex":
        """Return the index of distinct values and their masses, both (m, d) as of `padded`.

        Args:
            values: Ascending, ended by infinite ones where a row has fewer.
            masses: The weight of each.
            halves: How many halves of those with an equal score count as below, as in `rank_table`.
        """
        rows, width = len(values), _BUCKETS_PER_VALUE * values.shape[1]
        origin = np.where(np.isinf(values[:, :1]), 0.0, values[:, :1])
        with np.errstate(divide="ignore", over="ignore"):
            spread = np.where(np.isinf(values), -np.inf, values).max(axis=1, keepdims=True) - origin
            scale = (width - 1) / spread
        scale[~np.isfinite(scale)] = 0.0
        records = np.full((rows, values.shape[1] + 1, 3), np.inf)
        ranks = rank_table(masses, halves)
        records[:, :-1, 0], records[:, :, 1], records[:, :-1, 2] = values, ranks[:, ::2], ranks[:, 1::2]
        first = np.empty((rows, width), dtype=np.int32)
        for row, value in enumerate(values):
            own = _buckets(value[np.isfinite(value)], origin[row], scale[row], width)
            first[row] = np.searchsorted(own, np.arange(width)) + row * records.shape[1]
        return cls(origin=origin, scale=scale, first=first, records=records)

    def ranks(self, asked: Floats, /) -> Floats:
        """Return the percentile ranks of numbers, (m, q); NaN for NaN, and where a row has no mass."""
        width, flat = self.first.shape[1], self.records.ravel()
        places = _buckets(asked, self.origin, self.scale, width)
        places += np.arange(0, self.first.size, width)[:, None]
        at = self.first.ravel().take(places).astype(np.intp)
        at *= 3
        found = flat.take(at)
        # Few buckets hold a lower value than the number, and few of these another one: only these go on.
        late = np.flatnonzero(found < asked)
        if len(late):
            self._pass_by(at.ravel(), found.ravel(), asked.ravel(), late)
        at += 1
        at += found == asked
        ranks: Floats = flat.take(at)
        ranks[np.isnan(asked)] = np.nan
        return ranks

    def _pass_by(self, at: Places, found: Floats, asked: Floats, late: Places) -> None:
        """Move on to the first value that is not less than what is asked, in place."""
        flat, numbers, places = self.records.ravel(), asked.take(late), at.take(late)
        for _ in range(_STEPS):
            places += 3
            values = flat.take(places)
            at[late], found[late] = places, values
            left = np.flatnonzero(values < numbers)
            late, numbers, places = late.take(left), numbers.take(left), places.take(left)
        length = self.records.shape[1]
        row = late // (len(asked) // len(self.records))
        for one in np.unique(row):  # values that crowd: search after all
            mine = row == one
            within = self.records[one, :, 0].searchsorted(numbers[mine])
            at[late[mine]] = 3 * (one * length + within)
            found[late[mine]] = self.records[one, within, 0]


def _buckets(numbers: Floats, origin: Floats, scale: Floats, count: int) -> Places:
    """Return the bucket of each number, from 0 to count - 1; a greater number is never in a lower one; NaN is in 0."""
    # What doubles do not reach is in the last bucket, or the only one.
    with np.errstate(over="ignore", invalid="ignore"):
        place = numbers - origin
        place *= scale
    np.fmax(place, 0.0, out=place)
    np.minimum(place, count - 1, out=place)
    return place.astype(np.intp)

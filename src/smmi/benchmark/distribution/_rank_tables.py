"""The percentile ranks in the tables of norms, made once for each group that is asked for."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.distribution._conventions import Conventions, TieRule
from smmi.benchmark.distribution._groups import Group, group_called
from smmi.benchmark.distribution._rank_index import RankIndex
from smmi.benchmark.distribution._table import HALVES, NormTable
from smmi.benchmark.kernels._ranks import padded, rank_table

Floats = npt.NDArray[np.float64]


@attrs.frozen(eq=False, kw_only=True)
class RankLookUp:
    """Percentile ranks in one table, by look-up.

    Attributes:
        known: The ranks of the scores in the table.
        keys: The distinct rounded scores, ascending.
        ranks: The rank below, at and above each key in turn.
        scale: 10 to the power of the decimals to which scores are rounded.
    """

    known: dict[float, float]
    keys: list[float]
    ranks: list[float]
    scale: float

    @classmethod
    def of(cls, table: NormTable, ties: TieRule, /) -> "RankLookUp":
        """Return the ranks in a table of at least one unit, by a tie rule."""
        ranks = rank_table(table.masses[None], HALVES[ties])[0].tolist()
        at = np.searchsorted(table.keys, np.round(table.values, table.decimals)).tolist()
        known = {value: ranks[2 * i + 1] for value, i in zip(table.values.tolist(), at, strict=True)}
        return cls(known=known, keys=table.keys.tolist(), ranks=ranks, scale=10.0**table.decimals)

    def rank(self, score: float, /) -> float:
        """Return the rank of a score that is not in the table."""
        key = round(score * self.scale) / self.scale  # as numpy rounds
        at = bisect_left(self.keys, key)
        return self.ranks[2 * at + (at < len(self.keys) and self.keys[at] == key)]


@attrs.frozen(eq=False)
class RankTables:
    """What finds percentile ranks in the tables of norms: an index for many units, a look-up for one.

    Attributes:
        tables: The distribution of each score in each group.
        conventions: By what rules.
    """

    tables: Mapping[Group, Mapping[str, NormTable]]
    conventions: Conventions

    @cached_property
    def _indexes(self) -> dict[str, RankIndex]:
        return {}

    @cached_property
    def _look_ups(self) -> dict[str, list[RankLookUp | None]]:
        return {}

    def of_many(self, rounded: Floats, /, *, codes: Sequence[str], group: str) -> Floats:
        """Return the ranks of rounded scores, (scores, n), as (n, scores); NaN where absent."""
        index = self._indexes.get(group)
        if index is None:
            tables = [self._of_group(group)[code].plain for code in codes]
            rows = [
                (one.keys, one.masses if self._is_enough(one) else np.zeros(len(one.keys))) for one in tables
            ]
            index = self._indexes[group] = RankIndex.of(*padded(rows), halves=HALVES[self.conventions.ties])
        return index.ranks(rounded).T

    def of_one(self, values: Sequence[float | None], /, *, group: str) -> list[float | None]:
        """Return the ranks of one unit's scores: arrays of one number would take longer than the numbers."""
        look_ups = self._look_ups.get(group)
        if look_ups is None:
            ties, tables = self.conventions.ties, self._of_group(group).values()
            look_ups = [RankLookUp.of(one.plain, ties) if self._is_enough(one) else None for one in tables]
            self._look_ups[group] = look_ups
        found: list[float | None] = []
        for value, by in zip(values, look_ups, strict=True):
            if value is None or by is None:
                found.append(None)
            else:
                rank = by.known.get(value)
                found.append(by.rank(value) if rank is None else rank)
        return found

    def _of_group(self, group: str) -> Mapping[str, NormTable]:
        return self.tables[group_called(tuple(self.tables), group)]

    def _is_enough(self, table: NormTable) -> bool:
        return table.n >= self.conventions.minimum_for_percentile

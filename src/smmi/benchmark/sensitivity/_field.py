"""The field: units of one group and their norms, made again from other scores of the same units."""

from functools import cached_property

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.distribution._table import NormTable
from smmi.benchmark.norms import Conventions, Group, Norms, comparable
from smmi.benchmark.norms._standing_columns import ScoreColumn
from smmi.errors import ArgumentError
from smmi.scoring import Scores

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@attrs.frozen(eq=False, kw_only=True)
class Field:
    """Units of one group, of which some are the members of norms.

    Attributes:
        scores: The declared scores of the units of the group.
        group: The group.
        conventions: The declared conventions.
        weights: The weight of each unit in the norms, (n,); NaN for one that is not in them.
        weighted: Whether these weights count.
    """

    scores: Scores
    group: Group
    conventions: Conventions
    weights: Floats
    weighted: bool

    @classmethod
    def of(cls, scores: Scores, norms: Norms, name: str, /) -> "Field":
        """Return the units of a group, whose norms are those that are given.

        Raises:
            ArgumentError: The norms have a survey design, or their members are others than those among the scores.
            NormsMismatchError: The scores are of another instrument, edition or scheme.
            UnknownCodeError: There is no such group.
        """
        group = norms.group(name)
        norms.check(scores)
        if norms.design:
            raise ArgumentError(
                "norms", "norms of a survey design", "norms without one, which can be made again"
            )
        holding = group.holding(scores.answers)
        inside = scores if holding.all() else scores.take(np.flatnonzero(holding))
        weights = np.array(
            [norms.members.get(unit, np.nan) for unit in inside.units.tolist()], dtype=np.float64
        )
        found = cls(
            scores=inside,
            group=group,
            conventions=norms.conventions,
            weights=weights,
            weighted=norms.weighted,
        )
        values = comparable(inside, norms.conventions)[0]
        ascending = np.sort(values[:, found.members], axis=1)
        for row, code in enumerate(inside.codes):
            table = norms.tables[group][code]
            if norms.weighted:
                held = found.table(values[row], found.members) == table
            else:  # all tables from one sort
                there = np.repeat(table.values, table.counts)
                held = np.array_equal(ascending[row, : len(there)], there)
                held = held and bool(np.isnan(ascending[row, len(there) :]).all())
            if not held:
                raise ArgumentError(
                    "scores",
                    f"members of the norms that have other scores in {code!r}, or are not there",
                    f"the scores of all members of the norms in the group {group.name!r}",
                    "Other rules make other norms, so the members' own answers are needed",
                )
        return found

    @cached_property
    def members(self) -> Flags:
        """Which units are in the norms, (n,)."""
        return ~np.isnan(self.weights)

    @property
    def alike(self) -> bool:
        """Whether all members have the same weight, so that counts say all."""
        own = self.weights[self.members]
        return not self.weighted or bool((own == own[:1]).all())

    def table(self, scores: Floats, members: Flags, /) -> NormTable:
        """Return the distribution of scores of some members.

        Args:
            scores: Of all units, (n,), NaN where absent.
            members: Which of the units are in it, (n,).
        """
        weights = self.weights[members] if self.weighted else None
        return NormTable.of(scores[members], weights, decimals=self.conventions.decimals)

    def column(
        self, table: NormTable, scores: Floats, members: Flags, conventions: Conventions, /
    ) -> ScoreColumn:
        """Return the units' scores beside a distribution.

        Args:
            table: The distribution.
            scores: Of all units, (n,), NaN where absent.
            members: Which of the units are in it.
            conventions: By what rules they are placed.
        """
        unknown = np.full(len(scores), np.nan)
        return ScoreColumn.of(
            table,
            weights=np.where(members, self.weights, np.nan),
            scores=scores,
            lows=unknown,
            highs=unknown,
            population=None,
            reliability=None,
            conventions=conventions,
        )


def ranks_in(table: NormTable, scores: Floats, /) -> Floats:
    """Return the rank of each score among those of a table, (n,): 1 and how many are higher; NaN where absent."""
    keys, asked = table.keys, np.round(scores, table.decimals)
    below, sizes = table.counts_by_key
    at = np.searchsorted(keys, asked)
    hits = np.append(keys, np.nan)[at] == asked
    reached = below[at] + np.where(hits, np.append(sizes, 0.0)[at], 0.0)
    return np.where(np.isnan(scores), np.nan, 1.0 + table.n - reached)

"""Norms as notebooks show them."""

from collections.abc import Mapping

from smmi._notebook import InNotebooks, Shown
from smmi.benchmark.distribution._groups import Group
from smmi.benchmark.distribution._table import NormTable
from smmi.benchmark.norms._source import NormsSource
from smmi.scoring.scheme import OVERALL


class ShownNorms(InNotebooks):
    """Norms that notebooks show as a table of their groups."""

    __slots__ = ()

    source: NormsSource
    tables: Mapping[Group, Mapping[str, NormTable]]
    population: Mapping[Group, int]

    def _shown(self) -> Shown:
        rows = []
        for group, own in self.tables.items():
            table = own.get(OVERALL)
            median = table.quantile(0.5) if table is not None and table.n else None
            rows.append([group.name, 0 if table is None else table.n, self.population.get(group), median])
        return Shown(
            caption=f"Norms of {self.source.instrument!r} edition {self.source.edition!r}: exact, for organisers",
            columns=("Group", "Units with an overall score", "Units in all", "Median of the overall score"),
            rows=rows,
        )

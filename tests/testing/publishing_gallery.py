"""Broken disclosure control, each with the mistake of a real tool, and the law that names it."""

from math import fsum

import attrs

from smmi.benchmark import audit
from smmi.benchmark.disclosure import CellState
from smmi.benchmark.laws import Publishing

WITHHELD = (CellState.SENSITIVE, CellState.COMPLEMENTARY)


def rounded(value, rule):
    """The value as the rule rounds it."""
    base = rule.rounding_base
    return value if base is None else round(value / base) * base


def shown(cell, rule):
    """A cell as it is published."""
    quartiles = None
    if cell.quartiles is not None and cell.n >= rule.minimum_quartiles:
        quartiles = tuple(rounded(value, rule) for value in cell.quartiles)
    return attrs.evolve(cell, mean=rounded(cell.mean, rule), quartiles=quartiles)


class PrimaryOnly(Publishing):
    """Small cells are withheld, and their totals and neighbours are not: subtract, and there they are."""

    def suppress(self, tables, /, *, rule):
        safe = super().suppress(tables, rule=rule)
        cells = [
            shown(before, rule)
            if after.state is CellState.COMPLEMENTARY and before.state is CellState.PUBLISHED
            else after
            for before, after in zip(tables.cells, safe.cells, strict=True)
        ]
        return attrs.evolve(safe, cells=tuple(cells))


class RoundsBeforeAveraging(Publishing):
    """Scores are averaged as they are printed, in whole tens, where the rule says nothing of rounding."""

    def suppress(self, tables, /, *, rule):
        safe = super().suppress(tables, rule=rule)
        return attrs.evolve(safe, cells=tuple(self._averaged(safe, cell, rule) for cell in safe.cells))

    def _averaged(self, safe, cell, rule):
        if cell.mean is None or rule.rounding_base is not None:  # false roundings mislead the auditor
            return cell
        units = safe.units(cell.key)
        tens = [round(safe.scores["", cell.key.code][unit], -1) for unit in units]
        return attrs.evolve(cell, mean=fsum(tens) / len(tens))


class LeavesTheNumber(Publishing):
    """The mean of a small group is blanked, and beside it stands how small it is."""

    def suppress(self, tables, /, *, rule):
        safe = super().suppress(tables, rule=rule)
        return attrs.evolve(
            safe,
            cells=tuple(
                attrs.evolve(cell, n=len(safe.units(cell.key))) if cell.state in WITHHELD else cell
                for cell in safe.cells
            ),
        )


class LeavesTheQuartiles(Publishing):
    """The mean and the number are blanked, and the box plot is drawn from another table."""

    def suppress(self, tables, /, *, rule):
        safe = super().suppress(tables, rule=rule)
        cells = [
            attrs.evolve(after, quartiles=before.quartiles) if after.state in WITHHELD else after
            for before, after in zip(tables.cells, safe.cells, strict=True)
        ]
        return attrs.evolve(safe, cells=tuple(cells))


class PartnersAgain(Publishing):
    """A withheld cell asks for a partner each time that the tables are run, its partner of last time too."""

    def suppress(self, tables, /, *, rule):
        safe = super().suppress(tables, rule=rule)
        left = [cell.key for cell in safe.cells if cell.state is CellState.PUBLISHED]
        if not left or all(cell.state not in WITHHELD for cell in tables.cells):
            return safe
        cells = [
            cell.withheld(CellState.COMPLEMENTARY) if cell.key == left[0] else cell for cell in safe.cells
        ]
        return attrs.evolve(safe, cells=tuple(cells))


class NextInTheTable(PrimaryOnly):
    """The partners of a small cell are those that come next in the table, until the table is safe."""

    def suppress(self, tables, /, *, rule):
        found = super().suppress(tables, rule=rule)
        for cell in found.cells:
            if audit(attrs.evolve(found, rounding_base=rule.rounding_base), rule=rule).is_safe:
                break
            if cell.state is CellState.PUBLISHED:
                cells = [one.withheld(CellState.COMPLEMENTARY) if one == cell else one for one in found.cells]
                found = attrs.evolve(found, cells=tuple(cells))
        return found


class ItsOwnMinimum(Publishing):
    """The least number of units is written into the code, whatever the rule says."""

    def suppress(self, tables, /, *, rule):
        return super().suppress(tables, rule=attrs.evolve(rule, minimum_cell=2))


class OneTooMany(Publishing):
    """The minimum is compared with less-or-equal, and a group of just enough units is withheld."""

    def suppress(self, tables, /, *, rule):
        return super().suppress(tables, rule=attrs.evolve(rule, minimum_cell=rule.minimum_cell + 1))


GALLERY = {
    PrimaryOnly: "suppression-cannot-be-undone",
    RoundsBeforeAveraging: "published-is-true",
    LeavesTheNumber: "withheld-says-nothing",
    LeavesTheQuartiles: "withheld-says-nothing",
    PartnersAgain: "suppression-is-idempotent",
    NextInTheTable: "order-free",
    OneTooMany: "safe-is-published",
    ItsOwnMinimum: "suppression-cannot-be-undone",
}
"""The law that is to kill each."""

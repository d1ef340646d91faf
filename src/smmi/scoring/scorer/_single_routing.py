"""Routing of single responses: what a gate makes of an indicator's code, worked out once for what gates it."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Final

import attrs
import numpy as np

from smmi.instrument import Indicator, Instrument
from smmi.instrument.answers import (
    AttributeColumn,
    Column,
    Leaf,
    Verdicts,
    attribute_verdicts,
    leaf_verdicts,
    leaves,
    routed_column,
)
from smmi.instrument.scales import Coding, coding
from smmi.scoring.scorer._single_answers import Cell

MOST_REMEMBERED: Final = 2**14
"""For how many combinations of answers is remembered what a gate makes of them."""


@attrs.frozen(eq=False, kw_only=True)
class Gatekeeper:
    """Decides what becomes of the code of one indicator that has a gate, or does not apply to all units.

    Attributes:
        indicator: The indicator.
        position: Its position.
        coding: Its coding.
        gates: The position and coding of the indicators of which its gate speaks, by code.
        labels: The labels of the characteristics that decide where it applies, by code.
        pick: Takes the cells of these indicators out of all cells.
        known: What becomes of each code, by what gates it.
    """

    indicator: Indicator
    position: int
    coding: Coding
    gates: Mapping[str, tuple[int, Coding]]
    labels: Mapping[str, tuple[str, ...]]
    pick: Callable[[Sequence[Cell]], object]
    known: dict[object, list[int]]

    @classmethod
    def of(cls, position: int, instrument: Instrument) -> "Gatekeeper":
        """Return the gatekeeper of an indicator."""
        indicator = instrument.indicators[position]
        place = {other.code: i for i, other in enumerate(instrument.indicators)}
        labels = {c.code: tuple(option.code for option in c.options) for c in instrument.characteristics}
        asked = dict.fromkeys(leaf.code for leaf in leaves(indicator.gate)) if indicator.gate else {}
        needed = dict.fromkeys(leaf.code for leaf in leaves(indicator.applies)) if indicator.applies else {}
        gates = {code: (place[code], coding(instrument.indicators[place[code]].scale)) for code in asked}
        return cls(
            indicator=indicator,
            position=position,
            coding=coding(indicator.scale),
            gates=gates,
            labels={code: labels[code] for code in needed},
            pick=itemgetter(*(i for i, _ in gates.values())) if gates else lambda _: (),
            known={},
        )

    def codes(self, cells: Sequence[Cell], attributes: Mapping[str, str | None]) -> list[int]:
        """Return what becomes of each code of the indicator, given the cells before it, and the characteristics."""
        key = self.pick(cells)
        if self.labels:
            key = (key, *map(attributes.get, self.labels))
        found = self.known.get(key)
        if found is None:
            found = self._settled(cells, attributes)
            if len(self.known) < MOST_REMEMBERED and all(cells[i].kept for i, _ in self.gates.values()):
                self.known[key] = found
        return found

    def _settled(self, cells: Sequence[Cell], attributes: Mapping[str, str | None]) -> list[int]:
        def gate_verdicts(leaf: Leaf) -> Verdicts:
            position, how = self.gates[leaf.code]
            return leaf_verdicts(leaf, how.scale, cells[position].column(how))

        def characteristic_verdicts(leaf: Leaf) -> Verdicts:
            labels, value = self.labels[leaf.code], attributes.get(leaf.code)
            code = labels.index(value) + 1 if value is not None else 0
            return attribute_verdicts(leaf, AttributeColumn(labels, np.array([code], dtype=np.uint16)))

        own = Column(np.arange(self.coding.size, dtype=self.coding.dtype))
        settled: list[int] = routed_column(
            self.indicator, own, gate_verdicts, characteristic_verdicts
        ).codes.tolist()
        return settled


def gatekeepers(instrument: Instrument) -> tuple[Gatekeeper, ...]:
    """Return the gatekeepers of an instrument, in the order of its indicators."""
    return tuple(
        Gatekeeper.of(position, instrument)
        for position, indicator in enumerate(instrument.indicators)
        if indicator.gate or indicator.applies
    )

"""Routing of single responses: what a gate makes of an indicator's code, worked out once for what gates it."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Final

import attrs
import numpy as np

from smmi.instrument import AnswerState, Indicator, Instrument
from smmi.instrument.answers import (
    TRUE,
    AttributeColumn,
    Column,
    Leaf,
    Verdicts,
    attribute_verdicts,
    empty_values,
    leaf_verdicts,
    leaves,
    settle,
    verdicts,
)
from smmi.instrument.scales import Coding, coding

MOST_REMEMBERED: Final = 2**14
FIRST_ANSWER: Final = int(AnswerState.ANSWERED)


@attrs.frozen(eq=False, kw_only=True)
class Gatekeeper:
    """Decides what becomes of the code of one indicator that has a gate, or does not apply to all units.

    Attributes:
        indicator: The indicator.
        coding: Its coding.
        gates: The position and coding of the indicators of which its gate speaks, by code.
        characteristics: The labels of the characteristics that decide where it applies.
        pick: Takes the codes of the gates out of those settled so far.
        numeric: Whether a gate depends on a number.
        known: What becomes of each code, by what gates it.
    """

    indicator: Indicator
    coding: Coding
    gates: Mapping[str, tuple[int, Coding]]
    characteristics: Mapping[str, tuple[str, ...]]
    pick: Callable[[Mapping[int, int]], object]
    numeric: bool
    known: dict[object, list[int]]

    @property
    def positions(self) -> tuple[int, ...]:
        """The positions of the indicators of which its gate speaks."""
        return tuple(position for position, _ in self.gates.values())

    @classmethod
    def of(cls, indicator: Indicator, instrument: Instrument) -> "Gatekeeper":
        """Return the gatekeeper of an indicator."""
        position = {other.code: i for i, other in enumerate(instrument.indicators)}
        labels = {c.code: tuple(option.code for option in c.options) for c in instrument.characteristics}
        asked = dict.fromkeys(leaf.code for leaf in leaves(indicator.gate)) if indicator.gate else {}
        needed = dict.fromkeys(leaf.code for leaf in leaves(indicator.applies)) if indicator.applies else {}
        gates = {
            code: (position[code], coding(instrument.indicators[position[code]].scale)) for code in asked
        }
        positions = [place for place, _ in gates.values()]
        return cls(
            indicator=indicator,
            coding=coding(indicator.scale),
            gates=gates,
            characteristics={code: labels[code] for code in needed},
            pick=itemgetter(*positions) if positions else lambda _: (),
            numeric=any(how.measured for _, how in gates.values()),
            known={},
        )

    def settle(
        self, codes: Mapping[int, int], raw: Sequence[object], attributes: Mapping[str, str | None]
    ) -> list[int]:
        """Return what becomes of each code, given those settled so far by position, and the characteristics."""
        if self.numeric:
            return self._settled(codes, raw, attributes)
        key: object = self.pick(codes)
        if self.characteristics:
            key = (key, *map(attributes.get, self.characteristics))
        found = self.known.get(key)
        if found is None:
            found = self._settled(codes, raw, attributes)
            if len(self.known) < MOST_REMEMBERED:
                self.known[key] = found
        return found

    def _settled(
        self, codes: Mapping[int, int], raw: Sequence[object], attributes: Mapping[str, str | None]
    ) -> list[int]:
        def gate_verdicts(leaf: Leaf) -> Verdicts:
            position, how = self.gates[leaf.code]
            return leaf_verdicts(leaf, how.scale, one_answer(how, codes[position], raw[position]))

        def characteristic_verdicts(leaf: Leaf) -> Verdicts:
            labels, value = self.characteristics[leaf.code], attributes.get(leaf.code)
            code = labels.index(value) + 1 if value is not None else 0
            return attribute_verdicts(leaf, AttributeColumn(labels, np.array([code], dtype=np.uint16)))

        always = np.array([TRUE], dtype=np.uint8)
        gate = verdicts(self.indicator.gate, gate_verdicts) if self.indicator.gate else always
        applies = (
            verdicts(self.indicator.applies, characteristic_verdicts) if self.indicator.applies else always
        )
        own = np.arange(self.coding.size, dtype=self.coding.dtype)
        settled: list[int] = settle(self.coding.scale, Column(own), applies, gate).codes.tolist()
        return settled


def gatekeepers(instrument: Instrument) -> Mapping[int, Gatekeeper]:
    """Return the gatekeepers of an instrument by the position of the indicator."""
    return {
        position: Gatekeeper.of(indicator, instrument)
        for position, indicator in enumerate(instrument.indicators)
        if indicator.gate or indicator.applies
    }


def one_answer(how: Coding, code: int, raw: object) -> Column:
    """Return one coded answer as a column of one unit."""
    codes = np.array([code], dtype=how.dtype)
    values = empty_values(how, 1)
    if values is not None and code == FIRST_ANSWER:
        values[..., 0] = how.encode(raw)[1]
    return Column(codes, values)

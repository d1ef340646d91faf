"""Which questions are put to units, by the routing of the core, and what a form can hold of their answers."""

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument import Answers, Indicator, Instrument
from smmi.instrument.answers import attribute_verdicts, leaf_verdicts
from smmi.instrument.routing import FALSE, TRUE, verdicts

Record = dict[str, Any]


def answers_of(instrument: Instrument, records: list[Record]) -> Answers:
    """Records as answers of units."""
    names = [one.code for one in instrument.characteristics]
    units = [{"the unit": f"u{i:04}", **record} for i, record in enumerate(records)]
    return Answers.from_records(instrument, units, unit="the unit", attributes=names)


def asked_of(answers: Answers, instrument: Instrument | None = None) -> dict[str, list[bool]]:
    """Whether a form asks each unit a question: where its gate is known to be open, and it is not known not to apply.

    The gates are those of the answers' instrument, or of another one with the same questions.
    """
    routes = answers.instrument if instrument is None else instrument
    return {one.code: _asked(answers, one).tolist() for one in routes.indicators}


def _asked(answers: Answers, one: Indicator) -> npt.NDArray[np.bool_]:
    found = np.ones(len(answers), dtype=bool)
    if one.applies:
        applies = verdicts(one.applies, lambda leaf: attribute_verdicts(leaf, answers.attribute(leaf.code)))
        found &= applies != FALSE
    if one.gate:
        scales = {each.code: each.scale for each in answers.instrument.indicators}
        gate = verdicts(
            one.gate, lambda leaf: leaf_verdicts(leaf, scales[leaf.code], answers.column(leaf.code))
        )
        found &= gate == TRUE
    return found


def without_routes(instrument: Instrument) -> Instrument:
    """An instrument that puts every question to every unit."""
    domains = [
        attrs.evolve(
            domain,
            areas=[
                attrs.evolve(
                    area, indicators=[attrs.evolve(one, gate=None, applies=None) for one in area.indicators]
                )
                for area in domain.areas
            ],
        )
        for domain in instrument.domains
    ]
    return attrs.evolve(instrument, domains=domains)


def as_asked(instrument: Instrument, records: list[Record]) -> list[Record]:
    """Records without answers to questions that are not asked: first of the earlier ones, of which later ones speak."""
    for one in instrument.indicators:
        if one.gate or one.applies:
            asked = _asked(answers_of(instrument, records), one)
            records = [
                record if there else {**record, one.code: None}
                for record, there in zip(records, asked, strict=True)
            ]
    return records

"""Hypothesis strategies for instruments, answers to them, schemes that score them, and norms.

They draw what is odd as readily as what is plain: codes that are words of a syntax, labels full of separators, units
that answered nothing, answers behind shut gates. Whatever is drawn can be declared, answered, and scored by what
`schemes` draws for it, without an error; a scheme of your own has to give rules for scales without a default. A rule of
your own is put into drawn schemes: ``schemes(instrument).map(lambda scheme: attrs.evolve(scheme, areas=MyRule()))``.

A strategy that is about something takes it first (`item_rules`, `schemes`, `from_instrument`); one that can also draw
what it is about takes it or a strategy for it, or nothing (`answers`, `cohorts`, `norms`).
"""

from smmi.testing.strategies._answers import GROUP, UNIT, answers, from_instrument
from smmi.testing.strategies._cohorts import cohorts, norms
from smmi.testing.strategies._conditions import conditions
from smmi.testing.strategies._instruments import instruments
from smmi.testing.strategies._raw_answers import raw_answers
from smmi.testing.strategies._rules import aggregation_rules, item_rules, missing_data_policies
from smmi.testing.strategies._scales import scales
from smmi.testing.strategies._schemes import schemes
from smmi.testing.strategies._wording import codes, terms, texts

__all__ = [
    "GROUP",
    "UNIT",
    "aggregation_rules",
    "answers",
    "codes",
    "cohorts",
    "conditions",
    "from_instrument",
    "instruments",
    "item_rules",
    "missing_data_policies",
    "norms",
    "raw_answers",
    "scales",
    "schemes",
    "terms",
    "texts",
]

"""Attributes in the tables of other tools: characteristics of the instrument are written by the codes of options."""

from collections.abc import Mapping

from smmi.exchange.accounts._choices import written
from smmi.instrument import Instrument
from smmi.intake import AttributeSource


def attribute_sources(instrument: Instrument, columns: Mapping[str, str], /) -> dict[str, AttributeSource]:
    """Return how attributes are read, given the column of each: a code goes before a label that is the same.

    Args:
        instrument: What was asked.
        columns: The column of each attribute, by its name.
    """
    spelled = {one.code: written(one.options) for one in instrument.characteristics}
    return {
        name: AttributeSource(column=column, spellings=spelled.get(name, {}))
        for name, column in columns.items()
    }

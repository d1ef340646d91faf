"""The reading: a value that says how a table becomes answers."""

import enum
from collections.abc import Mapping

import attrs

from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import Instrument, Nonresponse
from smmi.intake.readings._rows import Header, NumberedRows, RepeatedUnits, RowFilter, UnitColumn
from smmi.intake.readings._sources import AttributeSource, NumberFormat, Source


class OtherColumns(enum.Enum):
    """What becomes of columns of which the reading says nothing."""

    REFUSE = "refuse"
    LEAVE_OUT = "leave out"
    """They are left out, and listed in the account."""


@attrs.frozen(kw_only=True)
class Reading:
    """How a table becomes answers to an instrument: which column holds what, and how it is written there.

    Attributes:
        instrument: What was asked.
        unit: The column of the units' identifiers, or numbered rows.
        sources: Where the answers to each indicator stand, by its code; every indicator has one.
        attributes: Where the units' attributes stand, by name.
        header: The header rows.
        missing: Words for which there is no answer, in every column of answers; a blank cell is no answer anyway.
        format: How numbers are written where a source does not say.
        rows: Which rows are read; all where empty.
        repeated: What to do with a unit that stands in several rows.
        left_out: Columns that are left out by name, personal ones for instance.
        others: What becomes of columns of which nothing is said.
    """

    instrument: Instrument
    unit: UnitColumn | NumberedRows
    sources: Mapping[str, Source] = attrs.field(converter=freeze_mapping)
    attributes: Mapping[str, AttributeSource] = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    header: Header = Header()
    missing: Mapping[str, Nonresponse] = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    format: NumberFormat = NumberFormat()
    rows: tuple[RowFilter, ...] = attrs.field(converter=tuple, default=())
    repeated: RepeatedUnits = RepeatedUnits()
    left_out: tuple[str, ...] = attrs.field(converter=tuple, default=())
    others: OtherColumns = OtherColumns.REFUSE

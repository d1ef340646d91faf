"""What a reading declares: where everything stands in a table, and what to do with its rows."""

import enum
from collections.abc import Iterable, Iterator, Mapping

import attrs

from smmi.errors import Finding
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import Indicator, Instrument, Nonresponse
from smmi.instrument.declaration import Declared, a, as_tuple, checked, each, is_text, later, or_none
from smmi.intake.readings._declaration_checks import (
    attribute_findings,
    indicator_findings,
    left_out_findings,
    repeated_columns,
    source_findings,
)
from smmi.intake.sources import (
    IS_MISSING,
    SOURCES,
    AttributeSource,
    Header,
    NumberedRows,
    NumberFormat,
    RepeatedUnits,
    RowFilter,
    SeenTable,
    Source,
    UnitColumn,
    a_mapping,
    columns_of,
)


class OtherColumns(enum.Enum):
    """What becomes of columns of which the reading says nothing.

    Example:
        >>> OtherColumns("leave out")
        <OtherColumns.LEAVE_OUT: 'leave out'>
    """

    REFUSE = "refuse"
    LEAVE_OUT = "leave out"
    """They are left out, and listed in the account."""


@attrs.frozen(kw_only=True)
class DeclaredReading(Declared):
    """What a reading declares; see `Reading`."""

    instrument: Instrument = attrs.field(metadata=checked(a(Instrument)))
    unit: UnitColumn | NumberedRows = attrs.field(metadata=checked(a((UnitColumn, NumberedRows))))
    sources: Mapping[str, Source] = attrs.field(
        converter=freeze_mapping, metadata=checked(a_mapping(a(SOURCES, "a source"), "codes to sources"))
    )
    attributes: Mapping[str, AttributeSource] = attrs.field(
        converter=freeze_mapping,
        default=FrozenMapping(),
        metadata=checked(a_mapping(a(AttributeSource), "names to AttributeSource")),
    )
    header: Header = attrs.field(default=Header(), metadata=checked(a(Header)))
    missing: Mapping[str, Nonresponse] = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_MISSING)
    )
    format: NumberFormat = attrs.field(default=NumberFormat(), metadata=checked(a(NumberFormat)))
    rows: tuple[RowFilter, ...] = attrs.field(
        converter=as_tuple, default=(), metadata=checked(each(a(RowFilter), expected="RowFilter"))
    )
    repeated: RepeatedUnits = attrs.field(default=RepeatedUnits(), metadata=checked(a(RepeatedUnits)))
    left_out: tuple[str, ...] = attrs.field(
        converter=as_tuple, default=(), metadata=checked(each(is_text, expected="names of columns"))
    )
    others: OtherColumns = attrs.field(default=OtherColumns.REFUSE, metadata=checked(a(OtherColumns)))
    seen: SeenTable | None = attrs.field(default=None, metadata=later(checked(or_none(a(SeenTable)))))
    filled_down: tuple[str, ...] = attrs.field(
        converter=as_tuple, default=(), metadata=later(checked(each(is_text, expected="names of columns")))
    )

    def _relations(self) -> Iterator[Finding]:
        yield from indicator_findings(self.instrument, self.sources)
        for code, source in self.sources.items():
            if code in self._indicators:
                yield from source_findings(self._indicators[code], source, self.missing, self.format)
        yield from attribute_findings(self.instrument, self.attributes)
        yield from repeated_columns(self.answer_columns)
        yield from left_out_findings(self.left_out, columns_with_use(self))

    @property
    def _indicators(self) -> Mapping[str, Indicator]:
        return {indicator.code: indicator for indicator in self.instrument.indicators}

    @property
    def answer_columns(self) -> tuple[str, ...]:
        """The columns of identifiers and answers, each of which may be read once."""
        unit = (self.unit.column,) if isinstance(self.unit, UnitColumn) else ()
        return (*unit, *(column for source in self.sources.values() for column in columns_of(source)))


def columns_with_use(reading: DeclaredReading, /) -> tuple[tuple[str, str], ...]:
    """Return every column that a reading needs, by name, with what it is to hold."""
    return tuple(dict(_columns_with_use(reading)).items())


def _columns_with_use(reading: DeclaredReading) -> Iterable[tuple[str, str]]:
    if reading.repeated.order is not None:
        yield reading.repeated.order, "which row of a unit counts"
    for row_filter in reading.rows:
        yield row_filter.column, "which rows are read"
    for name, attribute in reading.attributes.items():
        yield attribute.column, f"the attribute {name!r}"
    if isinstance(reading.unit, UnitColumn):
        yield reading.unit.column, "the units' identifiers"
    for code, source in reading.sources.items():
        for column in columns_of(source):
            yield column, f"answers to {code!r}"

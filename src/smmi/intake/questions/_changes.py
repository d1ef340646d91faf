"""Changes: what an answer to a question does to the reading that is being drafted."""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import Instrument, Nonresponse
from smmi.instrument.declaration import as_tuple
from smmi.intake.readings import OtherColumns, Reading
from smmi.intake.sources import (
    AttributeSource,
    Header,
    NumberedRows,
    NumberFormat,
    RepeatedUnits,
    RowFilter,
    Source,
    UnitColumn,
)


@attrs.frozen(kw_only=True)
class Change:
    """One field of the reading, or of the source of one indicator, gets a value or more of them.

    A mapping is added to the mapping that is there, a tuple to the tuple; anything else takes the place of what is
    there.

    Attributes:
        field: The field of the reading.
        value: Its new value, or what is added.
        of: Of `sources` and `attributes`, the indicator or the attribute.
        part: The field of the source; the whole source where empty.
        replace: Whether a mapping or a tuple takes the place of what is there too.
    """

    field: str
    value: Any
    of: str = ""
    part: str = ""
    replace: bool = False


@attrs.frozen(kw_only=True)
class Draft:
    """A reading in the making: the same fields, some of them not yet decided."""

    instrument: Instrument
    unit: UnitColumn | NumberedRows | None = None
    sources: Mapping[str, Source] = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    attributes: Mapping[str, AttributeSource] = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    header: Header = attrs.field(default=Header())
    missing: Mapping[str, Nonresponse] = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    format: NumberFormat = attrs.field(default=NumberFormat())
    rows: tuple[RowFilter, ...] = attrs.field(converter=as_tuple, default=())
    repeated: RepeatedUnits = attrs.field(default=RepeatedUnits())
    left_out: tuple[str, ...] = attrs.field(converter=as_tuple, default=())
    others: OtherColumns = OtherColumns.LEAVE_OUT
    filled_down: tuple[str, ...] = attrs.field(converter=as_tuple, default=())

    def changed(self, changes: Iterable[Change], /) -> "Draft":
        """Return the draft with some changes made, one after the other."""
        draft = self
        for change in changes:
            draft = draft._changed(change)
        return draft

    def _changed(self, change: Change) -> "Draft":
        value = change.value
        if change.of:
            sources: dict[str, Any] = dict(getattr(self, change.field))
            source: Any = sources.get(change.of)
            if change.part and not hasattr(source, change.part):
                return self  # an earlier answer has given it another kind of source
            if change.part:
                whole = value if change.replace else _joined(getattr(source, change.part), value)
                value = attrs.evolve(source, **{change.part: whole})
            value = {**sources, change.of: value}
        else:
            value = _joined(getattr(self, change.field), value)
        changed: dict[str, Any] = {change.field: value}
        return attrs.evolve(self, **changed)

    def reading(self) -> Reading:
        """Return the reading, once everything is decided.

        Raises:
            DeclarationError: The reading contradicts itself or its instrument.
        """
        return Reading(**{field.name: getattr(self, field.name) for field in attrs.fields(Draft)})


def _joined(old: Any, new: Any) -> Any:  # noqa: ANN401  (the value of any field)
    if isinstance(new, Mapping) and isinstance(old, Mapping):
        return {**old, **new}
    if isinstance(new, tuple) and isinstance(old, tuple):
        return (*old, *(entry for entry in new if entry not in old))
    return new

"""A raw export of records becomes answers, by a reading that is made of its header."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from smmi.errors import ArgumentError, Finding, ReadingError, Reason
from smmi.exchange.accounts._attributes import attribute_sources
from smmi.exchange.accounts._choices import columns_by, written
from smmi.exchange.accounts._tables import (
    Row,
    as_reading,
    check_reading,
    header_of,
    repeated_columns,
    rows_of,
    unknown_ticks,
)
from smmi.exchange.redcap._dictionary import box
from smmi.exchange.redcap._names import Names
from smmi.frozen import FrozenMapping
from smmi.instrument import Answers, Composition, Indicator, Instrument, MultipleChoice, Nonresponse, Option
from smmi.instrument.declaration import is_text, shown
from smmi.intake import (
    Absent,
    Account,
    Blank,
    ChoiceColumn,
    Keep,
    NumberColumn,
    OtherColumns,
    Reading,
    RowFilter,
    SelectionColumns,
    ShareColumns,
    Source,
    UnitColumn,
)
from smmi.intake.sources import columns_of
from smmi.intake.tables import entry_of, texts_of

EVENT: Final = "redcap_event_name"
REPEATED: Final = ("redcap_repeat_instrument", "redcap_repeat_instance")


def answers_from_redcap(
    instrument: Instrument,
    header: Sequence[object],
    rows: Iterable[Sequence[object]],
    /,
    *,
    unit: str | None = None,
    attributes: Mapping[str, str] = FrozenMapping(),
    event: str | None = None,
    missing: Mapping[str, Nonresponse] = FrozenMapping(),
    none_ticked: Blank = Blank.NO_ANSWER,
) -> tuple[Answers, Account]:
    """Return the answers that a raw export of records holds, and the account of how every cell was read.

    The reading is that of `reading_from_redcap`, which says what the arguments are.

    Raises:
        ReadingError: Something cannot be read, or no column is that of an indicator.
        ArgumentError: An argument has a wrong value.

    Example:
        >>> from smmi.instrument import Area, Domain, Indicator, Instrument, MultipleChoice, Option
        >>> scale = MultipleChoice(code="topics", options=[Option("a", "A"), Option("b", "B")])
        >>> topics = Indicator(code="topics", prompt="Which topics?", scale=scale)
        >>> area = Area(code="teaching", label="Teaching", indicators=[topics])
        >>> domain = Domain(code="education", label="Education", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> answers, account = answers_from_redcap(
        ...     tiny, ["record_id", "topics___a", "topics___b"], [["1", "1", "0"], ["2", "0", "0"]]
        ... )
        >>> answers.record("1"), answers.record("2")
        ({'topics': ('a',)}, {'topics': None})
    """
    check_reading(instrument, unit=unit, attributes=attributes, missing=missing)
    header, table = header_of(header), rows_of(rows)
    reading = reading_from_redcap(
        instrument,
        header,
        table,
        unit=unit,
        attributes=attributes,
        event=event,
        missing=missing,
        none_ticked=none_ticked,
    )
    names = texts_of(header)
    table = _with_missing_boxes(names, table, reading, missing)
    ReadingError.raise_any(unknown_ticks(names, table, _unknown_boxes(instrument, names, reading, missing)))
    fields = Names(instrument, names[0] if unit is None else unit)
    return reading.answers(header, fields.with_reasons(names, table))


def reading_from_redcap(
    instrument: Instrument,
    header: Sequence[object],
    rows: Iterable[Sequence[object]],
    /,
    *,
    unit: str | None = None,
    attributes: Mapping[str, str] = FrozenMapping(),
    event: str | None = None,
    missing: Mapping[str, Nonresponse] = FrozenMapping(),
    none_ticked: Blank = Blank.NO_ANSWER,
) -> Reading:
    """Return how a raw export of records is read, made of its header: a value, of which parts may be changed.

    A raw export holds the codes of choices; one with labels is refused. Columns are bound by the names of fields: codes
    and source names. The tool writes 0 for every box that is not ticked, of fields that were hidden or never reached,
    too: so a checkbox without a tick is no answer, unless `none_ticked` says otherwise; and what stands behind a shut
    gate is set aside by the gate, and not by the 0. Calculated scores in the file are left out: they are worked out
    anew. A field of `to_redcap` that asks why there is no number is read by `answers_from_redcap` alone, which puts it
    where the number would be. Records of several events, and repeated instruments, have several rows a unit: name the
    event.

    Args:
        instrument: What was asked.
        header: The cells of the header row.
        rows: The cells of each row below it.
        unit: The column of the units' identifiers; the first column where None, as the tool exports it.
        attributes: The columns of the units' attributes, by the attributes' names; the instrument's characteristics are
            found by their codes.
        event: The event of which records are read, as it stands in the column ``redcap_event_name``.
        missing: What the project's missing data codes stand for, by the code.
        none_ticked: What it says that no box of a checkbox is ticked.

    Raises:
        ReadingError: No column is that of an indicator, the export has labels, or units stand in several rows.
        ArgumentError: An argument has a wrong value.
    """
    check_reading(instrument, unit=unit, attributes=attributes, missing=missing)
    ArgumentError.raise_unless(none_ticked, Blank, argument="none_ticked", expected="a Blank")
    if event is not None and is_text(event) is not None:
        raise ArgumentError("event", shown(event), "the name of an event, or None")
    names, table = texts_of(header_of(header)), rows_of(rows)
    ReadingError.raise_any(_findings(instrument, names, table, event))
    known = set(names)
    own = names[0] if unit is None else unit
    fields = Names(instrument, own)
    sources = {
        indicator.code: _source(indicator, known, fields, missing, none_ticked)
        for indicator in instrument.indicators
    }
    if all(isinstance(source, Absent) for source in sources.values()):
        raise ReadingError((_no_column(instrument, names),))
    given = {one.code: one.code for one in instrument.characteristics if one.code in known}
    given |= dict(attributes)
    with as_reading():
        return Reading(
            instrument=instrument,
            unit=UnitColumn(own),
            sources=sources,
            attributes=attribute_sources(instrument, given),
            rows=(RowFilter(column=EVENT, words=(event,), keep=Keep.ONLY),) if event is not None else (),
            others=OtherColumns.LEAVE_OUT,
        )


def _with_missing_boxes(
    names: Sequence[str], table: list[Row], reading: Reading, missing: Mapping[str, Nonresponse]
) -> list[Row]:
    """Return rows in which a missing data code that has a box, and is ticked there, stands in a box of its question."""
    at = {name: position for position, name in enumerate(names)}
    moves = [
        (at[found], at[columns[0]], word)
        for source in reading.sources.values()
        if isinstance(source, SelectionColumns) and (columns := tuple(source.columns.values()))
        for word in missing
        if (found := box(columns[0].partition("___")[0], word)) in at and found not in columns
    ]
    made = []
    for row in table:
        cells = list(row)
        for ticked, put, word in moves:
            if ticked < len(cells) and entry_of(cells[ticked]).word in {"1", "true"}:
                cells[put] = word
        made.append(tuple(cells))
    return made


def _unknown_boxes(
    instrument: Instrument, names: Sequence[str], reading: Reading, missing: Mapping[str, Nonresponse]
) -> dict[str, str]:
    """Return the columns of choices that the instrument does not know, with the code of each one's question.

    What stands for a missing datum has a column as well, where a project has such codes.
    """
    known = {column for source in reading.sources.values() for column in columns_of(source)}
    owners = {
        name: one.code
        for one in instrument.indicators
        if isinstance(one.scale, MultipleChoice)
        for name in (one.code, *one.source_names)
    }
    found = {}
    for column in names:
        name, mark, _ = column.partition("___")
        if mark and name in owners and column not in known | {box(name, word) for word in missing}:
            found[column] = owners[name]
    return found


def _findings(
    instrument: Instrument, names: Sequence[str], table: Sequence[Sequence[object]], event: str | None
) -> list[Finding]:
    """Return why an export cannot be read."""
    if not names:
        return [Finding(reason=Reason.EMPTY, path="header", message="the header has no column")]
    called = {
        one.code: (one.code, *one.source_names)
        for one in instrument.indicators
        if not isinstance(one.scale, MultipleChoice | Composition)
    }
    found = list(repeated_columns(names, called))
    events = _words(names, table, EVENT)
    if event is None and len(events) > 1:
        listed = ", ".join(map(repr, sorted(events)[:4]))
        message = f"records of {len(events)} events stand below each other: {listed}; name one: event={min(events)!r}"
        found.append(Finding(reason=Reason.REPEATED_UNIT, path="header", message=message))
    if event is not None and event not in events:
        message = f"no record is of the event {event!r}"
        found.append(Finding(reason=Reason.MISSING_COLUMN, path="header", message=message))
    repeated = [name for name in REPEATED if _words(names, table, name)]
    if repeated:
        message = (
            f"the column {repeated[0]!r} says that units answered a form several times: export it without its "
            "repeated instances, or take the rows of one instance"
        )
        found.append(Finding(reason=Reason.REPEATED_UNIT, path="header", message=message))
    return found


def _words(names: Sequence[str], table: Sequence[Sequence[object]], name: str) -> set[str]:
    if name not in names:
        return set()
    at = list(names).index(name)
    return {entry_of(row[at]).text for row in table if at < len(row)} - {""}


def _no_column(instrument: Instrument, names: Sequence[str]) -> Finding:
    prompts = {" ".join(one.prompt.split()).casefold() for one in instrument.indicators}
    labelled = any(" ".join(name.split()).casefold().partition(" (choice=")[0] in prompts for name in names)
    message = "no column is called as an indicator: expected the names of fields, such as " + repr(
        next(iter(instrument.indicators)).code
    )
    if labelled:
        message = "this is an export with labels, which says no codes: export the records as raw data"
    return Finding(reason=Reason.MISSING_COLUMN, path="header", message=message)


def _source(
    indicator: Indicator,
    known: set[str],
    fields: Names,
    missing: Mapping[str, Nonresponse],
    none_ticked: Blank,
) -> Source:
    """Return where the answers to an indicator stand, and how they are written there."""
    scale = indicator.scale
    called = (indicator.code, *indicator.source_names)
    column = next((name for name in called if name in known), None)
    if isinstance(scale, MultipleChoice):
        columns = {
            option.code: found
            for option in scale.options
            if (found := _box(option, called, known)) is not None
        }
        if not columns:
            return Absent()
        return SelectionColumns(
            columns=columns, ticked=("1",), unticked=("0",), none_ticked=none_ticked, missing=missing
        )
    if isinstance(scale, Composition):
        parts = {
            part.code: name
            for part in scale.parts
            if (name := fields.parts[indicator.code, part.code]) in known
        }
        return ShareColumns(columns=parts, missing=missing) if len(parts) == len(scale.parts) else Absent()
    if column is None:
        return Absent()
    if scale.answers:
        spellings = written(scale.options)
        other = {word: one for word, one in missing.items() if word not in spellings}
        return ChoiceColumn(column=column, spellings=spellings, missing=other)
    return NumberColumn(column=column, missing=missing)


def _box(option: Option, called: Sequence[str], known: set[str]) -> str | None:
    for name in called:
        for code in columns_by(option):
            if box(name, code) in known:
                return box(name, code)
    return None

"""An export of responses becomes answers, by a reading that is made of its header."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from smmi.errors import ArgumentError, Finding, ReadingError, Reason
from smmi.exchange.qualtrics._columns import Binder, Bound, Column, Export, export_of
from smmi.exchange.qualtrics._recodes import options_of_scale, recodes, written
from smmi.frozen import FrozenMapping
from smmi.instrument import Answers, Composition, Indicator, Instrument, MultipleChoice, Nonresponse, Option
from smmi.intake import (
    Absent,
    Account,
    AttributeSource,
    Blank,
    ChoiceColumn,
    Header,
    Keep,
    NumberColumn,
    NumberedRows,
    OtherColumns,
    Reading,
    RowFilter,
    SelectionColumn,
    SelectionColumns,
    ShareColumns,
    Source,
    UnitColumn,
)
from smmi.intake.presets import PRESETS, matches_any
from smmi.intake.tables import as_rows, entry_of, number_of, word_of

_PRESET: Final = next(preset for preset in PRESETS if preset.code == "qualtrics")
_UNITS: Final = frozenset({"_recordid", "responseid"})
_STATUS: Final = "Status|Response Type|V7"
PREVIEWS: Final = ("1", "Survey Preview", "9", "Spam Preview", "17", "Offline Survey Preview")
"""What the column of the status says of a preview, as a value and in words."""
SEEN_UNANSWERED: Final = ("-99",)
"""What the tool's users mostly have it write for what was seen and not answered."""
_TICKED: Final = ("1", "yes", "true", "x", "checked")
_UNTICKED: Final = ("0", "no", "false", "unchecked")
_MOST_LOOKED_AT: Final = 2_000
"""How many rows are looked at for whether choices are written as values or as texts."""


def answers_from_qualtrics(
    instrument: Instrument,
    header: Sequence[object],
    rows: Iterable[Sequence[object]],
    /,
    *,
    unit: str | None = None,
    attributes: Mapping[str, str] = FrozenMapping(),
    seen_unanswered: Iterable[str] = SEEN_UNANSWERED,
    filters: Iterable[RowFilter] | None = None,
) -> tuple[Answers, Account]:
    """Return the answers that an export of responses holds, and the account of how every cell was read.

    The reading is that of `reading_from_qualtrics`, which says what the arguments are.

    Raises:
        ReadingError: Something cannot be read, or no column is that of an indicator.
        ArgumentError: An argument has a wrong value.

    Example:
        >>> from smmi.instrument import Area, Domain, Indicator, Instrument, Option, Ordinal
        >>> scale = Ordinal(
        ...     code="extent", options=[Option("no", "No", value=1), Option("full", "Full", value=2)]
        ... )
        >>> plans = Indicator(code="plans", prompt="Are there plans?", scale=scale)
        >>> area = Area(code="service", label="Service", indicators=[plans])
        >>> domain = Domain(code="engagement", label="Engagement", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> rows = [
        ...     ["Response ID", "Are there plans?"],
        ...     ['{"ImportId":"_recordId"}', '{"ImportId":"QID7"}'],
        ...     ["R_1", "2"],
        ...     ["R_2", "-99"],
        ... ]
        >>> answers, account = answers_from_qualtrics(tiny, ["ResponseId", "plans"], rows)
        >>> answers.record("R_1"), answers.record("R_2")
        ({'plans': 'full'}, {'plans': None})
    """
    table = [tuple(row) for row in as_rows(rows)]
    reading = reading_from_qualtrics(
        instrument,
        header,
        table,
        unit=unit,
        attributes=attributes,
        seen_unanswered=seen_unanswered,
        filters=filters,
    )
    return reading.answers(header, table)


def reading_from_qualtrics(
    instrument: Instrument,
    header: Sequence[object],
    rows: Iterable[Sequence[object]],
    /,
    *,
    unit: str | None = None,
    attributes: Mapping[str, str] = FrozenMapping(),
    seen_unanswered: Iterable[str] = SEEN_UNANSWERED,
    filters: Iterable[RowFilter] | None = None,
) -> Reading:
    """Return how an export of responses is read, made of its header: a value, of which parts may be changed.

    Exports with three header rows, two or one are known. Of an instrument that `from_qualtrics` made, columns are bound
    by their import ids where the export has them; else, and for any other instrument, by their names: codes and source
    names, with the number of an option behind it where several may be chosen. Choices may be written as values or as
    texts. A column of an option is ticked where it says 1, or the option itself; where all say that they are not,
    nothing was answered. Columns that may name a person are left out by name, and everything else that is no
    indicator's is left out too; the account lists both. A reading is made anew for each export, as names may have
    moved.

    Args:
        instrument: What was asked.
        header: The cells of the first header row.
        rows: The cells of each row below it, further header rows first.
        unit: The column of the units' identifiers; that of the tool's own ids of responses where None.
        attributes: The columns of the units' attributes, by the attributes' names.
        seen_unanswered: What stands for what was seen and not answered. Where a choice has it for its recode value, it
            is that choice.
        filters: Which rows are read; where None, all but previews.

    Raises:
        ReadingError: No column is that of an indicator, or several may be.
        ArgumentError: An argument has a wrong value.
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    if isinstance(seen_unanswered, str):
        raise ArgumentError("seen_unanswered", repr(seen_unanswered), "words, such as ('-99',)")
    table = [tuple(row) for row in as_rows(rows)]
    export = export_of(header, table)
    binder = Binder(export, instrument)
    bound = {indicator.code: binder.bound(indicator) for indicator in instrument.indicators}
    findings = [*binder.findings, *_twice(bound)]
    if not any(one.whole or one.parts for one in bound.values()) and not findings:
        message = (
            "no column is that of an indicator: expected columns with the import ids, the codes or the source names "
            "of the instrument's indicators"
        )
        findings.append(Finding(reason=Reason.MISSING_COLUMN, path="header", message=message))
    ReadingError.raise_any(findings)
    cells = _Cells(table[export.header_rows - 1 :][:_MOST_LOOKED_AT])
    as_values = _as_values(instrument, bound, cells)
    seen = tuple(seen_unanswered)
    own = _unit(export) if unit is None else UnitColumn(unit)
    kept = _filters(export) if filters is None else tuple(filters)
    used = {word_of(one) for one in attributes.values()}
    used |= {word_of(one.column) for one in kept}
    used |= {word_of(own.column)} if isinstance(own, UnitColumn) else set()
    return Reading(
        instrument=instrument,
        unit=own,
        sources={
            indicator.code: _source(indicator, bound[indicator.code], seen, as_values=as_values)
            for indicator in instrument.indicators
        },
        attributes={name: AttributeSource(column=column) for name, column in attributes.items()},
        header=Header(rows=export.header_rows),
        rows=kept,
        left_out=_personal(export, bound, used),
        others=OtherColumns.LEAVE_OUT,
    )


def _twice(bound: Mapping[str, Bound]) -> Iterable[Finding]:
    """Yield columns that would be read for two indicators."""
    first: dict[int, str] = {}
    for code, one in bound.items():
        for column in (*([one.whole] if one.whole else ()), *one.parts.values()):
            if column.position in first:
                message = f"the column {column.name!r} may hold answers to {first[column.position]!r} or to {code!r}"
                yield Finding(reason=Reason.AMBIGUOUS_NAME, path="header", message=message, code=code)
            first.setdefault(column.position, code)


class _Cells:
    """The words that stand in columns, of the first rows of a table."""

    def __init__(self, rows: Sequence[Sequence[object]]) -> None:
        self._rows = rows

    def words(self, column: Column) -> set[str]:
        """Return the words of a column."""
        at = column.position
        return {entry_of(row[at]).word for row in self._rows if at < len(row)}


def _values(options: Sequence[Option]) -> dict[str, str]:
    """Return the recode values as text, with the options' codes."""
    return {written(value): code for code, value in recodes(options).items()}


def _doubtful(options: Sequence[Option]) -> bool:
    """Whether a text of one option is the recode value of another, so that a cell may be either."""
    values = _values(options)
    return any(
        values.get(_as_number(text), option.code) != option.code
        for option in options
        for text in option.written
    )


def _as_number(text: str) -> str:
    found = number_of(text)
    return written(found) if found is not None and found.is_integer() else text


def _as_values(instrument: Instrument, bound: Mapping[str, Bound], cells: _Cells) -> bool | None:
    """Return whether an export writes choices as values, judged by words that are one and not the other.

    It is a setting of the whole export.
    """
    values = texts = 0
    for indicator in instrument.indicators:
        column = bound[indicator.code].whole
        options = options_of_scale(indicator.scale)
        if column is None or not indicator.scale.answers:
            continue
        words = cells.words(column) - {""}
        said = {word_of(text) for option in options for text in (option.label, *option.spellings)}
        values += len(words & (_values(options).keys() - said))
        texts += len(words & (said - _values(options).keys()))
    if bool(values) == bool(texts):
        return None
    return bool(values)


def _source(indicator: Indicator, bound: Bound, seen: Sequence[str], *, as_values: bool | None) -> Source:
    """Return where the answers to an indicator stand, and how they are written there."""
    scale = indicator.scale
    options = options_of_scale(scale)
    every = tuple(dict.fromkeys((*options, *scale.options)))
    said = {_as_number(word_of(text)) for option in every for text in option.written} | _values(every).keys()
    missing = {word: Nonresponse.NO_ANSWER for word in seen if _as_number(word_of(word)) not in said}
    if bound.parts and isinstance(scale, Composition):
        return ShareColumns(columns=_names(bound), missing=missing)
    if bound.parts:
        return SelectionColumns(
            columns=_names(bound),
            ticked=_TICKED,
            unticked=[word for word in _UNTICKED if word not in said],
            none_ticked=Blank.NO_ANSWER,
            missing=missing,
        )
    if bound.whole is None:
        return Absent()
    if isinstance(scale, MultipleChoice):
        return SelectionColumn(
            column=bound.whole.name,
            separator=",",
            spellings=_spellings(options, as_values=as_values),
            missing=missing,
        )
    if scale.answers:
        return ChoiceColumn(
            column=bound.whole.name, spellings=_spellings(options, as_values=as_values), missing=missing
        )
    return NumberColumn(column=bound.whole.name, missing=missing)


def _names(bound: Bound) -> dict[str, str]:
    return {code: column.name for code, column in bound.parts.items()}


def _spellings(options: Sequence[Option], *, as_values: bool | None) -> dict[str, str]:
    """Return the spellings that tell recode values from texts, where the export says which it writes."""
    if not _doubtful(options):
        found = recodes(options)
        return {written(found[one.code]): one.code for one in options if found[one.code] != one.value}
    if as_values is None:
        return {}
    if as_values:
        return _values(options)
    labels: dict[str, str] = {}
    for option in options:
        labels.setdefault(option.label, option.code)
    return labels


def _unit(export: Export) -> UnitColumn | NumberedRows:
    for column in export.columns:
        if column.id is not None and column.id[0].casefold() in _UNITS:
            return UnitColumn(column.name)
    for name in _PRESET.units:
        for column in export.columns:
            if column.given.casefold() == name.casefold() and (name != "V1" or export.header_rows > 1):
                return UnitColumn(column.name)
    return NumberedRows()


def _filters(export: Export) -> tuple[RowFilter, ...]:
    """Return that previews are left out, where a column tells them."""
    for column in export.columns:
        told = column.id == ("status",) or (column.id is None and matches_any([_STATUS], column.given))
        if told:
            return (RowFilter(column=column.name, words=PREVIEWS, keep=Keep.NOT),)
    return ()


def _personal(export: Export, bound: Mapping[str, Bound], used: set[str]) -> tuple[str, ...]:
    """Return the columns that may name a person and hold nothing that is read."""
    taken = {column.position for one in bound.values() for column in one.parts.values()}
    taken |= {one.whole.position for one in bound.values() if one.whole}
    return tuple(
        column.name
        for column in export.columns
        if column.position not in taken
        and word_of(column.name) not in used
        and any(matches_any(_PRESET.personal, text) for text in (column.given, column.text))
    )
